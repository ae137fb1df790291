"""What is reviewed of a draft: its edits as sentences, what to know of them, and what they change for whom."""

from __future__ import annotations

from rolescope.tui.glyphs import Glyphs
from rolescope.tui.lines import Lines
from rolescope.tui.pages.edits import unsaved_edits, unsaved_lines
from rolescope.tui.pages.impact import affected, impact_lines, summary
from rolescope.tui.session import Session


def review_lines(session: Session, symbols: Glyphs) -> Lines:
    """The unsaved edits and their exact impact."""
    yield unsaved_edits(session), "head"
    yield from unsaved_lines(session)
    caution = session.system.caution(session.saved.tenant, session.tenant)
    if caution:
        yield "", ""
        yield f"{symbols.flagged} {caution}", "warning"
    doubts = session.system.doubts(session.saved.tenant, session.tenant, session.tree)
    yield from ((f"{symbols.flagged} {doubt}", "warning") for doubt in doubts)
    yield "", ""
    yield from session.find_impact()
    changes = list(session.impact.values())
    total = summary(changes, symbols.minus, session.left_out)
    yield f"Impact on {affected(changes)}: {total}", "head"
    yield from impact_lines(changes, session.saved, session.outcome, symbols, session.left_out)
