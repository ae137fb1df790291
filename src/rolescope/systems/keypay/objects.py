"""The vendor's own JSON: which objects a file holds, bare or in a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rolescope.systems.faults import BundleError, Problem
from rolescope.systems.json import unfit
from rolescope.systems.keypay.business import EMPLOYEE, GROUP, KIOSK, LOCATION, SCHEDULE
from rolescope.systems.keypay.collecting import ORDERS, PERSON, SECTIONS
from rolescope.systems.keypay.mistakes import BodyError, parse_json
from rolescope.systems.keypay.vocabulary import REPORT_OF_ID, report_title

ACCESS, LOOKUP = "access", "lookup"
HINTS: tuple[tuple[str, frozenset[str]], ...] = (
    (ACCESS, frozenset({"accessType"})),
    *((ACCESS, frozenset({section, "email"})) for section in SECTIONS),
    *((ACCESS, frozenset({order})) for order in ORDERS),
    (GROUP, frozenset({"filterCombinationStrategy"})),
    (GROUP, frozenset({"filters", "name"})),
    (SCHEDULE, frozenset({"payScheduleApprovalSettings"})),
    (SCHEDULE, frozenset({"frequency", "name"})),
    (KIOSK, frozenset({"availableToAllRestrictedUsersWithKioskAccess"})),
    (KIOSK, frozenset({"canAddEmployees", "name"})),
    (EMPLOYEE, frozenset({"firstName", "surname"})),
    (EMPLOYEE, frozenset({"primaryLocation", "id"})),
    (EMPLOYEE, frozenset({"employmentType", "id"})),
    (LOCATION, frozenset({"parentId", "name"})),
    (LOCATION, frozenset({"fullyQualifiedName", "name"})),
)
"""By what an object is known: the first set of properties that it has, whatever their case."""
PERSON_ALONE = frozenset(name.casefold() for name in PERSON)
"""KP-01: an e-mail, with a name or without, is a record too: what it leaves out is full access for one that is new, and
KP-53: a renaming of one that is known."""
BESIDE = 3
"""How deep in a bundle lies what an object says besides: no deeper than that may it nest here."""
KIND_WORDS = "an access record, employee group, location, kiosk, pay schedule, employee or lookup entry"


@dataclass(frozen=True, slots=True)
class Found:
    """One object of a file; ``where`` is its path, empty where the file holds just this."""

    kind: str
    raw: dict[str, Any]
    file: str
    where: str


def kind_of(raw: Any) -> str | None:
    """What an object is; None where nothing tells."""
    if not isinstance(raw, dict):
        return None
    keys = {str(key).casefold() for key in raw}
    for kind, hint in HINTS:
        if {name.casefold() for name in hint} <= keys:
            return kind
    if is_person_alone(raw):
        return ACCESS
    return LOOKUP if _is_lookup(raw) else None


def is_person_alone(raw: Mapping[str, Any]) -> bool:
    """Whether an object is an e-mail with a name or without, as a PUT takes it, and nothing besides."""
    keys = {str(key).casefold() for key in raw}
    return "email" in keys and keys <= PERSON_ALONE


def _is_pair(raw: Any) -> bool:
    return isinstance(raw, dict) and {str(key).casefold() for key in raw} == {"id", "name"}


def _is_lookup(raw: dict[str, Any]) -> bool:
    """Whether an id and a name are an entry of a lookup: the id is a text, or the name that of the report."""
    if not _is_pair(raw):
        return False
    known = {str(key).casefold(): value for key, value in raw.items()}
    report = REPORT_OF_ID.get(known["id"]) if type(known["id"]) is int else None
    named = report is not None and report_title(report).casefold() == str(known["name"]).strip().casefold()
    return named or isinstance(known["id"], str)


def looks_like_objects(raw: Any) -> bool:
    """Whether parsed JSON may be the vendor's."""
    return any(kind_of(one) is not None for one in (raw if isinstance(raw, list) else [raw]))


def read_objects(text: str, file: str, warn: Callable[[str], None]) -> list[Found]:
    """The objects of one file.

    Raises:
        BundleError: when it is no JSON, or holds something else.
    """
    try:
        raw, warnings = parse_json(text)
    except BodyError as error:
        raise BundleError(file, [Problem("", str(error))]) from None
    for warning in warnings:
        warn(f"{file}: {warning}")
    problems = list(unfit(raw, BESIDE))
    if problems:
        raise BundleError(file, problems)
    pairs = [(f"[{n}]", one) for n, one in enumerate(raw)] if isinstance(raw, list) else [("", raw)]
    kinds = [kind_of(one) for _, one in pairs]
    if LOOKUP in kinds:
        kinds = [LOOKUP if _is_pair(one) else kind for kind, (_, one) in zip(kinds, pairs, strict=True)]
    found = [(kind, where, one) for kind, (where, one) in zip(kinds, pairs, strict=True)]
    problems = [Problem(where, f"expected {KIND_WORDS}") for kind, where, _ in found if kind is None]
    if problems:
        raise BundleError(file, problems)
    return [Found(kind, one, file, where) for kind, where, one in found if kind is not None]
