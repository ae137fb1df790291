"""One user with some roles in a small catalogue, for the tests of the rules."""

from typing import Any

from rolescope.rights.edits import Edit
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.explain import Explanation, explain
from rolescope.rights.fixes import fixes
from rolescope.rights.model import Assignment, Group, Principal, Role, Subject, Tenant
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import make_tree, rows_to_nodes
from rolescope.systems.intacct.vocabulary import RIGHTS

FIVE = "list readonly add modify delete"
ROWS = {
    "accountsPayable/vendors": ("full", FIVE),
    "accountsPayable/bills": ("subset", "list readonly add modify post"),
    "accountsPayable/approveBills": ("full", "list level1 level2"),
    "accountsPayable/adjustments": ("full", f"{FIVE} post"),
    "accountsPayable/reports": ("subset", "run"),
    "accountsReceivable/customers": ("full", FIVE),
    "administration/users": ("full", "list readonly add modify group permission"),
    "administration/applicationSubscriptions": ("full", "list readonly config subscribe"),
    "cashManagement/ruleSets": ("full", "add"),
    "cashManagement/transactions": ("subset", "add"),
    "company/attachments": ("full", "list add modify"),
    "company/departments": ("full", "list readonly modify"),
    "contracts/contract": ("full", f"{FIVE} cancel post uncancel"),
    "contracts/manageSchedules": ("full", "run"),
    "customizationServices/customReports": ("full", FIVE),
    "expenses/expenseSummaries": ("full", f"{FIVE} listExpenses readonlyExpense addExpense"),
    "orderEntry/customers": ("full", FIVE),
    "accountsReceivable/invoices": ("full", f"{FIVE} post"),
    "expenses/approveReimbursements": ("full", "list"),
    "generalLedger/groups": ("subset", "readonly"),
    "generalLedger/journalEntries": ("full", f"{FIVE} reclass"),
    "generalLedger/twins": ("full", "list view add modify edit"),
    "projects/attachments": ("full", "list edit"),
    "projects/approveTimesheets": ("full", "list apiProxy"),
}
TREE = make_tree(
    rows_to_nodes(
        {
            "key": None,
            "module": place.split("/")[0],
            "name": place.split("/")[1],
            "permissionGroup": None,
            "completeness": completeness,
            "allowedAccessRights": rights.split(),
        }
        for place, (completeness, rights) in ROWS.items()
    )
)
VENDORS, BILLS, JOURNALS = "accountsPayable/vendors", "accountsPayable/bills", "generalLedger/journalEntries"
CONTRACT, USERS = "contracts/contract", "administration/users"


def role(name: str = "R", **grants: str) -> Role:
    """A role from ``module__name="right right"``."""
    return Role(name, {place.replace("__", "/"): frozenset(rights.split()) for place, rights in grants.items()})


def asked(*roles: Role, **options: Any) -> "Asked":
    return Asked(roles, **options)


class Asked:
    """One user with some roles, and what comes out."""

    def __init__(
        self,
        roles: tuple[Role, ...],
        settings: dict[str, Any] | None = None,
        status: str = "active",
        method: str = "api",
        groups: tuple[Group, ...] = (),
        own: dict[str, str] | None = None,
        held: tuple[str, ...] | None = None,
        **facts: Any,
    ) -> None:
        grants = {place: frozenset(rights.split()) for place, rights in (own or {}).items()}
        direct = tuple(Assignment(name) for name in (held if held is not None else [r.name for r in roles]))
        user = Principal("u", status, direct, facts, tuple(group.name for group in groups), grants)
        tables: dict[str, Any] = {"roles": {r.name: r for r in roles}, "groups": {g.name: g for g in groups}}
        self.tenant = Tenant("T", "intacct", settings or {}, principals={"u": user}, **tables)
        self.subject = Subject("u", None, method=method)
        self.outcome: Outcome = Engine(SYSTEM, TREE).evaluate(self.tenant)

    def live(self, place: str) -> str:
        """The certain rights, in column order."""
        held = self.outcome.rights_at(self.subject, TREE.index[place])[0]
        return " ".join(right for right in RIGHTS if right in held)

    def maybe(self, place: str) -> str:
        held = self.outcome.rights_at(self.subject, TREE.index[place])[1]
        return " ".join(right for right in RIGHTS if right in held)

    def answer(self, place: str, kind: str) -> str:
        return self.outcome.answer(self.subject, TREE.index[place], kind)

    def steps(self, place: str, right: str) -> dict[str, tuple[str, str]]:
        """Verdict and code of each step."""
        return {step.name: (step.verdict, step.code) for step in self.why(place, right).steps}

    def told(self, place: str, right: str) -> dict[str, tuple[str, str]]:
        """Rule and sentence of each step."""
        return {step.name: (step.rule, step.cause) for step in self.why(place, right).steps}

    def why(self, place: str, right: str) -> Explanation:
        return explain(self.outcome, self.subject, TREE.index[place], right)

    def fixes(self, place: str, right: str) -> list[tuple[Edit, ...]]:
        return [fix.edits for fix in fixes(self.outcome, self.why(place, right))]
