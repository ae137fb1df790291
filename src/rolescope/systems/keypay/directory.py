"""The users and records of a business while many records come in: each is found by its e-mail, not by looking at all.

An edit copies the tables that it changes, so it is made on the user it is about alone, and the result entered here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from rolescope.rights.edits import Edit, apply
from rolescope.rights.model import Principal, Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.record import email_key, has_full_access


class Directory:
    """A tenant's users and records; ``tenant`` always holds them as they are now."""

    def __init__(self, tenant: Tenant) -> None:
        self._roles: dict[str, Role] = dict(tenant.roles)
        self._users: dict[str, Principal] = dict(tenant.principals)
        self.tenant = replace(tenant, roles=self._roles, principals=self._users)

    @cached_property
    def _names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in self._users:
            found.setdefault(email_key(name), name)
        return found

    @cached_property
    def _full(self) -> set[str]:
        return {name for name in self._users if has_full_access(self.tenant, name)}

    def find(self, email: str) -> str | None:
        """KP-04: an e-mail as it is stored, whatever its case and the space around it."""
        return self._names.get(email_key(email))

    def full_users(self) -> set[str]:
        """KP-02: who has full access."""
        return self._full

    def enter(self, edit: Edit, email: str, tree: Tree) -> None:
        """Make an edit that is about one user and the record of it."""
        user = self._users.get(email)
        named = {email, *(held.role for held in user.roles)} if user else {email}
        part = replace(
            self.tenant,
            roles={name: self._roles[name] for name in named if name in self._roles},
            principals={email: user} if user else {},
        )
        after, _ = apply(edit, part, tree)
        self._roles.update(after.roles)
        self._users.update(after.principals)
        self._names.setdefault(email_key(email), email)
        (self._full.add if has_full_access(self.tenant, email) else self._full.discard)(email)
