"""An access record as the vendor has it, and the grants of the role that stands for it: both ways without loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from rolescope.rights.model import Principal, Rights, Role, Tenant
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE, row_id
from rolescope.systems.keypay.catalogue import (
    KIOSKS_ID,
    LOCATIONS_ID,
    MANAGEMENT_ID,
    REPORTS_ID,
    SCHEDULES_ID,
    SUB,
)
from rolescope.systems.keypay.sections import NOTHING, Sections, read_sections
from rolescope.systems.keypay.vocabulary import (
    APPROVAL_ACCESS,
    CREATION_ACCESS,
    FLAGS,
    FOR_APPROVAL,
    FOR_CREATION,
    LODGES,
    NO_KIOSKS,
    NO_REPORTS,
    NO_RESTRICTION,
    REPORTS,
    RESTRICTED,
    RUN_REPORT,
    SPECIFIC_REPORTS,
    UNRESTRICTED,
    USE_KIOSK,
    WITH_SUB_LOCATIONS,
)
from rolescope.systems.keypay.vocabulary import LOCATION as ALONE

KEPT = "location_rules"
"""The key under which a role keeps how its location rules were put together, where the grants do not say."""


@dataclass(frozen=True, slots=True)
class LocationRule:
    """One element of ``locationAccess``."""

    filter_type: str
    ids: tuple[int, ...]
    flags: Rights


@dataclass(frozen=True, slots=True)
class Record:
    """An access record with every section; what is left out is empty (KP-55)."""

    access_type: str = RESTRICTED
    groups: tuple[tuple[int, Rights], ...] = ()
    locations: tuple[LocationRule, ...] = ()
    report_access: str = NO_REPORTS
    reports: tuple[str, ...] = ()
    no_restriction: bool = False
    kiosk_access: str = NO_KIOSKS
    kiosks: tuple[int, ...] = ()
    kiosk_flags: Rights = NOTHING
    lodges: bool = False
    approval: str | None = None
    creation: str | None = None
    for_approval: tuple[int, ...] = ()
    for_creation: tuple[int, ...] = ()

    @property
    def payroll_rights(self) -> int:
        """KP-33: how many payroll rights are set, 0 to 3."""
        return self.lodges + (self.approval is not None) + (self.creation is not None)


FULL_ACCESS = Record(UNRESTRICTED)


# To grants


def grants_of(record: Record) -> dict[str, Rights]:
    """The grants that say what a record says."""
    if record.access_type == UNRESTRICTED:
        return {MANAGEMENT_ID: frozenset({UNRESTRICTED})}
    found: dict[str, Rights] = {row_id(GROUP, one): flags for one, flags in record.groups}
    found |= location_grants(record.locations)
    reports = {record.report_access} - {NO_REPORTS} | ({NO_RESTRICTION} if record.no_restriction else set())
    payroll = {word for word in (record.approval, record.creation) if word} | ({LODGES} if record.lodges else set())
    sections = (
        (REPORTS_ID, reports),
        (KIOSKS_ID, {record.kiosk_access} - {NO_KIOSKS} | record.kiosk_flags),
        (SCHEDULES_ID, payroll),
    )
    found |= {place: frozenset(rights) for place, rights in sections if rights}
    found |= {f"{REPORTS_ID}/{name}": frozenset({RUN_REPORT}) for name in record.reports}
    found |= {row_id(KIOSK, one): frozenset({USE_KIOSK}) for one in record.kiosks}
    for right, listed in ((FOR_APPROVAL, record.for_approval), (FOR_CREATION, record.for_creation)):
        for one in listed:
            found[row_id(SCHEDULE, one)] = found.get(row_id(SCHEDULE, one), NOTHING) | {right}
    return found


def location_grants(rules: Iterable[LocationRule]) -> dict[str, Rights]:
    """The grants of location rules; rules that overlap add up (KP-19)."""
    found: dict[str, Rights] = {}
    for rule in rules:
        end = f"/{SUB}" if rule.filter_type == WITH_SUB_LOCATIONS else ""
        for place in [f"{row_id(LOCATION, one)}{end}" for one in rule.ids] or [LOCATIONS_ID]:
            found[place] = found.get(place, NOTHING) | rule.flags
    return found


def role_of(email: str, record: Record, before: Role | None = None) -> Role:
    """The role that stands for a record."""
    grants = grants_of(record)
    extra = {key: value for key, value in (before.extra if before else {}).items() if key != KEPT}
    if record.locations != tuple(starmap(_own_rule, _by_place(read_sections(grants.items())).items())):
        extra[KEPT] = [[rule.filter_type, list(rule.ids), ordered(rule.flags)] for rule in record.locations]
    return Role(email, grants, None, before.description if before else "", extra)


# From grants


def record_of(role: Role) -> Record:
    """The record that a role stands for."""
    sections = read_sections(role.grants.items())
    if sections.unrestricted:
        return FULL_ACCESS
    reports = tuple(name for name in REPORTS if name in sections.listed_reports)
    access = sections.report_access
    if access == SPECIFIC_REPORTS and not reports:
        access = NO_REPORTS
    return Record(
        RESTRICTED,
        tuple(sections.groups.items()),
        _location_rules(role, sections),
        access,
        reports if access == SPECIFIC_REPORTS else (),
        NO_RESTRICTION in sections.reports,
        sections.kiosk_access,
        tuple(sections.listed_kiosks),
        sections.kiosk_flags,
        LODGES in sections.payroll,
        next((word for word in APPROVAL_ACCESS if word in sections.payroll), None),
        next((word for word in CREATION_ACCESS if word in sections.payroll), None),
        tuple(sections.for_approval),
        tuple(sections.for_creation),
    )


Place = tuple[str, int] | None
"""A filter type with a location: what a part of a rule is about; None is no location at all (KP-21)."""


def _location_rules(role: Role, sections: Sections) -> tuple[LocationRule, ...]:
    """The rules as they were put together; of places of which something else is said by now each has one of its own.

    A rule that is about one such place alone stays where it stands, so that no edit changes another rule.
    """
    kept = [LocationRule(kind, tuple(ids), frozenset(flags)) for kind, ids, flags in role.extra.get(KEPT) or ()]
    now, before, times = _by_place(sections), dict[Place, Rights](), Counter[Place]()
    for rule in kept:
        for place in _places(rule):
            before[place] = before.get(place, NOTHING) | rule.flags
            times[place] += 1
    found, told = list[LocationRule](), set[Place]()
    for rule in kept:
        places = _places(rule)
        same = [place for place in places if now.get(place) == before[place]]
        alone = len(places) == 1 and times[places[0]] == 1 and places[0] in now
        if same or alone:
            told.update(same or places)
            ids = tuple(place[1] for place in same or places if place is not None)
            found.append(LocationRule(rule.filter_type, ids, rule.flags if same else now[places[0]]))
    return (*found, *(_own_rule(place, flags) for place, flags in now.items() if place not in told))


def _places(rule: LocationRule) -> list[Place]:
    return [(rule.filter_type, one) for one in rule.ids] or [None]


def _by_place(sections: Sections) -> dict[Place, Rights]:
    """What location rules come to at each place that they name."""
    found: dict[Place, Rights] = {(ALONE, one): flags for one, flags in sections.here.items()}
    found |= {(WITH_SUB_LOCATIONS, one): flags for one, flags in sections.below.items()}
    return found if sections.nowhere is None else found | {None: sections.nowhere}


def _own_rule(place: Place, flags: Rights) -> LocationRule:
    return LocationRule(ALONE, (), flags) if place is None else LocationRule(place[0], place[1:], flags)


def ordered(flags: Rights) -> list[str]:
    """KP-51: flags in the order of the data file."""
    return [flag for flag in FLAGS if flag in flags]


# People


def own_role(tenant: Tenant, email: str) -> Role | None:
    """The record of an e-mail; None where the business keeps none."""
    user = tenant.principals.get(email)
    held = [assignment.role for assignment in user.roles] if user else []
    return tenant.roles[email if email in held else held[0]] if held else None


def find_email(tenant: Tenant, email: str) -> str | None:
    """KP-04: an e-mail as it is stored, whatever its case and the space around it."""
    wanted = email_key(email)
    return next((name for name in tenant.principals if email_key(name) == wanted), None)


def email_key(email: str) -> str:
    """KP-04: what two spellings of one e-mail have in common."""
    return email.strip().casefold()


def has_full_access(tenant: Tenant, email: str) -> bool:
    """KP-02: whether the record of an e-mail is unrestricted."""
    role = own_role(tenant, email)
    return role is not None and UNRESTRICTED in role.grants.get(MANAGEMENT_ID, NOTHING)


def display_name(user: Principal) -> str:
    """What a user is called."""
    return str(user.extra.get("name") or "")


Json = Any


def record_json(record: Record, user: Principal) -> Json:
    """A record as GET returns it (KP-02, KP-33, KP-41, KP-51)."""
    full = record.access_type == UNRESTRICTED
    return {
        "accessType": record.access_type,
        "employeeGroups": None if full else [_group_json(*rule) for rule in record.groups],
        "locationAccess": None if full else [_location_json(rule) for rule in record.locations],
        "reports": None if full else _reports_json(record),
        "kioskAccess": None if full else _kiosks_json(record),
        "payrollAccess": None if full else _payroll_json(record),
        "name": display_name(user),
        "email": user.name,
    }


def written(flags: Rights) -> str:
    """KP-51: names joined by comma and space; no flag is an empty text."""
    return ", ".join(ordered(flags))


def _group_json(number: int, flags: Rights) -> Json:
    return {"employeeGroupId": number, "permissions": written(flags)}


def _location_json(rule: LocationRule) -> Json:
    return {"filterType": rule.filter_type, "locationIds": list(rule.ids), "permissions": written(rule.flags)}


def _reports_json(record: Record) -> Json:
    """KP-41: ids ascend, a report without a published id stands by name behind them."""
    ids = sorted(REPORTS[name]["id"] for name in record.reports if REPORTS[name]["id"] is not None)
    names = [name for name in record.reports if REPORTS[name]["id"] is None]
    listed = ",".join([*(str(one) for one in ids), *names])
    return {
        "accessType": record.report_access,
        "specificReports": listed if record.report_access == SPECIFIC_REPORTS else 0,
        "noReportingRestriction": record.no_restriction,
    }


def _kiosks_json(record: Record) -> Json:
    return {
        "accessType": record.kiosk_access,
        "kiosks": list(record.kiosks),
        "permissions": written(record.kiosk_flags),
    }


def _payroll_json(record: Record) -> Json:
    return {
        "approveElectronicPayrollLodgement": record.lodges,
        "userBusinessRestrictionCount": record.payroll_rights,
        "payRunApprovalAccess": record.approval,
        "payRunCreationAccess": record.creation,
        FOR_APPROVAL: list(record.for_approval),
        FOR_CREATION: list(record.for_creation),
    }
