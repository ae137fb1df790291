"""What would cost too much with each key: done a little at a time once no key has come for a moment."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the names alone: the first paint must not wait for the engine
    from textual.timer import Timer

    from rolescope.rights.piecemeal import Piecemeal
    from rolescope.tui.screens.main import MainScreen

REST = 0.06
"""Seconds without a key before it begins: holding a key down must not wait for it."""
SLICE, BREATH = 0.01, 0.001
"""Seconds that it goes on without looking for a key, and in which one may come."""


class AtRest:
    """Work for when nobody types. Each key lets it begin anew: what it was about may be another thing by then."""

    def __init__(self, desk: MainScreen, work: Callable[[], Piecemeal[None]]) -> None:
        self._desk, self._work = desk, work
        self._left: Piecemeal[None] | None = None
        self._timer: Timer | None = None

    def wait(self) -> None:
        """A key came: begin anew once none has come for a moment."""
        self._left = self._work()
        self._later(REST)

    def go_on(self, seconds: float = SLICE) -> bool:
        """Go on without a rest; whether everything is done by now."""
        end = monotonic() + seconds
        while (work := self._left) is not None and monotonic() < end:
            try:
                next(work)
            except StopIteration:
                if work is self._left:
                    self._left = None
        return self._left is None

    def _slice(self) -> None:
        if not self.go_on():
            self._later(BREATH)

    def _later(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._desk.set_timer(seconds, self._slice)
