"""A tenant as the vendor's JSON: as GET returns it, and as POST takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.business import EMPLOYEE, GROUP, KIOSK, LOCATION, SCHEDULE, number_of
from rolescope.systems.keypay.catalogue import rows_of
from rolescope.systems.keypay.members import Members
from rolescope.systems.keypay.record import own_role, record_json, record_of
from rolescope.systems.keypay.vocabulary import CURRENT_FLAGS, FLAG_ROWS, REPORTS, report_title, spaced

Json = Any


def envelope(found: Sequence[Json]) -> Json:
    """A bare list: the vendor knows no envelope."""
    return list(found)


def everything(tenant: Tenant, tree: Tree) -> Iterator[Json]:
    """Every row of the business and every access record, each as GET returns it."""
    for row in rows_of(tree):
        yield row_object(row)
    for name, user in tenant.principals.items():
        role = own_role(tenant, name)
        if role is not None:
            yield record_json(record_of(role), user)


def row_object(row: Json) -> Json:
    """A row as the vendor has it: what came from there, with the facts replaced that are kept here."""
    raw = {"id": number_of(row["id"]), "name": row["name"], **(row.get("vendor") or {})}
    return raw | OBJECTS[row["kind"]](row)


def _group(row: Json) -> Json:
    return {key: row[key] for key in ("filterCombinationStrategy", "filters") if key in row} or {"filters": []}


def _location(row: Json) -> Json:
    return {"parentId": None if row.get("parent") is None else number_of(row["parent"])}


def _kiosk(row: Json) -> Json:
    return {"availableToAllRestrictedUsersWithKioskAccess": row.get("open_to_all") is True}


def _schedule(row: Json) -> Json:
    """Also where nothing is known of approvals, so that it is known again as a pay schedule."""
    found = {}
    for key, name in (
        ("approval", "payScheduleApprovalSettings"),
        ("payment_approval", "paySchedulePaymentApprovalSettings"),
    ):
        before = (row.get("vendor") or {}).get(name) or {}
        switch = row.get(key)
        found[name] = before if switch is None else {**before, "requireApproval": switch}
    return found


EMPLOYEE_KEYS = {
    "home_location": "primaryLocation",
    "pay_schedule": "paySchedule",
    "employment_type": "employmentType",
    "employing_entity": "employingEntityId",
    "tags": "tags",
    "email": "emailAddress",
}


def _employee(row: Json) -> Json:
    """Facts as they came; where they did not come from the vendor, references by id."""
    vendor = row.get("vendor") or {}
    if vendor:
        return {}
    first, _, last = row["name"].partition(" ")
    return {"firstName": first, "surname": last} | {name: row[key] for key, name in EMPLOYEE_KEYS.items() if key in row}


OBJECTS = {GROUP: _group, LOCATION: _location, KIOSK: _kiosk, SCHEDULE: _schedule, EMPLOYEE: _employee}


def group_object(tree: Tree, members: Members, number: int) -> Json:
    """An employee group with ``matchingEmployees``, worked out now (KP-12)."""
    row = next(row for row in rows_of(tree) if row["id"] == f"groups/{number}")
    people, matching = members.business.employees.items(), members.groups[number].certain
    listed = [
        {"id": one, "externalId": None, "name": employee["name"]}
        for one, employee in people
        if matching >> members.number[one] & 1
    ]
    return {**row_object(row), "matchingEmployees": listed}


# Lookups


def lookup_permissions() -> Json:
    """``employeegrouppermissions``: the current flags (KP-44)."""
    return [{"id": flag, "name": FLAG_ROWS[flag]["label"] or spaced(flag)} for flag in CURRENT_FLAGS]


def lookup_reports() -> Json:
    """``reports``: ids as text, the name where no id is known (KP-43)."""
    return [
        {"id": str(row["id"]) if row["id"] is not None else name, "name": report_title(name)}
        for name, row in REPORTS.items()
    ]
