"""Random catalogues, tenants and edits: everything the file formats can hold, odd shapes included."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from rolescope.rights.edits import (
    AddCredential,
    AddGroup,
    AddPrincipal,
    AddRole,
    AssignRole,
    Batch,
    ClearGrant,
    Edit,
    LinkCredential,
    PutGrants,
    PutOwnGrants,
    PutSettings,
    RemoveCredential,
    RemoveGroup,
    RemovePrincipal,
    RemoveRole,
    RenamePrincipal,
    ReplaceTenant,
    SetGrant,
    SetGroupRoles,
    SetGroups,
    SetOwnGrant,
    SetProfile,
    SetRoles,
    SetScope,
    SetSetting,
    SetStatus,
    UnassignRole,
    UpdateCredential,
    UpdateGroup,
    UpdateRole,
)
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.model import Assignment, Company, Credential, Group, Principal, Rights, Role, Subject, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace.catalogue import make_tree
from rolescope.systems.payspace.defaults import DEFAULT_ESS_SCREENS
from rolescope.systems.payspace.vocabulary import (
    ALLOW,
    BRANCH,
    DEFAULT_SCOPE,
    EDITIONS,
    ELEMENT,
    FIELD,
    LEVELS,
    READ_ONLY,
    REPORT,
    RIGHTS,
    SCOPES,
    SCREEN,
    STATUSES,
    USER_LEVELS,
    WORKDAY_SCOPE,
)

MOST_NODES = 18
KINDS_BELOW = {
    None: (*5 * [BRANCH], SCREEN, SCREEN, FIELD),
    BRANCH: (*5 * [SCREEN], BRANCH, REPORT, ELEMENT, FIELD),
    SCREEN: (*8 * [FIELD], SCREEN, SCREEN, ELEMENT, BRANCH, REPORT),
    ELEMENT: (FIELD, FIELD, ELEMENT, SCREEN),
    FIELD: (FIELD, ELEMENT, SCREEN),
    REPORT: (FIELD, REPORT),
}
"""What stands below what: mostly as in the built-in catalogue, now and then as only a tenant's own could have it."""

ASKED: tuple[str | Rights, ...] = ("export", "import", *(frozenset({right}) for right in RIGHTS))
"""Every question there is about a cell."""

level_rights = st.sampled_from([level.rights for level in LEVELS])
flags = st.sampled_from((False, False, False, True))


@dataclass(frozen=True)
class Sample:
    """A random tenant with its catalogue; prints as what it holds."""

    nodes: tuple[dict[str, Any], ...]
    tree: Tree
    tenant: Tenant

    @property
    def engine(self) -> Engine:
        return Engine(SYSTEM, self.tree)

    def asking(self) -> list[Subject]:
        """Some rows, as they are when their credentials ask for another scope than the saved one."""
        rows = [row for row in self.outcome().subjects if row.credential is not None]
        return [replace(row, asked_scope=scope) for row in rows[:2] for scope in SCOPES]

    def outcome(self) -> Outcome:
        return self.engine.evaluate(self.tenant)


_kinds_below = {above: st.sampled_from(kinds) for above, kinds in KINDS_BELOW.items()}


@st.composite
def catalogues(draw: DrawFn, most: int = MOST_NODES) -> list[dict[str, Any]]:
    """The nodes of a catalogue, in any order."""
    nodes: list[dict[str, Any]] = []
    names = [*DEFAULT_ESS_SCREENS[:3], *(f"n{number}" for number in range(most - 3))]
    first = draw(st.integers(0, most - 1))
    for name in [*names[first:], *names[:first]][: draw(st.sampled_from((1, 3, *range(6, most + 1))))]:
        parents = [None, *nodes, *3 * nodes[:2], *2 * nodes[-2:]]
        parent = parents[draw(st.integers(0, len(parents) - 1))]
        kind = draw(_kinds_below[parent["kind"] if parent else None])
        node: dict[str, Any] = {
            "id": name,
            "name": name.upper(),
            "kind": kind,
            "parent": parent["id"] if parent else None,
        }
        nodes.append(node | draw(_attributes[kind]))
    return draw(st.permutations(nodes)) if draw(flags) else nodes


_editions: tuple[dict[str, Any], ...] = (
    *4 * [{}],
    {"editions": None},
    {"editions": ["Premier", "Master"]},
    {"editions": ["Master"]},
)
_some_axes = [list(axes) for size in range(4) for axes in combinations(RIGHTS, size)]
_screens = [
    {"api_axes": axes, "api_entity": "Entity", "update_fields": fields, **edition}
    for axes in (*len(_some_axes) * 2 * [list(RIGHTS)], *_some_axes, *3 * [None])
    for fields in (None, None, [], ["F0", "F1"])
    for edition in _editions
]
_fields = [
    {"api_name": name, "access": access, "required": required, "key": key, "hidden": hidden, **edition}
    for name in ("F0", "F1", "F2", "F3", None)
    for access in (None, None, None, "read_only", "create_only")
    for required in (None, "yes", "yes", "conditional")
    for key in (False, False, False, True)
    for hidden in (False, False, False, True)
    for edition in _editions
]
_attributes: dict[str, SearchStrategy[dict[str, Any]]] = {
    BRANCH: st.sampled_from(_editions),
    SCREEN: st.sampled_from(_screens),
    FIELD: st.sampled_from(_fields),
    ELEMENT: st.just({}),
    REPORT: st.sampled_from(_editions),
}


@st.composite
def tenants(draw: DrawFn, tree: Tree) -> Tenant:
    """A tenant over a catalogue."""
    companies = tuple(Company(code) for code in ("A", "B")[: draw(st.integers(0, 2))])
    roles = [_role(draw, f"R{number}", tree) for number in range(draw(_few))]
    names = [role.name for role in roles]
    groups = [draw(_groups(f"G{number}", names)) for number in range(draw(_few))]
    in_groups = [group.name for group in groups]
    people = [_principal(draw, f"U{number}", names, companies) for number in range(draw(_few))]
    users = [replace(user, **draw(_beside_roles(in_groups, tree))) for user in people]
    linked = st.sampled_from([*(user.name for user in users for _ in "aaa"), None])
    credentials = [Credential(f"C{number}", draw(linked), draw(_scopes)) for number in range(draw(_few))]
    return Tenant(
        "Sample",
        "payspace",
        draw(_settings),
        companies,
        {role.name: role for role in roles},
        {user.name: user for user in users},
        {credential.name: credential for credential in credentials},
        groups={group.name: group for group in groups},
    )


def _some_of(values: tuple[str, ...]) -> SearchStrategy[tuple[str, ...]]:
    if not values:
        return st.just(())
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values)).map(tuple)


def _own_grants(tree: Tree) -> SearchStrategy[dict[str, Rights]]:
    return st.dictionaries(st.sampled_from([node.id for node in tree.nodes]), level_rights, max_size=3)


def _beside_roles(groups: list[str], tree: Tree) -> SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"groups": _some_of(tuple(groups)), "grants": _own_grants(tree)})


def _groups(name: str, roles: list[str]) -> SearchStrategy[Group]:
    return st.builds(Group, st.just(name), _some_of(tuple(roles)), st.sampled_from(("", "some people")))


_few = st.sampled_from((2, 3, 1, 2, 3, 2, 0))
_sizes = st.sampled_from((*range(4, 11), 0))
_root_levels = st.sampled_from((*2 * [ALLOW.rights], READ_ONLY.rights, None))
_statuses = st.sampled_from((*4 * STATUSES[:1], *STATUSES[1:]))
_scopes = st.sampled_from((DEFAULT_SCOPE, DEFAULT_SCOPE, DEFAULT_SCOPE, None, *SCOPES, WORKDAY_SCOPE))
_settings = st.fixed_dictionaries(
    {},
    optional={
        "parent_gate": st.booleans(),
        "role_per_company": st.booleans(),
        "edition": st.sampled_from(EDITIONS),
    },
)
_profiles = st.one_of(st.just({}), st.builds(lambda level: {"level": level}, st.sampled_from(USER_LEVELS)))
_role_types: SearchStrategy[dict[str, Any]] = st.sampled_from(
    ({}, {"id": 7}, {"type": "standard"}, {"type": "manager"}, {"type": "employee"})
)


def _role(draw: DrawFn, name: str, tree: Tree) -> Role:
    grants = {**_root_grants(draw, tree), **_grants(draw, tree)}
    return Role(name, grants, draw(st.sampled_from((None, "code"))), "", draw(_role_types))


def _root_grants(draw: DrawFn, tree: Tree) -> dict[str, Rights]:
    """Most roles say something at the top, or else the gate would close everything."""
    level = draw(_root_levels)
    return {} if level is None else {tree.nodes[root].id: level for root in tree.children(-1)}


def _grants(draw: DrawFn, tree: Tree) -> dict[str, Rights]:
    node = st.integers(0, len(tree) - 1)
    return {tree.nodes[draw(node)].id: draw(level_rights) for _ in range(draw(_sizes))}


def _assignments(draw: DrawFn, roles: list[str], companies: tuple[Company, ...]) -> tuple[Assignment, ...]:
    places = ["", *(company.code for company in companies)]
    found: dict[Assignment, None] = {}
    for _ in range(draw(_few) if roles else 0):
        role, place = draw(st.integers(0, len(roles) - 1)), draw(st.integers(0, len(places) - 1))
        found[Assignment(roles[role], places[place])] = None
    return tuple(found)


def _principal(draw: DrawFn, name: str, roles: list[str], companies: tuple[Company, ...]) -> Principal:
    return Principal(name, draw(_statuses), _assignments(draw, roles, companies), draw(_profiles))


@st.composite
def samples(draw: DrawFn, most: int = MOST_NODES) -> Sample:
    """A random tenant with its catalogue."""
    nodes = draw(catalogues(most))
    tree = make_tree(nodes)
    return Sample(tuple(nodes), tree, draw(tenants(tree)))


# Edits


@st.composite
def edits(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    """An edit that fits the tenant as it is now."""
    kinds = [_addition, _about_settings]
    if tenant.roles:
        kinds += [_about_grants, _about_grants, _about_roles]
    if tenant.principals:
        kinds += [_about_principals, _about_principals]
        kinds.append(_beside_the_roles)
    if tenant.groups:
        kinds.append(_about_groups)
    if tenant.credentials:
        kinds.append(_about_credentials)
    return draw(st.sampled_from(kinds))(draw, tenant, tree)


@st.composite
def edited(draw: DrawFn, sample: Sample, most: int = 4) -> list[Edit]:
    """Edits in a row, each of which fits the tenant that those before it leave."""
    tenant, found = sample.tenant, list[Edit]()
    for _ in range(draw(st.integers(1, most))):
        edit = draw(edits(tenant, sample.tree))
        if draw(flags):
            edit = Batch("twice", (edit, draw(edits(edit.on(tenant, sample.tree)[0], sample.tree))))
        tenant, _ = edit.on(tenant, sample.tree)
        found.append(edit)
    if draw(flags):
        found.append(ReplaceTenant(draw(tenants(sample.tree))))
    return found


def _free(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "'"
    return name


def _about_grants(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    role, node = draw(st.sampled_from(list(tenant.roles))), draw(st.sampled_from(tree.nodes)).id
    kind = draw(st.sampled_from((SetGrant, SetGrant, ClearGrant, PutGrants)))
    if kind is SetGrant:
        return SetGrant(role, node, draw(level_rights), draw(flags))
    return ClearGrant(role, node, draw(flags)) if kind is ClearGrant else PutGrants(role, _grants(draw, tree))


def _about_roles(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    role = draw(st.sampled_from(list(tenant.roles)))
    if draw(st.booleans()):
        return RemoveRole(role)
    name = draw(st.sampled_from((role, _free(role, tenant.roles))))
    return UpdateRole(role, name, draw(st.sampled_from((None, "x"))), "described", draw(_role_types))


def _about_principals(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    user = tenant.principals[draw(st.sampled_from(list(tenant.principals)))]
    places = ["", *(company.code for company in tenant.companies)]
    held = [Assignment(role, place) for role in tenant.roles for place in places]
    free = [assignment for assignment in held if assignment not in user.roles]
    kinds = [SetStatus, SetProfile, SetRoles, RemovePrincipal, RenamePrincipal]
    kind = draw(st.sampled_from([*kinds, *([AssignRole] if free else []), *([UnassignRole] if user.roles else [])]))
    if kind in (AssignRole, UnassignRole):
        chosen = draw(st.sampled_from(free if kind is AssignRole else user.roles))
        return kind(user.name, chosen.role, chosen.company)
    if kind is RemovePrincipal:
        return RemovePrincipal(user.name)
    if kind is RenamePrincipal:
        return RenamePrincipal(user.name, _free(user.name, tenant.principals))
    if kind is SetRoles:
        return SetRoles(user.name, _assignments(draw, list(tenant.roles), tenant.companies))
    return SetStatus(user.name, draw(_statuses)) if kind is SetStatus else SetProfile(user.name, draw(_profiles))


def _beside_the_roles(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    user, node = draw(st.sampled_from(list(tenant.principals))), draw(st.sampled_from(tree.nodes)).id
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return SetOwnGrant(user, node, draw(st.one_of(st.none(), level_rights)))
    return (
        PutOwnGrants(user, draw(_own_grants(tree)))
        if kind == 1
        else SetGroups(user, draw(_some_of(tuple(tenant.groups))))
    )


def _about_groups(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    group, kind = draw(st.sampled_from(list(tenant.groups))), draw(st.integers(0, 2))
    if kind == 0:
        return RemoveGroup(group)
    if kind == 1:
        return SetGroupRoles(group, draw(_some_of(tuple(tenant.roles))))
    return UpdateGroup(group, draw(st.sampled_from((group, _free(group, tenant.groups)))), "described", {"a": 1})


def _about_credentials(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    name, kind = draw(st.sampled_from(list(tenant.credentials))), draw(st.integers(0, 3))
    user, scope = st.sampled_from([None, *tenant.principals]), _scopes
    if kind == 0:
        return SetScope(name, draw(scope))
    if kind == 1:
        return LinkCredential(name, draw(user))
    if kind == 2:
        return RemoveCredential(name)
    new_name = draw(st.sampled_from((name, _free(name, tenant.credentials))))
    return UpdateCredential(name, Credential(new_name, draw(user), draw(scope), extra={"a": 1}))


def _about_settings(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    if draw(flags):
        return PutSettings(draw(_settings))
    name = draw(st.sampled_from(("parent_gate", "role_per_company", "edition")))
    return SetSetting(name, draw(st.sampled_from((None, *(EDITIONS if name == "edition" else (True, False))))))


def _addition(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    def place(taken: Collection[str]) -> int | None:
        return draw(st.one_of(st.none(), st.integers(0, len(taken))))

    kind = draw(st.integers(0, 3))
    if kind == 3:
        return AddGroup(draw(_groups(_free("G", tenant.groups), list(tenant.roles))), place(tenant.groups))
    if kind == 0:
        return AddRole(_role(draw, _free("R", tenant.roles), tree), place(tenant.roles))
    if kind == 1:
        user = _principal(draw, _free("U", tenant.principals), list(tenant.roles), tenant.companies)
        return AddPrincipal(user, place(tenant.principals))
    user_name = draw(st.sampled_from([None, *tenant.principals]))
    credential = Credential(_free("C", tenant.credentials), user_name, draw(_scopes))
    return AddCredential(credential, place(tenant.credentials))
