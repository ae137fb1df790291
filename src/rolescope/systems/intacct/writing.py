"""A tenant as the vendor's REST objects, as GET returns them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rolescope.rights.model import Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Node, Tree
from rolescope.systems.intacct.catalogue import is_full, module_of, token_of
from rolescope.systems.intacct.formats import (
    INNER_FIELDS,
    LIST_FIELDS,
    OWN_GRANTS,
    ROLE_FIELDS,
    ROLE_GRANTS,
    USER_FIELDS,
    VENDOR,
    role_facts,
    user_facts,
)
from rolescope.systems.intacct.objects import META, PATH, RESULT
from rolescope.systems.intacct.vocabulary import BUSINESS, PERMISSION, RIGHTS

Json = Any


def envelope(found: Sequence[Json]) -> Json:
    """Objects in the envelope of a list."""
    meta = {"totalCount": len(found), "start": 1, "pageSize": len(found), "next": None, "previous": None}
    return {RESULT: list(found), META: meta}


def everything(tenant: Tenant, tree: Tree) -> Iterator[Json]:
    """Every role, group, user and membership, each as GET returns it, and the permissions known completely.

    Other rows stay at home: whoever read one would have to take it for complete (IA-64).
    """
    yield from (permission(node) for node in tree.nodes if node.kind == PERMISSION and is_full(node))
    yield from (role_object(role, tree) for role in tenant.roles.values())
    yield from (group_object(group, tenant) for group in tenant.groups.values())
    for user in tenant.principals.values():
        yield user_object(user, tenant, tree)
        yield from (_member(group, user) for group in user.groups)


def permission(node: Node) -> Json:
    """A permission row; local keys are left out, for the vendor does not know them (IA-17)."""
    key = _key(node)
    head = {"key": key, "id": key, "href": f"{PATH}permission/{key}"} if key else {}
    return {
        **head,
        "module": module_of(node),
        "name": token_of(node),
        "permissionGroup": node.attributes.get("permissionGroup"),
        "allowedAccessRights": list(node.attributes.get("allowedAccessRights") or ()),
    }


def _key(node: Node) -> str | None:
    return None if node.attributes.get("localKey") else node.attributes.get("key")


def permission_reference(tree: Tree, place: str) -> dict[str, Any]:
    """A permission by its key where the vendor has given one, with module and name to tell it by."""
    number = tree.index.get(place)
    key = None if number is None else _key(tree.nodes[number])
    module, _, name = place.partition("/")
    return {**({"key": key, "id": key} if key else {}), "name": name, "module": module}


def ordered(rights: Rights, before: Sequence[str] = ()) -> list[str]:
    """Rights in the order they had, else in that of the columns."""
    return list(before) if rights == frozenset(before) else [right for right in RIGHTS if right in rights]


# Roles


def role_object(role: Role, tree: Tree) -> Json:
    """A role as GET returns it: what came from the vendor, with the fields replaced that were changed since."""
    raw = dict(role.extra.get(VENDOR) or {"id": role.name})
    was, now = role_facts(raw), {key: role.extra.get(key) for key in ROLE_FIELDS}
    raw |= {"id": role.name} | {ROLE_FIELDS[key]: now[key] for key in ROLE_FIELDS if now[key] != was.get(key)}
    if (raw.get("description") or "") != role.description:
        raw["description"] = role.description
    raw[ROLE_GRANTS] = elements(raw.get(ROLE_GRANTS) or [], role.grants, tree)
    return raw


def elements(before: Sequence[Mapping[str, Any]], grants: Mapping[str, Rights], tree: Tree) -> list[Json]:
    """Assignments in the order they came, those that are new behind them."""
    known = {place_of(element, tree): element for element in before}
    found = []
    for place, element in known.items():
        if place in grants:
            found.append({**element, "accessRights": ordered(grants[place], element.get("accessRights") or ())})
    for place, rights in grants.items():
        if place not in known:
            found.append({"permission": permission_reference(tree, place), "accessRights": ordered(rights)})
    return found


def place_of(element: Mapping[str, Any], tree: Tree) -> str:
    """The permission that an assignment is about; the vendor's key where the catalogue does not know it."""
    reference = element.get("permission") or {}
    if reference.get("module") and reference.get("name"):
        return f"{reference['module']}/{reference['name']}"
    key = str(reference.get("key") or reference.get("id"))
    return next((node.id for node in tree.nodes if node.kind == PERMISSION and _key(node) == key), key)


# Groups and users


def role_references(names: Sequence[str], before: Sequence[Mapping[str, Any]], tenant: Tenant) -> list[Json]:
    """Role references as they came where nothing changed; else by key, where there is one, and id."""
    known = {reference.get("id"): reference for reference in before}
    known |= {reference.get("key"): reference for reference in before}
    found = []
    for name in names:
        key = tenant.roles[name].extra.get("key")
        plain = {**({"key": key} if key else {}), "id": name}
        found.append(known.get(name) or (known.get(key) if key else None) or plain)
    return found


def group_object(group: Group, tenant: Tenant) -> Json:
    """A user group as GET returns it."""
    raw = dict(group.extra.get(VENDOR) or {"id": group.name})
    if (raw.get("description") or "") != group.description:
        raw["description"] = group.description
    return {**raw, "id": group.name, "roles": role_references(group.roles, raw.get("roles") or (), tenant)}


def user_object(user: Principal, tenant: Tenant, tree: Tree) -> Json:
    """A user as GET returns it, in both permission modes; without an address it is told by its type."""
    raw = user_fields(user, tenant, tree)
    return raw if "href" in raw else {"userType": BUSINESS, **raw}


def user_fields(user: Principal, tenant: Tenant, tree: Tree) -> dict[str, Any]:
    """What is known of a user: what came from the vendor, with the fields replaced that were changed since."""
    raw = dict(user.extra.get(VENDOR) or {"id": user.name})
    was = user_facts(raw)
    raw |= {"id": user.name} | {
        name: user.extra[key] for key, name in USER_FIELDS.items() if user.extra.get(key) not in (None, was.get(key))
    }
    for key, (name, inner) in INNER_FIELDS.items():
        now = user.extra.get(key) or {}
        if now != (was.get(key) or {}):
            raw[name] = {**(raw.get(name) or {}), **{inner[short]: value for short, value in now.items()}}
    for name in LIST_FIELDS:
        if user.extra.get(name, []) != was.get(name, []):
            raw[name] = [{"id": entry} for entry in user.extra.get(name, [])]
    if user.status != raw.get("status", "active"):
        raw["status"] = user.status
    if user.roles or "roles" in raw:
        raw["roles"] = role_references([held.role for held in user.roles], raw.get("roles") or (), tenant)
    if user.grants or OWN_GRANTS in raw:
        raw[OWN_GRANTS] = elements(raw.get(OWN_GRANTS) or [], user.grants, tree)
    return raw


def _member(group: str, user: Principal) -> Json:
    return {"userGroup": {"id": group}, "user": {"id": user.name}}
