"""Answers over one catalogue told by the numbers of another, so that the two can be compared cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rolescope.rights.access import Access
from rolescope.rights.classes import Later
from rolescope.rights.engine import Effective, Outcome
from rolescope.rights.planes import span
from rolescope.rights.tree import Tree

Plane = int


@dataclass(slots=True)
class _Run:
    """Nodes that follow each other in both catalogues."""

    start: int
    size: int
    there: int


def renumbered(outcome: Outcome, tree: Tree) -> Outcome:
    """An outcome with the same answers by their numbers in ``tree``, for ``impact`` to compare with one over it.

    A node that the outcome's own catalogue did not have has no right yet; one that ``tree`` lacks is left out.
    """
    move = partial(_moved, _runs(outcome.tree, tree))
    found = Outcome(outcome.engine, outcome.tenant, outcome.policy, outcome.compiled, outcome.classes)
    outcome.complete()
    found.shared = {number: Later(partial(_told, later, move)) for number, later in outcome.shared.items()}
    return found


def _runs(old: Tree, new: Tree) -> list[_Run]:
    runs: list[_Run] = []
    for number, node in enumerate(old.nodes):
        there = new.index.get(node.id)
        if there is None:
            continue
        last = runs[-1] if runs else None
        if last and (number - last.start, there - last.there) == (last.size, last.size):
            last.size += 1
        else:
            runs.append(_Run(number, 1, there))
    return runs


def _moved(runs: list[_Run], plane: Plane) -> Plane:
    found = 0
    for run in runs:
        found |= (plane >> run.start & span(0, run.size)) << run.there
    return found


def _told(later: Later[Effective], move: Callable[[Plane], Plane]) -> Effective:
    was = later.value
    certain, granted = (Access(tuple(map(move, access.planes))) for access in (was.certain, was.granted))
    possible = certain if was.possible is was.certain else Access(tuple(map(move, was.possible.planes)))
    yes, maybe, partly, unknown = (
        {kind: move(plane) for kind, plane in planes.items()}
        for planes in (was.yes, was.maybe, was.partly, was.unknown)
    )
    return Effective(certain, possible, granted, was.roles, yes, maybe, partly, unknown)
