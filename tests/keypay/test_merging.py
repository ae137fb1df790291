"""KP-55, KP-56, KP-65: how two records become one, and the order in which access widens."""

from typing import Any

import pytest
from hypothesis import given

from rolescope.systems.keypay.collecting import SECTIONS
from rolescope.systems.keypay.merging import completed, merged
from rolescope.systems.keypay.record import FULL_ACCESS, LocationRule, Record
from tests.keypay.strategies import records
from tests.keypay.test_scenarios import BUSINESS

VIEW, APPROVE = frozenset({"ViewRosters"}), frozenset({"ApproveTimesheets"})
EVERYTHING = ("accessType", *SECTIONS)


def test_kp_56_locations_unite_by_kind_and_set_whatever_their_order() -> None:
    old = Record(locations=(LocationRule("Location", (10, 30), VIEW),))
    same = Record(locations=(LocationRule("Location", (30, 10), APPROVE),))
    other = Record(locations=(LocationRule("LocationOrParents", (10, 30), APPROVE),))
    assert merged(old, same, EVERYTHING).locations == (LocationRule("Location", (10, 30), VIEW | APPROVE),)
    assert len(merged(old, other, EVERYTHING).locations) == 2


@pytest.mark.parametrize(
    ("old", "new", "access", "listed"),
    [
        ("None", "ReportPack", "ReportPack", ()),
        ("ReportPack", "SpecificReports", "SpecificReports", ("JournalReport",)),
        ("SpecificReports", "None", "SpecificReports", ("TimesheetReport",)),
        ("SpecificReports", "SpecificReports", "SpecificReports", ("TimesheetReport", "JournalReport")),
        ("SpecificReports", "AllReports", "AllReports", ()),
    ],
)
def test_kp_65_report_access_widens(old: str, new: str, access: str, listed: tuple[str, ...]) -> None:
    one = Record(report_access=old, reports=("TimesheetReport",) if old == "SpecificReports" else ())
    other = Record(report_access=new, reports=("JournalReport",) if new == "SpecificReports" else ())
    found = merged(one, other, EVERYTHING)
    assert (found.report_access, found.reports) == (access, listed)


def test_kp_56_an_incoming_enum_replaces_lists_unite_and_booleans_or() -> None:
    old = Record(approval="PayRunApproverAllSchedules", for_approval=(7,), lodges=True, kiosk_access="SpecificKiosks")
    new = Record(approval="PaymentApproverAllSchedules", for_approval=(8, 7), kiosk_access="None", kiosks=(5,))
    found = merged(old, new, EVERYTHING)
    assert (found.approval, found.for_approval, found.lodges) == ("PaymentApproverAllSchedules", (7, 8), True)
    assert (found.kiosk_access, found.kiosks) == ("SpecificKiosks", (5,))


def test_kp_56_full_access_on_either_side_stays_and_a_missing_access_type_keeps_the_old_one() -> None:
    some = Record(groups=((113, VIEW),))
    assert merged(FULL_ACCESS, some, EVERYTHING) is FULL_ACCESS
    assert merged(some, FULL_ACCESS, ("accessType",)) is FULL_ACCESS
    assert merged(some, Record("Unrestricted", lodges=True), ("payrollAccess",)).access_type == "Restricted"


@given(records(BUSINESS), records(BUSINESS))
def test_merging_never_takes_a_rule_away_and_merging_again_changes_nothing(old: Record, new: Record) -> None:
    found: Any = merged(old, new, EVERYTHING)
    assert merged(found, new, EVERYTHING) == found
    if found.access_type == "Restricted":
        flags = dict(found.groups)
        assert all(held <= flags[group] for record in (old, new) for group, held in record.groups)
        assert {*old.kiosks, *new.kiosks} == set(found.kiosks)


@given(records(BUSINESS))
def test_merging_with_what_says_nothing_changes_nothing(old: Record) -> None:
    if all(rule.ids for rule in old.locations) and len({(r.filter_type, *sorted(r.ids)) for r in old.locations}) == len(
        old.locations
    ):
        assert merged(old, Record(), ()) == old


@given(records(BUSINESS), records(BUSINESS))
def test_kp_09_a_partial_reply_changes_only_the_sections_it_speaks_of(old: Record, new: Record) -> None:
    assert completed(old, new, EVERYTHING) == (new, [])
    found, kept = completed(old, new, ("accessType", "reports"))
    if "Unrestricted" in (old.access_type, new.access_type):
        assert (found, kept) == (new, [])
    else:
        assert (found.groups, found.locations, found.kiosks) == (old.groups, old.locations, old.kiosks)
        assert (found.approval, found.creation, found.lodges) == (old.approval, old.creation, old.lodges)
        assert (found.report_access, found.reports, found.no_restriction) == (
            new.report_access,
            new.reports,
            new.no_restriction,
        )
        assert "reports" not in kept and ("employeeGroups" in kept) == bool(old.groups)
