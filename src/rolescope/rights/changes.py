"""What differs between two tenants, cell by cell: for merging, for saving only what changed, for "only changed"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rolescope.rights.model import Role, Tenant

Cell = tuple[str, ...]
"""Names one place that an edit can change: ("grant", role, node), ("status", user), ("role", name) ..."""

NAMED = ("role", "user", "group", "credential")
"""The kinds of cells, each with a name, that stand for something as a whole: what it is besides the cells below."""
PART_OF: dict[str, tuple[str, ...]] = {
    "grant": ("role",),
    "status": ("user",),
    "held": ("user", "role"),
    "member": ("user", "group"),
    "own": ("user",),
    "group_role": ("group", "role"),
}
"""By the kind of a cell that is a part of something, what its first name is one of; with a second, it links the two."""
LINKS = {kind: (owners[0], owners[1]) for kind, owners in PART_OF.items() if len(owners) == 2}
"""Those that say that the one holds the other."""
OF_TENANT = ("companies", "pins", "catalogue", "extra")
"""Cells without a name, of which a tenant has one each."""
SETTING = "setting"
"""A cell for each setting, by its name."""


def kinds_of(named: str) -> tuple[str, ...]:
    """The kinds of cells that something with a name consists of."""
    return (named, *(kind for kind, owners in PART_OF.items() if owners[0] == named))


GONE = "gone"
"""Stands for the value of a cell whose place another catalogue does not have."""


def cells(tenant: Tenant) -> dict[Cell, Any]:
    """Every cell of a tenant with its value."""
    found: dict[Cell, Any] = {(SETTING, key): value for key, value in tenant.settings.items()}
    found[("companies",)] = tenant.companies
    found[("pins",)] = tenant.pins
    found[("catalogue",)] = tenant.catalogue
    found[("extra",)] = dict(tenant.extra)
    for role in tenant.roles.values():
        found |= _role_cells(role)
    for user in tenant.principals.values():
        found[("user", user.name)] = dict(user.extra)
        found[("status", user.name)] = user.status
        found |= {("held", user.name, held.role, held.company): True for held in user.roles}
        found |= {("member", user.name, group): True for group in user.groups}
        found |= {("own", user.name, node): rights for node, rights in user.grants.items()}
    for group in tenant.groups.values():
        found[("group", group.name)] = (group.description, dict(group.extra))
        found |= {("group_role", group.name, role): True for role in group.roles}
    for credential in tenant.credentials.values():
        found[("credential", credential.name)] = credential
    return found


def changed_cells(before: Tenant, after: Tenant) -> dict[Cell, tuple[Any, Any]]:
    """Each cell that differs, with its value before and after; None where it is not there."""
    if before is after:
        return {}
    shared = {name for name, role in before.roles.items() if after.roles.get(name) is role}
    old, new = cells(_only(before, shared)), cells(_only(after, shared))
    return {
        cell: (old.get(cell), new.get(cell))
        for cell in {**old, **new}
        if cell not in old or cell not in new or old[cell] != new[cell]
    }


def _only(tenant: Tenant, without: set[str]) -> Tenant:
    """The tenant without some roles: those that are the very same value on both sides cannot differ."""
    roles: Mapping[str, Role] = {name: role for name, role in tenant.roles.items() if name not in without}
    return replace(tenant, roles=roles)


def _role_cells(role: Role) -> dict[Cell, Any]:
    found: dict[Cell, Any] = {("role", role.name): (role.code, role.description, dict(role.extra))}
    found |= {("grant", role.name, node): rights for node, rights in role.grants.items()}
    return found
