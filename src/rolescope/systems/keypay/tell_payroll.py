"""The sentences about pay schedules: what gives a right there, what is missing for it, and which switch is about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rolescope.rights.model import Rights
from rolescope.rights.policy import Cause
from rolescope.rights.system import EXPORT
from rolescope.systems.keypay.business import PaySchedule
from rolescope.systems.keypay.sections import Sections
from rolescope.systems.keypay.standing import ACTS, MAKES, PAYROLL
from rolescope.systems.keypay.vocabulary import (
    ACTION,
    APPROVAL_ACCESS,
    APPROVE_PAYMENTS,
    APPROVE_RUNS,
    CREATE_RUNS,
    CREATION_ACCESS,
    EFFECTS,
    LODGE,
    LODGES,
    PAY_EVENT_APPROVER,
)

FIELDS = {
    "payRunApprovalAccess": (APPROVAL_ACCESS, (APPROVE_RUNS, APPROVE_PAYMENTS)),
    "payRunCreationAccess": (CREATION_ACCESS, (CREATE_RUNS,)),
}
"""KP-28: by the field, the values that it can have and the rights that these give."""
SWITCHES = {APPROVE_RUNS: "pay run approval", APPROVE_PAYMENTS: "payment approval"}
"""KP-31: by the right, the switch of a schedule that it hangs on."""


def makers(asked: Rights) -> tuple[str, ...]:
    """The payroll rights that make what is asked at a pay schedule, for certain."""
    for kind, pair in EFFECTS.items():
        if asked & set(pair):
            return ACTS if kind == ACTION else MAKES[kind]
    return tuple(right for right in (*(row[0] for row in PAYROLL), LODGE) if right in asked)


def reads(asked: Rights) -> bool:
    """Whether it is asked what can be read."""
    return bool(asked & set(EFFECTS[EXPORT]))


def lodging(sections: Sections) -> list[str]:
    """KP-32: what of a record lets lodge."""
    return [f"{word} is set" for word in (LODGES, PAY_EVENT_APPROVER) if word in sections.payroll]


def of_lodgement(sections: Sections, asked: Rights) -> tuple[str, str]:
    """KP-32: the rule and the sentence at the lodgement of the whole business."""
    held = lodging(sections)
    return "KP-32", f"{held[0]}{_unsaid(asked)}" if held else f"neither {LODGES} nor {PAY_EVENT_APPROVER} is set"


def of_schedule(sections: Sections, schedule: int, asked: Rights) -> tuple[str, str]:
    """KP-27 to KP-32: the rule and the sentence at a pay schedule: what gives what is asked, else what is missing."""
    wanted = makers(asked)
    covering, missing = _covering(sections, schedule, wanted)
    held = lodging(sections) if LODGE in wanted or reads(asked) else []
    if covering:
        return "KP-29", "; ".join([*covering, *missing, *held])
    if held:
        return "KP-32", "; ".join([*missing, *held]) + _unsaid(asked)
    told = [*missing, *_other_values(sections, wanted)]
    unset = _unset(sections, wanted)
    if unset:
        told.append(
            f"neither {', '.join(unset[:-1])} nor {unset[-1]} is set" if unset[1:] else f"{unset[0]} is not set"
        )
    return "KP-29" if missing else "KP-32" if wanted == (LODGE,) else "KP-27", "; ".join(told)


def _unsaid(asked: Rights) -> str:
    return "; what can be read for it, nobody says" if reads(asked) else ""


def _covering(sections: Sections, schedule: int, wanted: Sequence[str]) -> tuple[list[str], list[str]]:
    """What gives one of some rights at a schedule, and which list leaves it out, in words."""
    covering, missing = list[str](), list[str]()
    for right, for_all, selected in PAYROLL:
        if right not in wanted:
            continue
        listed = sections.for_creation if right == CREATE_RUNS else sections.for_approval
        if for_all in sections.payroll:
            covering.append(f"{for_all} covers every schedule")
        elif selected in sections.payroll:
            told, of_it = ("lists", covering) if schedule in listed else ("does not list", missing)
            of_it.append(f"{selected} {told} this schedule")
    return covering, missing


def _other_values(sections: Sections, wanted: Sequence[str]) -> Iterator[str]:
    """The fields that have a value of which none of the rights comes."""
    gives = {word: right for right, *words in PAYROLL for word in words}
    for field, (values, rights) in FIELDS.items():
        asked = [right for right in rights if right in wanted]
        held = [word for word in values if word in sections.payroll]
        if asked and held and not any(gives.get(word) in wanted for word in held):
            yield f"{field} is {held[0]}, which does not give {' or '.join(asked)}"


def _unset(sections: Sections, wanted: Sequence[str]) -> list[str]:
    """The fields that would give one of the rights and have no value."""
    empty = [row for row in FIELDS.items() if sections.payroll.isdisjoint(row[1][0])]
    found = [field for field, (_, rights) in empty if not set(rights).isdisjoint(wanted)]
    return [*found, *([LODGES] if LODGE in wanted else [])]


def of_switches(schedule: PaySchedule, given: Iterable[str], asked: Rights) -> Cause:
    """KP-31: what the switches of a schedule leave of the rights that are given there, or of the one asked for."""
    on = {APPROVE_RUNS: schedule.approval, APPROVE_PAYMENTS: schedule.payment_approval}
    told = {True: "is switched on", False: "is off: {} is inert", None: "may be off: nobody says"}
    about = [right for right in makers(asked) if right in SWITCHES and (right in asked or right in given)]
    said = [f"{SWITCHES[right]} of the schedule {told[on[right]].format(right)}" for right in about]
    return Cause("KP-31", "; ".join(said) or "nothing that is given here hangs on a switch of the schedule")
