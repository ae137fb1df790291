"""The line in which a pane's filter is typed."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from rolescope.tui.actions import BY_ID
from rolescope.tui.widgets.line import Line
from rolescope.tui.widgets.pane import Pane


class FilterLine(Line):
    """Filters a pane as one types; enter keeps the filter, escape clears it. It lives as long as one types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear filter", show=True, id="filter.clear"),
        *(
            Binding(key, f"screen.command_while_typing({command!r})", BY_ID[command].title, id=command)
            for key, command in (("ctrl+g", "view.find"), ("f1", "app.help"))
        ),
    ]
    DEFAULT_CSS = """
    FilterLine { background: $panel; padding: 0 1; }
    """

    def __init__(self, pane: Pane[Any]) -> None:
        super().__init__(pane.filter_text, placeholder="filter this pane; enter keeps it, escape clears it")
        self._pane, self._from = pane, pane.last_key

    def on_mount(self) -> None:
        """Ready to type."""
        self.focus()

    @on(Input.Changed)
    def narrow(self) -> None:
        """As one types."""
        self._pane.filter_text = self.value

    def on_blur(self) -> None:
        """Whoever goes elsewhere keeps the filter."""
        if self.is_attached:
            self.remove()

    @on(Input.Submitted)
    def keep(self) -> None:
        """Back to the pane, with the filter on."""
        self._pane.focus()

    def action_clear(self) -> None:
        """Back to the pane, without a filter and to the row one came from."""
        self._pane.filter_text = ""
        row = self._pane.index_of(self._from) if self._from is not None else None
        if row is not None:
            self._pane.cursor = row
        self.keep()
