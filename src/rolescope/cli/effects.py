"""What some edits change for whom, as JSON and as lines."""

from __future__ import annotations

from collections.abc import Sequence

from rolescope.cli.output import DIM, GREEN, RED, colour, visible
from rolescope.rights.counting import count
from rolescope.rights.delta import Delta
from rolescope.rights.engine import Outcome
from rolescope.rights.impact import SubjectImpact, impact
from rolescope.rights.model import Json
from rolescope.rights.system import EXPORT, IMPORT

KINDS = (EXPORT, IMPORT)
"""What is always told; what else a system asks in that way, only where it changes."""
MOST_LINES = 40


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
    lines = [f"impact: {len(users)} API user{'' if len(users) == 1 else 's'}  {totals}"]
    nameless = "(no credential)" if after.system.has_credentials else ""
    lines += [_line(change, nameless, hidden) for change in changes[:MOST_LINES]]
    if len(changes) > MOST_LINES:
        lines.append(f"  ... and {len(changes) - MOST_LINES} more rows")
    return lines


def _line(change: SubjectImpact, nameless: str, hidden: int) -> str:
    subject = change.subject
    names = [subject.principal or "(no user)", subject.credential or nameless, subject.company or ""]
    parts = [_totals([change], hidden)]
    unsure = sum(delta.unsure.bit_count() for delta in change.deltas.values())
    parts += [f"{unsure} between no, partly and unknown"] if unsure else []
    others, levels = change.rights.bit_count(), change.levels.bit_count()
    if not any(delta.nodes for delta in change.deltas.values()) and others:
        parts.append(f"other single rights at {others:,} node{'' if others == 1 else 's'}")
    parts += [f"{levels:,} level{'' if levels == 1 else 's'} beyond the API"] if levels else []
    parts += [_by_hand(change.by_hand)] if change.by_hand.nodes else []
    return f"  {visible(' · '.join(name for name in names if name))}  {'  '.join(parts)}"


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
