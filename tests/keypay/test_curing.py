"""What is offered, and what fixes are there: never what would do nothing."""

import pytest

from rolescope.rights.edits import EditError, SetGrant, apply_all
from rolescope.rights.engine import Engine
from rolescope.rights.explain import explain
from rolescope.rights.fixes import fixes
from rolescope.rights.model import Subject
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.granting import clear_edits, grant_edits, said
from tests.keypay.test_granting import after
from tests.keypay.test_scenarios import DEMO, MANAGER, TREE, Preview, sent

GONE = "ViewTimesheetReports"
COSTS, KIOSK, FORMER = "costs@example.com", "kiosk@example.com", "former@example.com"


def cures(preview: Preview, place: str, asked: str = "export") -> list[str]:
    found = fixes(preview.outcome, preview.why(place, asked))
    for fix in found:
        tenant = apply_all(fix.edits, preview.outcome.tenant, TREE)
        again = preview.outcome.engine.evaluate(tenant)
        assert again.answer(preview.subject, TREE.index[place], asked) == "yes"
    return [" ".join(map(str, fix.edits)) for fix in found]


# KP-44


@pytest.mark.parametrize("place", ["groups/113/timesheets", "groups/113", "locations/10/sub-locations"])
def test_kp_44_a_withdrawn_flag_is_not_offered_and_not_given_anew(place: str) -> None:
    node = TREE.index[place]
    assert GONE not in SYSTEM.offered(TREE, node)
    with pytest.raises(EditError, match=r"withdrew ViewTimesheetReports.*KP-44"):
        grant_edits(TREE, DEMO.roles[MANAGER], node, frozenset({GONE}))
    assert not any(GONE in preset.rights for preset in SYSTEM.presets)


def test_kp_44_a_withdrawn_flag_is_no_cure() -> None:
    found = cures(Preview(KIOSK), "groups/113/timesheets")
    assert found and not any(GONE in fix for fix in found)
    assert GONE not in Preview(MANAGER).causes("groups/114/timesheets")


def test_kp_44_a_record_that_has_it_keeps_it_until_the_area_is_set_anew() -> None:
    role = DEMO.roles[COSTS]
    node = TREE.index["locations/30/timesheets"]
    assert said(TREE, role, node) == {"ApproveTimesheets", GONE}
    kept = after(role, DEMO, "locations/30/timesheets", frozenset({"CreateTimesheets", GONE}))
    assert said(TREE, kept, node) == {"CreateTimesheets", GONE}
    assert GONE in after(role, DEMO, "locations/30/leave", frozenset({"ViewLeaveRequests"})).grants["locations/30"]
    assert said(TREE, after(role, DEMO, "locations/30/timesheets", None), node) == frozenset()


# Fixes


def test_kp_36_and_kp_38_a_limit_on_reports_can_be_lifted() -> None:
    team = "bi-team@example.com"
    for report in ("TimesheetReport", "PaySlipReport"):
        assert any("noReportingRestriction" in fix for fix in cures(Preview(team), f"reports/{report}"))
    listing = cures(Preview(MANAGER), "reports/TimesheetReport")
    assert listing and all("noReportingRestriction" in fix and "RunReport" in fix for fix in listing)


def test_kp_05_a_user_without_a_record_can_be_given_one() -> None:
    for place in ("groups/113/leave", "kiosks/5", "reports/JournalReport", "user-management"):
        found = cures(Preview(FORMER), place)
        assert found and all("AddRole" in fix and "AssignRole" in fix for fix in found)


def test_a_fix_takes_nothing_away_that_is_said_there() -> None:
    approver = "pay-approver@example.com"
    found = fixes((preview := Preview(approver)).outcome, preview.why("pay-schedules/7", "import"))
    assert found
    for fix in found:
        after_it = apply_all(fix.edits, DEMO, TREE).roles[approver]
        assert said(TREE, after_it, TREE.index["pay-schedules/7"]) >= {"ApprovePayRuns", "CreatePayRuns"}


def test_kp_24_the_flag_to_add_employees_is_given_where_the_kiosk_is_there_already() -> None:
    everywhere = SetGrant("kiosk-add@example.com", "kiosks", frozenset({"AllKiosks"}))
    for preview, place in ((Preview("kiosk-add@example.com", everywhere), "kiosks/5"), (Preview(KIOSK), "kiosks/6")):
        found = fixes(preview.outcome, preview.why(place, "AddEmployeeFromKiosk"))
        assert found and {edit.node for edit in found[0].edits if isinstance(edit, SetGrant)} == {"kiosks"}
    assert cures(Preview(MANAGER), "kiosks/5", "action"), "who has no kiosk gets one"


def test_kp_32_lodging_is_given_for_the_whole_business() -> None:
    found = cures(Preview("pay-approver@example.com"), "pay-schedules/8", "action")
    assert any("approveElectronicPayrollLodgement" in fix for fix in found)


def test_kp_39_a_report_is_listed_in_place_of_a_pack_of_which_nobody_knows_what_is_in_it() -> None:
    found = cures(Preview("bi-pack@example.com"), "reports/JournalReport")
    assert found and all("SpecificReports" in fix and "ReportPack" not in fix for fix in found)


# What is set is what is said


def test_kp_24_setting_a_kiosk_without_the_right_to_add_takes_that_away() -> None:
    both = after(DEMO.roles[KIOSK], DEMO, "kiosks/5", frozenset({"UseKiosk", "AddEmployeeFromKiosk"}))
    assert said(TREE, both, TREE.index["kiosks/5"]) == {"UseKiosk", "AddEmployeeFromKiosk"}
    tenant = apply_all([SetGrant(KIOSK, place, rights) for place, rights in both.grants.items()], DEMO, TREE)
    only_use = after(both, tenant, "kiosks/5", frozenset({"UseKiosk"}))
    assert said(TREE, only_use, TREE.index["kiosks/5"]) == {"UseKiosk"}
    # Without its only kiosk there is none at which to add anybody.
    assert after(both, tenant, "kiosks/5", frozenset({"AddEmployeeFromKiosk"})).grants == {}


def test_kp_02_full_access_drops_the_layers_and_they_do_not_come_back() -> None:
    full = after(DEMO.roles[MANAGER], DEMO, "user-management", frozenset({"Unrestricted"}))
    assert dict(full.grants) == {"user-management": {"Unrestricted"}}
    hidden = SetGrant(MANAGER, "user-management", frozenset({"Unrestricted"}))
    tenant = apply_all([hidden], DEMO, TREE)
    ended = clear_edits(TREE, tenant.roles[MANAGER], TREE.index["user-management"], False)
    assert dict(apply_all(ended, tenant, TREE).roles[MANAGER].grants) == {}


def test_only_answers_and_rights_that_are_asked_about_count_as_side_effects() -> None:
    pack = {"accessType": "ReportPack"}
    body = {"accessType": "Restricted", "name": "P", "email": "pack@example.com", "reports": pack}
    before = Engine(SYSTEM, TREE).evaluate(sent(body)[0])
    subject, place = Subject("pack@example.com", None), TREE.index["locations/21/expenses"]
    (fix, *_) = fixes(before, explain(before, subject, place, "export"))
    after = before.engine.evaluate(apply_all(fix.edits, before.tenant, TREE), before)
    differing = {
        node
        for node in range(len(TREE))
        for asked in SYSTEM.kinds
        if before.answer(subject, node, asked) != after.answer(subject, node, asked)
        or before.rights_at(subject, node) != after.rights_at(subject, node)
        if before.policy.answerable >> node & 1
    }
    assert fix.cells == len(differing - {place})
