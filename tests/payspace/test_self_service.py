"""Employees without a role that counts: what stands in for it, and what nobody knows."""

from __future__ import annotations

import pytest

from rolescope.rights.edits import AssignRole, UnassignRole
from rolescope.rights.fixes import fixes
from rolescope.rights.model import Subject
from rolescope.systems.payspace.defaults import DEFAULT_ESS_SCREENS
from tests.payspace.building import (
    BANKING,
    BASIC_PROFILE,
    CLAIMS,
    JOB_MANAGEMENT,
    U,
    after,
    ask,
    by_hand,
    evaluate,
    role,
    tenant,
)

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
IN_B = Subject("u", "c", "B")


def test_ps_30_an_employee_is_never_wider_for_holding_a_role_in_another_company() -> None:
    plain = role("Plain", {"employee": ALLOW})
    employee = {"level": "employee"}
    elsewhere = tenant(plain, held=[("Plain", "A")], profile=employee, role_per_company=True)
    nowhere = tenant(plain, held=[], profile=employee, role_per_company=True)
    for screen in (BASIC_PROFILE, BANKING, JOB_MANAGEMENT):
        answers = [ask(each, screen, "export", IN_B).answer for each in (elsewhere, nowhere)]
        assert answers == ["yes" if screen in DEFAULT_ESS_SCREENS else "no"] * 2
    links = ask(elsewhere, BASIC_PROFILE, "export", IN_B).steps[1]
    assert (links.verdict, links.rule) == ("flag", "PS-25")
    assert links.cause.startswith("employee without a role in this company")
    manager = tenant(plain, held=[("Plain", "A")], role_per_company=True)
    assert ask(manager, BANKING, "export", IN_B).answer == "yes"


def test_ps_30_the_last_role_in_a_company_is_not_taken_away_to_open_something_there() -> None:
    ess = role("Mine", {"employee": ALLOW, BASIC_PROFILE: DENY})
    held = [("Mine", "B"), ("Other", "A")]
    employee = tenant(
        ess, role("Other", {"employee": ALLOW}), held=held, profile={"level": "employee"}, role_per_company=True
    )
    found = ask(employee, BASIC_PROFILE, "export", IN_B)
    assert found.answer == "no"
    offered = fixes(evaluate(employee), found)
    assert offered
    assert not any(isinstance(edit, UnassignRole) for fix in offered for edit in fix.edits)


UNLINKED_ESS = tenant(
    role("ESS", {"employee": ALLOW, BANKING: READ_ONLY, CLAIMS: DENY}, type="employee"),
    held=[],
    profile={"level": "employee"},
)


@pytest.mark.parametrize(
    ("node", "right", "answer"),
    [
        (BASIC_PROFILE, "import", "yes"),
        (BANKING, "export", "yes"),
        (BANKING, "import", "unknown"),
        (f"{BANKING}/bank-name", "import", "unknown"),
        (CLAIMS, "export", "unknown"),
        (JOB_MANAGEMENT, "export", "unknown"),
        (JOB_MANAGEMENT, "import", "no"),
    ],
)
def test_ps_24_an_ess_role_that_may_have_linked_itself_is_certain_and_nothing_else_is(
    node: str, right: str, answer: str
) -> None:
    found = ask(UNLINKED_ESS, node, right)
    assert found.answer == answer
    links = found.steps[1]
    assert (links.layer, links.verdict, links.rule) == (2, "flag", "PS-24")
    assert "ESS links itself to employees" in links.cause
    assert evaluate(UNLINKED_ESS).policy.warning(UNLINKED_ESS, U) == "no role: perhaps all open"


def test_ps_24_by_hand_it_is_unknown_as_well() -> None:
    assert by_hand(UNLINKED_ESS, BANKING, "export").answer == "yes"
    assert by_hand(UNLINKED_ESS, CLAIMS, "export").answer == "unknown"


def test_ps_24_a_linked_ess_role_counts_like_any_other() -> None:
    linked = after(UNLINKED_ESS, AssignRole("u", "ESS"))
    assert [ask(linked, node, "export").answer for node in (BANKING, CLAIMS)] == ["yes", "no"]
