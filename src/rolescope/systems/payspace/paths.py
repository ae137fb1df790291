"""Opening the path to a node whose ancestors are closed (PS-12, PS-79)."""

from __future__ import annotations

from itertools import takewhile

from rolescope.rights.edits import Edit, SetGrant
from rolescope.rights.grants import CompiledRole
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.vocabulary import DENY, READ_ONLY, RIGHTS


def open_path(compiled: CompiledRole, node: int, tree: Tree) -> tuple[Edit, ...]:
    """The edits that open every closed ancestor of a node and change nothing else.

    Closed ancestors go to Read only, also those that would say Allow once nothing above them is closed. Whatever else
    hangs on the path was closed with it, and is pinned at Deny where it would open now. Empty when the path is open.
    """
    top = compiled.closed_by(node, tree)
    return _opened(compiled, node, top, tree) if top >= 0 else ()


def open_elements(compiled: CompiledRole, node: int, screen: int, tree: Tree) -> tuple[Edit, ...]:
    """The same for the closed elements between a field and its screen; empty when none was closed there."""
    closed = closed_elements(compiled, node, screen, tree)
    return _opened(compiled, node, closed[-1], tree) if closed else ()


def closed_elements(compiled: CompiledRole, node: int, screen: int, tree: Tree) -> list[int]:
    """The nodes between a field and its screen that the role itself sets to Deny, nearest the field first."""
    between = takewhile(lambda above: above != screen, tree.ancestors(node))
    return [above for above in between if compiled.explicit >> above & 1 and not compiled.gives(above)]


def _opened(compiled: CompiledRole, node: int, top: int, tree: Tree) -> tuple[Edit, ...]:
    role, edits, step = compiled.role.name, list[Edit](), node
    path = []
    while step != top:
        step = tree.parent[step]
        path.append(step)
    on_path = {node, *path}
    for above in reversed(path):
        if above == top or (compiled.explicit >> above & 1 and not _is_read_only(compiled, above)):
            edits.append(SetGrant(role, tree.nodes[above].id, READ_ONLY.rights))
        edits += (
            SetGrant(role, tree.nodes[child].id, DENY.rights)
            for child in tree.children(above)
            if child not in on_path and (not compiled.explicit >> child & 1 or compiled.gives(child))
        )
    return tuple(edits)


def _is_read_only(compiled: CompiledRole, node: int) -> bool:
    return compiled.own.names_at(node, RIGHTS) == READ_ONLY.rights
