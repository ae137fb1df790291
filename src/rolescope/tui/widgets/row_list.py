"""RowList: the one virtualised list behind every pane. It draws the rows in sight and nothing else."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from textwrap import wrap
from typing import ClassVar, Generic, NamedTuple, TypeVar

from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rolescope.tui.text import Fragment, fit, plain, to_strip
from rolescope.tui.widgets.styling import added_style

K = TypeVar("K", bound=Hashable)
MK = TypeVar("MK", bound=Hashable)

CONTEXT_ROWS = 2
"""Rows kept in sight above and below the cursor."""

SEARCHED_NEIGHBOURS = 1000
"""Rows around a vanished cursor that are looked up among the new ones before the first row is taken."""

CACHED_LINES = 2048

ITALIC = Style(italic=True)
UPRIGHT = Style(reverse=False)
"""A half block reversed would be the other half."""


class GutterGlyphs(NamedTuple):
    """What the first two cells before a row are drawn with, each one cell wide; no state is told by colour alone."""

    cursor: str = "▸"
    changed: str = "▌"
    marked: str = "✓"
    changed_cursor: str = "▶"

    def cells(self, at_cursor: bool, changed: bool, marked: bool) -> tuple[str, str]:
        """A change is told in the first cell, a mark in the second, the cursor in the one that is free."""
        if at_cursor and marked:
            return self.changed_cursor if changed else self.cursor, self.marked
        return self.changed if changed else " ", self.cursor if at_cursor else self.marked if marked else " "


ASCII_GLYPHS = GutterGlyphs(">", "|", "*", "}")


class RowList(ScrollView, Generic[K], can_focus=True, inherit_bindings=False):
    """A list of rows, each known by a key that is unique in it; subclasses draw a row in ``render_row``.

    Marks and the cursor go by key, so they hold when the rows change. Moving costs the same in a list of ten rows and
    of a hundred thousand. Component classes, few because each costs at the start: the ``cursor`` row
    (``cursor-blurred`` without the focus), a ``marked`` row and the gutter's glyphs, the bar of a ``changed`` row, and
    ``dim`` for headers and whatever is secondary.
    """

    ALLOW_SELECT = False
    GUTTER_WIDTH: ClassVar[int] = 3
    """Cells before each row, taken from its width; at least 2."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"row-list--{part}" for part in ("cursor", "cursor-blurred", "marked", "changed", "dim")
    }

    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > .row-list--cursor { background: $primary 35%; text-style: bold; }
        & > .row-list--cursor-blurred { background: $primary 20%; }
        & > .row-list--marked { color: $text-primary; }
        & > .row-list--changed { color: $warning; }
        & > .row-list--dim { color: $text-muted; }
        &:ansi > .row-list--cursor { background: ansi_default; text-style: bold reverse; }
        &:ansi > .row-list--cursor-blurred { background: ansi_default; text-style: bold; }
        &:nocolor > .row-list--cursor { text-style: bold reverse; }
    }
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

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """Number of the row with the cursor, always within the rows; 0 when there are none."""
    empty_text: reactive[str] = reactive("")
    """Shown in the middle when there are no rows; plain text."""
    filter_text: var[str] = var("", init=False)
    """What the owner, who watches it, filters its rows by; the list only clears it, on escape."""
    keep_hidden_marks: bool = False
    """Whether a mark outlives its row leaving the list."""
    glyphs: GutterGlyphs = GutterGlyphs()
    """Call ``refresh_all`` after changing it."""

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
        self._rows: Sequence[K] = ()
        self._row_of: dict[K, int] | None = None
        self._marks: dict[K, None] = {}
        self._range: tuple[int, int, frozenset[K]] | None = None
        self._clicked: int | None = None
        self._last_key: K | None = None
        self._told_key: K | None = None
        self._styles_by_name: dict[str, Style] = {}
        self._lines: dict[K, tuple[tuple[object, ...], Strip]] = {}
        self._header: tuple[int, Strip | None] | None = None

    def render_row(self, key: K, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        """One row in pieces of any text, at most ``width`` cells in all; the rest is cut off.

        ``selected``: the row has the cursor; ``focused``: and the list the focus. Asked again only when one of these, a
        mark or ``is_changed`` differs, or after ``refresh_row``.
        """
        return [(str(key), None)]

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        """The line frozen above the rows in pieces, or None for no such line."""
        return None

    def is_changed(self, key: K) -> bool:
        """Whether the row shows the bar of an unsaved change. Asked for each row in sight: must be fast."""
        return False

    def row_clicked(self, key: K, row: int, x: int) -> bool:
        """A click in column ``x`` of a row's own cells (negative: gutter); True when nothing more is to happen."""
        return False

    @property
    def rows(self) -> Sequence[K]:
        """The keys of all rows, in order."""
        return self._rows

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self._rows)

    @property
    def cursor_key(self) -> K | None:
        """The key of the row with the cursor, None when there are no rows."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def _width(self) -> int:
        """Cells of a line, gutter included and scrollbar not."""
        return self.scrollable_content_region.width

    @property
    def header_lines(self) -> int:
        """Lines above the rows: 1 or 0; a list of a single line shows its rows and no header."""
        return int(self.size.height > 1 and self._header_strip(self._width) is not None)

    @property
    def page_rows(self) -> int:
        """Number of rows that fit."""
        return max(0, self.size.height - self.header_lines)

    @property
    def visible_rows(self) -> range:
        """The numbers of the rows in sight."""
        top = self.scroll_offset.y
        return range(min(top, self.row_count), min(top + self.page_rows, self.row_count))

    def index_of(self, key: K) -> int | None:
        """The number of a key's row, None when it has none."""
        if isinstance(self._rows, range):
            return self._rows.index(key) if isinstance(key, int) and key in self._rows else None
        if self._row_of is None:
            self._row_of = {key: row for row, key in enumerate(self._rows)}
        return self._row_of.get(key)

    def set_rows(self, keys: Sequence[K], keep_cursor: bool = True) -> None:
        """Show other rows; keys are unique. Ranges and tuples are kept as they are, other sequences copied.

        The cursor stays on its key, at the same height on the screen; if the key is gone, it moves to the nearest row
        that is still there. Without ``keep_cursor`` it goes to the first row.
        """
        old_rows, old_cursor, old_key = self._rows, self.cursor, self.cursor_key
        height, was_visible = old_cursor - self.scroll_offset.y, old_cursor in self.visible_rows
        self._rows = keys if isinstance(keys, (range, tuple)) else tuple(keys)
        self._row_of = self._range = self._clicked = None
        self._resize_contents()
        self.cursor = self._row_after(old_rows, old_cursor) if keep_cursor else 0
        if was_visible or self.cursor_key != old_key:
            self._scroll_rows(self.cursor - height)
            self.scroll_to_cursor()
        self._drop_hidden_marks()
        self._tell_cursor()
        self.refresh()

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

    def _resize_contents(self) -> None:
        self.virtual_size = Size(1, self.row_count + self.header_lines)

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
        if self._marks and not self.keep_hidden_marks:
            hidden = [key for key in self._marks if self.index_of(key) is None]
            for key in hidden:
                del self._marks[key]
            if hidden:
                self.post_message(self.MarksChanged(self))

    def _marks_changed(self, first: int, last: int) -> None:
        self._repaint(first, last)
        self.post_message(self.MarksChanged(self))

    def refresh_row(self, key: K) -> None:
        """Draw one row again, because what it shows has changed."""
        self.refresh_rows((key,))

    def refresh_rows(self, keys: Iterable[K]) -> None:
        """Draw some rows again; rows out of sight cost nothing until they come into it."""
        stale = set(keys)
        for key in stale:
            self._lines.pop(key, None)
        for row in self.visible_rows:
            if self._rows[row] in stale:
                self._repaint(row, row)

    def refresh_all(self) -> None:
        """Draw everything again, the header too."""
        self._lines.clear()
        self._header = None
        self._resize_contents()
        self.refresh()

    def _repaint(self, first: int, last: int) -> None:
        visible = self.visible_rows
        first, last = max(first, visible.start), min(last, visible.stop - 1)
        if first <= last:
            y = first - visible.start + self.header_lines
            self.refresh(Region(0, y, self._width, last - first + 1))

    def style_of(self, name: str) -> Style:
        """What a component class adds to a row's style, in the theme of now: ``style_of("row-list--dim")``."""
        style = self._styles_by_name.get(name)
        if style is None:
            style = self._styles_by_name[name] = added_style(self, name)
        return style

    def notify_style_update(self) -> None:
        """Forget what was drawn in the colours of before."""
        self._styles_by_name.clear()
        self._lines.clear()
        self._header = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One line of the screen, ``y`` from the top of the content."""
        width, header_lines = self._width, self.header_lines
        if y < header_lines and (header := self._header_strip(width)) is not None:
            return header
        if not self._rows:
            return self._empty_strip(y - header_lines, width)
        row = y - header_lines + self.scroll_offset.y
        return self._row_strip(row, width) if row < self.row_count else Strip.blank(width, self._base_style())

    def _row_strip(self, row: int, width: int) -> Strip:
        key = self._rows[row]
        selected = row == self.cursor
        state = row, width, selected, selected and self.has_focus, self.is_changed(key), key in self._marks
        kept, strip = self._lines.get(key, (None, None))
        if strip is None or kept != state:
            if len(self._lines) >= CACHED_LINES:
                self._lines.clear()
            strip = self._drawn(key, *state)
            self._lines[key] = state, strip
        return strip

    def _drawn(self, key: K, row: int, width: int, selected: bool, focused: bool, changed: bool, marked: bool) -> Strip:
        base = self._base_style()
        if marked:
            base += self.style_of("row-list--marked")
        if selected:
            base += self.style_of("row-list--cursor" if focused else "row-list--cursor-blurred")
        first, second = self.glyphs.cells(selected, changed, marked)
        glyph_style = self.style_of("row-list--marked") + UPRIGHT
        bar_style = self.style_of("row-list--changed") + UPRIGHT if changed else glyph_style
        gutter = (first, bar_style), (second.ljust(self.GUTTER_WIDTH - 1), glyph_style)
        inner = max(0, width - self.GUTTER_WIDTH)
        return to_strip((*gutter, *self.render_row(key, row, inner, selected, focused)), base, width)

    def _header_strip(self, width: int) -> Strip | None:
        if self._header is None or self._header[0] != width:
            strip = None
            fragments = self.render_header(max(0, width - self.GUTTER_WIDTH))
            if fragments is not None:
                base = self._base_style() + self.style_of("row-list--dim")
                strip = to_strip(((" " * self.GUTTER_WIDTH, None), *fragments), base, width)
            self._header = width, strip
        return self._header[1]

    def _empty_strip(self, y: int, width: int) -> Strip:
        lines = wrap(plain(self.empty_text), width) if width > 0 else []
        line = y - max(0, self.page_rows - len(lines)) // 2
        if not 0 <= line < len(lines):
            return Strip.blank(width, self._base_style())
        style = self._base_style() + self.style_of("row-list--dim") + ITALIC
        return to_strip([(fit(lines[line], width, "center"), None)], style, width)

    def _base_style(self) -> Style:
        if "" not in self._styles_by_name:
            self._styles_by_name[""] = self.rich_style
        return self._styles_by_name[""]

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
