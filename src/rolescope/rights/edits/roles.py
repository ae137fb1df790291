"""Roles as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rolescope.rights.edits.base import Edit, added, must_be_free, one_or_batch, removed, renamed, role_of, swapped
from rolescope.rights.edits.groups import SetGroupRoles
from rolescope.rights.edits.principals import SetRoles
from rolescope.rights.model import Group, Json, Role, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class AddRole(Edit):
    """Add a role, at a place in the order (the end when None)."""

    role: Role
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        roles = added("role", tenant.roles, self.role, self.index)
        return replace(tenant, roles=roles), RemoveRole(self.role.name)


@dataclass(frozen=True, slots=True)
class RemoveRole(Edit):
    """Remove a role and every assignment of it, to groups as well."""

    role: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = role_of(tenant, self.role)
        roles, index = removed(tenant.roles, self.role)
        holders = [p for p in tenant.principals.values() if any(held.role == self.role for held in p.roles)]
        principals = dict(tenant.principals)
        for holder in holders:
            principals[holder.name] = replace(holder, roles=tuple(h for h in holder.roles if h.role != self.role))
        groups = {name: _without(group, self.role) for name, group in tenant.groups.items()}
        holding = [SetGroupRoles(g.name, g.roles) for g in tenant.groups.values() if self.role in g.roles]
        held = (SetRoles(p.name, p.roles) for p in holders)
        restore: tuple[Edit, ...] = (AddRole(role, index), *held, *holding)
        changed = replace(tenant, roles=roles, principals=principals, groups=groups if holding else tenant.groups)
        return changed, one_or_batch("restore role", restore)


@dataclass(frozen=True, slots=True)
class UpdateRole(Edit):
    """Rename or describe a role; who holds it under the old name holds it under the new one."""

    role: str
    name: str
    code: str | None
    description: str
    extra: Mapping[str, Json]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = role_of(tenant, self.role)
        if self.name != role.name:
            must_be_free("role", self.name, tenant.roles)
        new = replace(role, name=self.name, code=self.code, description=self.description, extra=self.extra)
        principals, groups = dict(tenant.principals), dict(tenant.groups)
        if self.name != role.name:
            for holder in tenant.principals.values():
                if any(held.role == role.name for held in holder.roles):
                    held = tuple(replace(h, role=self.name) if h.role == role.name else h for h in holder.roles)
                    principals[holder.name] = replace(holder, roles=held)
            for group in tenant.groups.values():
                if role.name in group.roles:
                    groups[group.name] = replace(group, roles=swapped(group.roles, role.name, self.name))
        roles = renamed(tenant.roles, role.name, self.name, new)
        inverse = UpdateRole(self.name, role.name, role.code, role.description, role.extra)
        return replace(tenant, roles=roles, principals=principals, groups=groups), inverse


def _without(group: Group, role: str) -> Group:
    return replace(group, roles=tuple(held for held in group.roles if held != role)) if role in group.roles else group
