"""One class of users through the formula of (e): granted, offered, capped, live; certain and possible apart (IA-57)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, reduce
from operator import is_, or_
from typing import NamedTuple

from rolescope.rights.access import Access
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Rights
from rolescope.systems.intacct.catalogue import Catalogue, union
from rolescope.systems.intacct.inputs import Inputs
from rolescope.systems.intacct.prerequisites import Surroundings, live, passing, warned
from rolescope.systems.intacct.vocabulary import ADMIN_FULL, ADMIN_OFF, RIGHTS, TWIN

OWN = "\x00own"
"""The name of the role that stands for what is granted on a user itself."""


class Frame(NamedTuple):
    """What of a class stays as it is while roles change what they grant."""

    catalogue: Catalogue
    user_based: bool
    subscribed: int
    inputs: Inputs

    @property
    def around(self) -> Surroundings:
        """Where the rights stand, as far as that is known."""
        return Surroundings(self.catalogue.offered, self.subscribed, self.inputs.may_be_restricted)

    @property
    def caps(self) -> tuple[Access, Access]:
        """What the rows offer and the user type lets through, for certain and at most."""
        return self.catalogue.caps(self.inputs.user_type)

    def giving(self, roles: Sequence[CompiledRole]) -> tuple[list[Access], list[Access]]:
        """What gives the rights (IA-01 to IA-09, IA-22), and what does so for certain (IA-57)."""
        inputs, implied = self.inputs, self.catalogue.implied
        if self.user_based:
            given = certain = [role.own for role in roles if role.role.name == OWN]
        else:
            counted = {source.role for source in inputs.sources if source.counts}
            sure = {source.role for source in inputs.sources if source.counts and source.sure}
            given = [role.own for role in roles if role.role.name in counted]
            certain = given if sure == counted else [role.own for role in roles if role.role.name in sure]
        by_admin = [] if inputs.admin == ADMIN_OFF else [implied[inputs.admin]]
        perhaps = [implied[ADMIN_FULL]] if inputs.may_be_admin else []
        return [*given, *by_admin, *perhaps], [*certain, *by_admin]

    def granted(self, told: Access) -> Access:
        """What may be granted: everything, where no row has told what the grants give (IA-57)."""
        return self.catalogue.all if self.inputs.may_have_more(self.user_based) else told

    def idle(self, roles: Sequence[CompiledRole]) -> list[Access]:
        """What the grants of the other permission mode give."""
        return [role.own for role in roles if (role.role.name != OWN) == self.user_based]


class Standing:
    """What each step of the formula leaves for one class of users."""

    def __init__(
        self,
        frame: Frame,
        roles: Sequence[CompiledRole],
        told: Access,
        granted_sure: Access,
        capped: tuple[Access, Access],
    ) -> None:
        """``of`` and ``after`` make one; ``capped`` is what the caps leave of what is granted, certain and possible."""
        self._frame, self._catalogue, self._roles, self._around = frame, frame.catalogue, roles, frame.around
        self._user_type, self._restricted = frame.inputs.user_type, frame.inputs.restricted
        self.told = told
        """What the grants that count (IA-01 to IA-09) and the admin flag (IA-22) are known to give at most."""
        self.granted = frame.granted(told)
        """... and everything, where no row has told what they give (IA-57)."""
        self.granted_sure = granted_sure
        """... and for certain: where it is known that they count (IA-57)."""
        self.capped, at_most = capped
        """What the row offers and the user type lets through, for certain."""
        self.capped_possible = self.capped if at_most == self.capped else at_most
        self.live_possible: Access = live(self.capped_possible, self._catalogue.inert, self._around)
        """... less what is inert."""
        self.live: Access = self._certain()
        """... for certain."""

    @classmethod
    def of(cls, frame: Frame, roles: Sequence[CompiledRole]) -> Standing:
        """Work through the formula. ``roles`` are those of the inputs, the user's own grants last."""
        given, sure = frame.giving(roles)
        told, granted_sure = union(given, frame.catalogue.none), union(sure, frame.catalogue.none)
        certain, possible = frame.caps
        return cls(frame, roles, told, granted_sure, (granted_sure & certain, frame.granted(told) & possible))

    def after(self, roles: Sequence[CompiledRole]) -> Standing:
        """The class after an edit that left it as it is, and changed what a role grants.

        Only the rights that a role grants elsewhere now are worked through again.
        """
        given, sure = self._frame.giving(roles)
        certain, possible = self._frame.caps
        anew = self._changed(roles)
        told = self.told.replaced({n: _or(access.planes[n] for access in given) for n in anew})
        granted_sure = self.granted_sure.replaced({n: _or(access.planes[n] for access in sure) for n in anew})
        granted = self._frame.granted(told)
        capped = self.capped.replaced({n: granted_sure.planes[n] & certain.planes[n] for n in anew})
        at_most = self.capped_possible.replaced({n: granted.planes[n] & possible.planes[n] for n in anew})
        return Standing(self._frame, roles, told, granted_sure, (capped, at_most))

    def is_of(self, roles: Sequence[CompiledRole]) -> bool:
        """Whether it is what came of these very roles."""
        return all(map(is_, self._roles, roles))

    def _changed(self, roles: Sequence[CompiledRole]) -> frozenset[int]:
        """The rights, by number, that any of the roles grants elsewhere now."""
        pairs = zip(self._roles, roles, strict=True)
        return frozenset().union(*(_differing(old, new) for old, new in pairs if old is not new))

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
        return replace(self._worst, beside=self.backed - self._catalogue.listed)

    @cached_property
    def _worst(self) -> Surroundings:
        """Where every row that may be incomplete offers any right that is needed (IA-14)."""
        return replace(self._around, restricted=self._restricted, offered=self._catalogue.ceiling)

    @cached_property
    def backed(self) -> Access:
        """What is granted for certain and live even if incomplete rows offered everything that a right may need.

        Where such a row does not list it, it is there if the row offers it, and not needed if not (IA-59). Where all
        that is granted is listed it is nothing.
        """
        _, possible = self._catalogue.caps(self._user_type)
        granted = self.granted_sure & possible
        beyond = (granted - self._catalogue.listed).nodes()
        return live(granted, self._catalogue.inert, self._worst) if beyond else self._catalogue.none

    # What only explanations ask for

    @cached_property
    def idle(self) -> Access:
        """What only grants of the other permission mode would give (IA-04, IA-61); with one of two twins the other."""
        alone = union(self._frame.idle(self._roles), self._catalogue.none) - self.granted
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


@lru_cache(8)
def _differing(old: CompiledRole, new: CompiledRole) -> frozenset[int]:
    """The rights, by number, that one role grants elsewhere than the other; all who hold it ask the same."""
    pairs = zip(old.own.planes, new.own.planes, strict=True)
    return frozenset(number for number, (was, now) in enumerate(pairs) if was != now)


def _or(planes: Iterable[int]) -> int:
    return reduce(or_, planes, 0)


def rights_at(access: Access, node: int) -> Rights:
    """The rights of an access at a node, by name."""
    return access.names_at(node, RIGHTS)
