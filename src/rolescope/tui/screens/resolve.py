"""Choosing between one's own unsaved change and what somebody else saved meanwhile, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from rolescope.rights.cell_words import cell_place, cell_values
from rolescope.rights.counting import count
from rolescope.rights.sentences import Words
from rolescope.store.history import Revision
from rolescope.store.merge import Clash
from rolescope.tui.screens.dialog import Dialog, SizedRows
from rolescope.tui.text import TextLine


class Resolve(Dialog[str]):
    """Gives ``"mine"`` or ``"theirs"``, or nothing to leave the draft as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "keep('mine')", "Keep mine", priority=True),
        Binding("t", "keep('theirs')", "Keep theirs", priority=True),
    ]
    KEYS = "m keep mine · t keep theirs · {close} decide later"

    def __init__(self, clash: Clash, theirs: Revision | None, left: int, words: Words) -> None:
        """``theirs`` is who saved the other side, ``left`` how many places are to be chosen after this one."""
        super().__init__("Somebody else changed the same")
        self.lines = list(_lines(clash, theirs, left, words))

    def compose(self) -> ComposeResult:
        """The cell and its three values."""
        with self.box():
            yield SizedRows(self.lines)

    def action_keep(self, side: str) -> None:
        """Keep one side."""
        self.dismiss(side)


def _lines(clash: Clash, theirs: Revision | None, left: int, words: Words) -> Iterator[TextLine]:
    yield cell_place(clash.cell, words), "head"
    yield "", ""
    base, other, mine = cell_values(clash.cell, (clash.base, clash.theirs, clash.mine), words)
    yield f"before   {base}", "dim"
    yield f"theirs   {other}", "warning"
    if theirs is not None:
        made = theirs.made[:16].replace("T", " ")
        yield f"         saved by {theirs.author}, {made}, as revision {theirs.number}: {theirs.reason}", "dim"
    yield f"mine     {mine}", "gain"
    if left:
        yield "", ""
        yield f"{count(left, 'more place')} to choose after this one.", "dim"
