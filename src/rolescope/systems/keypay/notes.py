"""What stands beside a right: counts, actions, app limits, withdrawn and misplaced flags, blind spots, warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rolescope.rights.engine import Effective
from rolescope.rights.model import Rights, Subject, Tenant
from rolescope.rights.policy import FLAG, Step
from rolescope.rights.system import IMPORT
from rolescope.rights.tree import Node
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE, number_of
from rolescope.systems.keypay.catalogue import LODGEMENT, MANAGEMENT, REPORT
from rolescope.systems.keypay.effects import TERMS
from rolescope.systems.keypay.matching import doubts
from rolescope.systems.keypay.sections import NOTHING, read_sections
from rolescope.systems.keypay.standing import PAYROLL, Standing
from rolescope.systems.keypay.steps import NOTE
from rolescope.systems.keypay.trail import Cell, cell_of, reaching
from rolescope.systems.keypay.vocabulary import (
    ACTION,
    ADD_FROM_KIOSK,
    APPROVAL_ACCESS,
    AREA_FLAGS,
    CREATION_ACCESS,
    CURRENT_FLAGS,
    EFFECTS,
    LODGES,
    NO_REPORTS,
    NUMBER,
    PAY_EVENT_APPROVER,
    RECORD_AREAS,
    SHIFT_COSTS,
    enum_data,
    words,
)

if TYPE_CHECKING:
    from rolescope.systems.keypay.policy import Policy

NAME = "note"
DETAILS = "employee details"
APPROVALS = {area: tuple(f for f in flags if f.startswith("Approve")) for area, flags in AREA_FLAGS.items()}


# Beside the answer


def remark(policy: Policy, user: str, stands: Standing, node: int, kind: str) -> str:
    """For how many of whom the answer holds, what can be set off besides, and what the preview must mark."""
    if stands.sections.unrestricted:
        return ""
    if policy.tree.nodes[node].kind == REPORT:
        return "whole business" if _is_unlimited(stands, node) else ""
    cell = cell_of(stands, node)
    if cell is None:
        return ""
    parts = [_share(stands, cell, kind)] if not cell.of_records else []
    if kind == IMPORT and stands.flags.certain.planes[NUMBER[EFFECTS[ACTION][1]]] >> node & 1:
        parts.append("acts")
    if kind in (IMPORT, ACTION) and _approves_oneself(stands, user, cell):
        parts.append("self-approval")
    return " · ".join(part for part in parts if part)


def _is_unlimited(stands: Standing, node: int) -> bool:
    """KP-37: whether a report shows the whole business for want of any rule that could limit it."""
    return not stands.sections.limits_reports and bool(stands.runnable().possible >> node & 1)


def _share(stands: Standing, cell: Cell, kind: str) -> str:
    """``2 of 3``: of those that a cell is about, whom it holds for; "nobody" where there is nobody (KP-63)."""
    if not cell.members.possible:
        return "nobody"
    if not stands.members.known:
        return "no employees listed"
    if cell.members.certain != cell.members.possible:
        return "" if cell.members.certain else "perhaps nobody"
    held = stands.held(stands.rules_about(cell.of_members_records))
    reached = TERMS[cell.area, kind].of(held).certain & cell.members.certain
    return f"{reached.bit_count():,} of {cell.members.certain.bit_count():,}"


def warning(tenant: Tenant, subject: Subject) -> str:
    """What is alarming about a user as a whole, in a few words."""
    user = tenant.principals.get(subject.principal or "")
    held = [tenant.roles[assignment.role].grants for assignment in user.roles] if user else []
    if not held:
        return "no record"
    sections = read_sections((node, rights) for grants in held for node, rights in grants.items())
    if sections.unrestricted:
        return "full access"
    return "" if any(any(grants.values()) for grants in held) or sections.limits_reports else "empty record"


# Notes


def notes(policy: Policy, tenant: Tenant, subject: Subject, node: int, result: Effective) -> Sequence[Step]:
    """All notes about a node for a user, as flags after the steps."""
    if not result.roles:
        return []
    stands, found = policy.stands(result.roles), policy.tree.nodes[node]
    told: list[tuple[str, str]] = []
    if stands.sections.unrestricted:
        told += [("KP-60", "two-factor sign-in is compulsory for full access")] if found.kind == MANAGEMENT else []
    else:
        told += _OF_KIND[found.kind](stands) if found.kind in _OF_KIND else ()
        told += _of_flags(stands, found)
    cell = cell_of(stands, node)
    if cell is not None and not stands.sections.unrestricted:
        told += _of_cell(stands, subject, cell)
    return [Step(NOTE, NAME, FLAG, rule, text) for rule, text in told]


def _of_reports(stands: Standing) -> Iterator[tuple[str, str]]:
    if stands.sections.report_access != NO_REPORTS:
        if not stands.sections.limits_reports:
            yield "KP-37", "no group or location rule: reports show the whole business"
        yield "KP-60", "two-factor sign-in is compulsory for restricted users with reports"


def _of_kiosks(stands: Standing) -> Iterator[tuple[str, str]]:
    other = stands.sections.kiosk_flags - {ADD_FROM_KIOSK}
    if other:
        yield "KP-24", f"{words(other)} among the kiosk permissions has no effect"
    yield "KP-26", "restricted users cannot set up a new kiosk"
    yield "KP-60", "employees' kiosk PINs and the employee portal are features of their own: no record tells of them"


def _of_management(stands: Standing) -> Iterator[tuple[str, str]]:
    blind = "rights on Business Settings are given on the vendor's screens alone: the API does not tell of them"
    yield "KP-60", f"{blind}, and they can reveal names of employees whom no rule reaches"


def _of_schedules(stands: Standing) -> Iterator[tuple[str, str]]:
    if stands.sections.payroll & {*CREATION_ACCESS, *APPROVAL_ACCESS} - {PAY_EVENT_APPROVER}:
        yield "KP-34", "pay runs for one location only are impossible below full access"
    yield from _of_lodging(stands)


def _of_lodging(stands: Standing) -> Iterator[tuple[str, str]]:
    if stands.sections.payroll & {LODGES, PAY_EVENT_APPROVER}:
        yield "KP-32", "lodging matters only where a BAS or tax agent is registered with the vendor"


_OF_KIND = {
    REPORT: _of_reports,
    KIOSK: _of_kiosks,
    MANAGEMENT: _of_management,
    SCHEDULE: _of_schedules,
    LODGEMENT: _of_lodging,
}
"""What stands beside a restricted user's right, by the kind of node."""


def _of_flags(stands: Standing, found: Node) -> Iterator[tuple[str, str]]:
    """KP-52: beside a rule of several flags, what a client may make of it."""
    if found.kind not in (GROUP, LOCATION):
        return
    sections, number = stands.sections, number_of(found.id)
    tables = (sections.groups,) if found.kind == GROUP else (sections.here, sections.below)
    most = max(len(table.get(number, NOTHING)) for table in tables)
    if most > 1:
        described = f"the vendor describes permissions as one value, and this rule has {most}"
        yield "KP-52", f"{described}: a strictly typed client may fail on it or read another one"


def _of_cell(stands: Standing, subject: Subject, cell: Cell) -> Iterator[tuple[str, str]]:
    held = frozenset().union(NOTHING, *(rule.flags for rule, _ in reaching(stands, cell)))
    here = held & frozenset(AREA_FLAGS[cell.area])
    yield from _app_notes(here)
    if cell.area == DETAILS:
        yield "KP-47", "users made before 9 March 2021 kept viewing employee details, newer ones start without"
    for flag in AREA_FLAGS[cell.area]:
        if flag in here and flag not in CURRENT_FLAGS:
            yield "KP-44", f"{flag} was withdrawn by the vendor: it is kept, but may do nothing any more"
    if ADD_FROM_KIOSK in held:
        yield "KP-24", f"{ADD_FROM_KIOSK} in a group or location rule has no effect: it belongs to kiosk access"
    if SHIFT_COSTS in here:
        yield "KP-61", f"{SHIFT_COSTS} adds costs to what can be read anyway and opens nothing by itself"
    if _approves_oneself(stands, subject.principal or "", cell):
        own = f"own {cell.area}" if cell.area in RECORD_AREAS else "own employee record"
        yield "KP-20", f"an approve flag reaches the user's {own}: self-approval"
    yield from _doubts(stands, cell)
    yield from _of_pay_runs(stands)


def _doubts(stands: Standing, cell: Cell) -> Iterator[tuple[str, str]]:
    """KP-14: what to know of the filters of the groups that decide here."""
    groups = stands.business.groups
    asked = {cell.number} if cell.kind == GROUP else set[int]()
    asked |= {rule.number for rule, _ in reaching(stands, cell) if rule.kind == GROUP}
    for one in sorted(asked):
        yield from (("KP-14", text) for _, text in doubts(groups[one], stands.business))


def _app_notes(here: Rights) -> Iterator[tuple[str, str]]:
    """KP-46: what the WorkZone app leaves out; it never lowers the right over the API."""
    for row in enum_data()["app_only_notes"]:
        flags = frozenset(row["flags"])
        if flags == here if row["alone"] else flags <= here:
            yield "KP-46", f"WorkZone: {row['note']}"


def _approves_oneself(stands: Standing, user: str, cell: Cell) -> bool:
    """KP-20: whether an approve flag of the area reaches the user's own employee record.

    Own shifts and timesheet lines can lie at any location, wherever the user is at home (step 5, KP-18).
    """
    approvals = frozenset(APPROVALS[cell.area])
    mine = sum(1 << number for number in stands.members.by_email.get(user.casefold(), ()))
    if not mine or not approvals or not (cell.of_records or cell.members.possible & mine):
        return False
    by_group = any(flags & approvals and scope.possible & mine for scope, flags in stands.group_rules)
    if cell.of_records:
        return by_group or bool(stands.covering.get(cell.number, NOTHING) & approvals)
    if cell.of_members_records:
        return by_group or any(flags & approvals for flags in stands.covering.values())
    return by_group or any(flags & approvals and scope.possible & mine for scope, flags in stands.location_rules)


def _of_pay_runs(stands: Standing) -> Iterator[tuple[str, str]]:
    """KP-30: what an approver or creator of pay runs reads, unless the right is inert everywhere (KP-31)."""
    whom = "all employees in them can be read, whatever group and location rules say"
    covers_all = any(for_all in stands.sections.payroll for _, for_all, _ in PAYROLL)
    if stands.read_through_runs.certain:
        yield "KP-30", f"through pay runs {whom}"
    elif stands.read_through_runs.possible or (covers_all and not stands.business.schedules):
        yield "KP-30", f"through pay runs perhaps {whom}: which schedules take approvals is not known"
