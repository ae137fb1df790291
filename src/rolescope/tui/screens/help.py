"""Help: the keys of where one is, then those that work anywhere, then the signs on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.app import ComposeResult

from rolescope.tui.actions import ANYWHERE, AREAS, Action, actions_of
from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.widgets.text_rows import TextLine, TextRows

LIST_KEYS = (
    ("↑ ↓ or k j", "move"),
    ("home end or g G", "first and last row"),
    ("pageup pagedown", "a page; ctrl+u and ctrl+d half a page"),
    ("m", "mark the row; commands then work on all marked rows"),
    ("shift+↑ shift+↓", "mark a range"),
    ("escape", "clear marks, then the filter"),
    ("tab shift+tab", "next and previous pane"),
    ("ctrl+p", "command palette"),
)

SIGNS = (
    ("● Allow  ◐ Read only  ○ Deny", "the level; ↑ before the word: inherited, not the node's own"),
    ("◪ mixed", "nodes below have another level"),
    ("⊘ closed", "a parent is Deny, so the level has no effect"),
    ("▌ in the margin", "not saved yet"),
    ("E I", "can export, can import; e i partly, ? unknown, · no, blank: no API"),
    ("PS-43? PS-09~", "a rule's number: ? nobody documents it and it is our choice, ~ it is inferred"),
    ("key r/o new req rq? hid", "fields: key, read-only, only at creation, required, required on condition, hidden"),
)


class Help(Dialog[None]):
    """One page."""

    DEFAULT_CSS = """
    Help TextRows { height: 1fr; }
    """
    KEYS: ClassVar[str] = "up and down scroll · escape close"

    def __init__(self, area: str, keys_of: Callable[[Action], str]) -> None:
        super().__init__(f"Help: {AREAS.get(area, 'rolescope')}")
        self.area, self._keys_of = area, keys_of

    def compose(self) -> ComposeResult:
        """All sections."""
        with self.box("tall wide"):
            yield TextRows([*self._section(self.area), *self._section(ANYWHERE), *self._lists(), *self._signs()])

    def _section(self, area: str) -> Iterator[TextLine]:
        yield AREAS[area], "head"
        for action in actions_of(area):
            yield f"  {self._keys_of(action):<14} {action.title}: {action.help}", "", action.id
        yield "", ""

    def _lists(self) -> Iterator[TextLine]:
        yield "In every list", "head"
        for keys, text in LIST_KEYS:
            yield f"  {keys:<14} {text}", ""
        yield "", ""

    def _signs(self) -> Iterator[TextLine]:
        yield "Signs", "head"
        for sign, text in SIGNS:
            yield f"  {sign:<26} {text}", ""
