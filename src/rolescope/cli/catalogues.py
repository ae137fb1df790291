"""How two catalogues differ, for telling before one takes the place of the other."""

from __future__ import annotations

from rolescope.cli.counts import signed
from rolescope.rights.tree import Node, Tree


def catalogue_counts(before: Tree, after: Tree) -> dict[str, int]:
    """How many nodes come, go, and say something else than before."""
    if before is after:
        return {"added": 0, "removed": 0, "changed": 0}
    shared = before.index.keys() & after.index.keys()
    return {
        "added": len(after.index.keys() - shared),
        "removed": len(before.index.keys() - shared),
        "changed": sum(_facts(before, name) != _facts(after, name) for name in shared),
    }


def _facts(tree: Tree, name: str) -> tuple[object, ...]:
    node: Node = tree.nodes[tree.index[name]]
    return (node.name, node.kind, node.parent, dict(node.attributes))


def catalogue_line(counts: dict[str, int]) -> str:
    """The same for people; empty where nothing differs."""
    told = signed(counts)
    return f"catalogue: nodes {told}" if told else ""
