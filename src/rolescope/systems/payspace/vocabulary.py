"""PaySpace's own words: rights (API axes), levels, scopes and tenant settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rolescope.rights.model import Rights
from rolescope.rights.people import People
from rolescope.rights.system import EXPORT, IMPORT, Level, Setting

READ, CREATE, UPDATE, DELETE = RIGHTS = ("read", "create", "update", "delete")
"""The API axes (PS-52)."""

VERBS = {READ: "GET", CREATE: "POST", UPDATE: "PATCH", DELETE: "DELETE"}
"""PS-52."""

KINDS: dict[str, Rights] = {EXPORT: frozenset({READ}), IMPORT: frozenset({CREATE, UPDATE, DELETE})}
"""PS-50: export is read, import is create or update or delete."""

DENY = Level("deny", "Deny", "○", frozenset())
READ_ONLY = Level("read_only", "Read only", "◐", frozenset({READ}))
ALLOW = Level("allow", "Allow", "●", frozenset(RIGHTS))
LEVELS = (DENY, READ_ONLY, ALLOW)
"""PS-01, PS-02, PS-51: from the strictest up, each with its axes."""

DEFAULT_SCOPE = "api.full_access"
SCOPES: dict[str, Rights] = {
    DEFAULT_SCOPE: frozenset(RIGHTS),
    "api.read_only": frozenset({READ}),
    "api.create": frozenset({CREATE}),
    "api.update": frozenset({UPDATE}),
}
"""PS-42, PS-43: what each scope lets through."""

WORKDAY_SCOPE = "api.workday"
"""PS-46: accepted on a credential; opens no node."""

NARROW_WRITE_SCOPES = frozenset({"api.create", "api.update"})
"""PS-45: help text wants full access for any write, so these carry a warning."""
NARROW_DOUBT = "the vendor's help asks for full access to write at all"

STATUSES = ("active", "inactive")
USER_LEVELS = ("employee", "company", "business_partner", "bureau")
"""PS-34."""
ROLE_TYPES = ("standard", "manager", "employee")
ENVIRONMENTS = ("production", "staging")
EDITIONS = ("Lite", "Premier", "Master")

SETTINGS = (
    Setting("parent_gate", "Parent gate", True, "PS-11", "A Deny parent closes everything below it."),
    Setting(
        "role_per_company",
        "Role per company",
        False,
        "PS-29",
        "Each role counts only in the company it is linked to. Off: the least of all roles counts everywhere.",
    ),
    Setting("edition", "Edition", None, "PS-74", "Screens outside the edition are n/a. None: everything.", EDITIONS),
)

_LISTED = "Separated by commas; none is all. A note beside rights, never a right."
PEOPLE = People(
    user_fields=(
        Setting("level", "User level", None, "PS-34", "An employee without roles has self-service.", USER_LEVELS),
        Setting("companies", "Companies", (), "PS-70", _LISTED),
        Setting("frequencies", "Frequencies", (), "PS-70", _LISTED),
        Setting("org_units", "Org. units", (), "PS-71", _LISTED),
        Setting("historical_records", "History", True, "PS-35", "Off: past records cannot be edited. A note."),
        Setting("agency", "Agency user", False, "PS-35", "Grants things outside the roles. A note."),
    ),
    role_fields=(
        Setting(
            "type", "Role type", "standard", "PS-25", "An employee role decides for users without any.", ROLE_TYPES
        ),
        Setting(
            "admin",
            "Admin role",
            False,
            "PS-23",
            "May approve workflow items and download payslips of open runs. A note.",
        ),
    ),
    credential_fields=(
        Setting("environment", "Environment", None, "PS-37", "Each needs a credential of its own.", ENVIRONMENTS),
        Setting("development_mode", "Development", False, "PS-48", "Test only: masks payslip and pay-rate figures."),
    ),
    credential_note="Whether one expires, is revoked or is limited to addresses is not known here (PS-49).",
    role_codes=True,
    unlinked="and so reaches everything (PS-26)",
    several_roles="The least of all these roles counts, in every company.",
    by_company="Each role counts only in the company it is linked to.",
)

SCREEN, FIELD, ELEMENT, REPORT, BRANCH = "screen", "field", "element", "report", "branch"


def scope_axes(saved: str | None, asked: str | None = None) -> Rights:
    """PS-43, PS-44, PS-84: the axes of a token; the saved scope caps the one asked for."""
    saved = saved or DEFAULT_SCOPE
    return SCOPES.get(saved, frozenset()) & SCOPES.get(asked or saved, frozenset())


def verbs_of(screen: Mapping[str, Any]) -> Sequence[str]:
    """The verbs of a screen's entity; where a catalogue names none, those that its axes stand for (PS-52)."""
    offered = screen.get("api_axes") or ()
    return screen.get("api_verbs") or [verb for axis, verb in VERBS.items() if axis in offered]
