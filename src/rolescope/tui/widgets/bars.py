"""The single lines around the panes: what is open and unsaved above, keys below, tabs where panes do not fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from rolescope.tui.text import plain, to_strip
from rolescope.tui.widgets.styling import added_style

Part = tuple[str, str]
"""A text and the name of a component class's part, or nothing."""


class Bar(Widget):
    """One line of parts, drawn as plain text and cut at the width."""

    DEFAULT_CSS = """
    Bar {
        height: 1;
        background: $panel;
        color: $foreground;
    }
    """

    def parts(self, width: int) -> Iterable[Part]:
        """What to draw in ``width`` cells."""
        return ()

    def render_line(self, y: int) -> Strip:
        """The line."""
        base = self.rich_style
        drawn = [
            (text, added_style(self, f"bar--{name}") if name else None) for text, name in self.parts(self.size.width)
        ]
        return to_strip(drawn, base, self.size.width)


class StatusBar(Bar):
    """What is open, the role being edited, and how much is unsaved with what it changes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"bar--{part}" for part in ("brand", "dim", "loud", "gain", "loss")}
    DEFAULT_CSS = """
    StatusBar {
        & > .bar--brand { color: $primary; text-style: bold; }
        & > .bar--dim { color: $text-muted; }
        & > .bar--loud { color: $text-warning; text-style: bold; }
        & > .bar--gain { color: $text-success; text-style: bold; }
        & > .bar--loss { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.left: list[Part] = [("rolescope", "brand")]
        self.right: list[Part] = []

    def show(self, left: list[Part], right: list[Part]) -> None:
        """Show other parts."""
        self.left, self.right = left, right
        self.refresh()

    def parts(self, width: int) -> Iterable[Part]:
        """The right side is kept whole, the left one is cut."""
        right = [(plain(text), name) for text, name in self.right]
        room = width - sum(cell_len(text) for text, _ in right) - 2
        shown: list[Part] = [(" ", "")]
        for text, name in self.left:
            text = plain(text, max(0, room - 1))
            room -= cell_len(text)
            shown.append((text, name))
        return [*shown, (" " * max(1, room - 1), ""), *right, (" ", "")]


class AnswerBar(Bar):
    """The answer of Why in one line, where its pane is not in sight."""

    DEFAULT_CSS = """
    AnswerBar { display: none; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def show(self, text: str) -> None:
        """Show another answer."""
        self.text = text
        self.refresh()

    def parts(self, width: int) -> Iterable[Part]:
        """The answer, cut at the width."""
        return [(" ", ""), (plain(self.text, width - 2), "")]


class KeyBar(Bar):
    """The keys that work where the focus is: as many as fit, and always the way to the help."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--key"}
    DEFAULT_CSS = """
    KeyBar > .bar--key { color: $accent; text-style: bold; }
    """

    def parts(self, width: int) -> Iterable[Part]:
        """Only what would do something now, in the order of the registry; help and save never fall off."""
        shown, last, used = list[Part](), list[Part](), 0
        for key, title, always in self._keys():
            size = len(key) + len(title) + 3
            if always:
                last += [(key, "key"), (f" {title}  ", "")]
                used += size
        for key, title, always in self._keys():
            size = len(key) + len(title) + 3
            if not always and used + size < width:
                shown += [(key, "key"), (f" {title}  ", "")]
                used += size
        return [(" ", ""), *shown, *last]

    def on_mount(self) -> None:
        """Other focus, other keys."""
        self.screen.bindings_updated_signal.subscribe(self, lambda screen: self.refresh())

    def _keys(self) -> Iterable[tuple[str, str, bool]]:
        seen = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            offers = getattr(self.screen, "offers", None)
            would_do = active.enabled and (offers is None or offers(binding.id))
            if binding.show and would_do and binding.action not in seen:
                seen.add(binding.action)
                always = binding.id in ("app.help", "edit.save", "modal.close")
                yield self.app.get_key_display(binding), binding.description, always


class TabBar(Bar):
    """The panes as tabs, where only one fits."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--dim", "bar--on"}
    DEFAULT_CSS = """
    TabBar {
        display: none;
        & > .bar--dim { color: $text-muted; }
        & > .bar--on { text-style: bold reverse; }
    }
    """

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            self.pane = pane
            super().__init__()

    def __init__(self, panes: tuple[tuple[str, str], ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.panes = panes
        self.current = ""

    def show(self, current: str) -> None:
        """Mark another tab."""
        self.current = current
        self.refresh()

    def parts(self, width: int) -> Iterable[Part]:
        """Number and name; the current one in brackets too, for terminals without reverse."""
        for number, (pane, title) in enumerate(self.panes, 1):
            text = f"{number} {title}"
            yield (f"[{text}]", "on") if pane == self.current else (f" {text} ", "dim")

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the pointer."""
        x = 0
        for number, (pane, title) in enumerate(self.panes, 1):
            x += len(f"{number} {title}") + 2
            if event.x < x:
                self.post_message(self.Chosen(pane))
                return


__all__ = ["Bar", "KeyBar", "StatusBar", "TabBar"]
