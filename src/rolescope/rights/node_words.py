"""Nodes in words: a title that no other node has, many nodes in a row, and how many of which kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from weakref import WeakKeyDictionary

from rolescope.rights.counting import MOST_NAMES, count, hidden_fields, more
from rolescope.rights.planes import bits
from rolescope.rights.tree import Tree

MOST_INSIDE = 3
"""Names within the brackets of what they stand in, before they become a number."""


def node_title(tree: Tree, node_id: str) -> str:
    """The title of a node by its id; the id itself of one that is unknown."""
    number = tree.index.get(node_id)
    return node_id if number is None else title(tree, number)


class _Titles:
    """The titles of a tree's nodes as they are asked for."""

    def __init__(self, tree: Tree) -> None:
        self.known: dict[int, str] = {}
        self.alike: dict[str, list[int]] = {}
        for number, node in enumerate(tree.nodes):
            self.alike.setdefault(node.name, []).append(number)


_TITLES: WeakKeyDictionary[Tree, _Titles] = WeakKeyDictionary()


def title(tree: Tree, node: int) -> str:
    """The name of a node, after as many names of what it stands in as tell it from every other node of that name."""
    titles = _TITLES.get(tree) or _TITLES.setdefault(tree, _Titles(tree))
    if node not in titles.known:
        titles.known[node] = _title(tree, node, titles.alike[tree.nodes[node].name])
    return titles.known[node]


def _title(tree: Tree, node: int, alike: Iterable[int]) -> str:
    nodes, parent, names, above = tree.nodes, tree.parent, [tree.nodes[node].name], node
    others = {other: other for other in alike if other != node}
    while others and (above := parent[above]) >= 0:
        names.append(nodes[above].name)
        up = ((other, parent[place]) for other, place in others.items())
        others = {other: place for other, place in up if place >= 0 and nodes[place].name == names[-1]}
    told = " › ".join(reversed(names))
    same_path = any(tree.depth[other] == tree.depth[node] for other in others)
    return f"{told} ({nodes[node].id})" if same_path else told


def names_of(plane: int, tree: Tree, most: int = MOST_NAMES) -> str:
    """Some nodes: what stands in something in brackets behind it, by name or as a number."""
    groups = _grouped(bits(plane), tree)
    named = [_owner(owner, parts, tree) for owner, parts in islice(groups.items(), most)]
    return ", ".join(named) + more(len(groups) - len(named))


def _grouped(nodes: Iterable[int], tree: Tree) -> dict[int, list[int]]:
    """By what they stand in, the nodes with nothing below them; the others by themselves, without any part."""
    below: dict[int, list[int]] = {}
    for node in nodes:
        parent = tree.parent[node]
        if tree.end[node] == node + 1 and parent >= 0 and tree.depth[node] > 0:
            below.setdefault(parent, []).append(node)
        else:
            below.setdefault(node, [])
    return below


def _owner(owner: int, parts: list[int], tree: Tree) -> str:
    if not parts:
        return title(tree, owner)
    names = [tree.nodes[part].name for part in parts[: MOST_INSIDE + 1]]
    inside = ", ".join(names) if len(parts) <= MOST_INSIDE else _kinds(tree.nodes[part].kind for part in parts)
    return f"{title(tree, owner)} ({inside})"


def amount_of(plane: int, left_out: int, tree: Tree) -> str:
    """How many nodes of each kind a plane has; those that totals leave out beside them."""
    counted, hidden = plane & ~left_out, (plane & left_out).bit_count()
    kinds = ((kind, (nodes & counted).bit_count()) for kind, nodes in tree.kinds.items())
    told = [_counted(number, kind) for kind, number in kinds if number]
    return _in_a_row([*told, *([hidden_fields(hidden)] if hidden else [])])


def _kinds(kinds: Iterable[str]) -> str:
    return _in_a_row([_counted(number, kind) for kind, number in Counter(kinds).items()])


def _counted(number: int, kind: str) -> str:
    word = kind.replace("_", " ")
    return f"{number:,} {word}" if word.endswith("s") else count(number, word)


def _in_a_row(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
