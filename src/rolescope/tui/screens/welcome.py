"""The first start: the demo, a new workspace, or a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from rolescope.tui.keymap import CLOSE
from rolescope.tui.screens.choose import Choice, ChoiceList
from rolescope.tui.screens.dialog import TextView
from rolescope.tui.text import TextLine, plain
from rolescope.tui.widgets.bars import KeyBar
from rolescope.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from rolescope.tui.app import RolescopeApp


class Welcome(Screen[str | None]):
    """Gives ``"demo"``, ``"new"`` or ``"open"``; nothing where one goes back to what is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", priority=True),
        Binding("escape", "close", "Back", priority=True, id="modal.close"),
        Binding("q", "app.leave", "Quit"),
        Binding("question_mark,f1", "help", "Help", id="app.help"),
    ]

    DEFAULT_CSS = """
    Welcome {
        align: center middle;
        & > Static { width: 72; max-width: 96%; height: auto; }
        & > .welcome--title { color: $primary; text-style: bold; }
        & > .welcome--error { color: $text-error; }
        & > ChoiceList { width: 72; max-width: 96%; height: 4; margin-top: 1; }
        & > KeyBar { dock: bottom; }
    }
    """
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("demo", "The demo workspace", "a company of each system, ready to explore"),
        Choice("new", "A new workspace", "a file of your own"),
        Choice("open", "Open a workspace", "a file that exists"),
    )

    def __init__(self, message: str = "", can_close: bool = False) -> None:
        super().__init__()
        self.message, self.can_close = message, can_close

    def compose(self) -> ComposeResult:
        """What this is, and the three ways on."""
        yield Static("rolescope", classes="welcome--title", markup=False)
        yield Static(
            "See what every API user can really import and export, why, and what an edit would change, before saving.",
            markup=False,
        )
        if self.message:
            yield Static(plain(self.message), classes="welcome--error", markup=False)
        yield ChoiceList()
        yield KeyBar()

    def on_mount(self) -> None:
        """The demo is the first choice."""
        self.query_one(ChoiceList).set_rows(tuple(self.CHOICES))
        self.query_one(ChoiceList).focus()

    def on_screen_resume(self) -> None:
        """Without room for it, it is covered."""
        cast("RolescopeApp", self.app).cover_if_too_small(self.app.size)

    def action_help(self) -> None:
        """What the choices are, and the keys."""
        self.app.push_screen(TextView("Help", list(self._help())))

    def _help(self) -> Iterator[TextLine]:
        yield "A workspace is one file with any number of companies in it, and their history.", ""
        yield "", ""
        yield from ((f"{choice.text:<22} {choice.beside}", "") for choice in self.CHOICES)
        yield "", ""
        keys = cast("RolescopeApp", self.app).keys
        moves = f"{keys.first('list.up')} {keys.first('list.down')}"
        back = [(keys.first(CLOSE), "back to the workspace that is open")] if self.can_close else []
        for key, told in ((moves, "move"), ("enter", "choose"), *back, ("q", "quit")):
            yield f"{key:<22} {told}", ""

    def action_choose(self) -> None:
        """Take the row under the cursor."""
        chosen = self.query_one(ChoiceList).cursor_key
        if chosen is not None:
            self.dismiss(str(chosen.key))

    def on_row_list_activated(self, event: RowList.Activated[Choice]) -> None:
        """Chosen."""
        self.dismiss(str(event.key.key))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to go back to at the first start."""
        return self.can_close if action == "close" else super().check_action(action, parameters)

    def action_close(self) -> None:
        """Back to the workspace that is open."""
        self.dismiss(None)
