"""What the value of a group's filter can be held against: ids, or names (KP-14).

The vendor does not say how several are separated, nor whether employment types, entities and tags are told by id or by
name. Where a value cannot be read, or held against what an employee has, anybody may match: it never leaves out nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from rolescope.systems.faults import clipped
from rolescope.systems.keypay.business import FACT_OF, Business, EmployeeGroup, Filter
from rolescope.systems.keypay.vocabulary import LOCATION, NOT_IN, WITH_SUB_LOCATIONS

EMPLOYEE_ID, SCHEDULE_ID = "Employee", "PaySchedule"
BY_ID = frozenset({LOCATION, WITH_SUB_LOCATIONS, EMPLOYEE_ID, SCHEDULE_ID})
"""The filter types that ask for ids of which employees' rows have the like."""
ID = re.compile(r"0|[1-9][0-9]{0,17}")
OTHER_SEPARATORS = frozenset('|;[]{}"\t\r\n')
"""What no name holds: a value with one of them is a list that was written in another way."""


def is_id(value: str) -> bool:
    """Whether a value is a number as the vendor writes ids."""
    return ID.fullmatch(value) is not None


def readable(condition: Filter) -> bool:
    """Whether a filter's value is a list of ids, or of names, separated by commas."""
    if condition.filter_type in BY_ID:
        return bool(condition.values) and all(is_id(value) for value in condition.values)
    return bool(condition.values) and not any(OTHER_SEPARATORS.intersection(value) for value in condition.values)


def doubts(group: EmployeeGroup, business: Business) -> Iterator[tuple[int, str]]:
    """KP-14: what to know of a group's filters before trusting who is in it, by the filter's number from 0."""
    for number, condition in enumerate(group.filters):
        told = _doubt(condition, business)
        if told:
            text = f'{condition.filter_type} {condition.operator} "{clipped(",".join(condition.values))}"'
            yield number, f"the filter {text} of group {group.id} {told}"


def _doubt(condition: Filter, business: Business) -> str:
    if not condition.values:
        return "has no value: who matches it, nobody says"
    if not readable(condition):
        what = "ids" if condition.filter_type in BY_ID else "names"
        return f"is no list of {what} separated by commas: who matches it, nobody says"
    known = _known(condition.filter_type, business)
    if condition.filter_type not in BY_ID:
        spelled = {is_id(value) for value in known}
        if any(is_id(value) is not kind for value in condition.values for kind in spelled):
            return "cannot be held against what employees have, ids against names: who matches it, nobody says"
    strangers = [value for value in condition.values if value not in known]
    effect = "leaves nobody out" if condition.operator == NOT_IN else "lets nobody in"
    return f"names {clipped(', '.join(strangers))}, which nobody here has: that {effect}" if strangers and known else ""


def _known(filter_type: str, business: Business) -> Collection[str]:
    """What a filter of a type can name: the ids of the business, or what its employees have."""
    tables: Mapping[str, Mapping[int, object]] = {
        LOCATION: business.locations,
        WITH_SUB_LOCATIONS: business.locations,
        EMPLOYEE_ID: business.employees,
        SCHEDULE_ID: business.schedules,
    }
    if filter_type in tables:
        return _Ids(tables[filter_type])
    said, _ = business.said_of(FACT_OF.get(filter_type, ""))
    return {value for values in said for value in values}


class _Ids(Collection[str]):
    """The ids of a table as filters write them, of which there may be thousands."""

    def __init__(self, table: Mapping[int, object]) -> None:
        self._table = table

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and is_id(value) and int(value) in self._table

    def __iter__(self) -> Iterator[str]:
        return map(str, self._table)

    def __len__(self) -> int:
        return len(self._table)
