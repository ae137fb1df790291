"""What an admin should know of a change before it is made: roles of the vendor's own, rights outside rows, refusals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from rolescope.rights.counting import listed
from rolescope.rights.model import Principal, Rights, Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.intacct.catalogue import is_full, offered_at
from rolescope.systems.intacct.vocabulary import (
    ADMIN_OFF,
    MODE,
    PERMISSION,
    RIGHTS,
    ROLE_BASED,
    SYSTEM_ROLE,
    USER_BASED,
)
from rolescope.systems.intacct.wording import listed as few

MADE = "made by the vendor's system (IA-05)"


def doubts(before: Tenant, after: Tenant, tree: Tree) -> Iterator[str]:
    """A sentence for each role, group and user, without a full stop."""
    for name in before.roles:
        if name.startswith(SYSTEM_ROLE) and name not in after.roles:
            yield f"role {name}, which goes, was {MADE}"
    for name, role in after.roles.items():
        known = before.roles.get(name)
        if role is known:
            continue
        if name.startswith(SYSTEM_ROLE) and known is not None and not role.same_as(known):
            yield f"role {name} was {MADE}"
        yield from _outside(f"role {name}", known, role, tree)
    for name, group in after.groups.items():
        held_before = before.groups[name].roles if name in before.groups else ()
        yield from _of_the_system(f"group {name}", set(group.roles) - set(held_before), before)
    for name, user in after.principals.items():
        old = before.principals.get(name)
        if user is not old:
            yield from _of_the_system(name, _held(user) - _held(old), before)
            yield from _outside(f"user {name}", old, user, tree)


def _of_the_system(who: str, given: set[str], before: Tenant) -> Iterator[str]:
    """IA-05: roles of the system that somebody gets; one that came just now is no news."""
    made = sorted(role for role in given if role.startswith(SYSTEM_ROLE) and role in before.roles)
    return (f"role {role}, which {who} gets, was {MADE}" for role in made)


def idle(before: Tenant, after: Tenant) -> Iterator[str]:
    """IA-03, IA-04: what does not count any more once the permission mode is another one."""
    modes = [tenant.settings.get(MODE, ROLE_BASED) for tenant in (before, after)]
    if modes[0] == modes[1]:
        return
    users = after.principals.values()
    if modes[1] == USER_BASED:
        holders = [user.name for user in users if user.roles]
        if holders:
            yield f"roles do not count in a user-based company, and are kept without effect (IA-03): {few(holders)}"
    else:
        granted = [user.name for user in users if user.grants]
        if granted:
            yield f"grants on users do not count in a role-based company, and are kept (IA-04): {few(granted)}"


def refusals(before: Tenant, after: Tenant) -> Iterator[str]:
    """IA-49, IA-50: what goes here, and the vendor would not delete; each a sentence without a full stop."""
    for name, role in before.roles.items():
        if name not in after.roles and not _goes_on(role, before.roles, after.roles):
            users = [user.name for user in before.principals.values() if name in _held(user)]
            holders = [*users, *(f"group {group.name}" for group in before.groups.values() if name in group.roles)]
            if holders:
                yield (
                    f"the vendor refuses to delete a role that somebody holds (IA-49): "
                    f"there role {name} has to be taken from {listed(holders)} first"
                )
    for name, user in before.principals.items():
        if name not in after.principals and not _goes_on(user, before.principals, after.principals):
            admin = user.extra.get("admin", ADMIN_OFF) != ADMIN_OFF
            who = f"an admin such as {name}" if admin else "a user who has ever logged in"
            yield f"the vendor refuses to delete {who} (IA-50): there {name} has to be set inactive instead"


Named = TypeVar("Named", Role, Principal)


def _goes_on(one: Named, before: Mapping[str, Named], after: Mapping[str, Named]) -> bool:
    """Whether a role or user is still there under another name."""
    said = (dict(one.extra), dict(one.grants))
    return any((dict(new.extra), dict(new.grants)) == said for name, new in after.items() if name not in before)


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
