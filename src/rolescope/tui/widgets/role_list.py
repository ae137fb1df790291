"""The roles pane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rolescope.tui.actions import ROLES
from rolescope.tui.text import Fragment, fit
from rolescope.tui.widgets.pane import Pane


class RoleList(Pane[str]):
    """The roles with how many users hold each; the one under the cursor is the one being edited."""

    AREA, TITLE, NUMBER = ROLES, "Roles", 1

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._holders: dict[str, int] = {}

    def wanted_rows(self) -> Sequence[str]:
        assert self.session is not None
        roles = self.session.tenant.roles
        self._holders = self.session.holders()
        self.empty_text = self.no_match("role") or "no role yet: press n"
        return [name for name, role in roles.items() if self.matches(name, role.code or "") and self._is_wanted(name)]

    def _is_wanted(self, name: str) -> bool:
        assert self.session is not None
        return not self.only_changed or self.session.role_is_changed(name)

    def is_changed(self, key: str) -> bool:
        return self.session is not None and self.session.role_is_changed(key)

    def row_state(self, key: str) -> object:
        return self._holders.get(key)

    def render_row(self, key: str, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        users = f"{self._holders.get(key, 0)}"
        return [(fit(key, width - 6), None), (users.rjust(5), self.style_of("row-list--dim")), (" ", None)]

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        return [(fit("role", width - 6), None), ("users", None), (" ", None)]
