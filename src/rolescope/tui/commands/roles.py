"""Commands on roles."""

from __future__ import annotations

from dataclasses import replace

from rolescope.rights.edits import AddRole, Edit, PutOwnGrants, RemoveRole, UpdateRole
from rolescope.rights.model import Principal, Role
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.people import name_error
from rolescope.tui.commands.users import UserCommands
from rolescope.tui.screens.form import Field, Form, Values
from rolescope.tui.screens.setting_fields import fields_of, values_of


class RoleCommands(UserCommands):
    """What the roles pane can do. A role that is a user's own is made, changed and removed with the user."""

    @writes
    def new_role(self) -> None:
        """Make a role; where each role is a user's own, a user."""
        if self.people.own_roles or self.session.grants_on_users:
            self.user_form(None)
        else:
            self._role_form(None, Role(""))

    @writes
    def copy_role(self) -> None:
        """Make a role with the same grants; where each role is a user's own, a user with the same access."""
        role = self._chosen_role()
        if role is None:
            return
        owner = self._owner(role.name)
        if owner is not None:
            self.user_form(None, owner)
        else:
            facts = self.session.system.copied_facts(role)
            self._role_form(None, replace(role, name=f"{role.name} copy", code=None, extra=facts))

    @writes
    def edit_role(self) -> None:
        """Rename or describe the role; where it is a user's own, edit the user."""
        role = self._chosen_role()
        if role is None:
            return
        owner = self._owner(role.name)
        if owner is not None:
            self.user_form(owner)
        else:
            self._role_form(role, role)

    def _chosen_role(self) -> Role | None:
        return self.session.role(self.desk.roles.cursor_key)

    def _owner(self, role: str) -> Principal | None:
        """Whose own a role is; nobody's where roles are linked."""
        if self.session.grants_on_users:
            return self.session.tenant.principals.get(role)
        users = self.session.tenant.principals.values() if self.people.own_roles else ()
        return next((user for user in users if any(held.role == role for held in user.roles)), None)

    def _role_form(self, old: Role | None, role: Role) -> None:
        settings, values = self.people.role_fields, self.session.system.role_values(role)
        fields = [
            Field("name", "Name", role.name, help=self.people.renaming if old else ""),
            *([Field("code", "Code", role.code or "")] if self.people.role_codes else []),
            Field("description", "Description", role.description),
            *fields_of(self.session.system, settings, values),
        ]
        title = "New role" if not role.name else "Copy a role" if old is None else f"Role {role.name}"
        form = Form(title, fields, lambda v: self._role_error(old, v))
        self.ask(form, lambda values: self._keep_role(old, role, values))

    def _keep_role(self, old: Role | None, role: Role, values: Values) -> None:
        name, code, description = str(values["name"]), str(values.get("code", "")) or None, str(values["description"])
        extra = self.session.system.role_extra(role, values_of(self.people.role_fields, values))
        edit: Edit
        if old is None:
            edit = AddRole(Role(name, role.grants, code, description, extra))
        elif (name, code, description) == (old.name, old.code, old.description) and extra is old.extra:
            return
        else:
            edit = UpdateRole(old.name, name, code, description, extra)
        if self.do([edit], "role"):
            self._go_to_role(name)

    def _role_error(self, old: Role | None, values: Values) -> str | None:
        taken = set(self.session.tenant.roles) - ({old.name} if old else set())
        return name_error("role", str(values["name"]), taken) or self._code_error(old, str(values.get("code", "")))

    def _code_error(self, old: Role | None, code: str) -> str | None:
        """What is wrong with a code that was typed: a role is addressed by it, so it must stand for one alone."""
        if not code or (old and code == old.code):
            return None
        roles = (role for role in self.session.tenant.roles.values() if not old or role.name != old.name)
        other = next((role for role in roles if role.code and role.code.casefold() == code.casefold()), None)
        return f"The role {other.name} has the code {other.code} already." if other else None

    def _go_to_role(self, name: str) -> None:
        row = self.desk.roles.index_of(name)
        if row is not None:
            self.desk.roles.cursor = row

    @writes
    def delete_role(self) -> None:
        """Delete the role, after showing what that changes."""
        role = self._chosen_role()
        if role is None:
            return
        if not self.session.grants_on_users:
            own = self.session.system.people.own_roles
            what = f"the {self.session.system.people.role_word} of" if own else "role"
            self.ask_and_do(f"Delete {what} {role.name}?", [RemoveRole(role.name)])
        elif role.grants:
            self.ask_and_do(f"Take back all that is granted to {role.name} itself?", [PutOwnGrants(role.name, {})])
        else:
            self.desk.tell(f"Nothing is granted to {role.name} itself.")
