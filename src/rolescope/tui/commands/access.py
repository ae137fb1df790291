"""Commands that carry access from one user to others: as a whole, one rule of it, or difference by difference."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rolescope.rights.compare import Comparison, Difference, access_of
from rolescope.rights.counting import one
from rolescope.rights.edits import Edit, EditError
from rolescope.rights.model import Assignment, Principal
from rolescope.rights.templates import copied
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.people import PeopleSet, sentence
from rolescope.tui.screens.choose import Choice, Choose, among
from rolescope.tui.screens.compare import Compare
from rolescope.tui.screens.link_roles import LinkRoles, Wording
from rolescope.tui.text import counted

TAKERS = Wording("user", "Goes to", "nobody")
"""How those are spoken of who are given a rule."""


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
        self._ask(
            f"Give {_told([user.name for user in users])} the access of {template.name}, in place of their own?", edits
        )

    @writes
    def give_rule(self) -> None:
        """Choose to whom to give the rule that the user's record has at the place under the menu's cursor."""
        session, source, node = self.session, self.chosen_user(self.desk.user_row), self.desk.menu.cursor_key
        if source is None or not source.roles or node is None:
            role = one(session.system.people.role_word)
            self.desk.tell(f"Move to a user with {role} first, and in the menu to the place.", "warning")
            return
        unit = session.tree.index[session.system.unit_of(session.tree.nodes[node].id)]
        place = session.tree.path(unit)
        others = [name for name in session.tenant.principals if name != source.name]
        ticked = tuple(Assignment(user.name) for user in self._marked_users() if user.name != source.name)
        note = f"What is given is the rule of {source.name} at {place}; move to another user to give that one's."
        if not self._says(source, unit):
            note = f"{source.name} says nothing at {place}: whoever is chosen says nothing there any more either."
        dialog = LinkRoles(f"Give the rule of {source.name} to", others, (), ticked, note, TAKERS)
        self.ask(dialog, lambda chosen: self._give_rule(source, node, [one.role for one in chosen]))

    def _says(self, user: Principal, node: int) -> bool:
        """Whether a user's record says anything at a place or below it."""
        tree, grants = self.session.tree, self.session.tenant.roles[user.roles[0].role].grants
        return any(node <= tree.index[place] < tree.end[node] for place in grants if place in tree.index)

    def _give_rule(self, source: Principal, node: int, users: Sequence[str]) -> None:
        session = self.session
        edit = copied(session.system, session.tenant, source.name, users, session.tree, node)
        if not users:
            self.desk.tell(f"Nobody is chosen to be given the rule of {source.name}.")
            return
        unit = session.tree.index[session.system.unit_of(session.tree.nodes[node].id)]
        title = f"Give {_told(users)} the rule of {source.name} at {session.tree.nodes[unit].name}?"
        self._ask(title, edit.edits if edit else ())

    def _ask(self, title: str, edits: tuple[Edit, ...]) -> None:
        if edits:
            self.ask_and_do(title, edits)
        else:
            self.desk.tell("Nothing to change: they have it already.")

    def _chosen_users(self) -> list[Principal]:
        """The users marked, else the one under the cursor; each once."""
        names = dict.fromkeys(row.principal for row in self.desk.users.target_keys() if row.principal is not None)
        return [self.session.tenant.principals[name] for name in names]

    def _marked_users(self) -> list[Principal]:
        """The users marked, each once."""
        return self._chosen_users() if self.desk.users.marked_count else []

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

        def undo() -> bool:
            return bool(self._undo_copy())

        dialog = Compare(lambda: Comparison(session.system, session.tenant, session.tree, one, other), copy, undo)
        self.ask(dialog)

    @writes
    def _undo_copy(self) -> bool:
        """Whether anything was undone."""
        edit = self.session.undo()
        self.desk.refresh_all()
        return edit is not None

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


def _told(users: Sequence[str]) -> str:
    return users[0] if len(users) == 1 else counted(len(users), "user")
