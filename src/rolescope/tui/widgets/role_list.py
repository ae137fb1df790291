"""The roles pane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rolescope.rights.system import ROLE
from rolescope.tui.actions import ROLES
from rolescope.tui.text import Fragment, fit
from rolescope.tui.vocabulary import area_title, holder_word
from rolescope.tui.widgets.pane import FEWEST, LEAST, Need, Pane, longest

USERS_ROOM = 6
"""Cells for how many users hold a role."""


class RoleList(Pane[str]):
    """The roles with how many users hold each; the one under the cursor is the one being edited."""

    AREA, TITLE, NUMBER, ABOUT = ROLES, "Roles", 1, ROLE

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._holders: Mapping[str, int] = {}

    def wanted_rows(self) -> Sequence[str]:
        assert self.session is not None
        roles = self.session.grant_holders
        self._holders = self.session.holders()
        word = holder_word(self.session)
        none_yet = f"no {word} yet: press {self.keys.first('role.new')}"
        self.empty_text = self.no_match(word) or self.no_change(word) or none_yet
        if not self.is_narrowed:
            return tuple(roles)
        coded = {name: role.code or "" for name, role in self.session.tenant.roles.items()}
        return [name for name in roles if self.matches(name, coded.get(name, "")) and self._is_wanted(name)]

    @property
    def chosen(self) -> str | None:
        """The role being edited, which no filter or view takes away."""
        name = self.last_key
        return name if self.session is not None and self.session.role(name) is not None else None

    def _is_wanted(self, name: str) -> bool:
        assert self.session is not None
        return not self.only_changed or self.session.role_is_changed(name)

    def is_changed(self, key: str) -> bool:
        return self.session is not None and self.session.role_is_changed(key)

    def row_state(self, key: str) -> object:
        assert self.session is not None
        return self._holders.get(key), self._badge(key)

    def _badge(self, key: str) -> str:
        """What is special about a role: the vendor's word for it, or that it grants nothing."""
        assert self.session is not None
        role = self.session.role(key)
        if role is None:
            return ""
        return self.session.system.role_badge(role) or ("" if any(role.grants.values()) else "empty")

    def render_row(self, key: str, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        users = f"{self._holders.get(key, 0)}"
        badge, dim = self._badge(key), self.style_of("row-list--dim")
        room = width - USERS_ROOM - (len(badge) + 1 if badge else 0)
        return [(fit(key, room), None), (f" {badge}" if badge else "", dim), (users.rjust(5), dim), (" ", None)]

    def need(self) -> Need:
        if self.session is None:
            return super().need()
        names = (f"{name} {self._badge(name)}".rstrip() for name in self.rows)
        whole = self.frame + longest(names) + USERS_ROOM
        return Need(max(FEWEST, min(whole, LEAST)), 0, whole)

    def heading(self) -> str:
        return area_title(self.session, ROLES)

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        word = holder_word(self.session) if self.session else ""
        count = "grants" if self.session and self.session.grants_on_users else "users "
        return [(fit(word, width - USERS_ROOM), None), (count, None)]
