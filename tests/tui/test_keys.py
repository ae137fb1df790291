"""A key that a sentence names is the one to press: the user's own where there is one."""

import re
from typing import Any

import pytest
from textual.binding import Binding

from rolescope.tui.actions import ACTIONS, BY_ID
from rolescope.tui.keymap import KNOWN, LIST_KEYS, Keys
from rolescope.tui.pages.help import help_lines
from rolescope.tui.screens.dialog import Dialog, TextView
from rolescope.tui.screens.form import Form
from tests.tui.helpers import BANKING, changed_demo, opened, write_config

OWN = {
    name: f"f{number}"
    for number, name in enumerate(
        (
            "user.roles",
            "edit.save",
            "edit.discard",
            "edit.undo",
            "edit.redo",
            "list.mark",
            "list.clear",
            "user.copy",
            "user.paste",
            "grant.copy",
            "pane.roles",
            "role.new",
            "user.new",
            "view.history",
            "view.tenant",
            "view.hidden",
            "modal.close",
            "list.up",
            "list.down",
        ),
        2,
    )
}


@pytest.fixture
def own_keys():
    write_config("[keys]\n" + "".join(f'"{name}" = "{key}"\n' for name, key in OWN.items()))


def test_a_key_is_called_as_in_the_footer_and_escape_by_its_name():
    keys = Keys({"edit.undo": "ctrl+z,f5", "view.find": "question_mark"})
    assert keys.all("edit.undo") == "^z f5"
    assert keys.first("edit.undo") == "^z"
    assert keys.first("view.find") == "?"
    assert keys.first("edit.discard") == "^x"
    assert keys.first("list.clear") == "escape"
    assert keys.all("list.mark-up") == "shift+↑"


async def test_keys_are_called_as_textual_calls_them_in_the_footer(demo):
    async with opened(demo) as shown:
        for action in ACTIONS:
            first = action.keys.split(",")[0]
            assert shown.app.keys.first(action.id) == shown.app.get_key_display(Binding(first, ""))


async def test_messages_name_the_users_own_keys(demo, own_keys):
    async with opened(demo) as shown:
        desk = shown.desk

        async def told(*commands: str) -> str:
            shown.app.clear_notifications()
            await shown.run(*commands)
            return " ".join(shown.said)

        await shown.at(BANKING)
        assert f"{OWN['grant.copy']} copies" in await told("grant.paste")
        assert f"link them with {OWN['user.roles']}." in await told("user.rule")
        assert f"under {OWN['view.tenant']} is off" in await told("view.company")
        await shown.user("hris-sync")
        said = await told("user.copy")
        assert f"with {OWN['list.mark']}, then {OWN['user.paste']} gives" in said
        assert f"with {OWN['user.copy']} first" in await told("user.paste")
        await shown.at(BANKING)
        desk.menu.action_toggle_mark()
        assert f"{OWN['list.clear']} takes the marks off" in await told("grant.deny")
        await told("edit.undo")
        assert f"{OWN['edit.redo']} does again" in await told("edit.undo")
        await told("edit.redo")
        await shown.save()
        assert f"{OWN['edit.undo']} takes it back" in " ".join(shown.said)


async def test_unsaved_edits_from_last_time_name_the_users_own_keys(demo, own_keys):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.deny")
    async with opened(demo) as shown:
        await shown.quiet()
        assert f"{OWN['edit.save']} reviews, {OWN['edit.discard']} discards" in " ".join(shown.said)


async def test_panes_and_dialogs_name_the_users_own_keys(demo, own_keys):
    async with opened(demo) as shown:
        desk = shown.desk
        for pane in (desk.roles, desk.users, desk.menu, desk.fields):
            pane.filter_text = "xyzzy"
            assert f"({OWN['list.clear']} clears)" in pane.empty_text
            pane.filter_text = ""
        form = await shown.ask("user.new", Form)
        assert f"link roles with {OWN['user.roles']} afterwards" in form._note
        assert f"{OWN['modal.close']} leave" in hint(form)
        await shown.pilot.press(OWN["modal.close"])
        await shown.closed()
        page = await shown.ask("app.help", TextView)
        assert hint(page) == f"{OWN['list.up']} {OWN['list.down']} scroll · {OWN['modal.close']} close"


def hint(dialog: Dialog[Any]) -> str:
    """What the frame of a dialog says of its keys."""
    told = dialog.query_one(".dialog--box")._border_subtitle
    return told.plain if told is not None else ""


async def test_an_empty_pane_says_with_which_key_to_begin(tmp_path, own_keys):
    def empty(source):
        source["roles"], source["users"], source["credentials"], source["pins"] = [], [], [], []

    async with opened(changed_demo(tmp_path / "empty.rolescope", empty)) as shown:
        assert shown.desk.roles.empty_text == f"no role yet: press {OWN['role.new']}"
        assert shown.desk.users.empty_text == f"no API user yet: press {OWN['user.new']}"
        await shown.at(BANKING)
        await shown.run("grant.deny")
        assert shown.said[-1] == f"Make a role first: {OWN['pane.roles']}, then {OWN['role.new']}."


async def test_why_names_the_users_own_key_to_link_a_role_with(demo, own_keys):
    async with opened(demo, tenant="Demo Finance") as shown:
        await shown.user("new-api", focus=False)
        await shown.settled()
        assert f"holds no role: link one with {OWN['user.roles']} first" in await shown.text()


def test_help_of_lists_names_the_users_own_keys():
    text = "\n".join(line[0] for line in help_lines("menu", Keys(OWN), None))
    assert re.search(rf"{OWN['list.mark']} +mark the row", text)
    assert re.search(rf"{OWN['list.up']} {OWN['list.down']} +move", text)


def test_every_command_that_has_a_key_can_be_asked_for_it():
    assert {*BY_ID, *LIST_KEYS} <= set(KNOWN)
