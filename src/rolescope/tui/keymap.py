"""Which keys a command has, with those of the user's own keymap; and what is wrong with such a keymap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.binding import Binding
from textual.keys import format_key

from rolescope.tui.actions import ACTIONS, ANYWHERE, AREAS, BY_ID
from rolescope.tui.widgets.row_list import RowList

LIST_KEYS = {binding.id: binding.key for binding in RowList.BINDINGS if isinstance(binding, Binding) and binding.id}
"""The keys that work in every list, by the id that a keymap names."""
CLOSE = "modal.close"
"""The id of what leaves a dialog."""
KNOWN = {**LIST_KEYS, **{action.id: action.keys for action in ACTIONS}, "app.leave": "ctrl+q", CLOSE: "escape"}
"""By the id that a keymap names, the keys separated by commas."""


class Keys:
    """What to press for a command, in the words of the footer: every text that names a key asks here."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._own = own or {}
        self._told: dict[str, str] = {}

    def all(self, command: str) -> str:
        """Every key of a command, by its id."""
        if command not in self._told:
            keys = self._own.get(command, KNOWN[command]).split(",")
            self._told[command] = " ".join(_shown(key.strip()) for key in keys)
        return self._told[command]

    def first(self, command: str) -> str:
        """The key to name in a sentence."""
        return self.all(command).partition(" ")[0]


def _shown(key: str) -> str:
    """A key as Textual's own footer calls it; escape by its name, for sentences."""
    modifiers, name = Binding(key, "").parse_key()
    name = name if name == "escape" else format_key(name)
    caret = "^" if "ctrl" in modifiers else ""
    return "+".join([*(modifier for modifier in modifiers if modifier != "ctrl"), f"{caret}{name}"])


def keymap_problems(keys: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each fault."""
    yield from (f"keys: no command is called {name!r}; the help lists all names" for name in keys if name not in KNOWN)
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
