"""The groups of users: who is in each, what roles they hold through it, and keys to change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from rolescope.rights.model import Group
from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.session import Session
from rolescope.tui.text import Fragment, TextLine, counted, fit
from rolescope.tui.widgets.row_list import RowList
from rolescope.tui.widgets.text_rows import TextRows

Act = Callable[[str, str | None], None]
"""Carries out what a key asks for: the key's name, and the group under the cursor if there is one."""


class GroupList(RowList[str]):
    """The groups with how many users are in each and how many roles it brings."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.empty_text = "no group yet: press n"

    def render_row(self, key: str, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        group, dim = self.session.tenant.groups[key], self.style_of("row-list--dim")
        held = f"{counted(len(self.session.members(key)), 'user')}, {counted(len(group.roles), 'role')}"
        return [(fit(key, width - len(held) - 2), None), (f"  {held}", dim)]


class Groups(Dialog[None]):
    """All groups; what changes one is asked in a dialog above this one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "act('new')", "New"),
        Binding("e", "act('edit')", "Edit"),
        Binding("l", "act('roles')", "Roles"),
        Binding("b", "act('members')", "Members"),
        Binding("delete,backspace", "act('delete')", "Delete"),
    ]
    DEFAULT_CSS = """
    Groups {
        Horizontal { height: 1fr; }
        GroupList { width: 55%; background: transparent; }
        TextRows { width: 1fr; border-left: solid $border-blurred; }
    }
    """
    KEYS = "n new · e edit · l roles · b members · delete · {close} close"

    def __init__(self, session: Session, act: Act) -> None:
        super().__init__(f"Groups of {session.tenant.name}")
        self.session, self._act = session, act
        self.list, self.lines = GroupList(session), TextRows()

    def compose(self) -> ComposeResult:
        """The groups, and all there is to say of the chosen one."""
        with self.box("tall wide"), Horizontal():
            yield self.list
            yield self.lines

    def on_mount(self) -> None:
        """Everything, to begin with."""
        self.bring_up_to_date()
        self.list.focus()

    def bring_up_to_date(self, chosen: str | None = None) -> None:
        """After an edit: the groups as they are now, with the cursor on one that was just made or renamed."""
        self.list.set_rows(list(self.session.tenant.groups))
        self.list.refresh_all()
        place = self.list.index_of(chosen) if chosen is not None else None
        if place is not None:
            self.list.cursor = place
        self._show()

    @on(RowList.Highlighted)
    def another(self, event: RowList.Highlighted[str]) -> None:
        """Another group."""
        if event.row_list is self.list:
            self._show()

    def _show(self) -> None:
        group = self.session.tenant.groups.get(self.list.cursor_key or "")
        self.lines.show(list(self._about(group)) if group else [])

    def _about(self, group: Group) -> Iterator[TextLine]:
        yield group.name, "head"
        if group.description:
            yield group.description, ""
        for title, names in (("Roles", group.roles), ("Members", self.session.members(group.name))):
            yield "", ""
            yield f"{title} ({len(names)})", "head"
            yield from ((f"  {name}", "") for name in names)
            if not names:
                yield "  none", "dim"

    @on(RowList.Activated)
    def opened(self, event: RowList.Activated[str]) -> None:
        """Enter on a group chooses its roles."""
        if event.row_list is self.list:
            self.action_act("roles")

    def action_act(self, what: str) -> None:
        """A key was pressed."""
        self._act(what, self.list.cursor_key)
