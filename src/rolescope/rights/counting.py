"""Numbers of things in words: apart from the other sentences, since these need every edit and opening needs none."""

from __future__ import annotations


def count(number: int, what: str) -> str:
    """A number of things."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def one(what: str) -> str:
    """Something with its article."""
    return f"{'an' if what[:1].lower() in tuple('aeiou') else 'a'} {what}"


def hidden_fields(number: int) -> str:
    """The hidden fields that a total leaves out: they stand beside it, in whatever people read (PS-64)."""
    return count(number, "hidden field")
