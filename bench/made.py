"""Made-up tenants of full size, and workspaces of them, made as an import of their bundle makes one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from rolescope.rights.model import Assignment, Credential, Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Node, Tree
from rolescope.store.making import new_workspace
from rolescope.systems import system
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.intacct.catalogue import rows_to_nodes
from rolescope.systems.intacct.vocabulary import PERMISSION, USER_TYPES, permission_data
from rolescope.systems.keypay.record import LocationRule, Record, role_of
from rolescope.systems.keypay.vocabulary import CURRENT_FLAGS, LOCATION_FILTERS

PERMISSIONS, FINANCE_ROLES, FINANCE_GROUPS, FINANCE_USERS = 584, 300, 60, 3_000
EMPLOYEES, GROUPS, LOCATIONS, USERS = 5_000, 200, 500, 1_000
LARGE = "Large"
"""The name of the tenant that is made."""

Nodes = list[dict[str, Any]]


def workspace_of(path: Path, tenant: Tenant, nodes: Nodes | None) -> Path:
    """A workspace with one tenant, which takes the way of a bundle's text."""
    bundle = read_bundle(write_bundle(tenant, nodes), path.name)
    with new_workspace(path) as workspace:
        workspace.add_tenant(bundle.tenant, bundle.nodes, author="bench", reason="imported")
    return path


# Sage Intacct


def finance(random: Random, roles: int = FINANCE_ROLES, users: int = FINANCE_USERS) -> tuple[Tenant, Nodes]:
    """A company of 584 permissions: roles of 5 to 150 grants, users with up to four of them, hardly two alike."""
    nodes = finance_nodes(random)
    return finance_tenant(random, system("intacct").tree(nodes), roles, users), nodes


def with_common_role(tenant: Tenant, role: str) -> Tenant:
    """The same where everybody holds a role."""
    held = {user: tuple(each for each in of.roles if each.role != role) for user, of in tenant.principals.items()}
    people = {user: replace(of, roles=(Assignment(role), *held[user])) for user, of in tenant.principals.items()}
    return replace(tenant, principals=people)


def finance_nodes(random: Random) -> Nodes:
    """The rows that are known, and as many like them as a real company has."""
    known = permission_data()["permissions"]
    more = [
        {**random.choice(known), "key": None, "name": f"made{number}", "module": random.choice(known)["module"]}
        for number in range(PERMISSIONS - len(known))
    ]
    return rows_to_nodes([*known, *more])


def finance_tenant(random: Random, tree: Tree, roles: int, users: int) -> Tenant:
    """The roles, groups and users over a catalogue."""
    places = [node for node in tree.nodes if node.kind == PERMISSION]
    made = {f"role {number}": Role(f"role {number}", _grants(random, places)) for number in range(roles)}
    groups = {f"group {n}": Group(f"group {n}", tuple(random.sample(list(made), 2))) for n in range(FINANCE_GROUPS)}
    people = {f"user {n}": _user(random, f"user {n}", list(made), list(groups)) for n in range(users)}
    return Tenant(LARGE, "intacct", roles=made, principals=people, groups=groups)


def _grants(random: Random, places: list[Node]) -> dict[str, Rights]:
    return {place.id: some_rights(random, place) for place in random.sample(places, random.randint(5, 150))}


def some_rights(random: Random, place: Node) -> Rights:
    """Some of the rights that a permission offers, perhaps none."""
    offered = sorted(place.attributes["allowedAccessRights"])
    return frozenset(random.sample(offered, random.randint(0, len(offered))))


def _user(random: Random, name: str, roles: list[str], groups: list[str]) -> Principal:
    held = tuple(Assignment(role) for role in random.sample(roles, random.randint(0, 4)))
    kind = random.choice(["business"] * 20 + list(USER_TYPES))
    return Principal(name, "active", held, {"type": kind}, tuple(random.sample(groups, random.choice((0, 0, 1, 2)))))


# PaySpace


def payroll(users: int, roles: int = 20) -> tuple[Tenant, None]:
    """Users with two roles each, the first of which all of them hold, and a credential each; the built-in catalogue."""
    vendor = system("payspace")
    roots = [node.id for node in vendor.tree(None).nodes if node.parent is None]
    made = {f"role {n}": Role(f"role {n}", dict.fromkeys(roots, vendor.levels[-1].rights)) for n in range(roles)}
    common = Assignment("role 0")
    held = [(common, Assignment(f"role {1 + n % (roles - 1)}")) for n in range(roles)]
    people = {f"user {n}": Principal(f"user {n}", roles=held[n % roles]) for n in range(users)}
    keys = {f"key {n}": Credential(f"key {n}", f"user {n}", vendor.scopes[n % 2]) for n in range(users)}
    return Tenant(LARGE, "payspace", roles=made, principals=people, credentials=keys), None


# KeyPay


def business(random: Random) -> tuple[Tenant, Nodes]:
    """A business of 5,000 employees, 200 groups, 500 locations and 1,000 users with some rules each."""
    return business_tenant(random), business_rows(random)


def business_rows(random: Random) -> Nodes:
    """Locations six deep, groups by location, schedule, tag and person, employees with every fact."""
    rows: Nodes = []
    for number in range(1, LOCATIONS + 1):
        parent = None if number <= 10 else f"locations/{random.randint(max(1, number // 4), number - 1)}"
        rows.append({"id": f"locations/{number}", "name": f"Location {number}", "kind": "location", "parent": parent})
    rows += [{"id": f"pay-schedules/{n}", "name": f"P{n}", "kind": "pay_schedule", "approval": True} for n in (1, 2, 3)]
    for number in range(1, GROUPS + 1):
        place = str(random.randint(1, LOCATIONS))
        some = ",".join(str(random.randint(1, EMPLOYEES)) for _ in range(20))
        kinds = (("LocationOrParents", place), ("PaySchedule", "2"), ("Tag", f"t{number % 9}"), ("Employee", some))
        chosen = [("LocationOrParents", place), random.choice(kinds)]
        filters = [{"filterType": kind, "operator": "In", "value": value} for kind, value in chosen]
        strategy = random.choice(("Or", "And"))
        row = {"id": f"groups/{number}", "name": f"Group {number}", "kind": "employee_group"}
        rows.append({**row, "filterCombinationStrategy": strategy, "filters": filters})
    for number in range(1, EMPLOYEES + 1):
        facts = {"home_location": random.randint(1, LOCATIONS), "pay_schedule": random.randint(1, 3)}
        tags = [f"t{random.randint(0, 8)}"]
        rows.append({"id": f"employees/{number}", "name": f"E{number}", "kind": "employee", **facts, "tags": tags})
    return rows


def business_tenant(random: Random) -> Tenant:
    """Users with one to three group rules and up to two location rules."""
    roles, users = {}, {}
    for number in range(USERS):
        email = f"user{number}@example.com"
        groups = random.sample(range(1, GROUPS + 1), random.randint(1, 3))
        places = random.sample(range(1, LOCATIONS + 1), random.randint(0, 2))
        kind = random.choice(LOCATION_FILTERS)
        record = Record(
            groups=tuple((one, some_flags(random)) for one in groups),
            locations=tuple(LocationRule(kind, (one,), some_flags(random)) for one in places),
        )
        roles[email] = role_of(email, record)
        users[email] = Principal(email, roles=(Assignment(email),))
    return Tenant(LARGE, "keypay", roles=roles, principals=users, catalogue="own")


def some_flags(random: Random) -> Rights:
    """Some flags of a rule."""
    return frozenset(random.sample(CURRENT_FLAGS, random.randint(1, 6)))
