"""The seventeen operators of the vendor's filters: what each takes, where it may stand, and when it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rolescope.rights.near_names import did_you_mean
from rolescope.systems.faults import clipped
from rolescope.systems.intacct.query.dates import DATE_WORDS, Stretch, stretch
from rolescope.systems.intacct.query.errors import QueryError
from rolescope.systems.intacct.query.fields import ARRAY, BOOLEAN, DATE, TEXT, Field

ONE, MANY, TWO = "one value", "a list of values", "a list of two values"
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Compared:
    """How values are compared: with or without regard to case, and on which day."""

    case_sensitive: bool
    today: date

    def text(self, value: str) -> str:
        """A text as it is compared."""
        return value if self.case_sensitive else value.casefold()


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator of the vendor's; ``holds`` gets a value that is not null and what it is compared with."""

    name: str
    takes: str
    types: frozenset[str]
    holds: Callable[[Any, Any], bool]
    null: bool = False
    """Whether it holds for a field without value, which is our own choice: not, but for what denies."""
    negated: bool = False
    words: tuple[str, ...] = ()
    """How it is typed."""


_ORDERED, _TEXTS = frozenset({TEXT, DATE}), frozenset({TEXT})
_EQUAL = frozenset({TEXT, DATE, BOOLEAN})


def _before(value: Stretch, other: Stretch) -> bool:
    return value[1] < other[0]


def _same(value: Stretch, other: Stretch) -> bool:
    return other[0] <= value[0] and value[1] <= other[1]


def _between(value: Stretch, others: Sequence[Stretch]) -> bool:
    return others[0][0] <= value[0] and value[1] <= others[1][1]


def _pair(name: str, opposite: str, takes: str, types: frozenset[str], holds: Any, *words: tuple[str, ...]) -> Any:
    """An operator and the one that denies it."""
    yes = Operator(name, takes, types, holds, words=words[0])
    return yes, Operator(opposite, takes, types, holds, True, True, words[1])


_WITHIN = frozenset({ARRAY})
OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        *_pair("$eq", "$ne", ONE, _EQUAL, _same, ("=", "==", "is", "eq"), ("!=", "<>", "is not", "ne")),
        Operator("$lt", ONE, _ORDERED, _before, words=("<", "lt")),
        Operator("$gt", ONE, _ORDERED, lambda value, other: _before(other, value), words=(">", "gt")),
        Operator("$lte", ONE, _EQUAL, lambda value, other: value[1] <= other[1], words=("<=", "lte")),
        Operator("$gte", ONE, _EQUAL, lambda value, other: value[0] >= other[0], words=(">=", "gte")),
        *_pair("$in", "$notIn", MANY, _EQUAL, lambda v, o: any(_same(v, each) for each in o), ("in",), ("not in",)),
        *_pair("$between", "$notBetween", TWO, _ORDERED, _between, ("between",), ("not between",)),
        *_pair("$contains", "$notContains", ONE, _TEXTS, lambda v, o: o[0] in v[0], ("contains",), ("not contains",)),
        *_pair(
            "$startsWith",
            "$notStartsWith",
            ONE,
            _TEXTS,
            lambda v, o: v[0].startswith(o[0]),
            ("starts with", "startswith"),
            ("not starts with", "not startswith"),
        ),
        *_pair(
            "$endsWith",
            "$notEndsWith",
            ONE,
            _TEXTS,
            lambda v, o: v[0].endswith(o[0]),
            ("ends with", "endswith"),
            ("not ends with", "not endswith"),
        ),
        Operator("$has", ONE, _WITHIN, lambda value, other: other in value, words=("has",)),
    )
}
"""Every value is compared as a stretch, from its first to its last: a day is one, so is ``lastWeek``, and a moment."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A field, an operator and a value that fit together."""

    field: Field
    operator: Operator
    value: Any

    def holds(self, row: Any, how: Compared) -> bool:
        """Whether the filter lets an object through."""
        value = self.field.value(row)
        if value is None or self.value is None:
            same = value is None and self.value is None
            return same != self.operator.negated if self.value is None else self.operator.null
        several = self.value if isinstance(self.value, tuple) else (self.value,)
        found, *wanted = (_made(self.field, each, how, self.operator) for each in (value, *several))
        if found is None or None in wanted:
            return self.operator.null
        return (
            self.operator.holds(found, wanted if isinstance(self.value, tuple) else wanted[0]) != self.operator.negated
        )


def _made(field: Field, value: Any, how: Compared, operator: Operator) -> Any:
    """A value as it is compared; None for a date that is none."""
    if field.type == ARRAY:
        return [how.text(each) for each in value] if isinstance(value, list) else how.text(str(value))
    if field.type == DATE:
        return stretch(str(value), how.today)
    if field.type == BOOLEAN:
        return bool(value), bool(value)
    text = how.text(str(value))
    made = in_order(text) if field.numeric and operator.types != _TEXTS else text
    return made, made


def in_order(text: str) -> tuple[bool, int, str]:
    """A key as it is ordered: keys are numbers written as texts; what is no number comes last."""
    if text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY:
        return False, int(text), ""
    return True, 0, text


def make_filter(field: Field, name: str, value: Any, place: str) -> Filter:
    """A filter, checked.

    Raises:
        QueryError: for an unknown operator, one that does not go with the field, and a value of the wrong kind.
    """
    operator = OPERATORS.get(name)
    if operator is None:
        raise QueryError(place, f"unknown operator {clipped(name)!r}{did_you_mean(name, OPERATORS)}")
    if field.type not in operator.types:
        fitting = ", ".join(known.name for known in OPERATORS.values() if field.type in known.types)
        raise QueryError(place, f"{name} does not go with {field.name}, which is {field.type}: expected {fitting}")
    if operator.takes == ONE:
        return Filter(field, operator, _checked(field, operator, value, place))
    if not isinstance(value, list) or not value or (operator.takes == TWO and len(value) != 2):
        raise QueryError(place, f"{name} takes {operator.takes}")
    return Filter(field, operator, tuple(_checked(field, operator, each, place) for each in value))


def _checked(field: Field, operator: Operator, value: Any, place: str) -> Any:
    if value is None:
        if operator.name in ("$eq", "$ne"):
            return None
        raise QueryError(place, f"{operator.name} does not take null, only $eq and $ne do")
    if field.type == BOOLEAN:
        if isinstance(value, bool):
            return value
        raise QueryError(place, f"{field.name} is true or false, not {clipped(str(value))!r}")
    if field.type == TEXT and isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value) if isinstance(value, float) and value.is_integer() else value)
    if not isinstance(value, str):
        raise QueryError(place, f"{field.name} is compared with a text, not {clipped(str(value))!r}")
    if field.type == DATE and stretch(value, date.min.replace(year=2000)) is None:
        expected = f"YYYY-MM-DD, with a time behind it or not, or one of {', '.join(DATE_WORDS)}"
        raise QueryError(place, f"{field.name} is a date: expected {expected}, not {clipped(value)!r}")
    return value
