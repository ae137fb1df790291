"""Roles as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rolescope.rights.edits.base import Edit, added, must_be_free, one_or_batch, removed, renamed, role_of, swapped
from rolescope.rights.edits.groups import SetGroupRoles
from rolescope.rights.edits.principals import SetRoles
from rolescope.rights.edits.unsettled import put
from rolescope.rights.model import Assignment, Json, Role, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class AddRole(Edit):
    """Add a role, at a place in the order (the end when None)."""

    role: Role
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        return added("role", tenant, "roles", self.role, self.index), RemoveRole(self.role.name)


@dataclass(frozen=True, slots=True)
class RemoveRole(Edit):
    """Remove a role and every assignment of it, to groups as well."""

    role: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = role_of(tenant, self.role)
        changed, index = removed(tenant, "roles", self.role)
        holders = [p for p in tenant.principals.values() if any(held.role == self.role for held in p.roles)]
        left = [replace(p, roles=tuple(held for held in p.roles if held.role != self.role)) for p in holders]
        changed = put(changed, "principals", left)
        groups = [group for group in tenant.groups.values() if self.role in group.roles]
        rest = [replace(group, roles=tuple(held for held in group.roles if held != self.role)) for group in groups]
        changed = put(changed, "groups", rest)
        held = (SetRoles(p.name, p.roles) for p in holders)
        holding = (SetGroupRoles(group.name, group.roles) for group in groups)
        restore: tuple[Edit, ...] = (AddRole(role, index), *held, *holding)
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
        changed = renamed(tenant, "roles", role.name, new)
        if self.name != role.name:
            holders = [p for p in tenant.principals.values() if any(held.role == role.name for held in p.roles)]
            changed = put(changed, "principals", [replace(p, roles=self._renamed(p.roles)) for p in holders])
            groups = [group for group in tenant.groups.values() if role.name in group.roles]
            renewed = [replace(group, roles=swapped(group.roles, role.name, self.name)) for group in groups]
            changed = put(changed, "groups", renewed)
        return changed, UpdateRole(self.name, role.name, role.code, role.description, role.extra)

    def _renamed(self, held: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
        return tuple(replace(each, role=self.name) if each.role == self.role else each for each in held)
