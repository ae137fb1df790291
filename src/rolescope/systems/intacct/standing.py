"""One class of users through the formula of (e): granted, offered, capped, live; certain and possible apart (IA-57)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from rolescope.rights.access import Access
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Rights
from rolescope.systems.intacct.catalogue import Catalogue, union
from rolescope.systems.intacct.inputs import Inputs
from rolescope.systems.intacct.prerequisites import Surroundings, live, passing, warned
from rolescope.systems.intacct.vocabulary import ADMIN_FULL, ADMIN_OFF, RIGHTS, TWIN

OWN = "\x00own"
"""The name of the role that stands for what is granted on a user itself."""


class Standing:
    """What each step of the formula leaves for one class of users."""

    def __init__(
        self, catalogue: Catalogue, user_based: bool, subscribed: int, inputs: Inputs, roles: Sequence[CompiledRole]
    ) -> None:
        """Work through the formula. ``roles`` are those of ``inputs``, the user's own grants last."""
        self._catalogue, self._user_type = catalogue, inputs.user_type
        self._around = Surroundings(catalogue.offered, subscribed, inputs.may_be_restricted)
        self._restricted = inputs.restricted
        counted = {source.role for source in inputs.sources if source.counts}
        sure = {source.role for source in inputs.sources if source.counts and source.sure}
        own = [role.own for role in roles if role.role.name == OWN]
        held = [role.own for role in roles if role.role.name in counted]
        held_sure = [role.own for role in roles if role.role.name in sure]
        self._idle = [role.own for role in roles if role.role.name != OWN] if user_based else own
        counting = own if user_based else held
        implied = [] if inputs.admin == ADMIN_OFF else [catalogue.implied[inputs.admin]]
        perhaps = [catalogue.implied[ADMIN_FULL]] if inputs.may_be_admin else []
        self.granted = union([*counting, *implied, *perhaps], catalogue.none)
        """What the grants that count (IA-01 to IA-09) and the admin flag (IA-22) give at most."""
        self.granted_sure = union([*(own if user_based else held_sure), *implied], catalogue.none)
        """... and for certain: where it is known that they count (IA-57)."""
        certain, possible = catalogue.caps(inputs.user_type)
        self.capped = self.granted_sure & certain
        """What the row offers and the user type lets through, for certain."""
        self.capped_possible = self.granted & possible
        if self.capped_possible == self.capped:
            self.capped_possible = self.capped
        self.live_possible = live(self.capped_possible, catalogue.inert, self._around)
        """... less what is inert."""
        self.live = self._certain()
        """... for certain."""

    def _certain(self) -> Access:
        """IA-57, IA-59: what is live whatever an incomplete row offers besides."""
        catalogue = self._catalogue
        same = self.capped_possible is self.capped and self._around.restricted == self._restricted
        if same and not self.capped.nodes() & catalogue.doubtful:
            return self.live_possible
        found = live(self.capped, catalogue.inert, self._unsure)
        return self.live_possible if found == self.live_possible else found

    @cached_property
    def _unsure(self) -> Surroundings:
        around = replace(self._around, restricted=self._restricted)
        return around.unsure(self._catalogue.incomplete, self.live_possible)

    # What only explanations ask for

    @cached_property
    def idle(self) -> Access:
        """What only grants of the other permission mode would give (IA-04, IA-61); with one of two twins the other."""
        alone = union(self._idle, self._catalogue.none) - self.granted
        planes = list(alone.planes)
        for number, twin in TWIN.items():
            planes[number] |= alone.planes[twin] & ~self.granted.planes[number]
        return Access(tuple(planes))

    @cached_property
    def met(self) -> Access:
        """Where each right has its prerequisites, whether it is granted or not, for certain.

        Where nobody knows what the user type may do, it is the ceiling that makes everything unsure, and not this.
        """
        sure = passing(self.live, self._catalogue.inert, self._unsure)
        certain, possible = self._catalogue.type_ceiling(self._user_type)
        unknown = (possible - certain).nodes()
        return self._catalogue.all & (sure | self.met_possible.within(unknown))

    @cached_property
    def met_possible(self) -> Access:
        """... and at most."""
        return self._catalogue.all & passing(self.live_possible, self._catalogue.inert, self._around)

    @cached_property
    def warned(self) -> Access:
        """Where a right that is live lacks what it should have beside it, be it listed or not."""
        rules = [rule for rule in self._catalogue.prerequisites if not rule.inert]
        return warned(self.live_possible, rules, self._unsure)


def rights_at(access: Access, node: int) -> Rights:
    """The rights of an access at a node, by name."""
    return frozenset(RIGHTS[number] for number in access.at(node))
