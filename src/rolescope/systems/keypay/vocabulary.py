"""KeyPay's own words: permission flags, reports, enums, areas, and the rights that the sections of a record give."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from rolescope.resources import data_path
from rolescope.rights.model import Rights
from rolescope.rights.people import People
from rolescope.rights.system import EXPORT, IMPORT, Level, Setting


@cache
def _data(name: str) -> Any:
    return json.loads(data_path(f"keypay_{name}.json").read_bytes())


def enum_data() -> dict[str, Any]:
    """The data file of enums, combinations and shapes."""
    found: dict[str, Any] = _data("enums")
    return found


def report_data() -> list[dict[str, Any]]:
    """The data file of reports, in its order."""
    found: list[dict[str, Any]] = _data("reports")
    return found


def _names(enum: str) -> tuple[str, ...]:
    return tuple(value["name"] for value in enum_data()[enum]["values"])


def spaced(token: str) -> str:
    """A token split at its capitals: what a report without a label is called (KP-63)."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", token)


# Flags (KP-44)

FLAG_ROWS: dict[str, dict[str, Any]] = {row["name"]: row for row in _data("permissions")}
FLAGS: tuple[str, ...] = tuple(FLAG_ROWS)
"""The 23 flags in the order of the data file, which is the order they are written in (KP-51)."""
CURRENT_FLAGS: tuple[str, ...] = tuple(name for name, row in FLAG_ROWS.items() if row["current"])
"""Those that pickers and lookups offer."""
FLAG_BITS: dict[int, str] = {row["bit"]: name for name, row in FLAG_ROWS.items() if row["bit"] is not None}
"""The published bits (KP-48)."""
ADD_FROM_KIOSK = "AddEmployeeFromKiosk"
SHIFT_COSTS = "ViewShiftCosts"

# Areas

KIOSK_AREA, ROSTERS, TIMESHEETS = "kiosk", "rosters", "timesheets"
AREAS: tuple[str, ...] = tuple(
    area for area in enum_data()["permission_areas"]["rolescope_areas"] if area != KIOSK_AREA
)
"""The areas of groups and locations, in the order they are listed."""
AREA_FLAGS: dict[str, tuple[str, ...]] = {
    area: tuple(flag for flag in FLAGS if FLAG_ROWS[flag]["area"] == area) for area in AREAS
}
RECORD_AREAS = frozenset({ROSTERS, TIMESHEETS})
"""KP-62: areas whose records have a location of their own; elsewhere the employee's home counts."""
HOME_AREAS = frozenset(AREAS) - RECORD_AREAS


def area_slug(area: str) -> str:
    """The last part of an area's node id."""
    return area.replace(" ", "-")


# Sections of a record

UNRESTRICTED, RESTRICTED = ACCESS_TYPES = _names("related_user_type")
LOCATION, WITH_SUB_LOCATIONS = LOCATION_FILTERS = _names("location_restriction_filter_type")
NO_REPORTS, ALL_REPORTS, SPECIFIC_REPORTS, REPORT_PACK = REPORT_ACCESS = _names("report_access_type")
NO_KIOSKS, ALL_KIOSKS, SPECIFIC_KIOSKS = KIOSK_ACCESS = _names("kiosk_access_type")
PAYROLL_ACCESS = _names("business_restriction_type")
CREATION_ACCESS = tuple(name for name in PAYROLL_ACCESS if "Creator" in name)
APPROVAL_ACCESS = tuple(name for name in PAYROLL_ACCESS if name not in CREATION_ACCESS)
PAY_EVENT_APPROVER, RUNS_ALL, RUNS_SELECTED, PAYMENTS_ALL, PAYMENTS_SELECTED = APPROVAL_ACCESS
CREATES_ALL, CREATES_SELECTED = CREATION_ACCESS
LODGES = "approveElectronicPayrollLodgement"
NO_RESTRICTION = "noReportingRestriction"
FOR_APPROVAL, FOR_CREATION = "selectedPaySchedulesForPayRunApproval", "selectedPaySchedulesForPayRunCreation"

AND, OR = "And", "Or"
STRATEGIES, FILTER_TYPES, OPERATORS = (
    _names("filter_combination_strategy"),
    _names("employee_filter_type"),
    _names("filter_operator"),
)
NOT_IN = "NotIn"

REPORTS: dict[str, dict[str, Any]] = {row["name"]: row for row in report_data()}
"""The reports by name, in the order of the data file."""
REPORT_OF_ID: dict[int, str] = {row["id"]: row["name"] for row in report_data() if row["id"] is not None}
FULL_LIMIT: frozenset[str] = frozenset(enum_data()["reports_ignoring_restriction"]["confirmed"])
"""KP-38: reports that always show the whole business."""


def report_title(name: str) -> str:
    """The label of a report, else its token split at capitals."""
    return REPORTS[name]["label"] or spaced(name)


_PREFIX: str = enum_data()["reports_ignoring_restriction"]["unconfirmed_label_prefix"].casefold()
UNSURE_LIMIT = frozenset(name for name in REPORTS if report_title(name).casefold().startswith(_PREFIX)) - FULL_LIMIT
"""KP-38, KP-63: reports of which nobody can say whether they ignore the limit."""


# Rights

USE_KIOSK, RUN_REPORT = "UseKiosk", "RunReport"
APPROVE_RUNS, APPROVE_PAYMENTS, CREATE_RUNS, LODGE = (
    "ApprovePayRuns",
    "ApprovePayments",
    "CreatePayRuns",
    "LodgePayEvents",
)
SECTION_RIGHTS = (ALL_REPORTS, SPECIFIC_REPORTS, REPORT_PACK, NO_RESTRICTION, ALL_KIOSKS, SPECIFIC_KIOSKS)
PAYROLL_SECTION = (*PAYROLL_ACCESS, LODGES)
ACTION = "action"
EFFECTS = {kind: (f"{kind} all", f"{kind} some") for kind in (EXPORT, IMPORT, ACTION)}
"""What flags come to in an area: for everyone it is about, and for at least one of them."""
DERIVED: Rights = frozenset(effect for pair in EFFECTS.values() for effect in pair)

RIGHTS: tuple[str, ...] = (
    *FLAGS,
    USE_KIOSK,
    RUN_REPORT,
    APPROVE_RUNS,
    APPROVE_PAYMENTS,
    CREATE_RUNS,
    LODGE,
    UNRESTRICTED,
    *SECTION_RIGHTS,
    *PAYROLL_SECTION,
    FOR_APPROVAL,
    FOR_CREATION,
    *sorted(DERIVED),
)
NUMBER: dict[str, int] = {right: number for number, right in enumerate(RIGHTS)}
KINDS: dict[str, Rights] = {kind: frozenset(pair) for kind, pair in EFFECTS.items()}

_LABELS = {value["name"]: value["label"] for enum in ("report_access_type",) for value in enum_data()[enum]["values"]}
TITLES: dict[str, str] = {right: spaced(right) for right in RIGHTS} | {
    **{flag: row["label"] or spaced(flag) for flag, row in FLAG_ROWS.items()},
    **{name: label for name, label in _LABELS.items() if label and name in RIGHTS},
    UNRESTRICTED: "Full access",
    NO_RESTRICTION: "No reporting restriction",
    FOR_APPROVAL: "Selected for approval",
    FOR_CREATION: "Selected for pay run creation",
    LODGES: "STP Pay Event Approver",
    PAY_EVENT_APPROVER: "Pay event approver",
}
"""What the vendor's screens call a right; where no label is published, the token split at capitals."""

ACTIVE = "active"
STATUSES = (ACTIVE,)
NO_RECORD = "no record"
"""What a form calls it that the business keeps no access record of a user."""

PEOPLE = People(
    user_fields=(
        Setting("display_name", "Display name", "", "KP-54", "What the user is called. Needed."),
        Setting(
            "access",
            "Access type",
            RESTRICTED,
            "KP-02",
            "Unrestricted opens everything in the business; what a restricted record said is dropped then. A new "
            "restricted record opens nothing until rules are set.",
            (NO_RECORD, RESTRICTED, UNRESTRICTED),
        ),
    ),
    user_name="E-mail",
    own_roles=True,
    unlinked="and so has no access in the business (KP-05)",
    renaming="The access record follows its user (KP-04, KP-53).",
    role_word="access record",
    short_role_word="record",
)


def words(rights: Rights | frozenset[str]) -> str:
    """Some rights by name, in the order of the data file."""
    return ", ".join(right for right in RIGHTS if right in rights) or "nothing"


_VIEWING = frozenset(flag for flag in CURRENT_FLAGS if flag.startswith("View"))
NO_RIGHTS = "rule without rights"
"""What a rule is called that gives no right, and yet limits reports (KP-36)."""
PRESETS = (
    Level("deny", "None", "○", frozenset()),
    Level("read_only", "View", "◐", frozenset({USE_KIOSK, RUN_REPORT, *_VIEWING})),
    Level(
        "allow", "All", "●", frozenset({*CURRENT_FLAGS, USE_KIOSK, RUN_REPORT, ALL_REPORTS, ALL_KIOSKS, UNRESTRICTED})
    ),
)
"""What a key sets at once, of flags that are current (KP-44); of each set a place takes what it offers."""

_COLUMNS = {
    SHIFT_COSTS: "Costs",
    "EditBasicEmployeeDetails": "Basic",
    "EditAllEmployeeDetails": "Edit all",
    "InitiateEmployeeSelfSetup": "Setup",
    "EmployeeNotes": "Notes",
    APPROVE_PAYMENTS: "Payment",
    UNRESTRICTED: "Full",
    SPECIFIC_REPORTS: "Listed",
    SPECIFIC_KIOSKS: "Listed",
    NO_RESTRICTION: "Whole",
    REPORT_PACK: "Pack",
    FOR_APPROVAL: "Listed: approval",
    FOR_CREATION: "Listed: creation",
    LODGES: "Lodge",
    PAY_EVENT_APPROVER: "Lodge",
    **dict.fromkeys((RUNS_ALL, RUNS_SELECTED), "Approve"),
    **dict.fromkeys((PAYMENTS_ALL, PAYMENTS_SELECTED), "Payment"),
    **dict.fromkeys((CREATES_ALL, CREATES_SELECTED), "Create"),
}


@cache
def column(right: str) -> str:
    """The heading of a right's column: the verb of a flag."""
    return _COLUMNS.get(right) or spaced(right).partition(" ")[0]
