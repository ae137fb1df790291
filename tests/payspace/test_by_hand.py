"""What a person may do in the vendor's own interface: the same roles, without what only the API knows."""

from __future__ import annotations

import pytest

from rolescope.rights.model import Tenant
from rolescope.rights.policy import Cause
from rolescope.systems.payspace.tell import Teller
from tests.payspace.building import (
    ATTACHMENTS,
    AUDIT_TRAIL,
    BANKING,
    CLAIMS,
    JOB_MANAGEMENT,
    LEAVE,
    POSITION,
    RECURRING_TEMPLATES,
    ask,
    by_hand,
    notes,
    tenant,
)

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
DELETE_LINK = f"{ATTACHMENTS}/delete-link-in-attachments-grid"


def test_ps_74_a_screen_outside_the_edition_is_not_there_by_hand_either() -> None:
    lite = by_hand(tenant({"configuration": ALLOW}, edition="Lite"), JOB_MANAGEMENT, "export")
    assert (lite.answer, lite.steps) == ("n/a", ())
    assert notes(lite)["PS-74"] == "not in the edition Lite: n/a by hand as well"
    assert by_hand(tenant({"configuration": ALLOW}, edition="Premier"), JOB_MANAGEMENT, "export").answer == "yes"


def test_ps_10_that_a_read_only_branch_does_not_cap_a_screen_is_marked_by_hand_too() -> None:
    found = by_hand(tenant({"employee": READ_ONLY, BANKING: ALLOW}), BANKING, "import")
    gate = next(step for step in found.steps if step.layer == 4)
    assert (found.answer, gate.verdict, gate.rule) == ("yes", "flag", "PS-10")
    assert gate.cause == "role R1: Employee above is Read only, which caps nothing below it as far as is known"


def test_ps_17_read_only_opens_a_report_as_allow_does_and_there_is_nothing_to_write_in_it() -> None:
    for right, opened in (("export", ["yes", "yes", "no"]), ("import", ["n/a"] * 3), ("delete", ["n/a"] * 3)):
        answers = [by_hand(tenant({"reports": given}), AUDIT_TRAIL, right).answer for given in (ALLOW, READ_ONLY, DENY)]
        assert answers == opened
    two = tenant({"reports": ALLOW}, {"reports": READ_ONLY})
    assert by_hand(two, AUDIT_TRAIL, "export").answer == "yes"
    assert "any level above Deny opens it" in notes(by_hand(two, AUDIT_TRAIL, "import"))["PS-17"]


def test_ps_13_a_field_is_not_deleted_by_hand_either() -> None:
    everything = tenant({"employee": ALLOW})
    assert by_hand(everything, f"{BANKING}/comments", "delete").answer == "n/a"
    assert by_hand(everything, f"{BANKING}/comments", "import").answer == "yes"
    assert by_hand(everything, BANKING, "delete").answer == "yes"


def test_the_reason_code_of_a_layer_stands_in_its_line_by_hand_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Teller, "status", lambda *asked: Cause("PS-32", "told in one word", code="CODED"))
    first = by_hand(tenant({"employee": ALLOW}), BANKING, "import").steps[0]
    assert (first.code, first.cause) == ("CODED", "told in one word")


OPEN = {"employee": ALLOW, "bulk-actions": ALLOW}


@pytest.mark.parametrize(
    ("rule", "made", "node", "words"),
    [
        ("PS-78", tenant({"employee": ALLOW, CLAIMS: DENY}), CLAIMS, "Access denied | You have invalid security"),
        ("PS-35", tenant(OPEN, profile={"historical_records": False}), BANKING, "past records cannot be edited"),
        ("PS-16", tenant({**OPEN, DELETE_LINK: DENY}), ATTACHMENTS, "gone from the interface"),
        ("PS-75", tenant(OPEN), "bulk-actions", "whether bulk uploads obey"),
        ("PS-70", tenant(OPEN, profile={"companies": ["A"]}), BANKING, "limited to companies A"),
    ],
)
def test_what_is_about_the_interface_stands_beside_its_answer(rule: str, made: Tenant, node: str, words: str) -> None:
    assert words in notes(by_hand(made, node, "export"))[rule]


@pytest.mark.parametrize(("rule", "node"), [("PS-53", POSITION), ("PS-56", RECURRING_TEMPLATES), ("PS-61", LEAVE)])
def test_what_is_about_calls_does_not(rule: str, node: str) -> None:
    assert rule in notes(ask(tenant(OPEN), node, "export"))
    assert rule not in notes(by_hand(tenant(OPEN), node, "export"))
