"""What flags come to in an area: export, import or action, granted or unconfirmed (table (d), KP-45, KP-61)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rolescope.rights.model import Rights
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.systems.keypay.members import NOBODY, Scope
from rolescope.systems.keypay.vocabulary import (
    ACTION,
    AREA_FLAGS,
    AREAS,
    CURRENT_FLAGS,
    EFFECTS,
    FLAG_ROWS,
    SHIFT_COSTS,
    enum_data,
)

BOTH = {"export": (EXPORT,), "import": (IMPORT,), "action": (ACTION,), "both": (EXPORT, IMPORT)}
ALSO_ACTS = ("InitiateEmployeeSelfSetup",)
"""Table (d): flags that start a process besides their main effect."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What makes one kind in one area: any of the alternatives, each a set of flags that must be there together.

    No flag ever takes an effect away once another gives it, so that "none of" conditions need no place here.
    """

    granted: tuple[Rights, ...] = ()
    unconfirmed: tuple[Rights, ...] = ()

    @property
    def flags(self) -> Rights:
        """Every flag that can contribute."""
        return frozenset().union(*self.granted, *self.unconfirmed)

    @property
    def ways(self) -> list[Rights]:
        """The shortest alternatives that make it for certain; KP-44: none with a flag that was withdrawn."""
        current = [way for way in self.granted if way <= frozenset(CURRENT_FLAGS)]
        return [way for way in current if not any(other < way for other in current)]

    def of(self, held: Mapping[str, Scope]) -> Scope:
        """For whom it is granted for certain, and for whom it may be."""
        certain = possible = 0
        for alternative in self.granted:
            both = _together(alternative, held)
            certain, possible = certain | both.certain, possible | both.possible
        for alternative in self.unconfirmed:
            possible |= _together(alternative, held).possible
        return Scope(certain, possible)


def _together(flags: Rights, held: Mapping[str, Scope]) -> Scope:
    scopes = [held.get(flag, NOBODY) for flag in flags]
    found = scopes[0]
    for scope in scopes[1:]:
        found = found & scope
    return found


def _terms(area: str, kind: str) -> Terms:
    granted = [frozenset({flag}) for flag in AREA_FLAGS[area] if kind in _alone(flag)]
    unconfirmed: list[Rights] = []
    for row in enum_data()["effect_combinations"]:
        if row["area"] == area and kind in row.get("adds", ()):
            (granted if row["state"] == "granted" else unconfirmed).append(frozenset(row["all_of"]))
    return Terms(tuple(granted), tuple(unconfirmed))


def _alone(flag: str) -> tuple[str, ...]:
    """The kinds that a flag makes by itself; costs only add to what is readable anyway (KP-61)."""
    if flag == SHIFT_COSTS:
        return ()
    return (*BOTH[FLAG_ROWS[flag]["effect"]], *((ACTION,) if flag in ALSO_ACTS else ()))


TERMS: dict[tuple[str, str], Terms] = {(area, kind): _terms(area, kind) for area in AREAS for kind in EFFECTS}


CONTRIBUTING = {place: terms.flags for place, terms in TERMS.items()}
"""By area and kind, the flags without which nobody has it."""


def areas_with(kind: str) -> list[str]:
    """The areas in which a kind makes sense."""
    return [area for area in AREAS if TERMS[area, kind].granted or TERMS[area, kind].unconfirmed]
