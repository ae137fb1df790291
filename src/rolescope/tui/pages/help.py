"""Help: the keys of where one is, then those that work anywhere, then the signs on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rolescope.tui.actions import ANYWHERE, AREAS, Action, actions_of
from rolescope.tui.widgets.text_rows import TextLine

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


def help_lines(area: str, keys_of: Callable[[Action], str]) -> Iterator[TextLine]:
    """The whole page; each command with its keys now and the id that a keymap names."""
    yield from _section(area, keys_of)
    yield from _section(ANYWHERE, keys_of)
    yield from _lists()
    yield from _signs()


def _section(area: str, keys_of: Callable[[Action], str]) -> Iterator[TextLine]:
    yield AREAS[area], "head"
    for action in actions_of(area):
        yield f"  {keys_of(action):<14} {action.title}: {action.help}", "", action.id
    yield "", ""


def _lists() -> Iterator[TextLine]:
    yield "In every list", "head"
    for keys, text in LIST_KEYS:
        yield f"  {keys:<14} {text}", ""
    yield "", ""


def _signs() -> Iterator[TextLine]:
    yield "Signs", "head"
    for sign, text in SIGNS:
        yield f"  {sign:<26} {text}", ""
