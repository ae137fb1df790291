"""The line in which a pane's filter is typed."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from rolescope.tui.widgets.line import Line
from rolescope.tui.widgets.pane import Pane


class FilterLine(Line):
    """Filters a pane as one types; enter keeps the filter, escape clears it. It lives as long as one types."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "clear", "Clear filter", show=True, id="filter.clear")]
    DEFAULT_CSS = """
    FilterLine { background: $panel; padding: 0 1; }
    """

    def __init__(self, pane: Pane[Any]) -> None:
        super().__init__(pane.filter_text, placeholder="filter this pane; enter keeps it, escape clears it")
        self._pane = pane

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
        """Back to the pane, without a filter."""
        self._pane.filter_text = ""
        self.keep()
