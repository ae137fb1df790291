"""Numbers of things and rows of names in words: the other sentences need every edit, and opening needs none."""

from __future__ import annotations

from collections.abc import Sequence

MOST_NAMES = 12
"""Names in one sentence before the rest becomes a number."""


def count(number: int, what: str) -> str:
    """A number of things."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def more(rest: int) -> str:
    """The end of a row of names of which some are left out."""
    return f" and {rest:,} more" if rest > 0 else ""


def listed(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """Some names in a row, the rest as a number."""
    return ", ".join(names[:most]) + more(len(names) - most)


def one(what: str) -> str:
    """Something with its article."""
    return f"{'an' if what[:1].lower() in tuple('aeiou') else 'a'} {what}"


def hidden_fields(number: int) -> str:
    """The hidden fields that a total leaves out: they stand beside it, in whatever people read (PS-64)."""
    return count(number, "hidden field")
