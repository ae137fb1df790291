"""Commands on roles, API users and credentials."""

from __future__ import annotations

from dataclasses import replace

from rolescope.rights.edits import (
    AddCredential,
    AddPrincipal,
    AddRole,
    Edit,
    RemoveCredential,
    RemovePrincipal,
    RemoveRole,
    RenamePrincipal,
    SetRoles,
    SetScope,
    SetStatus,
    UpdateCredential,
    UpdateRole,
)
from rolescope.rights.model import Assignment, Credential, Principal, Role
from rolescope.rights.names import lookalike
from rolescope.store.secrets import new_secret
from rolescope.tui.commands.base import CommandSet, writes
from rolescope.tui.pages.impact import impact_lines
from rolescope.tui.screens.dialog import Confirm, SecretShown
from rolescope.tui.screens.form import Field, Form, Values
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.session import UserRow
from rolescope.tui.widgets.text_rows import TextLine

NOBODY = ""


class PeopleCommands(CommandSet):
    """What the roles and API users panes can do."""

    # Roles

    @writes
    def new_role(self) -> None:
        """Make a role."""
        self._role_form(None, Role(""))

    @writes
    def copy_role(self) -> None:
        """Make a role with the same grants."""
        role = self._chosen_role()
        if role is not None:
            self._role_form(None, replace(role, name=f"{role.name} copy", code=None))

    @writes
    def edit_role(self) -> None:
        """Rename or describe the role."""
        role = self._chosen_role()
        if role is not None:
            self._role_form(role, role)

    def _chosen_role(self) -> Role | None:
        return self.session.tenant.roles.get(self.role) if self.role else None

    def _role_form(self, old: Role | None, role: Role) -> None:
        fields = [
            Field("name", "Name", role.name),
            Field("code", "Code", role.code or ""),
            Field("description", "Description", role.description),
        ]
        title = "New role" if not role.name else "Copy a role" if old is None else f"Role {role.name}"
        form = Form(title, fields, lambda v: self._role_error(old, v))
        self.ask(form, lambda values: self._keep_role(old, role, values))

    def _keep_role(self, old: Role | None, role: Role, values: Values) -> None:
        name, code, description = str(values["name"]), str(values["code"]) or None, str(values["description"])
        edit: Edit
        if old is None:
            edit = AddRole(Role(name, role.grants, code, description, role.extra))
        else:
            edit = UpdateRole(old.name, name, code, description, old.extra)
        if self.do([edit], "role"):
            self._go_to_role(name)

    def _role_error(self, old: Role | None, values: Values) -> str | None:
        taken = set(self.session.tenant.roles) - ({old.name} if old else set())
        return name_error("role", str(values["name"]), taken)

    def _go_to_role(self, name: str) -> None:
        row = self.desk.roles.index_of(name)
        if row is not None:
            self.desk.roles.cursor = row

    @writes
    def delete_role(self) -> None:
        """Delete the role, after showing what that changes."""
        role = self._chosen_role()
        if role is not None:
            self._ask_and_do(f"Delete role {role.name}?", RemoveRole(role.name))

    def _ask_and_do(self, title: str, edit: Edit) -> None:
        changes = self.session.what_if(edit)
        after = self.session.engine.evaluate(edit.on(self.session.tenant, self.session.tree)[0], self.session.outcome)
        before, left_out = self.session.outcome, self.session.left_out
        lines: list[TextLine] = list(impact_lines(changes, before, after, self.desk.symbols, left_out))
        self.ask(Confirm(title, lines), lambda yes: self.do([edit], title))

    # Users

    @writes
    def new_user(self) -> None:
        """Make an API user."""
        self._user_form(None)

    @writes
    def edit_user(self) -> None:
        """Edit the user, or the credential, under the cursor."""
        row = self.desk.user_row
        if row is None:
            return
        if row.credential is not None:
            self._credential_form(row.credential, row.principal)
        else:
            self._user_form(self._chosen_user(row))

    def _chosen_user(self, row: UserRow | None) -> Principal | None:
        return self.session.tenant.principals.get(row.principal or "") if row else None

    def _user_form(self, user: Principal | None) -> None:
        statuses = [(status, status) for status in self.session.system.statuses]
        status = user.status if user else statuses[0][0]
        fields = [Field("name", "Name", user.name if user else ""), Field("status", "Status", status, statuses)]
        title = f"API user {user.name}" if user else "New API user"
        note = "" if user else "Without a role a user reaches everything: link roles with l afterwards."
        form = Form(title, fields, lambda v: self._user_error(user, v), note)
        self.ask(form, lambda values: self._keep_user(user, values))

    def _keep_user(self, user: Principal | None, values: Values) -> None:
        name, status = str(values["name"]), str(values["status"])
        if user is None:
            edits: list[Edit] = [AddPrincipal(Principal(name, status))]
        else:
            edits = [RenamePrincipal(user.name, name)] if name != user.name else []
            edits += [SetStatus(name, status)] if status != user.status else []
        if edits and self.do(edits, f"API user {name}"):
            self._go_to_user(UserRow(name))

    def _user_error(self, user: Principal | None, values: Values) -> str | None:
        taken = set(self.session.tenant.principals) - ({user.name} if user else set())
        return name_error("user", str(values["name"]), taken)

    def _go_to_user(self, row: UserRow) -> None:
        place = self.desk.users.index_of(row)
        if place is not None:
            self.desk.users.cursor = place

    @writes
    def toggle_status(self) -> None:
        """Give the user the next status."""
        user = self._chosen_user(self.desk.user_row)
        if user is None:
            self.desk.tell("This credential has no user.", "warning")
            return
        statuses = self.session.system.statuses
        following = statuses[(statuses.index(user.status) + 1) % len(statuses)]
        self.do([SetStatus(user.name, following)], "status")

    @writes
    def link_roles(self) -> None:
        """Choose the roles of the user."""
        user = self._chosen_user(self.desk.user_row)
        if user is None:
            self.desk.tell("This credential has no user to hold roles.", "warning")
        else:
            self._link(user)

    def _link(self, user: Principal) -> None:
        tenant = self.session.tenant
        per_company = self.session.company is not None
        note = (
            "Each role counts only in the company it is linked to."
            if per_company
            else "The least of all these roles counts, in every company."
        )
        codes = [company.code for company in tenant.companies]
        self.ask(
            LinkRoles(user.name, list(tenant.roles), codes, user.roles, note), lambda held: self._keep_roles(user, held)
        )

    def _keep_roles(self, user: Principal, chosen: tuple[Assignment, ...]) -> None:
        if chosen == user.roles:
            return
        if self.do([SetRoles(user.name, chosen)], "roles") and not chosen:
            self.desk.tell(f"{user.name} has no role now, and so reaches everything (PS-26).", "warning")

    @writes
    def delete_user(self) -> None:
        """Delete the user, or the credential, under the cursor."""
        row = self.desk.user_row
        if row is None:
            return
        if row.credential is not None:
            self._ask_and_do(f"Delete credential {row.credential}?", RemoveCredential(row.credential))
        elif row.principal is not None:
            self._ask_and_do(f"Delete API user {row.principal}?", RemovePrincipal(row.principal))

    # Credentials

    @writes
    def new_credential(self) -> None:
        """Make a credential for the user under the cursor."""
        if not self.session.system.has_credentials:
            self.desk.tell(f"In {self.session.system.title} users have no credentials of their own.")
            return
        self._credential_form(None, self.desk.user_row.principal if self.desk.user_row else None)

    def _credential_form(self, name: str | None, user: str | None) -> None:
        tenant = self.session.tenant
        old = tenant.credentials.get(name or "")
        scope = (old.scope if old else None) or self.session.system.scopes[0]
        scopes = list(dict.fromkeys([*self.session.system.scopes, scope]))
        users = [(NOBODY, "(no user)"), *((u, u) for u in tenant.principals)]
        fields = [
            Field("name", "Name", old.name if old else f"{user}-key" if user else ""),
            Field("user", "User", user or NOBODY, users),
            Field("scope", "Scope", scope, [(s, s) for s in scopes]),
        ]
        title = f"Credential {name}" if old else "New credential"
        form = Form(title, fields, lambda v: self._credential_error(old, v))
        self.ask(form, lambda values: self._keep_credential(old, values, scope))

    def _keep_credential(self, old: Credential | None, values: Values, old_scope: str) -> None:
        name, user, scope = str(values["name"]), str(values["user"]) or None, str(values["scope"])
        if old is not None:
            kept_scope = old.scope if scope == old_scope else scope
            changed = replace(old, name=name, principal=user, scope=kept_scope)
            if changed != old and self.do([UpdateCredential(old.name, changed)], "credential"):
                self._go_to_user(UserRow(user, name))
            return
        made = new_secret()
        if self.do([AddCredential(Credential(name, user, scope, made.client_id, made.secret_hash))], "credential"):
            self._go_to_user(UserRow(user, name))
            self.ask(SecretShown(name, made.client_id, made.secret, self.session.system.title))

    def _credential_error(self, old: Credential | None, values: Values) -> str | None:
        taken = set(self.session.tenant.credentials) - ({old.name} if old else set())
        return name_error("credential", str(values["name"]), taken)

    def _chosen_credential(self) -> Credential | None:
        row = self.desk.user_row
        if row is None or row.credential is None:
            self.desk.tell("Move to a credential first.", "warning")
            return None
        return self.session.tenant.credentials.get(row.credential)

    @writes
    def next_scope(self) -> None:
        """Give the credential the next scope."""
        credential = self._chosen_credential()
        if credential is not None:
            scopes = self.session.system.scopes
            place = scopes.index(credential.scope) if credential.scope in scopes else 0
            scope = scopes[(place + 1) % len(scopes)]
            if self.do([SetScope(credential.name, scope)], "scope"):
                self.desk.tell(f"{credential.name}: scope {scope}.")

    @writes
    def new_secret(self) -> None:
        """Make a new secret for the credential."""
        credential = self._chosen_credential()
        if credential is None:
            return
        made = new_secret(credential.client_id)
        changed = replace(credential, client_id=made.client_id, secret_hash=made.secret_hash)
        if self.do([UpdateCredential(credential.name, changed)], "secret"):
            self.ask(SecretShown(credential.name, made.client_id, made.secret, self.session.system.title))


def name_error(kind: str, name: str, taken: set[str]) -> str | None:
    """What is wrong with a name, None when nothing is."""
    if not name:
        return f"A {kind} needs a name."
    if name in taken:
        return f"There is already a {kind} named {name}."
    other = lookalike(name, taken)
    return f"Only the case would tell it from the {kind} {other}." if other else None
