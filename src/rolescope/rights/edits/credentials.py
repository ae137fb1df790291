"""What integrations log in with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rolescope.rights.edits.base import Edit, added, credential_of, must_be_free, principal_of, removed, renamed
from rolescope.rights.edits.unsettled import put
from rolescope.rights.model import Credential, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class AddCredential(Edit):
    """Add a credential, at a place in the order (the end when None)."""

    credential: Credential
    index: int | None = None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        changed = added("credential", tenant, "credentials", self.credential, self.index)
        if self.credential.principal is not None:
            principal_of(tenant, self.credential.principal)
        return changed, RemoveCredential(self.credential.name)


@dataclass(frozen=True, slots=True)
class RemoveCredential(Edit):
    """Remove a credential."""

    credential: str

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        credential = credential_of(tenant, self.credential)
        changed, index = removed(tenant, "credentials", self.credential)
        return changed, AddCredential(credential, index)


@dataclass(frozen=True, slots=True)
class UpdateCredential(Edit):
    """Replace everything about a credential, its name included."""

    credential: str
    new: Credential

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        old = credential_of(tenant, self.credential)
        if self.new.name != old.name:
            must_be_free("credential", self.new.name, tenant.credentials)
        if self.new.principal is not None:
            principal_of(tenant, self.new.principal)
        return renamed(tenant, "credentials", old.name, self.new), UpdateCredential(self.new.name, old)


@dataclass(frozen=True, slots=True)
class SetScope(Edit):
    """Give a credential another scope."""

    credential: str
    scope: str | None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        old = credential_of(tenant, self.credential)
        changed = put(tenant, "credentials", (replace(old, scope=self.scope),))
        return changed, SetScope(self.credential, old.scope)


@dataclass(frozen=True, slots=True)
class LinkCredential(Edit):
    """Link a credential to an API user, or to nobody."""

    credential: str
    user: str | None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        old = credential_of(tenant, self.credential)
        if self.user is not None:
            principal_of(tenant, self.user)
        changed = put(tenant, "credentials", (replace(old, principal=self.user),))
        return changed, LinkCredential(self.credential, old.principal)
