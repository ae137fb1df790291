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
    assignment_objects,
    group_object,
    member_object,
    permission,
    role_group_objects,
    role_object,
    role_user_objects,
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
    for role in tenant.roles.values():
        yield from assignment_objects(role, tree)


def _role_users(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    for user in tenant.principals.values():
        yield from role_user_objects(user, tenant)


def _role_groups(tenant: Tenant, tree: Tree) -> Iterator[Row]:
    for group in tenant.groups.values():
        yield from role_group_objects(group, tenant)


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
