"""API users and the roles they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rolescope.rights.edits.base import (
    Edit,
    EditError,
    added,
    changed_principal,
    group_of,
    must_be_free,
    one_or_batch,
    principal_of,
    removed,
    renamed,
    role_of,
    with_principal,
)
from rolescope.rights.edits.credentials import LinkCredential
from rolescope.rights.edits.unsettled import put
from rolescope.rights.model import Assignment, Json, Principal, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class AddPrincipal(Edit):
    """Add an API user, at a place in the order (the end when None)."""

    principal: Principal
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        changed = added("user", tenant, "principals", self.principal, self.index)
        for held in self.principal.roles:
            role_of(tenant, held.role)
        for group in self.principal.groups:
            group_of(tenant, group)
        return changed, RemovePrincipal(self.principal.name)


@dataclass(frozen=True, slots=True)
class RemovePrincipal(Edit):
    """Remove an API user; the credentials linked to it stay, without a user."""

    user: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = principal_of(tenant, self.user)
        changed, index = removed(tenant, "principals", self.user)
        linked = [c for c in tenant.credentials.values() if c.principal == self.user]
        changed = put(changed, "credentials", [replace(credential, principal=None) for credential in linked])
        links = (LinkCredential(c.name, self.user) for c in linked)
        restore: tuple[Edit, ...] = (AddPrincipal(principal, index), *links)
        return changed, one_or_batch("restore user", restore)


@dataclass(frozen=True, slots=True)
class RenamePrincipal(Edit):
    """Give an API user another name; its credentials follow."""

    user: str
    name: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = principal_of(tenant, self.user)
        if self.name != self.user:
            must_be_free("user", self.name, tenant.principals)
        changed = renamed(tenant, "principals", self.user, replace(principal, name=self.name))
        linked = [c for c in tenant.credentials.values() if c.principal == self.user]
        changed = put(changed, "credentials", [replace(credential, principal=self.name) for credential in linked])
        return changed, RenamePrincipal(self.name, self.user)


@dataclass(frozen=True, slots=True)
class SetStatus(Edit):
    """Activate or deactivate an API user."""

    user: str
    status: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        changed, principal = changed_principal(tenant, self.user, status=self.status)
        return changed, SetStatus(self.user, principal.status)


@dataclass(frozen=True, slots=True)
class SetProfile(Edit):
    """Replace what only the system's own rules read about an API user."""

    user: str
    extra: Mapping[str, Json]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        changed, principal = changed_principal(tenant, self.user, extra=self.extra)
        return changed, SetProfile(self.user, principal.extra)


@dataclass(frozen=True, slots=True)
class SetRoles(Edit):
    """Replace all role assignments of an API user."""

    user: str
    roles: tuple[Assignment, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        changed, principal = changed_principal(tenant, self.user, roles=self.roles)
        for held in self.roles:
            role_of(tenant, held.role)
        return changed, SetRoles(self.user, principal.roles)


@dataclass(frozen=True, slots=True)
class AssignRole(Edit):
    """Give an API user one more role; in one company, or everywhere when ``company`` is empty."""

    user: str
    role: str
    company: str = ""

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal, held = principal_of(tenant, self.user), Assignment(self.role, self.company)
        role_of(tenant, self.role)
        if self.company and all(company.code != self.company for company in tenant.companies):
            raise EditError(f"there is no company {self.company!r} in {tenant.name!r}")
        if held in principal.roles:
            raise EditError(f"user {self.user!r} already holds role {self.role!r} there")
        changed = with_principal(tenant, replace(principal, roles=(*principal.roles, held)))
        return changed, UnassignRole(self.user, self.role, self.company)


@dataclass(frozen=True, slots=True)
class UnassignRole(Edit):
    """Take a role from an API user."""

    user: str
    role: str
    company: str = ""

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal, held = principal_of(tenant, self.user), Assignment(self.role, self.company)
        if held not in principal.roles:
            raise EditError(f"user {self.user!r} does not hold role {self.role!r} there")
        changed = with_principal(tenant, replace(principal, roles=tuple(h for h in principal.roles if h != held)))
        return changed, SetRoles(self.user, principal.roles)
