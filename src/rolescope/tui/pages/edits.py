"""Edits as lines of text: a sentence each, and below one step of several edits what it consists of."""

from __future__ import annotations

from collections.abc import Iterator

from rolescope.rights.edits import Batch, Edit
from rolescope.rights.sentences import describe
from rolescope.tui.session import Session
from rolescope.tui.widgets.text_rows import TextLine


def edit_lines(edit: Edit, session: Session, indent: str = "") -> Iterator[TextLine]:
    """One edit; names stand in it as they are."""
    yield f"{indent}{describe(edit, session.system, session.tree)}", ""
    if isinstance(edit, Batch) and (edit.label or len(edit.edits) > 1):
        for part in edit.edits:
            yield from edit_lines(part, session, f"{indent}  ")
