"""From what an admin wants at a place to the edits of the record: rules, sections, full access."""

from __future__ import annotations

from collections.abc import Iterator

from rolescope.rights.edits import ClearGrant, Edit, EditError, SetGrant
from rolescope.rights.model import Rights, Role
from rolescope.rights.tree import Node, Tree
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE
from rolescope.systems.keypay.catalogue import (
    AREA,
    GROUPS_ID,
    KIOSKS_ID,
    LOCATIONS_ID,
    LODGEMENT,
    MANAGEMENT,
    MANAGEMENT_ID,
    REPORT,
    REPORTS_ID,
    SCHEDULES_ID,
    SUB,
    SUB_LOCATIONS,
)
from rolescope.systems.keypay.listing import at, listed_edits, listed_said, must_fit_together, put
from rolescope.systems.keypay.sections import read_sections
from rolescope.systems.keypay.vocabulary import (
    ADD_FROM_KIOSK,
    ALL_KIOSKS,
    ALL_REPORTS,
    APPROVE_PAYMENTS,
    APPROVE_RUNS,
    AREA_FLAGS,
    CREATE_RUNS,
    CURRENT_FLAGS,
    FLAGS,
    FOR_APPROVAL,
    FOR_CREATION,
    LODGES,
    NO_RESTRICTION,
    PAY_EVENT_APPROVER,
    PAYROLL_SECTION,
    REPORT_PACK,
    RUN_REPORT,
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
OFFERED = {
    GROUP: RULE_FLAGS,
    LOCATION: RULE_FLAGS,
    SUB_LOCATIONS: RULE_FLAGS,
    REPORT: (RUN_REPORT,),
    KIOSK: (USE_KIOSK, ADD_FROM_KIOSK),
    SCHEDULE: (APPROVE_RUNS, APPROVE_PAYMENTS, CREATE_RUNS),
    LODGEMENT: (LODGES,),
    MANAGEMENT: (UNRESTRICTED,),
}
OFFERED_BRANCH = {
    REPORTS_ID: (ALL_REPORTS, SPECIFIC_REPORTS, REPORT_PACK, NO_RESTRICTION),
    KIOSKS_ID: (ALL_KIOSKS, SPECIFIC_KIOSKS, ADD_FROM_KIOSK),
    SCHEDULES_ID: PAYROLL_SECTION,
}
BESIDE = {SCHEDULE: (FOR_APPROVAL, FOR_CREATION)}
"""What can be granted at a node and is not shown as offered: the mere place in a list."""
LISTED = frozenset({REPORT, KIOSK, SCHEDULE})
"""The kinds of nodes that a section lists."""
OF_RULES = frozenset({GROUPS_ID, LOCATIONS_ID})
"""The branches of what rules are about, at which nothing is granted as a whole."""


def offered(tree: Tree, node: int) -> tuple[str, ...]:
    """What can be granted at a node, in the order to show it."""
    found = tree.nodes[node]
    if found.kind == AREA:
        return tuple(flag for flag in AREA_FLAGS[found.attributes[AREA]] if flag in RULE_FLAGS)
    return OFFERED.get(found.kind) or OFFERED_BRANCH.get(found.id, ())


def grant_edits(tree: Tree, role: Role, node: int, rights: Rights, subtree: bool = False) -> tuple[Edit, ...]:
    """The edits by which a record says ``rights`` at a node; with ``subtree`` at all groups or locations below as well.

    KP-36: without any right a group or location gets a rule that still limits reports to whom it reaches.

    Raises:
        EditError: when nothing can be granted there, or not these together.
    """
    found = tree.nodes[node]
    deep = subtree and (found.kind == LOCATION or found.id in OF_RULES)
    _must_be_offered(tree, role, node, rights, RULE_FLAGS if deep else offered(tree, node))
    makes_a_rule = found.kind in (GROUP, LOCATION, SUB_LOCATIONS)
    if (rights or makes_a_rule) and found.id != MANAGEMENT_ID and opens_everything(role):
        raise EditError(f"{role.name} has full access, which drops every rule (KP-02): take that away first")
    must_fit_together(rights)
    if deep:
        return tuple(_everywhere(tree, role, node, rights))
    if found.kind in LISTED:
        return listed_edits(role, found, rights)
    if not rights and found.kind not in (AREA, GROUP, LOCATION, SUB_LOCATIONS):
        return clear_edits(tree, role, node, False)
    if found.kind == AREA:
        return _area(tree, role, node, rights)
    if found.kind == LODGEMENT:
        return (SetGrant(role.name, SCHEDULES_ID, at(role, SCHEDULES_ID) | {LODGES}),)
    if found.id == REPORTS_ID:
        return _reports(role, rights)
    if found.id == MANAGEMENT_ID:
        return (*_without_layers(role), SetGrant(role.name, MANAGEMENT_ID, rights))
    return (SetGrant(role.name, found.id, rights),)


def _must_be_offered(tree: Tree, role: Role, node: int, rights: Rights, known: tuple[str, ...]) -> None:
    found = tree.nodes[node]
    if not known:
        inside, rule = ("a group", "KP-11") if found.id == GROUPS_ID else ("a location", "KP-16")
        raise EditError(f"nothing is granted at {found.name} as a whole: name {inside} in it ({rule})")
    strange = rights - {*known, *BESIDE.get(found.kind, ())} - (WITHDRAWN & said(tree, role, node))
    if strange & WITHDRAWN:
        raise EditError(f"the vendor withdrew {words(strange & WITHDRAWN)}: it is kept, not given anew (KP-44)")
    if strange:
        raise EditError(f"{found.id} does not offer {words(strange)}, it offers {', '.join(known)}")


def _everywhere(tree: Tree, role: Role, node: int, rights: Rights) -> Iterator[Edit]:
    """A rule for each group, or one for each location with what lies below; what was said below is dropped.

    KP-17: a location with sub-locations has its rule at the place that reaches these too, now and in times to come.
    """
    found = tree.nodes[node]
    owners = [found] if found.kind == LOCATION else _directly_below(tree, found)
    if not owners:
        raise EditError(f"there is nothing below {found.name} yet")
    if found.id == LOCATIONS_ID and at(role, found.id):
        yield ClearGrant(role.name, found.id)
    for owner in owners:
        deep = any(inner.kind == LOCATION for inner in _directly_below(tree, owner))
        if not deep:
            yield SetGrant(role.name, owner.id, rights, subtree=owner.kind == LOCATION)
            continue
        if _is_said(tree, role, tree.index[owner.id]):
            yield ClearGrant(role.name, owner.id, True)
        yield SetGrant(role.name, f"{owner.id}/{SUB}", rights)


def _directly_below(tree: Tree, above: Node) -> list[Node]:
    """The groups or locations right below a node."""
    first = tree.index[above.id]
    return [one for one in tree.nodes[first + 1 : tree.end[first]] if one.parent == above.id and one.kind in OFFERED]


def _is_said(tree: Tree, role: Role, node: int) -> bool:
    """Whether a record says anything at a node or below it."""
    return any(node <= tree.index[place] < tree.end[node] for place in role.grants if place in tree.index)


def _without_layers(role: Role) -> tuple[Edit, ...]:
    """KP-02: full access drops every layer, and none of them comes back when it is taken away."""
    branches = dict.fromkeys(place.partition("/")[0] for place in role.grants if place != MANAGEMENT_ID)
    return tuple(ClearGrant(role.name, branch, True) for branch in branches)


def _rules_about(tree: Tree, owner: int) -> tuple[str, ...]:
    """Where the rules about a group or location stand: that about it alone, and that with its sub-locations."""
    found = tree.nodes[owner]
    return (found.id, f"{found.id}/{SUB}") if found.kind == LOCATION else (found.id,)


def _area(tree: Tree, role: Role, node: int, rights: Rights) -> tuple[Edit, ...]:
    """One area of the rule about a group, or about a location alone: its flags in other areas stay.

    A rule that reaches sub-locations is another one: a flag is neither given to it here, where it would reach them as
    well, nor taken from it.

    Raises:
        EditError: when a flag is to be taken that such a rule alone has.
    """
    place, area = tree.nodes[tree.parent[node]].id, sayable(tree, node)
    held, deep = at(role, place), f"{place}/{SUB}"
    elsewhere = at(role, deep) & area
    if not rights and not held & area and elsewhere:
        raise EditError(f"the rule about {place} alone has no such right; {words(elsewhere)} is said at {deep}")
    wanted = held - area | rights
    return (SetGrant(role.name, place, wanted),) if wanted != held else ()


def _reports(role: Role, rights: Rights) -> tuple[Edit, ...]:
    if SPECIFIC_REPORTS in rights and not read_sections(role.grants.items()).listed_reports:
        raise EditError("SpecificReports needs a report in its list: set a single report instead (KP-42)")
    drops = not rights & {SPECIFIC_REPORTS} and SPECIFIC_REPORTS in at(role, REPORTS_ID)
    return (SetGrant(role.name, REPORTS_ID, rights, subtree=drops),)


def clear_edits(tree: Tree, role: Role, node: int, subtree: bool) -> tuple[Edit, ...]:
    """The edits by which a record says nothing at a node any more.

    Raises:
        EditError: for all groups or locations at once, unless ``subtree`` says that everything below is meant.
    """
    found = tree.nodes[node]
    if found.kind == AREA:
        return _area(tree, role, node, frozenset())
    if found.kind in LISTED:
        return listed_edits(role, found, frozenset())
    if found.id == MANAGEMENT_ID:
        return (*_without_layers(role), ClearGrant(role.name, MANAGEMENT_ID)) if opens_everything(role) else ()
    if found.kind == LODGEMENT:
        return put(role, SCHEDULES_ID, at(role, SCHEDULES_ID) - {LODGES, PAY_EVENT_APPROVER})
    if found.kind == LOCATION and not subtree:
        return tuple(ClearGrant(role.name, place) for place in _rules_about(tree, node) if place in role.grants)
    if found.id in OF_RULES and not subtree:
        return _of_the_branch(tree, role, node)
    return (ClearGrant(role.name, found.id, found.kind == LOCATION or found.parent is None),)


def _of_the_branch(tree: Tree, role: Role, node: int) -> tuple[Edit, ...]:
    """KP-21: the rule that names no location; all others stand at their own places."""
    found = tree.nodes[node]
    if found.id in role.grants:
        return (ClearGrant(role.name, found.id),)
    if _is_said(tree, role, node):
        raise EditError(f"nothing is granted at {found.name} as a whole: take back one rule in it, or everything below")
    return ()


def sayable(tree: Tree, node: int) -> Rights:
    """What a record can hold at a node: what is offered, and the flags that it merely keeps (KP-44)."""
    found, known = tree.nodes[node], frozenset(offered(tree, node))
    if found.kind == AREA:
        return known | (WITHDRAWN & frozenset(AREA_FLAGS[found.attributes[AREA]]))
    return known | WITHDRAWN if found.kind in (GROUP, LOCATION, SUB_LOCATIONS) else known


def said(tree: Tree, role: Role, node: int) -> Rights:
    """Which of the rights offered at a node the record gives there; an area shows its part of the rule about it."""
    found = tree.nodes[node]
    if found.kind == AREA:
        return at(role, tree.nodes[tree.parent[node]].id) & sayable(tree, node)
    if found.kind == LODGEMENT:
        return at(role, SCHEDULES_ID) & {LODGES}
    if found.kind in LISTED:
        return listed_said(role, found)
    return at(role, found.id) & sayable(tree, node)


def opens_everything(role: Role) -> bool:
    """KP-02."""
    return UNRESTRICTED in at(role, MANAGEMENT_ID)
