"""Edits as lines of text: a sentence each, and below it what a step of several edits consists of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolescope.rights.edits import Edit
from rolescope.rights.model import Tenant
from rolescope.rights.telling import tell
from rolescope.tui.session import Session
from rolescope.tui.text import TextLine, counted


def edit_lines(edits: Iterable[Edit], before: Tenant, session: Session, indent: str = "") -> Iterator[TextLine]:
    """Edits in order, the first made on ``before``; names stand in them as they are."""
    for told in tell(edits, before, session.system, session.workbench.tree_of):
        yield from ((line, "") for line in told.lines(indent))


def unsaved_edits(session: Session) -> str:
    """How many edits the draft consists of, and how much of what is saved they change where that is more or less."""
    bench = session.workbench
    made = counted(len(bench.draft_entries), "unsaved edit")
    if bench.unsaved == len(bench.draft_entries):
        return made
    return f"{made}, by which {counted(bench.unsaved, 'place')} will differ from what is saved"


def unsaved_lines(session: Session) -> Iterator[TextLine]:
    """The edits of the draft."""
    bench = session.workbench
    yield from edit_lines([entry.edit for entry in bench.draft_entries], bench.saved, session, "  ")
