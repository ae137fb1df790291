"""The log of unsaved edits kept short: what several of them do to one grant is one edit, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rolescope.rights.edits import ClearGrant, PutGrants, SetGrant
from rolescope.store.timeline import SEVERAL, Entry

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit

Cell = tuple[str, str]
"""A role and a node: where one grant stands."""


def extended(log: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    """The log with one more entry; what this one cancels or continues is taken together with it."""
    if log and log[-1].opposes(entry):
        return log[:-1]
    entry = _about_one_grant(entry)
    cell = _cell(entry)
    # Entries that each say something of one grant can change places as long as the grants are others.
    for place in reversed(range(len(log) if cell else 0)):
        other = _cell(log[place])
        if other is None:
            break
        if other == cell:
            both = Entry(entry.edit, log[place].inverse, SEVERAL)
            return (*log[:place], *(() if both.edit == both.inverse else (both,)), *log[place + 1 :])
    return (*log, entry)


def _cell(entry: Entry) -> Cell | None:
    """The one grant that the entry says something of, where it does nothing else."""
    one, other = _place(entry.edit), _place(entry.inverse)
    return one if one == other else None


def _place(edit: Edit) -> Cell | None:
    return (edit.role, edit.node) if isinstance(edit, SetGrant | ClearGrant) and not edit.subtree else None


def _about_one_grant(entry: Entry) -> Entry:
    """The entry itself; where it changes one grant by putting back all of a role's, then without the others."""
    cell = _place(entry.edit) or _place(entry.inverse)
    if cell is None:
        return entry
    return entry._replace(edit=_alone(entry.edit, *cell), inverse=_alone(entry.inverse, *cell))


def _alone(edit: Edit, role: str, node: str) -> Edit:
    if not isinstance(edit, PutGrants):
        return edit
    return SetGrant(role, node, edit.grants[node]) if node in edit.grants else ClearGrant(role, node)
