"""The main job, as a new user would do it: find out why hris-sync cannot import, mend it, save, undo, come back."""

from rolescope.rights.policy import STOP
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.review import Review
from rolescope.tui.session import UserRow
from tests.tui.helpers import ACCOUNT, BANKING, Shown, opened

HRIS = ("hris-sync", "hris-prod")


async def asked_about_banking(shown: Shown) -> None:
    await shown.user("hris-sync")
    await shown.at(BANKING)
    await shown.settled()


async def text_of(shown: Shown, command: str, dialog: type) -> str:
    found = await shown.ask(command, dialog)
    text = await shown.text()
    found.dismiss(None)
    await shown.closed()
    return text


async def test_why_names_the_role_that_stops_the_import_although_the_credential_says_full_access(demo):
    async with opened(demo) as shown:
        await asked_about_banking(shown)
        found = shown.desk.why.explanation
        assert (found.subject.principal, found.subject.credential, found.answer) == (*HRIS, "no")
        assert (found.headline.layer, found.headline.rule) == (3, "PS-51")
        assert "API Integration: Read only on Banking Details, inherited from Employee" in found.headline.cause
        assert [step.layer for step in found.steps if step.verdict == STOP] == [3]
        lines = await shown.text()
        assert "Banking Details: import NO" in lines
        assert "✗ role API Integration:" in lines
        assert "✓ scope api.full_access" in lines


async def test_a_fix_is_two_keys_away_and_every_number_follows(demo):
    async with opened(demo) as shown:
        await asked_about_banking(shown)
        before = shown.session.counts(shown.desk.subject)
        await shown.pilot.press("f", "enter")
        await shown.closed()
        await shown.settled()
        assert shown.level("API Integration", BANKING) == "allow"
        assert shown.desk.why.explanation.answer == "yes"
        counts = shown.session.counts(shown.desk.subject)
        assert counts["export"] == before["export"]
        gained = counts["import"][0] - before["import"][0]
        assert gained == 17
        row = shown.row(shown.desk.users, UserRow(*HRIS)).split()
        assert {"▌", "hris-prod", "EI", "734", "81"} < set(row)
        assert any("+17" in part for part in row)
        top, *_ = (await shown.text()).splitlines()
        assert "1 unsaved  import +17  export 0" in top
        assert shown.said == ["Fixed, not saved yet."]
        # Who holds the same role by a read-only credential gains nothing.
        other = shown.row(shown.desk.users, UserRow("bi-export", "bi-prod"))
        assert sorted(other.split()) == ["734", "E·", "bi-prod", "·"]


async def test_the_fixes_are_those_that_touch_least_first_and_each_is_a_sentence(demo):
    async with opened(demo) as shown:
        await asked_about_banking(shown)
        fixes = shown.desk.found_fixes
        assert [fix.cells for fix in fixes] == sorted(fix.cells for fix in fixes)
        assert shown.desk.why.fix_sentence(fixes[0]) == "API Integration: set Banking Details to Allow"
        text = await text_of(shown, "why.fix", Choose)
        assert "API Integration: set Banking Details to Allow" in text
        assert "no other user" in text


async def test_review_says_each_edit_as_a_sentence_and_who_gains_what_and_why(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        await shown.at("employee/leave")
        await shown.run("subtree.deny")
        text = await text_of(shown, "edit.save", Review)
        for sentence in (
            "2 unsaved edits",
            "API Integration: set Banking Details to Allow",
            "API Integration: set Employee › Leave and everything below to Deny",
            "hris-sync / hris-prod",
            "gains import of 1 screen, 16 fields and 9 hidden fields (no → yes): Banking Details (25 fields)",
            "was stopped by layer 3, role API Integration: Read only on Banking Details",
            "loses import of",
            "now stopped by layer 3, role API Integration: Deny",
        ):
            assert sentence in text


async def test_review_tells_each_edit_of_a_step_that_has_several(demo):
    async with opened(demo) as shown:
        for name in (BANKING, "employee/basic-information/asset"):
            await shown.at(name)
            shown.desk.menu.toggle_mark()
        await shown.run("grant.deny")
        text = await text_of(shown, "edit.save", Review)
        assert "1 unsaved edit" in text
        for name in ("Banking Details", "Asset"):
            assert f"API Integration: set {name} to Deny" in text
        shown.session.workbench.discard()
        await shown.run("edit.undo")
        assert "Deny on 2 rows" in await text_of(shown, "edit.save", Review)


async def test_saving_needs_a_reason_and_keeps_it_in_the_history(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        await shown.ask("edit.save", Review)
        await shown.pilot.press("enter")
        assert "A revision needs a reason" in await shown.text()
        await shown.pilot.press(*"why", "enter")
        await shown.until(lambda: not shown.unsaved)
        await shown.closed()
        assert shown.said[-1] == "Saved as revision 2. u takes it back as a new edit."
        assert shown.stored().roles["API Integration"].grants[BANKING] == {"create", "delete", "read", "update"}
        assert "unsaved" not in await shown.text()
        await shown.run("edit.save")
        assert shown.said[-1] == "Nothing to save: nothing differs from what is saved."


async def test_after_saving_several_edits_it_is_said_what_undo_takes_back(demo):
    async with opened(demo) as shown:
        for place, command in ((BANKING, "grant.allow"), ("employee/leave", "grant.deny")):
            await shown.at(place)
            await shown.run(command)
        await shown.save()
        assert shown.said[-1].endswith("u takes its edits back one by one; H and r the whole revision.")
        await shown.run("edit.undo")
        assert shown.level("API Integration", BANKING) == "allow"


async def test_undo_takes_a_saved_step_back_as_a_new_edit(demo):
    async with opened(demo) as shown:
        await asked_about_banking(shown)
        await shown.run("grant.allow")
        await shown.save()
        await shown.run("edit.undo")
        await shown.settled()
        assert (shown.unsaved, shown.desk.why.explanation.answer) == (1, "no")
        assert shown.said[-1] == "Undone: API Integration: set Banking Details to Allow."
        assert BANKING in shown.stored().roles["API Integration"].grants
        await shown.run("edit.redo")
        assert (shown.unsaved, shown.level("API Integration", BANKING)) == (0, "allow")
        await shown.run("edit.undo")
        await shown.save("taken back")
        assert BANKING not in shown.stored().roles["API Integration"].grants


async def test_a_draft_waits_for_the_next_start_with_its_undo(demo):
    async with opened(demo) as shown:
        await shown.at(ACCOUNT)
        await shown.run("grant.allow")
        await shown.at("employee/leave")
        await shown.run("grant.deny", "app.quit")
    async with opened(demo) as shown:
        (said,) = shown.said
        assert "2 unsaved edits" in said
        assert "back" in said
        assert shown.desk.node == shown.node(ACCOUNT), "the first of them is where one goes on"
        assert shown.desk.fields.cursor_key == shown.node(ACCOUNT)
        assert shown.level("API Integration", "employee/leave") == "deny"
        await shown.run("edit.undo")
        assert shown.said[-1] == "Undone: API Integration: set Employee › Leave to Deny."
        await shown.run("edit.undo", "edit.undo")
        assert (shown.unsaved, shown.said[-1]) == (0, "Nothing to undo. U does again what was undone.")
        await shown.run("edit.redo")
        assert shown.level("API Integration", ACCOUNT) == "allow"


async def test_discarding_shows_what_goes_and_can_be_undone(demo):
    async with opened(demo) as shown:
        await shown.run("edit.discard")
        assert shown.said == ["Nothing to discard."]
        await shown.at(BANKING)
        await shown.run("grant.allow")
        await shown.at("employee/leave")
        await shown.run("grant.deny")
        dialog = await shown.ask("edit.discard", Confirm)
        assert "API Integration: set Employee › Leave to Deny" in await shown.text()
        assert "Discard 2 unsaved edits?" in await shown.text()
        dialog.action_close()
        await shown.closed()
        assert shown.unsaved == 2
        dialog = await shown.ask("edit.discard", Confirm)
        dialog.action_yes()
        await shown.closed()
        assert (shown.unsaved, shown.tenant) == (0, shown.session.workbench.saved)
        await shown.run("edit.undo")
        assert shown.unsaved
        assert shown.level("API Integration", "employee/leave") == "deny"
        assert shown.level("API Integration", BANKING) == "allow"
        assert shown.said[-1] == "Undone: discard: 2 edits."
        await shown.ask("edit.save", Review)
        text = await shown.text()
        assert "set Employee › Leave to Deny" in text
        assert "set Banking Details to Allow" in text
        assert "replace everything" not in text


async def test_every_total_leaves_hidden_fields_out_and_counts_them_beside(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.settled()
        fix = shown.desk.found_fixes[0]
        assert (fix.cells, fix.hidden) == (25, 9)
        assert "16 other cells and 9 hidden fields" in " ".join(shown.desk.why.side_effects(fix).split())
        await shown.run("grant.allow")
        assert "import +17  export 0" in (await shown.text()).splitlines()[0]
        await shown.ask("edit.save", Review)
        assert "import +17, export 0; hidden fields: import +9" in await shown.text()
        await shown.pilot.press("escape")
        await shown.closed()
        await shown.run("view.hidden")
        assert "import +26  export 0" in (await shown.text()).splitlines()[0]
        assert shown.desk.why.side_effects(fix).startswith("25 other cells,")
        await shown.ask("edit.save", Review)
        assert "Impact on 1 API user: import +26, export 0" in await shown.text()
