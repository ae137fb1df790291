"""The grid of rights where a system has no levels: cells, columns, keys, and why something granted has no effect."""

import re

import pytest

from rolescope.rights.edits import AddPrincipal, SetGrant
from rolescope.rights.model import Assignment, Principal, Subject
from rolescope.tui.pages.detail import detail_lines
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.widgets.grid import Column, window
from tests.tui.finance import company, role
from tests.tui.helpers import Shown, opened

FINANCE, BUSINESS = "Demo Finance", "Demo Business"
VENDORS, JOURNAL, COMPLIANCE = (
    "accountsPayable/vendors",
    "generalLedger/journalEntries",
    "construction/complianceRecords",
)
MANAGER = "manager@example.com"


def row_of(shown, node):
    return shown.row(shown.desk.fields, shown.node(node))


def said(shown, role, node):
    return shown.session.system.said(shown.session.tree, shown.tenant.roles[role], shown.node(node))


async def at(shown, role, user, node):
    """A role, a user and a place in the grid."""
    shown.desk.go_to_pane("roles")
    await shown.role(role)
    if user:
        await shown.user(user)
    await shown.at(node)


@pytest.mark.parametrize(
    ("role", "user", "node", "remark"),
    [
        ("Vendor Maker", "vendor-add", VENDORS, "prerequisite"),
        ("Journal Import", "site-manager", JOURNAL, "user type"),
        ("Compliance", "compliance-api", COMPLIANCE, "subscription"),
        ("Customer Desk", "locked-out", "accountsReceivable/customers", "status"),
    ],
)
async def test_what_is_granted_and_has_no_effect_is_crossed_out_with_the_layer_that_takes_it(
    demo, role, user, node, remark
):
    async with opened(demo, tenant=FINANCE) as shown:
        await at(shown, role, user, node)
        await shown.settled()
        assert "✗" in row_of(shown, node)
        # At the end of the row where it has room, else in the frame.
        assert remark in row_of(shown, node) + shown.desk.fields.subheading()


async def test_a_role_that_the_user_does_not_hold_is_shown_as_it_is(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await at(shown, "Vendor Maker", "full-admin", VENDORS)
        assert "●" in row_of(shown, VENDORS)
        assert "✗" not in row_of(shown, VENDORS)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_going_to_a_row_of_the_grid_explains_that_row_and_not_its_branch(demo, size):
    async with opened(demo, size, tenant=FINANCE) as shown:
        for node in (JOURNAL, VENDORS, "accountsReceivable/customers", COMPLIANCE, JOURNAL):
            await shown.user("vendor-sync")
            shown.desk.commands.go_to(shown.node(node))
            # The menu tells of its row only now, after the way has gone on to the field.
            menu = shown.desk.menu
            menu.post_message(menu.Highlighted(menu, menu.cursor_key))
            await shown.settled()
            assert shown.desk.node == shown.node(node)
            assert shown.desk.why.explanation.node == shown.node(node)


async def test_space_ticks_the_right_under_the_cursor_and_takes_it_again(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await at(shown, "Vendor Maker", None, VENDORS)
        shown.desk.go_to_pane("fields")
        await shown.quiet()
        assert said(shown, "Vendor Maker", VENDORS) == {"add"}
        assert shown.desk.fields.column.title == "List"
        await shown.run("grant.cycle")
        assert said(shown, "Vendor Maker", VENDORS) == {"add", "list"}
        await shown.run("grid.right", "grid.right", "grant.cycle")
        assert said(shown, "Vendor Maker", VENDORS) == {"list"}
        await shown.run("grant.cycle", "grid.left", "grid.left", "grant.cycle")
        assert said(shown, "Vendor Maker", VENDORS) == {"add"}
        await shown.run("edit.undo")
        assert shown.unsaved == 1


async def test_marked_rows_are_ticked_together_where_they_offer_the_right(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await at(shown, "Empty", None, VENDORS)
        fields = shown.desk.fields
        shown.desk.go_to_pane("fields")
        fields.mark_range(fields.row_count - 1)
        await shown.run("grant.cycle")
        assert shown.edits == 1
        offering = [n for n in fields.marked_keys if "list" in shown.session.system.offered(shown.session.tree, n)]
        ids = {shown.session.tree.nodes[node].id for node in offering}
        assert set(shown.tenant.roles["Empty"].grants) == ids


async def test_keys_set_all_read_only_and_none_of_what_a_row_offers(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await at(shown, "Empty", None, VENDORS)
        system, tree, node = shown.session.system, shown.session.tree, shown.node(VENDORS)
        await shown.run("grant.allow")
        assert said(shown, "Empty", VENDORS) == set(system.offered(tree, node))
        await shown.run("grant.read")
        assert said(shown, "Empty", VENDORS) == {"list", "readonly"}
        await shown.run("grant.deny")
        assert VENDORS not in shown.tenant.roles["Empty"].grants


async def test_a_module_is_set_with_everything_in_it(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await at(shown, "Empty", None, "construction")
        shown.desk.go_to_pane("menu")
        await shown.run("grant.read")
        tree, grants = shown.session.tree, shown.tenant.roles["Empty"].grants
        assert grants
        assert all(
            tree.index[name] in range(shown.node("construction"), tree.end[shown.node("construction")])
            for name in grants
        )
        await shown.run("grant.deny")
        assert not shown.tenant.roles["Empty"].grants


async def test_ia13_read_only_leaves_nothing_where_no_read_right_is_offered(tmp_path):
    """A row, several marked ones, and a module alike: what offers no right to read has none granted."""
    names = {"vendors": "list readonly add", "post": "add", "print": "run"}
    node = {"kind": "permission", "parent": "m", "completeness": "full"}
    rows = [
        {"id": f"m/{name}", "name": name, "allowedAccessRights": rights.split(), **node}
        for name, rights in names.items()
    ]
    catalogue = [{"id": "m", "name": "Mine", "kind": "module"}, *rows]
    full = {f"m/{name}": rights for name, rights in names.items()}
    path = company(tmp_path, catalogue=catalogue, roles=[role("Full", full)], users=[{"name": "u", "roles": ["Full"]}])

    def granted(shown):
        return {place: set(rights) for place, rights in shown.tenant.roles["Full"].grants.items() if rights}

    async with opened(path) as shown:
        await at(shown, "Full", None, "m/post")
        shown.desk.go_to_pane("fields")
        await shown.run("grant.read")
        assert "m/post" not in granted(shown)
        assert "post offers nothing of Read only: nothing is granted there." in " ".join(shown.said)
        await shown.run("grant.read")
        assert shown.edits == 1
        await shown.run("edit.undo")
        await shown.at("m/vendors")
        shown.desk.go_to_pane("fields")
        shown.desk.fields.mark_range(shown.desk.fields.row_count - 1)
        await shown.run("grant.read")
        assert granted(shown) == {"m/vendors": {"list", "readonly"}}
        await shown.run("edit.undo")
        shown.desk.go_to_pane("menu")
        await shown.at("m")
        await shown.run("grant.read")
        assert granted(shown) == {"m/vendors": {"list", "readonly"}}


async def test_keys_are_called_what_the_system_calls_them(demo):
    async with opened(demo, (160, 40), tenant=FINANCE) as shown:
        await at(shown, "Empty", None, VENDORS)
        footer = (await shown.text()).splitlines()[-1]
        assert all(words in footer for words in ("a All", "r Read only", "d None", "space Tick"))
        assert "Inherit" not in footer


async def test_rights_are_copied_to_rows_that_take_what_they_offer(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await at(shown, "Empty", None, VENDORS)
        await shown.run("grant.allow", "grant.copy")
        await shown.at("accountsPayable/bills")
        await shown.run("grant.paste")
        system, tree = shown.session.system, shown.session.tree
        both = set(system.offered(tree, shown.node(VENDORS))) & set(
            system.offered(tree, shown.node("accountsPayable/bills"))
        )
        assert said(shown, "Empty", "accountsPayable/bills") == both


async def test_kp_11_an_area_of_a_group_shows_and_sets_its_part_of_the_rule(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        place = "groups/113/expenses"
        await at(shown, MANAGER, None, place)
        assert shown.desk.subject.principal == MANAGER, "the record's own user is chosen with it"
        before = shown.tenant.roles[MANAGER].grants["groups/113"]
        await shown.run("grant.allow")
        flags = set(shown.session.system.offered(shown.session.tree, shown.node(place)))
        assert shown.tenant.roles[MANAGER].grants["groups/113"] == before | flags
        await shown.run("grant.deny")
        assert shown.tenant.roles[MANAGER].grants["groups/113"] == before - flags


async def test_kp_19_what_another_rule_gives_is_told_from_what_this_one_gives(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, "leave-sync@example.com", None, "groups/114/leave")
        assert "+" in row_of(shown, "groups/114/leave")


@pytest.mark.parametrize(
    ("user", "place", "held"),
    [
        ("team-lead@example.com", "locations/20/leave", "+"),  # by its rule with sub-locations
        ("leave-north@example.com", "locations/10/leave", "●"),
        ("leave-sync@example.com", "groups/114/leave", "+"),
        ("kiosk@example.com", "groups/113/leave", "·"),
        ("bi-team@example.com", "groups/113/leave", "·"),  # whose rule has no flag
    ],
)
async def test_a_tick_that_is_taken_back_leaves_the_record_as_it_was_whichever_rule_gives_the_flag(
    demo, user, place, held
):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, user, None, place)
        before, fields = dict(shown.tenant.roles[user].grants), shown.desk.fields
        flag = "ApproveLeaveRequests"
        fields.column_number = next(n for n, one in enumerate(fields.columns) if flag in one.rights)
        cell = fields._ticks(shown.node(place)).cell(fields.column, shown.desk.symbols)[0]
        assert cell == held
        assert (", not from here" in fields._right_told(shown.node(place))) == (held == "+")
        await shown.run("grant.cycle")
        assert dict(shown.tenant.roles[user].grants) != before
        await shown.run("grant.cycle")
        assert dict(shown.tenant.roles[user].grants) == before


async def test_kp_42_a_single_report_under_all_reports_is_refused_with_the_way_out(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, "bi-team@example.com", None, "reports/JournalReport")
        await shown.run("grant.allow")
        assert shown.unsaved == 0
        assert "clear reports first" in shown.said[-1]


async def test_left_of_the_first_column_lies_the_menu_in_every_system(demo):
    for tenant in (FINANCE, None):
        async with opened(demo, tenant=tenant) as shown:
            shown.desk.go_to_pane("fields")
            await shown.pilot.press("left")
            assert shown.desk.current_pane == "menu"


def test_the_window_of_columns_follows_the_cursor():
    columns = [Column(title, frozenset({title})) for title in ("List", "View", "Add", "Delete", "Reclassify")]
    assert window(columns, 0, 100) == range(5)
    assert window(columns, 0, 14) == range(0, 3)
    assert window(columns, 4, 16) == range(3, 5)
    assert window(columns, 4, 8) == range(4, 5)
    assert window(columns, 1, 20, (1, 2, 3)) == range(1, 4) and window(columns, 1, 14, (1, 2, 3)) == range(0, 3)
    assert window((), 0, 10) == range(0)


async def test_kp_02_a_rule_for_a_user_with_full_access_is_refused_as_it_would_be_dropped(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, "admin@example.com", None, "groups/113/leave")
        await shown.run("grant.allow")
        assert shown.unsaved == 0
        assert "KP-02" in shown.said[-1]


async def test_a_users_own_record_is_edited_whichever_of_both_was_chosen(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        for name in ("leave-north@example.com", MANAGER):
            await shown.user(name)
            assert (shown.desk.role, shown.desk.subject.principal) == (name, name)
        shown.desk.go_to_pane("roles")
        await shown.role("leave-north@example.com")
        assert shown.desk.subject.principal == "leave-north@example.com"


@pytest.mark.parametrize("size", [(120, 40), (160, 50)])
async def test_a_reason_that_comes_or_goes_moves_no_column(demo, size):
    async with opened(demo, size, tenant=FINANCE, painting=True) as shown:
        await at(shown, "Vendor Maker", "full-admin", VENDORS)
        await shown.settled()
        fields, other = shown.desk.fields, "accountsPayable/bills"
        before = row_of(shown, other), fields._header_strip(fields._width).text.replace("full-admin", "vendor-add")
        await shown.user("vendor-add")
        await shown.settled()
        assert "✗" in row_of(shown, VENDORS)
        header = fields._header_strip(fields._width).text
        assert (row_of(shown, other).split()[0], header.split()) == (before[0].split()[0], before[1].split())
        assert row_of(shown, other).index("··") == before[0].index("··")
        assert [shown.desk.menu.outer_size.width] == [shown.desk.menu.parent.styles.width.value]


async def test_finding_searches_the_tree_of_the_tenant_that_is_open(demo):
    async with opened(demo) as shown:
        assert shown.desk.commands.search("banking details")
        shown.app.open_tenant(FINANCE)
        await shown.until(lambda: shown.tenant.name == FINANCE, "the other tenant")
        (choice, *_) = shown.desk.commands.search("vendors")
        assert "endors" in shown.session.tree.nodes[choice.key].name
        assert not shown.desk.commands.search("banking details")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_branch_without_columns_keeps_its_letters_in_line_and_says_that_there_is_nothing_to_tick(demo, size):
    async with opened(demo, size, tenant=BUSINESS) as shown:
        await at(shown, "leave-sync@example.com", None, "groups")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        fields = shown.desk.fields
        head = fields._header_strip(fields._width).text
        assert "level" not in head
        row = row_of(shown, "groups/113")
        assert "0 of 21 rights" in row_of(shown, "groups/115")
        letters = head.index("EIA")
        assert row[letters : letters + 3] == "eia"
        assert not row[letters - 1].strip() and not row[letters + 3 :].strip()
        assert fields.subheading() == "space chooses its rights"


def column_titles(shown):
    """What stands over the columns in sight, as it is drawn."""
    fields = shown.desk.fields
    return re.split("[ ‹›]+", fields._header_strip(fields._width).text)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_kp_35_of_all_listed_and_pack_space_chooses_one_in_place_of_another(demo, size):
    who = "bi-team@example.com"
    async with opened(demo, size, tenant=BUSINESS) as shown:
        await at(shown, who, None, "reports")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        fields = shown.desk.fields
        assert {"All", "Listed", "Pack", "Whole"} <= set(column_titles(shown)), "what the row offers is in sight"
        assert fields.column.title == "All", "the first cell of the row, not the first column"
        await shown.run("grid.right", "grid.right", "grant.cycle")
        assert shown.tenant.roles[who].grants["reports"] == {"ReportPack"}
        assert "In place of All reports, which u gives back." in shown.said
        await shown.run("grid.left", "grant.cycle")
        assert "SpecificReports needs a report in its list" in shown.said[-1]
        await shown.run("edit.undo", "grid.left", "grid.left")
        assert shown.unsaved == 0 and shown.desk.current_pane == "menu", "left of its first cell lies the menu"


async def test_kp_42_ticking_a_single_report_under_all_reports_lists_it_in_their_place(demo):
    who = "bi-team@example.com"
    async with opened(demo, tenant=BUSINESS) as shown:
        before = dict(shown.tenant.roles[who].grants)
        await at(shown, who, None, "reports/JournalReport")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        assert shown.desk.fields.column.title == "Run"
        await shown.run("grant.cycle")
        grants = shown.tenant.roles[who].grants
        assert (grants["reports"], grants["reports/JournalReport"]) == ({"SpecificReports"}, {"RunReport"})
        assert "In place of All reports, which u gives back." in shown.said
        await shown.run("edit.undo")
        assert dict(shown.tenant.roles[who].grants) == before


async def test_kp_22_ticking_a_single_kiosk_under_all_kiosks_lists_it_in_their_place(demo):
    who = "kiosk-add@example.com"
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, who, None, "kiosks/5")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        assert shown.desk.fields.column.title == "Add"
        await shown.run("grid.right", "grant.cycle")
        grants = shown.tenant.roles[who].grants
        assert (grants["kiosks"], grants["kiosks/5"]) == ({"SpecificKiosks", "AddEmployeeFromKiosk"}, {"UseKiosk"})


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_kp_28_a_payroll_value_is_chosen_by_its_name_in_place_of_the_other_of_its_field(demo, size):
    who = "pay-approver@example.com"
    async with opened(demo, size, tenant=BUSINESS) as shown:
        await at(shown, who, None, "pay-schedules")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        assert "1 of 8 rights" in row_of(shown, "pay-schedules")
        await rights_chosen(shown, "Payment Approver All Schedules", "Pay Run Creator All Schedules")
        assert shown.tenant.roles[who].grants["pay-schedules"] == {
            "PaymentApproverAllSchedules",
            "PayRunCreatorAllSchedules",
        }
        await shown.at("pay-schedules/7")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        assert {"Approve", "Payment", "Create"} <= set(column_titles(shown))
        assert shown.desk.fields.column.title == "Approve"
        await shown.run("grant.cycle")
        assert "PayRunApproverSelectedSchedules" in shown.tenant.roles[who].grants["pay-schedules"]
        assert "PaymentApproverAllSchedules" not in shown.tenant.roles[who].grants["pay-schedules"]
        await shown.at("pay-schedules/lodgement")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        assert shown.desk.fields.column.title == "Lodge" and "Lodge" in column_titles(shown)


async def test_kp_36_a_rule_without_rights_is_told_from_no_rule_in_menu_grid_and_details(demo):
    async with opened(demo, (160, 50), tenant=BUSINESS) as shown:
        await at(shown, "bi-team@example.com", None, "groups")
        menu, fields = shown.desk.menu, shown.desk.fields
        assert "rule without rights" in row_of(shown, "groups/113")
        assert "0 of 21 rights" in row_of(shown, "groups/114")
        assert shown.row(menu, shown.node("groups/113")).rstrip().endswith("0")
        assert shown.row(menu, shown.node("groups/114")).rstrip().endswith("·")
        await shown.at("groups/113")
        assert fields.heading() == "Areas of Warehouse team: rule without rights"
        details = [line[0] for line in detail_lines(shown.session, shown.node("groups/113"), shown.desk.symbols)]
        assert "bi-team@example.com: rule without rights" in details
        silent = next(line for line in details if line.startswith("nothing said here"))
        assert "bi-team" not in silent and "bi-all@example.com" in silent
    async with opened(demo, (80, 24), tenant=BUSINESS) as shown:
        await at(shown, "bi-team@example.com", None, "groups")
        await shown.run("pane.menu")
        await shown.text()
        assert shown.row(shown.desk.menu, shown.node("groups/113")).rstrip().endswith("rule without rights")


async def test_kp_36_emptying_a_rule_and_taking_it_back_are_two_keys(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, MANAGER, None, "groups/113")
        shown.desk.go_to_pane("menu")
        await shown.quiet()
        await shown.run("grant.deny")
        assert shown.tenant.roles[MANAGER].grants["groups/113"] == frozenset()
        await shown.run("grant.inherit")
        assert "groups/113" not in shown.tenant.roles[MANAGER].grants
        await shown.run("edit.undo", "edit.undo")
        assert shown.unsaved == 0
        await at(shown, "admin@example.com", None, "groups/113")
        shown.desk.go_to_pane("menu")
        await shown.run("grant.deny")
        assert shown.unsaved == 0 and "drops every rule (KP-02)" in shown.said[-1]


async def rights_chosen(shown: Shown, *titles: str) -> None:
    """Tick some rights, or take the ticks off, in the list of a row without columns."""
    dialog = await shown.ask("grant.cycle", LinkRoles)
    for title in titles:
        dialog._links.cursor = dialog._links.index_of(Assignment(title))
        await shown.pilot.press("space")
    await shown.pilot.press("enter")
    await shown.closed()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_flags_of_a_rule_with_sub_locations_are_set_one_by_one(demo, size):
    place, who = "locations/10/sub-locations", "manager@example.com"
    async with opened(demo, size, tenant=BUSINESS) as shown:
        await shown.user(who)
        await shown.at(place)
        await rights_chosen(shown, "Approve Leave Requests", "View Leave Requests")
        grants = shown.tenant.roles[who].grants
        assert grants[place] == {"ApproveLeaveRequests", "ViewLeaveRequests"}
        assert "locations/10" not in grants
        assert "2 of 21 rights" in row_of(shown, place)
        assert shown.answer(who, None, "locations/21/leave", "export") == "yes"
        await rights_chosen(shown, "Approve Leave Requests")
        assert shown.tenant.roles[who].grants[place] == {"ViewLeaveRequests"}
        assert shown.unsaved == 1
        # What an area of the location is given beside that stays at the location alone.
        await shown.at("locations/10/rosters")
        await shown.run("grant.read")
        assert shown.tenant.roles[who].grants["locations/10"] == {"ViewRosters", "ViewShiftCosts"}
        assert shown.tenant.roles[who].grants[place] == {"ViewLeaveRequests"}
        await shown.at(place)
        await rights_chosen(shown, "View Leave Requests")
        assert place not in shown.tenant.roles[who].grants


LEAD, DEEP = "team-lead@example.com", "locations/20/sub-locations"


async def test_a_key_sets_the_row_and_with_shift_everything_below_as_well(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, LEAD, None, "locations/10")
        shown.desk.go_to_pane("menu")
        await shown.quiet()
        await shown.run("grant.deny")
        assert shown.tenant.roles[LEAD].grants["locations/10"] == frozenset()
        assert "North has a rule without rights; i takes that back too." in shown.said
        await shown.run("grant.deny")
        assert shown.unsaved == 1 and "Already None." in shown.said
        await shown.run("grant.inherit")
        assert shown.unsaved == 0
        await shown.run("subtree.deny")
        assert not any(place.startswith("locations") for place in shown.tenant.roles[LEAD].grants)
        await shown.run("edit.undo", "subtree.read")
        grants = shown.tenant.roles[LEAD].grants
        assert "ViewLeaveRequests" in grants["locations/10/sub-locations"] and DEEP not in grants
        assert shown.answer(LEAD, None, "locations/21/leave", "export") == "yes"


async def test_all_groups_are_set_and_cleared_together_by_the_keys_for_everything_below(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, LEAD, None, "groups")
        shown.desk.go_to_pane("menu")
        await shown.quiet()
        await shown.run("grant.deny")
        assert shown.unsaved == 0 and "as a whole" in shown.said[-1]
        await shown.run("subtree.allow")
        assert {"groups/113", "groups/116"} <= set(shown.tenant.roles[LEAD].grants)
        await shown.run("subtree.deny")
        assert not any(place.startswith("groups") for place in shown.tenant.roles[LEAD].grants)


@pytest.mark.parametrize(
    ("user", "place", "columns"),
    [
        ("pay-approver@example.com", "pay-schedules/7", ("Approve",)),
        ("kiosk-add@example.com", "kiosks/5", ("Add",)),
    ],
)
async def test_every_tick_that_is_shown_can_be_taken_off(demo, user, place, columns):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, user, None, place)
        shown.desk.go_to_pane("fields")
        await shown.quiet()
        for title in columns:
            while shown.desk.fields.column.title != title:
                await shown.run("grid.right")
            assert shown.desk.fields.column.rights & said(shown, user, place)
            await shown.run("grant.cycle")
            assert not said(shown, user, place)
            await shown.run("edit.undo")


async def test_none_takes_off_what_is_ticked_at_a_kiosk(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, "kiosk-add@example.com", None, "kiosks/5")
        await shown.run("grant.deny")
        assert not said(shown, "kiosk-add@example.com", "kiosks/5")
        assert shown.tenant.roles["kiosk-add@example.com"].grants == {"kiosks": {"AllKiosks"}}


async def test_a_rule_of_a_group_is_set_flag_by_flag_from_above_and_what_offers_nothing_says_so(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, "manager@example.com", None, "groups")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        before = shown.tenant.roles["manager@example.com"].grants["groups/113"]
        await rights_chosen(shown, "View Employee Expenses")
        assert shown.tenant.roles["manager@example.com"].grants["groups/113"] == before ^ {"ViewExpenses"}


async def test_what_lists_alone_say_and_what_is_a_part_of_no_answer_is_not_crossed_out(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, "bi-all@example.com", None, "reports")
        shown.desk.go_to_pane("fields")
        await shown.settled()
        assert "key" not in row_of(shown, "reports").split()
        assert "✗" not in row_of(shown, "reports")
        await at(shown, "leave-sync@example.com", None, "locations/10/leave")
        await shown.settled()
        row = row_of(shown, "locations/10/sub-locations")
        assert row.split()[-4:] == ["1", "of", "21", "rights"]


async def test_a_refusal_says_what_stands_against_it_and_nothing_of_a_success(demo):
    async with opened(demo, tenant=BUSINESS) as shown:
        await at(shown, "admin@example.com", None, "groups/113/leave")
        shown.desk.go_to_pane("fields")
        shown.desk.fields.mark_range(shown.desk.fields.row_count - 1)
        await shown.run("grant.allow")
        assert len(shown.said) == 1
        assert "KP-02" in shown.said[0]
        await shown.run("grant.copy", "grant.paste")
        assert not any("Pasted" in text for text in shown.said)


async def test_in_a_system_of_shared_roles_a_user_of_a_roles_name_chooses_no_role(demo):
    async with opened(demo) as shown:
        role, other = list(shown.tenant.roles)[:2]
        shown.session.do(AddPrincipal(Principal(other, "active")))
        shown.desk.refresh_all()
        await shown.role(role)
        await shown.user(other)
        assert shown.desk.role == role


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_kp_63_for_how_many_an_answer_holds_stands_in_why_at_the_row_and_in_the_details(demo, size):
    async with opened(demo, size, tenant=BUSINESS) as shown:
        session, who = shown.session, "interns@example.com"
        for user, words in ((who, "nobody"), ("leave-north@example.com", "1 of 3 · acts")):
            subject = Subject(user, None)
            leave = [n for n in session.tree.nodes if n.id.endswith("/leave")]
            place = next(n.id for n in leave if session.remark(subject, session.tree.index[n.id]) == words)
            await at(shown, user, user, place)
            shown.desk.go_to_pane("fields")
            await shown.settled()
            answer = session.outcome.answer(subject, shown.node(place), "import").upper()
            assert f": import {answer} [{words}]" in shown.desk.why.headline()
            if size[0] == 120:
                assert shown.row(shown.desk.why, 1).strip().endswith(f"import {answer} [{words}]")
            if size[0] == 80:
                assert words.partition(" · ")[0] in row_of(shown, place)
            assert words in row_of(shown, place) + shown.desk.fields.subheading()
            dialog = await shown.ask("node.detail", TextView)
            assert any(line[0].startswith(f"{user}: ") and f"[{words}]" in line[0] for line in dialog.lines)
            dialog.dismiss(None)
            await shown.closed()


async def test_ia_35_that_an_import_makes_drafts_only_stands_beside_the_answer(demo):
    async with opened(demo, (160, 50), tenant=FINANCE) as shown:
        session, who = shown.session, Subject("contract-drafts", None)
        place = next(n.id for n in session.tree.nodes if "drafts only" in session.remark(who, session.tree.index[n.id]))
        await at(shown, "Contract Drafts", who.principal, place)
        await shown.settled()
        assert "drafts only]" in shown.desk.why.headline()
        assert "drafts only" in row_of(shown, place) + shown.desk.fields.subheading()


async def test_what_was_told_of_a_state_goes_with_the_edit_that_ends_it(demo):
    async with opened(demo, (80, 24), tenant=FINANCE) as shown:
        await at(shown, "Empty", None, VENDORS)
        shown.desk.go_to_pane("fields")
        await shown.run("grant.read", "grant.read")
        await shown.until(lambda: shown.said == ["Already Read only."], "the message")
        await shown.run("grant.allow")
        await shown.until(lambda: not shown.said, "no message")


async def test_why_is_about_the_row_that_a_filter_leaves_while_it_is_typed(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        await at(shown, "Empty", "vendor-sync", "accountsPayable")
        shown.desk.go_to_pane("fields")
        await shown.run("view.filter")
        await shown.pilot.press(*"vendors")
        await shown.until(lambda: shown.desk.node == shown.node(VENDORS), "the row under the cursor")
        assert not shown.desk.fields.has_focus


async def test_names_that_would_be_cut_until_alike_are_cut_in_their_middle(demo):
    async with opened(demo, (120, 40), tenant=FINANCE) as shown:
        await at(shown, "Empty", None, "construction")
        names = [shown.row(shown.desk.fields, node) for node in shown.desk.fields.rows]
        orders = [name for name in names if "Order" in name]
        assert len(orders) == 2 and all("finitions" in name or "nsactions" in name for name in orders)


async def test_kp_36_all_reports_leaves_the_whole_business_in_them(demo):
    async with opened(demo, tenant="Demo Business") as shown:
        name = "manager@example.com"
        await shown.role(name)
        await shown.at("reports")
        shown.session.do(SetGrant(name, "reports", frozenset({"noReportingRestriction"})))
        shown.desk.refresh_all()
        await shown.run("pane.menu", "grant.allow")
        assert shown.tenant.roles[name].grants["reports"] == {"AllReports", "noReportingRestriction"}
