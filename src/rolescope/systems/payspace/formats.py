"""The one thing the vendor's API tells of roles: the lookup SecurityRole, codes and descriptions, no level (PS-69)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rolescope.rights.counting import count, listed
from rolescope.rights.model import Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.bundle import problem_of
from rolescope.systems.faults import BundleError, Problem
from rolescope.systems.json import read_json
from rolescope.systems.payspace.bundle import Name
from rolescope.systems.vendor import Nodes

CONTEXT, COUNT, ROWS = "@odata.context", "@odata.count", "value"
LOOKUP = "SecurityRole"
CODE, DESCRIPTION, ID = "Value", "Description", "Id"
Warn = Callable[[str], None]


class Entry(BaseModel):
    """A role as the lookup has it."""

    model_config = ConfigDict(strict=True)

    Value: Name
    Description: str = ""
    Id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with its place in a file."""

    entry: Entry
    file: str
    where: str


def looks_like(raw: Any) -> bool:
    """Whether parsed JSON may be a lookup of the vendor's: OData, or its rows alone."""
    if isinstance(raw, dict):
        return CONTEXT in raw and ROWS in raw
    return isinstance(raw, list) and bool(raw) and isinstance(raw[0], dict) and {CODE, DESCRIPTION, ID} <= raw[0].keys()


def mistake(text: str) -> str | None:
    """Nothing is known of how a text is meant that is no JSON."""
    return None


def read_files(tenant: Tenant, tree: Tree, files: Iterable[tuple[str, str]], warn: Warn) -> tuple[Tenant, Nodes | None]:
    """The tenant with the roles that some lookups list: new ones closed, for no level is told; all others as they are.

    Raises:
        BundleError: with every problem of the first file that has any; nothing is taken over then.
    """
    found = [each for name, text in files for each in _read(text, name, warn)]
    roles, new = dict(tenant.roles), list[str]()
    seen: set[str] = set()
    for each in found:
        code = each.entry.Value
        if code in seen:
            raise BundleError(each.file, [Problem(each.where, f"role code {code!r} stands twice")])
        seen.add(code)
        name = _known_as(each, roles)
        if name is None:
            name = _free(each.entry, roles)
            new.append(name)
        roles[name] = _with(roles.get(name, Role(name)), each.entry)
    strange = [role.name for role in roles.values() if role.code not in seen]
    if new:
        warn(f"a lookup tells no levels: {count(len(new), 'new role')} closed until you set some ({listed(new)})")
    if strange:
        warn(f"not in the lookup, kept as {'it is' if len(strange) == 1 else 'they are'}: {listed(strange)}")
    return replace(tenant, roles=roles), None


# Reading


def _read(text: str, file: str, warn: Warn) -> Iterator[Found]:
    raw = read_json(text, file)
    if not looks_like(raw):
        raise BundleError(file, [Problem("", f"expected the lookup {LOOKUP} as the vendor's API returns it")])
    problems = list[Problem]()
    rows, before = raw, ""
    if isinstance(raw, dict):
        rows, before = raw[ROWS], ROWS
        problems += _about(raw, file, warn)
    if not isinstance(rows, list):
        problems.append(Problem(before, "expected a list of roles"))
    found = []
    for number, row in enumerate(rows) if not problems else ():
        where = f"{before}[{number}]"
        try:
            found.append(Found(Entry.model_validate(row), file, where))
        except ValidationError as invalid:
            problems += (_below(where, problem_of(error)) for error in invalid.errors())
    if problems:
        raise BundleError(file, problems)
    yield from found


def _about(raw: Mapping[str, Any], file: str, warn: Warn) -> Iterator[Problem]:
    """What the frame of an answer says of its rows."""
    kind = str(raw[CONTEXT]).rpartition("#")[2].removeprefix("Lookup_")
    if kind != LOOKUP:
        yield Problem(CONTEXT, f"expected the lookup {LOOKUP}, not {kind or 'none'}")
    total, rows = raw.get(COUNT), raw[ROWS]
    if isinstance(total, int) and isinstance(rows, list) and total > len(rows):
        warn(f"{file}: holds {len(rows)} of {total} roles, the vendor gives 100 at a time: import the other pages too")


def _below(where: str, problem: Problem) -> Problem:
    return replace(problem, where=f"{where}.{problem.where}" if problem.where else where)


# Merging


def _known_as(found: Found, roles: Mapping[str, Role]) -> str | None:
    """The role of that code, else one without a code whose name is the description."""
    code, description = found.entry.Value, found.entry.Description
    coded = [role.name for role in roles.values() if role.code == code]
    if len(coded) > 1:
        text = f"the code {code!r} stands for several roles here: {listed(coded)}"
        raise BundleError(found.file, [Problem(f"{found.where}.{CODE}", text)])
    if coded:
        return coded[0]
    return description if description in roles and roles[description].code is None else None


def _free(entry: Entry, roles: Mapping[str, Role]) -> str:
    """The name of a new role: its description, with the code where another role is called so."""
    name = entry.Description.strip() or entry.Value
    while name in roles:
        name = f"{name} ({entry.Value})"
    return name


def _with(role: Role, entry: Entry) -> Role:
    told = entry.Description if entry.Description != role.name else role.description
    extra = role.extra if entry.Id is None else {**role.extra, "id": entry.Id}
    return replace(role, code=entry.Value, description=told, extra=extra)
