"""An incoming record and the one that is there: united by ``mergeExistingAccess``, or completed where it is partial.

KP-09, KP-55, KP-56, KP-65.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from rolescope.rights.model import Rights
from rolescope.systems.keypay.record import FULL_ACCESS, LocationRule, Record
from rolescope.systems.keypay.sections import NOTHING
from rolescope.systems.keypay.vocabulary import (
    ALL_KIOSKS,
    ALL_REPORTS,
    NO_KIOSKS,
    NO_REPORTS,
    REPORT_PACK,
    REPORTS,
    SPECIFIC_KIOSKS,
    SPECIFIC_REPORTS,
    UNRESTRICTED,
)

T = TypeVar("T")

REPORTS_WIDEN = (NO_REPORTS, REPORT_PACK, SPECIFIC_REPORTS, ALL_REPORTS)
KIOSKS_WIDEN = (NO_KIOSKS, SPECIFIC_KIOSKS, ALL_KIOSKS)


def merged(old: Record, new: Record, given: Iterable[str]) -> Record:
    """The union of two records; ``given`` names what the incoming one said at all, the rest stays as it is.

    Full access on either side stays full access. A missing access type keeps the old one.
    """
    if old.access_type == UNRESTRICTED or ("accessType" in set(given) and new.access_type == UNRESTRICTED):
        return FULL_ACCESS
    report_access = max(old.report_access, new.report_access, key=REPORTS_WIDEN.index)
    return replace(
        old,
        groups=tuple(_united(dict(old.groups), new.groups).items()),
        locations=_locations(old.locations, new.locations),
        report_access=report_access,
        reports=_reports(report_access, old, new),
        no_restriction=old.no_restriction or new.no_restriction,
        kiosk_access=max(old.kiosk_access, new.kiosk_access, key=KIOSKS_WIDEN.index),
        kiosks=_both(old.kiosks, new.kiosks),
        kiosk_flags=old.kiosk_flags | new.kiosk_flags,
        lodges=old.lodges or new.lodges,
        approval=new.approval or old.approval,
        creation=new.creation or old.creation,
        for_approval=_both(old.for_approval, new.for_approval),
        for_creation=_both(old.for_creation, new.for_creation),
    )


SECTION_FIELDS = {
    "employeeGroups": ("groups",),
    "locationAccess": ("locations",),
    "reports": ("report_access", "reports", "no_restriction"),
    "kioskAccess": ("kiosk_access", "kiosks", "kiosk_flags"),
    "payrollAccess": ("lodges", "approval", "creation", "for_approval", "for_creation"),
}
"""What of a record each section says."""


def completed(old: Record, new: Record, given: Iterable[str]) -> tuple[Record, list[str]]:
    """KP-09: a restricted record as it was read, where it leaves sections out with these as they are known.

    Gives also which sections are kept that hold anything.
    """
    if UNRESTRICTED in (old.access_type, new.access_type):
        return new, []
    said = set(given)
    left_out = [name for name in SECTION_FIELDS if name not in said]
    found = replace(new, **{field: getattr(old, field) for name in left_out for field in SECTION_FIELDS[name]})
    held = held_sections(old)
    return found, [name for name in left_out if name in held]


def held_sections(record: Record) -> list[str]:
    """The sections of a record that hold anything."""
    nothing = Record()
    return [
        name
        for name, fields in SECTION_FIELDS.items()
        if any(getattr(record, field) != getattr(nothing, field) for field in fields)
    ]


def _united(table: Mapping[Any, Rights], rows: Iterable[tuple[Any, Rights]]) -> dict[Any, Rights]:
    found = dict(table)
    for key, flags in rows:
        found[key] = found.get(key, NOTHING) | flags
    return found


def _locations(old: Iterable[LocationRule], new: Iterable[LocationRule]) -> tuple[LocationRule, ...]:
    """Rules of the same kind about the same set of locations unite, in whatever order these are listed."""
    listed: dict[tuple[str, frozenset[int]], tuple[int, ...]] = {}
    rows: list[tuple[tuple[str, frozenset[int]], Rights]] = []
    for rule in (*old, *new):
        key = (rule.filter_type, frozenset(rule.ids))
        listed.setdefault(key, rule.ids)
        rows.append((key, rule.flags))
    return tuple(LocationRule(key[0], listed[key], flags) for key, flags in _united({}, rows).items())


def _reports(access: str, old: Record, new: Record) -> tuple[str, ...]:
    listed = {*old.reports, *new.reports} if access == SPECIFIC_REPORTS else set()
    return tuple(name for name in REPORTS if name in listed)


def _both(old: tuple[T, ...], new: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*old, *new)))
