"""The engine on a made-up Sage Intacct company of 584 permissions, 300 roles and 3,000 users, beside the demo's."""

from __future__ import annotations

import argparse
from random import Random
from statistics import median
from time import perf_counter

from made import FINANCE_ROLES, FINANCE_USERS, finance, some_rights
from measuring import collected, machine, plan, ratio, resident, spread, times

from rolescope.resources import data_path
from rolescope.rights.edits import Edit, SetGrant, SetStatus, apply
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.impact import impact
from rolescope.rights.model import Tenant
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.rights.tree import Node, Tree
from rolescope.systems.bundle import read_bundle
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import builtin_tree
from rolescope.systems.intacct.vocabulary import PERMISSION

EDITS, ROWS = 40, 40
PLANNED_OPENING, PLANNED_EDIT = 500.0, 10.0


def main() -> None:
    """Measure and print."""
    machine()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roles", type=int, default=FINANCE_ROLES)
    parser.add_argument("--users", type=int, default=FINANCE_USERS)
    asked = parser.parse_args()
    random = Random(20)
    tenant, nodes = finance(random, asked.roles, asked.users)
    tree = SYSTEM.tree(nodes)
    demo = read_bundle(data_path("demo-intacct.json").read_text("utf-8"), "demo").tenant
    with collected():
        large = _opened("large", tree, tenant)
        small = _opened("demo", builtin_tree(), demo)
        plan("opening the large one", large, PLANNED_OPENING)
        ratio("... against the demo", large, small)
        large = _edited("large", random, Engine(SYSTEM, tree).evaluate(tenant))
        small = _edited("demo", random, Engine(SYSTEM, builtin_tree()).evaluate(demo))
        plan("an edit of the large one, median", large, PLANNED_EDIT)
        ratio("... against the demo", large, small)


def _opened(name: str, tree: Tree, tenant: Tenant) -> float:
    """From the tenant to the counts of the rows in sight."""
    made: list[Outcome] = []

    def opened() -> None:
        made[:] = [Engine(SYSTEM, tree).evaluate(tenant)]
        _counts(made[0])

    before = resident()
    taken = spread(f"{name}: opened, with the rows in sight", times(opened, 5))
    everything = times(lambda: made[0].results, 1)
    subjects, classes = len(made[0].subjects), len(made[0].shared)
    spread(f"{name}: everything worked out for {subjects:,} users, {classes:,} classes", everything)
    print(f"  {f'{name}: memory of all answers':<52} {resident() - before:,.0f} MiB")
    return taken


def _counts(outcome: Outcome) -> None:
    for subject in outcome.subjects[:ROWS]:
        for kind in (EXPORT, IMPORT):
            outcome.count(subject, kind)


def _edited(name: str, random: Random, outcome: Outcome) -> float:
    """Edits of a draft one after another: the tenant, the counts in sight, who gains and loses what since the save."""
    saved, taken = outcome, dict[str, list[float]]()
    places = [node for node in outcome.tree.nodes if node.kind == PERMISSION]
    for _ in range(EDITS):
        for kind, edit in _edits(random, outcome, places).items():
            begun = perf_counter()
            outcome = outcome.engine.evaluate(apply(edit, outcome.tenant, outcome.tree)[0], outcome)
            _counts(outcome)
            impact(saved, outcome)
            taken.setdefault(kind, []).append((perf_counter() - begun) * 1000)
    for kind, found in taken.items():
        spread(f"{name}: {kind}, counts and impact too", found)
    return median(taken["a grant of a role"])


def _edits(random: Random, outcome: Outcome, places: list[Node]) -> dict[str, Edit]:
    one, other = random.sample(places, 2)
    user, role = random.choice(list(outcome.tenant.principals)), random.choice(list(outcome.tenant.roles))
    return {
        "a grant of a role": SetGrant(role, one.id, some_rights(random, one)),
        "the next one of that role": SetGrant(role, other.id, some_rights(random, other)),
        "a user's status": SetStatus(user, random.choice(("active", "inactive"))),
    }


if __name__ == "__main__":
    main()
