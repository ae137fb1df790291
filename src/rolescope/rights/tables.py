"""Tables by name before and after an edit, which leaves what it is not about as the very same value.

A table may hold thousands of entries, and every edit asks what it changed: none is looked at by itself as long as the
same names follow each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from operator import is_not


def same_names(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether two tables have the same names in the same order."""
    return before is after or list(before) == list(after)


def replaced(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names of ``after`` whose entry is new or another value than in ``before``, in order."""
    if before is after:
        return []
    if same_names(before, after):
        return list(compress(after, map(is_not, before.values(), after.values())))
    return [name for name, entry in after.items() if before.get(name) is not entry]


def gone(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names of ``before`` that ``after`` does not have, in order."""
    return [] if same_names(before, after) else [name for name in before if name not in after]
