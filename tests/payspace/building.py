"""Small tenants over the built-in catalogue, and short ways to ask about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from rolescope.resources import data_path
from rolescope.rights.edits import Edit, apply_all
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.explain import Explanation, asked_rights, explain
from rolescope.rights.interface import explain_interface
from rolescope.rights.model import Assignment, Company, Credential, Principal, Rights, Role, Subject, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.bundle import read_bundle
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace import reference as twin
from rolescope.systems.payspace.catalogue import builtin_tree, make_tree
from rolescope.systems.payspace.vocabulary import DEFAULT_SCOPE, LEVELS, RIGHTS

LEVEL: dict[str, Rights] = {level.name: level.rights for level in LEVELS}

BASIC_PROFILE = "employee/basic-information/basic-profile"
BANKING = "employee/basic-information/banking-details"
ATTACHMENTS = "employee/basic-information/attachments"
POSITION = "employee/basic-information/position"
PAY_RATE = "employee/payroll-processing/pay-rate-details"
EDIT_PAYSLIP = "employee/payroll-processing/edit-payslip"
CLAIMS = "employee/payroll-processing/claims"
RECURRING_TEMPLATES = "employee/payroll-processing/recurring-templates"
PAYSLIPS = "employee/payroll-results/payslips"
LEAVE = "employee/leave/leave-application"
INBOX_WIDGET = "employee/inbox-widget"
JOURNAL = "employee/performance/performance-evaluations/performance-journal"
JOB_MANAGEMENT = "configuration/human-resources/workforce-planning/job-management"
ACTIVATE_USERS = "configuration/security/security/activate-users"
AUDIT_TRAIL = "reports/reports/classic/payroll/audit-trail"

U = Subject("u", "c")
"""The only user with the only credential, as ``tenant`` makes them."""
NOBODY = Subject(None, "c")
"""The only credential, where ``tenant`` is told to leave out the user."""

Grants = Mapping[str, str]
"""Levels by node id."""


def role(name: str, grants: Grants, code: str | None = None, **extra: Any) -> Role:
    return Role(name, {node: LEVEL[level] for node, level in grants.items()}, code, "", extra)


def tenant(
    *roles: Grants | Role,
    scope: str | None = DEFAULT_SCOPE,
    status: str = "active",
    user: bool = True,
    credential: bool = True,
    held: Iterable[tuple[str, str]] | None = None,
    profile: Mapping[str, Any] | None = None,
    development_mode: bool = False,
    **settings: Any,
) -> Tenant:
    """A tenant with companies A, B and C and the user ``u``, who holds all roles unless ``held`` names some.

    Roles given by their levels alone are called R1, R2 ... ``held`` has pairs of role and company.
    """
    made = [given if isinstance(given, Role) else role(f"R{n}", given) for n, given in enumerate(roles, 1)]
    holds = held if held is not None else [(given.name, "") for given in made]
    principal = Principal("u", status, tuple(Assignment(*pair) for pair in holds), profile or {})
    extra = {"development_mode": True} if development_mode else {}
    return Tenant(
        "Test",
        "payspace",
        settings,
        tuple(Company(code) for code in "ABC"),
        {given.name: given for given in made},
        {"u": principal} if user else {},
        {"c": Credential("c", "u" if user else None, scope, extra=extra)} if credential else {},
    )


@cache
def builtin() -> Tree:
    return builtin_tree()


@cache
def engine(tree: Tree) -> Engine:
    return Engine(SYSTEM, tree)


_latest: list[Outcome] = []
"""The last outcome, as most tests ask several questions about one tenant."""


def evaluate(tenant: Tenant, tree: Tree | None = None) -> Outcome:
    tree = tree or builtin()
    if not _latest or _latest[0].tenant is not tenant or _latest[0].tree is not tree:
        _latest[:] = [engine(tree).evaluate(tenant)]
    return _latest[0]


def ask(tenant: Tenant, node: str, right: str, subject: Subject = U, tree: Tree | None = None) -> Explanation:
    """The explanation of one cell; on the way the plain twin is asked as well, and has to say the same."""
    outcome = evaluate(tenant, tree)
    found = explain(outcome, subject, outcome.tree.index[node], right)
    asked = right if right in SYSTEM.kinds else asked_rights(outcome, right)
    assert twin.answer(tenant, outcome.tree, subject, found.node, asked) == found.answer
    return found


def by_hand(tenant: Tenant, node: str, right: str, company: str | None = None) -> Explanation:
    """The explanation of one cell for the user ``u`` at a screen of the vendor's."""
    outcome = evaluate(tenant)
    return explain_interface(outcome, Subject("u", None, company), outcome.tree.index[node], right)


def axes(tenant: Tenant, node: str, subject: Subject = U, tree: Tree | None = None) -> str:
    """Export and import of a cell as section (d) of the rules prints them: ``yes / cud``, ``no / none``, ``n/a``."""
    answers = {right: ask(tenant, node, right, subject, tree).answer for right in RIGHTS}
    if set(answers.values()) == {"n/a"}:
        return "n/a"
    assert all(answers[right] in ("yes", "no") for right in RIGHTS[1:])
    export = {"yes": "yes", "no": "no", "unknown": "yes?"}[answers["read"]]
    return f"{export} / {''.join(right[0] for right in RIGHTS[1:] if answers[right] == 'yes') or 'none'}"


def level(tenant: Tenant, node: str, subject: Subject = U, tree: Tree | None = None) -> str:
    """The level shown on a node, which the engine and the twin have to agree on."""
    outcome = evaluate(tenant, tree)
    number = outcome.tree.index[node]
    held = {RIGHTS[right] for right in outcome.effective(subject).granted.at(number)}
    name = next(name for name, rights in LEVEL.items() if rights == held)
    assert twin.level(tenant, outcome.tree, subject, number) == name
    return name


def told(explanation: Explanation) -> list[tuple[int, str, str]]:
    """Layer, verdict and rule of every line of an explanation, notes included."""
    return [(step.layer, step.verdict, step.rule) for step in (*explanation.steps, *explanation.notes)]


def notes(explanation: Explanation) -> dict[str, str]:
    """The texts of the notes by rule; several of one rule in lines."""
    found: dict[str, str] = {}
    for step in explanation.notes:
        found[step.rule] = f"{found[step.rule]}\n{step.cause}" if step.rule in found else step.cause
    return found


def after(tenant: Tenant, *edits: Edit, tree: Tree | None = None) -> Tenant:
    return apply_all(edits, tenant, tree or builtin())


@cache
def demo() -> Tenant:
    """The demo's tenant, as its bundle describes it."""
    return read_bundle(data_path("demo.json").read_text("utf-8"), "demo.json").tenant


def screen_with(fields: Mapping[str, Mapping[str, Any]], **screen: Any) -> Tree:
    """A catalogue of one branch ``b`` with one screen ``b/s`` and the fields ``b/s/NAME``, each with its facts."""
    nodes: list[dict[str, Any]] = [
        {"id": "b", "name": "B", "kind": "branch"},
        {"id": "b/s", "name": "S", "kind": "screen", "parent": "b", "api_axes": list(RIGHTS), **screen},
    ]
    nodes += (
        {"id": f"b/s/{name}", "name": name, "kind": "field", "parent": "b/s", "api_name": name, **facts}
        for name, facts in fields.items()
    )
    return make_tree(nodes)
