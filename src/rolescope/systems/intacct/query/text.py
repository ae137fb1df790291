"""The typed form of a filter: ``status = active and type != business``; the vendor's JSON is taken as well."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rolescope.rights.near_names import did_you_mean
from rolescope.systems.intacct.query.body import read_filters, read_query, read_wanted
from rolescope.systems.intacct.query.conditions import OR, Condition, Joined, Token, Tokens, read_condition
from rolescope.systems.intacct.query.errors import QueryError
from rolescope.systems.intacct.query.fields import ARRAY, BOOLEAN, Field, known_value, typed_field
from rolescope.systems.intacct.query.operators import MANY, OPERATORS, TWO, Compared, Operator, make_filter
from rolescope.systems.intacct.vocabulary import rights_called

_WORDS = re.compile(r"""\s+|(?P<word>"[^"]*"|'[^']*'|[()\[\],]|[=!<>]+|[^\s()\[\],=!<>"']+)""")
_TYPED = sorted(
    ((word.split(), operator) for operator in OPERATORS.values() for word in (*operator.words, operator.name)),
    key=lambda typed: -len(typed[0]),
)
"""Every way to type an operator, those of several words first."""
_CLOSING = {"(": ")", "[": "]"}
WHOLE = ("$eq", "$ne", "$in", "$notIn", "$has")
"""The operators that compare with whole values."""
_EXAMPLE = "a field, an operator and a value, such as status = active"


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """What somebody filters by, and how values are compared."""

    condition: Condition
    how: Compared

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether an object is among those that are wanted."""
        return self.condition.holds(row, self.how)


def read_filter(text: str, kind: str, today: date, modules: Collection[str] = ()) -> TypedFilter:
    """The filter that a text puts on objects of a kind; an empty one lets everything through.

    Fields may be typed in any case, by their last part, or by a short word; values in any case, and in quotes where
    they hold spaces; rights by the vendor's token or by the word of its interface. JSON is a list of the vendor's
    filters, an object with ``filters``, ``filterExpression`` and ``filterParameters``, or a whole query, of which only
    these count; it regards case as the vendor does. ``modules`` are those that the company knows: another one would
    let nothing through without a word.

    Raises:
        QueryError: with the place, what was expected there and the nearest word that is known.
    """
    if not text.strip():
        return TypedFilter(Joined("and", ()), Compared(False, today))
    if text.lstrip()[0] in "[{":
        return _read_json(text, kind, today, modules)
    tokens = Tokens(_split(text), len(text) + 1)
    return TypedFilter(read_condition(tokens, lambda: _comparison(tokens, kind, modules)), Compared(False, today))


def _split(text: str) -> list[Token]:
    found, place = list[Token](), 0
    while place < len(text):
        match = _WORDS.match(text, place)
        if match is None:
            raise QueryError(f"column {place + 1}", f"the {text[place]} that begins here does not end")
        if match["word"]:
            found.append(Token(match["word"], place + 1))
        place = match.end()
    return found


def _read_json(text: str, kind: str, today: date, modules: Collection[str]) -> TypedFilter:
    try:
        raw = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as broken:
        place = f"line {broken.lineno}, column {broken.colno}" if isinstance(broken, json.JSONDecodeError) else ""
        raise QueryError(place, "not JSON, though it begins like it") from None
    if isinstance(raw, dict) and "object" in raw:
        query = read_query(raw, today)
        if query.kind != kind:
            raise QueryError("object", f"the query is about company-config/{query.kind}, the filter about {kind}")
        _must_be_possible(raw, kind, modules)
        return TypedFilter(query.condition, query.how)
    body = {"filters": raw} if isinstance(raw, list) else raw if "filters" in raw else {"filters": [raw]}
    foreign = sorted(body.keys() - PARTS)
    if foreign:
        raise QueryError(foreign[0], f"expected {', '.join(PARTS)} alone, or a whole query with its object")
    found = TypedFilter(*read_wanted(body, kind, today))
    _must_be_possible(body, kind, modules)
    return found


PARTS = ("filters", "filterExpression", "filterParameters")
"""What of a query is about which objects are wanted."""


def _must_be_possible(body: Mapping[str, Any], kind: str, modules: Collection[str]) -> None:
    """The vendor's service may answer nothing to a value that is never there; somebody who filters is told."""
    for number, found in enumerate(read_filters(body.get("filters"), kind)):
        field = _with_values(found.field, modules)
        if field.values and found.operator.name in WHOLE:
            for value in found.value if isinstance(found.value, tuple) else (found.value,):
                if value is not None:
                    known_value(field, value, f"filters[{number}]", any_case=False)


def _with_values(field: Field, modules: Collection[str]) -> Field:
    """A field with the values that it can have in this company."""
    return replace(field, values=tuple(sorted(modules))) if field.name.rpartition(".")[2] == "module" else field


def _comparison(tokens: Tokens, kind: str, modules: Collection[str]) -> Condition:
    word = tokens.take()
    if not word.text or word.text in "()[],":
        raise tokens.fault(word, _EXAMPLE)
    field = _with_values(typed_field(kind, _bare(word.text), tokens.where(word)), modules)
    sign = tokens.take()
    operator = _operator(tokens, sign)
    value, where = _values(tokens, field, operator), tokens.where(sign)
    if field.type == ARRAY and isinstance(value, str):
        return Joined(OR, tuple(make_filter(field, operator.name, right, where) for right in rights_called(value)))
    return make_filter(field, operator.name, value, where)


def _operator(tokens: Tokens, first: Token) -> Operator:
    for words, operator in _TYPED:
        if first.text.casefold() != words[0].casefold():
            continue
        for taken, word in enumerate(words[1:]):
            if tokens.peek() != word:
                for _ in range(taken):
                    tokens.back()
                break
            tokens.take()
        else:
            return operator
    fault = tokens.fault(first, "an operator such as =, !=, in, contains, starts with or has")
    known = [" ".join(words) for words, _ in _TYPED]
    raise QueryError(fault.place, fault.text + (did_you_mean(first.text, known) if first.text else ""))


def _values(tokens: Tokens, field: Field, operator: Operator) -> Any:
    if operator.takes == MANY:
        return _list(tokens, field, operator)
    if operator.takes == TWO:
        if tokens.peek() in _CLOSING:
            return _list(tokens, field, operator)
        first = _value(tokens, field, operator)
        joint = tokens.take()
        if joint.text.casefold() != "and":
            raise tokens.fault(joint, "the and between the two values")
        return [first, _value(tokens, field, operator)]
    return _value(tokens, field, operator)


def _list(tokens: Tokens, field: Field, operator: Operator) -> list[Any]:
    opening = tokens.take()
    if opening.text not in _CLOSING:
        raise tokens.fault(opening, "a list of values in parentheses, such as (a, b)")
    found = [_value(tokens, field, operator)]
    while tokens.peek() == ",":
        tokens.take()
        found.append(_value(tokens, field, operator))
    closing = tokens.take()
    if closing.text != _CLOSING[opening.text]:
        raise tokens.fault(closing, f"a comma or {_CLOSING[opening.text]}")
    return found


def _value(tokens: Tokens, field: Field, operator: Operator) -> Any:
    token = tokens.take()
    if not token.text or token.text in "()[],":
        raise tokens.fault(token, f"a value for {field.name}")
    word = _bare(token.text)
    if word == token.text and word.casefold() == "null":
        return None
    if field.type == ARRAY and rights_called(word):
        return word
    if field.values and operator.name in WHOLE:
        return known_value(field, word, tokens.where(token), any_case=True)
    if field.type == BOOLEAN:
        told = {"true": True, "yes": True, "false": False, "no": False}.get(word.casefold())
        if told is None:
            raise tokens.fault(token, f"true or false for {field.name}")
        return told
    return word


def _bare(word: str) -> str:
    """A word without its quotes."""
    return word[1:-1] if word[0] in "\"'" else word
