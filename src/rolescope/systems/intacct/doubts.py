"""What an admin should know of changed grants before they are made: the vendor's own roles, rights outside the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rolescope.rights.model import Principal, Rights, Role, Tenant
from rolescope.rights.telling import listed
from rolescope.rights.tree import Tree
from rolescope.systems.intacct.catalogue import is_full, offered_at
from rolescope.systems.intacct.vocabulary import PERMISSION, RIGHTS, SYSTEM_ROLE

MADE = "made by the vendor's system (IA-05)"


def doubts(before: Tenant, after: Tenant, tree: Tree) -> Iterator[str]:
    """A sentence for each role and user, without a full stop."""
    for name, role in after.roles.items():
        known = before.roles.get(name)
        if role is known:
            continue
        if name.startswith(SYSTEM_ROLE) and known is not None and not role.same_as(known):
            yield f"role {name} was {MADE}"
        yield from _outside(f"role {name}", known, role, tree)
    for name, user in after.principals.items():
        old = before.principals.get(name)
        if user is not old:
            made = sorted({r for r in _held(user) - _held(old) if r.startswith(SYSTEM_ROLE)} & before.roles.keys())
            yield from (f"role {role}, which {name} gets, was {MADE}" for role in made)
            yield from _outside(f"user {name}", old, user, tree)


def _held(user: Principal | None) -> set[str]:
    return {assignment.role for assignment in user.roles} if user else set()


def _outside(who: str, old: Role | Principal | None, new: Role | Principal, tree: Tree) -> Iterator[str]:
    """IA-14: rights that come, and that an incomplete row does not list."""
    known: Mapping[str, Rights] = old.grants if old else {}
    found = []
    for place, rights in new.grants.items():
        node = tree.nodes[tree.index[place]] if place in tree.index else None
        if node is None or node.kind != PERMISSION or is_full(node):
            continue
        foreign = rights - known.get(place, frozenset()) - offered_at(node)
        if foreign:
            found.append(f"{place} {', '.join(right for right in RIGHTS if right in foreign)}")
    if found:
        yield f"{who}: not known to be offered, and so not certain: {listed(found)} (IA-14)"
