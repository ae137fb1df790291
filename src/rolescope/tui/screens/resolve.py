"""Choosing between one's own unsaved change and what somebody else saved meanwhile, cell by cell."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from rolescope.rights.system import level_of
from rolescope.store.merge import Clash
from rolescope.tui.screens.dialog import Dialog, SizedRows
from rolescope.tui.session import Session


class Resolve(Dialog[str]):
    """Gives ``"mine"`` or ``"theirs"``, or nothing to leave the draft as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "keep('mine')", "Keep mine", priority=True),
        Binding("t", "keep('theirs')", "Keep theirs", priority=True),
    ]
    KEYS = "m keep mine · t keep theirs · escape decide later"

    def __init__(self, clash: Clash, session: Session) -> None:
        super().__init__("Somebody else changed the same")
        self.clash, self.session = clash, session

    def compose(self) -> ComposeResult:
        """The cell and its three values."""
        with self.box():
            yield SizedRows(
                [
                    (" › ".join(str(part) for part in self.clash.cell), "head"),
                    ("", ""),
                    (f"before   {self._said(self.clash.base)}", "dim"),
                    (f"theirs   {self._said(self.clash.theirs)}", "warning"),
                    (f"mine     {self._said(self.clash.mine)}", "gain"),
                ]
            )

    def _said(self, value: object) -> str:
        if isinstance(value, frozenset):
            level = level_of(self.session.system, value)
            return level.title if level else ", ".join(sorted(value))
        return "nothing" if value is None else str(value)

    def action_keep(self, side: str) -> None:
        """Keep one side."""
        self.dismiss(side)
