"""The filters of an employee group as the vendor writes them: read, and what in them is hardly meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rolescope.systems.keypay import matching
from rolescope.systems.keypay.business import Business, EmployeeGroup
from rolescope.systems.keypay.collecting import short
from rolescope.systems.keypay.vocabulary import FILTER_TYPES, OPERATORS

Json = Any


class RowError(ValueError):
    """An object cannot become a row; the message is a path and a sentence."""


def read_filters(raw: Json) -> list[dict[str, str]]:
    """KP-12, KP-14: the conditions of a group.

    Raises:
        RowError: for whatever is no condition. A condition without a value would leave out nobody (``NotIn``).
    """
    if not isinstance(raw, list):
        raise RowError(f"filters: expected a list, not {short(raw)}")
    return [_filter(f"filters[{number}]", one) for number, one in enumerate(raw)]


def _filter(path: str, raw: Json) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise RowError(f"{path}: expected an object, not {short(raw)}")
    return {
        "filterType": word(f"{path}.filterType", raw.get("filterType"), FILTER_TYPES),
        "operator": word(f"{path}.operator", raw.get("operator"), OPERATORS),
        "value": _value(f"{path}.value", raw.get("value")),
    }


def _value(path: str, raw: Json) -> str:
    if raw is None:
        raise RowError(f"{path}: missing: expected an id, or several in one text, separated by commas (KP-14)")
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise RowError(f"{path}: expected an id, or several in one text, separated by commas, not {short(raw)} (KP-14)")
    return str(raw)


def word(path: str, raw: Json, known: tuple[str, ...]) -> str:
    """One of some words, whatever its case.

    Raises:
        RowError: for any other.
    """
    found = {word.casefold(): word for word in known}.get(raw.strip().casefold()) if isinstance(raw, str) else None
    if found is None:
        raise RowError(f"{path}: expected one of {', '.join(known)}, not {short(raw)}")
    return found


def doubts(group: EmployeeGroup, business: Business) -> Iterator[tuple[str, str]]:
    """What a group is hardly meant to say, each with its path in the group and a sentence."""
    if not group.filters:
        yield "filters", f"group {group.id} has no filter, so it matches nobody (KP-14)"
    for number, text in matching.doubts(group, business):
        yield f"filters[{number}].value", f"{text} (KP-14)"
