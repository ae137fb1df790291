"""Choosing one of many: nodes of the whole tree, fixes, scopes, tenants. A filter line above a list."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, ClassVar, TypeVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.text import Fragment, fit, plain
from rolescope.tui.widgets.line import Line
from rolescope.tui.widgets.row_list import RowList

T = TypeVar("T")

MOVES = {"down": 1, "up": -1, "pagedown": 10, "pageup": -10, "home": -sys.maxsize, "end": sys.maxsize}
"""Keys that move the cursor of the list, by how many rows; in the line ctrl+a and ctrl+e go to its ends."""
MOST_ROWS = 18
"""Rows of a list that is chosen from."""
MOST_DETAIL, MOST_MEASURED = 6, 100
"""Lines for the row under the cursor, and how many rows are measured for how many it takes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, or without a key the heading of those that follow; the filter looks at all of its texts."""

    key: Hashable
    text: str
    beside: str = ""
    more: str = ""
    """Said below the list, where the row has no room for it."""


class ChoiceList(RowList[Choice]):
    """The choices that match; the cursor passes over headings."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--heading"}
    DEFAULT_CSS = """
    ChoiceList > .choice--heading { color: $primary; text-style: bold; }
    """

    def validate_cursor(self, row: int) -> int:
        """The nearest row that can be chosen, on the way that the cursor goes."""
        row = super().validate_cursor(row)
        way = 1 if row >= self.cursor else -1
        ahead = range(row, self.row_count if way > 0 else -1, way)
        behind = range(row, -1 if way > 0 else self.row_count, -way)
        return next((place for place in (*ahead, *behind) if self._rows and self._rows[place].key is not None), row)

    def render_row(self, key: Choice, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        if key.key is None:
            return [(fit(key.text, width), self.style_of("choice--heading"))]
        room = max(width // 3, width - cell_len(plain(key.text)) - 2)
        beside = fit(key.beside, min(cell_len(plain(key.beside)), room), "right")
        space = width - cell_len(beside) - 2
        return [(fit(key.text, space), None), ("  ", None), (beside, self.style_of("row-list--dim"))]


class Narrowing(Dialog[T]):
    """Type to narrow a list; below it stands in full what the row under the cursor has no room for."""

    DEFAULT_CSS = """
    Narrowing {
        Input { background: $panel; padding: 0 1; }
        RowList { height: 18; margin-top: 1; background: transparent; }
        .choose--detail { height: 1; margin: 1 1 0 3; color: $text-muted; }
    }
    """
    LEAST_DETAIL: ClassVar[int] = 1
    OWN_KEYS: ClassVar[tuple[str, ...]] = ()
    """Keys that are not typed but given to ``pressed``, after all that was typed before them."""

    def __init__(
        self, title: str, rows: RowList[Any], placeholder: str = "", wide: bool = False, typed: str = ""
    ) -> None:
        """``typed`` is what it begins with."""
        super().__init__(title)
        self._list, self._wide = rows, wide
        self._line = Line(typed, placeholder=placeholder, leaves=(*MOVES, *self.OWN_KEYS))
        self._detail = Static("", classes="choose--detail", markup=False)
        self.has_moved = False
        """Whether the cursor was moved since something was typed."""

    def search(self, text: str) -> Sequence[Any]:
        """The keys of the rows for a text, best first."""
        raise NotImplementedError

    def first(self) -> int:
        """The row that the cursor stands on to begin with."""
        return 0

    def detail(self, key: Any) -> Iterable[str]:
        """All there is to say of a row, in lines of any length."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The filter line, the list and the place for the whole row."""
        with self.box("wide" if self._wide else ""):
            yield self._line
            yield self._list
            yield self._detail

    def on_mount(self) -> None:
        """Everything, to begin with."""
        self._list.empty_text = "nothing matches"
        self._list.can_focus = False
        self._list.set_rows(self.search(""))
        self._fit()
        if self._line.value:
            self._list.set_rows(self.search(self._line.value), keep_cursor=False)
        self._list.cursor = self.first()

    def on_resize(self) -> None:
        """Another terminal, another share for the list."""
        self._fit()

    def _fit(self) -> None:
        """The list as high as it needs, within what the longest detail leaves: nothing moves while one types."""
        width, height = self.app.size.width * 96 // 100, self.app.size.height * 94 // 100
        room = max(12, (width if self._wide else min(width, 76)) - 8)
        seen = [self.detail(key) for key in self._list.rows[:MOST_MEASURED]]
        lines = [sum(len(wrap(plain(line), room)) or 1 for line in told) for told in seen]
        detail = min(MOST_DETAIL, max([*lines, self.LEAST_DETAIL]))
        self._detail.styles.height = detail
        self._list.styles.height = max(3, min(MOST_ROWS, self._list.row_count, height - detail - 5))

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Other text, other choices."""
        self.has_moved = False
        self._list.set_rows(self.search(event.value), keep_cursor=False)
        self.tell_keys()

    @on(RowList.Highlighted)
    def show_detail(self) -> None:
        """Another row, or none."""
        key = self._list.cursor_key
        self._detail.update("\n".join(plain(line) for line in self.detail(key)) if key is not None else "")
        self.tell_keys()

    @on(Line.Left)
    def take_key(self, event: Line.Left) -> None:
        """Move the cursor of the list, or do what the key is for."""
        if event.key in MOVES:
            self.has_moved = True
            self._list.cursor += MOVES[event.key]
            self.tell_keys()
        else:
            self.pressed(event.key)

    def pressed(self, key: str) -> None:
        """One of the dialog's own keys was pressed."""


class Choose(Narrowing[Hashable]):
    """Type to narrow, enter to choose. ``search`` gives the choices for a text, best first."""

    KEYS = "type to narrow · enter choose · {close} close"

    def __init__(
        self,
        title: str,
        search: Callable[[str], Sequence[Choice]],
        placeholder: str = "",
        wide: bool = False,
        here: Hashable = None,
        typed: str = "",
    ) -> None:
        super().__init__(title, ChoiceList(), placeholder, wide, typed)
        self._search, self._here = search, here

    def first(self) -> int:
        return next((row for row, choice in enumerate(self._list.rows) if choice.key == self._here), 0)

    def search(self, text: str) -> Sequence[Choice]:
        return self._search(text)

    def detail(self, key: Choice) -> Iterable[str]:
        return filter(None, (key.text.strip(), key.beside, key.more))

    @on(Input.Submitted)
    def action_choose(self) -> None:
        """Take the row under the cursor."""
        if self._list.cursor_key is not None and self._list.cursor_key.key is not None:
            self.dismiss(self._list.cursor_key.key)

    @on(RowList.Activated)
    def take(self, event: RowList.Activated[Choice]) -> None:
        """A click on the chosen row takes it."""
        self.dismiss(event.key.key)


def among(choices: Sequence[Choice]) -> Callable[[str], Sequence[Choice]]:
    """A search in a short list: every word has to occur. A heading stays above what is left of its rows."""

    def search(text: str) -> Sequence[Choice]:
        words, found, heading = text.casefold().split(), list[Choice](), None
        for choice in choices:
            told = f"{choice.text} {choice.beside} {choice.more}".casefold()
            if choice.key is None:
                heading = choice
            elif all(word in told for word in words):
                found += [choice] if heading is None else [heading, choice]
                heading = None
        return found

    return search
