"""The single lines around the panes: what is open and unsaved above, keys below, tabs where panes do not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip

from rolescope.tui.actions import BY_ID
from rolescope.tui.text import plain, to_strip
from rolescope.tui.widgets.styling import Styled

Part = tuple[str, str]
"""A text and the name of a component class's part, or nothing."""
Named = tuple[str, str, str]
"""A command's id, its key and what it is called."""

ALWAYS = frozenset({"app.help", "edit.save", "modal.close"})
"""Commands that the footer names however narrow it is."""
SHORT = {"grant.read": "Read", "edit.save": "Save", "user.credential": "Credential", "user.new": "New"}
"""What commands are called where there is no room for more."""
FIRST_TO_GO = ("grant.cycle", "people.groups", "user.credential", "grant.inherit", "edit.redo")
"""Commands that the footer leaves out before others."""


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
    """What is open, the role being edited, and how much is unsaved with what it changes. A click opens the palette."""

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

    def __init__(self) -> None:
        super().__init__()
        self.left: list[Part] = [("rolescope", "brand")]
        self.right: list[Part] = []

    def show(self, left: list[Part], right: list[Part]) -> None:
        """Show other parts."""
        self.left, self.right = left, right
        self.bring_up_to_date()

    def on_click(self) -> None:
        """Everything there is to do, for who has only a mouse at hand."""
        self.app.action_command_palette()

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
        """Key and name of each command."""
        named = ((key, f" {title}  ") for _, key, title in self._shown(width))
        return [(" ", ""), *(part for key, title in named for part in ((key, "key"), (title, "")))]

    def _shown(self, width: int) -> list[Named]:
        """Only what would do something now, in the order of the registry; help and save never fall off."""
        offered = [
            (binding.id or "", key, self.title_of(binding.id or "", binding.description))
            for key, binding in self._shown_bindings()
            if self.offers(binding.id)
        ]
        return sorted(_fitted(offered, width - 1), key=lambda named: named[0] in ALWAYS)

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        end = 1
        for command, key, title in self._shown(self.size.width):
            end += cell_len(key) + cell_len(title) + 3
            if event.x < end:
                binding = next(
                    bound for shown, bound in self._shown_bindings() if (bound.id or "", shown) == (command, key)
                )
                self.app.call_later(self.app.simulate_key, binding.key)
                return

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


def _fitted(offered: Sequence[Named], width: int) -> list[Named]:
    """The commands with their names as far as they fit: shorter names first, then without what is least missed."""
    if _size(offered) > width:
        # What a system calls by a name of its own keeps that.
        offered = [
            (command, key, SHORT[command] if command in SHORT and BY_ID[command].title == title else title)
            for command, key, title in offered
        ]
    for left_out in FIRST_TO_GO:
        if _size(offered) > width:
            offered = [each for each in offered if each[0] != left_out]
    room = width - _size([each for each in offered if each[0] in ALWAYS])
    kept: list[Named] = []
    for each in offered:
        if each[0] not in ALWAYS:
            if _size([each]) > room:
                continue
            room -= _size([each])
        kept.append(each)
    return kept


def _size(commands: Sequence[Named]) -> int:
    return sum(cell_len(key) + cell_len(title) + 3 for _, key, title in commands)


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

    def __init__(self, panes: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.panes = panes
        self.current = ""

    def show(self, current: str) -> None:
        """Mark another tab."""
        self.current = current
        self.bring_up_to_date()

    def parts(self, width: int) -> Iterable[Part]:
        """Number and name; the current one in brackets too, for terminals without reverse."""
        for pane, text in self._texts(width):
            yield text, "on" if pane == self.current else "dim"

    def _texts(self, width: int) -> list[tuple[str, str]]:
        """The tabs: where there is no room for all of them they close up, and the longest names of others are cut."""
        rooms = [cell_len(title) for _, title in self.panes]
        others = [place for place, (pane, _) in enumerate(self.panes) if pane != self.current]
        texts = self._drawn_tabs(rooms, " ")
        while sum(map(cell_len, texts)) > width and any(rooms[place] for place in others):
            texts = self._drawn_tabs(rooms, "")
            longest = max(others, key=lambda place: rooms[place])
            rooms[longest] -= 1
        return [(pane, text) for (pane, _), text in zip(self.panes, texts, strict=True)]

    def _drawn_tabs(self, rooms: Sequence[int], before: str) -> list[str]:
        named = zip(self.panes, rooms, strict=True)
        titles = [f"{number} {plain(title, room)}" for number, ((_, title), room) in enumerate(named, 1)]
        return [
            f"[{title}]" if pane == self.current else f"{before}{title} "
            for (pane, _), title in zip(self.panes, titles, strict=True)
        ]

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the pointer."""
        x = 0
        for pane, text in self._texts(self.size.width):
            x += cell_len(text)
            if event.x < x:
                self.post_message(self.Chosen(pane))
                return
