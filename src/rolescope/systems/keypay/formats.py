"""The vendor's files into a tenant: access records, groups, locations, kiosks, pay schedules, employees, lookups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree, TreeError
from rolescope.systems.faults import BundleError, Problem, unknown
from rolescope.systems.keypay import objects
from rolescope.systems.keypay.business import (
    EMPLOYEE,
    GROUP,
    KIOSK,
    LOCATION,
    PLACES,
    SCHEDULE,
    Business,
    in_order,
    row_id,
)
from rolescope.systems.keypay.catalogue import business_of, make_tree, rows_of
from rolescope.systems.keypay.collecting import OLDER_REPLY, ORDERS, SECTIONS, short
from rolescope.systems.keypay.directory import Directory
from rolescope.systems.keypay.filters import RowError, doubts
from rolescope.systems.keypay.keeping import laid_over
from rolescope.systems.keypay.mistakes import mistake_of
from rolescope.systems.keypay.objects import ACCESS, LOOKUP, Found
from rolescope.systems.keypay.people import Taken, post_into, rename
from rolescope.systems.keypay.rows import known_of, make_row, spelled
from rolescope.systems.keypay.vocabulary import FLAGS, REPORT_OF_ID, REPORTS
from rolescope.systems.keypay.writing import title_of
from rolescope.systems.vendor import Nodes

KINDS = {
    ACCESS: "the access record of",
    LOOKUP: "the lookup entry",
    **{kind: kind.replace("_", " ") for kind in PLACES},
}
"""What a kind of object is called where one stands twice."""
Problems = dict[str, list[Problem]]
"""By file, what is wrong in it."""
ORDER = (LOCATION, SCHEDULE, KIOSK, GROUP, EMPLOYEE)
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
    problems: Problems = {}
    _once_each(found, problems)
    for one in found:
        if one.kind == LOOKUP:
            _check_lookup(one, problems, warn)
    nodes = _with_rows(tree, [one for one in found if one.kind in PLACES], problems)
    _stop(problems)
    try:
        after = tree if nodes is None else make_tree(nodes)
    except TreeError as broken:
        files_of_it = ", ".join(dict.fromkeys(one.file for one in found if one.kind == LOCATION))
        raise BundleError(files_of_it, [Problem("", text) for text in broken.problems]) from None
    business, directory = business_of(after), Directory(tenant)
    for one in found:
        if one.kind == ACCESS:
            taken = _taken(directory, business, one)
            for warning in taken.warnings:
                warn(f"{one.file}: {warning}")
            if taken.faults:
                problems.setdefault(one.file, []).extend(taken.faults)
            if taken.edit is not None:
                directory.enter(taken.edit, taken.email, after)
                tenant = directory.tenant
    _stop(problems)
    for one in found:
        for doubt in _doubts(one, business, tree):
            warn(f"{one.file}: {doubt}")
    return tenant, nodes


def _taken(directory: Directory, business: Business, one: Found) -> Taken:
    """What becomes of an access record, or of the body of a PUT, by which a user that is known is only renamed."""
    email = next((value for key, value in one.raw.items() if key.casefold() == "email"), None)
    is_known = isinstance(email, str) and directory.find(email) is not None
    if is_known and objects.is_person_alone(one.raw):
        return rename(directory, business, one.raw, one.where)
    return post_into(directory, business, one.raw, one.where, _is_reply(one))


def _is_reply(one: Found) -> bool:
    """Whether a record can only be what GET returns.

    A reply says nothing that only a POST says, and has at least what older ones have (KP-09). Where it lacks the newer
    sections it may as well be a body for POST, unless it stands in a list, which POST does not take: so a bare one is
    taken as that body, and no access is believed that the vendor would not hold (KP-55).
    """
    said = {str(key).casefold() for key in one.raw}
    if not said.isdisjoint(name.casefold() for name in ORDERS):
        return False
    least = OLDER_REPLY if one.where else {*OLDER_REPLY, *SECTIONS}
    return said.issuperset(name.casefold() for name in least)


def _stop(problems: Mapping[str, Sequence[Problem]]) -> None:
    for file, told in problems.items():
        raise BundleError(file, told)


def _with_rows(tree: Tree, found: Sequence[Found], problems: Problems) -> Nodes | None:
    """The rows with new ones; None where nothing changes."""
    before = {row["id"]: row for row in rows_of(tree)}
    rows = dict(before)
    for kind in ORDER:
        known = known_of(rows.values())
        for one in (one for one in found if one.kind == kind):
            try:
                raw = spelled(one.raw)
                row = make_row(kind, raw, known)
                rows[row["id"]] = laid_over(rows.get(row["id"]), row, raw, known)
            except RowError as fault:
                path, _, text = str(fault).partition(": ")
                where = ".".join(part for part in (one.where, path) if part)
                problems.setdefault(one.file, []).append(Problem(where, text))
    for one in (one for one in found if one.kind == LOCATION):
        parent = spelled(one.raw).get("parentId")
        if isinstance(parent, int) and row_id(LOCATION, parent) not in rows:
            where = ".".join(part for part in (one.where, "parentId") if part)
            text = f"there is no location {parent} in the business"
            problems.setdefault(one.file, []).append(Problem(where, text))
    return None if rows == before else in_order(rows.values())


def _once_each(found: Iterable[Found], problems: Problems) -> None:
    """In one file the same thing stands once: of two that differ nobody could say which counts."""
    seen: set[tuple[str, str, Any]] = set()
    for one in found:
        raw = {str(key).casefold(): value for key, value in one.raw.items()}
        name = raw.get("email" if one.kind == ACCESS else "id")
        key = (one.file, one.kind, name.strip().casefold() if isinstance(name, str) else name)
        if isinstance(name, str | int) and key in seen and raw.get("mergeexistingaccess") is not True:
            problems.setdefault(one.file, []).append(Problem(one.where, f"{KINDS[one.kind]} {name} stands twice"))
        if isinstance(name, str | int):
            seen.add(key)


def _doubts(found: Found, business: Business, before: Tree) -> Iterator[Problem]:
    """What is taken of a row, but hardly meant; and what is not known of a new one."""
    if found.kind not in PLACES:
        return
    number = spelled(found.raw)["id"]
    row = row_id(found.kind, number)
    if found.kind == GROUP:
        for path, text in doubts(business.groups[number], business):
            yield Problem(".".join(part for part in (found.where, path) if part), text)
    elif found.kind == LOCATION and row not in before.index and "parentId" not in spelled(found.raw):
        yield Problem(found.where, f"what {row} lies in is not said, so it is taken for a topmost one")
    elif found.kind == KIOSK and business.kiosks[number].open_to_all is None:
        yield Problem(found.where, f"whether {row} is open to all kiosk users is not said, so nobody knows (KP-25)")


def _check_lookup(found: Found, problems: Problems, warn: Callable[[str], None]) -> None:
    """A lookup brings nothing new: it is held against the flags and reports that are known (KP-43, KP-44)."""
    raw = spelled(found.raw)
    token = str(raw.get("id"))
    report = REPORT_OF_ID.get(int(token) if token.isdecimal() else -1, token)
    title = title_of(report)
    if title is None and token.isdecimal():
        text = f"there is no report {token}: known ids are 1 to {max(REPORT_OF_ID)}"
        problems.setdefault(found.file, []).append(Problem(found.where, text))
    elif title is None:
        problem = unknown(found.where, "permission or report", token, [*FLAGS, *REPORTS])
        problems.setdefault(found.file, []).append(problem)
    elif title.casefold() != str(raw.get("name")).strip().casefold():
        text = f"{token} is known as {title!r}, not as {short(raw.get('name'))}"
        warn(f"{found.file}: {Problem(found.where, text)}")
