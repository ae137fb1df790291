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
