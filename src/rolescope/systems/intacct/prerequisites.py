"""What a right needs besides being granted (IA-30 to IA-39), and what is live once that is looked at (IA-59)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rolescope.rights.access import Access
from rolescope.rights.model import Rights
from rolescope.systems.intacct.vocabulary import NUMBER, RIGHTS, TWIN, enum_data, with_twins

Places = Callable[[str, str], int]

RULES = {
    "PRE-1": "IA-30",
    "PRE-2": "IA-31",
    "PRE-3": "IA-32",
    "PRE-4": "IA-33",
    "PRE-5": "IA-34",
    "PRE-6": "IA-34",
    "PRE-7": "IA-30",
    "PRE-8": "IA-30",
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
    rights = with_twins(row["rights"])
    elsewhere = None
    if far:
        outside = nodes
        for module in NOT_AN_APPLICATION:
            outside |= places(module, "*")
        elsewhere = places("*", "*") & ~outside
    return Prerequisite(
        RULES[row["id"]],
        rights,
        nodes,
        tuple(row.get("needs", ())),
        tuple(far["anyOf"] if far else row.get("needsAny", ())),
        elsewhere,
        "needsUser" in row,
        row["effect"] == "inert",
        tuple(NUMBER[right] for right in RIGHTS if right in rights),
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides on prerequisites besides the rights that are held."""

    offered: Access
    """The rights that can be missing at a permission: those of its row (IA-59), or all where it may be incomplete."""
    subscribed: int
    """The permissions that work at all (IA-29)."""
    restricted: bool
    """Whether the user only comes in over web services."""
    beside: Access | None = None
    """What is granted outside the rows: it is either offered, and held, or not offered, and not needed."""


def lacking(prerequisite: Prerequisite, held: Sequence[int], around: Surroundings) -> int:
    """The nodes where a prerequisite stands in the way of what is held, one plane a right (IA-59).

    What the row itself does not offer cannot be missing there, and what is not subscribed helps nowhere else (IA-36).
    """
    nodes, missing, offered = prerequisite.nodes, 0, around.offered
    if prerequisite.restricted and not around.restricted:
        missing |= nodes
    if prerequisite.elsewhere is not None:
        working = prerequisite.elsewhere & around.subscribed
        if not any(either(held, right) & working for right in prerequisite.any_of):
            missing |= nodes
    elif prerequisite.any_of:
        listed = found = 0
        for right in prerequisite.any_of:
            listed |= either(offered.planes, right)
            found |= either(held, right)
        missing |= nodes & listed & ~found
    for right in prerequisite.needs:
        found = either(held, right) | (either(around.beside.planes, right) if around.beside else 0)
        missing |= nodes & either(offered.planes, right) & ~found
    return missing


def either(planes: Sequence[int], right: str) -> int:
    """Where a right stands, or the twin that does just as well (IA-58)."""
    number = NUMBER[right]
    twin = TWIN.get(number)
    return planes[number] if twin is None else planes[number] | planes[twin]


def live(capped: Access, inert: Sequence[Prerequisite], around: Surroundings) -> Access:
    """What stays live: rights whose prerequisites are missing go, until nothing more does (IA-59)."""
    planes = list(capped.planes)
    asked = [(rule, numbers) for rule in inert if (numbers := [n for n in rule.numbers if planes[n] & rule.nodes])]
    stable = False
    while not stable:
        stable = True
        for rule, numbers in asked:
            missing = lacking(rule, planes, around)
            for number in numbers if missing else ():
                if planes[number] & missing:
                    planes[number] &= ~missing
                    stable = False
    return Access(tuple(planes))


def passing(held: Access, inert: Sequence[Prerequisite], around: Surroundings) -> Access:
    """Where each right would have what it needs, whether it is granted or not."""
    planes = [-1] * len(RIGHTS)
    for prerequisite in inert:
        missing = lacking(prerequisite, held.planes, around)
        for number in prerequisite.numbers:
            planes[number] &= ~missing
    return Access(tuple(planes))


def warned(held: Access, prerequisites: Iterable[Prerequisite], around: Surroundings) -> Access:
    """Where a live right lacks what it should have, without being inert for it (IA-31)."""
    planes = [0] * len(RIGHTS)
    for prerequisite in prerequisites:
        missing = lacking(prerequisite, held.planes, around)
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
        known = list(dict.fromkeys(token for right in prerequisite.any_of for token in offered_as(right, offered)))
        return (f"NEEDS_{'_or_'.join(known)}",) if known and not held & with_twins(known) else ()
    needs = (token for right in prerequisite.needs for token in offered_as(right, offered))
    return tuple(f"NEEDS_{token}" for token in needs if not held & with_twins({token}))


def offered_as(right: str, offered: Rights) -> tuple[str, ...]:
    """The token by which a row offers a right: its own, else its twin's; none where it does not."""
    return (right,) if right in offered else tuple(with_twins({right}) & offered)
