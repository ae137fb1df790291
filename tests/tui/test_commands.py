"""The registry of commands: bindings, help, footer and palette come from it; read-only mode; other keys."""

import re
from collections import Counter

import pytest

from rolescope.rights.model import facts
from rolescope.tui.actions import ACTIONS, ANYWHERE, AREAS, BY_ID, actions_of
from rolescope.tui.commands import Commands
from rolescope.tui.config import read_config
from rolescope.tui.keymap import KNOWN, LIST_KEYS, keymap_problems, usable
from rolescope.tui.offers import WITHOUT_SESSION
from rolescope.tui.palette import Palette
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.screens.review import Review
from rolescope.tui.status import status_of
from rolescope.tui.vocabulary import missing
from rolescope.tui.widgets.filter_line import FilterLine
from tests.tui.helpers import BANKING, Shown, changed_demo, opened, write_config

PANES = ("roles", "users", "menu", "fields", "why")
READ_ONLY = "This workspace is open read-only: nothing can be changed."


def keys(action) -> list[str]:
    return [key.strip() for key in action.keys.split(",")]


def test_each_command_has_an_id_of_its_own_and_a_method_that_carries_it_out():
    assert len(BY_ID) == len(ACTIONS)
    for action in ACTIONS:
        assert callable(getattr(Commands, action.method)), action.id
        assert set(action.areas) <= set(AREAS), action.id


def test_a_command_that_writes_is_guarded_and_one_that_does_not_is_not():
    for action in ACTIONS:
        assert getattr(getattr(Commands, action.method), "writes", False) is action.writes, action.id


@pytest.mark.parametrize("area", [area for area in AREAS if area != ANYWHERE])
def test_no_two_commands_share_a_key_where_both_work(area):
    here = Counter(key for action in actions_of(area) for key in keys(action))
    anywhere = Counter(key for action in actions_of(ANYWHERE) for key in keys(action))
    assert [key for key, times in here.items() if times > 1] == []
    assert [key for key, times in anywhere.items() if times > 1] == []
    lists = {key for own in LIST_KEYS.values() for key in own.split(",")}
    assert lists & (here.keys() | anywhere.keys()) == set()


async def test_every_key_of_the_registry_reaches_its_command_in_its_pane(demo, monkeypatch):
    async with opened(demo) as shown:
        called = []
        monkeypatch.setattr(type(shown.desk), "run_command", lambda desk, command: called.append(command))
        for area in PANES:
            shown.desk.go_to_pane(area)
            await shown.quiet()
            bound = shown.desk.active_bindings
            for action in (*actions_of(ANYWHERE), *actions_of(area)):
                for key in keys(action):
                    if key == "ctrl+q":
                        continue
                    found = bound[key]
                    await shown.app.run_action(found.binding.action, found.node)
                    first = next(a for a in (*actions_of(area), *actions_of(ANYWHERE)) if key in keys(a))
                    assert called.pop() == first.id, (area, key)


@pytest.mark.parametrize("pane", PANES)
async def test_help_lists_every_command_of_the_pane_with_its_keys_and_the_name_for_a_keymap(demo, pane):
    async with opened(demo) as shown:
        shown.desk.go_to_pane(pane)
        await shown.quiet()
        dialog = await shown.ask("app.help", TextView)
        said = {line[2]: line[0] for line in dialog.lines if len(line) > 2}
        here = (*actions_of(pane), *actions_of(ANYWHERE))
        assert set(said) == {action.id for action in here if not missing(shown.session, action, shown.app.keys)}
        for name, text in said.items():
            assert BY_ID[name].help in text
            assert shown.app.keys.all(name) in text


async def test_help_of_a_system_without_levels_speaks_its_words_and_leaves_out_what_it_never_does(demo):
    async with opened(demo, tenant="Demo Finance") as shown:
        for pane, never in (
            ("fields", {"grant.inherit", "grant.open-path", "view.company", "view.hidden"}),
            ("users", {"user.credential", "user.scope", "user.secret", "user.rule"}),
        ):
            await shown.run(f"pane.{pane}")
            dialog = await shown.ask("app.help", TextView)
            said = {line[2]: line[0] for line in dialog.lines if len(line) > 2}
            text = "\n".join(line[0] for line in dialog.lines)
            assert not never & set(said)
            assert "granted, without effect for the chosen user" in text
            assert "Deny" not in text
            assert "PS-" not in text
            assert pane != "fields" or "All: Set the row" in said["grant.allow"]
            await shown.pilot.press("escape")
            await shown.closed()
            for command in never:
                await shown.run(command)
                assert len(shown.said) == 1, command
                shown.app.clear_notifications()
                await shown.quiet()


# The footer


def footer(shown: Shown) -> str:
    return shown.desk.key_bar.render_line(0).text


@pytest.mark.parametrize("pane", PANES)
async def test_the_footer_shows_only_commands_of_the_registry_that_would_do_something(demo, pane):
    async with opened(demo, size=(250, 40)) as shown:
        await shown.user("hris-sync")
        await shown.at(BANKING)
        await shown.run(f"pane.{pane}")
        await shown.settled()
        text = footer(shown)
        for action in (*actions_of(pane), *actions_of(ANYWHERE)):
            drawn = re.search(rf"(?<!\w){re.escape(action.title)}  ", text) is not None
            twin = any(a.title == action.title and a.footer and shown.desk.offers(a.id) for a in actions_of(pane))
            assert drawn == ((action.footer and shown.desk.offers(action.id)) or twin), action.id


async def test_the_footer_follows_the_state(demo):
    async with opened(demo, size=(200, 40)) as shown:
        await shown.user("hris-sync")
        await shown.at(BANKING)
        await shown.settled()
        assert "Fix" in footer(shown)
        for word in ("Undo", "Review & save", "Open path"):
            assert word not in footer(shown)
        await shown.run("grant.allow")
        await shown.settled()
        assert "Fix" not in footer(shown)
        for word in ("Undo", "Review & save"):
            assert word in footer(shown)
        performance = "employee/performance"
        await shown.at(next(n.id for n in shown.session.tree.nodes if n.parent == performance))
        await shown.run("grant.allow")
        assert "P Open path" in footer(shown)


async def test_the_footer_leaves_out_keys_that_are_typed_and_commands_that_lack_a_role(demo, tmp_path):
    async with opened(demo) as shown:
        await shown.run("view.filter")
        await shown.until(lambda: isinstance(shown.focused, FilterLine), "the filter's line")
        await shown.quiet()
        text = footer(shown)
        assert "Clear filter" in text
        assert "/ Filter" not in text
        assert "? Help" not in text

    def empty(source):
        source["tenant"]["settings"].clear()
        source["roles"] = source["users"] = source["credentials"] = []

    async with opened(changed_demo(tmp_path / "empty.rolescope", empty)) as shown:
        assert "Allow" not in footer(shown)
        await shown.run("pane.roles")
        assert "n New" in footer(shown)
        assert "Delete" not in footer(shown)


async def test_however_narrow_the_footer_keeps_the_way_to_help_and_to_saving(demo):
    async with opened(demo, size=(44, 20)) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        assert "s Save" in footer(shown)
        assert "? Help" in footer(shown)
        assert len(footer(shown)) == 44


# Read-only


async def test_read_only_refuses_each_writing_command_with_a_sentence(demo):
    before = demo.read_bytes()
    async with opened(demo, read_only=True) as shown:
        await shown.user("hris-sync", "hris-prod")
        await shown.at(BANKING)
        await shown.settled()
        tenant = facts(shown.tenant)
        writing = [action.id for action in ACTIONS if action.writes]
        assert len(writing) > 20
        for command in writing:
            await shown.run(command)
            assert shown.said == [READ_ONLY], command
            assert shown.screen is shown.desk, command
            assert not shown.desk.offers(command)
            shown.app.clear_notifications()
            await shown.quiet()
        assert facts(shown.tenant) == tenant
    assert demo.read_bytes() == before


async def test_read_only_refuses_what_dialogs_lead_to_as_well_and_says_so_on_top(demo):
    from rolescope.tui.screens.choose import Choose
    from rolescope.tui.screens.history import History, RevisionList

    async with opened(demo, read_only=True) as shown:
        assert "read-only" in (await shown.text()).splitlines()[0]
        dialog = await shown.ask("view.history", History)
        await shown.until(lambda: dialog.query_one(RevisionList).row_count, "the revisions")
        dialog.action_revert()
        await shown.closed()
        await shown.until(lambda: shown.told == [READ_ONLY], "the refusal")
        dialog = await shown.ask("view.tenant", Choose)
        dialog._list.cursor = _place(dialog, ("setting", "parent_gate"))
        dialog.action_choose()
        await shown.closed()
        await shown.until(lambda: shown.told == [READ_ONLY] * 2, "the refusal")
        await shown.user("hris-sync")
        await shown.at(BANKING)
        await shown.settled()
        shown.desk.commands.apply_fix(0)
        await shown.quiet()
        assert shown.told == [READ_ONLY] * 3
        assert shown.tenant is shown.session.workbench.saved


async def test_read_only_shows_what_is_unsaved_and_what_it_would_change(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
    async with opened(demo, read_only=True) as shown:
        assert "s Review" in await shown.text()
        dialog = await shown.ask("edit.save", TextView)
        said = "\n".join(line[0] for line in dialog.lines)
        assert "set Banking Details to Allow" in said
        assert "Impact on 1 API user" in said


async def test_the_palette_offers_nothing_that_writes_in_read_only_mode(demo):
    async with opened(demo, read_only=True) as shown:
        titles = {str(hit.text) async for hit in Palette(shown.desk).discover()}
        writing = {action.title for action in ACTIONS if action.writes}
        reading = {action.title for action in ACTIONS if not action.writes}
        assert titles & (writing - reading) == set()
        assert {"Filter", "Find", "History", "Help"} <= titles


async def test_before_a_workspace_is_open_only_help_quit_and_opening_one_work():
    from rolescope.tui.app import RolescopeApp
    from tests.tui.helpers import running

    async with running(RolescopeApp()) as shown:
        offered = {action.method for action in ACTIONS if shown.desk.offers(action.id)}
        assert offered == WITHOUT_SESSION == {"help", "quit", "workspace"}
        for action in ACTIONS:
            if action.method not in WITHOUT_SESSION:
                shown.desk.run_command(action.id)
        assert shown.said == []


# Other keys


async def test_other_keys_from_the_settings_work_and_stand_in_help_and_footer(demo):
    write_config('[keys]\n"grant.deny" = "n"\n"edit.undo" = "backspace,ctrl+z"\n')
    async with opened(demo, size=(160, 40)) as shown:
        assert shown.said == []
        await shown.at(BANKING)
        await shown.pilot.press("n")
        assert shown.level("API Integration", BANKING) == "deny"
        assert "n Deny" in footer(shown)
        await shown.pilot.press("d")
        await shown.pilot.press("backspace")
        assert shown.unsaved == 0
        dialog = await shown.ask("app.help", TextView)
        (line,) = [line[0] for line in dialog.lines if line[1:] == ("", "grant.deny")]
        assert line.split()[0] == "n"


async def test_a_remapped_list_key_works(demo):
    write_config('[keys]\n"list.down" = "s"\n"edit.save" = "w"\n')
    async with opened(demo) as shown:
        assert shown.said == []
        await shown.pilot.press("s", "s")
        assert shown.desk.menu.cursor == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[keys]\n"grant.alow" = "x"\n', ["no command is called 'grant.alow'"]),
        ('[keys]\n"grant.deny" = "a"\n', ["'a' means both grant.allow and grant.deny in Menu and Fields"]),
        ('[keys]\n"view.find" = "s"\n', ["'s' means both edit.save and view.find."]),
        ('[keys]\n"edit.undo" = "j"\n', ["'j' means both edit.undo and list.down."]),
        ('[keys]\n"edit.save" = "ctrl+foo"\n', ["'ctrl+foo' of edit.save is no key; it keeps s ctrl+s"]),
        ('[keys]\n"edit.save" = "F3, w"\n', ["'F3' of edit.save is no key; it keeps w"]),
        ('[keys]\n"grant.deny" = 5\n', ["keys.grant.deny must be text"]),
        ('theme = "no-such-theme"\n', ["unknown theme 'no-such-theme'"]),
        ("theme = 5\n", ["theme must be a str, not 5"]),
        ('colour = "red"\n', ["unknown setting 'colour'; known are theme, ascii, keys"]),
        ("theme = [\n", ["not TOML"]),
        ('"[red]x[/]" = 1\n', ["unknown setting '[red]x[/]'"]),
    ],
)
async def test_faults_of_the_settings_are_reported_with_the_file_and_the_app_starts(demo, text, said):
    file = write_config(text)
    async with opened(demo) as shown:
        told = "\n".join(shown.said)
        for part in said:
            assert part in told
        if "keys:" not in told:
            assert str(file) in told
        assert shown.session.tenant.name == "Demo Payroll"


async def test_of_several_faults_the_first_is_told_and_the_help_lists_them_all(demo):
    write_config('[keys]\n"view.tenant" = "q"\n"edit.undo" = "j"\n"grant.deny" = "ctrl+foo"\n')
    async with opened(demo) as shown:
        await shown.quiet()
        (told,) = shown.said
        assert told.startswith("3 problems in the settings, ? lists them: keys: 'ctrl+foo' of grant.deny is no key")
        dialog = await shown.ask("app.help", TextView)
        problems = [line[0].strip() for line in dialog.lines if line[1] == "warning"]
        assert problems[1:] == [
            "keys: 'q' means both view.tenant and app.quit",
            "keys: 'j' means both edit.undo and list.down",
        ]


async def test_a_key_that_is_none_leaves_the_command_its_own_and_signs_may_be_written_as_they_are(demo):
    write_config('[keys]\n"edit.save" = "ctrl+foo"\n"view.find" = "/, f7"\n"view.filter" = "!"\n')
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.deny")
        await shown.pilot.press("s")
        await shown.dialog(Review)
        await shown.pilot.press("escape")
        await shown.closed()
        await shown.pilot.press("slash")
        await shown.dialog(Choose)
        await shown.pilot.press("escape")
        await shown.closed()
        await shown.pilot.press("exclamation_mark")
        await shown.until(lambda: shown.desk.query(FilterLine), "the filter")
        assert shown.app.keys.all("view.find") == "/ f7"


def test_settings_that_cannot_be_read_are_reported(tmp_path):
    assert read_config(tmp_path / "none.toml").problems == ()
    assert "cannot be read" in read_config(tmp_path).problems[0]
    (tmp_path / "latin.toml").write_bytes(b"theme = '\xe9'")
    assert "cannot be read" in read_config(tmp_path / "latin.toml").problems[0]


def test_every_key_that_the_app_itself_knows_is_one():
    for name, own in KNOWN.items():
        assert usable({name: own}) == {name: ",".join(key.strip() for key in own.split(","))}, name


@pytest.mark.parametrize(
    ("remapped", "clashes"),
    [
        ({}, 0),
        ({"grant.deny": "n"}, 0),
        ({"role.new": "a"}, 0),
        ({"grant.deny": "s"}, 0),
        ({"grant.deny": "d,r"}, 1),
        ({"edit.undo": "q"}, 1),
        ({"grant.deny": "j"}, 1),
        ({"edit.undo": "j"}, 1),
        ({"edit.undo": "n"}, 0),
        ({"view.find": "?"}, 1),
        ({"grant.deny": "j", "list.down": "down"}, 0),
        ({"list.down": "s"}, 0),
    ],
)
def test_a_key_of_a_pane_may_hide_one_that_works_anywhere_but_not_one_of_the_same_pane(remapped, clashes):
    assert len(list(keymap_problems(remapped))) == clashes


@pytest.mark.parametrize(
    ("command", "row", "whole"),
    [
        (
            "view.tenant",
            ("setting", "role_per_company"),
            "Each role counts only in the company it is linked to. Off: the least of all roles counts",
        ),
        ("why.fix", 1, "API Integration: set Employee to Allow 569 other cells and 118 hidden fields, 2 other users"),
    ],
)
async def test_a_row_that_is_cut_stands_in_full_below_the_list(demo, command, row, whole):
    async with opened(demo, size=(80, 24)) as shown:
        await shown.at(BANKING)
        await shown.settled()
        dialog = await shown.ask(command, Choose)
        assert whole not in _words(await shown.text())
        dialog._list.cursor = _place(dialog, row)
        await shown.quiet()
        assert whole in _words(await shown.text())


def _place(dialog, key):
    """The row of a choice."""
    return next(row for row, choice in enumerate(dialog._list.rows) if choice.key == key)


def _words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


async def test_a_fix_asked_for_before_any_was_worked_out_is_worked_out_then(demo):
    async with opened(demo) as shown:
        shown.desk.commands.go_to(shown.node(BANKING))
        assert not shown.desk.found_fixes
        shown.desk.run_command("why.fix")
        assert shown.said == []
        dialog = await shown.dialog(Choose)
        assert dialog._list.row_count > 1
        shown.desk.explain()
        dialog.action_choose()
        await shown.closed()
        assert shown.answer("hris-sync", "hris-prod", BANKING) == "yes"


async def test_what_was_undone_can_be_redone_and_the_footer_says_so_after_a_restart_too(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        assert "U Redo" not in footer(shown)
        await shown.save()
        await shown.run("edit.undo", "app.quit")
    async with opened(demo) as shown:
        assert "U Redo" in footer(shown)
        assert "u Undo" not in footer(shown)


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (120, "rolescope  Demo Payroll  PaySpace · DEMO, DEMO-UK   role API Integration · user hris-sync"),
        (80, "rolescope  Demo Payroll   role API Integration · user hris-sync"),
        (60, "Demo Payroll   role API Integration · user hris-sync"),
        (44, "Demo Payroll   role API Int… · user hris-sy…"),
        (40, "Demo Payroll   role API Integration"),
    ],
)
async def test_the_line_above_names_role_and_user_as_far_as_there_is_room(demo, width, names):
    async with opened(demo) as shown:
        await shown.quiet()
        left, right = status_of(shown.session, shown.desk.role, shown.desk.subject, width + 3, shown.desk.symbols)
        assert "".join(text for text, _ in left) == names
        assert right == []


async def test_whose_own_record_it_is_need_not_be_named_twice(demo):
    async with opened(demo, tenant="Demo Business") as shown:
        await shown.user("manager@example.com")
        left, _ = status_of(shown.session, shown.desk.role, shown.desk.subject, 120, shown.desk.symbols)
        assert "".join(text for text, _ in left).endswith("   record manager@example.com")
