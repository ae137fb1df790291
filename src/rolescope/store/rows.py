"""A tenant as rows and back. Writing compares two snapshots and touches only the rows that differ."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rolescope.rights.model import (
    BUILTIN,
    Assignment,
    Company,
    Credential,
    Group,
    Json,
    Principal,
    Rights,
    Role,
    Tenant,
)
from rolescope.store.errors import WorkspaceError

T = TypeVar("T")
PLACED = "principal_id, position"
"""The order of what is listed for users."""
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
        extras = Read()
        roles, role_names = _read_roles(connection, tenant_id, extras)
        groups, group_names = _read_groups(connection, tenant_id, extras, role_names)
        return Tenant(
            name,
            system,
            json.loads(settings),
            tuple(Company(*row) for row in _ordered(connection, "code, name", "companies", tenant_id)),
            roles,
            _read_principals(connection, tenant_id, extras, (role_names, group_names)),
            _read_credentials(connection, tenant_id, extras),
            tuple(json.loads(pin) for (pin,) in _ordered(connection, "pin", "pins", tenant_id)),
            catalogue,
            json.loads(extra),
            groups,
        )


class Read(dict[str, Any]):
    """What stored texts say, each read once and shared: of thousands of rows most say what others say."""

    def __missing__(self, stored: str) -> Any:
        self[stored] = value = json.loads(stored)
        return value


def _read_rights(texts: Iterable[str]) -> dict[str, Rights]:
    """The rights that stored texts say, each of them once; all in one go, as there may be thousands."""
    distinct = list(dict.fromkeys(texts))
    found = json.loads(f"[{','.join(distinct)}]")
    return {stored: frozenset(rights) for stored, rights in zip(distinct, found, strict=True)}


def _ordered(connection: sqlite3.Connection, columns: str, table: str, tenant_id: int) -> sqlite3.Cursor:
    return connection.execute(f"SELECT {columns} FROM {table} WHERE tenant_id = ? ORDER BY position", (tenant_id,))


def _of(connection: sqlite3.Connection, listed: str, table: str, owners: Collection[int], order: str) -> sqlite3.Cursor:
    """The listed columns for some owners, the first being the owner, and for others whose number lies between theirs.

    Whoever reads tells them apart: a table is read in its own order three times as fast as for a list of owners.
    """
    owner, ends = listed.partition(",")[0], (min(owners, default=0), max(owners, default=-1))
    found = f"SELECT {listed} FROM {table} NOT INDEXED WHERE {owner} BETWEEN ? AND ? ORDER BY {order}"
    return connection.execute(found, ends)


def _read_grants(
    connection: sqlite3.Connection, listed: str, table: str, owners: Collection[int]
) -> dict[int, dict[str, Rights]]:
    """What each owner has, from rows of owner, node and rights in the order they were made."""
    grants: dict[int, dict[str, Rights]] = {owner: {} for owner in owners}
    rows = [row for row in _of(connection, listed, table, owners, "id") if row[0] in grants]
    meant = _read_rights(rights for _, _, rights in rows)
    for owner, node, rights in rows:
        grants[owner][node] = meant[rights]
    return grants


def _read_names(rows: sqlite3.Cursor, names: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    """What is listed for each owner, from rows of owner and number; numbers without a name are another tenant's."""
    found: dict[int, tuple[str, ...]] = {}
    for owner, number in rows:
        if number in names:
            found[owner] = (*found.get(owner, ()), names[number])
    return found


def _read_groups(
    connection: sqlite3.Connection, tenant_id: int, extras: Read, roles: Mapping[int, str]
) -> tuple[dict[str, Group], dict[int, str]]:
    rows = _ordered(connection, "id, name, description, extra", "groups", tenant_id).fetchall()
    names = {number: name for number, name, *_ in rows}
    held = _read_names(_of(connection, "group_id, role_id", "group_roles", names, "group_id, position"), roles)
    groups = {
        name: Group(name, held.get(number, ()), description, extras[extra]) for number, name, description, extra in rows
    }
    return groups, names


def _read_roles(connection: sqlite3.Connection, tenant_id: int, extras: Read) -> tuple[dict[str, Role], dict[int, str]]:
    rows = _ordered(connection, "id, name, code, description, extra", "roles", tenant_id).fetchall()
    names = {number: name for number, name, *_ in rows}
    grants = _read_grants(connection, "role_id, node, rights", "grants", names)
    roles = {
        name: Role(name, grants[number], code, description, extras[extra])
        for number, name, code, description, extra in rows
    }
    return roles, names


def _read_principals(
    connection: sqlite3.Connection,
    tenant_id: int,
    extras: Read,
    named: tuple[Mapping[int, str], Mapping[int, str]],
) -> dict[str, Principal]:
    """The users; ``named`` are the roles and the groups by number."""
    rows = _ordered(connection, "id, name, status, extra", "principals", tenant_id).fetchall()
    users, (roles, groups) = [row[0] for row in rows], named
    held = _read_assignments(connection, users, roles)
    within = _read_names(_of(connection, "principal_id, group_id", "memberships", users, PLACED), groups)
    own = _read_grants(connection, "principal_id, node, rights", "own_grants", users)
    return {
        name: Principal(name, status, held.get(number, ()), extras[extra], within.get(number, ()), own[number])
        for number, name, status, extra in rows
    }


def _read_assignments(
    connection: sqlite3.Connection, users: Collection[int], roles: Mapping[int, str]
) -> dict[int, tuple[Assignment, ...]]:
    found: dict[int, tuple[Assignment, ...]] = {}
    made: dict[tuple[int, str], Assignment] = {}
    for user, role, company in _of(connection, "principal_id, role_id, company", "assignments", users, PLACED):
        if role in roles:
            known = made.get((role, company))
            if known is None:
                known = made[role, company] = Assignment(roles[role], company)
            found[user] = (*found.get(user, ()), known)
    return found


def _read_credentials(connection: sqlite3.Connection, tenant_id: int, extras: Read) -> dict[str, Credential]:
    found = """SELECT c.name, principals.name, c.scope, c.client_id, c.secret_hash, c.extra FROM credentials AS c
        LEFT JOIN principals ON principals.id = c.principal_id WHERE c.tenant_id = ? ORDER BY c.position"""
    return {
        name: Credential(name, user, scope, client_id, secret_hash, extras[extra])
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
    _sync(connection, tenant_id, ROLES, before.roles, after.roles)
    roles = _ids(connection, "roles", tenant_id)
    _write_grants(connection, ("grants", "role_id"), roles, before.roles, after.roles)
    _sync(connection, tenant_id, GROUPS, before.groups, after.groups)
    groups = _ids(connection, "groups", tenant_id)
    held = {name: group.roles for name, group in before.groups.items()}
    now = {name: group.roles for name, group in after.groups.items()}
    _write_links(connection, ("group_roles", "group_id", "role_id"), (groups, roles), held, now)
    _sync(connection, tenant_id, PRINCIPALS, before.principals, after.principals)
    users = _ids(connection, "principals", tenant_id)
    _write_assignments(connection, users, roles, before.principals, after.principals)
    held = {name: user.groups for name, user in before.principals.items()}
    now = {name: user.groups for name, user in after.principals.items()}
    _write_links(connection, ("memberships", "principal_id", "group_id"), (users, groups), held, now)
    _write_grants(connection, ("own_grants", "principal_id"), users, before.principals, after.principals)
    _sync(connection, tenant_id, _credentials(users), before.credentials, after.credentials)


@dataclass(frozen=True)
class Named(Generic[T]):
    """A table of what has a name: its columns besides name and position, and what stands in them."""

    table: str
    columns: tuple[str, ...]
    row: Callable[[T], Row]
    told: Callable[[T], object] | None = None
    """What is equal where two have the same row, if it is not the row itself."""

    def same(self, before: T, after: T) -> bool:
        """Whether two have the same row. The very same object has."""
        told = self.told or self.row
        return before is after or told(before) == told(after)


ROLES = Named[Role](
    "roles", ("code", "description", "extra"), lambda role: (role.code, role.description, text(dict(role.extra)))
)
GROUPS = Named[Group]("groups", ("description", "extra"), lambda group: (group.description, text(dict(group.extra))))
PRINCIPALS = Named[Principal]("principals", ("status", "extra"), lambda user: (user.status, text(dict(user.extra))))


def _credentials(users: dict[str, int]) -> Named[Credential]:
    """The table of credentials; ``users`` are the rows of the users as they are now."""

    def row(one: Credential) -> Row:
        user = None if one.principal is None else _id("credential", one.name, "user", one.principal, users)
        return (user, one.scope, one.client_id, one.secret_hash, text(dict(one.extra)))

    columns = ("principal_id", "scope", "client_id", "secret_hash", "extra")
    return Named("credentials", columns, row, lambda one: one)  # the user that it had may be gone, with its row


def _company_row(company: Company) -> Row:
    return (company.code, company.name)


def _write_head(connection: sqlite3.Connection, tenant_id: int, before: Tenant, after: Tenant) -> None:
    def row(tenant: Tenant) -> Row:
        return (tenant.name, tenant.system, tenant.catalogue, text(dict(tenant.settings)), text(dict(tenant.extra)))

    if row(before) == row(after):
        return
    known = "SELECT 1 FROM catalogues WHERE fingerprint = ?"
    if after.catalogue != BUILTIN and connection.execute(known, (after.catalogue,)).fetchone() is None:
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
    connection: sqlite3.Connection, tenant_id: int, named: Named[T], before: Mapping[str, T], after: Mapping[str, T]
) -> None:
    """Rows known by name, in order."""
    gone = [(tenant_id, name) for name in before if name not in after]
    connection.executemany(f"DELETE FROM {named.table} WHERE tenant_id = ? AND name = ?", gone)
    places = {name: number for number, name in enumerate(before)}
    new: list[Row] = []
    changed: list[Row] = []
    for number, (name, value) in enumerate(after.items()):
        if name not in before:
            new.append((number, *named.row(value), tenant_id, name))
        elif places[name] != number or not named.same(before[name], value):
            changed.append((number, *named.row(value), tenant_id, name))
    listed = ("position", *named.columns)
    marks = ", ".join("?" * (len(listed) + 2))
    connection.executemany(f"INSERT INTO {named.table} ({', '.join(listed)}, tenant_id, name) VALUES ({marks})", new)
    settings = ", ".join(f"{column} = ?" for column in listed)
    connection.executemany(f"UPDATE {named.table} SET {settings} WHERE tenant_id = ? AND name = ?", changed)


def _write_grants(
    connection: sqlite3.Connection,
    table: tuple[str, str],
    owners: dict[str, int],
    before: Mapping[str, Role] | Mapping[str, Principal],
    after: Mapping[str, Role] | Mapping[str, Principal],
) -> None:
    """The grants of roles or of users, in the table of a name and with the owner in the column of a name."""
    (name_of_table, owner), gone, put = table, list[Row](), list[Row]()
    for name, holder in after.items():
        old = before[name].grants if name in before else {}
        new = holder.grants
        if old is new:
            continue
        gone += [(owners[name], node) for node in old if node not in new]
        put += [(owners[name], node, text(sorted(rights))) for node, rights in new.items() if old.get(node) != rights]
    connection.executemany(f"DELETE FROM {name_of_table} WHERE {owner} = ? AND node = ?", gone)
    upsert = f"""INSERT INTO {name_of_table} ({owner}, node, rights) VALUES (?, ?, ?)
        ON CONFLICT ({owner}, node) DO UPDATE SET rights = excluded.rights"""
    connection.executemany(upsert, put)


def _write_links(
    connection: sqlite3.Connection,
    table: tuple[str, str, str],
    ids: tuple[dict[str, int], dict[str, int]],
    before: Mapping[str, tuple[str, ...]],
    after: Mapping[str, tuple[str, ...]],
) -> None:
    """Lists of names, in order: the table, the columns of the owner and of what is listed, and the ids of both."""
    (name_of_table, owner, other), (owners, others) = table, ids
    changed = [(name, names) for name, names in after.items() if before.get(name, ()) != names]
    connection.executemany(f"DELETE FROM {name_of_table} WHERE {owner} = ?", [(owners[name],) for name, _ in changed])
    rows = [
        (owners[name], number, _id(owner.removesuffix("_id"), name, other.removesuffix("_id"), listed, others))
        for name, names in changed
        for number, listed in enumerate(names)
    ]
    connection.executemany(f"INSERT INTO {name_of_table} ({owner}, position, {other}) VALUES (?, ?, ?)", rows)


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
