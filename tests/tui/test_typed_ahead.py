"""Keys typed faster than the screen follows reach what they were meant for, and never run commands."""

import threading
from collections.abc import Awaitable, Callable
from functools import partial
from unittest.mock import patch

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from rolescope.rights.edits import SetGrant
from rolescope.rights.model import facts
from rolescope.store import history
from rolescope.tui import typed_ahead
from rolescope.tui.app import RolescopeApp
from rolescope.tui.opener import Opener
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.screens.review import Review
from rolescope.tui.session import Session
from tests.tui.helpers import PATIENCE, Shown, opened, running

API = "API Integration"


async def test_letters_typed_with_the_key_of_a_dialog_change_nothing(demo):
    async with opened(demo) as shown:
        before = facts(shown.session.tenant)
        shown.desk.run_command("view.find")
        for key in ("grant.allow", "grant.deny", "subtree.deny"):
            shown.desk.action_command(key)
        await shown.dialog(Choose)
        assert facts(shown.session.tenant) == before


async def test_letters_typed_with_the_key_of_the_filter_change_nothing(demo):
    async with opened(demo) as shown:
        before = facts(shown.session.tenant)
        shown.desk.run_command("view.filter")
        shown.desk.action_command("grant.allow")
        assert facts(shown.session.tenant) == before


async def test_opening_several_rows_at_once_opens_each_of_them(demo):
    async with opened(demo) as shown:
        session = shown.session
        parent = session.tree.index["reports/reports/payroll"]
        rows = list(session.tree.children(parent))[:2]
        for row in rows:
            session.do(SetGrant(API, session.tree.nodes[row].id, frozenset(session.system.rights)))
        shown.desk.refresh_all()
        shown.desk.commands.go_to(rows[0])
        shown.desk.menu.mark_range(shown.desk.menu.index_of(rows[1]))
        shown.desk.run_command("grant.open-path")
        compiled = session.compiled(API)
        assert [bool(compiled.closed >> row & 1) for row in rows] == [False, False]
        assert all(compiled.gives(row) for row in rows)


async def test_a_row_that_gives_nothing_has_no_path_to_open(demo):
    async with opened(demo) as shown:
        before = facts(shown.session.tenant)
        shown.desk.commands.go_to(shown.session.tree.index["reports/reports/payroll"])
        shown.desk.run_command("grant.open-path")
        assert facts(shown.session.tenant) == before


async def test_a_record_and_its_user_go_together_however_soon_one_leaves_the_pane(demo):
    async with opened(demo, tenant="Demo Business") as shown:
        desk = shown.desk
        desk.go_to_pane("roles")
        await shown.quiet()
        desk.roles.cursor = 3
        desk.go_to_pane("menu")
        await shown.quiet()
        assert desk.user_row.principal == desk.role
        desk.go_to_pane("users")
        await shown.quiet()
        desk.users.cursor = 5
        desk.go_to_pane("menu")
        await shown.quiet()
        assert desk.role == desk.user_row.principal == shown.session.user_rows[5].principal


def type_at_once(shown, *keys: str) -> None:
    """Keys as a terminal sends a pasted or scripted text: all of them before the first has done anything."""
    for key in keys:
        shown.app.post_message(pressed(key))


def stands_in(line: Input, text: str) -> bool:
    return line.value == text


def pressed(key: str) -> Key:
    return Key({"/": "slash", " ": "space", "?": "question_mark"}.get(key, key), key if len(key) == 1 else None)


async def test_letters_typed_with_the_key_of_the_filter_stand_in_it(demo):
    async with opened(demo) as shown:
        before = facts(shown.session.tenant)
        type_at_once(shown, *"/bank")
        await shown.until(lambda: shown.desk.menu.filter_text == "bank", "the filter")
        assert facts(shown.session.tenant) == before


async def test_a_filter_typed_at_once_with_enter_and_a_move_ends_in_the_pane(demo):
    async with opened(demo) as shown:
        menu = shown.desk.menu
        type_at_once(shown, *"/bank", "enter", "G")
        await shown.until(lambda: shown.focused is menu and menu.cursor == menu.row_count - 1, "the last row")
        assert menu.filter_text == "bank"


async def test_letters_typed_with_the_key_of_a_dialog_stand_in_its_line(demo):
    async with opened(demo) as shown:
        await shown.run("grant.allow")
        before = facts(shown.session.tenant)
        for keys, kind in (("s", Review), ("ctrl+g", Choose)):
            type_at_once(shown, keys, *"adr x", "backspace", "n")
            dialog = await shown.dialog(kind)
            line = dialog.query_one(Input)
            await shown.until(partial(stands_in, line, "adr n"), keys)
            dialog.action_close()
            await shown.closed()
        assert facts(shown.session.tenant) == before


async def test_a_role_is_made_from_one_burst_of_keys(demo):
    async with opened(demo) as shown:
        await shown.run("pane.roles")
        type_at_once(shown, "n", *"Auditor", "tab", *"AUD", "ctrl+s")
        await shown.until(lambda: "Auditor" in shown.tenant.roles, "the role")
        assert shown.tenant.roles["Auditor"].code == "AUD"


async def test_what_is_typed_behind_a_dialog_reaches_the_pane_below_it(demo):
    async with opened(demo) as shown:
        await shown.run("grant.deny")
        type_at_once(shown, "s", *"why not", "enter", "2")
        await shown.until(lambda: not shown.unsaved and shown.screen is shown.desk, "the save")
        await shown.until(lambda: shown.desk.current_pane == "users", "the pane")
        bench = shown.session.workbench
        saved = await shown.app.store.do(lambda: history.revisions(bench.workspace, bench.saved.name))
        assert saved[-1].reason == "why not"


async def test_an_edit_typed_right_behind_a_save_is_made_on_what_was_saved(demo):
    async with opened(demo) as shown:
        await shown.run("grant.deny")
        type_at_once(shown, "s", *"why not", "enter", "a")
        await shown.until(lambda: shown.session.workbench.head == 2 and shown.unsaved, "the edit behind the save")
        await shown.until(lambda: not any(worker.is_running for worker in shown.app.workers), "the disk")
        node = shown.session.tree.nodes[shown.desk.node].id
        assert shown.stored().roles[API].grants[node] == frozenset()
        assert shown.level(API, node) == "allow"
        assert not [said for said in shown.said if "window" in said]
        await shown.run("edit.undo")
        assert shown.unsaved == 0


async def test_a_text_pasted_right_after_the_key_of_the_filter_stands_in_it(demo):
    async with opened(demo) as shown:
        type_at_once(shown, "/")
        shown.app.post_message(Paste("bank"))
        await shown.until(lambda: shown.desk.menu.filter_text == "bank", "the filter")


class SlowToOpen(Opener):
    """Opens its workspace when it is told to."""

    may_open = threading.Event()

    def opened(self) -> Session:
        assert self.may_open.wait(PATIENCE)
        return super().opened()


async def typed_around_the_opening(demo, early: str, late: str, check: Callable[[Shown], Awaitable[None]]) -> None:
    SlowToOpen.may_open.clear()
    with patch("rolescope.tui.app.Opener", SlowToOpen):
        app = RolescopeApp(demo)
    async with running(app) as shown:
        type_at_once(shown, *early)
        await shown.quiet()
        assert shown.session is None
        SlowToOpen.may_open.set()
        await shown.until(lambda: shown.session and all(worker.is_finished for worker in app.workers), "the data")
        type_at_once(shown, *late)
        await shown.pilot.pause(0)
        await check(shown)


@pytest.mark.parametrize(("early", "late"), [("a", "a"), ("ba", "nd"), ("/", "bank"), ("/qu", "ery")])
async def test_what_is_typed_before_there_is_anything_to_see_does_nothing(demo, monkeypatch, early, late):
    monkeypatch.setattr(typed_ahead, "BREATH", 60.0)

    async def nothing_happened(shown: Shown) -> None:
        assert not shown.unsaved
        assert not shown.desk.menu.filter_text
        assert shown.screen is shown.desk
        assert shown.focused is shown.desk.menu

    await typed_around_the_opening(demo, early, late, nothing_happened)


async def test_a_new_breath_is_heard(demo, monkeypatch):
    monkeypatch.setattr(typed_ahead, "BREATH", 0.0)

    async def is_filtered(shown: Shown) -> None:
        await shown.until(lambda: shown.desk.menu.filter_text == "bank", "the filter")

    await typed_around_the_opening(demo, "a", "/bank", is_filtered)


async def test_help_is_there_before_the_data(demo):
    async def shows_help(shown: Shown) -> None:
        await shown.dialog(TextView)

    await typed_around_the_opening(demo, "?", "", shows_help)


async def test_keys_typed_behind_the_one_that_leaves_break_nothing(demo):
    async with opened(demo) as shown:
        type_at_once(shown, *"q/bank")
        await shown.until(lambda: not shown.app.is_running, "the end")
