"""The rules that decide rights, one case or more for each; the case's name begins with the rule's number.

Every case is asked of the engine and of its plain twin, and the explanation has to contain the line given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from rolescope.rights.model import Subject, Tenant
from rolescope.rights.policy import FLAG, PASS, STOP
from tests.payspace.building import (
    ACTIVATE_USERS,
    ATTACHMENTS,
    AUDIT_TRAIL,
    BANKING,
    BASIC_PROFILE,
    EDIT_PAYSLIP,
    JOB_MANAGEMENT,
    LEAVE,
    NOBODY,
    PAY_RATE,
    PAYSLIPS,
    POSITION,
    RECURRING_TEMPLATES,
    U,
    ask,
    level,
    role,
    tenant,
    told,
)

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
OPEN = tenant({"employee": ALLOW, "configuration": ALLOW, "reports": ALLOW})
A, B, C = (Subject("u", "c", company) for company in "ABC")
BY_COMPANY: dict[str, Any] = {
    "held": [("R1", "A"), ("R2", "B")],
    "role_per_company": True,
}
CLERK_AND_AUDITOR = ({"employee": READ_ONLY, LEAVE: ALLOW}, {"employee": READ_ONLY})


@dataclass(frozen=True)
class Case:
    """A tenant, a question, its answer, and a line of the explanation: layer, verdict and rule."""

    name: str
    tenant: Tenant
    node: str
    right: str
    answer: str
    line: tuple[int, str, str]
    subject: Subject = U


CASES = [
    # Levels and tree
    Case(
        "PS-01-deny-gives-nothing",
        tenant({"employee": ALLOW, BANKING: DENY}),
        BANKING,
        "export",
        "no",
        (3, STOP, "PS-51"),
    ),
    Case(
        "PS-01-read-only-gives-reading", tenant({"employee": READ_ONLY}), BANKING, "export", "yes", (3, PASS, "PS-51")
    ),
    Case("PS-01-allow-gives-writing", tenant({"employee": ALLOW}), BANKING, "import", "yes", (3, PASS, "PS-51")),
    Case(
        "PS-02-deny-is-stricter-than-read-only",
        tenant({"employee": READ_ONLY}, {"employee": READ_ONLY, BANKING: DENY}),
        BANKING,
        "export",
        "no",
        (5, STOP, "PS-27"),
    ),
    Case(
        "PS-02-read-only-is-stricter-than-allow",
        tenant({"employee": READ_ONLY}, {"employee": ALLOW}),
        BANKING,
        "import",
        "no",
        (5, STOP, "PS-27"),
    ),
    Case("PS-08-silence-is-deny", tenant({}), BANKING, "export", "no", (3, STOP, "PS-08")),
    Case(
        "PS-08-the-nearest-ancestor-that-speaks-decides",
        tenant({"employee": ALLOW, "employee/basic-information": READ_ONLY}),
        BANKING,
        "import",
        "no",
        (3, STOP, "PS-51"),
    ),
    Case(
        "PS-08-a-field-follows-its-screen",
        tenant({"employee": READ_ONLY}),
        f"{BANKING}/bank-account-no",
        "export",
        "yes",
        (9, PASS, "PS-08"),
    ),
    Case(
        "PS-09-a-deny-parent-closes-an-allow-screen",
        tenant({"employee": ALLOW, "employee/basic-information": DENY, BANKING: ALLOW}),
        BANKING,
        "export",
        "no",
        (4, STOP, "PS-09"),
    ),
    Case(
        "PS-09-from-any-height",
        tenant({"employee": DENY, "employee/basic-information": ALLOW, BANKING: ALLOW}),
        BANKING,
        "export",
        "no",
        (4, STOP, "PS-09"),
    ),
    Case(
        "PS-10-a-read-only-parent-does-not-cap-an-allow-screen",
        tenant({"employee": READ_ONLY, BANKING: ALLOW}),
        BANKING,
        "import",
        "yes",
        (4, FLAG, "PS-10"),
    ),
    Case(
        "PS-10-a-field-rests-on-its-screen-s-freedom-as-well",
        tenant({"employee": READ_ONLY, BANKING: ALLOW}),
        f"{BANKING}/comments",
        "update",
        "yes",
        (4, FLAG, "PS-10"),
    ),
    Case(
        "PS-10-a-cap-would-not-matter-for-reading",
        tenant({"employee": READ_ONLY, BANKING: ALLOW}),
        BANKING,
        "export",
        "yes",
        (4, PASS, "PS-09"),
    ),
    Case(
        "PS-11-without-the-gate-a-deny-parent-only-flags",
        tenant({"employee": DENY, BANKING: ALLOW}, parent_gate=False),
        BANKING,
        "import",
        "yes",
        (4, FLAG, "PS-11"),
    ),
    Case(
        "PS-12-a-level-under-a-closed-ancestor-has-no-effect",
        tenant({"employee": DENY, BANKING: READ_ONLY}),
        BANKING,
        "export",
        "no",
        (4, STOP, "PS-09"),
    ),
    Case(
        "PS-13-an-allow-field-on-a-read-only-screen-is-not-imported",
        tenant({"employee": READ_ONLY, f"{BANKING}/comments": ALLOW}),
        f"{BANKING}/comments",
        "import",
        "no",
        (3, STOP, "PS-51"),
    ),
    Case(
        "PS-13-but-exported",
        tenant({"employee": READ_ONLY, f"{BANKING}/comments": ALLOW}),
        f"{BANKING}/comments",
        "export",
        "yes",
        (9, PASS, "PS-13"),
    ),
    Case("PS-13-a-field-is-never-deleted-by-itself", OPEN, f"{BANKING}/comments", "delete", "no", (10, STOP, "PS-13")),
    Case(
        "PS-14-a-denied-field-is-stripped",
        tenant({"employee": ALLOW, f"{BANKING}/comments": DENY}),
        f"{BANKING}/comments",
        "export",
        "no",
        (9, STOP, "PS-14"),
    ),
    Case(
        "PS-14-a-read-only-field-is-not-imported",
        tenant({"employee": ALLOW, f"{BANKING}/comments": READ_ONLY}),
        f"{BANKING}/comments",
        "import",
        "no",
        (9, STOP, "PS-14"),
    ),
    Case(
        "PS-14-a-read-only-field-is-exported",
        tenant({"employee": ALLOW, f"{BANKING}/comments": READ_ONLY}),
        f"{BANKING}/comments",
        "export",
        "yes",
        (9, PASS, "PS-14"),
    ),
    Case(
        "PS-15-a-required-field-held-back-takes-create",
        tenant({"employee": ALLOW, f"{BASIC_PROFILE}/title": READ_ONLY}),
        BASIC_PROFILE,
        "create",
        "no",
        (11, STOP, "PS-15"),
    ),
    Case(
        "PS-15-and-takes-it-from-the-other-fields-too",
        tenant({"employee": ALLOW, f"{BASIC_PROFILE}/title": DENY}),
        f"{BASIC_PROFILE}/last-name",
        "create",
        "no",
        (11, STOP, "PS-15"),
    ),
    Case(
        "PS-15-update-stays",
        tenant({"employee": ALLOW, f"{BASIC_PROFILE}/title": READ_ONLY}),
        BASIC_PROFILE,
        "update",
        "yes",
        (11, PASS, "PS-15"),
    ),
    Case(
        "PS-15-one-role-of-two-is-enough-to-hold-a-field-back",
        tenant({"employee": ALLOW}, {"employee": ALLOW, f"{BASIC_PROFILE}/title": READ_ONLY}),
        BASIC_PROFILE,
        "create",
        "no",
        (11, STOP, "PS-15"),
    ),
    Case(
        "PS-15-a-conditional-field-only-warns",
        tenant({"employee": ALLOW, f"{BANKING}/bank-name": READ_ONLY}),
        BANKING,
        "create",
        "yes",
        (11, FLAG, "PS-15"),
    ),
    Case(
        "PS-16-a-denied-delete-link-leaves-delete",
        tenant({"employee": ALLOW, f"{ATTACHMENTS}/delete-link-in-attachments-grid": DENY}),
        ATTACHMENTS,
        "delete",
        "yes",
        (12, FLAG, "PS-16"),
    ),
    Case(
        "PS-16-an-element-has-no-api-right",
        OPEN,
        f"{ATTACHMENTS}/delete-link-in-attachments-grid",
        "delete",
        "n/a",
        (8, FLAG, "PS-16"),
    ),
    Case("PS-17-a-report-has-no-api-right", OPEN, AUDIT_TRAIL, "export", "n/a", (8, FLAG, "PS-17")),
    Case(
        "PS-17-no-report-is-open-without-a-level",
        tenant({"employee": ALLOW}),
        AUDIT_TRAIL,
        "export",
        "n/a",
        (3, STOP, "PS-08"),
    ),
    Case(
        "PS-17-read-only-opens-a-report",
        tenant({"reports": READ_ONLY}),
        AUDIT_TRAIL,
        "export",
        "n/a",
        (3, PASS, "PS-17"),
    ),
    # Roles and users
    Case(
        "PS-23-the-admin-flag-leaves-levels-as-they-are",
        tenant(role("Admin", {"employee": READ_ONLY}, admin=True)),
        BANKING,
        "import",
        "no",
        (12, FLAG, "PS-23"),
    ),
    Case(
        "PS-24-a-manager-role-counts-like-any-other",
        tenant(role("MSS", {"employee": READ_ONLY}, type="manager")),
        BANKING,
        "import",
        "no",
        (3, STOP, "PS-51"),
    ),
    Case(
        "PS-25-an-employee-without-a-role-reads-the-default-screens",
        tenant(profile={"level": "employee"}),
        BASIC_PROFILE,
        "export",
        "yes",
        (2, PASS, "PS-25"),
    ),
    Case(
        "PS-25-and-no-other",
        tenant(profile={"level": "employee"}),
        BANKING,
        "export",
        "no",
        (2, PASS, "PS-25"),
    ),
    Case(
        "PS-25-a-custom-ess-role-ends-the-default",
        tenant(role("ESS", {}, type="employee"), held=(), profile={"level": "employee"}),
        BANKING,
        "import",
        "unknown",
        (2, FLAG, "PS-24"),
    ),
    Case("PS-26-a-user-without-a-role-reaches-everything", tenant(), BANKING, "import", "yes", (2, FLAG, "PS-26")),
    Case(
        "PS-26-only-a-user-without-any-role",
        tenant({}),
        BANKING,
        "import",
        "no",
        (3, STOP, "PS-08"),
    ),
    Case(
        "PS-27-least-of-two-roles",
        tenant(*CLERK_AND_AUDITOR),
        LEAVE,
        "import",
        "no",
        (5, STOP, "PS-27"),
    ),
    Case(
        "PS-27-what-both-give-stays",
        tenant(*CLERK_AND_AUDITOR),
        LEAVE,
        "export",
        "yes",
        (5, PASS, "PS-27"),
    ),
    Case(
        "PS-27-node-by-node-and-not-role-by-role",
        tenant({"employee": ALLOW, BANKING: READ_ONLY}, {"employee": READ_ONLY, BANKING: ALLOW, LEAVE: ALLOW}),
        LEAVE,
        "import",
        "yes",
        (5, PASS, "PS-27"),
    ),
    Case(
        "PS-27-after-each-role-s-own-gate",
        tenant({"employee": ALLOW}, {"employee": DENY, BANKING: ALLOW}),
        BANKING,
        "export",
        "no",
        (4, STOP, "PS-09"),
    ),
    Case(
        "PS-28-roles-of-different-companies-count-together",
        tenant(*CLERK_AND_AUDITOR, held=BY_COMPANY["held"]),
        LEAVE,
        "import",
        "no",
        (5, STOP, "PS-28"),
    ),
    Case(
        "PS-29-each-role-counts-in-its-own-company",
        tenant(*CLERK_AND_AUDITOR, **BY_COMPANY),
        LEAVE,
        "import",
        "yes",
        (2, PASS, "PS-38"),
        A,
    ),
    Case(
        "PS-29-and-only-there",
        tenant(*CLERK_AND_AUDITOR, **BY_COMPANY),
        LEAVE,
        "import",
        "no",
        (3, STOP, "PS-51"),
        B,
    ),
    Case(
        "PS-30-a-company-without-a-role-is-open",
        tenant(*CLERK_AND_AUDITOR, **BY_COMPANY),
        BANKING,
        "import",
        "yes",
        (2, FLAG, "PS-30"),
        C,
    ),
    Case(
        "PS-31-an-ess-role-counts-like-any-other",
        tenant({"employee": ALLOW}, role("ESS", {"employee": READ_ONLY}, type="employee")),
        BANKING,
        "import",
        "no",
        (5, STOP, "PS-27"),
    ),
    Case(
        "PS-32-an-inactive-user-has-nothing",
        tenant({"employee": ALLOW}, status="inactive"),
        BANKING,
        "export",
        "no",
        (1, STOP, "PS-32"),
    ),
    Case(
        "PS-32-not-even-without-a-role",
        tenant(status="inactive"),
        BANKING,
        "export",
        "no",
        (1, STOP, "PS-32"),
    ),
    # Credentials
    Case(
        "PS-37-a-user-without-a-credential-cannot-call",
        tenant({"employee": ALLOW}, credential=False),
        BANKING,
        "export",
        "no",
        (7, STOP, "PS-37"),
        Subject("u", None),
    ),
    Case("PS-38-the-linked-user-s-roles-govern", OPEN, BANKING, "import", "yes", (6, PASS, "PS-38")),
    Case(
        "PS-39-under-full-access-a-deny-stays-closed",
        tenant({"employee": ALLOW, BANKING: DENY}, scope="api.full_access"),
        BANKING,
        "export",
        "no",
        (3, STOP, "PS-51"),
    ),
    Case(
        "PS-40-without-a-user-nothing-is-imported",
        tenant(user=False),
        BANKING,
        "import",
        "no",
        (6, STOP, "PS-40"),
        NOBODY,
    ),
    Case(
        "PS-41-without-a-user-export-is-unknown",
        tenant(user=False),
        BANKING,
        "export",
        "unknown",
        (6, FLAG, "PS-41"),
        NOBODY,
    ),
    Case(
        "PS-45-a-narrow-write-scope-is-flagged",
        tenant({"employee": ALLOW}, scope="api.create"),
        BANKING,
        "import",
        "yes",
        (7, FLAG, "PS-45"),
    ),
    Case(
        "PS-46-the-workday-scope-opens-no-node",
        tenant({"employee": ALLOW}, scope="api.workday"),
        BANKING,
        "export",
        "no",
        (7, STOP, "PS-46"),
    ),
    # API axes
    Case(
        "PS-50-create-alone-is-import",
        tenant({"employee": ALLOW}, scope="api.create"),
        BANKING,
        "import",
        "yes",
        (3, PASS, "PS-51"),
    ),
    Case(
        "PS-50-update-alone-is-import",
        tenant({"employee": ALLOW}, scope="api.update"),
        BANKING,
        "import",
        "yes",
        (3, PASS, "PS-51"),
    ),
    Case(
        "PS-50-reading-alone-is-not",
        tenant({"employee": ALLOW}, scope="api.read_only"),
        BANKING,
        "import",
        "no",
        (7, STOP, "PS-43"),
    ),
    Case("PS-55-an-entity-caps-rights-by-its-verbs", OPEN, JOB_MANAGEMENT, "import", "no", (8, STOP, "PS-55")),
    Case("PS-56-recurring-templates-are-not-exported", OPEN, RECURRING_TEMPLATES, "export", "no", (8, STOP, "PS-56")),
    Case("PS-56-but-imported", OPEN, RECURRING_TEMPLATES, "import", "yes", (8, PASS, "PS-56")),
    Case("PS-57-an-employee-is-not-deleted", OPEN, BASIC_PROFILE, "delete", "no", (8, STOP, "PS-57")),
    Case("PS-57-patch-does-not-reach-net-pay", OPEN, f"{PAYSLIPS}/net-pay", "update", "no", (10, STOP, "PS-57")),
    Case("PS-57-patch-reaches-the-comment", OPEN, f"{PAYSLIPS}/payslip-comments", "update", "yes", (8, PASS, "PS-57")),
    Case(
        "PS-58-posting-hours-needs-create",
        tenant({"employee": ALLOW}, scope="api.update"),
        EDIT_PAYSLIP,
        "create",
        "no",
        (7, STOP, "PS-43"),
    ),
    Case(
        "PS-59-no-endpoint-is-n/a-not-denied", OPEN, "employee/performance/journal", "export", "n/a", (8, FLAG, "PS-59")
    ),
    Case("PS-60-no-entity-is-n/a", OPEN, ACTIVATE_USERS, "export", "n/a", (8, FLAG, "PS-60")),
    Case(
        "PS-60-its-level-still-gates",
        tenant({"employee": ALLOW, "employee/performance/performance-evaluations": DENY}),
        "employee/performance/performance-evaluations/performance-journal",
        "export",
        "n/a",
        (4, STOP, "PS-09"),
    ),
    Case(
        "PS-62-a-read-only-property-is-not-imported",
        OPEN,
        f"{PAY_RATE}/hourly-rate",
        "import",
        "no",
        (10, STOP, "PS-62"),
    ),
    Case("PS-62-but-exported", OPEN, f"{PAY_RATE}/hourly-rate", "export", "yes", (10, PASS, "PS-62")),
    Case(
        "PS-63-a-create-only-property-is-not-updated",
        OPEN,
        f"{POSITION}/employee-number",
        "update",
        "no",
        (10, STOP, "PS-63"),
    ),
    Case("PS-63-but-set-at-creation", OPEN, f"{POSITION}/employee-number", "create", "yes", (10, PASS, "PS-63")),
    Case("PS-65-a-key-is-not-imported", OPEN, f"{PAY_RATE}/pay-rate-id", "import", "no", (10, STOP, "PS-65")),
    Case("PS-65-but-exported", OPEN, f"{PAY_RATE}/pay-rate-id", "export", "yes", (10, PASS, "PS-65")),
    Case(
        "PS-74-outside-the-edition-is-n/a",
        tenant({"configuration": ALLOW}, edition="Lite"),
        JOB_MANAGEMENT,
        "export",
        "n/a",
        (8, FLAG, "PS-74"),
    ),
    Case(
        "PS-74-within-it-is-not",
        tenant({"configuration": ALLOW}, edition="Premier"),
        JOB_MANAGEMENT,
        "export",
        "yes",
        (8, PASS, "PS-55"),
    ),
    # Settled readings
    Case("PS-79-silence-gates-like-deny", tenant({BANKING: ALLOW}), BANKING, "export", "no", (4, STOP, "PS-79")),
    Case(
        "PS-80-a-field-known-by-its-label-only-is-n/a",
        OPEN,
        f"{PAY_RATE}/working-day",
        "export",
        "n/a",
        (8, FLAG, "PS-80"),
    ),
    Case(
        "PS-80-a-field-takes-its-screen-s-axes",
        OPEN,
        f"{JOB_MANAGEMENT}/job-management-id",
        "create",
        "no",
        (8, STOP, "PS-55"),
    ),
    Case("PS-82-a-branch-whose-screens-differ-is-partly", OPEN, "employee", "import", "partly", (8, FLAG, "PS-82")),
    Case(
        "PS-82-a-branch-whose-screens-agree-says-what-they-say",
        tenant({"employee": DENY}),
        "employee",
        "export",
        "no",
        (3, STOP, "PS-51"),
    ),
    Case("PS-82-a-branch-without-api-screens-is-n/a", OPEN, "reports", "export", "n/a", (8, PASS, "PS-82")),
    Case(
        "PS-83-scope-and-attribute-together-stop-import",
        tenant({"employee": ALLOW}, scope="api.update"),
        f"{POSITION}/employee-number",
        "import",
        "no",
        (7, STOP, "PS-43"),
    ),
    Case(
        "PS-83-and-both-are-told",
        tenant({"employee": ALLOW}, scope="api.update"),
        f"{POSITION}/employee-number",
        "import",
        "no",
        (10, STOP, "PS-63"),
    ),
    Case(
        "PS-84-a-role-without-a-company-counts-in-each",
        tenant({"employee": READ_ONLY}, role_per_company=True),
        BANKING,
        "import",
        "no",
        (3, STOP, "PS-51"),
        C,
    ),
    Case(
        "PS-84-no-scope-is-full-access",
        tenant({"employee": ALLOW}, scope=None),
        BANKING,
        "delete",
        "yes",
        (7, PASS, "PS-43"),
    ),
    Case("PS-84-no-edition-is-everything", OPEN, JOB_MANAGEMENT, "export", "yes", (8, PASS, "PS-55")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rule_decides(case: Case) -> None:
    found = ask(case.tenant, case.node, case.right, case.subject)
    assert found.answer == case.answer
    assert case.line in told(found)


@pytest.mark.parametrize(("name", "api_axes"), [("deny", ""), ("read_only", "r"), ("allow", "rcud")])
def test_ps_51_a_level_gives_its_axes(name: str, api_axes: str) -> None:
    granted = tenant({"employee": name})
    for right in ("read", "create", "update", "delete"):
        assert (ask(granted, BANKING, right).answer == "yes") == (right[0] in api_axes)


@pytest.mark.parametrize(
    ("scope", "axes"),
    [
        ("api.full_access", "rcud"),
        ("api.read_only", "r"),
        ("api.create", "c"),
        ("api.update", "u"),
        ("api.workday", ""),
    ],
)
def test_ps_43_a_scope_lets_its_axes_through_and_ps_42_no_other_is_known(scope: str, axes: str) -> None:
    granted = tenant({"employee": ALLOW}, scope=scope)
    for right in ("read", "create", "update", "delete"):
        assert (ask(granted, BANKING, right).answer == "yes") == (right[0] in axes)


@pytest.mark.parametrize("user_level", ["employee", "company", "business_partner", "bureau"])
def test_ps_34_the_user_level_does_not_change_what_roles_give(user_level: str) -> None:
    roles = {"employee": READ_ONLY, BANKING: ALLOW}
    leveled, plain = tenant(roles, profile={"level": user_level}), tenant(roles)
    for node in (BANKING, LEAVE, "configuration", f"{BANKING}/comments"):
        assert level(leveled, node) == level(plain, node)
        assert ask(leveled, node, "import").answer == ask(plain, node, "import").answer


def test_ps_27_a_role_without_a_company_and_one_of_the_company_are_two_roles_in_one_company() -> None:
    both = tenant(
        role("AA", {"employee": ALLOW}),
        role("RO", {"employee": READ_ONLY}),
        held=[("AA", ""), ("RO", "A")],
        role_per_company=True,
    )
    steps = ask(both, BANKING, "import", Subject("u", "c", "A")).steps
    links, least = (next(step for step in steps if step.layer == layer) for layer in (2, 5))
    assert (links.rule, least.rule) == ("PS-27", "PS-27")
    assert links.cause == "2 roles count together: AA, RO; AA linked without a company, so in every one (PS-84)"
    (alone,) = [step for step in ask(both, BANKING, "import", Subject("u", "c", "B")).steps if step.layer == 2]
    assert alone.cause == "role AA counts; AA linked without a company, so in every one (PS-84)"
