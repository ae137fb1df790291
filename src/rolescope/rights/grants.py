"""A role's sparse grants compiled to an access in one sweep over the spans of the tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from rolescope.rights.access import Access
from rolescope.rights.model import Rights, Role
from rolescope.rights.planes import plane_of
from rolescope.rights.tree import Tree

NOTHING: Rights = frozenset()


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class CompiledRole:
    """What a role says about every node of a tree."""

    role: Role
    own: Access
    """The rights stored at the node, or at its nearest ancestor that speaks; nothing where none does."""
    closed: int
    """The nodes below an ancestor that gives nothing, be it by a grant or by silence."""
    explicit: int
    """The nodes that the role speaks about."""

    def level(self, gate: bool) -> Access:
        """What the role gives in the end; with ``gate`` nothing below a closed ancestor."""
        return self.own.without(self.closed) if gate else self.own

    def decider(self, node: int, tree: Tree) -> int:
        """The node whose grant decides here: itself or the nearest ancestor that speaks; -1 when none does."""
        while node >= 0 and not self.explicit >> node & 1:
            node = tree.parent[node]
        return node

    def closed_by(self, node: int, tree: Tree) -> int:
        """The topmost ancestor that gives nothing, -1 when the path is open."""
        closing = [above for above in tree.ancestors(node) if not self.gives(above)]
        return closing[-1] if closing else -1

    def gives(self, node: int) -> bool:
        """Whether the role's own word for a node, before any gate, gives any right."""
        return any(plane >> node & 1 for plane in self.own.planes)


def compile_role(role: Role, tree: Tree, rights: Sequence[str], inherits: bool = True) -> CompiledRole:
    """Compile a role: cost grows with nodes plus grants, whatever their nesting; unknown nodes are left out.

    Without ``inherits`` a grant is about its node alone, and nothing is closed by what lies above it.
    """
    if not inherits:
        return _flat(role, tree, rights)
    granted = sorted((tree.index[node], held) for node, held in role.grants.items() if node in tree.index)
    runs = [run for run in _segments(granted, tree) if run[1] > run[0]]
    lengths = [end - start for start, end, _, _ in runs]
    own = _own(lengths, [held for _, _, held, _ in runs], rights)
    closed = _plane(lengths, [shut for _, _, _, shut in runs]) & ~plane_of(tree.children(-1), len(tree))
    return CompiledRole(role, own, closed, plane_of((node for node, _ in granted), len(tree)))


def _own(lengths: Sequence[int], held: Sequence[Rights], rights: Sequence[str]) -> Access:
    """The access of some runs. The rights of one level go together, so that few planes are made."""
    made: dict[tuple[bool, ...], int] = {}
    planes = []
    for right in rights:
        given = tuple([right in each for each in held])
        if given not in made:
            made[given] = _plane(lengths, given)
        planes.append(made[given])
    return Access(tuple(planes))


def _flat(role: Role, tree: Tree, rights: Sequence[str]) -> CompiledRole:
    nodes: dict[str, list[int]] = {}
    granted = [(tree.index[node], held) for node, held in role.grants.items() if node in tree.index]
    for node, held in granted:
        for right in held:
            nodes.setdefault(right, []).append(node)
    planes = {right: plane_of(found, len(tree)) for right, found in nodes.items()}
    own = tuple(planes.get(right, 0) for right in rights)
    return CompiledRole(role, Access(own), 0, plane_of((node for node, _ in granted), len(tree)))


def least(accesses: Iterable[Access]) -> Access:
    """The intersection of some accesses, of which there is at least one."""
    return reduce(Access.__and__, accesses)


def union(accesses: Iterable[Access]) -> Access:
    """The union of some accesses, of which there is at least one."""
    return reduce(Access.__or__, accesses)


def _segments(granted: list[tuple[int, Rights]], tree: Tree) -> Iterable[tuple[int, int, Rights, bool]]:
    """Runs of nodes ``(start, end, rights, closed)`` in order, covering the whole tree."""
    place = 0
    open_spans: list[tuple[int, Rights, bool]] = [(len(tree), NOTHING, True)]
    for node, held in granted:
        while open_spans[-1][0] <= node:
            end, around, shut = open_spans.pop()
            yield place, end, around, shut
            place = end
        _, around, shut = open_spans[-1]
        yield place, node, around, shut
        closed_here = shut and tree.parent[node] >= 0
        yield node, node + 1, held, closed_here
        place = node + 1
        open_spans.append((tree.end[node], held, closed_here or not held))
    while open_spans:
        end, around, shut = open_spans.pop()
        yield place, end, around, shut
        place = max(place, end)


def _plane(lengths: Sequence[int], given: Sequence[bool]) -> int:
    """The plane of runs of nodes, each either in it or not."""
    digits = "".join([("1" if on else "0") * length for length, on in zip(lengths, given, strict=True)])
    return int(digits[::-1], 2) if digits else 0
