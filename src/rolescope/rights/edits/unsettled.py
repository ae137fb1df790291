"""A tenant between two of many edits: each of its tables is copied once and from then on changed in place.

Nobody but the edits sees it. What they give back, their inverses included, never holds one of its tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

from rolescope.rights.model import Credential, Group, Principal, Role, Tenant

Named: TypeAlias = Role | Principal | Group | Credential


@dataclass(frozen=True, slots=True)
class Unsettled(Tenant):
    """``own`` are the tables that were copied for it, by their identity."""

    own: dict[int, dict[str, Any]] = field(default_factory=dict)


_PARTS = tuple(part.name for part in fields(Tenant))


def _parts(tenant: Tenant) -> dict[str, Any]:
    return {part: getattr(tenant, part) for part in _PARTS}


def unsettled(tenant: Tenant) -> Unsettled:
    """The tenant to go on from; what it was made from stays as it is."""
    if isinstance(tenant, Unsettled):
        return tenant
    return Unsettled(**_parts(tenant))


def settled(tenant: Tenant) -> Tenant:
    """The tenant as a snapshot; one that was unsettled is not to be used any more."""
    return Tenant(**_parts(tenant)) if isinstance(tenant, Unsettled) else tenant


def table_of(tenant: Tenant, part: str) -> dict[str, Any]:
    """One of the tables of a tenant, to change and put in its place: a copy, or the one that is its own already."""
    table: dict[str, Any] = getattr(tenant, part)
    if not isinstance(tenant, Unsettled):
        return dict(table)
    if id(table) not in tenant.own:
        table = dict(table)
        tenant.own[id(table)] = table
    return tenant.own[id(table)]


def with_table(tenant: Tenant, part: str, table: Mapping[str, Any]) -> Tenant:
    """The tenant with another table in the place of one."""
    changed: dict[str, Any] = {part: table}
    return replace(tenant, **changed)


def put(tenant: Tenant, part: str, entries: Sequence[Named]) -> Tenant:
    """The tenant with entries of one of its tables replaced, or added at its end."""
    if not entries:
        return tenant
    table = table_of(tenant, part)
    table.update((entry.name, entry) for entry in entries)
    return with_table(tenant, part, table)
