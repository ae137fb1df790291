"""Help: the keys of where one is, then those that work anywhere, then the signs on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rolescope.tui.actions import ANYWHERE, actions_of
from rolescope.tui.glyphs import ASCII_GUTTER, UNICODE, Glyphs, GutterGlyphs
from rolescope.tui.keymap import Keys
from rolescope.tui.text import TextLine
from rolescope.tui.vocabulary import area_title, help_of, missing, title_of

if TYPE_CHECKING:
    from rolescope.rights.system import System
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

SIGNS_ROOM = 27
"""Cells for a sign with its word."""
RULES = "a rule's number: ? nobody documents it and it is our choice, ~ it is inferred"


def help_lines(area: str, keys: Keys, session: Session | None, symbols: Glyphs = UNICODE) -> Iterator[TextLine]:
    """The whole page; each command that the system can carry out, with its keys now and the id that a keymap names."""
    yield from _section(area, keys, session)
    yield from _section(ANYWHERE, keys, session)
    yield from _lists(keys)
    yield "Signs", "head"
    own = _own_signs(session.system, symbols) if session else ()
    for sign, text in (*own, *_signs(symbols)):
        yield f"  {sign:<{SIGNS_ROOM - 1}} {text}", ""


def settings_lines(problems: Sequence[str]) -> Iterator[TextLine]:
    """What is wrong with the settings, if anything."""
    if problems:
        yield "Problems in the settings", "head"
        yield from ((f"  {problem}", "warning") for problem in problems)
        yield "", ""


def _own_signs(system: System, symbols: Glyphs) -> Iterator[tuple[str, str]]:
    """Those of a system: levels or cells of the grid, and badges."""
    yield from _level_signs(system, symbols) if system.levels else _grid_signs(symbols)
    if system.badges:
        meanings = ", ".join(meaning for _, meaning in system.badges)
        yield " ".join(badge for badge, _ in system.badges), f"{system.part_title.lower()}: {meanings}"


def _level_signs(system: System, symbols: Glyphs) -> Iterator[tuple[str, str]]:
    titles = [level.title for level in system.levels]
    levels = zip(reversed(symbols.levels), reversed(titles), strict=True)
    told = f"the level; {symbols.inherited} before the word: inherited, not the node's own"
    yield " ".join(f"{sign} {name}" for sign, name in levels), told
    yield f"{symbols.mixed} mixed", "nodes below have another level"
    yield f"{symbols.closed} closed", f"a parent is {titles[0]}, so the level has no effect"


def _grid_signs(symbols: Glyphs) -> Iterator[tuple[str, str]]:
    yield symbols.levels[-1], "granted"
    yield symbols.dead, "granted, without effect for the chosen user; the layer that takes it stands beside"
    yield symbols.elsewhere, "not granted here, and yet the chosen user has it from elsewhere"
    yield "?", "granted, and nobody knows whether it has effect"
    yield symbols.nothing, "offered and not granted; blank: not offered"
    yield "words beside E I", "why what is granted has no effect, for how many an answer holds, or what it is worth"
    yield "[ ]", f"around the cell under the cursor; {symbols.minus} there: not offered"


def _signs(symbols: Glyphs) -> Iterator[tuple[str, str]]:
    """Those that are the same in every system."""
    margin = GutterGlyphs() if symbols is UNICODE else ASCII_GUTTER
    yield f"{margin.changed} in the margin", "not saved yet"
    yield f"{margin.marked} in the margin", "marked"
    yield "E I", f"can export, can import; e i partly, ? unknown, {symbols.nothing} no, blank: no API"
    yield "3? 0+ among counts", "at most so many, for nobody knows; some in part, none in full"
    yield (
        f"+1 {symbols.minus}2 ?3 beside a count",
        "gained, lost, changed in doubt; not saved yet",
    )
    yield f"{symbols.stopped} {symbols.flagged} beside a user", "it can do nothing, or something about it is remarkable"
    yield "a number with ? or ~", RULES


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
