"""The answer to a query: rows, flat and as they were asked for, and where the next page begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rolescope.systems.intacct.objects import META, RESULT
from rolescope.systems.intacct.query.body import Column, Query, read_query
from rolescope.systems.intacct.query.errors import QueryError
from rolescope.systems.intacct.query.fields import FIELDS, Field
from rolescope.systems.intacct.query.operators import in_order

Row = Mapping[str, Any]
Serve = Callable[[str], Sequence[Row]]
"""Gives all objects of a kind, as GET returns them."""
Json = Any


def answer(body: Json, serve: Serve, today: date) -> Json:
    """The envelope for a query, and for an array of queries an envelope in which each has its own.

    Raises:
        QueryError: for the first fault.
    """
    if isinstance(body, list):
        if not body:
            raise QueryError("", "expected at least one query")
        found = [answer_one(read_query(each, today), serve) for each in body]
        return {RESULT: found, META: {"totalCount": len(found), "totalSuccess": len(found), "totalError": 0}}
    return answer_one(read_query(body, today), serve)


def answer_one(query: Query, serve: Serve) -> Json:
    """The page that was asked for."""
    rows = _shown(query.columns, matching(query, serve(query.kind)))
    begin, end = query.start - 1, query.start - 1 + query.size
    meta = {
        "totalCount": len(rows),
        "start": query.start,
        "pageSize": query.size,
        "next": end + 1 if end < len(rows) else None,
        "previous": max(1, query.start - query.size) if query.start > 1 else None,
    }
    return {RESULT: rows[begin:end], META: meta}


def matching(query: Query, rows: Iterable[Row]) -> list[Row]:
    """The objects that the filters let through, in order; by key where none is asked for."""
    found = [row for row in rows if query.condition.holds(row, query.how)]
    key = next(field for field in FIELDS[query.kind] if field.name == "key")
    found.sort(key=lambda row: _by_key(key.value(row)))
    for order in reversed(query.order):
        found.sort(key=lambda row, by=order.field: _sorted(query, by, row), reverse=order.descending)  # type: ignore[misc]
    return found


def _by_key(key: Any) -> tuple[bool, Any]:
    """Objects without a key come last."""
    return not key, in_order(str(key or ""))


def _sorted(query: Query, field: Field, row: Row) -> tuple[bool, Any]:
    value = field.value(row)
    if isinstance(value, str):
        value = in_order(value) if field.numeric else query.how.text(value)
    return value is not None, "" if value is None else value


def _shown(columns: Sequence[Column], rows: Sequence[Row]) -> list[dict[str, Any]]:
    if not any(column.function for column in columns):
        return [{column.name: column.field.value(row) for column in columns} for row in rows]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        values = tuple(repr(column.field.value(row)) for column in columns if not column.function)
        groups.setdefault(values, []).append(row)
    if not groups and all(column.function for column in columns):
        groups[()] = []
    return [{column.name: _summed(column, group) for column in columns} for group in groups.values()]


def _summed(column: Column, rows: Sequence[Row]) -> Any:
    values = [value for row in rows if (value := column.field.value(row)) is not None]
    if not column.function:
        return column.field.value(rows[0])
    if column.function == "count":
        return len(values)
    ordered = (lambda value: in_order(str(value))) if column.field.numeric else None
    return (min if column.function == "min" else max)(values, default=None, key=ordered)
