"""The screen of the command palette."""

from __future__ import annotations

from contextlib import suppress

from textual.command import CommandPalette


class Commands(CommandPalette):
    """Textual's own, which takes a key that comes before its list is drawn."""

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):  # a page of what has no lines yet
            super()._action_command_list(action)
