"""Thousands of API users: what is asked of all of them at once looks at each a few times, not at each for each."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from typing import Any

import pytest

from rolescope.rights.edits import ReplaceTenant
from rolescope.rights.engine import Outcome
from rolescope.rights.impact import Impacts, SubjectImpact, impact_on
from rolescope.rights.model import UI, Assignment, Credential, Group, Principal, Subject
from rolescope.tui.draft import AT_ONCE
from rolescope.tui.lines import Lines, begun
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.screens.groups import Groups
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.screens.review import Review
from rolescope.tui.session import UserRow
from rolescope.tui.widgets.row_list import RowList
from rolescope.tui.widgets.text_rows import TextRows
from tests.tui import finance
from tests.tui.helpers import Shown, opened

MANY = 300


class Counted(dict[str, Any]):
    """A table that counts how often all of it is gone through."""

    times = 0

    def values(self) -> Any:
        self.times += 1
        return super().values()


@pytest.fixture
def compared(monkeypatch):
    """How often two assignments were compared."""
    times, equal = Counter[str](), Assignment.__eq__

    def counting(one: Assignment, other: object) -> bool:
        times["=="] += 1
        return equal(one, other)

    monkeypatch.setattr(Assignment, "__eq__", counting)
    return times


async def test_a_letter_in_the_filter_goes_through_the_credentials_once_for_all_rows(demo):
    async with opened(demo) as shown:
        tenant = shown.tenant
        users = {f"u{n}": Principal(f"u{n}") for n in range(MANY)}
        keys = {f"k{n}": Credential(f"k{n}", f"u{n}", "api.update") for n in range(MANY)}
        shown.session.do(ReplaceTenant(replace(tenant, principals=users, credentials=keys)))
        outcome = shown.session.outcome
        counted = Counted(outcome.tenant.credentials)
        object.__setattr__(outcome.tenant, "credentials", counted)
        shown.desk.refresh_all()
        shown.desk.users.filter_text = "api.update"
        assert len(shown.desk.users.rows) == 2 * MANY
        assert counted.times < 10


async def test_a_filter_by_scope_finds_a_credential_without_user_by_its_own_alone(demo):
    async with opened(demo) as shown:
        loose = {name: Credential(name, None, f"api.{name}") for name in ("one", "other")}
        shown.session.do(ReplaceTenant(replace(shown.tenant, credentials=loose)))
        shown.desk.refresh_all()
        shown.desk.users.filter_text = "api.one"
        assert list(shown.desk.users.rows) == [UserRow(None, "one")]


async def test_ticking_one_of_many_names_compares_none_with_all_others(demo, compared):
    names = [f"user {number}" for number in range(MANY)]
    async with opened(demo) as shown:
        dialog = LinkRoles("Members", names, (), tuple(map(Assignment, names[::2])), "a note")
        shown.app.push_screen(dialog)
        await shown.dialog(LinkRoles)
        await shown.pilot.press("down", "space")
        assert "user 2" not in [one.role for one in dialog._chosen()]
        assert compared["=="] < 10 * MANY


async def test_who_is_in_a_group_is_looked_up_once_for_all_groups(demo):
    async with opened(demo) as shown:
        groups = {f"g{n}": Group(f"g{n}") for n in range(50)}
        users = Counted({f"u{n}": Principal(f"u{n}", groups=(f"g{n % 50}",)) for n in range(MANY)})
        shown.session.do(ReplaceTenant(replace(shown.tenant, principals=users, groups=groups)))
        users = Counted(users)
        object.__setattr__(shown.session.outcome.tenant, "principals", users)
        dialog = Groups(shown.session, lambda what, name: None)
        shown.app.push_screen(dialog)
        await shown.dialog(Groups)
        await shown.pilot.press(*["down"] * 5)
        assert "6 users" in shown.row(dialog.list, "g5")
        assert users.times < 5


async def test_lines_that_are_the_same_for_many_users_are_wrapped_once(demo, monkeypatch):
    times = Counter[str]()

    def counting(text: str, *args: Any, **how: Any) -> list[str]:
        times[text] += 1
        return wrap(text, *args, **how)

    monkeypatch.setattr("rolescope.tui.widgets.text_rows.wrap", counting)
    long = "  gains import of " + ", ".join(f"Screen {number}" for number in range(40))
    lines = [line for number in range(MANY) for line in ((f"user {number}", "head"), (long, "gain", "PS-06"))]
    async with opened(demo) as shown:
        shown.app.push_screen(TextView("Review", lines))
        await shown.dialog(TextView)
        before = times.total()
        await shown.pilot.resize_terminal(90, 30)
        await shown.quiet()
        assert 0 < before < 10
        assert times.total() < 20
        assert "user 0" in await shown.text()
        rows = shown.screen.query_one(TextRows)
        assert [row for row in rows._wrapped if row[0] == "user 7"] == [("user 7", "head", "")]
        assert "".join(part.strip() for part, *_ in rows._wrapped[1:9]).startswith("gains import of Screen 0")


async def test_the_cursor_passes_many_marked_rows_without_putting_them_in_order(demo, monkeypatch):
    async with opened(demo) as shown:
        users = {f"u{n}": Principal(f"u{n}") for n in range(MANY)}
        shown.session.do(ReplaceTenant(replace(shown.tenant, principals=users, credentials={})))
        shown.desk.refresh_all()
        shown.desk.go_to_pane("users")
        shown.desk.users.mark_range(MANY - 1)
        await shown.quiet()
        asked = list[RowList[Any]]()

        def noted(rows: RowList[Any]) -> tuple[Any, ...]:
            asked.append(rows)
            return ()

        monkeypatch.setattr(RowList, "marked_keys", property(noted))
        await shown.pilot.press("up", "up", "m")
        assert f"{MANY - 1} marked" in str(shown.desk.users.border_subtitle)
        assert asked == []


# A role that everyone holds


@pytest.fixture
def common(tmp_path) -> Path:
    """A company whose users all hold one role, and half of them another one as well."""
    held = (["Clerk"], ["Clerk", "Other"])
    users = [{"name": f"u{n:03}", "type": "business", "roles": held[n % 2]} for n in range(MANY)]
    roles = [finance.role("Clerk", {finance.BILLS: "list"}), finance.role("Other", {finance.VENDORS: "list view"})]
    return finance.company(tmp_path, roles=roles, users=users)


@pytest.fixture
def worked_out(monkeypatch):
    """Of how many users it was asked what a draft changes."""
    asked, of = list[Subject](), Impacts._of

    def counting(impacts: Impacts, subject: Subject, *results: Any) -> Any:
        asked.append(subject)
        return of(impacts, subject, *results)

    monkeypatch.setattr(Impacts, "_of", counting)
    return asked


async def on_vendors(shown: Shown) -> None:
    """At the cell of the role that everyone holds in which half of them have nothing yet."""
    await shown.role("Clerk")
    await shown.at(finance.VENDORS)
    shown.desk.go_to_pane("fields")
    await shown.settled()


def status(shown: Shown) -> str:
    return "".join(text for text, _ in shown.desk.status.right)


async def test_a_key_works_out_those_in_sight_and_the_rest_is_counted_between_keys(common, worked_out):
    async with opened(common) as shown:
        await shown.user("u298")
        await on_vendors(shown)
        worked_out.clear()
        shown.desk.run_command("grant.cycle")
        row = shown.row(shown.desk.users, UserRow("u298"))
        assert "?1" in row  # in sight, and not among the first
        assert 0 < len(worked_out) < 3 * AT_ONCE
        assert not shown.session.knows_impact
        assert "1 unsaved  counting…" in status(shown)
        await shown.settled()
        assert shown.session.knows_impact
        assert "counting" not in status(shown)
        assert f"export ?{MANY // 2}" in status(shown)
        assert len(shown.session.impact) == MANY // 2


async def test_a_key_in_between_begins_to_count_anew(common, worked_out):
    async with opened(common) as shown:
        await on_vendors(shown)
        worked_out.clear()
        for _ in range(3):
            shown.desk.run_command("grant.cycle")
        assert len(worked_out) < 6 * AT_ONCE
        await shown.settled()
        assert f"export ?{MANY // 2}" in status(shown)


async def test_the_view_of_what_changed_is_complete_once_it_is_counted(common):
    async with opened(common) as shown:
        await on_vendors(shown)
        shown.desk.run_command("grant.cycle")
        shown.desk.run_command("view.changed")
        assert 0 < len(shown.desk.users.rows) < MANY // 2
        await shown.settled()
        assert len(shown.desk.users.rows) == MANY // 2


async def test_a_review_knows_everyone(common):
    async with opened(common) as shown:
        await on_vendors(shown)
        shown.desk.run_command("grant.cycle")
        await shown.ask("edit.save", Review)
        assert f"Impact on {MANY // 2} API users" in await shown.text()


async def test_a_review_opens_with_what_is_there_and_the_rest_comes_while_it_is_read(common, monkeypatch):
    monkeypatch.setattr("rolescope.tui.screens.review.begun", lambda lines: begun(lines, 0.0))
    monkeypatch.setattr("rolescope.tui.widgets.text_rows.SLICE", 0.0)
    async with opened(common) as shown:
        await on_vendors(shown)
        shown.desk.run_command("grant.cycle")
        review = Review(shown.session, shown.desk.symbols)
        shown.app.push_screen(review)
        await shown.until(lambda: review.is_mounted and review.query(TextRows), "the review")
        rows = review.query_one(TextRows)
        assert rows.row_count < MANY // 2
        monkeypatch.setattr("rolescope.tui.widgets.text_rows.SLICE", 0.01)
        await shown.until(lambda: rows._more is None, "all lines")
        told = [text.strip() for text, *_ in rows._wrapped]
        assert rows.row_count == len(told)
        assert told[0] == "1 unsaved edit"
        assert [text for text in told if text.startswith("u")] == [f"u{n:03}" for n in range(0, MANY, 2)]


async def test_lines_still_to_come_are_told_and_the_cursor_stays_where_it_is(demo):
    waiting = True

    def lines() -> Lines:
        yield "first", "head"
        while waiting:
            yield None
        yield from ((f"line {number}", "") for number in range(1_000))

    async with opened(demo) as shown:
        shown.app.push_screen(TextView("Page", *begun(lines(), 0.0)))
        await shown.dialog(TextView)
        rows = shown.screen.query_one(TextRows)
        assert rows.row_count == 2
        assert "…" in shown.row(rows, 1)
        rows.cursor = 1
        waiting = False
        await shown.until(lambda: rows._more is None, "all lines")
        assert (rows.row_count, rows.cursor) == (1_001, 1)
        assert "line 999" in shown.row(rows, 1_000)


async def test_fixes_are_tried_between_keys_and_a_key_for_them_waits_only_a_moment(common, monkeypatch):
    async with opened(common) as shown:
        await shown.user("u298")
        await on_vendors(shown)
        shown.desk.look(shown.node(finance.BILLS))
        monkeypatch.setattr("rolescope.tui.commands.saving.PATIENCE", 0.0)
        shown.desk.run_command("why.fix")
        await shown.quiet()
        assert shown.said[-1].startswith("One moment")
        await shown.settled()
        await shown.ask("why.fix", Choose)


async def test_by_hand_too_a_key_works_out_those_in_sight_alone(common, monkeypatch):
    asked = Counter[Subject]()

    def counting(before: Outcome, after: Outcome, subject: Subject) -> SubjectImpact:
        asked[subject] += 1
        return impact_on(before, after, subject)

    monkeypatch.setattr("rolescope.tui.draft.impact_on", counting)
    async with opened(common) as shown:
        await on_vendors(shown)
        shown.desk.run_command("view.method")
        await shown.settled()
        shown.desk.run_command("grant.cycle")
        shown.desk.run_command("view.changed")
        assert 0 < asked.total() < 3 * AT_ONCE
        assert 0 < len(shown.desk.users.rows) < MANY // 2
        await shown.settled()
        assert len(shown.desk.users.rows) == MANY // 2
        assert max(asked.values()) <= 2
        assert {subject.method for subject in asked} == {UI}


async def test_in_the_view_of_what_changed_a_key_leaves_the_cursor_where_it_is(common):
    async with opened(common) as shown:
        await on_vendors(shown)
        await shown.run("grant.cycle", "view.changed")
        await shown.settled()
        await shown.user("u200")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        for command in ("grid.right", "grant.cycle", "edit.undo", "edit.redo"):
            shown.desk.run_command(command)
            assert shown.desk.users.cursor_key == UserRow("u200")
            assert len(shown.desk.users.rows) >= MANY // 2
        await shown.settled()
        assert shown.desk.users.cursor_key == UserRow("u200")


async def test_what_a_review_counted_is_told_at_the_top_too(common):
    async with opened(common) as shown:
        await on_vendors(shown)
        shown.desk.run_command("grant.cycle")
        dialog = await shown.ask("edit.save", Review)
        dialog.dismiss(None)
        await shown.closed()
        await shown.settled()
        assert f"export ?{MANY // 2}" in status(shown)


async def test_nothing_to_redo_leaves_what_was_counted(common):
    async with opened(common) as shown:
        await on_vendors(shown)
        await shown.run("grant.cycle")
        await shown.settled()
        await shown.run("edit.redo")
        shown.desk.refresh_bars()
        assert f"export ?{MANY // 2}" in status(shown)
