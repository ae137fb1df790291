"""What a person may do in the vendor's own interface: the same roles, without what only the API knows."""

from __future__ import annotations

from tests.payspace.building import BANKING, JOB_MANAGEMENT, by_hand, notes, tenant

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"


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
