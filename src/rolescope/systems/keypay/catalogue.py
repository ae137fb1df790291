"""The tree of a business: groups and locations with their areas, reports, kiosks, pay schedules, user management."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from rolescope.rights.access import Access
from rolescope.rights.planes import bits, plane_of
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.rights.tree import Node, Tree, TreeError
from rolescope.systems.keypay.business import (
    EMPLOYEE,
    GROUP,
    KIOSK,
    LOCATION,
    PLACES,
    SCHEDULE,
    Business,
    by_kind,
    number_of,
    read_business,
)
from rolescope.systems.keypay.effects import areas_with
from rolescope.systems.keypay.members import Members, Scope, sure
from rolescope.systems.keypay.vocabulary import (
    ACTION,
    ADD_FROM_KIOSK,
    APPROVE_PAYMENTS,
    APPROVE_RUNS,
    AREA_FLAGS,
    AREAS,
    CREATE_RUNS,
    EFFECTS,
    FULL_LIMIT,
    LODGE,
    NUMBER,
    REPORTS,
    RIGHTS,
    RUN_REPORT,
    UNRESTRICTED,
    UNSURE_LIMIT,
    USE_KIOSK,
    area_slug,
    report_title,
)

BRANCH, AREA, SUB_LOCATIONS, REPORT, LODGEMENT, MANAGEMENT = (
    "branch",
    "area",
    "sub_locations",
    "report",
    "lodgement",
    "user_management",
)
GROUPS_ID, LOCATIONS_ID, KIOSKS_ID, SCHEDULES_ID = (PLACES[kind] for kind in (GROUP, LOCATION, KIOSK, SCHEDULE))
REPORTS_ID, MANAGEMENT_ID, LODGEMENT_ID = "reports", "user-management", f"{SCHEDULES_ID}/lodgement"
SUB = "sub-locations"
EMPLOYEES = "employees"
"""The attribute of the branch of groups under which the employees' rows are kept: they are no places of the tree."""

BRANCHES = {
    GROUPS_ID: "Employee groups",
    LOCATIONS_ID: "Locations",
    REPORTS_ID: "Reports",
    KIOSKS_ID: "Kiosks",
    SCHEDULES_ID: "Payroll",
}
KINDS_AT = {
    REPORT: (EXPORT,),
    KIOSK: (EXPORT, IMPORT, ACTION),
    SCHEDULE: (EXPORT, IMPORT, ACTION),
    LODGEMENT: (EXPORT, ACTION),
    MANAGEMENT: (EXPORT, IMPORT, ACTION),
}
RIGHTS_AT = {
    REPORT: (RUN_REPORT,),
    KIOSK: (USE_KIOSK, ADD_FROM_KIOSK),
    SCHEDULE: (APPROVE_RUNS, APPROVE_PAYMENTS, CREATE_RUNS, LODGE),
    LODGEMENT: (LODGE,),
    MANAGEMENT: (UNRESTRICTED,),
}
"""What can be held in the end at nodes without areas; which questions make sense there stands in ``KINDS_AT``."""

AREA_PARTS = [(area_slug(area), area.capitalize(), {AREA: area}) for area in AREAS]
"""Of the node of each area: the end of its id, its name, its attributes."""


CELLS = {area: 1 << number for number, area in enumerate(AREAS, 1)}
"""What a plane of groups and locations is multiplied by to have their cells of an area: areas follow their owner in a
fixed order. Of several areas these add up."""


def make_tree(rows: Iterable[Mapping[str, Any]]) -> Tree:
    """The tree of a business from the rows of its catalogue.

    Raises:
        TreeError: for ids given twice, unknown parents and circles of locations.
    """
    given = by_kind(rows)
    employees = given[EMPLOYEE]
    if len({row["id"] for row in employees}) < len(employees):
        counted = Counter(row["id"] for row in employees)
        raise TreeError([f"{one!r} stands twice" for one, times in sorted(counted.items()) if times > 1])
    kind_of = {branch: kind for kind, branch in PLACES.items()}
    nodes: list[Node] = []
    for branch, title in BRANCHES.items():
        attributes = {EMPLOYEES: tuple(employees)} if branch == GROUPS_ID else {}
        nodes.append(Node(branch, title, BRANCH, None, attributes))
        if branch == REPORTS_ID:
            nodes += [
                Node(f"{branch}/{name}", report_title(name), REPORT, branch, row) for name, row in REPORTS.items()
            ]
        for row in given[kind_of[branch]] if branch in kind_of else ():
            nodes += _with_parts(row, branch)
    nodes.append(Node(LODGEMENT_ID, "Pay event lodgement", LODGEMENT, SCHEDULES_ID))
    nodes.append(Node(MANAGEMENT_ID, "User management", MANAGEMENT))
    return Tree(nodes, frozenset({AREA, SUB_LOCATIONS}))


def _with_parts(row: Mapping[str, Any], branch: str) -> list[Node]:
    """A row as a node, with its areas; a location also with the place for rules that reach its sub-locations."""
    place, kind = row["id"], row["kind"]
    found = [Node(place, row["name"], kind, row.get("parent") or branch, row)]
    if kind in (GROUP, LOCATION):
        found += [Node(f"{place}/{slug}", title, AREA, place, about) for slug, title, about in AREA_PARTS]
    if kind == LOCATION:
        found.append(Node(f"{place}/{SUB}", "Rule with sub-locations", SUB_LOCATIONS, place))
    return found


@cache
def builtin_tree() -> Tree:
    """The tree of a business of which nothing is known: reports, user management and empty branches."""
    return make_tree(())


def rows_of(tree: Tree) -> list[dict[str, Any]]:
    """The rows of a tree's catalogue: places in the tree's order, then employees."""
    rows = [dict(node.attributes) for node in tree.nodes if node.kind in PLACES]
    return [*rows, *map(dict, _employees(tree))]


def _employees(tree: Tree) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = tree.nodes[tree.index[GROUPS_ID]].attributes[EMPLOYEES]
    return found


def business_of(tree: Tree) -> Business:
    """The business that a tree was made from."""
    given = {kind: [tree.nodes[node].attributes for node in bits(tree.kinds.get(kind, 0))] for kind in PLACES}
    return read_business({**given, EMPLOYEE: _employees(tree)})


class Catalogue:
    """What the rules need to know of a tree, whatever the tenant's users."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.business = business_of(tree)
        self.members = Members(self.business)
        self.none = Access.uniform(0, RIGHTS)
        self.owners = {kind: tree.kinds.get(kind, 0) for kind in (GROUP, LOCATION)}
        """The planes of groups and of locations."""
        self.node_of: dict[str, dict[int, int]] = {kind: {} for kind in PLACES}
        """By kind and the vendor's id, the node."""
        for number, node in enumerate(tree.nodes):
            if node.kind in PLACES:
                self.node_of[node.kind][number_of(node.id)] = number
        self.reports = {name: tree.index[f"{REPORTS_ID}/{name}"] for name in REPORTS}
        self.every_report = tree.kinds[REPORT]
        self.unlimited_reports = self._reports(FULL_LIMIT), self._reports(UNSURE_LIMIT)
        """KP-38: the reports that ignore the limit of a scope, and those that may."""
        self.switched_on = self._switched_on()
        """KP-31: by payroll right, the schedules at which it is not inert; where nobody says, it may be."""
        self.lodgement = tree.index[LODGEMENT_ID]
        leaves = sum(tree.kinds.get(kind, 0) for kind in (AREA, *RIGHTS_AT))
        self.answerable = leaves
        self.aggregates = tree.full & ~leaves & ~tree.kinds.get(SUB_LOCATIONS, 0)
        self.asked = {kind: self._asked(kind) for kind in EFFECTS}
        """By kind, the nodes at which it makes sense."""
        self.applicable = self._applicable()
        self.elsewhere = Access.uniform(tree.full, RIGHTS) - self.applicable
        """Where a right makes no sense: a step that is not about it has nothing to say against it."""
        self._beside: dict[int, Access] = {}

    def beside(self, about: int) -> Access:
        """What a step that is about some nodes lets through: everything anywhere else, and what makes no sense."""
        if about not in self._beside:
            self._beside[about] = self.applicable.without(about) | self.elsewhere
        return self._beside[about]

    @property
    def all_owners(self) -> int:
        return self.owners[GROUP] | self.owners[LOCATION]

    def _asked(self, kind: str) -> int:
        found = sum(self.tree.kinds.get(node_kind, 0) for node_kind, kinds in KINDS_AT.items() if kind in kinds)
        return found | sum(self.all_owners * CELLS[area] for area in areas_with(kind))

    def _applicable(self) -> Access:
        planes = [0] * len(RIGHTS)
        for area, flags in AREA_FLAGS.items():
            for flag in flags:
                planes[NUMBER[flag]] |= self.all_owners * CELLS[area]
        for node_kind, rights in RIGHTS_AT.items():
            for right in rights:
                planes[NUMBER[right]] |= self.tree.kinds.get(node_kind, 0)
        for kind, pair in EFFECTS.items():
            for effect in pair:
                planes[NUMBER[effect]] = self.asked[kind]
        return Access(tuple(planes))

    def _reports(self, names: Iterable[str]) -> int:
        return sum(1 << self.reports[name] for name in names)

    def _switched_on(self) -> dict[str, Scope]:
        found = dict.fromkeys((CREATE_RUNS, LODGE), sure(self.tree.kinds.get(SCHEDULE, 0)))
        schedules = self.business.schedules.values()
        for right, switches in (
            (APPROVE_RUNS, {one.id: one.approval for one in schedules}),
            (APPROVE_PAYMENTS, {one.id: one.payment_approval for one in schedules}),
        ):
            certain = self.plane(SCHEDULE, (one for one, on in switches.items() if on))
            possible = self.plane(SCHEDULE, (one for one, on in switches.items() if on is not False))
            found[right] = Scope(certain, possible)
        return found

    def plane(self, kind: str, ids: Iterable[int]) -> int:
        """The nodes of some of the vendor's ids."""
        return plane_of((self.node_of[kind][one] for one in ids), len(self.tree))
