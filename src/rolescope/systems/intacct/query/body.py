"""The JSON body of a query (f6): object, fields, filters, order, size and start; checked, each fault with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rolescope.rights.near_names import did_you_mean
from rolescope.systems.intacct.query.conditions import Condition, numbered
from rolescope.systems.intacct.query.errors import QueryError
from rolescope.systems.intacct.query.fields import FILTER, SELECT, SORT, Field, field_of, fields_of
from rolescope.systems.intacct.query.operators import Compared, Filter, make_filter

KEYS = ("object", "fields", "filters", "filterExpression", "filterParameters", "orderBy", "size", "start")
PARAMETERS = ("asOfDate", "includeHierarchyFields", "caseSensitiveComparison", "includePrivate")
FUNCTIONS = ("count", "avg", "sum", "min", "max")
DEFAULT_SIZE, MOST = 100, 4_000


@dataclass(frozen=True, slots=True)
class Column:
    """A field that is asked for: as it was spelt, and the function over it, empty for the plain value."""

    name: str
    field: Field
    function: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A field to sort by."""

    field: Field
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """One question about the objects of a kind."""

    kind: str
    columns: tuple[Column, ...]
    condition: Condition
    order: tuple[Order, ...]
    size: int
    start: int
    how: Compared


def read_query(body: Any, today: date) -> Query:
    """A query from its parsed JSON; ``today`` is the day where the body names none.

    Raises:
        QueryError: for the first fault.
    """
    if not isinstance(body, dict):
        raise QueryError("", "expected an object with object and fields")
    for key in body:
        if key not in KEYS:
            raise QueryError(str(key), f"unknown key{did_you_mean(str(key), KEYS)}")
    kind, _ = fields_of(_text(body, "object"))
    columns = tuple(_column(kind, name, f"fields[{number}]") for number, name in enumerate(_list(body, "fields")))
    if not columns:
        raise QueryError("fields", "expected at least one field")
    condition, how = read_wanted(body, kind, today)
    sorting = _list(body, "orderBy") if body.get("orderBy") is not None else ()
    order = tuple(_order(kind, value, f"orderBy[{number}]") for number, value in enumerate(sorting))
    size, start = _number(body, "size", DEFAULT_SIZE, MOST), _number(body, "start", 1, None)
    return Query(kind, columns, condition, order, size, start, how)


def read_wanted(body: Mapping[str, Any], kind: str, today: date) -> tuple[Condition, Compared]:
    """Which objects a body lets through, and how it compares.

    Raises:
        QueryError: for the first fault of its filters, their expression and their parameters.
    """
    filters = read_filters(body.get("filters"), kind)
    return numbered(body.get("filterExpression"), filters), _how(body, today)


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise QueryError(key, "missing" if value is None else "expected a text")
    return value


def _list(body: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = body.get(key)
    if not isinstance(value, list):
        raise QueryError(key, "missing" if value is None else "expected a list")
    return value


def _number(body: Mapping[str, Any], key: str, default: int, most: int | None) -> int:
    value = body.get(key, default)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value < 1 or (most is not None and value > most):
        raise QueryError(key, f"expected a whole number from 1{f' to {most}' if most else ''}, not {value!r}")
    return int(value)


def _column(kind: str, name: Any, place: str) -> Column:
    if not isinstance(name, str):
        raise QueryError(place, "expected the name of a field")
    function, colon, inner = name.partition(":")
    if not colon:
        return Column(name, field_of(kind, name, SELECT, place))
    if function not in FUNCTIONS:
        raise QueryError(place, f"unknown function {function!r}: expected {', '.join(FUNCTIONS)}")
    field = field_of(kind, inner, SELECT, place)
    if function in ("avg", "sum"):
        raise QueryError(place, f"{function} needs a number, and {inner} is {field.type}")
    return Column(name, field, function)


def read_filters(raw: Any, kind: str) -> list[Filter]:
    """The filters of a body, each ``{"$op": {"field": value}}``; null is none.

    Raises:
        QueryError: for the first fault, with the number of the filter.
    """
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise QueryError("filters", 'expected a list of filters such as {"$eq": {"id": "Admins"}}')
    return [_filter(value, kind, f"filters[{number}]") for number, value in enumerate(raw)]


def _filter(raw: Any, kind: str, place: str) -> Filter:
    inner = next(iter(raw.values())) if isinstance(raw, dict) and len(raw) == 1 else None
    if not isinstance(inner, dict) or len(inner) != 1:
        raise QueryError(place, 'expected one operator with one field, such as {"$eq": {"id": "Admins"}}')
    (name,), ((field, value),) = raw, inner.items()
    return make_filter(field_of(kind, field, FILTER, place), name, value, place)


def _order(kind: str, raw: Any, place: str) -> Order:
    if not isinstance(raw, dict) or len(raw) != 1 or next(iter(raw.values())) not in ("asc", "desc"):
        raise QueryError(place, 'expected one field with asc or desc, such as {"id": "asc"}')
    ((name, direction),) = raw.items()
    return Order(field_of(kind, name, SORT, place), direction == "desc")


def _how(body: Mapping[str, Any], today: date) -> Compared:
    """What ``filterParameters`` say. Hierarchies and private records are none here, whatever is asked."""
    given = body.get("filterParameters") or {}
    if not isinstance(given, dict):
        raise QueryError("filterParameters", "expected an object")
    for key, value in given.items():
        if key not in PARAMETERS:
            raise QueryError(f"filterParameters.{key}", f"unknown parameter{did_you_mean(str(key), PARAMETERS)}")
        if key != "asOfDate" and not isinstance(value, bool):
            raise QueryError(f"filterParameters.{key}", "expected true or false")
    try:
        day = date.fromisoformat(given["asOfDate"]) if given.get("asOfDate") is not None else today
    except (TypeError, ValueError):
        raise QueryError("filterParameters.asOfDate", "expected a day as YYYY-MM-DD") from None
    return Compared(given.get("caseSensitiveComparison", True), day)
