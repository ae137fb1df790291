"""What a business holds besides its users: employee groups, locations, kiosks, pay schedules, employees.

All of it stands in the tenant's own catalogue, a row each, so that it is versioned with the tenant. A fact that a row
leaves out is unknown; ``None`` given as a value is "has none".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


def by_kind(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    """The rows of each kind, in their order; rows of other kinds are left out."""
    found: dict[str, list[Row]] = {kind: [] for kind in PLACES}
    for row in rows:
        if row["kind"] in found:
            found[row["kind"]].append(row)
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


Said = tuple[dict[tuple[str, ...], list[int]], list[int]]
"""The employees by what they say of a fact, and those of whom nothing is said."""


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
    _said: dict[str, Said] = field(default_factory=dict, repr=False, compare=False)

    def covered(self, location: int, with_sub_locations: bool) -> tuple[int, ...]:
        """KP-17: the locations that a rule about one location covers."""
        found = [location]
        if with_sub_locations:
            for number in found:
                found += self.inside.get(number, ())
        return tuple(found)

    def said_of(self, fact: str) -> Said:
        """Which employees say the same of a fact, by what they say; and of whom nothing is said."""
        if fact not in self._said:
            self._said[fact] = _said_in(self.employees, fact)
        return self._said[fact]


def read_business(given: Mapping[str, Sequence[Row]]) -> Business:
    """The business that some catalogue rows describe; they are given by kind."""
    made: dict[str, dict[int, Any]] = {}
    for kind, maker in MAKERS.items():
        made[kind] = {one.id: one for one in map(maker, given[kind])}
    inside: dict[int | None, list[int]] = {}
    for place in made[LOCATION].values():
        inside.setdefault(place.parent, []).append(place.id)
    start = len(row_id(EMPLOYEE, 0)) - 1
    employees = {int(row["id"][start:]): row for row in given[EMPLOYEE]}
    return Business(made[GROUP], made[LOCATION], made[KIOSK], made[SCHEDULE], employees, inside)


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


def _said_in(employees: Mapping[int, Row], fact: str) -> Said:
    """One pass over all rows, of which most say what others say."""
    alike: dict[str, list[int]] = {}
    silent: list[int] = []
    for employee, row in employees.items():
        if fact not in row:
            silent.append(employee)
            continue
        text = repr(row[fact])
        found = alike.get(text)
        if found is None:
            alike[text] = [employee]
        else:
            found.append(employee)
    said: dict[tuple[str, ...], list[int]] = {}
    for some in alike.values():
        said.setdefault(held_values(employees[some[0]][fact]), []).extend(some)
    return said, silent


def _held(value: Any) -> str:
    return str(value).strip().casefold()


MAKERS: Mapping[str, Callable[[Row], Any]] = {
    GROUP: _group,
    LOCATION: _location,
    KIOSK: _kiosk,
    SCHEDULE: _schedule,
}
