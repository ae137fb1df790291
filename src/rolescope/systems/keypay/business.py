"""What a business holds besides its users: employee groups, locations, kiosks, pay schedules, employees.

All of it stands in the tenant's own catalogue, a row each, so that it is versioned with the tenant. A fact that a row
leaves out is unknown; ``None`` given as a value is "has none".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from rolescope.systems.keypay.vocabulary import OR

Row = Mapping[str, Any]

GROUP, LOCATION, KIOSK, SCHEDULE, EMPLOYEE = "employee_group", "location", "kiosk", "pay_schedule", "employee"
PLACES = {GROUP: "groups", LOCATION: "locations", KIOSK: "kiosks", SCHEDULE: "pay-schedules", EMPLOYEE: "employees"}
"""The branch in which each kind of row lies; its name and the vendor's id make the node's id (KP-66)."""
HEAD = ("id", "name", "kind", "parent")


FACTS = {
    GROUP: ("filterCombinationStrategy", "filters"),
    LOCATION: (),
    KIOSK: ("open_to_all",),
    SCHEDULE: ("approval", "payment_approval"),
    EMPLOYEE: ("email", "home_location", "pay_schedule", "employment_type", "employing_entity", "tags"),
}
"""What a row of each kind may say, in the order it is kept: equal businesses are kept alike."""


def in_order(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows by kind, their keys in one order."""
    places = list(FACTS)
    found = []
    for row in sorted(rows, key=lambda row: places.index(row["kind"])):
        keys = (*HEAD, *FACTS[row["kind"]], "vendor")
        found.append({key: row[key] for key in keys if key in row})
    return found


def row_id(kind: str, number: int) -> str:
    """The id of a row: ``groups/113``."""
    return f"{PLACES[kind]}/{number}"


def number_of(row_id: str) -> int:
    """The vendor's id in the id of a row."""
    return int(row_id.split("/", 2)[1])


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of an employee group (KP-12); ``values`` are ids or names as text, without case (KP-14)."""

    filter_type: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmployeeGroup:
    """A saved filter over employees; who is in it is worked out anew whenever it is asked (KP-12)."""

    id: int
    name: str
    strategy: str = OR
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the tree of locations."""

    id: int
    name: str
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A Clock Me In device profile."""

    id: int
    name: str
    open_to_all: bool | None = False
    """KP-25: open to every restricted user with any kiosk access. None is unknown."""


@dataclass(frozen=True, slots=True)
class PaySchedule:
    """A pay cycle; approval that is switched off makes approval rights inert (KP-31). None is unknown."""

    id: int
    name: str
    approval: bool | None = None
    payment_approval: bool | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """All of a business, by the vendor's ids and in the order of the catalogue."""

    groups: Mapping[int, EmployeeGroup]
    locations: Mapping[int, Location]
    kiosks: Mapping[int, Kiosk]
    schedules: Mapping[int, PaySchedule]
    employees: Mapping[int, Row]
    """The rows as they are: there are thousands, and most is asked of all of them at once."""
    inside: Mapping[int | None, Sequence[int]] = field(default_factory=dict)
    """By location, those directly below it; below None stand the topmost."""

    def covered(self, location: int, with_sub_locations: bool) -> tuple[int, ...]:
        """KP-17: the locations that a rule about one location covers."""
        found = [location]
        if with_sub_locations:
            for number in found:
                found += self.inside.get(number, ())
        return tuple(found)


def read_business(rows: Iterable[Row]) -> Business:
    """The business that some catalogue rows describe; rows of other kinds are left out."""
    made: dict[str, dict[int, Any]] = {kind: {} for kind in PLACES}
    for row in rows:
        if row["kind"] == EMPLOYEE:
            made[EMPLOYEE][number_of(row["id"])] = row
        elif row["kind"] in MAKERS:
            one = MAKERS[row["kind"]](row)
            made[row["kind"]][one.id] = one
    inside: dict[int | None, list[int]] = {}
    for place in made[LOCATION].values():
        inside.setdefault(place.parent, []).append(place.id)
    return Business(made[GROUP], made[LOCATION], made[KIOSK], made[SCHEDULE], made[EMPLOYEE], inside)


def _group(row: Row) -> EmployeeGroup:
    filters = tuple(Filter(f["filterType"], f["operator"], filter_values(f["value"])) for f in row.get("filters") or ())
    return EmployeeGroup(number_of(row["id"]), row["name"], row.get("filterCombinationStrategy") or OR, filters)


def filter_values(value: Any) -> tuple[str, ...]:
    """KP-14: one value or several separated by commas, spaces and case ignored."""
    parts = (part.strip().casefold() for part in str("" if value is None else value).split(","))
    return tuple(part for part in parts if part)


def _location(row: Row) -> Location:
    parent = row.get("parent")
    return Location(number_of(row["id"]), row["name"], None if parent is None else number_of(parent))


def _kiosk(row: Row) -> Kiosk:
    return Kiosk(number_of(row["id"]), row["name"], row.get("open_to_all"))


def _schedule(row: Row) -> PaySchedule:
    return PaySchedule(number_of(row["id"]), row["name"], row.get("approval"), row.get("payment_approval"))


HELD = {
    "home_location": ("Location", "LocationOrParents"),
    "pay_schedule": ("PaySchedule",),
    "employment_type": ("EmploymentType",),
    "employing_entity": ("EmployingEntity",),
    "tags": ("Tag",),
}
"""The facts of an employee's row, with the filter types that ask for them."""
FACT_OF = {filter_type: key for key, filter_types in HELD.items() for filter_type in filter_types}
"""The fact that a filter type asks for."""


def held_values(value: Any) -> tuple[str, ...]:
    """What a fact of an employee's row says, without case."""
    if value is None:
        return ()
    return tuple([_held(one) for one in value]) if isinstance(value, list | tuple) else (_held(value),)


def said_of(business: Business, fact: str) -> tuple[dict[tuple[str, ...], list[int]], list[int]]:
    """Which employees say the same of a fact, by what they say; and of whom nothing is said. One pass over all rows."""
    same: dict[tuple[type, Any], list[int]] = {}
    said: dict[tuple[str, ...], list[int]] = {}
    silent: list[int] = []
    for employee, row in business.employees.items():
        if fact not in row:
            silent.append(employee)
        elif isinstance(value := row[fact], list | tuple):
            said.setdefault(held_values(value), []).append(employee)
        else:
            same.setdefault((type(value), value), []).append(employee)
    for (_, value), employees in same.items():
        said.setdefault(held_values(value), []).extend(employees)
    return said, silent


@lru_cache(10_000, typed=True)
def _held(value: Any) -> str:
    return str(value).strip().casefold()


MAKERS: Mapping[str, Callable[[Row], Any]] = {
    GROUP: _group,
    LOCATION: _location,
    KIOSK: _kiosk,
    SCHEDULE: _schedule,
}
