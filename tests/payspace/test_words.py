"""What the layers say is so, and stands on the rule that it quotes; what an admin is told before a change."""

from typing import Any

import pytest

from rolescope.rights.edits import AddCredential, AddPrincipal, Edit, SetRoles, SetScope, SetStatus, UnassignRole
from rolescope.rights.explain import explain
from rolescope.rights.fixes import fixes
from rolescope.rights.model import Credential, Principal, Subject, Tenant
from rolescope.rights.policy import BY_VENDOR, NO_CREDENTIAL, NO_USER, Step
from rolescope.systems.payspace import SYSTEM
from tests.payspace.building import (
    AUDIT_TRAIL,
    BANKING,
    NOBODY,
    PAY_RATE,
    U,
    after,
    ask,
    builtin,
    evaluate,
    role,
    screen_with,
    tenant,
)

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
OPEN = tenant({"employee": ALLOW, "reports": ALLOW, "configuration": ALLOW})
LINES = "employee/payroll-results/payslips/employee-payslip-line"
WORKFLOW = "employee/payroll-processing/claim-employee-workflow"


def line(made: Tenant, node: str, right: str, layer: int, subject: Subject = U, **options: Any) -> Step:
    return next(step for step in ask(made, node, right, subject, **options).steps if step.layer == layer)


def screen_of(entity: str) -> str:
    found = (node for node in builtin().nodes if node.kind == "screen")
    return next(node.id for node in found if node.attributes.get("api_entity") == entity)


# Layer 8


@pytest.mark.parametrize(
    ("rule", "entity", "words"),
    [
        ("PS-54", "EmployeeWorkflow", "offers GET POST only, and its POST changes what is there: no create, delete"),
        ("PS-53", "EmployeePayslipLine", "offers GET POST only, and its POST starts an export: no create, update, del"),
        ("PS-57", "EmployeeAddress", "offers GET PATCH only: no create, delete"),
        ("PS-56", "EmployeeRecurringTemplate", "offers POST only: no read, update, delete"),
        ("PS-55", "JobManagement", "offers GET only: no create, update, delete"),
        ("PS-55", "EmployeeBankDetail", "offers GET POST PATCH DELETE"),
    ],
)
def test_an_entity_s_verbs_stand_on_their_own_rule(rule: str, entity: str, words: str) -> None:
    told = line(OPEN, screen_of(entity), "delete", 8)
    assert told.rule == rule
    assert told.cause.startswith(f"{entity} {words}")


@pytest.mark.parametrize(("axes", "verbs"), [(["read", "create"], "GET POST"), ([], "no verb")])
def test_ps_52_a_catalogue_of_one_s_own_that_names_no_verbs_has_those_of_its_axes(axes: list[str], verbs: str) -> None:
    tree = screen_with({}, api_axes=axes, api_entity="Ent")
    assert line(tenant({"b": ALLOW}), "b/s", "delete", 8, tree=tree).cause.startswith(f"Ent offers {verbs} only")
    facts = {fact.title: fact.text for fact in SYSTEM.facts(tree, tree.index["b/s"])}
    assert facts["Verbs"] == (verbs if axes else "no endpoint documented (PS-59)")


# Layers 3 and 5


def test_a_branch_that_is_allow_tells_where_below_it_a_role_says_less() -> None:
    made = tenant({"employee": ALLOW, BANKING: READ_ONLY, f"{PAY_RATE}": DENY})
    told = line(made, "employee", "import", 3).cause
    assert told.startswith("role R1: Allow set on Employee, less on Banking Details, Pay Rate Details (takes ")
    reading = tenant({"employee": READ_ONLY, BANKING: DENY})
    assert "less on" not in line(reading, "employee", "import", 3).cause
    assert "less on Banking Details (takes" in line(reading, "employee", "export", 3).cause
    assert line(made, "configuration", "import", 3).cause.startswith("role R1: no level on Configuration")


def test_ps_27_roles_that_agree_on_a_branch_may_not_do_so_on_what_is_below() -> None:
    made = tenant({"employee": ALLOW, BANKING: DENY}, {"employee": ALLOW})
    told = line(made, "employee", "export", 5).cause
    assert told.startswith("least access of 2 roles: all say Allow, but not of all that is below (takes ")
    plain = line(made, BANKING, "export", 5).cause
    assert plain == "least access of 2 roles: R1 is the strictest, Deny"


def test_ps_17_a_report_is_open_to_the_least_role_and_its_level_is_told_as_it_is() -> None:
    made = tenant({"reports": ALLOW}, {"reports": READ_ONLY})
    told = line(made, AUDIT_TRAIL, "export", 5)
    assert told.verdict == "pass"
    assert told.cause == "least access of 2 roles: R2 is the strictest, Read only, which opens a report as well (PS-17)"


# Layers 2 and 7


def test_ps_32_nothing_is_open_to_an_inactive_user_without_a_role() -> None:
    away = tenant(status="inactive")
    told = line(away, BANKING, "import", 2)
    assert (told.rule, told.verdict) == ("PS-26", "flag")
    assert "would be open to an active user (fail-open)" in told.cause
    assert evaluate(away).policy.warning(away, U) == "inactive, no role"
    held = tenant({"employee": ALLOW}, status="inactive")
    assert evaluate(held).policy.warning(held, U) == ""


@pytest.mark.parametrize(("saved", "asked"), [("api.full_access", "api.create"), ("api.update", "api.full_access")])
def test_ps_45_a_narrow_scope_is_marked_whether_it_is_saved_or_asked_for(saved: str, asked: str) -> None:
    told = line(tenant({"employee": ALLOW}, scope=saved), BANKING, "import", 7, Subject("u", "c", asked_scope=asked))
    assert (told.rule, told.verdict) == ("PS-44", "flag")
    assert told.cause.endswith("the vendor's help asks for full access to write at all (PS-45)")


def test_ps_46_the_workday_scope_can_be_asked_for_and_leaves_nothing() -> None:
    assert "api.workday" in SYSTEM.scopes
    told = line(OPEN, BANKING, "export", 7, Subject("u", "c", asked_scope="api.workday"))
    assert (told.rule, told.verdict) == ("PS-44", "stop")
    assert told.cause.endswith("leaves nothing, so no token")


def test_what_a_login_lacks_and_what_only_the_vendor_limits_have_a_code() -> None:
    assert line(tenant(user=False), BANKING, "import", 6, NOBODY).code == NO_USER
    assert line(tenant(user=False), BANKING, "export", 6, NOBODY).code == NO_USER
    assert line(OPEN, BANKING, "import", 7, Subject("u", None)).code == NO_CREDENTIAL
    assert line(OPEN, f"{PAY_RATE}/hourly-rate", "import", 10).code == BY_VENDOR
    assert line(OPEN, screen_of("JobManagement"), "import", 8).code == BY_VENDOR
    assert line(OPEN, "employee", "import", 10).code == BY_VENDOR
    assert {step.code for step in ask(OPEN, BANKING, "import").steps} == {""}


# Before a change


def doubts(before: Tenant, *edits: Edit) -> list[str]:
    return list(SYSTEM.doubts(before, after(before, *edits), builtin()))


ESS = role("ESS", {"employee": ALLOW}, type="employee")


def test_ps_26_that_nothing_limits_a_user_any_more_is_told() -> None:
    opened = "u has no role now, and so reaches everything (PS-26)"
    assert doubts(tenant({"employee": DENY}), SetRoles("u", ())) == [opened]
    assert doubts(tenant(status="inactive"), SetStatus("u", "active")) == [opened]
    assert doubts(tenant({}), SetStatus("u", "inactive")) == []
    assert doubts(tenant(), AddPrincipal(Principal("new"))) == []


def test_ps_30_by_company_it_is_told_of_the_company() -> None:
    split = tenant({"employee": DENY}, {"employee": ALLOW}, held=[("R1", "A"), ("R2", "B")], role_per_company=True)
    assert doubts(split, UnassignRole("u", "R1", "A")) == [
        "u has no role in A now, and so reaches everything there (PS-30)"
    ]


def test_ps_24_and_ps_25_an_employee_reaches_everything_perhaps_or_not_at_all() -> None:
    employee = tenant({"employee": DENY}, profile={"level": "employee"})
    assert doubts(employee, SetRoles("u", ())) == []
    linked = tenant(ESS, profile={"level": "employee"})
    assert doubts(linked, SetRoles("u", ())) == [
        "u has no role now: unless ESS links itself, that reaches everything (PS-24)"
    ]


def test_ps_45_a_scope_that_may_not_be_enough_to_write_is_told() -> None:
    told = "c: scope api.create may not be enough, the vendor's help asks for full access to write at all (PS-45)"
    assert doubts(OPEN, SetScope("c", "api.create")) == [told]
    assert doubts(OPEN, SetScope("c", "api.read_only")) == []
    assert doubts(OPEN, AddCredential(Credential("new", "u", "api.create"))) == []


def test_a_fix_that_opens_by_fail_open_or_by_a_narrow_scope_says_so() -> None:
    def found(made: Tenant, right: str = "import") -> dict[str, tuple[str, ...]]:
        outcome = evaluate(made)
        told = explain(outcome, U, outcome.tree.index[BANKING], right)
        return {str(fix.edits): fix.doubts for fix in fixes(outcome, told)}

    (doubt,) = found(tenant(status="inactive")).values()
    assert doubt == ("u has no role now, and so reaches everything (PS-26)",)
    scoped = found(tenant({"employee": ALLOW}, scope="api.read_only"))
    assert scoped[str((SetScope("c", "api.full_access"),))] == ()
    assert "PS-45" in scoped[str((SetScope("c", "api.create"),))][0]


def test_ps_37_ps_48_and_ps_49_stand_in_the_form_of_a_credential() -> None:
    people = SYSTEM.people
    assert [(field.rule, field.choices) for field in people.credential_fields] == [
        ("PS-37", ("production", "staging")),
        ("PS-48", None),
    ]
    assert people.credential_fields[0].help == "Each needs a credential of its own."
    assert people.credential_note.endswith("is not known here (PS-49).")
