"""An access record as GET returns it and as POST takes it; its role and its user are the same thing (KP-04)."""

from __future__ import annotations

from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.writing import role_object, role_post

Json = Any

MAKING = {
    (kind, method): make for kind in ("role", "user") for method, make in (("get", role_object), ("post", role_post))
}
"""What can be written, by object and method; PUT only renames, so there is no patch (KP-53)."""


def made(kind: str, method: str, name: str, tenant: Tenant, tree: Tree) -> Json:
    """One record, by its e-mail."""
    return MAKING[kind, method](tenant, tree, tenant.roles[name])


def shortcomings(kind: str, body: Json, method: str) -> list[str]:
    """What the vendor would not take; a record that could be read is complete."""
    return []
