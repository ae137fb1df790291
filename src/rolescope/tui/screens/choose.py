"""Choosing one of many: nodes of the whole tree, fixes, scopes, tenants. A filter line above a list."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.text import Fragment, fit, plain
from rolescope.tui.widgets.line import Line
from rolescope.tui.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: ``text`` is what the filter looks at."""

    key: Hashable
    text: str
    beside: str = ""


class ChoiceList(RowList[Choice]):
    """The choices that match."""

    def render_row(self, key: Choice, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        room = max(width // 3, width - cell_len(plain(key.text)) - 2)
        beside = fit(key.beside, min(cell_len(plain(key.beside)), room), "right")
        space = width - cell_len(beside) - 2
        return [(fit(key.text, space), None), ("  ", None), (beside, self.style_of("row-list--dim"))]


class Choose(Dialog[Hashable]):
    """Type to narrow, enter to choose. ``search`` gives the choices for a text, best first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
        Binding("enter", "choose", "Choose", priority=True),
    ]
    DEFAULT_CSS = """
    Choose {
        Input { background: $panel; padding: 0 1; }
        ChoiceList { height: 18; margin-top: 1; background: transparent; }
    }
    """
    KEYS = "type to narrow · enter choose · escape close"

    def __init__(
        self,
        title: str,
        search: Callable[[str], Sequence[Choice]],
        placeholder: str = "",
        wide: bool = False,
    ) -> None:
        super().__init__(title)
        self._search, self._placeholder, self._wide = search, placeholder, wide

    def compose(self) -> ComposeResult:
        """The filter line and the list."""
        with self.box("wide" if self._wide else ""):
            yield Line(placeholder=self._placeholder)
            yield ChoiceList()

    def on_mount(self) -> None:
        """Everything, to begin with."""
        self._list.empty_text = "nothing matches"
        self._list.can_focus = False
        self._list.set_rows(self._search(""))

    @property
    def _list(self) -> ChoiceList:
        return self.query_one(ChoiceList)

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Other text, other choices."""
        self._list.set_rows(self._search(event.value), keep_cursor=False)

    def action_move(self, rows: int) -> None:
        """Move the cursor of the list from the filter line."""
        self._list.cursor += rows

    def action_choose(self) -> None:
        """Take the row under the cursor."""
        if self._list.cursor_key is not None:
            self.dismiss(self._list.cursor_key.key)

    @on(RowList.Activated)
    def take(self, event: RowList.Activated[Choice]) -> None:
        """A click on the chosen row takes it."""
        self.dismiss(event.key.key)


def among(choices: Sequence[Choice]) -> Callable[[str], Sequence[Choice]]:
    """A search in a short list: every word has to occur."""

    def search(text: str) -> Sequence[Choice]:
        words = text.casefold().split()
        return [c for c in choices if all(word in f"{c.text} {c.beside}".casefold() for word in words)]

    return search
