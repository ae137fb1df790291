"""What a record may be spelled like, and the one spelling in which it is served (KP-33, KP-35, KP-40 to KP-51)."""

from typing import Any

import pytest

from rolescope.rights.edits import apply
from rolescope.systems.keypay.people import post
from rolescope.systems.keypay.record import own_role, record_json, record_of
from rolescope.systems.keypay.vocabulary import CURRENT_FLAGS, TITLES
from tests.keypay.test_scenarios import BUSINESS, DEMO, NEW, TREE, Preview


def served(**sections: Any) -> tuple[dict[str, Any], list[str]]:
    """A restricted record as GET gives it back after a POST, with the warnings."""
    taken = post(DEMO, BUSINESS, {"accessType": "Restricted", "name": "New", "email": NEW, **sections})
    assert taken.edit is not None, taken.faults
    after, _ = apply(taken.edit, DEMO, TREE)
    role = own_role(after, NEW)
    assert role is not None
    return record_json(record_of(role), after.principals[NEW]), [str(warning) for warning in taken.warnings]


def faults(**sections: Any) -> list[str]:
    taken = post(DEMO, BUSINESS, {"accessType": "Restricted", "name": "New", "email": NEW, **sections})
    assert taken.edit is None
    return [str(fault) for fault in taken.faults]


def group(flags: Any) -> dict[str, Any]:
    return {"employeeGroups": [{"employeeGroupId": 113, "permissions": flags}]}


@pytest.mark.parametrize(
    ("spelled", "written"),
    [
        ("ViewLeaveRequests", "ViewLeaveRequests"),
        ("ViewLeaveRequests,ApproveTimesheets", "ApproveTimesheets, ViewLeaveRequests"),
        (" viewleaverequests ,\n  APPROVETIMESHEETS ", "ApproveTimesheets, ViewLeaveRequests"),
        (["ViewLeaveRequests", "ApproveTimesheets"], "ApproveTimesheets, ViewLeaveRequests"),
        (1, "ApproveTimesheets"),
        ("1", "ApproveTimesheets"),
        ("", ""),
        (0, ""),
        (None, ""),
    ],
)
def test_kp_48_kp_51_flags_are_read_in_every_spelling_and_written_as_names_in_one_order(spelled, written):
    record, warnings = served(**group(spelled))
    assert record["employeeGroups"] == [{"employeeGroupId": 113, "permissions": written}]
    is_number = spelled not in (None, "") and str(spelled).isdigit()
    assert any("KP-49" in warning for warning in warnings) is is_number


@pytest.mark.parametrize(("mask", "left"), [(262144, "262144"), (262145, "262144"), (-1, "-1")])
def test_kp_49_a_mask_beyond_the_published_bits_is_refused_with_what_is_left_of_it(mask, left):
    (fault,) = faults(**group(mask))
    assert fault.startswith(f"employeeGroups[0].permissions: {mask} holds {left}, which is no published permission")


def test_kp_50_an_unknown_flag_is_told_with_its_path_the_nearest_and_all_that_are_allowed():
    (fault,) = faults(**group("ViewLeaveRequests, ApproveTimesheet"))
    assert fault.startswith("employeeGroups[0].permissions: unknown permission 'ApproveTimesheet', did you mean")
    assert "'ApproveTimesheets'" in fault
    assert "EditBasicEmployeeDetails" in fault


@pytest.mark.parametrize("flag", CURRENT_FLAGS)
def test_kp_50_a_label_of_the_lookup_leads_to_the_permission_of_that_label(flag):
    for label in {TITLES[flag], TITLES[flag].upper()} - {flag}:
        (fault,) = faults(**group(label))
        assert f"that is what screens and lookups call {flag!r}; allowed are" in fault


@pytest.mark.parametrize(
    ("spelled", "told"),
    [
        ("View Employee Roster", "did you mean 'ViewRosters'?"),
        ("ViewRosters ViewExpenses", 'separate the names by commas: "ViewRosters, ViewExpenses" (KP-48)'),
        ("viewrosters;ViewExpenses; ", 'separate the names by commas: "ViewRosters, ViewExpenses" (KP-48)'),
        ("ViewRosters | Foo", 'separate the names by commas: "ViewRosters, Foo"; unknown is "Foo"'),
    ],
)
def test_kp_48_names_that_stand_together_are_told_to_be_separated_by_commas(spelled, told):
    (fault,) = faults(**group(spelled))
    assert told in fault


def test_kp_40_reports_by_label_or_without_a_comma_are_told_what_to_write():
    (fault,) = faults(reports={"accessType": "SpecificReports", "specificReports": "Journal Report"})
    assert "that is the label of 'JournalReport'" in fault
    (fault,) = faults(reports={"accessType": "SpecificReports", "specificReports": "11;14"})
    assert 'separate ids and names by commas: "11, 14"' in fault


def test_kp_15_a_group_named_twice_is_one_rule_and_an_unknown_one_is_refused():
    twice = [{"employeeGroupId": 113, "permissions": flags} for flags in ("ViewExpenses", "ViewLeaveRequests")]
    record, _ = served(employeeGroups=twice)
    assert record["employeeGroups"] == [{"employeeGroupId": 113, "permissions": "ViewLeaveRequests, ViewExpenses"}]
    (fault,) = faults(employeeGroups=[{"employeeGroupId": 999, "permissions": "ViewExpenses"}])
    assert "employeeGroups[0].employeeGroupId" in fault
    assert "999" in fault


@pytest.mark.parametrize(
    ("spelled", "written"),
    [
        ("14,11", "11,14"),
        (11, "11"),
        ("TimesheetReport", "11"),
        (" cis300 , 14,14 ", "14,Cis300"),
    ],
)
def test_kp_40_kp_41_reports_are_read_by_id_or_name_and_written_by_id_as_far_as_there_is_one(spelled, written):
    record, _ = served(reports={"accessType": "SpecificReports", "specificReports": spelled})
    assert record["reports"]["specificReports"] == written


def test_kp_35_without_a_section_there_are_no_reports_and_those_that_are_open_open_nothing_else():
    record, _ = served()
    assert record["reports"] == {"accessType": "None", "specificReports": 0, "noReportingRestriction": False}
    reader = Preview("bi-all@example.com")
    opened = {
        node.id for n, node in enumerate(TREE.nodes) if reader.outcome.answer(reader.subject, n, "export") == "yes"
    }
    assert opened
    assert all(place.startswith("reports/") for place in opened)


@pytest.mark.parametrize(
    ("payroll", "count"),
    [
        ({}, 0),
        ({"approveElectronicPayrollLodgement": True}, 1),
        ({"payRunApprovalAccess": "PayRunApproverAllSchedules", "approveElectronicPayrollLodgement": True}, 2),
        ({"payRunCreationAccess": "PayRunCreatorAllSchedules", "userBusinessRestrictionCount": 7}, 1),
    ],
)
def test_kp_33_the_count_is_never_believed_and_served_as_what_is_set(payroll, count):
    record, _ = served(payrollAccess=payroll)
    assert record["payrollAccess"]["userBusinessRestrictionCount"] == count


def test_kp_23_kiosk_access_needs_neither_a_flag_nor_a_rule_about_groups_or_locations():
    user = Preview("kiosk@example.com")
    assert not [place for place in DEMO.roles["kiosk@example.com"].grants if place.startswith(("groups", "locations"))]
    assert user.answers("kiosks/5") == ("yes", "yes")
    assert user.action("kiosks/5") == "yes"
