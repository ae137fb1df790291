"""A tenant as the vendor's REST objects: as GET returns them, and as POST and PATCH take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rolescope.rights.model import Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Node, Tree
from rolescope.systems.intacct.catalogue import is_full, module_of, token_of
from rolescope.systems.intacct.formats import (
    INNER_FIELDS,
    LIST_FIELDS,
    ROLE_FIELDS,
    USER_FIELDS,
    VENDOR,
    role_facts,
    user_facts,
)
from rolescope.systems.intacct.objects import META, PATH, RESULT
from rolescope.systems.intacct.vocabulary import ALWAYS, PERMISSION, RIGHTS

OPERATION, DELETE = "ia::operation", "delete"
DEFAULT_ROLE_TYPE = "enterprise"
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


def _reference(tree: Tree, place: str) -> dict[str, Any]:
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
    elements = raw.get("rolePermissionAssignments")
    raw["rolePermissionAssignments"] = _elements(elements or [], role.grants, tree)
    return raw


def _elements(before: Sequence[Mapping[str, Any]], grants: Mapping[str, Rights], tree: Tree) -> list[Json]:
    """Assignments in the order they came, those that are new behind them."""
    known = {_place(element, tree): element for element in before}
    found = []
    for place, element in known.items():
        if place in grants:
            found.append({**element, "accessRights": ordered(grants[place], element.get("accessRights") or ())})
    for place, rights in grants.items():
        if place not in known:
            found.append({"permission": _reference(tree, place), "accessRights": ordered(rights)})
    return found


def _place(element: Mapping[str, Any], tree: Tree) -> str:
    reference = element.get("permission") or {}
    if reference.get("module") and reference.get("name"):
        return f"{reference['module']}/{reference['name']}"
    key = str(reference.get("key") or reference.get("id"))
    return next((node.id for node in tree.nodes if node.kind == PERMISSION and _key(node) == key), key)


def role_post(role: Role, tree: Tree) -> Json:
    """The body that POST takes for a new role."""
    body = {
        "id": role.name,
        "description": role.description,
        "roleType": role.extra.get("type", DEFAULT_ROLE_TYPE),
        "applyTo": role.extra.get("apply_to", ALWAYS),
        "rolePermissionAssignments": [
            {"permission": _short(_reference(tree, place)), "accessRights": ordered(rights)}
            for place, rights in role.grants.items()
        ],
    }
    for key in ("custom", "agents"):
        if role.extra.get(key):
            body[ROLE_FIELDS[key]] = [_without_keys(element) for element in role.extra[key]]
    return body


def _short(reference: dict[str, Any]) -> dict[str, Any]:
    return {"key": reference["key"]} if "key" in reference else reference


def _without_keys(element: Mapping[str, Any]) -> Json:
    return {key: value for key, value in element.items() if key not in ("key", "id", "href", "audit")}


def role_patch(role: Role, tree: Tree) -> Json:
    """IA-44, IA-45: the body that PATCH takes: only what differs from what the vendor last said."""
    raw = role.extra.get(VENDOR) or {}
    new = role_object(role, tree)
    names = ("description", "roleType", "applyTo", ROLE_FIELDS["custom"], ROLE_FIELDS["agents"])
    body = {name: new[name] for name in names if name in new and new[name] != raw.get(name)}
    changes = list(_changes(raw.get("rolePermissionAssignments") or [], role.grants, tree))
    return {**body, **({"rolePermissionAssignments": changes} if changes else {})}


def _changes(before: Sequence[Mapping[str, Any]], grants: Mapping[str, Rights], tree: Tree) -> Iterator[Json]:
    known = {_place(element, tree): element for element in before}
    for place, element in known.items():
        if place not in grants:
            yield {"key": element.get("key"), OPERATION: DELETE}
        elif frozenset(element.get("accessRights") or ()) != grants[place]:
            yield {"key": element.get("key"), "accessRights": ordered(grants[place])}
    for place, rights in grants.items():
        if place not in known:
            yield {"permission": _short(_reference(tree, place)), "accessRights": ordered(rights)}


# Groups and users


def _role_references(names: Sequence[str], before: Sequence[Mapping[str, Any]], tenant: Tenant) -> list[Json]:
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
    return {**raw, "id": group.name, "roles": _role_references(group.roles, raw.get("roles") or (), tenant)}


def user_object(user: Principal, tenant: Tenant, tree: Tree) -> Json:
    """A user as GET returns it, in both permission modes."""
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
        raw["roles"] = _role_references([held.role for held in user.roles], raw.get("roles") or (), tenant)
    if user.grants or "permissionAssignments" in raw:
        raw["permissionAssignments"] = _elements(raw.get("permissionAssignments") or [], user.grants, tree)
    return _recognisable(raw)


def _recognisable(raw: dict[str, Any]) -> dict[str, Any]:
    """A user without an address is told from other objects by its type."""
    return raw if "href" in raw else {"userType": "business", **raw}


def _member(group: str, user: Principal) -> Json:
    return {"userGroup": {"id": group}, "user": {"id": user.name}}


BODIES = {
    "vendor": lambda tenant, tree, role: role_object(role, tree),
    "vendor-post": lambda tenant, tree, role: role_post(role, tree),
    "vendor-patch": lambda tenant, tree, role: role_patch(role, tree),
}
"""What can be written of one role, by the name of the format."""
