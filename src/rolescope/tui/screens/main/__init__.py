"""The main screen: its panes, and its commands in a file for each concern."""

from __future__ import annotations

from typing import ClassVar

from rolescope.tui.screens.main.grants import GrantCommands
from rolescope.tui.screens.main.people import PeopleCommands
from rolescope.tui.screens.main.saving import SavingCommands
from rolescope.tui.screens.main.views import ViewCommands


class MainScreen(SavingCommands, GrantCommands, PeopleCommands, ViewCommands):
    """Everything together."""

    AUTO_FOCUS: ClassVar[str | None] = "#menu"


__all__ = ["MainScreen"]
