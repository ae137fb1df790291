"""Ticking some of many names: the roles of an API user, everywhere or per company; groups, members."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from textual import on
from textual.widgets import Input

from rolescope.rights.model import Assignment
from rolescope.rights.telling import listed
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

    def __init__(self, held: set[Assignment], everywhere: str) -> None:
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
        links = LinkList(set(held), "everywhere" if companies else "")
        super().__init__(title, links, f"{wording.kind} or company" if companies else wording.kind)
        self._wording = wording
        self._links, self._order, self._note = links, held, note
        places, first = ("", *companies), {row.role for row in held} if wording.held_first else set()
        # In an order that stays: a row that is ticked stays where it is.
        ordered = sorted(roles, key=lambda role: role not in first)
        self._rows = [Assignment(role, company) for role in ordered for company in places]
        self._apart = apart
        self._alone, self._before = Assignment(alone), set[Assignment]()
        """... and what was ticked before it was."""

    def search(self, text: str) -> Sequence[Assignment]:
        """The rows with the text in them: with its spaces where it has some, else whatever spaces they have."""
        wanted = _phrase(text)
        names = ((row, _phrase(f"{row.role} {self._place(row)}".rstrip())) for row in self._rows)
        return [row for row, name in names if wanted in name or wanted in name.replace(" ", "")]

    def detail(self, key: Assignment) -> Iterable[str]:
        held = [self._told(row, " ({})") for row in self._chosen()]
        return (self._told(key, ", {}"), f"{self._wording.has} {listed(held) or self._wording.nothing}.", self._note)

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

    def _ticked(self, key: Assignment) -> set[Assignment]:
        """What is ticked after a row was.

        The one that goes with no other leaves the others for when it goes. Held everywhere, a role need not be held in
        a company as well.
        """
        held = self._links.held
        if key == self._alone and key in held:
            return self._before
        if key == self._alone:
            self._before = held
            return {key}
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

    def _chosen(self) -> Roles:
        """Those held before keep their order; new ones follow."""
        kept = [held for held in self._order if held in self._links.held]
        return (*kept, *(row for row in self._rows if row in self._links.held and row not in kept))


def _phrase(text: str) -> str:
    """Text as it is compared: a space at its end counts, how many there are does not."""
    return " ".join(text.casefold().split()) + (" " if text.strip() and text[-1:].isspace() else "")
