"""The app opens the tenants of every system: nothing breaks wherever one goes, and drafts and saves hold."""

import re
from pathlib import Path

import pytest

from rolescope.resources import data_path
from rolescope.rights.edits import SetGrant, SetRoles
from rolescope.store.making import new_workspace
from rolescope.systems.bundle import read_bundle
from rolescope.tui.pages.detail import role_lines, user_lines
from rolescope.tui.pages.help import help_lines
from rolescope.tui.palette import Palette
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.screens.review import Review
from tests.tui.helpers import opened


def shipped(source: str, path: Path) -> Path:
    bundle = read_bundle(data_path(source).read_text("utf-8"), source)
    with new_workspace(path) as workspace:
        workspace.add_tenant(bundle.tenant, bundle.nodes, author="admin", reason="made for a test")
    return path


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_keypay_business_opens_and_every_place_can_be_looked_at(tmp_path: Path, size: tuple[int, int]) -> None:
    path = shipped("demo-keypay.json", tmp_path / "business.rolescope")
    async with opened(path, size, painting=True) as shown:
        assert "Demo Business" in await shown.text()
        for user in ("manager@example.com", "admin@example.com", "former@example.com"):
            await shown.user(user)
            for place in ("groups/113/leave", "locations/21/rosters", "reports/JournalReport", "kiosks/5", "groups"):
                await shown.at(place)
                assert place in shown.session.tree.index
                await shown.run("node.detail")
                await shown.pilot.press("escape")
                await shown.closed()
        await shown.at("pay-schedules/8")
        await shown.settled()
        assert shown.said == []


async def test_an_edit_of_a_record_is_previewed_reviewed_saved_and_undone(tmp_path: Path) -> None:
    path = shipped("demo-keypay.json", tmp_path / "business.rolescope")
    user, place = "manager@example.com", "groups/113/expenses"
    async with opened(path) as shown:
        before = shown.tenant.roles[user].grants["groups/113"]
        assert shown.answer(user, None, place, "export") == "no"
        shown.session.do(SetGrant(user, "groups/113", before | {"ViewExpenses"}))
        assert shown.answer(user, None, place, "export") == "yes"
        shown.desk.refresh_all()
        await shown.quiet()
        review = await shown.ask("edit.save", Review)
        assert review is not None
        await shown.pilot.press("escape")
        await shown.closed()
        await shown.save()
        assert shown.stored().roles[user].grants["groups/113"] == before | {"ViewExpenses"}
        await shown.run("edit.undo")
        assert shown.answer(user, None, place, "export") == "no"


@pytest.mark.parametrize(
    ("source", "place", "expected"),
    [
        (
            "demo-intacct.json",
            "accountsPayable/bills",
            ("Bill Entry: List, View, Add, Edit, Submit", "nothing said here: Vendor Reader, Vendor Maker, "),
        ),
        (
            "demo-keypay.json",
            "groups/113/leave",
            ("leave-sync@example.com: View Leave Requests", "nothing said here: admin@example.com (all), "),
        ),
    ],
)
async def test_details_name_the_rights_that_each_role_gives_where_there_are_no_levels(
    tmp_path: Path, source: str, place: str, expected: tuple[str, ...]
) -> None:
    async with opened(shipped(source, tmp_path / "w.rolescope"), size=(120, 80)) as shown:
        await shown.at(place)
        dialog = await shown.ask("node.detail", TextView)
        lines = [line[0] for line in dialog.lines]
        assert all(any(line.startswith(text) for line in lines) for text in expected)


async def test_a_user_whose_only_trouble_is_to_hold_no_role_is_said_to_need_one(tmp_path: Path) -> None:
    async with opened(shipped("demo-intacct.json", tmp_path / "w.rolescope"), size=(160, 50)) as shown:
        shown.session.do(SetRoles("vendor-sync", ()))
        shown.desk.refresh_all()
        await shown.user("vendor-sync")
        await shown.at("accountsPayable/bills")
        await shown.settled()
        text = await shown.text()
        assert "holds no role: link one with l first" in text
        assert "no fix in roles" not in text


@pytest.mark.parametrize(
    ("source", "place", "expected"),
    [
        (
            "demo-intacct.json",
            "accountsPayable/vendors",
            "vendor-sync: export yes, import partly [C] (List, View, Add)",
        ),
        (
            "demo-keypay.json",
            "groups/113/leave",
            "leave-north@example.com: export yes [3 of 3], import partly [1 of 3 · acts], action partly [1 of 3]"
            " (View Leave Requests)",
        ),
    ],
)
async def test_details_tell_a_users_rights_in_the_words_of_the_screen_and_not_as_tokens(
    tmp_path: Path, source: str, place: str, expected: str
) -> None:
    async with opened(shipped(source, tmp_path / "w.rolescope"), size=(120, 80)) as shown:
        await shown.at(place)
        dialog = await shown.ask("node.detail", TextView)
        users = [line[0] for line in dialog.lines if ": export " in line[0]]
        assert expected in users
        assert not [line for line in users if "readonly" in line or "LeaveRequests" in line]


PAYSPACE_WORDS = re.compile(r"\blevels?\b|per company|credential|its code|\bscreen\b|\bDeny\b|PS-")


@pytest.mark.parametrize(
    ("source", "words", "foreign"),
    [
        ("demo-intacct.json", {"pane.fields": "Permissions: Go to the permissions of the row."}, r"\brecords?\b"),
        (
            "demo-keypay.json",
            {"pane.roles": "Access: Go to the records.", "role.new": "New: Make a user with a record of its own."},
            r"\broles?\b",
        ),
    ],
)
async def test_help_speaks_each_systems_own_words_for_every_command(
    tmp_path: Path, source: str, words: dict[str, str], foreign: str
) -> None:
    async with opened(shipped(source, tmp_path / "w.rolescope")) as shown:
        seen: dict[str, str] = {}
        for pane in ("roles", "users", "menu", "fields", "why"):
            lines = list(help_lines(pane, shown.app.keys, shown.session))
            seen |= {line[2]: line[0] for line in lines if len(line) > 2}
        for name, text in seen.items():
            assert not PAYSPACE_WORDS.search(text), name
            assert not re.search(foreign, text), name
        for name, text in words.items():
            assert seen[name].endswith(f" {text}")


async def test_tabs_and_palette_call_the_panes_what_the_system_calls_them(tmp_path: Path) -> None:
    async with opened(shipped("demo-keypay.json", tmp_path / "w.rolescope"), size=(80, 24)) as shown:
        tabs = "".join(text for text, _ in shown.desk.tabs.parts(80))
        assert tabs.split() == ["1", "Access", "2", "API", "users", "[3", "Menu]", "4", "Areas", "5", "Why"]
        hits = [str(hit.text) async for hit in Palette(shown.desk).search("manager@")]
        assert "Record: manager@example.com" in hits


async def test_details_of_a_record_and_of_its_user_say_all_that_it_opens(demo):
    async with opened(demo, tenant="Demo Business") as shown:
        users, roles = shown.tenant.principals, shown.tenant.roles
        for name, told in (
            ("manager@example.com", "Group          Warehouse team: Approve Timesheets, "),
            ("leave-sync@example.com", "Location       North with sub-locations: "),
            ("bi-team@example.com", "Group          Warehouse team: rule without rights"),
            ("bi-all@example.com", "Reports        Timesheets Report, "),
            ("kiosk@example.com", "Kiosks         Gate tablet"),
            ("pay-approver@example.com", "Payroll        Pay Run Approver Selected Schedules: "),
            ("lodgement@example.com", "Payroll        STP Pay Event Approver"),
            ("admin@example.com", "Access         Unrestricted"),
        ):
            for lines in (user_lines(shown.session, users[name]), role_lines(shown.session, roles[name])):
                assert any(line[0].startswith(told) for line in lines), (name, told)
