"""The fields pane: the fields of the chosen screen with level, attribute and the chosen user's answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rolescope.rights.planes import between
from rolescope.tui.actions import FIELDS
from rolescope.tui.text import Fragment, fit
from rolescope.tui.widgets.grid import NOTHING_HERE, Column, Ticks, columns_of, has_cells, header, ticks_at, window
from rolescope.tui.widgets.pane import LEVEL_WIDTH, NARROW_LEVEL_WIDTH, Need, Pane, level_room, longest

if TYPE_CHECKING:
    from rolescope.rights.model import Subject

ANSWERS, MARKS = 3, 4
LEAST_NAME, ENOUGH_NAME, REMARK, WHOLE = 14, 18, 14, 15
"""Cells of the grid: of a name at least, of a remark at most, and of what is told of rights without columns."""


LEAST_WIDTH = 39
"""Cells of the pane, and of the explanation below it, in any case."""


class FieldList(Pane[int]):
    """The fields of one screen, or what stands directly below a branch. Rows are node numbers."""

    AREA, TITLE, NUMBER = FIELDS, "Fields", 4

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
        self._answered: tuple[int, ...] = ()
        """All that the answers of the chosen user depend on, as planes."""
        self._remark = 0
        """Cells of the longest remark: it is shown rather than one more column."""

    @property
    def column(self) -> Column | None:
        """The column under the cursor of the grid."""
        return self.columns[self.column_number] if self.columns else None

    def move_column(self, by: int) -> None:
        """Go to another column of the grid."""
        self.column_number = max(0, min(self.column_number + by, len(self.columns) - 1))
        self.retitle()
        self.refresh_all()

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
        self._remark = max((cell_len(self._ticks(node).remark()) for node in rows), default=0) if self.columns else 0
        self.set_rows(rows, keep_cursor=keep_cursor, redraw=True)
        self.retitle()

    def need(self) -> Need:
        if self.session is None:
            return super().need()
        names = longest(self.session.tree.nodes[node].name for node in self.rows) + 1
        if self.session.system.levels:
            beside = self.frame + MARKS + ANSWERS
            cells = beside + NARROW_LEVEL_WIDTH + min(names, LEAST_NAME + 2)
            return Need(LEAST_WIDTH, cells, beside + LEVEL_WIDTH + max(names, ENOUGH_NAME))
        cells = self.frame + len(self.session.system.kinds) + 2 + self._cells_width(range(len(self.columns)))
        return Need(LEAST_WIDTH, cells + LEAST_NAME, cells + max(names, LEAST_NAME))

    def heading(self) -> str:
        if self.session is None or self.screen_node is None:
            return self.TITLE
        has_parts = any(self.session.parts >> node & 1 for node in self._listed)
        word = f"{self.session.system.part_title} of" if has_parts else "Inside"
        return f"{word} {self.session.tree.nodes[self.screen_node].name}"

    def amount(self) -> str:
        """The number of rows; in the grid the right under the cursor in the words of its row, or how to choose one."""
        if self.session is None or self.cursor_key is None or self.session.system.levels:
            return super().amount()
        if not has_cells(self.session, self.cursor_key):
            return f"{self.keys.first('grant.cycle')} chooses its rights"
        if self.column is None:
            return super().amount()
        ticks = self._ticks(self.cursor_key)
        right = next(iter(self.column.rights & (ticks.said or ticks.offered)), None)
        right = right or next(iter(self.column.rights & ticks.offered), None)
        return self.session.system.right_title(right) if right else self.column.title

    def _offered(self, node: int) -> Sequence[str]:
        assert self.session is not None
        return self.session.system.offered(self.session.tree, node)

    def watch_cursor(self, old: int, new: int) -> None:
        super().watch_cursor(old, new)
        if self.columns:
            self.retitle()

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
            nothing = "nothing changed here" if self.only_changed else "nothing in reach here"
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
        if self.only is not None and self.session.parts >> node & 1 and not self.only >> node & 1:
            return False
        if self.queried is not None:
            return found.id in self.queried
        return self._has_words((found.name, *self.session.system.other_names(found)))

    def is_changed(self, key: int) -> bool:
        return bool(self.session and self.role and self.session.changed_nodes(self.role) >> key & 1)

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        if not self.rows:
            return None
        if self.session is not None and not self.session.system.levels:
            return self._grid_header(width)
        room = level_room(width, MARKS + ANSWERS + ENOUGH_NAME)
        space = max(0, width - room - MARKS - ANSWERS)
        return [(fit("name", space), None), (fit("   level", room + MARKS), None), (fit("EI", ANSWERS), None)]

    def row_state(self, key: int) -> object:
        assert self.session is not None
        if not self.session.system.levels:
            return self._ticks(key), self._answers(key), self.columns, self.column_number, self._remark
        return self.session, self.role_state(self.role, key), self._answers(key)

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
        room = level_room(width, MARKS + ANSWERS + ENOUGH_NAME)
        tree = self.session.tree
        return [
            (fit(tree.nodes[key].name, max(0, width - room - MARKS - ANSWERS - 1)), None),
            (" ", None),
            *(self.level_fragments(self.role, key, False, room) if self.role else ()),
            (fit(self.session.system.badge(tree, key), MARKS), self.style_of("row-list--dim")),
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
        remark = min(self._remark, REMARK)
        beside = len(self.session.system.kinds) + 2 + remark
        shown = window(self.columns, self.column_number, width - beside - LEAST_NAME)
        return width - beside - self._cells_width(shown), shown, remark

    def _cells_width(self, shown: range) -> int:
        """Cells of the columns in sight; where there are none, of the words in their place."""
        return sum(self.columns[number].width for number in shown) or WHOLE

    def _grid_header(self, width: int) -> list[Fragment]:
        assert self.session is not None
        name, shown, remark = self._spread(width)
        letters = "".join(kind[0].upper() for kind in self.session.system.kinds)
        headings = header(self.columns, shown) if shown else [(" " * WHOLE, None)]
        return [(fit("name", name), None), *headings, (f" {letters} ", None), (" " * remark, None)]

    def _grid_row(self, key: int, width: int, selected: bool) -> list[Fragment]:
        assert self.session is not None
        node, ticks = self.session.tree.nodes[key], self._ticks(key)
        name, shown, remark = self._spread(width)
        cells = self._cells(ticks, shown, selected)
        if not has_cells(self.session, key):
            told = f"{len(ticks.said)} of {len(ticks.offered)} rights"
            cells = [(fit(told, self._cells_width(shown)), self.style("inherited"))]
        elif not shown:
            cells = [(" " * WHOLE, None)]
        return [
            (f"{fit(node.name, name - 1)} ", None),
            *cells,
            (" ", None),
            *(self.answer_letters(self.subject, key) if self.subject else ()),
            (" ", None),
            (fit(ticks.remark(), remark), self.style("loss")),
        ]

    def _cells(self, ticks: Ticks, shown: range, selected: bool) -> list[Fragment]:
        """The sign of each column, in brackets where the cursor is: told without colour."""
        drawn: list[Fragment] = []
        for number in shown:
            column = self.columns[number]
            sign, style = ticks.cell(column, self.symbols)
            at_cursor = selected and number == self.column_number
            # Empty brackets would look like a box to tick: where nothing is offered the cursor is a dash.
            text = f" {self.symbols.minus} " if at_cursor and sign == " " else f"[{sign}]" if at_cursor else f" {sign} "
            drawn.append((text.ljust(column.width), self.style(style) if style else None))
        return drawn
