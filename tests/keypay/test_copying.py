"""What one record says, said by another: a part of it with what that part hangs on, and nothing that stays hidden."""

from typing import Any

import pytest

from rolescope.rights.edits import EditError, apply
from rolescope.rights.model import Rights, Role, Tenant, facts
from rolescope.rights.templates import copied
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.record import record_of
from tests.keypay.test_scenarios import DEMO, MANAGER, TREE, sent

ADMIN, SYNC, KIOSK, FORMER = "admin@example.com", "leave-sync@example.com", "kiosk@example.com", "former@example.com"
APPROVER, BI = "pay-approver@example.com", "bi-all@example.com"


def after(source: str, target: str, place: str | None = None, tenant: Tenant = DEMO) -> Role:
    edit = copied(SYSTEM, tenant, source, [target], TREE, None if place is None else TREE.index[place])
    assert edit is not None, "nothing to copy"
    changed, inverse = apply(edit, tenant, TREE)
    assert facts(apply(inverse, changed, TREE)[0]) == facts(tenant)
    return changed.roles[target]


def grants(role: Role) -> dict[str, Rights]:
    return dict(role.grants)


def test_an_area_is_copied_with_its_flags_and_nothing_beside_it() -> None:
    given = after(MANAGER, KIOSK, "groups/113/leave")
    leave = frozenset({"ApproveLeaveRequests", "CreateLeaveRequests", "ViewLeaveRequests"})
    assert grants(given) == {**DEMO.roles[KIOSK].grants, "groups/113": leave}
    taken = after(KIOSK, MANAGER, "groups/113/leave")
    assert grants(taken) == {"groups/113": DEMO.roles[MANAGER].grants["groups/113"] - leave}


def test_kp_17_an_area_of_a_location_is_copied_to_the_rule_with_sub_locations_it_stands_in() -> None:
    given = after("roster-export@example.com", MANAGER, "locations/20/rosters")
    assert given.grants["locations/20/sub-locations"] == {"ViewRosters", "ViewShiftCosts"}
    assert "locations/20" not in given.grants


@pytest.mark.parametrize(
    ("source", "target", "place", "section"),
    [
        (KIOSK, MANAGER, "kiosks/5", "kiosks"),
        (APPROVER, MANAGER, "pay-schedules/7", "pay-schedules"),
        ("pay-creator@example.com", APPROVER, "pay-schedules/7", "pay-schedules"),
        (BI, "bi-team@example.com", "reports/JournalReport", "reports"),
        ("lodgement@example.com", MANAGER, "pay-schedules/lodgement", "pay-schedules"),
    ],
)
def test_kp_22_kp_28_kp_42_what_a_section_lists_is_copied_with_its_section(
    source: str, target: str, place: str, section: str
) -> None:
    def part(role: Role) -> dict[str, Rights]:
        return {node: rights for node, rights in role.grants.items() if node.partition("/")[0] == section}

    given = after(source, target, place)
    assert part(given) == part(DEMO.roles[source])
    rest = {node: rights for node, rights in DEMO.roles[target].grants.items() if node.partition("/")[0] != section}
    assert grants(given) == {**rest, **part(given)}


def test_kp_02_copying_full_access_leaves_no_layer_hidden() -> None:
    assert grants(after(ADMIN, MANAGER, "user-management")) == {"user-management": {"Unrestricted"}}
    assert grants(after(MANAGER, ADMIN, "user-management")) == {}
    assert grants(after(ADMIN, MANAGER)) == {"user-management": {"Unrestricted"}}


@pytest.mark.parametrize(("source", "target"), [(ADMIN, MANAGER), (MANAGER, ADMIN)])
def test_kp_02_no_single_rule_is_copied_from_or_to_full_access(source: str, target: str) -> None:
    with pytest.raises(EditError, match=r"admin@example.com has full access.*KP-02"):
        copied(SYSTEM, DEMO, source, [target], TREE, TREE.index["groups/113/leave"])


def test_kp_05_a_user_without_a_record_gets_one_and_has_none_to_give() -> None:
    assert grants(after(MANAGER, FORMER)) == grants(DEMO.roles[MANAGER])
    assert set(grants(after(MANAGER, FORMER, "groups/113/leave"))) == {"groups/113"}
    assert copied(SYSTEM, DEMO, KIOSK, [FORMER], TREE, TREE.index["groups/113/leave"]) is None
    with pytest.raises(EditError, match=r"no access record of former@example\.com"):
        copied(SYSTEM, DEMO, FORMER, [MANAGER], TREE)


def test_kp_05_a_record_that_nobody_held_does_not_come_back_with_what_it_said() -> None:
    idle = Role(FORMER, {"user-management": frozenset({"Unrestricted"})})
    tenant = Tenant("x", "keypay", roles={**DEMO.roles, FORMER: idle}, principals=DEMO.principals, catalogue="own")
    assert set(grants(after(MANAGER, FORMER, "groups/113/leave", tenant))) == {"groups/113"}


def test_kp_16_how_location_rules_were_put_together_is_copied_too() -> None:
    flags = {"permissions": "ViewRosters"}
    rules: list[dict[str, Any]] = [
        {"filterType": "Location", "locationIds": [10], **flags},
        {"filterType": "Location", "locationIds": [30], **flags},
    ]
    body = {"accessType": "Restricted", "email": "two@example.com", "name": "Two", "locationAccess": rules}
    tenant, _ = sent(body)
    source = tenant.roles["two@example.com"]
    for place in (None, "locations"):
        given = after("two@example.com", MANAGER, place, tenant)
        assert record_of(given).locations == record_of(source).locations and len(record_of(given).locations) == 2
