"""The log of unsaved edits kept short: what several of them do to one grant is one edit, or none.

What was made and removed again leaves nothing either.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from rolescope.rights.edits import (
    AddCredential,
    AddPrincipal,
    AddRole,
    ClearGrant,
    PutGrants,
    RemoveCredential,
    RemovePrincipal,
    RemoveRole,
    SetCompanies,
    SetGrant,
    SetProfile,
    SetRoles,
    SetScope,
    SetSetting,
    SetStatus,
)
from rolescope.store.timeline import SEVERAL, Entry

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit

Cell = tuple[str, str]
"""A role and a node: where one grant stands."""


def extended(log: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    """The log with one more entry; what this one cancels or continues is taken together with it."""
    if log and log[-1].opposes(entry):
        return log[:-1]
    without = _never_made(log, entry.edit)
    if without is not None:
        return without
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


Thing = tuple[str, str]
"""A role, user or credential: its kind and its name."""


def _never_made(log: tuple[Entry, ...], edit: Edit) -> tuple[Entry, ...] | None:
    """The log without what made the thing that the edit removes, and without what was said of it in between.

    None where it was there before, or where something in between may hang on it.
    """
    thing = _removed(edit)
    kept: list[Entry] = []
    for place in reversed(range(len(log) if thing else 0)):
        before = log[place].edit
        if _made(before) == thing:
            # What stood on both sides of what is gone may come to one edit now, or to none.
            return reduce(extended, reversed(kept), log[:place])
        about = _about(before)
        if about is None or (about != thing and isinstance(before, SetRoles)):
            return None
        if about != thing:
            kept.append(log[place])
    return None


def _made(edit: Edit) -> Thing | None:
    match edit:
        case AddRole():
            return "role", edit.role.name
        case AddPrincipal():
            return "user", edit.principal.name
        case AddCredential():
            return "credential", edit.credential.name
    return None


def _removed(edit: Edit) -> Thing | None:
    match edit:
        case RemoveRole():
            return "role", edit.role
        case RemovePrincipal():
            return "user", edit.user
        case RemoveCredential():
            return "credential", edit.credential
    return None


def _about(edit: Edit) -> Thing | None:
    """The one thing that an edit changes; but for the roles that a user gets it looks at no other."""
    match edit:
        case SetGrant() | ClearGrant() | PutGrants():
            return "role", edit.role
        case SetStatus() | SetProfile() | SetRoles():
            return "user", edit.user
        case SetScope():
            return "credential", edit.credential
        case SetSetting():
            return "setting", edit.setting
        case SetCompanies():
            return "companies", ""
    return None
