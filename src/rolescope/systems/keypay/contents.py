"""An access record as a whole, section by section, in the words of the vendor's screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rolescope.rights.model import Rights, Role
from rolescope.rights.node_words import node_title
from rolescope.rights.system import Fact
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE, row_id
from rolescope.systems.keypay.record import Record, ordered, record_of
from rolescope.systems.keypay.vocabulary import (
    NO_KIOSKS,
    NO_REPORTS,
    NO_RIGHTS,
    SPECIFIC_KIOSKS,
    SPECIFIC_REPORTS,
    TITLES,
    UNRESTRICTED,
    WITH_SUB_LOCATIONS,
    report_title,
)


def contents(tree: Tree, role: Role) -> Iterator[Fact]:
    """KP-02, KP-03: the access type and what each section adds."""
    record = record_of(role)
    yield Fact("Access", record.access_type)
    if record.access_type != UNRESTRICTED:
        yield from _rules(tree, record)
        yield Fact("Reports", _reports(record))
        yield Fact("Kiosks", _kiosks(tree, record))
        yield Fact("Payroll", _payroll(tree, record))


def _rules(tree: Tree, record: Record) -> Iterator[Fact]:
    for number, flags in record.groups:
        yield Fact("Group", f"{node_title(tree, row_id(GROUP, number))}: {_flags(flags)}")
    for rule in record.locations:
        end = " with sub-locations" if rule.filter_type == WITH_SUB_LOCATIONS else ""
        yield Fact("Location", f"{_named(tree, LOCATION, rule.ids) or 'nowhere'}{end}: {_flags(rule.flags)}")
    if not record.groups and not record.locations:
        yield Fact("Rules", "none about a group or location")


def _flags(flags: Rights) -> str:
    return ", ".join(TITLES[flag] for flag in ordered(flags)) or NO_RIGHTS


def _named(tree: Tree, kind: str, ids: Sequence[int]) -> str:
    return ", ".join(node_title(tree, row_id(kind, number)) for number in ids)


def _reports(record: Record) -> str:
    told = "none" if record.report_access == NO_REPORTS else TITLES[record.report_access]
    if record.report_access == SPECIFIC_REPORTS:
        told = ", ".join(map(report_title, record.reports))
    return f"{told}; no reporting restriction" if record.no_restriction else told


def _kiosks(tree: Tree, record: Record) -> str:
    told = "none" if record.kiosk_access == NO_KIOSKS else TITLES[record.kiosk_access]
    if record.kiosk_access == SPECIFIC_KIOSKS:
        told = _named(tree, KIOSK, record.kiosks) or "none listed: those that are open to all kiosk users"
    return "; ".join([told, *(TITLES[flag] for flag in ordered(record.kiosk_flags))])


def _payroll(tree: Tree, record: Record) -> str:
    found = []
    for word, ids in ((record.approval, record.for_approval), (record.creation, record.for_creation)):
        if word is not None:
            listed = f": {_named(tree, SCHEDULE, ids) or 'none'}" if "Selected" in word else ""
            found.append(f"{TITLES[word]}{listed}")
    return "; ".join([*found, *(["STP Pay Event Approver"] if record.lodges else [])]) or "none"
