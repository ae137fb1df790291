"""What grants stand in: the roles, or in tenants where roles do not count each user, told as a role of its own name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rolescope.rights.edits import ClearGrant, Edit, EditError, SetGrant, SetOwnGrant
from rolescope.rights.model import Rights, Role, Tenant
from rolescope.rights.system import System
from rolescope.rights.tree import Tree


def holder(system: System, tenant: Tenant, name: str) -> Role | None:
    """The role of a name, or what is granted to the user of that name; None where there is none."""
    if not system.grants_on_users(tenant):
        return tenant.roles.get(name)
    user = tenant.principals.get(name)
    return Role(name, user.grants) if user is not None else None


def on_holder(system: System, tenant: Tenant, tree: Tree, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits of grants in a role, said on the user where grants stand on users.

    Raises:
        EditError: when there is no such user, or an edit says more than grants.
    """
    if not system.grants_on_users(tenant):
        return tuple(edits)
    found: list[Edit] = []
    for edit in edits:
        if isinstance(edit, SetGrant):
            found.append(SetOwnGrant(edit.role, edit.node, edit.rights))
        elif isinstance(edit, ClearGrant):
            held = tenant.principals[edit.role].grants if edit.role in tenant.principals else {}
            found += [SetOwnGrant(edit.role, place, None) for place in _cleared(edit, held, tree)]
        else:
            raise EditError("only grants are said on a user itself")
    return tuple(found)


def _cleared(edit: ClearGrant, held: Mapping[str, Rights], tree: Tree) -> list[str]:
    start = tree.index.get(edit.node)
    if start is None or not edit.subtree:
        return [edit.node] if edit.node in held else []
    return [place for place in held if place in tree.index and start <= tree.index[place] < tree.end[start]]
