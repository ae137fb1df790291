"""Filters joined by ``and`` and ``or``: as a tree, and as the vendor's numbered expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rolescope.systems.intacct.query.errors import QueryError
from rolescope.systems.intacct.query.operators import Compared, Filter

AND, OR = "and", "or"
MOST_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all (``and``) or one (``or``) must hold; of none at all, ``and`` holds."""

    word: str
    parts: tuple[Condition, ...]

    def holds(self, row: Any, how: Compared) -> bool:
        """Whether the conditions let an object through."""
        found = (part.holds(row, how) for part in self.parts)
        return all(found) if self.word == AND else any(found)


Condition = Filter | Joined


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression, and its place in it, counted from 1."""

    text: str
    column: int


class Tokens:
    """The words of an expression, taken one after another."""

    def __init__(self, tokens: Sequence[Token], end: int, place: str = "") -> None:
        self._tokens, self._next, self._end, self._place = tokens, 0, end, place

    def peek(self) -> str:
        """The next word in small letters; empty at the end."""
        return self._tokens[self._next].text.casefold() if self._next < len(self._tokens) else ""

    def take(self) -> Token:
        """The next word; an empty one at the end."""
        found = self._tokens[self._next] if self._next < len(self._tokens) else Token("", self._end)
        self._next += 1
        return found

    def back(self) -> None:
        """Put the last word back."""
        self._next -= 1

    def fault(self, token: Token, expected: str) -> QueryError:
        """What is wrong at a word: where it stands and what was expected."""
        found = f"not {token.text!r}" if token.text else "but the text ends"
        return QueryError(self.where(token), f"expected {expected}, {found}")

    def where(self, token: Token) -> str:
        """The place of a word, for messages."""
        return f"{self._place}, column {token.column}" if self._place else f"column {token.column}"


def read_condition(tokens: Tokens, read_leaf: Callable[[], Condition]) -> Condition:
    """A whole condition: ``and`` binds closer than ``or``, parentheses closer than both.

    Raises:
        QueryError: where it is no condition, with the column.
    """
    found = _any(tokens, read_leaf, 0)
    rest = tokens.take()
    if rest.text:
        raise tokens.fault(rest, "and, or, or the end")
    return found


def _any(tokens: Tokens, read_leaf: Callable[[], Condition], depth: int) -> Condition:
    return _joined(tokens, OR, lambda: _joined(tokens, AND, lambda: _term(tokens, read_leaf, depth)))


def _joined(tokens: Tokens, word: str, read: Callable[[], Condition]) -> Condition:
    parts = [read()]
    while tokens.peek() == word:
        tokens.take()
        parts.append(read())
    return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))


def _term(tokens: Tokens, read_leaf: Callable[[], Condition], depth: int) -> Condition:
    if tokens.peek() != "(":
        return read_leaf()
    opening = tokens.take()
    if depth >= MOST_DEPTH:
        raise QueryError(tokens.where(opening), f"more than {MOST_DEPTH} parentheses within each other")
    found = _any(tokens, read_leaf, depth + 1)
    closing = tokens.take()
    if closing.text != ")":
        raise tokens.fault(closing, f"and, or, or the ) to the ( in column {opening.column}")
    return found


def numbered(expression: object, filters: Sequence[Filter]) -> Condition:
    """The vendor's ``filterExpression``: filters by number; a lone ``and`` or ``or`` joins all, null is ``and``.

    A filter that it does not name does not count, which is our own choice: the vendor's pages ask for no more.

    Raises:
        QueryError: for anything else, and for a number that no filter has.
    """
    place, text = "filterExpression", AND if expression is None else expression
    if not isinstance(text, str):
        raise QueryError(place, "expected a text such as (1 and 2) or 3")
    if text.strip().casefold() in (AND, OR):
        word = text.strip().casefold()
        return Joined(word if filters else AND, tuple(filters))
    found = [Token(match.group(), match.start() + 1) for match in re.finditer(r"[()]|[^\s()]+", text)]
    tokens = Tokens(found, len(text) + 1, place)

    def leaf() -> Condition:
        token = tokens.take()
        number = int(token.text) if token.text.isascii() and token.text.isdecimal() and len(token.text) < 6 else 0
        if not 1 <= number <= len(filters):
            raise tokens.fault(token, f"the number of a filter, 1 to {len(filters)}" if filters else "no filter number")
        return filters[number - 1]

    return read_condition(tokens, leaf)
