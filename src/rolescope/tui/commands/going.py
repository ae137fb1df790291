"""Getting about: searching the whole tree, going to a node, and what enter does in each pane."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rolescope.rights.planes import bits
from rolescope.rights.tree import Tree
from rolescope.tui.commands.base import CommandSet
from rolescope.tui.nearness import nearness
from rolescope.tui.screens.choose import Choice, Choose

MOST_FOUND = 300


class GoingCommands(CommandSet):
    """From anywhere to any node."""

    _names: tuple[Tree | None, list[tuple[str, int]]] = (None, [])
    """What is searched, and the tree it is about: another tenant has another one."""

    def find(self) -> None:
        """Search every node by name, path, id or API name, and go there; what the menu does not have goes on here."""
        menu = self.desk.menu
        typed = menu.filter_text if menu.filter_text and not menu.rows and menu.queried is None else ""
        dialog = Choose("Find in the whole tree", self.search, "name, path or API name", typed=typed)
        self.ask(dialog, self._go_to_chosen)

    def _go_to_chosen(self, chosen: Hashable) -> None:
        if isinstance(chosen, int):
            self.go_to(chosen)

    def search(self, text: str) -> Sequence[Choice]:
        """The nodes with every word in name, path or API name: by how near the name is, then as in the menu."""
        words, rank = text.casefold().split(), nearness(text)
        found = [(known, number) for known, number in self._searched if all(word in known for word in words)]
        found.sort(key=lambda pair: (rank(pair[0].partition("\n")[0]), pair[1]))
        return [self._choice(number) for _, number in found[:MOST_FOUND]]

    @property
    def _searched(self) -> list[tuple[str, int]]:
        tree, other = self.session.tree, self.session.system.other_names
        if self._names[0] is not tree:
            texts = ("\n".join((node.name, node.id, *other(node))).casefold() for node in tree.nodes)
            self._names = tree, [(text, number) for number, text in enumerate(texts)]
        return self._names[1]

    def _choice(self, number: int) -> Choice:
        tree = self.session.tree
        above = " ‹ ".join(tree.nodes[ancestor].name for ancestor in tree.ancestors(number))
        return Choice(number, tree.nodes[number].name, above)

    def go_to(self, node: int) -> None:
        """Put the cursor on a node, in the menu or among the fields of its screen."""
        desk = self.desk
        row = desk.menu.unfold_to(node)
        desk.fields.show(self.role, row, desk.subject)
        if desk.menu.index_of(row) is None or (row != node and desk.fields.index_of(node) is None):
            self.session.show_hidden |= bool(self.session.outcome.policy.hidden >> node & 1)
            self.widen()
            desk.menu.unfold_to(node)
            desk.fields.show(self.role, row, desk.subject)
        place = desk.fields.index_of(node) if row != node else None
        if place is not None:
            desk.fields.cursor = place
        desk.go_to_pane("menu" if place is None else "fields")
        desk.look(node)

    def go_to_first_change(self) -> None:
        """Put the cursor on the first place whose grant is not saved, else on the first user."""
        desk, session = self.desk, self.session
        changed = ((role, session.changed_nodes(role)) for role in session.tenant.roles)
        role, nodes = next(((role, nodes) for role, nodes in changed if nodes), ("", 0))
        if nodes:
            desk.roles.cursor = desk.roles.index_of(role) or 0
            self.go_to(next(bits(nodes)))
            return
        row = next((row for row in session.user_rows if session.user_is_changed(row)), None)
        if row is not None:
            desk.go_to_pane("users")
            desk.users.cursor = desk.users.index_of(row) or 0

    def widen(self) -> None:
        """Leave the views and filters that show only some rows."""
        desk = self.desk
        desk.only_reach = False
        for pane in (desk.roles, desk.users, desk.menu, desk.fields):
            pane.only_changed = False
        desk.menu.filter_text = desk.fields.filter_text = ""
        desk.refresh_all()

    def enter(self, pane: str) -> None:
        """From a role to the menu, on a branch fold, on a screen to its fields, in Why to the cause or into a fix."""
        {
            "roles": lambda: self.desk.go_to_pane("menu"),
            "users": lambda: self.desk.go_to_pane("why"),
            "menu": self._enter_menu,
            "fields": lambda: self.desk.run_command("node.detail"),
            "why": self._enter_why,
        }[pane]()

    def _enter_menu(self) -> None:
        menu, key = self.desk.menu, self.desk.menu.cursor_key
        if key is None:
            return
        if menu.can_unfold(key):
            menu.fold(key, False)
        elif self.desk.fields.row_count:
            self.desk.go_to_pane("fields")
        elif menu.can_fold(key):
            menu.fold(key, True)
        else:
            self.desk.run_command("node.detail")

    def _enter_why(self) -> None:
        why, step = self.desk.why, self.desk.why.chosen_step
        if why.chosen_fix is not None:
            self.desk.commands.apply_fix(why.chosen_fix)
        elif step is not None:
            row = self.desk.roles.index_of(step.role) if step.role is not None else None
            if row is not None:
                self.desk.roles.cursor = row
            if step.node is not None:
                self.go_to(step.node)
            else:
                self.desk.run_command("why.full")
