"""What all panes of the main screen share: a border with title and count, the session, and how levels are drawn."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, TypeVar

from rich.cells import cell_len
from rich.style import Style
from textual.content import Content

from rolescope.rights.planes import between
from rolescope.rights.system import NO, NODE, NOT_APPLICABLE, PARTLY, UNKNOWN, YES, FilterError
from rolescope.tui.actions import bindings
from rolescope.tui.glyphs import UNICODE, Glyphs
from rolescope.tui.keymap import Keys
from rolescope.tui.text import Fragment, fit, plain
from rolescope.tui.widgets.drawn_rows import ASCII_GLYPHS, ITALIC, GutterGlyphs
from rolescope.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from rolescope.rights.model import Subject
    from rolescope.rights.system import Level
    from rolescope.tui.session import Session

K = TypeVar("K", bound=Hashable)

BOLD, NONE = Style(bold=True), Style()
MOST_MEASURED, ROOM_ENOUGH = 1000, 44
"""Names that are measured for how wide a pane should be, and the cells that are enough for any name."""
FEWEST, LEAST = 32, 36
"""Cells that the roles and users get in any case, for a sentence where there are none; those they get where they need
them."""
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
    queried: Collection[str] | None = None
    """The names that a filter in the vendor's language holds for; None without such a filter."""
    filter_fault: str = ""
    only_changed: bool = False
    """Whether only what is not saved yet is shown."""
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
        self.glyphs = GutterGlyphs() if symbols is UNICODE else ASCII_GLYPHS
        self.set_reactive(RowList.filter_text, "")
        self._lines.clear()

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
        """What stands at the lower right: what the rows are narrowed to, then how many there are."""
        return f" {self.symbols.separator} ".join([*self.narrowed_to(), self.amount()]) if self.session else ""

    def narrowed_to(self) -> list[str]:
        """Every view and filter that keeps rows from being shown."""
        text = plain(self.filter_text.strip(), MOST_FILTER)
        views = (("changed only", self.only_changed), (f"only {self.reach}", self.reach), (f"“{text}”", text))
        return [words for words, on in views if on]

    def need(self) -> Need:
        """How wide the pane should be for what it shows."""
        return Need(0, 0, 0)

    @property
    def frame(self) -> int:
        """The cells of a line that are no row's: border, scrollbar and gutter."""
        return 3 + self.GUTTER_WIDTH

    def amount(self) -> str:
        """How much there is: by default the number of rows."""
        return f"{self.row_count:,}"

    def watch_filter_text(self, text: str) -> None:
        """Another filter, other rows."""
        self.rebuild()

    def read_filter(self) -> None:
        """Read the filter once for all rows: it may be one in the vendor's own language."""
        self.queried, self.filter_fault = None, ""
        if self.session is not None and self.filter_text.strip():
            try:
                self.queried = self.session.filtered(self.filter_text, self.ABOUT)
            except FilterError as fault:
                self.queried, self.filter_fault = (), f"{fault} ({self.keys.first('list.clear')} clears the filter)"

    def matches(self, name: str, *texts: str) -> bool:
        """Whether the filter holds for a name, or each of its words occurs in the name or one of the texts."""
        if self.queried is not None:
            return name in self.queried
        return self._has_words((name, *texts))

    def _has_words(self, texts: Sequence[str]) -> bool:
        words = self.filter_text.casefold().split()
        return all(any(word in text.casefold() for text in texts) for word in words)

    def no_match(self, what: str) -> str:
        """What an empty pane says."""
        if self.filter_fault:
            return self.filter_fault
        if not self.filter_text:
            return ""
        return f"no {what} matches “{self.filter_text}” ({self.keys.first('list.clear')} clears)"

    def style(self, name: str) -> Style:
        """The style of a word: gain, loss, warning, inherited, head or key."""
        if name in ("warning", "key"):
            return self.style_of("row-list--changed") + (BOLD if name == "key" else NONE)
        if name == "inherited":
            return self.style_of("row-list--dim") + ITALIC
        return BOLD if name == "head" else self.style_of(f"pane--{name}")

    def role_state(self, role: str | None, node: int) -> object:
        """All that a role says about a node and what is below it, as ``row_state`` wants it."""
        compiled = self.session.compiled(role) if self.session and role else None
        if compiled is None:
            return None
        assert self.session is not None
        planes = {number: plane for number, plane in enumerate(compiled.own.planes) if plane}
        inside = between((*planes.values(), compiled.explicit, compiled.closed), node, self.session.tree.end[node])
        return self.session.outcome.policy.gate, tuple(planes), inside

    def level_fragments(self, role: str, node: int, mixed: bool, room: int) -> list[Fragment]:
        """The level column of a node in a role, ``room`` cells wide.

        Glyph, ``↑`` when inherited, word, and what the word does not say: closed by a parent, or mixed below.
        """
        assert self.session is not None
        compiled = self.session.compiled(role)
        if compiled is None:
            return []
        system, symbols = self.session.system, self.symbols
        held = frozenset(system.rights[number] for number in compiled.own.at(node))
        level, rank = _level(system.levels, held)
        own = bool(compiled.explicit >> node & 1)
        closed = self.session.outcome.policy.gate and bool(compiled.closed >> node & 1) and rank > 0
        colour = self.style(LEVEL_STYLES[min(rank, len(LEVEL_STYLES) - 1)])
        tail = f"{symbols.closed} closed" if closed else f"{symbols.mixed} mixed" if mixed else ""
        return [
            (f"{symbols.levels[min(rank, len(symbols.levels) - 1)]} ", colour),
            (f"{' ' if own else symbols.inherited}{level.title:<10}", colour if own else self.style("inherited")),
            (
                fit(tail if room >= LEVEL_WIDTH else tail[:1], room - 13),
                self.style("warning" if closed else "inherited"),
            ),
        ]

    def ticked(self, role: str, node: int, room: int) -> list[Fragment]:
        """How many rights a role grants at a node and below it, where there are no levels."""
        compiled = self.session.compiled(role) if self.session else None
        if compiled is None or self.session is None:
            return []
        below = self.session.tree.subtree(node)
        count = sum((plane & below).bit_count() for plane in compiled.own.planes if plane)
        shown = f"{count:,}" if count else self.symbols.nothing
        return [(shown.rjust(room), self.style("gain" if count else "inherited"))]

    def answer_letters(self, subject: Subject, node: int) -> list[Fragment]:
        """A cell a kind, export and import first: ``E`` yes, ``e`` partly, ``?`` unknown, ``·`` no, blank n/a."""
        assert self.session is not None
        styles = {YES: "gain", PARTLY: "gain", UNKNOWN: "warning", NO: "loss"}
        drawn: list[Fragment] = []
        for kind in self.session.system.kinds:
            letter, nothing = kind[0], self.symbols.nothing
            answer = self.session.outcome.answer(subject, node, kind)
            letters = {YES: letter.upper(), PARTLY: letter, UNKNOWN: "?", NO: nothing, NOT_APPLICABLE: " "}
            drawn.append((letters[answer], self.style(styles[answer]) if answer in styles else None))
        return drawn


def longest(names: Iterable[str]) -> int:
    """The cells of the longest of some names, as far as looking at more of them, or giving them more room, pays."""
    return min(max((cell_len(plain(name)) for name in islice(names, MOST_MEASURED)), default=0), ROOM_ENOUGH)


def signed(gained: int, lost: int, minus: str) -> str:
    """``+2 −36``, only what there is; ``0`` for neither."""
    parts = [f"+{gained:,}"] if gained else []
    parts += [f"{minus}{lost:,}"] if lost else []
    return " ".join(parts) or "0"


def level_room(width: int, beside: int) -> int:
    """The cells for the level column in a row of ``width`` cells with ``beside`` cells of other columns."""
    return LEVEL_WIDTH if width >= LEVEL_WIDTH + beside else NARROW_LEVEL_WIDTH


LEVEL_WIDTH = 21
"""Cells of the level column: glyph, space, mark, word, tail."""
NARROW_LEVEL_WIDTH = 14
"""... with the tail as a glyph alone."""


def _level(levels: tuple[Level, ...], held: frozenset[str]) -> tuple[Level, int]:
    covered = [rank for rank, level in enumerate(levels) if level.rights <= held]
    return levels[covered[-1]], covered[-1]
