"""What each object of a company can be asked about (f2, f6): its fields, their types, and where they may stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rolescope.rights.near_names import did_you_mean
from rolescope.systems.faults import clipped
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.query.errors import QueryError, field_error
from rolescope.systems.intacct.vocabulary import ADMIN, APPLY_TO, RIGHTS, ROLE_TYPES, STATUSES, USER_TYPES

TEXT, BOOLEAN, DATE, ARRAY = "text", "true or false", "a date", "an array"
SELECT, FILTER, SORT = "select", "filter", "sort"
MOST_NAMED = 12
"""Values that a field can have, as many as are listed."""
ANYWHERE, ONLY_SELECT = frozenset({SELECT, FILTER, SORT}), frozenset({SELECT})


@dataclass(frozen=True, slots=True)
class Field:
    """A field by the vendor's name, dotted where it is within something."""

    name: str
    type: str = TEXT
    uses: frozenset[str] = ANYWHERE
    values: tuple[str, ...] = ()
    """The values it can have, where they are known."""
    default: Any = None
    """What the vendor takes where nothing was ever set."""
    numeric: bool = False
    """Whether its texts are numbers, and are ordered as such: keys."""

    def value(self, row: Mapping[str, Any]) -> Any:
        """The field's value in an object, null where it has none or is not known."""
        found: Any = row
        for step in self.name.split("."):
            if not isinstance(found, Mapping) or step not in found:
                return self.default
            found = found[step]
        return found


def _plain(*names: str) -> list[Field]:
    return [Field(name) for name in names]


def _key(name: str, uses: frozenset[str] = ANYWHERE) -> Field:
    return Field(name, uses=uses, numeric=True)


def _reference(name: str, *filterable: str, also: tuple[str, ...] = ()) -> list[Field]:
    """A reference: its fields can be selected, and filtered where that is documented."""
    parts = dict.fromkeys(("id", *filterable, *also))
    told = [Field(f"{name}.{part}", uses=ANYWHERE if part in filterable else ONLY_SELECT) for part in parts]
    return [_key(f"{name}.key", ONLY_SELECT), *told, Field(f"{name}.href", uses=ONLY_SELECT)]


def _switches(group: str, **defaults: bool | None) -> list[Field]:
    prefix = f"{group}." if group else ""
    return [Field(f"{prefix}{name}", BOOLEAN, default=default) for name, default in defaults.items()]


def _rights(name: str) -> Field:
    return Field(name, ARRAY, frozenset({SELECT, FILTER}), RIGHTS)


_HEAD = [_key("key"), *_plain("id"), Field("href", uses=ONLY_SELECT)]
_NUMBERED = [_key("key"), _key("id"), Field("href", uses=ONLY_SELECT)]
"""Where the id is the key."""
_AUDIT = [
    Field("audit.createdDateTime", DATE),
    Field("audit.modifiedDateTime", DATE),
    *_plain("audit.createdBy", "audit.modifiedBy"),
    *_reference("audit.createdByUser"),
    *_reference("audit.modifiedByUser"),
]
_USER = [
    *_plain("userName", "accountEmail"),
    Field("userType", values=USER_TYPES, default="business"),
    Field("adminPrivileges", values=ADMIN, default="off"),
    Field("status", values=STATUSES, default="active"),
    *_switches("webServices", isEnabled=True, isRestricted=False),
    *_switches("password", neverExpires=False, requiresReset=False, disablePassword=False),
    *_switches("sso", isSSOEnabled=None),
    *_plain("sso.federatedSSOId"),
    *_switches("entityAccess", allowUnrestrictedAccess=True, allowTopLevelAccess=False),
    *_switches("", hideOtherDepartmentTransactions=False, isChatterDisabled=None),
    Field("trustedDevices", values=("companyDefault", "always", "never")),
    *_reference("contact"),
    *_reference("entity", also=("name",)),
]
_ROLE = [
    *_plain("description"),
    Field("roleType", values=ROLE_TYPES, default="enterprise"),
    Field("applyTo", values=APPLY_TO, default="loginAndSlideIn"),
]
FIELDS: dict[str, list[Field]] = {
    objects.PERMISSION: [*_NUMBERED, *_plain("module", "name", "permissionGroup"), _rights("allowedAccessRights")],
    objects.ROLE: [*_HEAD, *_ROLE, *_AUDIT],
    objects.ASSIGNMENT: [
        *_NUMBERED,
        *_reference("role", "id"),
        *_reference("permission", "module", "name"),
        _rights("accessRights"),
        *_AUDIT,
    ],
    objects.ROLE_USER: [*_NUMBERED, *_reference("role", "id"), *_reference("user", "id"), *_AUDIT],
    objects.ROLE_GROUP: [*_NUMBERED, *_reference("role", "id"), *_reference("userGroup", "id"), *_AUDIT],
    objects.USER: [*_HEAD, *_USER, *_AUDIT],
    objects.GROUP: [*_HEAD, *_plain("description"), *_AUDIT],
    objects.MEMBER: [
        *_HEAD,
        *_reference("userGroup", "id"),
        *_reference("user", "id", also=("userName",)),
        *_AUDIT,
    ],
}
"""The fields of each object. Other arrays, and what can only be written, cannot be asked for at all."""

SHORT = {
    objects.ROLE: {"type": "roleType", "apply_to": "applyTo"},
    objects.USER: {"type": "userType", "admin": "adminPrivileges", "email": "accountEmail"},
    objects.PERMISSION: {"rights": "allowedAccessRights", "group": "permissionGroup"},
    objects.ASSIGNMENT: {"rights": "accessRights", "module": "permission.module", "name": "permission.name"},
}
"""Shorter words that may be typed instead."""


def fields_of(name: str) -> tuple[str, dict[str, Field]]:
    """The kind of an object that a query names, and its fields.

    Raises:
        QueryError: when there is no such object.
    """
    kind = name.removeprefix("objects/").removeprefix("company-config/")
    if kind not in FIELDS:
        known = [f"company-config/{known}" for known in FIELDS]
        raise QueryError("object", f"unknown object {name!r}{did_you_mean(name, known)}")
    return kind, {field.name: field for field in FIELDS[kind]}


def field_of(kind: str, name: str, use: str, place: str) -> Field:
    """A field that is to be selected, filtered or sorted by.

    Raises:
        QueryError: when the object has no such field, or it cannot be used for that.
    """
    _, known = fields_of(kind)
    found = known.get(name)
    if found is None:
        meant = SHORT.get(kind, {}).get(name.casefold())
        raise field_error(place, name, kind, f", did you mean {meant!r}?" if meant else did_you_mean(name, known))
    if use not in found.uses:
        raise field_error(place, name, kind)
    return found


def typed_field(kind: str, word: str, place: str) -> Field:
    """A field by any word for it that is clear: its name in any case, a short word, or the last part of its name.

    Raises:
        QueryError: when no field that can be filtered is called so.
    """
    fields = [field for field in FIELDS[kind] if FILTER in field.uses]
    short = SHORT.get(kind, {})
    wanted = short.get(word.casefold(), word).casefold()
    exact = [field for field in fields if field.name.casefold() == wanted]
    ending = [field for field in fields if field.name.casefold().rpartition(".")[2] == wanted]
    if exact or len(ending) == 1:
        return (exact or ending)[0]
    names = [*(field.name for field in fields), *short]
    hint = did_you_mean(word, names) or f", expected one of {', '.join(names)}"
    raise QueryError(place, f"unknown field {word!r}{hint}")


def known_value(field: Field, word: str, place: str, any_case: bool) -> str:
    """One of the values that a field can have, as the vendor spells it.

    Raises:
        QueryError: when it can never have this one, which would let nothing through without a word.
    """
    spelt = {value.casefold(): value for value in field.values}.get(word.casefold()) if any_case else word
    if spelt in field.values:
        return spelt
    few = f": expected {', '.join(field.values)}" if len(field.values) <= MOST_NAMED else ""
    raise QueryError(place, f"{field.name} is never {clipped(word)!r}{did_you_mean(word, field.values) or few}")
