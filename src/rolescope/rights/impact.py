"""What differs between two outcomes: who gains and loses which answers. An exclusive-or of planes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import compress
from operator import is_not
from weakref import ref

from rolescope.rights.access import Access
from rolescope.rights.by_hand import ByHand
from rolescope.rights.classes import Later
from rolescope.rights.delta import NO_DELTA, Delta
from rolescope.rights.engine import Effective, Outcome
from rolescope.rights.model import Subject
from rolescope.rights.system import EXPORT, IMPORT


@dataclass(frozen=True, slots=True)
class SubjectImpact:
    """What changed for one subject."""

    subject: Subject
    deltas: dict[str, Delta]
    """By ``export``, ``import`` and what else the system asks in that way."""
    levels: int
    """The nodes without an API answer whose level changed: what the person sees in the interface."""
    rights: int
    """The nodes where any right changed, also where all answers stay as they are."""
    by_hand: Delta = NO_DELTA
    """The nodes where a right changed for the person in the vendor's interface that did not for a program."""

    @property
    def nodes(self) -> int:
        """Every node where anything changed."""
        return self.rights | self.levels | self.by_hand.nodes


def impact(before: Outcome, after: Outcome) -> tuple[SubjectImpact, ...]:
    """The subjects for whom something changes, in order; those who came or went count from or to nothing.

    Where roles begin or cease to count by company, each company is compared with what held for all of them. Classes
    that both outcomes share are not looked at, and two results are compared once, however many subjects have them.
    """
    without_answer = ~(after.policy.answerable | after.policy.aggregates)
    by_hand = ByHand(before, after)
    compared = ((subject, _compared(old, new), by_hand.change(subject)) for subject, old, new in _rows(before, after))
    return tuple(
        SubjectImpact(subject, deltas, levels & without_answer, rights, hand)
        for subject, (deltas, rights, levels), hand in compared
        if rights or levels & without_answer or hand.nodes
    )


def impact_on(before: Outcome, after: Outcome, subject: Subject) -> SubjectImpact:
    """What changes for one subject, whether it is a row of the preview or not; a user who came or went has nothing."""
    old, new = (
        side.effective(subject) if subject.principal in side.tenant.principals else None for side in (before, after)
    )
    deltas, rights, levels = _compare(old, new)
    return SubjectImpact(subject, deltas, levels & ~(after.policy.answerable | after.policy.aggregates), rights)


def between(outcome: Outcome, one: Subject, other: Subject) -> SubjectImpact:
    """What changes for somebody who becomes ``other`` instead of ``one``: gained is what only the other can do."""
    deltas, rights, levels = _compare(outcome.effective(one), outcome.effective(other))
    leave_out = outcome.policy.answerable | outcome.policy.aggregates
    return SubjectImpact(other, deltas, levels & ~leave_out, rights)


Result = Later[Effective] | None
Comparison = tuple[dict[str, Delta], int, int]
"""The deltas by kind, the nodes where any right differs, and those where any grant does."""


def _rows(before: Outcome, after: Outcome) -> Iterator[tuple[Subject, Result, Result]]:
    """The subjects whose results are not the very same, with both; in order."""
    if before is after:
        return
    before.complete()
    after.complete()
    if before.classes is after.classes:
        places = after.classes.places(after.tenant)
        results = map(before.shared.get, after.shared)
        other = list(compress(after.shared, map(is_not, results, after.shared.values())))
        for place, number in sorted((place, one) for one in other for place in places.get(one, ())):
            yield after.subjects[place], before.shared[number], after.shared[number]
        return
    if before.subjects == after.subjects:
        numbers = zip(before.classes.rows(before.tenant), after.classes.rows(after.tenant), strict=True)
        for subject, (was, now) in zip(after.subjects, numbers, strict=True):
            if before.shared[was] is not after.shared[now]:
                yield subject, before.shared[was], after.shared[now]
        return
    rows, known = set(after.subjects), set(before.subjects)
    subjects = dict.fromkeys((*after.subjects, *before.subjects))
    by_company = {replace(subject, company=None) for subject in subjects if subject.company is not None}
    for subject in subjects:
        if subject not in by_company:
            old, new = _row(before, known, subject), _row(after, rows, subject)
            if old is not new:
                yield subject, old, new


def _row(outcome: Outcome, rows: Collection[Subject], subject: Subject) -> Result:
    """A subject's result: its own row's, else that of the row for all companies."""
    if subject not in rows and subject.company is not None:
        subject = replace(subject, company=None)
    return outcome.later(subject) if subject in rows else None


def _compared(old: Result, new: Result) -> Comparison:
    """How two results differ. The newer one keeps it, for whoever else has both."""
    if old is None or new is None:
        return _compare(old.value if old else None, new.value if new else None)
    if new.compared is None or new.compared[0]() is not old:
        new.compared = ref(old), _compare(old.value, new.value)
    found: Comparison = new.compared[1]
    return found


def _compare(old: Effective | None, new: Effective | None) -> Comparison:
    kinds = dict.fromkeys((EXPORT, IMPORT, *(kind for side in (old, new) if side for kind in side.yes)))
    deltas = {kind: _delta(old, new, kind) for kind in kinds}
    rights, granted = (_differing(old, new, part) for part in ("certain", "granted"))
    if any(side is not None and side.possible is not side.certain for side in (old, new)):
        rights |= _differing(old, new, "possible")
    return deltas, rights, granted


def _differing(old: Effective | None, new: Effective | None, part: str) -> int:
    """The nodes where any right of one part of the results differs; a missing side has no right."""
    sides: list[Access] = [getattr(side, part) for side in (old, new) if side]
    return sides[0].differing(sides[1]) if len(sides) == 2 else sides[0].nodes() if sides else 0


def _delta(old: Effective | None, new: Effective | None, kind: str) -> Delta:
    was, now = (old.yes[kind] if old else 0), (new.yes[kind] if new else 0)
    gained, lost = now & ~was, was & ~now
    between = 0
    for plane in ("partly", "unknown"):
        between |= (getattr(old, plane)[kind] if old else 0) ^ (getattr(new, plane)[kind] if new else 0)
    return Delta(gained, lost, between & ~gained & ~lost)
