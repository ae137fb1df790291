"""Reading an access record: every documented spelling, and for each fault a sentence that says what to change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rolescope.rights.model import Rights
from rolescope.systems.faults import Problem, clipped, nearest
from rolescope.systems.keypay.business import Business
from rolescope.systems.keypay.record import FULL_ACCESS, LocationRule, Record
from rolescope.systems.keypay.sections import NOTHING
from rolescope.systems.keypay.vocabulary import (
    ACCESS_TYPES,
    ADD_FROM_KIOSK,
    APPROVAL_ACCESS,
    CREATION_ACCESS,
    CURRENT_FLAGS,
    FLAG_BITS,
    FLAGS,
    FOR_APPROVAL,
    FOR_CREATION,
    KIOSK_ACCESS,
    LOCATION_FILTERS,
    LODGES,
    NO_KIOSKS,
    NO_REPORTS,
    NO_RESTRICTION,
    PAYMENTS_SELECTED,
    PAYROLL_ACCESS,
    REPORT_ACCESS,
    REPORT_OF_ID,
    REPORTS,
    RUNS_SELECTED,
    SPECIFIC_REPORTS,
    UNRESTRICTED,
    words,
)

FLAG_LOOKUP = "GET /api/v2/lookupdata/employeegrouppermissions"
REPORT_LOOKUP = "GET /api/v2/lookupdata/reports"
SECTIONS = ("employeeGroups", "locationAccess", "reports", "kioskAccess", "payrollAccess")
PERSON = ("name", "email")
ORDERS = ("suppressNotificationEmails", "mergeExistingAccess")
"""What only a POST says."""
KEYS: dict[str, tuple[str, ...]] = {
    "": ("accessType", *SECTIONS, *PERSON, *ORDERS),
    "employeeGroups": ("employeeGroupId", "permissions"),
    "locationAccess": ("filterType", "locationIds", "permissions"),
    "reports": ("accessType", "specificReports", NO_RESTRICTION),
    "kioskAccess": ("accessType", "kiosks", "permissions"),
    "payrollAccess": (
        LODGES,
        "userBusinessRestrictionCount",
        "payRunApprovalAccess",
        "payRunCreationAccess",
        FOR_APPROVAL,
        FOR_CREATION,
    ),
}
"""The properties of each part; they are matched without case."""

Json = Any


@dataclass(slots=True)
class Reading:
    """What was read, with every fault and warning; ``where`` stands before each path."""

    business: Business
    where: str = ""
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    """The properties at the top that were there and not null."""
    merge: bool = False
    strict: bool = False
    """Whether an unknown property is a fault, and not only left out."""

    def fault(self, path: str, text: str) -> None:
        """Note what keeps the record from being taken."""
        self.faults.append(Problem(self._place(path), text))

    def warn(self, path: str, text: str) -> None:
        """Note what is taken, but hardly meant."""
        self.warnings.append(Problem(self._place(path), text))

    def _place(self, path: str) -> str:
        return ".".join(part for part in (self.where, path) if part)

    def members(self, path: str, raw: Json, part: str) -> dict[str, Json]:
        """The properties of an object by their proper names; null is as good as missing."""
        if not isinstance(raw, dict):
            self.fault(path, f"expected an object, not {_short(raw)}")
            return {}
        known = {name.casefold(): name for name in KEYS[part]}
        found: dict[str, Json] = {}
        for key, value in raw.items():
            name = known.get(str(key).casefold())
            place = f"{path}.{key}" if path else str(key)
            if name is None:
                hint = nearest(str(key), known.values())
                if self.strict:
                    self.fault(place, f"unknown property{hint}")
                else:
                    self.warn(place, f"unknown property, left out{hint}")
            elif value is not None:
                found[name] = value
        return found

    def elements(self, path: str, raw: Json) -> Iterator[tuple[str, Json]]:
        """The elements of a list with their paths."""
        if not isinstance(raw, list):
            self.fault(path, f"expected a list, not {_short(raw)}")
            return
        yield from ((f"{path}[{number}]", value) for number, value in enumerate(raw))

    def word(self, path: str, raw: Json, known: Sequence[str], default: str) -> str:
        """One of some words, whatever its case; the default where it is missing."""
        if raw is None:
            return default
        found = {word.casefold(): word for word in known}.get(str(raw).strip().casefold())
        if found is None or not isinstance(raw, str):
            self.fault(path, f"expected one of {', '.join(known)}, not {_short(raw)}")
            return default
        return found

    def boolean(self, path: str, raw: Json) -> bool:
        """True or false; missing is false."""
        if raw is not None and not isinstance(raw, bool):
            self.fault(path, f"expected true or false, not {_short(raw)}")
        return raw is True

    def ids(self, path: str, raw: Json, kind: str, known: Iterable[int]) -> tuple[int, ...]:
        """Some of the vendor's ids, each once."""
        found: dict[int, None] = {}
        for place, one in self.elements(path, raw) if raw is not None else ():
            if self.id(place, one, kind, known):
                found[one] = None
        return tuple(found)

    def id(self, path: str, raw: Json, kind: str, known: Iterable[int]) -> bool:
        """Whether a value is one of the vendor's ids that the business knows."""
        if not isinstance(raw, int) or isinstance(raw, bool):
            self.fault(path, f"expected the id of a {kind}, not {_short(raw)}")
            return False
        if raw not in known:
            self.fault(path, f"there is no {kind} {raw} in the business")
            return False
        return True


def read_record(reading: Reading, raw: Json) -> Record:
    """The record that some JSON says; sound only where the reading holds no fault."""
    known = reading.members("", raw, "")
    reading.given = set(known)
    reading.merge = reading.boolean("mergeExistingAccess", known.get("mergeExistingAccess"))
    reading.boolean("suppressNotificationEmails", known.get("suppressNotificationEmails"))
    access = reading.word("accessType", known.get("accessType"), ACCESS_TYPES, UNRESTRICTED)
    if "accessType" not in known and not reading.merge:
        text = "missing, so this is FULL ACCESS to everything in the business; say Restricted if it is not (KP-01)"
        reading.warn("accessType", text)
    record = _sections(reading, known, access)
    if access == UNRESTRICTED and not (reading.merge and "accessType" not in known):
        told = [name for name in SECTIONS if name in known]
        if told:
            reading.warn(told[0], f"{', '.join(told)} add nothing to full access and are dropped (KP-02)")
        return FULL_ACCESS
    _warn_of_emptiness(reading, record)
    return record


def _sections(reading: Reading, known: Mapping[str, Json], access: str) -> Record:
    reports, listed, free = _reports(reading, known.get("reports"))
    kiosk_access, kiosks, kiosk_flags = _kiosks(reading, known.get("kioskAccess"))
    return Record(
        access,
        _groups(reading, known.get("employeeGroups")),
        _locations(reading, known.get("locationAccess")),
        reports,
        listed,
        free,
        kiosk_access,
        kiosks,
        kiosk_flags,
        *_payroll(reading, known.get("payrollAccess")),
    )


def _warn_of_emptiness(reading: Reading, record: Record) -> None:
    """KP-03, KP-37: what a restricted record without groups comes to."""
    if reading.merge:
        return
    if record == Record(record.access_type):
        reading.warn("employeeGroups", "a restricted record with no section opens nothing at all (KP-03)")
    elif not record.groups and not record.locations and record.report_access != NO_REPORTS:
        text = "no employee group and no location: the reports show the whole business (KP-37)"
        reading.warn("employeeGroups", text)


# Groups and locations


def _groups(reading: Reading, raw: Json) -> tuple[tuple[int, Rights], ...]:
    """KP-11, KP-15: rules by group; the same group twice is one rule."""
    found: dict[int, Rights] = {}
    for path, element in reading.elements("employeeGroups", raw) if raw is not None else ():
        known = reading.members(path, element, "employeeGroups")
        flags = _rule_flags(reading, f"{path}.permissions", known.get("permissions"))
        number, place = known.get("employeeGroupId"), f"{path}.employeeGroupId"
        if number is None:
            reading.fault(place, "missing: each element needs the id of its employee group")
        elif reading.id(place, number, "employee group", reading.business.groups):
            found[number] = found.get(number, NOTHING) | flags
            if not reading.business.groups[number].filters:
                reading.warn(place, f"group {number} has no filter, so it matches nobody (KP-14)")
    return tuple(found.items())


def _locations(reading: Reading, raw: Json) -> tuple[LocationRule, ...]:
    """KP-16, KP-17, KP-21."""
    found = []
    for path, element in reading.elements("locationAccess", raw) if raw is not None else ():
        known = reading.members(path, element, "locationAccess")
        if "filterType" not in known:
            reading.fault(f"{path}.filterType", f"missing: expected one of {', '.join(LOCATION_FILTERS)}")
        filter_type = reading.word(f"{path}.filterType", known.get("filterType"), LOCATION_FILTERS, LOCATION_FILTERS[0])
        ids = reading.ids(f"{path}.locationIds", known.get("locationIds"), "location", reading.business.locations)
        if not known.get("locationIds"):
            reading.warn(f"{path}.locationIds", "no location is listed, so the rule reaches nobody (KP-21)")
        flags = _rule_flags(reading, f"{path}.permissions", known.get("permissions"))
        found.append(LocationRule(filter_type, ids, flags))
    return tuple(found)


def _rule_flags(reading: Reading, path: str, raw: Json) -> Rights:
    flags = read_flags(reading, path, raw)
    if ADD_FROM_KIOSK in flags:
        reading.warn(path, f"{ADD_FROM_KIOSK} has no effect here: it belongs into kioskAccess.permissions (KP-24)")
    return flags


# Flags


def read_flags(reading: Reading, path: str, raw: Json) -> Rights:
    """KP-44, KP-48 to KP-50: flags as names in one text or in a list, or as a mask of the published bits."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | list | None):
        reading.fault(path, f"expected permission names in one text, separated by commas, not {_short(raw)}")
        return NOTHING
    if isinstance(raw, str) and re.fullmatch(r"\s*[+-]?\d{1,20}\s*", raw):
        raw = int(raw)
    if isinstance(raw, int):
        return _mask(reading, path, raw)
    names = raw.split(",") if isinstance(raw, str) else raw or []
    known = {flag.casefold(): flag for flag in FLAGS}
    found: set[str] = set()
    for name in names:
        shown = str(name).strip()
        flag = known.get(shown.casefold()) if isinstance(name, str) else None
        if flag is not None:
            found.add(flag)
        elif shown or not isinstance(name, str):
            reading.fault(path, _unknown_flag(shown))
    for flag in found - set(CURRENT_FLAGS):
        reading.warn(path, f"{flag} was withdrawn by the vendor; it is kept (KP-44)")
    return frozenset(found)


def _unknown_flag(name: str) -> str:
    allowed = f"allowed are {', '.join(CURRENT_FLAGS)}"
    return f"unknown permission {clipped(name)!r}{nearest(name, FLAGS)}; {allowed} ({FLAG_LOOKUP} lists them)"


def _mask(reading: Reading, path: str, mask: int) -> Rights:
    """KP-49: a number is a mask of the published bits, and always warned of."""
    published = sum(1 << bit for bit in FLAG_BITS)
    if mask < 0 or mask & ~published:
        left = mask if mask < 0 else mask & ~published
        reading.fault(path, f"{mask} holds {left}, which is no published permission: write the names instead (KP-49)")
        return NOTHING
    flags = frozenset(flag for bit, flag in FLAG_BITS.items() if mask >> bit & 1)
    if mask:
        text = f"the number {mask} is read as {words(flags)}; write the names, numbers may come to mean others (KP-49)"
        reading.warn(path, text)
    return flags


# Reports


def _reports(reading: Reading, raw: Json) -> tuple[str, tuple[str, ...], bool]:
    """KP-35, KP-36, KP-40, KP-42."""
    known = reading.members("reports", raw, "reports") if raw is not None else {}
    access = reading.word("reports.accessType", known.get("accessType"), REPORT_ACCESS, NO_REPORTS)
    faults = len(reading.faults)
    listed = read_reports(reading, "reports.specificReports", known.get("specificReports"))
    free = reading.boolean(f"reports.{NO_RESTRICTION}", known.get(NO_RESTRICTION))
    if access == SPECIFIC_REPORTS and not listed and len(reading.faults) == faults:
        text = (
            f"accessType is SpecificReports, so at least one report must be listed ({REPORT_LOOKUP} lists them, KP-42)"
        )
        reading.fault("reports.specificReports", text)
    if access != SPECIFIC_REPORTS and listed:
        told = f"accessType is {access}" if "accessType" in known else "accessType is missing"
        text = f"{told}, so this list is stored as 0; it counts only with accessType SpecificReports (KP-42)"
        reading.warn("reports.specificReports", text)
        listed = ()
    return access, listed, free


def read_reports(reading: Reading, path: str, raw: Json) -> tuple[str, ...]:
    """KP-40, KP-65: reports by id or name, in the order of the data file."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | None):
        reading.fault(path, f"expected ids or names in one text, separated by commas, not {_short(raw)}")
        return ()
    known = {name.casefold(): name for name in REPORTS}
    found: set[str] = set()
    parts = [part.strip() for part in str("" if raw is None else raw).split(",")]
    for part in parts if set(parts) - {"", "0"} else ():
        if part.casefold() in known:
            found.add(known[part.casefold()])
        elif re.fullmatch(r"[+-]?\d+", part):
            number = int(part) if len(part) < 9 else -1
            if number in REPORT_OF_ID:
                found.add(REPORT_OF_ID[number])
            else:
                last = max(REPORT_OF_ID)
                reading.fault(path, f"there is no report {clipped(part)}: known ids are 1 to {last} ({REPORT_LOOKUP})")
        elif part:
            told = f"unknown report {clipped(part)!r}{nearest(part, REPORTS)}"
            reading.fault(path, f"{told} ({REPORT_LOOKUP} lists them)")
    return tuple(name for name in REPORTS if name in found)


# Kiosks and payroll


def _kiosks(reading: Reading, raw: Json) -> tuple[str, tuple[int, ...], Rights]:
    """KP-22, KP-24."""
    known = reading.members("kioskAccess", raw, "kioskAccess") if raw is not None else {}
    access = reading.word("kioskAccess.accessType", known.get("accessType"), KIOSK_ACCESS, NO_KIOSKS)
    kiosks = reading.ids("kioskAccess.kiosks", known.get("kiosks"), "kiosk", reading.business.kiosks)
    path = "kioskAccess.permissions"
    flags = read_flags(reading, path, known.get("permissions"))
    other = flags - {ADD_FROM_KIOSK}
    if other:
        reading.warn(path, f"{words(other)} has no effect here: only {ADD_FROM_KIOSK} does (KP-24)")
    return access, kiosks, flags


Payroll = tuple[bool, str | None, str | None, tuple[int, ...], tuple[int, ...]]


def _payroll(reading: Reading, raw: Json) -> Payroll:
    """KP-27 to KP-33."""
    known = reading.members("payrollAccess", raw, "payrollAccess") if raw is not None else {}
    at = "payrollAccess."
    schedules = reading.business.schedules
    approval = _payroll_word(reading, "payRunApprovalAccess", known, APPROVAL_ACCESS)
    creation = _payroll_word(reading, "payRunCreationAccess", known, CREATION_ACCESS)
    lists = {
        name: reading.ids(f"{at}{name}", known.get(name), "pay schedule", schedules)
        for name in (FOR_APPROVAL, FOR_CREATION)
    }
    for word, name in ((approval, FOR_APPROVAL), (creation, FOR_CREATION)):
        if word is not None and "Selected" in word and not lists[name]:
            reading.warn(f"{at}{name}", f"{word} with no pay schedule listed grants nothing (KP-29)")
    _warn_of_switches(reading, approval, lists[FOR_APPROVAL])
    lodges = reading.boolean(f"{at}{LODGES}", known.get(LODGES))
    return lodges, approval, creation, lists[FOR_APPROVAL], lists[FOR_CREATION]


def _payroll_word(reading: Reading, name: str, known: Mapping[str, Json], allowed: Sequence[str]) -> str | None:
    path = f"payrollAccess.{name}"
    word = reading.word(path, known.get(name), PAYROLL_ACCESS, "")
    if word and word not in allowed:
        reading.fault(path, f"{word} does not belong here: expected one of {', '.join(allowed)} (KP-28)")
    return word or None


def _warn_of_switches(reading: Reading, approval: str | None, listed: Iterable[int]) -> None:
    """KP-31: approval rights on schedules that have approval switched off."""
    switches: dict[str, Callable[[int], bool | None]] = {
        RUNS_SELECTED: lambda one: reading.business.schedules[one].approval,
        PAYMENTS_SELECTED: lambda one: reading.business.schedules[one].payment_approval,
    }
    for one in listed:
        if approval in switches and switches[approval](one) is False:
            text = f"pay schedule {one} has approval switched off, so the right is inert there (KP-31)"
            reading.warn(f"payrollAccess.{FOR_APPROVAL}", text)


# People


def read_person(reading: Reading, raw: Mapping[str, Json], is_new: Callable[[str], bool]) -> tuple[str, str]:
    """KP-54: name and e-mail; ``is_new`` says of an e-mail whether the business does not know it yet."""
    known = {key.casefold(): value for key, value in raw.items()}
    email, name = known.get("email"), known.get("name")
    address = email.strip() if isinstance(email, str) else ""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        told = "missing" if email is None else f"expected an e-mail address, not {_short(email)}"
        reading.fault("email", told)
        return "", ""
    if name is not None and not isinstance(name, str):
        reading.fault("name", f"expected a text, not {_short(name)}")
    if not (isinstance(name, str) and name.strip()) and is_new(address):
        reading.fault("name", f"missing: {address} is new to the business (KP-54)")
    return address, name.strip() if isinstance(name, str) else ""


def _short(raw: Json) -> str:
    return clipped(repr(raw))
