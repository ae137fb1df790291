"""One class of users through the formula of (e): granted, offered, capped, live; certain and possible apart (IA-57)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rolescope.rights.access import Access
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Rights
from rolescope.systems.intacct.catalogue import Catalogue, union
from rolescope.systems.intacct.inputs import Inputs
from rolescope.systems.intacct.prerequisites import live, passing, warned
from rolescope.systems.intacct.vocabulary import RIGHTS

OWN = "\x00own"
"""The name of the role that stands for what is granted on a user itself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What each step of the formula leaves for one class of users."""

    counting: Access
    """What the grants give that count in this company (IA-01 to IA-09)."""
    idle: Access
    """What grants of the other permission mode would give (IA-04)."""
    other_way: Access
    """What roles give that do not count on direct login (IA-09)."""
    granted: Access
    """... together with what the admin flag implies (IA-22)."""
    capped: Access
    """What the row offers and the user type lets through, for certain."""
    capped_possible: Access
    live: Access
    """... less what is inert, for certain."""
    live_possible: Access
    met: Access
    """Where each right has its prerequisites, whether it is granted or not, for certain."""
    met_possible: Access
    warned: Access


def standing(catalogue: Catalogue, user_based: bool, inputs: Inputs, roles: Sequence[CompiledRole]) -> Standing:
    """Work through the formula. ``roles`` are those of ``inputs``, the user's own grants last."""
    by_name: Mapping[str, CompiledRole] = {role.role.name: role for role in roles}
    counted = {source.role for source in inputs.sources if source.counts}
    idle_names = {source.role for source in inputs.sources} - counted
    own = by_name[OWN].own if OWN in by_name else catalogue.none
    held = union((by_name[name].own for name in counted), catalogue.none)
    other_way = union((by_name[name].own for name in idle_names), catalogue.none)
    counting, idle = (own, held | other_way) if user_based else (held, own)
    granted = counting | catalogue.implied[inputs.admin]
    certain_cap, possible_cap = catalogue.type_ceiling(inputs.user_type)
    capped = granted & catalogue.offered & certain_cap
    possible = granted & catalogue.ceiling & possible_cap
    rules, offered, restricted = catalogue.prerequisites, catalogue.offered, inputs.restricted
    inert = [rule for rule in rules if rule.inert]
    sure = live(capped, rules, offered, restricted)
    met = catalogue.all & passing(sure, inert, offered, restricted)
    at_most, met_possible = sure, met
    if possible != capped:
        at_most = live(possible, rules, offered, restricted)
        met_possible = catalogue.all & passing(at_most, inert, offered, restricted)
    return Standing(
        counting,
        idle,
        catalogue.none if user_based else other_way,
        granted,
        capped,
        possible,
        sure,
        at_most,
        met,
        met_possible,
        warned(at_most, rules, offered, catalogue.permissions & ~catalogue.full_rows),
    )


def rights_at(access: Access, node: int) -> Rights:
    """The rights of an access at a node, by name."""
    return frozenset(RIGHTS[number] for number in access.at(node))
