"""What others save while a tenant is open: looked for now and then, and taken in where nothing unsaved clashes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rolescope.tui.text import counted

if TYPE_CHECKING:
    from rolescope.store.others import Newer
    from rolescope.tui.app import RolescopeApp
    from rolescope.tui.session import Session

EVERY = 2.0
"""Seconds between two looks at the file."""


class Meanwhile:
    """Keeps the open tenant on its newest revision, so that no preview is of a state that is no more."""

    def __init__(self, app: RolescopeApp) -> None:
        self._app = app
        self._refused: tuple[object, int] = (None, 0)
        """The session and the revision that clash with its draft, of which the user knows."""
        self._failure = ""
        """Why the last look failed, of which the user knows; nothing where it did not."""

    async def take_in(self, session: Session, may: Callable[[], bool] = lambda: True) -> str:
        """Put the draft onto what others saved; what they did, in a sentence, and nothing where they did nothing.

        Nor is anything done where ``may`` says no once the file has answered: somebody may be typing by then.

        Raises:
            Conflict: where they changed what the draft changes too; nothing is taken in.
            WorkspaceError: where the file cannot be read.
        """
        newer = await self._app.store.do(session.workbench.newer)
        if newer is None or not self._is_open(session) or not may() or not session.workbench.step_onto(newer):
            return ""
        session.recompute()
        self._app.desk.refresh_all()
        return _told(newer, bool(session.workbench.unsaved))

    def _is_open(self, session: Session) -> bool:
        """Whether a session is the one on the screen still, and no other on its way: its file may be closed by then.

        To be asked after each wait; the app may be leaving, too.
        """
        return bool(self._app.screen_stack) and not self._app.is_opening and self._app.desk.session is session

    def _is_undisturbed(self, session: Session) -> bool:
        """Whether nothing is open over a session: a form that is must not be about what it was no more."""
        return self._is_open(session) and not self._app.desk.is_typing

    async def look(self) -> None:
        """Take in what came, if anything; a dialog that is open is not disturbed.

        Raises:
            WorkspaceError: where the file cannot be read: ``tell_once``.
        """
        from rolescope.store.merge import Conflict

        desk, session = self._app.desk, self._app.desk.session
        if session is None or not self._is_undisturbed(session):
            return
        overtaken = await self._app.store.do(session.workbench.is_overtaken)
        if not self._is_undisturbed(session):
            return
        if overtaken:
            self._app.read_draft_again("Your unsaved edits were changed or saved in another window.", "warning")
            return
        try:
            told = await self.take_in(session, lambda: self._is_undisturbed(session))
        except Conflict:
            await self._warn(session)
        else:
            if told:
                desk.tell(told, "warning")
        self._failure = ""

    def tell_once(self, sentence: str) -> None:
        """Tell why a look failed, unless it is what the one before failed of."""
        if sentence != self._failure:
            self._failure = sentence
            self._app.desk.tell(sentence, "warning")

    async def _warn(self, session: Session) -> None:
        if not self._is_open(session):
            return
        newest = session.workbench.head + await self._app.store.do(session.workbench.behind)
        if self._is_open(session) and self._refused != (session, newest):
            self._refused = session, newest
            key = self._app.keys.first("edit.save")
            said = f"Revision {newest} was saved meanwhile and changes what you changed too: {key} lets you choose."
            self._app.desk.tell(said, "warning")


def _told(newer: Newer, has_edits: bool) -> str:
    last = newer.revisions[-1]
    many = len(newer.revisions) - 1
    more = f" and {counted(many, 'revision')} before it" if many else ""
    onto = " Your edits stand on it now." if has_edits else ""
    return f"Revision {last.number}{more} came meanwhile, by {last.author}: {last.reason.rstrip('.')}.{onto}"
