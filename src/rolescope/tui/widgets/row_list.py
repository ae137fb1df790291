"""RowList: the one virtualised list behind every pane. It draws the rows in sight and nothing else."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from rolescope.tui.widgets.drawn_rows import DrawnRows

K = TypeVar("K", bound=Hashable)
MK = TypeVar("MK", bound=Hashable)

CONTEXT_ROWS = 2
"""Rows kept in sight above and below the cursor."""

SEARCHED_NEIGHBOURS = 1000
"""Rows around a vanished cursor that are looked up among the new ones before the first row is taken."""


class RowList(DrawnRows[K], can_focus=True, inherit_bindings=False):
    """A list of rows, each known by a key that is unique in it; subclasses draw a row in ``render_row``.

    Marks and the cursor go by key, so they hold when the rows change. Moving costs the same in a list of ten rows and
    of a hundred thousand.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_by(-1)", "Up", show=False, id="list.up"),
        Binding("down,j", "cursor_by(1)", "Down", show=False, id="list.down"),
        Binding("pageup,ctrl+b", "cursor_by_pages(-1)", "Page up", show=False, id="list.page-up"),
        Binding("pagedown,ctrl+f", "cursor_by_pages(1)", "Page down", show=False, id="list.page-down"),
        Binding("ctrl+u", "cursor_by_pages(-0.5)", "Half a page up", show=False, id="list.half-page-up"),
        Binding("ctrl+d", "cursor_by_pages(0.5)", "Half a page down", show=False, id="list.half-page-down"),
        Binding("home,g", "cursor_first", "First row", show=False, id="list.first"),
        Binding("end,G", "cursor_last", "Last row", show=False, id="list.last"),
        Binding("shift+up", "extend(-1)", "Mark up", show=False, id="list.mark-up"),
        Binding("shift+down", "extend(1)", "Mark down", show=False, id="list.mark-down"),
        Binding("m", "toggle_mark", "Mark", show=False, id="list.mark"),
        Binding("escape", "dismiss", "Clear marks or filter", show=False, id="list.clear"),
        Binding("enter", "activate", "Open", show=False, id="list.open"),
    ]

    filter_text: var[str] = var("", init=False)
    """What the owner, who watches it, filters its rows by; the list only clears it, on escape."""

    @dataclass(eq=False)
    class ListMessage(Message, Generic[MK]):
        """Something happened in a list."""

        row_list: RowList[MK]

        @property
        def control(self) -> RowList[MK]:
            """The list that sent the message."""
            return self.row_list

    @dataclass(eq=False)
    class Highlighted(ListMessage[MK]):
        """Another key has the cursor; ``key`` is None when the last row is gone."""

        key: MK | None

    @dataclass(eq=False)
    class Activated(ListMessage[MK]):
        """Enter was pressed on a row, or it was clicked again."""

        key: MK

    class MarksChanged(ListMessage[MK]):
        """Rows were marked or unmarked."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._row_of: dict[K, int] | None = None
        self._marks: dict[K, None] = {}
        self._range: tuple[int, int, frozenset[K]] | None = None
        self._clicked: int | None = None
        self._last_key: K | None = None
        self._told_key: K | None = None

    def row_clicked(self, key: K, row: int, x: int) -> bool:
        """A click in column ``x`` of a row's own cells (negative: gutter); True when nothing more is to happen."""
        return False

    def is_marked(self, key: K) -> bool:
        """Whether the row is marked."""
        return key in self._marks

    @property
    def rows(self) -> Sequence[K]:
        """The keys of all rows, in order."""
        return self._rows

    @property
    def cursor_key(self) -> K | None:
        """The key of the row with the cursor, None when there are no rows."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def last_key(self) -> K | None:
        """The key that has the cursor, or had it last where no row is left."""
        return self.cursor_key if self._rows else self._last_key

    def index_of(self, key: K) -> int | None:
        """The number of a key's row, None when it has none."""
        if isinstance(self._rows, range):
            return self._rows.index(key) if isinstance(key, int) and key in self._rows else None
        if self._row_of is None:
            self._row_of = {key: row for row, key in enumerate(self._rows)}
        return self._row_of.get(key)

    def set_rows(self, keys: Sequence[K], keep_cursor: bool = True, redraw: bool = False) -> None:
        """Show other rows; keys are unique. Ranges and tuples are kept as they are, other sequences copied.

        The cursor stays on its key, at the same height on the screen; if the key is gone, it moves to the nearest row
        that is still there. Without ``keep_cursor`` it goes to the first row. ``redraw``: what the rows show changed
        as well, as for ``refresh_all``.
        """
        self._edition += redraw
        self._range = self._clicked = None
        keys = keys if isinstance(keys, (range, tuple)) else tuple(keys)
        if (keys is not self._rows and keys != self._rows) or not keep_cursor:
            self._replace_rows(keys, keep_cursor)
        self._resize_contents()
        self._paint_changes()

    def _replace_rows(self, keys: Sequence[K], keep_cursor: bool) -> None:
        old_rows, old_cursor, old_key = self._rows, self.cursor, self.cursor_key
        if keep_cursor and old_rows and old_cursor < len(keys) and keys[old_cursor] == old_key:
            self._rows, self._row_of = keys, None
            self._drop_hidden_marks()
            return
        height, was_visible = old_cursor - self.scroll_offset.y, old_cursor in self.visible_rows
        self._rows, self._row_of = keys, None
        self._resize_contents()
        self.cursor = self._row_after(old_rows, old_cursor) if keep_cursor else 0
        if was_visible or self.cursor_key != old_key:
            self._scroll_rows(self.cursor - height)
            self.scroll_to_cursor()
        self._drop_hidden_marks()
        self._tell_cursor()

    def _row_after(self, old_rows: Sequence[K], old_cursor: int) -> int:
        """The row for the cursor now that the rows were replaced: its key's, else the nearest survivor's."""
        if not old_rows:
            return 0 if self._last_key is None else self.index_of(self._last_key) or 0
        if old_cursor < self.row_count and self._rows[old_cursor] == old_rows[old_cursor]:
            return old_cursor
        with suppress(ValueError):  # one search costs less than the table behind index_of
            return self._rows.index(old_rows[old_cursor])
        neighbours = islice(_outwards(old_cursor, len(old_rows)), SEARCHED_NEIGHBOURS)
        survivors = (self.index_of(old_rows[row]) for row in neighbours)
        return next((row for row in survivors if row is not None), 0)

    def scroll_to_cursor(self) -> None:
        """Bring the cursor's row into sight with rows of context around it, moving as little as possible."""
        page = self.page_rows
        context = min(CONTEXT_ROWS, max(0, page - 1) // 2)
        self._scroll_rows(min(max(self.scroll_offset.y, self.cursor + context - page + 1), self.cursor - context))

    def _scroll_rows(self, top: int) -> None:
        top = max(0, min(top, self.row_count - self.page_rows))
        if self.size.height and top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def validate_cursor(self, row: int) -> int:
        """The nearest row there is."""
        return max(0, min(row, self.row_count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Two rows are drawn again, or the page when it scrolls."""
        self._range = self._clicked = None
        self._repaint(old, old)
        self._repaint(new, new)
        self.scroll_to_cursor()
        self._tell_cursor()

    def _tell_cursor(self) -> None:
        key = self.cursor_key
        self._last_key = self._last_key if key is None else key
        if key != self._told_key:
            self._told_key = key
            self.post_message(self.Highlighted(self, key))

    @property
    def marked_keys(self) -> tuple[K, ...]:
        """The marked keys in the order of their rows, then those without a row in the order they were marked."""
        rows = {key: self.index_of(key) for key in self._marks}
        shown = sorted(row for row in rows.values() if row is not None)
        return (*(self._rows[row] for row in shown), *(key for key, row in rows.items() if row is None))

    @property
    def marked_count(self) -> int:
        """How many keys are marked."""
        return len(self._marks)

    def target_keys(self) -> tuple[K, ...]:
        """What a command is about: the marked keys if there are any, else the cursor's; empty without rows."""
        return self.marked_keys if self._marks else tuple(self._rows[self.cursor : self.cursor + 1])

    def toggle_mark(self) -> None:
        """Mark the cursor's row, or unmark it."""
        for key in self._rows[self.cursor : self.cursor + 1]:
            self._range = None
            self._set_mark(key, key not in self._marks)
            self._marks_changed(self.cursor, self.cursor)

    def mark_range(self, to: int) -> None:
        """Mark all rows from where the range began (at first: the cursor) to row ``to``, and go there.

        A range can shrink again: rows it leaves are as they were before it.
        """
        if not self._rows:
            return
        to = self.validate_cursor(to)
        start, end, before = self._range or (self.cursor, self.cursor, frozenset(self._marks))
        first, last = min(end, to), max(end, to)
        for row in range(first, last + 1):
            key = self._rows[row]
            self._set_mark(key, min(start, to) <= row <= max(start, to) or key in before)
        self.cursor = to
        self._range = start, to, before
        self._marks_changed(first, last)

    def clear_marks(self) -> None:
        """Unmark everything."""
        if self._marks:
            self._marks.clear()
            self._range = None
            self._marks_changed(0, self.row_count - 1)

    def _set_mark(self, key: K, marked: bool) -> None:
        self._marks.pop(key, None)
        if marked:
            self._marks[key] = None

    def _drop_hidden_marks(self) -> None:
        if self._marks:
            hidden = [key for key in self._marks if self.index_of(key) is None]
            for key in hidden:
                del self._marks[key]
            if hidden:
                self.post_message(self.MarksChanged(self))

    def _marks_changed(self, first: int, last: int) -> None:
        self._repaint(first, last)
        self.post_message(self.MarksChanged(self))

    def action_cursor_by(self, rows: int) -> None:
        self.cursor += rows

    def action_cursor_by_pages(self, pages: float) -> None:
        """Move by pages, less one row that stays in sight."""
        step = max(1, int(abs(pages) * (self.page_rows - 1)))
        self.cursor += step if pages > 0 else -step

    def action_cursor_first(self) -> None:
        self.cursor = 0

    def action_cursor_last(self) -> None:
        self.cursor = self.row_count - 1

    def action_extend(self, rows: int) -> None:
        self.mark_range(self.cursor + rows)

    def action_toggle_mark(self) -> None:
        self.toggle_mark()

    def action_dismiss(self) -> None:
        """Clear the marks, else the filter, else leave the key to whoever else wants it."""
        if self._marks:
            self.clear_marks()
        elif self.filter_text:
            self.filter_text = ""
        else:
            raise SkipAction

    def action_activate(self) -> None:
        if self._rows:
            self.post_message(self.Activated(self, self._rows[self.cursor]))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row; ctrl marks it, shift marks up to it, a second click opens it."""
        offset = event.get_content_offset(self)
        if offset is None or event.button != 1 or offset.y < self.header_lines:
            return
        row = offset.y - self.header_lines + self.scroll_offset.y
        if row >= self.row_count:
            return
        event.stop()
        if event.shift:
            self.mark_range(row)
        elif event.ctrl:
            self.cursor = row
            self.toggle_mark()
        else:
            self._click_row(row, offset.x - self.GUTTER_WIDTH)

    def _click_row(self, row: int, x: int) -> None:
        again = self._clicked == row
        self.cursor = row
        if not self.row_clicked(self._rows[row], row, x):
            self._clicked = None if again else row
            if again:
                self.action_activate()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._resize_contents()
        self.scroll_to_cursor()


def _outwards(start: int, stop: int) -> Iterator[int]:
    """All numbers below ``stop``, the nearest to ``start`` first: start, start + 1, start - 1, start + 2 ..."""
    yield start
    for distance in range(1, max(start + 1, stop - start)):
        if start + distance < stop:
            yield start + distance
        if start >= distance:
            yield start - distance
