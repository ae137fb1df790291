"""What a right needs besides being granted (IA-30 to IA-39), and what is live once that is looked at (IA-59)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rolescope.rights.access import Access
from rolescope.rights.model import Rights
from rolescope.systems.intacct.vocabulary import NUMBER, RIGHTS, enum_data

Places = Callable[[str, str], int]

RULES = {
    "PRE-1": "IA-30",
    "PRE-2": "IA-31",
    "PRE-3": "IA-32",
    "PRE-4": "IA-33",
    "PRE-5": "IA-34",
    "PRE-6": "IA-35",
    "PRE-7": "IA-31",
    "PRE-8": "IA-31",
    "PRE-9": "IA-38",
    "PRE-10": "IA-36",
    "PRE-11": "IA-39",
}
NOT_AN_APPLICATION = ("company", "administration")


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """Some rights at some permissions and what they need: all of ``needs``, one of ``any_of``, or a user's flag."""

    rule: str
    rights: Rights
    nodes: int
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    elsewhere: int | None = None
    """The permissions of which one must hold ``any_of``; None where it is the permission itself."""
    restricted: bool = False
    """Whether it needs a user who only comes in over web services."""
    inert: bool = True
    """Whether the right does nothing without; otherwise that is only worth a warning."""

    numbers: tuple[int, ...] = ()
    """The rights by number."""


def read_prerequisites(places: Places) -> tuple[Prerequisite, ...]:
    """The prerequisites of the data file, with the permissions they are about."""
    return tuple(_read(row, places) for row in enum_data()["prerequisites"])


def _read(row: dict[str, Any], places: Places) -> Prerequisite:
    nodes, far = places(row["module"], row["name"]), row.get("needsElsewhere")
    elsewhere = None
    if far:
        outside = nodes
        for module in NOT_AN_APPLICATION:
            outside |= places(module, "*")
        elsewhere = places("*", "*") & ~outside
    return Prerequisite(
        RULES[row["id"]],
        frozenset(row["rights"]),
        nodes,
        tuple(row.get("needs", ())),
        tuple(far["anyOf"] if far else row.get("needsAny", ())),
        elsewhere,
        "needsUser" in row,
        row["effect"] == "inert",
        tuple(NUMBER[right] for right in RIGHTS if right in row["rights"]),
    )


def lacking(prerequisite: Prerequisite, held: Sequence[int], offered: Access, restricted: bool) -> int:
    """The nodes where a prerequisite stands in the way of what is held, one plane a right (IA-59).

    What the row itself does not offer cannot be missing there.
    """
    nodes, missing = prerequisite.nodes, 0
    if prerequisite.restricted and not restricted:
        missing |= nodes
    if prerequisite.elsewhere is not None:
        if not any(held[NUMBER[right]] & prerequisite.elsewhere for right in prerequisite.any_of):
            missing |= nodes
    elif prerequisite.any_of:
        listed = found = 0
        for right in prerequisite.any_of:
            listed |= offered.planes[NUMBER[right]]
            found |= held[NUMBER[right]]
        missing |= nodes & listed & ~found
    for right in prerequisite.needs:
        missing |= nodes & offered.planes[NUMBER[right]] & ~held[NUMBER[right]]
    return missing


def live(capped: Access, inert: Sequence[Prerequisite], offered: Access, restricted: bool) -> Access:
    """What stays live: rights whose prerequisites are missing go, until nothing more does (IA-59)."""
    planes = list(capped.planes)
    asked = [(rule, numbers) for rule in inert if (numbers := [n for n in rule.numbers if planes[n] & rule.nodes])]
    stable = False
    while not stable:
        stable = True
        for rule, numbers in asked:
            missing = lacking(rule, planes, offered, restricted)
            for number in numbers if missing else ():
                if planes[number] & missing:
                    planes[number] &= ~missing
                    stable = False
    return Access(tuple(planes))


def passing(held: Access, inert: Sequence[Prerequisite], offered: Access, restricted: bool) -> Access:
    """Where each right would have what it needs, whether it is granted or not."""
    planes = [-1] * len(RIGHTS)
    for prerequisite in inert:
        missing = lacking(prerequisite, held.planes, offered, restricted)
        for number in prerequisite.numbers:
            planes[number] &= ~missing
    return Access(tuple(planes))


def warned(held: Access, prerequisites: Iterable[Prerequisite], offered: Access, incomplete: int) -> Access:
    """Where a live right lacks what it should have, without being inert for it (IA-31).

    ``incomplete`` are the rows that may offer more than they say: there a right that is not listed may be missing too.
    """
    planes = [0] * len(RIGHTS)
    listed = Access(tuple(plane | incomplete for plane in offered.planes))
    for prerequisite in prerequisites:
        missing = lacking(prerequisite, held.planes, listed, True)
        for number in prerequisite.numbers:
            planes[number] |= missing & held.planes[number]
    return Access(tuple(planes))


def missing_at(
    prerequisite: Prerequisite, node: int, held: frozenset[str], offered: Rights, restricted: bool
) -> tuple[str, ...]:
    """What a prerequisite misses at one node, as reason codes (IA-60); PRE-10 is asked with the whole access."""
    if not prerequisite.nodes >> node & 1:
        return ()
    if prerequisite.restricted:
        return () if restricted else ("NEEDS_isRestricted",)
    if prerequisite.elsewhere is not None:
        return (f"NEEDS_{'_or_'.join(prerequisite.any_of)}_ELSEWHERE",)
    if prerequisite.any_of:
        known = [right for right in prerequisite.any_of if right in offered]
        return (f"NEEDS_{'_or_'.join(known)}",) if known and not held & set(known) else ()
    return tuple(f"NEEDS_{right}" for right in prerequisite.needs if right in offered and right not in held)
