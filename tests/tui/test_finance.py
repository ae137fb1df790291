"""What only Sage Intacct companies ask of the app."""

from pathlib import Path

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
