"""KeyPay's part of the bundle: users with their access records, and what the business holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from rolescope.rights.model import Assignment, Principal, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.bundle import Strict
from rolescope.systems.faults import Problem, twins
from rolescope.systems.keypay.business import (
    EMPLOYEE,
    GROUP,
    KIOSK,
    LOCATION,
    SCHEDULE,
    Business,
    by_kind,
    in_order,
    number_of,
    read_business,
    row_id,
)
from rolescope.systems.keypay.catalogue import business_of
from rolescope.systems.keypay.collecting import Reading, short
from rolescope.systems.keypay.filters import doubts
from rolescope.systems.keypay.reading import read_record, warn_of_whole
from rolescope.systems.keypay.record import own_role, record_json, record_of, role_of
from rolescope.systems.vendor import Nodes

Name = Annotated[str, Field(min_length=1, pattern=r"\S")]
AN_EMAIL = r"^[^@\s]+@[^@\s]+$"


def _email(raw: Any) -> Any:
    if isinstance(raw, str) and not re.fullmatch(AN_EMAIL, raw):
        raise PydanticCustomError("email", "expected an e-mail address without space around it")
    return raw


def _id_or_text(raw: Any) -> Any:
    """One sentence for both alternatives."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise PydanticCustomError("id_or_text", "expected an id, or a text")
    return raw


Email = Annotated[str, BeforeValidator(_email), Field(pattern=AN_EMAIL)]
Id = Annotated[int, Field(ge=0)]
IdOrText = Annotated[str | int, BeforeValidator(_id_or_text)]
Vendor = dict[str, Any] | None


class Settings(Strict):
    """The vendor's id of the business, and its region."""

    business_id: int | None = None
    region: Literal["AU", "NZ", "UK", "MY", "SG"] | None = None


class TenantHead(Strict):
    """Name, system and settings."""

    name: Name
    system: Literal["keypay"]
    settings: Settings = Settings()


class FilterModel(Strict):
    """One condition of an employee group (KP-12)."""

    filterType: Literal[
        "Location", "LocationOrParents", "Employee", "PaySchedule", "EmploymentType", "EmployingEntity", "Tag"
    ]
    operator: Literal["In", "NotIn"]
    value: IdOrText


class GroupModel(Strict):
    """An employee group."""

    id: Id
    name: Name
    filterCombinationStrategy: Literal["Or", "And"] = "Or"
    filters: list[FilterModel] = Field(default_factory=list)
    vendor: Vendor = None


class LocationModel(Strict):
    """A location in the tree of locations."""

    id: Id
    name: Name
    parent: Id | None = None
    vendor: Vendor = None


class KioskModel(Strict):
    """A kiosk; ``open_to_all`` as of KP-25, null where it is not known."""

    id: Id
    name: Name
    open_to_all: bool | None = False
    vendor: Vendor = None


class ScheduleModel(Strict):
    """A pay schedule; whether runs and payments need an approval is unknown where it is left out (KP-31)."""

    id: Id
    name: Name
    approval: bool | None = None
    payment_approval: bool | None = None
    vendor: Vendor = None


class EmployeeModel(Strict):
    """An employee: a fact that is left out is unknown, null is none."""

    id: Id
    name: Name
    email: str | None = None
    home_location: Id | None = None
    pay_schedule: Id | None = None
    employment_type: IdOrText | None = None
    employing_entity: IdOrText | None = None
    tags: list[IdOrText] | None = None
    vendor: Vendor = None


class UserModel(Strict):
    """A user by e-mail; without ``access`` the business keeps no record of it (KP-05)."""

    name: str = ""
    email: Email
    access: dict[str, Any] | None = None


class KeyPayBundle(Strict):
    """A KeyPay business."""

    rolescope: Literal[1]
    tenant: TenantHead
    catalogue: Literal["builtin"] = "builtin"
    business: dict[str, Any] = Field(default_factory=dict)
    employee_groups: list[GroupModel] = Field(default_factory=list)
    locations: list[LocationModel] = Field(default_factory=list)
    kiosks: list[KioskModel] = Field(default_factory=list)
    pay_schedules: list[ScheduleModel] = Field(default_factory=list)
    employees: list[EmployeeModel] = Field(default_factory=list)
    users: list[UserModel] = Field(default_factory=list)
    pins: list[dict[str, Any]] = Field(default_factory=list)


TABLES = {
    "employee_groups": GROUP,
    "locations": LOCATION,
    "kiosks": KIOSK,
    "pay_schedules": SCHEDULE,
    "employees": EMPLOYEE,
}
"""The keys of the bundle that make the catalogue, with the kind of row."""


class KeyPayFormat:
    """Reads and writes KeyPay bundles."""

    Model = KeyPayBundle

    def nodes(self, raw: Mapping[str, Any], model: KeyPayBundle) -> Nodes | None:
        """The rows of the business; None where nothing of it is given."""
        rows = [_row(kind, one) for key, kind in TABLES.items() for one in getattr(model, key)]
        return in_order(rows) or None

    def catalogue_json(self, nodes: Nodes | None) -> dict[str, Any]:
        """The rows of the business under their keys."""
        found: dict[str, Any] = {"catalogue": "builtin"}
        for key, kind in TABLES.items():
            found[key] = [_row_json(row) for row in nodes or () if row["kind"] == kind]
        return found

    def misplaced(self, model: KeyPayBundle) -> Iterator[Problem]:
        """Rows that stand twice, and locations that lie in none there is."""
        for key, kind in TABLES.items():
            yield from twins(key, kind.replace("_", " "), [str(one.id) for one in getattr(model, key)])
        known = {place.id: place for place in model.locations}
        for number, place in enumerate(model.locations):
            yield from _known(f"locations[{number}].parent", "location", place.parent, known)

    def problems(self, model: KeyPayBundle, tree: Tree) -> Iterable[Problem]:
        """Names that point nowhere, things that stand twice, and what the vendor would refuse."""
        business = business_of(tree)
        yield from twins("users", "user", [user.email.strip().casefold() for user in model.users])
        for number, employee in enumerate(model.employees):
            place = f"employees[{number}]"
            yield from _known(f"{place}.home_location", "location", employee.home_location, business.locations)
            yield from _known(f"{place}.pay_schedule", "pay schedule", employee.pay_schedule, business.schedules)
        for number, user in enumerate(model.users):
            if user.access is not None:
                yield from _read(business, f"users[{number}].access", user).faults

    def warnings(self, model: KeyPayBundle, tree: Tree) -> Iterator[Problem]:
        """What can be taken over, but is hardly meant."""
        business = business_of(tree)
        for number, group in enumerate(model.employee_groups):
            for path, text in doubts(business.groups[group.id], business):
                yield Problem(f"employee_groups[{number}].{path}", text)
        for number, user in enumerate(model.users):
            if user.access is not None:
                yield from _read(business, f"users[{number}].access", user).warnings

    def to_tenant(self, model: KeyPayBundle, catalogue: str) -> Tenant:
        """The tenant a sound model describes."""
        business = business_of_model(model)
        roles, users = {}, {}
        for user in model.users:
            held = () if user.access is None else (Assignment(user.email),)
            extra = {"name": user.name} if user.name else {}
            users[user.email] = Principal(user.email, roles=held, extra=extra)
            if user.access is not None:
                reading = Reading(business)
                roles[user.email] = role_of(user.email, read_record(reading, user.access))
        return Tenant(
            name=model.tenant.name,
            system=model.tenant.system,
            settings=model.tenant.settings.model_dump(exclude_unset=True, exclude_none=True),
            roles=roles,
            principals=users,
            pins=tuple(model.pins),
            catalogue=catalogue,
            extra={"business": model.business} if model.business else {},
        )

    def to_json(self, tenant: Tenant) -> dict[str, Any]:
        """The bundle's keys of a tenant."""
        return {
            "tenant": {"name": tenant.name, "system": tenant.system, "settings": dict(tenant.settings)},
            **({"business": tenant.extra["business"]} if tenant.extra.get("business") else {}),
            "users": [_user_json(tenant, user) for user in tenant.principals.values()],
            "pins": list(tenant.pins),
        }


def business_of_model(model: KeyPayBundle) -> Business:
    """What a model says of the business, for reading its records."""

    return read_business(by_kind(KeyPayFormat().nodes({}, model) or ()))


def _read(business: Business, where: str, user: UserModel) -> Reading:
    reading = Reading(business, where, strict=True)
    record = read_record(reading, user.access)
    if not reading.faults:
        warn_of_whole(reading, record)
    for key, own in (("email", user.email), ("name", user.name)):
        said = (user.access or {}).get(key)
        if said not in (None, "", own) and not (key == "email" and _is_same_email(said, own)):
            reading.fault(key, f"{short(said)} contradicts the {key} of the user, {own!r}")
    return reading


def _is_same_email(one: Any, other: str) -> bool:
    """KP-04."""
    return isinstance(one, str) and one.strip().casefold() == other.casefold()


def _known(where: str, kind: str, number: int | None, known: Mapping[int, Any]) -> Iterator[Problem]:
    if number is not None and number not in known:
        yield Problem(where, f"there is no {kind} {number} in the business")


SAID_ANYWAY = {KIOSK: ("open_to_all",)}
"""What has a value also where a file leaves it out."""


def _row(kind: str, one: Any) -> dict[str, Any]:
    """A row of the catalogue; what was left out stays out, for it is unknown."""
    given: dict[str, Any] = one.model_dump(exclude_unset=True)
    given |= {key: getattr(one, key) for key in SAID_ANYWAY.get(kind, ()) if key not in given}
    if kind == KIOSK and given["open_to_all"] is None:
        del given["open_to_all"]
    row = {"id": row_id(kind, given.pop("id")), "name": given.pop("name"), "kind": kind}
    if kind == LOCATION:
        parent = given.pop("parent", None)
        row["parent"] = None if parent is None else row_id(LOCATION, parent)
    return row | given


def _row_json(row: Mapping[str, Any]) -> dict[str, Any]:
    besides = {key: value for key, value in row.items() if key not in ("id", "name", "kind", "parent")}
    parent = {} if row.get("parent") is None else {"parent": number_of(row["parent"])}
    unknown = {"open_to_all": None} if row["kind"] == KIOSK and "open_to_all" not in row else {}
    return {"id": number_of(row["id"]), "name": row["name"], **parent, **unknown, **besides}


def _user_json(tenant: Tenant, user: Principal) -> dict[str, Any]:
    role = own_role(tenant, user.name)
    if role is None:
        return {"name": user.extra.get("name", ""), "email": user.name}
    access = record_json(record_of(role), user)
    named = {key: access.pop(key) for key in ("name", "email")}
    return {**named, "access": access}


FORMAT = KeyPayFormat()
