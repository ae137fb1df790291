"""A key pressed in the app on the demo at 120 by 40: our own work for it, and what Textual paints after it.

Both are the event loop's thread's time, so that the disk, which is another thread's, does not count.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from time import thread_time

from measuring import machine, own_home, plan, spread

from rolescope.store.demo import ensure_demo
from rolescope.tui.app import RolescopeApp

SIZE, RUNS, WARM = (120, 40), 90, 9
PLANNED, FRAME = 5.0, 1000 / 60
BANKING = "employee/basic-information/banking-details"


def main() -> None:
    """Measure and print."""
    machine()
    with own_home() as home:
        asyncio.run(_measure(RolescopeApp(ensure_demo(home / "demo.rolescope"))))


async def _measure(app: RolescopeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        desk = app.desk
        while desk.session is None:
            await pilot.pause(0.02)
        desk.commands.go_to(desk.session.tree.index[BANKING])
        await pilot.pause(0.3)
        gc.collect()
        gc.freeze()

        def cycle(number: int) -> None:
            desk.run_command("grant.cycle")

        def move(number: int) -> None:
            desk.menu.cursor += 1 if number % 2 else -1

        own, whole = await _pressed(pilot.pause, cycle)
        middle = spread("a grant changed: everything but painting", own)
        spread("... painted as well", whole)
        moved = spread("the cursor moved: everything, painted", (await _pressed(pilot.pause, move))[1])
        plan("a grant changed, median", middle, PLANNED)
        plan("a grant changed, least", min(own), PLANNED)
        plan("the cursor moved, median", moved, FRAME)


async def _pressed(
    pause: Callable[[float], Awaitable[None]], key: Callable[[int], None]
) -> tuple[list[float], list[float]]:
    """For each of some keys, milliseconds until it is carried out, and until it is painted."""
    own, whole = list[float](), list[float]()
    for number in range(RUNS + WARM):
        begun = thread_time()
        key(number)
        done = thread_time()
        await pause(0)
        await pause(0)
        if number >= WARM:
            own.append((done - begun) * 1000)
            whole.append((thread_time() - begun) * 1000)
        await asyncio.sleep(0.1)  # fixes follow; they are no part of the key
    return own, whole


if __name__ == "__main__":
    main()
