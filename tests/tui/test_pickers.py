"""Lists that are narrowed by typing: a space belongs to a name as long as one goes on with it, and then ticks."""

from pathlib import Path

from rolescope.rights.edits import SetRoles
from rolescope.rights.model import Assignment
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.groups import Groups
from rolescope.tui.screens.link_roles import LinkRoles
from tests.tui.helpers import Shown, opened


async def typed(shown: Shown, text: str) -> None:
    for sign in text:
        await shown.pilot.press("space" if sign == " " else sign)


async def test_a_space_in_a_role_name_is_typed_and_ticks_nothing_on_the_way(demo: Path) -> None:
    async with opened(demo, tenant="Demo Finance", painting=True) as shown:
        shown.desk.go_to_pane("users")
        await shown.ask("people.groups", Groups)
        await shown.pilot.press("enter")
        dialog = await shown.dialog(LinkRoles)
        held = set(dialog._links.held)
        await typed(shown, "vendor")
        assert "space types, ↓ space ticks" in await shown.text()
        await typed(shown, " maker")
        assert dialog._line.value == "vendor maker"
        assert [row.role for row in dialog._list.rows] == ["Vendor Maker"]
        assert dialog._links.held == held
        assert "space give or take" in await shown.text()
        await typed(shown, " ")
        assert dialog._links.held == held ^ {Assignment("Vendor Maker")}


async def test_after_an_arrow_and_without_letters_space_ticks(demo: Path) -> None:
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        dialog = await shown.ask("user.roles", LinkRoles)
        await typed(shown, " ")
        assert dialog._links.held == set()
        await typed(shown, "leave")
        await shown.pilot.press("down", "up", "space")
        assert dialog._line.value == "leave"
        assert dialog._links.held == {Assignment("Leave Clerk")}


async def test_where_a_whole_name_goes_on_with_its_company_a_second_space_ticks(demo: Path) -> None:
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        dialog = await shown.ask("user.roles", LinkRoles)
        await typed(shown, "leave clerk ")
        assert dialog._links.held == {Assignment("API Integration")}
        await typed(shown, " ")
        assert dialog._links.held == {Assignment("API Integration"), Assignment("Leave Clerk")}
        await typed(shown, "demo-uk ")
        assert dialog._line.value == "leave clerk demo-uk"
        assert Assignment("Leave Clerk", "DEMO-UK") in dialog._links.held


async def test_roles_that_are_held_stand_first_and_stay_where_they_are(demo: Path) -> None:
    async with opened(demo) as shown:
        await shown.user("leave-app")
        held = [one.role for one in shown.tenant.principals["leave-app"].roles]
        dialog = await shown.ask("user.roles", LinkRoles)
        rows = list(dialog._list.rows)
        companies = 1 + len(shown.tenant.companies)
        assert {row.role for row in rows[: companies * len(held)]} == set(held)
        assert list(rows[companies * len(held) :: companies]) == [
            Assignment(role) for role in shown.tenant.roles if role not in held
        ]
        dialog.action_give_or_take()
        assert list(dialog._list.rows) == rows


async def test_a_role_held_everywhere_is_not_held_in_a_company_besides(demo: Path) -> None:
    async with opened(demo) as shown:
        everywhere, here = Assignment("Leave Clerk"), Assignment("Leave Clerk", "DEMO")
        shown.session.do(SetRoles("hris-sync", (here,)))
        await shown.user("hris-sync")
        dialog = await shown.ask("user.roles", LinkRoles)
        rows = dialog._list
        for row, held in ((everywhere, {everywhere}), (here, {here}), (here, set())):
            rows.cursor = rows.index_of(row)
            dialog.action_give_or_take()
            assert dialog._links.held == held


async def test_home_and_end_move_the_list_of_a_picker(demo: Path) -> None:
    async with opened(demo) as shown:
        dialog = await shown.ask("view.find", Choose)
        await shown.pilot.press("end")
        assert dialog._list.cursor == dialog._list.row_count - 1
        await shown.pilot.press("home")
        assert dialog._list.cursor == 0
