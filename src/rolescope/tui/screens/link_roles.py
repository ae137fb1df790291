"""Choosing the roles of an API user, everywhere or per company."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from rolescope.rights.model import Assignment
from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.text import Fragment, fit, plain
from rolescope.tui.widgets.row_list import RowList

Roles = tuple[Assignment, ...]


class LinkList(RowList[Assignment]):
    """One row for each role and place; a cross where the user holds it."""

    def __init__(self, held: set[Assignment], everywhere: str) -> None:
        super().__init__()
        self.held, self.everywhere = held, everywhere

    def render_row(self, key: Assignment, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        place = key.company or self.everywhere
        box = "[x]" if key in self.held else "[ ]"
        return [(f"{box} ", None), (fit(key.role, width - 24), None), (fit(place, 20), self.style_of("row-list--dim"))]


class LinkRoles(Dialog[Roles]):
    """Space gives or takes a role; enter keeps the choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "give_or_take", "Give or take"),
        Binding("enter,ctrl+s", "keep", "Keep", priority=True),
    ]
    DEFAULT_CSS = """
    LinkRoles LinkList { height: 18; background: transparent; }
    """
    KEYS = "space give or take · enter keep · escape leave"

    def __init__(self, user: str, roles: Sequence[str], companies: Sequence[str], held: Roles, note: str) -> None:
        super().__init__(f"Roles of {user}")
        self._order = held
        self._note = note
        self._list = LinkList(set(held), "everywhere")
        places = ("", *companies)
        self._rows = [Assignment(role, company) for role in roles for company in places]

    def compose(self) -> ComposeResult:
        """The list and what the tenant's setting makes of it."""
        with self.box():
            yield self._list
            yield Static(plain(self._note), classes="dialog--note", markup=False)

    def on_mount(self) -> None:
        """Held roles first are easy to find, so the order stays the tenant's."""
        self._list.set_rows(self._rows)
        self._list.focus()

    def action_give_or_take(self) -> None:
        """Give the role under the cursor, or take it."""
        key = self._list.cursor_key
        if key is not None:
            self._list.held ^= {key}
            self._list.refresh_row(key)

    def action_keep(self) -> None:
        """Those held before keep their order; new ones follow."""
        kept = [held for held in self._order if held in self._list.held]
        self.dismiss((*kept, *(row for row in self._rows if row in self._list.held and row not in kept)))
