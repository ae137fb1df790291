"""From what an admin wants at a place to the edits of the record: rules, lists, access types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rolescope.rights.edits import ClearGrant, Edit, EditError, SetGrant
from rolescope.rights.model import Rights, Role
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE
from rolescope.systems.keypay.catalogue import (
    AREA,
    GROUPS_ID,
    KIOSKS_ID,
    LODGEMENT,
    MANAGEMENT,
    MANAGEMENT_ID,
    REPORT,
    REPORTS_ID,
    SCHEDULES_ID,
    SUB,
    SUB_LOCATIONS,
)
from rolescope.systems.keypay.sections import NOTHING, read_sections
from rolescope.systems.keypay.vocabulary import (
    ADD_FROM_KIOSK,
    ALL_KIOSKS,
    ALL_REPORTS,
    APPROVAL_ACCESS,
    APPROVE_PAYMENTS,
    APPROVE_RUNS,
    AREA_FLAGS,
    CREATE_RUNS,
    CREATES_SELECTED,
    CREATION_ACCESS,
    CURRENT_FLAGS,
    FLAGS,
    FOR_APPROVAL,
    FOR_CREATION,
    LODGE,
    LODGES,
    NO_KIOSKS,
    NO_REPORTS,
    NO_RESTRICTION,
    PAY_EVENT_APPROVER,
    PAYMENTS_SELECTED,
    PAYROLL_SECTION,
    REPORT_PACK,
    RUN_REPORT,
    RUNS_SELECTED,
    SPECIFIC_KIOSKS,
    SPECIFIC_REPORTS,
    UNRESTRICTED,
    USE_KIOSK,
    words,
)

RULE_FLAGS = tuple(flag for flag in CURRENT_FLAGS if flag != ADD_FROM_KIOSK)
"""KP-24, KP-44: what a rule about a group or location can sensibly be given."""
WITHDRAWN = frozenset(FLAGS) - frozenset(CURRENT_FLAGS)
"""KP-44: flags that a record keeps and that are not given anew."""
ONE_OF = (
    (ALL_REPORTS, SPECIFIC_REPORTS, REPORT_PACK),
    (ALL_KIOSKS, SPECIFIC_KIOSKS),
    APPROVAL_ACCESS,
    CREATION_ACCESS,
)
"""KP-22, KP-28, KP-35: words of which a section has one at most."""
OFFERED = {
    GROUP: RULE_FLAGS,
    LOCATION: RULE_FLAGS,
    SUB_LOCATIONS: RULE_FLAGS,
    REPORT: (RUN_REPORT,),
    KIOSK: (USE_KIOSK, ADD_FROM_KIOSK),
    SCHEDULE: (APPROVE_RUNS, APPROVE_PAYMENTS, CREATE_RUNS, FOR_APPROVAL, FOR_CREATION),
    LODGEMENT: (LODGES,),
    MANAGEMENT: (UNRESTRICTED,),
}
OFFERED_BRANCH = {
    REPORTS_ID: (ALL_REPORTS, SPECIFIC_REPORTS, REPORT_PACK, NO_RESTRICTION),
    KIOSKS_ID: (ALL_KIOSKS, SPECIFIC_KIOSKS, ADD_FROM_KIOSK),
    SCHEDULES_ID: PAYROLL_SECTION,
}
SELECTED = {APPROVE_RUNS: RUNS_SELECTED, APPROVE_PAYMENTS: PAYMENTS_SELECTED, CREATE_RUNS: CREATES_SELECTED}
"""The access type under which a schedule is listed for a right."""


def offered(tree: Tree, node: int) -> tuple[str, ...]:
    """What can be granted at a node, in the order to show it."""
    found = tree.nodes[node]
    if found.kind == AREA:
        return tuple(flag for flag in AREA_FLAGS[found.attributes[AREA]] if flag in RULE_FLAGS)
    return OFFERED.get(found.kind) or OFFERED_BRANCH.get(found.id, ())


def grant_edits(tree: Tree, role: Role, node: int, rights: Rights) -> tuple[Edit, ...]:
    """The edits by which a record says ``rights`` at a node.

    Raises:
        EditError: when nothing can be granted there, or not these together.
    """
    found = tree.nodes[node]
    known = offered(tree, node)
    if not known:
        inside = "a group" if found.id == GROUPS_ID else "a location"
        raise EditError(f"nothing is granted at {found.name} as a whole: name {inside} in it (KP-11, KP-16)")
    strange = rights - set(known) - (WITHDRAWN & said(tree, role, node))
    if strange & WITHDRAWN:
        raise EditError(f"the vendor withdrew {words(strange & WITHDRAWN)}: it is kept, not given anew (KP-44)")
    if strange:
        raise EditError(f"{found.id} does not offer {words(strange)}, it offers {', '.join(known)}")
    if rights and found.id != MANAGEMENT_ID and opens_everything(role):
        raise EditError(f"{role.name} has full access, which drops every rule (KP-02): take that away first")
    _must_fit_together(rights)
    if not rights and found.kind not in (AREA, GROUP, LOCATION, SUB_LOCATIONS):
        return clear_edits(tree, role, node, False)
    if found.kind == AREA:
        return _area(tree, role, node, rights)
    if found.kind == REPORT:
        return _report(role, found.id)
    if found.kind == KIOSK:
        return _kiosk(role, found.id, rights)
    if found.kind == SCHEDULE:
        return _schedule(role, found.id, rights, found.attributes)
    if found.kind == LODGEMENT:
        return (SetGrant(role.name, SCHEDULES_ID, _at(role, SCHEDULES_ID) | {LODGES}),)
    if found.id == REPORTS_ID:
        return _reports(role, rights)
    if found.id == MANAGEMENT_ID:
        return (*_without_layers(role), SetGrant(role.name, MANAGEMENT_ID, rights))
    return (SetGrant(role.name, found.id, rights),)


def _without_layers(role: Role) -> tuple[Edit, ...]:
    """KP-02: full access drops every layer, and none of them comes back when it is taken away."""
    branches = dict.fromkeys(place.partition("/")[0] for place in role.grants if place != MANAGEMENT_ID)
    return tuple(ClearGrant(role.name, branch, True) for branch in branches)


def _must_fit_together(rights: Rights) -> None:
    for words_ in ONE_OF:
        given = [word for word in words_ if word in rights]
        if len(given) > 1:
            raise EditError(f"a record has one of {' and '.join(given)}, not both (KP-28, KP-35)")


def _at(role: Role, place: str) -> Rights:
    return role.grants.get(place, NOTHING)


def rule_place(role: Role, owner: str) -> str:
    """Where the rule about a group or location stands: the one that is there, else that of the place alone."""
    below = f"{owner}/{SUB}"
    return below if below in role.grants and owner not in role.grants else owner


def _area(tree: Tree, role: Role, node: int, rights: Rights) -> tuple[Edit, ...]:
    """One area of a rule: its flags in other areas stay."""
    place = rule_place(role, tree.nodes[tree.parent[node]].id)
    kept = _at(role, place) - sayable(tree, node)
    return (SetGrant(role.name, place, kept | rights),)


def _reports(role: Role, rights: Rights) -> tuple[Edit, ...]:
    if SPECIFIC_REPORTS in rights and not read_sections(role.grants.items()).listed_reports:
        raise EditError("SpecificReports needs a report in its list: set a single report instead (KP-42)")
    drops = not rights & {SPECIFIC_REPORTS} and SPECIFIC_REPORTS in _at(role, REPORTS_ID)
    return (SetGrant(role.name, REPORTS_ID, rights, subtree=drops),)


def _report(role: Role, place: str) -> tuple[Edit, ...]:
    held = _at(role, REPORTS_ID)
    access = read_sections(role.grants.items()).report_access
    if access not in (NO_REPORTS, SPECIFIC_REPORTS):
        raise EditError(f"report access is {access}: clear {REPORTS_ID} first, then list single reports (KP-42)")
    one = SetGrant(role.name, place, frozenset({RUN_REPORT}))
    return (one,) if access == SPECIFIC_REPORTS else (SetGrant(role.name, REPORTS_ID, held | {SPECIFIC_REPORTS}), one)


def _kiosk(role: Role, place: str, rights: Rights) -> tuple[Edit, ...]:
    """KP-22, KP-24: a kiosk in or out of the list, and the one flag, which is about all kiosks of the record."""
    access, held = read_sections(role.grants.items()).kiosk_access, _at(role, KIOSKS_ID)
    wanted = held - {ADD_FROM_KIOSK} | (rights & {ADD_FROM_KIOSK})
    edits: list[Edit] = []
    if USE_KIOSK in rights:
        if access == ALL_KIOSKS:
            raise EditError(f"kiosk access is {access}: clear {KIOSKS_ID} first, then list single kiosks (KP-22)")
        wanted = wanted | ({SPECIFIC_KIOSKS} if access == NO_KIOSKS else NOTHING)
        edits.append(SetGrant(role.name, place, frozenset({USE_KIOSK})))
    elif place in role.grants:
        edits.append(ClearGrant(role.name, place))
    if wanted != held:
        section = SetGrant(role.name, KIOSKS_ID, wanted) if wanted else ClearGrant(role.name, KIOSKS_ID)
        edits.insert(0, section)
    return tuple(edits)


def _schedule(role: Role, place: str, rights: Rights, known: Mapping[str, Any]) -> tuple[Edit, ...]:
    """KP-28, KP-29, KP-31: a schedule in the lists, under the access type that the right needs."""
    held = _at(role, SCHEDULES_ID)
    listed: set[str] = set(rights & {FOR_APPROVAL, FOR_CREATION})
    section = set(held)
    for right, selected in SELECTED.items():
        if right not in rights:
            continue
        family = CREATION_ACCESS if right == CREATE_RUNS else APPROVAL_ACCESS
        other = [word for word in family if word in held and word != selected]
        if other:
            raise EditError(f"{other[0]} is set, and a record has one value there: change it first (KP-28)")
        section.add(selected)
        listed.add(_list_of(right))
    _must_fit_together(frozenset(section))
    if FOR_APPROVAL in listed:
        _must_be_switched_on(section, place, known)
    one = SetGrant(role.name, place, frozenset(listed))
    return (one,) if section == held else (SetGrant(role.name, SCHEDULES_ID, frozenset(section)), one)


def _must_be_switched_on(section: set[str], place: str, known: Mapping[str, Any]) -> None:
    switch = "payment_approval" if PAYMENTS_SELECTED in section else "approval"
    if known.get(switch) is False:
        raise EditError(f"{place} has its {switch.replace('_', ' ')} switched off, so it cannot be picked (KP-31)")


def clear_edits(tree: Tree, role: Role, node: int, subtree: bool) -> tuple[Edit, ...]:
    """The edits by which a record says nothing at a node any more."""
    found = tree.nodes[node]
    if found.kind == AREA:
        place = rule_place(role, tree.nodes[tree.parent[node]].id)
        return (SetGrant(role.name, place, _at(role, place) - sayable(tree, node)),) if place in role.grants else ()
    if found.id == MANAGEMENT_ID:
        return (*_without_layers(role), ClearGrant(role.name, MANAGEMENT_ID)) if opens_everything(role) else ()
    if found.kind == LODGEMENT:
        return _without(role, SCHEDULES_ID, {LODGES, PAY_EVENT_APPROVER, LODGE})
    if found.kind == LOCATION and not subtree:
        below = f"{found.id}/{SUB}"
        return tuple(ClearGrant(role.name, place) for place in (found.id, below) if place in role.grants)
    if found.kind == REPORT and read_sections(role.grants.items()).listed_reports == [found.id.partition("/")[2]]:
        return (ClearGrant(role.name, found.id), *_without(role, REPORTS_ID, {SPECIFIC_REPORTS}))
    return (ClearGrant(role.name, found.id, found.kind == LOCATION or found.parent is None),)


def _without(role: Role, place: str, rights: set[str]) -> tuple[Edit, ...]:
    """A section without some words; nothing where it has none of them."""
    held = _at(role, place)
    if not held & rights:
        return ()
    left = held - rights
    return (SetGrant(role.name, place, left) if left else ClearGrant(role.name, place),)


def sayable(tree: Tree, node: int) -> Rights:
    """What a record can hold at a node: what is offered, and the flags that it merely keeps (KP-44)."""
    found, known = tree.nodes[node], frozenset(offered(tree, node))
    if found.kind == AREA:
        return known | (WITHDRAWN & frozenset(AREA_FLAGS[found.attributes[AREA]]))
    return known | WITHDRAWN if found.kind in (GROUP, LOCATION, SUB_LOCATIONS) else known


def said(tree: Tree, role: Role, node: int) -> Rights:
    """Which of the rights offered at a node the record gives there; an area shows its part of the rule."""
    found = tree.nodes[node]
    if found.kind == AREA:
        return _at(role, rule_place(role, tree.nodes[tree.parent[node]].id)) & sayable(tree, node)
    if found.kind == LODGEMENT:
        return _at(role, SCHEDULES_ID) & {LODGES}
    if found.kind == SCHEDULE:
        held, section = _at(role, found.id), _at(role, SCHEDULES_ID)
        return held | {right for right, word in SELECTED.items() if word in section and _list_of(right) in held}
    if found.kind == KIOSK:
        return _at(role, found.id) | (_at(role, KIOSKS_ID) & {ADD_FROM_KIOSK})
    return _at(role, found.id) & sayable(tree, node)


def _list_of(right: str) -> str:
    return FOR_CREATION if right == CREATE_RUNS else FOR_APPROVAL


def opens_everything(role: Role) -> bool:
    """KP-02."""
    return read_sections(role.grants.items()).unrestricted
