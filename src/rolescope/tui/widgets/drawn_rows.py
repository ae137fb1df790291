"""What every list is drawn with: the rows in sight and nothing else, one line at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from textwrap import wrap
from typing import ClassVar, Generic, NamedTuple, TypeVar

from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rolescope.tui.text import Fragment, fit, plain, to_strip
from rolescope.tui.widgets.styling import added_style

K = TypeVar("K", bound=Hashable)

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


class DrawnRows(ScrollView, Generic[K]):
    """Rows drawn with the line API; ``RowList`` moves a cursor over them and marks them.

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
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
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

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """Number of the row with the cursor, always within the rows; 0 when there are none."""
    empty_text: reactive[str] = reactive("")
    """Shown in the middle when there are no rows; plain text."""
    glyphs: GutterGlyphs = GutterGlyphs()
    """Call ``refresh_all`` after changing it."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._rows: Sequence[K] = ()
        self._styles_by_name: dict[str, Style] = {}
        self._lines: dict[K, tuple[tuple[object, ...], Strip]] = {}
        self._header: tuple[int, Strip | None] | None = None

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
        mark or ``is_changed`` differs, or after ``refresh_row``.
        """
        return [(str(key), None)]

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        """The line frozen above the rows in pieces, or None for no such line."""
        return None

    def is_changed(self, key: K) -> bool:
        """Whether the row shows the bar of an unsaved change. Asked for each row in sight: must be fast."""
        return False

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

    def _resize_contents(self) -> None:
        self.virtual_size = Size(1, self.row_count + self.header_lines)

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
        state = row, width, selected, selected and self.has_focus, self.is_changed(key), self.is_marked(key)
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
