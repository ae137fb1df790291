"""Commands that change what is shown, never what is stored."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work
from textual.widgets import Input

from rolescope.rights.model import Subject
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.tui.screens.choose import Choice, Choose
from rolescope.tui.screens.detail import Detail
from rolescope.tui.screens.help import Help
from rolescope.tui.screens.main.desk import Desk
from rolescope.tui.widgets.pane import Pane
from rolescope.tui.widgets.row_list import RowList

MOST_FOUND = 300


class ViewCommands(Desk):
    """Folding, filtering, finding, and the two narrowed views."""

    def __init__(self) -> None:
        super().__init__()
        self._reach: str | None = None
        self._names: list[tuple[str, int]] | None = None

    # Folding

    def action_expand(self) -> None:
        """Unfold, or go to the first row inside, or into the fields."""
        key = self.menu.cursor_key
        if key is None or self.session is None:
            return
        if self.menu.can_unfold(key):
            self.menu.fold(key, False)
        elif self.menu.can_fold(key):
            self.menu.cursor += 1
        elif self.fields.row_count:
            self.action_pane("fields")

    def action_collapse(self) -> None:
        """Fold, or go to the parent."""
        key = self.menu.cursor_key
        if key is None or self.session is None:
            return
        parent = self.session.tree.parent[key]
        if self.menu.can_fold(key):
            self.menu.fold(key, True)
        elif parent >= 0:
            self.menu.unfold_to(parent)

    def action_expand_all(self) -> None:
        """Unfold everything below the row."""
        if self.menu.cursor_key is not None:
            self.menu.fold_below(self.menu.cursor_key, False)

    def action_collapse_all(self) -> None:
        """Fold the whole tree."""
        if self.session is not None:
            self.menu.fold_below(-1, True)

    @on(RowList.Activated)
    def row_activated(self, event: RowList.Activated[object]) -> None:
        """Enter: from a role to the menu, on a branch fold, on a screen to its fields, elsewhere the details."""
        if event.row_list is self.roles:
            self.action_pane("menu")
        elif event.row_list is self.menu:
            self._enter_menu()
        elif event.row_list is self.fields:
            self.action_detail()
        elif event.row_list is self.users:
            self.action_pane("why")
        elif event.row_list is self.why:
            self._enter_why()

    def _enter_menu(self) -> None:
        key = self.menu.cursor_key
        if key is None:
            return
        if self.menu.can_unfold(key):
            self.menu.fold(key, False)
        elif self.fields.row_count:
            self.action_pane("fields")
        elif self.menu.can_fold(key):
            self.menu.fold(key, True)
        else:
            self.action_detail()

    def _enter_why(self) -> None:
        """From a layer to the role and node that decide; a fix is applied."""
        if self.why.chosen_fix is not None:
            self.apply_fix(self.why.chosen_fix)
            return
        step = self.why.chosen_step
        if step is None:
            return
        if step.role is not None and (row := self.roles.index_of(step.role)) is not None:
            self.roles.cursor = row
        if step.node is not None:
            self.go_to(step.node)

    def apply_fix(self, number: int) -> None:
        """Apply a fix; the class with the saving commands does it."""

    # Details and help

    def action_detail(self) -> None:
        """API facts, provenance, every role's level and every user's answer at the node."""
        if self.session is not None:
            self.app.push_screen(Detail(self.session, self.node, self.symbols))

    def action_help(self) -> None:
        """The keys of the pane with the focus."""
        self.app.push_screen(Help(self.current_pane, self.rolescope.keys_of))

    # Filter and find

    def action_filter(self) -> None:
        """Type a filter for the pane with the focus."""
        line = self.query_one("#filter", Input)
        line.value = self._pane.filter_text
        line.add_class("shown")
        line.border_title = self._pane.TITLE
        line.focus()

    @property
    def _pane(self) -> Pane[object]:
        pane: Pane[object] = self.query_one(f"#{self.current_pane}", Pane)
        return pane

    @on(Input.Changed, "#filter")
    def filter_changed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        if self.query_one("#filter", Input).has_class("shown"):
            self._pane.filter_text = event.value

    @on(Input.Submitted, "#filter")
    def filter_kept(self) -> None:
        """Back to the pane, with the filter on."""
        self.query_one("#filter", Input).remove_class("shown")
        self._pane.focus()

    def key_escape(self) -> None:
        """Escape in the filter line clears it and goes back to the pane."""
        line = self.query_one("#filter", Input)
        if line.has_focus:
            self._pane.filter_text = ""
            line.remove_class("shown")
            self._pane.focus()

    @work
    async def action_find(self) -> None:
        """Search every node by name, path, id or API name, and go there."""
        if self.session is None:
            return
        found = await self.app.push_screen_wait(
            Choose("Find in the whole tree", self._search, "name, path or API name")
        )
        if isinstance(found, int):
            self.go_to(found)

    def _search(self, text: str) -> Sequence[Choice]:
        """Names that begin with the text first, then those that contain it, then all its words anywhere in the path."""
        assert self.session is not None
        tree, words = self.session.tree, text.casefold().split()
        if self._names is None:
            facts = [
                (node.attributes.get("api_entity") or "", node.attributes.get("api_name") or "") for node in tree.nodes
            ]
            self._names = [
                (f"{node.name}\n{node.id}\n{'.'.join(fact)}".casefold(), number)
                for number, (node, fact) in enumerate(zip(tree.nodes, facts, strict=True))
            ]
        found = [(name, number) for name, number in self._names if all(word in name for word in words)]
        whole = " ".join(words)
        found.sort(key=lambda pair: (not pair[0].startswith(whole), whole not in pair[0].partition("\n")[0], pair[1]))
        return [self._choice(number) for _, number in found[:MOST_FOUND]]

    def _choice(self, number: int) -> Choice:
        assert self.session is not None
        tree = self.session.tree
        parent = tree.parent[number]
        return Choice(number, tree.nodes[number].name, tree.path(parent) if parent >= 0 else "")

    def go_to(self, node: int) -> None:
        """Put the cursor on a node, in the menu or among the fields of its screen."""
        assert self.session is not None
        row = self.menu.unfold_to(node)
        self.fields.show(self.role, row, self.subject)
        if row == node:
            self.action_pane("menu")
            self.look(node)
            return
        if self.fields.index_of(node) is None:
            self.session.show_hidden = True
            self.fields.filter_text = ""
            self.refresh_all()
        place = self.fields.index_of(node)
        if place is not None:
            self.fields.cursor = place
            self.action_pane("fields")
            self.look(node)

    # Views

    def action_toggle_asked(self) -> None:
        """Ask about the other direction."""
        if self.session is not None:
            self.session.asked = EXPORT if self.session.asked == IMPORT else IMPORT
            if self._reach is not None:
                self._reach = self.session.asked
            self.refresh_all()

    def action_only_changed(self) -> None:
        """Only rows with unsaved edits, in every pane, or all again."""
        on = not self.menu.only_changed
        for pane in (self.roles, self.users, self.menu, self.fields):
            pane.only_changed = on
        self.refresh_all()

    def action_only_reach(self) -> None:
        """Only what the chosen user can do what Why asks about, or all again."""
        if self.session is None:
            return
        self._reach = None if self._reach is not None else self.session.asked
        self.refresh_all()

    def _refresh_reach(self) -> None:
        subject: Subject | None = self.subject
        plane = None
        if self._reach is not None and subject is not None and self.session is not None:
            plane = self.session.outcome.effective(subject).maybe[self._reach]
        if plane != self.menu.only:
            self.menu.only = self.fields.only = plane
            self.menu.rebuild()

    def action_show_hidden(self) -> None:
        """Show and count the fields that most companies hide, or leave them out again."""
        if self.session is not None:
            self.session.show_hidden = not self.session.show_hidden
            self.refresh_all()
            state = "shown and counted" if self.session.show_hidden else "left out of lists and totals"
            self.tell(f"Hidden fields are {state} (PS-64).")

    def action_next_company(self) -> None:
        """Show the next company."""
        if self.session is None or self.session.company is None:
            self.tell("Roles do not differ by company here: the setting role_per_company is off.")
            return
        self.session.next_company()
        self.refresh_all()
