"""The app running without a terminal on a demo workspace of the test's own, and short words for looking at it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from rolescope.rights.model import Tenant
from rolescope.tui.app import RolescopeApp
from rolescope.tui.session import UserRow

PATIENCE = 10.0
"""Seconds after which something that was waited for will not come."""

BANKING = "employee/basic-information/banking-details"
ACCOUNT = f"{BANKING}/bank-account-no"


@dataclass
class Shown:
    """A running app with its pilot."""

    app: RolescopeApp
    pilot: Pilot[Any]
    told: list[str] = field(default_factory=list)
    """All that was told so far, one text a message; ``said`` is what of it is still on show."""

    @property
    def desk(self) -> Any:
        return self.app.desk

    @property
    def session(self) -> Any:
        return self.desk.session

    @property
    def tenant(self) -> Any:
        return self.session.tenant

    @property
    def unsaved(self) -> int:
        """In how many places the tenant differs from the saved one."""
        return int(self.session.workbench.unsaved)

    @property
    def edits(self) -> int:
        """By how many edits it does."""
        return len(self.session.workbench.draft_entries)

    @property
    def screen(self) -> Any:
        return self.app.screen

    @property
    def focused(self) -> Any:
        return self.app.focused

    @property
    def said(self) -> list[str]:
        """All notifications on show, oldest first."""
        return [note.message for note in self.app._notifications]

    def node(self, name: str) -> int:
        return int(self.session.tree.index[name])

    # Waiting

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait for a condition, with everything that was posted carried out before."""
        await until(self.pilot, condition, what)

    async def quiet(self) -> None:
        """All messages posted so far carried out; cheaper than a pause, which draws as well."""
        await self.pilot._wait_for_screen()

    async def settled(self) -> None:
        """All messages carried out, the explanation with its fixes on show, and drawn."""
        desk = self.desk
        await self.quiet()
        await self.until(lambda: desk.why.explanation is None or desk.found_fixes is not None, "the fixes")
        await self.quiet()

    async def dialog(self, kind: type[Any]) -> Any:
        """Wait for a dialog and give it."""
        await self.until(lambda: isinstance(self.screen, kind) and self.screen.children, kind.__name__)
        for _ in range(3):  # composed, laid out, wrapped at the width it got
            await self.pilot.pause(0)
        return self.screen

    async def closed(self) -> None:
        """Wait until the main screen is on top again and is up to date."""
        await self.until(lambda: self.screen is self.desk, "the main screen")
        await self.quiet()

    # Doing

    async def run(self, *commands: str) -> None:
        """Carry out commands of the registry, as their keys would."""
        for command in commands:
            self.desk.run_command(command)
            await self.quiet()

    async def ask(self, command: str, kind: type[Any]) -> Any:
        """Carry out a command that opens a dialog; gives the dialog."""
        self.desk.run_command(command)
        return await self.dialog(kind)

    async def at(self, name: str) -> None:
        """Put the cursor on a node by its id."""
        self.desk.commands.go_to(self.node(name))
        await self.quiet()

    async def role(self, name: str) -> None:
        """Choose a role."""
        row = self.desk.roles.index_of(name)
        assert row is not None, name
        self.desk.roles.cursor = row
        await self.quiet()

    async def user(self, name: str | None, credential: str | None = None, focus: bool = True) -> None:
        """Choose an API user or a credential."""
        row = self.desk.users.index_of(UserRow(name, credential))
        assert row is not None, (name, credential)
        if focus:
            self.desk.go_to_pane("users")
        self.desk.users.cursor = row
        await self.quiet()

    async def fill(self, **values: object) -> None:
        """Type values into the form on show, and take it."""
        for name, value in values.items():
            self.screen.query_one(f"#form-{name}").value = value
        await self.quiet()
        self.screen.action_submit()
        await self.until(lambda: not self.app.is_waiting, "the file")

    async def save(self, reason: str = "a reason") -> None:
        """Review and save all unsaved edits."""
        from rolescope.tui.screens.review import Review

        review = await self.ask("edit.save", Review)
        review.query_one(Input).value = reason
        review.action_save()
        await self.until(lambda: not self.unsaved, "the save")
        await self.closed()

    # Looking

    def answer(self, user: str | None, credential: str | None, node: str, kind: str = "import") -> str:
        from rolescope.rights.model import Subject

        subject = Subject(user, credential, self.session.company)
        return str(self.session.outcome.answer(subject, self.node(node), kind))

    def level(self, role: str, node: str) -> str:
        """What a role itself says at a node: a level's name, or ``inherit``."""
        held = self.tenant.roles[role].grants.get(node)
        if held is None:
            return "inherit"
        return next(str(level.name) for level in self.session.system.levels if level.rights == held)

    async def text(self) -> str:
        """What the screen shows, one line of text a row."""
        await self.pilot.pause(0)
        await self.pilot.pause(0)
        return drawn(self.app)

    def row(self, pane: Any, key: object) -> str:
        """The text of a row of a list, in sight or not."""
        place = pane.index_of(key)
        assert place is not None, key
        return str(pane._strip_of(pane._drawing(place, pane._view())).text)

    def stored(self) -> Tenant:
        """The tenant as it was last saved in the file."""
        from rolescope.store.workspace import Workspace

        assert self.app.opener.path is not None
        with Workspace.open(self.app.opener.path, read_only=True) as workspace:
            return workspace.load(self.tenant.name)


async def until(pilot: Pilot[Any], condition: Callable[[], object], what: str = "") -> None:
    """Wait for a condition."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not condition():
        assert pilot.app._exception is None, "the app broke"
        assert loop.time() < end, f"waited in vain for {what or condition}\n{drawn(pilot.app)}"
        await asyncio.sleep(0.002)
        await pilot._wait_for_screen()


def drawn(app: App[Any]) -> str:
    """The text of all screens that are on show, the top one over the others."""
    compositor = app.screen._compositor
    return "\n".join(strip.text for strip in compositor.render_strips())


@asynccontextmanager
async def running(
    app: RolescopeApp, size: tuple[int, int] = (120, 40), painting: bool = False, messages: bool = False
) -> AsyncIterator[Shown]:
    """An app, without waiting for anything. Painting takes longest, and few tests need it; or messages being drawn."""
    with pytest.MonkeyPatch.context() as patch:
        if not painting:
            patch.setattr(Screen, "_compositor_refresh", lambda screen: None)
        told, notify = list[str](), app.notify

        def noted(text: str, **how: Any) -> None:
            told.append(text)
            notify(text, **how)

        patch.setattr(app, "notify", noted)
        async with app.run_test(size=size, notifications=messages) as pilot:
            yield Shown(app, pilot, told)


@asynccontextmanager
async def opened(
    path: Path, size: tuple[int, int] = (120, 40), painting: bool = False, messages: bool = False, **how: Any
) -> AsyncIterator[Shown]:
    """An app with a workspace open and everything worked out."""
    async with running(RolescopeApp(path, **how), size, painting, messages) as shown:
        await ready(shown)
        yield shown


async def ready(shown: Shown) -> None:
    """Wait for the session."""
    await shown.until(lambda: shown.desk.session is not None, "the session")
    await shown.settled()


def write_config(text: str) -> Path:
    """The settings file of the test's own home."""
    from rolescope.places import config_file

    file = config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def changed_demo(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A workspace made from the demo's source after a change to it."""
    from rolescope.resources import data_path
    from rolescope.store.making import new_workspace
    from rolescope.systems.bundle import read_bundle

    source = json.loads(data_path("demo.json").read_text("utf-8"))
    change(source)
    bundle = read_bundle(json.dumps(source), "changed")
    with new_workspace(path) as workspace:
        workspace.add_tenant(bundle.tenant, bundle.nodes, author="admin", reason="made for a test")
    return path
