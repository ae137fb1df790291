"""The API users pane: the live preview, one row a credential, grouped under its user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style

from rolescope.rights.system import EXPORT, IMPORT
from rolescope.tui.actions import USERS
from rolescope.tui.text import Fragment, fit
from rolescope.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from rolescope.rights.model import Subject
    from rolescope.tui.session import UserRow

HERE, COUNT, CHANGE = 3, 5, 6
"""Cells of the answer for the node under the cursor, of a count and of its change."""


class UserList(Pane["UserRow"]):
    """API users and credentials, each with its answer at the chosen node and its totals, and what the draft changes."""

    AREA, TITLE, NUMBER = USERS, "API users", 2

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.node = 0
        self.only_changed = False

    def look_at(self, node: int) -> None:
        """Show everyone's answer at another node."""
        self.node = node
        self.refresh_all()

    def heading(self) -> str:
        company = self.session.company if self.session else None
        return f"{self.TITLE} in {company}" if company else self.TITLE

    def subheading(self) -> str:
        return f"{len(self.session.tenant.principals):,} users" if self.session else ""

    def wanted_rows(self) -> Sequence[UserRow]:
        assert self.session is not None
        self.empty_text = self.no_match("API user") or "no API user yet: press n"
        return [row for row in self.session.user_rows() if self._is_wanted(row)]

    def _is_wanted(self, row: UserRow) -> bool:
        assert self.session is not None
        subject = self.session.subject_of(row)
        if self.only_changed and subject not in self.session.impact and not self.is_changed(row):
            return False
        user = self.session.tenant.principals.get(row.principal or "")
        held = [h.role for h in user.roles] if user else []
        scopes = [c.scope or "" for c in self.session.tenant.credentials.values() if c.principal == row.principal]
        return self.matches(row.principal or "", row.credential or "", *held, *scopes)

    def is_changed(self, key: UserRow) -> bool:
        if self.session is None:
            return False
        subject = self.session.subject_of(key)
        return self.session.user_is_changed(key) or (key.credential is not None and subject in self.session.impact)

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        space = width - HERE - 2 * COUNT - CHANGE
        return [
            (fit(" credential", space), None),
            ("EI ", None),
            ("exp".rjust(COUNT), None),
            ("imp".rjust(COUNT), None),
            ("change".rjust(CHANGE), None),
        ]

    def render_row(self, key: UserRow, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        assert self.session is not None
        if key.credential is None:
            return self._user(key, width)
        subject = self.session.subject_of(key)
        assert subject is not None
        space = width - HERE - 2 * COUNT - CHANGE
        name = f" {key.credential}" if key.principal is not None else key.credential
        shown: list[Fragment] = [
            (fit(name, space - 1), None),
            (" ", None),
            *self.answer_letters(subject, self.node),
            (" ", None),
        ]
        counts = self.session.counts(subject)
        for kind in (EXPORT, IMPORT):
            certain, possible = counts[kind]
            text = f"{certain}" if certain == possible else f"{possible}?"
            style = None if possible else self.style_of("row-list--dim")
            shown.append(((text if possible else self.symbols.nothing).rjust(COUNT), style))
        return [*shown, *self._change(subject)]

    def _change(self, subject: Subject) -> list[Fragment]:
        """The change of both counts together, import first since it is what people miss; blank without any."""
        assert self.session is not None
        for kind in (IMPORT, EXPORT):
            gained, lost = self.session.change(subject, kind)
            if gained or lost:
                net = gained - lost
                sign = "+" if net > 0 else self.symbols.minus if net < 0 else "±"
                text = f"{kind[0].upper()}{sign}{abs(net)}" if net else f"{kind[0].upper()}±{gained}"
                return [(text.rjust(CHANGE), self.style("gain" if net > 0 else "loss" if net < 0 else "warning"))]
        return [(" " * CHANGE, None)]

    def _user(self, key: UserRow, width: int) -> Iterable[Fragment]:
        assert self.session is not None
        user = self.session.tenant.principals[key.principal or ""]
        state, style = self._state(key)
        space = max(width - len(state) - 1, min(cell_len(user.name), width))
        head = self.style("head") if user.status == "active" else self.style("inherited")
        return [
            (fit(user.name, space), head),
            (f" {fit(state, width - space - 1, 'right')}" if width > space + 1 else "", style),
        ]

    def _state(self, key: UserRow) -> tuple[str, Style]:
        """The word at the right of a user's row: what is remarkable, else its roles."""
        assert self.session is not None
        user = self.session.tenant.principals[key.principal or ""]
        subject = self.session.subject_of(key)
        if user.status != "active":
            return f"{self.symbols.stopped} {user.status}", self.style("loss")
        outcome = self.session.outcome
        warning = outcome.policy.warning(outcome.tenant, subject) if subject is not None else ""
        if warning:
            return f"{self.symbols.flagged} {warning}", self.style("warning")
        if subject is not None and subject.credential is None:
            return "no credential", self.style("inherited")
        held = sorted({h.role for h in user.roles})
        return (held[0] if len(held) == 1 else f"{len(held)} roles"), self.style("inherited")
