"""Review: the unsaved edits as sentences, their exact impact, then a reason, then saving."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from rolescope.tui.glyphs import Glyphs
from rolescope.tui.lines import Lines, begun
from rolescope.tui.pages.review import review_lines
from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.session import Session
from rolescope.tui.text import plain
from rolescope.tui.widgets.line import Line
from rolescope.tui.widgets.text_rows import TextRows


class Review(Dialog[str]):
    """Gives the reason to save with, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("pagedown", "scroll(10)", show=False, priority=True),
        Binding("pageup", "scroll(-10)", show=False, priority=True),
        Binding("down", "scroll(1)", show=False, priority=True),
        Binding("up", "scroll(-1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Review {
        TextRows { height: 1fr; }
        Input { background: $panel; padding: 0 1; }
        .review--reason { height: 1; color: $text-muted; margin-top: 1; }
    }
    """
    KEYS = "enter or ctrl+s save · {up} {down} scroll · {close} back"

    def __init__(self, session: Session, symbols: Glyphs, reason: str = "") -> None:
        """``reason`` is what was typed before, if anything."""
        super().__init__("Review and save")
        self.session, self.symbols, self._typed = session, symbols, reason
        self._news = ""
        self._is_due = False

    @property
    def reason(self) -> str:
        """What stands in the line for the reason."""
        return next((line.value.strip() for line in self.query(Input)), self._typed)

    def leave(self) -> None:
        """Close it, now or as soon as nothing lies over it."""
        if self.is_active:
            self.dismiss(None)
        else:
            self._is_due = True

    def on_screen_resume(self) -> None:
        """What lay over it is gone."""
        if self._is_due:
            self.dismiss(None)

    def renew(self, news: str) -> None:
        """Show the review of what the draft does now, after some news, also before it is on show."""
        self._news = news
        for rows in self.query(TextRows):
            rows.show(*begun(self._lines()))

    def compose(self) -> ComposeResult:
        """What is to be saved, and the line for the reason."""
        with self.box("tall wide"):
            yield TextRows(*begun(self._lines()))
            yield Static("Why? The reason stands in the history.", classes="review--reason", markup=False)
            yield Line(self._typed, placeholder="reason")
            yield Static("", classes="dialog--error", markup=False)

    def on_mount(self) -> None:
        """The reason is what is asked for."""
        self.query_one(Input).focus()

    def _lines(self) -> Lines:
        if self._news:
            yield f"{self.symbols.flagged} {self._news}", "warning"
            yield "", ""
        yield from review_lines(self.session, self.symbols)

    def action_scroll(self, rows: int) -> None:
        """Scroll the text from the reason's line."""
        self.query_one(TextRows).cursor += rows

    def on_input_changed(self) -> None:
        """What was missing is on its way."""
        self.query_one(".dialog--error", Static).remove_class("shown")

    def on_input_submitted(self) -> None:
        """Enter saves."""
        self.action_save()

    def action_save(self) -> None:
        """Save, if there is a reason."""
        reason = self.reason
        error = self.query_one(".dialog--error", Static)
        error.set_class(not reason, "shown")
        if reason:
            self.dismiss(reason)
        else:
            error.update(plain("A revision needs a reason: say in a few words what it is for."))
            self.query_one(Input).focus()
