"""The Textual app: it opens a workspace behind the first paint and hands it to the main screen."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Coroutine, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.geometry import Size
from textual.screen import Screen

from rolescope.places import (
    config_file,
    demo_workspace,
    last_theme,
    remember_tenant,
    remember_theme,
    remember_workspace,
)
from rolescope.tui.config import read_config
from rolescope.tui.glyphs import UNICODE, glyphs_for_terminal
from rolescope.tui.keymap import Keys, keymap_problems, usable
from rolescope.tui.meanwhile import EVERY, Meanwhile
from rolescope.tui.messages import Messages, Severity
from rolescope.tui.opener import Opener, Wanted
from rolescope.tui.refusals import Refusals, refusals
from rolescope.tui.screens.main import MainScreen
from rolescope.tui.store_thread import StoreThread
from rolescope.tui.text import counted
from rolescope.tui.themes import DARK, LIGHT, MONOCHROME
from rolescope.tui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from textual.filter import LineFilter

    from rolescope.tui.session import Session

LEAST_WIDTH, LEAST_HEIGHT = 40, 10
"""Columns and rows below which there is no room for anything but saying so."""
PATIENCE = 0.3
"""Seconds that leaving waits for the disk without a word."""


class RolescopeApp(App[None]):
    """rolescope in a terminal."""

    TITLE = "rolescope"
    # Textual loads no styles of its own for a default screen, so the app names them.
    CSS_PATH: ClassVar = str(Path(__file__).parent / "screens" / "main.tcss")
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True, id="app.leave"),
    ]

    def __init__(
        self,
        path: Path | None = None,
        *,
        tenant: str | None = None,
        read_only: bool = False,
        demo: bool = False,
        fresh: bool = False,
    ) -> None:
        no_color = "NO_COLOR" in os.environ
        # Without colours the theme must be known before Textual builds its filters, or it paints black on black.
        super().__init__(ansi_color=True if no_color else None)
        self.config = read_config(config_file())
        self.symbols = glyphs_for_terminal(self.config.ascii)
        self.keymap_in_use = usable(self.config.keys)
        self.keys = Keys(self.keymap_in_use)
        self.store = StoreThread()
        self.opener = Opener(Wanted(path, tenant, demo, fresh), read_only, self.store, self._not_written)
        self.refusals = Refusals(self)
        self.meanwhile = Meanwhile(self)
        self.messages = Messages(self)
        self._typed = TypedAhead(self, super().on_event)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self._choose_theme(no_color)

    def _choose_theme(self, no_color: bool) -> None:
        wanted = MONOCHROME if no_color else self.config.theme or last_theme() or DARK.name
        known = wanted in self.available_themes
        self.theme = wanted if known else DARK.name
        unknown = [] if known or not self.config.theme else [f"{config_file()}: unknown theme {wanted!r}"]
        self.config_problems = (*self.config.problems, *unknown, *keymap_problems(self.config.keys))
        self._untold = self.config_problems

    def _handle_exception(self, error: Exception) -> None:
        """A fault of our own ends the app with a sentence; Textual would print what every variable holds."""
        from rich.text import Text

        from rolescope import own_fault

        if not self._exit_renderables:
            self._exit_renderables.append(Text(own_fault.reported(error)))
        super()._handle_exception(error)
        self._return_code = own_fault.STATUS

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def get_default_screen(self) -> MainScreen:
        """The main screen is there from the first paint on."""
        return MainScreen()

    @property
    def desk(self) -> MainScreen:
        """The main screen."""
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    def on_ready(self) -> None:
        """After the first paint: keys, then the data."""
        self.set_keymap(self.keymap_in_use)
        self.theme_changed_signal.subscribe(self, lambda theme: remember_theme(theme.name))
        if self.opener.wanted.is_something:
            self.open_workspace()
        else:
            self.welcome()
            self._warm_up_later()
        self.set_interval(EVERY, self._look_for_others)

    @work(exclusive=True, group="meanwhile")
    async def _look_for_others(self) -> None:
        if not self.screen_stack:  # the app is leaving
            return
        with self.refusals.told(self.meanwhile.tell_once):
            await self.meanwhile.look()

    def _tell_of_settings(self) -> None:
        """What is wrong with the settings, when there is something to see; the help lists all of it."""
        problems, self._untold = self._untold, ()
        if len(problems) > 1:
            lists = self.keys.first("app.help")
            self.messages.tell(
                f"{len(problems)} problems in the settings, {lists} lists them: {problems[0]}.", "warning"
            )
        elif problems:
            self.messages.tell(f"Settings: {problems[0]}.", "warning")

    # Opening

    @work(exclusive=True, group="open")
    async def open_workspace(self) -> None:
        """Open what was asked for in the store's thread, and show it."""
        try:
            session = await self._opened()
        except refusals() as failed:
            self.welcome(str(failed))
            self._warm_up_later()
            return
        self._show(session)

    async def _opened(self) -> Session:
        """What was asked for; a draft that cannot be used is dropped before, if the user says so."""
        from rolescope.store.errors import DraftBroken

        try:
            return await self.store.do(self.opener.opened)
        except DraftBroken as broken:
            if not await self._may_drop_draft(str(broken)):
                raise
        await self.store.do(self.opener.drop_draft)
        return await self.store.do(self.opener.opened)

    def _show(self, session: Session) -> None:
        self.messages.clear()
        self.desk.show_session(session, self.symbols, self.keys)
        self._tell_of_settings()
        self._warm_up_later(session)
        bench = session.workbench
        remember_workspace(bench.workspace.path)
        remember_tenant(bench.workspace.path, session.tenant.name)
        if bench.news is not None:
            key = self.keys.first("view.history")
            self.desk.tell(f"Revision {bench.news.number}: {bench.news.reason}. {key} shows them.", "warning")
        if session.unsaved:
            edits = f"{counted(session.unsaved, 'unsaved edit')} {'is' if session.unsaved == 1 else 'are'}"
            review, discard = self.keys.first("edit.save"), self.keys.first("edit.discard")
            what_now = f": {review} reviews" + ("." if bench.read_only else f", {discard} discards.")
            self.desk.tell(f"{edits} back from last time{what_now}")
            self.desk.commands.go_to_first_change()

    def _warm_up_later(self, session: Session | None = None) -> None:
        self.call_after_refresh(self.store.later, lambda: _warm_up(session), self._not_written)

    def _not_written(self, error: Exception) -> None:
        """Called in the store's thread: an edit did not reach the disk."""
        self.call_later(self._after_failed_write, error)  # never waits: the app may be waiting for this thread

    def _after_failed_write(self, error: Exception) -> None:
        self.read_draft_again(f"{error}.", "error")

    def read_draft_again(self, why: str, severity: Severity) -> None:
        """Show what is stored of the draft, and say why."""
        self.desk.tell(f"{why} The draft was read again.", severity)
        self.start(self._reload())

    async def _reload(self) -> None:
        session = self.desk.session
        if session is None or self.is_opening:  # what comes reads its own draft
            return
        await self.store.do(session.workbench.reload)
        await self.store.do(self.store.forget_failure)
        session.recompute()
        self.desk.refresh_all()

    async def _may_drop_draft(self, sentence: str) -> bool:
        from rolescope.tui.screens.dialog import Confirm

        lines = [(sentence, "warning"), ("", ""), ("Drop the unsaved edits and open the workspace?", "")]
        said_yes = await self.push_screen_wait(Confirm("The draft cannot be used", lines))
        return said_yes is True

    # Waiting for the store

    @property
    def is_opening(self) -> bool:
        """Whether a workspace or tenant is on its way to the screen."""
        return any(worker.group == "open" and not worker.is_finished for worker in self.workers)

    @property
    def is_waiting(self) -> bool:
        """Whether the store changes what is open, so that nothing else may."""
        return self._typed.is_held

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what lets the store change what is open; what is typed meanwhile is handed out afterwards."""
        self._typed.hold()
        self.run_worker(self._held(work))

    async def _held(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await self._told(work)
        finally:
            await self._typed.go_on()

    def start_beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what only asks the store, beside the event loop's other work."""
        self.run_worker(self._told(work))

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        with self.refusals.told():
            await work

    def open_tenant(self, name: str) -> None:
        """Show another tenant of the same workspace."""
        self._open(Wanted(self.opener.path, name))

    @work(exclusive=True, group="welcome")
    async def welcome(self, message: str = "") -> None:
        """Offer the demo, a new workspace or a file."""
        from rolescope.tui.screens.welcome import Welcome

        self._tell_of_settings()
        chosen = await self.push_screen_wait(Welcome(message, can_close=self.desk.session is not None))
        if chosen is not None:
            await self._open_as_chosen(chosen)

    async def _open_as_chosen(self, chosen: str) -> None:
        from rolescope.tui.screens.opening import new_workspace_form, open_workspace_form, path_of

        if chosen == "demo":
            self._open(Wanted(demo_workspace(), demo=True))
        else:
            form = new_workspace_form() if chosen == "new" else open_workspace_form()
            values = await self.push_screen_wait(form)
            if values is None:
                self.choose_workspace()
                return
            self._open(Wanted(path_of(values)))

    def _open(self, wanted: Wanted) -> None:
        self.opener.wanted = wanted
        self.open_workspace()

    def choose_workspace(self) -> None:
        """Another workspace, from the main screen or after a mistake."""
        self.welcome("")

    def leave(self) -> None:
        """Quit once every edit is on disk; where one could not be written, say so and stay, this once."""
        if self.desk.session is None:
            self._end()
        else:
            self._leave_when_written()

    @work(group="leave")
    async def _leave_when_written(self) -> None:
        settled = asyncio.ensure_future(self.store.do(self.store.settle))
        await asyncio.wait({settled}, timeout=PATIENCE)
        if not settled.done():
            self.desk.tell("Waiting until the last edit is on disk…")
            await asyncio.wait({settled})
        if settled.exception() is None:
            self._end()
        else:
            key = self.keys.first("app.quit")
            self.desk.tell(f"Not left: the last edit could not be written. {key} again leaves without it.", "error")

    def _end(self) -> None:
        self._typed.close()
        session = self.desk.session
        kept = session.unsaved if session is not None and not session.workbench.read_only else 0
        told = f"{counted(kept, 'unsaved edit')} kept: rolescope opens {'it' if kept == 1 else 'them'} again."
        self.exit(message=told if kept else None)

    def action_press(self, key: str) -> None:
        """Press a key for somebody who clicked on what the screen tells of it.

        The app is the sender: sent by the clicked widget the key would not get past what that one stands in.
        """
        self.call_later(self.simulate_key, key)

    def action_leave(self) -> None:
        """Quit."""
        self.leave()

    async def on_unmount(self) -> None:
        """Let the last edit reach the disk."""
        self.store.close()

    async def on_event(self, event: events.Event) -> None:
        """A key puts an old message away; what is typed is handed out one by one."""
        if isinstance(event, events.Key):
            self.messages.pressed()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._typed.take(event)
        else:
            await super().on_event(event)

    # Around the screens

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and the one for terminals that can draw ASCII alone."""
        if self.symbols is UNICODE:
            return super().get_line_filters()
        from rolescope.tui.ascii_filter import AsciiFilter

        return [*super().get_line_filters(), AsciiFilter()]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """In dialogs; on the main screen the palette's own provider puts them behind the product's commands."""
        if screen is not self.desk:
            yield from self.display_commands()

    def display_commands(self) -> Iterable[SystemCommand]:
        """Theme and screenshot."""
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand(
            "Screenshot", "Save a picture of the screen as SVG", lambda: self.deliver_screenshot() and None
        )

    def on_resize(self, event: events.Resize) -> None:
        """Another size may be one without room."""
        self.cover_if_too_small(event.size)

    def cover_if_too_small(self, size: Size) -> None:
        """A terminal too small for anything says so, whatever is open."""
        if size.width < LEAST_WIDTH or size.height < LEAST_HEIGHT:
            from rolescope.tui.screens.too_small import TooSmall

            if not isinstance(self.screen, TooSmall):
                self.push_screen(TooSmall(LEAST_WIDTH, LEAST_HEIGHT))

    def action_command_palette(self) -> None:
        """Open the palette, unless it is open under something else."""
        if self.use_command_palette and not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            from rolescope.tui.screens.commands import Commands

            self.push_screen(Commands(id="--command-palette"))


def _warm_up(session: Session | None) -> None:
    """What the first keys need, once there is something to see: the commands, who holds what, no pause for objects."""
    import rolescope.tui.commands  # noqa: F401

    if session is not None:
        session.saved.complete()
    gc.freeze()  # without looking for garbage, of which there is little: that would hold up a key for 90 ms
    gc.enable()
