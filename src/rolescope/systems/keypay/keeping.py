"""Rows as they are kept: an object of the vendor's laid over what is known of its row already.

A row holds what the rules read, and under ``vendor`` what else the vendor said. What an object does not say stays as it
is known: a partial reply takes nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rolescope.systems.keypay.business import EMPLOYEE, GROUP, LOCATION, SCHEDULE, Row, number_of
from rolescope.systems.keypay.rows import MATCHING, NAMED_BY, REQUIRED, SETTINGS, SOURCES, Json, Known, Object
from rolescope.systems.keypay.writing import row_object

UNSAID: Mapping[str, Mapping[str, Json]] = {LOCATION: {"parent": None}}
"""What is taken for a new row where nothing is said, by its kind."""


def laid_over(before: Row | None, row: Row, raw: Object, known: Known) -> dict[str, Any]:
    """A row laid over what is known of it; ``vendor`` is what the rest of the row would not say by itself."""
    kind = row["kind"]
    found = before or {"name": str(number_of(row["id"])), **UNSAID.get(kind, {})}
    facts = {key: value for key, value in {**found, **row}.items() if key != "vendor"}
    vendor = UNITING.get(kind, _united)(found.get("vendor") or {}, raw)
    rest = _employee_beside(facts, vendor, known) if kind == EMPLOYEE else _beside(facts, vendor)
    return {**facts, "vendor": rest} if rest else facts


def _united(before: Object, raw: Object) -> dict[str, Json]:
    """What the vendor said so far with what it says now."""
    return {**before, **raw}


def _group_united(before: Object, raw: Object) -> dict[str, Json]:
    """The same without who was in the group then (KS-29)."""
    return {key: value for key, value in _united(before, raw).items() if key != MATCHING}


def _employee_united(before: Object, raw: Object) -> dict[str, Json]:
    """The same, where newer words about a fact take the place of all older ones about it."""
    stale = {name for names in TOLD_BY if any(name in raw for name in names) for name in names}
    return {**{key: value for key, value in before.items() if key not in stale}, **raw}


def _schedule_united(before: Object, raw: Object) -> dict[str, Json]:
    """The same, where what the settings say besides their switch is united too."""
    found = {**before, **raw}
    for name in SETTINGS.values():
        settings = {**(before.get(name) or {}), **(found.get(name) or {})}
        rest = {key: value for key, value in settings.items() if key != REQUIRED}
        if rest:
            found[name] = rest
        elif settings:
            del found[name]  # nothing besides the switch, which is a fact
    return found


UNITING = {GROUP: _group_united, EMPLOYEE: _employee_united, SCHEDULE: _schedule_united}
TOLD_BY = (NAMED_BY, *SOURCES.values())


def _beside(facts: Row, vendor: Object) -> dict[str, Json]:
    """What of the vendor's properties does not follow from the facts of a row."""
    bare = row_object(facts)
    return {key: value for key, value in vendor.items() if key not in bare or _came_otherwise(key, value, facts)}


def _came_otherwise(key: str, value: Json, facts: Row) -> bool:
    """Whether a property came in words that the facts of a row do not keep."""
    if key == "name":
        return bool(value != facts["name"])
    return key in SETTINGS.values() or (key in ("filters", "filterCombinationStrategy") and key not in facts)


def _employee_beside(facts: Row, vendor: Object, known: Known) -> dict[str, Json]:
    """The same for an employee, whose facts the vendor may tell in words of its own."""
    bare, written = row_object(facts), row_object({**facts, "vendor": vendor}, known)
    rest = {key: value for key, value in vendor.items() if key != "id" and key in written}
    for names in TOLD_BY:
        said = {name: rest[name] for name in names if name in rest}
        if said == {name: bare[name] for name in names if name in bare}:
            rest = {key: value for key, value in rest.items() if key not in said}
    return rest
