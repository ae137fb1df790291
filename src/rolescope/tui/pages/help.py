"""Help: the keys of where one is, then those that work anywhere, then the signs on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rolescope.tui.actions import ANYWHERE, actions_of
from rolescope.tui.keymap import Keys
from rolescope.tui.vocabulary import area_title, help_of, missing, title_of
from rolescope.tui.widgets.text_rows import TextLine

if TYPE_CHECKING:
    from rolescope.tui.session import Session

LIST_KEYS = (
    (("list.up", "list.down"), "move"),
    (("list.first", "list.last"), "first and last row"),
    (("list.page-up", "list.page-down"), "a page"),
    (("list.half-page-up", "list.half-page-down"), "half a page"),
    (("list.mark",), "mark the row; commands then work on all marked rows"),
    (("list.mark-up", "list.mark-down"), "mark a range"),
    (("list.clear",), "clear marks, then the filter"),
)
"""Commands of every list, by their ids, with what they do together."""
FIXED_KEYS = (("tab shift+tab", "next and previous pane"), ("^p", "command palette"))

ANSWERS = ("E I", "can export, can import; e i partly, ? unknown, · no, blank: no API")
UNSAVED = ("▌ in the margin", "not saved yet")
RULES = "a rule's number: ? nobody documents it and it is our choice, ~ it is inferred"

LEVEL_SIGNS = (
    ("● Allow  ◐ Read only  ○ Deny", "the level; ↑ before the word: inherited, not the node's own"),
    ("◪ mixed", "nodes below have another level"),
    ("⊘ closed", "a parent is Deny, so the level has no effect"),
    UNSAVED,
    ANSWERS,
    ("PS-43? PS-09~", RULES),
    ("key r/o new req rq? hid", "fields: key, read-only, only at creation, required, required on condition, hidden"),
)
GRID_SIGNS = (
    ("●", "granted"),
    ("✗", "granted, without effect for the chosen user; which layer takes it stands at the row's end"),
    ("+", "not granted here, and yet the chosen user has it from elsewhere"),
    ("?", "granted, and nobody knows whether it has effect"),
    ("·", "offered and not granted; blank: not offered"),
    ("[ ]", "around the cell under the cursor"),
    UNSAVED,
    ANSWERS,
    ("IA-06 KP-05, with ? or ~", RULES),
)


def help_lines(area: str, keys: Keys, session: Session | None) -> Iterator[TextLine]:
    """The whole page; each command that the system can carry out, with its keys now and the id that a keymap names."""
    yield from _section(area, keys, session)
    yield from _section(ANYWHERE, keys, session)
    yield from _lists(keys)
    yield "Signs", "head"
    for sign, text in LEVEL_SIGNS if session is None or session.system.levels else GRID_SIGNS:
        yield f"  {sign:<26} {text}", ""


def _section(area: str, keys: Keys, session: Session | None) -> Iterator[TextLine]:
    yield area_title(session, area), "head"
    for action in actions_of(area):
        if session is None or not missing(session, action, keys):
            title = title_of(session, action) if session else action.title
            text = f"{title}: {help_of(session, action) if session else action.help}"
            yield f"  {keys.all(action.id):<16} {text}", "", action.id
    yield "", ""


def _lists(keys: Keys) -> Iterator[TextLine]:
    yield "In every list", "head"
    for commands, text in LIST_KEYS:
        yield f"  {' '.join(map(keys.all, commands)):<16} {text}", ""
    for pressed, text in FIXED_KEYS:
        yield f"  {pressed:<16} {text}", ""
    yield "", ""
