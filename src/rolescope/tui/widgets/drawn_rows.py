"""What every list is drawn with: the rows in sight and nothing else, one line at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from textwrap import wrap
from typing import ClassVar, Generic, NamedTuple, TypeVar

from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rolescope.tui.glyphs import GutterGlyphs
from rolescope.tui.text import Fragment, fit, plain, to_strip
from rolescope.tui.widgets.styling import Styled

K = TypeVar("K", bound=Hashable)

CACHED_LINES = 2048

ITALIC = Style(italic=True)
UPRIGHT = Style(reverse=False)
"""A half block reversed would be the other half."""


class Look(NamedTuple):
    """What a row's style and gutter depend on."""

    width: int
    selected: bool
    focused: bool
    changed: bool
    marked: bool
    glyphs: GutterGlyphs


class Drawing:
    """What a row looks like. Its line is made when it is painted: what no paint shows costs no more than this."""

    __slots__ = ("look", "pieces", "strip")

    def __init__(self, look: Look, pieces: tuple[Fragment, ...]) -> None:
        self.look, self.pieces = look, pieces
        self.strip: Strip | None = None


class View(NamedTuple):
    """What the lines in sight have in common."""

    width: int
    header: Strip | None
    top: int
    cursor: int
    focused: bool


class DrawnRows(Styled, ScrollView, Generic[K]):
    """Rows drawn with the line API; ``RowList`` moves a cursor over them and marks them.

    Only lines that come out differently are painted again: painting, and laying out the screen even more, costs many
    times what it takes to say what a line holds.

    Component classes, few because each costs at the start: the ``cursor`` row (``cursor-blurred`` without the focus), a
    ``marked`` row and the gutter's glyphs, the bar of a ``changed`` row, and ``dim`` for headers and whatever is
    secondary.
    """

    ALLOW_SELECT = False
    GUTTER_WIDTH: ClassVar[int] = 3
    """Cells before each row, taken from its width; at least 2."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"row-list--{part}" for part in ("cursor", "cursor-blurred", "marked", "changed", "dim")
    }

    DEFAULT_CSS = """
    DrawnRows {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: transparent;
        scrollbar-background-hover: transparent;
        scrollbar-background-active: transparent;
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

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)
    """Textual's own lays out the whole screen for each change."""
    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """Number of the row with the cursor, always within the rows; 0 when there are none."""
    empty_text: reactive[str] = reactive("")
    """Shown in the middle when there are no rows; plain text."""
    glyphs: GutterGlyphs = GutterGlyphs()
    """Call ``refresh_all`` after changing it."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._rows: Sequence[K] = ()
        self._lines: dict[K, tuple[object, Drawing]] = {}
        self._header: tuple[tuple[int, int], tuple[Fragment, ...], Strip | None] | None = None
        self._blank: Strip | None = None
        self._empty: tuple[tuple[str, int, int], dict[int, Strip]] | None = None
        self._painted: dict[int, Drawing | Strip] = {}
        self._edition = 0
        self._measured: tuple[Size, int, int] | None = None

    def is_marked(self, key: K) -> bool:
        """Whether the row is marked. Asked for each row in sight: must be fast."""
        return False

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self._rows)

    def render_row(self, key: K, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        """One row in pieces of any text, at most ``width`` cells in all; the rest is cut off.

        ``selected``: the row has the cursor; ``focused``: and the list the focus. Asked again only when one of these, a
        mark, ``is_changed`` or ``row_state`` differs, or after ``refresh_row``.
        """
        return [(str(key), None)]

    def row_state(self, key: K) -> object:
        """What the content of a row depends on: it is asked for again only when this differs from last time.

        By default whatever ``refresh_all`` was called for; a list that can tell cheaply which rows are the same should.
        """
        return self._edition

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        """The line frozen above the rows in pieces, or None for no such line."""
        return None

    def is_changed(self, key: K) -> bool:
        """Whether the row shows the bar of an unsaved change. Asked for each row in sight: must be fast."""
        return False

    def _measure(self) -> tuple[Size, int, int]:
        """Outer size, and width and height in cells inside border and scrollbar; asked for each line."""
        outer, known = self.outer_size, self._measured
        if known is None or known[0] != outer or not known[1]:  # out of sight it has no width, and keeps its size
            known = self._measured = outer, self.scrollable_content_region.width, self.size.height
        return known

    @property
    def _width(self) -> int:
        """Cells of a line, gutter included and scrollbar not."""
        return self._measure()[1]

    @property
    def header_lines(self) -> int:
        """Lines above the rows: 1 or 0; a list of a single line shows its rows and no header."""
        _, width, height = self._measure()
        return int(height > 1 and self._header_strip(width) is not None)

    @property
    def page_rows(self) -> int:
        """Number of rows that fit."""
        return max(0, self._measure()[2] - self.header_lines)

    @property
    def visible_rows(self) -> range:
        """The numbers of the rows in sight."""
        top = self.scroll_offset.y
        return range(min(top, self.row_count), min(top + self.page_rows, self.row_count))

    def _resize_contents(self) -> None:
        """The scrollbar is always there and blank when there is nothing to scroll, as its coming costs a layout."""
        height = self._measure()[2]
        size = Size(1, max(height, self.row_count + self.header_lines))
        if size != self.virtual_size and height:
            self.virtual_size = size
            self.vertical_scrollbar.window_virtual_size = size.height
            self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def refresh_row(self, key: K) -> None:
        """Draw one row again, because what it shows has changed."""
        self.refresh_rows((key,))

    def refresh_rows(self, keys: Iterable[K]) -> None:
        """Draw some rows again; rows out of sight cost nothing until they come into it."""
        for key in keys:
            kept = self._lines.get(key)
            if kept is not None:
                self._lines[key] = (), kept[1]
        self._paint_changes()

    def refresh_all(self) -> None:
        """Draw everything again, the header too, because what it shows has changed."""
        self._edition += 1
        self._resize_contents()
        self._paint_changes()

    def _paint_changes(self) -> None:
        """Have those lines painted that are no longer what stands on the screen."""
        _, width, height = self._measure()
        if not self._painted or not width:
            self.refresh()
            return
        view, painted = self._view(), self._painted
        changed = [y for y in range(height) if self._line_at(y, view) is not painted.get(y)]
        if changed:
            self.refresh(*(Region(0, first, width, count) for first, count in runs(changed)))

    def _repaint(self, first: int, last: int) -> None:
        visible = self.visible_rows
        first, last = max(first, visible.start), min(last, visible.stop - 1)
        if first <= last:
            y = first - visible.start + self.header_lines
            self.refresh(Region(0, y, self._width, last - first + 1))

    def notify_style_update(self) -> None:
        """Forget what was drawn in the colours of before."""
        self._lines.clear()
        self._header = self._blank = self._empty = self._measured = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One line of the screen, ``y`` from the top of the content."""
        line = self._painted[y] = self._line_at(y, self._view())
        return self._strip_of(line) if isinstance(line, Drawing) else line

    def _view(self) -> View:
        width = self._width
        header = self._header_strip(width) if self.header_lines else None
        return View(width, header, self.scroll_offset.y, self.cursor, self.has_focus)

    def _line_at(self, y: int, view: View) -> Drawing | Strip:
        """What a line has to be; the same object for as long as it stays the same."""
        if view.header is not None:
            if y == 0:
                return view.header
            y -= 1
        if not self._rows:
            return self._empty_strip(y, view.width)
        row = y + view.top
        return self._drawing(row, view) if row < len(self._rows) else self._blank_strip(view.width)

    def _drawing(self, row: int, view: View) -> Drawing:
        key, selected = self._rows[row], row == view.cursor
        focused = selected and view.focused
        look = Look(view.width, selected, focused, self.is_changed(key), self.is_marked(key), self.glyphs)
        state = look, row, self.row_state(key)
        kept = self._lines.get(key)
        if kept is not None and kept[0] == state:
            return kept[1]
        if len(self._lines) >= CACHED_LINES:
            self._lines.clear()
        pieces = tuple(self.render_row(key, row, max(0, view.width - self.GUTTER_WIDTH), selected, focused))
        same = kept is not None and kept[1].look == look and kept[1].pieces == pieces
        drawing = kept[1] if kept is not None and same else Drawing(look, pieces)
        self._lines[key] = state, drawing
        return drawing

    def _strip_of(self, drawing: Drawing) -> Strip:
        if drawing.strip is None:
            drawing.strip = self._drawn(drawing.look, drawing.pieces)
        return drawing.strip

    def _drawn(self, look: Look, pieces: Iterable[Fragment]) -> Strip:
        base = self.style_of("")
        if look.marked:
            base += self.style_of("row-list--marked")
        if look.selected:
            base += self.style_of("row-list--cursor" if look.focused else "row-list--cursor-blurred")
        first, second = look.glyphs.cells(look.selected, look.changed, look.marked)
        glyph_style = self.style_of("row-list--marked") + UPRIGHT
        bar_style = self.style_of("row-list--changed") + UPRIGHT if look.changed else glyph_style
        gutter: tuple[Fragment, ...] = (first, bar_style), (second.ljust(self.GUTTER_WIDTH - 1), glyph_style)
        if (first, second) == (" ", " ") and not base.reverse:
            gutter = ((" " * self.GUTTER_WIDTH, None),)
        return to_strip((*gutter, *pieces), base, look.width)

    def _header_strip(self, width: int) -> Strip | None:
        state = self._edition, width
        if self._header is None or self._header[0] != state:
            fragments = self.render_header(max(0, width - self.GUTTER_WIDTH))
            pieces = () if fragments is None else ((" " * self.GUTTER_WIDTH, None), *fragments)
            if self._header is not None and self._header[0][1] == width and self._header[1] == pieces:
                strip = self._header[2]
            else:
                base = self.style_of("") + self.style_of("row-list--dim")
                strip = to_strip(pieces, base, width) if pieces else None
            self._header = state, pieces, strip
        return self._header[2]

    def _blank_strip(self, width: int) -> Strip:
        if self._blank is None or self._blank.cell_length != width:
            self._blank = Strip.blank(width, self.style_of(""))
        return self._blank

    def _empty_strip(self, y: int, width: int) -> Strip:
        state = self.empty_text, width, self.page_rows
        if self._empty is None or self._empty[0] != state:
            self._empty = state, self._empty_strips(*state)
        return self._empty[1].get(y) or self._blank_strip(width)

    def _empty_strips(self, text: str, width: int, height: int) -> dict[int, Strip]:
        lines = wrap(plain(text), width) if width > 0 else []
        first = max(0, height - len(lines)) // 2
        style = self.style_of("") + self.style_of("row-list--dim") + ITALIC
        return {
            y: to_strip([(fit(line, width, "center"), None)], style, width) for y, line in enumerate(lines, start=first)
        }


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs without a gap, each with its first number and how many there are."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        first, count = found[-1] if found else (number, 0)
        if first + count == number and found:
            found[-1] = first, count + 1
        else:
            found.append((number, 1))
    return found
