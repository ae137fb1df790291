"""Groups that hold roles, and who is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rolescope.rights.edits.base import (
    Edit,
    added,
    changed_principal,
    group_of,
    must_be_free,
    one_or_batch,
    removed,
    renamed,
    role_of,
    swapped,
)
from rolescope.rights.edits.unsettled import put
from rolescope.rights.model import Group, Json, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class AddGroup(Edit):
    """Add a group, at a place in the order (the end when None)."""

    group: Group
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        changed = added("group", tenant, "groups", self.group, self.index)
        for role in self.group.roles:
            role_of(tenant, role)
        return changed, RemoveGroup(self.group.name)


@dataclass(frozen=True, slots=True)
class RemoveGroup(Edit):
    """Remove a group; its members lose what they held through it."""

    group: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        group = group_of(tenant, self.group)
        changed, index = removed(tenant, "groups", self.group)
        members = [p for p in tenant.principals.values() if self.group in p.groups]
        left = [replace(member, groups=tuple(g for g in member.groups if g != self.group)) for member in members]
        changed = put(changed, "principals", left)
        restore: tuple[Edit, ...] = (AddGroup(group, index), *(SetGroups(m.name, m.groups) for m in members))
        return changed, one_or_batch("restore group", restore)


@dataclass(frozen=True, slots=True)
class UpdateGroup(Edit):
    """Rename or describe a group; its members stay in it."""

    group: str
    name: str
    description: str
    extra: Mapping[str, Json]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        group = group_of(tenant, self.group)
        new = replace(group, name=self.name, description=self.description, extra=self.extra)
        if self.name != self.group:
            must_be_free("group", self.name, tenant.groups)
        changed = renamed(tenant, "groups", self.group, new)
        if self.name != self.group:
            members = [p for p in tenant.principals.values() if self.group in p.groups]
            renewed = [replace(member, groups=swapped(member.groups, self.group, self.name)) for member in members]
            changed = put(changed, "principals", renewed)
        inverse = UpdateGroup(self.name, self.group, group.description, group.extra)
        return changed, inverse


@dataclass(frozen=True, slots=True)
class SetGroupRoles(Edit):
    """Replace all roles of a group."""

    group: str
    roles: tuple[str, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        group = group_of(tenant, self.group)
        for role in self.roles:
            role_of(tenant, role)
        changed = put(tenant, "groups", (replace(group, roles=self.roles),))
        return changed, SetGroupRoles(self.group, group.roles)


@dataclass(frozen=True, slots=True)
class SetGroups(Edit):
    """Replace the groups that an API user is in."""

    user: str
    groups: tuple[str, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        changed, principal = changed_principal(tenant, self.user, groups=self.groups)
        for group in self.groups:
            group_of(tenant, group)
        return changed, SetGroups(self.user, principal.groups)
