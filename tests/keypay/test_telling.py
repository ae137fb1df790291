"""What stands beside an answer, and the sentences of its steps: what nobody says is said to be so."""

import pytest

from rolescope.rights.edits import (
    AddPrincipal,
    AddRole,
    AssignRole,
    Edit,
    RemoveRole,
    SetGrant,
    UnassignRole,
    UpdateRole,
)
from rolescope.rights.impact import impact
from rolescope.rights.model import Principal, Role
from rolescope.rights.planes import bits
from rolescope.rights.policy import Step
from rolescope.rights.sentences import describe
from rolescope.systems.keypay import SYSTEM
from tests.keypay.test_scenarios import MANAGER, TREE, Preview

VIEW = frozenset({"ViewLeaveRequests"})
LODGES = "approveElectronicPayrollLodgement"
LODGER, ADMIN = "lodgement@example.com", "admin@example.com"


def step(preview: Preview, place: str, name: str, asked: str = "export") -> Step:
    return next(step for step in preview.why(place, asked).steps if step.name == name)


@pytest.mark.parametrize(
    ("user", "place", "rule", "told"),
    [
        (MANAGER, "user-management", "KP-60", "Business Settings"),
        ("kiosk@example.com", "kiosks/5", "KP-60", "kiosk PINs and the employee portal"),
        (LODGER, "pay-schedules/lodgement", "KP-32", "BAS or tax agent"),
        (LODGER, "pay-schedules/7", "KP-32", "BAS or tax agent"),
        ("pay-creator@example.com", "pay-schedules/7", "KP-34", "one location only"),
        ("team-lead@example.com", "groups/114/employee-details", "KP-47", "9 March 2021"),
        (MANAGER, "groups/113", "KP-52", "this rule has 5"),
    ],
)
def test_a_blind_spot_is_told_where_it_matters(user: str, place: str, rule: str, told: str) -> None:
    assert told in Preview(user).notes(place)[rule]


@pytest.mark.parametrize(
    ("user", "place", "rule"),
    [
        (MANAGER, "pay-schedules/lodgement", "KP-32"),
        (LODGER, "pay-schedules/7", "KP-34"),
        (MANAGER, "groups/113/leave", "KP-47"),
        ("leave-import@example.com", "groups/113", "KP-52"),
        (ADMIN, "groups/113", "KP-52"),
        (ADMIN, "kiosks/5", "KP-26"),
    ],
)
def test_and_nowhere_else(user: str, place: str, rule: str) -> None:
    assert rule not in Preview(user).notes(place)


def test_kp_32_what_can_be_read_for_lodging_nobody_says() -> None:
    lodger = Preview(LODGER)
    for place in ("pay-schedules/lodgement", "pay-schedules/7"):
        found = step(lodger, place, "scope")
        assert (found.rule, found.verdict) == ("KP-32", "flag")
        assert found.cause == f"{LODGES} is set; what can be read for it, nobody says"
        assert step(lodger, place, "scope", "action").cause == f"{LODGES} is set"
    assert step(Preview("pay-approver@example.com"), "pay-schedules/7", "scope").rule == "KP-29"


def test_kp_45_one_flag_that_is_not_enough_is_not_called_several() -> None:
    one = SetGrant("kiosk@example.com", "groups/113", frozenset({"ApproveLeaveRequests"}))
    preview = Preview("kiosk@example.com", one)
    assert step(preview, "groups/113/leave", "flags", "import").cause.endswith(
        "gives ApproveLeaveRequests: by itself it does not make an import"
    )


# People who are missing are told of, and not flags that are there

INTERNS, NORTH = "interns@example.com", "leave-north@example.com"


def test_kp_63_flags_that_are_enough_are_not_blamed_where_there_is_nobody() -> None:
    flags = step(Preview(INTERNS), "groups/115/leave", "flags")
    assert flags.cause.endswith("gives ViewLeaveRequests: that makes an export, but there is nobody here")
    one = step(Preview(INTERNS), "groups/115/leave", "flags", "ViewLeaveRequests")
    assert one.cause.endswith("gives ViewLeaveRequests, but there is nobody here")


def test_kp_12_a_rule_about_a_group_without_members_reaches_no_records() -> None:
    rule = SetGrant(INTERNS, "groups/115", frozenset({"ApproveTimesheets", "ViewRosters"}))
    for place, asked in (("locations/30/timesheets", "export"), ("locations/30/rosters", "ViewRosters")):
        preview = Preview(INTERNS, rule)
        assert step(preview, place, "scope", asked).cause.startswith("no rule reaches")
        assert step(preview, place, "flags", asked).cause.startswith("no rule that reaches")


def test_a_right_for_some_only_says_for_how_many() -> None:
    flags = step(Preview(NORTH), "groups/113/leave", "flags", "ApproveLeaveRequests")
    assert flags.cause == "location 10 North gives ApproveLeaveRequests, for 1 of 3 people only"
    records = step(Preview(MANAGER), "locations/30/timesheets", "flags", "ApproveTimesheets")
    assert records.cause.endswith("gives ApproveTimesheets, for some of the records only")


def test_flags_that_nobody_has_together_are_told_to_be_apart() -> None:
    there, here = (
        SetGrant(NORTH, "groups/113", frozenset()),
        SetGrant(NORTH, "locations/20", frozenset({"ViewLeaveRequests"})),
    )
    flags = step(Preview(NORTH, there, here), "groups/113/leave", "flags", "import")
    assert flags.cause.endswith("together that makes an import, but nobody here has them together")


def test_kp_38_a_report_that_may_show_nobody_says_so() -> None:
    limits = step(Preview("bi-pack@example.com"), "reports/PaySlipReport", "limits")
    assert limits.cause == "whether rows are limited to the employees of the rules (nobody), nobody says"


# What lies below a place as a whole


@pytest.mark.parametrize(
    ("user", "place", "asked", "told"),
    [
        ("leave-import@example.com", "groups/113", "export", "no rule gives anybody here a flag for it"),
        ("leave-import@example.com", "groups/115", "export", "the group has no member"),
        ("kiosk@example.com", "groups", "export", "no rule of the record reaches what lies here"),
        (NORTH, "groups/113", "ApproveLeaveRequests", "no rule gives everybody here the flag"),
        ("kiosk@example.com", "reports", "export", "report access is None"),
        (MANAGER, "kiosks", "export", "kiosk access is None"),
        (MANAGER, "pay-schedules", "action", "no payroll access is set"),
    ],
)
def test_why_not_what_lies_below_is_told_as_what_stops_it(user: str, place: str, asked: str, told: str) -> None:
    why = Preview(user).why(place, asked)
    assert why.answer == "no" and why.headline is not None
    assert why.headline.cause.startswith(told)


def test_what_is_there_in_part_below_is_told_so() -> None:
    part = Preview("leave-import@example.com").why("groups", "import")
    assert part.answer == "partly"
    causes = [step.cause.partition(" (")[0] for step in part.steps if step.verdict == "flag"]
    assert causes == [
        "rules of the record reach a part of what lies here",
        "the flags of the rules open a part of what lies here",
    ]
    assert step(Preview(MANAGER), "reports", "limits").cause.startswith("rows are limited to the employees")


# Edits as sentences


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (AddRole(Role("x@y.z")), "x@y.z: add an access record that says nothing yet"),
        (AddRole(Role("x@y.z", {"groups/113": VIEW})), "x@y.z: add an access record with 1 grant"),
        (AssignRole("x@y.z", "x@y.z"), "x@y.z: hold the access record"),
        (AssignRole("x@y.z", "old@y.z"), "x@y.z: hold the access record of old@y.z"),
        (UnassignRole("x@y.z", "x@y.z"), "x@y.z: no longer hold the access record"),
        (RemoveRole("x@y.z"), "x@y.z: remove the access record"),
        (UpdateRole("x@y.z", "new@y.z", None, "", {}), "rename access record x@y.z to new@y.z"),
        (AddPrincipal(Principal("x@y.z")), "add user x@y.z with no access record"),
    ],
)
def test_a_record_is_called_an_access_record_and_no_role(edit: Edit, sentence: str) -> None:
    assert describe(edit, SYSTEM, TREE) == sentence


# Impact


def test_gaining_an_action_counts_as_impact_of_that_action() -> None:
    before = Preview(MANAGER)
    after = Preview(MANAGER, SetGrant(MANAGER, "pay-schedules", frozenset({LODGES})))
    (change,) = impact(before.outcome, after.outcome)
    assert set(change.deltas) == set(SYSTEM.kinds)
    gained = {TREE.nodes[node].id for node in bits(change.deltas["action"].gained)}
    assert {"pay-schedules/lodgement", "pay-schedules/7", "pay-schedules/8"} <= gained
    assert not change.deltas["export"].gained


# The place of the rule that reaches sub-locations


def test_kp_17_at_the_rule_with_sub_locations_it_is_told_what_it_is_about_and_where_it_is_answered() -> None:
    place = "locations/20/sub-locations"
    told = step(Preview("team-lead@example.com"), place, "scope", "import").cause
    assert told == (
        "the rule that stands here gives ApproveLeaveRequests for North store and the 1 location below it, "
        "3 employees; what a rule comes to is answered at the areas of each location"
    )
    none = step(Preview("kiosk@example.com"), "locations/30/sub-locations", "scope").cause
    assert none.startswith(
        "no rule stands here; flags that are set here hold for South and whatever comes below it, 2 "
    )
    assert "no rule is needed" in step(Preview(ADMIN), place, "scope").cause


# Pay schedules: what is missing is told, and not what is there for something else

APPROVER, CREATOR, CLERK = "pay-approver@example.com", "pay-creator@example.com", "kiosk@example.com"
ALL_PAYMENTS = SetGrant(APPROVER, "pay-schedules", frozenset({"PaymentApproverAllSchedules"}))


@pytest.mark.parametrize(
    ("user", "place", "asked", "rule", "told"),
    [
        (APPROVER, "pay-schedules/7", "import", "KP-27", "payRunCreationAccess is not set"),
        (
            CREATOR,
            "pay-schedules/8",
            "action",
            "KP-27",
            "neither payRunApprovalAccess nor approveElectronicPayrollLodgement is set",
        ),
        (
            APPROVER,
            "pay-schedules/7",
            "ApprovePayments",
            "KP-27",
            "payRunApprovalAccess is PayRunApproverSelectedSchedules, which does not give ApprovePayments",
        ),
        (APPROVER, "pay-schedules/7", "LodgePayEvents", "KP-32", "approveElectronicPayrollLodgement is not set"),
        (
            CLERK,
            "pay-schedules/8",
            "export",
            "KP-27",
            "neither payRunApprovalAccess nor payRunCreationAccess is set",
        ),
        (CLERK, "pay-schedules/8", "UseKiosk", "KP-45", "UseKiosk is nothing that can be held here"),
    ],
)
def test_what_is_missing_at_a_pay_schedule_is_told_and_no_switch_is_blamed(
    user: str, place: str, asked: str, rule: str, told: str
) -> None:
    why = Preview(user).why(place, asked)
    assert (why.answer, [(stop.rule, stop.cause) for stop in why.stops]) == ("no", [(rule, told)])


def test_kp_29_a_list_without_the_schedule_is_told() -> None:
    weekly_alone = SetGrant(APPROVER, "pay-schedules/8", frozenset())
    (stop,) = Preview(APPROVER, weekly_alone).why("pay-schedules/8").stops
    told = "PayRunApproverSelectedSchedules does not list this schedule; payRunCreationAccess is not set"
    assert (stop.rule, stop.cause) == ("KP-29", told)


def test_kp_31_only_the_switch_that_a_given_right_hangs_on_stops_it() -> None:
    (stop,) = Preview(APPROVER).why("pay-schedules/8").stops
    told = "pay run approval of the schedule is off: ApprovePayRuns is inert"
    assert (stop.name, stop.rule, stop.cause) == ("limits", "KP-31", told)
    (stop,) = Preview(APPROVER, ALL_PAYMENTS).why("pay-schedules/8", "action").stops
    assert stop.cause == "payment approval of the schedule is off: ApprovePayments is inert"
    assert Preview(APPROVER, ALL_PAYMENTS).why("pay-schedules/7", "action").answer == "yes"


def test_kp_31_a_switch_that_would_make_the_right_inert_is_told_before_it_is_given() -> None:
    stops = Preview(CLERK).why("pay-schedules/8", "ApprovePayRuns").stops
    assert [stop.rule for stop in stops] == ["KP-27", "KP-31"]
