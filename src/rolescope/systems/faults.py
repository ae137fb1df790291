"""What is wrong in a file: each fault with its place and what was expected there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from json import JSONDecodeError

from rolescope.rights.near_names import LONGEST, did_you_mean

MOST_HINTS = 5
"""How often near names are looked for in one file: each search goes through all the names that are known."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file: where, and what was expected."""

    where: str
    text: str
    near: tuple[str, Sequence[str]] | None = None
    """A name that nobody knows, and those that are known: the nearest is told with the first faults of a file."""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text

    def told(self) -> Problem:
        """The same with the nearest name in its text."""
        return replace(self, text=self.text + did_you_mean(*self.near), near=None) if self.near else self


class BundleError(ValueError):
    """The file cannot be taken. Holds every problem found."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        found, hints = list[Problem](), 0
        for problem in problems:
            hints += problem.near is not None
            found.append(problem.told() if hints <= MOST_HINTS else problem)
        self.problems = tuple(found)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))


class NoSuchBody(ValueError):
    """The vendor has no such call, or nothing to send in it; the message says why."""


def not_json(broken: JSONDecodeError, lead: str = "not JSON") -> Problem:
    """Where a text is no JSON, and what was expected there; one that just ends may be cut off."""
    told = SPELT_OUT.get(broken.msg, broken.msg)
    if not broken.doc.strip():
        told += ", but there is nothing"
    elif not broken.doc[broken.pos :].strip():
        told += ", but the text ends: is it cut off?"
    return Problem(f"line {broken.lineno}, column {broken.colno}", f"{lead}: {told}")


SPELT_OUT = {
    "Unterminated string starting at": "the text begun here does not end, expected a closing quote: is it cut off?",
    "Extra data": "Extra data, expected the end",
    "Invalid control character at": "a control character stands in a text, expected it as \\n, \\t or \\u0000",
}
"""What the reader of JSON says in too few words."""


def twins(where: str, kind: str, names: Sequence[str]) -> Iterator[Problem]:
    """A problem for each name that stood before."""
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            yield Problem(f"{where}[{number}]", f"{kind} {name!r} stands twice")
        seen.add(name)


def unknown(where: str, kind: str, name: str, known: Iterable[str]) -> Problem:
    """The problem of a name that nobody knows."""
    return Problem(where, f"unknown {kind} {clipped(name)!r}", (name, tuple(known)))


def clipped(text: str) -> str:
    """A text from a file, short enough to stand in a message."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
