"""What a terminal says that is too small for the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from rolescope.tui.app import RolescopeApp


class TooSmall(Screen[None]):
    """One sentence with the sizes. It goes by itself once there is room, and nothing lies over it."""

    DEFAULT_CSS = """
    TooSmall Toast { display: none; }
    """

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.width, self.height = width, height
        self._is_going = False

    @property
    def _has_room(self) -> bool:
        size = self.app.size
        return size.width >= self.width and size.height >= self.height

    def on_resize(self) -> None:
        """Another size."""
        self._go_if_due()

    def on_screen_resume(self) -> None:
        """What lay over it is gone."""
        self._go_if_due()

    def _go_if_due(self) -> None:
        if self._has_room and self.app.screen is self and not self._is_going:
            self._is_going = True
            self.dismiss(None)

    def render(self) -> str:
        """The sentence."""
        if self._has_room:
            return ""
        size = self.app.size
        too_small = f"{size.width}x{size.height} is too small; {self.width}x{self.height} is the least"
        return f"{too_small}; {cast('RolescopeApp', self.app).keys.first('app.leave')} leaves"
