"""The single lines around the panes: what is open and unsaved above, keys below, tabs where panes do not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip

from rolescope.tui.text import plain, to_strip
from rolescope.tui.widgets.styling import Styled

Part = tuple[str, str]
"""A text and the name of a component class's part, or nothing."""

ALWAYS = frozenset({"app.help", "edit.save", "modal.close"})
"""Commands that the footer names however narrow it is."""


class Bar(Styled):
    """One line of parts, drawn as plain text and cut at the width."""

    DEFAULT_CSS = """
    Bar {
        height: 1;
        background: $panel;
        color: $foreground;
    }
    """

    _drawn: list[Part] | None = None

    def parts(self, width: int) -> Iterable[Part]:
        """What to draw in ``width`` cells."""
        return ()

    def bring_up_to_date(self) -> None:
        """Paint the line again if it says something else by now."""
        if self.display and list(self.parts(self.size.width)) != self._drawn:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        self._drawn = list(self.parts(width))
        drawn = [(text, self.style_of(f"bar--{name}") if name else None) for text, name in self._drawn]
        return to_strip(drawn, self.style_of(""), width)


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
        self.bring_up_to_date()

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
        self.bring_up_to_date()

    def parts(self, width: int) -> Iterable[Part]:
        """The answer, cut at the width."""
        return [(" ", ""), (plain(self.text, width - 2), "")]


class KeyBar(Bar):
    """The keys that work where the focus is: as many as fit, and always the way to the help."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--key"}
    DEFAULT_CSS = """
    KeyBar > .bar--key { color: $accent; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._bound: list[tuple[str, Binding]] | None = None
        self.offers: Callable[[str | None], bool] = lambda command: True
        """Whether a command would do something now, by its id."""
        self.title_of: Callable[[str, str], str] = lambda command, title: title
        """What a command is called here, by its id and the name in the registry."""

    def parts(self, width: int) -> Iterable[Part]:
        """Only what would do something now, in the order of the registry; help and save never fall off."""
        offered = [
            (key, self.title_of(binding.id or "", binding.description), binding.id in ALWAYS)
            for key, binding in self._shown_bindings()
            if self.offers(binding.id)
        ]
        room = width - sum(_size(key, title) for key, title, always in offered if always)
        shown, last = list[Part](), list[Part]()
        for key, title, always in offered:
            parts = [(key, "key"), (f" {title}  ", "")]
            if always:
                last += parts
            elif _size(key, title) < room:
                room -= _size(key, title)
                shown += parts
        return [(" ", ""), *shown, *last]

    def on_mount(self) -> None:
        """Other focus, other keys."""
        self.screen.bindings_updated_signal.subscribe(self, lambda screen: self._rebound())

    def _rebound(self) -> None:
        self._bound = None
        self.bring_up_to_date()

    def _is_typed(self, key: str) -> bool:
        """Whether the key is a character for the line that is being typed in; Textual knows all but the slash."""
        focused = self.screen.focused
        return key == "slash" and focused is not None and focused.check_consume_key(key, "/")

    def _shown_bindings(self) -> list[tuple[str, Binding]]:
        """The bindings for the footer where the focus is, each with its key as people write it."""
        if self._bound is None:
            found: dict[str, tuple[str, Binding]] = {}
            for active in self.screen.active_bindings.values():
                binding = active.binding
                if binding.show and active.enabled and not self._is_typed(binding.key):
                    found.setdefault(binding.action, (self.app.get_key_display(binding), binding))
            self._bound = list(found.values())
        return self._bound


def _size(key: str, title: str) -> int:
    return len(key) + len(title) + 3


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
        self.bring_up_to_date()

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
