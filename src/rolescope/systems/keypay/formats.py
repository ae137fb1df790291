"""The vendor's files into a tenant: access records, groups, locations, kiosks, pay schedules, employees, lookups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rolescope.rights.edits import apply
from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree, TreeError
from rolescope.systems.bundle import Nodes
from rolescope.systems.faults import BundleError, Problem, unknown
from rolescope.systems.keypay import objects
from rolescope.systems.keypay.business import EMPLOYEE, KIOSK, LOCATION, PLACES, SCHEDULE, in_order
from rolescope.systems.keypay.catalogue import business_of, make_tree, rows_of
from rolescope.systems.keypay.mistakes import mistake_of
from rolescope.systems.keypay.objects import ACCESS, LOOKUP, Found, RowError, make_row, names_of
from rolescope.systems.keypay.people import post
from rolescope.systems.keypay.vocabulary import FLAGS, REPORT_OF_ID, REPORTS
from rolescope.systems.keypay.writing import row_object

ORDER = (LOCATION, SCHEDULE, KIOSK, "employee_group", EMPLOYEE)
"""The order in which rows can refer to each other."""


def looks_like(raw: Any) -> bool:
    """Whether parsed JSON may be the vendor's own."""
    return objects.looks_like_objects(raw)


def mistake(text: str) -> str | None:
    """What is wrong with a text that is meant as an access record but is no JSON."""
    return mistake_of(text)


def read_files(
    tenant: Tenant, tree: Tree, files: Iterable[tuple[str, str]], warn: Callable[[str], None]
) -> tuple[Tenant, Nodes | None]:
    """The tenant with what the vendor's files say; what they do not name stays as it is.

    Raises:
        BundleError: with every problem of the first file that has any; nothing is taken over then.
    """
    found = [one for name, text in files for one in objects.read_objects(text, name, warn)]
    problems: dict[str, list[Problem]] = {}
    for one in found:
        if one.kind == LOOKUP:
            _check_lookup(one, problems)
    nodes = _with_rows(tree, [one for one in found if one.kind in PLACES], problems)
    _stop(problems)
    try:
        after = tree if nodes is None else make_tree(nodes)
    except TreeError as broken:
        raise BundleError(found[0].file, [Problem("", text) for text in broken.problems]) from None
    business = business_of(after)
    for one in found:
        if one.kind == ACCESS:
            taken = post(tenant, business, one.raw, one.where)
            for warning in taken.warnings:
                warn(f"{one.file}: {warning}")
            if taken.faults:
                problems.setdefault(one.file, []).extend(taken.faults)
            tenant = tenant if taken.edit is None else apply(taken.edit, tenant, after)[0]
    _stop(problems)
    return tenant, nodes


def _stop(problems: Mapping[str, Sequence[Problem]]) -> None:
    for file, told in problems.items():
        raise BundleError(file, told)


def _with_rows(tree: Tree, found: Sequence[Found], problems: dict[str, list[Problem]]) -> Nodes | None:
    """The rows with new ones; None where nothing changes."""
    before = {row["id"]: row for row in rows_of(tree)}
    rows = dict(before)
    for kind in ORDER:
        names = names_of(iter(rows.values()))
        for one in (one for one in found if one.kind == kind):
            try:
                row = make_row(one, names)
                rows[row["id"]] = {**rows.get(row["id"], {}), **_plain(row)}
            except RowError as fault:
                path, _, text = str(fault).partition(": ")
                where = ".".join(part for part in (one.where, path) if part)
                problems.setdefault(one.file, []).append(Problem(where, text))
    return None if rows == before else in_order(rows.values())


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what came from the vendor, where that says nothing more."""
    plain = {key: value for key, value in row.items() if key != "vendor"}
    return plain if row_object(plain) == row["vendor"] else row


def _check_lookup(found: Found, problems: dict[str, list[Problem]]) -> None:
    """A lookup brings nothing new: it is held against the flags and reports that are known (KP-43, KP-44)."""
    token = str(found.raw.get("id"))
    if token.isdecimal():
        known = int(token) in REPORT_OF_ID
        problem = Problem(found.where, f"there is no report {token}: known ids are 1 to {max(REPORT_OF_ID)}")
    else:
        known = token in FLAGS or token in REPORTS
        problem = unknown(found.where, "permission or report", token, [*FLAGS, *REPORTS])
    if not known:
        problems.setdefault(found.file, []).append(problem)
