"""How sentences about rights are put: reason codes in front, long lists cut."""

from __future__ import annotations

from collections.abc import Sequence

from rolescope.rights import counting
from rolescope.rights.model import Rights
from rolescope.rights.policy import Cause
from rolescope.systems.intacct.vocabulary import words

NOT_SELECTED = "NOT_SELECTED"
"""The code where a field that decides was left out by whoever queried (IA-57)."""
MOST_TOLD = 4
"""Rights that are named one by one; more are a kind, or a number."""


def listed(names: Sequence[str], most: int = 3) -> str:
    """Some names in a row, the rest as a number; a single one more is named as well."""
    return counting.listed(names, most if len(names) > most + 1 else len(names))


def few(rights: Rights) -> str:
    """Some rights in the interface's words, the rest as a number."""
    return listed(words(rights).split(", "), MOST_TOLD)


def coded(code: str, rule: str, text: str, role: str | None = None, node: int | None = None) -> Cause:
    """A cause with its reason code in front."""
    return Cause(rule, f"{code}: {text}", role, node, code)
