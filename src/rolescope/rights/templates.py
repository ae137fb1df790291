"""One user's or role's access as a template: copied to others, one rule given to several, two held side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rolescope.rights.edits import Batch, Edit, PutGrants
from rolescope.rights.edits.base import role_of
from rolescope.rights.model import Rights, Role, Tenant
from rolescope.rights.system import System
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class RoleDifference:
    """A node about which two roles say different things; None is silence."""

    node: str
    one: Rights | None
    other: Rights | None


def copied(tenant: Tenant, source: str, targets: Iterable[str], tree: Tree, node: int | None = None) -> Batch | None:
    """The edit by which some roles say what ``source`` says; with ``node`` only about it and what is below it.

    None where all of them say so already.

    Raises:
        EditError: when there is no role of such a name.
    """
    said = role_of(tenant, source).grants
    edits: list[Edit] = []
    for name in dict.fromkeys(targets):
        role = role_of(tenant, name)
        wanted = dict(said) if node is None else _with_part(role.grants, said, tree, node)
        if dict(role.grants) != wanted:
            edits.append(PutGrants(name, wanted))
    return Batch(f"copy what {source} says", tuple(edits)) if edits else None


def _with_part(grants: Mapping[str, Rights], said: Mapping[str, Rights], tree: Tree, node: int) -> dict[str, Rights]:
    def inside(place: str) -> bool:
        return place in tree.index and node <= tree.index[place] < tree.end[node]

    kept = {place: rights for place, rights in grants.items() if not inside(place)}
    return kept | {place: rights for place, rights in said.items() if inside(place)}


def given_to(
    system: System, tenant: Tenant, roles: Iterable[str], tree: Tree, node: int, rights: Rights
) -> Batch | None:
    """The edit by which several roles say the same about one node; None where all of them say so already.

    Raises:
        EditError: when the vendor would not take it in one of them, or there is no role of such a name.
    """
    edits: list[Edit] = []
    for name in dict.fromkeys(roles):
        role = role_of(tenant, name)
        for edit in system.grant_edits(tree, role, node, rights, False):
            after, _ = edit.on(tenant, tree)
            if dict(after.roles[name].grants) != dict(tenant.roles[name].grants):
                edits.append(edit)
                tenant = after
    return Batch(f"set {tree.nodes[node].name} for {len(edits)} roles", tuple(edits)) if edits else None


def compared(one: Role, other: Role, tree: Tree) -> Sequence[RoleDifference]:
    """What two roles say differently, in the order of the tree; nodes that are no longer there come last."""
    places = sorted({**one.grants, **other.grants}, key=lambda place: tree.index.get(place, len(tree)))
    rows = (RoleDifference(place, one.grants.get(place), other.grants.get(place)) for place in places)
    return [row for row in rows if row.one != row.other]
