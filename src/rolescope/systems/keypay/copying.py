"""What a record says at a place, said by another record too: an area, a rule, or a section as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rolescope.rights.compare import rule_edits
from rolescope.rights.edits import Edit, EditError, SetGrant, UpdateRole
from rolescope.rights.model import Role
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.catalogue import (
    AREA,
    KIOSKS_ID,
    LOCATIONS_ID,
    MANAGEMENT_ID,
    REPORTS_ID,
    SCHEDULES_ID,
    SUB,
)
from rolescope.systems.keypay.granting import clear_edits, grant_edits, opens_everything, sayable
from rolescope.systems.keypay.record import KEPT
from rolescope.systems.keypay.sections import NOTHING
from rolescope.systems.keypay.vocabulary import UNRESTRICTED

SECTIONS = frozenset({REPORTS_ID, KIOSKS_ID, SCHEDULES_ID})
"""The branches that are sections of a record."""


def unit_of(place: str) -> str:
    """KP-22, KP-28, KP-42: what a section lists counts under the section's access type alone."""
    section = place.partition("/")[0]
    return section if section in SECTIONS else place


def copy_edits(
    tree: Tree, source: Role, target: Role, node: int, places: Collection[str] | None = None
) -> tuple[Edit, ...]:
    """The edits by which a record says at a node, and below it, what another one says there; or at some places alone.

    Raises:
        EditError: where one of the two has full access, beside which no layer is kept (KP-02).
    """
    if tree.nodes[node].id == MANAGEMENT_ID:
        return _access_type(tree, source, target, node)
    for role in (source, target):
        if opens_everything(role):
            raise EditError(f"{role.name} has full access, which drops every rule (KP-02): copy {MANAGEMENT_ID} or all")
    if tree.nodes[node].kind == AREA:
        return tuple(_area(tree, source, target, node))
    if places is not None:
        return rule_edits(source, target, places)
    return tuple(_unit(tree, source, target, unit_of(tree.nodes[node].id)))


def _access_type(tree: Tree, source: Role, target: Role, node: int) -> tuple[Edit, ...]:
    if opens_everything(source) == opens_everything(target):
        return ()
    if opens_everything(source):
        return grant_edits(tree, target, node, frozenset({UNRESTRICTED}))
    return clear_edits(tree, target, node, False)


def _area(tree: Tree, source: Role, target: Role, node: int) -> Iterator[Edit]:
    """The flags of one area: those of the rule about the place alone, and of that with its sub-locations."""
    owner, area = tree.nodes[tree.parent[node]].id, sayable(tree, node)
    for place in (owner, f"{owner}/{SUB}"):
        held, flags = target.grants.get(place), source.grants.get(place, NOTHING) & area
        wanted = (held or NOTHING) - area | flags
        if wanted != (held or NOTHING):
            yield SetGrant(target.name, place, wanted)


def _unit(tree: Tree, source: Role, target: Role, unit: str) -> Iterator[Edit]:
    """Everything at a place and below it, and how location rules were put together where all of them are copied."""
    first = tree.index[unit]
    inside = {tree.nodes[place].id for place in range(first, tree.end[first])}
    yield from rule_edits(source, target, [place for place in {**target.grants, **source.grants} if place in inside])
    if unit == LOCATIONS_ID and source.extra.get(KEPT) != target.extra.get(KEPT):
        extra = {key: value for key, value in target.extra.items() if key != KEPT}
        extra |= {KEPT: source.extra[KEPT]} if KEPT in source.extra else {}
        yield UpdateRole(target.name, target.name, target.code, target.description, extra)
