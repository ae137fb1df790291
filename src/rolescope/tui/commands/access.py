"""Commands that carry access from one user to others: as a whole, one rule of it, or difference by difference."""

from __future__ import annotations

from collections.abc import Hashable

from rolescope.rights.compare import Comparison, Difference, access_of
from rolescope.rights.edits import Edit, EditError
from rolescope.rights.model import Principal
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.people import PeopleSet, sentence
from rolescope.tui.screens.choose import Choice, Choose, among
from rolescope.tui.screens.compare import Compare
from rolescope.tui.text import counted


class AccessCommands(PeopleSet):
    """A user as a template, and two users side by side."""

    _template: str | None = None

    def copy_access(self) -> None:
        """Remember the user whose access is to be given to others."""
        user = self.chosen_user(self.desk.user_row)
        if user is None:
            self.desk.tell("This credential has no user.", "warning")
            return
        self._template = user.name
        mark, paste = self.key("list.mark"), self.key("user.paste")
        self.desk.tell(f"{user.name} is the template: mark users with {mark}, then {paste} gives them its access.")

    @writes
    def paste_access(self) -> None:
        """Give the users chosen the access of the template, after showing what that changes."""
        session = self.session
        template = session.tenant.principals.get(self._template or "")
        users = [user for user in self._chosen_users() if template is None or user.name != template.name]
        if template is None or not users:
            copy = self.key("user.copy")
            self.desk.tell(f"Choose a template with {copy} first, then other users to give its access to.", "warning")
            return
        edits = access_of(session.system, session.tenant, template, users)
        self._ask(f"Give {_told(users)} the access of {template.name}, in place of their own?", edits)

    @writes
    def give_rule(self) -> None:
        """Give the users chosen the rule that the record on show has at the place under the menu's cursor."""
        session, node = self.session, self.desk.menu.cursor_key
        source = session.tenant.roles.get(self.role or "")
        if source is None or node is None:
            self.desk.tell("Choose an access record first, and the place whose rule to give.", "warning")
            return
        users = [user for user in self._chosen_users() if user.roles and user.roles[0].role != source.name]
        roles = [session.tenant.roles[user.roles[0].role] for user in users]
        try:
            edits = [edit for role in roles for edit in session.system.copy_edits(session.tree, source, role, node)]
        except EditError as refused:
            self.desk.tell(str(refused), "error")
            return
        if not users:
            self.desk.tell(f"Choose users besides {source.name} that have a record.", "warning")
            return
        unit = session.tree.index[session.system.unit_of(session.tree.nodes[node].id)]
        name = session.tree.nodes[unit].name
        self._ask(f"Give {_told(users)} the rule of {source.name} at {name}?", tuple(edits))

    def _ask(self, title: str, edits: tuple[Edit, ...]) -> None:
        if edits:
            self.ask_and_do(title, edits)
        else:
            self.desk.tell("Nothing to change: they have it already.")

    def _chosen_users(self) -> list[Principal]:
        """The users marked, else the one under the cursor; each once."""
        names = dict.fromkeys(row.principal for row in self.desk.users.target_keys() if row.principal is not None)
        return [self.session.tenant.principals[name] for name in names]

    # Two users side by side

    def compare(self) -> None:
        """Compare two users: two marked ones, or the one under the cursor with another."""
        users, here = self._chosen_users(), self.chosen_user(self.desk.user_row)
        if len(users) == 2:
            self._compare(users[0].name, users[1].name)
        elif here is not None:
            choices = [
                Choice(name, name, user.status)
                for name, user in self.session.tenant.principals.items()
                if name != here.name
            ]
            self.ask(Choose(f"Compare {here.name} with", among(choices)), lambda name: self._compare_with(here, name))
        else:
            self.desk.tell(f"Mark two users with {self.key('list.mark')}, or move to one.", "warning")

    def _compare_with(self, user: Principal, name: Hashable) -> None:
        self._compare(user.name, str(name))

    def _compare(self, one: str, other: str) -> None:
        session = self.session

        def copy(difference: Difference, to_other: bool) -> bool:
            return bool(self._copy_across(dialog, difference, to_other))

        def undo() -> None:
            session.undo()
            self.desk.refresh_all()

        dialog = Compare(lambda: Comparison(session.system, session.tenant, session.tree, one, other), copy, undo)
        self.ask(dialog)

    @writes
    def _copy_across(self, dialog: Compare, difference: Difference, to_other: bool) -> bool:
        """Whether anything was copied."""
        try:
            edits = dialog.comparison.edits(difference, to_other)
        except EditError as refused:
            self.desk.tell(sentence(str(refused)), "error")
            return False
        before = self.session.tenant
        done = self.do(edits, f"copy {difference.title}")
        if done:
            self.warn(before)
        return done


def _told(users: list[Principal]) -> str:
    return users[0].name if len(users) == 1 else counted(len(users), "user")
