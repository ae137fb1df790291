"""Access: one bit plane per right, in the order of the system's rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import and_, or_, xor


@dataclass(frozen=True, slots=True)
class Access:
    """Which rights stand at which nodes; ``planes[r]`` holds the nodes where right number ``r`` stands."""

    planes: tuple[int, ...]

    @classmethod
    def uniform(cls, plane: int, rights: Sequence[str], held: Iterable[str] | None = None) -> Access:
        """The same plane for every right in ``held`` (all of ``rights`` when None), nothing for the others."""
        kept = set(rights if held is None else held)
        return cls(tuple(plane if right in kept else 0 for right in rights))

    def __and__(self, other: Access) -> Access:
        return Access(tuple(map(and_, self.planes, other.planes)))

    def __or__(self, other: Access) -> Access:
        return Access(tuple(map(or_, self.planes, other.planes)))

    def __sub__(self, other: Access) -> Access:
        return Access(tuple([a & ~b for a, b in zip(self.planes, other.planes, strict=True)]))

    def __xor__(self, other: Access) -> Access:
        return Access(tuple(map(xor, self.planes, other.planes)))

    def replaced(self, planes: Mapping[int, int]) -> Access:
        """The same with other planes for some rights, by number."""
        found = list(self.planes)
        for number, plane in planes.items():
            found[number] = plane
        return Access(tuple(found))

    def within(self, plane: int) -> Access:
        """Only what lies in ``plane``."""
        return Access(tuple([a & plane for a in self.planes]))

    def without(self, plane: int) -> Access:
        """Everything but ``plane``."""
        kept = ~plane
        return Access(tuple([a & kept for a in self.planes]))

    def any_of(self, numbers: Iterable[int]) -> int:
        """The nodes where at least one of the rights with these numbers stands."""
        union = 0
        for number in numbers:
            union |= self.planes[number]
        return union

    def nodes(self) -> int:
        """The nodes where any right stands."""
        return self.any_of(range(len(self.planes)))

    def differing(self, other: Access, numbers: Iterable[int]) -> int:
        """The nodes where at least one of the rights with these numbers stands on one side alone."""
        union = 0
        if self.planes == other.planes:
            return union
        for number in numbers:
            mine, theirs = self.planes[number], other.planes[number]
            if mine != theirs:
                union |= mine ^ theirs
        return union

    def at(self, node: int) -> frozenset[int]:
        """The numbers of the rights that stand at one node."""
        return frozenset(number for number, plane in enumerate(self.planes) if plane >> node & 1)

    def names_at(self, node: int, rights: Sequence[str]) -> frozenset[str]:
        """The rights that stand at one node by name; ``rights`` are all the rights, in the order of the planes."""
        return frozenset([right for right, plane in zip(rights, self.planes, strict=True) if plane >> node & 1])
