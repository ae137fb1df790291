"""From what to what answers and rights change, as planes: every node before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rolescope.rights.counting import listed
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Subject
from rolescope.rights.policy import NO, NOT_APPLICABLE, PARTLY, UNKNOWN, YES
from rolescope.rights.system import System

MOST_TITLES = 6
"""Rights that are named in one sentence before the rest becomes a number."""

States = Mapping[str, int]
"""By answer, the nodes that have it. Together they are the whole tree, and no two have a node in common."""


@dataclass(frozen=True, slots=True)
class Move:
    """Nodes where an answer was one thing and is another now."""

    was: str
    now: str
    nodes: int

    @property
    def gains(self) -> bool:
        return self.now == YES

    @property
    def loses(self) -> bool:
        return self.was == YES

    @property
    def verb(self) -> str:
        return "gains" if self.gains else "loses" if self.loses else "changes"


@dataclass(frozen=True, slots=True)
class RightMoves:
    """Nodes where the very same rights change in the very same way: by ``(was, now)`` the rights by name."""

    moves: Mapping[tuple[str, str], Sequence[str]]
    nodes: int

    def told(self, system: System) -> str:
        """What changes there: "gains List (no → yes), loses Add (yes → no)"."""
        changes = []
        for (was, now), rights in self.moves.items():
            titles = listed([system.right_title(right) for right in rights], MOST_TITLES)
            changes.append(f"{Move(was, now, self.nodes).verb} {titles} ({was} → {now})")
        return ", ".join(changes)

    @property
    def verbs(self) -> set[str]:
        """Whether something is gained there, lost, or changed otherwise."""
        return {Move(was, now, self.nodes).verb for was, now in self.moves}


def states(outcome: Outcome, row: Subject | None, kind: str) -> States:
    """What a row answers to ``export`` or ``import`` everywhere; no to all where there is no such row."""
    full = outcome.tree.full
    if row is None:
        return {NO: full}
    result = outcome.effective(row)
    yes, partly, unknown = (plane[kind] for plane in (result.yes, result.partly, result.unknown))
    asked = outcome.policy.asks(kind) | unknown
    found = {YES: yes & asked, PARTLY: partly & ~yes, UNKNOWN: unknown & ~yes & ~partly}
    rest = full & ~(found[YES] | found[PARTLY] | found[UNKNOWN])
    return {**found, NO: rest & asked, NOT_APPLICABLE: rest & ~asked}


def moves(was: States, now: States, nodes: int) -> Iterator[Move]:
    """How some nodes change; what becomes a yes first, then what is none any more."""
    pairs = [(old, new) for old in was for new in now if old != new]
    for old, new in sorted(pairs, key=lambda pair: (pair[1] != YES, pair[0] != YES)):
        moved = nodes & was[old] & now[new]
        if moved:
            yield Move(old, new, moved)


def right_moves(
    before: Outcome, after: Outcome, rows: tuple[Subject | None, Subject | None], nodes: int
) -> list[RightMoves]:
    """How the single rights of some nodes change, nodes alike together; most nodes first."""
    system = after.system
    parts: dict[tuple[tuple[str, str, str], ...], int] = {(): nodes}
    for right, number in after.engine.number.items():
        if right not in system.unasked:
            was, now = _right_states(before, rows[0], number), _right_states(after, rows[1], number)
            parts = _split(parts, right, list(moves(was, now, nodes)))
    found = [_told(key, plane) for key, plane in parts.items() if key]
    return sorted(found, key=lambda part: -part.nodes.bit_count())


def _right_states(outcome: Outcome, row: Subject | None, number: int) -> States:
    full = outcome.tree.full
    if row is None:
        return {NO: full}
    result = outcome.effective(row)
    certain = result.certain.planes[number]
    possible = result.possible.planes[number] & ~certain
    return {YES: certain, UNKNOWN: possible, NO: full & ~certain & ~possible}


def _split(
    parts: dict[tuple[tuple[str, str, str], ...], int], right: str, changes: Sequence[Move]
) -> dict[tuple[tuple[str, str, str], ...], int]:
    """The parts of some nodes, told apart by what becomes of one more right."""
    found: dict[tuple[tuple[str, str, str], ...], int] = {}
    for key, plane in parts.items():
        for move in changes:
            if plane & move.nodes:
                found[(*key, (right, move.was, move.now))] = plane & move.nodes
                plane &= ~move.nodes
        if plane:
            found[key] = plane
    return found


def _told(key: tuple[tuple[str, str, str], ...], plane: int) -> RightMoves:
    by_change: dict[tuple[str, str], list[str]] = {}
    for right, was, now in key:
        by_change.setdefault((was, now), []).append(right)
    return RightMoves(by_change, plane)
