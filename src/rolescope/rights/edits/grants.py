"""What a role says about nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rolescope.rights.edits.base import Edit, EditError, role_of
from rolescope.rights.edits.unsettled import put
from rolescope.rights.model import Rights, Role, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class SetGrant(Edit):
    """Let a role say ``rights`` about a node; with ``subtree`` whatever it said below is dropped (PS-06)."""

    role: str
    node: str
    rights: Rights
    subtree: bool = False

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = role_of(tenant, self.role)
        grants = _without_below(role, self.node, tree) if self.subtree else dict(role.grants)
        grants[known_node(self.node, tree)] = self.rights
        return _with_grants(tenant, role, grants)


@dataclass(frozen=True, slots=True)
class ClearGrant(Edit):
    """Let a role say nothing about a node, so that it inherits; with ``subtree`` nothing below it either."""

    role: str
    node: str
    subtree: bool = False

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = role_of(tenant, self.role)
        grants = _without_below(role, self.node, tree) if self.subtree else dict(role.grants)
        grants.pop(self.node, None)
        return _with_grants(tenant, role, grants)


@dataclass(frozen=True, slots=True)
class PutGrants(Edit):
    """Replace all that a role says. Kept in the order given, which makes it the exact inverse of any grant edit."""

    role: str
    grants: Mapping[str, Rights]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = role_of(tenant, self.role)
        changed, inverse = _with_grants(tenant, role, dict(self.grants))
        stays = [node for node in role.grants if node in self.grants]
        in_order = stays == [node for node in self.grants if node in role.grants]
        return changed, inverse if in_order else PutGrants(self.role, role.grants)


def _with_grants(tenant: Tenant, role: Role, grants: dict[str, Rights]) -> tuple[Tenant, Edit]:
    changed = [node for node in {**role.grants, **grants} if role.grants.get(node) != grants.get(node)]
    inverse: Edit
    if len(changed) == 1 and (changed[0] in grants) == (changed[0] in role.grants):
        inverse = SetGrant(role.name, changed[0], role.grants[changed[0]])
    elif len(changed) == 1 and changed[0] in grants:
        inverse = ClearGrant(role.name, changed[0])
    else:
        inverse = PutGrants(role.name, role.grants)
    return put(tenant, "roles", (replace(role, grants=grants),)), inverse


def _without_below(role: Role, node: str, tree: Tree) -> dict[str, Rights]:
    start = tree.index[known_node(node, tree)]
    end = tree.end[start]
    return {
        granted: rights
        for granted, rights in role.grants.items()
        if granted not in tree.index or not start < tree.index[granted] < end
    }


def known_node(node: str, tree: Tree) -> str:
    """The id of a node that is in the catalogue."""
    if node not in tree.index:
        raise EditError(f"there is no node {node!r} in the catalogue")
    return node
