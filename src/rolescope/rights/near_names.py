"""The known name that is most like one that nobody knows. Apart from the core: every command may have to ask."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 60
"""Cells of a name that are looked at: a search takes a time that grows with its length."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one most like a name, whatever its case; None where none is."""
    from difflib import get_close_matches

    by_case: dict[str, str] = {}
    for each in known:
        by_case.setdefault(each.casefold(), each)
    found = get_close_matches(name[:LONGEST].casefold(), list(by_case), n=1)
    return by_case[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name that nobody knows; empty where none is like it."""
    found = nearest(name, known)
    return f", did you mean {found!r}?" if found is not None else ""
