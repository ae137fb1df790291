"""Which steps of an author can still be taken back after others have saved: those that are about other cells."""

from __future__ import annotations

from rolescope.rights import edits
from rolescope.rights.changes import changed_cells
from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.store.rows import BROKEN
from rolescope.store.timeline import Step, Timeline

MOST = 50
"""Steps that are looked at: each is tried on both sides."""


def outliving(timeline: Timeline, before: Tenant, after: Tenant, tree: Tree) -> Timeline:
    """The steps that lead to ``before``, the newest first down to one that could take back what others saved.

    A step stays where taking it back changes the same cells in the same way in ``before``, which its author left, and
    in ``after``, which others made of it, and where doing it again leads back to ``after``. What was undone goes.
    """
    standing = timeline.steps[: timeline.cursor]
    kept = 0
    if before.catalogue == after.catalogue:
        mine, theirs = before, after
        for step in reversed(standing[-MOST:]):
            undone = _undone(step, mine, theirs, tree)
            if undone is None:
                break
            mine, theirs = undone
            kept += 1
    return Timeline(standing[len(standing) - kept :], kept, ())


def _undone(step: Step, mine: Tenant, theirs: Tenant, tree: Tree) -> tuple[Tenant, Tenant] | None:
    """Both sides with a step taken back; None where that is not the same on both."""
    try:
        was, would = (edits.apply(step.inverse, side, tree)[0] for side in (mine, theirs))
        again, _ = edits.apply(step.edit, would, tree)
    except BROKEN:
        return None
    same = changed_cells(mine, was) == changed_cells(theirs, would) and not changed_cells(again, theirs)
    return (was, would) if same else None
