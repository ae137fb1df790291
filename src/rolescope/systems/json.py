"""JSON from outside: every key once in its object, no NaN, and nothing that could not be written back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from math import isinf
from typing import Any

from rolescope.systems.faults import BundleError, Problem, clipped, not_json

MOST_DEPTH = 50
"""What people hand on nests some ten deep; what is nested more could not be written back."""
TOO_DEEP = "nested too deeply to be read"
HALF_CHARACTER = "holds half a character (a lone surrogate), which no text may"


def read_json(text: str, file: str, lead: str = "not JSON") -> Any:
    """The value of a JSON text; ``file`` is for messages, ``lead`` what a text is that is no JSON.

    Raises:
        BundleError: with the place and what was expected there, or with every value that cannot be held.
    """
    try:
        raw = parse_json(text)
    except json.JSONDecodeError as broken:
        raise BundleError(file, [not_json(broken, lead)]) from None
    except ValueError as fault:
        raise BundleError(file, [Problem("", str(fault))]) from None
    faults = list(unfit(raw))
    if faults:
        raise BundleError(file, faults)
    return raw


def parse_json(text: str, raw_breaks: bool = False, same: Callable[[str], str] = str) -> Any:
    """The same without a file's name; with ``raw_breaks``, line breaks may stand in a text as they are.

    Args:
        text: may begin with a byte order mark.
        raw_breaks: whether that is taken.
        same: what two keys have in common where they are one and the same.

    Raises:
        JSONDecodeError: where it is no JSON.
        ValueError: for what else is wrong, in a sentence.
    """
    pairs = _each_once(same)
    try:
        return json.loads(
            text.removeprefix("\ufeff"), strict=not raw_breaks, object_pairs_hook=pairs, parse_constant=_no_constant
        )
    except (json.JSONDecodeError, _Faulty):
        raise
    except ValueError:
        raise _Faulty("holds a whole number of thousands of digits") from None
    except RecursionError:
        raise _Faulty(TOO_DEEP) from None


def unfit(raw: Any, depth: int = 0) -> Iterator[Problem]:
    """Values that JSON can spell and no bundle can hold; ``depth`` is how deep in a bundle they will lie."""
    waiting: list[tuple[str, Any, int]] = [("", raw, depth)]
    while waiting:
        where, value, depth = waiting.pop()
        if depth > MOST_DEPTH:
            yield Problem("", TOO_DEEP)
            return
        if isinstance(value, dict):
            keys = [(key, _is_broken(key)) for key in value]
            if any(broken for _, broken in keys):
                yield Problem(where, f"a key {HALF_CHARACTER}")
            waiting += [
                (f"{where}.{key}" if where else key, value[key], depth + 1) for key, broken in keys if not broken
            ]
        elif isinstance(value, list):
            waiting += [(f"{where}[{number}]", member, depth + 1) for number, member in enumerate(value)]
        elif isinstance(value, str) and _is_broken(value):
            yield Problem(where, HALF_CHARACTER)
        elif isinstance(value, float) and isinf(value):
            yield Problem(where, "a number too large to hold")


def _is_broken(text: str) -> bool:
    return re.search("[\ud800-\udfff]", text) is not None


class _Faulty(ValueError):
    pass


def _each_once(same: Callable[[str], str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in pairs:
            if same(key) in seen:
                raise _Faulty(f"the key {clipped(key)!r} stands twice in one object")
            seen.add(same(key))
        return dict(pairs)

    return made


def _no_constant(word: str) -> Any:
    """NaN and the infinities, which Python reads and JSON does not have."""
    raise _Faulty(f"{word} is not JSON")
