"""The typed form of a filter: ``status = active and type != business``; the vendor's JSON is taken as well."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rolescope.systems.faults import nearest
from rolescope.systems.intacct.query.body import read_query, read_wanted
from rolescope.systems.intacct.query.conditions import Condition, Joined, Token, Tokens, read_condition
from rolescope.systems.intacct.query.errors import QueryError
from rolescope.systems.intacct.query.fields import BOOLEAN, Field, typed_field
from rolescope.systems.intacct.query.operators import MANY, OPERATORS, TWO, Compared, Filter, Operator, make_filter

_WORDS = re.compile(r"""\s+|(?P<word>"[^"]*"|'[^']*'|[()\[\],]|[=!<>]+|[^\s()\[\],=!<>"']+)""")
_TYPED = sorted(
    ((word.split(), operator) for operator in OPERATORS.values() for word in (*operator.words, operator.name)),
    key=lambda typed: -len(typed[0]),
)
"""Every way to type an operator, those of several words first."""
_CLOSING = {"(": ")", "[": "]"}
WHOLE = ("$eq", "$ne", "$in", "$notIn", "$has")
"""The operators that compare with whole values."""
MOST_NAMED = 12
_EXAMPLE = "a field, an operator and a value, such as status = active"


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """What somebody filters by, and how values are compared."""

    condition: Condition
    how: Compared

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether an object is among those that are wanted."""
        return self.condition.holds(row, self.how)


def read_filter(text: str, kind: str, today: date) -> TypedFilter:
    """The filter that a text puts on objects of a kind; an empty one lets everything through.

    Fields may be typed in any case, by their last part, or by a short word; values in any case, and in quotes where
    they hold spaces. JSON is a list of the vendor's filters, an object with ``filters``, ``filterExpression`` and
    ``filterParameters``, or a whole query, of which only these count; it regards case as the vendor does.

    Raises:
        QueryError: with the place, what was expected there and the nearest word that is known.
    """
    if not text.strip():
        return TypedFilter(Joined("and", ()), Compared(False, today))
    if text.lstrip()[0] in "[{":
        return _read_json(text, kind, today)
    tokens = Tokens(_split(text), len(text) + 1)
    return TypedFilter(read_condition(tokens, lambda: _comparison(tokens, kind)), Compared(False, today))


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


def _read_json(text: str, kind: str, today: date) -> TypedFilter:
    try:
        raw = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as broken:
        place = f"line {broken.lineno}, column {broken.colno}" if isinstance(broken, json.JSONDecodeError) else ""
        raise QueryError(place, "not JSON, though it begins like it") from None
    if isinstance(raw, dict) and "object" in raw:
        query = read_query(raw, today)
        if query.kind != kind:
            raise QueryError("object", f"the query is about company-config/{query.kind}, the filter about {kind}")
        return TypedFilter(query.condition, query.how)
    body = {"filters": raw} if isinstance(raw, list) else raw if "filters" in raw else {"filters": [raw]}
    foreign = sorted(body.keys() - PARTS)
    if foreign:
        raise QueryError(foreign[0], f"expected {', '.join(PARTS)} alone, or a whole query with its object")
    return TypedFilter(*read_wanted(body, kind, today))


PARTS = ("filters", "filterExpression", "filterParameters")
"""What of a query is about which objects are wanted."""


def _comparison(tokens: Tokens, kind: str) -> Filter:
    word = tokens.take()
    if not word.text or word.text in "()[],":
        raise tokens.fault(word, _EXAMPLE)
    field = typed_field(kind, _bare(word.text), tokens.where(word))
    sign = tokens.take()
    operator = _operator(tokens, sign)
    value = _values(tokens, field, operator)
    return make_filter(field, operator.name, value, tokens.where(sign))


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
    raise QueryError(fault.place, fault.text + (nearest(first.text, known) if first.text else ""))


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
    if field.values and operator.name in WHOLE:
        return _known(tokens, field, token, word)
    if field.type == BOOLEAN:
        told = {"true": True, "yes": True, "false": False, "no": False}.get(word.casefold())
        if told is None:
            raise tokens.fault(token, f"true or false for {field.name}")
        return told
    return word


def _known(tokens: Tokens, field: Field, token: Token, word: str) -> str:
    """One of the values that a field can have, in whatever case it was typed."""
    found = {value.casefold(): value for value in field.values}.get(word.casefold())
    if found is None:
        few = f": expected {', '.join(field.values)}" if len(field.values) <= MOST_NAMED else ""
        hint = nearest(word, field.values) or few
        raise QueryError(tokens.where(token), f"{field.name} is never {word!r}{hint}")
    return found


def _bare(word: str) -> str:
    """A word without its quotes."""
    return word[1:-1] if word[0] in "\"'" else word
