"""Commands that change what is shown, never what is stored."""

from __future__ import annotations

from rolescope.rights.model import API
from rolescope.tui.commands.base import CommandSet
from rolescope.tui.pages.detail import detail_lines, role_lines, user_lines
from rolescope.tui.pages.help import help_lines, settings_lines
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.vocabulary import area_title
from rolescope.tui.widgets.filter_line import FilterLine


class ViewCommands(CommandSet):
    """Folding, filtering, and the narrowed views."""

    _reach_from = ""
    """What Why asked about when the view of the reach was entered."""

    def expand(self) -> None:
        """Unfold, or go to the first row inside, or into the fields."""
        menu, key = self.desk.menu, self.desk.menu.cursor_key
        if key is None:
            return
        if menu.can_unfold(key):
            menu.fold(key, False)
        elif menu.is_open(key):
            menu.cursor += 1
        elif self.desk.fields.row_count:
            self.desk.go_to_pane("fields")

    def collapse(self) -> None:
        """Fold, or go to the parent."""
        menu, key = self.desk.menu, self.desk.menu.cursor_key
        if key is None:
            return
        parent = self.session.tree.parent[key]
        if menu.can_fold(key):
            menu.fold(key, True)
        elif parent >= 0:
            menu.unfold_to(parent)

    def expand_all(self) -> None:
        """Unfold everything below the row."""
        if self.desk.menu.cursor_key is not None:
            self.desk.menu.fold_below(self.desk.menu.cursor_key, False)

    def collapse_all(self) -> None:
        """Fold the whole tree."""
        self.desk.menu.fold_below(-1, True)

    def column(self, by: str) -> None:
        """Another column of the grid; from the first back to the menu, as right leads from there."""
        if int(by) < 0 and self.desk.fields.is_in_first_column:
            self.desk.go_to_pane("menu")
        else:
            self.desk.fields.move_column(int(by))

    def pane(self, name: str) -> None:
        """Go to a pane."""
        self.desk.go_to_pane(name)

    def detail(self) -> None:
        """API facts, provenance, every role's level and every user's answer at the node."""
        node = self.desk.node
        lines = list(detail_lines(self.session, node, self.desk.symbols))
        self.ask(TextView(self.session.tree.nodes[node].name, lines))

    def role_detail(self) -> None:
        """What the role is besides its grants, and who holds it."""
        role = self.session.role(self.role)
        user = self.session.tenant.principals.get(self.role or "") if self.session.grants_on_users else None
        if role is not None:
            lines = user_lines(self.session, user) if user is not None else role_lines(self.session, role)
            self.ask(TextView(role.name, list(lines)))

    def user_detail(self) -> None:
        """What the user under the cursor is, and all that it holds."""
        row = self.desk.user_row
        user = self.session.tenant.principals.get(row.principal or "") if row else None
        if user is not None:
            self.ask(TextView(user.name, list(user_lines(self.session, user))))

    def full_explanation(self) -> None:
        """What the Why pane shows, with nothing cut."""
        self.ask(TextView(f"Why {self.session.asked}", list(self.desk.why.full_lines())))

    def help(self) -> None:
        """The keys of the pane with the focus."""
        area = self.desk.current_pane
        app = self.desk.rolescope
        lines = [*settings_lines(app.config_problems), *help_lines(area, app.keys, self.desk.session, app.symbols)]
        self.ask(TextView(f"Help: {area_title(self.desk.session, area)}", lines))

    def filter(self) -> None:
        """Type a filter for the pane with the focus."""
        line = FilterLine(self.desk.pane)
        self.desk.mount(line, before=self.desk.answer_bar)
        # Now and not once it is on show: what is typed meanwhile waits in the line, not in the pane.
        self.desk.set_focus(line)

    def toggle_asked(self) -> None:
        """Ask about the next kind of question."""
        self._ask_next()
        self.desk.refresh_all()

    def _ask_next(self) -> None:
        kinds = list(self.session.system.kinds)
        self.session.asked = kinds[(kinds.index(self.session.asked) + 1) % len(kinds)]

    def only_changed(self) -> None:
        """Only rows with unsaved edits, in every pane, or all again."""
        on = not self.desk.menu.only_changed
        for pane in (self.desk.roles, self.desk.users, self.desk.menu, self.desk.fields):
            pane.only_changed = on
        self.desk.refresh_all()

    def only_reach(self) -> None:
        """Only what the chosen user can do of what Why asks about; then of each other kind, then all again."""
        if not self.desk.only_reach:
            self.desk.only_reach, self._reach_from = True, self.session.asked
        else:
            self._ask_next()
            self.desk.only_reach = self.session.asked != self._reach_from
        self.desk.refresh_all()

    def show_hidden(self) -> None:
        """Show and count the fields that most companies hide, or leave them out again."""
        self.session.show_hidden = not self.session.show_hidden
        self.desk.refresh_all()
        state = "shown and counted" if self.session.show_hidden else "left out of lists and totals"
        self.desk.tell(f"Hidden fields are {state}.")

    def next_company(self) -> None:
        """Show the next company."""
        if self.session.company is None:
            setting = f"the setting under {self.key('view.tenant')} is off"
            self.desk.tell(f"Roles do not differ by company here: {setting}, or there is no company.")
            return
        self.session.next_company()
        self.desk.refresh_all()

    def next_method(self) -> None:
        """Show the users as they come in by the other way: by hand, or by a program again."""
        self.session.next_method()
        self.desk.refresh_all()
        by_hand = self.session.method != API
        self.desk.tell("Users as they log in by hand." if by_hand else "Users as a program reaches the API for them.")
