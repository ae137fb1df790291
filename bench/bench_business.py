"""A made-up business of 5,000 employees, 200 groups, 500 locations and 1,000 users: opened, edited, asked.

The plan is that of the demo: a key is answered within a frame, and opening is not felt.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from made import EMPLOYEES, GROUPS, LOCATIONS, USERS, business, some_flags
from measuring import collected, machine, own_home, plan, spread, timed, times

from rolescope.rights.edits import SetGrant, apply
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.explain import explain
from rolescope.rights.impact import impact
from rolescope.rights.model import Tenant
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.store.making import new_workspace
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from rolescope.systems.keypay import SYSTEM
from rolescope.tui.session import Session

EDITS = 40
FRAME = 16.7
OPENING = 150.0


def main() -> None:
    """Measure and print."""
    machine()
    random = Random(7)
    tenant, rows = business(random)
    print(f"  {EMPLOYEES:,} employees, {GROUPS} groups, {LOCATIONS} locations, {USERS:,} users")
    tree = SYSTEM.tree(rows)
    spread("building the tree", times(lambda: SYSTEM.tree(rows), 3))
    with collected():
        spread("members of every group, homes, planes", times(lambda: SYSTEM.policy(SYSTEM.tree(rows), tenant), 3))
        fresh = times(lambda: Engine(SYSTEM, tree).evaluate(tenant), 3)
        spread(f"ready to answer at {len(tree):,} nodes", fresh)
        outcome = Engine(SYSTEM, tree).evaluate(tenant)
        spread("everyone's answers, worked out when asked for", [timed(lambda: outcome.results)])
        _edits(random, outcome)
        _opened(tenant, rows)


def _edits(random: Random, outcome: Outcome) -> None:
    """One edit: the tenant, everyone's answers, who gains and loses what; and Why."""
    evaluated, compared, told = list[float](), list[float](), list[float]()
    for _ in range(EDITS):
        place = f"groups/{random.randint(1, GROUPS)}"
        user = random.choice(list(outcome.tenant.roles))
        edit = SetGrant(user, place, some_flags(random))
        begun = perf_counter()
        after = outcome.engine.evaluate(apply(edit, outcome.tenant, outcome.tree)[0], outcome)
        assert after.results
        evaluated.append((perf_counter() - begun) * 1000)
        compared.append(timed(partial(impact, outcome, after)))
        subject = next(one for one in after.subjects if one.principal == user)
        told.append(timed(partial(explain, after, subject, after.tree.index[f"{place}/leave"], IMPORT)))
    plan("one edit: everyone's answers, median", spread("one edit: everyone's answers", evaluated), FRAME)
    spread("... who gains and loses what", compared)
    spread("... Why for the cell", told)


def _opened(tenant: Tenant, rows: list[dict[str, Any]]) -> None:
    """From the file to the first rows on the screen, and a whole edit as a key makes it."""
    with own_home() as home:
        path = Path(home) / "large.rolescope"
        with new_workspace(path) as workspace:
            workspace.add_tenant(tenant, rows, author="bench", reason="made")
        with Workspace.open(path) as workspace:
            begun = perf_counter()
            session = Session(Workbench(workspace, tenant.name, "bench", persist=lambda operation: None))
            session.counts(session.outcome.subjects[0])
            plan("opening: read, tree, members, first answers", (perf_counter() - begun) * 1000, OPENING)
            whole = [timed(partial(_key, session, number)) for number in range(1, EDITS)]
            plan("a key to every number in sight, median", spread("a key to every number in sight", whole), FRAME)


def _key(session: Session, number: int) -> None:
    session.do(SetGrant(f"user{number}@example.com", f"groups/{number}", frozenset({"ViewExpenses"})))
    for subject in session.outcome.subjects[:60]:
        session.counts(subject)
        for kind in (EXPORT, IMPORT):
            session.change(subject, kind)
    for kind in (EXPORT, IMPORT):
        session.total_change(kind)


if __name__ == "__main__":
    main()
