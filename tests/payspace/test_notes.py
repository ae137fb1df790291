"""What stands beside a right and never changes it (layer 12); each case begins with the rule's number."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from rolescope.rights.model import Subject, Tenant
from tests.payspace.building import (
    ATTACHMENTS,
    AUDIT_TRAIL,
    BANKING,
    BASIC_PROFILE,
    CLAIMS,
    EDIT_PAYSLIP,
    INBOX_WIDGET,
    LEAVE,
    PAYSLIPS,
    POSITION,
    RECURRING_TEMPLATES,
    ask,
    notes,
    role,
    tenant,
)

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
PLAIN = tenant({"employee": ALLOW, "reports": ALLOW, "bulk-actions": ALLOW})


def with_profile(**profile: object) -> Tenant:
    return tenant({"employee": ALLOW}, profile=profile)


EXCLUDING = tenant(
    role("MSS", {"employee": ALLOW}, "MSS"),
    attachment_excludes=[{"class": "Disciplinary", "roles": ["MSS"]}],
)


@dataclass(frozen=True)
class Case:
    """A tenant, a node, and words of the note; ``without`` is a tenant in which the note is not there."""

    name: str
    tenant: Tenant
    node: str
    words: str
    without: Tenant | None = None


CASES = [
    Case(
        "PS-16-a-denied-delete-link",
        tenant({"employee": ALLOW, f"{ATTACHMENTS}/delete-link-in-attachments-grid": DENY}),
        ATTACHMENTS,
        "Delete Link in Attachments Grid is Deny",
        PLAIN,
    ),
    Case(
        "PS-16-a-denied-inbox-widget-on-leave-application",
        tenant({"employee": ALLOW, INBOX_WIDGET: DENY}),
        LEAVE,
        "a manager's dashboard hides leave applications, the API does not",
        PLAIN,
    ),
    Case("PS-16-an-element-itself", PLAIN, INBOX_WIDGET, "steers the interface only"),
    Case(
        "PS-23-an-admin-role",
        tenant(role("Admin", {"employee": ALLOW}, admin=True)),
        BANKING,
        "commit workflow items between cut-off and pay date, and download payslips of open runs",
        PLAIN,
    ),
    Case(
        "PS-31-a-self-service-role-beside-another",
        tenant({"employee": ALLOW}, role("ESS", {"employee": ALLOW}, type="employee")),
        BANKING,
        "can exempt the own profile",
        tenant(role("ESS", {"employee": ALLOW}, type="employee")),
    ),
    Case(
        "PS-33-a-profile-may-end-with-the-employment",
        with_profile(level="employee"),
        BANKING,
        "deactivate the profile after the termination date",
        with_profile(level="company"),
    ),
    Case(
        "PS-35-no-access-to-historical-records",
        with_profile(historical_records=False),
        BANKING,
        "historical records is off",
        with_profile(historical_records=True),
    ),
    Case("PS-35-an-agency-top-level-user", with_profile(agency=True), BANKING, "outside the roles", with_profile()),
    Case(
        "PS-36-workflow-goes-by-the-workflow-role",
        PLAIN,
        "employee/payroll-processing/claim-employee-workflow",
        "workflow role goes before the security role, and MSS-based paths are skipped",
    ),
    Case(
        "PS-38-payslip-figures-stay-open-elsewhere",
        tenant({"employee": ALLOW, PAYSLIPS: DENY}),
        PAYSLIPS,
        "Edit Payslip shows payslip figures too and stays open\nPayslip Take On shows",
        PLAIN,
    ),
    Case(
        "PS-48-development-mode",
        tenant({"employee": ALLOW}, development_mode=True),
        BANKING,
        "masks payslip and pay-rate figures",
        PLAIN,
    ),
    Case("PS-53-an-export-job-starts-with-post", PLAIN, POSITION, "EmployeePosition starts with POST and counts as"),
    Case("PS-56-replacing-existing-components", PLAIN, RECURRING_TEMPLATES, "ReplaceExisting"),
    Case(
        "PS-58-posting-overwrites-under-api.create",
        tenant({"employee": ALLOW}, scope="api.create"),
        EDIT_PAYSLIP,
        "overwrites a matching line",
        PLAIN,
    ),
    Case("PS-61-file-upload-follows-leave-application", PLAIN, LEAVE, "FileUpload follows create or update"),
    Case("PS-64-a-hidden-field", PLAIN, f"{BANKING}/cpf-number", "left out of totals"),
    Case("PS-66-a-conditionally-required-field", PLAIN, f"{BANKING}/bank-name", "required under conditions"),
    Case(
        "PS-47-a-token-lists-its-companies",
        with_profile(companies=["A"]),
        BANKING,
        "lists the companies that it reaches",
        PLAIN,
    ),
    Case("PS-70-limited-companies", with_profile(companies=["A"]), BANKING, "limited to companies A:", PLAIN),
    Case("PS-70-limited-frequencies", with_profile(frequencies=["Weekly"]), BANKING, "frequencies Weekly", PLAIN),
    Case(
        "PS-70-an-open-report-needs-company-and-frequency",
        PLAIN,
        AUDIT_TRAIL,
        "access to the company and pay frequency",
        tenant({"employee": ALLOW}),
    ),
    Case("PS-71-limited-units", with_profile(org_units=["West"]), BANKING, "organisation units West", PLAIN),
    Case(
        "PS-72-an-employee-without-a-position", with_profile(org_units=["West"]), BANKING, "no position record", PLAIN
    ),
    Case(
        "PS-73-a-class-that-excludes-the-role",
        EXCLUDING,
        ATTACHMENTS,
        "class Disciplinary exclude role code MSS, even at Allow",
        replace(EXCLUDING, settings={}),
    ),
    Case(
        "PS-21-custom-forms-have-settings-of-their-own",
        PLAIN,
        "employee/basic-information/custom-forms",
        "unknown: the permission settings of the forms themselves",
    ),
    Case("PS-68-a-write-may-start-the-workflow", PLAIN, BASIC_PROFILE, "the import right is needed"),
    Case(
        "PS-73-a-request-type-may-exclude-role-codes",
        PLAIN,
        "configuration/basic-settings/dropdown-management/other-dropdowns/request-type",
        "a request type can list role codes",
    ),
    Case("PS-75-bulk-actions", PLAIN, "bulk-actions", "whether bulk uploads obey the level"),
    Case(
        "PS-78-a-denied-screen",
        tenant({"employee": ALLOW, CLAIMS: DENY}),
        CLAIMS,
        '"Access denied | You have invalid security permissions to access the selected functionality"',
        PLAIN,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_note_stands_beside_the_right(case: Case) -> None:
    rule = case.name[:5]
    assert case.words in notes(ask(case.tenant, case.node, "export"))[rule]
    if case.without is not None:
        assert case.words not in notes(ask(case.without, case.node, "export")).get(rule, "")


@pytest.mark.parametrize(
    "profile",
    [
        {"companies": ["A"]},
        {"frequencies": ["Weekly"]},
        {"org_units": ["West"]},
        {"historical_records": False},
        {"agency": True},
    ],
)
def test_what_a_profile_says_besides_roles_changes_no_right(profile: dict[str, object]) -> None:
    for right in ("export", "import", "read", "create", "update", "delete"):
        limited, plain = ask(with_profile(**profile), BANKING, right), ask(with_profile(), BANKING, right)
        assert limited.answer == plain.answer == "yes"
        assert limited.steps == plain.steps


def test_a_class_that_excludes_a_role_leaves_its_rights_as_they_are() -> None:
    assert ask(EXCLUDING, ATTACHMENTS, "import").answer == "yes"


ADMIN = role("Admin", {"employee": ALLOW}, "ADM", admin=True)
MANAGER = role("MSS", {"employee": ALLOW}, "MSS", type="manager")


@pytest.mark.parametrize("node", ["employee/payroll-processing", INBOX_WIDGET, AUDIT_TRAIL, f"{BANKING}/bank-name"])
def test_ps_78_the_vendor_s_sentence_is_about_screens(node: str) -> None:
    assert "PS-78" not in notes(ask(tenant({}), node, "export"))


def test_ps_16_a_denied_link_says_nothing_of_rights_that_are_not_there() -> None:
    looks = tenant({"employee": READ_ONLY, f"{ATTACHMENTS}/delete-link-in-attachments-grid": DENY})
    assert ask(looks, ATTACHMENTS, "delete").answer == "no"
    told = notes(ask(looks, ATTACHMENTS, "delete"))["PS-16"]
    assert told == "Delete Link in Attachments Grid is Deny: gone from the interface, no API right changes"


def in_company(code: str, made: Tenant, node: str = BANKING) -> dict[str, str]:
    return notes(ask(made, node, "export", Subject("u", "c", code)))


def test_ps_23_a_role_speaks_where_it_counts() -> None:
    made = tenant(ADMIN, {"employee": ALLOW}, held=[("Admin", "A"), ("R2", "B")], role_per_company=True)
    assert "PS-23" in in_company("A", made)
    assert "PS-23" not in in_company("B", made)


def test_ps_73_a_class_excludes_the_roles_of_the_company_that_is_asked_about() -> None:
    excludes = [{"class": "Disciplinary", "roles": ["ADM"]}]
    made = tenant(
        ADMIN,
        {"employee": ALLOW},
        held=[("Admin", "A"), ("R2", "B")],
        role_per_company=True,
        attachment_excludes=excludes,
    )
    assert "PS-73" in in_company("A", made, ATTACHMENTS)
    assert "PS-73" not in in_company("B", made, ATTACHMENTS)


def test_ps_31_one_role_held_in_two_companies_is_no_other_role_beside_it() -> None:
    assert "PS-31" not in notes(ask(tenant(MANAGER, held=[("MSS", "A"), ("MSS", "B")]), BANKING, "export"))
    assert "PS-31" in notes(ask(tenant(MANAGER, {"employee": ALLOW}), BANKING, "export"))


@pytest.mark.parametrize(("saved", "asked"), [("api.full_access", "api.create"), ("api.create", "api.full_access")])
def test_ps_58_a_token_for_creating_alone_overwrites_whether_its_scope_is_saved_or_asked_for(
    saved: str, asked: str
) -> None:
    made = tenant({"employee": ALLOW}, scope=saved)
    told = notes(ask(made, EDIT_PAYSLIP, "import", Subject("u", "c", asked_scope=asked)))
    assert "overwrites a matching line" in told["PS-58"]
    capped = Subject("u", "c", asked_scope="api.read_only")
    assert "PS-58" not in notes(ask(made, EDIT_PAYSLIP, "import", capped))


def test_ps_78_nothing_answers_an_inactive_user_and_nothing_is_closed_to_it_in_particular() -> None:
    away = tenant({"employee": DENY}, status="inactive")
    assert "PS-78" not in notes(ask(away, CLAIMS, "export"))
    assert "PS-16" not in notes(ask(away, LEAVE, "export"))


def test_ps_24_what_the_ess_role_would_close_is_closed_perhaps() -> None:
    ess = role("ESS", {"employee": READ_ONLY, CLAIMS: DENY, INBOX_WIDGET: DENY}, "ESSC", type="employee")
    excludes = [{"class": "Medical", "roles": ["ESSC"]}]
    made = tenant(ess, held=[], profile={"level": "employee"}, attachment_excludes=excludes)
    perhaps = "perhaps, as nobody knows whether ESS counts: "
    assert notes(ask(made, CLAIMS, "export"))["PS-78"].startswith(perhaps)
    assert notes(ask(made, LEAVE, "export"))["PS-16"].startswith(perhaps)
    assert notes(ask(made, ATTACHMENTS, "export"))["PS-73"].startswith(perhaps)
