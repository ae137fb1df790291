"""What a record says at a place, and the edits that change it there: nothing else is touched."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import EditError, apply_all
from rolescope.rights.entries import taken_with
from rolescope.rights.model import Rights, Role, Tenant
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.granting import clear_edits, grant_edits, opens_everything, said
from rolescope.systems.keypay.record import LocationRule, Record, record_of, role_of
from tests.keypay.strategies import Sample, samples
from tests.keypay.test_scenarios import DEMO, MANAGER, TREE

LODGES = "approveElectronicPayrollLodgement"
NOTHING: Rights = frozenset()


def after(role: Role, tenant: Tenant, place: str, rights: Rights | None, subtree: bool = False) -> Role:
    node = TREE.index[place]
    made = clear_edits(TREE, role, node, subtree) if rights is None else grant_edits(TREE, role, node, rights, subtree)
    return apply_all(made, tenant, TREE).roles[role.name]


Before = Mapping[str, set[str]]
"""What a record says, by place."""


def record(before: Before) -> tuple[Role, Tenant]:
    """A record that says this, and a tenant that holds it."""
    made = Role("x@example.com", {place: frozenset(held) for place, held in before.items()})
    return made, Tenant("x", "keypay", roles={made.name: made})


def set_to(before: Before, place: str, rights: set[str] | None, subtree: bool = False) -> dict[str, Rights]:
    """What a record says after something is set at a place, or with None taken back there."""
    role, tenant = record(before)
    return dict(after(role, tenant, place, None if rights is None else frozenset(rights), subtree).grants)


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


VIEW, APPROVE, ROSTERS = "ViewLeaveRequests", "ApproveLeaveRequests", "ViewRosters"
DEEP = "locations/20/sub-locations"


def test_a_flag_that_is_added_in_an_area_of_a_location_does_not_reach_its_sub_locations() -> None:
    found = set_to({"locations/20/sub-locations": {ROSTERS}}, "locations/20/leave", {VIEW})
    assert found == {"locations/20": {VIEW}, DEEP: {ROSTERS}}
    assert set_to({}, "locations/20/leave", {VIEW}) == {"locations/20": {VIEW}}


def test_kp_17_an_area_of_a_location_is_about_the_rule_about_it_alone_and_never_moves_a_flag() -> None:
    before = {"locations/20": {ROSTERS, VIEW}, DEEP: {ROSTERS, APPROVE, "ManageRosters"}}
    role, _ = record(before)
    rosters, leave = TREE.index["locations/20/rosters"], TREE.index["locations/20/leave"]
    assert said(TREE, role, rosters) == {ROSTERS} and said(TREE, role, leave) == {VIEW}
    assert set_to(before, "locations/20/rosters", None) == {"locations/20": {VIEW}, DEEP: before[DEEP]}
    narrowed = set_to(before, "locations/20/leave", {APPROVE, "CreateLeaveRequests"})
    assert narrowed == {"locations/20": {ROSTERS, APPROVE, "CreateLeaveRequests"}, DEEP: before[DEEP]}


def test_kp_17_an_area_takes_no_flag_from_the_rule_with_sub_locations_and_tells_where_it_is_said() -> None:
    with pytest.raises(EditError, match=f"locations/20 alone has no such right; ViewRosters is said at {DEEP}"):
        set_to({DEEP: {ROSTERS}}, "locations/20/rosters", None)


def test_taking_back_what_an_area_does_not_say_changes_nothing() -> None:
    assert set_to({"locations/20/sub-locations": {ROSTERS}}, "locations/20/leave", None) == {DEEP: {ROSTERS}}
    assert set_to({}, "groups/113/leave", None) == {}


# How location rules are put together


Told = list[tuple[str, tuple[int, ...], Rights]]


def rules_after(rules: list[LocationRule], place: str, rights: set[str] | None) -> Told:
    """The location rules of a record after an edit at a place."""
    made = role_of("x@example.com", Record(locations=tuple(rules)))
    wanted = None if rights is None else frozenset(rights)
    role = after(made, Tenant("x", "keypay", roles={made.name: made}), place, wanted)
    return [(rule.filter_type, rule.ids, rule.flags) for rule in record_of(role).locations]


def test_an_edit_of_one_location_rule_leaves_type_and_grouping_of_every_other() -> None:
    held, more = frozenset({VIEW}), frozenset({ROSTERS})
    rules = [
        LocationRule("LocationOrParents", (10, 30), held),
        LocationRule("Location", (), held),
        LocationRule("Location", (20,), more),
        LocationRule("LocationOrParents", (10,), more),
    ]
    kept = [(rule.filter_type, rule.ids, rule.flags) for rule in rules]
    assert rules_after(rules, "locations/21", {VIEW}) == [*kept, ("Location", (21,), held)]
    assert rules_after(rules, "locations/20", {VIEW}) == [*kept[:2], ("Location", (20,), held), kept[3]]
    assert rules_after(rules, "locations/20", None) == [*kept[:2], kept[3]]
    assert rules_after(rules, "locations/30/sub-locations", {ROSTERS}) == [
        ("LocationOrParents", (10,), held),
        *kept[1:],
        ("LocationOrParents", (30,), more),
    ]
    same = [LocationRule("Location", (10,), held)]
    assert rules_after(same, "locations/30", {VIEW}) == [("Location", (10,), held), ("Location", (30,), held)]


# Everything below


def test_kp_17_a_location_with_everything_below_is_one_rule_that_reaches_sub_locations() -> None:
    said_before = {"locations/10": {VIEW}, "locations/20/sub-locations": {APPROVE}, "locations/30": {VIEW}}
    found = set_to(said_before, "locations/10", {ROSTERS}, True)
    assert found == {"locations/10/sub-locations": {ROSTERS}, "locations/30": {VIEW}}
    assert set_to(said_before, "locations/30", {ROSTERS}, True)["locations/30"] == {ROSTERS}
    assert set_to(said_before, "locations/10", None, True) == {"locations/30": {VIEW}}


def test_all_groups_or_locations_get_a_rule_each() -> None:
    found = set_to({"locations/21": {VIEW}, "locations": {VIEW}}, "locations", {ROSTERS}, True)
    assert found == {"locations/10/sub-locations": {ROSTERS}, "locations/30": {ROSTERS}}
    groups = set_to({"groups/113": {APPROVE}}, "groups", {VIEW}, True)
    assert groups == {f"groups/{one}": {VIEW} for one in (113, 114, 115, 116)}
    with pytest.raises(EditError, match="groups does not offer UseKiosk"):
        set_to({}, "groups", {"UseKiosk"}, True)


def test_all_groups_are_taken_back_only_where_everything_below_is_meant() -> None:
    with pytest.raises(EditError, match="nothing is granted at Employee groups as a whole: take back one rule in it"):
        set_to({"groups/113": {VIEW}}, "groups", None)
    assert set_to({"groups/113": {VIEW}}, "groups", None, True) == {}
    assert set_to({}, "groups", None) == {}
    assert set_to({"locations": {VIEW}, "locations/10": {VIEW}}, "locations", None) == {"locations/10": {VIEW}}


# Lists: what is given and taken back again leaves nothing behind

USE, ADD = "UseKiosk", "AddEmployeeFromKiosk"
RUNS, CREATES = "PayRunApproverSelectedSchedules", "PayRunCreatorSelectedSchedules"
FOR_APPROVAL, FOR_CREATION = "selectedPaySchedulesForPayRunApproval", "selectedPaySchedulesForPayRunCreation"


@pytest.mark.parametrize(
    ("place", "right"),
    [
        ("kiosks/5", USE),
        ("reports/JournalReport", "RunReport"),
        ("pay-schedules/7", "ApprovePayRuns"),
        ("pay-schedules/8", "CreatePayRuns"),
    ],
)
def test_the_last_entry_of_a_list_takes_the_access_type_of_its_section_along(place: str, right: str) -> None:
    role, tenant = record({})
    given = after(role, tenant, place, frozenset({right}))
    assert len(given.grants) == 2 and said(TREE, given, TREE.index[place]) >= {right}
    tenant = Tenant("x", "keypay", roles={given.name: given})
    assert after(given, tenant, place, None).grants == role.grants


def test_kp_22_an_entry_that_is_not_the_last_leaves_the_others() -> None:
    two = {"kiosks": {"SpecificKiosks", ADD}, "kiosks/5": {USE}, "kiosks/6": {USE}}
    assert set_to(two, "kiosks/5", None) == {"kiosks": {"SpecificKiosks", ADD}, "kiosks/6": {USE}}


def test_kp_24_what_is_said_at_a_kiosk_is_taken_back_there() -> None:
    everywhere = {"kiosks": {"AllKiosks", ADD}}
    role, _ = record(everywhere)
    assert said(TREE, role, TREE.index["kiosks/5"]) == {ADD}
    assert set_to(everywhere, "kiosks/5", None) == {"kiosks": {"AllKiosks"}}
    # Kiosk 6 is open to all kiosk users, so that it is still there when it is no longer listed.
    listed = {"kiosks": {"SpecificKiosks", ADD}, "kiosks/5": {USE}, "kiosks/6": {USE}}
    assert set_to(listed, "kiosks/6", None) == {"kiosks": {"SpecificKiosks"}, "kiosks/5": {USE}}


def test_kp_24_the_flag_of_all_kiosks_is_not_said_at_one_that_the_record_does_not_open() -> None:
    role, tenant = record({"kiosks": {"SpecificKiosks"}, "kiosks/6": {USE}})
    with pytest.raises(EditError, match=r"counts at the kiosks of a record alone: give UseKiosk at kiosks/5 as well"):
        after(role, tenant, "kiosks/5", frozenset({ADD}))
    role, _ = record({"kiosks": {"SpecificKiosks", ADD}, "kiosks/6": {USE}})
    assert said(TREE, role, TREE.index["kiosks/5"]) == NOTHING


def test_kp_29_a_right_at_a_schedule_and_its_place_in_the_list_are_tied() -> None:
    assert taken_with(SYSTEM, frozenset({"ApprovePayRuns"})) == {"ApprovePayRuns", FOR_APPROVAL}
    assert taken_with(SYSTEM, frozenset({FOR_APPROVAL})) == {"ApprovePayRuns", "ApprovePayments", FOR_APPROVAL}
    assert taken_with(SYSTEM, frozenset({FOR_CREATION})) == {"CreatePayRuns", FOR_CREATION}
    assert taken_with(SYSTEM, frozenset({USE})) == {USE}


def test_kp_31_a_schedule_that_is_listed_already_is_not_picked_anew() -> None:
    listed = {"pay-schedules": {RUNS}, "pay-schedules/8": {FOR_APPROVAL}}
    found = set_to(listed, "pay-schedules/8", {"ApprovePayRuns", "CreatePayRuns"})
    assert found == {"pay-schedules": {RUNS, CREATES}, "pay-schedules/8": {FOR_APPROVAL, FOR_CREATION}}
    for before in ({}, {"pay-schedules/8": {FOR_APPROVAL}}, {"pay-schedules": {RUNS}}):
        with pytest.raises(EditError, match="has its approval switched off, so it cannot be picked"):
            set_to(before, "pay-schedules/8", {"ApprovePayRuns"})


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
