"""The vendor's own JSON: which objects a file holds, bare or in a list, and the rows of a catalogue they make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rolescope.systems.faults import BundleError, Problem
from rolescope.systems.keypay.business import EMPLOYEE, GROUP, KIOSK, LOCATION, SCHEDULE, row_id
from rolescope.systems.keypay.mistakes import BodyError, parse_json
from rolescope.systems.keypay.vocabulary import FILTER_TYPES, OPERATORS, OR, STRATEGIES

ACCESS, LOOKUP = "access", "lookup"
HINTS: tuple[tuple[str, frozenset[str]], ...] = (
    (ACCESS, frozenset({"accessType"})),
    (ACCESS, frozenset({"employeeGroups", "email"})),
    (ACCESS, frozenset({"mergeExistingAccess"})),
    (GROUP, frozenset({"filterCombinationStrategy"})),
    (GROUP, frozenset({"filters", "name"})),
    (SCHEDULE, frozenset({"payScheduleApprovalSettings"})),
    (SCHEDULE, frozenset({"frequency", "name"})),
    (KIOSK, frozenset({"availableToAllRestrictedUsersWithKioskAccess"})),
    (KIOSK, frozenset({"canAddEmployees", "name"})),
    (EMPLOYEE, frozenset({"firstName", "surname"})),
    (EMPLOYEE, frozenset({"primaryLocation", "id"})),
    (EMPLOYEE, frozenset({"employmentType", "id"})),
    (LOCATION, frozenset({"parentId", "name"})),
    (LOCATION, frozenset({"fullyQualifiedName", "name"})),
)
"""By what an object is known: the first set of properties that it has, whatever their case."""
KIND_WORDS = "an access record, employee group, location, kiosk, pay schedule, employee or lookup entry"


@dataclass(frozen=True, slots=True)
class Found:
    """One object of a file; ``where`` is its path, empty where the file holds just this."""

    kind: str
    raw: dict[str, Any]
    file: str
    where: str


def kind_of(raw: Any) -> str | None:
    """What an object is; None where nothing tells."""
    if not isinstance(raw, dict):
        return None
    keys = {str(key).casefold() for key in raw}
    for kind, hint in HINTS:
        if {name.casefold() for name in hint} <= keys:
            return kind
    if keys == {"id", "name"} and isinstance(next(iter(raw.values())), str):
        return LOOKUP
    return None


def looks_like_objects(raw: Any) -> bool:
    """Whether parsed JSON may be the vendor's."""
    return kind_of(raw[0] if isinstance(raw, list) and raw else raw) is not None


def read_objects(text: str, file: str, warn: Callable[[str], None]) -> list[Found]:
    """The objects of one file.

    Raises:
        BundleError: when it is no JSON, or holds something else.
    """
    try:
        raw, warnings = parse_json(text)
    except BodyError as error:
        raise BundleError(file, [Problem("", str(error))]) from None
    for warning in warnings:
        warn(f"{file}: {warning}")
    pairs = [(f"[{n}]", one) for n, one in enumerate(raw)] if isinstance(raw, list) else [("", raw)]
    found = [(kind_of(one), where, one) for where, one in pairs]
    problems = [Problem(where, f"expected {KIND_WORDS}") for kind, where, _ in found if kind is None]
    if problems:
        raise BundleError(file, problems)
    return [Found(kind, one, file, where) for kind, where, one in found if kind is not None]


# Rows


class RowError(ValueError):
    """An object cannot become a row; the message is a path and a sentence."""


def make_row(found: Found, names: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """The catalogue row of an object; ``names`` gives locations and pay schedules by name.

    What the object does not say stays out of the row: it is unknown.

    Raises:
        RowError: when it has no id, or something in it points nowhere.
    """
    raw = {str(key).casefold(): value for key, value in found.raw.items()}
    number = raw.get("id")
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise RowError(f"id: expected the vendor's id, a whole number, not {number!r}")
    row = {"id": row_id(found.kind, number), "name": _name(raw) or str(number), "kind": found.kind}
    return row | MAKERS[found.kind](raw, names) | {"vendor": found.raw}


def _name(raw: Mapping[str, Any]) -> str:
    parts = (raw.get(key) for key in ("firstname", "surname"))
    return str(raw.get("name") or raw.get("displayname") or " ".join(str(part) for part in parts if part)).strip()


def _group(raw: Mapping[str, Any], names: Any) -> dict[str, Any]:
    strategy = _word("filterCombinationStrategy", raw.get("filtercombinationstrategy") or OR, STRATEGIES)
    filters = []
    for number, one in enumerate(raw.get("filters") or ()):
        known = {str(key).casefold(): value for key, value in one.items()} if isinstance(one, dict) else {}
        at = f"filters[{number}]"
        filters.append(
            {
                "filterType": _word(f"{at}.filterType", known.get("filtertype"), FILTER_TYPES),
                "operator": _word(f"{at}.operator", known.get("operator"), OPERATORS),
                "value": str("" if known.get("value") is None else known["value"]),
            }
        )
    return {"filterCombinationStrategy": strategy, "filters": filters}


def _word(path: str, value: Any, known: tuple[str, ...]) -> str:
    found = {word.casefold(): word for word in known}.get(str(value).strip().casefold())
    if found is None:
        raise RowError(f"{path}: expected one of {', '.join(known)}, not {value!r}")
    return found


def _location(raw: Mapping[str, Any], names: Any) -> dict[str, Any]:
    parent = raw.get("parentid")
    return {"parent": None if parent is None else row_id(LOCATION, int(parent))}


def _kiosk(raw: Mapping[str, Any], names: Any) -> dict[str, Any]:
    return {"open_to_all": raw.get("availabletoallrestricteduserswithkioskaccess") is True}


def _schedule(raw: Mapping[str, Any], names: Any) -> dict[str, Any]:
    found = {}
    for key, settings in (
        ("approval", raw.get("payscheduleapprovalsettings")),
        ("payment_approval", raw.get("payschedulepaymentapprovalsettings")),
    ):
        switch = settings.get("requireApproval") if isinstance(settings, dict) else None
        if isinstance(switch, bool):
            found[key] = switch
    return found


def _employee(raw: Mapping[str, Any], names: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    email = raw.get("email") or raw.get("emailaddress")
    if email:
        found["email"] = str(email)
    for key, sources, kind in (
        ("home_location", ("homelocationid", "primarylocationid", "primarylocation"), LOCATION),
        ("pay_schedule", ("payscheduleid", "payschedule", "payrundefaultpayschedule"), SCHEDULE),
    ):
        source = next((name for name in sources if name in raw), None)
        if source is not None:
            found[key] = _reference(source, raw[source], names[kind])
    for key, source in (("employment_type", "employmenttype"), ("employing_entity", "employingentityid")):
        if source in raw:
            found[key] = raw[source]
    if "tags" in raw:
        found["tags"] = _tags(raw["tags"])
    return found


def _reference(path: str, value: Any, names: Mapping[str, int]) -> int | None:
    """An id, an object with one, or a name; several names as the vendor joins them are a path of locations."""
    if isinstance(value, dict):
        value = value.get("id", value.get("name"))
    if value is None or value == "":
        return None
    if isinstance(value, int):
        return value
    number = names.get(str(value).strip().casefold())
    if number is None:
        raise RowError(f"{path}: nothing of the name {value!r} is known in the business")
    return number


def _tags(value: Any) -> list[str]:
    if isinstance(value, str):
        value = value.replace("|", ",").split(",")
    return [str(one).strip() for one in value or () if str(one).strip()]


MAKERS: Mapping[str, Callable[[Mapping[str, Any], Any], dict[str, Any]]] = {
    GROUP: _group,
    LOCATION: _location,
    KIOSK: _kiosk,
    SCHEDULE: _schedule,
    EMPLOYEE: _employee,
}


def names_of(rows: Iterator[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Locations and pay schedules by name without case; names that several have are left out."""
    found: dict[str, dict[str, int]] = {LOCATION: {}, SCHEDULE: {}}
    twice: set[tuple[str, str]] = set()
    for row in rows:
        if row["kind"] in found:
            vendor = row.get("vendor") or {}
            for name in {str(row["name"]), str(vendor.get("fullyQualifiedName") or row["name"])}:
                key = name.strip().casefold()
                if key in found[row["kind"]]:
                    twice.add((row["kind"], key))
                found[row["kind"]][key] = int(row["id"].partition("/")[2])
    for kind, key in twice:
        del found[kind][key]
    return found
