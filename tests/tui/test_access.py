"""A user as a template for others, one rule for several users, and two users side by side."""

from typing import Any

from rolescope.rights.edits import AssignRole
from rolescope.rights.model import Assignment
from rolescope.systems.keypay.record import own_role, record_of
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.compare import Compare
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.session import UserRow
from tests.tui.helpers import Shown, opened

POSITION = "employee/basic-information/position"

FINANCE, BUSINESS = "Demo Finance", "Demo Business"
MANAGER = "manager@example.com"


def restricted(shown: Shown) -> list[str]:
    """The users of a business whose record holds rules, the manager first."""
    tenant = shown.tenant
    roles = {name: own_role(tenant, name) for name in tenant.principals}
    others = [n for n, role in roles.items() if role and record_of(role).groups and n != MANAGER]
    return [MANAGER, *others]


def grants(shown: Shown, user: str) -> dict[str, Any]:
    return dict(shown.tenant.roles[shown.tenant.principals[user].roles[0].role].grants)


def mark(shown: Shown, *users: str) -> None:
    shown.desk.users.clear_marks()
    for user in users:
        shown.desk.users.cursor = shown.desk.users.index_of(UserRow(user))
        shown.desk.users.toggle_mark()


async def test_the_access_of_one_user_is_given_to_the_marked_ones_in_one_step(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        _, one, other, *_ = restricted(shown)
        await shown.user(MANAGER)
        await shown.run("user.copy")
        mark(shown, one, other)
        confirm = await shown.ask("user.paste", Confirm)
        assert "Give 2 users the access of manager@example.com" in confirm.heading
        confirm.action_yes()
        await shown.closed()
        assert grants(shown, one) == grants(shown, other) == grants(shown, MANAGER)
        assert shown.edits == 1
        await shown.run("edit.undo")
        assert grants(shown, one) != grants(shown, MANAGER)
        assert shown.said[-1].startswith("Undone: give 2 users the access of manager@example.com")
        assert "?" not in shown.said[-1]


async def test_in_other_systems_access_is_the_roles_and_groups(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        users = shown.tenant.principals
        template = next(name for name, user in users.items() if user.groups)
        target = next(name for name, user in users.items() if user.roles and not user.groups)
        await shown.user(template)
        await shown.run("user.copy")
        await shown.user(target)
        (await shown.ask("user.paste", Confirm)).action_yes()
        await shown.closed()
        after = shown.tenant.principals
        assert (after[target].roles, after[target].groups) == (after[template].roles, after[template].groups)
        await shown.run("user.paste")
        assert shown.said[-1] == "Nothing to change: they have it already."


async def test_without_a_template_nothing_is_pasted(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        await shown.run("user.paste")
        assert "Choose a template with y first" in shown.said[-1]
        await shown.user(None, "unlinked-key")
        await shown.run("user.copy")
        assert shown.said[-1] == "This credential has no user."


async def takers(shown: Shown) -> LinkRoles:
    """The list of those to whom the rule of the user under the cursor is given."""
    dialog = await shown.ask("user.rule", LinkRoles)
    assert isinstance(dialog, LinkRoles)
    return dialog


async def given(shown: Shown, dialog: LinkRoles) -> Confirm:
    """The question that follows the choice."""
    dialog.action_keep()
    confirm = await shown.dialog(Confirm)
    assert isinstance(confirm, Confirm)
    return confirm


async def test_the_rule_about_a_group_is_given_to_several_users_and_nothing_else_of_theirs_changes(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        _, one, other, *_ = restricted(shown)
        place = next(place for place in grants(shown, MANAGER) if place.startswith("groups/"))
        before = grants(shown, one), grants(shown, other)
        await shown.at(place)
        mark(shown, one, other)
        await shown.user(MANAGER)
        dialog = await takers(shown)
        assert f"rule of {MANAGER}" in dialog.heading
        assert {row.role for row in dialog._chosen()} == {one, other}
        assert f"the rule of {MANAGER} at Employee groups › Warehouse team;" in dialog._note
        confirm = await given(shown, dialog)
        assert f"Give 2 users the rule of {MANAGER} at Warehouse team?" in confirm.heading
        confirm.action_yes()
        await shown.closed()
        for user, old in zip((one, other), before, strict=True):
            assert grants(shown, user) == {**old, place: grants(shown, MANAGER)[place]}
        assert shown.edits == 1


async def test_whose_rule_is_given_is_named_when_marking_has_moved_the_cursor(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        _, one, other, *_ = restricted(shown)
        await shown.user(MANAGER)
        mark(shown, one, other)
        await shown.quiet()
        dialog = await takers(shown)
        assert f"rule of {other}" in dialog.heading, "the user that was moved to last"
        assert [row.role for row in dialog._chosen()] == [one]
        dialog.dismiss(())
        await shown.closed()
        assert shown.unsaved == 0 and "Nobody is chosen" in shown.said[-1]


async def test_kp_05_a_user_without_a_record_gets_one_with_the_rule(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        gone = "former@example.com"
        await shown.at("groups/113")
        await shown.user(MANAGER)
        dialog = await takers(shown)
        place = dialog._links.index_of(Assignment(gone))
        assert place is not None
        dialog._links.cursor = place
        await shown.pilot.press("space")
        (await given(shown, dialog)).action_yes()
        await shown.closed()
        assert grants(shown, gone) == {"groups/113": grants(shown, MANAGER)["groups/113"]}
        await shown.user(gone)
        await shown.run("edit.undo")
        await shown.run("user.rule")
        assert "Move to a user with an access record first" in shown.said[-1]


async def test_to_give_nothing_is_told_to_take_what_is_there(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await shown.at("groups/114")
        await shown.user(MANAGER)
        await takers(shown)
        assert "whoever is chosen says nothing there any more" in " ".join((await shown.text()).split())


async def test_where_roles_are_shared_no_rule_is_given_to_a_user(demo):
    async with opened(demo) as shown:
        assert not shown.desk.offers("user.rule")
        await shown.run("user.rule")
        assert shown.said[-1] == "Roles are shared in PaySpace: link them with l."


async def test_two_records_are_compared_and_each_difference_can_be_copied_across(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        one, other = restricted(shown)[:2]
        mark(shown, one, other)
        dialog = await shown.ask("user.compare", Compare)
        assert dialog.list.row_count > 0
        while dialog.list.row_count:
            before = dialog.list.row_count
            dialog.action_copy(True)
            await shown.quiet()
            assert dialog.list.row_count == before - 1
        assert "no difference" in await shown.text()
        assert grants(shown, one) == grants(shown, other)
        assert grants(shown, one) == grants(shown, MANAGER)


async def test_a_section_of_a_record_is_copied_as_a_whole(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        tenant = shown.tenant
        listing = next(
            name
            for name in tenant.principals
            if (role := own_role(tenant, name)) and record_of(role).report_access == "SpecificReports"
        )
        other = next(name for name in restricted(shown) if name != listing and "reports" not in grants(shown, name))
        mark(shown, listing, other)
        dialog = await shown.ask("user.compare", Compare)
        second = dialog.names[1]
        sections = [row for row in dialog.list.rows if row.title.endswith("Reports")]
        assert len(sections) == 1
        dialog.list.cursor = dialog.list.index_of(sections[0])
        dialog.action_copy(second == other)
        await shown.quiet()
        roles = [own_role(shown.tenant, name) for name in (listing, other)]
        reports = [record_of(role).reports for role in roles if role]
        assert reports[0] == reports[1] != ()


async def test_users_who_hold_shared_roles_are_compared_by_role_group_and_field(demo):
    async with opened(demo) as shown:
        role = "Leave Clerk"
        shown.session.do(AssignRole("hris-sync", role))
        shown.desk.refresh_all()
        await shown.user("hris-sync")
        dialog = await shown.ask("user.compare", Choose)
        dialog.query_one("Input").value = "bi-export"
        await shown.quiet()
        dialog.action_choose()
        compare = await shown.dialog(Compare)
        row = next(row for row in compare.list.rows if row.title == f"Role {role}")
        assert (row.one, row.other) == ("yes", "no")
        compare.list.cursor = compare.list.index_of(row)
        # An arrow only looks like moving: it writes nothing.
        await shown.pilot.press("right", "left", "l", "h")
        assert shown.edits == 1
        await shown.pilot.press("greater_than_sign")
        assert Assignment(role) in shown.tenant.principals["bi-export"].roles
        assert f"Role {role}" not in [row.title for row in compare.list.rows]
        assert f"Role {role} is with bi-export as with hris-sync now, unsaved." in await shown.text()
        await shown.pilot.press("u")
        assert Assignment(role) not in shown.tenant.principals["bi-export"].roles
        assert f"Role {role}" in [row.title for row in compare.list.rows]
        assert f"Undone: Role {role} is with bi-export as with hris-sync." in await shown.text()
        # What was done before the dialog was opened is not undone in it.
        await shown.pilot.press("u")
        assert shown.edits == 1
        assert "Nothing was copied here" in await shown.text()


async def test_users_with_the_same_roles_differ_by_what_their_credentials_let_through(demo):
    async with opened(demo) as shown:
        mark(shown, "hris-sync", "bi-export")
        dialog = await shown.ask("user.compare", Compare)
        (row,) = dialog.list.rows
        assert (row.title, row.one, row.other) == (
            "Credentials",
            "hris-prod: api.full_access",
            "bi-prod: api.read_only",
        )
        assert shown.answer("bi-export", "bi-prod", POSITION) == "no"
        await shown.pilot.press("greater_than_sign")
        assert shown.answer("bi-export", "bi-prod", POSITION) == "yes"
        assert dialog.list.row_count == 0


async def test_scopes_of_several_credentials_are_told_and_not_copied(demo):
    async with opened(demo) as shown:
        mark(shown, "hris-sync", "bank-file")
        dialog = await shown.ask("user.compare", Compare)
        dialog.list.cursor = [row.title for row in dialog.list.rows].index("Credentials")
        await shown.pilot.press("greater_than_sign")
        assert shown.said == ["A scope can be copied where each of the two users has one credential."]
        assert shown.unsaved == 0


async def test_ia_21_a_difference_that_the_vendor_refuses_is_told_and_not_copied(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        users = shown.tenant.principals
        admin = next(name for name, user in users.items() if user.extra.get("admin") == "full")
        clerk = next(name for name, user in users.items() if user.extra.get("type") == "employee")
        mark(shown, admin, clerk)
        dialog = await shown.ask("user.compare", Compare)
        dialog.list.cursor = [row.title for row in dialog.list.rows].index("Admin")
        dialog.action_copy(dialog.names[1] == clerk)
        await shown.quiet()
        assert "(IA-21)" in shown.said[-1]
        assert shown.unsaved == 0
