"""The vendor's REST objects and a tenant, both ways without loss.

What a file said of a role, user or group is kept whole beside it. Writing starts from that and replaces only the fields
whose value the tenant has changed since, so that nothing the vendor said gets lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rolescope.rights.model import Group, Principal, Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.faults import MOST_HINTS, BundleError, Problem
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.catalogue import make_tree, rows_to_nodes
from rolescope.systems.intacct.links import take_holders, untold
from rolescope.systems.intacct.objects import Found, Page
from rolescope.systems.intacct.reading import Reading
from rolescope.systems.intacct.shapes import misfits
from rolescope.systems.intacct.taking import TAKING, fit_grants
from rolescope.systems.intacct.vocabulary import PERMISSION
from rolescope.systems.intacct.wholes import complete, in_part
from rolescope.systems.vendor import Nodes
from rolescope.systems.xml import is_xml

Json = Any


def looks_like(raw: Json) -> bool:
    """Whether parsed JSON may be the vendor's own."""
    return objects.looks_like_objects(raw)


def mistake(text: str) -> str | None:
    """IA-56: what the XML API says of a user's rights tells the outcome, and not what is granted to whom."""
    if not is_xml(text) or not any(word in text for word in ANSWER):
        return None
    return "the answer of getUserPermissions (IA-56) says what a user can do: `rolescope verify` compares it"


ANSWER = ("getUserPermissions", "<appSubscription")
"""What stands in that answer and in no other file."""


def merge(
    tenant: Tenant, tree: Tree, found: Sequence[Found], warn: Callable[[str], None], is_all: bool = False
) -> tuple[Tenant, Nodes | None]:
    """The tenant with what some objects say, and the nodes of its catalogue where that changed.

    ``is_all`` says that the objects are all that the company has, so that what none of them tells is not there.

    Raises:
        BundleError: with every problem of the first file that has any; nothing is taken over then.
    """
    rows = {node.id: dict(node.attributes) | {"uiLabel": node.name} for node in tree.nodes if node.kind == PERMISSION}
    keys = {row["key"]: place for place, row in rows.items() if row.get("key") and not row.get("localKey")}
    for sentence in _unlike(found):
        warn(sentence)
    reading = Reading(tenant, rows, keys, owners=_owners(tenant))
    for one in found:
        for problem in misfits(one):
            reading.note(one, problem)
    _refuse(reading)
    for kind, take in TAKING:
        for one in found:
            if one.kind == kind:
                take(reading, one)
    _refuse(reading)
    take_holders(reading, found)
    fit_grants(reading)
    _tell(reading, warn)
    missing = _missing_pages(found)
    if is_all and missing:
        raise BundleError(found[0].file, [Problem("", told) for told in missing.values()])
    if is_all:
        complete(tenant, reading, {one.kind for one in found}, warn)
    else:
        for sentence in (*missing.values(), *untold(tenant, reading, missing), *in_part(reading.tenant, found)):
            warn(sentence)
    if all(one.kind != objects.PERMISSION for one in found):
        return reading.tenant, None
    nodes = rows_to_nodes(_source_row(place, row) for place, row in reading.rows.items())
    same = make_tree(nodes).nodes == tree.nodes
    return reading.tenant, None if same else nodes


def _unlike(found: Sequence[Found]) -> Iterator[str]:
    """A sentence for each role, group or user that comes several times and not alike: what comes later counts."""
    first: dict[tuple[str, Any], Found] = {}
    for one in found:
        name = one.raw.get("id")
        if one.kind not in NAMED or not isinstance(name, str):
            continue
        known = first.setdefault((one.kind, name), one)
        apart = sorted(key for key in known.raw.keys() & one.raw.keys() if known.raw[key] != one.raw[key])
        if apart:
            places = [f"{each.file}{': ' if each.where else ''}{each.where}" for each in (known, one)]
            yield f"{one.kind} {name!r} comes twice, in {' and '.join(places)}: the later {', '.join(apart)} count"


NAMED = frozenset({objects.ROLE, objects.GROUP, objects.USER})


def _owners(tenant: Tenant) -> dict[tuple[str, str], str]:
    """Whose key each of the vendor's keys is."""
    tables: tuple[tuple[str, Mapping[str, Role | Group | Principal]], ...] = (
        (objects.ROLE, tenant.roles),
        (objects.GROUP, tenant.groups),
        (objects.USER, tenant.principals),
    )
    keyed = ((kind, held) for kind, table in tables for held in table.values() if held.extra.get("key"))
    return {(kind, held.extra["key"]): held.name for kind, held in keyed}


def _tell(reading: Reading, warn: Callable[[str], None]) -> None:
    """What was taken over in spite of a doubt, the first few in full: releases bring names that nobody knows yet."""
    if reading.named:
        lead = "references say that a permission is there, and nothing of its rights (IA-64)"
        more = len(reading.named) - MOST_HINTS
        others = [f"{more} more"] if more > 0 else []
        warn(f"{lead}: {'; '.join([*reading.named[:MOST_HINTS], *others])}")
    named = [f"{file}: {problem.told()}; it is taken as a new one" for file, problem in reading.strange[:MOST_HINTS]]
    for told, count, rest in (
        (named, len(reading.strange), "names are not known, and are taken as new ones"),
        (reading.moved[:MOST_HINTS], len(reading.moved), "keys belong to another permission now"),
        (reading.lost[:MOST_HINTS], len(reading.lost), "grants go for the same reason"),
    ):
        for sentence in told:
            warn(sentence)
        if count > MOST_HINTS:
            warn(f"{count - MOST_HINTS} more {rest}")


def _missing_pages(found: Sequence[Found]) -> dict[str, str]:
    """By kind of object a sentence where a page of an answer came, and not all the others (f3)."""
    pages: dict[tuple[str, int], set[Page]] = {}
    for one in found:
        if one.page is not None:
            pages.setdefault((one.kind, one.page.total), set()).add(one.page)
    told = {}
    for (kind, total), here in pages.items():
        count = sum(page.count for page in here)
        if count < total:
            told[kind] = f"{kind}: {count} of {total} are here, import the other pages with them"
    return told


def _refuse(reading: Reading) -> None:
    for file, problems in reading.problems.items():
        raise BundleError(file, problems)


def _source_row(place: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as the data file has it; a local key goes on as it is (IA-17)."""
    made = {key: value for key, value in row.items() if key != "token"}
    return {**made, "module": place.partition("/")[0], "name": place.partition("/")[2]}


def read_files(
    tenant: Tenant, tree: Tree, files: Iterable[tuple[str, str]], warn: Callable[[str], None]
) -> tuple[Tenant, Nodes | None]:
    """The tenant with what the vendor's files say: ``files`` are names and texts."""
    return merge(tenant, tree, _objects(files), warn)


def read_all(
    tenant: Tenant, tree: Tree, files: Iterable[tuple[str, str]], warn: Callable[[str], None]
) -> tuple[Tenant, Nodes | None]:
    """The same of files that hold every row that the company has: what they do not tell is not there."""
    return merge(tenant, tree, _objects(files), warn, is_all=True)


def _objects(files: Iterable[tuple[str, str]]) -> list[Found]:
    return [one for name, text in files for one in objects.read_objects(text, name)]
