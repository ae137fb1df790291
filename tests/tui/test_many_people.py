"""Thousands of API users: what is asked of all of them at once looks at each a few times, not at each for each."""

from collections import Counter
from dataclasses import replace
from textwrap import wrap
from typing import Any

import pytest

from rolescope.rights.edits import ReplaceTenant
from rolescope.rights.model import Assignment, Credential, Group, Principal
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.screens.groups import Groups
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.session import UserRow
from rolescope.tui.widgets.row_list import RowList
from rolescope.tui.widgets.text_rows import TextRows
from tests.tui.helpers import opened

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
