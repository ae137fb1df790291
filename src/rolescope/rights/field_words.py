"""What changes between two values of a field or setting, and between two sets of fields, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import reduce

from rolescope.rights.counting import listed
from rolescope.rights.model import Json
from rolescope.rights.people import Values, field_value, without_field
from rolescope.rights.system import Setting

MOST_WORDS = 4
"""Entries of a list that are named before the rest becomes a number."""
OTHER_DETAILS = "other details"
"""What differs and has no field."""


def changed_fields(
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    fields: Sequence[Setting],
    values: tuple[Values, Values] | None = None,
) -> list[str]:
    """Each field that differs, as "Title old → new"; what differs and has no field is "other details".

    ``values`` are those that the system gives to the fields before and after, where it knows more than what is said.
    """
    one, other = values or ({each.name: field_value(held, each) for each in fields} for held in (before, after))
    differing = (each for each in fields if one[each.name] != other[each.name])
    found = [changed_value(each, one[each.name], other[each.name]) for each in differing]
    rest = [reduce(without_field, fields, held) for held in (before, after)]
    return found if dict(rest[0]) == dict(rest[1]) else [*found, OTHER_DETAILS]


def changed_value(field: Setting, before: Json, after: Json) -> str:
    """What becomes of one value: of a list what comes and goes, of all else both values."""
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        come = [choice_title(field, str(each)) for each in after if each not in before]
        go = [choice_title(field, str(each)) for each in before if each not in after]
        parts = [f"{sign} {listed(names, MOST_WORDS)}" for sign, names in (("+", come), ("−", go)) if names]
        return f"{field.title} {' '.join(parts) or 'in another order'}"
    return f"{field.title} {spoken_value(field, before)} → {spoken_value(field, after)}"


def spoken_value(field: Setting, value: Json, unsaid: str = "default", most: int | None = MOST_WORDS) -> str:
    """The value of a field or setting in words.

    None is all where there may be many, what nobody knows where there is a default, and else ``unsaid``. Of a list at
    most ``most`` values are named, all of them with None.
    """
    if value is None and field.many:
        return "all"
    if value is None:
        return unsaid if field.default is None else "not known"
    if isinstance(value, list | tuple):
        names = [choice_title(field, str(each)) for each in value]
        return listed(names, len(names) if most is None else most) or field.empty
    if field.choices is not None and isinstance(value, str) and value:
        return choice_title(field, value)
    return setting_value(value) if value != "" else "nothing"


def choice_title(field: Setting, choice: str) -> str:
    """What one of the choices of a field is called; anything else is called what it is."""
    if choice not in (field.choices or ()):
        return choice
    titles, words = dict(field.titles), in_words(choice)
    # Beside titles of the vendor's what has none begins like one.
    return titles.get(choice) or (f"{words[:1].upper()}{words[1:]}" if titles else words)


def in_words(token: str) -> str:
    """A vendor's token as it is read, ``viewOnly`` as view only; its value stays what it is."""
    return re.sub(r"(?<=[a-z])[A-Z](?=[a-z])", lambda found: f" {found[0].lower()}", token).replace("_", " ")


def setting_value(value: Json) -> str:
    """The value of a setting, or of whatever else JSON can hold, in a few words."""
    if value is None:
        return "default"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list | tuple | dict):
        return "1 entry" if len(value) == 1 else f"{len(value):,} entries"
    return str(value)
