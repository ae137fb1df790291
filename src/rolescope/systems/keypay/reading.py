"""Reading an access record: for each fault a sentence that says what to change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from rolescope.rights.model import Rights
from rolescope.systems.keypay.business import PaySchedule
from rolescope.systems.keypay.collecting import (
    MISSING_ACCESS_TYPE,
    SECTIONS,
    Json,
    Reading,
    short,
)
from rolescope.systems.keypay.record import FULL_ACCESS, LocationRule, Record
from rolescope.systems.keypay.sections import NOTHING
from rolescope.systems.keypay.spelling import REPORT_LOOKUP, read_flags, read_reports
from rolescope.systems.keypay.vocabulary import (
    ACCESS_TYPES,
    ADD_FROM_KIOSK,
    APPROVAL_ACCESS,
    CREATION_ACCESS,
    FOR_APPROVAL,
    FOR_CREATION,
    KIOSK_ACCESS,
    LOCATION_FILTERS,
    LODGES,
    NO_KIOSKS,
    NO_REPORTS,
    NO_RESTRICTION,
    PAYMENTS_ALL,
    PAYMENTS_SELECTED,
    PAYROLL_ACCESS,
    REPORT_ACCESS,
    RUNS_ALL,
    RUNS_SELECTED,
    SPECIFIC_REPORTS,
    UNRESTRICTED,
    words,
)


def read_record(reading: Reading, raw: Json) -> Record:
    """The record that some JSON says; sound only where the reading holds no fault."""
    known = reading.members("", raw, "")
    reading.given = set(known)
    reading.empty = _nulls(raw)
    reading.merge = reading.boolean("mergeExistingAccess", known.get("mergeExistingAccess"))
    reading.boolean("suppressNotificationEmails", known.get("suppressNotificationEmails"))
    access = reading.word("accessType", known.get("accessType"), ACCESS_TYPES, UNRESTRICTED)
    if "accessType" not in known and not reading.merge:
        reading.warn("accessType", MISSING_ACCESS_TYPE)
    record = _sections(reading, known, access)
    if access == UNRESTRICTED and not (reading.merge and "accessType" not in known):
        warn_of_dropped(reading)
        return FULL_ACCESS
    return record


def _nulls(raw: Json) -> set[str]:
    """The sections that are there and null."""
    spelled = {name.casefold(): name for name in SECTIONS}
    keys = [str(key).casefold() for key, value in raw.items() if value is None] if isinstance(raw, dict) else []
    return {spelled[key] for key in keys if key in spelled}


def warn_of_dropped(reading: Reading) -> None:
    """KP-02: sections that come to nothing beside full access."""
    told = [name for name in SECTIONS if name in reading.given]
    if told:
        reading.warn(told[0], f"{', '.join(told)} add nothing to full access and are dropped (KP-02)")


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


def warn_of_whole(reading: Reading, record: Record) -> None:
    """What is hardly meant of the record that becomes of it all, united or completed; of sections that were said."""
    if record.access_type == UNRESTRICTED:
        return
    if "kioskAccess" in reading.given:
        _warn_of_kiosks(reading, record)
    if "payrollAccess" in reading.given:
        _warn_of_lists(reading, record)
        _warn_of_switches(reading, record)
    _warn_of_emptiness(reading, record)


def _warn_of_emptiness(reading: Reading, record: Record) -> None:
    """KP-03, KP-37: what a restricted record that opens nothing, or has no groups, comes to."""
    if record == Record(record.access_type):
        reading.warn("employeeGroups", "a restricted record with no section opens nothing at all (KP-03)")
    elif not _opens_something(record):
        text = "no section of this restricted record gives a right: it opens nothing at all (KP-03)"
        reading.warn("accessType", text)
    elif not record.groups and not record.locations and record.report_access != NO_REPORTS:
        text = "no employee group and no location: the reports show the whole business (KP-37)"
        reading.warn("employeeGroups", text)


def _opens_something(record: Record) -> bool:
    flags = [held for _, held in record.groups] + [rule.flags for rule in record.locations if rule.ids]
    pairs = [(word, listed) for word, _, listed in _payroll_lists(record)]
    return (
        any(held - {ADD_FROM_KIOSK} for held in flags)
        or record.report_access != NO_REPORTS
        or record.kiosk_access != NO_KIOSKS
        or record.lodges
        or any(word is not None and ("Selected" not in word or listed) for word, listed in pairs)
    )


# Groups and locations


def _groups(reading: Reading, raw: Json) -> tuple[tuple[int, Rights], ...]:
    """KP-11, KP-15: rules by group; the same group twice is one rule."""
    found: dict[int, Rights] = {}
    for path, element in reading.elements("employeeGroups", raw) if raw is not None else ():
        known = reading.members(path, element, "employeeGroups")
        if not isinstance(element, dict):
            continue
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
        if not isinstance(element, dict):
            continue
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


def _warn_of_kiosks(reading: Reading, record: Record) -> None:
    """KP-22: kiosks or their flag beside no access to kiosks."""
    if record.kiosk_access == NO_KIOSKS and (record.kiosks or ADD_FROM_KIOSK in record.kiosk_flags):
        reading.warn("kioskAccess.accessType", "None opens no kiosk, whatever is listed or permitted beside it (KP-22)")


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
    lodges = reading.boolean(f"{at}{LODGES}", known.get(LODGES))
    return lodges, approval, creation, lists[FOR_APPROVAL], lists[FOR_CREATION]


def _payroll_word(reading: Reading, name: str, known: Mapping[str, Json], allowed: Sequence[str]) -> str | None:
    path = f"payrollAccess.{name}"
    word = reading.word(path, known.get(name), PAYROLL_ACCESS, "")
    if word and word not in allowed:
        reading.fault(path, f"{word} does not belong here: expected one of {', '.join(allowed)} (KP-28)")
    return word or None


def _payroll_lists(record: Record) -> tuple[tuple[str | None, str, tuple[int, ...]], ...]:
    """KP-28: each access type for pay runs, with its list by name and what is in it."""
    return (record.approval, FOR_APPROVAL, record.for_approval), (record.creation, FOR_CREATION, record.for_creation)


def _warn_of_lists(reading: Reading, record: Record) -> None:
    """KP-29: an access type for selected schedules of which none is."""
    for word, name, listed in _payroll_lists(record):
        if word is not None and "Selected" in word and not listed:
            reading.warn(f"payrollAccess.{name}", f"{word} with no pay schedule listed grants nothing (KP-29)")


def _warn_of_switches(reading: Reading, record: Record) -> None:
    """KP-31: approval rights on schedules that have approval switched off."""
    switches: dict[str, Callable[[PaySchedule], bool | None]] = {
        **dict.fromkeys((RUNS_ALL, RUNS_SELECTED), lambda one: one.approval),
        **dict.fromkeys((PAYMENTS_ALL, PAYMENTS_SELECTED), lambda one: one.payment_approval),
    }
    if record.approval not in switches:
        return
    every = record.approval in (RUNS_ALL, PAYMENTS_ALL)
    place = "payRunApprovalAccess" if every else FOR_APPROVAL
    for one in reading.business.schedules if every else record.for_approval:
        if switches[record.approval](reading.business.schedules[one]) is False:
            text = f"pay schedule {one} has approval switched off, so the right is inert there (KP-31)"
            reading.warn(f"payrollAccess.{place}", text)


# People


def read_person(reading: Reading, raw: Mapping[str, Json], is_new: Callable[[str], bool]) -> tuple[str, str]:
    """KP-54: name and e-mail; ``is_new`` says of an e-mail whether the business does not know it yet."""
    known = {key.casefold(): value for key, value in raw.items()}
    email, name = known.get("email"), known.get("name")
    address = email.strip() if isinstance(email, str) else ""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        told = (
            "missing: a record is known by the e-mail of its user (KP-04)"
            if email is None
            else f"expected an e-mail address, not {short(email)}"
        )
        reading.fault("email", told)
        return "", ""
    if name is not None and not isinstance(name, str):
        reading.fault("name", f"expected a text, not {short(name)}")
    if not (isinstance(name, str) and name.strip()) and is_new(address):
        reading.fault("name", f"missing: {address} is new to the business (KP-54)")
    return address, name.strip() if isinstance(name, str) else ""
