"""Who is in a group and who is at home where, as planes over the employees: bit *i* is employee *i*.

Where a row leaves out what a filter asks for, an employee may be a member or not: every answer is a pair of planes,
certain within possible. Where no employee is listed at all, one unknown person stands for whoever there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from rolescope.rights.planes import plane_of, span
from rolescope.systems.keypay.business import Business, EmployeeGroup, Filter
from rolescope.systems.keypay.matching import BY_ID, is_id, readable
from rolescope.systems.keypay.vocabulary import AND, FILTER_TYPES, LOCATION, NOT_IN, WITH_SUB_LOCATIONS


@dataclass(frozen=True, slots=True)
class Scope:
    """Some employees: those for certain, and those at most."""

    certain: int = 0
    possible: int = 0

    def __or__(self, other: Scope) -> Scope:
        return Scope(self.certain | other.certain, self.possible | other.possible)

    def __and__(self, other: Scope) -> Scope:
        return Scope(self.certain & other.certain, self.possible & other.possible)


NOBODY = Scope()


def union(scopes: Iterable[Scope]) -> Scope:
    """All of some scopes, perhaps of none."""
    return reduce(Scope.__or__, scopes, NOBODY)


class Members:
    """The planes of one business."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.known = bool(business.employees)
        """Whether employees are listed at all."""
        self.size = max(1, len(business.employees))
        self.everyone = span(0, self.size)
        self.number = {employee: number for number, employee in enumerate(business.employees)}
        """The bit of each employee."""
        self._holders, self._silent = self._index()
        self._spelled = self._by_spelling()
        self.groups = {group.id: self._members(group) for group in business.groups.values()}
        self.homes = {place: self._holding(LOCATION, (str(place),)) for place in business.locations}

    def _index(self) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
        """Who holds a value of a filter type, and of whom nothing is said about it."""
        holders: dict[tuple[str, str], list[int]] = {}
        silent: dict[str, list[int]] = {filter_type: [] if self.known else [0] for filter_type in FILTER_TYPES}
        for number, employee in enumerate(self.business.employees.values()):
            for filter_type in FILTER_TYPES:
                if filter_type not in employee.held:
                    silent[filter_type].append(number)
                for value in employee.held.get(filter_type, ()):
                    holders.setdefault((filter_type, value), []).append(number)
        return (
            {key: plane_of(numbers, self.size) for key, numbers in holders.items()},
            {key: plane_of(numbers, self.size) for key, numbers in silent.items()},
        )

    def _by_spelling(self) -> Mapping[tuple[str, bool], int]:
        """By a filter type that may ask for ids or for names: who has an id, and who a name."""
        found: dict[tuple[str, bool], int] = {}
        for (filter_type, value), plane in self._holders.items():
            if filter_type not in BY_ID:
                key = filter_type, is_id(value)
                found[key] = found.get(key, 0) | plane
        return found

    def _holding(self, filter_type: str, values: Iterable[str]) -> Scope:
        certain = 0
        for value in values:
            certain |= self._holders.get((filter_type, value), 0)
        return Scope(certain, certain | self._silent[filter_type])

    @cached_property
    def by_email(self) -> Mapping[str, Sequence[int]]:
        """The employees of each e-mail address, without case."""
        found: dict[str, list[int]] = {}
        for number, employee in enumerate(self.business.employees.values()):
            if employee.email:
                found.setdefault(employee.email.casefold(), []).append(number)
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
        asked = {is_id(value) for value in condition.values}
        return reduce(or_, (self._spelled.get((condition.filter_type, not kind), 0) for kind in asked), 0)

    def at_home(self, places: Iterable[int]) -> Scope:
        """KP-18: whose home is one of some locations."""
        return union(self.homes[place] for place in places if place in self.homes)
