"""Checks of a user's keymap: ids that name no command, and keys that two commands of one place would share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rolescope.tui.actions import ACTIONS, ANYWHERE, AREAS, BY_ID
from rolescope.tui.widgets.row_list import RowList


def keymap_problems(keys: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each fault."""
    known = {
        *BY_ID,
        *(binding.id for binding in RowList.BINDINGS if not isinstance(binding, tuple)),
        "app.leave",
        "modal.close",
    }
    yield from (f"keys: no command is called {name!r}; the help lists all names" for name in keys if name not in known)
    if keys:
        yield from _clashes(keys)


def _clashes(keys: Mapping[str, str]) -> Iterator[str]:
    for area in AREAS:
        taken: dict[str, str] = {}
        for action in ACTIONS:
            if area not in action.areas and ANYWHERE not in action.areas:
                continue
            for key in keys.get(action.id, action.keys).split(","):
                other = taken.setdefault(key.strip(), action.id)
                if other != action.id and (action.id in keys or other in keys) and not _overrides(action.id, other):
                    yield f"keys: {key.strip()!r} means both {other} and {action.id} in {AREAS[area]}"


def _overrides(one: str, other: str) -> bool:
    """A key of a pane goes before the same key anywhere; that is no clash."""
    return (ANYWHERE in BY_ID[one].areas) != (ANYWHERE in BY_ID[other].areas)
