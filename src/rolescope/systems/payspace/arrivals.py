"""What new nodes of a catalogue mean for the roles that are there: nothing new widens a role (PS-18)."""

from __future__ import annotations

from collections.abc import Collection

from rolescope.rights.edits import Edit, SetGrant
from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.vocabulary import DENY


def arrivals(tenant: Tenant, known: Collection[str], tree: Tree) -> list[Edit]:
    """The edits that let every node of ``tree`` that is not among the ``known`` ids arrive as Deny.

    Each role that has any own level gets Deny on the topmost new nodes, from which those below inherit it, and on a
    new node about which it already says more. A role without any level stays as it is: it is Deny by silence, PS-08.
    """
    known = frozenset(known)
    new = [node for node in tree.nodes if node.id not in known]
    edits: list[Edit] = []
    for role in tenant.roles.values():
        if role.grants:
            edits += (
                SetGrant(role.name, node.id, DENY.rights)
                for node in new
                if node.parent is None or node.parent in known or role.grants.get(node.id)
            )
    return edits
