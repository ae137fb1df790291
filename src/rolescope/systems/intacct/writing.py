"""A tenant as the vendor's REST objects, as GET returns them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from rolescope.rights.model import Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Node, Tree
from rolescope.systems.intacct.catalogue import builtin_tree, is_full, module_of, token_of
from rolescope.systems.intacct.objects import META, PATH, RESULT, kind_of
from rolescope.systems.intacct.reading import named
from rolescope.systems.intacct.said import (
    GROUP_FIELDS,
    INNER_DEFAULTS,
    INNER_FIELDS,
    LIST_FIELDS,
    MEMBERSHIPS,
    OWN_GRANTS,
    ROLE_DEFAULTS,
    ROLE_FIELDS,
    ROLE_GRANTS,
    ROLE_GROUPS,
    ROLE_USERS,
    ROLES,
    USER_DEFAULTS,
    USER_FIELDS,
    VENDOR,
    list_names,
    role_facts,
    said_of,
    user_facts,
)
from rolescope.systems.intacct.unselected import LISTS, RESTRICTED, STATUS, unselected
from rolescope.systems.intacct.vocabulary import ACTIVE, MODE, PERMISSION, RIGHTS, USER_BASED
from rolescope.systems.intacct.wording import listed

Json = Any
OFFERED = "allowedAccessRights"


def envelope(found: Sequence[Json]) -> Json:
    """Objects in the envelope of a list."""
    meta = {"totalCount": len(found), "start": 1, "pageSize": len(found), "next": None, "previous": None}
    return {RESULT: list(found), META: meta}


def everything(tenant: Tenant, tree: Tree) -> Iterator[Json]:
    """Every role, group, user and membership, each as GET returns it, and the permissions known completely.

    Other rows stay at home: whoever read one would have to take it for complete (IA-64). Of a list that is known in
    part there is a row for each member, as the vendor has them besides.
    """
    yield from (permission(node) for node in tree.nodes if node.kind == PERMISSION and is_full(node))
    yield from (_without(permission(node), {OFFERED}) for node in _own_in_part(tenant, tree))
    for role in tenant.roles.values():
        yield _told_apart(role_object(role, tenant, tree), "roleType")
        yield from assignment_objects(role, tree) if ROLE_GRANTS in unselected(role) else ()
    for group in tenant.groups.values():
        yield _told_apart(group_object(group, tenant), ROLES)
        yield from role_group_objects(group, tenant) if ROLES in unselected(group) else ()
    for user in tenant.principals.values():
        yield _told_apart(user_object(user, tenant, tree), "userType")
        yield from role_user_objects(user, tenant) if ROLES in unselected(user) else ()
        yield from (member_object(tenant.groups[name], user) for name in user.groups)


def _told_apart(made: Json, field: str) -> Json:
    """An object of which nothing is known but its name, with a field by which it is known; null says nothing of it."""
    return made if kind_of(made) else {**made, field: None}


def _own_in_part(tenant: Tenant, tree: Tree) -> list[Node]:
    """The company's own permissions that are granted and not known in full: a new tenant has not heard of them."""
    granted = {place for role in tenant.roles.values() for place in role.grants}
    granted |= {place for user in tenant.principals.values() for place in user.grants}
    nodes = (tree.nodes[tree.index[place]] for place in sorted(granted - builtin_tree().index.keys()))
    return [node for node in nodes if not is_full(node)]


def left_out(tenant: Tenant, tree: Tree) -> Iterator[str]:
    """What the objects of a whole tenant do not say."""
    named_only = {node.id for node in _own_in_part(tenant, tree)}
    in_part = [node.id for node in tree.nodes if node.kind == PERMISSION and not is_full(node)]
    yield from withheld([name for name in in_part if name not in named_only])
    if named_only:
        yield f"written without the rights they offer, which are not all known (IA-14): {listed(sorted(named_only))}"
    own = [user.name for user in tenant.principals.values() if user.grants and OWN_GRANTS in unselected(user)]
    if own:
        yield f"{OWN_GRANTS} of {listed(own)} are left out, as only a part of them is known (IA-57)"


def withheld(names: Sequence[str]) -> Iterator[str]:
    """A sentence about permissions that stay at home, where there are any."""
    if names:
        count = "1 permission is" if len(names) == 1 else f"{len(names)} permissions are"
        told = f"{count} left out, as not all of their rights are known (IA-14): {listed(names)}"
        yield f"{told}; import the permission objects of the company, and they are complete (IA-64)"


def permission(node: Node) -> Json:
    """A permission row; local keys are left out, for the vendor does not know them (IA-17)."""
    key = _key(node)
    head = {"key": key, "id": key, "href": f"{PATH}permission/{key}"} if key else {}
    return {
        **head,
        "module": module_of(node),
        "name": token_of(node),
        "permissionGroup": node.attributes.get("permissionGroup"),
        OFFERED: list(node.attributes.get(OFFERED) or ()),
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


def role_object(role: Role, tenant: Tenant, tree: Tree) -> Json:
    """A role as GET returns it: what came from the vendor, with the fields replaced that were changed since.

    A field that nobody has selected yet is not made up.
    """
    unknown, held = unselected(role), {**ROLE_DEFAULTS, **role.extra}
    defaults = {ROLE_FIELDS[key]: held[key] for key in ROLE_DEFAULTS}
    known = {name: value for name, value in defaults.items() if name not in unknown}
    return _without(known | role_fields(role, tree) | _holders(role, tenant), unknown & LISTS)


def _without(made: Json, names: Collection[str]) -> Json:
    """An object without lists that are not known in full: whoever read one would have to take it for that."""
    return {name: value for name, value in made.items() if name not in names}


def assignment_objects(role: Role, tree: Tree) -> Iterator[Json]:
    """What a role grants, each permission as an object of its own."""
    raw = role_fields(role, tree)
    owner = {name: raw[name] for name in ("key", "id", "href") if name in raw}
    for element in raw.get(ROLE_GRANTS) or ():
        yield {**element, "role": {**(element.get("role") or {}), **owner}}


def role_user_objects(user: Principal, tenant: Tenant) -> Iterator[Json]:
    """The roles that a user holds, each as a map row; such a row has a key only at the vendor's (IA-48)."""
    return ({"role": reference(tenant.roles[role]), "user": reference(user)} for role in counting_roles(user, tenant))


def role_group_objects(group: Group, tenant: Tenant) -> Iterator[Json]:
    """... and those that a group brings."""
    return ({"role": reference(tenant.roles[role]), "userGroup": reference(group)} for role in group.roles)


def role_fields(role: Role, tree: Tree) -> dict[str, Any]:
    """What is said of a role, by the vendor or since."""
    raw = said_of(role.extra)
    raw |= {"id": role.name} | _changed(role_facts(raw), role.extra, ROLE_FIELDS, ROLE_DEFAULTS)
    if (raw.get("description") or "") != role.description:
        raw["description"] = role.description
    if role.grants or ROLE_GRANTS in raw or VENDOR not in role.extra:
        raw[ROLE_GRANTS] = elements(raw.get(ROLE_GRANTS) or [], role.grants, tree)
    return raw


def _holders(role: Role, tenant: Tenant) -> dict[str, Any]:
    """IA-48: the map rows that the vendor told of a role, without those of whom holds it no more.

    A row that came since has no key yet. Of users and groups that nobody has read nothing changed.
    """
    users = [user for user in tenant.principals.values() if role.name in counting_roles(user, tenant)]
    groups = [group for group in tenant.groups.values() if role.name in group.roles]
    ends: tuple[tuple[str, str, Mapping[str, Group | Principal], Sequence[Group | Principal]], ...] = (
        (ROLE_USERS, "user", tenant.principals, users),
        (ROLE_GROUPS, "userGroup", tenant.groups, groups),
    )
    found, told = dict[str, Any](), role.extra.get(VENDOR) or {}
    for field, end, table, holding in ends:
        if told.get(field) is not None:
            rows = [(named(row.get(end) or {}, table), row) for row in told[field]]
            kept = [row for name, row in rows if name is None or any(held.name == name for held in holding)]
            known = {name for name, _ in rows}
            new = (held for held in holding if held.name not in known and not _was_told(held, role.name, tenant))
            found[field] = [*kept, *({end: reference(held)} for held in new)]
    return found


def counting_roles(user: Principal, tenant: Tenant) -> list[str]:
    """IA-03: a user's roles as the vendor knows them: in a user-based company there are none."""
    return [] if tenant.settings.get(MODE) == USER_BASED else [held.role for held in user.roles]


def _was_told(holder: Group | Principal, role: str, tenant: Tenant) -> bool:
    """Whether the vendor's own object of a user or group says that it holds a role."""
    told = said_of(holder.extra).get(ROLES) or ()
    return any(named(each, tenant.roles) == role for each in told)


def _changed(
    was: Mapping[str, Any], extra: Mapping[str, Any], fields: Mapping[str, str], defaults: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields that are others than the vendor said; one that was taken away has its default, a list none left.

    A key is never taken away: by it the vendor knows the object.
    """
    now = {
        key: extra.get(key, defaults.get(key, [])) for key in fields if key in extra or (key in was and key != "key")
    }
    return {fields[key]: value for key, value in now.items() if value != was.get(key, [])}


def elements(before: Sequence[Mapping[str, Any]], grants: Mapping[str, Rights], tree: Tree) -> list[Json]:
    """Assignments in the order they came, those that are new behind them."""
    known = {place_of(element, tree): element for element in before}
    found = []
    for place, element in known.items():
        if place in grants:
            named = {"permission": {**permission_reference(tree, place), **element["permission"]}}
            plain = {} if place not in tree.index or _is_named(element["permission"]) else named
            ticked = ordered(grants[place], element.get("accessRights") or ())
            found.append({**element, **plain, "accessRights": ticked})
    for place, rights in grants.items():
        if place not in known:
            found.append({"permission": permission_reference(tree, place), "accessRights": ordered(rights)})
    return found


def _is_named(reference: Mapping[str, Any]) -> bool:
    """Whether a reference tells a permission by module and name, as whoever does not know its key has to."""
    return bool(reference.get("module") and reference.get("name"))


def place_of(element: Mapping[str, Any], tree: Tree) -> str:
    """The permission that an assignment is about; the vendor's key where the catalogue does not know it."""
    reference = element.get("permission") or {}
    if _is_named(reference):
        return f"{reference['module']}/{reference['name']}"
    key = str(reference.get("key") or reference.get("id"))
    return next((node.id for node in tree.nodes if node.kind == PERMISSION and _key(node) == key), key)


# Groups and users


def role_references(names: Sequence[str], before: Sequence[Mapping[str, Any]], tenant: Tenant) -> list[Json]:
    """Role references as they came where nothing changed; else by key, where there is one, and id."""
    found = []
    for name in names:
        plain = reference(tenant.roles[name])
        found.append(next((told for told in before if _is_of(told, plain)), plain))
    return found


def _is_of(told: Mapping[str, Any], role: Mapping[str, Any]) -> bool:
    """Whether a reference points at a role: by key where both have one, else by id."""
    keys = told.get("key"), role.get("key")
    return bool(keys[0] == keys[1]) if all(keys) else told.get("id") == role["id"]


def group_object(group: Group, tenant: Tenant) -> Json:
    """A user group as GET returns it."""
    return _without(known_group(group, tenant), unselected(group) & LISTS)


def known_group(group: Group, tenant: Tenant) -> Json:
    """A user group with all that is known, be it in part."""
    raw = said_of(group.extra)
    raw |= _changed(raw, group.extra, GROUP_FIELDS, {})
    # A group is known by its description, which it always has (f2), where it has no address.
    if (raw.get("description") or "") != group.description or not ({"description", "href"} & raw.keys()):
        raw["description"] = group.description
    if group.roles or ROLES in raw or ROLES not in unselected(group):
        raw[ROLES] = role_references(group.roles, raw.get(ROLES) or (), tenant)
    return {**raw, "id": group.name}


def user_object(user: Principal, tenant: Tenant, tree: Tree) -> Json:
    """A user as GET returns it, in both permission modes. A field that nobody has selected yet is not made up."""
    return _without(known_user(user, tenant, tree), unselected(user) & LISTS)


def known_user(user: Principal, tenant: Tenant, tree: Tree) -> Json:
    """A user with all that is known, be it in part."""
    raw, unknown, held = user_fields(user, tenant, tree), unselected(user), {**USER_DEFAULTS, **user.extra}
    plain = {USER_FIELDS[key]: held[key] for key in USER_DEFAULTS} | {STATUS: user.status}
    made = {name: value for name, value in plain.items() if name not in unknown} | raw
    made |= {name: [] for name in (ROLES, OWN_GRANTS) if name not in unknown and name not in made}
    if RESTRICTED not in unknown:
        services = {**INNER_DEFAULTS["web_services"], **(user.extra.get("web_services") or {})}
        made["webServices"] = {"isRestricted": services["restricted"], **(raw.get("webServices") or {})}
    return made


def user_fields(user: Principal, tenant: Tenant, tree: Tree) -> dict[str, Any]:
    """What is said of a user, by the vendor or since."""
    raw = said_of(user.extra)
    was = user_facts(raw)
    raw |= {"id": user.name} | _changed(was, user.extra, USER_FIELDS, USER_DEFAULTS)
    for key, (name, inner) in INNER_FIELDS.items():
        now, before = user.extra.get(key) or {}, was.get(key) or {}
        filled = {short: now.get(short, INNER_DEFAULTS[key][short]) for short in inner if short in {*now, *before}}
        changed = {inner[short]: value for short, value in filled.items() if value != before.get(short)}
        if changed:
            raw[name] = {**(raw.get(name) or {}), **changed}
    for name in LIST_FIELDS:
        if user.extra.get(name, []) != was.get(name, []):
            known = dict(zip(list_names(raw.get(name) or ()), raw.get(name) or (), strict=True))
            raw[name] = [known.get(entry) or {"id": entry} for entry in user.extra.get(name, [])]
    was_asked = bool(raw.get("key")) and STATUS not in raw and STATUS not in unselected(user)
    if user.status != (raw.get(STATUS) or ACTIVE) or was_asked:
        raw[STATUS] = user.status
    held = counting_roles(user, tenant)
    if held or ROLES in raw:
        raw[ROLES] = role_references(held, raw.get(ROLES) or (), tenant)
    if user.grants or OWN_GRANTS in raw:
        raw[OWN_GRANTS] = elements(raw.get(OWN_GRANTS) or [], user.grants, tree)
    return raw


def member_object(group: Group, user: Principal) -> Json:
    """That a user is in a group, with the key by which the vendor knows it where it has been read."""
    raw = (user.extra.get(MEMBERSHIPS) or {}).get(group.name) or {}
    ends: dict[str, Group | Principal] = {"userGroup": group, "user": user}
    return {**raw, **{name: {**reference(end), **(raw.get(name) or {}), "id": end.name} for name, end in ends.items()}}


def reference(held: Role | Group | Principal) -> dict[str, Any]:
    """A reference to a role, group or user: by key, where there is one, and id."""
    key = held.extra.get("key")
    return {**({"key": key} if key else {}), "id": held.name}
