"""The rules of a record one by one: which of them reach a place, and whom of those that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rolescope.rights.model import Rights
from rolescope.rights.tree import Node
from rolescope.systems.keypay.business import GROUP, LOCATION, number_of
from rolescope.systems.keypay.catalogue import AREA
from rolescope.systems.keypay.members import Scope
from rolescope.systems.keypay.standing import Standing
from rolescope.systems.keypay.vocabulary import RECORD_AREAS, TIMESHEETS


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule about a group, or about one location."""

    node: int
    """Where its grant stands."""
    title: str
    flags: Rights
    scope: Scope
    kind: str
    number: int
    """The group or location that it names."""
    covers: frozenset[int]
    """The locations that it covers; none for a group rule."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One area of a group or location."""

    owner: int
    kind: str
    number: int
    area: str
    members: Scope

    @property
    def of_records(self) -> bool:
        """KP-62: whether the cell is about records at a location, whoever's they are."""
        return self.kind == LOCATION and self.area in RECORD_AREAS

    @property
    def of_members_records(self) -> bool:
        """KP-13, KP-18: whether the cell is about the records of a group's members, wherever these lie."""
        return self.kind == GROUP and self.area in RECORD_AREAS


def rules_of(stands: Standing) -> Iterator[Rule]:
    """The rules of a record: groups first, then locations."""
    catalogue, business = stands.catalogue, stands.business
    for one, flags in stands.sections.groups.items():
        title = f"group {one} {business.groups[one].name}"
        yield Rule(catalogue.node_of[GROUP][one], title, flags, stands.members.groups[one], GROUP, one, frozenset())
    for rules, deep in ((stands.sections.here, False), (stands.sections.below, True)):
        for one, flags in rules.items():
            covers = business.covered(one, deep)
            title = f"location {one} {business.locations[one].name}{' and its sub-locations' if deep else ''}"
            node = catalogue.node_of[LOCATION][one]
            place = catalogue.tree.index[f"{catalogue.tree.nodes[node].id}/sub-locations"] if deep else node
            yield Rule(place, title, flags, stands.members.at_home(covers), LOCATION, one, frozenset(covers))


def cell_of(stands: Standing, node: int) -> Cell | None:
    """The cell of a node; None where the node is no area."""
    tree = stands.catalogue.tree
    found = tree.nodes[node]
    if found.kind != AREA:
        return None
    owner = tree.parent[node]
    above: Node = tree.nodes[owner]
    return Cell(owner, above.kind, number_of(above.id), found.attributes[AREA], stands.reach.members[owner])


def reaching(stands: Standing, cell: Cell) -> list[tuple[Rule, bool]]:
    """The rules that reach anyone or anything of a cell, each with whether it reaches all of it."""
    found = []
    for rule in rules_of(stands):
        if cell.of_records:
            if cell.number in rule.covers:
                found.append((rule, True))
            elif not rule.covers and rule.scope.possible:
                found.append((rule, cell.area == TIMESHEETS and not stands.members.everyone & ~rule.scope.certain))
            continue
        if cell.of_members_records and rule.kind == LOCATION:
            found.append((rule, False))
            continue
        own = rule.node == cell.owner or (cell.kind == LOCATION and cell.number in rule.covers)
        if own or rule.scope.possible & cell.members.possible:
            found.append((rule, own or not cell.members.possible & ~rule.scope.certain))
    return found


def people(stands: Standing, scope: Scope) -> str:
    """How many some employees are, in words."""
    if not stands.members.known:
        return "an unknown number of employees"
    least, most = scope.certain.bit_count(), scope.possible.bit_count()
    if not most:
        return "nobody"
    many = f"{most:,}" if least == most else f"{least:,} to {most:,}"
    return f"{many} employee{'' if most == 1 else 's'}"
