"""What one PaySpace role lets through, layer by layer: worked out once, the same for everyone who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from rolescope.rights.access import Access
from rolescope.rights.grants import CompiledRole
from rolescope.rights.planes import bits, plane_of
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.catalogue import Catalogue
from rolescope.systems.payspace.vocabulary import CREATE, RIGHTS


@dataclass(frozen=True, slots=True)
class SetApart:
    """What a role says about fields apart from their screens (layer 9)."""

    fields: int
    """The fields about which the role speaks below their screen."""
    shut: int
    """The fields closed by an element between them and their screen."""
    held_back: int
    """The required fields among both that are below Allow (PS-15)."""
    no_create: int
    """The screens of those, with all their fields: a record without them cannot be made (PS-81)."""
    above: int
    """Everything above those screens."""


@dataclass(frozen=True, slots=True)
class Masks:
    """What a role lets through, layer by layer; the same for everyone who holds it."""

    level: Access
    """Layer 3 (PS-08, PS-51): what the role says of the screen; of any other node itself."""
    closed: int
    """The nodes below a parent that the role closes (layer 4), fields with their screen."""
    gate: Access
    fields: Access
    """Layer 9 (PS-13, PS-14): what the role says about a field apart from its screen."""
    apart: SetApart
    least: Access
    """What the role gives in the end, for comparison with others (layer 5)."""
    together: Access
    """What is left by all layers that hang on this role alone: 3, 4, 9, and 11 for its own required fields."""


class RoleMasks:
    """Keeps the masks of each compiled role for as long as there is that role."""

    def __init__(self, catalogue: Catalogue, gate: bool) -> None:
        self._catalogue, self._tree, self._gate = catalogue, catalogue.tree, gate
        self._full = Access.uniform(self._tree.full, RIGHTS)
        self._known: WeakKeyDictionary[CompiledRole, Masks] = WeakKeyDictionary()

    def of(self, role: CompiledRole) -> Masks:
        """The masks of a role."""
        known = self._known.get(role)
        if known is None:
            known = self._known[role] = self._work_out(role)
        return known

    def _work_out(self, role: CompiledRole) -> Masks:
        catalogue, apart = self._catalogue, self._apart(role)
        closed = catalogue.spread_plane(role.closed)
        level, gate = catalogue.spread(role.own), self._full.without(closed)
        fields = (role.own | self._full.without(apart.fields)).without(apart.shut if self._gate else 0)
        together = level & fields & without_create(apart.no_create, self._tree)
        given = catalogue.spread(role.level(self._gate))
        return Masks(level, closed, gate, fields, apart, given, together & gate if self._gate else together)

    def _apart(self, role: CompiledRole) -> SetApart:
        catalogue, tree = self._catalogue, self._tree
        apart = role.explicit & catalogue.fields
        for holder in bits(role.explicit & catalogue.between):
            for field in bits(tree.subtree(holder) & catalogue.fields):
                if catalogue.ownership.owner[field] < holder:
                    apart |= 1 << field
        gives_nothing = tree.full & ~role.own.nodes()
        closed_screens = catalogue.ownership.spread((role.closed | gives_nothing) & catalogue.screens)
        shut = role.closed & catalogue.fields & ~closed_screens
        allowed = role.own.planes[RIGHTS.index(CREATE)] & ~(shut if self._gate else 0)
        held_back = (apart | shut) & catalogue.required & ~allowed
        owners = (catalogue.ownership.owner[field] for field in bits(held_back))
        screens = plane_of((owner for owner in owners if owner >= 0), len(tree))
        above = plane_of({up for screen in bits(screens) for up in tree.ancestors(screen)}, len(tree))
        return SetApart(apart, shut, held_back, catalogue.ownership.spread(screens), above)


def without_create(blocked: int, tree: Tree) -> Access:
    """PS-81: everything, but no creating at some nodes."""
    return Access(tuple(tree.full & ~blocked if right == CREATE else tree.full for right in RIGHTS))
