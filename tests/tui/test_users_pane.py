"""The users pane where users have no credentials: their state at a glance, and both ways in."""

import re
from dataclasses import replace

import pytest

from rolescope.rights.edits import RemoveCredential, SetProfile, SetStatus
from rolescope.rights.model import UI, Subject
from rolescope.tui.session import UserRow
from tests.tui.helpers import Shown, opened

FINANCE, BUSINESS = "Demo Finance", "Demo Business"


def user_row(shown: Shown, name: str) -> str:
    return shown.row(shown.desk.users, UserRow(name))


def named_after(shown: Shown, warning: str) -> str:
    """A user of whom the policy warns."""
    policy, tenant = shown.session.outcome.policy, shown.tenant
    return next(name for name in tenant.principals if policy.warning(tenant, Subject(name, None)) == warning)


async def test_what_is_alarming_about_a_user_has_a_glyph_and_a_word(demo):
    async with opened(demo, tenant=FINANCE, size=(160, 40)) as shown:
        for warning, glyph in (("inactive", "✗"), ("locked out", "✗"), ("empty role", "!"), ("no role", "!")):
            assert f"{glyph} {warning}" in user_row(shown, named_after(shown, warning))


async def test_where_the_word_has_no_room_the_glyph_stays(demo):
    async with opened(demo, tenant=BUSINESS, size=(110, 30)) as shown:
        name = named_after(shown, "full access")
        row = user_row(shown, name)
        assert "!" in row
        assert "full access" not in row


async def test_a_status_that_changes_is_shown_at_once(demo):
    async with opened(demo, tenant=FINANCE, size=(160, 40)) as shown:
        name = next(
            name for name in shown.tenant.principals if not shown.session.counts(Subject(name, None))["export"][1]
        )
        assert "✗" not in user_row(shown, name)
        shown.session.do(SetStatus(name, "lockedOut"))
        shown.desk.refresh_all()
        assert "✗ locked out" in user_row(shown, name)


async def test_ia_20_the_way_in_is_switched_with_one_key_and_every_number_follows(demo):
    async with opened(demo, tenant=FINANCE, size=(160, 40)) as shown:
        name = next(n for n, u in shown.tenant.principals.items() if u.extra.get("web_services", {}).get("restricted"))
        await shown.user(name)
        by_program = shown.session.counts(shown.desk.subject)
        await shown.run("view.method")
        assert shown.desk.subject == Subject(name, None, None, UI)
        assert shown.session.counts(shown.desk.subject) == {"export": (0, 0), "import": (0, 0)}
        assert by_program["export"][0] > 0
        assert "API users, by hand (UI)" in await shown.text()
        assert "! API only" in user_row(shown, name)
        await shown.run("view.method")
        assert shown.session.counts(shown.desk.subject) == by_program
        assert "by hand" not in (await shown.text()).replace(shown.said[-1], "").replace(shown.said[0], "")


async def test_ia_19_unsaved_edits_show_what_they_change_by_hand_too(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        users = shown.tenant.principals
        name = next(n for n, u in users.items() if not u.extra and shown.session.counts(Subject(n, None))["export"][0])
        subject = replace(Subject(name, None), method=UI)
        before = shown.session.counts(subject)["export"][0]
        shown.session.do(SetProfile(name, {**users[name].extra, "web_services": {"enabled": False}}))
        assert shown.session.change(subject, "export") == (0, 0, 0)
        assert shown.session.change(Subject(name, None), "export")[1] > 0
        shown.session.do(SetStatus(name, "inactive"))
        assert shown.session.change(subject, "export") == (0, before, 0)


async def test_where_the_rules_do_not_tell_ways_apart_the_key_says_so(demo):
    for tenant, title in (("Demo Payroll", "PaySpace"), (BUSINESS, "KeyPay")):
        async with opened(demo, tenant=tenant) as shown:
            assert not shown.desk.offers("view.method")
            await shown.run("view.method")
            assert shown.said[-1] == f"The rules of {title} do not tell the API from the interface."
            assert shown.session.method == "api"


async def test_counts_and_what_changes_about_them_stand_in_columns_of_their_own(demo):
    async with opened(demo, size=(160, 40)) as shown:
        await shown.at("employee/basic-information")
        await shown.run("grant.deny")
        await shown.at("employee/leave")
        await shown.run("subtree.allow")
        await shown.at("employee/performance")
        await shown.run("subtree.allow")
        await shown.settled()
        users = shown.desk.users
        drawn = [shown.row(users, row) for row in users.rows if row.credential is not None]
        header = users._header_strip(users._width).text
        assert header.split()[-4:] == ["exp", "+−", "imp", "+−"]
        ends = [match.end() for match in re.finditer(r"exp|imp|\+−", header)]
        for text in drawn:
            numbers = list(re.finditer(r"(?<= )(?:[\d·]+\??|[+−][\d+−]+)(?= |$)", text[20:]))
            assert {20 + number.end() for number in numbers} <= set(ends), text
        assert any("−" in text[: ends[1]] for text in drawn)


async def test_who_can_do_some_in_part_and_none_in_full_is_told_apart_from_who_can_do_none(demo):
    async with opened(demo, tenant="Demo Finance") as shown:
        rows = {name: shown.row(shown.desk.users, UserRow(name)).split() for name in ("vendor-sync", "auditor")}
        assert (rows["vendor-sync"][-2:], shown.answer("vendor-sync", None, "accountsPayable/vendors")) == (
            ["1", "0+"],
            "partly",
        )
        assert rows["auditor"][-1] == "·"


async def test_without_a_change_there_is_no_column_for_it_and_names_are_whole(demo):
    async with opened(demo) as shown:
        users = shown.desk.users
        assert users._header_strip(users._width).text.split() == ["credential", "EI", "exp", "imp"]
        assert not [row for row in users.rows if row.credential and "…" in shown.row(users, row)]


async def test_in_a_very_narrow_pane_names_keep_ten_cells_and_columns_go(demo):
    async with opened(demo, size=(40, 12)) as shown:
        await shown.at("employee/basic-information")
        await shown.run("grant.deny")
        await shown.at("employee/performance/setup")
        await shown.run("subtree.allow")
        users = shown.desk.users
        assert users._whole_layout.beside + 10 <= users._width - users.GUTTER_WIDTH or users._layout(30).beside <= 20
        layout = users._layout(20)
        assert list(layout.rooms) == ["import"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_kp_32_actions_are_counted_and_a_change_of_them_is_told_in_the_header_and_in_the_row(demo, size):
    who = "lodgement@example.com"
    async with opened(demo, size, tenant=BUSINESS) as shown:
        await shown.at("pay-schedules/lodgement")
        await shown.user(who)
        assert shown.session.counts(Subject(who, None))["action"] == (3, 3)
        await shown.run("pane.menu", "grant.deny")
        assert shown.unsaved == 1
        header = (await shown.text()).split("\n")[0]
        assert "import 0  export ?3  action −3" in header and "Demo Business" in header
        await shown.run("pane.users")
        await shown.settled()
        row = user_row(shown, who)
        assert "−3" in row and "?3" in row
        assert " act +−" in str(shown.desk.users._header_strip(shown.desk.users._width).text).replace("   ", " ")


async def test_who_has_lost_a_credential_is_told_as_changed(demo):
    async with opened(demo) as shown:
        shown.session.do(RemoveCredential("hris-prod"))
        shown.desk.refresh_all()
        assert shown.desk.users.is_changed(UserRow("hris-sync"))
        await shown.run("view.changed")
        assert shown.desk.users.rows == (UserRow("hris-sync"),)
