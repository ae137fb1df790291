"""What edits change for people in the vendor's own interface, where its rules tell that from access by a program."""

from __future__ import annotations

from dataclasses import replace

from rolescope.rights.access import Access
from rolescope.rights.delta import NO_DELTA, Delta
from rolescope.rights.engine import Outcome
from rolescope.rights.model import UI, Subject
from rolescope.rights.policy import Inputs, WaysApart


class ByHand:
    """Two outcomes, compared for what changes by hand and not for a program. Subjects with equal inputs share it."""

    def __init__(self, before: Outcome, after: Outcome) -> None:
        self._sides = before, after
        self._apart = all(isinstance(side.policy, WaysApart) for side in self._sides)
        self._nothing = Access.uniform(0, after.system.rights)
        self._found: dict[tuple[Inputs, ...], Delta] = {}

    def change(self, subject: Subject) -> Delta:
        """The nodes where a right is gained, lost or in doubt by hand, that no program gains or loses there."""
        if not self._apart:
            return NO_DELTA
        key = tuple(side.inputs(subject) for side in self._sides)
        if key not in self._found:
            self._found[key] = self._compared(subject)
        return self._found[key]

    def _compared(self, subject: Subject) -> Delta:
        ways = [_way(side, subject) for side in self._sides]
        if ways in ([None, None], [subject, subject]):
            return NO_DELTA
        (was, maybe), (now, may) = (self._rights(side, way) for side, way in zip(self._sides, ways, strict=True))
        (api_was, api_maybe), (api_now, api_may) = (self._rights(side, subject) for side in self._sides)
        gained = ((now - was) - (api_now - api_was)).nodes()
        lost = ((was - now) - (api_was - api_now)).nodes()
        unsure = ((maybe ^ may) - (api_maybe ^ api_may)).nodes()
        return Delta(gained, lost, unsure & ~gained & ~lost)

    def _rights(self, side: Outcome, subject: Subject | None) -> tuple[Access, Access]:
        """What is certain and possible."""
        if subject is None:
            return self._nothing, self._nothing
        result = side.effective(subject)
        return result.certain, result.possible


def _way(outcome: Outcome, subject: Subject) -> Subject | None:
    """Who works by hand: the subject itself where that makes no difference, None where no hand gets in."""
    inputs, policy = outcome.inputs(subject), outcome.policy
    hand = policy.by_hand(inputs) if isinstance(policy, WaysApart) else None
    return hand if hand is None else subject if hand is inputs else replace(subject, method=UI)
