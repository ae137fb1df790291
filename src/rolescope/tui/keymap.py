"""Which keys a command has, with those of the user's own keymap; and what is wrong with such a keymap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, format_key, key_to_character
from textual.keys import Keys as Known

from rolescope.tui.actions import ACTIONS, ANYWHERE, AREAS, BY_ID
from rolescope.tui.widgets.row_list import RowList

LIST_KEYS = {binding.id: binding.key for binding in RowList.BINDINGS if isinstance(binding, Binding) and binding.id}
"""The keys that work in every list, by the id that a keymap names."""
CLOSE = "modal.close"
"""The id of what leaves a dialog."""
KNOWN = {**LIST_KEYS, **{action.id: action.keys for action in ACTIONS}, "app.leave": "ctrl+q", CLOSE: "escape"}
"""By the id that a keymap names, the keys separated by commas."""

MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
NAMED_KEYS = frozenset(key.value.rpartition("+")[2] for key in Known if not key.value.startswith("<"))
"""Those that are no characters: ``enter``, ``f1``, ``pageup``."""
OWN_NAMES = frozenset(KEY_NAME_REPLACEMENTS.values())
"""Textual's own names of characters: ``slash``, ``minus``."""


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


def usable(keys: Mapping[str, str]) -> dict[str, str]:
    """What of a keymap can be pressed, as Textual calls it; a command that is left without any key keeps its own."""
    good = ((name, [key for key in _named(said) if _is_key(key)]) for name, said in keys.items())
    return {name: ",".join(found) for name, found in good if found}


def keymap_problems(keys: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each fault."""
    good = usable(keys)
    for name, said in keys.items():
        wrong = [key for key in _named(said) if not _is_key(key)]
        if name not in KNOWN:
            yield f"keys: no command is called {name!r}; the help lists all names"
        elif wrong or not said.strip():
            no_key = " and ".join(map(repr, wrong or [said]))
            verb = "are no keys" if len(wrong) > 1 else "is no key"
            yield f"keys: {no_key} of {name} {verb}; it keeps {good.get(name, KNOWN[name]).replace(',', ' ')}"
    if good:
        yield from _clashes(good)


def _named(said: str) -> list[str]:
    """Keys separated by commas, each as Textual calls it: ``?`` is ``question_mark``."""
    known = [key.strip() for key in said.split(",") if key.strip()]
    return [binding.key for binding in Binding.make_bindings([Binding(key, "") for key in known])]


def _is_key(key: str) -> bool:
    """Whether a terminal can send it; a capital letter comes as such, not with shift."""
    *modifiers, name = key.split("+")
    if not MODIFIERS.issuperset(modifiers) or (len(name) > 1 and name != name.lower()):
        return False
    if name in NAMED_KEYS:
        return True
    return (name in OWN_NAMES or key_to_character(name) is not None) and modifiers != ["shift"]


def _clashes(keys: Mapping[str, str]) -> Iterator[str]:
    """Each key with two meanings once, with the panes where it has them unless it does everywhere."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for area in AREAS:
        taken: dict[str, str] = {}
        here = {a.id: a.keys for a in ACTIONS if area in a.areas or ANYWHERE in a.areas}
        for name, own in (here if area == ANYWHERE else {**here, **LIST_KEYS}).items():
            for key in _named(keys.get(name, own)):
                other = taken.setdefault(key, name)
                if other != name and (name in keys or other in keys) and not _overrides(name, other, keys):
                    found.setdefault((key, other, name), []).append(AREAS[area])
    for (key, one, other), places in found.items():
        where = "" if len(places) >= len(AREAS) - 1 else f" in {' and '.join(places)}"
        yield f"keys: {key!r} means both {one} and {other}{where}"


def _overrides(one: str, other: str, keys: Mapping[str, str]) -> bool:
    """A key of a pane goes before the same key anywhere, which is no clash; but every list's key leaves it nowhere."""
    anywhere = [name for name in (one, other) if name in BY_ID and ANYWHERE in BY_ID[name].areas]
    in_lists = one in LIST_KEYS or other in LIST_KEYS
    return len(anywhere) == 1 and not (in_lists and anywhere[0] in keys)
