"""What differs between two outcomes: who gains and loses which answers. An exclusive-or of planes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from operator import is_not
from weakref import ref

from rolescope.rights.access import Access
from rolescope.rights.by_hand import ByHand
from rolescope.rights.classes import Later
from rolescope.rights.delta import NO_DELTA, Delta
from rolescope.rights.engine import Effective, Outcome
from rolescope.rights.model import Subject, row_of
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
    """The nodes where an answer changed, or any right that is asked about, also where all answers stay as they are."""
    by_hand: Delta = NO_DELTA
    """The nodes where a right changed for the person in the vendor's interface that did not for a program."""

    @property
    def nodes(self) -> int:
        """Every node where anything changed."""
        return self.rights | self.levels | self.by_hand.nodes


Result = Later[Effective] | None
Comparison = tuple[dict[str, Delta], int, int]
"""The deltas by kind, the nodes where any right differs, and those where any grant does."""


class Impacts:
    """What differs between two outcomes, subject by subject: each is worked out when it is asked for.

    Where roles begin or cease to count by company, each company is compared with what held for all of them. Classes
    that both outcomes share are not looked at, and two results are compared once, however many subjects have them.
    """

    def __init__(self, before: Outcome, after: Outcome) -> None:
        self._before, self._after = before, after
        self._asked, self._by_hand = _asked(after), ByHand(before, after)

    def each(self) -> Iterator[SubjectImpact | None]:
        """For every row whose results are not the very same, in order; None where that comes to nothing."""
        return (self._of(*row) for row in self._rows())

    def of(self, subject: Subject) -> SubjectImpact | None:
        """For one subject; None where nothing changes for it, and where it is no row."""
        old, new = self._pair(subject)
        return None if old is new else self._of(subject, old, new)

    def _of(self, subject: Subject, old: Result, new: Result) -> SubjectImpact | None:
        deltas, rights, levels = _compared(old, new, self._asked)
        if (old is None or new is None) and subject.principal is not None:
            levels = _levels_of_person(self._before, self._after, subject)
        levels, hand = levels & self._after.unanswered, self._by_hand.change(subject)
        return SubjectImpact(subject, deltas, levels, rights, hand) if rights or levels or hand.nodes else None

    def _rows(self) -> Iterator[tuple[Subject, Result, Result]]:
        """The subjects whose results are not the very same, with both; in order."""
        before, after = self._before, self._after
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
        elif before.subjects == after.subjects:
            numbers = zip(before.classes.rows(before.tenant), after.classes.rows(after.tenant), strict=True)
            for subject, (was, now) in zip(after.subjects, numbers, strict=True):
                if before.shared[was] is not after.shared[now]:
                    yield subject, before.shared[was], after.shared[now]
        else:
            for subject in dict.fromkeys((*after.subjects, *before.subjects)):
                old, new = self._pair(subject)
                if old is not new:
                    yield subject, old, new

    def _pair(self, subject: Subject) -> tuple[Result, Result]:
        if subject in self._for_each_company:
            return None, None
        old, new = (row_of(side.classes.known_rows, subject) for side in (self._before, self._after))
        return self._before.later(old) if old else None, self._after.later(new) if new else None

    @cached_property
    def _for_each_company(self) -> frozenset[Subject]:
        """Those who have a row for each company, on one side at least."""
        sides = {id(side.classes): side.classes for side in (self._before, self._after)}.values()
        rows = (subject for classes in sides if classes.by_company for subject in classes.subjects)
        return frozenset(replace(subject, company=None) for subject in rows if subject.company is not None)


def impact(before: Outcome, after: Outcome) -> tuple[SubjectImpact, ...]:
    """The subjects for whom something changes, in order; those who came or went count from or to nothing."""
    return tuple(found for found in Impacts(before, after).each() if found is not None)


def _levels_of_person(before: Outcome, after: Outcome, subject: Subject) -> int:
    """The nodes whose level changed for the user of a subject that came or went: no credential gives or takes one."""
    person = replace(subject, credential=None)
    old, new = (
        side.effective(person) if person.principal in side.tenant.principals else None for side in (before, after)
    )
    return _differing(old, new, "granted")


def impact_on(before: Outcome, after: Outcome, subject: Subject) -> SubjectImpact:
    """What changes for one subject, whether it is a row of the preview or not; a user who came or went has nothing."""
    old, new = (
        side.effective(subject) if subject.principal in side.tenant.principals else None for side in (before, after)
    )
    deltas, rights, levels = _compare(old, new, _asked(after))
    return SubjectImpact(subject, deltas, levels & after.unanswered, rights)


def _asked(outcome: Outcome) -> Sequence[int]:
    """The numbers of the rights that are asked about: steps on the way to an answer tell nobody anything."""
    return [number for right, number in outcome.engine.number.items() if right not in outcome.system.unasked]


def _compared(old: Result, new: Result, asked: Sequence[int]) -> Comparison:
    """How two results differ. The newer one keeps it, for whoever else has both."""
    if old is None or new is None:
        return _compare(old.value if old else None, new.value if new else None, asked)
    if new.compared is None or new.compared[0]() is not old:
        new.compared = ref(old), _compare(old.value, new.value, asked)
    found: Comparison = new.compared[1]
    return found


def _compare(old: Effective | None, new: Effective | None, asked: Sequence[int]) -> Comparison:
    kinds = dict.fromkeys((EXPORT, IMPORT, *(kind for side in (old, new) if side for kind in side.yes)))
    deltas = {kind: _delta(old, new, kind) for kind in kinds}
    rights, granted = _differing(old, new, "certain", asked), _differing(old, new, "granted")
    if any(side is not None and side.possible is not side.certain for side in (old, new)):
        rights |= _differing(old, new, "possible", asked)
    for delta in deltas.values():
        rights |= delta.nodes
    return deltas, rights, granted


def _differing(old: Effective | None, new: Effective | None, part: str, asked: Sequence[int] | None = None) -> int:
    """The nodes where a right differs in one part of the results, one of all unless some are meant.

    A missing side has no right.
    """
    sides: list[Access] = [getattr(side, part) for side in (old, new) if side]
    if not sides:
        return 0
    numbers = range(len(sides[0].planes)) if asked is None else asked
    return sides[0].differing(sides[1], numbers) if len(sides) == 2 else sides[0].any_of(numbers)


def _delta(old: Effective | None, new: Effective | None, kind: str) -> Delta:
    was, now = (old.yes[kind] if old else 0), (new.yes[kind] if new else 0)
    gained, lost = now & ~was, was & ~now
    between = 0
    for plane in ("partly", "unknown"):
        between |= (getattr(old, plane)[kind] if old else 0) ^ (getattr(new, plane)[kind] if new else 0)
    return Delta(gained, lost, between & ~gained & ~lost)
