"""What all panes of the main screen share: a border with title and count, the session, and how levels are drawn."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, TypeVar

from rich.cells import cell_len
from rich.style import Style
from textual import on
from textual.content import Content

from rolescope.rights.planes import between
from rolescope.rights.policy import NO, NOT_APPLICABLE, PARTLY, UNKNOWN, YES
from rolescope.rights.system import NODE, FilterError, rank_of
from rolescope.tui.actions import bindings
from rolescope.tui.glyphs import ASCII_GUTTER, UNICODE, Glyphs, GutterGlyphs
from rolescope.tui.keymap import Keys
from rolescope.tui.text import Fragment, fit, plain
from rolescope.tui.widgets.drawn_rows import ITALIC
from rolescope.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from rolescope.rights.grants import CompiledRole
    from rolescope.rights.model import Rights, Subject
    from rolescope.tui.session import Session

K = TypeVar("K", bound=Hashable)

BOLD, NONE = Style(bold=True), Style()
MOST_MEASURED, ROOM_ENOUGH = 1000, 44
"""Names that are measured for how wide a pane should be, and the cells that are enough for any name."""
FEWEST, LEAST = 32, 34
"""Cells that the roles and users get in any case, for a sentence where there are none; those they get where they need
them."""
FRAME_ENDS = 6
"""Cells of the lower frame that are no text: corners, a line and a blank at each side."""
MOST_FILTER = 16
"""Cells of a filter's text in the frame of its pane."""
LEVEL_STYLES = ("loss", "warning", "gain")
"""From the least level to the most."""


@dataclass(frozen=True, slots=True)
class Need:
    """The cells of a pane, frame included, from the fewest that it can do with."""

    least: int
    cells: int
    """With all but names whole."""
    whole: int
    """With nothing cut."""


class Pane(RowList[K]):
    """A pane of the main screen. It draws what the session says and decides nothing.

    Component classes: ``pane--gain`` and ``pane--loss``; a change, a warning and Read only share the list's own.
    """

    AREA: ClassVar[str] = ""
    ABOUT: ClassVar[str] = NODE
    """What its rows are, for filters in a vendor's own language."""
    TITLE: ClassVar[str] = ""
    NUMBER: ClassVar[int] = 0

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane--gain", "pane--loss"}

    DEFAULT_CSS = """
    Pane {
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
        padding: 0;
        background: $background;
        &:focus { border: round $primary; border-title-color: $primary; border-subtitle-color: $primary; }
        & > .pane--gain { color: $text-success; }
        & > .pane--loss { color: $text-error; }
    }
    """

    session: Session | None = None
    symbols: Glyphs = UNICODE
    keys: Keys = Keys()
    _titles: tuple[str, str] | None = None
    _said_by: tuple[CompiledRole | None, tuple[int, ...], tuple[int, ...]] = (None, (), ())
    """The role that was drawn last, the rights it grants anywhere, and the planes of all that it says."""
    _drawn_levels: dict[object, tuple[Fragment, ...]]
    _drawn_answers: dict[tuple[str, ...], tuple[Fragment, ...]]
    queried: Collection[str] | None = None
    """The names that a filter in the vendor's language holds for; None without such a filter."""
    filter_fault: str = ""
    _words: Sequence[str] = ()
    """Those of the filter, as they are looked for."""
    is_narrowed: bool = False
    """Whether a filter or a view keeps rows from being shown; as of the last ``rebuild``."""
    COUNTS_FIELDS: ClassVar[bool] = False
    """Whether hidden fields are among what it shows or counts, when they are."""
    only_changed: bool = False
    """Whether only what is not saved yet is shown."""
    only: int | None = None
    """A plane: these nodes are shown, with the way to them, and nothing else."""
    reach: str = ""
    """Whose reach the pane is narrowed to, in words; empty when to nobody's."""

    def __init_subclass__(cls) -> None:
        if cls.AREA:
            cls.BINDINGS = [*bindings(cls.AREA)]
        super().__init_subclass__()

    def on_mount(self) -> None:
        self.retitle()

    def use(self, session: Session | None, symbols: Glyphs, keys: Keys) -> None:
        """Take another session; ``rebuild`` shows it."""
        self.session, self.symbols, self.keys = session, symbols, keys
        self.glyphs = GutterGlyphs() if symbols is UNICODE else ASCII_GUTTER
        self.set_reactive(RowList.filter_text, "")
        self.only_changed, self.only, self.reach = False, None, ""
        self._forget_drawn()

    def notify_style_update(self) -> None:
        """Forget the colours of before."""
        self._forget_drawn()
        super().notify_style_update()

    def _forget_drawn(self) -> None:
        self._lines.clear()
        self._drawn_levels, self._drawn_answers = {}, {}

    def rebuild(self) -> None:
        """Bring rows, title and drawing up to the session."""
        self.read_filter()
        self.set_rows(self.wanted_rows() if self.session else (), redraw=True)
        self.retitle()

    def wanted_rows(self) -> Sequence[K]:
        """The keys of the rows to show now."""
        return ()

    def heading(self) -> str:
        """The title of the pane, without its number."""
        return self.TITLE

    def retitle(self) -> None:
        """Set title and count; both are plain text. Textual paints the whole pane again for either."""
        titles = f"{self.NUMBER} {plain(self.heading())}", self.subheading()
        if titles != self._titles:
            self._titles = titles
            self.border_title, self.border_subtitle = Content(titles[0]), Content(titles[1])

    def subheading(self) -> str:
        """What stands at the lower right: what is marked, what the rows are narrowed to, how many there are.

        In fewer words where the pane is narrow.
        """
        if self.session is None:
            return ""
        room, dot = self.outer_size.width - FRAME_ENDS, f" {self.symbols.separator} "
        first = [*self.marked_told(), *self.narrowed_to()]
        told = [dot.join(filter(None, [*first, last])) for last in (*self.amounts(), *([""] if first else []))]
        return next((text for text in told if cell_len(text) <= room or room <= 0), plain(told[-1], room))

    def marked_told(self) -> list[str]:
        """How many rows are marked, and how many of them are not in sight."""
        if not self.marked_count:
            return []
        seen = sum(self.is_marked(key) for key in self.rows[self.visible_rows.start : self.visible_rows.stop])
        hidden = self.marked_count - seen
        return [f"{self.marked_count} marked" + (f", {hidden} out of sight" if hidden else "")]

    @on(RowList.MarksChanged)
    def another_mark(self) -> None:
        """Marks are counted in the frame."""
        self.retitle()

    def watch_cursor(self, old: int, new: int) -> None:
        """Marked rows may have come into sight, or left it."""
        super().watch_cursor(old, new)
        if self.marked_count:
            self.retitle()

    def on_resize(self) -> None:
        """Another width has room for other words."""
        self.retitle()

    def narrowed_to(self) -> list[str]:
        """Every view and filter that keeps rows from being shown, or has more of them shown and counted."""
        text = plain(self.filter_text.strip(), MOST_FILTER)
        views = (
            ("with hidden", self.COUNTS_FIELDS and self.session is not None and self.session.show_hidden),
            ("changed only", self.only_changed),
            (f"only {self.reach}", self.reach),
            (f"“{text}”", text),
        )
        return [words for words, on in views if on]

    def need(self) -> Need:
        """How wide the pane should be for what it shows."""
        return Need(0, 0, 0)

    @property
    def frame(self) -> int:
        """The cells of a line that are no row's: border, scrollbar and gutter."""
        return 3 + self.GUTTER_WIDTH

    def amounts(self) -> tuple[str, ...]:
        """How much there is, by default the number of rows; then in fewer words."""
        return (f"{self.row_count:,}",)

    def watch_filter_text(self, text: str) -> None:
        """Another filter, other rows."""
        self.rebuild()

    def read_filter(self) -> None:
        """Read the filter once for all rows: it may be one in the vendor's own language."""
        text = self.filter_text
        self.queried, self.filter_fault, self._words = None, "", text.casefold().split()
        self.is_narrowed = bool(self._words) or self.only_changed or self.only is not None
        if self.session is not None and self._words:
            try:
                self.queried = self.session.filtered(text, self.ABOUT)
            except FilterError as fault:
                self.queried, self.filter_fault = (), f"{fault} ({self.keys.first('list.clear')} clears the filter)"

    def matches(self, name: str, *texts: str) -> bool:
        """Whether the filter holds for a name, or each of its words occurs in the name or one of the texts."""
        if self.queried is not None:
            return name in self.queried
        return self._has_words((name, *texts))

    def _has_words(self, texts: Sequence[str]) -> bool:
        return all(any(word in text.casefold() for text in texts) for word in self._words)

    def no_match(self, what: str) -> str:
        """What an empty pane says."""
        if self.filter_fault:
            return self.filter_fault
        if not self.filter_text:
            return ""
        return f"no {what} matches “{self.filter_text}” ({self.keys.first('list.clear')} clears)"

    def nothing_to_show(self, where: str) -> str:
        """What the tree and its fields say where a view leaves nothing of them."""
        view, told = ("changed", "nothing changed") if self.only_changed else ("reach", "nothing in reach")
        return f"{told}{where} ({self.keys.first(f'view.{view}')} shows all)"

    def no_change(self, what: str) -> str:
        """... where only what is changed is shown, and nothing is."""
        shows = f"({self.keys.first('view.changed')} shows all)"
        return f"no {what} has unsaved edits {shows}" if self.only_changed else ""

    style = RowList.style_of
    """The style of a word as well: gain, loss, warning, inherited, head or key."""

    def added_style(self, name: str) -> Style:
        if name in ("warning", "key"):
            return self.style_of("row-list--changed") + (BOLD if name == "key" else NONE)
        if name == "inherited":
            return self.style_of("row-list--dim") + ITALIC
        if name in ("gain", "loss"):
            return self.style_of(f"pane--{name}")
        return BOLD if name == "head" else super().added_style(name)

    def role_state(self, role: str | None, node: int) -> object:
        """All that a role says about a node and what is below it, as ``row_state`` wants it."""
        compiled = self.session.compiled(role) if self.session and role else None
        if compiled is None:
            return None
        assert self.session is not None
        if self._said_by[0] is not compiled:
            said = {number: plane for number, plane in enumerate(compiled.own.planes) if plane}
            self._said_by = compiled, tuple(said), (*said.values(), compiled.explicit, compiled.closed)
        _, rights, planes = self._said_by
        return self.session.outcome.policy.gate, rights, between(planes, node, self.session.tree.end[node])

    def level_fragments(self, role: str, node: int, mixed: bool, room: int) -> tuple[Fragment, ...]:
        """The level column of a node in a role, ``room`` cells wide.

        Glyph, ``↑`` when inherited, word, and what the word does not say: closed by a parent, or mixed below.
        """
        assert self.session is not None
        compiled = self.session.compiled(role)
        if compiled is None:
            return ()
        gate = self.session.outcome.policy.gate
        held = compiled.own.names_at(node, self.session.system.rights)
        own, closed = compiled.explicit >> node & 1, compiled.closed >> node & 1
        state = held, own, gate and closed, mixed, room
        if state not in self._drawn_levels:
            self._drawn_levels[state] = self._level_drawn(*state)
        return self._drawn_levels[state]

    def _level_drawn(self, held: Rights, own: int, closed: int, mixed: bool, room: int) -> tuple[Fragment, ...]:
        assert self.session is not None
        system, symbols = self.session.system, self.symbols
        rank = rank_of(system, held)
        level = system.levels[rank]
        is_closed = bool(closed) and rank > 0
        colour = self.style(LEVEL_STYLES[min(rank, len(LEVEL_STYLES) - 1)])
        tail = f"{symbols.closed} closed" if is_closed else f"{symbols.mixed} mixed" if mixed else ""
        return (
            (f"{symbols.levels[min(rank, len(symbols.levels) - 1)]} ", colour),
            (f"{' ' if own else symbols.inherited}{level.title:<10}", colour if own else self.style("inherited")),
            (
                fit(tail if room >= LEVEL_WIDTH else tail[:1], room - 13),
                self.style("warning" if is_closed else "inherited"),
            ),
        )

    def ticked(self, role: str, node: int, room: int = 0) -> list[Fragment]:
        """How many rights a role grants at a node and below it, where there are no levels.

        Where something is granted without any right that is told: in words, as far as there is room for them.
        """
        compiled = self.session.compiled(role) if self.session else None
        if compiled is None or self.session is None:
            return []
        below = self.session.tree.subtree(node)
        count = sum((plane & below).bit_count() for plane in compiled.own.planes if plane)
        empty = self.session.system.empty_grant if not count and compiled.explicit & below else ""
        if empty:
            itself = compiled.explicit & (1 << node | below & self.session.parts)
            told = empty if itself and cell_len(empty) <= room else "0"
            return [(told, self.style("warning"))]
        shown = f"{count:,}" if count else self.symbols.nothing
        return [(shown, self.style("gain" if count else "inherited"))]

    def answer_letters(self, subject: Subject, node: int) -> tuple[Fragment, ...]:
        """A cell a kind, export and import first: ``E`` yes, ``e`` partly, ``?`` unknown, ``·`` no, blank n/a."""
        assert self.session is not None
        answer_of, kinds = self.session.outcome.answer, self.session.system.kinds
        answers = tuple([answer_of(subject, node, kind) for kind in kinds])
        if answers not in self._drawn_answers:
            drawn = [self._letter(kind[0], answer) for kind, answer in zip(kinds, answers, strict=True)]
            self._drawn_answers[answers] = tuple(drawn)
        return self._drawn_answers[answers]

    def _letter(self, letter: str, answer: str) -> Fragment:
        styles = {YES: "gain", PARTLY: "gain", UNKNOWN: "warning", NO: "loss"}
        letters = {YES: letter.upper(), PARTLY: letter, UNKNOWN: "?", NO: self.symbols.nothing, NOT_APPLICABLE: " "}
        return letters[answer], self.style(styles[answer]) if answer in styles else None


def longest(names: Iterable[str]) -> int:
    """The cells of the longest of some names, as far as looking at more of them, or giving them more room, pays."""
    return min(max((_cells(name) for name in islice(names, MOST_MEASURED)), default=0), ROOM_ENOUGH)


def _cells(name: str) -> int:
    """The cells of a name; most have one for each letter, and there are thousands of names."""
    return len(name) if name.isascii() and name.isprintable() else cell_len(plain(name))


def level_room(width: int, beside: int) -> int:
    """The cells for the level column in a row of ``width`` cells with ``beside`` cells of other columns."""
    return LEVEL_WIDTH if width >= LEVEL_WIDTH + beside else NARROW_LEVEL_WIDTH


LEVEL_WIDTH = 21
"""Cells of the level column: glyph, space, mark, word, tail."""
NARROW_LEVEL_WIDTH = 14
"""... with the tail as a glyph alone."""
