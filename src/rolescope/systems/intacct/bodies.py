"""Roles, groups and users as POST and PATCH take them (IA-43 to IA-48); read-only fields stay at home."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rolescope.rights.counting import listed
from rolescope.rights.model import Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.faults import NoSuchBody
from rolescope.systems.intacct.reading import OPERATION
from rolescope.systems.intacct.said import (
    CUSTOM,
    OWN_GRANTS,
    ROLE_DEFAULTS,
    ROLE_FIELDS,
    ROLE_GRANTS,
    ROLE_GROUPS,
    ROLE_USERS,
    ROLES,
    USER_FIELDS,
    VENDOR,
    as_new,
    gone,
    is_whole,
    said_of,
    without_addresses,
)
from rolescope.systems.intacct.unselected import GROUPS, unselected
from rolescope.systems.intacct.vocabulary import INACTIVE, MODE, USER_BASED
from rolescope.systems.intacct.writing import (
    Json,
    group_object,
    known_group,
    known_user,
    ordered,
    permission_reference,
    place_of,
    role_fields,
    role_object,
    user_fields,
    user_object,
)

ROLE, GROUP, USER = "role", "group", "user"
DELETE = "delete"
READ_ONLY = ("key", "href", "audit", ROLE_USERS, ROLE_GROUPS, "entity")
"""What the vendor sets by itself."""
SERVICES = "webServices"
DEFAULTED = tuple(ROLE_FIELDS[key] for key in ROLE_DEFAULTS)
"""The fields of a role that POST has a default for."""
MOST_NAMED = 3
NEEDED = {ROLE: ("id",), GROUP: ("id", "description"), USER: ("id", "accountEmail", "contact")}
"""What POST cannot do without, by object."""
ASSIGNED = {
    ROLE: (ROLE_GRANTS, "role-permission-assignment"),
    GROUP: (ROLES, "role-user-group-map"),
    USER: (ROLES, "role-user-map"),
}
"""What is given to an object, and the rows that say it where the object itself does not."""


def role_post(role: Role, tenant: Tenant, tree: Tree) -> Json:
    """The body that POST takes for a new role."""
    body = {
        "id": role.name,
        "description": role.description,
        **{name: value for name, value in role_object(role, tenant, tree).items() if name in DEFAULTED},
        ROLE_GRANTS: _new_elements(role.grants, _permission_keys(tenant), tree),
    }
    return body | _new_custom(role, ROLE_FIELDS)


def role_patch(role: Role, tenant: Tenant, tree: Tree) -> Json:
    """IA-44, IA-45: the body that PATCH takes: only what differs from what the vendor last said."""
    raw = said_of(role.extra)
    new = role_fields(role, tree)
    changes = list(_changes(_told_elements(role, ROLE_GRANTS), role.grants, _permission_keys(tenant), tree))
    plain = _differing(raw, new, ("description", "roleType", "applyTo")) | _custom(raw, new, ROLE_FIELDS)
    return plain | ({ROLE_GRANTS: changes} if changes else {})


def group_post(group: Group, tenant: Tenant) -> Json:
    """The body that POST takes for a new user group; who is in it is said by objects of their own."""
    return _writable(known_group(group, tenant)) | {"description": group.description}


def group_patch(group: Group, tenant: Tenant) -> Json:
    """IA-44, IA-47: what differs; roles as a whole, for PATCH replaces them all."""
    raw, new = said_of(group.extra), group_post(group, tenant)
    return _differing(raw, new, ("description",)) | _roles(raw, new)


def user_post(user: Principal, tenant: Tenant, tree: Tree) -> Json:
    """The body that POST takes for a new user."""
    return _body(user, known_user(user, tenant, tree), tenant, tree) | _new_custom(user, USER_FIELDS)


def _body(user: Principal, raw: Mapping[str, Any], tenant: Tenant, tree: Tree) -> dict[str, Any]:
    body = _writable(raw)
    own = _new_elements(user.grants, _permission_keys(tenant), tree)
    return body | ({OWN_GRANTS: own} if OWN_GRANTS in body else {})


def user_patch(user: Principal, tenant: Tenant, tree: Tree) -> Json:
    """IA-44, IA-47: what differs from what the vendor last said; roles and own grants as a whole.

    IA-04: in a user-based company roles are not sent.
    """
    raw, new = said_of(user.extra), _body(user, user_fields(user, tenant, tree), tenant, tree)
    others = ("id", ROLES, OWN_GRANTS, *(USER_FIELDS[key] for key in CUSTOM))
    told = _told_elements(user, OWN_GRANTS)
    was = {place_of(element, tree): frozenset(element.get("accessRights") or ()) for element in told}
    own = {OWN_GRANTS: new.get(OWN_GRANTS, [])} if was != dict(user.grants) else {}
    plain = _differing(_writable(raw), new, [name for name in new if name not in others])
    held = {} if tenant.settings.get(MODE) == USER_BASED else _roles(raw, new)
    return plain | _custom(raw, new, USER_FIELDS) | held | own


GET, POST, PATCH = "get", "post", "patch"
Make = Callable[[str, Tenant, Tree], Json]
MAKING: dict[tuple[str, str], Make] = {
    (ROLE, GET): lambda name, tenant, tree: role_object(tenant.roles[name], tenant, tree),
    (ROLE, POST): lambda name, tenant, tree: role_post(tenant.roles[name], tenant, tree),
    (ROLE, PATCH): lambda name, tenant, tree: role_patch(tenant.roles[name], tenant, tree),
    (GROUP, GET): lambda name, tenant, tree: group_object(tenant.groups[name], tenant),
    (GROUP, POST): lambda name, tenant, tree: group_post(tenant.groups[name], tenant),
    (GROUP, PATCH): lambda name, tenant, tree: group_patch(tenant.groups[name], tenant),
    (USER, GET): lambda name, tenant, tree: user_object(tenant.principals[name], tenant, tree),
    (USER, POST): lambda name, tenant, tree: user_post(tenant.principals[name], tenant, tree),
    (USER, PATCH): lambda name, tenant, tree: user_patch(tenant.principals[name], tenant, tree),
}


def made(kind: str, method: str, name: str, tenant: Tenant, tree: Tree) -> Json:
    """One object: as GET returns it, the body that POST makes it from, or that by which PATCH changes it.

    Raises:
        NoSuchBody: where a PATCH would replace a list of which the vendor has not told all (IA-47): nobody could say
            what it takes away; or where a permission has no key, by which alone a body can name it (f2).
    """
    body = MAKING[kind, method](name, tenant, tree)
    if method == PATCH:
        extra = _table(kind, tenant)[name].extra
        for field in (ROLES, OWN_GRANTS):
            if field in body and not is_whole(extra, field):
                raise NoSuchBody(
                    f"which {field} {kind} {name} has at the vendor is not known in full, and a PATCH replaces them "
                    f"all (IA-47): import the {kind} object first, which says them"
                )
    if method != GET:
        _must_have_keys(f"{kind} {name}", body)
    return body


def shortcomings(kind: str, method: str, name: str, tenant: Tenant, body: Json) -> list[str]:
    """What the vendor would not take in the body of an object's POST or PATCH, as sentences."""
    needed = NEEDED[kind] if method == POST else ()
    found = [f"POST needs {name}, which the tenant does not hold" for name in needed if not body.get(name)]
    if method == POST and body.get("status") == INACTIVE:
        found.append("POST does not take the status inactive (IA-18): make the user, then PATCH the status")
    held = _table(kind, tenant)[name]
    idle = ROLES if tenant.settings.get(MODE) == USER_BASED else OWN_GRANTS
    unasked = sorted(unselected(held) - {idle, GROUPS}) if method == POST else ()
    found += [f"{field} {_default(body.get(field))}" for field in unasked]
    known = (held.extra.get(VENDOR) or {}).get("id", name)
    if method == PATCH and known != name:
        found.append(f"an id cannot change once it is there (IA-43): the vendor knows the {kind} as {known!r}")
    elements = [*body.get(ROLE_GRANTS, ()), *body.get(OWN_GRANTS, ())]
    if method == PATCH:
        found += [*_untold(kind, held, tenant), *_unsent(held)]
    if any(OPERATION in element and "key" not in element for element in elements):
        found.append("the key of an assignment that is to go is not known (IA-45): import the whole role first")
    return found


def _must_have_keys(title: str, body: Json) -> None:
    """IA-17: a body names a permission by its key; what rolescope has numbered by itself the vendor does not know."""
    elements = [*body.get(ROLE_GRANTS, ()), *body.get(OWN_GRANTS, ())]
    permissions = [element["permission"] for element in elements if "permission" in element]
    places = [f"{named['module']}/{named['name']}" for named in permissions if "key" not in named]
    if places:
        raise NoSuchBody(
            f"{title}: the vendor's key of {listed(places, MOST_NAMED)} is not known, and no body can name a "
            "permission otherwise (IA-17): import the permission objects of the company first"
        )


def _default(given: Json) -> str:
    if given:
        return "are known in part (IA-57): POST would make no more than these"
    return "was in no row that was imported (IA-64): POST would take the default"


def _unsent(held: Role | Group | Principal) -> Iterator[str]:
    """What is changed here and no PATCH is known to change."""
    raw, fields = held.extra.get(VENDOR) or {}, USER_FIELDS if isinstance(held, Principal) else ROLE_FIELDS
    for key in CUSTOM:
        if gone(raw.get(fields[key]) or [], held.extra.get(key) or []):
            yield f"how a PATCH takes {fields[key]} away is not documented: read the object again after it"
    enabled = (held.extra.get("web_services") or {}).get("enabled", True)
    if enabled != ((raw.get(SERVICES) or {}).get("isEnabled") is not False):
        yield "webServices.isEnabled is read-only (f2): no PATCH switches web services on or off"


def _untold(kind: str, held: Role | Group | Principal, tenant: Tenant) -> Iterator[str]:
    """What a PATCH cannot take away, because nobody said what is there (IA-45, IA-47)."""
    field, rows = ASSIGNED[kind]
    if not is_whole(held.extra, field) and (kind == ROLE or tenant.settings.get(MODE) != USER_BASED):
        told = " in full" if field in said_of(held.extra) else ""
        known = f"which {field} the {kind} has at the vendor is not known{told}"
        yield f"{known}: import the {kind} object, or its {rows} rows, first (IA-45, IA-47)"


def _table(kind: str, tenant: Tenant) -> Mapping[str, Role | Group | Principal]:
    if kind == ROLE:
        return tenant.roles
    return tenant.groups if kind == GROUP else tenant.principals


# Parts of bodies


def _differing(raw: Mapping[str, Any], new: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: new[name] for name in names if name in new and new[name] != raw.get(name)}


def _roles(raw: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """IA-47: all roles, where they are others than the vendor last said."""
    now = new.get(ROLES, [])
    return {ROLES: now} if now != [_named(reference) for reference in raw.get(ROLES) or ()] else {}


def _custom(raw: Mapping[str, Any], new: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """Custom and agent assignments where they differ: all that stay, and by key those that go.

    How a PATCH takes them away is not documented; it is done as with permissions (IA-45), which is our choice.
    """
    changed = {}
    for field in (fields[key] for key in CUSTOM):
        now, before = (without_addresses(said.get(field) or []) for said in (new, raw))
        if now != before:
            keys = [element["key"] for element in gone(before, now) if element.get("key")]
            changed[field] = [*now, *({"key": key, OPERATION: DELETE} for key in keys)]
    return changed


def _new_custom(held: Role | Principal, fields: Mapping[str, str]) -> dict[str, Any]:
    """Custom and agent assignments as POST makes them."""
    return {fields[key]: [as_new(each) for each in held.extra[key]] for key in CUSTOM if held.extra.get(key)}


def _told_elements(held: Role | Principal, field: str) -> Sequence[Mapping[str, Any]]:
    """The assignments as the vendor last said them."""
    return said_of(held.extra).get(field) or ()


def _permission_keys(tenant: Tenant) -> dict[str, str]:
    """The keys of permissions that the vendor has told with any assignment, where no row of the catalogue has them."""
    told = [element for role in tenant.roles.values() for element in _told_elements(role, ROLE_GRANTS)]
    told += [element for user in tenant.principals.values() for element in _told_elements(user, OWN_GRANTS)]
    named = (element.get("permission") or {} for element in told)
    return {f"{row['module']}/{row['name']}": row["key"] for row in named if {"module", "name", "key"} <= row.keys()}


def _new_elements(grants: Mapping[str, Rights], keys: Mapping[str, str], tree: Tree) -> list[Json]:
    return [_new_element(place, rights, keys, tree) for place, rights in grants.items()]


def _new_element(place: str, rights: Rights, keys: Mapping[str, str], tree: Tree) -> Json:
    """An assignment without a key of its own: its permission by key, or where that is unknown by module and name."""
    reference = {"key": keys[place]} if place in keys else permission_reference(tree, place)
    short = {"key": reference["key"]} if "key" in reference else reference
    return {"permission": short, "accessRights": ordered(rights)}


def _changes(
    before: Sequence[Mapping[str, Any]], grants: Mapping[str, Rights], keys: Mapping[str, str], tree: Tree
) -> Iterator[Json]:
    """IA-45: a key changes an assignment, none adds one, and one with the operation goes.

    Where the assignment's own key is not known it is named by its permission (IA-46).
    """
    known = {place_of(element, tree): element for element in before}
    for place, element in known.items():
        added = _new_element(place, grants.get(place, frozenset()), keys, tree)
        key = element.get("key") or element.get("id")
        named = {"key": key} if key else {"permission": added["permission"]}
        if place not in grants:
            yield {**named, OPERATION: DELETE}
        elif frozenset(element.get("accessRights") or ()) != grants[place]:
            yield {**named, "accessRights": added["accessRights"]}
    for place, rights in grants.items():
        if place not in known:
            yield _new_element(place, rights, keys, tree)


def _writable(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An object without what the vendor sets by itself."""
    body = {name: without_addresses(value) for name, value in raw.items() if name not in READ_ONLY}
    if ROLES in body:
        body[ROLES] = [_named(reference) for reference in raw[ROLES] or ()]
    services = {name: value for name, value in (body.pop(SERVICES, None) or {}).items() if name != "isEnabled"}
    return body | ({SERVICES: services} if services else {})


def _named(reference: Mapping[str, Any]) -> dict[str, Any]:
    """A reference by its key, or where that is unknown by its id."""
    return {"key": reference["key"]} if reference.get("key") else {"id": reference.get("id")}
