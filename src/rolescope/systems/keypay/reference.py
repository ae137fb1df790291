"""The plain twin of the KeyPay rules: one cell, one user, employee by employee, as the formula of (e) is written.

To be read beside the rules; slow on purpose, and without a line of the engine's. What a bundle's row leaves out is
unknown: then a member is only possible, and so is what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rolescope.rights.model import Rights, Subject, Tenant
from rolescope.rights.policy import NO, NOT_APPLICABLE, PARTLY, UNKNOWN, YES
from rolescope.rights.reference import below
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.rights.tree import Node, Tree
from rolescope.systems.keypay.reference_people import SOMEBODY, Row, at_home, covers, every_location, member, rows
from rolescope.systems.keypay.vocabulary import FLAG_ROWS, FLAGS, RIGHTS, enum_data, spaced

Grants = dict[str, Rights]
NONE: Rights = frozenset()
LEAVES = ("area", "kiosk", "report", "pay_schedule", "lodgement", "user_management")
BY_RECORD = ("rosters", "timesheets")
GRANTED, UNCONFIRMED, NOTHING = "granted", "unconfirmed", "none"
PAY_RUN_RIGHTS = {
    "ApprovePayRuns": ("PayRunApproverAllSchedules", "PayRunApproverSelectedSchedules"),
    "ApprovePayments": ("PaymentApproverAllSchedules", "PaymentApproverSelectedSchedules"),
    "CreatePayRuns": ("PayRunCreatorAllSchedules", "PayRunCreatorSelectedSchedules"),
}


# What the twin answers


def answer(tenant: Tenant, tree: Tree, subject: Subject, node: int, asked: str | Rights) -> str:
    """Can the subject do what is asked: a kind, or one of some rights? A branch sums up."""
    if tree.nodes[node].kind in LEAVES:
        if isinstance(asked, str):
            return verdict(tenant, tree, subject, node, asked)
        certain, possible = rights_at(tenant, tree, subject, node)
        return YES if certain & asked else UNKNOWN if possible & asked else NO
    cells = [cell for cell in below(node, tree) if tree.nodes[cell].kind in LEAVES]
    if isinstance(asked, str):
        return summed_up(verdict(tenant, tree, subject, cell, asked) for cell in cells)
    cells = [cell for cell in cells if asked & set(rights_that_make_sense(tree.nodes[cell]))] or cells
    return summed_up(answer(tenant, tree, subject, cell, asked) for cell in cells)


def summed_up(answers: Iterable[str]) -> str:
    """What all say, partly where they differ, n/a where none has an answer; nothing certain and a doubt is unknown."""
    found = {one for one in answers if one != NOT_APPLICABLE}
    if found == {UNKNOWN, NO}:
        return UNKNOWN
    return NOT_APPLICABLE if not found else found.pop() if len(found) == 1 else PARTLY


def rights_at(tenant: Tenant, tree: Tree, subject: Subject, node: int) -> tuple[Rights, Rights]:
    """The certain rights at a node, and those that are only possible; for a branch what holds wherever it can."""
    cells = [node] if tree.nodes[node].kind in LEAVES else below(node, tree)
    cells = [cell for cell in cells if tree.nodes[cell].kind in LEAVES]
    sure, maybe = set(), set()
    for right in RIGHTS:
        places = [cell for cell in cells if right in rights_that_make_sense(tree.nodes[cell])]
        held = [holds(tenant, tree, subject, cell, right) for cell in places]
        if held and all(state == GRANTED for state in held):
            sure.add(right)
        elif held and all(state != NOTHING for state in held):
            maybe.add(right)
    return frozenset(sure), frozenset(maybe)


def rights_that_make_sense(node: Node) -> Sequence[str]:
    """What can be held at a node in the end."""
    if node.kind == "area":
        return [flag for flag in FLAGS if FLAG_ROWS[flag]["area"] == node.attributes["area"]]
    return {
        "kiosk": ["UseKiosk", "AddEmployeeFromKiosk"],
        "report": ["RunReport"],
        "pay_schedule": [*PAY_RUN_RIGHTS, "LodgePayEvents"],
        "lodgement": ["LodgePayEvents"],
        "user_management": ["Unrestricted"],
    }[node.kind]


# The record


def grants(tenant: Tenant, subject: Subject) -> Grants | None:
    """KP-05, KP-15: what the user's record says; None where there is no record."""
    user = tenant.principals[subject.principal or ""]
    if not user.roles:
        return None
    found: Grants = {}
    for held in user.roles:
        for place, rights in tenant.roles[held.role].grants.items():
            found[place] = found.get(place, NONE) | rights
    return found


def full(said: Grants) -> bool:
    """KP-02."""
    return "Unrestricted" in said.get("user-management", NONE)


# Scopes


def rules(said: Grants, branch: str) -> list[tuple[str, Rights]]:
    """The rules about groups, or about locations."""
    return [(place, rights & set(FLAGS)) for place, rights in said.items() if place.startswith(f"{branch}/")]


def reached(tree: Tree, employee: Row, place: str) -> bool | None:
    """Whether a rule reaches an employee."""
    if place.startswith("groups/"):
        return member(tree, employee, next(row for row in rows(tree, "employee_group") if row["id"] == place))
    homes = [at_home(employee, one) for one in every_location(tree) if covers(tree, place, one)]
    return True if True in homes else None if None in homes else False


def flags_of(said: Grants, tree: Tree, employee: Row, given: str) -> tuple[Rights, Rights]:
    """KP-19, step 4: the flags of an employee, certain and possible, taken that the employee belongs to ``given``.

    ``given`` is the group or location that the cell is about: its own rule reaches whoever belongs to it.
    """
    sure, maybe = set[str](), set[str]()
    for place, flags in (*rules(said, "groups"), *rules(said, "locations")):
        both_locations = given.startswith("locations/") and place.startswith("locations/")
        own = place == given or (both_locations and covers(tree, place, given.split("/")[1]))
        state = True if own else reached(tree, employee, place)
        if state is not False:
            maybe |= flags | {"reached"}
        if state is True:
            sure |= flags | {"reached"}
    return frozenset(sure), frozenset(maybe)


# Areas


def effect(area: str, kind: str, flags: Rights) -> str:
    """Step 6 of (e): table (d), then ``effect_combinations``; KP-45, KP-61."""
    found = NOTHING
    for flag in flags & set(FLAGS) - {"ViewShiftCosts"}:
        row = FLAG_ROWS[flag]
        makes = {"both": (EXPORT, IMPORT)}.get(row["effect"], (row["effect"],))
        makes = (*makes, "action") if flag == "InitiateEmployeeSelfSetup" else makes
        if row["area"] == area and kind in makes:
            found = GRANTED
    for row in enum_data()["effect_combinations"]:
        applies = set(row["all_of"]) <= flags and not set(row.get("none_of", ())) & flags
        if applies and row["area"] == area and kind in row.get("adds", ()) and found != GRANTED:
            found = row["state"]
    return found


def in_the_cell(tree: Tree, node: int) -> tuple[str, str, list[tuple[Row, bool | None]]]:
    """The area of a cell, the group or location it is about, and who belongs to it, for certain or perhaps."""
    owner = tree.nodes[tree.parent[node]]
    found: list[tuple[Row, bool | None]] = []
    for employee in rows(tree, "employee"):
        state = (
            member(tree, employee, dict(owner.attributes))
            if owner.kind == "employee_group"
            else at_home(employee, owner.id.split("/")[1])
        )
        if state is not False:
            asked_about = employee is SOMEBODY and state is None
            found.append((employee, True if asked_about else state))
    return tree.nodes[node].attributes["area"], owner.id, found


Record = tuple[Rights, Rights, bool]
"""The certain and the possible flags of one person or record, and whether it is there for certain."""


def everyone(said: Grants, tree: Tree, node: int) -> list[Record]:
    """The people or records that a cell is about, with their flags: steps 4 and 5, KP-62.

    A group's rosters and timesheets are lines that may lie at any location (KP-13, KP-18): rules about groups reach all
    of them, a rule about a location perhaps.
    """
    area, owner, people = in_the_cell(tree, node)
    by_group = {place: rights for place, rights in said.items() if place.startswith("groups/")}
    if area in BY_RECORD and owner.startswith("groups/"):
        perhaps = frozenset[str]().union(*(flags | {"reached"} for _, flags in rules(said, "locations")))
        found = []
        for employee, state in people:
            sure, maybe = flags_of(by_group, tree, employee, owner)
            found.append((sure, maybe | perhaps, state is True))
        return found
    if area not in BY_RECORD:
        found = []
        for employee, state in people:
            sure, maybe = flags_of(said, tree, employee, owner)
            found.append((sure, maybe, state is True))
        return found
    here = frozenset[str]()
    for place, flags in rules(said, "locations"):
        if covers(tree, place, owner.split("/")[1]):
            here |= flags | {"reached"}
    found = []
    for employee in rows(tree, "employee"):
        sure, maybe = flags_of(by_group, tree, employee, "")
        found.append((sure | here, maybe | here, True))
    return [*found, (here, here, True)] if area == "rosters" else found


def weakest_and_strongest(states: list[tuple[bool, bool, bool]]) -> tuple[str, str]:
    """All and some: ``states`` says of each whether it holds for certain, whether it may, and whether it is there.

    KP-63: of nobody it never holds, and where it is not certain that anybody is there, not for certain.
    """
    anyone = any(there for _, _, there in states)
    if anyone and all(certain for certain, _, _ in states):
        return GRANTED, GRANTED
    some = any(certain and there for certain, _, there in states)
    may = any(possible for _, possible, _ in states)
    every = may and all(possible for _, possible, there in states if there)
    return (UNCONFIRMED if every else NOTHING), (GRANTED if some else UNCONFIRMED if may else NOTHING)


def area_states(said: Grants, tree: Tree, node: int, kind: str) -> tuple[str, str]:
    """For all, and for some of those that a cell is about."""
    area = tree.nodes[node].attributes["area"]
    return weakest_and_strongest(
        [
            (effect(area, kind, sure) == GRANTED, effect(area, kind, maybe) != NOTHING, there)
            for sure, maybe, there in everyone(said, tree, node)
        ]
    )


# Verdicts


def verdict(tenant: Tenant, tree: Tree, subject: Subject, node: int, kind: str) -> str:
    """Export, import or action at one cell."""
    if not asked_here(tree.nodes[node], kind):
        return NOT_APPLICABLE
    said = grants(tenant, subject)
    if said is None:
        return NO
    if full(said):
        return YES
    every, some = kind_states(said, tree, node, kind)
    certain = YES if every == GRANTED else PARTLY if some == GRANTED else NO
    possible = YES if every != NOTHING else PARTLY if some != NOTHING else NO
    return certain if certain == possible else UNKNOWN


def asked_here(node: Node, kind: str) -> bool:
    """Where a kind makes sense."""
    if node.kind == "area":
        return any(effect(node.attributes["area"], kind, frozenset({flag})) != NOTHING for flag in FLAGS)
    no = {"report": (IMPORT, "action"), "lodgement": (IMPORT,)}
    return kind not in no.get(node.kind, ())


def kind_states(said: Grants, tree: Tree, node: int, kind: str) -> tuple[str, str]:
    """For all and for some, of a record with restricted access."""
    found = tree.nodes[node]
    if found.kind == "area":
        return area_states(said, tree, node, kind)
    if found.kind == "report":
        return report_states(said, tree, found.id.split("/")[1])
    if found.kind == "kiosk":
        state = holds_restricted(said, tree, node, "UseKiosk")
        return state, state
    if found.kind in ("pay_schedule", "lodgement"):
        makes = {EXPORT: [*PAY_RUN_RIGHTS], IMPORT: ["CreatePayRuns"]}
        acts = ["ApprovePayRuns", "ApprovePayments", "LodgePayEvents"]
        states = [holds_restricted(said, tree, node, right) for right in makes.get(kind, acts)]
        lodges = holds_restricted(said, tree, node, "LodgePayEvents") == GRANTED
        unsure = UNCONFIRMED in states or (kind == EXPORT and lodges)
        state = GRANTED if GRANTED in states else UNCONFIRMED if unsure else NOTHING
        return state, state
    return NOTHING, NOTHING


def holds(tenant: Tenant, tree: Tree, subject: Subject, node: int, right: str) -> str:
    """Whether a right is held at one cell."""
    said = grants(tenant, subject)
    if said is None:
        return NOTHING
    return GRANTED if full(said) else holds_restricted(said, tree, node, right)


def holds_restricted(said: Grants, tree: Tree, node: int, right: str) -> str:
    """The same of a record with restricted access."""
    found = tree.nodes[node]
    if found.kind == "area":
        people = everyone(said, tree, node)
        return weakest_and_strongest([(right in sure, right in maybe, there) for sure, maybe, there in people])[0]
    if found.kind == "kiosk":
        permitted = right == "UseKiosk" or right in said.get("kiosks", NONE)
        return usable_kiosk(said, dict(found.attributes)) if permitted else NOTHING
    if found.kind == "report":
        return runnable(said, found.id.split("/")[1])
    if found.kind == "user_management":
        return NOTHING
    section = said.get("pay-schedules", NONE)
    if right == "LodgePayEvents":
        return GRANTED if section & {"approveElectronicPayrollLodgement", "PayEventApprover"} else NOTHING
    return pay_run_right(said, dict(found.attributes), right) if found.kind == "pay_schedule" else NOTHING


def usable_kiosk(said: Grants, kiosk: Row) -> str:
    """KP-22, KP-25; of a kiosk that does not say for whom it is open, nobody knows."""
    section = said.get("kiosks", NONE)
    if "AllKiosks" in section:
        return GRANTED
    if "SpecificKiosks" not in section:
        return NOTHING
    if "UseKiosk" in said.get(kiosk["id"], NONE):
        return GRANTED
    return {True: GRANTED, False: NOTHING, None: UNCONFIRMED}[kiosk.get("open_to_all")]


def runnable(said: Grants, report: str) -> str:
    """KP-35, KP-39, KP-65."""
    section = said.get("reports", NONE)
    if "AllReports" in section:
        return GRANTED
    if "SpecificReports" in section:
        return GRANTED if "RunReport" in said.get(f"reports/{report}", NONE) else NOTHING
    return UNCONFIRMED if "ReportPack" in section else NOTHING


def report_states(said: Grants, tree: Tree, report: str) -> tuple[str, str]:
    """KP-36 to KP-39, KP-63: whether all rows are shown, and whether any are."""
    state = runnable(said, report)
    layers = [place for place in said if place.startswith(("groups/", "locations/")) or place == "locations"]
    if state == NOTHING or not layers or "noReportingRestriction" in said.get("reports", NONE):
        return state, state
    if report == "JournalReport":
        return state, state
    label = tree.nodes[tree.index[f"reports/{report}"]].attributes["label"] or spaced(report)
    people = rows(tree, "employee")
    shown = [flags_of(said, tree, employee, "") for employee in people]
    whole, some = weakest_and_strongest([("reached" in sure, "reached" in maybe, True) for sure, maybe in shown])
    if people == [SOMEBODY] and some == UNCONFIRMED:
        some = GRANTED
    if label.casefold().startswith("pa"):
        whole = GRANTED if whole == GRANTED else UNCONFIRMED
        some = GRANTED if some == GRANTED else UNCONFIRMED
    both = (GRANTED, UNCONFIRMED, NOTHING)
    return tuple(max(state, one, key=both.index) for one in (whole, some))  # type: ignore[return-value]


def pay_run_right(said: Grants, schedule: Row, right: str) -> str:
    """KP-28 to KP-31."""
    for_all, selected = PAY_RUN_RIGHTS[right]
    section, listed = said.get("pay-schedules", NONE), said.get(schedule["id"], NONE)
    list_name = "Creation" if right == "CreatePayRuns" else "Approval"
    given = for_all in section or (selected in section and f"selectedPaySchedulesForPayRun{list_name}" in listed)
    if not given:
        return NOTHING
    switch = {"ApprovePayRuns": "approval", "ApprovePayments": "payment_approval"}.get(right)
    state = True if switch is None else schedule.get(switch)
    return GRANTED if state is True else UNCONFIRMED if state is None else NOTHING
