"""What a tenant holds: roles with grants, principals, credentials. All values are immutable; an edit makes new ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Rights = frozenset[str]
"""A set of atomic rights, by the system's own names. A level is such a set with a name."""

Json = Any
"""A value that JSON can hold."""

BUILTIN = "builtin"
"""The catalogue of a tenant that has none of its own."""

API, UI = "api", "ui"
"""The ways in: by a program, or by hand in the vendor's own interface."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the tenant, by its code."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """A named set of grants. ``grants`` maps node ids to rights; a node that is not in it inherits.

    Compared by identity, so that a compiled role is reused for as long as nobody edits it.
    """

    name: str
    grants: Mapping[str, Rights] = field(default_factory=dict)
    code: str | None = None
    description: str = ""
    extra: Mapping[str, Json] = field(default_factory=dict)
    """What only the system's own rules read, by the bundle's key."""

    def same_as(self, other: Role) -> bool:
        """Whether two roles say the same."""
        return self is other or role_parts(self) == role_parts(other)


def role_parts(role: Role) -> tuple[Json, ...]:
    """Everything a role says, comparable by value."""
    return (role.name, dict(role.grants), role.code, role.description, dict(role.extra))


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """A role held by a principal; in one company, or everywhere when ``company`` is empty."""

    role: str
    company: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """An API user: holds roles, and is what credentials are linked to."""

    name: str
    status: str = "active"
    roles: tuple[Assignment, ...] = ()
    extra: Mapping[str, Json] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    """The groups whose roles the principal holds as well."""
    grants: Mapping[str, Rights] = field(default_factory=dict)
    """What is granted to the principal itself, without any role, in systems that know such grants."""


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of principals that hold roles together. Who is in it is said by the principals."""

    name: str
    roles: tuple[str, ...] = ()
    description: str = ""
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credential:
    """What an integration logs in with. The secret itself is never kept, only its salted hash."""

    name: str
    principal: str | None = None
    scope: str | None = None
    client_id: str | None = None
    secret_hash: str | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tenant:
    """One company, or group of companies, in one vendor system: a snapshot.

    The mappings keep the order in which things were made. ``catalogue`` is ``BUILTIN`` or the fingerprint of the
    tenant's own catalogue.
    """

    name: str
    system: str
    settings: Mapping[str, Json] = field(default_factory=dict)
    companies: tuple[Company, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    principals: Mapping[str, Principal] = field(default_factory=dict)
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    pins: tuple[Json, ...] = ()
    catalogue: str = BUILTIN
    extra: Mapping[str, Json] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of the preview: a principal through a credential, in a company where roles differ by company."""

    principal: str | None
    credential: str | None
    company: str | None = None
    method: str = API
    """``api`` or ``ui``: by which way the principal comes in, in systems whose rules tell these apart."""
    asked_scope: str | None = None
    """The scope that the credential asks for when it logs in, where that is another one than the saved."""


def row_of(rows: Collection[Subject], subject: Subject) -> Subject | None:
    """The row of a subject: its own, else the one for all companies; None where it is not there."""
    if subject not in rows and subject.company is not None:
        subject = replace(subject, company=None)
    return subject if subject in rows else None


def credentials_by_user(tenant: Tenant) -> dict[str | None, list[Credential]]:
    """By user its credentials, in the tenant's order; by None those without a user."""
    found: dict[str | None, list[Credential]] = {}
    for credential in tenant.credentials.values():
        found.setdefault(credential.principal, []).append(credential)
    return found


def facts(tenant: Tenant) -> tuple[Json, ...]:
    """Everything a tenant holds, comparable by value; the order of roles, principals and credentials counts."""
    return (
        tenant.name,
        tenant.system,
        dict(tenant.settings),
        tenant.companies,
        [role_parts(role) for role in tenant.roles.values()],
        list(tenant.principals.values()),
        list(tenant.credentials.values()),
        tenant.pins,
        tenant.catalogue,
        dict(tenant.extra),
        list(tenant.groups.values()),
    )
