"""The sentences about what lies below a branch, a group or a location as a whole."""

from __future__ import annotations

from rolescope.rights.counting import count
from rolescope.rights.model import Rights
from rolescope.rights.policy import FLAG, PASS, STOP
from rolescope.rights.tree import Node, Tree
from rolescope.systems.keypay.business import GROUP, number_of
from rolescope.systems.keypay.catalogue import KIOSKS_ID, LOCATIONS_ID, REPORTS_ID, SCHEDULES_ID
from rolescope.systems.keypay.standing import Standing
from rolescope.systems.keypay.trail import people
from rolescope.systems.keypay.vocabulary import DERIVED, REPORT_PACK, words

Told = tuple[str, str]
"""The number of a rule, and the sentence that stands on it."""

NO_MEMBER: Told = ("KP-63", "the group has no member, so there is nothing to reach")
NOBODY_HOME: Told = ("KP-63", "nobody is at home there, so there is nothing to reach")
RULES = {
    STOP: "no rule of the record reaches what lies here",
    FLAG: "rules of the record reach a part of what lies here",
    PASS: "rules of the record reach what lies here",
}
NOBODY, NOT_ALL = "no rule gives anybody here a flag for it", "no rule gives everybody here the flag"
FLAGS = {
    FLAG: "the flags of the rules open a part of what lies here",
    PASS: "the flags of the rules open what lies here",
}
SWITCHES = {
    STOP: "approval of the schedules is switched off: the right is inert",
    FLAG: "approval of some schedules is switched off, or may be: the right is inert there",
    PASS: "no switch of a schedule makes inert what is given",
}


def of_sub_locations(stands: Standing, tree: Tree, node: int) -> Told:
    """KP-17: what the rule that reaches sub-locations is about, and where it is seen what it comes to."""
    above = tree.nodes[tree.parent[node]]
    number = number_of(above.id)
    covered = stands.business.covered(number, True)
    below = f"the {count(len(covered) - 1, 'location')} below it" if covered[1:] else "whatever comes below it"
    whom = f"{above.name} and {below}, {people(stands, stands.members.at_home(covered))}"
    flags = stands.sections.below.get(number)
    if stands.sections.unrestricted:
        told = "with full access no rule is needed here"
    elif flags is None:
        told = f"no rule stands here; flags that are set here hold for {whom}"
    else:
        told = f"the rule that stands here gives {words(flags)} for {whom}"
    return "KP-17", f"{told}; what a rule comes to is answered at the areas of each location"


def reached(stands: Standing, found: Node, verdict: str) -> Told:
    """How much of what lies below a node the record opens."""
    sections = stands.sections
    if found.id == REPORTS_ID:
        access = sections.report_access
        return "KP-39" if access == REPORT_PACK else "KP-35", f"report access is {access}"
    if found.id == KIOSKS_ID:
        return "KP-22", f"kiosk access is {sections.kiosk_access}"
    if found.id == SCHEDULES_ID:
        held = words(sections.payroll)
        return "KP-27", f"payroll access is {held}" if sections.payroll else "no payroll access is set"
    if found.kind == GROUP and not stands.members.groups[number_of(found.id)].possible:
        return NO_MEMBER
    return "KP-16" if found.id.startswith(LOCATIONS_ID) else "KP-11", RULES[verdict]


def flagged(found: Node, verdict: str, asked: Rights) -> Told:
    """What the flags come to below a node; reports and pay schedules need none."""
    if found.id in (REPORTS_ID, SCHEDULES_ID):
        return "KP-45", f"{'reports' if found.id == REPORTS_ID else 'payroll rights'} need no flag"
    return "KP-45", FLAGS.get(verdict) or (NOBODY if asked & DERIVED else NOT_ALL)


def limited(found: Node, verdict: str) -> Told:
    """KP-31: what switches leave of payroll access; elsewhere there is nothing to limit."""
    if found.id == SCHEDULES_ID:
        return "KP-31", SWITCHES[verdict]
    return "KP-36", "limits are about reports and pay schedules alone"
