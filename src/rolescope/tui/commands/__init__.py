"""What the keys of the main screen do, in a file for each concern. Loaded after the first paint."""

from __future__ import annotations

from rolescope.tui.commands.access import AccessCommands
from rolescope.tui.commands.going import GoingCommands
from rolescope.tui.commands.grants import GrantCommands
from rolescope.tui.commands.groups import GroupCommands
from rolescope.tui.commands.roles import RoleCommands
from rolescope.tui.commands.saving import SavingCommands
from rolescope.tui.commands.settings import SettingCommands
from rolescope.tui.commands.views import ViewCommands


class Commands(
    AccessCommands,
    GoingCommands,
    GrantCommands,
    GroupCommands,
    RoleCommands,
    SavingCommands,
    SettingCommands,
    ViewCommands,
):
    """All commands; the registry names their methods."""
