"""Ticking some of many names: the roles of an API user, everywhere or per company; groups, members."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from textual import on
from textual.widgets import Input

from rolescope.rights.counting import listed
from rolescope.rights.model import Assignment
from rolescope.tui.screens.choose import Narrowing
from rolescope.tui.text import Fragment, fit
from rolescope.tui.widgets.row_list import RowList

Roles = tuple[Assignment, ...]


class Wording(NamedTuple):
    """How ticked names are spoken of: what each is, what comes before those that are ticked, and what where none is."""

    kind: str
    has: str
    nothing: str
    held_first: bool = True
    """Whether those that are ticked to begin with stand above the others, or all in an order that means something."""


ROLES_HELD = Wording("role", "Holds", "no role")


class LinkList(RowList[Assignment]):
    """One row for each role and place; a cross where the user holds it."""

    def __init__(self, held: frozenset[Assignment], everywhere: str) -> None:
        super().__init__()
        self.held, self.everywhere = held, everywhere

    def render_row(self, key: Assignment, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        place = key.company or self.everywhere
        box = "[x]" if key in self.held else "[ ]"
        room = 20 if place else 0
        dim = self.style_of("row-list--dim")
        return [(f"{box} ", None), (fit(key.role, width - 4 - room), None), (fit(place, room), dim)]


class LinkRoles(Narrowing[Roles]):
    """Type to narrow, space gives or takes a role; enter keeps the choice."""

    KEYS = "type to narrow · space {space} · enter keep · {close} leave"
    LEAST_DETAIL = 5
    OWN_KEYS = ("space", "ctrl+s")

    def __init__(
        self,
        title: str,
        roles: Sequence[str],
        companies: Sequence[str],
        held: Roles,
        note: str,
        wording: Wording = ROLES_HELD,
        alone: str = "",
        apart: Sequence[Collection[str]] = (),
    ) -> None:
        """``alone`` is the name that goes with no other one, where there is such a name; ``apart`` are names of which
        one at most is ticked, so that one takes the place of another."""
        links = LinkList(frozenset(held), "everywhere" if companies else "")
        super().__init__(title, links, f"{wording.kind} or company" if companies else wording.kind)
        self._wording = wording
        self._links, self._order, self._note = links, held, note
        places, first = ("", *companies), {row.role for row in held} if wording.held_first else set()
        # In an order that stays: a row that is ticked stays where it is.
        ordered = sorted(roles, key=lambda role: role not in first)
        self._rows = [Assignment(role, company) for role in ordered for company in places]
        self._apart = apart
        self._alone, self._before = Assignment(alone), frozenset[Assignment]()
        """... and what was ticked before it was."""
        self._ticks: tuple[object, Roles, str] = (None, (), "")
        """What is ticked as it was asked for last, in order, and the sentence on it."""

    def search(self, text: str) -> Sequence[Assignment]:
        """The rows with the text in them: with its spaces where it has some, else whatever spaces they have."""
        wanted = _phrase(text)
        if not wanted:
            return self._rows
        return [row for row, name, closed_up in self._phrases if wanted in name or wanted in closed_up]

    @cached_property
    def _phrases(self) -> list[tuple[Assignment, str, str]]:
        """Each row with its text as it is compared, with its spaces and without any."""
        names = ((row, _phrase(f"{row.role} {self._place(row)}".rstrip())) for row in self._rows)
        return [(row, name, name.replace(" ", "")) for row, name in names]

    def detail(self, key: Assignment) -> Iterable[str]:
        return (self._told(key, ", {}"), self._ticked_told, self._note)

    def _told(self, row: Assignment, place: str) -> str:
        return row.role + (place.format(self._place(row)) if self._place(row) else "")

    def _place(self, row: Assignment) -> str:
        return row.company or self._links.everywhere

    def pressed(self, key: str) -> None:
        if key != "space":
            self.action_keep()
        elif self._goes_on:
            self._line.insert_text_at_cursor(" ")
        else:
            self.action_give_or_take()

    @property
    def _goes_on(self) -> bool:
        """Whether a space is the next letter of some name: it must not tick a row that is only on the way there."""
        typed, at = self._line.value, self._line.cursor_position
        if self.has_moved or not typed.strip() or typed[:at].endswith(" "):
            return False
        return bool(self.search(f"{typed[:at]} {typed[at:]}"))

    def told_keys(self) -> dict[str, str]:
        return super().told_keys() | {"space": "types, ↓ space ticks" if self._goes_on else "give or take"}

    def action_give_or_take(self) -> None:
        """Give the role under the cursor, or take it."""
        key = self._links.cursor_key
        if key is not None:
            self._links.held = self._ticked(key)
            self._links.refresh_all()
            self.show_detail()

    def _ticked(self, key: Assignment) -> frozenset[Assignment]:
        """What is ticked after a row was.

        The one that goes with no other leaves the others for when it goes. Held everywhere, a role need not be held in
        a company as well.
        """
        held = self._links.held
        if key == self._alone and key in held:
            return self._before
        if key == self._alone:
            self._before = held
            return frozenset({key})
        rivals = {name for names in self._apart if key.role in names for name in names} - {key.role}
        spare = {row for row in held - {key} if row.role == key.role and "" in (key.company, row.company)}
        spare |= {row for row in held if row.role in rivals}
        kept = held if key in held else held - spare
        return (kept ^ {key}) - {self._alone}

    @on(RowList.Activated)
    def clicked_again(self) -> None:
        """A second click on a row gives or takes it."""
        self.action_give_or_take()

    @on(Input.Submitted)
    def action_keep(self) -> None:
        """Take the choice over."""
        self.dismiss(self._chosen())

    @property
    def _ticked_told(self) -> str:
        self._chosen()
        return self._ticks[2]

    def _chosen(self) -> Roles:
        """Those held before keep their order; new ones follow."""
        held = self._links.held
        if self._ticks[0] is not held:
            kept = dict.fromkeys(row for row in (*self._order, *self._rows) if row in held)
            named = listed([self._told(row, " ({})") for row in kept])
            self._ticks = held, tuple(kept), f"{self._wording.has} {named or self._wording.nothing}."
        return self._ticks[1]


def _phrase(text: str) -> str:
    """Text as it is compared: a space at its end counts, how many there are does not."""
    return " ".join(text.casefold().split()) + (" " if text.strip() and text[-1:].isspace() else "")
