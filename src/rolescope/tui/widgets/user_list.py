"""The API users pane: the live preview, one row a credential, grouped under its user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.style import Style

from rolescope.rights.model import UI
from rolescope.rights.system import EXPORT, IMPORT, USER
from rolescope.tui.actions import USERS
from rolescope.tui.text import Fragment, counted, fit, signed
from rolescope.tui.widgets.pane import FEWEST, LEAST, Need, Pane, longest

if TYPE_CHECKING:
    from rolescope.rights.model import Principal, Subject
    from rolescope.tui.session import UserRow

BY_HAND = ", by hand (UI)"
"""Follows the title while the users are shown as they come in by hand."""
LEAST_NAME, ENOUGH_NAME = 10, 26
"""Cells of a name below which columns go rather than more of it, and those that do for most names."""
BOTH = (EXPORT, IMPORT)
PARTS_ALONE = "0+"
"""The count of who can do no node in full, but some in part."""
MOST_COUNTED = 60
"""Rows whose counts are measured for how wide the columns must be; of more it is what they could be at most."""
MOST_CHANGED, MOST_BY_HAND = 200, 40
"""Rows with changes that are measured: each key pays for them, and more for those who come in by hand."""
SHORT_HEAD = 3
"""Cells of what stands over counts that have no room for more."""


class Room(NamedTuple):
    """Cells of a column of counts and of the one of their changes, 0 where the draft changes none of them."""

    numbers: int
    changes: int

    @property
    def cells(self) -> int:
        """Both, with the blanks before them."""
        return self.numbers + 1 + (self.changes + 1 if self.changes else 0)


class Layout(NamedTuple):
    """What a row has besides its name."""

    letters: int
    rooms: Mapping[str, Room]
    """By export, import and what else the system asks, those that are shown."""

    @property
    def beside(self) -> int:
        """Cells of everything but the name, blanks included."""
        return (self.letters + 1 if self.letters else 0) + sum(room.cells for room in self.rooms.values())


class UserList(Pane["UserRow"]):
    """API users and credentials, each with its answer at the chosen node and its totals, and what the draft changes."""

    AREA, TITLE, NUMBER, ABOUT = USERS, "API users", 2, USER
    COUNTS_FIELDS = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.node = 0
        self._measured_names: tuple[object, int] = (None, 0)
        self._kept: frozenset[UserRow] = frozenset()
        """The rows that the view of what changed had last."""
        self._laid_out: tuple[tuple[object, object], Layout] = ((None, None), Layout(0, {}))

    def look_at(self, node: int) -> None:
        """Show everyone's answer at another node."""
        self.node = node
        self.refresh_all()

    def heading(self) -> str:
        if self.session is None:
            return self.TITLE
        company = f" in {self.session.company}" if self.session.company else ""
        return f"{self.TITLE}{company}{BY_HAND if self.session.method == UI else ''}"

    def amounts(self) -> tuple[str, ...]:
        if self.session is None:
            return ("",)
        shown = {row.principal for row in self.rows} - {None} if self.is_narrowed else self.session.tenant.principals
        return (counted(len(shown), "user"),)

    def wanted_rows(self) -> Sequence[UserRow]:
        assert self.session is not None
        none_yet = f"no API user yet: press {self.keys.first('user.new')}"
        self.empty_text = self.no_match("API user") or self.no_change("API user") or none_yet
        rows = self.session.user_rows
        if not self.only_changed:
            self._kept = frozenset()
            if not self.filter_text:
                return rows
        wanted = {row for row in rows if self._is_wanted(row)}
        if self.only_changed and not self.session.knows_impact:
            # None goes before everyone is looked at: the cursor must not be taken to another row, and edits with it.
            at_cursor = {self.cursor_key} if self.cursor_key is not None and self.is_changed(self.cursor_key) else set()
            wanted |= {row for row in (self._kept | at_cursor).intersection(rows) if self._matches_row(row)}
        if self.only_changed:
            self._kept = frozenset(wanted)
        # A credential stands below its user, also where only the credential is asked for.
        wanted |= {row._replace(credential=None) for row in wanted if row.principal is not None}
        return [row for row in rows if row in wanted]

    @property
    def chosen(self) -> Subject | None:
        """Whose rights are previewed, which no filter or view takes away."""
        subject = self.session.subject_of(self.last_key) if self.session is not None else None
        return subject if self.session is not None and self.session.has_subject(subject) else None

    def _is_wanted(self, row: UserRow) -> bool:
        return (not self.only_changed or self._is_known_to_change(row)) and self._matches_row(row)

    def _matches_row(self, row: UserRow) -> bool:
        assert self.session is not None
        subject = self.session.subject_of(row)
        user, credential = self.session.entries_of(subject) if subject is not None else (None, None)
        held = [h.role for h in user.roles] if user else []
        linked = self.session.credentials_of(row.principal) if user else filter(None, (credential,))
        scopes = [each.scope or "" for each in linked]
        return self.matches(row.principal or "", row.credential or "", *held, *scopes)

    def is_changed(self, key: UserRow) -> bool:
        if self.session is None:
            return False
        subject = self.session.subject_of(key)
        is_row = key.credential is not None or not self.session.system.has_credentials
        return self.session.user_is_changed(key) or (is_row and self.session.impact_on(subject) is not None)

    def _is_known_to_change(self, row: UserRow) -> bool:
        """The same, as far as it is known of everybody: there may be thousands, and nobody is worked out for it."""
        assert self.session is not None
        subject = self.session.subject_of(row)
        is_known = subject is not None and self.session.is_known_to_change(subject)
        return is_known or self.session.user_is_changed(row)

    def need(self) -> Need:
        if self.session is None:
            return super().need()
        beside = self.frame + self._usual_layout.beside
        whole = max(beside + self._longest, self.frame + self._longest_head)
        return Need(max(FEWEST, min(whole, LEAST)), beside + min(self._longest, ENOUGH_NAME), whole)

    @property
    def _longest(self) -> int:
        """The cells of the longest name with counts beside it."""
        assert self.session is not None
        rows = self.session.user_rows
        if self._measured_names[0] is not rows:
            has_heads = self.session.system.has_credentials
            names = (_name_of(row) for row in rows if row.credential is not None or not has_heads)
            self._measured_names = rows, longest(names)
        return self._measured_names[1]

    @property
    def _longest_head(self) -> int:
        """... and of the longest user's name with its role beside it, where its credentials have the counts."""
        assert self.session is not None
        users = self.session.tenant.principals.values() if self.session.system.has_credentials else ()
        return longest(f"{user.name} {_roles_of(user)}" for user in users)

    @property
    def _whole_layout(self) -> Layout:
        """All columns, each as wide as the numbers of this tenant need.

        What a draft takes is kept until there is none any more: columns must not come and go with keys.
        """
        assert self.session is not None
        session = self.session
        shown = session.saved, session.show_hidden, session.method, session.company
        (before, known), layout = self._laid_out
        if known != (session.outcome, session.knows_impact) or before != shown:
            rooms = layout.rooms if before == shown and session.unsaved else self._rooms()
            rooms = {kind: self._grown(kind, rooms[kind]) for kind in session.system.kinds}
            layout = Layout(len(session.system.kinds), rooms)
            self._laid_out = (shown, (session.outcome, session.knows_impact)), layout
        return layout

    @property
    def _usual_layout(self) -> Layout:
        """The same without counts of what else the system asks, but where the draft changes them."""
        whole = self._whole_layout
        return whole._replace(rooms={kind: room for kind, room in whole.rooms.items() if kind in BOTH or room.changes})

    def _rooms(self) -> dict[str, Room]:
        """As wide as the counts are, without any change of them."""
        assert self.session is not None
        session, heads = self.session, self.session.system.has_credentials
        rows = [row for row in session.user_rows if row.credential is not None or not heads]
        if len(rows) > MOST_COUNTED:
            most = len(f"{session.outcome.policy.answerable.bit_count()}?")
            return {kind: Room(most, 0) for kind in session.system.kinds}
        found = [session.counts(subject) for subject in map(session.subject_of, rows) if subject is not None]
        return {
            kind: Room(max([SHORT_HEAD, *(len(self._number(*count[kind])) for count in found)]), 0)
            for kind in session.system.kinds
        }

    def _grown(self, kind: str, room: Room) -> Room:
        """With room for what the draft changes."""
        assert self.session is not None
        session = self.session
        changed: Iterable[Subject] = session.known_impact if session.outcome is not session.saved else ()
        if session.method == UI and changed:
            changed = [subject for subject in map(session.subject_of, session.user_rows) if subject is not None]
        some = list(islice(changed, MOST_BY_HAND if session.method == UI else MOST_CHANGED))
        numbers = [len(self._number(*session.outcome.count(one, kind, session.show_hidden))) for one in some]
        changes = [len(self._change(subject, kind)) for subject in some]
        return Room(max([room.numbers, *numbers]), max([room.changes, *changes]))

    def _layout(self, width: int) -> Layout:
        """The columns that leave enough of the names: without the letters, or with the counts asked for alone."""
        assert self.session is not None
        whole, usual = self._whole_layout, self._usual_layout
        if width - whole.beside >= self._longest:
            return whole
        asked = {kind: room for kind, room in usual.rooms.items() if kind == self.session.asked}
        asked = asked or {IMPORT: usual.rooms[IMPORT]}
        layouts = usual, usual._replace(letters=0), usual._replace(rooms=asked)
        names = min(self._longest, LEAST_NAME)
        return next((each for each in layouts if width - each.beside >= names), layouts[-1])

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        if self.session is None:
            return None
        layout, kinds = self._layout(width), self.session.system.kinds
        name = " credential" if self.session.system.has_credentials else "user"
        drawn = [(fit(name, width - layout.beside), None)]
        if layout.letters:
            drawn.append((f" {''.join(kind[0].upper() for kind in kinds)}", None))
        for kind, room in layout.rooms.items():
            head = kind if room.numbers >= len(kind) else kind[:SHORT_HEAD]
            drawn.append((f" {head.rjust(room.numbers)}", None))
            drawn.append((f" {fit(f'+{self.symbols.minus}', room.changes, 'right')}" if room.changes else "", None))
        return drawn

    def row_state(self, key: UserRow) -> object:
        assert self.session is not None
        session, subject = self.session, self.session.subject_of(key)
        if subject is None:
            return None
        user, credential = session.entries_of(subject)
        can, could = session.outcome.later(subject), session.saved.later(subject)
        drawn = session.outcome.policy, self.node, session.show_hidden, self._longest, self._whole_layout, session.asked
        return user, credential, can, could, drawn

    def render_row(self, key: UserRow, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        """Everything stands in columns; names give way last."""
        assert self.session is not None
        subject = self.session.subject_of(key)
        if subject is None or (key.credential is None and self.session.system.has_credentials):
            return self._user(key, width)
        counts = self.session.counts(subject)
        if self._says_it_all(key, subject, counts):
            return self._user(key, width)
        layout = self._layout(width)
        drawn = self._named(key, _name_of(key), width - layout.beside)
        if layout.letters:
            drawn += [(" ", None), *self.answer_letters(subject, self.node)]
        for kind, room in layout.rooms.items():
            drawn += self._count(subject, kind, *counts[kind], room)
        return drawn

    def _says_it_all(self, key: UserRow, subject: Subject, counts: Mapping[str, tuple[int, int]]) -> bool:
        """Whether what is remarkable about a user stands in place of counts that are all nothing."""
        assert self.session is not None
        nothing = not any(possible for _, possible in counts.values())
        return key.credential is None and nothing and bool(self._remarkable(key)[0]) and not self._changes(subject)

    def _changes(self, subject: Subject) -> bool:
        """Whether the draft changes anything that the user can do."""
        assert self.session is not None
        return self.session.impact_on(subject) is not None

    def _named(self, key: UserRow, name: str, room: int) -> list[Fragment]:
        """A name, and where the row is the user itself what is remarkable: a glyph always, its word where it fits."""
        glyph, word, style = self._remarkable(key) if key.credential is None else ("", "", Style())
        if not glyph:
            return [(fit(name, room), None)]
        told = f" {glyph} {word}"
        if cell_len(name) + cell_len(told) > room:
            told = f" {glyph}"
        return [(fit(name, room - cell_len(told)), None), (told, style)]

    def _count(self, subject: Subject, kind: str, certain: int, possible: int, room: Room) -> list[Fragment]:
        """How many nodes, ``?`` after what is only possible; then what the draft changes."""
        assert self.session is not None
        quiet = self.style("inherited") if not possible else self.style("warning") if certain != possible else None
        number = self._number(certain, possible)
        if not possible and self.session.outcome.has_part(subject, kind, self.session.show_hidden):
            number = PARTS_ALONE
        drawn: list[Fragment] = [(f" {number.rjust(room.numbers)}", quiet)]
        if room.changes:
            gained, lost, _ = self.session.change(subject, kind)
            style = "gain" if gained > lost else "loss" if lost > gained else "warning"
            drawn.append((f" {self._change(subject, kind).rjust(room.changes)}", self.style(style)))
        return drawn

    def _number(self, certain: int, possible: int) -> str:
        return (f"{certain}" if certain == possible else f"{possible}?") if possible else self.symbols.nothing

    def _change(self, subject: Subject, kind: str) -> str:
        assert self.session is not None
        gained, lost, unsure = self.session.change(subject, kind)
        sure = signed(gained, lost, self.symbols.minus).replace(" ", "") if gained or lost else ""
        return " ".join(filter(None, (sure, f"?{unsure:,}" if unsure else "")))

    def _user(self, key: UserRow, width: int) -> Iterable[Fragment]:
        assert self.session is not None
        user = self.session.tenant.principals[key.principal or ""]
        state, style = self._state(key)
        space = max(width - len(state) - 1, min(cell_len(user.name), width))
        above = self.style("head") if self.session.system.has_credentials else None
        head = above if user.status == "active" else self.style("inherited")
        return [
            (fit(user.name, space), head),
            (f" {fit(state, width - space - 1, 'right')}" if width > space + 1 else "", style),
        ]

    def _state(self, key: UserRow) -> tuple[str, Style]:
        """The word at the right of a user's row: what is remarkable, else its roles."""
        assert self.session is not None
        glyph, word, style = self._remarkable(key)
        if glyph:
            return f"{glyph} {word}", style
        subject = self.session.subject_of(key)
        if subject is not None and subject.credential is None:
            return "no credential", self.style("inherited")
        return _roles_of(self.session.tenant.principals[key.principal or ""]), self.style("inherited")

    def _remarkable(self, key: UserRow) -> tuple[str, str, Style]:
        """What an admin should see of a user at once: a glyph, its word, their style; nothing of most users."""
        assert self.session is not None
        user, subject = self.session.tenant.principals.get(key.principal or ""), self.session.subject_of(key)
        if user is None or subject is None:
            return "", "", Style()
        warning = self.session.outcome.policy.warning(self.session.tenant, subject)
        if user.status != "active":
            has_word = not self.session.system.has_credentials and warning
            return self.symbols.stopped, warning if has_word else user.status, self.style("loss")
        return (self.symbols.flagged, warning, self.style("warning")) if warning else ("", "", Style())


def _name_of(row: UserRow) -> str:
    """What a row is called; a credential stands a cell to the right of its user."""
    if row.credential is None:
        return row.principal or ""
    return f" {row.credential}" if row.principal else row.credential


def _roles_of(user: Principal) -> str:
    """The role of a user by name, or how many there are."""
    held = {assignment.role for assignment in user.roles}
    return next(iter(held)) if len(held) == 1 else f"{len(held)} roles"
