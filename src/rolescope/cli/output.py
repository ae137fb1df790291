"""What reaches the terminal: data on stdout, talk on stderr, text from outside made visible instead of obeyed."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TextIO
from unicodedata import combining, east_asian_width

import click

GREEN, RED, YELLOW, BLUE, DIM, BOLD = "green", "red", "yellow", "blue", "dim", "bold"

_CODES = {GREEN: "32", RED: "31", YELLOW: "33", BLUE: "34", DIM: "2", BOLD: "1"}
AT_ONCE = 1_000
"""Lines that are written together."""
_HIDDEN_IN_JSON = re.compile(r"[^\x00-\x1f\x20-\x7e]")


def visible(text: str) -> str:
    """Text in which nothing is invisible or steers the terminal: ``\\x1b`` becomes ``␛``, U+202E ``⟨U+202E⟩``."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _shown(ord(character)) for character in text)


def _shown(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def echo(lines: Iterable[str] | str = "") -> None:
    """Lines on stdout."""
    _write(sys.stdout, [lines] if isinstance(lines, str) else lines)


def talk(text: str) -> None:
    """A line on stderr, for people: progress, warnings, hints."""
    _write(sys.stderr, [visible(text)])


def _write(stream: TextIO | None, lines: Iterable[str]) -> None:
    if stream is None:
        return
    encoding, left = getattr(stream, "encoding", None) or "utf-8", iter(lines)
    while some := list(islice(left, AT_ONCE)):
        text = "".join(f"{line}\n" for line in some)
        click.echo(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, nl=False)


def echo_json(value: Any) -> None:
    """A value as JSON on stdout; a list with one row a line."""
    if isinstance(value, list):
        echo_rows(value)
    else:
        echo(safe_json(json.dumps(value, ensure_ascii=False, indent=1)))


def echo_rows(rows: Iterable[Any]) -> None:
    """A list as JSON on stdout, a row a line; they are written as they come, for there can be millions."""
    echo(_row_lines(rows))


def _row_lines(rows: Iterable[Any]) -> Iterator[str]:
    before = ""
    for row in rows:
        yield f"{before}," if before else "["
        before = safe_json(f" {json.dumps(row, ensure_ascii=False)}")
    yield from (before, "]") if before else ("[]",)


def safe_json(text: str, encoding: str | None = None) -> str:
    """The same JSON with everything that a terminal would obey, or cannot show, written as an escape.

    ``encoding`` is that of stdout when it is not given.
    """
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    only_ascii = not encoding.lower().startswith("utf")

    def escaped(match: re.Match[str]) -> str:
        character = match[0]
        return character if character.isprintable() and not only_ascii else json.dumps(character)[1:-1]

    return text if text.isascii() and "\x7f" not in text else _HIDDEN_IN_JSON.sub(escaped, text)


Paint = Callable[[str, str], str]
"""The style of a cell in a column, empty for none."""


def colour(text: str, *styles: str) -> str:
    """Text in a colour where stdout is a terminal that may show some."""
    refused = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    if not text or refused or sys.stdout is None or not sys.stdout.isatty():
        return text
    return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def width(text: str) -> int:
    """How many cells of a terminal a visible text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def table(columns: Mapping[str, int], rows: Iterable[Mapping[str, str]], paint: Paint) -> Iterator[str]:
    """Aligned lines under their heads; ``columns`` gives the width of each that is shown, by its head."""
    widths = list(columns.values())
    yield colour(_aligned(list(columns), widths), DIM)
    for row in rows:
        shown = [visible(row[head]) for head in columns]
        styles = [paint(head, cell) for head, cell in zip(columns, shown, strict=True)]
        painted = [colour(cell, style) if style else cell for cell, style in zip(shown, styles, strict=True)]
        yield _aligned(painted, widths, shown)


def _aligned(cells: Sequence[str], widths: Sequence[int], bare: Sequence[str] | None = None) -> str:
    sizes = [width(cell) for cell in bare or cells]
    pairs = zip(cells, widths, sizes, strict=True)
    return "  ".join(cell + " " * (wide - size) for cell, wide, size in pairs).rstrip()
