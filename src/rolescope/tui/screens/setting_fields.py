"""The fields that a system declares, as lines of a form: to the form and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rolescope.rights.system import Setting, System, cited
from rolescope.tui.screens.form import Field, Values

NOTHING = ""
"""How a form holds that none of the choices is taken."""


def in_words(token: str) -> str:
    """A vendor's token as it is read, ``viewOnly`` as view only; its value stays what it is."""
    return re.sub(r"(?<=[a-z])[A-Z](?=[a-z])", lambda found: f" {found[0].lower()}", token).replace("_", " ")


def fields_of(system: System, settings: Iterable[Setting], values: Mapping[str, object]) -> list[Field]:
    """A line for each setting, with the value it has."""
    return [_field(system, each, values[each.name]) for each in settings]


def _field(system: System, setting: Setting, value: object) -> Field:
    help_text = f"{setting.help} ({cited(system, setting.rule)})"
    if setting.choices is not None:
        none = [] if setting.default is not None else [(NOTHING, "(not said)")]
        known = list(dict.fromkeys([*setting.choices, *([str(value)] if value is not None else [])]))
        choices = [*none, *((choice, in_words(choice)) for choice in known)]
        return Field(setting.name, setting.title, NOTHING if value is None else str(value), choices, help_text)
    if isinstance(setting.default, bool):
        return Field(setting.name, setting.title, value is True, help=help_text)
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return Field(setting.name, setting.title, text, help=help_text)


def values_of(settings: Iterable[Setting], values: Values) -> dict[str, object]:
    """What a form holds, as the system has it."""
    return {each.name: _value(each, values[each.name]) for each in settings}


def _value(setting: Setting, value: str | bool) -> object:
    if isinstance(setting.default, tuple):
        words = (word.strip() for word in str(value).split(","))
        return tuple(dict.fromkeys(word for word in words if word))
    return None if setting.default is None and value == NOTHING else value
