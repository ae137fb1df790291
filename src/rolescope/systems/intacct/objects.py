"""The vendor's own JSON: which objects a file holds, in an envelope or bare, singly, as a list or as query rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rolescope.systems.faults import BundleError, Problem
from rolescope.systems.json import read_json

RESULT, META, ERROR = "ia::result", "ia::meta", "ia::error"
PERMISSION, ROLE, ASSIGNMENT = "permission", "role", "role-permission-assignment"
ROLE_USER, ROLE_GROUP = "role-user-map", "role-user-group-map"
USER, GROUP, MEMBER = "user", "user-group", "user-group-member"
KINDS = (PERMISSION, ROLE, ASSIGNMENT, ROLE_USER, ROLE_GROUP, USER, GROUP, MEMBER)
REFERENCE = {"key", "id", "href"}
PERMISSION_REFERENCE = "permission-reference"
"""What a list of permissions consists of (f3): that there are such, and nothing of their rights."""
PATH = "/objects/company-config/"

TOGETHER: tuple[tuple[str, frozenset[str]], ...] = (
    (ASSIGNMENT, frozenset({"permission", "accessRights"})),
    (ASSIGNMENT, frozenset({"permission", "role"})),
    (PERMISSION, frozenset({"allowedAccessRights"})),
    (PERMISSION, frozenset({"module", "name"})),
    (ROLE_GROUP, frozenset({"role", "userGroup"})),
    (ROLE_USER, frozenset({"role", "user"})),
    (MEMBER, frozenset({"userGroup", "user"})),
    (GROUP, frozenset({"roles", "description"})),
)
"""By what an object without an address is known: the first set of keys that it has."""
ALONE: tuple[tuple[str, frozenset[str]], ...] = (
    (
        ROLE,
        frozenset(
            {
                "rolePermissionAssignments",
                "customRolePermissionAssignments",
                "agentRolePermissionAssignments",
                "roleType",
                "applyTo",
                "roleUsers",
                "roleGroups",
            }
        ),
    ),
    (
        USER,
        frozenset(
            {
                "userName",
                "accountEmail",
                "contact",
                "userType",
                "adminPrivileges",
                "status",
                "webServices",
                "password",
                "sso",
                "entityAccess",
                "entities",
                "locations",
                "departments",
                "territories",
                "hideOtherDepartmentTransactions",
                "permissionAssignments",
                "customPermissionAssignments",
                "agentPermissionAssignments",
                "trustedDevices",
                "isChatterDisabled",
            }
        ),
    ),
)
"""... else, where it has an id, any of the keys that no other object has (f2)."""
UNCLEAR = {"roles": "a user or a user group", "description": "a role or a user group"}
"""What an object may be of which nothing but this is said."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the objects that a question has for an answer."""

    file: str
    where: str
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Found:
    """One object of a file."""

    kind: str
    raw: dict[str, Any]
    file: str
    where: str
    page: Page | None = None
    """The page of an answer that it stands on, where there are more than this one."""


def looks_like_objects(raw: Any) -> bool:
    """Whether parsed JSON may be the vendor's: an envelope, an address, or an object of a known kind."""
    if isinstance(raw, dict) and (RESULT in raw or _error(raw) is not None):
        return True
    first = raw[0] if isinstance(raw, list) and raw else raw
    if not isinstance(first, dict) or "tenant" in first:
        return False
    nested = _nested(first)
    return PATH in str(first.get("href")) or kind_of(nested) is not None or _may_be_a_body(nested)


def _may_be_a_body(raw: Mapping[str, Any]) -> bool:
    """Whether it says fields that only the vendor's objects have, and not of which object: as a PATCH does."""
    return "id" not in raw and any(keys & raw.keys() for _, keys in ALONE)


def read_objects(text: str, file: str) -> list[Found]:
    """The objects of one file.

    Raises:
        BundleError: when it is no JSON, an error answer, holds bare references (IA-64), or something unknown.
    """
    raw = read_json(text, file)
    found, problems = list[Found](), list[Problem]()
    for where, value, page in _values(raw, file):
        made = _found(value, file, where)
        if isinstance(made, Problem):
            problems.append(made)
        else:
            found.append(replace(made, page=page))
    if problems:
        raise BundleError(file, problems)
    return found


def _values(raw: Any, file: str, where: str = "", page: Page | None = None) -> Iterator[tuple[str, Any, Page | None]]:
    """The objects of an answer with their places; the answer to several queries holds an envelope for each (f6)."""
    if isinstance(raw, list):
        for number, value in enumerate(raw):
            yield from _values(value, file, f"{where}[{number}]", page)
    elif isinstance(raw, dict) and RESULT in raw:
        place = f"{where}.{RESULT}" if where else RESULT
        yield from _values(raw[RESULT], file, place, _page(raw, file, place))
    else:
        yield where, raw, page


def _page(raw: Mapping[str, Any], file: str, where: str) -> Page | None:
    """What the meta of a list tells, where there is more than the list holds (f3)."""
    rows, meta = raw[RESULT], raw.get(META)
    total = meta.get("totalCount") if isinstance(meta, dict) else None
    if not isinstance(rows, list) or not isinstance(total, int) or total <= len(rows):
        return None
    return Page(file, where, len(rows), total)


def _error(raw: Any) -> Mapping[str, Any] | None:
    """The error of an answer, in either envelope (f7)."""
    if not isinstance(raw, dict):
        return None
    if ERROR in raw:
        return raw[ERROR] if isinstance(raw[ERROR], dict) else {}
    plain = raw.get("error")
    return plain if isinstance(plain, dict) and {"code", "message"} <= plain.keys() else None


def _found(value: Any, file: str, where: str) -> Found | Problem:
    if not isinstance(value, dict):
        return Problem(where, f"expected an object, not {_called(value)}")
    error = _error(value)
    if error is not None:
        return Problem(where, f"the vendor's error answer: {error.get('code')} {error.get('message')}")
    if value.keys() <= REFERENCE and f"{PATH}{PERMISSION}/" in str(value.get("href")):
        return Found(PERMISSION_REFERENCE, value, file, where)
    if value.keys() <= REFERENCE:
        name = value.get("href") or "/objects/company-config/<object>/<key>"
        text = f"a bare reference, which says nothing of rights: fetch it with GET {name}, or query its fields (IA-64)"
        return Problem(where, text)
    nested = _nested(value)
    kind = kind_of(nested)
    if kind is None:
        unclear = next((told for name, told in UNCLEAR.items() if name in nested and "id" in nested), None)
        if unclear:
            return Problem(where, f"may be {unclear}: select href as well, which tells (f6)")
        return Problem(where, _no_object(nested))
    return Found(kind, nested, file, where)


def _called(value: Any) -> str:
    """What JSON calls a value that is no object."""
    for constant, told in ((None, "null"), (True, "true"), (False, "false")):
        if value is constant:
            return told
    return "a text" if isinstance(value, str) else "a number"


def _no_object(raw: Mapping[str, Any]) -> str:
    """What is wrong with something that is no object of a known kind."""
    if _may_be_a_body(raw) or ("id" not in raw and UNCLEAR.keys() & raw.keys()):
        return "has no id: what says which fields change is the body of a PATCH, import the object itself"
    return f"not one of the objects {', '.join(KINDS)}"


def kind_of(raw: Mapping[str, Any]) -> str | None:
    """Which object it is: by its address, or else by its keys."""
    address = str(raw.get("href") or "")
    named = address.partition(PATH)[2].partition("/")[0]
    if named in KINDS:
        return named
    together = next((kind for kind, keys in TOGETHER if keys <= raw.keys()), None)
    alone = (kind for kind, keys in ALONE if keys & raw.keys()) if "id" in raw else iter(())
    return together or next(alone, None)


def _nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """A query row with its dotted names as objects: ``role.id`` becomes ``{"role": {"id": ...}}``."""
    made: dict[str, Any] = {}
    for key, value in row.items():
        place, *steps = key.split(".")
        if not steps:
            made[place] = value
            continue
        inner = made.setdefault(place, {})
        for step in steps[:-1]:
            inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner
        if isinstance(inner, dict):
            inner[steps[-1]] = value
    return made
