"""Two users side by side: one row a difference, which a key copies from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from rolescope.rights.compare import Comparison, Difference
from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.text import Fragment, fit, plain
from rolescope.tui.widgets.row_list import RowList

Copy = Callable[[Difference, bool], bool]
"""Copies a difference across, to the user on the right if true, else to the one on the left; whether it was done."""


class DifferenceList(RowList[Difference]):
    """What it is about, then as the one and as the other has it."""

    def __init__(self, names: tuple[str, str]) -> None:
        super().__init__()
        self.names = names
        self.empty_text = "no difference"

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        title, side = columns(width)
        return [(f"{'':{title}}  {fit(self.names[0], side)}  {fit(self.names[1], side)}", None)]

    def render_row(self, key: Difference, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        title, side = columns(width)
        dim = self.style_of("row-list--dim")
        sides = fit(key.one, side), fit(key.other, side)
        return [(fit(key.title, title), dim), ("  ", None), (sides[0], None), ("  ", None), (sides[1], None)]


def columns(width: int) -> tuple[int, int]:
    """Cells of the title and of each side."""
    title = width * 34 // 100
    return title, (width - title - 4) // 2


class Compare(Dialog[None]):
    """All that two users do not have in common."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("greater_than_sign", "copy(True)", "Copy to the right"),
        Binding("less_than_sign", "copy(False)", "Copy to the left"),
        Binding("u,ctrl+z", "undo", "Undo"),
    ]
    DEFAULT_CSS = """
    Compare {
        DifferenceList { height: 1fr; background: transparent; }
        .compare--told { height: 1; color: $text-success; }
        .compare--detail { height: 6; border-top: solid $border-blurred; color: $text-muted; }
    }
    """
    KEYS = "> copy to the right · < copy to the left · u undo · {close} close"

    def __init__(self, compare: Callable[[], Comparison], copy: Copy, undo: Callable[[], bool]) -> None:
        """``undo`` takes back what was done last, and says whether it did."""
        self._compare, self._copy, self._undo = compare, copy, undo
        self._done: list[str] = []
        """What was copied here, which is as much as is taken back here."""
        self.comparison = compare()
        self.names = self.comparison.one.name, self.comparison.other.name
        super().__init__(f"Compare {self.names[0]} with {self.names[1]}")
        self.list = DifferenceList(self.names)
        self._detail = Static("", classes="compare--detail", markup=False)
        self._told = Static("", classes="compare--told", markup=False)

    def compose(self) -> ComposeResult:
        """Both names above the rows, the row under the cursor in full below."""
        with self.box("tall wide"):
            yield self.list
            yield self._detail
            yield self._told

    def on_mount(self) -> None:
        """Everything, to begin with."""
        self.bring_up_to_date()
        self.list.focus()

    def bring_up_to_date(self) -> None:
        """After an edit: what still differs."""
        self.comparison = self._compare()
        place = self.list.cursor
        self.list.set_rows(self.comparison.differences(), keep_cursor=False)
        self.list.cursor = min(place, max(0, self.list.row_count - 1))
        self.show_detail()

    @on(RowList.Highlighted)
    def show_detail(self) -> None:
        """The row under the cursor in full."""
        key = self.list.cursor_key
        sides = zip(self.names, (key.one, key.other), strict=True) if key else ()
        lines = [plain(key.title), *(plain(f"{name}: {said}") for name, said in sides)] if key else []
        self._detail.update("\n".join(lines))

    def action_copy(self, to_other: bool) -> None:
        """Copy the row under the cursor across."""
        key = self.list.cursor_key
        if key is not None and self._copy(key, to_other):
            self._done.append(f"{key.title} is with {self.names[to_other]} as with {self.names[not to_other]}")
            self._after(f"{self._done[-1]} now, unsaved.")

    def action_undo(self) -> None:
        """Take back what was copied last."""
        if self._done and self._undo():
            self._after(f"Undone: {self._done.pop()}.")
        elif not self._done:
            self._told.update("Nothing was copied here that could be undone.")

    def _after(self, told: str) -> None:
        self._told.update(plain(told))
        self.bring_up_to_date()
