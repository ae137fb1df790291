"""Revisions: what was saved by whom, when and why. Append-only, each one's hash standing on the one before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rolescope.rights import edits
from rolescope.rights.model import Tenant, facts
from rolescope.rights.tree import TreeOf
from rolescope.store import drafts, rows
from rolescope.store.errors import HeadMoved, WorkspaceError

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit
    from rolescope.store.workspace import Workspace

Clock = Callable[[], datetime]
"""Tells the time, with its time zone."""

Pair: TypeAlias = "tuple[Edit, Edit]"
"""An edit and its inverse."""


def utc_now() -> datetime:
    """The time of this machine's clock."""
    return datetime.now(UTC)


class Revision(NamedTuple):
    """One saved set of edits. ``made`` is UTC in ISO form; ``size`` counts the edits, ``edits`` may be left unread."""

    number: int
    parent: int
    author: str
    made: str
    reason: str
    hash: str
    size: int
    edits: tuple[Pair, ...] = ()


class NewRevision(NamedTuple):
    """What is to become a revision on ``parent``."""

    parent: int
    author: str
    made: datetime
    reason: str
    edits: Sequence[Pair]


def save(
    workspace: Workspace,
    tenant_id: int,
    before: Tenant,
    after: Tenant,
    entry: NewRevision,
    draft: drafts.Operation | None = None,
) -> Revision:
    """Save in one transaction: the rows that differ, the revision, and ``draft``, which empties the log.

    Raises:
        HeadMoved: when ``entry.parent`` is not the newest revision.
        DraftMoved: when the draft was changed in another window.
        WorkspaceError: when the file cannot be written. Nothing is written in any of these cases.
    """
    with workspace.writing() as connection:
        move = "UPDATE tenants SET head = ? WHERE id = ? AND head = ? AND removed IS NULL"
        if connection.execute(move, (entry.parent + 1, tenant_id, entry.parent)).rowcount == 0:
            raise _moved(connection, tenant_id, before.name)
        if draft is not None:
            drafts.write(connection, draft)
        rows.write_changes(connection, tenant_id, before, after)
        if before.catalogue != after.catalogue:
            # Whatever it met before: on another catalogue it begins anew.
            connection.execute("UPDATE known_nodes SET nodes = NULL WHERE tenant_id = ?", (tenant_id,))
        return append(connection, tenant_id, entry)


def append(connection: sqlite3.Connection, tenant_id: int, entry: NewRevision) -> Revision:
    """Add a revision inside a transaction, without touching anything else."""
    number, made = entry.parent + 1, entry.made.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    pairs = [(drafts.edit_text(edit), drafts.edit_text(inverse)) for edit, inverse in entry.edits]
    newest = "SELECT hash FROM revisions WHERE tenant_id = ? AND number = ?"
    previous = connection.execute(newest, (tenant_id, entry.parent)).fetchone()
    fields = (number, entry.parent, entry.author, made, entry.reason)
    digest = _digest(previous[0] if previous else "", fields, pairs)
    connection.execute(
        "INSERT INTO revisions (tenant_id, number, parent, author, made, reason, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (tenant_id, *fields, digest),
    )
    connection.executemany(
        "INSERT INTO revision_edits (tenant_id, revision, position, edit, inverse) VALUES (?, ?, ?, ?, ?)",
        [(tenant_id, number, position, *pair) for position, pair in enumerate(pairs)],
    )
    return Revision(*fields, digest, len(pairs), tuple(entry.edits))


def revisions(workspace: Workspace, tenant_name: str) -> list[Revision]:
    """All revisions, oldest first, without their edits."""
    found = """SELECT number, parent, author, made, reason, hash,
        (SELECT count(*) FROM revision_edits AS e WHERE e.tenant_id = r.tenant_id AND e.revision = r.number)
        FROM revisions AS r WHERE tenant_id = ? ORDER BY number"""
    with workspace.reading() as connection:
        return [Revision(*row) for row in connection.execute(found, (workspace.tenant_id(tenant_name),))]


def revision(workspace: Workspace, tenant_name: str, number: int) -> Revision:
    """One revision with its edits and their inverses.

    Raises:
        WorkspaceError: when there is none of that number, or it is damaged.
    """
    found = "SELECT parent, author, made, reason, hash FROM revisions WHERE tenant_id = ? AND number = ?"
    with workspace.reading() as connection:
        tenant_id = workspace.tenant_id(tenant_name)
        row = connection.execute(found, (tenant_id, number)).fetchone()
        if row is None:
            raise WorkspaceError(
                f"{tenant_name!r} has no revision {number}; the newest is {workspace.head(tenant_name)}"
            )
        with rows.stored(f"revision {number} of {tenant_name!r}"):
            pairs = tuple(
                (drafts.read_edit(edit), drafts.read_edit(inverse))
                for edit, inverse in _stored_pairs(connection, tenant_id, number)
            )
    parent, author, made, reason, digest = row
    return Revision(number, parent, author, made, reason, digest, len(pairs), pairs)


def tenant_at(workspace: Workspace, tenant_name: str, number: int, trees: TreeOf) -> Tenant:
    """The tenant as it was after revision ``number``; 0 is the empty tenant before the first.

    Raises:
        WorkspaceError: when there is none of that number, or what lies after it is damaged.
    """
    with workspace.reading():
        head, tenant = workspace.head(tenant_name), workspace.load(tenant_name)
        if not 0 <= number <= head:
            raise WorkspaceError(f"{tenant_name!r} has no revision {number}; the newest is {head}")
        for later in range(head, number, -1):
            tenant = before(workspace, tenant, later, trees)
    return tenant


def before(workspace: Workspace, tenant: Tenant, number: int, trees: TreeOf) -> Tenant:
    """The tenant as it was before revision ``number``, from how it was after it.

    Raises:
        WorkspaceError: when there is none of that number, or it is damaged.
    """
    pairs = revision(workspace, tenant.name, number).edits
    with rows.stored(f"revision {number} of {tenant.name!r}"):
        for _, inverse in reversed(pairs):
            tenant, _ = edits.apply(inverse, tenant, trees(tenant.catalogue))
    return tenant


def verify_chain(workspace: Workspace, tenant_name: str) -> list[str]:
    """What is wrong with the history, one sentence each; empty when nothing is."""
    found = "SELECT number, parent, author, made, reason, hash FROM revisions WHERE tenant_id = ? ORDER BY number"
    problems: list[str] = []
    with workspace.reading() as connection:
        tenant_id = workspace.tenant_id(tenant_name)
        previous, last = "", 0
        for *fields, stored in connection.execute(found, (tenant_id,)).fetchall():
            number, parent = fields[:2]
            if number != last + 1 or parent != last:
                problems.append(f"revision {number} should follow revision {number - 1}, but follows {last}")
            if _digest(previous, fields, _stored_pairs(connection, tenant_id, number)) != stored:
                problems.append(f"revision {number} does not match its hash: it was altered after it was saved")
            previous, last = stored, number
        if last != workspace.head(tenant_name):
            problems.append(f"the newest revision should be {workspace.head(tenant_name)}, but is {last}")
    return problems


def verify_rows(workspace: Workspace, tenant_name: str, trees: TreeOf) -> list[str]:
    """Whether the tenant is what its history makes of it when replayed; problems as in ``verify_chain``."""
    with workspace.reading():
        now = workspace.load(tenant_name)
        tenant = Tenant(now.name, now.system)
        for number in range(1, workspace.head(tenant_name) + 1):
            try:
                for edit, _ in revision(workspace, tenant_name, number).edits:
                    tenant, _ = edits.apply(edit, tenant, trees(tenant.catalogue))
            except (WorkspaceError, *rows.BROKEN) as error:
                return [f"revision {number} cannot be replayed: {error}"]
    if facts(tenant) != facts(now):
        return [f"what {tenant_name!r} holds is not what its history says: rows were altered without a revision"]
    return []


def _stored_pairs(connection: sqlite3.Connection, tenant_id: int, number: int) -> list[tuple[str, str]]:
    found = "SELECT edit, inverse FROM revision_edits WHERE tenant_id = ? AND revision = ? ORDER BY position"
    return list(connection.execute(found, (tenant_id, number)))


def _digest(previous: str, fields: Sequence[str | int], pairs: Sequence[tuple[str, str]]) -> str:
    """The hash over the one before and the exact stored texts, order and all."""
    import hashlib  # not needed to open a workspace, and slow to load

    return hashlib.sha256(rows.text([previous, *fields, [list(pair) for pair in pairs]]).encode("ascii")).hexdigest()


def _moved(connection: sqlite3.Connection, tenant_id: int, name: str) -> WorkspaceError:
    row = connection.execute("SELECT head FROM tenants WHERE id = ? AND removed IS NULL", (tenant_id,)).fetchone()
    if row is None:
        return WorkspaceError(f"the tenant {name!r} was removed from the workspace meanwhile")
    return HeadMoved(f"somebody saved revision {row[0]} of {name!r} meanwhile")
