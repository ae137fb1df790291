"""A tenant as rows and back. Writing compares two snapshots and touches only the rows that differ."""

from __future__ import annotations

import json
import operator
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from rolescope.rights.model import Assignment, Company, Credential, Json, Principal, Rights, Role, Tenant
from rolescope.store.errors import WorkspaceError

T = TypeVar("T")
Row = tuple[Any, ...]

BROKEN = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What reading a stored value raises when somebody else has written it."""


@contextmanager
def stored(what: str) -> Iterator[None]:
    """Say in one sentence that a stored value makes no sense."""
    try:
        yield
    except BROKEN as error:
        raise WorkspaceError(f"{what} is damaged: {error!r}") from error


def text(value: Json) -> str:
    """A JSON value as compact text, the order of its keys kept."""
    return json.dumps(value, separators=(",", ":"))


# Reading


def read_tenant(connection: sqlite3.Connection, tenant_id: int) -> Tenant:
    """The tenant as it was last saved."""
    head = "SELECT name, system, settings, catalogue, extra FROM tenants WHERE id = ?"
    name, system, settings, catalogue, extra = connection.execute(head, (tenant_id,)).fetchone()
    with stored(f"tenant {name!r}"):
        return Tenant(
            name,
            system,
            json.loads(settings),
            tuple(Company(*row) for row in _ordered(connection, "code, name", "companies", tenant_id)),
            _read_roles(connection, tenant_id),
            _read_principals(connection, tenant_id),
            _read_credentials(connection, tenant_id),
            tuple(json.loads(pin) for (pin,) in _ordered(connection, "pin", "pins", tenant_id)),
            catalogue,
            json.loads(extra),
        )


def _ordered(connection: sqlite3.Connection, columns: str, table: str, tenant_id: int) -> sqlite3.Cursor:
    return connection.execute(f"SELECT {columns} FROM {table} WHERE tenant_id = ? ORDER BY position", (tenant_id,))


def _read_roles(connection: sqlite3.Connection, tenant_id: int) -> dict[str, Role]:
    found = """SELECT role_id, node, rights FROM grants
        WHERE role_id IN (SELECT id FROM roles WHERE tenant_id = ?) ORDER BY grants.id"""
    grants: dict[int, dict[str, Rights]] = {}
    sets: dict[str, Rights] = {}
    for role_id, node, rights in connection.execute(found, (tenant_id,)):
        if rights not in sets:
            sets[rights] = frozenset(json.loads(rights))
        grants.setdefault(role_id, {})[node] = sets[rights]
    return {
        name: Role(name, grants.get(role_id, {}), code, description, json.loads(extra))
        for role_id, name, code, description, extra in _ordered(
            connection, "id, name, code, description, extra", "roles", tenant_id
        )
    }


def _read_principals(connection: sqlite3.Connection, tenant_id: int) -> dict[str, Principal]:
    found = """SELECT principal_id, roles.name, company FROM assignments JOIN roles ON roles.id = role_id
        WHERE roles.tenant_id = ? ORDER BY principal_id, assignments.position"""
    held: dict[int, list[Assignment]] = {}
    for principal_id, role, company in connection.execute(found, (tenant_id,)):
        held.setdefault(principal_id, []).append(Assignment(role, company))
    return {
        name: Principal(name, status, tuple(held.get(principal_id, ())), json.loads(extra))
        for principal_id, name, status, extra in _ordered(
            connection, "id, name, status, extra", "principals", tenant_id
        )
    }


def _read_credentials(connection: sqlite3.Connection, tenant_id: int) -> dict[str, Credential]:
    found = """SELECT c.name, principals.name, c.scope, c.client_id, c.secret_hash, c.extra FROM credentials AS c
        LEFT JOIN principals ON principals.id = c.principal_id WHERE c.tenant_id = ? ORDER BY c.position"""
    return {
        name: Credential(name, user, scope, client_id, secret_hash, json.loads(extra))
        for name, user, scope, client_id, secret_hash, extra in connection.execute(found, (tenant_id,))
    }


# Writing


def write_changes(connection: sqlite3.Connection, tenant_id: int, before: Tenant, after: Tenant) -> None:
    """Turn the rows of ``before`` into those of ``after``; to be called inside a transaction.

    Raises:
        WorkspaceError: when a user holds a role, or a credential belongs to a user, that is not in ``after``, or when
            its own catalogue was never added.
    """
    _write_head(connection, tenant_id, before, after)
    _write_list(
        connection, "companies", "code, name", tenant_id, *(map(_company_row, t.companies) for t in (before, after))
    )
    _write_list(connection, "pins", "pin", tenant_id, *(((text(pin),) for pin in t.pins) for t in (before, after)))
    columns: tuple[str, ...] = ("code", "description", "extra")
    _sync(connection, "roles", columns, tenant_id, before.roles, after.roles, _role_row, _same_role_row)
    roles = _ids(connection, "roles", tenant_id)
    _write_grants(connection, roles, before.roles, after.roles)
    columns = ("status", "extra")
    _sync(
        connection,
        "principals",
        columns,
        tenant_id,
        before.principals,
        after.principals,
        _principal_row,
        _same_principal_row,
    )
    users = _ids(connection, "principals", tenant_id)
    _write_assignments(connection, users, roles, before.principals, after.principals)

    def credential_row(credential: Credential) -> Row:
        c = credential
        user = None if c.principal is None else _id("credential", c.name, "user", c.principal, users)
        return (user, c.scope, c.client_id, c.secret_hash, text(dict(c.extra)))

    columns = ("principal_id", "scope", "client_id", "secret_hash", "extra")
    _sync(connection, "credentials", columns, tenant_id, before.credentials, after.credentials, credential_row)


def _company_row(company: Company) -> Row:
    return (company.code, company.name)


def _role_row(role: Role) -> Row:
    return (role.code, role.description, text(dict(role.extra)))


def _same_role_row(before: Role, after: Role) -> bool:
    return _role_row(before) == _role_row(after)


def _principal_row(principal: Principal) -> Row:
    return (principal.status, text(dict(principal.extra)))


def _same_principal_row(before: Principal, after: Principal) -> bool:
    return _principal_row(before) == _principal_row(after)


def _write_head(connection: sqlite3.Connection, tenant_id: int, before: Tenant, after: Tenant) -> None:
    def row(tenant: Tenant) -> Row:
        return (tenant.name, tenant.system, tenant.catalogue, text(dict(tenant.settings)), text(dict(tenant.extra)))

    if row(before) == row(after):
        return
    known = "SELECT 1 FROM catalogues WHERE fingerprint = ?"
    if after.catalogue != "builtin" and connection.execute(known, (after.catalogue,)).fetchone() is None:
        raise WorkspaceError(f"the catalogue {after.catalogue!r} of {after.name!r} is not in the workspace")
    change = "UPDATE tenants SET name = ?, system = ?, catalogue = ?, settings = ?, extra = ? WHERE id = ?"
    connection.execute(change, (*row(after), tenant_id))


def _write_list(
    connection: sqlite3.Connection, table: str, columns: str, tenant_id: int, before: Any, after: Any
) -> None:
    """Rows known by their position alone."""
    old, new = list(before), list(after)
    changed = [number for number, row in enumerate(new) if number >= len(old) or old[number] != row]
    connection.execute(f"DELETE FROM {table} WHERE tenant_id = ? AND position >= ?", (tenant_id, len(new)))
    places = ", ".join("?" * len(columns.split(",")))
    put = f"INSERT OR REPLACE INTO {table} (tenant_id, position, {columns}) VALUES (?, ?, {places})"
    connection.executemany(put, [(tenant_id, number, *new[number]) for number in changed])


def _sync(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    tenant_id: int,
    before: Mapping[str, T],
    after: Mapping[str, T],
    row: Callable[[T], Row],
    same: Callable[[T, T], bool] = operator.eq,
) -> None:
    """Rows known by name, in order. A value that is the very same object on both sides has the same row."""
    gone = [(tenant_id, name) for name in before if name not in after]
    connection.executemany(f"DELETE FROM {table} WHERE tenant_id = ? AND name = ?", gone)
    places = {name: number for number, name in enumerate(before)}
    new: list[Row] = []
    changed: list[Row] = []
    for number, (name, value) in enumerate(after.items()):
        if name not in before:
            new.append((number, *row(value), tenant_id, name))
        elif places[name] != number or not (before[name] is value or same(before[name], value)):
            changed.append((number, *row(value), tenant_id, name))
    listed = ("position", *columns)
    marks = ", ".join("?" * (len(listed) + 2))
    connection.executemany(f"INSERT INTO {table} ({', '.join(listed)}, tenant_id, name) VALUES ({marks})", new)
    settings = ", ".join(f"{column} = ?" for column in listed)
    connection.executemany(f"UPDATE {table} SET {settings} WHERE tenant_id = ? AND name = ?", changed)


def _write_grants(
    connection: sqlite3.Connection, roles: dict[str, int], before: Mapping[str, Role], after: Mapping[str, Role]
) -> None:
    gone: list[Row] = []
    put: list[Row] = []
    for name, role in after.items():
        old = before[name].grants if name in before else {}
        if old is role.grants:
            continue
        gone += [(roles[name], node) for node in old if node not in role.grants]
        put += [
            (roles[name], node, text(sorted(rights))) for node, rights in role.grants.items() if old.get(node) != rights
        ]
    connection.executemany("DELETE FROM grants WHERE role_id = ? AND node = ?", gone)
    upsert = """INSERT INTO grants (role_id, node, rights) VALUES (?, ?, ?)
        ON CONFLICT (role_id, node) DO UPDATE SET rights = excluded.rights"""
    connection.executemany(upsert, put)


def _write_assignments(
    connection: sqlite3.Connection,
    users: dict[str, int],
    roles: dict[str, int],
    before: Mapping[str, Principal],
    after: Mapping[str, Principal],
) -> None:
    changed = [user for name, user in after.items() if name not in before or before[name].roles != user.roles]
    connection.executemany("DELETE FROM assignments WHERE principal_id = ?", [(users[u.name],) for u in changed])
    rows = [
        (users[user.name], number, _id("user", user.name, "role", held.role, roles), held.company)
        for user in changed
        for number, held in enumerate(user.roles)
    ]
    put = "INSERT INTO assignments (principal_id, position, role_id, company) VALUES (?, ?, ?, ?)"
    connection.executemany(put, rows)


def _ids(connection: sqlite3.Connection, table: str, tenant_id: int) -> dict[str, int]:
    return dict(connection.execute(f"SELECT name, id FROM {table} WHERE tenant_id = ?", (tenant_id,)))


def _id(owner: str, owner_name: str, kind: str, name: str, ids: Mapping[str, int]) -> int:
    if name not in ids:
        raise WorkspaceError(f"{owner} {owner_name!r} names the {kind} {name!r}, which is not there")
    return ids[name]
