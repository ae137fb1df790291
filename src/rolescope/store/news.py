"""New nodes of a catalogue: nothing new widens a role, so they arrive closed, where everybody sees it (PS-18).

What closed means is the system's rule. Beside a tenant it is kept which built-in nodes it has met (of a catalogue that
came with a bundle the one before tells), and what arrived closed, about which older bundles cannot know anything.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from rolescope.rights import edits
from rolescope.rights.counting import count
from rolescope.rights.model import BUILTIN, Tenant
from rolescope.rights.tree import Tree
from rolescope.store import history, rows
from rolescope.store.errors import WorkspaceError
from rolescope.systems import NAMES
from rolescope.systems import system as built_in

if TYPE_CHECKING:
    from rolescope.store.workspace import Workspace

AUTHOR = "rolescope"
"""Who saves such a revision."""


def met(connection: sqlite3.Connection, tenant_id: int, tree: Tree, news: News | None = None) -> None:
    """Note inside a transaction that a tenant has met a built-in catalogue; what it met before stays known."""
    before = news or News(frozenset(), frozenset())
    nodes = sorted({*tree.index, *(before.known or ())})
    _put(connection, tenant_id, rows.text(nodes), before.arrived)


def note_arrived(workspace: Workspace, name: str, arrived: Collection[str]) -> None:
    """Note that some nodes arrived closed."""
    with workspace.writing() as connection:
        found = "SELECT nodes FROM known_nodes WHERE tenant_id = ?"
        tenant_id = workspace.tenant_id(name)
        row = connection.execute(found, (tenant_id,)).fetchone()
        _put(connection, tenant_id, row[0] if row else None, arrived)


def _put(connection: sqlite3.Connection, tenant_id: int, nodes: str | None, arrived: Collection[str]) -> None:
    put = """INSERT INTO known_nodes (tenant_id, nodes, arrived) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET nodes = excluded.nodes, arrived = excluded.arrived"""
    connection.execute(put, (tenant_id, nodes, rows.text(sorted(arrived))))


class News(NamedTuple):
    """What is noted beside a tenant: the built-in nodes it has met (None: not known), and those that arrived closed."""

    known: frozenset[str] | None
    arrived: frozenset[str]


def noted(workspace: Workspace, name: str) -> News:
    """What is noted beside a tenant."""
    with workspace.reading() as connection:
        found = "SELECT nodes, arrived FROM known_nodes WHERE tenant_id = ?"
        row = connection.execute(found, (workspace.tenant_id(name),)).fetchone()
    if row is None:
        return News(None, frozenset())
    with rows.stored(f"what {name!r} knows of the catalogue"):
        return News(None if row[0] is None else frozenset(json.loads(row[0])), frozenset(json.loads(row[1])))


def take_in(workspace: Workspace, name: str, clock: history.Clock) -> history.Revision | None:
    """Let the nodes that are new in this program's built-in catalogue arrive in a tenant; the revision, if any.

    Raises:
        WorkspaceError: when there are some and the workspace is open read-only: its answers would be too wide.
    """
    system = _on_builtin(workspace, name)
    if system is None:
        return None
    tree = built_in(system).tree(None)
    news = noted(workspace, name)
    if news.known is not None and news.known.issuperset(tree.index):
        return None
    if workspace.read_only:
        if news.known is None:
            return None
        new = len(tree.index.keys() - news.known)
        raise WorkspaceError(f"{new} nodes are new in the catalogue since {workspace.path} was opened: open it once")
    with workspace.writing() as connection:
        news = noted(workspace, name)  # another program may have been here meanwhile
        revision = None
        if news.known is not None:
            revision, arrived = _arrive(workspace, name, news.known, tree, clock)
            news = News(news.known, news.arrived | arrived)
        met(connection, workspace.tenant_id(name), tree, news)
    return revision


def _on_builtin(workspace: Workspace, name: str) -> str | None:
    """The system of a tenant that is on its built-in catalogue."""
    with workspace.reading() as connection:
        tenant_id = workspace.tenant_id(name)
        found = "SELECT catalogue, system FROM tenants WHERE id = ?"
        catalogue, system = connection.execute(found, (tenant_id,)).fetchone()
    return system if catalogue == BUILTIN and system in NAMES else None


def awaited(workspace: Workspace, name: str) -> tuple[Tenant, frozenset[str]]:
    """A tenant as it will be once ``take_in`` was here, and all nodes that arrived closed by then; writes nothing."""
    with workspace.reading():
        tenant, system, news = workspace.load(name), _on_builtin(workspace, name), noted(workspace, name)
    if system is None or news.known is None:
        return tenant, news.arrived
    tree = built_in(system).tree(None)
    closing = _closing(tenant, news.known, tree)
    return edits.apply_all(closing, tenant, tree), news.arrived | _nodes(closing)


def _closing(tenant: Tenant, known: frozenset[str], tree: Tree) -> tuple[edits.Edit, ...]:
    """The edits with which what a tenant has not met arrives in it."""
    return () if tree.index.keys() <= known else tuple(built_in(tenant.system).arrivals(tenant, known, tree))


def _nodes(closing: Collection[edits.Edit]) -> frozenset[str]:
    return frozenset(edit.node for edit in closing if isinstance(edit, edits.SetGrant))


def _arrive(
    workspace: Workspace, name: str, known: frozenset[str], tree: Tree, clock: history.Clock
) -> tuple[history.Revision | None, frozenset[str]]:
    before = workspace.load(name)
    closing = _closing(before, known, tree)
    if not closing:
        return None, frozenset()
    step = edits.Batch("new in the catalogue", closing)
    after, inverse = edits.apply(step, before, tree)
    new = len(tree.index.keys() - known)
    reason = f"{count(new, 'new node')} of the catalogue {'arrives' if new == 1 else 'arrive'} closed (PS-18)"
    entry = history.NewRevision(workspace.head(name), AUTHOR, clock(), reason, [(step, inverse)])
    revision = history.save(workspace, workspace.tenant_id(name), before, after, entry)
    return revision, _nodes(closing)


def kept_closed(
    after: Tenant, before: Tenant, known: Collection[str], earlier: Collection[str], tree: Tree
) -> tuple[Tenant, frozenset[str]]:
    """A tenant that replaces ``before``, with what is new in its catalogue ``tree`` closed where it says nothing of it.

    ``known`` are the nodes of the catalogue before, ``earlier`` those that arrived so already: they stay closed in the
    roles in which nobody opened them, so that importing the same file again changes nothing. Gives the nodes that
    arrived as well, these included.
    """
    still = frozenset(earlier) & tree.index.keys()
    closing = [
        edit
        for edit in built_in(after.system).arrivals(after, frozenset(known) - still, tree)
        if isinstance(edit, edits.SetGrant)
        and edit.node not in after.roles[edit.role].grants
        and (edit.node not in known or _is_closed(before, edit))
    ]
    return edits.apply_all(closing, after, tree), still | {edit.node for edit in closing}


def _is_closed(tenant: Tenant, edit: edits.SetGrant) -> bool:
    role = tenant.roles.get(edit.role)
    return role is not None and role.grants.get(edit.node) == edit.rights
