"""What the vendor's objects say of a role or user, by the bundle's keys, and how it joins what is known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rolescope.systems.intacct.vocabulary import ADMIN_OFF, ALWAYS, BUSINESS

Json = Any
VENDOR = "vendor"
"""The key under which the object as it came is kept."""
IN_PART = "in_part"
"""The key under which the members of lists are kept that only rows of their own have told, by the list's name.

The object says all that is in a list of its own; rows say no more than that something is in it.
"""
MEMBERSHIPS = "memberships"
"""The key under which a user's member objects are kept, by the name of the group."""
ROLE_GRANTS, OWN_GRANTS, ROLES = "rolePermissionAssignments", "permissionAssignments", "roles"
ROLE_USERS, ROLE_GROUPS = "roleUsers", "roleGroups"

ROLE_FIELDS = {
    "key": "key",
    "type": "roleType",
    "apply_to": "applyTo",
    "custom": "customRolePermissionAssignments",
    "agents": "agentRolePermissionAssignments",
}
USER_FIELDS = {
    "key": "key",
    "type": "userType",
    "admin": "adminPrivileges",
    "custom": "customPermissionAssignments",
    "agents": "agentPermissionAssignments",
}
GROUP_FIELDS = {"key": "key"}
CUSTOM = ("custom", "agents")
"""The bundle's keys of assignments that are no rights of the catalogue."""
INNER_FIELDS = {
    "web_services": ("webServices", {"enabled": "isEnabled", "restricted": "isRestricted"}),
    "entity_access": ("entityAccess", {"unrestricted": "allowUnrestrictedAccess", "top_level": "allowTopLevelAccess"}),
}
LIST_FIELDS = ("entities", "departments", "territories")
USER_KEYS = {**USER_FIELDS, **{key: name for key, (name, _) in INNER_FIELDS.items()}, **{n: n for n in LIST_FIELDS}}
"""By the bundle's key, where an object says it."""
ROLE_DEFAULTS: Mapping[str, Json] = {"type": "enterprise", "apply_to": ALWAYS}
USER_DEFAULTS: Mapping[str, Json] = {"type": BUSINESS, "admin": ADMIN_OFF}
INNER_DEFAULTS: Mapping[str, Mapping[str, bool]] = {
    "web_services": {"enabled": True, "restricted": False},
    "entity_access": {"unrestricted": True, "top_level": False},
}
"""What a tenant holds where it says nothing (f2, IA-62)."""
NEVER_NULL = frozenset({*ROLE_FIELDS.values(), *USER_KEYS.values(), ROLE_GRANTS, OWN_GRANTS, ROLES, "status"})
"""The fields that always have a value at the vendor's: null says nothing of them (our choice)."""


def said_of(extra: Mapping[str, Any]) -> dict[str, Any]:
    """What the vendor has told of something: by the object, and of lists that it left out by rows."""
    said = dict(extra.get(VENDOR) or {})
    rows = extra.get(IN_PART) or {}
    return {**said, **{name: members for name, members in rows.items() if said.get(name) is None}}


def is_whole(extra: Mapping[str, Any], name: str) -> bool:
    """Whether the vendor has told all that is in a list."""
    return (extra.get(VENDOR) or {}).get(name) is not None


def with_rows(extra: Mapping[str, Any], name: str, members: Iterable[Json]) -> Mapping[str, Any]:
    """``extra`` with the members of a list as rows have told them: beside the object, unless that has told the list."""
    place = VENDOR if is_whole(extra, name) else IN_PART
    return {**extra, place: {**(extra.get(place) or {}), name: list(members)}}


def told(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An object without the fields of which it says nothing."""
    return {name: value for name, value in raw.items() if value is not None or name not in NEVER_NULL}


def role_facts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What only the rules read of a role, by the bundle's key."""
    return {key: raw[name] for key, name in ROLE_FIELDS.items() if raw.get(name) is not None}


def user_facts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What only the rules read of a user, by the bundle's key."""
    facts = {key: raw[name] for key, name in USER_FIELDS.items() if raw.get(name) is not None}
    for key, (name, inner) in INNER_FIELDS.items():
        given = raw.get(name) or {}
        made = {short: given[long] for short, long in inner.items() if given.get(long) is not None}
        facts |= {key: made} if made else {}
    for name in LIST_FIELDS:
        if raw.get(name):
            facts[name] = list_names(raw[name])
    return facts


def list_names(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the entries of a list of references are called: by id, else by key."""
    return [str(entry.get("id") or entry.get("key")) for entry in entries]


def facts_after(
    before: Mapping[str, Any], raw: Mapping[str, Any], said: Mapping[str, Any], fields: Mapping[str, str]
) -> dict[str, Any]:
    """What is known beside the rights: a field that an object leaves out stays as it was (IA-44).

    ``raw`` is the object as it came, ``said`` its facts, and ``fields`` the vendor's names of them.
    """
    given = told(raw)
    kept = {key: value for key, value in before.items() if key in fields and fields[key] not in given}
    inner = {key: {**(before.get(key) or {}), **(said.get(key) or {})} for key in INNER_FIELDS if key in fields}
    rows = {name: members for name, members in (before.get(IN_PART) or {}).items() if name not in given}
    old = {name: value for name, value in said_of(before).items() if name not in rows}
    now = joined(old, {name: value for name, value in raw.items() if name in given or name not in old})
    kept |= {key: before[key] for key in (MEMBERSHIPS,) if key in before}
    kept |= {IN_PART: rows} if rows else {}
    found = {**kept, **said, **{key: both for key, both in inner.items() if both}, VENDOR: now}
    # An object may tell less of the members of a list than an earlier one, such as their keys.
    found |= {key: now[fields[key]] for key in CUSTOM if key in said}
    return found | {key: list_names(now[key]) for key in LIST_FIELDS if key in said}


def description_after(raw: Mapping[str, Any], before: str) -> str:
    """The description, which null empties."""
    return raw["description"] or "" if "description" in raw else before


def joined(old: Json, new: Json) -> Json:
    """What was said before with what is said now, which counts; references keep what only the older one tells."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: joined(old.get(key), value) for key, value in new.items()}}
    if isinstance(old, list) and isinstance(new, list):
        if all(isinstance(value, str) for value in (*old, *new)):
            return old if set(old) == set(new) else new
        return _members_joined(old, new)
    return new


def _members_joined(old: Sequence[Json], new: Sequence[Json]) -> list[Json]:
    """The members that are there now, each with what was said of it before, in whichever order they come."""
    left, found = list(old), []
    for member in new:
        place = next((n for n, known in enumerate(left) if may_be_the_same(known, member)), None)
        found.append(member if place is None else joined(left.pop(place), member))
    return found


def may_be_the_same(old: Json, new: Json) -> bool:
    """Whether two members of a list are about the same thing: nothing that names it differs."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return bool(old == new)
    nested = [name for name in NAMING if isinstance(old.get(name), dict) and isinstance(new.get(name), dict)]
    alike = all(may_be_the_same(old[name], new[name]) for name in nested)
    shared = [name for name in ("key", "id", "permissions") if name in old and name in new]
    return alike and all(old[name] == new[name] for name in shared) and bool(shared or nested)


def gone(before: Sequence[Json], now: Sequence[Json]) -> list[Json]:
    """The members of a list that are no longer in it."""
    return [old for old in before if not any(may_be_the_same(old, new) for new in now)]


NAMING = ("permission", "application", "agent")
"""The references that say what an assignment is about."""


def without_addresses(value: Json) -> Json:
    """A value without what the vendor sets in it by itself, however deep."""
    if isinstance(value, list):
        return [without_addresses(member) for member in value]
    if isinstance(value, dict):
        return {name: without_addresses(inner) for name, inner in value.items() if name not in ("href", "audit")}
    return value


def as_new(element: Mapping[str, Any]) -> Json:
    """An assignment as one that the vendor has not numbered yet; what it is about keeps its key."""
    return {name: value for name, value in without_addresses(element).items() if name not in ("key", "id")}
