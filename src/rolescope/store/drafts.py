"""Drafts on disk: every operation is written as it is made, one transaction each, so that a crash loses nothing.

A draft belongs to a tenant and an author. Each write names the version it was made on; a second window of the same
author that missed one is told so, and cannot mix up the two.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from rolescope.store.errors import DraftBroken, DraftMoved
from rolescope.store.rows import BROKEN, text
from rolescope.store.timeline import Change, Entry, Step, Timeline

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit
    from rolescope.store.workspace import Workspace


class Draft(NamedTuple):
    """A stored draft: ``base`` is the revision it was made on; version 0 is the draft that was never written."""

    version: int = 0
    base: int = 0
    timeline: Timeline = Timeline()


class Operation(NamedTuple):
    """One thing to write: it holds for the draft at ``version`` and makes it the next one."""

    tenant_id: int
    author: str
    version: int
    base: int
    change: Change


def read(connection: sqlite3.Connection, tenant_id: int, author: str) -> Draft:
    """The author's draft of a tenant, empty when there is none.

    Raises:
        DraftBroken: when it cannot be read; ``drop`` removes it.
    """
    found = "SELECT id, version, base, cursor FROM drafts WHERE tenant_id = ? AND author = ?"
    row = connection.execute(found, (tenant_id, author)).fetchone()
    if row is None:
        return Draft()
    steps = "SELECT step, edit, inverse FROM draft_steps WHERE draft_id = ? ORDER BY step"
    log = "SELECT edit, inverse, step, forward FROM draft_log WHERE draft_id = ? ORDER BY position"
    try:
        draft_id, version, base, cursor = map(int, row)
        timeline = Timeline(
            tuple(Step(number, read_edit(e), read_edit(i)) for number, e, i in connection.execute(steps, (draft_id,))),
            cursor,
            tuple(
                Entry(read_edit(e), read_edit(i), step, bool(forward))
                for e, i, step, forward in connection.execute(log, (draft_id,))
            ),
        )
    except BROKEN as error:
        raise broken(author, error) from error
    if not 0 <= cursor <= len(timeline.steps):
        raise broken(author, f"it has no step {cursor}")
    return Draft(version, base, timeline)


def version(connection: sqlite3.Connection, tenant_id: int, author: str) -> int:
    """How often the author's draft was written; 0 where there is none."""
    found = "SELECT version FROM drafts WHERE tenant_id = ? AND author = ?"
    row = connection.execute(found, (tenant_id, author)).fetchone()
    return int(row[0]) if row is not None else 0


def broken(author: str, why: object) -> DraftBroken:
    """The error for a draft that makes no sense."""
    return DraftBroken(f"the unsaved changes of {author!r} cannot be used ({why}): drop them to go on")


def persist(workspace: Workspace, operation: Operation) -> None:
    """Write one operation.

    Raises:
        DraftMoved: when the draft is not at the version that the operation was made on; nothing is written.
        WorkspaceError: when the file cannot be written.
    """
    with workspace.writing() as connection:
        write(connection, operation)


def write(connection: sqlite3.Connection, operation: Operation) -> None:
    """Write one operation inside a transaction."""
    draft_id, change = _next_version(connection, operation), operation.change
    first, last = change.steps_kept
    connection.execute(
        "DELETE FROM draft_steps WHERE draft_id = ? AND step NOT BETWEEN ? AND ?", (draft_id, first, last)
    )
    connection.executemany(
        "INSERT INTO draft_steps (draft_id, step, edit, inverse) VALUES (?, ?, ?, ?)",
        [(draft_id, step.id, edit_text(step.edit), edit_text(step.inverse)) for step in change.steps],
    )
    connection.execute("DELETE FROM draft_log WHERE draft_id = ? AND position >= ?", (draft_id, change.log_kept))
    connection.executemany(
        "INSERT INTO draft_log (draft_id, position, step, forward, edit, inverse) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (draft_id, number, entry.step, int(entry.forward), edit_text(entry.edit), edit_text(entry.inverse))
            for number, entry in enumerate(change.log, change.log_kept)
        ],
    )


def drop(workspace: Workspace, tenant_name: str, author: str) -> None:
    """Remove the author's draft unread, undo steps included. The version goes on, so that no window mistakes it."""
    with workspace.writing() as connection:
        tenant_id = workspace.tenant_id(tenant_name)
        its = "draft_id IN (SELECT id FROM drafts WHERE tenant_id = ? AND author = ?)"
        connection.execute(f"DELETE FROM draft_steps WHERE {its}", (tenant_id, author))
        connection.execute(f"DELETE FROM draft_log WHERE {its}", (tenant_id, author))
        empty = "UPDATE drafts SET version = version + 1, cursor = 0 WHERE tenant_id = ? AND author = ?"
        connection.execute(empty, (tenant_id, author))


def edit_text(edit: Edit) -> str:
    """An edit as it stands in the file."""
    from rolescope.rights.wire import to_json  # makes every class of edits, which most starts need none of

    return text(to_json(edit))


def read_edit(stored: str) -> Edit:
    """The edit of ``edit_text``; raises one of ``rows.BROKEN`` for anything else."""
    from rolescope.rights.wire import edit_from_json

    return edit_from_json(json.loads(stored))


def _next_version(connection: sqlite3.Connection, operation: Operation) -> int:
    """The id of the draft, moved one version on."""
    key = (operation.tenant_id, operation.author)
    values = (operation.base, operation.change.cursor)
    if operation.version:
        move = """UPDATE drafts SET version = version + 1, base = ?, cursor = ?
            WHERE tenant_id = ? AND author = ? AND version = ? RETURNING id"""
        row = connection.execute(move, (*values, *key, operation.version)).fetchone()
    else:
        make = """INSERT INTO drafts (version, base, cursor, tenant_id, author) VALUES (1, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING RETURNING id"""
        row = connection.execute(make, (*values, *key)).fetchone()
    if row is None:
        raise DraftMoved(f"the unsaved changes of {operation.author!r} were changed in another window")
    return int(row[0])
