"""The API's permission-aware ``$metadata`` held against what the linked user's roles give (PS-14, PS-67).

The metadata follows the user's roles and not the scope, so only the layers of the roles are compared. It also follows
the company's settings and country: what is missing for one of those reasons looks the same as what is denied, and where
that may be so the comparison says that it cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import cast

from rolescope.rights.access import Access
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Subject
from rolescope.rights.policy import PASS, STOP, Cause, Layer
from rolescope.rights.tree import Node, Tree
from rolescope.systems.payspace.catalogue import entities, field_axes
from rolescope.systems.payspace.layers import LEVEL, OF_ROLES
from rolescope.systems.payspace.metadata import Entities, Property, read_metadata
from rolescope.systems.payspace.policy import Policy
from rolescope.systems.payspace.vocabulary import CREATE, READ, RIGHTS, SCREEN, UPDATE
from rolescope.systems.verifying import CANNOT_TELL, Difference

SHOWS, HIDES = "vendor shows it", "vendor leaves it out"
READ_ONLY, WRITABLE = "vendor has it read-only", "vendor lets it be written"
CREATE_ONLY = "vendor lets it be set at creation only"


@dataclass(frozen=True, slots=True)
class Said:
    """What a file shows; it does not say to whom."""

    entities: Entities
    user: str | None = None


def read_said(text: str, file: str, tree: Tree) -> list[Said]:
    """What a ``$metadata`` document shows.

    Raises:
        BundleError: when the file is none.
    """
    return [Said(read_metadata(text, file))]


def differences(outcome: Outcome, subject: Subject, said: Said) -> Iterator[Difference]:
    """Every difference, and what cannot be told, in the order of the tree."""
    comparing = _Comparing(outcome, subject)
    if subject.principal is None:
        reason = "no user is linked to the credential: what it can read is unknown"
        yield Difference(comparing.who, "", "", CANNOT_TELL, "PS-41", reason)
        return
    screens = {}
    for number, node in enumerate(outcome.tree.nodes):
        entity = node.attributes.get("api_entity")
        if node.kind == SCREEN and entity:
            screens[entity] = number
            yield from comparing.screen(number, said.entities.get(entity))
    for name in said.entities:
        if name not in screens:
            reason = "the catalogue has no screen for the entity"
            yield Difference(comparing.who, name, "", CANNOT_TELL, "PS-61", reason)


class _Comparing:
    """The prediction for one subject, cell by cell."""

    def __init__(self, outcome: Outcome, subject: Subject) -> None:
        self.outcome, self.tree = outcome, outcome.tree
        self.who = subject.principal or subject.credential or ""
        self.layers = [layer for layer in outcome.layers(subject) if layer.number in OF_ROLES]
        self.given = reduce(Access.__and__, (layer.mask for layer in self.layers))
        self.at_most = reduce(Access.__and__, (layer.at_most for layer in self.layers))
        self.policy = cast(Policy, outcome.policy)
        self.catalogue = self.policy.catalogue

    def rights(self, node: int) -> frozenset[str]:
        """What the roles give at a node."""
        return self.given.names_at(node, RIGHTS)

    def screen(self, number: int, shown: Mapping[str, Property] | None) -> Iterator[Difference]:
        """An entity by its screen, then its properties."""
        node, held = self.tree.nodes[number], self.rights(number)
        if self.policy.missing >> number & 1:
            if shown is not None:
                text = f"shown, though not in the edition {self.policy.edition}: the setting may be wrong"
                yield self.unsure(node, "PS-74", f"{text}, or the metadata not go by editions")
            return
        if not self.policy.answerable >> number & 1:
            if shown is not None and not held:
                yield self.unsure(node, "PS-59", "nothing is predicted for an entity that is n/a here")
            return
        if shown is None:
            if held and _is_listed(str(node.attributes["api_entity"])):
                text = f"{self.cause(number, PASS).text}; the company's settings or country may hide it too"
                yield self.differs(node, READ, HIDES, "PS-67", text)
            return
        if not held:
            yield self.stopped(number, READ, SHOWS)
            return
        yield from self.fields(number, shown)

    def fields(self, screen: int, shown: Mapping[str, Property]) -> Iterator[Difference]:
        """The properties of an entity that is shown as predicted."""
        known = {}
        for field in self.catalogue.fields_of(screen):
            name = self.tree.nodes[field].attributes.get("api_name")
            if name:
                known[name] = field
                yield from self.field(field, screen, shown.get(name))
        strange = sorted(shown.keys() - known.keys())
        if strange:
            text = f"the catalogue does not know {', '.join(strange)}; a list of fields is never complete"
            yield self.unsure(self.tree.nodes[screen], "PS-67", text)

    def field(self, number: int, screen: int, shown: Property | None) -> Iterator[Difference]:
        """One property."""
        node, held = self.tree.nodes[number], self.rights(number)
        if shown is None:
            if held:
                yield self.unsure(node, "PS-67", "left out; whether by permission, setting or country is not said")
        elif not held:
            yield self.stopped(number, READ, SHOWS)
        elif not (shown.key or node.attributes.get("key")):
            yield from self._writing(number, shown)

    def _writing(self, number: int, shown: Property) -> Iterator[Difference]:
        """Whether a property can be written: by the roles, and by what the field itself allows."""
        node, held = self.tree.nodes[number], self.rights(number)
        own = field_axes(node.attributes, None)
        by_role, by_field = bool(held & {CREATE, UPDATE}), bool(own & {CREATE, UPDATE})
        if shown.read_only:
            if by_role and by_field:
                yield self.differs(node, UPDATE, READ_ONLY, "PS-67", self.cause(number, PASS).text)
        elif not by_role:
            yield self.stopped(number, UPDATE, WRITABLE)
        elif not by_field:
            yield self.differs(node, UPDATE, WRITABLE, "PS-62", "the catalogue has the field as read-only")
        elif shown.create_only != (UPDATE not in own):
            kind = CREATE_ONLY if shown.create_only else WRITABLE
            text = "the catalogue knows no such limit" if shown.create_only else "the catalogue has it as set once"
            yield self.differs(node, UPDATE, kind, "PS-63", text)

    # Reasons

    def stopped(self, number: int, right: str, kind: str) -> Difference:
        """The vendor gives what the roles do not: with the layer that stops it, or leaves it open."""
        cause = self.cause(number, STOP, right)
        if RIGHTS.index(right) in self.at_most.at(number):
            return self.unsure(self.tree.nodes[number], cause.rule, cause.text)
        return self.differs(self.tree.nodes[number], right, kind, cause.rule, cause.text)

    def cause(self, number: int, verdict: str, right: str = READ) -> Cause:
        """What stops a right, or what lets it through."""
        plane = RIGHTS.index(right)
        stopping = [layer for layer in self.layers if not layer.mask.planes[plane] >> number & 1]
        return _telling(stopping if verdict == STOP else self.layers).cause(number, verdict, frozenset(RIGHTS))

    def differs(self, node: Node, right: str, kind: str, rule: str, text: str) -> Difference:
        """A difference at a node."""
        return Difference(self.who, node.id, right, kind, rule, text)

    def unsure(self, node: Node, rule: str, text: str) -> Difference:
        """A node about which the file does not decide."""
        return Difference(self.who, node.id, "", CANNOT_TELL, rule, text)


def _telling(layers: Sequence[Layer]) -> Layer:
    """The layer whose sentence says most: that of a role, else the first."""
    return next((layer for layer in layers if layer.number == LEVEL), layers[0])


def _is_listed(entity: str) -> bool:
    """Whether the public metadata lists an entity at all."""
    known = entities().get(entity)
    return known is None or bool(known["in_metadata"])
