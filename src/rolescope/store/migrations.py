"""The schema, as numbered steps. A step that has shipped is never changed; a new one is added below it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATION_SET = "rolescope"

TENANTS = (
    """CREATE TABLE tenants (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        system TEXT NOT NULL,
        catalogue TEXT NOT NULL,
        settings TEXT NOT NULL,
        extra TEXT NOT NULL,
        head INTEGER NOT NULL,
        removed TEXT
    ) STRICT""",
    "CREATE UNIQUE INDEX tenants_by_name ON tenants (name) WHERE removed IS NULL",
    """CREATE TABLE companies (
        tenant_id INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (tenant_id, position)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE pins (
        tenant_id INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        pin TEXT NOT NULL,
        PRIMARY KEY (tenant_id, position)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE roles (
        id INTEGER PRIMARY KEY,
        tenant_id INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        code TEXT,
        description TEXT NOT NULL,
        extra TEXT NOT NULL,
        UNIQUE (tenant_id, name)
    ) STRICT""",
    """CREATE TABLE grants (
        id INTEGER PRIMARY KEY,
        role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
        node TEXT NOT NULL,
        rights TEXT NOT NULL,
        UNIQUE (role_id, node)
    ) STRICT""",
    """CREATE TABLE principals (
        id INTEGER PRIMARY KEY,
        tenant_id INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        status TEXT NOT NULL,
        extra TEXT NOT NULL,
        UNIQUE (tenant_id, name)
    ) STRICT""",
    """CREATE TABLE assignments (
        principal_id INTEGER NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
        company TEXT NOT NULL,
        PRIMARY KEY (principal_id, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX assignments_by_role ON assignments (role_id)",
    """CREATE TABLE credentials (
        id INTEGER PRIMARY KEY,
        tenant_id INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        principal_id INTEGER REFERENCES principals (id) ON DELETE SET NULL,
        client_id TEXT,
        secret_hash TEXT,
        scope TEXT,
        extra TEXT NOT NULL,
        UNIQUE (tenant_id, name)
    ) STRICT""",
    "CREATE INDEX credentials_by_principal ON credentials (principal_id)",
    """CREATE TABLE catalogues (
        id INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE catalogue_nodes (
        catalogue_id INTEGER NOT NULL REFERENCES catalogues (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        node TEXT NOT NULL,
        PRIMARY KEY (catalogue_id, position)
    ) STRICT, WITHOUT ROWID""",
)

DRAFTS = (
    """CREATE TABLE drafts (
        id INTEGER PRIMARY KEY,
        tenant_id INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        author TEXT NOT NULL,
        version INTEGER NOT NULL,
        base INTEGER NOT NULL,
        cursor INTEGER NOT NULL,
        UNIQUE (tenant_id, author)
    ) STRICT""",
    """CREATE TABLE draft_steps (
        draft_id INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
        step INTEGER NOT NULL,
        edit TEXT NOT NULL,
        inverse TEXT NOT NULL,
        PRIMARY KEY (draft_id, step)
    ) STRICT""",
    """CREATE TABLE draft_log (
        draft_id INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        step INTEGER NOT NULL,
        forward INTEGER NOT NULL CHECK (forward IN (0, 1)),
        edit TEXT NOT NULL,
        inverse TEXT NOT NULL,
        PRIMARY KEY (draft_id, position)
    ) STRICT""",
)

# INSERT OR REPLACE deletes without firing delete triggers, so that a row standing in the way is refused as well.
HISTORY = (
    """CREATE TABLE revisions (
        tenant_id INTEGER NOT NULL REFERENCES tenants (id),
        number INTEGER NOT NULL,
        parent INTEGER NOT NULL,
        author TEXT NOT NULL,
        made TEXT NOT NULL,
        reason TEXT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (tenant_id, number)
    ) STRICT""",
    """CREATE TABLE revision_edits (
        tenant_id INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        position INTEGER NOT NULL,
        edit TEXT NOT NULL,
        inverse TEXT NOT NULL,
        PRIMARY KEY (tenant_id, revision, position),
        FOREIGN KEY (tenant_id, revision) REFERENCES revisions (tenant_id, number)
    ) STRICT""",
    """CREATE TRIGGER revisions_stay BEFORE UPDATE ON revisions
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END""",
    """CREATE TRIGGER revisions_last BEFORE DELETE ON revisions
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END""",
    """CREATE TRIGGER revisions_append BEFORE INSERT ON revisions
        WHEN EXISTS (SELECT 1 FROM revisions WHERE tenant_id = NEW.tenant_id AND number >= NEW.number)
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END""",
    """CREATE TRIGGER revision_edits_stay BEFORE UPDATE ON revision_edits
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END""",
    """CREATE TRIGGER revision_edits_last BEFORE DELETE ON revision_edits
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END""",
    """CREATE TRIGGER revision_edits_append BEFORE INSERT ON revision_edits
        WHEN EXISTS (SELECT 1 FROM revision_edits WHERE tenant_id = NEW.tenant_id
            AND (revision > NEW.revision OR revision = NEW.revision AND position >= NEW.position))
        BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END""",
)

GROUPS = (
    """CREATE TABLE groups (
        id INTEGER PRIMARY KEY,
        tenant_id INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        description TEXT NOT NULL,
        extra TEXT NOT NULL,
        UNIQUE (tenant_id, name)
    ) STRICT""",
    """CREATE TABLE group_roles (
        group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
        PRIMARY KEY (group_id, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX group_roles_by_role ON group_roles (role_id)",
    """CREATE TABLE memberships (
        principal_id INTEGER NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
        PRIMARY KEY (principal_id, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX memberships_by_group ON memberships (group_id)",
    """CREATE TABLE own_grants (
        id INTEGER PRIMARY KEY,
        principal_id INTEGER NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
        node TEXT NOT NULL,
        rights TEXT NOT NULL,
        UNIQUE (principal_id, node)
    ) STRICT""",
)

NEWS = (
    """CREATE TABLE known_nodes (
        tenant_id INTEGER PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
        nodes TEXT,
        arrived TEXT NOT NULL
    ) STRICT""",
)

STEPS: dict[str, tuple[str, ...]] = {
    "0001_tenants": TENANTS,
    "0002_drafts": DRAFTS,
    "0003_history": HISTORY,
    "0004_groups": GROUPS,
    "0005_news": NEWS,
}
"""The statements of each step, by its name, in order."""


def applied(connection: sqlite3.Connection) -> list[str]:
    """The names of the steps that a file has been through; none when it has no such record."""
    record = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_sqlite_migrations'"
    if connection.execute(record).fetchone() is None:
        return []
    names = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id"
    return [str(name) for (name,) in connection.execute(names, (MIGRATION_SET,))]


def migrate(database: Database) -> None:
    """Take a file through every step that it lacks, all or none; a second program doing the same waits its turn."""
    from sqlite_utils import Migrations

    steps = Migrations(MIGRATION_SET)
    for name, statements in STEPS.items():
        steps(name=name)(_step(name, statements))
    database.conn.execute("BEGIN IMMEDIATE")
    try:
        steps.apply(database)
    except BaseException:
        database.rollback()
        raise
    database.commit()


def _step(name: str, statements: tuple[str, ...]) -> Callable[[Database], None]:
    def run(database: Database) -> None:
        for statement in statements:
            database.conn.execute(statement)

    run.__name__ = name
    return run
