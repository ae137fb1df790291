"""Checks of a user's keymap: ids that name no command, and keys that two commands of one place would share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.binding import Binding

from rolescope.tui.actions import ACTIONS, ANYWHERE, AREAS, BY_ID
from rolescope.tui.widgets.row_list import RowList

LIST_KEYS = {binding.id: binding.key for binding in RowList.BINDINGS if isinstance(binding, Binding) and binding.id}
"""The keys that work in every list, by the id that a keymap names."""


def keymap_problems(keys: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each fault."""
    known = {*BY_ID, *LIST_KEYS, "app.leave", "modal.close"}
    yield from (f"keys: no command is called {name!r}; the help lists all names" for name in keys if name not in known)
    if keys:
        yield from _clashes(keys)


def _clashes(keys: Mapping[str, str]) -> Iterator[str]:
    for area in AREAS:
        taken: dict[str, str] = {}
        here = {a.id: a.keys for a in ACTIONS if area in a.areas or ANYWHERE in a.areas}
        for name, own in (here if area == ANYWHERE else {**here, **LIST_KEYS}).items():
            for key in keys.get(name, own).split(","):
                other = taken.setdefault(key.strip(), name)
                if other != name and (name in keys or other in keys) and not _overrides(name, other):
                    yield f"keys: {key.strip()!r} means both {other} and {name} in {AREAS[area]}"


def _overrides(one: str, other: str) -> bool:
    """A key of a pane goes before the same key anywhere; that is no clash."""
    anywhere = [name in BY_ID and ANYWHERE in BY_ID[name].areas for name in (one, other)]
    return anywhere[0] != anywhere[1]
