"""Random businesses of KeyPay with users, rows that leave facts out among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from rolescope.rights.edits import ClearGrant, Edit, EditError, RemoveRole, SetGrant
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.model import Assignment, Principal, Rights, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.keypay import SYSTEM, vocabulary
from rolescope.systems.keypay.business import Business
from rolescope.systems.keypay.catalogue import business_of, make_tree
from rolescope.systems.keypay.record import LocationRule, Record, role_of
from rolescope.systems.keypay.vocabulary import (
    APPROVAL_ACCESS,
    CREATION_ACCESS,
    FLAGS,
    KIOSK_ACCESS,
    LOCATION_FILTERS,
    REPORT_ACCESS,
    RESTRICTED,
    SPECIFIC_REPORTS,
    UNRESTRICTED,
)

OFTEN = (
    "ApproveTimesheets",
    "CreateTimesheets",
    "ViewLeaveRequests",
    "ApproveLeaveRequests",
    "CreateLeaveRequests",
    "ViewRosters",
    "ManageRosters",
    "ViewShiftCosts",
    "ManageEmployeeDocuments",
)
REPORTS = ("JournalReport", "PaySlipReport", "TimesheetReport", "Cis300", "PaymentHistoryReport")
IN_ORDER = list(vocabulary.REPORTS)
LOCATIONS, KIOSKS, SCHEDULES = (10, 20, 21, 30), (5, 6), (7, 8)

flags: SearchStrategy[Rights] = st.one_of(
    st.frozensets(st.sampled_from(OFTEN), max_size=4), st.frozensets(st.sampled_from(FLAGS), max_size=6)
)


@dataclass(frozen=True)
class Sample:
    """A random tenant with its catalogue."""

    rows: list[dict[str, Any]]
    tree: Tree
    tenant: Tenant

    @property
    def engine(self) -> Engine:
        return Engine(SYSTEM, self.tree)

    @property
    def business(self) -> Business:
        return business_of(self.tree)

    def outcome(self) -> Outcome:
        return self.engine.evaluate(self.tenant)


@st.composite
def rows(draw: DrawFn) -> list[dict[str, Any]]:
    """Rows of a catalogue: employees by half, filters of every type."""
    places = sorted(draw(st.sets(st.sampled_from(LOCATIONS), min_size=1)))
    found: list[dict[str, Any]] = []
    for number in places:
        above = [other for other in places if other < number and number != 30]
        parent = draw(st.one_of(st.none(), st.sampled_from([f"locations/{one}" for one in above]))) if above else None
        found.append({"id": f"locations/{number}", "name": f"L{number}", "kind": "location", "parent": parent})
    for number in range(draw(st.integers(0, 3))):
        found.append(
            {
                "id": f"groups/{113 + number}",
                "name": f"G{number}",
                "kind": "employee_group",
                "filterCombinationStrategy": draw(st.sampled_from(("Or", "And"))),
                "filters": draw(st.lists(filters, max_size=2)),
            }
        )
    for number in KIOSKS[: draw(st.integers(0, 2))]:
        known = draw(st.fixed_dictionaries({}, optional={"open_to_all": st.booleans()}))
        found.append({"id": f"kiosks/{number}", "name": "K", "kind": "kiosk", **known})
    for number in SCHEDULES[: draw(st.integers(0, 2))]:
        switches = draw(st.dictionaries(st.sampled_from(("approval", "payment_approval")), st.booleans()))
        found.append({"id": f"pay-schedules/{number}", "name": "P", "kind": "pay_schedule", **switches})
    for number in range(draw(st.integers(0, 4))):
        schedules = [int(row["id"][-1]) for row in found if row["kind"] == "pay_schedule"]
        facts: dict[str, SearchStrategy[Any]] = {
            "home_location": st.one_of(st.none(), st.sampled_from(places)),
            "pay_schedule": st.sampled_from([None, *schedules]),
            "employment_type": st.sampled_from(("Casual", "Full time")),
            "employing_entity": st.sampled_from((1, None)),
            "tags": st.lists(st.sampled_from(("intern", "Night", 3)), max_size=2),
        }
        told = draw(st.fixed_dictionaries({"home_location": facts.pop("home_location")}, optional=facts))
        if draw(st.integers(0, 4)) == 0:
            told.pop("home_location")
        found.append({"id": f"employees/{number + 1}", "name": f"E{number}", "kind": "employee", **told})
    return found


filters = st.fixed_dictionaries(
    {
        "filterType": st.sampled_from(
            (
                "Location",
                "LocationOrParents",
                "Employee",
                "Employee",
                "PaySchedule",
                "EmploymentType",
                "EmployingEntity",
                "Tag",
            )
        ),
        "operator": st.sampled_from(("In", "In", "NotIn")),
        "value": st.sampled_from(
            ("1", "1, 2", "10", "20,30", "7", "casual", "NIGHT", " 3 ,", "", "1|2", "3;", "night, 3")
        ),
    }
)


def some_of(known: Any) -> SearchStrategy[tuple[int, ...]]:
    ids = sorted(known)
    return st.lists(st.sampled_from(ids), unique=True, max_size=3).map(tuple) if ids else st.just(())


@st.composite
def records(draw: DrawFn, business: Business) -> Record:
    """A record that the vendor would take."""
    if draw(st.integers(0, 9)) == 0:
        return Record(UNRESTRICTED)
    groups = draw(some_of(business.groups))
    rules = draw(
        st.lists(
            st.builds(LocationRule, st.sampled_from(LOCATION_FILTERS), some_of(business.locations), flags), max_size=3
        )
    )
    access = draw(st.sampled_from(REPORT_ACCESS))
    listed = draw(st.sets(st.sampled_from(REPORTS), min_size=1)) if access == SPECIFIC_REPORTS else set()
    return Record(
        RESTRICTED,
        tuple((one, draw(flags)) for one in groups),
        tuple(rules),
        access,
        tuple(sorted(listed, key=IN_ORDER.index)),
        draw(st.booleans()),
        draw(st.sampled_from(KIOSK_ACCESS)),
        draw(some_of(business.kiosks)),
        draw(st.sampled_from((frozenset(), frozenset({"AddEmployeeFromKiosk"}), frozenset({"ViewRosters"})))),
        draw(st.booleans()),
        draw(st.sampled_from((None, *APPROVAL_ACCESS))),
        draw(st.sampled_from((None, *CREATION_ACCESS))),
        draw(some_of(business.schedules)),
        draw(some_of(business.schedules)),
    )


@st.composite
def samples(draw: DrawFn) -> Sample:
    made = draw(rows())
    tree = make_tree(made)
    business = business_of(tree)
    roles, users = {}, {}
    for number in range(draw(st.integers(1, 3))):
        email = f"u{number}@example.com"
        users[email] = Principal(email, extra={"name": f"User {number}"})
        if draw(st.integers(0, 7)):
            roles[email] = role_of(email, draw(records(business)))
            users[email] = Principal(email, roles=(Assignment(email),), extra={"name": f"User {number}"})
    return Sample(made, tree, Tenant("Sample", "keypay", roles=roles, principals=users, catalogue="own"))


@st.composite
def edits(draw: DrawFn, tenant: Tenant, tree: Tree) -> tuple[Edit, ...]:
    """Edits that the vendor would take, of the tenant as it is now; perhaps none."""
    if not tenant.roles:
        return ()
    role = tenant.roles[draw(st.sampled_from(list(tenant.roles)))]
    node = draw(st.integers(0, len(tree) - 1))
    offered = SYSTEM.offered(tree, node)
    chosen = draw(st.sets(st.sampled_from(offered), max_size=3)) if offered else set()
    way = draw(st.integers(0, 5))
    if way == 0:
        return (RemoveRole(role.name),)
    try:
        if way == 1:
            return SYSTEM.clear_edits(tree, role, node, draw(st.booleans()))
        return SYSTEM.grant_edits(tree, role, node, frozenset(chosen), draw(st.booleans()))
    except EditError:
        return (ClearGrant(role.name, tree.nodes[node].id), SetGrant(role.name, "user-management", frozenset()))[:1]
