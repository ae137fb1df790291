"""The fields pane: the fields of the chosen screen with level, attribute and the chosen user's answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rolescope.rights.node_words import title
from rolescope.rights.planes import between
from rolescope.tui.actions import FIELDS
from rolescope.tui.text import Fragment, fit, plain
from rolescope.tui.widgets.grid import (
    NOTHING_HERE,
    Column,
    Ticks,
    columns_of,
    empty_grant,
    has_cells,
    header,
    ticks_at,
    window,
    within_blanks,
)
from rolescope.tui.widgets.names import Names
from rolescope.tui.widgets.pane import LEVEL_WIDTH, NARROW_LEVEL_WIDTH, Need, Pane, level_room

if TYPE_CHECKING:
    from rolescope.rights.model import Subject

MARKS = 4
"""Cells of what marks a field, as a key or as required."""
LEAST_NAME, ENOUGH_NAME, REMARK, WHOLE = 14, 18, 16, 15
"""Cells of the grid: of a name at least, of a remark at most, and of what is told of rights without columns."""
SHORT_NAME = 11
"""... of a name where all columns, or at least those of the row under the cursor, are in sight then."""
ENOUGH_CELLS = 36
"""Cells of columns that do: one goes on to others with the cursor."""
MOST_TOLD = 60
"""Rows without columns of which it is measured what is told of their rights."""
WORTH_IT = 8
"""Cells from which on the beginning of a remark says more than nothing."""


LEAST_WIDTH = 39
"""Cells of the pane, and of the explanation below it, in any case."""


class FieldList(Pane[int]):
    """The fields of one screen, or what stands directly below a branch. Rows are node numbers."""

    AREA, TITLE, NUMBER = FIELDS, "Fields", 4
    COUNTS_FIELDS = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.role: str | None = None
        self.screen_node: int | None = None
        self.subject: Subject | None = None
        self.columns: tuple[Column, ...] = ()
        """The columns of the grid, where a system has no levels."""
        self.column_number = 0
        """Where the cursor of the grid is."""
        self._known: dict[int, Ticks] = {}
        self._named: tuple[Sequence[int], Names] = ((), Names())
        """The rows, and their names."""
        self._has_marks = False
        self._in_sight = range(0)
        """The columns that were shown last."""
        self._answered: tuple[int, ...] = ()
        """All that the answers of the chosen user depend on, as planes."""

    @property
    def column(self) -> Column | None:
        """The column under the cursor of the grid."""
        return self.columns[self._column_at(self.cursor_key)] if self.columns else None

    def move_column(self, by: int) -> None:
        """Go to another column of the grid, of those in which the row has a cell."""
        aim, own = self._column_at(self.cursor_key) + by, self._own_columns(self.cursor_key)
        if own and by > 0:
            aim = next((number for number in own if number >= aim), own[-1])
        elif own:
            aim = next((number for number in reversed(own) if number <= aim), own[0])
        self.column_number = max(0, min(aim, len(self.columns) - 1))
        self.retitle()
        self.refresh_all()

    @property
    def is_in_first_column(self) -> bool:
        """Whether the row has no cell to the left of the one under the cursor."""
        return not any(number < self._column_at(self.cursor_key) for number in self._own_columns(self.cursor_key))

    def _own_columns(self, key: int | None) -> Sequence[int]:
        """The columns in which a row has a cell."""
        if key is None or self.session is None or not has_cells(self.session, key):
            return ()
        ticks = self._ticks(key)
        return [number for number, one in enumerate(self.columns) if one.rights & (ticks.offered | ticks.said)]

    def _column_at(self, key: int | None) -> int:
        """The column that the cursor is in on a row: where there is no cell in it, the first in which there is one."""
        own = self._own_columns(key)
        return own[0] if own and self.column_number not in own else self.column_number

    def show(self, role: str | None, screen_node: int | None, subject: Subject | None) -> None:
        """Show another role, screen or user."""
        same = screen_node == self.screen_node
        self.role, self.screen_node, self.subject = role, screen_node, subject
        self._fill(same)

    def rebuild(self) -> None:
        self._fill(keep_cursor=True)

    def _fill(self, keep_cursor: bool) -> None:
        self.read_filter()
        rows = self.wanted_rows() if self.session else ()
        is_grid = self.session is not None and not self.session.system.levels
        self.columns = columns_of(self.session, rows, self.role) if self.session and is_grid else ()
        self.column_number = max(0, min(self.column_number, len(self.columns) - 1))
        self._known.clear()
        self._answered = self._answer_planes()
        self._has_marks = self.session is not None and any(self._mark(node) for node in rows)
        self.set_rows(rows, keep_cursor=keep_cursor, redraw=True)
        self.retitle()

    def need(self) -> Need:
        if self.session is None:
            return super().need()
        names = self._names.longest + 1
        if self.session.system.levels:
            beside = self.frame + self._beside_level
            cells = beside + NARROW_LEVEL_WIDTH + min(names, LEAST_NAME + 2)
            return Need(LEAST_WIDTH, cells, beside + LEVEL_WIDTH + max(names, ENOUGH_NAME))
        beside, cells = self.frame + len(self.session.system.kinds) + 2, self._cells_width(range(len(self.columns)))
        whole = beside + cells + max(names, LEAST_NAME) + REMARK
        return Need(LEAST_WIDTH, beside + min(cells, ENOUGH_CELLS) + LEAST_NAME, whole)

    @property
    def _beside_level(self) -> int:
        """Cells of a row with a level besides that and the name: its mark, if any row here has one, and the letters."""
        assert self.session is not None
        return (MARKS if self._has_marks else 1) + len(self.session.system.kinds)

    @property
    def _names(self) -> Names:
        if self._named[0] is not self.rows and self.session is not None:
            self._named = self.rows, Names([self.session.tree.nodes[node].name for node in self.rows])
        return self._named[1]

    def heading(self) -> str:
        if self.session is None or self.screen_node is None:
            return self.TITLE
        has_parts = any(self.session.parts >> node & 1 for node in self._listed)
        word = f"{self.session.system.part_title} of" if has_parts else "Inside"
        empty = empty_grant(self.session, self.session.role(self.role), self.screen_node)
        return f"{word} {title(self.session.tree, self.screen_node)}{f': {empty}' if empty else ''}"

    def amounts(self) -> tuple[str, ...]:
        """The number of rows; in the grid what the right under the cursor is, and what its row has no room for."""
        key = self.cursor_key
        if self.session is None or key is None or self.session.system.levels:
            return super().amounts()
        remark, right = self._remark_without_room(key), self._right_told(key)
        return (f"{remark} {self.symbols.separator} {right}", remark) if remark else (right,)

    def _remark_without_room(self, key: int) -> str:
        """What there is to remark on a row, where the row itself does not tell it whole."""
        remark = self._ticks(key).remark()
        drawn = self._grid_row(key, self._width - self.GUTTER_WIDTH, True) if remark else []
        return "" if any(remark in text for text, _ in drawn) else remark

    def _right_told(self, key: int) -> str:
        """The right under the cursor in the words of its row, or how to choose one."""
        assert self.session is not None
        if not has_cells(self.session, key):
            return f"{self.keys.first('grant.cycle')} chooses its rights"
        if self.column is None:
            return f"{self.row_count:,}"
        ticks = self._ticks(key)
        right = next(iter(self.column.rights & (ticks.said or ticks.offered)), None)
        right = right or next(iter(self.column.rights & ticks.offered), None)
        told = self.session.system.right_title(right) if right else self.column.title
        return f"{told}, not from here" if right in ticks.live - ticks.said else told

    def _offered(self, node: int) -> Sequence[str]:
        assert self.session is not None
        return self.session.system.offered(self.session.tree, node)

    def watch_cursor(self, old: int, new: int) -> None:
        super().watch_cursor(old, new)
        if self.columns:
            self.retitle()
            if self._in_sight != self._columns_in_sight():
                self.refresh_all()

    @property
    def _listed(self) -> list[int]:
        """The fields of the screen; where it has none, what stands directly below it.

        In the grid also the place itself, where something of its own can be granted there.
        """
        assert self.session is not None
        if self.screen_node is None:
            return []
        children = list(self.session.tree.children(self.screen_node))
        parts = [node for node in children if self.session.parts >> node & 1]
        if parts or self.session.system.levels or not self._offered(self.screen_node):
            return parts or children
        return [self.screen_node, *children]

    def wanted_rows(self) -> Sequence[int]:
        assert self.session is not None
        nodes = self._listed
        hidden = 0 if self.session.show_hidden else self.session.outcome.policy.hidden
        left_out = sum(hidden >> node & 1 for node in nodes)
        shown = tuple(
            [node for node in nodes if self._is_wanted(node, hidden)] if left_out or self.is_narrowed else nodes
        )
        if self.only_changed or self.only is not None:
            nothing = self.nothing_to_show(" here")
        else:
            show = self.keys.first("view.hidden")
            nothing = f"{left_out} hidden fields ({show} shows them)" if left_out else "nothing below"
        self.empty_text = self.no_match("field") or nothing
        return shown

    def _is_wanted(self, node: int, hidden: int) -> bool:
        assert self.session is not None
        found = self.session.tree.nodes[node]
        if hidden >> node & 1 and not self.is_changed(node) and not self.filter_text:
            return False
        if not self.is_narrowed:
            return True
        if self.only_changed and not self.is_changed(node):
            return False
        if self.only is not None and not self.only & self.session.tree.subtree(node):
            return False
        if self.queried is not None:
            return found.id in self.queried
        return self._has_words((found.name, *self.session.system.other_names(found)))

    def is_changed(self, key: int) -> bool:
        return bool(self.session and self.role and self.session.changed_nodes(self.role) >> key & 1)

    def _mark(self, key: int) -> str:
        assert self.session is not None
        return self.session.system.badge(self.session.tree, key)

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        if not self.rows:
            return None
        if self.session is not None and not self.session.system.levels:
            return self._grid_header(width)
        beside = self._beside_level
        room = level_room(width, beside + ENOUGH_NAME)
        level = " level "
        if cell_len(self._who) > room + beside - len(level):
            level = " "
        whose = fit(self._who or "EI", room + beside - len(level), "right")
        return [(fit("name", max(0, width - room - beside)), None), (level, None), (whose, None)]

    @property
    def _who(self) -> str:
        """Whose the answers are."""
        return (self.subject.principal or self.subject.credential or "") if self.subject else ""

    def row_state(self, key: int) -> object:
        assert self.session is not None
        if not self.session.system.levels:
            return (
                self._ticks(key),
                self._answers(key),
                self.columns,
                self.column_number,
                self._in_sight,
                self._names.longest,
            )
        return self.session, self.role_state(self.role, key), self._answers(key), self._has_marks

    def _answer_planes(self) -> tuple[int, ...]:
        if self.session is None or self.subject is None:
            return ()
        result = self.session.outcome.effective(self.subject)
        return *result.yes.values(), *result.partly.values(), *result.unknown.values()

    def _answers(self, key: int) -> object:
        """What the answers of a row depend on."""
        assert self.session is not None
        outcome = self.session.outcome
        return outcome.policy, between(self._answered, key, outcome.tree.end[key])

    def render_row(self, key: int, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        assert self.session is not None
        if not self.session.system.levels:
            return self._grid_row(key, width, selected)
        beside = self._beside_level
        room, name = level_room(width, beside + ENOUGH_NAME), self.session.tree.nodes[key].name
        return [
            (self._names.told(name, max(0, width - room - beside - 1)), None),
            (" ", None),
            *(self.level_fragments(self.role, key, False, room) if self.role else ()),
            (fit(self._mark(key), beside - len(self.session.system.kinds)), self.style_of("row-list--dim")),
            *(self.answer_letters(self.subject, key) if self.subject else ()),
        ]

    # The grid

    def _ticks(self, key: int) -> Ticks:
        assert self.session is not None
        if key not in self._known:
            known = ticks_at(self.session, self.role, self.subject, key) if self.role else NOTHING_HERE
            self._known[key] = known
        return self._known[key]

    def _spread(self, width: int) -> tuple[int, range, int]:
        """The cells of the name, the columns in sight, and the cells of the remark."""
        assert self.session is not None
        beside = len(self.session.system.kinds) + 2
        shown = self._columns_in_sight()
        left = width - beside - self._cells_width(shown)
        remark = max(0, min(left - max(self._names.longest + 1, LEAST_NAME), REMARK))
        return left - remark, shown, remark

    def _columns_in_sight(self) -> range:
        """The columns that there is room for, with all in which the row under the cursor has a cell, if possible."""
        assert self.session is not None
        width, key = self._width - self.GUTTER_WIDTH, self.cursor_key
        room = width - len(self.session.system.kinds) - 2 - LEAST_NAME
        at, own = self._column_at(key), self._own_columns(key)
        ticks = self._ticks(key) if key is not None else NOTHING_HERE
        offered = [number for number in own if self.columns[number].rights & ticks.offered]
        found, more = (window(self.columns, at, cells, offered) for cells in (room, room + LEAST_NAME - SHORT_NAME))
        is_whole = more == range(len(self.columns)) and self._names.stay_apart(
            room + LEAST_NAME - self._cells_width(more) - 1
        )
        if is_whole or set(found) < set(offered) | set(found) <= set(more):
            found = more
        self._in_sight = found
        return found

    def _cells_width(self, shown: range) -> int:
        """Cells of the columns in sight; where there are none, of the words in their place."""
        return sum(self.columns[number].width for number in shown) or self._whole_told

    @property
    def _whole_told(self) -> int:
        """Cells of what is told of rights without columns."""
        return max([WHOLE, *(cell_len(self._ticks(key).empty) for key in self.rows[:MOST_TOLD])])

    def _grid_header(self, width: int) -> list[Fragment]:
        assert self.session is not None
        name, shown, remark = self._spread(width)
        letters = "".join(kind[0].upper() for kind in self.session.system.kinds)
        headings = header(self.columns, shown) if shown else [(" " * self._whole_told, None)]
        who = self._who if cell_len(self._who) <= remark else ""
        before = "‹" if shown.start else ""  # there are more columns to the left
        return [
            (f"{fit('name', name - len(before))}{before}", None),
            *headings,
            (f" {letters} ", None),
            (fit(who, remark), None),
        ]

    def _grid_row(self, key: int, width: int, selected: bool) -> list[Fragment]:
        assert self.session is not None
        node, ticks = self.session.tree.nodes[key], self._ticks(key)
        name, shown, remark = self._spread(width)
        cells = self._cells(ticks, shown, selected)
        if not has_cells(self.session, key):
            told = ticks.empty or f"{len(ticks.said)} of {len(ticks.offered)} rights"
            cells = [(fit(told, self._cells_width(shown)), self.style("inherited"))]
        elif not shown:
            cells = [(" " * self._whole_told, None)]
        if cell_len(node.name) >= name:  # what has nothing to show in its first columns has room for more of its name
            blank = len(list(takewhile(lambda cell: not cell[0].strip(), cells)))
            name, cells = name + sum(len(text) for text, _ in cells[:blank]), cells[blank:]
        told, style = "", self.style("loss" if ticks.stopped_by else "inherited")
        for words in ticks.remarks():
            if cell_len(words) <= remark:
                told = words
                break
            if placed := within_blanks(cells, words, style):
                cells = placed
                break
            told = plain(words, remark) if remark >= WORTH_IT else ""
        return [
            (f"{self._names.told(node.name, name - 1)} ", None),
            *cells,
            (" ", None),
            *(self.answer_letters(self.subject, key) if self.subject else ()),
            (" ", None),
            (fit(told, remark), style),
        ]

    def _cells(self, ticks: Ticks, shown: range, selected: bool) -> list[Fragment]:
        """The sign of each column, in brackets where the cursor is: told without colour."""
        drawn: list[Fragment] = []
        chosen = self._column_at(self.cursor_key) if selected else -1
        for number in shown:
            column = self.columns[number]
            sign, style = ticks.cell(column, self.symbols)
            at_cursor = number == chosen
            # Empty brackets would look like a box to tick: where nothing is offered the cursor is a dash.
            text = f" {self.symbols.minus} " if at_cursor and sign == " " else f"[{sign}]" if at_cursor else f" {sign} "
            drawn.append((text.ljust(column.width), self.style(style) if style else None))
        return drawn
