"""A scrollable list of lines of text: details, help, review. Long lines are wrapped, text is always plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import ClassVar

from rich.style import Style
from textual.timer import Timer

from rolescope.tui.at_rest import BREATH, SLICE
from rolescope.tui.lines import Lines, begun
from rolescope.tui.text import Fragment, TextLine, fit, plain
from rolescope.tui.widgets.row_list import RowList

LEAST_ROOM = 8
"""Cells that a text is wrapped at, also where nobody could read it."""
STILL_AT_WORK = "…", "dim", ""
"""The last row for as long as more may come."""
_COLUMN = re.compile(r" *\S+(?: \S+)*  +")
"""A word or some, and the blanks before the next column."""


class TextRows(RowList[int]):
    """Lines of text with a cursor to scroll by."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"text--{part}" for part in ("head", "dim", "gain", "loss", "warning", "key")
    }
    DEFAULT_CSS = """
    TextRows {
        background: transparent;
        & > .text--head { text-style: bold; color: $primary; }
        & > .text--dim { color: $text-muted; }
        & > .text--gain { color: $text-success; }
        & > .text--loss { color: $text-error; }
        & > .text--warning { color: $text-warning; }
        & > .text--key { color: $accent; text-style: bold; }
    }
    """

    def __init__(self, lines: Sequence[TextLine] = (), more: Lines | None = None) -> None:
        """``more`` are lines that come while the first are read."""
        super().__init__()
        self._texts, self._more = list(lines), more
        self._timer: Timer | None = None
        self._wrapped: list[tuple[str, str, str]] = []
        self._rows_of: dict[TextLine, list[tuple[str, str, str]]] = {}
        """What changes for one user changes for many alike."""

    def show(self, lines: Sequence[TextLine], more: Lines | None = None) -> None:
        """Show other lines."""
        self._texts, self._more = list(lines), more
        self._lay_out()
        self._go_on_later()

    def on_mount(self) -> None:
        """More may come."""
        self._go_on_later()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._lay_out()

    def _go_on_later(self) -> None:
        if self._more is not None and self.is_running:
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(BREATH, self._go_on)

    def _go_on(self) -> None:
        if self._more is not None:
            fresh, self._more = begun(self._more, SLICE)
            self._texts += fresh
            self._put(fresh)
            self._go_on_later()

    def _lay_out(self) -> None:
        self._rows_of, self._wrapped = {}, []
        self._put(self._texts)

    def _put(self, lines: Sequence[TextLine]) -> None:
        """Add rows for some lines."""
        width = max(12, self._width - self.GUTTER_WIDTH)
        for line in lines:
            if line not in self._rows_of:
                self._rows_of[line] = _in_rows(line, width)
            self._wrapped += self._rows_of[line]
        self.set_rows(range(len(self._wrapped) + (self._more is not None)), redraw=True)

    def render_row(self, key: int, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        text, name, right = self._wrapped[key] if key < len(self._wrapped) else STILL_AT_WORK
        style = self._named(name)
        if not right:
            return [(text, style)]
        return [(fit(text, width - len(right) - 1), style), (f" {right}", self._named("dim"))]

    def _named(self, names: str) -> Style | None:
        styles = [self.style_of(f"text--{name}") for name in names.split()]
        return Style.combine(styles) if styles else None


def _in_rows(line: TextLine, width: int) -> list[tuple[str, str, str]]:
    """A line wrapped at a width."""
    text, style, right = plain(line[0]), line[1], line[2] if len(line) > 2 else ""
    room = max(LEAST_ROOM, width - (len(right) + 1 if right else 0))
    if len(text) <= room:  # most lines, and wrapping takes fifty times as long as looking
        return [(text.rstrip(), style, right)]
    parts = wrap(text, room, subsequent_indent=" " * _hanging(text, room), break_on_hyphens=False)
    return [(part, style, right if row == 0 else "") for row, part in enumerate(parts)]


def _hanging(text: str, room: int) -> int:
    """The cells that further lines of a text stand in: below what follows its first column, if it has columns."""
    column = _COLUMN.match(text)
    if column is not None and len(column[0]) <= room // 2:
        return len(column[0])
    return len(text) - len(text.lstrip()) + 2
