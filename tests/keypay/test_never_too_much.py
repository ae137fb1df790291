"""A certain yes needs somebody it is about, a rule that reaches all of it, and a right that works."""

from typing import Any

import pytest

from rolescope.rights.edits import SetGrant
from rolescope.systems.keypay.catalogue import rows_of
from tests.keypay.test_scenarios import MANAGER, TREE, Preview

LEAVE = frozenset({"ViewLeaveRequests", "CreateLeaveRequests", "ApproveLeaveRequests"})


def business(*changes: dict[str, Any], without: str = "") -> list[dict[str, Any]]:
    """The demo's business with changed rows, and without a fact of its employees."""
    changed = {row["id"]: row for row in changes}
    found = [{**row, **changed.get(row["id"], {})} for row in rows_of(TREE)]
    return [{key: value for key, value in row.items() if key != without} for row in found]


def group(*filters: tuple[str, str, str]) -> dict[str, Any]:
    listed = [{"filterType": kind, "operator": operator, "value": value} for kind, operator, value in filters]
    return {"id": "groups/115", "filterCombinationStrategy": "And", "filters": listed}


def reader(place: str, rows: list[dict[str, Any]], flags: frozenset[str] = LEAVE) -> Preview:
    """What a user sees whose only rule is about a place."""
    return Preview("kiosk@example.com", SetGrant("kiosk@example.com", place, flags), rows=rows)


# Nobody


def test_kp_63_a_group_that_may_be_empty_gets_no_certain_answer() -> None:
    one_unsaid = business(group(("Tag", "In", "intern")))
    one_unsaid = [
        {key: value for key, value in row.items() if row["id"] != "employees/1" or key != "tags"} for row in one_unsaid
    ]
    seen = reader("groups/115", one_unsaid)
    assert seen.answers("groups/115/leave") == ("unknown", "unknown")
    assert seen.rights("groups/115/leave") == set()
    assert seen.remark("groups/115/leave") == "perhaps nobody"
    assert "whether there is anybody at all, nobody says" in seen.causes("groups/115/leave")


def test_kp_63_a_group_whose_filters_exclude_each_other_gets_no_certain_answer() -> None:
    filters = group(("Tag", "In", "x"), ("Tag", "NotIn", "x"))
    assert reader("groups/115", business(filters)).answers("groups/115/leave") == ("no", "no")
    unsaid = business(filters, without="tags")
    assert reader("groups/115", unsaid).answers("groups/115/leave") == ("unknown", "unknown")


def test_kp_63_a_location_where_perhaps_nobody_is_at_home_gets_no_certain_answer() -> None:
    nobody_says = reader("locations/20", business(without="home_location"))
    assert nobody_says.answers("locations/20/leave") == ("unknown", "unknown")
    assert reader("locations/20", business()).answers("locations/20/leave") == ("yes", "yes")


def test_kp_63_where_no_employee_is_listed_the_question_is_about_whoever_there_is_and_says_so() -> None:
    seen = reader("groups/115", [row for row in business() if row["kind"] != "employee"])
    assert seen.answers("groups/115/leave") == ("yes", "yes")
    assert seen.remark("groups/115/leave") == "no employees listed"
    assert seen.answers("groups/113/leave") == ("unknown", "unknown")


# Lines that lie anywhere


@pytest.mark.parametrize("place", ["locations/10/sub-locations", "locations/30"])
def test_kp_18_a_location_rule_never_reaches_all_timesheets_of_a_group_for_certain(place: str) -> None:
    seen = reader(place, business(), frozenset({"ApproveTimesheets", "ViewRosters", "ViewLeaveRequests"}))
    for area in ("timesheets", "rosters"):
        assert seen.answers(f"groups/113/{area}")[0] == "unknown"
        assert seen.rights(f"groups/113/{area}") == set()
    flags = next(step for step in seen.why("groups/113/timesheets").steps if step.name == "flags")
    assert (flags.rule, flags.verdict) == ("KP-18", "flag")
    assert "whether all timesheets of the members lie there, nobody says" in flags.cause
    by_home = "yes" if place.startswith("locations/10") else "no"
    assert seen.answers("groups/113/leave")[0] == by_home


def test_kp_13_a_group_rule_reaches_the_timesheets_of_its_members_wherever_they_lie() -> None:
    seen = reader("groups/113", business(), frozenset({"ApproveTimesheets"}))
    assert seen.answers("groups/113/timesheets")[0] == "yes"
    assert seen.remark("groups/113/timesheets") == "3 of 3"


# One's own approval


def test_kp_20_own_shifts_can_lie_where_the_user_is_not_at_home() -> None:
    lead = "team-lead@example.com"
    edit = SetGrant(lead, "locations/30", frozenset({"ApproveTimesheets"}))
    seen = Preview(lead, edit)
    assert "self-approval" in seen.notes("locations/30/timesheets")["KP-20"]
    assert "self-approval" in seen.remark("locations/30/timesheets", "action")
    assert "KP-20" not in seen.notes("locations/30/rosters")
    assert "KP-20" not in Preview(MANAGER, SetGrant(MANAGER, "locations/30", edit.rights)).notes(
        "locations/30/timesheets"
    )


def test_kp_20_the_preview_itself_flags_self_approval() -> None:
    assert Preview("team-lead@example.com").remark("locations/20/leave", "import") == "1 of 2 · acts · self-approval"
    assert "self-approval" not in Preview("leave-sync@example.com").remark("locations/20/leave", "import")


def test_kp_37_the_preview_itself_marks_reports_of_the_whole_business() -> None:
    assert Preview("bi-all@example.com").remark("reports/TimesheetReport") == "whole business"
    assert Preview("bi-all@example.com").remark("reports/JournalReport") == ""
    assert Preview("bi-team@example.com").remark("reports/TimesheetReport") == ""


# Rights that do nothing


def test_kp_30_an_inert_approval_reads_nobody_through_pay_runs() -> None:
    approver, listed = "pay-approver@example.com", frozenset({"selectedPaySchedulesForPayRunApproval"})
    only_switched_off = Preview(approver, SetGrant(approver, "pay-schedules/7", frozenset()))
    assert only_switched_off.answers("pay-schedules/8")[0] == "no"
    assert "KP-30" not in only_switched_off.notes("groups/113/leave")
    empty = SetGrant(approver, "pay-schedules/8", frozenset())
    assert "KP-30" not in Preview(approver, SetGrant(approver, "pay-schedules/7", frozenset()), empty).notes(
        "groups/113/leave"
    )
    assert "can be read" in Preview(approver).notes("groups/113/leave")["KP-30"]
    unsaid = [{k: v for k, v in row.items() if k not in ("approval", "payment_approval")} for row in rows_of(TREE)]
    perhaps = Preview(approver, SetGrant(approver, "pay-schedules/8", listed), rows=unsaid)
    assert "perhaps" in perhaps.notes("groups/113/leave")["KP-30"]
