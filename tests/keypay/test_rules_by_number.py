"""Rules and scenarios as far as they hold without HTTP: what a caller gets back belongs to the rehearsal server."""

from typing import Any

import pytest

from rolescope.rights.edits import ClearGrant, SetGrant, apply
from rolescope.rights.engine import Engine
from rolescope.rights.model import Subject
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.bodies import made
from rolescope.systems.keypay.catalogue import Catalogue
from rolescope.systems.keypay.members import Members
from rolescope.systems.keypay.people import delete
from rolescope.systems.keypay.reach import Reach
from rolescope.systems.keypay.record import find_email, own_role
from rolescope.systems.keypay.summary import summary
from tests.keypay.test_scenarios import BUSINESS, DEMO, MANAGER, NEW, TREE, Preview, said, sent, served, told

ADMIN = "admin@example.com"


def test_kp_08_no_key_is_narrower_than_its_user() -> None:
    """That a key reaches every business of its user is for the server to answer, which knows several."""
    outcome = Engine(SYSTEM, TREE).evaluate(DEMO)
    assert SYSTEM.scopes == () and not SYSTEM.has_credentials
    assert {subject.credential for subject in outcome.subjects} == {None}
    for subject in outcome.subjects:
        key, *_ = outcome.layers(subject)
        assert key.name == "key" and not outcome.policy.applicable.differing(
            key.mask & outcome.policy.applicable, range(9)
        )


def test_kp_10_a_change_holds_from_the_next_question_on() -> None:
    """... and so for the next call with a key that is in use already, which the server asks in the same way."""
    place, node = "groups/113/leave", TREE.index["groups/113/leave"]
    before = Engine(SYSTEM, TREE).evaluate(DEMO)
    tenant, back = apply(ClearGrant(MANAGER, "groups/113"), DEMO, TREE)
    subject = Subject(MANAGER, None)
    assert before.answer(subject, node, "export") == "yes", place
    after = before.engine.evaluate(tenant, before)
    assert after.answer(subject, node, "export") == "no"
    again = before.engine.evaluate(apply(back, tenant, TREE)[0], after)
    assert again.answer(subject, node, "export") == "yes"


def test_kp_58_whether_mails_are_sent_is_read_and_written_and_changes_no_right() -> None:
    """What would be sent stands in the log of the server."""
    body = {"accessType": "Restricted", "name": "N", "email": NEW, "reports": {"accessType": "AllReports"}}
    records = [served(sent({**body, **mails})[0], NEW) for mails in ({}, {"suppressNotificationEmails": True})]
    assert records[0] == records[1] and "suppressNotificationEmails" not in records[0]
    assert made("user", "post", MANAGER, DEMO, TREE)["suppressNotificationEmails"] is True
    _, taken = sent({**body, "suppressNotificationEmails": "yes"})
    assert told(taken) == ["suppressNotificationEmails: expected true or false, not 'yes'"]


def test_kp_64_full_access_counts_as_granted_where_approval_is_switched_off() -> None:
    """That unconfirmed answers are refused with 403 is for the server."""
    admin = Preview(ADMIN)
    assert BUSINESS.schedules[8].approval is False
    assert admin.answers("pay-schedules/8") == ("yes", "yes") and admin.action("pay-schedules/8") == "yes"
    assert Preview("pay-approver@example.com").action("pay-schedules/8") == "no"


def test_kp_66_places_have_their_ids_and_a_record_the_e_mail_of_its_user() -> None:
    places = ("groups/113/leave", "locations/10/rosters", "kiosks/5", "reports/JournalReport", "pay-schedules/7")
    assert {*places, "user-management", "pay-schedules", "pay-schedules/lodgement"} <= TREE.index.keys()
    assert TREE.nodes[TREE.index["pay-schedules"]].name == "Payroll"
    assert all(own_role(DEMO, role) is DEMO.roles[role] for role in DEMO.roles)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": NEW},
        {"accessType": "All", "email": 5, "name": []},
        {"email": NEW, "name": "N", "employeeGroups": [{"employeeGroupId": 7}], "reports": {"specificReports": [1]}},
        {"email": NEW, "name": "N", "accessType": "Restricted", "kioskAccess": {"kiosks": [9], "permissions": "X"}},
        {"email": NEW, "name": "N", "payrollAccess": {"payRunApprovalAccess": "PayRunCreatorAllSchedules"}},
        {"email": NEW, "name": "N", "locationAccess": [{"locationIds": [1], "permissions": 2**40}]},
    ],
)
def test_ks_05_every_fault_of_a_body_has_its_place_and_says_what_is_expected(body: Any) -> None:
    """The status and the envelope of the reply are for the server."""
    _, taken = sent(body)
    assert taken.edit is None and taken.faults
    for fault in taken.faults:
        assert fault.where and len(fault.text) > 10
        assert "error has occured" not in fault.text.casefold()


def test_ks_16_a_revoked_user_is_known_in_any_case_and_has_no_business_any_more() -> None:
    """That the key then gets 403 in the business, and still an answer to GET /user, is for the server."""
    taken = delete(DEMO, BUSINESS, "MANAGER@Example.com")
    assert taken.edit is not None
    tenant, _ = apply(taken.edit, DEMO, TREE)
    catalogue = Catalogue(TREE)
    assert find_email(tenant, " Manager@EXAMPLE.com") == MANAGER
    assert summary(catalogue, Reach(catalogue), tenant, MANAGER) is None
    outcome = Engine(SYSTEM, TREE).evaluate(tenant)
    assert all(not outcome.count(Subject(MANAGER, None), kind)[1] for kind in SYSTEM.kinds)


def test_ks_17_a_restricted_caller_manages_nobody_and_has_a_summary_of_its_own() -> None:
    """The statuses of both calls are for the server."""
    manager = Preview(MANAGER)
    assert manager.answers("user-management") == ("no", "no") and manager.action("user-management") == "no"
    assert said(MANAGER)["isPayrollAdmin"] is False and said(MANAGER)["id"] == 1
    assert said(ADMIN)["isPayrollAdmin"] is True


def test_ks_18_the_import_comes_of_the_combination_alone() -> None:
    """That employee 2 is asked for by its own path is for the server."""
    who, place = "leave-sync@example.com", "groups/113/leave"
    for rule in ("groups/113", "locations/10/sub-locations"):
        assert Preview(who, ClearGrant(who, rule)).answers(place)[1] == "no"
    both = Preview(who)
    assert both.answers("locations/21/leave") == ("yes", "yes"), "where employee 2 is at home"
    assert both.answers("locations/30/leave") == ("no", "no"), "where employee 5 is at home"


def test_ks_22_the_rows_of_a_report_are_about_the_members_of_the_rules_groups() -> None:
    """The rows themselves are no answer of anybody's here."""
    members = Members(BUSINESS)
    team = members.groups[113]
    assert [one for one, bit in members.number.items() if team.certain >> bit & 1] == [1, 2, 3]
    who = "bi-team@example.com"
    empty = Preview(who, SetGrant(who, "groups/115", frozenset()), ClearGrant(who, "groups/113"))
    assert empty.answers("reports/TimesheetReport")[0] == "no", "an employee group without members"
    assert empty.answers("reports/JournalReport")[0] == "yes", "which ignores the limit"
    free = Preview(who, ClearGrant(who, "groups/113"))
    assert free.answers("reports/PaySlipReport")[0] == "yes" and "KP-37" in free.notes("reports/PaySlipReport")
