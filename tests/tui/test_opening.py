"""Before there is anything to show: the first start, files that are no workspaces, terminals that are too small."""

import asyncio
import os
import shutil
import threading
from pathlib import Path

import pytest
from textual.command import CommandPalette

from rolescope.places import demo_workspace, last_workspace
from rolescope.store.demo import SOURCES, ensure_demo
from rolescope.store.errors import WorkspaceError
from rolescope.store.workspace import Workspace
from rolescope.tui.app import RolescopeApp
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.review import Review
from rolescope.tui.screens.too_small import TooSmall
from rolescope.tui.screens.welcome import Welcome
from tests.store.test_opening import NEWER
from tests.tui.helpers import BANKING, Shown, opened, ready, running


async def choose(shown: Shown, key: str) -> None:
    """Take one of the three ways on."""
    welcome = await shown.dialog(Welcome)
    rows = welcome.query_one("ChoiceList")
    rows.cursor = [choice.key for choice in rows.rows].index(key)
    await shown.pilot.press("enter")


# The first start


async def test_the_first_start_offers_the_demo_a_new_workspace_or_a_file():
    async with running(RolescopeApp()) as shown:
        await shown.dialog(Welcome)
        text = await shown.text()
        for words in ("The demo workspace", "A new workspace", "Open a workspace", "Choose", "q Quit"):
            assert words in text
        assert "Back" not in text
        await shown.pilot.press("escape", "q")
    assert shown.app.return_code == 0


async def test_the_demo_is_one_key_away(demo):
    demo_workspace().parent.mkdir(parents=True)
    shutil.copy(demo, demo_workspace())
    async with running(RolescopeApp()) as shown:
        await shown.dialog(Welcome)
        await shown.pilot.press("enter")
        await ready(shown)
        assert shown.tenant.name == "Demo Payroll"
        assert shown.app.opener.path == demo_workspace() == last_workspace()


async def test_a_demo_of_an_earlier_version_has_every_company_once_it_is_open(monkeypatch):
    demo_workspace().parent.mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setattr("rolescope.store.demo.SOURCES", {"Demo Payroll": "demo.json"})
        ensure_demo(demo_workspace())
    async with opened(demo_workspace(), demo=True) as shown:
        assert [line.name for line in shown.app.opener.tenants] == list(SOURCES)
        assert shown.tenant.name == "Demo Payroll"


async def test_a_new_workspace_is_made_and_open(tmp_path):
    async with running(RolescopeApp()) as shown:
        await choose(shown, "new")
        await shown.dialog(Form)
        await shown.fill(file=str(tmp_path / "mine.rolescope"), name="Mine [b]")
        await ready(shown)
        assert shown.tenant.name == "Mine [b]"
        assert shown.session.system.name == "payspace"
        text = await shown.text()
        assert "no role yet: press n" in text
        assert "no API user yet: press n" in text
        for command in ("grant.allow", "grant.cycle", "why.fix", "node.detail"):
            await shown.run(command)
    assert last_workspace() == tmp_path / "mine.rolescope"


async def test_a_new_workspace_needs_a_name_and_a_free_file_and_keeps_what_was_typed(tmp_path, demo):
    before = demo.read_bytes()
    async with running(RolescopeApp()) as shown:
        await choose(shown, "new")
        form = await shown.dialog(Form)
        for values, sentence in (
            ({"file": "", "name": ""}, "A workspace needs a file"),
            ({"file": str(demo), "name": "Typed"}, "exists already"),
            ({"file": str(tmp_path / "no" / "where.rolescope"), "name": "Typed"}, "cannot be made"),
        ):
            await shown.fill(**values)
            assert sentence in " ".join((await shown.text()).split())
            assert form.query_one("#form-name").value == values["name"]
        await shown.pilot.press("escape")
        await shown.dialog(Welcome)
    assert demo.read_bytes() == before
    assert not (tmp_path / "no").exists()


async def test_a_file_is_opened_by_its_path(demo):
    async with running(RolescopeApp()) as shown:
        await choose(shown, "open")
        await shown.dialog(Form)
        await shown.fill(file=str(demo))
        await ready(shown)
        assert shown.app.opener.path == demo


async def test_forms_touch_files_in_the_store_s_thread_and_keys_wait_for_it(demo, tmp_path, monkeypatch):
    from rolescope.tui.screens import opening

    threads = list[str]()

    def noted(values: object) -> None:
        threads.append(threading.current_thread().name)
        raise WorkspaceError("no")

    for work in ("_make", "_look_into"):
        monkeypatch.setattr(opening, work, noted)
    async with running(RolescopeApp()) as shown:
        for form in (opening.new_workspace_form(), opening.open_workspace_form()):
            shown.app.push_screen(form)
            await shown.dialog(Form)
            await shown.fill(**{field.name: str(demo) for field in form.fields if field.name != "system"})
            assert not shown.app.is_waiting
            form.action_close()
    assert len(threads) == 2
    assert all(name.startswith("store") for name in threads)


def garbage(path: Path, demo: Path) -> None:
    path.write_bytes(b"no workspace at all" * 100)


def another_database(path: Path, demo: Path) -> None:
    import sqlite3

    sqlite3.connect(path).execute("CREATE TABLE t (x)").connection.close()


def half(path: Path, demo: Path) -> None:
    path.write_bytes(demo.read_bytes()[:6000])


def newer(path: Path, demo: Path) -> None:
    import sqlite3

    shutil.copy(demo, path)
    with sqlite3.connect(path) as connection:
        connection.execute(NEWER)
    connection.close()


def directory(path: Path, demo: Path) -> None:
    path.mkdir()


def missing(path: Path, demo: Path) -> None:
    assert not path.exists()


def forbidden(path: Path, demo: Path) -> None:
    shutil.copy(demo, path)
    path.chmod(0)


BAD = [
    (garbage, "not a rolescope workspace"),
    (another_database, "not a rolescope workspace"),
    (half, "is damaged"),
    (newer, "newer"),
    (directory, "directory"),
    (missing, "no workspace"),
]
if os.name == "posix" and os.geteuid():  # nothing is forbidden to root
    BAD.append((forbidden, "permission"))


async def test_a_wrong_file_is_a_sentence_in_the_form_which_keeps_the_path(tmp_path, demo):
    async with running(RolescopeApp()) as shown:
        await choose(shown, "open")
        form = await shown.dialog(Form)
        for number, (make, words) in enumerate(BAD):
            path = tmp_path / f"{number}.rolescope"
            make(path, demo)
            await shown.fill(file=str(path))
            text = " ".join((await shown.text()).replace("│", "").split())
            assert words in text.casefold(), make
            assert "Traceback" not in text
            assert form.query_one("#form-file").value == str(path)
        await shown.fill(file=str(demo))
        await ready(shown)


@pytest.mark.parametrize(("make", "words"), BAD)
async def test_a_wrong_file_at_the_start_is_a_sentence_above_the_three_ways_on(tmp_path, demo, make, words):
    path = tmp_path / "x.rolescope"
    make(path, demo)
    async with running(RolescopeApp(path)) as shown:
        await shown.dialog(Welcome)
        assert words in " ".join((await shown.text()).split()).casefold()
        await choose(shown, "open")
        await shown.dialog(Form)
        await shown.fill(file=str(demo))
        await ready(shown)


async def test_a_tenant_that_is_not_there_is_a_sentence_that_names_those_that_are(demo):
    async with running(RolescopeApp(demo, tenant="Nobody [b]")) as shown:
        await shown.dialog(Welcome)
        text = " ".join((await shown.text()).split())
        assert "there is no tenant 'Nobody [b]'" in text
        assert "Demo Payroll" in text


async def test_another_workspace_is_opened_from_the_main_screen_and_escape_stays(demo, tmp_path):
    other = Path(shutil.copy(demo, tmp_path / "other.rolescope"))
    async with opened(demo) as shown:
        await shown.ask("view.workspace", Welcome)
        assert "esc Back" in await shown.text()
        await shown.pilot.press("escape")
        await shown.closed()
        assert shown.app.opener.path == demo
        await shown.run("view.workspace")
        await choose(shown, "open")
        await shown.dialog(Form)
        await shown.fill(file=str(other))
        await shown.until(lambda: shown.session.workbench.workspace.path == other, "the other workspace")
        await shown.settled()
        assert shown.tenant.name == "Demo Payroll"


@pytest.mark.parametrize("replaced", [False, True])
async def test_a_workspace_removed_or_replaced_while_it_is_open_takes_no_more_edits(demo, tmp_path, replaced):
    async with opened(demo) as shown:
        await shown.at("employee/leave")
        await shown.run("grant.read")
        await shown.app.store.do(lambda: None)
        copy = shutil.copy(demo, tmp_path / "copy")
        for file in demo.parent.glob("demo.rolescope*"):
            file.unlink()
        if replaced:
            shutil.move(copy, demo)
        await shown.run("grant.deny")
        await shown.until(lambda: shown.said, "a sentence")
        assert "demo.rolescope was removed or replaced" in shown.said[0]
        await shown.until(lambda: shown.level("API Integration", "employee/leave") == "read_only", "the draft")
        review = await shown.ask("edit.save", Review)
        review.query_one("Input").value = "why"
        review.action_save()
        await shown.until(lambda: len(shown.said) == 2, "a sentence")
        assert "demo.rolescope was removed or replaced" in shown.said[1]
        assert shown.unsaved == 1


async def test_until_the_workspace_is_read_the_screen_says_so_and_keys_do_no_harm(demo, monkeypatch):
    import threading

    hold = threading.Event()
    from rolescope.store.workspace import Workspace

    read = Workspace.open
    monkeypatch.setattr(Workspace, "open", lambda *words, **options: (hold.wait(10), read(*words, **options))[1])
    async with running(RolescopeApp(demo)) as shown:
        await shown.until(lambda: shown.app.workers)
        text = await shown.text()
        assert "opening the workspace…" in text
        assert "? Help" in text
        await shown.pilot.press("a", "down", "5", "x")
        hold.set()
        await ready(shown)
        assert "opening" not in await shown.text()
        assert shown.unsaved == 0


@pytest.mark.parametrize("moment", [0, 2, 5])
async def test_leaving_while_the_workspace_is_being_opened_ends_quietly(demo, moment):
    async with running(RolescopeApp(demo)) as shown:
        for _ in range(moment):
            await asyncio.sleep(0.01)
        shown.app.leave()
        await shown.until(lambda: shown.app._exit, "the end")
    assert shown.app.return_code == 0


# Terminals


async def test_a_terminal_too_small_for_anything_says_so_and_growing_brings_all_back(demo):
    async with opened(demo) as shown:
        await shown.at("employee/leave")
        for size in ((20, 5), (39, 9), (39, 40), (120, 9), (1, 1)):
            await shown.pilot.resize_terminal(*size)
            await shown.until(lambda: isinstance(shown.screen, TooSmall), f"too small at {size}")
            text = " ".join((await shown.text()).split())
            if size[0] >= 20:
                assert text == f"{size[0]}x{size[1]} is too small; 40x10 is the least; ^q leaves"
            await shown.pilot.resize_terminal(120, 40)
            await shown.closed()
            assert "Leave" in await shown.text()
            assert shown.desk.node == shown.node("employee/leave")
        await shown.run("grant.deny")
        assert shown.unsaved == 1


async def test_starting_in_a_terminal_that_is_too_small_works_once_it_grows(demo):
    async with running(RolescopeApp(demo), (20, 5)) as shown:
        await shown.until(lambda: isinstance(shown.screen, TooSmall))
        await shown.until(lambda: shown.desk.session is not None, "the session")
        await shown.pilot.resize_terminal(100, 30)
        await shown.closed()
        assert "Employee" in await shown.text()


async def test_a_dialog_survives_a_terminal_that_shrinks_and_grows(demo):
    async with opened(demo) as shown:
        form = await shown.ask("role.new", Form)
        form.query_one("#form-name").value = "typed"
        await shown.pilot.resize_terminal(20, 5)
        await shown.until(lambda: isinstance(shown.screen, TooSmall))
        await shown.pilot.resize_terminal(80, 24)
        await shown.until(lambda: shown.screen is form, "the form")
        assert form.query_one("#form-name").value == "typed"
        await shown.fill()
        await shown.closed()
        assert "typed" in shown.tenant.roles


async def test_a_dialog_that_opens_while_there_is_no_room_leaves_nothing_behind_it_once_there_is(demo):

    async with opened(demo) as shown:
        await shown.pilot.resize_terminal(30, 8)
        await shown.until(lambda: isinstance(shown.screen, TooSmall), "the sentence")
        dialog = TextView("A page", [("to read", "")])
        shown.app.push_screen(dialog)
        await shown.quiet()
        assert isinstance(shown.screen, TooSmall)
        await shown.pilot.resize_terminal(120, 40)
        await shown.until(lambda: shown.screen is dialog, "the dialog")
        assert "too small" not in await shown.text()
        dialog.action_close()
        await shown.closed()
        assert len(shown.app.screen_stack) == 1
        await shown.pilot.resize_terminal(30, 8)
        await shown.until(lambda: isinstance(shown.screen, TooSmall), "the sentence again")
        await shown.pilot.resize_terminal(120, 40)
        await shown.closed()


async def test_whatever_is_open_outlives_any_size(demo):
    async with opened(demo) as shown:
        page = await shown.ask("app.help", TextView)
        for size in ((20, 5), (24, 8), (16, 5), (10, 5), (2, 2)):
            await shown.pilot.resize_terminal(*size)
            await shown.until(lambda: isinstance(shown.screen, TooSmall), f"too small at {size}")
        await shown.pilot.resize_terminal(120, 40)
        await shown.until(lambda: shown.screen is page, "the help")


async def test_the_palette_opens_once_however_small_it_gets(demo):
    async with opened(demo) as shown:
        shown.app.action_command_palette()
        await shown.until(lambda: isinstance(shown.screen, CommandPalette), "the palette")
        await shown.pilot.resize_terminal(39, 9)
        await shown.until(lambda: isinstance(shown.screen, TooSmall), "the sentence")
        shown.app.action_command_palette()
        await shown.quiet()
        assert sum(isinstance(screen, CommandPalette) for screen in shown.app.screen_stack) == 1
        await shown.pilot.resize_terminal(120, 40)
        await shown.until(lambda: isinstance(shown.screen, CommandPalette), "the palette again")


async def test_the_palette_takes_a_key_that_comes_before_its_list_is_drawn(demo):
    for key in ("pagedown", "pageup", "end", "home", "down"):
        async with opened(demo) as shown:
            await shown.pilot.press("ctrl+p", key)
            shown.screen.query_one("CommandList")._index_to_line.clear()
            shown.screen._action_command_list("page_down")
            await shown.pilot.press("escape")
            await shown.closed()


async def test_the_first_start_in_a_terminal_that_is_too_small_says_so():
    async with running(RolescopeApp(), (20, 5)) as shown:
        await shown.until(
            lambda: (
                isinstance(shown.screen, TooSmall)
                and any(isinstance(screen, Welcome) for screen in shown.app.screen_stack)
            ),
            "the sentence over the welcome",
        )
        await shown.pilot.resize_terminal(80, 24)
        await shown.until(lambda: isinstance(shown.screen, Welcome), "the welcome")


async def test_every_size_above_that_works(demo):
    async with opened(demo) as shown:
        for size in ((40, 10), (41, 11), (109, 40), (110, 21), (110, 22), (200, 60)):
            await shown.pilot.resize_terminal(*size)
            for pane in ("users", "fields", "why"):
                await shown.run(f"pane.{pane}")
                text = await shown.text()
                assert "1 Ro" in text
                assert "5 Why" in text
                assert shown.desk.pane.size.height > 1
                assert {len(line) for line in text.split("\n")} == {size[0]}


async def test_new_nodes_of_the_catalogue_are_told_when_the_workspace_opens(demo):
    with Workspace.open(demo) as workspace, workspace.writing() as connection:
        (nodes,) = connection.execute("SELECT nodes FROM known_nodes").fetchone()
        connection.execute("UPDATE known_nodes SET nodes = ?", (nodes.replace('"employee/inbox-management",', ""),))
    async with opened(demo) as shown:
        (said,) = shown.said
        assert said == "Revision 2: 1 new node of the catalogue arrives closed (PS-18). H shows them."
        assert shown.level("API Integration", "employee/inbox-management") == "deny"


async def test_the_start_page_has_help():
    async with running(RolescopeApp()) as shown:
        await shown.dialog(Welcome)
        await shown.pilot.press("question_mark")
        page = await shown.dialog(TextView)
        assert any("a file of your own" in line[0] for line in page.lines)
        await shown.pilot.press("escape")
        await shown.until(lambda: isinstance(shown.screen, Welcome), "the start page")


async def test_what_is_left_unsaved_is_told_after_leaving(demo, monkeypatch):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.deny")
        told: list[str] = []
        monkeypatch.setattr(shown.app, "exit", lambda message: told.append(message))
        await shown.run("app.quit")
        await shown.until(lambda: told, "the end")
        assert told == ["1 unsaved edit kept: rolescope opens it again."]
