"""Messages at the lower edge: one at a time, gone with a later key; what went wrong stays beside it for its time."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Literal

from rolescope.tui.text import plain

if TYPE_CHECKING:
    from textual.app import App

Severity = Literal["information", "warning", "error"]

STAY = 6.0
"""Seconds for which a message stays at most."""
GLANCE = 1.0
"""Seconds for which it stays whatever is pressed."""


class Messages:
    """What was told last: what is told now takes its place, unless that was an error."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._fresh: dict[str, Severity] = {}
        """What was told in one go, and is shown as one message."""
        self._told_at: float | None = None
        self._errors: dict[str, float] = {}
        """What went wrong, with the time until which it is shown."""

    def tell(self, text: str, severity: Severity = "information") -> None:
        """Show a message; text from outside is never markup."""
        if not self._fresh:
            self._app.call_next(self._show)
        self._fresh[text] = severity

    def clear(self) -> None:
        """Take away all that was told: it is about what is no longer on show."""
        self._fresh, self._told_at, self._errors = {}, None, {}
        self._app.clear_notifications()

    def pressed(self) -> None:
        """A key came: a message must not hide the row that one goes on to."""
        if self._told_at is not None and monotonic() > self._told_at + GLANCE:
            self.put_away()

    def put_away(self) -> None:
        """Take away what is shown and is no error."""
        if self._told_at is not None:
            self._told_at = None
            self._show_errors()

    def _show(self) -> None:
        fresh, self._fresh = self._fresh, {}
        if not fresh:
            return
        now, wrong = monotonic(), [text for text, severity in fresh.items() if severity == "error"]
        self._errors |= dict.fromkeys(wrong, now + STAY)
        told = [text for text in fresh if text not in wrong]
        self._told_at = now if told else None
        self._show_errors()
        if told:
            severity: Severity = "warning" if "warning" in fresh.values() else "information"
            self._app.notify(plain(" ".join(told)), severity=severity, markup=False, timeout=STAY)

    def _show_errors(self) -> None:
        now = monotonic()
        self._errors = {text: until for text, until in self._errors.items() if until > now}
        self._app.clear_notifications()
        for text, until in self._errors.items():
            self._app.notify(plain(text), severity="error", markup=False, timeout=until - now)
