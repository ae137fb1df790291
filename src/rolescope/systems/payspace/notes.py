"""Layer 12: what stands beside a right and never changes it (PS-70 to PS-78 and the notes of other rules)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rolescope.rights.access import Access
from rolescope.rights.model import UI, Credential, Principal, Rights, Subject, Tenant
from rolescope.rights.planes import bits
from rolescope.rights.policy import FLAG, Step
from rolescope.systems.payspace.catalogue import Catalogue
from rolescope.systems.payspace.inputs import EMPLOYEE, Inputs
from rolescope.systems.payspace.layers import NOTE
from rolescope.systems.payspace.vocabulary import CREATE, ELEMENT, READ, REPORT, RIGHTS, SCREEN, scope_axes

if TYPE_CHECKING:
    from rolescope.systems.payspace.policy import Policy

NAME = "note"

ACCESS_DENIED = "Access denied | You have invalid security permissions to access the selected functionality"
"""PS-78: the vendor's own words, for people who search for them."""

EXPORT_JOBS = frozenset(
    {
        "EditPayslip",
        "EmployeeComponent",
        "EmployeePosition",
        "EmployeeMedical",
        "EmployeePayslipLine",
        "EmployeeCostedPayslipLine",
    }
)
"""PS-53: entities with an export job that is started by POST and counts as read."""

UPSERTS = frozenset({"EditPayslip", "EmployeePayslipTakeOn"})
"""PS-58: entities whose POST overwrites a matching line."""

RELATED_PAYSLIPS = (
    "employee/payroll-processing/edit-payslip",
    "employee/payroll-results/payslip-take-on",
)
"""SC-02: what stays open when Payslips is closed, and is easily taken for it."""

PAYSLIPS = "employee/payroll-results/payslips"
ATTACHMENTS = "employee/basic-information/attachments"
LEAVE_APPLICATION = "employee/leave/leave-application"
INBOX_WIDGET = "employee/inbox-widget"
BULK_ACTIONS = "bulk-actions"
CUSTOM_FORMS = ("employee/basic-information/custom-forms", "configuration/basic-settings/general-company/custom-forms")
REQUEST_TYPES = "configuration/basic-settings/dropdown-management/other-dropdowns/request-type"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about: the note rules below each look at it and say their sentence or nothing."""

    policy: Policy
    tenant: Tenant
    subject: Subject
    node: int
    granted: Access
    inputs: Inputs

    @property
    def catalogue(self) -> Catalogue:
        return self.policy.catalogue

    @property
    def by_hand(self) -> bool:
        return self.subject.method == UI

    @property
    def credential(self) -> Credential | None:
        return self.tenant.credentials.get(self.subject.credential) if self.subject.credential is not None else None

    @property
    def axes(self) -> Rights:
        """Those of the token: the saved scope caps the one asked for."""
        saved = self.credential.scope if self.credential is not None else None
        return scope_axes(saved, self.subject.asked_scope)

    def perhaps(self, text: str) -> str:
        """A text about what the roles give, which for an employee without one hangs on the ESS role (PS-24)."""
        ess = ", ".join(self.inputs.unlinked_ess)
        return f"perhaps, as nobody knows whether {ess} counts: {text}" if ess else text

    @property
    def screen(self) -> int:
        return self.catalogue.screen_of(self.node)

    @property
    def id(self) -> str:
        return self.catalogue.tree.nodes[self.screen].id

    @property
    def entity(self) -> str | None:
        entity: str | None = self.catalogue.tree.nodes[self.screen].attributes.get("api_entity")
        return entity

    def has(self, right: str, node: int | None = None) -> bool:
        return bool(self.granted.planes[RIGHTS.index(right)] >> (self.node if node is None else node) & 1)

    def can_read(self, node_id: str) -> bool:
        node = self.catalogue.tree.index.get(node_id)
        return node is not None and self.has(READ, node)

    def is_closed(self, node_id: str) -> bool:
        return node_id in self.catalogue.tree.index and not self.can_read(node_id)


def notes(policy: Policy, tenant: Tenant, subject: Subject, node: int, granted: Access) -> tuple[Step, ...]:
    """All notes about a node for a subject, as flags of layer 12."""
    return tuple(Step(NOTE, NAME, FLAG, rule, text) for rule, text in _said(policy, tenant, subject, node, granted))


Note = tuple[str, str]


def _said(policy: Policy, tenant: Tenant, subject: Subject, node: int, granted: Access) -> Iterator[Note]:
    asked = _Asked(policy, tenant, subject, node, granted, policy.inputs(tenant, subject))
    if asked.by_hand and policy.missing >> node & 1:
        yield "PS-74", f"not in the edition {policy.edition}: n/a by hand as well"
        return
    yield from _about_node(asked)
    user = tenant.principals.get(subject.principal) if subject.principal is not None else None
    if user is not None:
        yield from _about_user(asked, user)
    yield from _about_credential(asked)


def _about_node(asked: _Asked) -> Iterator[Note]:
    kind, facts = asked.catalogue.tree.nodes[asked.node].kind, asked.catalogue.tree.nodes[asked.node].attributes
    if kind == SCREEN and not asked.has(READ) and asked.inputs.active:
        yield "PS-78", asked.perhaps(f'the interface answers "{ACCESS_DENIED}"')
    if kind == ELEMENT:
        yield from _about_element(asked)
    if kind == REPORT and asked.by_hand:
        yield "PS-17", "a report is opened or not: any level above Deny opens it, and there is nothing to write in it"
    if facts.get("hidden"):
        yield "PS-64", "hidden in most companies by a company setting; left out of totals"
    if facts.get("required") == "conditional":
        yield "PS-66", "required under conditions that company settings may change"
    yield from _denied_elements(asked)
    if not asked.by_hand:
        yield from _api_calls(asked)
    if asked.id == PAYSLIPS and not asked.has(READ):
        open_ones = [node for node in RELATED_PAYSLIPS if asked.can_read(node)]
        for node in open_ones:
            related = asked.catalogue.tree.nodes[asked.catalogue.tree.index[node]].name
            yield "PS-38", f"{related} shows payslip figures too and stays open"
    if asked.id == LEAVE_APPLICATION and asked.inputs.active and asked.is_closed(INBOX_WIDGET):
        text = "Inbox widget is Deny: a manager's dashboard hides leave applications, the API does not"
        yield "PS-16", asked.perhaps(text)
    if asked.id in CUSTOM_FORMS:
        yield "PS-21", "unknown: the permission settings of the forms themselves, which may close more than this node"
    if asked.id == REQUEST_TYPES:
        yield "PS-73", "a request type can list role codes that may not see it, even at Allow"
    if asked.id == BULK_ACTIONS:
        yield "PS-75", "unknown: whether bulk uploads obey the level of the screen they write to"


def _about_element(asked: _Asked) -> Iterator[Note]:
    tree = asked.catalogue.tree
    if tree.below(asked.node) & asked.catalogue.owned_fields:
        yield "PS-16", "an element steers the interface only; the fields below it follow its Deny (PS-09)"
    else:
        yield "PS-16", "an element steers the interface only and changes no API right"


def _denied_elements(asked: _Asked) -> Iterator[Note]:
    """The elements of the screen, at any depth, that are closed while what they stand in is open."""
    catalogue, tree = asked.catalogue, asked.catalogue.tree
    if tree.nodes[asked.screen].kind != SCREEN or not asked.has(READ, asked.screen):
        return
    for element in bits(tree.below(asked.screen) & tree.kinds.get(ELEMENT, 0)):
        is_closed = not asked.has(READ, element) and asked.has(READ, tree.parent[element])
        if is_closed and catalogue.screen_above(element) == asked.screen:
            fields = tree.below(element) & catalogue.owned_fields
            reach = "the fields below it are closed with it (PS-09)" if fields else "no API right changes"
            yield "PS-16", asked.perhaps(f"{tree.nodes[element].name} is Deny: gone from the interface, {reach}")


def _api_calls(asked: _Asked) -> Iterator[Note]:
    entity = asked.entity
    if entity in EXPORT_JOBS:
        yield "PS-53", f"the export job of {entity} starts with POST and counts as reading"
    if entity in UPSERTS and asked.axes == {CREATE} and asked.has(CREATE):
        yield "PS-58", f"POST on {entity} overwrites a matching line, also under api.create"
    if entity == "EmployeeRecurringTemplate":
        yield "PS-56", "with ReplaceExisting a POST first removes the components that are there"
    if entity == "Employee":
        yield (
            "PS-68",
            "InitiateWorkFlow: true on a write starts the employee workflow; the import right is needed",
        )
    if entity == "EmployeeLeaveApplication":
        yield "PS-61", "FileUpload follows create or update here"
    if entity is not None and asked.catalogue.tree.nodes[asked.screen].attributes.get("api_axes"):
        yield from _workflow(asked)


def _workflow(asked: _Asked) -> Iterator[Note]:
    if asked.entity == "EmployeeWorkflow":
        text = "for workflow items the workflow role goes before the security role, and MSS-based paths are skipped"
        yield "PS-36", text


def _about_user(asked: _Asked, user: Principal) -> Iterator[Note]:
    profile = user.extra
    if profile.get("level") == EMPLOYEE:
        yield "PS-33", "a security setting can deactivate the profile after the termination date"
    if profile.get("companies"):
        companies = _joined(profile["companies"])
        yield "PS-70", f"limited to companies {companies}: others are refused even with the right role"
        if not asked.by_hand:
            yield "PS-47", "a token lists the companies that it reaches, and the others are closed to it"
    elif asked.catalogue.tree.nodes[asked.node].kind == REPORT and asked.has(READ):
        yield "PS-70", "reports also need access to the company and pay frequency"
    if profile.get("frequencies"):
        yield "PS-70", f"limited to pay frequencies {_joined(profile['frequencies'])}"
    if profile.get("org_units"):
        units = _joined(profile["org_units"])
        beside = "" if asked.by_hand else "; unknown: whether that filters API rows"
        yield "PS-71", f"limited to organisation units {units}{beside}"
        yield "PS-72", "refused on an employee who has no position record"
    if profile.get("historical_records") is False:
        yield "PS-35", "the profile flag for historical records is off: past records cannot be edited"
    if profile.get("agency"):
        yield "PS-35", "agency top-level user: grants things outside the roles"
    roles = [asked.tenant.roles[name] for name in asked.inputs.roles]
    if any(role.extra.get("admin") for role in roles):
        text = "may approve and commit workflow items between cut-off and pay date, and download payslips of open runs"
        yield "PS-23", f"admin role: {text}"
    if any(role.extra.get("type") in ("manager", "employee") for role in roles) and len(roles) > 1:
        yield "PS-31", "a self-service role counts like any other; a security setting can exempt the own profile"
    if asked.id == ATTACHMENTS:
        perhaps = [asked.tenant.roles[name] for name in asked.inputs.unlinked_ess]
        yield from _excluded_classes(asked, {role.code for role in (*roles, *perhaps) if role.code})


def _excluded_classes(asked: _Asked, codes: set[str]) -> Iterator[Note]:
    for exclude in asked.tenant.settings.get("attachment_excludes", ()):
        for code in sorted(codes & set(exclude["roles"])):
            text = f"attachments of class {exclude['class']} exclude role code {code}, even at Allow"
            yield "PS-73", asked.perhaps(text)


def _about_credential(asked: _Asked) -> Iterator[Note]:
    if asked.credential is not None and asked.credential.extra.get("development_mode"):
        yield "PS-48", "development mode masks payslip and pay-rate figures; rights stay the same"


def _joined(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)
