"""A catalogue as a tree numbered in preorder, so that every subtree is one span of numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from rolescope.rights.planes import plane_of, span


class TreeError(ValueError):
    """The nodes do not make a tree. ``problems`` holds one sentence for each fault, all of them."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


class Node(NamedTuple):
    """One place in a catalogue: a branch, screen, field, report, permission ... A tuple: there are many to make."""

    id: str
    name: str
    kind: str
    parent: str | None = None
    attributes: Mapping[str, Any] = MappingProxyType({})
    """What the system knows about the node, by the catalogue's own keys."""


class Tree:
    """Nodes in preorder: node ``i``'s subtree is the span ``[i, end[i])``; ``parent[i]`` is -1 at a root."""

    __slots__ = ("__weakref__", "depth", "end", "index", "kinds", "nodes", "parent", "source")

    def __init__(self, nodes: Iterable[Node], first_kinds: frozenset[str] = frozenset()) -> None:
        """Number the nodes. Siblings keep their order, except that kinds in ``first_kinds`` come first.

        Raises:
            TreeError: for ids given twice, unknown parents and circles, all faults at once.
        """
        source = tuple(nodes)
        self.source = source
        """The nodes in the order they were given, for writing a catalogue back as it came."""
        placed = _preorder(source, first_kinds)
        self.nodes, self.depth = tuple(placed.nodes), tuple(placed.depth)
        self.parent, self.end = tuple(placed.parent), tuple(placed.end)
        self.index = {node.id: number for number, node in enumerate(self.nodes)}
        members: defaultdict[str, list[int]] = defaultdict(list)
        for number, node in enumerate(self.nodes):
            members[node.kind].append(number)
        self.kinds = {kind: plane_of(numbers, len(self.nodes)) for kind, numbers in members.items()}

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def full(self) -> int:
        """The plane of all nodes."""
        return span(0, len(self.nodes))

    def subtree(self, node: int) -> int:
        """The plane of a node and everything below it."""
        return span(node, self.end[node])

    def below(self, node: int) -> int:
        """The plane of everything below a node, without the node."""
        return span(node + 1, self.end[node])

    def ancestors(self, node: int) -> Iterator[int]:
        """The nodes above, nearest first."""
        node = self.parent[node]
        while node >= 0:
            yield node
            node = self.parent[node]

    def children(self, node: int) -> Iterator[int]:
        """The nodes directly below; below -1 stand the roots."""
        child, end = (0, len(self.nodes)) if node < 0 else (node + 1, self.end[node])
        while child < end:
            yield child
            child = self.end[child]

    def path(self, node: int) -> str:
        """The names from the root to the node, for people."""
        names = [self.nodes[node].name, *(self.nodes[above].name for above in self.ancestors(node))]
        return " › ".join(reversed(names))


class _Placed(NamedTuple):
    """The nodes in preorder, and for each of them its depth, the number of its parent, and where its subtree ends."""

    nodes: list[Node]
    depth: list[int]
    parent: list[int]
    end: list[int]


def _preorder(source: tuple[Node, ...], first_kinds: frozenset[str]) -> _Placed:
    children: defaultdict[str | None, list[Node]] = defaultdict(list)
    for node in source:
        children[node.parent].append(node)
    known = {node.id for node in source}
    if len(known) < len(source) or not children.keys() <= {None, *known}:
        raise TreeError([*_misplaced(source, known), *_circles(source)])
    ordered, depth, parent, end = placed = _Placed([], [], [], list(range(1, len(source) + 1)))
    open_branches = [(-1, iter(_in_order(children.get(None, []), first_kinds)))]
    while open_branches:
        above, siblings = open_branches[-1]
        level = len(open_branches) - 1
        for node in siblings:
            ordered.append(node)
            depth.append(level)
            parent.append(above)
            inside = children.get(node.id)
            if inside is not None:
                open_branches.append((len(ordered) - 1, iter(_in_order(inside, first_kinds))))
                break
        else:
            open_branches.pop()
            if above >= 0:
                end[above] = len(ordered)
    if len(ordered) < len(source):
        raise TreeError(_circles(source))
    return placed


def _misplaced(source: tuple[Node, ...], known: set[str]) -> Iterator[str]:
    """A sentence for each node that stands twice, then for each whose parent is not there."""
    met: set[str] = set()
    for node in source:
        if node.id in met:
            yield f"node {node.id!r} stands twice"
        met.add(node.id)
    for node in source:
        if node.parent is not None and node.parent not in known:
            yield f"node {node.id!r} names the parent {node.parent!r}, which is not in the catalogue"


def _circles(source: tuple[Node, ...]) -> Iterator[str]:
    """A sentence for each circle that parents make, about one node of it."""
    parents = {node.id: node.parent for node in reversed(source)}
    sound: set[str | None] = {None}
    for node in source:
        path: dict[str | None, None] = {}
        step: str | None = node.id
        while step not in sound and step not in path:
            path[step] = None
            step = parents.get(step) if step is not None else None
        if step in path and step is not None:
            yield f"node {step!r} is its own ancestor: its parents go round in a circle"
        sound.update(path)


def _in_order(nodes: list[Node], first_kinds: frozenset[str]) -> list[Node]:
    return sorted(nodes, key=lambda node: node.kind not in first_kinds) if first_kinds else nodes


class Ownership:
    """Which nodes are parts (fields) of which owner (screen).

    Parts that follow their owner in one run, as fields do after their screen, are filled by a single addition:
    a seed at the start of a run of ones carries through it. Parts elsewhere are kept in a list.
    """

    __slots__ = ("_heads", "_parts_of", "_runs", "_scattered", "owner")

    def __init__(self, tree: Tree, owners: int, parts: int) -> None:
        """``owners`` and ``parts`` are planes; a part belongs to its nearest ancestor among the owners."""
        owner = [-1] * len(tree)
        parts_of: dict[int, list[int]] = {}
        heads, runs = list[int](), list[int]()
        scattered: dict[int, list[int]] = {}
        for number in range(len(tree)):
            above = tree.parent[number]
            if not parts >> number & 1:
                continue
            while above >= 0 and not owners >> above & 1:
                above = tree.parent[above]
            if above < 0:
                continue
            owner[number] = above
            parts_of.setdefault(above, []).append(number)
            if number == above + 1 or (owner[number - 1] == above and runs and runs[-1] == number - 1):
                runs.append(number)
                if number == above + 1:
                    heads.append(number)
            else:
                scattered.setdefault(above, []).append(number)
        self.owner = tuple(owner)
        """The owner of each part, -1 for nodes that are no part."""
        self._parts_of = parts_of
        self._heads, self._runs = plane_of(heads, len(tree)), plane_of(runs, len(tree))
        self._scattered = tuple((above, plane_of(numbers, len(tree))) for above, numbers in scattered.items())

    def parts(self, owner: int) -> list[int]:
        """The parts of one owner, in order."""
        return self._parts_of.get(owner, [])

    def spread(self, owners: int) -> int:
        """A plane of owners, together with all their parts."""
        seeds = owners << 1 & self._heads
        filled = self._runs & ~(self._runs + seeds)
        for above, parts in self._scattered:
            if owners >> above & 1:
                filled |= parts
        return owners | filled


TreeOf = Callable[[str], Tree]
"""Gives the tree of a catalogue by what ``Tenant.catalogue`` says."""
