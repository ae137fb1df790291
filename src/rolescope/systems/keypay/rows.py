"""An object of the vendor's as a row of the catalogue: what the rules read of it, each value checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rolescope.systems.keypay.business import EMPLOYEE, GROUP, KIOSK, LOCATION, SCHEDULE, Row, number_of, row_id
from rolescope.systems.keypay.collecting import short
from rolescope.systems.keypay.filters import RowError, read_filters, word
from rolescope.systems.keypay.vocabulary import STRATEGIES

Json = Any
Object = Mapping[str, Json]

REQUIRED = "requireApproval"
SETTINGS = {"approval": "payScheduleApprovalSettings", "payment_approval": "paySchedulePaymentApprovalSettings"}
"""KP-31: by the fact, the property of a pay schedule that holds its switch."""
OPEN_TO_ALL = "availableToAllRestrictedUsersWithKioskAccess"
MATCHING = "matchingEmployees"
"""Who was in a group when it was asked for: it is worked out anew instead (KP-12)."""
NAMED_BY = ("name", "displayName", "firstName", "surname")
SOURCES = {
    "email": ("emailAddress", "email"),
    "home_location": ("homeLocationId", "primaryLocationId", "primaryLocation"),
    "pay_schedule": ("payScheduleId", "paySchedule", "payRunDefaultPaySchedule"),
    "employment_type": ("employmentType",),
    "employing_entity": ("employingEntityId",),
    "tags": ("tags",),
}
"""By the fact of an employee, the properties that tell it; the first that says something counts, ids before names."""
WRITTEN = {key: names[0] for key, names in SOURCES.items()} | {
    "home_location": "primaryLocation",
    "pay_schedule": "paySchedule",
}
"""By the fact, the property as which we write it."""
REFERENCES = {"home_location": LOCATION, "pay_schedule": SCHEDULE}

_SPELLINGS = (
    *("id", "parentId", "fullyQualifiedName", "locationId", "canAddEmployees", "frequency", "employeeGroups"),
    *("filterCombinationStrategy", "filters", "filterType", "operator", "value", REQUIRED, OPEN_TO_ALL, MATCHING),
    *(*SETTINGS.values(), *NAMED_BY, *(name for names in SOURCES.values() for name in names)),
)
SPELLING = {name.casefold(): name for name in _SPELLINGS}


def spelled(raw: Json) -> Json:
    """An object with its properties as we write them, for names are matched without case; so whatever is in it."""
    if isinstance(raw, dict):
        return {SPELLING.get(str(key).casefold(), str(key)): spelled(value) for key, value in raw.items()}
    return [spelled(one) for one in raw] if isinstance(raw, list) else raw


@dataclass(frozen=True, slots=True)
class Known:
    """What objects refer to: locations and pay schedules by name without case, and all their ids."""

    names: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ids: Mapping[str, frozenset[int]] = field(default_factory=dict)


def known_of(rows: Iterable[Row]) -> Known:
    """What the rows of a catalogue give to refer to; names that several have are left out."""
    names: dict[str, dict[str, int]] = {LOCATION: {}, SCHEDULE: {}}
    ids: dict[str, set[int]] = {LOCATION: set(), SCHEDULE: set()}
    twice: set[tuple[str, str]] = set()
    for row in rows:
        kind = row["kind"]
        if kind in names:
            number = number_of(row["id"])
            ids[kind].add(number)
            vendor = row.get("vendor") or {}
            for name in {str(row["name"]), str(vendor.get("fullyQualifiedName") or row["name"])}:
                key = name.strip().casefold()
                if names[kind].setdefault(key, number) != number:
                    twice.add((kind, key))
    for kind, key in twice:
        del names[kind][key]
    return Known(names, {kind: frozenset(found) for kind, found in ids.items()})


# Reading


def make_row(kind: str, raw: Object, known: Known) -> dict[str, Any]:
    """The catalogue row of an object that is spelled as we do; what it does not say stays out of the row.

    Raises:
        RowError: when it has no id, something in it is of the wrong kind, or points nowhere.
    """
    number = raw.get("id")
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise RowError(f"id: expected the vendor's id, a whole number, not {short(number)}")
    name = name_of(raw)
    return {"id": row_id(kind, number), "kind": kind, **({"name": name} if name else {}), **MAKERS[kind](raw, known)}


def name_of(raw: Object) -> str:
    """What something is called; empty where it does not say.

    Raises:
        RowError: for a name that is no text.
    """
    name, shown, *parts = (_text(key, raw.get(key)) for key in NAMED_BY)
    return name or shown or " ".join(part for part in parts if part)


def _text(path: str, raw: Json) -> str:
    if raw is not None and not isinstance(raw, str):
        raise RowError(f"{path}: expected a text, not {short(raw)}")
    return (raw or "").strip()


def _group(raw: Object, known: Known) -> dict[str, Any]:
    found: dict[str, Any] = {}
    strategy, filters = raw.get("filterCombinationStrategy"), raw.get("filters")
    if strategy is not None:
        found["filterCombinationStrategy"] = word("filterCombinationStrategy", strategy, STRATEGIES)
    if filters is not None:
        found["filters"] = read_filters(filters)
    return found


def _location(raw: Object, known: Known) -> dict[str, Any]:
    if "parentId" not in raw:
        return {}
    parent = raw["parentId"]
    if parent is not None and (isinstance(parent, bool) or not isinstance(parent, int)):
        raise RowError(f"parentId: expected the id of a location, or null, not {short(parent)}")
    return {"parent": None if parent is None else row_id(LOCATION, parent)}


def _kiosk(raw: Object, known: Known) -> dict[str, Any]:
    switch = _switch(OPEN_TO_ALL, raw.get(OPEN_TO_ALL))
    return {} if switch is None else {"open_to_all": switch}


def _schedule(raw: Object, known: Known) -> dict[str, Any]:
    found = {}
    for key, name in SETTINGS.items():
        settings = raw.get(name)
        if settings is not None and not isinstance(settings, dict):
            raise RowError(f"{name}: expected an object, not {short(settings)}")
        switch = _switch(f"{name}.{REQUIRED}", (settings or {}).get(REQUIRED))
        if switch is not None:
            found[key] = switch
    return found


def _switch(path: str, raw: Json) -> bool | None:
    """True or false; None where nothing is said."""
    if raw is not None and not isinstance(raw, bool):
        raise RowError(f"{path}: expected true or false, not {short(raw)}")
    return raw


def _employee(raw: Object, known: Known) -> dict[str, Any]:
    return {
        key: fact_of(key, raw, known)
        for key, sources in SOURCES.items()
        if any(source in raw for source in sources) and not (key == "email" and not _email(raw))
    }


def fact_of(key: str, raw: Object, known: Known) -> Json:
    """A fact of an employee by the first of its properties that says something; None where all say that it is none.

    Raises:
        RowError: when it is of the wrong kind, or points nowhere.
    """
    sources = SOURCES[key]
    source = next((name for name in sources if raw.get(name) not in (None, "")), sources[0])
    value = raw.get(source)
    if key == "email":
        return _email(raw)
    if key == "tags":
        return _tags(source, value)
    if key in REFERENCES:
        return _reference(source, value, REFERENCES[key], known)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RowError(f"{source}: expected a text or an id, not {short(value)}")
    return value


def _email(raw: Object) -> str:
    return next((found for source in SOURCES["email"] if (found := _text(source, raw.get(source)))), "")


def _reference(path: str, raw: Json, kind: str, known: Known) -> int | None:
    """An id, an object with one, or a name; several names as the vendor joins them are a path of locations."""
    value = raw.get("id", raw.get("name")) if isinstance(raw, dict) else raw
    told = kind.replace("_", " ")
    if raw is None or raw == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        if value not in known.ids.get(kind, ()):
            raise RowError(f"{path}: there is no {told} {value} in the business")
        return value
    if not isinstance(value, str):
        raise RowError(f"{path}: expected the id or name of a {told}, not {short(raw)}")
    number = known.names.get(kind, {}).get(value.strip().casefold())
    if number is None:
        raise RowError(f"{path}: no {told} alone is known by the name {short(value)} in the business")
    return number


def _tags(path: str, raw: Json) -> list[str | int]:
    listed = raw.replace("|", ",").split(",") if isinstance(raw, str) else [] if raw is None else raw
    if not isinstance(listed, list):
        raise RowError(f"{path}: expected a list of texts, not {short(raw)}")
    for number, one in enumerate(listed):
        if isinstance(one, bool) or not isinstance(one, str | int):
            raise RowError(f"{path}[{number}]: expected a text, not {short(one)}")
    tags = [one.strip() if isinstance(one, str) else one for one in listed]
    return [tag for tag in tags if tag != ""]


MAKERS: Mapping[str, Callable[[Object, Known], dict[str, Any]]] = {
    GROUP: _group,
    LOCATION: _location,
    KIOSK: _kiosk,
    SCHEDULE: _schedule,
    EMPLOYEE: _employee,
}
