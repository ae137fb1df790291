"""A line to type in. What would steer the terminal, pasted or from a file, is drawn as a sign in its place."""

from __future__ import annotations

from collections.abc import Collection

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Input

from rolescope.tui.text import sign_by_sign


class Line(Input):
    """An input of one line without a frame. Its value stays what was typed."""

    DEFAULT_CSS = """
    Line {
        &:ansi > .input--selection, &:ansi > .input--cursor { text-style: reverse; }
        &:nocolor > .input--selection, &:nocolor > .input--cursor { text-style: reverse; }
    }
    """

    class Left(Message):
        """A key that the line leaves to its owner; it comes after all that was typed before it."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        leaves: Collection[str] = (),
        id: str | None = None,
        classes: str = "",
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            highlighter=_Visible(),
            select_on_focus=False,  # or the first letter typed would replace all that stands there
            compact=True,
            id=id,
            classes=classes or None,
        )
        self.cursor_blink = False
        self._leaves = leaves

    async def _on_key(self, event: events.Key) -> None:
        if event.key in self._leaves:
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(event.key))
        else:
            await super()._on_key(event)


class _Visible(Highlighter):
    """Textual draws what the highlighter gives it."""

    def __call__(self, text: str | Text) -> Text:
        return Text(sign_by_sign(str(text)), no_wrap=True, overflow="ignore", end="")

    def highlight(self, text: Text) -> None:
        """Nothing is coloured."""
