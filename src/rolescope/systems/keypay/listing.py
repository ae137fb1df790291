"""The sections that list what they open: from a wish at a report, kiosk or pay schedule to the edits of the record.

An entry of a list counts under the access type of its section alone: with the first entry the type is set, and with the
last it goes, so that taking back what was given leaves the record as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rolescope.rights.edits import ClearGrant, Edit, EditError, SetGrant
from rolescope.rights.model import Rights, Role
from rolescope.rights.tree import Node
from rolescope.systems.keypay.business import KIOSK, SCHEDULE
from rolescope.systems.keypay.catalogue import KIOSKS_ID, REPORT, REPORTS_ID, SCHEDULES_ID
from rolescope.systems.keypay.sections import NOTHING, read_sections
from rolescope.systems.keypay.vocabulary import (
    ADD_FROM_KIOSK,
    ALL_KIOSKS,
    ALL_REPORTS,
    APPROVAL_ACCESS,
    APPROVE_PAYMENTS,
    APPROVE_RUNS,
    CREATE_RUNS,
    CREATES_SELECTED,
    CREATION_ACCESS,
    FOR_APPROVAL,
    FOR_CREATION,
    NO_KIOSKS,
    NO_REPORTS,
    PAYMENTS_SELECTED,
    REPORT_PACK,
    RUN_REPORT,
    RUNS_SELECTED,
    SPECIFIC_KIOSKS,
    SPECIFIC_REPORTS,
    USE_KIOSK,
)

ONE_OF = (
    (ALL_REPORTS, SPECIFIC_REPORTS, REPORT_PACK),
    (ALL_KIOSKS, SPECIFIC_KIOSKS),
    APPROVAL_ACCESS,
    CREATION_ACCESS,
)
"""KP-22, KP-28, KP-35: words of which a section has one at most."""
SELECTED = {APPROVE_RUNS: RUNS_SELECTED, APPROVE_PAYMENTS: PAYMENTS_SELECTED, CREATE_RUNS: CREATES_SELECTED}
"""The access type under which a schedule is listed for a right."""
LIST_OF = {APPROVE_RUNS: FOR_APPROVAL, APPROVE_PAYMENTS: FOR_APPROVAL, CREATE_RUNS: FOR_CREATION}
"""The list that a schedule is in for a right."""


def must_fit_together(rights: Rights) -> None:
    """Refuses two words of which a section has one.

    Raises:
        EditError: naming both.
    """
    for words in ONE_OF:
        given = [word for word in words if word in rights]
        if len(given) > 1:
            raise EditError(f"a record has one of {' and '.join(given)}, not both (KP-28, KP-35)")


def at(role: Role, place: str) -> Rights:
    """What a record says at a place."""
    return role.grants.get(place, NOTHING)


def put(role: Role, place: str, rights: Rights) -> tuple[Edit, ...]:
    """The edit by which a record says just some words at a place; none where it does already."""
    if at(role, place) == rights:
        return ()
    return (SetGrant(role.name, place, rights) if rights else ClearGrant(role.name, place),)


def listed_edits(role: Role, found: Node, rights: Rights) -> tuple[Edit, ...]:
    """The edits by which a record says some rights at a report, kiosk or schedule; no right takes it off its lists.

    Raises:
        EditError: when the section cannot say so.
    """
    if found.kind == REPORT:
        return _report(role, found.id, bool(rights))
    return (_kiosk if found.kind == KIOSK else _schedule)(role, found.id, rights, found.attributes)


def listed_said(role: Role, found: Node) -> Rights:
    """What a record says at a report, kiosk or schedule, what follows from its list and section included."""
    held = at(role, found.id)
    if found.kind == SCHEDULE:
        section = at(role, SCHEDULES_ID)
        given = frozenset(right for right, word in SELECTED.items() if word in section and LIST_OF[right] in held)
        # A list under another access type counts for nothing, and is told by its own name.
        return held - {LIST_OF[right] for right in given} | given
    if found.kind == KIOSK and _may_use(role, found.id, found.attributes):
        return held | (at(role, KIOSKS_ID) & {ADD_FROM_KIOSK})
    return held


def room_for(role: Role, found: Node, right: str) -> tuple[Edit, ...]:
    """The edit that takes away the access types beside which a right at a report, kiosk or schedule does not count."""
    section = found.id.partition("/")[0]
    others: Rights = NOTHING
    if found.kind == REPORT:
        others = frozenset({ALL_REPORTS, REPORT_PACK})
    elif found.kind == KIOSK and right == USE_KIOSK:
        others = frozenset({ALL_KIOSKS})
    elif found.kind == SCHEDULE and right in SELECTED:
        others = frozenset(_family(right)) - {SELECTED[right]}
    return put(role, section, at(role, section) - others)


def _family(right: str) -> tuple[str, ...]:
    """KP-28: the values of the field by which a right at schedules is given."""
    return CREATION_ACCESS if right == CREATE_RUNS else APPROVAL_ACCESS


def tied(right: str) -> Rights:
    """KP-29: what stands and falls with a right, as both are the same entry of a list."""
    others = {LIST_OF[right]} if right in LIST_OF else {one for one, listed in LIST_OF.items() if listed == right}
    return frozenset(others)


# Reports


def _report(role: Role, place: str, wanted: bool) -> tuple[Edit, ...]:
    """KP-42: a report in or out of the list, which is never empty under its access type."""
    held, sections = at(role, REPORTS_ID), read_sections(role.grants.items())
    if not wanted:
        last = sections.listed_reports == [place.partition("/")[2]]
        section = put(role, REPORTS_ID, held - {SPECIFIC_REPORTS}) if last else ()
        return (*put(role, place, NOTHING), *section)
    access = sections.report_access
    if access not in (NO_REPORTS, SPECIFIC_REPORTS):
        raise EditError(f"report access is {access}: clear {REPORTS_ID} first, then list single reports (KP-42)")
    return (*put(role, REPORTS_ID, held | {SPECIFIC_REPORTS}), SetGrant(role.name, place, frozenset({RUN_REPORT})))


# Kiosks


def _may_use(role: Role, place: str, known: Mapping[str, Any]) -> bool:
    """KP-22, KP-25: whether a record opens a kiosk, or may: one of which nobody says for whom it is open."""
    section = at(role, KIOSKS_ID)
    is_open = known.get("open_to_all") is not False
    return ALL_KIOSKS in section or (SPECIFIC_KIOSKS in section and (is_open or USE_KIOSK in at(role, place)))


def _kiosk(role: Role, place: str, rights: Rights, known: Mapping[str, Any]) -> tuple[Edit, ...]:
    """KP-22, KP-24: a kiosk in or out of the list, and the one flag, which is about all kiosks of the record."""
    held, access = at(role, KIOSKS_ID), read_sections(role.grants.items()).kiosk_access
    if USE_KIOSK in rights:
        if access == ALL_KIOSKS:
            raise EditError(f"kiosk access is {access}: clear {KIOSKS_ID} first, then list single kiosks (KP-22)")
        # What is not said here as the kiosk is not open yet is not taken from the others by leaving it out.
        taken = {ADD_FROM_KIOSK} if _may_use(role, place, known) else NOTHING
        section = held - taken | (rights & {ADD_FROM_KIOSK})
        section |= {SPECIFIC_KIOSKS} if access == NO_KIOSKS else NOTHING
        return (*put(role, KIOSKS_ID, section), SetGrant(role.name, place, frozenset({USE_KIOSK})))
    stays = access == ALL_KIOSKS or (access == SPECIFIC_KIOSKS and known.get("open_to_all") is not False)
    if ADD_FROM_KIOSK in rights - held and not stays:
        text = f"{ADD_FROM_KIOSK} counts at the kiosks of a record alone: give {USE_KIOSK} at {place} as well"
        raise EditError(f"{text} (KP-24)")
    if access == SPECIFIC_KIOSKS and _listed(role, KIOSKS_ID, USE_KIOSK) == [place]:
        return (*put(role, place, NOTHING), *put(role, KIOSKS_ID, held - {SPECIFIC_KIOSKS, ADD_FROM_KIOSK}))
    section = held - {ADD_FROM_KIOSK} | (rights & {ADD_FROM_KIOSK}) if stays else held
    return (*put(role, place, NOTHING), *put(role, KIOSKS_ID, section))


# Pay schedules


def _schedule(role: Role, place: str, rights: Rights, known: Mapping[str, Any]) -> tuple[Edit, ...]:
    """KP-28, KP-29, KP-31: a schedule in the lists, under the access type that the right needs."""
    held, before = at(role, SCHEDULES_ID), at(role, place)
    listed, section = set[str](rights & {FOR_APPROVAL, FOR_CREATION}), set(held)
    for right in (right for right in SELECTED if right in rights):
        section.add(_selected(right, held))
        listed.add(LIST_OF[right])
    must_fit_together(frozenset(section))
    is_new = FOR_APPROVAL not in before or not section & set(APPROVAL_ACCESS) <= held
    if FOR_APPROVAL in listed and is_new:
        _must_be_switched_on(section, place, known)
    for right, word in SELECTED.items():
        is_taken = LIST_OF[right] in before and LIST_OF[right] not in listed
        if is_taken and _listed(role, SCHEDULES_ID, LIST_OF[right]) == [place]:
            section.discard(word)
    return (*put(role, SCHEDULES_ID, frozenset(section)), *put(role, place, frozenset(listed)))


def _selected(right: str, held: Rights) -> str:
    """The access type that a right at a single schedule needs.

    Raises:
        EditError: where another value stands in its place.
    """
    selected = SELECTED[right]
    other = [word for word in _family(right) if word in held and word != selected]
    if other:
        raise EditError(f"{other[0]} is set, and a record has one value there: change it first (KP-28)")
    return selected


def _must_be_switched_on(section: set[str], place: str, known: Mapping[str, Any]) -> None:
    switch = "payment_approval" if PAYMENTS_SELECTED in section else "approval"
    if known.get(switch) is False:
        raise EditError(f"{place} has its {switch.replace('_', ' ')} switched off, so it cannot be picked (KP-31)")


def _listed(role: Role, branch: str, word: str) -> list[str]:
    """The places below a branch that are in one of its lists."""
    return [place for place, rights in role.grants.items() if place.startswith(f"{branch}/") and word in rights]
