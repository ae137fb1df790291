"""What each of the vendor's objects makes of a tenant that it is merged into."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from rolescope.rights.model import Assignment, Group, Principal, Role
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.catalogue import permission_id
from rolescope.systems.intacct.links import (
    is_user_based,
    member,
    must_be_role_based,
    put_group,
    put_user,
    role_group,
    role_user,
)
from rolescope.systems.intacct.objects import Found
from rolescope.systems.intacct.reading import Link, Reading, elements, foreign_rights, known_rights, named, references
from rolescope.systems.intacct.said import (
    GROUP_FIELDS,
    OWN_GRANTS,
    ROLE_FIELDS,
    ROLE_GRANTS,
    ROLES,
    USER_KEYS,
    description_after,
    facts_after,
    joined,
    role_facts,
    said_of,
    told,
    user_facts,
    with_rows,
)
from rolescope.systems.intacct.unselected import OF_GROUP, OF_ROLE, OF_USER, left_out
from rolescope.systems.intacct.vocabulary import ADMIN_OFF, BUSINESS, FULL, RIGHTS, SUBSET, enum_data

Holder = TypeVar("Holder", Role, Principal)


def _permission(reading: Reading, found: Found) -> None:
    """IA-13, IA-64: a row of a live company is complete, where its rights were selected."""
    raw = found.raw
    rights = known_rights(reading, found, "allowedAccessRights", raw.get("allowedAccessRights"))
    place = permission_id(raw["module"], raw["name"])
    if place not in reading.rows:
        _doubt(reading, found)
    before = reading.rows.get(place, {"uiLabel": raw["name"], "completeness": SUBSET})
    row = {**before, "permissionGroup": raw.get("permissionGroup", before.get("permissionGroup"))}
    key = raw.get("key") or raw.get("id")
    if key:
        row = {name: value for name, value in row.items() if name != "localKey"} | {"key": key}
        _claim_permission(reading, replace(found, raw={**raw, "key": key}), place)
    if raw.get("allowedAccessRights") is not None:
        row |= {"allowedAccessRights": list(rights), "completeness": FULL}
        reading.rewritten[place] = found
    reading.rows[place] = row | {"key": row.get("key")}


def _claim_permission(reading: Reading, found: Found, place: str) -> None:
    """A key that an earlier row has leaves it: whether keys differ by company nobody says (our choice)."""
    key = found.raw["key"]
    reading.claim(found, place, None)
    other = reading.by_key.get(key, place)
    if other != place and reading.owners[objects.PERMISSION, key] == place:
        reading.rows[other] = {name: value for name, value in reading.rows[other].items() if name != "key"}
        reading.moved.append(f"{found.file}: {key!r} was the key of {other} and is now that of {place}")
    for old in [old for old, owner in reading.by_key.items() if owner == place]:
        del reading.by_key[old]
    reading.by_key[key] = place


def _doubt(reading: Reading, found: Found) -> None:
    """Note a module or a name that neither the vendor's lists nor the company know."""
    module, name = found.raw["module"], found.raw["name"]
    modules = {*enum_data()["modules"], *(place.partition("/")[0] for place in reading.rows)}
    names = {*enum_data()["permissionNames"], *(place.partition("/")[2] for place in reading.rows)}
    for path, value, known in (("module", module, modules), ("name", name, names)):
        if value not in known:
            reading.doubt(found, path, path, value, sorted(known))


def fit_grants(reading: Reading) -> None:
    """IA-13, IA-14: what a permission that was read as complete does not offer nobody can hold at the vendor's.

    Held by a role or user here, it goes with a word: kept, it could neither be sent nor come back from a bundle (our
    choice).
    """
    if not reading.rewritten:
        return
    roles = {name: _fitted(reading, f"role {name!r}", role) for name, role in reading.tenant.roles.items()}
    users = {name: _fitted(reading, f"user {name!r}", user) for name, user in reading.tenant.principals.items()}
    reading.tenant = replace(reading.tenant, roles=roles, principals=users)


def _fitted(reading: Reading, title: str, holder: Holder) -> Holder:
    grants = dict(holder.grants)
    for place in sorted(holder.grants.keys() & reading.rewritten.keys()):
        foreign = foreign_rights(reading.rows[place], [right for right in RIGHTS if right in grants[place]])
        if foreign:
            grants[place] -= set(foreign)
            told = f"{place} does not offer {', '.join(foreign)} (IA-14), which {title} loses"
            reading.lost.append(f"{reading.rewritten[place].file}: {told}")
    return holder if grants == holder.grants else replace(holder, grants=grants)


def _role(reading: Reading, found: Found) -> None:
    raw, name = found.raw, found.raw["id"]
    known = reading.tenant.roles.get(name)
    before = known or Role(name)
    reading.claim(found, name, before.extra.get("key"))
    given = told(raw).get(ROLE_GRANTS)
    grants = before.grants
    if given is not None:
        grants = elements(reading, found, ROLE_GRANTS, given, before.grants)
        reading.whole.add((objects.ASSIGNMENT, name))
    extra = facts_after(before.extra, raw, role_facts(raw), ROLE_FIELDS) | left_out(known, raw, OF_ROLE)
    _put_role(reading, Role(name, grants, before.code, description_after(raw, before.description), extra))


def _put_role(reading: Reading, role: Role) -> None:
    reading.tenant = replace(reading.tenant, roles={**reading.tenant.roles, role.name: role})


def _assignment(reading: Reading, found: Found) -> None:
    """A role-permission-assignment by itself: one permission of one role, which may grant others all the same.

    It joins what the vendor said of the role, so that a PATCH can tell it by its key later (IA-45).
    """
    reference = found.raw.get("role") or {}
    name = named(reference, reading.tenant.roles)
    if name is None:
        reading.unresolved(found, "role", "role", reference, reading.tenant.roles)
        return
    role = reading.tenant.roles[name]
    for place, rights in elements(reading, found, "", [found.raw], role.grants).items():
        told_before = _told_by_place(reading, role)
        told_before[place] = joined(told_before.get(place), found.raw)
        extra = with_rows(role.extra, ROLE_GRANTS, told_before.values())
        _put_role(reading, replace(role, grants={**role.grants, place: rights}, extra=extra))
        reading.links.add(Link(objects.ASSIGNMENT, name, place))


def _told_by_place(reading: Reading, role: Role) -> dict[str, Any]:
    """The assignments that the vendor has told of a role, by permission; worked out once for all that come singly."""
    if role.name not in reading.assigned:
        told_before = said_of(role.extra).get(ROLE_GRANTS) or ()
        by_place = {}
        for number, element in enumerate(told_before):
            by_place[reading.place_of(element.get("permission") or {}) or f"#{number}"] = element
        reading.assigned[role.name] = by_place
    return reading.assigned[role.name]


def _user(reading: Reading, found: Found) -> None:
    raw, name = found.raw, found.raw["id"]
    known = reading.tenant.principals.get(name)
    before, given = known or Principal(name), told(raw)
    reading.claim(found, name, before.extra.get("key"))
    held = before.roles
    if ROLES in given:
        told_of = references(reading, found, ROLES, "role", reading.tenant.roles)
        must_be_role_based(reading, found, ROLES, bool(told_of))
        # IA-03: in a user-based company there are none to be told of, and those kept here are no news.
        held = held if is_user_based(reading) else tuple(Assignment(role) for role in told_of)
        reading.whole.add((objects.ROLE_USER, name))
    own = before.grants
    if OWN_GRANTS in given:
        own = elements(reading, found, OWN_GRANTS, given[OWN_GRANTS], before.grants)
    status = raw.get("status") or before.status
    extra = facts_after(before.extra, raw, user_facts(raw), USER_KEYS) | left_out(known, raw, OF_USER)
    if extra.get("admin", ADMIN_OFF) != ADMIN_OFF and extra.get("type", BUSINESS) != BUSINESS:
        text = f"{extra['admin']} admin privileges need a business user, not {extra['type']!r} (IA-21)"
        reading.fault(found, "adminPrivileges", text)
    put_user(reading, Principal(name, status, held, extra, before.groups, own))


def _group(reading: Reading, found: Found) -> None:
    raw, name = found.raw, found.raw["id"]
    known = reading.tenant.groups.get(name)
    before = known or Group(name)
    reading.claim(found, name, before.extra.get("key"))
    roles = before.roles
    if ROLES in told(raw):
        roles = tuple(references(reading, found, ROLES, "role", reading.tenant.roles))
        reading.whole.add((objects.ROLE_GROUP, name))
    facts = {"key": raw["key"]} if raw.get("key") else {}
    extra = facts_after(before.extra, raw, facts, GROUP_FIELDS) | left_out(known, raw, OF_GROUP)
    put_group(reading, Group(name, roles, description_after(raw, before.description), extra))


def _reference(reading: Reading, found: Found) -> None:
    """IA-64: a permission of which a list says that it is there; the rights that it offers only the object tells."""
    key = str(found.raw.get("key") or found.raw.get("id"))
    place = reading.by_key.get(key)
    told = f"is {place}" if place else f"is not known here: fetch it with GET {found.raw['href']}, or query its fields"
    reading.named.append(f"{key} {told}")


TAKING = (
    (objects.PERMISSION, _permission),
    (objects.PERMISSION_REFERENCE, _reference),
    (objects.ROLE, _role),
    (objects.ASSIGNMENT, _assignment),
    (objects.GROUP, _group),
    (objects.USER, _user),
    (objects.ROLE_USER, role_user),
    (objects.ROLE_GROUP, role_group),
    (objects.MEMBER, member),
)
"""In the order in which they can refer to each other."""
