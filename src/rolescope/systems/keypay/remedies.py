"""What an admin could edit to open a cell; the core tries each candidate and ranks those that work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rolescope.rights.edits import Edit, EditError, SetGrant
from rolescope.rights.model import Rights, Role, Tenant
from rolescope.rights.policy import Denial
from rolescope.systems.keypay import granting
from rolescope.systems.keypay.business import KIOSK, SCHEDULE
from rolescope.systems.keypay.catalogue import LODGEMENT, MANAGEMENT, REPORT, REPORTS_ID
from rolescope.systems.keypay.effects import TERMS
from rolescope.systems.keypay.listing import at, put
from rolescope.systems.keypay.sections import NOTHING, read_sections
from rolescope.systems.keypay.standing import Standing
from rolescope.systems.keypay.trail import Cell, cell_of, rules_of
from rolescope.systems.keypay.vocabulary import (
    ADD_FROM_KIOSK,
    ALL_REPORTS,
    APPROVE_PAYMENTS,
    APPROVE_RUNS,
    CREATE_RUNS,
    CURRENT_FLAGS,
    EFFECTS,
    LODGES,
    NO_RESTRICTION,
    REPORT_PACK,
    RUN_REPORT,
    SPECIFIC_REPORTS,
    UNRESTRICTED,
    USE_KIOSK,
)

if TYPE_CHECKING:
    from rolescope.systems.keypay.policy import Policy

MOST_RULES = 4
"""Rules of the record that are tried to be extended."""


def remedies(policy: Policy, denial: Denial) -> Sequence[Sequence[tuple[Edit, ...]]]:
    """The alternative edits of the user's own record that may open a node; KP-05: who has none is given one first."""
    user = denial.user
    if user is None or not denial.refusing:
        return []
    start = () if user.roles else _new_record(denial.tenant, user.name)
    record = denial.compiled[user.roles[0].role].role if user.roles else Role(user.name)
    found = [(*start, *edits) for edits in _alternatives(policy, record, denial.node, denial.asked)]
    return [found] if found else []


def _new_record(tenant: Tenant, email: str) -> tuple[Edit, ...]:
    from rolescope.systems.keypay import editing  # reads records too, which nobody needs for showing answers

    return editing.new_record(tenant, email)


def _alternatives(policy: Policy, role: Role, node: int, asked: Rights) -> Iterator[tuple[Edit, ...]]:
    kind = policy.tree.nodes[node].kind
    known = ((place, rights) for place, rights in role.grants.items() if place in policy.tree.index)
    stands = Standing(policy.catalogue, policy.reach, read_sections(known))
    cell = cell_of(stands, node)
    if cell is not None:
        for flags in _ways(cell, asked):
            yield from _with_flags(stands, role, cell, flags)
    for place, rights in _wishes(policy, kind, node, asked):
        try:
            yield granting.grant_edits(policy.tree, role, place, rights | granting.said(policy.tree, role, place))
        except EditError:
            continue
    if kind == REPORT:
        yield from _reports(role, policy.tree.nodes[node].id)


def _reports(role: Role, place: str) -> Iterator[tuple[Edit, ...]]:
    """KP-36, KP-38: the rows of every report no longer limited, or the report listed, or both.

    KP-39: what is in a report pack nobody knows, so that a list takes its place.
    """
    held = at(role, REPORTS_ID)
    yield put(role, REPORTS_ID, held | {NO_RESTRICTION})
    if ALL_REPORTS in held:
        return
    for free in (NOTHING, frozenset({NO_RESTRICTION})):
        section = put(role, REPORTS_ID, held - {REPORT_PACK} | {SPECIFIC_REPORTS} | free)
        yield *section, SetGrant(role.name, place, frozenset({RUN_REPORT}))


def _ways(cell: Cell, asked: Rights) -> Sequence[Rights]:
    """The sets of flags of which each makes what is asked."""
    for kind, pair in EFFECTS.items():
        if asked & set(pair):
            return TERMS[cell.area, kind].ways
    return [asked & frozenset(CURRENT_FLAGS)]


def _with_flags(stands: Standing, role: Role, cell: Cell, flags: Rights) -> Iterator[tuple[Edit, ...]]:
    """Flags in a rule about the very place, else in a rule that the record has already."""
    nodes = stands.catalogue.tree.nodes
    places = [nodes[cell.owner].id]
    places += [nodes[rule.node].id for rule in rules_of(stands) if rule.node != cell.owner][:MOST_RULES]
    for place in places:
        yield (SetGrant(role.name, place, role.grants.get(place, frozenset()) | flags),)


def _wishes(policy: Policy, kind: str, node: int, asked: Rights) -> Iterator[tuple[int, Rights]]:
    """What can be granted besides so that a question gets a yes at other nodes, and at which of them."""
    one: dict[str, tuple[str, ...]] = {
        LODGEMENT: (LODGES,),
        MANAGEMENT: (UNRESTRICTED,),
        SCHEDULE: (APPROVE_RUNS, APPROVE_PAYMENTS, CREATE_RUNS),
    }
    yield from ((node, frozenset({right})) for right in one.get(kind, ()))
    if kind == SCHEDULE:
        yield policy.catalogue.lodgement, frozenset({LODGES})
    if kind == KIOSK:
        flag = asked & {ADD_FROM_KIOSK}
        yield from ((node, rights) for rights in (flag, flag | {USE_KIOSK}) if rights)
