"""A tenant while the vendor's files are merged into it: what references point at, what is wrong, and grants."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rolescope.rights.model import Group, Principal, Rights, Role, Tenant
from rolescope.systems.faults import Problem, clipped, unknown
from rolescope.systems.intacct.catalogue import permission_id
from rolescope.systems.intacct.objects import PERMISSION, Found
from rolescope.systems.intacct.vocabulary import FULL, RIGHTS, TITLES, with_twins

OPERATION = "ia::operation"


class Link(NamedTuple):
    """That one object is linked to another one, as a row of some kind tells."""

    kind: str
    holder: str
    target: str


@dataclass(slots=True)
class Reading:
    """A tenant while files are merged into it."""

    tenant: Tenant
    rows: dict[str, dict[str, Any]]
    """The permissions by module and name."""
    by_key: dict[str, str]
    """The permissions by the vendor's keys."""
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    """Whose key a key is, by the kind of object."""
    assigned: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The assignments that are told of a role, by permission, where some of them come singly."""
    rewritten: dict[str, Found] = field(default_factory=dict)
    """The permissions whose rights were read, and where."""
    strange: list[tuple[str, Problem]] = field(default_factory=list)
    """Names of modules and permissions that nobody knows, which were taken as new ones; each with its file."""
    moved: list[str] = field(default_factory=list)
    """Keys that went from one permission to another."""
    links: set[Link] = field(default_factory=set)
    """The links that rows have told."""
    whole: set[tuple[str, str]] = field(default_factory=set)
    """By the kind of rows the users, groups and roles that an object has said everything of."""
    listed: set[tuple[str, str]] = field(default_factory=set)
    """By the kind of rows the roles that say themselves whom they are given to."""
    named: list[str] = field(default_factory=list)
    """Permissions that were named by a reference alone, with what they are."""
    lost: list[str] = field(default_factory=list)
    """Grants that went because a permission turned out not to offer them."""

    def claim(self, found: Found, name: str, before: str | None) -> None:
        """Note whose key an object's key is, ``before`` being the one it had; one key cannot be that of two objects."""
        key = found.raw.get("key")
        if not key:
            return
        if before not in (None, key) and self.owners.get((found.kind, str(before))) == name:
            del self.owners[found.kind, str(before)]
        owner = self.owners.setdefault((found.kind, key), name)
        if owner != name:
            kind = "" if found.kind == PERMISSION else f"{found.kind} "
            self.fault(found, "key", f"{key!r} is the key of {kind}{owner if not kind else repr(owner)} already")

    def fault(self, found: Found, path: str, text: str) -> None:
        """Note what is wrong at a place of a file."""
        self.note(found, Problem(_where(found, path), text))

    def unknown(self, found: Found, path: str, kind: str, name: object, known: Iterable[str]) -> None:
        """Note a name that nobody knows."""
        self.note(found, unknown(_where(found, path), kind, str(name), known))

    def doubt(self, found: Found, path: str, kind: str, name: str, known: Iterable[str]) -> None:
        """Note a name that nobody knows, and that may be a new one all the same."""
        self.strange.append((found.file, unknown(_where(found, path), kind, name, known)))

    def note(self, found: Found, problem: Problem) -> None:
        """Note a problem of a file."""
        self.problems.setdefault(found.file, []).append(problem)

    def place_of(self, reference: Mapping[str, Any]) -> str | None:
        """The node of a permission reference, by module and name or by key; None where there is none."""
        if reference.get("module") and reference.get("name"):
            place: str | None = permission_id(reference["module"], reference["name"])
        else:
            place = self.by_key.get(str(reference.get("key") or reference.get("id")))
        return place if place in self.rows else None

    def place(self, found: Found, path: str, reference: Mapping[str, Any]) -> str | None:
        """The node of a permission reference; one that points nowhere is noted."""
        place = self.place_of(reference)
        if place is None and reference.get("module") and reference.get("name"):
            name = permission_id(reference["module"], reference["name"])
            self.note(found, _first_import(unknown(_where(found, path), "permission", name, self.rows)))
        elif place is None and (named_by := reference.get("id") or reference.get("key")) is not None:
            # By a key nothing is nearest.
            self.note(found, _first_import(Problem(_where(found, path), f"unknown permission {clipped(named_by)!r}")))
        elif place is None:
            self.unresolved(found, path, "permission", reference, self.rows)
        return place

    def unresolved(
        self, found: Found, path: str, kind: str, reference: Mapping[str, Any], known: Iterable[str]
    ) -> None:
        """Note a reference that points nowhere, or says nothing at all."""
        named = reference.get("id") or reference.get("key")
        if named is None:
            self.fault(found, path, f"expected the key or the id of a {kind}")
        else:
            self.unknown(found, path, kind, named, known)


def _first_import(problem: Problem) -> Problem:
    """The problem of a permission that nobody knows, which may be one that the company has."""
    return replace(problem, text=f"{problem.text}: where the company has it, import the permission object first")


def _where(found: Found, path: str) -> str:
    return f"{found.where}.{path}" if found.where and path else found.where or path


def named(reference: Mapping[str, Any], table: Mapping[str, Role | Group | Principal]) -> str | None:
    """The name of what a reference points at, by id or by key."""
    if reference.get("id") in table:
        return str(reference["id"])
    keyed = (name for name, held in table.items() if held.extra.get("key") == reference.get("key") is not None)
    return next(keyed, None)


def references(
    reading: Reading, found: Found, path: str, kind: str, table: Mapping[str, Role | Group | Principal]
) -> list[str]:
    """The names behind an array of references, each by id or by key."""
    names = []
    for number, reference in enumerate(found.raw.get(path) or ()):
        name = named(reference, table)
        if name is None:
            reading.unresolved(found, f"{path}[{number}]", kind, reference, table)
        elif name not in names:
            names.append(name)
    return names


def known_rights(
    reading: Reading, found: Found, path: str, rights: Any, offered: Collection[str] = ()
) -> tuple[str, ...]:
    """Those of some rights that exist; the others are noted, with what a row that ``offered`` some calls them."""
    for right in rights or ():
        meant = [token for token in offered if TITLES[token].casefold() == right.casefold()]
        if right not in RIGHTS and meant:
            text = f"unknown right {clipped(right)!r}: here it is {' or '.join(map(repr, meant))}"
            reading.fault(found, path, text)
        elif right not in RIGHTS:
            reading.unknown(found, path, "right", right, RIGHTS)
    return tuple(right for right in rights or () if right in RIGHTS)


def elements(
    reading: Reading, found: Found, path: str, assigned: Sequence[Mapping[str, Any]], before: Mapping[str, Rights]
) -> dict[str, Rights]:
    """The grants of some assignments, each a permission with its ``accessRights`` (IA-12).

    Where an assignment leaves the rights out, those of ``before`` stay (IA-44).
    """
    grants: dict[str, Rights] = {}
    for number, element in enumerate(assigned):
        where = f"{path}[{number}]" if path else ""
        if OPERATION in element:
            text = f"{OPERATION} stands in the body of a PATCH, which says what changes: import the object itself"
            reading.fault(found, where, text)
            continue
        if element.get("permission") is None:
            text = "names no permission: expected the object as GET returns it, not the body of a PATCH"
            reading.fault(found, where, text)
            continue
        place = reading.place(found, where, element["permission"])
        if place is None:
            known_rights(reading, found, where, element.get("accessRights"))
            continue
        if place in grants:
            reading.fault(found, where, f"{place} stands twice (IA-12)")
        grants[place] = _rights(reading, found, where, element, place, before.get(place))
    return grants


def _rights(
    reading: Reading, found: Found, where: str, element: Mapping[str, Any], place: str, before: Rights | None
) -> Rights:
    if element.get("accessRights") is None:
        if "allowedAccessRights" in element:
            text = f"allowedAccessRights is what {place} offers: here the rights that are granted are in accessRights"
            reading.fault(found, where, text)
        elif before is None:
            reading.fault(found, where, f"nothing says which rights are granted at {place}: select accessRights too")
        return before or frozenset()
    offered = reading.rows[place].get("allowedAccessRights") or ()
    rights = known_rights(reading, found, where, element["accessRights"], offered)
    foreign = foreign_rights(reading.rows[place], rights)
    if foreign:
        offers = ", ".join(right for right in RIGHTS if right in (reading.rows[place].get("allowedAccessRights") or ()))
        told = f"{place} does not offer {', '.join(foreign)}, it offers {offers or 'nothing'} (IA-14)"
        reading.fault(found, where, told)
    return frozenset(rights)


def foreign_rights(row: Mapping[str, Any], rights: Iterable[str]) -> list[str]:
    """IA-14, IA-58: those of some rights that a complete row offers by neither of their tokens."""
    offered = with_twins(row.get("allowedAccessRights") or ())
    return [right for right in rights if right not in offered] if row.get("completeness") == FULL else []
