"""What only Sage Intacct companies ask of the app."""

from pathlib import Path

from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.form import Form
from tests.tui.finance import VENDORS, company, role
from tests.tui.helpers import opened


async def test_a_copied_role_has_nothing_by_which_the_vendor_knows_the_original(tmp_path: Path) -> None:
    told = {"id": "Admins", "key": "470"}
    path = company(tmp_path, roles=[role("Admins", {VENDORS: "list"}, key="470", vendor=told, apply_to="loginOnly")])
    async with opened(path) as shown:
        await shown.role("Admins")
        await shown.ask("role.copy", Form)
        await shown.fill()
        await shown.closed()
        copy, original = shown.tenant.roles["Admins copy"], shown.tenant.roles["Admins"]
        assert (copy.grants, dict(copy.extra)) == (original.grants, {"apply_to": "loginOnly"})
        assert original.extra["key"] == "470"


UNKNOWN = ["userType", "adminPrivileges", "status", "webServices.isRestricted"]


async def test_ia57_a_form_shows_what_nobody_has_selected_and_takes_an_answer(tmp_path: Path) -> None:
    reader = role("Reader", {VENDORS: "list readonly"}, unselected=["applyTo"])
    path = company(tmp_path, roles=[reader], users=[{"name": "api", "roles": ["Reader"], "unselected": UNKNOWN}])
    async with opened(path, painting=True) as shown:
        await shown.user("api")
        await shown.ask("user.edit", Form)
        assert (await shown.text()).count("(not known)") == 4
        await shown.fill()
        await shown.closed()
        assert shown.unsaved == 0
        await shown.role("Reader")
        await shown.ask("role.edit", Form)
        assert (await shown.text()).count("(not known)") == 1
        await shown.fill(apply_to="loginAndSlideIn")
        await shown.closed()
        await shown.user("api")
        await shown.ask("user.edit", Form)
        await shown.fill(**{"type": "business", "status": "active", "web_services-restricted": "off"})
        await shown.closed()
        assert shown.answer("api", None, VENDORS, "export") == "yes"
        await shown.ask("user.edit", Form)
        assert (await shown.text()).count("(not known)") == 1


async def test_ia18_a_status_that_nobody_has_selected_is_known_once_it_was_set(tmp_path: Path) -> None:
    users = [{"name": "api", "roles": ["Reader"], "unselected": ["status"]}]
    async with opened(company(tmp_path, roles=[role("Reader", {VENDORS: "list readonly"})], users=users)) as shown:
        await shown.user("api")
        assert shown.answer("api", None, VENDORS, "export") == "unknown"
        await shown.run("user.status", "user.status", "user.status")
        assert shown.tenant.principals["api"].status == "active"
        assert shown.answer("api", None, VENDORS, "export") == "yes"


async def test_ia49_ia50_deleting_says_that_the_vendor_refuses_it_and_what_to_do_there(tmp_path: Path) -> None:
    path = company(tmp_path, roles=[role("Reader", {VENDORS: "list"})], users=[{"name": "api", "roles": ["Reader"]}])
    async with opened(path, painting=True) as shown:
        await shown.role("Reader")
        await shown.ask("role.delete", Confirm)
        assert "there role Reader has to be taken from api first" in await shown.text()
        await shown.pilot.press("escape")
        await shown.user("api")
        await shown.ask("user.delete", Confirm)
        assert "there api has to be set inactive instead" in await shown.text()
