"""Edits are values: each applies to an immutable tenant and gives its inverse.

Undo, redo, drafts, what-if and history are all lists of edits. ``apply`` is the only way in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from rolescope.rights.model import Assignment, Credential, Group, Json, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Tree

T = TypeVar("T")


class EditError(ValueError):
    """The edit does not fit the tenant; the message is one sentence for the user."""


class Edit:
    """One change. ``on`` gives the tenant after it and the edit that takes it back exactly, order included."""

    __slots__ = ()

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        """The changed tenant and the inverse edit.

        Raises:
            EditError: when the edit names something that is not there, or makes a name stand twice.
        """
        raise NotImplementedError


def apply(edit: Edit, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
    """The tenant after ``edit``, and the inverse of ``edit``."""
    return edit.on(tenant, tree)


def apply_all(edits: Iterable[Edit], tenant: Tenant, tree: Tree) -> Tenant:
    """The tenant after some edits in order."""
    for edit in edits:
        tenant, _ = edit.on(tenant, tree)
    return tenant


@dataclass(frozen=True, slots=True)
class Batch(Edit):
    """Several edits as one step, undone together. ``label`` says in a few words what they are for."""

    label: str
    edits: tuple[Edit, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        inverses: list[Edit] = []
        for edit in self.edits:
            tenant, inverse = edit.on(tenant, tree)
            inverses.append(inverse)
        return tenant, Batch(self.label, tuple(reversed(inverses)))


# Grants


@dataclass(frozen=True, slots=True)
class SetGrant(Edit):
    """Let a role say ``rights`` about a node; with ``subtree`` whatever it said below is dropped (PS-06)."""

    role: str
    node: str
    rights: Rights
    subtree: bool = False

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = _role(tenant, self.role)
        grants = _without_below(role, self.node, tree) if self.subtree else dict(role.grants)
        grants[_known(self.node, tree)] = self.rights
        return _with_grants(tenant, role, grants)


@dataclass(frozen=True, slots=True)
class ClearGrant(Edit):
    """Let a role say nothing about a node, so that it inherits; with ``subtree`` nothing below it either."""

    role: str
    node: str
    subtree: bool = False

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = _role(tenant, self.role)
        grants = _without_below(role, self.node, tree) if self.subtree else dict(role.grants)
        grants.pop(self.node, None)
        return _with_grants(tenant, role, grants)


@dataclass(frozen=True, slots=True)
class PutGrants(Edit):
    """Replace all that a role says. Kept in the order given, which makes it the exact inverse of any grant edit."""

    role: str
    grants: Mapping[str, Rights]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        return _with_grants(tenant, _role(tenant, self.role), dict(self.grants))


def _with_grants(tenant: Tenant, role: Role, grants: dict[str, Rights]) -> tuple[Tenant, Edit]:
    changed = [node for node in {**role.grants, **grants} if role.grants.get(node) != grants.get(node)]
    inverse: Edit
    if len(changed) == 1 and (changed[0] in grants) == (changed[0] in role.grants):
        inverse = SetGrant(role.name, changed[0], role.grants[changed[0]])
    elif len(changed) == 1 and changed[0] in grants:
        inverse = ClearGrant(role.name, changed[0])
    else:
        inverse = PutGrants(role.name, role.grants)
    return replace(tenant, roles={**tenant.roles, role.name: replace(role, grants=grants)}), inverse


def _without_below(role: Role, node: str, tree: Tree) -> dict[str, Rights]:
    start = tree.index[_known(node, tree)]
    end = tree.end[start]
    return {
        granted: rights
        for granted, rights in role.grants.items()
        if granted not in tree.index or not start < tree.index[granted] < end
    }


def _known(node: str, tree: Tree) -> str:
    if node not in tree.index:
        raise EditError(f"there is no node {node!r} in the catalogue")
    return node


# Roles


@dataclass(frozen=True, slots=True)
class AddRole(Edit):
    """Add a role, at a place in the order (the end when None)."""

    role: Role
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        _must_be_free("role", self.role.name, tenant.roles)
        roles = _inserted(tenant.roles, self.role.name, self.role, self.index)
        return replace(tenant, roles=roles), RemoveRole(self.role.name)


@dataclass(frozen=True, slots=True)
class RemoveRole(Edit):
    """Remove a role and every assignment of it, to groups as well."""

    role: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = _role(tenant, self.role)
        index = list(tenant.roles).index(self.role)
        holders = [p for p in tenant.principals.values() if any(held.role == self.role for held in p.roles)]
        principals = dict(tenant.principals)
        for holder in holders:
            principals[holder.name] = replace(holder, roles=tuple(h for h in holder.roles if h.role != self.role))
        groups = {name: _without_role(group, self.role) for name, group in tenant.groups.items()}
        holding = [SetGroupRoles(g.name, g.roles) for g in tenant.groups.values() if self.role in g.roles]
        held = (SetRoles(p.name, p.roles) for p in holders)
        restore: tuple[Edit, ...] = (AddRole(role, index), *held, *holding)
        roles = {name: kept for name, kept in tenant.roles.items() if name != self.role}
        changed = replace(tenant, roles=roles, principals=principals, groups=groups if holding else tenant.groups)
        return changed, _one("restore role", restore)


@dataclass(frozen=True, slots=True)
class UpdateRole(Edit):
    """Rename or describe a role; who holds it under the old name holds it under the new one."""

    role: str
    name: str
    code: str | None
    description: str
    extra: Mapping[str, Json]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        role = _role(tenant, self.role)
        if self.name != role.name:
            _must_be_free("role", self.name, tenant.roles)
        new = replace(role, name=self.name, code=self.code, description=self.description, extra=self.extra)
        principals, groups = dict(tenant.principals), dict(tenant.groups)
        if self.name != role.name:
            for holder in tenant.principals.values():
                if any(held.role == role.name for held in holder.roles):
                    held = tuple(replace(h, role=self.name) if h.role == role.name else h for h in holder.roles)
                    principals[holder.name] = replace(holder, roles=held)
            for group in tenant.groups.values():
                if role.name in group.roles:
                    groups[group.name] = replace(group, roles=_swapped(group.roles, role.name, self.name))
        roles = _renamed(tenant.roles, role.name, self.name, new)
        inverse = UpdateRole(self.name, role.name, role.code, role.description, role.extra)
        return replace(tenant, roles=roles, principals=principals, groups=groups), inverse


# Principals


@dataclass(frozen=True, slots=True)
class AddPrincipal(Edit):
    """Add an API user, at a place in the order (the end when None)."""

    principal: Principal
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        _must_be_free("user", self.principal.name, tenant.principals)
        for held in self.principal.roles:
            _role(tenant, held.role)
        for group in self.principal.groups:
            _group(tenant, group)
        principals = _inserted(tenant.principals, self.principal.name, self.principal, self.index)
        return replace(tenant, principals=principals), RemovePrincipal(self.principal.name)


@dataclass(frozen=True, slots=True)
class RemovePrincipal(Edit):
    """Remove an API user; the credentials linked to it stay, without a user."""

    user: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = _principal(tenant, self.user)
        index = list(tenant.principals).index(self.user)
        linked = [c for c in tenant.credentials.values() if c.principal == self.user]
        credentials = {**tenant.credentials, **{c.name: replace(c, principal=None) for c in linked}}
        principals = {name: kept for name, kept in tenant.principals.items() if name != self.user}
        links = (LinkCredential(c.name, self.user) for c in linked)
        restore: tuple[Edit, ...] = (AddPrincipal(principal, index), *links)
        changed = replace(tenant, principals=principals, credentials=credentials)
        return changed, _one("restore user", restore)


@dataclass(frozen=True, slots=True)
class RenamePrincipal(Edit):
    """Give an API user another name; its credentials follow."""

    user: str
    name: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = _principal(tenant, self.user)
        if self.name != self.user:
            _must_be_free("user", self.name, tenant.principals)
        principals = _renamed(tenant.principals, self.user, self.name, replace(principal, name=self.name))
        credentials = {
            name: replace(c, principal=self.name) if c.principal == self.user else c
            for name, c in tenant.credentials.items()
        }
        changed = replace(tenant, principals=principals, credentials=credentials)
        return changed, RenamePrincipal(self.name, self.user)


@dataclass(frozen=True, slots=True)
class SetStatus(Edit):
    """Activate or deactivate an API user."""

    user: str
    status: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = _principal(tenant, self.user)
        changed = _with_principal(tenant, replace(principal, status=self.status))
        return changed, SetStatus(self.user, principal.status)


@dataclass(frozen=True, slots=True)
class SetProfile(Edit):
    """Replace what only the system's own rules read about an API user."""

    user: str
    extra: Mapping[str, Json]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = _principal(tenant, self.user)
        changed = _with_principal(tenant, replace(principal, extra=self.extra))
        return changed, SetProfile(self.user, principal.extra)


@dataclass(frozen=True, slots=True)
class SetRoles(Edit):
    """Replace all role assignments of an API user."""

    user: str
    roles: tuple[Assignment, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = _principal(tenant, self.user)
        for held in self.roles:
            _role(tenant, held.role)
        changed = _with_principal(tenant, replace(principal, roles=self.roles))
        return changed, SetRoles(self.user, principal.roles)


@dataclass(frozen=True, slots=True)
class AssignRole(Edit):
    """Give an API user one more role; in one company, or everywhere when ``company`` is empty."""

    user: str
    role: str
    company: str = ""

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal, held = _principal(tenant, self.user), Assignment(self.role, self.company)
        _role(tenant, self.role)
        if self.company and all(company.code != self.company for company in tenant.companies):
            raise EditError(f"there is no company {self.company!r} in {tenant.name!r}")
        if held in principal.roles:
            raise EditError(f"user {self.user!r} already holds role {self.role!r} there")
        changed = _with_principal(tenant, replace(principal, roles=(*principal.roles, held)))
        return changed, UnassignRole(self.user, self.role, self.company)


@dataclass(frozen=True, slots=True)
class UnassignRole(Edit):
    """Take a role from an API user."""

    user: str
    role: str
    company: str = ""

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal, held = _principal(tenant, self.user), Assignment(self.role, self.company)
        if held not in principal.roles:
            raise EditError(f"user {self.user!r} does not hold role {self.role!r} there")
        changed = _with_principal(tenant, replace(principal, roles=tuple(h for h in principal.roles if h != held)))
        return changed, SetRoles(self.user, principal.roles)


@dataclass(frozen=True, slots=True)
class SetOwnGrant(Edit):
    """Grant rights at a node to an API user itself, without any role; None takes back what was granted there."""

    user: str
    node: str
    rights: Rights | None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal, grants = _principal(tenant, self.user), dict(_principal(tenant, self.user).grants)
        before = grants.get(self.node)
        if self.rights is not None:
            grants[_known(self.node, tree)] = self.rights
        else:
            grants.pop(self.node, None)
        changed = _with_principal(tenant, replace(principal, grants=grants))
        in_place = self.rights is not None or before is None
        inverse = SetOwnGrant(self.user, self.node, before) if in_place else PutOwnGrants(self.user, principal.grants)
        return changed, inverse


@dataclass(frozen=True, slots=True)
class PutOwnGrants(Edit):
    """Replace all that is granted to an API user itself."""

    user: str
    grants: Mapping[str, Rights]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = _principal(tenant, self.user)
        changed = _with_principal(tenant, replace(principal, grants=dict(self.grants)))
        return changed, PutOwnGrants(self.user, principal.grants)


# Groups


@dataclass(frozen=True, slots=True)
class AddGroup(Edit):
    """Add a group, at a place in the order (the end when None)."""

    group: Group
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        _must_be_free("group", self.group.name, tenant.groups)
        for role in self.group.roles:
            _role(tenant, role)
        groups = _inserted(tenant.groups, self.group.name, self.group, self.index)
        return replace(tenant, groups=groups), RemoveGroup(self.group.name)


@dataclass(frozen=True, slots=True)
class RemoveGroup(Edit):
    """Remove a group; its members lose what they held through it."""

    group: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        group, index = _group(tenant, self.group), list(tenant.groups).index(self.group)
        members = [p for p in tenant.principals.values() if self.group in p.groups]
        principals = dict(tenant.principals)
        for member in members:
            principals[member.name] = replace(member, groups=tuple(g for g in member.groups if g != self.group))
        groups = {name: kept for name, kept in tenant.groups.items() if name != self.group}
        restore: tuple[Edit, ...] = (AddGroup(group, index), *(SetGroups(m.name, m.groups) for m in members))
        return replace(tenant, groups=groups, principals=principals), _one("restore group", restore)


@dataclass(frozen=True, slots=True)
class UpdateGroup(Edit):
    """Rename or describe a group; its members stay in it."""

    group: str
    name: str
    description: str
    extra: Mapping[str, Json]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        group, principals = _group(tenant, self.group), dict(tenant.principals)
        if self.name != self.group:
            _must_be_free("group", self.name, tenant.groups)
            for member in tenant.principals.values():
                if self.group in member.groups:
                    principals[member.name] = replace(member, groups=_swapped(member.groups, self.group, self.name))
        new = replace(group, name=self.name, description=self.description, extra=self.extra)
        groups = _renamed(tenant.groups, self.group, self.name, new)
        inverse = UpdateGroup(self.name, self.group, group.description, group.extra)
        return replace(tenant, groups=groups, principals=principals), inverse


@dataclass(frozen=True, slots=True)
class SetGroupRoles(Edit):
    """Replace all roles of a group."""

    group: str
    roles: tuple[str, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        group = _group(tenant, self.group)
        for role in self.roles:
            _role(tenant, role)
        groups = {**tenant.groups, self.group: replace(group, roles=self.roles)}
        return replace(tenant, groups=groups), SetGroupRoles(self.group, group.roles)


@dataclass(frozen=True, slots=True)
class SetGroups(Edit):
    """Replace the groups that an API user is in."""

    user: str
    groups: tuple[str, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = _principal(tenant, self.user)
        for group in self.groups:
            _group(tenant, group)
        changed = _with_principal(tenant, replace(principal, groups=self.groups))
        return changed, SetGroups(self.user, principal.groups)


# Credentials


@dataclass(frozen=True, slots=True)
class AddCredential(Edit):
    """Add a credential, at a place in the order (the end when None)."""

    credential: Credential
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        _must_be_free("credential", self.credential.name, tenant.credentials)
        if self.credential.principal is not None:
            _principal(tenant, self.credential.principal)
        credentials = _inserted(tenant.credentials, self.credential.name, self.credential, self.index)
        return replace(tenant, credentials=credentials), RemoveCredential(self.credential.name)


@dataclass(frozen=True, slots=True)
class RemoveCredential(Edit):
    """Remove a credential."""

    credential: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        credential = _credential(tenant, self.credential)
        index = list(tenant.credentials).index(self.credential)
        kept = {name: c for name, c in tenant.credentials.items() if name != self.credential}
        return replace(tenant, credentials=kept), AddCredential(credential, index)


@dataclass(frozen=True, slots=True)
class UpdateCredential(Edit):
    """Replace everything about a credential, its name included."""

    credential: str
    new: Credential

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        old = _credential(tenant, self.credential)
        if self.new.name != old.name:
            _must_be_free("credential", self.new.name, tenant.credentials)
        credentials = _renamed(tenant.credentials, old.name, self.new.name, self.new)
        return replace(tenant, credentials=credentials), UpdateCredential(self.new.name, old)


@dataclass(frozen=True, slots=True)
class SetScope(Edit):
    """Give a credential another scope."""

    credential: str
    scope: str | None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        old = _credential(tenant, self.credential)
        new = {**tenant.credentials, old.name: replace(old, scope=self.scope)}
        return replace(tenant, credentials=new), SetScope(self.credential, old.scope)


@dataclass(frozen=True, slots=True)
class LinkCredential(Edit):
    """Link a credential to an API user, or to nobody."""

    credential: str
    user: str | None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        old = _credential(tenant, self.credential)
        if self.user is not None:
            _principal(tenant, self.user)
        new = {**tenant.credentials, old.name: replace(old, principal=self.user)}
        return replace(tenant, credentials=new), LinkCredential(self.credential, old.principal)


# The tenant


@dataclass(frozen=True, slots=True)
class SetSetting(Edit):
    """Change a setting of the tenant; None takes it back to the system's default."""

    setting: str
    value: Json

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        settings = dict(tenant.settings)
        old = settings.pop(self.setting, None)
        if self.value is not None:
            settings = {**dict(tenant.settings), self.setting: self.value}
        inverse: Edit = SetSetting(self.setting, old)
        if self.value is None and list(tenant.settings)[-1:] != [self.setting]:
            inverse = PutSettings(tenant.settings)
        return replace(tenant, settings=settings), inverse


@dataclass(frozen=True, slots=True)
class PutSettings(Edit):
    """Replace all settings of the tenant."""

    settings: Mapping[str, Json]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        return replace(tenant, settings=self.settings), PutSettings(tenant.settings)


@dataclass(frozen=True, slots=True)
class ReplaceTenant(Edit):
    """Replace everything, as an imported bundle does."""

    tenant: Tenant

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        return self.tenant, ReplaceTenant(tenant)


def _one(label: str, edits: tuple[Edit, ...]) -> Edit:
    return edits[0] if len(edits) == 1 else Batch(label, edits)


def _found(kind: str, name: str, table: Mapping[str, T]) -> T:
    if name not in table:
        raise EditError(f"there is no {kind} {name!r}")
    return table[name]


def _role(tenant: Tenant, name: str) -> Role:
    return _found("role", name, tenant.roles)


def _principal(tenant: Tenant, name: str) -> Principal:
    return _found("user", name, tenant.principals)


def _group(tenant: Tenant, name: str) -> Group:
    return _found("group", name, tenant.groups)


def _without_role(group: Group, role: str) -> Group:
    return replace(group, roles=tuple(held for held in group.roles if held != role)) if role in group.roles else group


def _swapped(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if name == old else name for name in names)


def _credential(tenant: Tenant, name: str) -> Credential:
    return _found("credential", name, tenant.credentials)


def _with_principal(tenant: Tenant, principal: Principal) -> Tenant:
    return replace(tenant, principals={**tenant.principals, principal.name: principal})


def _must_be_free(kind: str, name: str, table: Mapping[str, Any]) -> None:
    if not name.strip():
        raise EditError(f"a {kind} needs a name")
    if name in table:
        raise EditError(f"there is already a {kind} {name!r}")


def _inserted(table: Mapping[str, T], name: str, value: T, index: int | None) -> dict[str, T]:
    entries = list(table.items())
    entries.insert(len(entries) if index is None else index, (name, value))
    return dict(entries)


def _renamed(table: Mapping[str, T], old: str, new: str, value: T) -> dict[str, T]:
    return {new if name == old else name: value if name == old else kept for name, kept in table.items()}
