"""Random catalogues and tenants of Intacct, the special permissions of its rules among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from rolescope.rights.edits import (
    AddGroup,
    AssignRole,
    Edit,
    RemoveGroup,
    RemoveRole,
    SetGrant,
    SetGroupRoles,
    SetGroups,
    SetOwnGrant,
    SetProfile,
    SetSetting,
    SetStatus,
    UpdateRole,
)
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.model import Assignment, Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import make_tree, rows_to_nodes
from rolescope.systems.intacct.unselected import OF_ROLE, OF_USER
from rolescope.systems.intacct.vocabulary import ADMIN, APPLY_TO, RIGHTS, STATUSES, USER_TYPES

PLACES = (
    "accountsPayable/vendors",
    "accountsPayable/approveBills",
    "accountsPayable/adjustments",
    "accountsReceivable/customers",
    "administration/users",
    "company/attachments",
    "company/locations",
    "contracts/contract",
    "customizationServices/customReports",
    "expenses/expenseSummaries",
    "generalLedger/journalEntries",
    "projects/approveTimesheets",
    "projects/attachments",
)
USUAL = ("list", "readonly", "add", "modify", "delete", "post", "reclass")
OFTEN: tuple[str, ...] = (
    *USUAL,
    *USUAL,
    "view",
    "edit",
    "cancel",
    "level1",
    "apiProxy",
    "run",
    "config",
    "group",
    "export",
)
SUBSCRIBABLE = ("accountsPayable", "contracts", "generalLedger", "projects", "administration")

some_rights = st.lists(st.sampled_from(OFTEN), max_size=6).map(frozenset)
any_rights = st.one_of(some_rights, some_rights, st.just(frozenset(USUAL)), st.frozensets(st.sampled_from(RIGHTS)))


@dataclass(frozen=True)
class Sample:
    """A random tenant with its catalogue."""

    tree: Tree
    tenant: Tenant

    @property
    def engine(self) -> Engine:
        return Engine(SYSTEM, self.tree)

    def outcome(self) -> Outcome:
        return self.engine.evaluate(self.tenant)


@st.composite
def catalogues(draw: DrawFn) -> Tree:
    rows: list[dict[str, Any]] = []
    for place in draw(st.lists(st.sampled_from(PLACES), unique=True, min_size=1, max_size=7)):
        module, name = place.split("/")
        rows.append(
            {
                "key": None,
                "module": module,
                "name": name,
                "permissionGroup": draw(st.sampled_from((None, "reports", "activitiesAndLists"))),
                "allowedAccessRights": sorted(draw(any_rights)),
                "completeness": draw(st.sampled_from(("full", "subset"))),
            }
        )
    return make_tree(rows_to_nodes(rows))


def grants(tree: Tree) -> SearchStrategy[dict[str, Rights]]:
    places = [node.id for node in tree.nodes if node.kind == "permission"]
    return st.dictionaries(st.sampled_from(places), any_rights, max_size=5)


settings = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(("role_based", "role_based", "user_based")),
        "subscriptions": st.lists(st.sampled_from(SUBSCRIBABLE), unique=True),
    },
)
profiles: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(("business", "business", *USER_TYPES)),
        "admin": st.sampled_from(ADMIN),
        "web_services": st.fixed_dictionaries({}, optional={"enabled": st.booleans(), "restricted": st.booleans()}),
        "entities": st.just(["100"]),
        "entity_access": st.just({"unrestricted": False}),
        "unselected": st.lists(st.sampled_from(OF_USER), unique=True, min_size=1),
    },
)
role_facts = st.one_of(
    st.just({}),
    st.builds(lambda way: {"apply_to": way}, st.sampled_from(APPLY_TO)),
    st.just({"unselected": ["applyTo"]}),
    st.builds(lambda names: {"unselected": names}, st.lists(st.sampled_from(OF_ROLE), unique=True, min_size=1)),
)
group_facts: SearchStrategy[dict[str, Any]] = st.sampled_from(({}, {}, {"unselected": ["roles"]}))


def roles(name: str, tree: Tree) -> SearchStrategy[Role]:
    return st.builds(Role, st.just(name), grants(tree), st.none(), st.just(""), role_facts)


def some_of(names: list[str]) -> SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), unique=True, max_size=3).map(tuple) if names else st.just(())


@st.composite
def samples(draw: DrawFn) -> Sample:
    tree = draw(catalogues())
    made = [draw(roles(f"R{number}", tree)) for number in range(draw(st.integers(0, 3)))]
    names = [role.name for role in made]
    numbers = range(draw(st.integers(0, 2)))
    groups = [Group(f"G{number}", draw(some_of(names)), extra=draw(group_facts)) for number in numbers]
    in_groups = some_of([group.name for group in groups])
    statuses = st.sampled_from(("active", "active", "active", *STATUSES))
    users = [
        Principal(
            f"U{number}",
            draw(statuses),
            tuple(Assignment(role) for role in draw(some_of(names))),
            draw(profiles),
            draw(in_groups),
            draw(st.one_of(st.just({}), grants(tree))),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    tenant = Tenant(
        "Sample",
        "intacct",
        draw(settings),
        roles={role.name: role for role in made},
        principals={user.name: user for user in users},
        groups={group.name: group for group in groups},
    )
    return Sample(tree, tenant)


@st.composite
def edits(draw: DrawFn, tenant: Tenant, tree: Tree) -> Edit:
    """An edit that fits the tenant as it is now."""
    user = draw(st.sampled_from(list(tenant.principals)))
    place = draw(st.sampled_from([node.id for node in tree.nodes if node.kind == "permission"]))
    kinds: list[Edit] = [
        SetStatus(user, draw(st.sampled_from(STATUSES))),
        SetProfile(user, draw(profiles)),
        SetOwnGrant(user, place, draw(st.one_of(st.none(), any_rights))),
        SetSetting("mode", draw(st.sampled_from((None, "user_based")))),
        SetSetting("subscriptions", draw(st.sampled_from((None, ["accountsPayable"])))),
        SetGroups(user, draw(some_of(list(tenant.groups)))),
        AddGroup(Group(f"G{len(tenant.groups)}+", draw(some_of(list(tenant.roles))))),
    ]
    if tenant.roles:
        role = draw(st.sampled_from(list(tenant.roles)))
        kinds += [SetGrant(role, place, draw(any_rights)), RemoveRole(role)]
        kinds.append(UpdateRole(role, role, None, "", draw(role_facts)))
        if all(held.role != role for held in tenant.principals[user].roles):
            kinds.append(AssignRole(user, role))
    if tenant.groups:
        group = draw(st.sampled_from(list(tenant.groups)))
        kinds += [RemoveGroup(group), SetGroupRoles(group, draw(some_of(list(tenant.roles))))]
    return draw(st.sampled_from(kinds))
