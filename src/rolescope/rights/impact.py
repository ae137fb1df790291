"""What differs between two outcomes: who gains and loses which answers. An exclusive-or of planes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rolescope.rights.access import Access
from rolescope.rights.engine import Effective, Outcome
from rolescope.rights.model import Subject
from rolescope.rights.system import EXPORT, IMPORT


@dataclass(frozen=True, slots=True)
class Delta:
    """The nodes whose answer to one question changed, as planes."""

    gained: int
    """Now a certain yes, and was not."""
    lost: int
    """Was a certain yes, and is not any more."""
    unsure: int
    """Changed between no, partly and unknown."""

    @property
    def nodes(self) -> int:
        return self.gained | self.lost | self.unsure


NO_DELTA = Delta(0, 0, 0)


@dataclass(frozen=True, slots=True)
class SubjectImpact:
    """What changed for one subject."""

    subject: Subject
    deltas: dict[str, Delta]
    """By ``export`` and ``import``."""
    levels: int
    """The nodes without an API answer whose level changed: what the person sees in the interface."""
    rights: int
    """The nodes where any right changed, also where export and import stay as they are."""

    @property
    def nodes(self) -> int:
        """Every node where anything changed."""
        return self.rights | self.levels


def impact(before: Outcome, after: Outcome) -> tuple[SubjectImpact, ...]:
    """The subjects for whom something changes, in order; those who came or went count from or to nothing.

    Where roles begin or cease to count by company, each company is compared with what held for all of them.
    """
    subjects = dict.fromkeys((*after.subjects, *before.subjects))
    old_rows, new_rows = set(before.subjects), set(after.subjects)
    by_company = {replace(subject, company=None) for subject in subjects if subject.company is not None}
    found = []
    for subject in subjects:
        if subject in by_company:
            continue
        old, new = _row(old_rows, subject), _row(new_rows, subject)
        if old is None or new is None or before.shared(old) is not after.shared(new):
            was = None if old is None else before.effective(old)
            now = None if new is None else after.effective(new)
            change = _compare(subject, was, now, after.policy.answerable | after.policy.aggregates)
            if change.nodes:
                found.append(change)
    return tuple(found)


def _row(rows: set[Subject], subject: Subject) -> Subject | None:
    """The row that stands for a subject: its own, else that for all companies."""
    if subject in rows:
        return subject
    whole = replace(subject, company=None)
    return whole if whole in rows else None


def _compare(subject: Subject, old: Effective | None, new: Effective | None, leave_out: int) -> SubjectImpact:
    deltas = {kind: _delta(old, new, kind) for kind in (EXPORT, IMPORT)}
    certain, possible, granted = (_differing(old, new, part) for part in ("certain", "possible", "granted"))
    rights, levels = certain | possible, granted
    return SubjectImpact(subject, deltas, levels & ~leave_out, rights)


def _differing(old: Effective | None, new: Effective | None, part: str) -> int:
    """The nodes where any right of one part of the results differs; a missing side has no right."""
    sides: list[Access] = [getattr(side, part) for side in (old, new) if side]
    return (sides[0] ^ sides[1]).nodes() if len(sides) == 2 else sides[0].nodes() if sides else 0


def _delta(old: Effective | None, new: Effective | None, kind: str) -> Delta:
    was, now = (old.yes[kind] if old else 0), (new.yes[kind] if new else 0)
    gained, lost = now & ~was, was & ~now
    between = 0
    for plane in ("partly", "unknown"):
        between |= (getattr(old, plane)[kind] if old else 0) ^ (getattr(new, plane)[kind] if new else 0)
    return Delta(gained, lost, between & ~gained & ~lost)
