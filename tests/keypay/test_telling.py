"""What stands beside an answer, and the sentences of its steps: what nobody says is said to be so."""

import pytest

from rolescope.rights.edits import SetGrant
from rolescope.rights.impact import impact
from rolescope.rights.planes import bits
from rolescope.rights.system import Step
from rolescope.systems.keypay import SYSTEM
from tests.keypay.test_scenarios import MANAGER, TREE, Preview

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


# Impact


def test_gaining_an_action_counts_as_impact_of_that_action() -> None:
    before = Preview(MANAGER)
    after = Preview(MANAGER, SetGrant(MANAGER, "pay-schedules", frozenset({LODGES})))
    (change,) = impact(before.outcome, after.outcome)
    assert set(change.deltas) == set(SYSTEM.kinds)
    gained = {TREE.nodes[node].id for node in bits(change.deltas["action"].gained)}
    assert {"pay-schedules/lodgement", "pay-schedules/7", "pay-schedules/8"} <= gained
    assert not change.deltas["export"].gained
