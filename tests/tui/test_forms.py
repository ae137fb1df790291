"""Forms come from the system: what its rules read of users and roles can be edited, in its own words."""

import pytest
from textual.widgets import Checkbox, Input, Select

from rolescope.rights.edits import AddRole
from rolescope.rights.field_words import in_words
from rolescope.rights.model import Assignment, Role
from rolescope.systems.keypay.record import own_role, record_of
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.review import Review
from rolescope.tui.session import UserRow
from tests.tui.helpers import BANKING, Shown, opened

FINANCE, BUSINESS = "Demo Finance", "Demo Business"


async def put(shown: Shown, **values: object) -> None:
    """Type values into the form on show by the path of each field, and take it."""
    await shown.fill(**{name.replace("__", "-"): value for name, value in values.items()})


async def words(shown: Shown) -> str:
    """All text of the screen without frames and line ends."""
    return " ".join((await shown.text()).replace("│", " ").split())


def record_type(shown: Shown, name: str) -> str:
    """The access type of a user's record; nothing where there is none."""
    role = own_role(shown.tenant, name)
    return record_of(role).access_type if role else ""


def first_user(shown: Shown) -> str:
    return str(next(iter(shown.tenant.principals)))


# Sage Intacct


async def test_the_facts_of_an_intacct_user_are_one_step_and_only_what_differs_is_kept(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        name = first_user(shown)
        before = dict(shown.tenant.principals[name].extra)
        await shown.user(name)
        await shown.ask("user.edit", Form)
        await put(shown, type="employee", web_services__restricted=True, entities="100, 200 ,100")
        await shown.closed()
        after = dict(shown.tenant.principals[name].extra)
        assert after["type"] == "employee"
        assert after["web_services"] == {**before.get("web_services", {}), "restricted": True}
        assert after["entities"] == ["100", "200"]
        changed = {"type", "web_services", "entities"}
        assert {k: v for k, v in after.items() if k not in changed} == {
            k: v for k, v in before.items() if k not in changed
        }
        assert shown.edits == 1
        await shown.run("edit.undo")
        assert dict(shown.tenant.principals[name].extra) == before


async def test_ia_21_an_admin_must_be_a_business_user_and_nothing_typed_is_lost(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        form = await shown.ask("user.new", Form)
        await put(shown, name="robot", type="employee", admin="full")
        text = await words(shown)
        assert "Full admin privileges need a user of type business, not employee (IA-21)." in text
        assert form.query_one("#form-name", Input).value == "robot"
        await put(shown, type="business")
        await shown.closed()
        assert dict(shown.tenant.principals["robot"].extra) == {"admin": "full"}


async def test_ia_18_a_new_user_cannot_be_inactive(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await shown.ask("user.new", Form)
        await put(shown, name="robot", status="inactive")
        assert "(IA-18)" in await shown.text()
        assert "robot" not in shown.tenant.principals


async def test_ia_02_a_user_without_roles_has_no_access_and_the_form_says_so(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await shown.ask("user.new", Form)
        text = await words(shown)
        assert "A new user holds no role, and so has no access to anything (IA-02): link roles with l" in text


async def test_a_form_taken_unchanged_is_no_edit(demo):
    for tenant in ("Demo Payroll", FINANCE, BUSINESS):
        async with opened(demo, tenant=tenant) as shown:
            await shown.user(first_user(shown))
            for command in ("user.edit", "role.edit"):
                form = await shown.ask(command, Form)
                form.action_submit()
                await shown.closed()
            assert shown.unsaved == 0, tenant


async def test_a_role_of_intacct_has_type_and_way_of_entering(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        form = await shown.ask("role.edit", Form)
        assert not form.query("#form-code")
        await put(shown, apply_to="slideInOnly")
        await shown.closed()
        assert shown.tenant.roles[shown.desk.role].extra["apply_to"] == "slideInOnly"


async def test_ia_04_in_a_user_based_company_no_role_is_linked(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        from rolescope.rights.edits import SetSetting

        shown.session.do(SetSetting("mode", "user_based"))
        await shown.user(first_user(shown))
        await shown.run("user.roles")
        assert "(IA-04)" in shown.said[-1]
        assert shown.screen is shown.desk


# PaySpace


async def test_the_profile_of_a_payspace_user_can_be_edited(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        form = await shown.ask("user.edit", Form)
        assert form.query_one("#form-historical_records", Checkbox).value is True
        await put(shown, level="company", companies="DEMO", historical_records=False)
        await shown.closed()
        extra = dict(shown.tenant.principals["hris-sync"].extra)
        assert extra == {"level": "company", "companies": ["DEMO"], "historical_records": False}
        await shown.user("hris-sync")
        await shown.ask("user.edit", Form)
        await put(shown, level="", companies="")
        await shown.closed()
        assert dict(shown.tenant.principals["hris-sync"].extra) == {"historical_records": False}


# KeyPay


async def test_kp_54_a_new_user_gets_its_access_record(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await shown.ask("user.new", Form)
        await put(shown, name="not an address", access="Restricted")
        assert "expected an e-mail address" in await words(shown)
        await put(shown, name="new@example.com")
        assert "missing: new@example.com is new to the business (KP-54)" in await words(shown)
        await put(shown, display_name="New Person")
        await shown.closed()
        made = shown.tenant.principals["new@example.com"]
        assert (made.roles, dict(made.extra)) == ((Assignment("new@example.com"),), {"name": "New Person"})
        assert dict(shown.tenant.roles["new@example.com"].grants) == {}
        assert shown.desk.user_row == UserRow("new@example.com")
        await shown.run("edit.undo")
        assert "new@example.com" not in {**shown.tenant.roles, **shown.tenant.principals}


async def test_kp_02_full_access_is_given_and_taken_in_the_form(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        name = "manager@example.com"
        await shown.user(name)
        form = await shown.ask("user.edit", Form)
        assert form.query_one("#form-access", Select).value == "Restricted"
        await put(shown, access="Unrestricted")
        await shown.closed()
        assert record_type(shown, name) == "Unrestricted"
        await shown.user(name)
        await shown.ask("user.edit", Form)
        await put(shown, access="no record")
        await shown.closed()
        assert own_role(shown.tenant, name) is None
        assert name in shown.tenant.principals


async def test_kp_53_a_renamed_user_keeps_the_record(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        before = shown.tenant.roles["manager@example.com"].grants
        await shown.role("manager@example.com")
        await shown.ask("role.edit", Form)
        await put(shown, name="chief@example.com")
        await shown.closed()
        assert shown.tenant.roles["chief@example.com"].grants == before
        assert shown.tenant.principals["chief@example.com"].roles == (Assignment("chief@example.com"),)
        assert shown.edits == 1


async def test_deleting_a_user_removes_its_record_and_names_the_last_one_with_full_access(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        full = [name for name in shown.tenant.principals if record_type(shown, name) == "Unrestricted"]
        for name in full:
            await shown.user(name)
            dialog = await shown.ask("user.delete", Confirm)
            is_last = name == full[-1]
            assert any("nobody could manage users any more (KP-59)" in line[0] for line in dialog.lines) is is_last
            dialog.action_yes()
            await shown.closed()
            assert name not in {**shown.tenant.roles, **shown.tenant.principals}


async def test_kp59_review_names_that_nobody_is_left_with_full_access_before_it_is_saved(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await shown.role("admin@example.com")
        await shown.at("user-management")
        await shown.run("grant.deny")
        review = await shown.ask("edit.save", Review)
        told = [line[0] for line in review._lines()]
        assert "! nobody is left with full access: nobody could manage users any more (KP-59)" in told


async def test_a_copied_record_makes_a_user_with_the_same_access(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await shown.role("manager@example.com")
        form = await shown.ask("role.copy", Form)
        assert "with the access of manager@example.com" in form.heading
        await put(shown, name="second@example.com", display_name="Second")
        await shown.closed()
        roles = shown.tenant.roles
        assert dict(roles["second@example.com"].grants) == dict(roles["manager@example.com"].grants)


async def test_records_are_not_linked_and_users_have_no_status(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await shown.user("manager@example.com")
        await shown.run("user.roles", "user.status")
        assert "(KP-04)" in shown.told[0]
        assert shown.told[1] == "Users have no status here."
        assert shown.unsaved == 0


@pytest.mark.parametrize(
    ("token", "words"),
    [("viewOnly", "view only"), ("loginAndSlideIn", "login and slide in"), ("business_partner", "business partner")],
)
def test_a_choice_of_a_form_is_read_as_words(token, words):
    assert in_words(token) == words


async def test_going_through_a_form_selects_nothing_that_the_next_letter_would_replace(demo):
    async with opened(demo) as shown:
        await shown.ask("role.edit", Form)
        await shown.pilot.press("tab", "tab", "x")
        line = shown.screen.query_one("#form-description")
        role = shown.tenant.roles["API Integration"]
        assert role.description
        assert line.value == f"{role.description}x"


async def test_a_question_too_long_for_the_frame_is_asked_in_full(demo):
    name = "a role with a name that goes on and on for much longer than any frame has room for"
    async with opened(demo, (80, 24)) as shown:
        shown.session.do(AddRole(Role(name, {})))
        shown.desk.refresh_all()
        await shown.role(name)
        await shown.ask("role.delete", Confirm)
        text = " ".join((await shown.text()).replace("│", " ").split())
        assert f"Delete role {name}?" in text


async def test_what_a_review_lacks_is_no_longer_said_once_it_is_typed(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.deny")
        review = await shown.ask("edit.save", Review)
        review.action_save()
        assert "A revision needs a reason" in await shown.text()
        await shown.pilot.press("b")
        assert "A revision needs a reason" not in await shown.text()
