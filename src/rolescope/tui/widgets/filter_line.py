"""The line in which a pane's filter is typed."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from rolescope.tui.widgets.pane import Pane


class FilterLine(Input):
    """Filters a pane as one types; enter keeps the filter, escape clears it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "clear", "Clear filter", show=True, id="filter.clear")]
    DEFAULT_CSS = """
    FilterLine { display: none; background: $panel; padding: 0 1; }
    FilterLine.shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(placeholder="filter this pane; enter keeps it, escape clears it", compact=True)
        self.cursor_blink = False
        self._pane: Pane[Any] | None = None

    def open_for(self, pane: Pane[Any]) -> None:
        """Filter another pane."""
        self._pane = pane
        self.value = pane.filter_text
        self.add_class("shown")
        self.focus()

    @on(Input.Changed)
    def narrow(self) -> None:
        """As one types."""
        if self._pane is not None:
            self._pane.filter_text = self.value

    @on(Input.Submitted)
    def keep(self) -> None:
        """Back to the pane, with the filter on."""
        pane, self._pane = self._pane, None
        self.remove_class("shown")
        if pane is not None:
            pane.focus()

    def action_clear(self) -> None:
        """Back to the pane, without a filter."""
        if self._pane is not None:
            self._pane.filter_text = ""
        self.keep()
