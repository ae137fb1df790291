"""One user's or role's access as a template: copied to others."""

from __future__ import annotations

from collections.abc import Iterable

from rolescope.rights.edits import Batch, Edit, EditError, PutGrants, apply_all
from rolescope.rights.edits.base import principal_of, role_of
from rolescope.rights.model import Role, Tenant
from rolescope.rights.system import System
from rolescope.rights.tree import Tree


def copied(
    system: System, tenant: Tenant, source: str, targets: Iterable[str], tree: Tree, node: int | None = None
) -> Batch | None:
    """The edit by which some roles say what ``source`` says; with ``node`` only about it and what is below it.

    Where each user has a record of its own, they are users; who has none gets one. None where all say so already.

    Raises:
        EditError: when there is no such role, or user with a record, or the vendor would not take it.
    """
    edits: list[Edit] = []
    for name in dict.fromkeys(targets):
        if name == source:
            continue
        if system.people.own_roles:
            edits += _copied_record(system, tenant, source, name, tree, node)
        elif node is not None:
            edits += system.copy_edits(tree, role_of(tenant, source), role_of(tenant, name), node)
        elif dict(role_of(tenant, name).grants) != dict(role_of(tenant, source).grants):
            edits.append(PutGrants(name, dict(role_of(tenant, source).grants)))
    return Batch(f"copy what {source} says", tuple(edits)) if edits else None


def _copied_record(
    system: System, tenant: Tenant, source: str, target: str, tree: Tree, node: int | None
) -> tuple[Edit, ...]:
    template, user = principal_of(tenant, source), principal_of(tenant, target)
    if not template.roles:
        raise EditError(f"there is no {system.people.role_word} of {source} to copy")
    if node is None:
        return system.access_edits(tenant, template, user)
    start = system.new_record(tenant, user)
    roles = apply_all(start, tenant, tree)
    one, other = (roles.roles[roles.principals[name].roles[0].role] for name in (source, target))
    edits = system.copy_edits(tree, one, other, node)
    return (*start, *edits) if edits else ()


def part_copied(tree: Tree, source: Role, target: Role, node: int) -> tuple[Edit, ...]:
    """The edit by which a role says about a node and what is below it what another one says, and nothing else."""

    def inside(place: str) -> bool:
        return place in tree.index and node <= tree.index[place] < tree.end[node]

    wanted = {place: rights for place, rights in target.grants.items() if not inside(place)}
    wanted |= {place: rights for place, rights in source.grants.items() if inside(place)}
    return () if dict(target.grants) == wanted else (PutGrants(target.name, wanted),)
