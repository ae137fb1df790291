"""The objects of one kind for export, as the list of that name gives them: rows, access records, lookups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.business import EMPLOYEE, GROUP, KIOSK, LOCATION, SCHEDULE
from rolescope.systems.keypay.writing import lookup_permissions, lookup_reports, objects_of, records

Json = Any

ROWS = {"employeegroup": GROUP, "location": LOCATION, "kiosk": KIOSK, "payschedule": SCHEDULE, "employee": EMPLOYEE}
LOOKUPS: dict[str, Callable[[], Json]] = {
    "lookupdata/employeegrouppermissions": lookup_permissions,
    "lookupdata/reports": lookup_reports,
}
KINDS = ("access", *ROWS, *LOOKUPS)
"""What can be asked for, by the end of the vendor's path."""


class QueryError(ValueError):
    """What was asked for cannot be; the message says why."""


def selected(kind: str, text: str, tenant: Tenant, tree: Tree, today: date) -> list[dict[str, Json]]:
    """The objects of a kind, as GET returns them.

    Raises:
        QueryError: for a filter: no language of them is read here.
    """
    if text:
        raise QueryError("lists of KeyPay are not filtered here: leave it out")
    if kind in LOOKUPS:
        return list(LOOKUPS[kind]())
    return list(records(tenant) if kind == "access" else objects_of(tree, ROWS[kind]))
