"""A tenant as the vendor's JSON: as GET returns it, and as POST takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.business import EMPLOYEE, GROUP, KIOSK, LOCATION, SCHEDULE, Row, number_of
from rolescope.systems.keypay.catalogue import rows_of
from rolescope.systems.keypay.filters import RowError
from rolescope.systems.keypay.members import Members
from rolescope.systems.keypay.record import own_role, record_json, record_of
from rolescope.systems.keypay.rows import (
    MATCHING,
    NAMED_BY,
    OPEN_TO_ALL,
    REQUIRED,
    SETTINGS,
    SOURCES,
    WRITTEN,
    Known,
    Object,
    fact_of,
    known_of,
    name_of,
)
from rolescope.systems.keypay.vocabulary import CURRENT_FLAGS, FLAG_ROWS, REPORTS, report_title, spaced

Json = Any
NOTHING_KNOWN = Known()


def envelope(found: Sequence[Json]) -> Json:
    """A bare list: the vendor knows no envelope."""
    return list(found)


def everything(tenant: Tenant, tree: Tree) -> Iterator[Json]:
    """Every row of the business and every access record, each as GET returns it."""
    yield from objects_of(tree)
    yield from records(tenant)


def left_out(tenant: Tenant, tree: Tree) -> Iterator[str]:
    """Nothing: all that is known of a business can be said."""
    return iter(())


def objects_of(tree: Tree, kind: str | None = None) -> Iterator[Json]:
    """The rows of the business, all of them or those of one kind."""
    rows = rows_of(tree)
    known = known_of(rows)
    yield from (row_object(row, known) for row in rows if kind in (None, row["kind"]))


def records(tenant: Tenant) -> Iterator[Json]:
    """Every access record."""
    for name, user in tenant.principals.items():
        role = own_role(tenant, name)
        if role is not None:
            yield record_json(record_of(role), user)


def row_object(row: Row, known: Known = NOTHING_KNOWN) -> dict[str, Json]:
    """A row as the vendor has it: what came from there, with the facts replaced that are kept here."""
    vendor = row.get("vendor") or {}
    if row["kind"] == EMPLOYEE:
        return {"id": number_of(row["id"]), **_employee(row, vendor, known)}
    kept = {key: value for key, value in vendor.items() if key != MATCHING}
    name = vendor["name"] if _means_name(row, vendor) else row["name"]
    return {**kept, "id": number_of(row["id"]), "name": name, **OBJECTS[row["kind"]](row, vendor)}


def _means_name(row: Row, vendor: Object) -> bool:
    """Whether a name as it came, with space around it or without a letter, is still that of the row."""
    if "name" not in vendor:
        return False
    came = str(vendor["name"] or "").strip()
    return bool((came or str(number_of(row["id"]))) == row["name"])


def _group(row: Row, vendor: Object) -> dict[str, Json]:
    """Also where nothing is known of filters, so that it is known again as a group."""
    names = ("filterCombinationStrategy", "filters")
    came = {**{key: vendor[key] for key in names if key in vendor}, **{key: row[key] for key in names if key in row}}
    return came or {"filters": []}


def _location(row: Row, vendor: Object) -> dict[str, Json]:
    return {"parentId": None if row.get("parent") is None else number_of(row["parent"])}


def _kiosk(row: Row, vendor: Object) -> dict[str, Json]:
    """Also where it is not known for whom it is open, so that it is known again as a kiosk."""
    return {OPEN_TO_ALL: row.get("open_to_all")}


def _schedule(row: Row, vendor: Object) -> dict[str, Json]:
    """Also where nothing is known of approvals, so that it is known again as a pay schedule."""
    found: dict[str, Json] = {}
    for key, name in SETTINGS.items():
        before, switch = vendor.get(name), row.get(key)
        if switch is not None:
            found[name] = {**(before or {}), REQUIRED: switch}
        elif name in vendor:
            found[name] = before
    known = SETTINGS["approval"] in found or "frequency" in vendor
    return found if known else {SETTINGS["approval"]: {}, **found}


def _employee(row: Row, vendor: Object, known: Known) -> dict[str, Json]:
    """Facts in the vendor's own words as long as these say the same; else in ours, with references by id."""
    first, _, last = row["name"].partition(" ")
    found = dict(vendor)
    if not _says_name(row, vendor):
        found = {key: value for key, value in found.items() if key not in NAMED_BY}
        found |= {"firstName": first, "surname": last}
    for key, sources in SOURCES.items():
        if not _says_fact(key, row, vendor, known):
            found = {name: value for name, value in found.items() if name not in sources}
            found |= {WRITTEN[key]: row[key]} if key in row else {}
    return found


def _says_name(row: Row, vendor: Object) -> bool:
    try:
        return bool(name_of(vendor) == row["name"])
    except RowError:
        return False


def _says_fact(key: str, row: Row, vendor: Object, known: Known) -> bool:
    if not any(name in vendor for name in SOURCES[key]):
        return key not in row
    try:
        said = fact_of(key, vendor, known)
        return bool(said == row[key]) if key in row else key == "email" and not said
    except RowError:
        return False


OBJECTS = {GROUP: _group, LOCATION: _location, KIOSK: _kiosk, SCHEDULE: _schedule}


def group_object(tree: Tree, members: Members, number: int) -> Json:
    """An employee group with ``matchingEmployees``, worked out now (KP-12)."""
    row = next(row for row in rows_of(tree) if row["id"] == f"groups/{number}")
    people, matching = members.business.employees.items(), members.groups[number].certain
    listed = [
        {"id": one, "externalId": None, "name": employee["name"]}
        for one, employee in people
        if matching >> members.number[one] & 1
    ]
    return {**row_object(row), MATCHING: listed}


# Lookups


def lookup_permissions() -> Json:
    """``employeegrouppermissions``: the current flags (KP-44)."""
    return [{"id": flag, "name": title_of(flag)} for flag in CURRENT_FLAGS]


def lookup_reports() -> Json:
    """``reports``: ids as text, the name where no id is known (KP-43)."""
    return [
        {"id": str(row["id"]) if row["id"] is not None else name, "name": title_of(name)}
        for name, row in REPORTS.items()
    ]


def title_of(name: str) -> str | None:
    """What a lookup calls a flag or a report; None where it is neither."""
    if name in FLAG_ROWS:
        return FLAG_ROWS[name]["label"] or spaced(name)
    return report_title(name) if name in REPORTS else None
