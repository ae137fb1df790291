"""What changes between two values of a field or setting, and between two sets of fields, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from rolescope.rights.model import Json
from rolescope.rights.people import field_value, without_field
from rolescope.rights.system import Setting

MOST_WORDS = 4
"""Entries of a list that are named before the rest becomes a number."""


def changed_fields(before: Mapping[str, Json], after: Mapping[str, Json], fields: Sequence[Setting]) -> list[str]:
    """Each field that differs, as "Title old → new"; what differs and has no field is "other details"."""
    pairs = ((each, field_value(before, each), field_value(after, each)) for each in fields)
    found = [changed_value(each, one, other) for each, one, other in pairs if one != other]
    rest = [reduce(without_field, fields, held) for held in (before, after)]
    return found if dict(rest[0]) == dict(rest[1]) else [*found, "other details"]


def changed_value(field: Setting, before: Json, after: Json) -> str:
    """What becomes of one value: of a list what comes and goes, of all else both values."""
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        come = [str(each) for each in after if each not in before]
        go = [str(each) for each in before if each not in after]
        parts = [f"{sign} {_some(names)}" for sign, names in (("+", come), ("−", go)) if names]
        return f"{field.title} {' '.join(parts) or 'in another order'}"
    return f"{field.title} {_value(field, before)} → {_value(field, after)}"


def _value(field: Setting, value: Json) -> str:
    if value is None and field.many:
        return "all"
    if isinstance(value, list | tuple):
        return _some([str(each) for each in value]) or "none"
    return setting_value(value) if value != "" else "nothing"


def _some(names: Sequence[str]) -> str:
    rest = len(names) - MOST_WORDS
    return ", ".join(names[:MOST_WORDS]) + (f" and {rest:,} more" if rest > 0 else "")


def setting_value(value: Json) -> str:
    """The value of a setting, or of whatever else JSON can hold, in a few words."""
    if value is None:
        return "default"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list | tuple | dict):
        return "1 entry" if len(value) == 1 else f"{len(value):,} entries"
    return str(value)
