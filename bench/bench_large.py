"""The engine alone on a made-up tenant of 100,000 nodes, 200 roles and 10,000 users, beside its plain twin."""

from __future__ import annotations

import argparse
from functools import partial
from random import Random
from time import perf_counter

from measuring import collected, machine, ratio, resident, spread, timed, times

from rolescope.rights.edits import SetGrant, apply
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.explain import explain
from rolescope.rights.impact import impact
from rolescope.rights.model import Assignment, Credential, Principal, Rights, Role, Subject, Tenant
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.rights.tree import Tree
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace import reference as twin

BRANCHES, SCREENS, FIELDS = 2_000, 8_000, 90_000
GRANTS = 300
EDITS = 12
SCOPES = ("api.full_access", "api.full_access", "api.read_only", "api.update")


def main() -> None:
    """Measure and print."""
    machine()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roles", type=int, default=200)
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--profiles", type=int, default=500, help="how many different sets of roles the users hold")
    parser.add_argument("--cells", type=int, default=3_000, help="how many cells the twin is asked for")
    asked = parser.parse_args()

    random = Random(20)
    nodes = made_nodes(random)
    built = timed(lambda: SYSTEM.tree(nodes))
    tree = SYSTEM.tree(nodes)
    tenant = made_tenant(random, tree, asked.roles, asked.users, asked.profiles)
    before = resident()
    made: list[Outcome] = []
    with collected():
        first = timed(lambda: made.append(_all(tree, tenant)))
        outcome, held = made[0], resident() - before
        print(f"  {len(tree):,} nodes, {asked.roles} roles, {asked.users:,} users in {len(outcome.results):,} classes")
        print(f"  {'building the tree':<52} {built:,.0f} ms")
        print(f"  {'evaluating from scratch, the rules on the tree too':<52} {first:,.0f} ms")
        print(f"  {'memory: tree and tenant, then the answers':<52} {before:,.0f} + {held:,.0f} MiB")
        again = spread("evaluating from scratch", times(lambda: _all(tree, tenant), 3))
        spread(
            "opening: the rows in sight worked out", times(lambda: _counts(Engine(SYSTEM, tree).evaluate(tenant)), 3)
        )
        _edits(random, outcome)
        _questions(random, outcome)
        _twin(random, outcome, again / (len(tree) * len(outcome.subjects)), asked.cells)


def _all(tree: Tree, tenant: Tenant) -> Outcome:
    """From scratch, and not only what somebody asks for."""
    outcome = Engine(SYSTEM, tree).evaluate(tenant)
    assert outcome.results
    return outcome


def made_nodes(random: Random) -> list[dict[str, object]]:
    """A catalogue of the shape that the built-in one has: nested branches, screens in them, fields in these."""
    nodes: list[dict[str, object]] = []
    branches: list[str] = []
    for number in range(BRANCHES):
        parent = random.choice(branches) if number >= 10 else None
        branches.append(f"b{number}")
        nodes.append({"id": branches[-1], "name": f"Branch {number}", "kind": "branch", "parent": parent})
    for number in range(SCREENS):
        axes = None if random.random() < 0.2 else ["read", "create", "update", "delete"]
        api = {"api_entity": f"Entity{number}", "api_verbs": ["GET"], "api_axes": axes} if axes else {}
        parent = random.choice(branches)
        nodes.append({"id": f"s{number}", "name": f"Screen {number}", "kind": "screen", "parent": parent, **api})
    for number in range(FIELDS):
        marks = {
            "required": random.choice([None, None, None, "yes"]),
            "access": random.choice([None, None, "read_only"]),
        }
        parent = f"s{random.randrange(SCREENS)}"
        api = {"api_name": f"Field{number}", **{key: value for key, value in marks.items() if value}}
        nodes.append({"id": f"f{number}", "name": f"Field {number}", "kind": "field", "parent": parent, **api})
    return nodes


def made_tenant(random: Random, tree: Tree, roles: int, users: int, profiles: int) -> Tenant:
    """Roles with some grants each, users with one of some sets of one to three roles, a credential for each."""
    levels = [level.rights for level in SYSTEM.levels]
    made = {name: Role(name, _grants(random, tree, levels)) for name in (f"role {number}" for number in range(roles))}
    sets = [
        tuple(Assignment(name) for name in random.sample(list(made), random.randint(1, 3))) for _ in range(profiles)
    ]
    people = {f"user {n}": Principal(f"user {n}", roles=random.choice(sets)) for n in range(users)}
    keys = {f"key {n}": Credential(f"key {n}", f"user {n}", SCOPES[n % len(SCOPES)]) for n in range(users)}
    return Tenant("Large", SYSTEM.name, roles=made, principals=people, credentials=keys)


def _grants(random: Random, tree: Tree, levels: list[Rights]) -> dict[str, Rights]:
    roots = {tree.nodes[node].id: levels[1] for node in tree.children(-1)}
    return roots | {random.choice(tree.nodes).id: random.choice(levels) for _ in range(GRANTS)}


def _edits(random: Random, outcome: Outcome) -> None:
    """One edit: the tenant, the answers of everyone, and who gains and loses what."""
    evaluated, compared, counted = list[float](), list[float](), list[float]()
    for _ in range(EDITS):
        level = random.choice(SYSTEM.levels).rights
        edit = SetGrant(random.choice(list(outcome.tenant.roles)), random.choice(outcome.tree.nodes).id, level)
        begun = perf_counter()
        after = outcome.engine.evaluate(apply(edit, outcome.tenant, outcome.tree)[0], outcome)
        assert after.results
        evaluated.append((perf_counter() - begun) * 1000)
        compared.append(timed(partial(impact, outcome, after)))
        counted.append(timed(partial(_counts, after)))
    spread("one edit: everyone's answers", evaluated)
    spread("... who gains and loses what", compared)
    spread("... the counts of 60 rows", counted)


def _counts(outcome: Outcome) -> None:
    for row in outcome.subjects[:60]:
        for kind in (EXPORT, IMPORT):
            outcome.count(row, kind)


def _questions(random: Random, outcome: Outcome) -> None:
    def ask() -> None:
        explain(outcome, random.choice(outcome.subjects), random.randrange(len(outcome.tree)), IMPORT)

    spread("Why for one cell", [timed(ask) for _ in range(40)])


def _twin(random: Random, outcome: Outcome, per_cell: float, cells: int) -> None:
    """The twin's time for a cell against the engine's, and that they agree."""
    asked = [(random.choice(outcome.subjects), random.randrange(len(outcome.tree))) for _ in range(cells)]
    answers: list[str] = []

    def ask(subject: Subject, node: int) -> None:
        answers.append(twin.answer(outcome.tenant, outcome.tree, subject, node, IMPORT))

    leaves = [(subject, node) for subject, node in asked if outcome.tree.nodes[node].kind != "branch"]
    middle = spread("peer: the plain twin for one cell", [timed(lambda a=a: ask(*a)) for a in leaves])
    same = sum(outcome.answer(*cell, IMPORT) == answer for cell, answer in zip(leaves, answers, strict=True))
    print(f"  {'cells on which the two agree':<52} {same} of {len(leaves)}")
    print(f"  {'all cells by the engine':<52} {1 / per_cell * 1000:,.0f} a second")
    ratio("a cell by the engine against the twin", per_cell, middle)


if __name__ == "__main__":
    main()
