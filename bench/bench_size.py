"""Tenants of full size in the app, each beside the demo's tenant of the same system, in one run.

What is felt: from ``rolescope open`` in a pseudo-terminal until an API user's name stands on the screen; and a key that
changes a grant, until every pane is fresh and until it is painted. Keys are the event loop's thread's time.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, thread_time

from made import LARGE, business, finance, with_common_role, workspace_of
from measuring import machine, own_home, plan, spread
from terminal import Chunk, drawn, shown

from rolescope.store.demo import ensure_demo
from rolescope.tui.app import RolescopeApp
from rolescope.tui.session import Session, UserRow

SIZE, KEYS, WARM, ROUNDS = (120, 40), 31, 4, 2
VENDORS = "accountsPayable/vendors"
SHOWN = 10
"""As much of a user's name as stands in its row."""
OPENING, KEY = 1.3, 1.5
"""How many times the demo's time is planned."""
EVERYONE = 33.4
"""Milliseconds that a key may take which is about everyone: two frames."""


@dataclass(frozen=True)
class Case:
    """A tenant to open, what shows that its data is there, and what is edited: a role that a user holds, a place."""

    path: Path
    tenant: str
    user: str
    role: str
    place: str
    own: list[float] = field(default_factory=list)
    """Milliseconds of each key, until it is carried out."""
    whole: list[float] = field(default_factory=list)
    """... and until it is painted."""

    counted: list[float] = field(default_factory=list)
    """... and, where they are many, until it is counted what it changes for everyone."""
    held_up: list[float] = field(default_factory=list)
    """The longest that another key would wait meanwhile."""

    @property
    def command(self) -> list[str]:
        """What opens it in the app."""
        return [str(Path(sys.executable).with_name("rolescope")), "open", str(self.path), "-t", self.tenant]


def main() -> None:
    """Measure and print."""
    machine()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=12, help="how often each is started")
    asked = parser.parse_args()
    with own_home() as home:
        demo = ensure_demo(home / "demo.rolescope")
        print("  Sage Intacct: 584 permissions, 300 roles, 3,000 users")
        peer = Case(demo, "Demo Finance", "vendor-sync", "Vendor Reader", VENDORS)
        _compare(_finance(home), peer, asked.starts)
        everyone = _everyone(home)
        asyncio.run(_pressed(everyone))
        print("  ... a role that all of them hold")
        plan("a key, median", spread("a key", everyone.own), EVERYONE)
        spread("a key, painted", everyone.whole)
        spread("... until everyone is counted", everyone.counted)
        spread("... the longest that a key waits meanwhile", everyone.held_up)
        print("  KeyPay: 5,000 employees, 200 groups, 500 locations, 1,000 users")
        user = "manager@example.com"
        _compare(_business(home), Case(demo, "Demo Business", user, user, "groups/113/leave"), asked.starts)


def _finance(home: Path) -> Case:
    company, nodes = finance(Random(20))
    user = next(user for user in company.principals.values() if user.roles)
    path = workspace_of(home / "finance.rolescope", company, nodes)
    return Case(path, LARGE, user.name, user.roles[0].role, VENDORS)


def _everyone(home: Path) -> Case:
    company, nodes = finance(Random(20))
    role = next(iter(company.roles))
    path = workspace_of(home / "everyone.rolescope", with_common_role(company, role), nodes)
    return Case(path, LARGE, next(iter(company.principals)), role, VENDORS)


def _business(home: Path) -> Case:
    path = workspace_of(home / "business.rolescope", *business(Random(7)))
    user = "user0@example.com"
    return Case(path, LARGE, user, user, "groups/1/leave")


def _compare(large: Case, demo: Case, starts: int) -> None:
    opened, peers = _started((large, demo), starts)
    for told, ours, other in (
        ("start to data", [one.at for one in opened], [one.at for one in peers]),
        ("... of a processor", [one.busy for one in opened], [one.busy for one in peers]),
    ):
        _beside(told, ours, other, OPENING)
    for _ in range(ROUNDS):
        for case in (large, demo):
            asyncio.run(_pressed(case))
    _beside("a key", large.own, demo.own, KEY)
    _beside("a key, painted", large.whole, demo.whole, KEY)


def _beside(told: str, ours: Sequence[float], other: Sequence[float], most: float) -> None:
    spread(told, ours)
    spread("... the demo's", other)
    plan("... times the demo's (medians)", median(ours) / median(other), most, "times")
    plan("... of the least times", min(ours) / min(other), most, "times")


def _started(cases: Sequence[Case], starts: int) -> list[list[Chunk]]:
    """For each case what brings its data on the screen, in turns; the first, which warms the disk's cache, left out."""
    found: list[list[Chunk]] = [[] for _ in cases]
    for _ in range(starts + 1):
        for case, taken in zip(cases, found, strict=True):
            name = case.user[:SHOWN]
            taken.append(shown(drawn(case.command, name.encode()), name))
    return [taken[1:] for taken in found]


async def _counted(case: Case, session: Session) -> None:
    begun, longest = perf_counter(), 0.0
    while not session.knows_impact:
        waiting = perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, perf_counter() - waiting)
    case.counted.append((perf_counter() - begun) * 1000)
    case.held_up.append(longest * 1000)


async def _pressed(case: Case) -> None:
    """Tick a right of a place on and off in a role, with a user who holds it chosen."""
    app = RolescopeApp(case.path, tenant=case.tenant)
    async with app.run_test(size=SIZE) as pilot:
        desk = app.desk
        while desk.session is None:
            await pilot.pause(0.02)
        desk.users.cursor = desk.session.user_rows.index(UserRow(case.user))
        desk.roles.cursor = desk.roles.index_of(case.role) or 0
        desk.commands.go_to(desk.session.tree.index[case.place])
        desk.go_to_pane("fields")
        await pilot.pause(0.3)
        gc.collect()
        gc.freeze()
        before = desk.session.tenant
        for number in range(KEYS + WARM):
            begun = thread_time()
            desk.run_command("grant.cycle")
            done = thread_time()
            await pilot.pause(0)
            await pilot.pause(0)
            if number >= WARM:
                case.own.append((done - begun) * 1000)
                case.whole.append((thread_time() - begun) * 1000)
            if not desk.session.knows_impact:
                await _counted(case, desk.session)
            await asyncio.sleep(0.1)  # fixes follow; they are no part of the key
        assert desk.session.tenant is not before
        desk.session.workbench.discard()
        gc.unfreeze()


if __name__ == "__main__":
    main()
