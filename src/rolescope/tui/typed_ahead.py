"""Keys that come faster than the screen follows: each meets what the key before it has opened.

Textual gives a key to whatever has the focus when it arrives. A dialog or a line that a key opens has the focus some
messages later; what was typed meanwhile would run commands of the pane below, get lost, or overtake itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from rolescope.tui.app import RolescopeApp

Typed = events.Key | events.Paste
BREATH = 0.3
"""Seconds without a key that end what was typed in one go."""


class TypedAhead:
    """Hands out keys and pasted texts one at a time, in the order in which they came."""

    def __init__(self, app: RolescopeApp, hand_out: Callable[[events.Event], Awaitable[None]]) -> None:
        """``hand_out`` gives a key to whatever has the focus, as Textual does."""
        self._app, self._hand_out = app, hand_out
        self._waiting: deque[Typed] = deque()
        self._is_under_way = False
        self._line: Sequence[MessagePump] = ()
        """The target of the last key and all that is above it up to the app: the key and what it caused go that way."""
        self._lost_at: float | None = None
        self._is_closed = False
        self._holds = 0

    def close(self) -> None:
        """The app is leaving: what was typed behind that is for whoever has the terminal next, or for nobody."""
        self._is_closed = True

    @property
    def is_held(self) -> bool:
        """Whether nothing is handed out at the moment."""
        return self._holds > 0

    def hold(self) -> None:
        """Keep what is typed until ``go_on`` was called as often: somebody else is changing what it is meant for."""
        self._holds += 1

    async def go_on(self) -> None:
        """Hand out again."""
        self._holds -= 1
        if self._waiting and not self._is_under_way:
            await self._next()

    async def take(self, event: Typed) -> None:
        """Hand the event out, or keep it until the one before it has done all that it does."""
        if self._is_leaving:
            return
        self._waiting.append(event)
        if self._is_under_way or self.is_held:
            return
        if any(pump.message_queue_size for pump in (*self._line, self._app.screen)):
            self._is_under_way = True
            self._follow(self._way())
        else:
            await self._next()

    async def _next(self) -> None:
        if self._is_leaving:
            return
        if self.is_held:
            self._is_under_way = False
            return
        while self._waiting and self._is_lost(self._waiting[0]):
            self._lost_at = self._waiting.popleft().time
        if self._waiting:
            self._line = (self._app.focused or self._app.screen).ancestors_with_self
            await self._hand_out(self._waiting.popleft())
        self._is_under_way = bool(self._waiting)
        if self._waiting:
            self._follow(self._way())

    def _way(self) -> Iterator[MessagePump]:
        """Whose messages follow from the last key, in the order in which they do.

        The key goes up the line, and the app runs its command. One that is the target's own tells what it did with a
        message, which goes up the line as well. In the end a screen may have been opened, or the focus be asked for.
        """
        yield from self._line
        yield from self._line
        yield self._app.screen
        yield self._app

    def _follow(self, way: Iterator[MessagePump]) -> None:
        """Queue behind the messages of one after the other; then the next key is due."""
        for pump in way:
            if pump.call_later(self._follow, way):  # refused by what has closed meanwhile
                return
        self._app.call_next(self._next)

    def _is_lost(self, event: Typed) -> bool:
        """Whether nothing was there yet that the event could be meant for; what comes in the same breath goes with it.

        A word typed while a workspace opens must not run commands from the letter on at which it is open.
        """
        is_opening, lost_at = self._is_opening, self._lost_at
        in_one_breath = lost_at is not None and event.time - lost_at < BREATH
        if not is_opening and not in_one_breath:
            return False
        found = self._app.screen.active_bindings.get(event.key) if isinstance(event, events.Key) else None
        if found is None:
            return True
        return not found.binding.priority and (in_one_breath or not self._app.desk.offers(found.binding.id))

    @property
    def _is_opening(self) -> bool:
        """Whether a workspace is on its way to the screen, and nothing stands in front of it."""
        app = self._app
        return app.screen is app.desk and (app.is_opening or app.desk.session is None)

    @property
    def _is_leaving(self) -> bool:
        return self._is_closed or not self._app.screen_stack
