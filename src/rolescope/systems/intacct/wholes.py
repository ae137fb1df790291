"""Lists of which not all is known after an import, and what is different where somebody says that all was read.

A row says that a role is held, a permission granted, a user in a group. That there is nothing else no row says, and no
answer says which rows were asked for: only whoever asked knows that nothing was filtered and no page left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from rolescope.rights.counting import count
from rolescope.rights.model import Group, Principal, Role, Tenant
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.links import links_of, put_group, put_user
from rolescope.systems.intacct.objects import Found
from rolescope.systems.intacct.reading import Link, Reading, named
from rolescope.systems.intacct.said import OWN_GRANTS, ROLE_GRANTS, ROLES, said_of, with_rows
from rolescope.systems.intacct.unselected import GROUPS, all_told, unselected
from rolescope.systems.intacct.vocabulary import MODE, USER_BASED
from rolescope.systems.intacct.wording import listed

Held = TypeVar("Held", Role, Group, Principal)


def in_part(tenant: Tenant, found: Iterable[Found]) -> Iterator[str]:
    """IA-57: a sentence about the lists that nobody told in full, of what came and is not known besides."""
    came = {(one.kind, one.raw.get("id")) for one in found}
    users = [user for user in tenant.principals.values() if (objects.USER, user.name) in came]
    groups = [group for group in tenant.groups.values() if (objects.GROUP, group.name) in came]
    roles = [role for role in tenant.roles.values() if (objects.ROLE, role.name) in came]
    asked: Sequence[tuple[str, str, str, Sequence[Role | Group | Principal]]] = (
        ("the roles", "user", ROLES, users),
        ("the groups", "user", GROUPS, users),
        ("the roles", "group", ROLES, groups),
        ("what is granted", "role", ROLE_GRANTS, roles),
    )
    if tenant.settings.get(MODE) == USER_BASED:
        asked = (("the grants", "user", OWN_GRANTS, users),)
    told = []
    for what, kind, field, table in asked:
        names = [held.name for held in table if field in unselected(held)]
        if names:
            way = "by" if kind == "role" else "of"
            told.append(f"{what} {way} {f'{kind} {names[0]}' if len(names) == 1 else count(len(names), kind)}")
    if told:
        yield (
            f"not known in full, and so no right is denied for certain: {listed(told)}. Rows tell what is there and "
            "not what else is, and no user object tells groups: import the objects, or say --complete where the files "
            "hold every row that the company has (IA-57)"
        )


LIST_OF = {
    objects.ASSIGNMENT: ROLE_GRANTS,
    objects.ROLE_GROUP: ROLES,
    objects.ROLE_USER: ROLES,
    objects.MEMBER: GROUPS,
}
"""By the kind of rows, the list whose members stand in them; what is granted to a user itself stands in none."""


def complete(before: Tenant, reading: Reading, kinds: Collection[str], warn: Callable[[str], None]) -> None:
    """Take what was read for all there is: links that rows of these kinds do not tell go, and no list is unknown.

    Of which kind a part is known and no row came, that was not read: its lists stay as they are.
    """
    unread = set[str]()
    for kind, links in links_of(before).items():
        gone = [link for link in links if _is_gone(link, reading)]
        if kind not in kinds:
            unread |= {kind} if any(_is_in_part(link, before) for link in gone) else set()
            continue
        for link in gone:
            _take_away(reading, link)
        if gone:
            ends = listed([f"{link.holder} – {link.target}" for link in gone])
            warn(f"{kind}: none of the rows tells {ends}: taken away, as the files are complete")
    for kind in sorted(unread):
        warn(f"no {kind} is in the files, though some are known: whether these are all stays unknown")
    tenant = reading.tenant
    reading.tenant = replace(
        tenant,
        roles=_told(tenant.roles, {objects.ASSIGNMENT} - unread),
        groups=_told(tenant.groups, {objects.ROLE_GROUP} - unread),
        principals=_told(tenant.principals, {objects.ROLE_USER, objects.MEMBER} - unread),
    )


def _is_in_part(link: Link, tenant: Tenant) -> bool:
    """Whether the list of a link's holder is known in part."""
    tables: Mapping[str, Mapping[str, Role | Group | Principal]] = {
        objects.ASSIGNMENT: tenant.roles,
        objects.ROLE_GROUP: tenant.groups,
    }
    return LIST_OF[link.kind] in unselected(tables.get(link.kind, tenant.principals)[link.holder])


def _is_gone(link: Link, reading: Reading) -> bool:
    return link not in reading.links and (link.kind, link.holder) not in reading.whole


def _told(table: Mapping[str, Held], kinds: Iterable[str]) -> Mapping[str, Held]:
    settled = {LIST_OF[kind] for kind in kinds}
    return {name: _known(held, settled) for name, held in table.items()}


def _known(held: Held, settled: Collection[str]) -> Held:
    extra = all_told(held.extra, settled)
    return held if extra is held.extra else replace(held, extra=extra)


def _take_away(reading: Reading, link: Link) -> None:
    tenant, (kind, name, target) = reading.tenant, link
    if kind == objects.ASSIGNMENT:
        role = tenant.roles[name]
        grants = {place: rights for place, rights in role.grants.items() if place != target}
        extra = _unsaid(role.extra, ROLE_GRANTS, lambda told: reading.place_of(told.get("permission") or {}) == target)
        reading.tenant = replace(tenant, roles={**tenant.roles, name: replace(role, grants=grants, extra=extra)})
    elif kind == objects.ROLE_GROUP:
        group = tenant.groups[name]
        roles = tuple(role for role in group.roles if role != target)
        put_group(reading, replace(group, roles=roles, extra=_without_role(reading, group.extra, target)))
    elif kind == objects.ROLE_USER:
        user = tenant.principals[name]
        held = tuple(one for one in user.roles if one.role != target)
        put_user(reading, replace(user, roles=held, extra=_without_role(reading, user.extra, target)))
    else:
        user = tenant.principals[name]
        put_user(reading, replace(user, groups=tuple(group for group in user.groups if group != target)))


def _without_role(reading: Reading, extra: Mapping[str, Any], role: str) -> Mapping[str, Any]:
    return _unsaid(extra, ROLES, lambda told: named(told, reading.tenant.roles) == role)


def _unsaid(extra: Mapping[str, Any], field: str, is_it: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
    """``extra`` without a member that the vendor has told of a list."""
    told = said_of(extra).get(field)
    return extra if told is None else with_rows(extra, field, [member for member in told if not is_it(member)])
