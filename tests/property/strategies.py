"""Random catalogues, tenants and edits: everything the file formats can hold, odd shapes included."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations, count
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from rolescope.rights.edits import Batch, Edit, EditError, ReplaceTenant, SetSetting
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.model import Company, Rights, Subject, Tenant
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
from tests.random_edits import Words

MOST_NODES = 18
TRIES = 8
"""How often another edit is drawn where one does not fit."""
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
    made_of = words(tree, companies, *([f"{letter}{number}" for number in range(draw(_few))] for letter in "RUGC"))
    return Tenant(
        "Sample",
        "payspace",
        draw(made_of.any_settings()),
        companies,
        {name: draw(made_of.any_role(st.just(name))) for name in made_of.roles},
        {name: draw(made_of.any_user(st.just(name))) for name in made_of.users},
        {name: draw(made_of.any_credential(st.just(name))) for name in made_of.credentials},
        groups={name: draw(made_of.any_group(st.just(name))) for name in made_of.groups},
    )


_few = st.sampled_from((2, 3, 1, 2, 3, 2, 0))
_sizes = st.sampled_from((*range(4, 11), 0))
_root_levels = st.sampled_from((*2 * [ALLOW.rights], READ_ONLY.rights, None))
_statuses = st.sampled_from((*4 * STATUSES[:1], *STATUSES[1:]))
_scopes = st.sampled_from((DEFAULT_SCOPE, DEFAULT_SCOPE, DEFAULT_SCOPE, None, *SCOPES, WORKDAY_SCOPE))
_settings = {
    "parent_gate": st.booleans(),
    "role_per_company": st.booleans(),
    "edition": st.sampled_from(EDITIONS),
}
_profiles = st.one_of(st.just({}), st.builds(lambda level: {"level": level}, st.sampled_from(USER_LEVELS)))
_role_types: SearchStrategy[dict[str, Any]] = st.sampled_from(
    ({}, {"id": 7}, {"type": "standard"}, {"type": "manager"}, {"type": "employee"})
)


@st.composite
def _role_grants(draw: DrawFn, tree: Tree) -> dict[str, Rights]:
    """Most roles say something at the top, or else the gate would close everything."""
    level, node = draw(_root_levels), st.integers(0, len(tree) - 1)
    at_the_top = {} if level is None else {tree.nodes[root].id: level for root in tree.children(-1)}
    return at_the_top | {tree.nodes[draw(node)].id: draw(level_rights) for _ in range(draw(_sizes))}


def words(
    tree: Tree,
    companies: Sequence[Company],
    roles: Sequence[str],
    users: Sequence[str],
    groups: Sequence[str],
    credentials: Sequence[str],
) -> Words:
    """What random parts of a tenant with these names are made of."""
    return Words(
        roles=roles,
        users=users,
        groups=groups,
        credentials=credentials,
        nodes=[node.id for node in tree.nodes],
        companies=[company.code for company in companies],
        rights=level_rights,
        grants=_role_grants(tree),
        statuses=_statuses,
        scopes=_scopes,
        secrets=st.none(),
        texts=st.sampled_from(("", "described")),
        role_extras=_role_types,
        user_extras=_profiles,
        other_extras=st.just({}),
        settings=_settings,
    )


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
    parts = (tenant.roles, "R"), (tenant.principals, "U"), (tenant.groups, "G"), (tenant.credentials, "C")
    any_edit = words(tree, tenant.companies, *(_and_one_more(*part) for part in parts)).edits()
    for _ in range(TRIES):
        edit = draw(any_edit)
        with suppress(EditError):
            edit.on(tenant, tree)
            return edit
    return SetSetting("parent_gate", draw(st.booleans()))


def _and_one_more(names: Collection[str], letter: str) -> list[str]:
    return [*names, next(name for number in count() if (name := f"{letter}{number}") not in names)]


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
