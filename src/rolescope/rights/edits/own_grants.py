"""What is granted to an API user itself, without any role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rolescope.rights.edits.base import Edit, principal_of, with_principal
from rolescope.rights.edits.grants import known_node
from rolescope.rights.model import Rights, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class SetOwnGrant(Edit):
    """Grant rights at a node to an API user itself, without any role; None takes back what was granted there."""

    user: str
    node: str
    rights: Rights | None

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal, grants = principal_of(tenant, self.user), dict(principal_of(tenant, self.user).grants)
        before = grants.get(self.node)
        if self.rights is not None:
            grants[known_node(self.node, tree)] = self.rights
        else:
            grants.pop(self.node, None)
        changed = with_principal(tenant, replace(principal, grants=grants))
        in_place = self.rights is not None or before is None
        inverse = SetOwnGrant(self.user, self.node, before) if in_place else PutOwnGrants(self.user, principal.grants)
        return changed, inverse


@dataclass(frozen=True, slots=True)
class PutOwnGrants(Edit):
    """Replace all that is granted to an API user itself."""

    user: str
    grants: Mapping[str, Rights]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        principal = principal_of(tenant, self.user)
        changed = with_principal(tenant, replace(principal, grants=dict(self.grants)))
        return changed, PutOwnGrants(self.user, principal.grants)
