"""Commands on credentials, where users have them."""

from __future__ import annotations

from dataclasses import replace

from rolescope.rights.edits import AddCredential, SetScope, UpdateCredential
from rolescope.rights.model import Credential
from rolescope.rights.people import field_value, with_fields
from rolescope.store import secrets
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.people import PeopleSet, name_error
from rolescope.tui.screens.dialog import SecretShown
from rolescope.tui.screens.form import Field, Form, Values
from rolescope.tui.screens.setting_fields import fields_of, values_of
from rolescope.tui.session import UserRow

NOBODY = ""


class CredentialCommands(PeopleSet):
    """What can be done with a credential."""

    @writes
    def new_credential(self) -> None:
        """Make a credential for the user under the cursor."""
        if not self.session.system.has_credentials:
            self.desk.tell(f"In {self.session.system.title} users have no credentials of their own.")
            return
        self.credential_form(None, self.desk.user_row.principal if self.desk.user_row else None)

    def credential_form(self, name: str | None, user: str | None) -> None:
        tenant = self.session.tenant
        old, settings = tenant.credentials.get(name or ""), self.people.credential_fields
        extra = old.extra if old else {}
        scope = (old.scope if old else None) or self.session.system.scopes[0]
        scopes = list(dict.fromkeys([*self.session.system.scopes, scope]))
        users = [(NOBODY, "(no user)"), *((u, u) for u in tenant.principals)]
        fields = [
            Field("name", "Name", old.name if old else f"{user}-key" if user else ""),
            Field("user", "User", user or NOBODY, users),
            Field("scope", "Scope", scope, [(s, s) for s in scopes]),
            *fields_of(self.session.system, settings, {each.name: field_value(extra, each) for each in settings}),
        ]
        title = f"Credential {name}" if old else "New credential"
        client = f"Client id {old.client_id}. " if old and old.client_id else "Without a client id. " if old else ""
        note = f"{client}{self.people.credential_note}"
        form = Form(title, fields, lambda v: self._credential_error(old, v), note)
        self.ask(form, lambda values: self._keep_credential(old, values, scope))

    def _keep_credential(self, old: Credential | None, values: Values, old_scope: str) -> None:
        name, user, scope = str(values["name"]), str(values["user"]) or None, str(values["scope"])
        settings = self.people.credential_fields
        extra = with_fields(old.extra if old else {}, settings, values_of(settings, values))
        if old is not None:
            kept_scope = old.scope if scope == old_scope else scope
            changed = replace(old, name=name, principal=user, scope=kept_scope, extra=extra)
            if changed != old and self.do([UpdateCredential(old.name, changed)], "credential"):
                self.go_to_user(UserRow(user, name))
            return
        made = secrets.new_secret()
        credential = Credential(name, user, scope, made.client_id, made.secret_hash, extra)
        if self.do([AddCredential(credential)], "credential"):
            self.go_to_user(UserRow(user, name))
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
            before = self.session.tenant
            if self.do([SetScope(credential.name, scope)], "scope") and not self.warn(before):
                self.desk.tell(f"{credential.name}: scope {scope}.")

    @writes
    def new_secret(self) -> None:
        """Make a new secret for the credential."""
        credential = self._chosen_credential()
        if credential is None:
            return
        made = secrets.new_secret(credential.client_id)
        changed = replace(credential, client_id=made.client_id, secret_hash=made.secret_hash)
        if self.do([UpdateCredential(credential.name, changed)], "secret"):
            self.ask(SecretShown(credential.name, made.client_id, made.secret, self.session.system.title))
