"""Which commands would do something now: what the footer names, the palette lists and the help explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rolescope.tui import vocabulary
from rolescope.tui.actions import BY_ID, Action

if TYPE_CHECKING:
    from rolescope.tui.screens.main import MainScreen
    from rolescope.tui.session import Session

ABOUT_A_ROLE = frozenset(
    {"grant", "grant_subtree", "cycle", "copy_rights", "paste_rights", "open_path"}
    | {"copy_role", "edit_role", "delete_role"}
)
"""Methods that change or read the role being edited, and so need one."""
WITHOUT_SESSION = frozenset({"help", "quit", "workspace"})
"""Methods for which nothing need be open."""


def is_shut(session: Session, action: Action) -> bool:
    """Whether a command is refused because nothing may be written; its method says so (``commands.base.writes``)."""
    return action.writes and session.workbench.read_only


def offered(desk: MainScreen, command: str | None) -> bool:
    """Whether a command of the registry would do something now; of what is none, it is believed."""
    action, session = BY_ID.get(command or ""), desk.session
    if session is None:
        return action is not None and action.method in WITHOUT_SESSION
    return action is None or (_can_ever(desk, session, action) and _can_now(desk, session, action))


def _can_ever(desk: MainScreen, session: Session, action: Action) -> bool:
    """Whether it does anything in this tenant, opened as it is, with the role that is chosen or without one."""
    if is_shut(session, action):
        return False
    if action.method in ABOUT_A_ROLE and desk.role is None:
        return False
    return not vocabulary.missing(session, action, desk.rolescope.keys)


def _can_now(desk: MainScreen, session: Session, action: Action) -> bool:
    bench = session.workbench
    match action.method:
        case "undo":
            return bench.can_undo
        case "redo":
            return bench.can_redo
        case "review" | "discard":
            return bench.unsaved > 0
        case "fix":
            return bool(desk.found_fixes)
        case "next_company":
            return session.company is not None
        case "open_path":
            return _is_closed(desk, session)
        case "column":
            return bool(desk.fields.columns) or action.arguments == ("-1",)
    return True


def _is_closed(desk: MainScreen, session: Session) -> bool:
    """Whether the chosen node is closed by a parent in the role being edited."""
    compiled = session.compiled(desk.role) if desk.role else None
    return bool(compiled and compiled.closed >> desk.node & 1 and compiled.gives(desk.node))
