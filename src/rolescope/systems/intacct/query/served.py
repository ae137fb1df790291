"""The objects of a tenant that queries are about, as GET returns them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rolescope.rights.model import Principal, Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.unselected import LISTS, unselected
from rolescope.systems.intacct.vocabulary import PERMISSION
from rolescope.systems.intacct.writing import (
    counting_roles,
    group_object,
    member_object,
    permission,
    reference,
    role_object,
    user_object,
)

Row = dict[str, Any]


def served(kind: str, tenant: Tenant, tree: Tree) -> list[Row]:
    """Every object of a kind. What the vendor has not numbered has no key."""
    return list(_MADE[kind](tenant, tree))


def _permissions(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    return (permission(node) for node in tree.nodes if node.kind == PERMISSION)


def _roles(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    return (_with_unknown(role, role_object(role, tenant, tree)) for role in tenant.roles.values())


def _assignments(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    for role in _roles(tenant, tree):
        for element in role.get("rolePermissionAssignments", ()):
            yield {**element, "role": {**(element.get("role") or {}), **_reference(role)}}


def _role_users(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    for name, user in tenant.principals.items():
        for role in counting_roles(user, tenant):
            yield {"role": reference(tenant.roles[role]), "user": reference(tenant.principals[name])}


def _role_groups(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    for group in tenant.groups.values():
        for role in group.roles:
            yield {"role": reference(tenant.roles[role]), "userGroup": reference(group)}


def _users(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    return (_with_unknown(user, user_object(user, tenant, tree)) for user in tenant.principals.values())


def _with_unknown(held: Role | Principal, row: Row) -> Row:
    """An object in which what nobody has selected is null, for no default is known to hold there (IA-57)."""
    for name in sorted(unselected(held) - LISTS):
        place, *inner = name.split(".")
        row[place] = {inner[0]: None, **(row.get(place) or {})} if inner else None
    return row


def _groups(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    return (group_object(group, tenant) for group in tenant.groups.values())


def _members(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    for user in tenant.principals.values():
        for group in user.groups:
            yield member_object(tenant.groups[group], user)


def _reference(row: Row) -> Row:
    return {name: row[name] for name in ("key", "id", "href") if name in row}


_MADE = {
    objects.PERMISSION: _permissions,
    objects.ROLE: _roles,
    objects.ASSIGNMENT: _assignments,
    objects.ROLE_USER: _role_users,
    objects.ROLE_GROUP: _role_groups,
    objects.USER: _users,
    objects.GROUP: _groups,
    objects.MEMBER: _members,
}
