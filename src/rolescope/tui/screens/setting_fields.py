"""The fields that a system declares, as lines of a form: to the form and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rolescope.rights.field_words import choice_title
from rolescope.rights.system import Setting, System, cited
from rolescope.tui.screens.form import Field, Values

NOTHING = ""
"""How a form holds that none of the choices is taken."""
NOT_SAID, NOT_KNOWN = (NOTHING, "(not said)"), (NOTHING, "(not known)")
"""What stands for no choice: of a field that may have none, and of one that has some default which nobody has told."""
ON_OFF = (("on", "on"), ("off", "off"))


def fields_of(system: System, settings: Iterable[Setting], values: Mapping[str, object]) -> list[Field]:
    """A line for each setting, with the value it has."""
    return [_field(system, each, values[each.name]) for each in settings]


def _field(system: System, setting: Setting, value: object) -> Field:
    help_text = f"{setting.help} ({cited(system, setting.rule)})"
    if setting.choices is not None:
        none = [NOT_SAID] if setting.default is None else [NOT_KNOWN] if value is None else []
        known = list(dict.fromkeys([*setting.choices, *([str(value)] if value is not None else [])]))
        choices = [*none, *((choice, choice_title(setting, choice)) for choice in known)]
        return Field(setting.name, setting.title, NOTHING if value is None else str(value), choices, help_text)
    if isinstance(setting.default, bool) and value is None:
        return Field(setting.name, setting.title, NOTHING, [NOT_KNOWN, *ON_OFF], help_text)
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
    if isinstance(setting.default, bool) and isinstance(value, str):
        return None if value == NOTHING else value == "on"
    return None if setting.choices is not None and value == NOTHING else value
