"""The least app that Textual can draw with a footer: the peer of our first paint."""

from textual.app import App, ComposeResult
from textual.widgets import Footer


class EmptyApp(App[None]):
    """Nothing but a footer with one key."""

    BINDINGS = [("q", "quit", "Leave")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """The footer."""
        yield Footer()


if __name__ == "__main__":
    EmptyApp().run()
