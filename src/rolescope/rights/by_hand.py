"""What edits change for people in the vendor's own interface, where its rules tell that from access by a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import is_

from rolescope.rights.access import Access
from rolescope.rights.delta import NO_DELTA, Delta
from rolescope.rights.engine import Outcome
from rolescope.rights.model import UI, Subject
from rolescope.rights.policy import Inputs, WaysApart


class ByHand:
    """Two outcomes, compared for what changes by hand and not for a program. Subjects with equal inputs share it."""

    def __init__(self, before: Outcome, after: Outcome) -> None:
        self._sides = before, after
        # Asked once: whether a class keeps to a protocol takes as long as comparing what changed.
        self._policies = [side.policy for side in self._sides if isinstance(side.policy, WaysApart)]
        self._apart = len(self._policies) == len(self._sides)
        self._nothing = Access.uniform(0, after.system.rights)
        self._found: dict[tuple[Inputs, ...], Delta] = {}

    def change(self, subject: Subject) -> Delta:
        """The nodes where a right is gained, lost or in doubt by hand, that no program gains or loses there."""
        if not self._apart:
            return NO_DELTA
        key = tuple(side.inputs(subject) for side in self._sides)
        if key not in self._found:
            self._found[key] = self._compared(subject, key)
        return self._found[key]

    def _compared(self, subject: Subject, inputs: Sequence[Inputs]) -> Delta:
        hands = [policy.by_hand(each) for policy, each in zip(self._policies, inputs, strict=True)]
        if hands == [None, None] or all(map(is_, hands, inputs)):
            return NO_DELTA
        ways = [_way(subject, hand, each) for hand, each in zip(hands, inputs, strict=True)]
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


def _way(subject: Subject, hand: Inputs | None, inputs: Inputs) -> Subject | None:
    """Who works by hand: the subject itself where that makes no difference, None where no hand gets in."""
    return hand if hand is None else subject if hand is inputs else replace(subject, method=UI)
