"""What the keys of the main screen do, in a file for each concern. Loaded after the first paint."""

from __future__ import annotations

from rolescope.tui.commands.going import GoingCommands
from rolescope.tui.commands.grants import GrantCommands
from rolescope.tui.commands.people import PeopleCommands
from rolescope.tui.commands.saving import SavingCommands
from rolescope.tui.commands.views import ViewCommands


class Commands(GoingCommands, GrantCommands, PeopleCommands, SavingCommands, ViewCommands):
    """All commands; the registry names their methods."""
