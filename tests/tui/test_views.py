"""What is shown: narrowed views, filters, search, the palette, folding, details, companies."""

from typing import Any

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from rolescope.rights.model import Subject
from rolescope.tui.palette import Palette
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.session import UserRow
from rolescope.tui.widgets.filter_line import FilterLine
from tests.tui.helpers import ACCOUNT, BANKING, Shown, changed_demo, drawn, opened

API = "API Integration"
BASIC = "employee/basic-information"
PANES = ("roles", "users", "menu", "fields", "why")


def ids(shown: Shown, rows) -> list[str]:
    return [shown.session.tree.nodes[row].id for row in rows]


async def test_each_pane_is_one_key_from_any_other(demo):
    async with opened(demo) as shown:
        for key, pane in zip("12345", PANES, strict=True):
            await shown.pilot.press(key)
            assert (shown.desk.current_pane, shown.focused.id) == (pane, pane)
        for pane in PANES:
            await shown.pilot.press("tab")
            assert shown.focused.id == pane


async def test_in_a_narrow_terminal_the_panes_are_tabs(demo):
    async with opened(demo, size=(80, 24)) as shown:
        for number, pane in enumerate(PANES, 1):
            await shown.run(f"pane.{pane}")
            text = await shown.text()
            (tabs,) = [line for line in text.splitlines() if "1 Roles" in line and "5 Why" in line]
            assert tabs.count("[") == 1
            assert tabs.index("[") == tabs.index(f"{number} ") - 1
            assert text.count("╭") == 1
        await shown.pilot.click(shown.desk.tabs, offset=(3, 0))
        assert shown.desk.current_pane == "roles"
        await shown.at(BANKING)
        assert "Banking Details: import NO for hris-sync" in await shown.text()


async def test_of_two_quick_switches_the_second_pane_is_the_current_one_at_once_and_stays_it(demo, monkeypatch):
    async with opened(demo) as shown:
        desk, marked = shown.desk, []
        mark = desk._mark_current

        def note() -> None:
            marked.append(desk.current_pane)
            mark()

        monkeypatch.setattr(desk, "_mark_current", note)
        desk.go_to_pane("roles")
        desk.go_to_pane("fields")
        await shown.quiet()
        assert marked[:2] == ["roles", "fields"]
        assert set(marked[2:]) <= {"fields"}
        assert desk.current_pane == "fields" == shown.focused.id


async def test_only_changed_narrows_every_pane_and_widens_again(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        await shown.at("employee/leave")
        before = [pane.row_count for pane in (shown.desk.roles, shown.desk.users, shown.desk.menu)]
        await shown.run("view.changed")
        assert list(shown.desk.roles.rows) == [API]
        assert list(shown.desk.users.rows) == [UserRow("hris-sync"), UserRow("hris-sync", "hris-prod")]
        assert ids(shown, shown.desk.menu.rows) == ["employee", BASIC, BANKING]
        await shown.at(BANKING)
        assert shown.desk.fields.row_count == 0
        assert shown.desk.fields.empty_text == "nothing changed here (C shows all)"
        await shown.at(ACCOUNT)
        await shown.run("grant.deny", "view.changed")
        assert ids(shown, shown.desk.fields.rows) == [ACCOUNT]
        assert "changed only" in await shown.text()
        await shown.run("view.changed")
        after = [pane.row_count for pane in (shown.desk.roles, shown.desk.users, shown.desk.menu)]
        assert after[:2] == before[:2]
        assert after[2] >= before[2]


async def test_a_changed_second_credential_stands_below_its_user_and_a_found_one_too(demo):
    async with opened(demo) as shown:
        await shown.user("bank-file", "bank-test")
        await shown.run("user.scope", "view.changed")
        assert list(shown.desk.users.rows) == [UserRow("bank-file"), UserRow("bank-file", "bank-test")]
        await shown.run("view.changed")
        shown.desk.users.filter_text = "bank-test"
        assert list(shown.desk.users.rows) == [UserRow("bank-file"), UserRow("bank-file", "bank-test")]


async def test_a_pane_says_what_it_is_narrowed_to_and_whose_reach_that_is(demo):
    async with opened(demo) as shown:
        await shown.user("bi-export")
        await shown.run("view.reach", "why.asked")
        shown.desk.menu.filter_text = "leave"
        assert str(shown.desk.menu.border_subtitle).startswith("only export of bi-export · “leave”")
        assert str(shown.desk.fields.border_subtitle).startswith("only export of bi-export · ")
        await shown.user("hris-sync")
        assert "only export of hris-sync" in str(shown.desk.menu.border_subtitle)
        await shown.run("view.reach")
        assert str(shown.desk.menu.border_subtitle) == f"“leave” · {shown.desk.menu.row_count}"
        shown.desk.users.filter_text = "bi-"
        assert str(shown.desk.users.border_subtitle) == "“bi-” · 1 user"
        shown.desk.users.filter_text = ""
        await shown.run("view.changed")
        for pane in (shown.desk.roles, shown.desk.users, shown.desk.menu, shown.desk.fields):
            assert str(pane.border_subtitle).startswith("changed only")


async def test_only_changed_without_a_change_says_so_in_each_pane(demo):
    async with opened(demo) as shown:
        await shown.run("view.changed")
        desk = shown.desk
        assert desk.roles.empty_text == "no role has unsaved edits (C shows all)"
        assert desk.users.empty_text == "no API user has unsaved edits (C shows all)"
        assert desk.menu.empty_text == "nothing changed (C shows all)"
        assert desk.roles.row_count == desk.users.row_count == desk.menu.row_count == 0
        # Who and what was chosen stays so, but nothing is done to what is not on show.
        top, *_ = (await shown.text()).splitlines()
        assert f"role {API}" in top
        assert desk.why.explanation.subject == Subject("hris-sync", "hris-prod")
        for command in ("grant.allow", "role.edit", "role.delete", "user.edit", "user.delete", "node.detail"):
            await shown.run(command)
        assert shown.unsaved == 0


async def test_reach_shows_only_what_the_user_can_do_and_follows_user_and_direction(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync", "hris-prod")
        await shown.run("view.reach")
        assert "only import of hris-sync" in await shown.text()

        def within(kind: str) -> bool:
            plane = shown.session.outcome.effective(shown.desk.subject).maybe[kind]
            span = shown.session.tree.subtree
            return all(plane & span(row) for row in shown.desk.menu.rows)

        assert within("import")
        assert BASIC in ids(shown, shown.desk.menu.rows)
        imports = shown.desk.menu.row_count
        await shown.run("why.asked")
        assert shown.desk.menu.row_count > imports
        assert within("export")
        await shown.user("bi-export", "bi-prod")
        await shown.run("why.asked")
        assert shown.desk.menu.row_count == 0
        assert "nothing in reach" in await shown.text()
        await shown.run("view.reach", "view.reach")
        assert shown.desk.menu.row_count > imports


async def test_reach_is_shown_of_one_kind_after_the_other_and_then_everything(demo):
    async with opened(demo) as shown:
        desk, everything = shown.desk, shown.desk.menu.row_count
        await shown.user("hris-sync", "hris-prod")
        seen = []
        for _ in range(3):
            await shown.run("view.reach")
            seen.append((desk.menu.reach, shown.session.asked))
        assert seen == [("import of hris-sync", "import"), ("export of hris-sync", "export"), ("", "import")]
        assert desk.menu.row_count == everything


async def test_reach_narrows_what_stands_inside_a_branch_as_well(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync", "hris-prod")
        await shown.at("employee")
        inside = shown.desk.fields.row_count
        await shown.run("view.reach")
        reach = shown.session.outcome.effective(shown.desk.subject).maybe["import"] & ~shown.session.left_out
        rows = shown.desk.fields.rows
        assert 0 < len(rows) < inside
        assert all(reach & shown.session.tree.subtree(row) for row in rows)


async def test_hidden_fields_are_left_out_until_asked_for(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        subject = Subject("hris-sync", "hris-prod")
        listed, counts = shown.desk.fields.row_count, shown.session.counts(subject)
        await shown.run("view.hidden")
        assert shown.desk.fields.row_count > listed
        assert shown.session.counts(subject)["export"] > counts["export"]
        assert shown.said == ["Hidden fields are shown and counted."]
        assert str(shown.desk.fields.border_subtitle).startswith("with hidden · ")
        assert str(shown.desk.users.border_subtitle) == "with hidden · 13 users"
        await shown.run("view.hidden")
        assert (shown.desk.fields.row_count, shown.session.counts(subject)) == (listed, counts)


async def test_asking_about_export_changes_the_question_of_why(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("why.asked")
        await shown.settled()
        assert (shown.desk.why.explanation.asked, shown.desk.why.explanation.answer) == ("export", "yes")
        assert "Why export" in await shown.text()


# Filters


async def test_each_pane_has_a_filter_of_its_own_that_enter_keeps_and_escape_clears(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        for pane, words, found in (
            ("roles", "leave", ["Leave Clerk"]),
            ("users", "read-only auditor", [UserRow("leave-app"), UserRow("leave-app", "leave-prod")]),
            ("menu", "bank det", None),
            ("fields", "swift", [shown.node(f"{BANKING}/swift-code")]),
        ):
            shown.desk.go_to_pane(pane)
            rows = shown.desk.pane.row_count
            await shown.run("view.filter")
            await shown.until(lambda: isinstance(shown.focused, FilterLine), "the filter's line")
            shown.focused.value = words
            await shown.quiet()
            if found is not None:
                assert list(shown.desk.pane.rows)[: len(found)] == found
            else:
                assert BANKING in ids(shown, shown.desk.pane.rows)
            assert shown.desk.pane.row_count < rows
            await shown.pilot.press("enter")
            assert shown.focused is shown.desk.pane
            assert shown.desk.pane.filter_text == words
            await shown.pilot.press("escape")
            assert (shown.desk.pane.filter_text, shown.desk.pane.row_count) == ("", rows)


async def test_a_filter_that_matches_nothing_says_what_and_how_to_clear_it(demo):
    async with opened(demo) as shown:
        for pane in ("roles", "users", "menu", "fields"):
            shown.desk.go_to_pane(pane)
            shown.desk.pane.filter_text = "xyzzy"
            assert "matches “xyzzy”" in shown.desk.pane.empty_text
            assert shown.desk.pane.row_count == 0
            await shown.run("view.filter")
            await shown.until(lambda: isinstance(shown.focused, FilterLine), "the filter's line")
            await shown.pilot.press("escape")
            assert shown.desk.pane.filter_text == ""


async def test_a_filtered_menu_unfolds_to_what_matches(demo):
    async with opened(demo) as shown:
        shown.desk.menu.filter_text = "Pay Rate Details"
        assert ids(shown, shown.desk.menu.rows)[:3] == [
            "employee",
            "employee/payroll-processing",
            "employee/payroll-processing/pay-rate-details",
        ]


async def test_what_is_inside_of_what_a_filter_finds_can_be_unfolded(demo):
    async with opened(demo) as shown:
        menu = shown.desk.menu
        shown.desk.go_to_pane("menu")
        menu.filter_text = "payroll processing"
        branch = "employee/payroll-processing"
        assert ids(shown, menu.rows)[:2] == ["employee", branch]
        at_first = list(menu.rows)
        assert menu.cursor_key == shown.node(branch)
        assert "▸ Payroll Processing" in shown.row(menu, menu.cursor_key)
        await shown.run("tree.expand")
        assert f"{branch}/pay-rate-details" in ids(shown, menu.rows)
        assert "▾ Payroll Processing" in shown.row(menu, menu.cursor_key)
        await shown.run("tree.expand")
        assert shown.session.tree.parent[menu.cursor_key] == shown.node(branch)
        menu.cursor -= 1
        await shown.run("tree.collapse")
        assert list(menu.rows) == at_first
        await shown.run("tree.expand")
        menu.filter_text = "payroll"
        menu.filter_text = "payroll processing"
        assert list(menu.rows) == at_first
        menu.filter_text = ""
        assert menu.can_unfold(shown.node(branch))  # what a filter unfolds is folded without it


async def test_a_view_of_what_changed_unfolds_nothing_else(demo):
    async with opened(demo) as shown:
        await shown.at("employee/payroll-processing")
        await shown.run("grant.deny", "view.changed")
        menu, branch = shown.desk.menu, shown.node("employee/payroll-processing")
        assert ids(shown, menu.rows) == ["employee", "employee/payroll-processing"]
        assert not menu.can_unfold(branch)
        assert "▸ Payroll" not in shown.row(menu, branch)


# Finding


async def test_find_knows_names_paths_and_names_of_the_api(demo):
    async with opened(demo) as shown:
        dialog = await shown.ask("view.find", Choose)
        for words, wanted in (
            ("Account No", ACCOUNT),
            ("BankAccountNo", ACCOUNT),
            ("banking-details swift", f"{BANKING}/swift-code"),
            ("EmployeeBankDetail", BANKING),
        ):
            dialog.query_one(Input).value = words
            await shown.quiet()
            assert wanted in ids(shown, [row.key for row in dialog._list.rows])[:5], words
        dialog.query_one(Input).value = "xyzzy"
        await shown.quiet()
        assert "nothing matches" in await shown.text()
        dialog.query_one(Input).value = "BankAccountNo"
        await shown.quiet()
        await shown.pilot.press("enter")
        await shown.closed()
        await shown.until(lambda: shown.desk.node == shown.node(ACCOUNT))
        assert shown.desk.current_pane == "fields"
        assert shown.desk.fields.cursor_key == shown.node(ACCOUNT)
        assert shown.desk.menu.cursor_key == shown.node(BANKING)


async def test_find_goes_to_a_hidden_field_and_shows_it(demo):
    async with opened(demo) as shown:
        hidden = shown.session.outcome.policy.hidden & shown.session.parts
        node = hidden.bit_length() - 1
        shown.desk.commands.go_to(node)
        await shown.settled()
        assert shown.desk.fields.cursor_key == node
        assert shown.session.show_hidden


async def test_going_to_a_node_leaves_views_and_filters_that_do_not_show_it(demo):
    async with opened(demo) as shown:
        desk, subject = shown.desk, Subject("hris-sync", "hris-prod")
        counts = shown.session.counts(subject)
        await shown.at(BANKING)
        await shown.run("grant.deny", "view.changed")
        desk.menu.filter_text = "leave"
        for name in (ACCOUNT, BANKING):
            await shown.at(name)
            await shown.settled()
            assert desk.node == shown.node(name)
        assert desk.menu.cursor_key == shown.node(BANKING)
        assert desk.roles.row_count == len(shown.tenant.roles)
        await shown.run("edit.undo")
        # A field that nobody hides does not bring the hidden ones into view.
        assert shown.session.counts(subject) == counts
        await shown.run("view.changed")
        assert desk.menu.row_count == 0
        await shown.run("view.changed", "view.reach")
        await shown.at("configuration")
        await shown.user("bi-export")
        assert desk.menu.cursor_key == shown.node("configuration")
        assert not desk.only_reach


async def palette_hits(shown: Shown, words: str) -> dict[str, Any]:
    palette = Palette(shown.desk)
    return {str(hit.text): hit async for hit in palette.search(words)}


async def test_the_palette_finds_commands_roles_users_credentials_and_nodes_and_goes_there(demo):
    async with opened(demo) as shown:
        for words, name, arrived in (
            ("leave clerk", "Role: Leave Clerk", lambda: shown.desk.role == "Leave Clerk"),
            ("bi-export", "API user: bi-export", lambda: shown.desk.user_row == UserRow("bi-export")),
            ("clock-push", "Credential: clock-push", lambda: shown.desk.user_row.credential == "clock-push"),
            ("banking details", "Screen: Banking Details", lambda: shown.desk.node == shown.node(BANKING)),
            ("swiftcode", "Field: SwiftCode", lambda: shown.desk.node == shown.node(f"{BANKING}/swift-code")),
        ):
            hits = await palette_hits(shown, words)
            assert name in hits, words
            hits[name].command()
            await shown.quiet()
            assert arrived(), name


async def test_the_palette_finds_commands_by_what_they_do(demo):
    async with opened(demo) as shown:
        for words, command in (("new role", "New"), ("delete role", "Delete"), ("copy role", "Copy")):
            assert any(name.startswith(command) for name in await palette_hits(shown, words)), words


async def test_the_palette_goes_to_what_a_narrowed_view_leaves_out(demo):
    async with opened(demo) as shown:
        await shown.run("view.changed")
        (await palette_hits(shown, "leave clerk"))["Role: Leave Clerk"].command()
        assert shown.desk.role == "Leave Clerk"
        await shown.run("view.changed")
        (await palette_hits(shown, "clock-push"))["Credential: clock-push"].command()
        assert shown.desk.user_row.credential == "clock-push"


async def test_the_palette_carries_out_a_command_in_the_pane_it_belongs_to(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("pane.why")
        (await palette_hits(shown, "Allow"))["Allow"].command()
        assert shown.level(API, BANKING) == "allow"
        hits = await palette_hits(shown, "u")
        assert "Undo" in hits
        assert "Redo" not in hits


async def test_ctrl_p_opens_the_palette_with_all_commands(demo):
    async with opened(demo) as shown:
        await shown.pilot.press("ctrl+p")
        await shown.until(lambda: isinstance(shown.screen, CommandPalette))
        await shown.pilot.press(*"unlink")
        await shown.until(lambda: "Credential: unlinked-key" in _prompts(shown), "the credential")
        await shown.pilot.press("enter")
        await shown.closed()
        await shown.until(lambda: shown.desk.user_row == UserRow(None, "unlinked-key"))


def _prompts(shown: Shown) -> str:
    return "\n".join(str(option.prompt) for option in shown.screen.query_one("CommandList")._options)


# Moving in the tree


async def test_the_tree_folds_and_unfolds_with_arrows_and_enter(demo):
    async with opened(demo) as shown:
        menu, basic = shown.desk.menu, shown.node(BASIC)
        await shown.at(BASIC)
        assert menu.can_unfold(basic)
        await shown.run("tree.expand")
        assert menu.can_fold(basic)
        await shown.run("tree.expand")
        assert shown.session.tree.parent[menu.cursor_key] == basic
        await shown.run("tree.collapse")
        assert menu.cursor_key == basic
        await shown.run("tree.collapse", "tree.collapse")
        assert (menu.can_unfold(basic), menu.cursor_key) == (True, shown.node("employee"))
        await shown.run("tree.expand-all")
        everything = menu.row_count
        await shown.run("tree.collapse-all")
        assert (menu.row_count, menu.cursor) == (5, 0)
        assert everything > 90
        shown.desk.commands.enter("menu")
        assert menu.can_fold(0)


async def test_enter_goes_from_role_to_menu_to_fields_to_details(demo):
    async with opened(demo) as shown:
        shown.desk.go_to_pane("roles")
        await shown.pilot.press("enter")
        assert shown.desk.current_pane == "menu"
        await shown.at(f"{BASIC}/dependants")
        await shown.run("pane.menu")
        shown.desk.commands.enter("menu")
        await shown.quiet()
        assert shown.desk.current_pane == "fields"
        shown.desk.commands.enter("fields")
        await shown.dialog(TextView)
        assert "API Integration: Allow" in await shown.text()


async def test_details_tell_api_facts_every_role_and_every_user(demo):
    async with opened(demo, size=(120, 80)) as shown:
        await shown.at(ACCOUNT)
        dialog = await shown.ask("node.detail", TextView)
        said = [line[0] for line in dialog.lines]
        assert any("BankAccountNo" in line for line in said)
        assert "API Integration: Read only, ↑ from Employee" in said
        assert any(line.startswith("Payroll Administrator: Allow, ↑ from Employee") for line in said)
        assert any(line.startswith("hris-sync / hris-prod: export yes, import no (read") for line in said)
        assert len([line for line in said if line.startswith(("bi-", "dw-"))]) == 2


async def test_enter_in_why_goes_to_the_grant_that_decides_or_takes_the_fix(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        await shown.at(ACCOUNT)
        await shown.settled()
        why = shown.desk.why
        await shown.run("pane.why")
        steps = why.explanation.steps
        stop = steps.index(why.explanation.headline)
        why.cursor = next(row for row, line in enumerate(why._lines_shown) if line.step == stop)
        shown.desk.commands.enter("why")
        await shown.settled()
        assert (shown.desk.node, shown.desk.current_pane) == (shown.node("employee"), "menu")
        await shown.at(ACCOUNT)
        await shown.settled()
        await shown.run("pane.why")
        why.cursor = next(row for row, line in enumerate(why._lines_shown) if line.fix == 0)
        shown.desk.commands.enter("why")
        await shown.settled()
        assert (why.explanation.answer, shown.unsaved) == ("yes", 1)


async def test_the_full_explanation_names_every_layer_with_its_rule(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.settled()
        dialog = await shown.ask("why.full", TextView)
        steps = shown.desk.why.explanation.steps
        said = "\n".join("  ".join(line) for line in dialog.lines)
        assert all(step.cause in said and step.rule in said for step in steps)
        assert "Fix 1" in said


async def test_a_click_chooses_and_a_second_one_opens(demo):
    async with opened(demo) as shown:
        desk = shown.desk
        await shown.pilot.click(desk.users, offset=(6, 4))
        assert shown.focused is desk.users
        assert desk.users.cursor == 2
        await shown.pilot.click(desk.menu, offset=(3 + 1 + 2, 2))
        assert desk.menu.can_fold(shown.node(BASIC))


# Companies


async def test_where_roles_differ_by_company_one_key_shows_the_next_one(tmp_path):
    def per_company(source):
        source["tenant"]["settings"]["role_per_company"] = True

    async with opened(changed_demo(tmp_path / "companies.rolescope", per_company)) as shown:
        assert "API users in DEMO " in await shown.text()
        seen = {}
        for _ in range(2):
            subject = Subject("leave-group", "group-prod", shown.session.company)
            seen[shown.session.company] = shown.session.counts(subject)["import"]
            await shown.run("view.company")
        assert seen["DEMO"] != seen["DEMO-UK"]
        assert shown.session.company == "DEMO"
        await shown.run("view.company")
        assert "API users in DEMO-UK" in await shown.text()
        assert shown.desk.why.explanation.subject.company == "DEMO-UK"
        assert shown.desk.offers("view.company")


async def test_where_they_do_not_the_company_key_says_so_and_is_not_offered(demo):
    async with opened(demo) as shown:
        assert not shown.desk.offers("view.company")
        await shown.run("view.company")
        assert shown.said == [
            "Roles do not differ by company here: the setting under T is off, or there is no company."
        ]


async def test_escape_from_the_filter_goes_back_to_the_row_one_came_from(demo):
    async with opened(demo) as shown:
        await shown.at("employee/leave")
        await shown.run("view.filter")
        await shown.until(lambda: isinstance(shown.focused, FilterLine), "the filter's line")
        shown.focused.value = "payroll"
        await shown.quiet()
        assert shown.desk.menu.cursor_key != shown.node("employee/leave")
        await shown.pilot.press("escape")
        await shown.quiet()
        assert shown.desk.menu.cursor_key == shown.node("employee/leave")


async def test_what_the_menu_does_not_have_is_found_in_the_whole_tree_with_what_was_typed(demo):
    async with opened(demo, (80, 24)) as shown:
        await shown.run("pane.menu", "view.filter")
        await shown.until(lambda: isinstance(shown.focused, FilterLine), "the filter's line")
        shown.focused.value = "swiftcode"
        await shown.quiet()
        assert shown.desk.menu.empty_text.endswith("(escape clears); ^g finds in the whole tree")
        await shown.pilot.press("ctrl+g")
        dialog = await shown.dialog(Choose)
        assert dialog._line.value == "swiftcode"
        await shown.pilot.press("enter")
        await shown.closed()
        await shown.settled()
        field = shown.node(f"{BANKING}/swift-code")
        assert (shown.desk.node, shown.desk.fields.cursor_key) == (field, field)


async def test_marks_are_counted_with_those_that_are_out_of_sight(demo):
    async with opened(demo, (80, 24)) as shown:
        await shown.run("pane.menu", "tree.expand-all")
        menu = shown.desk.menu
        menu.toggle_mark()
        await shown.quiet()
        assert str(menu.border_subtitle) == "1 marked · 1,700 nodes"
        await shown.pilot.press("end", "m")
        await shown.quiet()
        assert str(menu.border_subtitle) == "2 marked, 1 out of sight · 1,700 nodes"
        await shown.run("grant.deny")
        assert "Deny on 2 marked rows" in shown.said[-1]
        await shown.pilot.press("escape", "m", "i")
        await shown.quiet()
        assert "Inherit on 1 marked row;" in shown.said[-1]


async def test_what_roles_say_nothing_at_a_node_is_told_in_one_line(demo):
    async with opened(demo, tenant="Demo Finance") as shown:
        await shown.at("accountsPayable/vendors")
        dialog = await shown.ask("node.detail", TextView)
        told = [line[0] for line in dialog.lines if "nothing said here" in line[0]]
        silent = [n for n, r in shown.tenant.roles.items() if "accountsPayable/vendors" not in r.grants]
        (line,) = told
        assert all(name in line for name in silent)


async def test_the_palette_names_keys_and_lists_the_products_commands_first(demo):
    async with opened(demo) as shown:
        hits = [hit async for hit in Palette(shown.desk).discover()]
        names = [str(hit.prompt) for hit in hits]
        assert names[0] == "Allow   a"
        assert names[-2:] == ["Theme", "Screenshot"]
        assert "Find   ^g" in names
        assert list(shown.app.get_system_commands(shown.desk)) == []


@pytest.mark.parametrize("tenant", ["Demo Payroll", "Demo Finance", "Demo Business"])
async def test_the_full_explanation_is_drawn_whatever_the_answer_and_whether_a_fix_is_known_or_not(demo, tenant):
    async with opened(demo, tenant=tenant) as shown:
        shown.desk.users.cursor = shown.desk.users.row_count - 1
        told = set()
        for node in range(0, len(shown.desk.session.tree), 7):
            shown.desk.look(node)
            assert shown.desk.at_rest.go_on(10)
            why = shown.desk.why
            kind = why.explanation and (why.explanation.answer, bool(why.fixes))
            if kind not in told:
                told.add(kind)
                dialog = await shown.ask("why.full", TextView)
                assert drawn(shown.app) and dialog.lines
                dialog.dismiss()
                await shown.closed()
        assert ("no", False) in told or ("unknown", False) in told
