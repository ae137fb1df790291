"""Commands on the tree: levels of one row, a subtree or many rows; copy and paste; opening a closed path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rolescope.rights.edits import ClearGrant, Edit, SetGrant, apply_all
from rolescope.rights.model import Rights
from rolescope.rights.system import Level
from rolescope.tui.actions import BY_ID
from rolescope.tui.commands.base import CommandSet, writes
from rolescope.tui.widgets.field_list import FieldList
from rolescope.tui.widgets.menu_tree import MenuTree

if TYPE_CHECKING:
    from rolescope.tui.screens.main import MainScreen


class GrantCommands(CommandSet):
    """What the menu and fields panes can do to the role being edited."""

    def __init__(self, desk: MainScreen) -> None:
        super().__init__(desk)
        self._copied: dict[str, Rights] | None = None
        self._copied_from = ""

    @property
    def _tree_pane(self) -> MenuTree | FieldList:
        return self.desk.fields if self.desk.fields.has_focus else self.desk.menu

    def _targets(self) -> Sequence[int]:
        """The marked rows of the focused pane, else the one under its cursor."""
        if self.role is None:
            self.desk.tell("Make a role first: 1, then n.", "warning")
            return ()
        return self._tree_pane.target_keys()

    @writes
    def grant(self, level: str) -> None:
        """Set or clear the level of the chosen rows."""
        self._grant(level, subtree=False)

    @writes
    def grant_subtree(self, level: str) -> None:
        """The same, dropping what was set below, as the vendor's own click on a parent does (PS-06)."""
        self._grant(level, subtree=True)

    @writes
    def cycle(self) -> None:
        """From the level of the row under the cursor to the next stricter one, and around (PS-05)."""
        key = self._tree_pane.cursor_key
        compiled = self.session.compiled(self.role) if self.role else None
        if key is None or compiled is None:
            return
        held = frozenset(self.session.system.rights[number] for number in compiled.own.at(key))
        levels = self.session.system.levels
        if not levels:
            return
        rank = max(rank for rank, level in enumerate(levels) if level.rights <= held)
        self._grant(levels[(rank - 1) % len(levels)].name, subtree=False)

    def _grant(self, name: str, subtree: bool) -> None:
        if not self.session.system.levels and name != "inherit":
            self.desk.tell(f"{self.session.system.title} has no levels: rights are set one by one.")
            return
        level = next((level for level in self.session.system.levels if level.name == name), None)
        targets, role = self._targets(), self.role
        edits = [edit for node in targets for edit in self._edit(role, node, level, subtree)] if role else []
        if not edits:
            if targets:
                word = level.title if level else "inherited"
                self.desk.tell(f"Already {word}.")
            return
        title = level.title if level else "Inherit"
        if self.do(edits, f"{title} on {len(targets)} rows"):
            if self._tree_pane.marked_keys:
                self.desk.tell(f"{title} on {len(targets)} marked rows; escape takes the marks off.")
            self._warn_if_closed(targets, level)

    def _edit(self, role: str, node: int, level: Level | None, subtree: bool) -> list[Edit]:
        """The edit for one row; none where the role says just that already."""
        tree, grants = self.session.tree, self.session.tenant.roles[role].grants
        name = tree.nodes[node].id
        compiled = self.session.compiled(role)
        inside = subtree and compiled is not None and bool(compiled.explicit & tree.below(node))
        if level is None:
            return [ClearGrant(role, name, subtree)] if name in grants or inside else []
        return [SetGrant(role, name, level.rights, subtree)] if grants.get(name) != level.rights or inside else []

    def _warn_if_closed(self, nodes: Sequence[int], level: Level | None) -> None:
        """PS-12, PS-79: a level above Deny below a closed parent is kept, and does nothing."""
        compiled = self.session.compiled(self.role) if self.role else None
        if level is None or not level.rights or compiled is None or not self.session.outcome.policy.gate:
            return
        closed = [node for node in nodes if compiled.closed >> node & 1]
        if closed:
            tree = self.session.tree
            parent = tree.nodes[compiled.closed_by(closed[0], tree)].name
            key = self.desk.rolescope.keys_of(BY_ID["grant.open-path"])
            self.desk.tell(f"No effect yet: the parent {parent} is closed. {key} opens the path.", "warning")

    @writes
    def open_path(self) -> None:
        """Open the closed parents of the chosen rows, and nothing else beside them (PS-12)."""
        targets, role = self._targets(), self.role
        if role is None:
            return
        edits = self._opening(role, targets)
        if not edits:
            self.desk.tell("Nothing to open: no closed parent keeps a level of this row from its effect.")
            return
        if self.do(edits, "open path"):
            self.desk.tell(f"Path opened with {len(edits)} edits; everything beside it stays closed.")

    def _opening(self, role: str, targets: Sequence[int]) -> list[Edit]:
        """The edits that open the paths of those rows that give something, one after the other.

        Opening one pins what stands beside its path; a row that is to be opened too is not pinned.
        """
        session, found = self.session, list[Edit]()
        before = session.compiled(role)
        wanted = [node for node in targets if before is not None and before.gives(node)]
        names = {session.tree.nodes[node].id for node in wanted}
        tenant = session.tenant
        for node in wanted:
            edits = session.system.open_path(session.engine.compile(tenant.roles[role]), node, session.tree)
            kept = [edit for edit in edits if not (isinstance(edit, SetGrant) and edit.node in names)]
            tenant = apply_all(kept, tenant, session.tree)
            found += kept
        return found

    def copy_rights(self) -> None:
        """Remember the row's level and what the role says below it."""
        node, role = self._tree_pane.cursor_key, self.role
        compiled = self.session.compiled(role) if role else None
        if node is None or compiled is None:
            return
        tree, grants = self.session.tree, compiled.role.grants
        own = frozenset(self.session.system.rights[number] for number in compiled.own.at(node))
        prefix = tree.nodes[node].id
        below = {
            inner.id.removeprefix(prefix): grants[inner.id]
            for inner in tree.nodes[node + 1 : tree.end[node]]
            if inner.id in grants
        }
        self._copied, self._copied_from = {"": own, **below}, tree.nodes[node].name
        self.desk.tell(
            f"Copied the rights of {self._copied_from}" + (f" with {len(below)} set below." if below else ".")
        )

    @writes
    def paste_rights(self) -> None:
        """Put them on the chosen rows; what is set below goes where the target has a node of the same name."""
        if self._copied is None:
            self.desk.tell("Nothing copied yet: y copies the rights of a row.", "warning")
            return
        tree, role, edits = self.session.tree, self.role, list[Edit]()
        for node in self._targets() if role else ():
            for suffix, rights in self._copied.items():
                name = tree.nodes[node].id + suffix
                if role and name in tree.index and self.session.tenant.roles[role].grants.get(name) != rights:
                    edits.append(SetGrant(role, name, rights))
        if not edits:
            self.desk.tell("The rights there are the same already.")
        elif self.do(edits, f"paste the rights of {self._copied_from}"):
            self.desk.tell(f"Pasted the rights of {self._copied_from}: {len(edits)} edits.")
