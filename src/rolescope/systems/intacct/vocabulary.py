"""Sage Intacct's own words: rights with their class and direction, user types, statuses, tenant settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from rolescope.resources import data_path
from rolescope.rights.model import Rights
from rolescope.rights.people import People
from rolescope.rights.system import EXPORT, IMPORT, Level, Setting


@cache
def permission_data() -> dict[str, Any]:
    """The data file of permissions and right classes."""
    found: dict[str, Any] = json.loads(data_path("intacct_permissions.json").read_bytes())
    return found


@cache
def enum_data() -> dict[str, Any]:
    """The data file of modules, names, ceilings and prerequisites."""
    found: dict[str, Any] = json.loads(data_path("intacct_enums.json").read_bytes())
    return found


LIST, READONLY, VIEW, ADD, MODIFY, EDIT, DELETE = "list", "readonly", "view", "add", "modify", "edit", "delete"
POST, RUN, API_PROXY = "post", "run", "apiProxy"

_FIRST = (LIST, READONLY, VIEW, ADD, MODIFY, EDIT, DELETE, POST, RUN)
_CLASSES: dict[str, dict[str, Any]] = {row["right"]: row for row in permission_data()["rightsClasses"]}

RIGHTS: tuple[str, ...] = (*_FIRST, *(right for right in _CLASSES if right not in _FIRST))
"""The 74 access rights as API tokens: those of the usual columns first."""

NUMBER: dict[str, int] = {right: number for number, right in enumerate(RIGHTS)}
TITLES: dict[str, str] = {right: str(row["uiLabel"] or right) for right, row in _CLASSES.items()}
"""The words of the vendor's interface: ``readonly`` is View, ``modify`` is Edit. Files keep the token."""

READ, CREATE, UPDATE, REMOVE, EXECUTE = "read", "create", "update", "delete", "execute"
CLASS: dict[str, str] = {right: str(row["class"]) for right, row in _CLASSES.items()}
LETTERS = {CREATE: "C", UPDATE: "U", REMOVE: "D", EXECUTE: "E"}


def _directed(direction: str) -> Rights:
    return frozenset(right for right, row in _CLASSES.items() if row["direction"] == direction)


KINDS: dict[str, Rights] = {EXPORT: _directed("export"), IMPORT: _directed("import")}
"""The direction of each right; IA-58 says which of them a row's answer needs."""

UNMASK = "unmask"
"""It shows what is hidden from readers, so it is no part of reading only."""
PRESETS = (
    Level("deny", "None", "○", frozenset()),
    Level("read_only", "Read only", "◐", KINDS[EXPORT] - {UNMASK}),
    Level("allow", "All", "●", frozenset(RIGHTS)),
)
"""What a key sets at once; of each set a permission takes what it offers (IA-13)."""

TWINS = ((READONLY, VIEW), (MODIFY, EDIT))
"""Two tokens for the same thing: either is enough, neither is ever renamed."""
TWIN = {NUMBER[a]: NUMBER[b] for one, other in TWINS for a, b in ((one, other), (other, one))}
"""By number, the right that does just as well."""


def with_twins(rights: Iterable[str]) -> Rights:
    """Some rights, and those that do just as well as one of them."""
    given = frozenset(rights)
    return given | {twin for pair in TWINS for twin in pair if given & set(pair)}


def rights_called(word: str) -> tuple[str, ...]:
    """The rights that a word may mean: a token or what the interface says, in any case, and what does just as well."""
    wanted = word.casefold()
    found = with_twins(right for right in RIGHTS if wanted in (right.casefold(), TITLES[right].casefold()))
    return tuple(right for right in RIGHTS if right in found)


ACTIVE, INACTIVE, LOCKED = STATUSES = ("active", "inactive", "lockedOut")
USER_TYPES: tuple[str, ...] = tuple(enum_data()["userTypes"])
BUSINESS, CRM = "business", "crm"
UNKNOWN_TYPE = ""
"""IA-57: the type of a user of whom no row selected it; nobody says what it may do at most."""
ADMIN_OFF, ADMIN_LIMITED, ADMIN_FULL = ADMIN = ("off", "limited", "full")
ROLE_TYPES: tuple[str, ...] = tuple(enum_data()["roleTypes"])
ENTERPRISE = "enterprise"
"""IA-10: the type of a role where nothing is said."""
ALWAYS, LOGIN_ONLY, SLIDE_IN_ONLY = APPLY_TO = ("loginAndSlideIn", "loginOnly", "slideInOnly")
SYSTEM_ROLE = "::SYS::"
"""IA-05: what the id of a role begins with that the vendor's system has made."""

ROLE_BASED, USER_BASED = MODES = ("role_based", "user_based")
MODE, SUBSCRIPTIONS = "mode", "subscriptions"
SETTINGS = (
    Setting(
        MODE,
        "Permission mode",
        ROLE_BASED,
        "IA-01",
        "Role-based: rights come from roles. User-based: from grants on the user.",
        MODES,
    ),
    Setting(
        SUBSCRIPTIONS,
        "Subscriptions",
        None,
        "IA-29",
        "A permission works only while its module is subscribed.",
        tuple(sorted(enum_data()["modules"])),
        many=True,
        titles=tuple(enum_data()["moduleUiLabels"].items()),
    ),
)

PEOPLE = People(
    user_fields=(
        Setting("type", "User type", BUSINESS, "IA-24", "A ceiling that no grant can lift.", USER_TYPES),
        Setting("admin", "Admin", ADMIN_OFF, "IA-22", "Limited and full need a business user (IA-21).", ADMIN),
        Setting("web_services.enabled", "API access", True, "IA-19", "Off: no program gets in."),
        Setting("web_services.restricted", "API only", False, "IA-20", "On: no login by hand."),
        Setting("entity_access.unrestricted", "All entities", True, "IA-41", "Off: rows of the entities below alone."),
        Setting("entity_access.top_level", "Top level", False, "IA-41", "Whether the top level is reached as well."),
        Setting("entities", "Entities", (), "IA-41", "Ids, separated by commas; limits rows, not rights.", empty="all"),
        Setting("departments", "Departments", (), "IA-42", "Ids, separated by commas; none is all.", empty="all"),
        Setting("territories", "Territories", (), "IA-42", "Ids, separated by commas; none is all.", empty="all"),
    ),
    role_fields=(
        Setting("type", "Role type", ENTERPRISE, "IA-10", "Does not change the rights in a company.", ROLE_TYPES),
        Setting("apply_to", "Applies to", ALWAYS, "IA-09", "An API token counts as a direct login.", APPLY_TO),
    ),
    has_groups=True,
    ways_apart=True,
    needs_role=True,
    unlinked="and so has no access to anything (IA-02)",
    several_roles="Roles add up, with those of the user's groups (IA-02, IA-06).",
    renaming="The vendor never changes this id once it is made (IA-43): another name is another one there.",
)

MODULE, GROUP, PERMISSION = "module", "group", "permission"
GROUP_TITLES = {"activitiesAndLists": "Activities and lists", "objectIds": "Object IDs", "reports": "Reports"}
FULL, SUBSET = "full", "subset"


def words(rights: Rights | frozenset[str]) -> str:
    """Some rights in the interface's words, in the order of the columns."""
    return ", ".join(dict.fromkeys(TITLES[right] for right in RIGHTS if right in rights)) or "nothing"
