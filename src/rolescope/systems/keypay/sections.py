"""The sections of an access record as a role's grants hold them.

A record is a role named by its e-mail, and all of it stands in grants: a rule on a group or location is a grant there,
with its flags as rights; a rule that reaches sub-locations stands at the location's own place for these; access types
and the other choices of a section are rights on the section's branch, lists are rights on what they name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rolescope.rights.model import Rights
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, PLACES, SCHEDULE, Business, number_of
from rolescope.systems.keypay.catalogue import (
    KIOSKS_ID,
    LOCATIONS_ID,
    MANAGEMENT_ID,
    REPORTS_ID,
    SCHEDULES_ID,
    SUB,
)
from rolescope.systems.keypay.vocabulary import (
    ALL_KIOSKS,
    ALL_REPORTS,
    FLAGS,
    FOR_APPROVAL,
    FOR_CREATION,
    NO_KIOSKS,
    NO_REPORTS,
    REPORT_PACK,
    RUN_REPORT,
    SPECIFIC_KIOSKS,
    SPECIFIC_REPORTS,
    UNRESTRICTED,
    USE_KIOSK,
)

NOTHING: Rights = frozenset()
IS_FLAG = frozenset(FLAGS)


@dataclass(slots=True)
class Sections:
    """A record's sections, by the vendor's ids."""

    unrestricted: bool = False
    groups: dict[int, Rights] = field(default_factory=dict)
    """KP-11: by group, the flags of its rule."""
    here: dict[int, Rights] = field(default_factory=dict)
    """KP-17: by location, the flags of the rule about it alone."""
    below: dict[int, Rights] = field(default_factory=dict)
    """KP-17: by location, the flags of the rule about it and its sub-locations."""
    nowhere: Rights | None = None
    """KP-21: the flags of a location rule that lists no location; None where there is none."""
    reports: Rights = NOTHING
    listed_reports: list[str] = field(default_factory=list)
    kiosks: Rights = NOTHING
    listed_kiosks: list[int] = field(default_factory=list)
    payroll: Rights = NOTHING
    for_approval: list[int] = field(default_factory=list)
    for_creation: list[int] = field(default_factory=list)

    @property
    def limits_reports(self) -> bool:
        """KP-36, KP-37: whether there is a group or location layer; a rule counts without flags too."""
        return bool(self.groups or self.here or self.below or self.nowhere is not None)

    @property
    def report_access(self) -> str:
        """KP-35, KP-65: the widest access type that is set."""
        return next((kind for kind in (ALL_REPORTS, SPECIFIC_REPORTS, REPORT_PACK) if kind in self.reports), NO_REPORTS)

    @property
    def kiosk_access(self) -> str:
        """KP-22: the widest access type that is set."""
        return next((kind for kind in (ALL_KIOSKS, SPECIFIC_KIOSKS) if kind in self.kiosks), NO_KIOSKS)

    @property
    def kiosk_flags(self) -> Rights:
        return self.kiosks & IS_FLAG

    def covering(self, business: Business) -> dict[int, Rights]:
        """KP-17: by location, the flags of every location rule that covers it; only covered ones are there."""
        found: dict[int, Rights] = {}
        for rules, deep in ((self.here, False), (self.below, True)):
            for one, flags in rules.items():
                for place in business.covered(one, deep):
                    found[place] = found.get(place, NOTHING) | flags
        return found


def read_sections(grants: Iterable[tuple[str, Rights]]) -> Sections:
    """The sections that some grants hold, of one record or of several together (KP-15, KP-19)."""
    found = Sections()
    for node, rights in grants:
        _read(found, node, rights)
    return found


def _read(found: Sections, node: str, rights: Rights) -> None:
    branch, _, rest = node.partition("/")
    flags = rights & IS_FLAG
    if node == MANAGEMENT_ID:
        found.unrestricted |= UNRESTRICTED in rights
    elif node == LOCATIONS_ID:
        found.nowhere = (found.nowhere or NOTHING) | flags
    elif node in (REPORTS_ID, KIOSKS_ID, SCHEDULES_ID):
        name = {REPORTS_ID: "reports", KIOSKS_ID: "kiosks", SCHEDULES_ID: "payroll"}[node]
        setattr(found, name, getattr(found, name) | rights)
    elif branch == REPORTS_ID and RUN_REPORT in rights:
        _once(found.listed_reports, rest)
    elif branch == PLACES[KIOSK] and USE_KIOSK in rights:
        _once(found.listed_kiosks, number_of(node))
    elif branch == PLACES[SCHEDULE]:
        for right, listed in ((FOR_APPROVAL, found.for_approval), (FOR_CREATION, found.for_creation)):
            if right in rights:
                _once(listed, number_of(node))
    elif branch in (PLACES[GROUP], PLACES[LOCATION]):
        number, _, part = rest.partition("/")
        rules = found.groups if branch == PLACES[GROUP] else found.below if part == SUB else found.here
        rules[int(number)] = rules.get(int(number), NOTHING) | flags


def _once(names: list[Any], name: Any) -> None:
    if name not in names:
        names.append(name)
