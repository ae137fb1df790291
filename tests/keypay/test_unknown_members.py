"""Who is in a group is unknown where its filter cannot be read, or rows do not say: never a certain yes."""

from typing import Any

import pytest

from rolescope.rights.edits import SetGrant
from rolescope.systems.keypay.catalogue import rows_of
from tests.keypay.test_scenarios import TREE, Preview

LEAVE = frozenset({"ViewLeaveRequests", "CreateLeaveRequests"})
GROUP = "groups/113"


def rows(*filters: tuple[str, str, Any], strategy: str = "And", **facts: Any) -> list[dict[str, Any]]:
    """The demo's business with other filters of group 113, and some facts of every employee."""
    listed = [{"filterType": kind, "operator": operator, "value": value} for kind, operator, value in filters]
    changed = {GROUP: {"filters": listed, "filterCombinationStrategy": strategy}}
    return [
        {**row, **changed.get(row["id"], {}), **(facts if row["kind"] == "employee" else {})} for row in rows_of(TREE)
    ]


def preview(*filters: tuple[str, str, Any], strategy: str = "And", **facts: Any) -> Preview:
    """What a user sees whose only rule is about group 113."""
    user = "leave-import@example.com"
    return Preview(user, SetGrant(user, GROUP, LEAVE), rows=rows(*filters, strategy=strategy, **facts))


@pytest.mark.parametrize("value", ["4|5", "4;5", "4 5", "", " , ", "[1, 2]", "04", "٤", "North", "-1", "9" * 5000])
@pytest.mark.parametrize("operator", ["In", "NotIn"])
def test_kp_14_a_value_that_cannot_be_read_leaves_open_who_matches(value: str, operator: str) -> None:
    seen = preview(("Employee", operator, value))
    assert seen.answers("locations/20/leave") == ("unknown", "unknown")
    assert seen.answers("locations/30/leave") == ("unknown", "unknown")
    assert "nobody says" in seen.notes("locations/20/leave")["KP-14"]


@pytest.mark.parametrize(
    ("kind", "value", "facts"),
    [
        ("EmploymentType", "3", {"employment_type": "Casual"}),
        ("EmploymentType", "Casual", {"employment_type": 3}),
        ("EmployingEntity", "Main", {"employing_entity": 1}),
        ("Tag", "7", {"tags": ["night"]}),
        ("Tag", "night|intern", {"tags": ["night"]}),
        ("PaySchedule", "Weekly", {}),
        ("Location", "North", {}),
        ("LocationOrParents", "North", {}),
    ],
)
def test_kp_14_an_id_and_a_name_cannot_be_held_against_each_other(kind: str, value: str, facts: dict[str, Any]) -> None:
    seen = preview((kind, "NotIn", value), **facts)
    assert seen.answers("locations/20/leave") == ("unknown", "unknown")
    assert "nobody says" in seen.notes("locations/20/leave")["KP-14"]
    reports = SetGrant("bi-team@example.com", "reports", frozenset({"AllReports"}))
    limited = Preview("bi-team@example.com", reports, rows=rows((kind, "NotIn", value), **facts))
    assert limited.answers("reports/TimesheetReport")[0] == "unknown"


def test_kp_14_what_can_be_read_and_compared_is_certain_as_before() -> None:
    assert preview(("Employee", "NotIn", "4")).answers("locations/20/leave") == ("partly", "partly")
    assert preview(("Employee", "NotIn", "5, 6")).answers("locations/20/leave") == ("yes", "yes")
    casual = preview(("EmploymentType", "NotIn", "Casual"), employment_type="Full time")
    assert casual.answers("locations/20/leave") == ("yes", "yes")
    assert preview(("Tag", "NotIn", "7"), tags=[]).answers("locations/20/leave") == ("yes", "yes")


def test_kp_14_an_id_that_nobody_has_is_told_beside_the_answer() -> None:
    seen = preview(("Employee", "NotIn", "99"))
    assert seen.answers("locations/20/leave") == ("yes", "yes")
    assert seen.notes("locations/20/leave")["KP-14"] == (
        'the filter Employee NotIn "99" of group 113 names 99, which nobody here has: that leaves nobody out'
    )
    assert "KP-14" not in preview(("Employee", "NotIn", "4")).notes("locations/20/leave")
