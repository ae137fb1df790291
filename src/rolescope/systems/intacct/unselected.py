"""What is not known of a role, group or user because no query row selected it (f2, f6).

The defaults of f2 are what POST makes of a field that is left out. A row of a query, or an object that somebody cut
down, is silent about a field for another reason: nobody asked. Then the default is no answer, and whoever works out
rights has to count the field as unknown (our choice; only a missing ``isEnabled`` is settled, IA-62). ``extra`` keeps
the vendor's names of such fields under ``unselected``; a name goes when a later object says the field.

Lists of roles and assignments cannot be selected at all. Rows of their own tell what is in them, each of one member,
and no row tells that there are no others: a list is known once the object itself tells it, or somebody says that all
there is was read. Which groups a user is in no object tells (f2), so that this is said in that second way alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from rolescope.rights.model import Group, Principal, Role
from rolescope.rights.people import with_value
from rolescope.rights.system import Setting
from rolescope.systems.intacct.said import IN_PART, OWN_GRANTS, ROLE_GRANTS, ROLES, VENDOR
from rolescope.systems.intacct.vocabulary import ACTIVE, ADMIN_OFF

UNSELECTED = "unselected"
"""The key under which the names are kept; it is missing where every field is known."""
APPLY_TO, ROLE_TYPE = "applyTo", "roleType"
USER_TYPE, ADMIN, STATUS = "userType", "adminPrivileges", "status"
RESTRICTED = "webServices.isRestricted"
GROUPS = "groups"
"""Which groups a user is in: no field of the vendor's user, but told by user-group-member rows."""
OF_ROLE: tuple[str, ...] = (APPLY_TO, ROLE_TYPE, ROLE_GRANTS)
OF_GROUP: tuple[str, ...] = (ROLES,)
OF_USER: tuple[str, ...] = (USER_TYPE, ADMIN, STATUS, RESTRICTED, ROLES, OWN_GRANTS, GROUPS)
"""The fields that have a default, which for a list is none; all but the role type decide rights."""
LISTS = frozenset({ROLE_GRANTS, ROLES, OWN_GRANTS, GROUPS})
KEYS = {APPLY_TO: "apply_to", ROLE_TYPE: "type", USER_TYPE: "type", ADMIN: "admin"}
"""By which key ``extra`` holds a value."""


def unselected(held: Role | Group | Principal) -> frozenset[str]:
    """The vendor's names of the fields that are not known of something; none of what was made here."""
    names = frozenset(held.extra.get(UNSELECTED) or ())
    return frozenset(name for name in names if not _known_since(held, name))


def _known_since(held: Role | Group | Principal, name: str) -> bool:
    """Whether an edit has given the field a value, or another field tells it.

    What an edit puts into a list is certain, and says nothing of what else is there.
    """
    extra = held.extra
    if name in LISTS:
        return False
    if name == STATUS:
        return isinstance(held, Principal) and held.status != ACTIVE
    if name == RESTRICTED:
        return (extra.get("web_services") or {}).get("restricted") is not None
    if name == USER_TYPE and extra.get("admin", ADMIN_OFF) != ADMIN_OFF:
        return True  # IA-21: an admin is a business user
    return extra.get(KEYS[name]) is not None


FIELDS = {**KEYS, RESTRICTED: "web_services.restricted"}
"""By which field of a form a value is given."""


def unknown_keys(held: Role | Principal) -> tuple[str, ...]:
    """The fields of a form of which no value is known."""
    return tuple(FIELDS[name] for name in sorted(unselected(held)) if name in FIELDS)


def answered(
    extra: Mapping[str, Any], fields: Sequence[Setting], values: Mapping[str, object], unknown: Collection[str]
) -> Mapping[str, Any]:
    """``extra`` with the values that were given to fields that were not known: said, so that they are sent as well."""
    for field in fields:
        if field.name in unknown and values.get(field.name) is not None:
            extra = with_value(extra, field, values[field.name])
    return extra


def told_by_a_row(extra: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """``extra`` once something has been told of a field."""
    left = [other for other in extra.get(UNSELECTED) or () if other != name]
    kept = {key: value for key, value in extra.items() if key != UNSELECTED}
    return {**kept, UNSELECTED: left} if left else kept


def all_told(held: Mapping[str, Any], settled: Collection[str]) -> Mapping[str, Any]:
    """``extra`` once all is known that is in some lists: there is no more than rows and edits have told."""
    rows = held.get(IN_PART) or {}
    lists = {*(held.get(UNSELECTED) or ()), *rows} & set(settled)
    if not lists:
        return held
    said = {**(held.get(VENDOR) or {}), **{name: rows.get(name, []) for name in lists if name != GROUPS}}
    for name in lists:
        held = told_by_a_row(held, name)
    left = {name: told for name, told in rows.items() if name not in lists}
    kept = {key: value for key, value in held.items() if key != IN_PART}
    return {**kept, **({IN_PART: left} if left else {}), VENDOR: said}


def left_out(
    before: Role | Group | Principal | None, raw: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, list[str]]:
    """What stays unknown once an object is taken over, as it stands in ``extra``; ``before`` is None for a new one."""
    open_before = names if before is None else before.extra.get(UNSELECTED) or ()
    found = [name for name in open_before if not _says(raw, name)]
    return {UNSELECTED: found} if found else {}


def _says(raw: Mapping[str, Any], name: str) -> bool:
    """Whether an object gives a field a value; null says nothing of a field that always has one."""
    found: Any = raw
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found is not None
