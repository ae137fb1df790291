"""What a terminal says that is too small for the panes."""

from __future__ import annotations

from textual.screen import Screen


class TooSmall(Screen[None]):
    """One sentence with the sizes."""

    DEFAULT_CSS = """
    TooSmall Toast { display: none; }
    """

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.least = f"{width}x{height}"

    def render(self) -> str:
        """The sentence."""
        return f"{self.app.size.width}x{self.app.size.height} is too small; {self.least} is the least"
