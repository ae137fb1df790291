"""Commands on the tree: levels of one row, a subtree or many rows; copy and paste; opening a closed path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rolescope.rights.counting import listed
from rolescope.rights.edits import ClearGrant, Edit, EditError, SetGrant, apply_all
from rolescope.rights.entries import giving_way, taken_with
from rolescope.rights.holders import holder, on_holder
from rolescope.rights.model import Assignment, Rights, Role, Tenant
from rolescope.rights.system import Level, System, rank_of
from rolescope.tui.commands.base import CommandSet, writes
from rolescope.tui.screens.link_roles import LinkRoles, Wording
from rolescope.tui.text import counted
from rolescope.tui.vocabulary import holder_word
from rolescope.tui.widgets.field_list import FieldList
from rolescope.tui.widgets.grid import beyond, empty_grant, has_cells
from rolescope.tui.widgets.menu_tree import MenuTree

if TYPE_CHECKING:
    from rolescope.tui.screens.main import MainScreen

MOST_BARE = 3
"""Rows that are named in a message, of those that take nothing of what was set."""
RIGHTS_OF = Wording("right", "Grants", "nothing", held_first=False)


class GrantCommands(CommandSet):
    """What the menu and fields panes can do to the role being edited."""

    def __init__(self, desk: MainScreen) -> None:
        super().__init__(desk)
        self._copied: dict[str, Rights] | None = None
        """Rights by the end of a node's id: of the row itself, and of what is set below it."""
        self._copied_from = ""
        self._copied_names: dict[str, str] = {}

    @property
    def _tree_pane(self) -> MenuTree | FieldList:
        return self.desk.fields if self.desk.fields.has_focus else self.desk.menu

    def _targets(self) -> Sequence[int]:
        """The marked rows of the focused pane, else the one under its cursor."""
        if self.role is None:
            word = holder_word(self.session)
            self.desk.tell(f"Make a {word} first: {self.key('pane.roles')}, then {self.key('role.new')}.", "warning")
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
        """From the level of the row under the cursor to the next stricter one, and around (PS-05); in a grid a tick."""
        key = self._tree_pane.cursor_key
        compiled = self.session.compiled(self.role) if self.role else None
        if key is None or compiled is None:
            return
        levels = self.session.system.levels
        if not levels:
            self._tick()
            return
        rank = rank_of(self.session.system, compiled.own.names_at(key, self.session.system.rights))
        self._grant(levels[(rank - 1) % len(levels)].name, subtree=False)

    def _tick(self) -> None:
        """Grant or take the right under the cursor of the grid; several marked rows become what the first is not."""
        column, key, role = self.desk.fields.column, self.desk.fields.cursor_key, self.role
        if not self.desk.fields.has_focus or key is None or role is None:
            self.desk.go_to_pane("fields")
            return
        system, tree = self.session.system, self.session.tree
        if not has_cells(self.session, key):
            self._choose_rights(key, role)
            return
        if column is None:
            self.desk.tell(f"Nothing is granted at {tree.nodes[key].name} itself: go into it from the menu.")
            return
        on = not column.rights & system.said(tree, self._holder(self.session.tenant, role), key)

        def ticked(holder: Role, node: int) -> Sequence[Edit]:
            said = system.said(tree, holder, node)
            if not on:
                return self._unmade(holder, self._saying(holder, node, said - taken_with(system, column.rights & said)))
            # What is there under the heading is enough, be it another right than the row offers.
            right = column.rights & frozenset(system.offered(tree, node))
            return () if column.rights & said or not right else self._in_place(holder, node, next(iter(right)))

        targets = self._targets()
        if on and not any(column.rights & frozenset(system.offered(tree, node)) for node in targets):
            what = tree.nodes[key].name if len(targets) == 1 else "Nothing marked"
            self.desk.tell(f"{what} is not known to offer {column.title}.")
            return
        before = self._holder(self.session.tenant, role)
        if self._do_each(targets, ticked, column.title, f"Nothing changes: {column.title} stays as it is."):
            self._tell_of_given_way(before, targets[0], column.rights)

    def _in_place(self, holder: Role, node: int, right: str) -> Sequence[Edit]:
        """The edits that grant a right beside what is granted at a row; what cannot stand beside it gives way."""
        system, tree = self.session.system, self.session.tree
        room = system.room_for(tree, holder, node, right)
        for edit in room:
            holder = self._holder(edit.on(self._with(holder), tree)[0], holder.name)
        said = system.said(tree, holder, node)
        return (*room, *self._saying(holder, node, said - giving_way(system, right) | {right}))

    def _with(self, role: Role) -> Tenant:
        tenant = self.session.tenant
        return replace(tenant, roles={**tenant.roles, role.name: role})

    def _tell_of_given_way(self, before: Role, node: int, granted: Rights) -> None:
        """What was taken away for what was granted: it stands in another column, or on another row."""
        system, tree, role = self.session.system, self.session.tree, self._holder(self.session.tenant, before.name)
        if not granted & system.said(tree, role, node):
            return
        gone = [
            right
            for right in system.rights
            for place in (node, *tree.ancestors(node))
            if right in system.said(tree, before, place) - system.said(tree, role, place)
        ]
        if gone:
            titles = ", ".join(dict.fromkeys(system.right_title(right) for right in gone))
            self.desk.tell(f"In place of {titles}, which {self.key('edit.undo')} gives back.", "warning")

    def _choose_rights(self, node: int, role: str) -> None:
        """The rights of a row that has no columns, as many share a heading: ticked by name in a list of their own."""
        session, system = self.session, self.session.system
        held, targets = self._holder(session.tenant, role), self._targets()
        shown = (*system.offered(session.tree, node), *sorted(beyond(session, role, node)))
        names = dict(zip(_told_apart(system, shown), shown, strict=True))
        said = system.said(session.tree, held, node)
        ticked = tuple(Assignment(title) for title, right in names.items() if right in said)
        title = session.tree.nodes[node].name
        titles = {right: title for title, right in names.items()}
        apart = [{titles[right] for right in some if right in titles} for some in system.one_of]
        dialog = LinkRoles(title, list(names), (), ticked, session.tree.path(node), RIGHTS_OF, apart=apart)

        def kept(chosen: Sequence[Assignment]) -> None:
            rights = frozenset(names[one.role] for one in chosen)

            def saying(holder: Role, place: int) -> Sequence[Edit]:
                there = system.said(session.tree, holder, place)
                can_be = frozenset(system.offered(session.tree, place)) | there
                wanted = rights & can_be | there - system.unasked - frozenset(shown)
                if not wanted and system.empty_grant and session.tree.nodes[place].id in holder.grants:
                    return self._unmade(holder, system.grant_edits(session.tree, holder, place, wanted, False))
                return self._saying(holder, place, wanted)

            self._do_each(targets, saying, title, "These are its rights already.")

        self.ask(dialog, kept)

    def _holder(self, tenant: Tenant, name: str) -> Role:
        """What is edited: a role, or what is granted to a user itself."""
        found = holder(self.session.system, tenant, name)
        if found is None:
            raise EditError(f"there is no {holder_word(self.session)} {name!r}")
        return found

    def _saying(self, role: Role, node: int, rights: Rights, subtree: bool = False) -> Sequence[Edit]:
        """The edits by which a role says just these rights at a node, and where that is meant everywhere below."""
        system, tree = self.session.system, self.session.tree
        if not rights and not system.levels:
            return system.clear_edits(tree, role, node, subtree)
        return system.grant_edits(tree, role, node, rights, subtree)

    def _unmade(self, role: Role, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Edits that empty a grant; one that the draft made goes instead, so that a tick taken back leaves nothing."""
        saved = holder(self.session.system, self.session.saved.tenant, role.name)
        known = saved.grants if saved is not None else {}
        return [
            ClearGrant(edit.role, edit.node)
            if isinstance(edit, SetGrant) and not edit.rights and edit.node not in known
            else edit
            for edit in edits
        ]

    def _do_each(self, nodes: Sequence[int], make: Callable[[Role, int], Sequence[Edit]], what: str, same: str) -> bool:
        """Make the edits for some rows one step, each on top of those before; whether it was done.

        Where it was not, it is said why: what stands against it, or ``same`` where nothing would change.
        """
        session, role, found = self.session, self.role, list[Edit]()
        if role is None or not nodes:
            return False
        tenant = session.tenant
        try:
            for node in nodes:
                edits = on_holder(session.system, tenant, session.tree, make(self._holder(tenant, role), node))
                tenant = apply_all(edits, tenant, session.tree)
                found += edits
        except EditError as refused:
            self.desk.tell(str(refused), "error")
            return False
        if self._holder(tenant, role).grants == self._holder(session.tenant, role).grants:
            self.desk.tell(same)
            return False
        return self.do(found, f"{what} on {counted(len(nodes), 'row')}")

    def _grant(self, name: str, subtree: bool) -> None:
        preset = next((preset for preset in self.session.system.presets if preset.name == name), None)
        targets = self._targets()
        nothing = ("Inherit", "inherited") if self.session.system.inherits else ("Take back", "nothing there")
        title, same = (preset.title,) * 2 if preset else nothing
        make = partial(self._edits, preset=preset, subtree=subtree)
        bare = self._offering_nothing(targets, preset)
        if self._do_each(targets, make, title, f"Already {same}.{bare}"):
            if bare:
                self.desk.tell(bare.strip())
            if self._tree_pane.marked_count:
                clear = self.key("list.clear")
                self.desk.tell(f"{title} on {counted(len(targets), 'marked row')}; {clear} takes the marks off.")
            self._tell_of_empty(targets)
            self._warn_if_closed(targets, preset)

    def _tell_of_empty(self, nodes: Sequence[int]) -> None:
        """That something is said at a row though it grants no right, and how to take that back too."""
        tree, role = self.session.tree, self.session.role(self.role)
        empty = [node for node in nodes if empty_grant(self.session, role, node)]
        if empty:
            told = f"{tree.nodes[empty[0]].name} has a {self.session.system.empty_grant}"
            self.desk.tell(f"{told}; {self.key('grant.inherit')} takes that back too.")

    def _edits(self, role: Role, node: int, preset: Level | None, subtree: bool) -> Sequence[Edit]:
        """The edits for one row; none where the role says just that already."""
        system, tree = self.session.system, self.session.tree
        name = tree.nodes[node].id
        if not system.levels:
            offered = self._offered(node)
            if preset and preset.rights and not offered:
                raise EditError(f"{tree.nodes[node].name} offers nothing of {preset.title}")
            if preset and not preset.rights and system.empty_grant and not subtree:
                return system.grant_edits(tree, role, node, frozenset(), subtree)
            rights = preset.rights & (offered | self._beside(role, node)) if preset else frozenset()
            if preset == system.presets[-1] and not subtree:  # all of it takes nothing away but what cannot stay
                rights |= system.said(tree, role, node) - frozenset().union(*(giving_way(system, r) for r in rights))
            return self._saying(role, node, rights, subtree)
        compiled = self.session.compiled(role.name)
        inside = subtree and compiled is not None and bool(compiled.explicit & tree.below(node))
        if preset is None:
            return system.clear_edits(tree, role, node, subtree) if name in role.grants or inside else ()
        if role.grants.get(name) == preset.rights and not inside:
            return ()
        return system.grant_edits(tree, role, node, preset.rights, subtree)

    def _offering_nothing(self, targets: Sequence[int], preset: Level | None) -> str:
        """Which of the chosen rows, and of those in them, offer nothing of a set of rights, so that none is left."""
        system, tree, names = self.session.system, self.session.tree, list[str]()
        if preset is None or not preset.rights or system.levels or self.role is None:
            return ""
        role = self._holder(self.session.tenant, self.role)
        for number in dict.fromkeys(number for node in targets for number in range(node, tree.end[node])):
            offered = system.offered(tree, number)
            if offered and not preset.rights & (frozenset(offered) | self._beside(role, number)):
                names.append(tree.nodes[number].name)
        if not names:
            return ""
        verb = "offers" if len(names) == 1 else "offer"
        return f" {listed(names, MOST_BARE)} {verb} nothing of {preset.title}: nothing is granted there."

    def _offered(self, node: int) -> Rights:
        """What a node offers; where that is nothing, what is offered below it."""
        system, tree = self.session.system, self.session.tree
        below = range(node + 1, tree.end[node])
        return frozenset(system.offered(tree, node)) or frozenset().union(*(system.offered(tree, n) for n in below))

    def _beside(self, role: Role, node: int) -> Rights:
        """What the role has beside what a node offers, or what is below it, under headings of their own."""
        system, tree = self.session.system, self.session.tree
        found: set[str] = set()
        for place in [node] if system.offered(tree, node) else range(node + 1, tree.end[node]):
            covered = {system.column(right) for right in system.offered(tree, place)}
            found |= {right for right in beyond(self.session, role.name, place) if system.column(right) not in covered}
        return frozenset(found)

    def _warn_if_closed(self, nodes: Sequence[int], level: Level | None) -> None:
        """PS-12, PS-79: a level above Deny below a closed parent is kept, and does nothing."""
        compiled = self.session.compiled(self.role) if self.role else None
        if level is None or not level.rights or compiled is None or not self.session.outcome.policy.gate:
            return
        closed = [node for node in nodes if compiled.closed >> node & 1]
        if closed:
            tree = self.session.tree
            parent = tree.nodes[compiled.closed_by(closed[0], tree)].name
            key = self.key("grant.open-path")
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
            self.desk.tell(f"Path opened with {counted(len(edits), 'edit')}; everything beside it stays closed.")

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
        system, tree, grants = self.session.system, self.session.tree, compiled.role.grants
        own = compiled.own.names_at(node, system.rights)
        own = own if system.levels else system.said(tree, compiled.role, node)
        prefix = tree.nodes[node].id
        below = {
            inner.id.removeprefix(prefix): grants[inner.id]
            for inner in tree.nodes[node + 1 : tree.end[node]]
            if inner.id in grants
        }
        self._copied, self._copied_from = {"": own, **below}, tree.nodes[node].name
        self._copied_names = {end: tree.nodes[tree.index[prefix + end]].name for end in self._copied}
        self.desk.tell(
            f"Copied the rights of {self._copied_from}" + (f" with {len(below)} set below." if below else ".")
        )

    @writes
    def paste_rights(self) -> None:
        """Put them on the chosen rows; what is set below goes where the target has a node of the same name."""
        if self._copied is None:
            self.desk.tell(f"Nothing copied yet: {self.key('grant.copy')} copies the rights of a row.", "warning")
            return
        copied, tree, system = self._copied, self.session.tree, self.session.system

        def pasted(role: Role, node: int) -> Sequence[Edit]:
            edits: list[Edit] = []
            for suffix, rights in copied.items():
                place = tree.index.get(tree.nodes[node].id + suffix)
                if place is None or role.grants.get(tree.nodes[place].id) == rights:
                    continue
                offered = frozenset(system.offered(tree, place))
                if system.levels or offered:
                    edits += self._saying(role, place, rights if system.levels else rights & offered)
            return edits

        done, targets = f"the rights of {self._copied_from}", self._targets()
        lost = self._without_place(copied, targets)
        if self._do_each(targets, pasted, f"paste {done}", f"The rights there are the same already.{lost}"):
            self.desk.tell(f"Pasted {done}.{lost}", "warning" if lost else "information")

    def _without_place(self, copied: Mapping[str, Rights], targets: Sequence[int]) -> str:
        """What of the copied rights has no place in one of the rows, in a sentence."""
        tree, system, lost = self.session.tree, self.session.system, dict[str, None]()
        for node in targets:
            for suffix, rights in copied.items():
                place, name = tree.index.get(tree.nodes[node].id + suffix), self._copied_names[suffix]
                left = rights - frozenset(system.offered(tree, place)) if place is not None else frozenset()
                if place is None:
                    lost[name] = None
                elif left and not system.levels:
                    titles = (system.right_title(right) for right in system.rights if right in left)
                    lost[f"{name} ({', '.join(titles)})"] = None
        where = "there" if len(targets) == 1 else "in every row"
        return f" Not all of it has a place {where}: {listed(list(lost))}." if lost else ""


def _told_apart(system: System, rights: Sequence[str]) -> list[str]:
    """What some rights are called, with the vendor's token behind it where two are called alike."""
    titles = [system.right_title(right) for right in rights]
    pairs = zip(titles, rights, strict=True)
    return [title if titles.count(title) == 1 else f"{title} ({right})" for title, right in pairs]
