"""Rows that link two objects: that a user or group holds a role, that a user is in a group. They only ever add.

No row says what is no longer so, and no answer says which rows were asked for. What is linked here and told by none of
the rows that came is therefore kept, with a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rolescope.rights.model import Assignment, Group, Principal, Role, Tenant
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.objects import Found
from rolescope.systems.intacct.reading import Link, Reading, named
from rolescope.systems.intacct.said import (
    MEMBERSHIPS,
    ROLE_GROUPS,
    ROLE_USERS,
    ROLES,
    VENDOR,
    joined,
    said_of,
    with_rows,
)
from rolescope.systems.intacct.unselected import unselected
from rolescope.systems.intacct.vocabulary import MODE, USER_BASED
from rolescope.systems.intacct.wording import listed


def must_be_role_based(reading: Reading, found: Found, path: str, holds: bool) -> None:
    """IA-04: the vendor refuses roles in a user-based company."""
    if holds and is_user_based(reading):
        reading.fault(found, path, "a user holds roles, but the company is user-based (IA-04)")


def is_user_based(reading: Reading) -> bool:
    """IA-01: whether grants on users count, and roles do not."""
    return bool(reading.tenant.settings.get(MODE) == USER_BASED)


def put_user(reading: Reading, user: Principal) -> None:
    """Take over a user."""
    reading.tenant = replace(reading.tenant, principals={**reading.tenant.principals, user.name: user})


def put_group(reading: Reading, group: Group) -> None:
    """Take over a group."""
    reading.tenant = replace(reading.tenant, groups={**reading.tenant.groups, group.name: group})


def role_user(reading: Reading, found: Found) -> None:
    """That a user holds a role."""
    pair = _pair(reading, found, ("role", reading.tenant.roles), ("user", reading.tenant.principals))
    if pair is not None:
        must_be_role_based(reading, found, "role", True)
        _hold(reading, objects.ROLE_USER, *pair, found.raw["role"])


def role_group(reading: Reading, found: Found) -> None:
    """That a group holds a role."""
    pair = _pair(reading, found, ("role", reading.tenant.roles), ("userGroup", reading.tenant.groups))
    if pair is not None:
        _hold(reading, objects.ROLE_GROUP, *pair, found.raw["role"])


def _hold(reading: Reading, kind: str, role: str, name: str, reference: Mapping[str, Any]) -> None:
    """Let a user or group hold a role."""
    reading.links.add(Link(kind, name, role))
    if kind == objects.ROLE_USER:
        user = reading.tenant.principals[name]
        held = user.roles if Assignment(role) in user.roles else (*user.roles, Assignment(role))
        put_user(reading, replace(user, roles=held, extra=_with_role(reading, user, role, reference)))
        return
    group = reading.tenant.groups[name]
    roles = group.roles if role in group.roles else (*group.roles, role)
    put_group(reading, replace(group, roles=roles, extra=_with_role(reading, group, role, reference)))


def _with_role(
    reading: Reading, holder: Principal | Group, role: str, reference: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What is known of a user or group, with a role that a row tells of: others it may hold all the same (IA-47)."""
    before = said_of(holder.extra).get(ROLES) or []
    if any(named(known, reading.tenant.roles) == role for known in before):
        return holder.extra
    return with_rows(holder.extra, ROLES, [*before, {"id": role, **reference}])


def member(reading: Reading, found: Found) -> None:
    """That a user is in a group."""
    pair = _pair(reading, found, ("userGroup", reading.tenant.groups), ("user", reading.tenant.principals))
    if pair is not None:
        group, name = pair
        user = reading.tenant.principals[name]
        groups = user.groups if group in user.groups else (*user.groups, group)
        rows = user.extra.get(MEMBERSHIPS) or {}
        if found.raw.keys() - {"userGroup", "user"}:
            rows = {**rows, group: joined(rows.get(group), found.raw)}
        extra = {**user.extra, MEMBERSHIPS: rows} if rows else user.extra
        put_user(reading, replace(user, groups=groups, extra=extra))
        reading.links.add(Link(objects.MEMBER, name, group))


def _pair(
    reading: Reading,
    found: Found,
    one: tuple[str, Mapping[str, Role | Group | Principal]],
    other: tuple[str, Mapping[str, Role | Group | Principal]],
) -> tuple[str, str] | None:
    """Both ends of a map row by name."""
    names = []
    for path, table in (one, other):
        reference = found.raw.get(path) or {}
        name = named(reference, table)
        if name is None:
            reading.unresolved(found, path, path, reference, table)
            return None
        names.append(name)
    return names[0], names[1]


# What a role itself says of its holders


def take_holders(reading: Reading, found: Iterable[Found]) -> None:
    """Take ``roleUsers`` and ``roleGroups`` of roles as the map rows that they are.

    Where an object came now that says them they count for everybody who does not say it by an own object; those that
    came earlier count for whom no row has told of.
    """
    came = {(one.raw["id"], field) for one in found if one.kind == objects.ROLE for field in one.raw}
    ends: tuple[tuple[str, str, str, Mapping[str, Group | Principal]], ...] = (
        (ROLE_USERS, objects.ROLE_USER, "user", reading.tenant.principals),
        (ROLE_GROUPS, objects.ROLE_GROUP, "userGroup", reading.tenant.groups),
    )
    for role in list(reading.tenant.roles.values()):
        told = role.extra.get(VENDOR) or {}
        for field, kind, end, table in ends:
            if not isinstance(told.get(field), list) or (kind == objects.ROLE_USER and is_user_based(reading)):
                continue
            is_new = (role.name, field) in came
            if is_new:
                reading.listed.add((kind, role.name))
            for name in _named_in(told[field], end, table):
                if (kind, name) not in reading.whole and (is_new or ROLES in unselected(table[name])):
                    _hold(reading, kind, role.name, name, _reference(role))


def _named_in(rows: Sequence[Any], end: str, table: Mapping[str, Group | Principal]) -> Iterator[str]:
    """Those of the users or groups in some rows that are known here."""
    names = (named(row.get(end) or {}, table) for row in rows if isinstance(row, dict))
    return (name for name in names if name is not None)


def _reference(role: Role) -> dict[str, str]:
    return {"key": role.extra["key"]} if role.extra.get("key") else {}


# What no row told


@dataclass(frozen=True, slots=True)
class Kind:
    """How the links of a kind are told, and what says all of one end."""

    verb: str
    way_out: str


KINDS = {
    objects.ROLE_USER: Kind("holds role", "import the user object, which says all its roles"),
    objects.ROLE_GROUP: Kind("holds role", "import the user-group object, which says all its roles"),
    objects.MEMBER: Kind("is in group", "take the user out of it here"),
    objects.ASSIGNMENT: Kind("grants", "import the role object, which says all its assignments"),
}


def untold(before: Tenant, reading: Reading, in_part: Collection[str]) -> Iterator[str]:
    """A sentence for each kind of rows about the links that were there before and that no row has told.

    Rows that are all about one end are an answer about that one, and say nothing of the others; those of which only a
    part is here, as the kinds ``in_part`` are, say nothing of what is missing.
    """
    for kind, links in links_of(before).items():
        if kind in in_part:
            continue
        rows = {link for link in reading.links if link.kind == kind}
        holders, targets = {link.holder for link in rows}, {link.target for link in rows}
        asked_of = holders if len(targets) > 1 or len(rows) == 1 else set()
        asked_for = targets if len(holders) > 1 or len(rows) == 1 else set()
        gone = [
            link
            for link in links
            if link not in rows
            and (kind, link.holder) not in reading.whole
            and (link.holder in asked_of or link.target in asked_for or (kind, link.target) in reading.listed)
        ]
        if gone:
            named_ones = [f"{link.holder} {KINDS[kind].verb} {link.target}" for link in gone]
            yield (
                f"{kind} rows only add, and none of these tells that {listed(named_ones)}: "
                f"it stays so; where it is so no longer, {KINDS[kind].way_out}"
            )


def links_of(tenant: Tenant) -> dict[str, list[Link]]:
    """Every link of a tenant, by the kind of rows that tell it."""
    users, groups = tenant.principals.values(), tenant.groups.values()
    found = {
        objects.ROLE_USER: [(user.name, held.role) for user in users for held in user.roles],
        objects.ROLE_GROUP: [(group.name, role) for group in groups for role in group.roles],
        objects.MEMBER: [(user.name, group) for user in users for group in user.groups],
        objects.ASSIGNMENT: [(role.name, place) for role in tenant.roles.values() for place in role.grants],
    }
    return {kind: [Link(kind, *pair) for pair in pairs] for kind, pairs in found.items()}
