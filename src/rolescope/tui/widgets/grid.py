"""One column a right, where a system has no levels: which columns some rows need, and what stands in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style

from rolescope.tui.glyphs import Glyphs
from rolescope.tui.text import Fragment, fit

if TYPE_CHECKING:
    from rolescope.rights.model import Rights, Role, Subject
    from rolescope.tui.session import Session

LEAST, MOST = 4, 8
"""Cells of a column, the space after it included."""


@dataclass(frozen=True, slots=True)
class Column:
    """The rights of one heading; a row offers one of them at most, and may have another one that it does not offer."""

    title: str
    rights: frozenset[str]

    @property
    def width(self) -> int:
        """Cells, with the space after it."""
        return min(max(len(self.title) + 1, LEAST), MOST)


def columns_of(session: Session, nodes: Iterable[int], role: str | None = None) -> tuple[Column, ...]:
    """The columns that some rows need, in the system's order of rights; what a role has beside what they offer as well.

    A row that offers several rights under one heading has no cells: it is set as a whole.
    """
    system, tree = session.system, session.tree
    found: dict[str, set[str]] = {}
    for node in nodes:
        if has_cells(session, node):
            for right in (*system.offered(tree, node), *beyond(session, role, node)):
                found.setdefault(system.column(right), set()).add(right)
    place = {right: number for number, right in enumerate(system.rights)}
    ordered = sorted(found.items(), key=lambda item: min(place[right] for right in item[1]))
    return tuple(Column(title, frozenset(rights)) for title, rights in ordered)


def has_cells(session: Session, node: int) -> bool:
    """Whether the rights of a node stand under headings of their own."""
    offered = session.system.offered(session.tree, node)
    return len({session.system.column(right) for right in offered}) == len(offered)


def beyond(session: Session, role: str | None, node: int) -> Rights:
    """The rights that a role has at a node, and that the node is not known to offer."""
    found, system, tree = session.role(role), session.system, session.tree
    if found is None:
        return frozenset()
    return system.said(tree, found, node) - frozenset(system.offered(tree, node))


def window(columns: Sequence[Column], at: int, room: int, also: Sequence[int] = ()) -> range:
    """The numbers of the columns that fit into ``room`` cells, number ``at`` among them, from as far left as may be.

    Where some others fit in as well these are ``also`` in sight.
    """
    found = _window(columns, max((at, *also)), room)
    return found if min((at, *also)) in found else _window(columns, at, room)


def _window(columns: Sequence[Column], at: int, room: int) -> range:
    first = 0
    while True:
        last, left = first, room
        while last < len(columns) and columns[last].width <= left:
            left -= columns[last].width
            last += 1
        if at < last or last >= len(columns) or last == first:
            return range(first, last)
        first += 1


@dataclass(frozen=True, slots=True)
class Ticks:
    """What one row of the grid shows: in a role, and for an API user who holds it."""

    offered: Rights
    said: Rights
    """What the role grants there."""
    live: Rights
    """What the user has for certain."""
    possible: Rights
    """... and what may be, as nobody knows."""
    held: bool
    """Whether the user holds the role, so that the two have to do with each other."""
    stopped_by: tuple[str, ...]
    """The layers that take from the user what the role grants there."""
    beside: str = ""
    """What there is to remark on the user's answer there."""
    empty: str = ""
    """What it is called that the role says something there and grants no right; empty where it is not so."""

    def cell(self, column: Column, symbols: Glyphs) -> tuple[str, str]:
        """The sign of a cell and the name of its style; a space where the row neither offers the right nor has it."""
        here = column.rights & (self.offered | self.said)
        if not here:
            return " ", ""
        said = here & self.said
        if not said:
            return (symbols.elsewhere if self.held and here & self.live else symbols.nothing), "inherited"
        if not self.held or said & self.live:
            return symbols.levels[-1], "gain"
        return ("?", "warning") if said & self.possible else (symbols.dead, "loss")

    def remarks(self) -> tuple[str, ...]:
        """In a few words why what is granted has no effect, and what there is to say of the answer; then in fewer."""
        whole = ", ".join(filter(None, (*self.stopped_by, self.beside)))
        told = whole, self.beside, self.beside.partition(" · ")[0], ", ".join(self.stopped_by)
        return tuple(dict.fromkeys(filter(None, told)))

    def remark(self) -> str:
        """All of it."""
        return next(iter(self.remarks()), "")


NOTHING_HERE = Ticks(frozenset(), frozenset(), frozenset(), frozenset(), False, ())


def ticks_at(session: Session, role: str, subject: Subject | None, node: int) -> Ticks:
    """What the row of a node shows."""
    found = session.role(role)
    if found is None:
        return NOTHING_HERE
    system, tree = session.system, session.tree
    offered, said = frozenset(system.offered(tree, node)), system.said(tree, found, node)
    beside = session.remark(subject, node) if subject is not None else ""
    empty = empty_grant(session, found, node)
    if subject is None or not session.holds(subject, role):
        return Ticks(offered, said, frozenset(), frozenset(), False, (), beside, empty)
    live, possible = session.outcome.rights_at(subject, node, offered | said)
    # Words that grants alone know, and a row that is a part of no answer, have no effect of their own to cross out.
    live |= said if not session.outcome.cells(node) else said & system.unasked
    dead = said - live - possible
    return Ticks(offered, said, live, possible, True, session.stopping(subject, node, dead), beside, empty)


def empty_grant(session: Session, role: Role | None, node: int) -> str:
    """What it is called that a role says something at a node and grants no right; empty where it does not."""
    held = role.grants.get(session.tree.nodes[node].id) if role is not None else None
    return session.system.empty_grant if held is not None and not held else ""


def header(columns: Sequence[Column], shown: range) -> list[Fragment]:
    """The headings of the columns in the window; an arrow tells that there are more behind the last one."""
    drawn: list[Fragment] = []
    for number in shown:
        column = columns[number]
        more = "›" if number == shown.stop - 1 < len(columns) - 1 else " "
        drawn.append((f"{fit(column.title, column.width - 1)}{more}", None))
    return drawn


def within_blanks(cells: list[Fragment], told: str, style: Style) -> list[Fragment]:
    """The cells of a row with a remark in place of the blank ones at their end; nothing where it has no room there."""
    blank = sum(1 for _ in takewhile(lambda cell: not cell[0].strip(), reversed(cells)))
    room = sum(len(text) for text, _ in cells[len(cells) - blank :])
    return [*cells[: len(cells) - blank], (fit(told, room, "right"), style)] if cell_len(told) < room else []
