"""The plain twin, common part: one cell at a time, with loops, straight from the written rules.

It shares no code with the engine, so that each can be held against the other, in property tests on random tenants.
A system's module ``reference`` adds what its vendor says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rolescope.rights.model import Rights, Role
from rolescope.rights.policy import NO, NOT_APPLICABLE, PARTLY, UNKNOWN, YES
from rolescope.rights.tree import Tree


def own(role: Role, node: int, tree: Tree) -> Rights:
    """What a role says of a node: its grant there, else that of the nearest ancestor that speaks, else nothing."""
    while node >= 0:
        held = role.grants.get(tree.nodes[node].id)
        if held is not None:
            return held
        node = tree.parent[node]
    return frozenset()


def ancestors(node: int, tree: Tree) -> list[int]:
    """The nodes above a node, nearest first."""
    found = []
    while tree.parent[node] >= 0:
        node = tree.parent[node]
        found.append(node)
    return found


def below(node: int, tree: Tree) -> list[int]:
    """The nodes below a node at every depth: in preorder they follow it, up to the first that hangs elsewhere."""
    found = []
    for other in range(node + 1, len(tree.nodes)):
        if tree.parent[other] < node:
            break
        found.append(other)
    return found


def behind_gate(role: Role, node: int, tree: Tree, gate: bool) -> Rights:
    """What a role gives at a node: nothing where an ancestor gives nothing and the gate is on, else its own word."""
    if gate:
        for above in ancestors(node, tree):
            if not own(role, above, tree):
                return frozenset()
    return own(role, node, tree)


def least(levels: Sequence[Rights]) -> Rights:
    """The rights that all of some levels give; there is at least one level."""
    common = levels[0]
    for level in levels:
        common = common & level
    return common


def verdict(certain: Rights, possible: Rights, asked: Rights) -> str:
    """Yes when one of the rights asked for is certain, unknown when one is at least possible, else no."""
    if certain & asked:
        return YES
    if possible & asked:
        return UNKNOWN
    return NO


def summed_up(answers: Iterable[str]) -> str:
    """The answer of a branch (PS-82): what all below say, partly where they differ, n/a where none has an answer.

    An unknown may turn out to be a no: beside nothing but these, nobody knows whether they differ at all.
    """
    found = {answer for answer in answers if answer != NOT_APPLICABLE}
    if not found:
        return NOT_APPLICABLE
    if found == {UNKNOWN, NO}:
        return UNKNOWN
    return found.pop() if len(found) == 1 else PARTLY
