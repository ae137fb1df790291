"""The catalogue of PaySpace: nodes from file, and the planes and masks that follow from them alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from rolescope.resources import data_path
from rolescope.rights.access import Access
from rolescope.rights.model import Rights
from rolescope.rights.planes import bits, plane_of, plane_where
from rolescope.rights.tree import Node, Ownership, Tree
from rolescope.systems.payspace.vocabulary import BRANCH, CREATE, FIELD, READ, RIGHTS, SCREEN, UPDATE


def make_tree(nodes: Iterable[Mapping[str, Any]]) -> Tree:
    """A tree from nodes as the catalogue file has them. Fields come first below their screen.

    Raises:
        TreeError: when the nodes make no tree.
    """
    return Tree(
        (Node(node["id"], node["name"], node["kind"], node.get("parent"), node) for node in nodes),
        frozenset({FIELD}),
    )


READ_ONLY, CREATE_ONLY, WRITABLE = frozenset({READ}), frozenset({READ, CREATE}), frozenset({READ, CREATE, UPDATE})
"""The axes that fields of an attribute leave."""


@cache
def builtin_tree() -> Tree:
    """The built-in catalogue."""
    return make_tree(json.loads(data_path("payspace_tree.json").read_bytes())["nodes"])


@cache
def entities() -> dict[str, Any]:
    """The API entities by name, as the data file describes them."""
    found: dict[str, Any] = json.loads(data_path("payspace_entities.json").read_bytes())["entities"]
    return found


class Catalogue:
    """What the rules need to know of a tree, whatever the tenant."""

    __slots__ = (
        "attributes",
        "between",
        "branches",
        "fields",
        "hidden",
        "named_fields",
        "owned_fields",
        "ownership",
        "required",
        "screens",
        "tree",
        "verbs",
        "with_endpoints",
    )

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.branches = tree.kinds.get(BRANCH, 0)
        self.screens, self.fields = tree.kinds.get(SCREEN, 0), tree.kinds.get(FIELD, 0)
        self.ownership = Ownership(tree, self.screens, self.fields)
        self.between = self._between()
        """The nodes between a field and its screen, such as an element that holds fields."""
        self.owned_fields = self.ownership.spread(self.screens) & self.fields
        """The fields that stand below a screen; only a tenant's own catalogue has others."""
        facts = [node.attributes for node in tree.nodes]
        self.with_endpoints = plane_where([each.get("api_axes") is not None for each in facts]) & self.screens
        self.named_fields = plane_where([bool(each.get("api_name")) for each in facts]) & self.fields
        self.hidden = plane_where([bool(each.get("hidden")) for each in facts]) & self.fields
        self.required = plane_where(map(_blocks_create, facts)) & self.owned_fields
        self.verbs = self._verbs()
        self.attributes = self._attributes()

    def fields_of(self, screen: int) -> list[int]:
        """The fields of a screen."""
        return self.ownership.parts(screen)

    def screen_of(self, node: int) -> int:
        """The screen a node's API right comes from: a field's nearest screen above, or the node itself."""
        owner = self.ownership.owner[node]
        return node if owner < 0 else owner

    def spread(self, access: Access) -> Access:
        """The same access, with each field showing what its screen has."""
        return Access(tuple(self.spread_plane(plane) for plane in access.planes))

    def spread_plane(self, plane: int) -> int:
        """A plane in which each field shows the bit of its screen."""
        return self.ownership.spread(plane & self.screens) | plane & ~self.owned_fields

    def _between(self) -> int:
        found = set()
        for field in bits(self.fields):
            above, owner = self.tree.parent[field], self.ownership.owner[field]
            while owner >= 0 and above != owner:
                found.add(above)
                above = self.tree.parent[above]
        return plane_of(found, len(self.tree))

    def _verbs(self) -> Access:
        """Layer 8: the axes each screen's entity offers (PS-55), its fields alike; everything elsewhere."""
        offering: dict[str, list[int]] = {right: [] for right in RIGHTS}
        for number, node in enumerate(self.tree.nodes):
            if node.kind == SCREEN:
                for right in node.attributes.get("api_axes") or ():
                    offering[right].append(number)
        elsewhere = self.tree.full & ~self.ownership.spread(self.screens)
        spread = self.ownership.spread
        return Access(tuple(spread(plane_of(offering[right], len(self.tree))) | elsewhere for right in RIGHTS))

    def _attributes(self) -> Access:
        """Layer 10: the axes each field's own attribute leaves (PS-57, PS-62, PS-63, PS-65)."""
        alike: dict[Rights, list[int]] = {}
        nodes, owners = self.tree.nodes, self.ownership.owner
        for number in bits(self.fields):
            owner = owners[number]
            screen = nodes[owner].attributes if owner >= 0 else {}
            alike.setdefault(field_axes(nodes[number].attributes, screen.get("update_fields")), []).append(number)
        leaving = [(axes, plane_of(numbers, len(nodes))) for axes, numbers in alike.items()]
        others = self.tree.full & ~self.fields
        return Access(tuple(sum(plane for axes, plane in leaving if right in axes) | others for right in RIGHTS))


def field_axes(facts: Mapping[str, Any], update_fields: list[str] | None) -> Rights:
    """PS-57, PS-62, PS-63, PS-65: the axes that a field's own attribute leaves; a field is never deleted."""
    if facts.get("access") == "read_only" or facts.get("key"):
        return READ_ONLY
    if facts.get("access") == "create_only":
        return CREATE_ONLY
    if update_fields is not None and facts.get("api_name") not in update_fields:
        return CREATE_ONLY
    return WRITABLE


def _blocks_create(facts: Mapping[str, Any]) -> bool:
    """PS-15, PS-81: a required field that the caller has to send."""
    vendor_fills = facts.get("key") or facts.get("access") == "read_only" or facts.get("hidden")
    return facts.get("required") == "yes" and not vendor_fills
