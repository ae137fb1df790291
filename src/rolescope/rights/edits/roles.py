"""Roles as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rolescope.rights.edits.base import Edit, inserted, must_be_free, one_or_batch, renamed, role_of
from rolescope.rights.edits.principals import SetRoles
from rolescope.rights.model import Json, Role, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class AddRole(Edit):
    """Add a role, at a place in the order (the end when None)."""

    role: Role
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        must_be_free("role", self.role.name, tenant.roles)
        roles = inserted(tenant.roles, self.role.name, self.role, self.index)
        return replace(tenant, roles=roles), RemoveRole(self.role.name)


@dataclass(frozen=True, slots=True)
class RemoveRole(Edit):
    """Remove a role and every assignment of it."""

    role: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = role_of(tenant, self.role)
        index = list(tenant.roles).index(self.role)
        holders = [p for p in tenant.principals.values() if any(held.role == self.role for held in p.roles)]
        principals = dict(tenant.principals)
        for holder in holders:
            principals[holder.name] = replace(holder, roles=tuple(h for h in holder.roles if h.role != self.role))
        restore: tuple[Edit, ...] = (AddRole(role, index), *(SetRoles(p.name, p.roles) for p in holders))
        roles = {name: kept for name, kept in tenant.roles.items() if name != self.role}
        return replace(tenant, roles=roles, principals=principals), one_or_batch("restore role", restore)


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
        principals = dict(tenant.principals)
        if self.name != role.name:
            for holder in tenant.principals.values():
                if any(held.role == role.name for held in holder.roles):
                    held = tuple(replace(h, role=self.name) if h.role == role.name else h for h in holder.roles)
                    principals[holder.name] = replace(holder, roles=held)
        roles = renamed(tenant.roles, role.name, self.name, new)
        inverse = UpdateRole(self.name, role.name, role.code, role.description, role.extra)
        return replace(tenant, roles=roles, principals=principals), inverse
