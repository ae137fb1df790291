"""The one thread that touches the workspace file, so that neither SQL nor a slow disk ever blocks a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class StoreThread:
    """Runs calls one after the other in a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._failed: Exception | None = None

    def later(self, work: Callable[[], object], failed: Callable[[Exception], None]) -> None:
        """Do some work when its turn comes; ``failed`` is called in the thread if it raises."""
        self._pool.submit(work).add_done_callback(lambda done: self._note(done, failed))

    def _note(self, done: Future[object], failed: Callable[[Exception], None]) -> None:
        error = done.exception()
        if isinstance(error, Exception):
            self._failed = error
            failed(error)

    def settle(self) -> None:
        """Called in the thread, after everything before it: raise what went wrong, once."""
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed

    async def do(self, work: Callable[[], T]) -> T:
        """Do some work and wait for its result without blocking the event loop."""
        return await asyncio.wrap_future(self._pool.submit(work))

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        self._pool.shutdown(wait=True)
