"""What edits change for people in the vendor's own interface, where its rules tell that from access by a program."""

from __future__ import annotations

from dataclasses import replace

from rolescope.rights.access import Access
from rolescope.rights.delta import NO_DELTA, Delta
from rolescope.rights.engine import Outcome
from rolescope.rights.model import API, UI, Subject
from rolescope.rights.system import Inputs, WaysApart


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
        """Where both ways are open they lead to the same, and where no hand gets in nothing changes for it."""
        ways = [_ways(side, subject) for side in self._sides]
        if ways[0] == ways[1] and (UI not in ways[0] or API in ways[0]):
            return NO_DELTA
        hand, program = (
            [self._rights(side, subject, method, open_ways) for side, open_ways in zip(self._sides, ways, strict=True)]
            for method in (UI, API)
        )
        (was, maybe), (now, may), (api_was, api_maybe), (api_now, api_may) = *hand, *program
        gained = ((now - was) - (api_now - api_was)).nodes()
        lost = ((was - now) - (api_was - api_now)).nodes()
        unsure = ((maybe ^ may) - (api_maybe ^ api_may)).nodes()
        return Delta(gained, lost, unsure & ~gained & ~lost)

    def _rights(self, side: Outcome, subject: Subject, method: str, ways: frozenset[str]) -> tuple[Access, Access]:
        """What is certain and possible over one way. By hand it is only worked out where no program gets in."""
        if method not in ways:
            return self._nothing, self._nothing
        result = side.effective(subject if API in ways else replace(subject, method=UI))
        return result.certain, result.possible


def _ways(outcome: Outcome, subject: Subject) -> frozenset[str]:
    policy = outcome.policy
    return frozenset(policy.ways(outcome.inputs(subject)) if isinstance(policy, WaysApart) else ())
