"""The vendor's REST objects and a tenant, both ways without loss.

What a file said of a role, user or group is kept whole beside it. Writing starts from that and replaces only the fields
whose value the tenant has changed since, so that nothing the vendor said gets lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rolescope.rights.model import Assignment, Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.faults import BundleError, Problem, unknown
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.catalogue import make_tree, permission_id, rows_to_nodes
from rolescope.systems.intacct.objects import Found
from rolescope.systems.intacct.said import (
    GROUP_FIELDS,
    OWN_GRANTS,
    ROLE_FIELDS,
    ROLE_GRANTS,
    USER_KEYS,
    description_after,
    facts_after,
    role_facts,
    told,
    user_facts,
)
from rolescope.systems.intacct.shapes import misfits
from rolescope.systems.intacct.unselected import OF_ROLE, OF_USER, left_out
from rolescope.systems.intacct.vocabulary import ADMIN_OFF, BUSINESS, FULL, MODE, PERMISSION, RIGHTS, USER_BASED

Json = Any
OPERATION = "ia::operation"


@dataclass(slots=True)
class Reading:
    """A tenant while files are merged into it."""

    tenant: Tenant
    rows: dict[str, dict[str, Any]]
    """The permissions by module and name."""
    by_key: dict[str, str]
    """The permissions by the vendor's keys."""
    problems: dict[str, list[Problem]] = field(default_factory=dict)

    def fault(self, found: Found, path: str, text: str) -> None:
        """Note what is wrong at a place of a file."""
        self.note(found, Problem(_where(found, path), text))

    def unknown(self, found: Found, path: str, kind: str, name: object, known: Iterable[str]) -> None:
        """Note a name that nobody knows."""
        self.note(found, unknown(_where(found, path), kind, str(name), known))

    def note(self, found: Found, problem: Problem) -> None:
        """Note a problem of a file."""
        self.problems.setdefault(found.file, []).append(problem)

    def place(self, found: Found, path: str, reference: Mapping[str, Any]) -> str | None:
        """The node of a permission reference, by module and name or by key."""
        if reference.get("module") and reference.get("name"):
            place: str | None = permission_id(reference["module"], reference["name"])
        else:
            place = self.by_key.get(str(reference.get("key") or reference.get("id")))
        if place in self.rows:
            return place
        named = place or str(reference.get("key") or reference.get("id"))
        self.unknown(found, path, "permission", named, self.rows)
        return None


def _where(found: Found, path: str) -> str:
    return f"{found.where}.{path}" if found.where and path else found.where or path


def looks_like(raw: Json) -> bool:
    """Whether parsed JSON may be the vendor's own."""
    return objects.looks_like_objects(raw)


def mistake(text: str) -> str | None:
    """Nothing is known of how a text is meant that is no JSON."""
    return None


def merge(tenant: Tenant, tree: Tree, found: Sequence[Found]) -> tuple[Tenant, list[dict[str, Any]] | None]:
    """The tenant with what some objects say, and the nodes of its catalogue where that changed.

    Raises:
        BundleError: with every problem of the first file that has any; nothing is taken over then.
    """
    rows = {node.id: dict(node.attributes) | {"uiLabel": node.name} for node in tree.nodes if node.kind == PERMISSION}
    keys = {row["key"]: place for place, row in rows.items() if row.get("key") and not row.get("localKey")}
    reading = Reading(tenant, rows, keys)
    for one in found:
        for problem in misfits(one):
            reading.note(one, problem)
    _refuse(reading)
    by_kind = {kind: [one for one in found if one.kind == kind] for kind in objects.KINDS}
    for one in by_kind[objects.PERMISSION]:
        _permission(reading, one)
    for kind, take in TAKING:
        for one in by_kind[kind]:
            take(reading, one)
    _refuse(reading)
    if not by_kind[objects.PERMISSION]:
        return reading.tenant, None
    nodes = rows_to_nodes(_source_row(place, row) for place, row in reading.rows.items())
    same = make_tree(nodes).nodes == tree.nodes
    return reading.tenant, None if same else nodes


def _refuse(reading: Reading) -> None:
    for file, problems in reading.problems.items():
        raise BundleError(file, problems)


def _source_row(place: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as the data file has it; a local key goes on as it is (IA-17)."""
    made = {key: value for key, value in row.items() if key != "token"}
    return {**made, "module": place.partition("/")[0], "name": place.partition("/")[2]}


# Reading


def _permission(reading: Reading, found: Found) -> None:
    """IA-13, IA-64: a row of a live company is complete."""
    raw = found.raw
    rights = _known_rights(reading, found, "allowedAccessRights", raw.get("allowedAccessRights"))
    place = permission_id(raw["module"], raw["name"])
    before = reading.rows.get(place, {"uiLabel": raw["name"], "completeness": FULL})
    row = {**before, "permissionGroup": raw.get("permissionGroup", before.get("permissionGroup"))}
    if raw.get("key"):
        row = {key: value for key, value in row.items() if key != "localKey"} | {"key": str(raw["key"])}
        reading.by_key[str(raw["key"])] = place
    if raw.get("allowedAccessRights") is not None:
        row |= {"allowedAccessRights": list(rights), "completeness": FULL}
    reading.rows[place] = row | {"key": row.get("key")}


def _known_rights(reading: Reading, found: Found, path: str, rights: Any) -> tuple[str, ...]:
    for right in rights or ():
        if right not in RIGHTS:
            reading.unknown(found, path, "right", right, RIGHTS)
    return tuple(right for right in rights or () if right in RIGHTS)


def _elements(reading: Reading, found: Found, path: str) -> dict[str, Rights]:
    """The grants of an array of assignments, each a permission with its ``accessRights`` (IA-12)."""
    grants: dict[str, Rights] = {}
    for number, element in enumerate(found.raw.get(path) or ()):
        where = f"{path}[{number}]"
        if OPERATION in element:
            text = f"{OPERATION} stands in the body of a PATCH, which says what changes: import the object itself"
            reading.fault(found, where, text)
            continue
        place = reading.place(found, where, element.get("permission") or {})
        rights = _known_rights(reading, found, where, element.get("accessRights"))
        if place is None:
            continue
        if place in grants:
            reading.fault(found, where, f"{place} stands twice (IA-12)")
        row = reading.rows[place]
        foreign = [right for right in rights if right not in (row.get("allowedAccessRights") or ())]
        if foreign and row.get("completeness") == FULL:
            reading.fault(found, where, f"{place} does not offer {', '.join(foreign)} (IA-14)")
        grants[place] = frozenset(rights)
    return grants


def _role(reading: Reading, found: Found) -> None:
    raw, name = found.raw, found.raw["id"]
    known = reading.tenant.roles.get(name)
    before = known or Role(name)
    grants = _elements(reading, found, ROLE_GRANTS) if ROLE_GRANTS in told(raw) else before.grants
    extra = facts_after(before.extra, raw, role_facts(raw), ROLE_FIELDS) | left_out(known, raw, OF_ROLE)
    role = Role(name, grants, before.code, description_after(raw, before.description), extra)
    reading.tenant = replace(reading.tenant, roles={**reading.tenant.roles, name: role})


def _assignment(reading: Reading, found: Found) -> None:
    """A role-permission-assignment by itself: one permission of one role."""
    reference = found.raw.get("role") or {}
    name = _named(reference, reading.tenant.roles)
    if name is None:
        reading.unknown(found, "role", "role", reference.get("id") or reference.get("key"), reading.tenant.roles)
        return
    single = replace(found, raw={"assignments": [found.raw]})
    grants = _elements(reading, single, "assignments")
    role = reading.tenant.roles[name]
    changed = replace(role, grants={**role.grants, **grants})
    reading.tenant = replace(reading.tenant, roles={**reading.tenant.roles, name: changed})


def _user(reading: Reading, found: Found) -> None:
    raw, name = found.raw, found.raw["id"]
    known = reading.tenant.principals.get(name)
    before = known or Principal(name)
    held = before.roles
    if "roles" in told(raw):
        held = tuple(Assignment(role) for role in _references(reading, found, "roles", "role", reading.tenant.roles))
        _must_be_role_based(reading, found, "roles", bool(held))
    own = _elements(reading, found, OWN_GRANTS) if OWN_GRANTS in told(raw) else before.grants
    status = raw.get("status") or before.status
    extra = facts_after(before.extra, raw, user_facts(raw), USER_KEYS) | left_out(known, raw, OF_USER)
    if extra.get("admin", ADMIN_OFF) != ADMIN_OFF and extra.get("type", BUSINESS) != BUSINESS:
        text = f"{extra['admin']} admin privileges need a business user, not {extra['type']!r} (IA-21)"
        reading.fault(found, "adminPrivileges", text)
    user = Principal(name, status, held, extra, before.groups, own)
    reading.tenant = replace(reading.tenant, principals={**reading.tenant.principals, name: user})


def _must_be_role_based(reading: Reading, found: Found, path: str, holds: bool) -> None:
    """IA-04: the vendor refuses roles in a user-based company."""
    if holds and reading.tenant.settings.get(MODE) == USER_BASED:
        reading.fault(found, path, "a user holds roles, but the company is user-based (IA-04)")


def _group(reading: Reading, found: Found) -> None:
    raw, name = found.raw, found.raw["id"]
    before = reading.tenant.groups.get(name, Group(name))
    roles = before.roles
    if "roles" in told(raw):
        roles = tuple(_references(reading, found, "roles", "role", reading.tenant.roles))
    facts = {"key": raw["key"]} if raw.get("key") else {}
    extra = facts_after(before.extra, raw, facts, GROUP_FIELDS)
    group = Group(name, roles, description_after(raw, before.description), extra)
    reading.tenant = replace(reading.tenant, groups={**reading.tenant.groups, name: group})


def _references(reading: Reading, found: Found, path: str, kind: str, table: Mapping[str, Any]) -> list[str]:
    """The names behind references, each by id or by key."""
    names = []
    for number, reference in enumerate(found.raw.get(path) or ()):
        name = _named(reference, table)
        if name is None:
            reading.unknown(found, f"{path}[{number}]", kind, reference.get("id") or reference.get("key"), table)
        elif name not in names:
            names.append(name)
    return names


def _named(reference: Mapping[str, Any], table: Mapping[str, Any]) -> str | None:
    if reference.get("id") in table:
        return str(reference["id"])
    keyed = (name for name, held in table.items() if held.extra.get("key") == reference.get("key") is not None)
    return next(keyed, None)


def _role_user(reading: Reading, found: Found) -> None:
    pair = _pair(reading, found, ("role", reading.tenant.roles), ("user", reading.tenant.principals))
    if pair is not None:
        role, name = pair
        _must_be_role_based(reading, found, "role", True)
        user = reading.tenant.principals[name]
        if Assignment(role) not in user.roles:
            user = replace(user, roles=(*user.roles, Assignment(role)))
        reading.tenant = replace(reading.tenant, principals={**reading.tenant.principals, name: user})


def _role_group(reading: Reading, found: Found) -> None:
    pair = _pair(reading, found, ("role", reading.tenant.roles), ("userGroup", reading.tenant.groups))
    if pair is not None:
        role, name = pair
        group = reading.tenant.groups[name]
        group = group if role in group.roles else replace(group, roles=(*group.roles, role))
        reading.tenant = replace(reading.tenant, groups={**reading.tenant.groups, name: group})


def _member(reading: Reading, found: Found) -> None:
    pair = _pair(reading, found, ("userGroup", reading.tenant.groups), ("user", reading.tenant.principals))
    if pair is not None:
        group, name = pair
        user = reading.tenant.principals[name]
        user = user if group in user.groups else replace(user, groups=(*user.groups, group))
        reading.tenant = replace(reading.tenant, principals={**reading.tenant.principals, name: user})


def _pair(
    reading: Reading, found: Found, one: tuple[str, Mapping[str, Any]], other: tuple[str, Mapping[str, Any]]
) -> tuple[str, str] | None:
    """Both ends of a map row by name."""
    names = []
    for path, table in (one, other):
        reference = found.raw.get(path) or {}
        name = _named(reference, table)
        if name is None:
            reading.unknown(found, path, path, reference.get("id") or reference.get("key"), table)
            return None
        names.append(name)
    return names[0], names[1]


TAKING = (
    (objects.ROLE, _role),
    (objects.ASSIGNMENT, _assignment),
    (objects.GROUP, _group),
    (objects.USER, _user),
    (objects.ROLE_USER, _role_user),
    (objects.ROLE_GROUP, _role_group),
    (objects.MEMBER, _member),
)
"""In the order in which they can refer to each other."""


def read_files(
    tenant: Tenant, tree: Tree, files: Iterable[tuple[str, str]], warn: Callable[[str], None]
) -> tuple[Tenant, list[dict[str, Any]] | None]:
    """The tenant with what the vendor's files say: ``files`` are names and texts. Nothing is taken with a warning."""
    return merge(tenant, tree, [found for name, text in files for found in objects.read_objects(text, name)])
