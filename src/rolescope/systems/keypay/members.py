"""Who is in a group and who is at home where, as planes over the employees, each of whom has a bit.

Where a row leaves out what a filter asks for, an employee may be a member or not: every answer is a pair of planes,
certain within possible. Where no employee is listed at all, one unknown person stands for whoever there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from rolescope.rights.planes import plane_of
from rolescope.systems.keypay.business import FACT_OF, Business, EmployeeGroup, Filter
from rolescope.systems.keypay.matching import BY_ID, EMPLOYEE_ID, is_id, readable
from rolescope.systems.keypay.vocabulary import AND, LOCATION, NOT_IN, WITH_SUB_LOCATIONS

HOME = "home_location"


class Scope(NamedTuple):
    """Some employees: those for certain, and those at most. A tuple: there are many to make and to look up."""

    certain: int = 0
    possible: int = 0

    def __or__(self, other: Scope) -> Scope:
        return Scope(self.certain | other.certain, self.possible | other.possible)

    def __and__(self, other: Scope) -> Scope:
        return Scope(self.certain & other.certain, self.possible & other.possible)

    def within(self, plane: int) -> Scope:
        """Only what lies in a plane."""
        return Scope(self.certain & plane, self.possible & plane)

    def times(self, factor: int) -> Scope:
        """Both planes times a number: moved by a bit for each two in it."""
        return Scope(self.certain * factor, self.possible * factor)


NOBODY = Scope()


def sure(plane: int) -> Scope:
    """Those of a plane, each for certain."""
    return Scope(plane, plane)


def union(scopes: Iterable[Scope]) -> Scope:
    """All of some scopes, perhaps of none."""
    certain = possible = 0
    for scope in scopes:
        certain |= scope.certain
        possible |= scope.possible
    return Scope(certain, possible)


class Members:
    """The planes of one business."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.known = bool(business.employees)
        """Whether employees are listed at all."""
        self.number, self.runs = _numbered(business)
        """The bit of each employee; and by home, the bits of those at home there, up to the one behind the last."""
        self.size = max((end for _, end in self.runs.values()), default=0) + 1
        self.everyone = plane_of(self.number.values(), self.size) if self.known else 1
        self._facts: dict[str, tuple[Mapping[str, int], int]] = {}
        self._spelled: dict[str, Mapping[bool, int]] = {}
        self.groups = {group.id: self._members(group) for group in business.groups.values()}
        self.homes = {place: self._holding(LOCATION, (str(place),)) for place in business.locations}

    def _fact(self, key: str) -> tuple[Mapping[str, int], int]:
        """Who holds each value of a fact, and of whom nothing is said about it: one pass over all employees."""
        if key not in self._facts:
            said, silent = self.business.said_of(key)
            holders: dict[str, list[int]] = {}
            for values, employees in said.items():
                for value in values:
                    holders.setdefault(value, []).extend(map(self.number.__getitem__, employees))
            planes = {value: plane_of(numbers, self.size) for value, numbers in holders.items()}
            unknown = map(self.number.__getitem__, silent) if self.known else (0,)
            self._facts[key] = planes, plane_of(unknown, self.size)
        return self._facts[key]

    def _by_spelling(self, filter_type: str) -> Mapping[bool, int]:
        """Of a filter type that may ask for ids or for names: who has an id (True), and who a name."""
        if filter_type not in self._spelled:
            found = {True: 0, False: 0}
            for value, plane in self._fact(FACT_OF.get(filter_type, ""))[0].items():
                found[is_id(value)] |= plane
            self._spelled[filter_type] = found
        return self._spelled[filter_type]

    def _holding(self, filter_type: str, values: Iterable[str]) -> Scope:
        if filter_type == EMPLOYEE_ID and self.known:
            known = (self.number.get(int(value)) for value in values)
            listed = plane_of((number for number in known if number is not None), self.size)
            return sure(listed)
        holders, silent = self._fact(FACT_OF.get(filter_type, ""))
        certain = 0
        for value in values:
            certain |= holders.get(value, 0)
        return Scope(certain, certain | silent)

    @cached_property
    def by_email(self) -> Mapping[str, Sequence[int]]:
        """KP-04: the employees of each e-mail address, without case and the space around it."""
        found: dict[str, list[int]] = {}
        for employee, row in self.business.employees.items():
            if row.get("email"):
                found.setdefault(str(row["email"]).strip().casefold(), []).append(self.number[employee])
        return found

    def _members(self, group: EmployeeGroup) -> Scope:
        """KP-12, KP-14: the members of a group; nobody where it has no filter."""
        matching = [self._matching(condition) for condition in group.filters]
        if group.strategy == AND and matching:
            return reduce(Scope.__and__, matching)
        return union(matching)

    def _matching(self, condition: Filter) -> Scope:
        """One filter; KP-14: of what cannot be read or compared, nobody can say whom it means."""
        if not readable(condition):
            return Scope(0, self.everyone)
        values = condition.values
        if condition.filter_type == WITH_SUB_LOCATIONS:
            listed = [int(value) for value in values if value.isdecimal() and int(value) in self.business.locations]
            values = tuple(str(place) for one in listed for place in self.business.covered(one, True))
        found = self._holding(condition.filter_type, values) | Scope(0, self._incomparable(condition))
        if condition.operator == NOT_IN:
            return Scope(self.everyone & ~found.possible, self.everyone & ~found.certain)
        return found

    def _incomparable(self, condition: Filter) -> int:
        """Who has an id where the filter names a name, or a name where it names an id."""
        if condition.filter_type in BY_ID:
            return 0
        asked, spelled = {is_id(value) for value in condition.values}, self._by_spelling(condition.filter_type)
        return reduce(or_, (spelled[not kind] for kind in asked), 0)

    def at_home(self, places: Iterable[int]) -> Scope:
        """KP-18: whose home is one of some locations."""
        return union(self.homes[place] for place in places if place in self.homes)


def _numbered(business: Business) -> tuple[dict[int, int], dict[str, tuple[int, int]]]:
    """Employees of one home get bits in a row, with one bit between homes that is nobody's."""
    at_home: dict[str, list[int]] = {}
    said, silent = business.said_of(HOME)
    for homes, employees in said.items():
        at_home.setdefault(homes[0] if homes else "", []).extend(employees)
    if silent:
        at_home.setdefault("", []).extend(silent)
    number: dict[int, int] = {}
    runs: dict[str, tuple[int, int]] = {}
    bit = 0
    for home, employees in at_home.items():
        number.update(zip(employees, range(bit, bit + len(employees)), strict=True))
        runs[home] = bit, bit + len(employees)
        bit += len(employees) + 1
    return number, runs
