"""Ten thousand API users in the app, each with a credential, beside a tenth of them: what takes all of them at once.

A letter typed in the filter of the users, History on the revision that made the tenant, the dialog in which names are
ticked, and Review of a draft that changes everyone. What grows with the users takes ten times as long for ten times as
many; what grows with their square a hundred times.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from made import payroll, workspace_of
from measuring import machine, own_home, plan
from textual.pilot import Pilot

from rolescope.rights.edits import SetGrant
from rolescope.rights.model import Assignment, Rights
from rolescope.tui.app import RolescopeApp
from rolescope.tui.screens.history import History
from rolescope.tui.screens.link_roles import LinkRoles, Wording
from rolescope.tui.screens.review import Review
from rolescope.tui.widgets.text_rows import TextRows

SIZE, ROUNDS = (120, 40), 3
TYPED = "user 77"
DENY: Rights = frozenset()
MEMBERS = Wording("user", "Has", "no member")
GROWTH = 15.0
"""How many times the time of a tenth is planned."""

Seen = dict[str, list[float]]
"""Milliseconds by what is measured."""


def main() -> None:
    """Measure and print."""
    machine()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=10_000)
    asked = parser.parse_args()
    with own_home() as home:
        few, many = (asyncio.run(_all(_made(home, users))) for users in (asked.users // 10, asked.users))
    print(f"  {asked.users:,} users with a credential each, beside {asked.users // 10:,}; medians")
    for told, taken in many.items():
        print(f"  {told:<52} {median(taken):,.0f} ms; {median(few[told]):,.0f} ms")
        plan("... times as long", median(taken) / median(few[told]), GROWTH, "times")


def _made(home: Path, users: int) -> Path:
    return workspace_of(home / f"{users}.rolescope", *payroll(users))


async def _all(path: Path) -> Seen:
    app, seen = RolescopeApp(path), Seen()
    async with app.run_test(size=SIZE) as pilot:
        while app.desk.session is None:
            await pilot.pause(0.02)
        await pilot.pause(0.5)
        gc.collect()
        gc.freeze()
        for measure in (_filter, _history, _ticking, _review):
            for _ in range(ROUNDS):
                await measure(app, pilot, seen)
        gc.unfreeze()
    return seen


async def _timed(seen: Seen, told: str, work: Callable[[], Awaitable[object]]) -> None:
    begun = perf_counter()
    await work()
    seen.setdefault(told, []).append((perf_counter() - begun) * 1000)


async def _filter(app: RolescopeApp, pilot: Pilot[None], seen: Seen) -> None:
    users = app.desk.users

    async def typed(text: str) -> None:
        users.filter_text = text
        await pilot.pause(0)

    for end in range(1, len(TYPED) + 1):
        await _timed(seen, "a letter in the filter of the users", lambda end=end: typed(TYPED[:end]))
    users.filter_text = ""


async def _history(app: RolescopeApp, pilot: Pilot[None], seen: Seen) -> None:
    async def shown() -> None:
        app.desk.run_command("view.history")
        while not (isinstance(app.screen, History) and list(app.screen.query(TextRows))):
            await pilot.pause(0.005)
        while not app.screen.query_one(TextRows).row_count:
            await pilot.pause(0.005)

    await _timed(seen, "History on the revision that made the tenant", shown)
    await _closed(app, pilot)


async def _ticking(app: RolescopeApp, pilot: Pilot[None], seen: Seen) -> None:
    names = list(app.desk.commands.session.tenant.principals)
    dialog = LinkRoles("Members", names, (), tuple(map(Assignment, names[::2])), "", MEMBERS)

    async def shown() -> None:
        await app.push_screen(dialog)
        await pilot.pause(0)

    await _timed(seen, "names to tick, half of them ticked: opened", shown)
    for key in ("down", "space"):
        await _timed(seen, f"... {key}", lambda key=key: pilot.press(key))
    await _closed(app, pilot)


async def _review(app: RolescopeApp, pilot: Pilot[None], seen: Seen) -> None:
    session = app.desk.commands.session
    role = next(iter(session.tenant.roles))
    session.do(SetGrant(role, next(iter(session.tenant.roles[role].grants)), DENY, subtree=True))
    app.desk.refresh_all()
    await pilot.pause(0.3)

    async def shown() -> None:
        app.desk.run_command("edit.save")
        while not (isinstance(app.screen, Review) and list(app.screen.query(TextRows))):
            await pilot.pause(0.005)
        while not app.screen.query_one(TextRows).row_count:
            await pilot.pause(0.005)

    await _timed(seen, "Review of a draft that changes everyone", shown)
    await _closed(app, pilot)
    session.undo()
    app.desk.refresh_all()


async def _closed(app: RolescopeApp, pilot: Pilot[None]) -> None:
    app.screen.dismiss(None)
    while app.screen is not app.desk:
        await pilot.pause(0.01)


if __name__ == "__main__":
    main()
