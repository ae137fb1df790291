"""The one thread that touches the workspace file, so that neither SQL nor a slow disk ever blocks a key."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class StoreThread:
    """Runs calls one after the other in a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store", initializer=self._begin)
        self._thread: int | None = None
        self._failed: Exception | None = None

    def _begin(self) -> None:
        self._thread = threading.get_ident()

    def later(self, work: Callable[[], object], failed: Callable[[Exception], None]) -> None:
        """Do some work when its turn comes, which for work asked for in the thread itself is now.

        ``failed`` is called in the thread if work that had to wait raises; what need not wait raises itself.
        """
        if threading.get_ident() == self._thread:
            work()
        else:
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

    def forget_failure(self) -> None:
        """Called in the thread, when what was not written was read again and so is settled."""
        self._failed = None

    async def do(self, work: Callable[[], T]) -> T:
        """Do some work and wait for its result without blocking the event loop."""
        return await asyncio.wrap_future(self._pool.submit(work))

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        self._pool.shutdown(wait=True)
