"""Which layers decide what changes at many nodes, and why: node by node as far as that takes no time, else by layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rolescope.rights.access import Access
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Rights, Subject
from rolescope.rights.moves import Move
from rolescope.rights.planes import bits, plane_of
from rolescope.rights.policy import FLAG, NO, NOT_APPLICABLE, STOP, Cause, Layer

ENOUGH = 60_000
"""Causes that are told in all on a small tree, some 0.2 s: beyond them there are examples only, and at last nothing."""
FOR_A_ROW = 200
"""What it costs to look at one more row, in causes told."""
FOR_A_CAUSE, FOR_ROWS = 2_500, 40
"""Nodes of a tree that make a cause cost as much again, and each row one more."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Nodes that one layer decides, all for one reason; or only for instance, where it would take too long to tell."""

    layer: Layer
    cause: Cause
    nodes: int
    for_all: bool = True
    """Whether the cause is that of all the nodes, and not only of the first."""


Rows = tuple[Subject | None, Subject | None]
"""A subject's row before and after; None where it is not there."""


class Deciding:
    """The deciding layers between two outcomes. Rows that share their rights share the work."""

    def __init__(self, before: Outcome, after: Outcome, enough: int = ENOUGH) -> None:
        self._sides, self._left = (before, after), enough
        self._known: dict[tuple[int, int, str, Move], tuple[Decided, ...]] = {}

    def of(self, rows: Rows, kind: str, move: Move) -> tuple[Decided, ...]:
        """What refused ``export`` or ``import`` before a gain, else what refuses it now; most nodes first.

        That is the first layer that takes one of the rights that changed. Nothing where there is no such row, or where
        it would take too long.
        """
        answer, (was, now) = move.was if move.gains else move.now, rows
        if was is None or now is None or answer == NOT_APPLICABLE:
            return ()
        before, after = self._sides
        key = before.classes.number(before.tenant, was), after.classes.number(after.tenant, now), kind, move
        if key not in self._known:
            if self._left <= 0:
                return ()
            self._left -= FOR_A_ROW + len(self._sides[1].tree) // FOR_ROWS
            found = self._decided((was, now), kind, move, answer)
            self._known[key] = tuple(sorted(found, key=lambda one: -one.nodes.bit_count()))
        return self._known[key]

    def _decided(self, rows: tuple[Subject, Subject], kind: str, move: Move, answer: str) -> Iterator[Decided]:
        side, row = (self._sides[0], rows[0]) if move.gains else (self._sides[1], rows[1])
        layers, reasons = side.layers(row), list[_Reason]()
        taken = [layer.at_most if answer == NO else layer.mask for layer in layers]
        changed = self._changed(rows, kind)
        for part in _parts(move.nodes, side, kind, [changed, *taken]):
            node = next(bits(part))
            rights = changed.at(node)
            layer = next((layer for layer, left in zip(layers, taken, strict=True) if rights - left.at(node)), None)
            if layer is None:
                continue
            asked = side.policy.needed(kind, node, frozenset().union(*side.rights_at(row, node)))[1]
            refusal = _Refusal(layer, STOP if answer == NO else FLAG, asked)
            cost = part.bit_count() * (1 + len(side.tree) // FOR_A_CAUSE)
            if cost > self._left:
                yield Decided(layer, refusal.at(node), part, for_all=False)
                continue
            self._left -= cost
            reasons += refusal.reasons(part)
        yield from _together(reasons, side.system.inherits, move.nodes.bit_length())

    def _changed(self, rows: tuple[Subject, Subject], kind: str) -> Access:
        """Where each right of a kind is certain or possible on one side alone."""
        was, now = (side.effective(row) for side, row in zip(self._sides, rows, strict=True))
        differing = (was.certain ^ now.certain) | (was.possible ^ now.possible)
        numbers = set(self._sides[1].engine.numbers(self._sides[1].system.kinds[kind]))
        return Access(tuple(plane if n in numbers else 0 for n, plane in enumerate(differing.planes)))


def _parts(nodes: int, side: Outcome, kind: str, accesses: Iterable[Access]) -> list[int]:
    """Some nodes in parts within which all of these say the same of the rights of a kind, and the same makes sense."""
    numbers, policy = side.engine.numbers(side.system.kinds[kind]), side.policy
    planes = {access.planes[number] for access in (policy.applicable, policy.ceiling, *accesses) for number in numbers}
    parts = [nodes]
    for plane in planes:
        parts = [half for part in parts for half in (part & plane, part & ~plane) if half]
    return parts


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A layer that decides, with its verdict on some rights."""

    layer: Layer
    verdict: str
    rights: Rights

    def reasons(self, nodes: int) -> Iterator[_Reason]:
        """What it says of some nodes, alike ones together."""
        by_text: dict[str, _Reason] = {}
        for node in bits(nodes):
            cause = self.at(node)
            by_text.setdefault(cause.text, _Reason(self, cause, [])).nodes.append(node)
        yield from by_text.values()

    def at(self, node: int) -> Cause:
        """What it says of one node."""
        return self.layer.cause(node, self.verdict, self.rights)


@dataclass(frozen=True, slots=True)
class _Reason:
    """Nodes of which a layer says the very same."""

    refusal: _Refusal
    cause: Cause
    nodes: list[int]

    def stands_on(self, inherits: bool) -> object:
        """Where rights are inherited that is one grant, whatever is said of the nodes below it."""
        cause, layer = self.cause, id(self.refusal.layer)
        if cause.node is None or not inherits:
            return layer, cause.text
        return layer, cause.rule, cause.role, cause.node


def _together(reasons: Sequence[_Reason], inherits: bool, size: int) -> Iterator[Decided]:
    """Nodes of one reason together; what is said of them in several ways is told of the place where it stands."""
    by_text: dict[tuple[int, str], _Reason] = {}
    for one in reasons:
        key = id(one.refusal.layer), one.cause.text
        by_text.setdefault(key, _Reason(one.refusal, one.cause, [])).nodes.extend(one.nodes)
    found: dict[object, list[_Reason]] = {}
    for one in by_text.values():
        found.setdefault(one.stands_on(inherits), []).append(one)
    for alike in found.values():
        first, place = alike[0], alike[0].cause.node
        cause = first.cause if len(alike) == 1 or place is None else first.refusal.at(place)
        yield Decided(first.refusal.layer, cause, plane_of((node for one in alike for node in one.nodes), size))
