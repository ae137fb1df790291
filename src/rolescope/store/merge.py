"""Two admins changed the same tenant: what of it fits together, and what must be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rolescope.rights import edits
from rolescope.rights.changes import GONE, PART_OF, Cell, cells, changed_cells
from rolescope.rights.counting import listed
from rolescope.rights.model import Credential, Tenant
from rolescope.rights.reach import edits_towards
from rolescope.rights.tree import Tree
from rolescope.store.errors import WorkspaceError

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit

Keep = Literal["mine", "theirs"]


class Clash(NamedTuple):
    """A cell that both changed, each in another way; None where the cell is not there.

    ``theirs`` is ``GONE`` where their catalogue has no such place any more: whatever is chosen, nothing stands there.
    """

    cell: Cell
    base: Any
    theirs: Any
    mine: Any


class Conflict(WorkspaceError):
    """Both changed the same cells. Nothing is lost: the draft is as it was, and ``cells`` are to be chosen from."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.cells = list(clashes)
        places = listed([" ".join(clash.cell) for clash in self.cells], 3)
        super().__init__(f"somebody else saved another change of the same places: {places}")


class Sides(NamedTuple):
    """One tenant three times: where both started, as the other saved it, and as it stands in the draft."""

    base: Tenant
    theirs: Tenant
    mine: Tenant


def clashes(sides: Sides, tree: Tree) -> list[Clash]:
    """Every cell to be chosen. ``tree`` is that of the catalogue after merging.

    A role or user that one side removed while the other changed something of it is one clash, of its own cell.
    """
    base, theirs, mine = cells(sides.base), cells(sides.theirs), cells(sides.mine)
    my_changes = changed_cells(sides.base, sides.mine)
    their_changes = changed_cells(sides.base, sides.theirs)
    removed = {
        owner
        for changes, other in ((my_changes, theirs), (their_changes, mine))
        for cell in changes
        for owner in _owners(cell, changes[cell][1])
        if owner in base and owner not in other
    }
    found = {cell for cell in my_changes.keys() & their_changes.keys() if my_changes[cell][1] != their_changes[cell][1]}
    only_theirs_is_new = sides.theirs.catalogue != sides.base.catalogue == sides.mine.catalogue
    gone = {cell for cell in my_changes if only_theirs_is_new and cell in mine and _is_gone(cell, tree)}
    found |= gone
    linked = ((sides.mine, their_changes), (sides.theirs, my_changes))
    if any(_lost_companies(side, sides) & _linked_in(changes) for side, changes in linked):
        found.add(("companies",))
    found = {cell for cell in found if removed.isdisjoint(_places(cell))} | removed
    order = {cell: number for number, cell in enumerate({**base, **theirs, **mine})}
    return [
        Clash(cell, base.get(cell), GONE if cell in gone else theirs.get(cell), mine.get(cell))
        for cell in sorted(found, key=lambda cell: order[cell])
    ]


def _lost_companies(side: Tenant, sides: Sides) -> set[str]:
    """The codes of the companies that a side took away."""
    before, after = ({company.code for company in tenant.companies} for tenant in (sides.base, side))
    return before - after


def _linked_in(changes: Mapping[Cell, tuple[Any, Any]]) -> set[str]:
    """The companies in which roles were given."""
    return {cell[3] for cell, (_, value) in changes.items() if cell[0] == "held" and value}


def _is_gone(cell: Cell, tree: Tree) -> bool:
    """Whether a cell is about a place that a catalogue does not have."""
    return cell[0] in ("grant", "own") and cell[2] not in tree.index


def merged(
    sides: Sides, mine: Sequence[Edit], tree: Tree, chosen: Mapping[Cell, Keep]
) -> tuple[list[tuple[Edit, Edit]], Tenant]:
    """The draft made again on ``theirs``: its edits with their inverses, and the tenant after them.

    The edits stay as they are where they still do what they did and nothing else; otherwise others take their place.

    Raises:
        Conflict: when ``chosen`` lacks a clashing cell.
    """
    open_clashes = [clash for clash in clashes(sides, tree) if clash.cell not in chosen]
    if open_clashes:
        raise Conflict(open_clashes)
    target = _target(sides, chosen)
    if target["catalogue",] == sides.theirs.catalogue != sides.base.catalogue:
        target = {cell: value for cell, value in target.items() if not _is_gone(cell, tree)}
    again = _again(mine, sides.theirs, tree)
    if again is not None and cells(again[1]) == target:
        return again if changed_cells(sides.theirs, again[1]) else ([], sides.theirs)
    return edits_towards(target, sides.theirs, sides.mine, tree)


def _again(mine: Sequence[Edit], tenant: Tenant, tree: Tree) -> tuple[list[tuple[Edit, Edit]], Tenant] | None:
    pairs: list[tuple[Edit, Edit]] = []
    for edit in mine:
        try:
            tenant, inverse = edits.apply(edit, tenant, tree)
        except edits.EditError:
            return None
        pairs.append((edit, inverse))
    return pairs, tenant


def _target(sides: Sides, chosen: Mapping[Cell, Keep]) -> dict[Cell, Any]:
    """The cells that the merged tenant is to have."""
    mine, target = cells(sides.mine), cells(sides.theirs)
    mine_kept = {cell for cell, keep in chosen.items() if keep == "mine"}
    theirs_kept = {cell for cell, keep in chosen.items() if keep == "theirs"}
    wanted = {
        cell: value
        for cell, (_, value) in changed_cells(sides.base, sides.mine).items()
        if theirs_kept.isdisjoint(_places(cell))
    }
    # A role or user brought back comes with all that it had.
    wanted |= {
        cell: value for cell, value in mine.items() if any(p in mine_kept and p not in target for p in _places(cell))
    }
    for cell, value in wanted.items():
        if cell in mine:
            target[cell] = value
        else:
            target.pop(cell, None)
    return _whole(target)


def _whole(target: dict[Cell, Any]) -> dict[Cell, Any]:
    """Without what belongs to a role, user or company that is not there."""
    companies = {"", *(company.code for company in target["companies",])}
    kept = {cell: value for cell, value in target.items() if all(owner in target for owner in _places(cell))}
    kept = {cell: value for cell, value in kept.items() if cell[0] != "held" or cell[3] in companies}
    for cell, value in kept.items():
        if isinstance(value, Credential) and value.principal is not None and ("user", value.principal) not in kept:
            kept[cell] = replace(value, principal=None)
    return kept


def _places(cell: Cell) -> tuple[Cell, ...]:
    """A cell and what it is a part of."""
    return (cell, *zip(PART_OF.get(cell[0], ()), cell[1:], strict=False))


def _owners(cell: Cell, value: Any) -> tuple[Cell, ...]:
    """What must be there for a cell to have this new value."""
    if value is None:
        return ()
    if isinstance(value, Credential):
        return () if value.principal is None else (("user", value.principal),)
    return _places(cell)[1:]
