"""What some edits change for whom, as JSON and as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rolescope.cli.output import DIM, GREEN, RED, colour, visible
from rolescope.rights.counting import count
from rolescope.rights.delta import Delta
from rolescope.rights.engine import Outcome
from rolescope.rights.impact import SubjectImpact, impact
from rolescope.rights.model import Json, Subject, row_of
from rolescope.rights.moves import moves, right_moves, states
from rolescope.rights.policy import NO, YES
from rolescope.rights.system import EXPORT, IMPORT

KINDS = (EXPORT, IMPORT)
"""What is always told; what else a system asks in that way, only where it changes."""
MOST_LINES = 40
MOST_RIGHTS = 2
"""Sets of single rights that are told in one line."""


def effects_json(before: Outcome, after: Outcome) -> list[Json]:
    """One entry a credential, or a user without one, for whom something changes; numbers count all nodes."""
    return [
        {
            "user": change.subject.principal,
            "credential": change.subject.credential,
            "company": change.subject.company,
            **{kind: _numbers(delta) for kind, delta in change.deltas.items()},
            "rights": change.rights.bit_count(),
            "levels": change.levels.bit_count(),
            "by_hand": _numbers(change.by_hand),
        }
        for change in impact(before, after)
    ]


def _numbers(delta: Delta) -> Json:
    return {
        "gained": delta.gained.bit_count(),
        "lost": delta.lost.bit_count(),
        "unsure": delta.unsure.bit_count(),
    }


def effects_lines(before: Outcome, after: Outcome) -> list[str]:
    """The impact for people: the totals, then a line for each credential; hidden fields are counted beside (PS-64)."""
    changes = impact(before, after)
    if not changes:
        return ["impact: nobody's rights change"]
    users = {change.subject.principal or change.subject.credential for change in changes}
    hidden = after.policy.hidden
    totals = _totals(changes, hidden)
    lines = [f"impact: {count(len(users), 'API user')}  {totals}"]
    nameless = "(no credential)" if after.system.has_credentials else ""
    sides = (before, frozenset(before.subjects)), (after, frozenset(after.subjects))
    lines += [_line(change, nameless, hidden, sides) for change in changes[:MOST_LINES]]
    if len(changes) > MOST_LINES:
        lines.append(f"  ... and {len(changes) - MOST_LINES} more rows")
    return lines


Side = tuple[Outcome, frozenset[Subject]]
"""An outcome with its rows."""


def _line(change: SubjectImpact, nameless: str, hidden: int, sides: tuple[Side, Side]) -> str:
    subject = change.subject
    names = [subject.principal or "(no user)", subject.credential or nameless, subject.company or ""]
    parts = [_totals([change], hidden)]
    parts += _besides(change, sides)
    others, levels = change.rights.bit_count(), change.levels.bit_count()
    if not sides[1][0].system.levels:
        parts += _rights(change, sides)
    elif not any(delta.nodes for delta in change.deltas.values()) and others:
        parts.append(f"other single rights at {count(others, 'node')}")
    parts += [f"{count(levels, 'level')} beyond the API"] if levels else []
    parts += [_by_hand(change.by_hand)] if change.by_hand.nodes else []
    return f"  {visible(' · '.join(name for name in names if name))}  {'  '.join(parts)}"


def _besides(change: SubjectImpact, sides: tuple[Side, Side]) -> Iterator[str]:
    """From what to what answers change, where that is not plainly from no to yes or back."""
    for kind, delta in change.deltas.items():
        was, now = (states(side, row_of(rows, change.subject), kind) for side, rows in sides)
        for move in moves(was, now, delta.nodes):
            if {move.was, move.now} != {YES, NO}:
                yield f"{kind} {move.was} → {move.now} at {move.nodes.bit_count():,}"


def _rights(change: SubjectImpact, sides: tuple[Side, Side]) -> Iterator[str]:
    """Which single rights change, and how, where no level says it."""
    (before, old), (after, new) = sides
    rows = row_of(old, change.subject), row_of(new, change.subject)
    found = right_moves(before, after, rows, change.rights)
    yield from (f"{one.told(after.system)} at {count(one.nodes.bit_count(), 'node')}" for one in found[:MOST_RIGHTS])
    rest = sum(one.nodes for one in found[MOST_RIGHTS:])
    if rest:
        yield f"other single rights at {count(rest.bit_count(), 'node')}"


def _by_hand(delta: Delta) -> str:
    """What changes in the vendor's own interface and for no program."""
    sides = ((delta.gained, "gained"), (delta.lost, "lost"), (delta.unsure, "in doubt"))
    told = [f"{word} at {count(plane.bit_count(), 'node')}" for plane, word in sides if plane]
    return f"by hand alone: rights {', '.join(told)}"


def _totals(changes: Sequence[SubjectImpact], hidden: int) -> str:
    counted = [(kind, *_sums(changes, kind, ~hidden)) for kind in dict.fromkeys(k for c in changes for k in c.deltas)]
    told = "  ".join(_signed(*total) for total in counted if total[0] in KINDS or any(total[1:]))
    sums = [(kind, *_sums(changes, kind, hidden)) for kind, _, _ in counted]
    beside = ", ".join(_signed(*total) for total in sums if any(total[1:]))
    return f"{told}  (hidden fields: {beside})" if beside else told


def _sums(changes: Sequence[SubjectImpact], kind: str, counted: int) -> tuple[int, int]:
    deltas = [change.deltas[kind] for change in changes]
    gained, lost = ([delta.gained for delta in deltas], [delta.lost for delta in deltas])
    return sum((plane & counted).bit_count() for plane in gained), sum((plane & counted).bit_count() for plane in lost)


def _signed(kind: str, gained: int, lost: int) -> str:
    return f"{kind} {colour(f'+{gained:,}', GREEN if gained else DIM)} {colour(f'−{lost:,}', RED if lost else DIM)}"
