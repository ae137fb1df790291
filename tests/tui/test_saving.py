"""History, settings, several tenants, and others at work on the same file."""

import threading
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.widgets import Input

from rolescope.rights.edits import ClearGrant, SetGrant, SetStatus
from rolescope.rights.model import Assignment, Rights
from rolescope.store import drafts
from rolescope.store.merge import Conflict
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from rolescope.tui.commands.settings import EVERYTHING
from rolescope.tui.palette import Palette
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.history import History, RevisionList
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.screens.resolve import Resolve
from rolescope.tui.screens.review import Review
from rolescope.tui.widgets.text_rows import TextRows
from tests.tui.helpers import BANKING, Shown, opened

API = "API Integration"
LEAVE = "employee/leave"
DENY: Rights = frozenset()
READ: Rights = frozenset({"read"})


@contextmanager
def another(path, author="colleague"):
    """Somebody else's workbench on the same file."""
    with Workspace.open(path) as workspace:
        yield Workbench(workspace, "Demo Payroll", author)


async def choose(shown: Shown, words: str) -> None:
    """Open tenant and settings, and take what the words narrow it to."""
    dialog = await shown.ask("view.tenant", Choose)
    dialog.query_one("Input").value = words
    await shown.quiet()
    assert sum(row.key is not None for row in dialog._list.rows) == 1, words
    dialog.action_choose()


async def confirmed(shown: Shown) -> Any:
    """Say yes to the question on show; gives the question."""
    dialog = await shown.dialog(Confirm)
    await shown.pilot.press("y")
    await shown.closed()
    return dialog


async def test_a_grant_cycled_back_to_what_is_saved_leaves_nothing_unsaved(demo):
    async with opened(demo) as shown:
        await shown.at(LEAVE)
        before = shown.level(API, LEAVE)
        await shown.run("grant.cycle")
        assert "1 unsaved" in await shown.text()
        await shown.run("grant.cycle")
        assert shown.unsaved == len(shown.session.workbench.draft_entries) == 1
        await shown.run("grant.cycle")
        assert shown.level(API, LEAVE) == before
        assert "unsaved" not in await shown.text()
        await shown.run("edit.save")
        assert shown.said[-1] == "Nothing to save: nothing differs from what is saved."
        await shown.run("edit.discard")
        assert shown.said[-1] == "Nothing to discard."
        await shown.run("edit.undo")
        assert shown.unsaved == 1


async def test_the_next_start_does_not_speak_of_edits_that_came_to_nothing(demo):
    async with opened(demo) as shown:
        await shown.user("bi-export")
        for status in ("inactive", "active"):
            shown.session.do(SetStatus("bi-export", status))
        await shown.run("app.quit")
    async with opened(demo) as shown:
        assert shown.said == []
        assert shown.session.workbench.can_undo


async def test_the_count_is_of_edits_and_review_says_in_how_many_places(demo):
    async with opened(demo) as shown:
        session = shown.session
        banking = [node for node in session.tenant.roles[API].grants if node.startswith(f"{BANKING}/")]
        assert len(banking) > 1
        session.do(ClearGrant(API, BANKING, subtree=True))
        shown.desk.refresh_all()
        assert "1 unsaved  " in await shown.text()
        await shown.ask("edit.save", Review)
        places = f"1 unsaved edit, by which {len(banking)} places will differ from what is saved"
        assert places in await shown.text()


# History


async def test_history_shows_revisions_newest_first_with_reason_author_time_and_edits(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        await shown.save("let the HR system write")
        dialog = await shown.ask("view.history", History)
        await shown.until(lambda: dialog.query_one(TextRows).row_count, "the edits")
        assert list(dialog.query_one(RevisionList).rows) == [2, 1]
        text = await shown.text()
        for word in ("2031-05-14 12:00", "by admin", "let the HR system write", "set Banking Details to Allow"):
            assert word in text
        await shown.pilot.press("down")
        await shown.until(lambda: "the first revision" in str(dialog.query_one(TextRows)._texts), "the first revision")
        assert "the demo as it is shipped" in await shown.text()
        await shown.pilot.press("escape")
        await shown.closed()
        assert shown.unsaved == 0


async def test_a_revision_is_reverted_as_a_new_unsaved_edit_and_later_ones_stay(demo):
    async with opened(demo) as shown:
        for name in (BANKING, LEAVE):
            await shown.at(name)
            await shown.run("grant.deny")
            await shown.save(f"close {name}")
        dialog = await shown.ask("view.history", History)
        await shown.until(lambda: dialog.query_one(RevisionList).row_count == 3, "the revisions")
        await shown.pilot.press("down", "r")
        await shown.closed()
        await shown.until(lambda: shown.unsaved == 1, "the revert")
        await shown.until(lambda: "Revision 2 is taken back in the draft: s reviews it." in shown.said, "the sentence")
        assert (shown.level(API, BANKING), shown.level(API, LEAVE)) == ("inherit", "deny")
        await shown.save("it was wrong")
        assert BANKING not in shown.stored().roles[API].grants


async def test_what_cannot_be_reverted_is_said(demo):
    async with opened(demo) as shown:
        dialog = await shown.ask("view.history", History)
        await shown.until(lambda: dialog.query_one(RevisionList).row_count == 1, "the revision")
        await shown.pilot.press("r")
        await shown.closed()
        await shown.until(lambda: shown.said, "the refusal")
        assert "there is nothing before it" in shown.said[0]
        assert shown.unsaved == 0


# Settings and tenants


async def test_the_list_of_tenants_opens_on_the_one_that_is_open(demo):
    async with opened(demo, tenant="Demo Finance") as shown:
        dialog = await shown.ask("view.tenant", Choose)
        assert dialog._list.cursor_key.key == ("tenant", "Demo Finance")


async def test_how_much_is_unsaved_is_one_number_wherever_it_stands(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("subtree.allow")
        await shown.at("employee/performance")
        await shown.run("grant.allow")
        assert shown.unsaved > shown.edits == 2
        top, *_ = (await shown.text()).splitlines()
        assert "2 unsaved  " in top
        dialog = await shown.ask("view.tenant", Choose)
        (here,) = [row for row in dialog._list.rows if row.key == ("tenant", "Demo Payroll")]
        assert "2 unsaved edits" in here.beside
        dialog.dismiss(None)
        await shown.closed()
        assert (await shown.ask("edit.discard", Confirm)).heading == "Discard 2 unsaved edits?"
        shown.screen.dismiss(None)
        await shown.closed()
        assert "2 unsaved edits, by which" in (await shown.ask("edit.save", Review)).query_one(TextRows)._texts[0][0]


async def test_tenants_and_settings_stand_apart_and_headings_are_passed_over(demo):
    async with opened(demo) as shown:
        dialog = await shown.ask("view.tenant", Choose)
        headings = [row.text for row in dialog._list.rows if row.key is None]
        assert headings == ["Tenants of demo.rolescope", "Settings of Demo Payroll"]
        seen = [dialog._list.cursor_key.key]
        for _ in range(3):
            await shown.pilot.press("down")
            seen.append(dialog._list.cursor_key.key)
        assert [kind for kind, _ in seen] == ["tenant", "tenant", "tenant", "setting"]
        await shown.pilot.press("up", "home")
        assert dialog._list.cursor_key.key == seen[0]
        # A slip onto a setting changes nothing: it is asked first.
        await shown.pilot.press("end", "up", "enter")
        await shown.dialog(Confirm)
        await shown.pilot.press("n")
        await shown.closed()
        assert shown.unsaved == 0


async def test_settings_are_found_in_the_palette_by_name(demo):
    async with opened(demo, tenant="Demo Finance") as shown:
        hits = [hit async for hit in Palette(shown.desk).search("subscriptions")]
        (hit,) = [hit for hit in hits if str(hit.text).startswith("Settings: ")]
        hit.command()
        await shown.dialog(LinkRoles)


async def test_a_setting_takes_its_next_value_and_the_preview_follows(demo):
    async with opened(demo) as shown:
        await choose(shown, "setting parent")
        asked = await confirmed(shown)
        assert asked.heading == "Set Parent gate to off?"
        assert any("gains export" in line[0] for line in asked.lines)
        assert shown.tenant.settings["parent_gate"] is False
        assert not shown.session.outcome.policy.gate
        assert "unsaved" in shown.said[-1]
        assert shown.unsaved == 1
        await shown.run("edit.undo")
        assert shown.session.outcome.policy.gate
        await choose(shown, "setting compan")
        await confirmed(shown)
        assert shown.session.company == "DEMO"
        await shown.save("roles by company")
        assert shown.stored().settings["role_per_company"] is True


async def test_the_companies_of_a_group_are_edited_where_its_settings_are(demo):
    async with opened(demo) as shown:
        await choose(shown, "companies")
        form = await shown.dialog(Form)
        assert form.query_one("#form-companies").value == "DEMO Demo Company; DEMO-UK Demo Company UK"
        form.query_one("#form-companies").value = "DEMO One; DEMO Two"
        await shown.pilot.press("enter")
        await shown.until(lambda: "The company DEMO is there twice." in str(form.query_one(".dialog--error").render()))
        form.query_one("#form-companies").value = "DEMO Demo Company"
        await shown.pilot.press("enter")
        await shown.until(lambda: "in DEMO-UK: take it away first." in str(form.query_one(".dialog--error").render()))
        form.query_one("#form-companies").value = "DEMO Demo Company; DEMO-UK Demo Company UK; DEMO-NZ Demo Company NZ"
        await shown.pilot.press("enter")
        asked = await confirmed(shown)
        assert asked.heading == "Set the companies to DEMO, DEMO-UK, DEMO-NZ?"
        assert [company.code for company in shown.tenant.companies] == ["DEMO", "DEMO-UK", "DEMO-NZ"]
        await shown.save("one more company")
        assert [company.name for company in shown.stored().companies][-1] == "Demo Company NZ"


async def test_ia_29_the_modules_subscribed_are_ticked_or_all_of_them(demo):
    async with opened(demo, tenant="Demo Finance") as shown:
        held = list(shown.tenant.settings["subscriptions"])
        await choose(shown, "setting subscr")
        dialog = await shown.dialog(LinkRoles)
        rows = dialog._list
        rows.cursor = rows.index_of(Assignment("Time"))
        dialog.action_give_or_take()
        dialog.action_keep()
        await confirmed(shown)
        assert shown.tenant.settings["subscriptions"] == [name for name in held if name != "time"]
        assert "unsaved (IA-29)" in shown.said[-1]
        await choose(shown, "setting subscr")
        dialog = await shown.dialog(LinkRoles)
        ticked = set(dialog._links.held)
        dialog.action_give_or_take()
        assert {row.role for row in dialog._links.held} == {EVERYTHING}
        assert f"Has {EVERYTHING}." in list(dialog.detail(rows.cursor_key or Assignment(EVERYTHING)))
        dialog.action_give_or_take()
        assert dialog._links.held == ticked
        dialog.action_give_or_take()
        dialog.action_keep()
        await confirmed(shown)
        assert shown.tenant.settings.get("subscriptions") is None
        assert "Subscriptions: all now" in shown.said[-1]
        await choose(shown, "setting subscr")
        (await shown.dialog(LinkRoles)).action_keep()
        await shown.closed()
        assert shown.unsaved == 1


async def test_a_setting_that_has_a_default_goes_around_its_choices_in_words(demo):
    async with opened(demo, tenant="Demo Finance") as shown:
        asked = []
        for mode, words in (("user_based", "user based"), ("role_based", "role based")):
            shown.desk.commands.change_setting("mode")
            asked.append((await confirmed(shown)).lines[0][0])
            assert shown.tenant.settings["mode"] == mode
            assert f"Permission mode: {words} now" in shown.said[-1]
        assert "kept without effect (IA-03): vendor-sync, vendor-group, empty-api and " in asked[0]
        assert "kept (IA-04): direct-grant." in asked[1]
        assert shown.unsaved == 0


async def test_another_tenant_of_the_workspace_is_opened_and_drafts_stay_apart(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.deny")
        await choose(shown, "finance")
        await shown.until(lambda: shown.tenant.name == "Demo Finance", "the tenant")
        await shown.settled()
        assert (shown.unsaved, shown.session.system.title) == (0, "Sage Intacct")
        assert "Demo Finance" in (await shown.text()).splitlines()[0]
        await choose(shown, "demo payroll")
        await shown.until(lambda: shown.tenant.name == "Demo Payroll", "the tenant")
        assert (shown.unsaved, shown.level(API, BANKING)) == (1, "deny")
        await choose(shown, "demo payroll")
        await shown.closed()
        assert shown.said[-1] == "Demo Payroll is open already."
        assert (shown.unsaved, shown.level(API, BANKING)) == (1, "deny")


async def test_the_switcher_shows_of_each_tenant_its_system_people_and_unsaved_edits(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.deny")
        dialog = await shown.ask("view.tenant", Choose)
        text = await shown.text()
        assert "● Demo Payroll" in text
        assert "open now · PaySpace · 13 users · 9 roles · 1 unsaved" in text
        assert "Sage Intacct · 33 users · 22 roles" in text
        assert "KeyPay · 20 users" in text
        dialog.action_close()
        await shown.closed()
        await choose(shown, "finance")
        await shown.until(lambda: shown.tenant.name == "Demo Finance", "the tenant")
        await shown.ask("view.tenant", Choose)
        assert "PaySpace · 13 users · 9 roles · 1 unsaved" in await shown.text()


async def test_the_tenant_that_was_open_last_is_open_again_at_the_next_start(demo):
    async with opened(demo) as shown:
        await choose(shown, "finance")
        await shown.until(lambda: shown.tenant.name == "Demo Finance", "the tenant")
    async with opened(demo) as shown:
        assert shown.tenant.name == "Demo Finance"
    async with opened(demo, tenant="Demo Business") as shown:
        assert shown.tenant.name == "Demo Business"
    with Workspace.open(demo) as workspace:
        workspace.remove_tenant("Demo Business")
    async with opened(demo) as shown:
        assert shown.tenant.name == "Demo Payroll"


# Others at work


async def test_what_others_saved_elsewhere_comes_in_with_the_save(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        with another(demo) as bench:
            bench.do(SetGrant(API, LEAVE, DENY))
            bench.save("no leave")
        review = await shown.ask("edit.save", Review)
        await shown.until(lambda: shown.session.workbench.head == 2, "what was saved elsewhere")
        review.query_one(Input).value = "a reason"
        review.action_save()
        await shown.until(lambda: not shown.unsaved, "the save")
        await shown.closed()
        assert shown.said[-1].startswith("Saved as revision 3")
        assert (shown.level(API, BANKING), shown.level(API, LEAVE)) == ("allow", "deny")
        assert shown.stored().roles[API].grants[LEAVE] == DENY


async def test_news_that_come_before_the_review_is_on_the_screen_stand_in_it(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        review = Review(shown.session, shown.desk.symbols)
        review.renew("Somebody saved meanwhile.")
        shown.app.push_screen(review)
        await shown.dialog(Review)
        assert "Somebody saved meanwhile." in await shown.text()


async def test_another_catalogue_that_others_gave_the_tenant_is_shown_once_the_draft_stands_on_it(demo):
    async with opened(demo) as shown:
        await shown.at("employee/performance/setup")
        await shown.run("grant.allow")
        await shown.run("edit.undo")
        assert len(shown.session.tree) > 1000
        with another(demo) as bench:
            few = ("employee", "employee/basic-information", BANKING, LEAVE)
            roles = {API: replace(bench.current.roles[API], grants={"employee": READ})}
            user = replace(bench.current.principals["hris-sync"], roles=(Assignment(API),))
            credentials = {"hris-prod": bench.current.credentials["hris-prod"]}
            tenant = replace(bench.current, roles=roles, principals={user.name: user}, credentials=credentials)
            bench.replace(tenant, [node.attributes for node in bench.tree.nodes if node.id in few])
            bench.save("only what we use")
        shown.app.start(shown.app._reload())
        await shown.until(lambda: len(shown.session.tree) < 10, "the other catalogue")
        await shown.settled()
        assert shown.desk.menu.rows == (0, 1, 3)
        assert shown.session.outcome.engine.tree is shown.session.tree
        await shown.at(BANKING)
        await shown.run("grant.deny")
        assert shown.level(API, BANKING) == "deny"


async def test_a_clash_is_shown_side_by_side_and_decided_before_the_save(demo):
    for key, kept in (("m", "allow"), ("t", "read_only")):
        async with opened(demo) as shown:
            await shown.at(BANKING)
            await shown.run("grant.allow")
            with another(demo) as bench:
                bench.do(SetGrant(API, BANKING, READ))
                bench.save("read only")
            shown.desk.run_command("edit.save")
            await shown.dialog(Resolve)
            text = await shown.text()
            assert text.index("before   inherits") < text.index("theirs   Read only") < text.index("mine     Allow")
            assert "role API Integration: Employee › Basic Information › Banking Details" in text
            assert "saved by colleague, 2031-05-14 12:00, as revision" in text
            assert BANKING not in text
            await shown.pilot.press(key)
            await shown.until(lambda: not isinstance(shown.screen, Resolve), "the decision")
            if key == "m":
                review = await shown.dialog(Review)
                assert shown.stored().roles[API].grants[BANKING] == READ
                review.query_one("Input").value = "mine after all"
                review.action_save()
                await shown.until(lambda: not shown.unsaved, "the save")
            await shown.closed()
            assert shown.level(API, BANKING) == kept
            assert shown.unsaved == 0
            await shown.run("grant.inherit")
            await shown.save("as it was")


async def test_a_clash_can_be_left_undecided(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        with another(demo) as bench:
            bench.do(SetGrant(API, BANKING, READ))
            bench.save("read only")
        shown.desk.run_command("edit.save")
        await shown.dialog(Resolve)
        await shown.pilot.press("escape")
        await shown.closed()
        assert (shown.unsaved, shown.level(API, BANKING)) == (1, "allow")
        assert shown.stored().roles[API].grants[BANKING] == READ


async def test_a_clash_that_comes_while_the_review_is_read_keeps_the_reason(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        review = await shown.ask("edit.save", Review)
        review.query_one("Input").value = "the HR system writes"
        with another(demo) as bench:
            bench.do(SetGrant(API, BANKING, READ))
            bench.save("read only")
        review.action_save()
        await shown.dialog(Resolve)
        await shown.pilot.press("m")
        review = await shown.dialog(Review)
        assert review.reason == "the HR system writes"
        assert shown.stored().roles[API].grants[BANKING] == READ


async def test_what_is_reviewed_is_what_the_edits_do_on_what_others_saved(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        assert "import +17" in await shown.text()
        with another(demo) as bench:
            bench.do(SetGrant(API, "employee", DENY))
            bench.save("nothing of employees")
        await shown.ask("edit.save", Review)
        await shown.until(lambda: "Revision 2" in str(shown.screen.query_one(TextRows)._texts), "what came meanwhile")
        text = await shown.text()
        assert "Revision 2 came meanwhile, by colleague: nothing of employees. Your edits stand on it now." in text
        assert "import 0" in text
        assert "gains import" not in text


async def test_an_impact_that_was_not_looked_at_is_not_saved(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        review = await shown.ask("edit.save", Review)
        await shown.quiet()
        review.query_one("Input").value = "the HR system writes"
        with another(demo) as bench:
            bench.do(SetGrant(API, LEAVE, DENY))
            bench.save("no leave")
        review.action_save()
        await shown.until(lambda: shown.screen is not review and isinstance(shown.screen, Review), "another review")
        await shown.until(lambda: shown.level(API, LEAVE) == "deny", "what came meanwhile")
        assert shown.unsaved == 1
        await shown.dialog(Review)
        assert shown.screen.reason == "the HR system writes"
        shown.screen.action_save()
        await shown.until(lambda: not shown.unsaved, "the save")
        assert shown.stored().roles[API].grants[LEAVE] == DENY


async def test_where_others_saved_the_very_same_nothing_is_left_unsaved(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        with another(demo) as bench:
            bench.do(SetGrant(API, BANKING, frozenset({"create", "read", "update", "delete"})))
            bench.save("allow")
        shown.desk.run_command("edit.save")
        await shown.until(lambda: not shown.unsaved, "the newest revision")
        await shown.closed()
        assert "unsaved" not in await shown.text()
        assert shown.said[-1].endswith("Nothing is left to save.")


async def test_what_others_save_comes_in_by_itself_and_is_told(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        with another(demo) as bench:
            bench.do(SetGrant(API, BANKING, DENY))
            bench.save("nobody")
        await shown.app.meanwhile.look()
        await shown.quiet()
        assert shown.level(API, BANKING) == "deny"
        assert shown.said == ["Revision 2 came meanwhile, by colleague: nobody."]
        with another(demo) as bench:
            bench.do(SetGrant(API, BANKING, READ))
            bench.save("look")
            bench.do(SetGrant(API, LEAVE, DENY))
            bench.save("no leave")
        await shown.run("grant.allow")
        for _ in range(2):
            await shown.app.meanwhile.look()
        await shown.quiet()
        assert shown.level(API, BANKING) == "allow"
        told = "Revision 4 was saved meanwhile and changes what you changed too: s lets you choose."
        assert shown.said.count(told) == 1


async def test_a_second_window_of_the_same_author_is_told_and_reads_the_draft_again(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        with another(demo, "admin") as bench:
            bench.do(SetGrant(API, LEAVE, DENY))
        await shown.run("grant.allow")
        await shown.until(lambda: shown.level(API, LEAVE) == "deny", "the other window's draft")
        await shown.settled()
        (said,) = shown.said
        assert "were changed in another window" in said
        assert shown.level(API, BANKING) == "inherit"
        assert shown.unsaved == 1
        await shown.run("grant.allow")
        await shown.save()
        grants = shown.stored().roles[API].grants
        assert (grants[LEAVE], len(grants[BANKING])) == (DENY, 4)


async def test_what_a_second_window_of_the_same_author_did_comes_in_by_itself(demo):
    async with opened(demo) as shown:
        with another(demo, "admin") as bench:
            bench.do(SetGrant(API, LEAVE, DENY))
        await shown.app.meanwhile.look()
        await shown.until(lambda: shown.level(API, LEAVE) == "deny", "the other window's draft")
        await shown.settled()
        assert shown.said == ["Your unsaved edits were changed or saved in another window. The draft was read again."]
        await shown.app.meanwhile.look()
        await shown.settled()
        assert len(shown.said) == 1
        await shown.at(BANKING)
        await shown.run("grant.allow")
        await shown.app.meanwhile.look()
        await shown.settled()
        assert (shown.said, shown.unsaved) == ([], 2)


async def test_nobody_looks_for_others_in_a_file_that_is_being_closed(demo):
    async with opened(demo) as shown:
        shown.app.open_tenant("Demo Finance")
        shown.app._look_for_others()
        await shown.until(lambda: shown.session.tenant.name == "Demo Finance", "the other tenant")
        await shown.settled()
        assert shown.said == []


def after_asking(shown: Shown, monkeypatch: pytest.MonkeyPatch, then: Callable[[], Awaitable[object]]) -> None:
    """Have something happen when the file has told of others, and before anybody knows."""
    do, asked = shown.app.store.do, shown.session.workbench.newer

    async def done(work: Callable[[], Any]) -> Any:
        found = await do(work)
        if work == asked:
            await then()
        return found

    monkeypatch.setattr(shown.app.store, "do", done)


async def test_what_others_saved_waits_for_a_form_that_is_opened_while_the_file_is_asked(demo, monkeypatch):
    async with opened(demo) as shown:
        with another(demo, "bob") as bench:
            bench.do(SetGrant(API, LEAVE, DENY))
            bench.save("his")
        with monkeypatch.context() as patch:
            after_asking(shown, patch, lambda: shown.ask("user.new", Form))
            await shown.app.meanwhile.look()
        assert (shown.session.workbench.head, shown.level(API, LEAVE)) == (1, "allow")
        shown.screen.action_close()
        await shown.closed()
        await shown.app.meanwhile.look()
        assert (shown.session.workbench.head, shown.level(API, LEAVE)) == (2, "deny")


async def test_a_clash_that_is_found_while_another_tenant_opens_is_nobodys(demo, monkeypatch):
    async with opened(demo) as shown:

        async def leave() -> None:
            shown.app.open_tenant("Demo Finance")
            raise Conflict([])

        after_asking(shown, monkeypatch, leave)
        await shown.app.meanwhile.look()
        await shown.until(lambda: shown.session.tenant.name == "Demo Finance", "the other tenant")
        await shown.settled()
        assert shown.said == []


async def test_a_broken_draft_is_dropped_only_when_asked(demo):
    with another(demo, "admin") as bench:
        bench.do(SetGrant(API, BANKING, READ))
        with bench.workspace.writing() as connection:
            connection.execute('UPDATE draft_log SET edit = \'{"edit": "nonsense"}\'')
    from rolescope.tui.app import RolescopeApp
    from tests.tui.helpers import ready, running

    async with running(RolescopeApp(demo)) as shown:
        dialog = await shown.dialog(Confirm)
        assert "The draft cannot be used" in await shown.text()
        dialog.action_yes()
        await ready(shown)
        assert (shown.unsaved, shown.level(API, BANKING)) == (0, "inherit")
    with another(demo, "admin") as bench:
        assert drafts.read(bench.workspace._connection, 1, "admin").timeline.log == ()


async def test_an_edit_that_others_made_impossible_is_a_sentence(demo):
    async with opened(demo) as shown:
        shown.desk.commands.do([ClearGrant("No such role", BANKING)], "x")
        await shown.quiet()
        assert shown.said == ["there is no role 'No such role'"]
        assert shown.unsaved == 0


async def test_a_file_that_cannot_be_written_any_more_is_a_sentence_and_nothing_is_lost_from_it(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        before = shown.tenant
        with Workspace.open(demo) as other, other.writing() as connection:
            fail = "BEGIN SELECT RAISE(FAIL, 'disk full'); END"
            connection.execute(f"CREATE TRIGGER full BEFORE INSERT ON draft_log {fail}")
        await shown.run("grant.allow")
        await shown.until(lambda: shown.said, "the error")
        await shown.settled()
        assert "disk full" in shown.said[0]
        assert (shown.unsaved, shown.tenant.roles[API].grants) == (0, before.roles[API].grants)


async def test_leaving_right_after_an_edit_that_cannot_be_written_stays_once_and_says_so(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        with Workspace.open(demo) as other, other.writing() as connection:
            fail = "BEGIN SELECT RAISE(FAIL, 'disk full'); END"
            connection.execute(f"CREATE TRIGGER full BEFORE INSERT ON draft_log {fail}")
        for command in ("grant.allow", "app.quit"):
            shown.desk.run_command(command)
        await shown.until(lambda: len(shown.said) == 2, "both messages")
        assert any("disk full" in said for said in shown.said)
        assert any("Not left" in said for said in shown.said)
        await shown.settled()
        assert shown.app.is_running
        assert not shown.app._exit
        await shown.run("app.quit")
        await shown.until(lambda: shown.app._exit, "the end")
    assert shown.app.return_code == 0


async def test_leaving_waits_for_a_slow_disk_and_says_so(demo):
    async with opened(demo) as shown:
        gate = threading.Event()
        shown.app.store.later(gate.wait, shown.app._not_written)
        await shown.at(BANKING)
        for command in ("grant.allow", "app.quit"):
            shown.desk.run_command(command)
        await shown.until(lambda: shown.said, "the message")
        assert "Waiting" in shown.said[0]
        assert not shown.app._exit
        gate.set()
        await shown.until(lambda: shown.app._exit, "the end")
    with another(demo, "admin") as bench:
        assert bench.unsaved == 1
