"""From employees to cells: which groups and locations some employees make up whole, and which they touch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from operator import itemgetter, or_
from typing import NamedTuple

from rolescope.rights.planes import bits, plane_of, span
from rolescope.systems.keypay.business import GROUP, LOCATION
from rolescope.systems.keypay.catalogue import Catalogue
from rolescope.systems.keypay.members import NOBODY, Scope

MOST_KEPT = 20_000
"""Answers kept at most: users' rules reach the same employees again and again."""


class Spread(NamedTuple):
    """Planes of owners: those reached whole, and those of which at least one is reached."""

    every: Scope = NOBODY
    some: Scope = NOBODY

    def __or__(self, other: Spread) -> Spread:
        return Spread(self.every | other.every, self.some | other.some)

    def within(self, plane: int) -> Spread:
        """Only what lies in a plane."""
        return Spread(self.every.within(plane), self.some.within(plane))

    def times(self, factor: int) -> Spread:
        """All planes times a number."""
        return Spread(self.every.times(factor), self.some.times(factor))


UNREACHED = Spread()


def judge(members: Scope, reached: Scope, listed: bool = True) -> tuple[bool, bool, bool, bool]:
    """Whether everyone is reached, and whether anyone is: for certain, then possibly.

    Nobody is never everyone (KP-63), so that a group of whom it is only possible that there is anyone gets no certain
    answer. Where employees are not ``listed`` at all the question is about whoever there is.
    """
    there = members.certain if listed else members.possible
    every = bool(there) and not members.possible & ~reached.certain
    some = every or bool(there & reached.certain)
    maybe_some = some or bool(members.possible & reached.possible)
    maybe_every = every or (maybe_some and not members.certain & ~reached.possible)
    return every, some, maybe_every, maybe_some


class Reach:
    """The owners of one catalogue with their members: those of a group, those at home at a location."""

    def __init__(self, catalogue: Catalogue) -> None:
        members, self._size = catalogue.members, len(catalogue.tree)
        self._everyone = members.everyone
        self._is_listed = members.known
        self.members = {
            catalogue.node_of[kind][one]: scope
            for kind, table in ((GROUP, members.groups), (LOCATION, members.homes))
            for one, scope in table.items()
        }
        """By node, the members."""
        known = {node: m.certain for node, m in self.members.items() if m.certain == m.possible and m.certain}
        self._homes = Homes(catalogue, known)
        self._listed = {node: plane for node, plane in known.items() if node not in self._homes.nodes}
        self.unsure = {node: m for node, m in self.members.items() if m.certain != m.possible}
        """The owners of whom nobody can say for certain who belongs to them."""
        self._alike: dict[Scope, int] = {}
        for node, scope in self.unsure.items():
            self._alike[scope] = self._alike.get(scope, 0) | 1 << node
        self._known: dict[Scope, Spread] = {NOBODY: UNREACHED}
        self._of_plane: dict[int, tuple[int, int]] = {}

    def spread(self, reached: Scope, parts: Collection[Scope] = ()) -> Spread:
        """What some employees come to, over all owners; it costs less where ``parts`` make them up."""
        if reached not in self._known:
            if len(self._known) > MOST_KEPT:
                self._known, self._of_plane = {NOBODY: UNREACHED}, {}
            self._known[reached] = self._spread(reached, parts)
        return self._known[reached]

    def _spread(self, reached: Scope, parts: Collection[Scope]) -> Spread:
        certain = possible = self._of_known(reached.certain, [part.certain for part in parts])
        if reached.certain != reached.possible:
            possible = self._of_known(reached.possible, [part.possible for part in parts])
        found = Spread(Scope(certain[0], possible[0]), Scope(certain[1], possible[1]))
        for members, owners in self._alike.items():
            found = found | self.verdict(owners, members, reached)
        return found

    def _of_known(self, reached: int, parts: Sequence[int]) -> tuple[int, int]:
        """The same for owners whose members are known, for one plane of employees: those whole, and those touched."""
        if reached not in self._of_plane:
            within = [part for part in parts if not part & ~reached]
            made_up = len(within) > 1 and reduce(or_, within) == reached
            self._of_plane[reached] = self._of_parts(reached, within, parts) if made_up else self._by_itself(reached)
        return self._of_plane[reached]

    def _by_itself(self, reached: int) -> tuple[int, int]:
        missed = self._everyone & ~reached
        found = [(node, members) for node, members in self._listed.items() if members & reached]
        every = plane_of((node for node, members in found if not members & missed), self._size)
        some = plane_of((node for node, _ in found), self._size)
        return every | self._homes.within(reached), some | self._homes.touched(missed)

    def _of_parts(self, reached: int, within: Sequence[int], parts: Sequence[int]) -> tuple[int, int]:
        """What is touched is so by a part; what is whole is so by a part, or is touched by several.

        And what all ``parts`` together leave out of an owner, none of them brings in.
        """
        whole = touched = by_several = 0
        for part in within:
            every, some = self._of_known(part, ())
            by_several |= touched & some
            whole, touched = whole | every, touched | some
        undecided = by_several & ~whole
        if undecided and len(within) < len(parts):
            undecided &= self._of_known(reduce(or_, parts), parts)[0]
        if undecided & self._homes.plane:
            whole |= self._homes.within(reached)
        missed, listed = self._everyone & ~reached, bits(undecided & ~self._homes.plane)
        return whole | plane_of((node for node in listed if not self._listed[node] & missed), self._size), touched

    def verdict(self, owners: int, members: Scope, reached: Scope) -> Spread:
        """What some employees come to at owners that all have these members."""
        answers = judge(members, reached, self._is_listed)
        every, some, maybe_every, maybe_some = (owners if holds else 0 for holds in answers)
        return Spread(Scope(every, maybe_every), Scope(some, maybe_some))


class Homes:
    """The locations whose members have bits in a row, each row with a free bit behind it: asked all at once.

    A one added at the start of a row of ones is carried through it, and comes out at the free bit. From there it is
    taken to the location's node by way of digits, all of them in a few steps.
    """

    def __init__(self, catalogue: Catalogue, members: Mapping[int, int]) -> None:
        ends = catalogue.members.runs
        runs = {node: ends.get(str(place)) for place, node in catalogue.node_of[LOCATION].items()}
        rows = {node: run for node, run in runs.items() if run is not None and members.get(node) == span(*run)}
        self.nodes = rows.keys()
        self.plane = plane_of(rows, len(catalogue.tree))
        size = max((end for _, end in rows.values()), default=0) + 1
        self._starts = plane_of((start for start, _ in rows.values()), size)
        self._ends = plane_of((end for _, end in rows.values()), size)
        self._all = sum(span(*run) for run in rows.values())
        self._digits = f"0{size}b"
        falling = sorted(rows, reverse=True)
        self._lowest = falling[-1] if falling else 0
        places = [size - 1 - rows[node][1] for node in falling]
        self._picked = itemgetter(*places) if places else None
        """Takes the digit of each location, the last node's first."""
        gaps = ["0" * (node - lower - 1) for node, lower in pairwise(falling)]
        self._spaced = [part for gap in gaps for part in ("", gap)] + [""] * bool(falling)
        """The digits between those of the locations, which have every second place."""

    def within(self, reached: int) -> int:
        """The locations of which everybody is among some employees."""
        return self._told((reached & self._all) + self._starts)

    def touched(self, missed: int) -> int:
        """The locations of which somebody is not among some employees."""
        return self._told(~((missed & self._all) + self._starts))

    def _told(self, carried: int) -> int:
        if self._picked is None:
            return 0
        digits = format(carried & self._ends, self._digits)
        told = self._spaced.copy()
        told[::2] = self._picked(digits)
        return int("".join(told), 2) << self._lowest
