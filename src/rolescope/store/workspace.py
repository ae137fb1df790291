"""The workspace file, holding any number of tenants."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from rolescope.rights import edits
from rolescope.rights.model import BUILTIN, Json, Tenant
from rolescope.store import connection as files
from rolescope.store import history, migrations, news, rows
from rolescope.store.errors import WorkspaceError, printable
from rolescope.systems import NAMES
from rolescope.systems import system as built_in

if TYPE_CHECKING:
    from sqlite_utils import Database

Nodes = Sequence[dict[str, Json]]
"""A catalogue as a bundle gives it: one mapping a node, in order."""


_TENANT_LINES = """SELECT name, system,
    (SELECT count(*) FROM roles WHERE tenant_id = tenants.id),
    (SELECT count(*) FROM principals WHERE tenant_id = tenants.id),
    (SELECT count(*) FROM draft_log JOIN drafts ON drafts.id = draft_id WHERE tenant_id = tenants.id AND author = ?)
    FROM tenants WHERE removed IS NULL ORDER BY id"""


class TenantLine(NamedTuple):
    """A tenant of a workspace as a list of them shows it; ``unsaved`` is how many edits one author has not saved."""

    name: str
    system: str
    roles: int
    users: int
    unsaved: int


def fingerprint(nodes: Nodes) -> str:
    """What ``Tenant.catalogue`` says for these nodes: a hash of them, their order included."""
    import hashlib  # takes longer to load than all else that opening a workspace needs of the standard library

    return hashlib.sha256(rows.text(list(nodes)).encode("ascii")).hexdigest()


class Workspace:
    """An open workspace. It belongs to the thread that opened it; another thread opens its own, which is cheap.

    Every method raises WorkspaceError where the file cannot be read or written.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, read_only: bool) -> None:
        """``create`` and ``open`` make one."""
        self.path = path
        self.read_only = read_only
        self._connection = connection
        self._writer: Database | None = None
        self._in_snapshot = False

    @classmethod
    def create(cls, path: str | Path) -> Workspace:
        """Make a new, empty workspace, mode 0600, and open it.

        Raises:
            WorkspaceError: when something stands there already, or the directory is missing or may not be written.
        """
        files.create(Path(path))
        return cls.open(path)

    @classmethod
    def open(cls, path: str | Path, read_only: bool = False) -> Workspace:
        """Open an existing workspace; never makes a file, and touches none that is not a workspace.

        Raises:
            WorkspaceError: one sentence why it cannot be opened.
        """
        path = Path(path)
        return cls(path, files.connect(path, read_only), read_only)

    def close(self) -> None:
        """Close the file; closing twice does nothing."""
        self._connection.close()
        if self.read_only:
            files.tidy(self.path)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One snapshot of the file for everything inside; may be nested."""
        with files.explained(self.path):
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            self._in_snapshot = True
            try:
                yield self._connection
            finally:
                self._in_snapshot = False
                self._connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of what is inside, or nothing where it raises. May be nested, but not in ``reading``."""
        if self._in_snapshot:
            raise RuntimeError("a snapshot for reading is rolled back at its end: nothing may be written inside")
        if self.read_only:
            raise WorkspaceError(f"{self.path} is open read-only: nothing can be changed")
        with files.explained(self.path), self._database().atomic():
            # Takes the write lock now, so that nothing read inside can be out of date.
            self._connection.execute("UPDATE tenants SET head = head WHERE 0")
            yield self._connection

    def tenant_names(self) -> list[tuple[str, str]]:
        """The name and the system of each tenant, in the order they were added."""
        with self.reading() as connection:
            return list(connection.execute("SELECT name, system FROM tenants WHERE removed IS NULL ORDER BY id"))

    def tenants(self, author: str) -> list[TenantLine]:
        """What there is to say of each tenant without loading it, in the order they were added."""
        with self.reading() as connection:
            return [TenantLine(*line) for line in connection.execute(_TENANT_LINES, (author,))]

    def names_ever(self) -> frozenset[str]:
        """The names of all tenants that are there or were once."""
        with self.reading() as connection:
            return frozenset(name for (name,) in connection.execute("SELECT name FROM tenants"))

    def load(self, name: str) -> Tenant:
        """A tenant as it was last saved."""
        with self.reading() as connection:
            return rows.read_tenant(connection, self.tenant_id(name))

    def head(self, name: str) -> int:
        """The number of a tenant's newest revision."""
        with self.reading() as connection:
            (head,) = connection.execute("SELECT head FROM tenants WHERE id = ?", (self.tenant_id(name),)).fetchone()
        with rows.stored(f"tenant {name!r}"):
            return int(head)

    def tenant_id(self, name: str) -> int:
        """The row of a tenant.

        Raises:
            WorkspaceError: when there is no such tenant; the message names those there are.
        """
        with self.reading() as connection:
            found = "SELECT id FROM tenants WHERE name = ? AND removed IS NULL"
            row = connection.execute(found, (name,)).fetchone()
        if row is None:
            held = ", ".join(repr(known) for known, _ in self.tenant_names()) or "none"
            raise WorkspaceError(f"there is no tenant {name!r} in {self.path}; it holds: {held}")
        return int(row[0])

    def catalogue(self, name: str) -> list[dict[str, Json]] | None:
        """The nodes of a tenant's own catalogue as they were given, in order; None for the system's built-in one."""
        with self.reading() as connection:
            query = "SELECT catalogue FROM tenants WHERE id = ?"
            return self.nodes(connection.execute(query, (self.tenant_id(name),)).fetchone()[0])

    def nodes(self, catalogue: str) -> list[dict[str, Json]] | None:
        """The nodes of a catalogue that any revision of any tenant used; None for ``"builtin"``."""
        if catalogue == BUILTIN:
            return None
        # As one text: of thousands of rows each would cost more to hand over than to read.
        found = """SELECT group_concat(node, ',') FROM (SELECT node FROM catalogue_nodes
            JOIN catalogues ON catalogues.id = catalogue_id WHERE fingerprint = ? ORDER BY position)"""
        with self.reading() as connection:
            (text,) = connection.execute(found, (catalogue,)).fetchone()
        with rows.stored(f"the catalogue {catalogue!r}"):
            nodes: list[dict[str, Json]] = json.loads(f"[{text or ''}]")
        return nodes

    def add_catalogue(self, nodes: Nodes) -> str:
        """Keep a catalogue, so that tenants may name it by the fingerprint that is returned."""
        name = fingerprint(nodes)
        with self.writing() as connection:
            add = "INSERT INTO catalogues (fingerprint) VALUES (?) ON CONFLICT DO NOTHING RETURNING id"
            row = connection.execute(add, (name,)).fetchone()
            if row is not None:
                put = "INSERT INTO catalogue_nodes (catalogue_id, position, node) VALUES (?, ?, ?)"
                texts = ((row[0], position, rows.text(node)) for position, node in enumerate(nodes))
                connection.executemany(put, texts)
        return name

    def add_tenant(
        self,
        tenant: Tenant,
        nodes: Nodes | None = None,
        *,
        author: str,
        clock: history.Clock = history.utc_now,
        reason: str = "created",
    ) -> history.Revision:
        """Add a tenant as its revision 1.

        Where it has a catalogue of its own, ``nodes`` is that, and the tenant's ``catalogue`` becomes its fingerprint.

        Raises:
            WorkspaceError: when a tenant of that name is there already.
        """
        empty = Tenant(tenant.name, tenant.system)
        with self.writing() as connection:
            if tenant.name in dict(self.tenant_names()):
                raise WorkspaceError(f"there is already a tenant {tenant.name!r} in {self.path}")
            if nodes is not None:
                tenant = replace(tenant, catalogue=self.add_catalogue(nodes))
            add = """INSERT INTO tenants (name, system, catalogue, settings, extra, head)
                VALUES (?, ?, 'builtin', '{}', '{}', 1) RETURNING id"""
            (tenant_id,) = connection.execute(add, (tenant.name, tenant.system)).fetchone()
            rows.write_changes(connection, tenant_id, empty, tenant)
            if tenant.catalogue == BUILTIN and tenant.system in NAMES:
                news.met(connection, tenant_id, built_in(tenant.system).tree(None))
            made = edits.ReplaceTenant(tenant), edits.ReplaceTenant(empty)
            created = history.NewRevision(0, author, clock(), reason, [made])
            return history.append(connection, tenant_id, created)

    def remove_tenant(self, name: str, clock: history.Clock = history.utc_now) -> None:
        """Remove a tenant and all drafts of it. Its history stays in the file, under no name."""
        with self.writing() as connection:
            tenant_id = self.tenant_id(name)
            for table in ("companies", "pins", "credentials", "principals", "groups", "roles", "drafts"):
                connection.execute(f"DELETE FROM {table} WHERE tenant_id = ?", (tenant_id,))
            gone = "UPDATE tenants SET removed = ? WHERE id = ?"
            connection.execute(gone, (clock().isoformat(timespec="seconds"), tenant_id))

    def problems(self) -> list[str]:
        """What is wrong with the file beneath the histories, one sentence each; reads all of it."""
        with self.reading() as connection:
            found = [printable(line) for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            triggers = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")}
            if not triggers.issuperset(rule for rule in migrations.HISTORY if rule.startswith("CREATE TRIGGER")):
                found.append("the rules that keep the history append-only were removed from the file")
            known = [str(name) for (name,) in connection.execute("SELECT fingerprint FROM catalogues")]
            altered = [name for name in known if fingerprint(self.nodes(name) or []) != name]
        found += [f"a row of {table} refers to a row of {parent} that is not there" for table, _, parent, _ in orphans]
        found += [f"the catalogue {name!r} was altered after it was added" for name in altered]
        return found

    def _database(self) -> Database:
        if self._writer is None:
            from sqlite_utils import Database

            self._writer = Database(self._connection, execute_plugins=False)
        return self._writer
