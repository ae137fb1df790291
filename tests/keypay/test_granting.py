"""What a record says at a place, and the edits that change it there: nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import EditError, apply_all
from rolescope.rights.model import Rights, Role, Tenant
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.granting import clear_edits, grant_edits, opens_everything, said
from tests.keypay.strategies import Sample, samples
from tests.keypay.test_scenarios import DEMO, MANAGER, TREE

LODGES = "approveElectronicPayrollLodgement"
NOTHING: Rights = frozenset()


def after(role: Role, tenant: Tenant, place: str, rights: Rights | None) -> Role:
    node = TREE.index[place]
    made = clear_edits(TREE, role, node, False) if rights is None else grant_edits(TREE, role, node, rights)
    return apply_all(made, tenant, TREE).roles[role.name]


@given(samples(), st.data())
def test_what_is_granted_at_a_place_is_said_there_and_its_neighbours_stay(sample: Sample, data: st.DataObject) -> None:
    if not sample.tenant.roles:
        return
    role = sample.tenant.roles[data.draw(st.sampled_from(list(sample.tenant.roles)))]
    areas = [n for n, node in enumerate(sample.tree.nodes) if node.kind == "area"]
    node = data.draw(st.sampled_from(areas))
    rights = data.draw(st.frozensets(st.sampled_from(SYSTEM.offered(sample.tree, node))))
    others = [area for area in areas if area != node]
    before = [SYSTEM.said(sample.tree, role, area) for area in others]
    if rights and opens_everything(role):
        with pytest.raises(EditError, match="full access, which drops every rule"):
            SYSTEM.grant_edits(sample.tree, role, node, rights, False)
        return
    edits = SYSTEM.grant_edits(sample.tree, role, node, rights, False)
    changed = apply_all(edits, sample.tenant, sample.tree).roles[role.name]
    assert SYSTEM.said(sample.tree, changed, node) == rights
    assert [SYSTEM.said(sample.tree, changed, area) for area in others] == before


def test_an_area_says_its_part_of_the_rule() -> None:
    role = DEMO.roles[MANAGER]
    leave = frozenset({"ApproveLeaveRequests", "CreateLeaveRequests", "ViewLeaveRequests"})
    assert said(TREE, role, TREE.index["groups/113/leave"]) == leave
    assert said(TREE, role, TREE.index["groups/113/rosters"]) == frozenset()
    assert said(TREE, role, TREE.index["groups/114/leave"]) == NOTHING


def test_an_area_of_a_location_edits_the_rule_that_is_there() -> None:
    role = DEMO.roles["roster-export@example.com"]
    changed = after(role, DEMO, "locations/20/leave", frozenset({"ViewLeaveRequests"}))
    assert set(changed.grants) == {"locations/20/sub-locations"}
    assert "ViewLeaveRequests" in changed.grants["locations/20/sub-locations"]
    new = after(DEMO.roles[MANAGER], DEMO, "locations/20/leave", frozenset({"ViewLeaveRequests"}))
    assert new.grants["locations/20"] == {"ViewLeaveRequests"}


def test_a_rule_that_loses_its_last_flag_stays_a_rule_and_clearing_the_place_ends_it() -> None:
    role = DEMO.roles["leave-import@example.com"]
    empty = after(role, DEMO, "groups/113/leave", None)
    assert empty.grants["groups/113"] == frozenset()
    assert "groups/113" not in after(role, DEMO, "groups/113", None).grants


def test_clearing_a_location_ends_both_of_its_rules_and_leaves_the_locations_below() -> None:
    tenant = apply_all(
        [
            *grant_edits(TREE, DEMO.roles["leave-sync@example.com"], TREE.index["locations/20"], frozenset()),
            *grant_edits(TREE, DEMO.roles["leave-sync@example.com"], TREE.index["locations/10"], frozenset()),
        ],
        DEMO,
        TREE,
    )
    role = after(tenant.roles["leave-sync@example.com"], tenant, "locations/10", None)
    assert [place for place in role.grants if place.startswith("locations")] == ["locations/20"]


@pytest.mark.parametrize(
    ("user", "place", "rights", "told"),
    [
        ("bi-team@example.com", "reports/JournalReport", {"RunReport"}, "report access is AllReports: clear reports"),
        ("kiosk-add@example.com", "kiosks/5", {"UseKiosk"}, "kiosk access is AllKiosks: clear kiosks"),
        ("pay-approver@example.com", "pay-schedules/7", {"ApprovePayments"}, "PayRunApproverSelectedSchedules is set"),
        ("pay-creator@example.com", "pay-schedules/7", {"CreatePayRuns"}, "PayRunCreatorAllSchedules is set"),
        (MANAGER, "locations", {"ViewRosters"}, "name a location in it"),
    ],
)
def test_what_a_record_cannot_say_is_refused(user: str, place: str, rights: set[str], told: str) -> None:
    with pytest.raises(EditError, match=told):
        grant_edits(TREE, DEMO.roles[user], TREE.index[place], frozenset(rights))


def test_all_reports_replace_the_list_and_the_other_way_round_takes_two_steps() -> None:
    role = DEMO.roles["bi-all@example.com"]
    every = after(role, DEMO, "reports", frozenset({"AllReports"}))
    assert set(every.grants) == {"reports"}
    tenant = apply_all(clear_edits(TREE, every, TREE.index["reports"], False), DEMO, TREE)
    assert after(tenant.roles[role.name], tenant, "reports/JournalReport", frozenset({"RunReport"})).grants == {
        "reports": {"SpecificReports"},
        "reports/JournalReport": {"RunReport"},
    }


def test_taking_lodgement_away_leaves_the_other_payroll_rights() -> None:
    given = after(DEMO.roles["pay-creator@example.com"], DEMO, "pay-schedules/lodgement", frozenset({LODGES}))
    assert given.grants["pay-schedules"] == {LODGES, "PayRunCreatorAllSchedules"}
    assert after(given, Tenant("x", "keypay", roles={given.name: given}), "pay-schedules/lodgement", None).grants[
        "pay-schedules"
    ] == {"PayRunCreatorAllSchedules"}
