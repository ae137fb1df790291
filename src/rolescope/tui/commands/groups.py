"""Commands on groups of users, in systems that have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rolescope.rights.edits import AddGroup, Edit, RemoveGroup, SetGroupRoles, SetGroups, UpdateGroup
from rolescope.rights.model import Assignment, Group
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.people import PeopleSet, name_error
from rolescope.tui.screens.form import Field, Form, Values
from rolescope.tui.screens.groups import Groups
from rolescope.tui.screens.link_roles import LinkRoles, Wording

ROLES_OF = Wording("role", "Brings", "no role")
GROUPS_OF = Wording("group", "Is in", "no group")
MEMBERS_OF = Wording("user", "Has", "no member")


class GroupCommands(PeopleSet):
    """What the dialog of groups can do, and the groups of one user."""

    _groups: Groups

    def groups(self) -> None:
        """All groups, to look at and to change."""
        self._groups = Groups(self.session, self._act_on_group)
        self.ask(self._groups)

    def _act_on_group(self, what: str, name: str | None) -> None:
        group = self.session.tenant.groups.get(name or "")
        if what == "new":
            self._group_form(None)
        elif group is not None:
            {
                "edit": self._group_form,
                "roles": self._roles_of_group,
                "members": self._members_of_group,
                "delete": self._delete_group,
            }[what](group)

    def _done(self, edits: Sequence[Edit], label: str, chosen: str) -> None:
        if self.do(edits, label):
            self._groups.bring_up_to_date(chosen)

    @writes
    def _group_form(self, group: Group | None) -> None:
        fields = [
            Field("name", "Name", group.name if group else "", help=self.people.renaming if group else ""),
            Field("description", "Description", group.description if group else ""),
        ]
        taken = set(self.session.tenant.groups) - ({group.name} if group else set())
        form = Form(
            f"Group {group.name}" if group else "New group",
            fields,
            lambda values: name_error("group", str(values["name"]), taken),
        )
        self.ask(form, lambda values: self._keep_group(group, values))

    def _keep_group(self, group: Group | None, values: Values) -> None:
        name, description = str(values["name"]), str(values["description"])
        if group is None:
            self._done([AddGroup(Group(name, (), description))], "group", name)
        elif (name, description) != (group.name, group.description):
            self._done([UpdateGroup(group.name, name, description, group.extra)], "group", name)

    @writes
    def _roles_of_group(self, group: Group) -> None:
        def keep(roles: tuple[str, ...]) -> None:
            if roles != group.roles:
                self._done([SetGroupRoles(group.name, roles)], "roles of a group", group.name)

        note = f"Every member holds them. {self.people.several_roles}"
        self._check(f"Roles of group {group.name}", self.session.tenant.roles, group.roles, note, ROLES_OF, keep)

    @writes
    def _members_of_group(self, group: Group) -> None:
        users, held = self.session.tenant.principals, tuple(self.session.members(group.name))

        def keep(chosen: tuple[str, ...]) -> None:
            wanted = set(chosen)
            changed = wanted.symmetric_difference(held)
            moved = [user for name, user in users.items() if name in changed]
            edits = [
                SetGroups(
                    user.name,
                    (*user.groups, group.name)
                    if user.name in wanted
                    else tuple(other for other in user.groups if other != group.name),
                )
                for user in moved
            ]
            self._done(edits, f"members of group {group.name}", group.name)

        self._check(f"Members of {group.name}", users, held, "Each member holds its roles.", MEMBERS_OF, keep)

    @writes
    def _delete_group(self, group: Group) -> None:
        self.ask_and_do(
            f"Delete group {group.name}?", [RemoveGroup(group.name)], lambda: self._groups.bring_up_to_date()
        )

    @writes
    def user_groups(self) -> None:
        """Choose the groups of the user."""
        user = self.chosen_user(self.desk.user_row)
        if user is None:
            return

        def keep(groups: tuple[str, ...]) -> None:
            if groups != user.groups:
                self.do([SetGroups(user.name, groups)], "groups of a user")

        note = "The user holds the roles of each of them."
        self._check(f"Groups of {user.name}", self.session.tenant.groups, user.groups, note, GROUPS_OF, keep)

    def _check(
        self,
        title: str,
        names: Iterable[str],
        held: tuple[str, ...],
        note: str,
        wording: Wording,
        keep: Callable[[tuple[str, ...]], None],
    ) -> None:
        """Let the admin tick some of many names."""
        ticked = tuple(Assignment(name) for name in held)
        dialog = LinkRoles(title, list(names), (), ticked, note, wording)
        self.ask(dialog, lambda chosen: keep(tuple(one.role for one in chosen)))
