"""The objects of one kind for export, as the list of that name gives them: rows, access records, lookups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.system import FilterError
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


def selected(kind: str, text: str, tenant: Tenant, tree: Tree, today: date) -> list[dict[str, Json]]:
    """The objects of a kind, as GET returns them.

    Raises:
        FilterError: for a filter: no language of them is read here.
    """
    if text:
        raise FilterError("lists of KeyPay are not filtered here: leave it out")
    if kind in LOOKUPS:
        return list(LOOKUPS[kind]())
    return list(records(tenant) if kind == "access" else objects_of(tree, ROWS[kind]))


def left_out(kind: str, text: str, tenant: Tenant, tree: Tree, today: date) -> Iterator[str]:
    """Nothing: a list is given whole."""
    return iter(())
