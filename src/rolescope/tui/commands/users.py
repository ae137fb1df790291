"""Commands on API users."""

from __future__ import annotations

from rolescope.rights.edits import Edit, EditError, RemoveCredential, SetRoles, apply_all
from rolescope.rights.field_words import in_words
from rolescope.rights.model import Assignment, Principal
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.credentials import CredentialCommands
from rolescope.tui.commands.people import name_error, sentence
from rolescope.tui.screens.form import Field, Form, Values
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.screens.setting_fields import NOT_KNOWN, NOTHING, fields_of, values_of
from rolescope.tui.session import UserRow


class UserCommands(CredentialCommands):
    """What the API users pane can do."""

    @writes
    def new_user(self) -> None:
        """Make an API user."""
        self.user_form(None)

    @writes
    def edit_user(self) -> None:
        """Edit the user, or the credential, under the cursor."""
        row = self.desk.user_row
        if row is None:
            return
        if row.credential is not None:
            self.credential_form(row.credential, row.principal)
        else:
            self.user_form(self.chosen_user(row))

    def user_form(self, user: Principal | None, template: Principal | None = None) -> None:
        """A form for a user, or a new one; a template gives a new one its fields, and its access afterwards."""
        system = self.session.system
        statuses = [(status, in_words(status)) for status in system.statuses]
        status, shown = user.status if user else statuses[0][0], user or template or Principal("")
        if user is not None and not system.has_status(user):
            status, statuses = NOTHING, [NOT_KNOWN, *statuses]
        values = dict(system.user_values(self.session.tenant, shown))
        if user is None:
            own = {each.name: each.default for each in self.people.user_fields if not template or each.default == ""}
            values |= own
        fields = [
            Field("name", self.people.user_name, user.name if user else "", help=self.people.renaming if user else ""),
            *([Field("status", "Status", status, statuses)] if len(statuses) > 1 else []),
            *fields_of(system, self.people.user_fields, values),
        ]
        title = f"API user {user.name}" if user else "New API user"
        title += f" with the access of {template.name}" if template else ""
        note = "" if user or template else self._first_note()
        form = Form(title, fields, lambda v: self._user_error(user, v), note)
        self.ask(form, lambda values: self._keep_user(user, template, values))

    def _first_note(self) -> str:
        """What to know of a user that was just made."""
        refused = self.session.system.no_links(self.session.tenant)
        if self.people.own_roles or refused:
            return refused if not self.people.own_roles else ""
        return f"A new user holds no role, {self.people.unlinked}: link roles with {self.key('user.roles')} afterwards."

    def _keep_user(self, user: Principal | None, template: Principal | None, values: Values) -> None:
        name, before = str(values["name"]), self.session.tenant
        edits = self._user_edits(user, values)
        if template is not None:
            after = apply_all(edits, before, self.session.tree)
            edits += self.session.system.access_edits(after, template, after.principals[name])
        if edits and self.do(edits, f"API user {name}"):
            self.go_to_user(UserRow(name))
            self.warn(before)

    def _user_edits(self, user: Principal | None, values: Values) -> tuple[Edit, ...]:
        """Raises EditError when the vendor would not take such a user."""
        session, status = self.session, str(values.get("status", self.session.system.statuses[0]))
        wanted = values_of(self.people.user_fields, values)
        return session.system.user_edits(session.tenant, session.tree, user, str(values["name"]), status, wanted)

    def _user_error(self, user: Principal | None, values: Values) -> str | None:
        taken = set(self.session.tenant.principals) - ({user.name} if user else set())
        wrong = name_error("user", str(values["name"]), taken)
        if wrong is not None:
            return wrong
        try:
            self._user_edits(user, values)
        except EditError as refused:
            return sentence(str(refused))
        return None

    @writes
    def toggle_status(self) -> None:
        """Give the user the next status."""
        user = self.chosen_user(self.desk.user_row)
        if user is None:
            self.desk.tell("This credential has no user.", "warning")
            return
        statuses = self.session.system.statuses
        following, session = statuses[(statuses.index(user.status) + 1) % len(statuses)], self.session
        before = session.tenant
        if self.do(session.system.user_edits(before, session.tree, user, user.name, following, {}), "status"):
            self.warn(before)

    @writes
    def link_roles(self) -> None:
        """Choose the roles of the user."""
        user = self.chosen_user(self.desk.user_row)
        if user is None:
            self.desk.tell("This credential has no user to hold roles.", "warning")
        else:
            self._link(user)

    def _link(self, user: Principal) -> None:
        tenant = self.session.tenant
        per_company = self.session.company is not None
        note = self.people.by_company if per_company else self.people.several_roles
        codes = [company.code for company in tenant.companies]
        dialog = LinkRoles(f"Roles of {user.name}", list(tenant.roles), codes, user.roles, note)
        self.ask(dialog, lambda held: self._keep_roles(user, held))

    def _keep_roles(self, user: Principal, chosen: tuple[Assignment, ...]) -> None:
        if chosen == user.roles:
            return
        before = self.session.tenant
        if self.do([SetRoles(user.name, chosen)], "roles") and not self.warn(before) and not chosen:
            means = f", {self.people.unlinked}" if self.people.needs_role else ""
            self.desk.tell(f"{user.name} has no role now{means}.", "warning")

    @writes
    def delete_user(self) -> None:
        """Delete the user, or the credential, under the cursor."""
        row = self.desk.user_row
        if row is None:
            return
        if row.credential is not None:
            self.ask_and_do(f"Delete credential {row.credential}?", [RemoveCredential(row.credential)])
        elif row.principal is not None:
            edits = self.session.system.remove_user(self.session.tenant, row.principal)
            self.ask_and_do(f"Delete API user {row.principal}?", edits)
