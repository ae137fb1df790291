"""The API users pane: the live preview, one row a credential, grouped under its user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style

from rolescope.rights.model import UI
from rolescope.rights.system import EXPORT, IMPORT, USER
from rolescope.tui.actions import USERS
from rolescope.tui.text import Fragment, fit
from rolescope.tui.widgets.pane import FEWEST, LEAST, Need, Pane, longest, signed

if TYPE_CHECKING:
    from rolescope.rights.model import Principal, Subject
    from rolescope.tui.session import UserRow

BY_HAND = ", by hand (UI)"
"""Follows the title while the users are shown as they come in by hand."""
COUNT, CHANGE, ROOMY = 4, 5, 32
"""Cells of a count and of what the draft changes about it, and those of a row that has room for all of them."""


class UserList(Pane["UserRow"]):
    """API users and credentials, each with its answer at the chosen node and its totals, and what the draft changes."""

    AREA, TITLE, NUMBER, ABOUT = USERS, "API users", 2, USER

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.node = 0
        self._measured_names: tuple[object, int] = (None, 0)

    def look_at(self, node: int) -> None:
        """Show everyone's answer at another node."""
        self.node = node
        self.refresh_all()

    def heading(self) -> str:
        if self.session is None:
            return self.TITLE
        company = f" in {self.session.company}" if self.session.company else ""
        return f"{self.TITLE}{company}{BY_HAND if self.session.method == UI else ''}"

    def amount(self) -> str:
        return f"{len(self.session.tenant.principals):,} users" if self.session else ""

    def wanted_rows(self) -> Sequence[UserRow]:
        assert self.session is not None
        none_yet = f"no API user yet: press {self.keys.first('user.new')}"
        self.empty_text = self.no_match("API user") or self.no_change("API user") or none_yet
        rows = self.session.user_rows
        if not self.only_changed and not self.filter_text:
            return rows
        wanted = {row for row in rows if self._is_wanted(row)}
        # A credential stands below its user, also where only the credential is asked for.
        wanted |= {row._replace(credential=None) for row in wanted if row.principal is not None}
        return [row for row in rows if row in wanted]

    @property
    def chosen(self) -> Subject | None:
        """Whose rights are previewed, which no filter or view takes away."""
        subject = self.session.subject_of(self.last_key) if self.session is not None else None
        return subject if self.session is not None and self.session.has_subject(subject) else None

    def _is_wanted(self, row: UserRow) -> bool:
        assert self.session is not None
        subject = self.session.subject_of(row)
        if self.only_changed and self.session.impact_on(subject) is None and not self.is_changed(row):
            return False
        user = self.session.tenant.principals.get(row.principal or "")
        held = [h.role for h in user.roles] if user else []
        scopes = [c.scope or "" for c in self.session.tenant.credentials.values() if c.principal == row.principal]
        return self.matches(row.principal or "", row.credential or "", *held, *scopes)

    def is_changed(self, key: UserRow) -> bool:
        if self.session is None:
            return False
        subject = self.session.subject_of(key)
        is_row = key.credential is not None or not self.session.system.has_credentials
        return self.session.user_is_changed(key) or (is_row and self.session.impact_on(subject) is not None)

    def need(self) -> Need:
        if self.session is None:
            return super().need()
        whole = self.frame + max(self._longest + self._beside_name(wide=False), self._longest_head)
        return Need(max(FEWEST, min(whole, LEAST)), 0, whole)

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

    def _beside_name(self, wide: bool) -> int:
        """The cells of a row that has counts, besides its name."""
        assert self.session is not None
        return len(self.session.system.kinds) + 2 + 2 * (COUNT + 1) + (CHANGE - 1 if wide else 0)

    def _is_wide(self, width: int) -> bool:
        """Whether what the draft changes has a column of its own: where there is room for it beside every name."""
        return width >= max(ROOMY, self._longest + self._beside_name(wide=True))

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        if self.session is None:
            return None
        wide, kinds = self._is_wide(width), self.session.system.kinds
        totals = (
            "export".rjust(COUNT + 1) + "import".rjust(COUNT + CHANGE) if wide else " exp  imp".rjust(2 * COUNT + 2)
        )
        letters = "".join(kind[0].upper() for kind in kinds)
        name = " credential" if self.session.system.has_credentials else "user"
        return [(fit(name, width - len(letters) - 1 - len(totals)), None), (f"{letters} {totals}", None)]

    def row_state(self, key: UserRow) -> object:
        assert self.session is not None
        session, subject = self.session, self.session.subject_of(key)
        if subject is None:
            return None
        user, credential = session.entries_of(subject)
        can, could = session.outcome.later(subject), session.saved.later(subject)
        return user, credential, session.outcome.policy, self.node, session.show_hidden, self._longest, can, could

    def render_row(self, key: UserRow, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        """The counts stand in columns; a change stands before its count, and takes room from the name only then."""
        assert self.session is not None
        subject = self.session.subject_of(key)
        if subject is None or (key.credential is None and self.session.system.has_credentials):
            return self._user(key, width)
        counts = self.session.counts(subject)
        if self._says_it_all(key, subject, counts):
            return self._user(key, width)
        exported = self._count(subject, EXPORT, *counts[EXPORT])
        imported = self._count(subject, IMPORT, *counts[IMPORT], room=COUNT + CHANGE if self._is_wide(width) else 0)
        here = [*self.answer_letters(subject, self.node), (" ", None)]
        used = sum(len(text) for text, _ in (*here, *exported, *imported))
        name = _name_of(key)
        if cell_len(name) > width - used - 1:
            # A name cut to nothing helps nobody: with both changes on show the columns close up instead.
            exported, imported = _closed_up(exported), _closed_up(imported)
            used = sum(len(text) for text, _ in (*here, *exported, *imported))
        named = self._named(key, name, width - used - 1)
        return [*named, (" ", None), *here, *exported, *imported]

    def _says_it_all(self, key: UserRow, subject: Subject, counts: Mapping[str, tuple[int, int]]) -> bool:
        """Whether what is remarkable about a user stands in place of counts that are all nothing."""
        assert self.session is not None
        nothing = not any(possible for _, possible in counts.values())
        return key.credential is None and nothing and bool(self._remarkable(key)[0]) and not self._changes(subject)

    def _changes(self, subject: Subject) -> bool:
        """Whether the draft changes a count."""
        assert self.session is not None
        return any(any(self.session.change(subject, kind)) for kind in (EXPORT, IMPORT))

    def _named(self, key: UserRow, name: str, room: int) -> list[Fragment]:
        """A name, and where the row is the user itself what is remarkable: a glyph always, its word where it fits."""
        glyph, word, style = self._remarkable(key) if key.credential is None else ("", "", Style())
        if not glyph:
            return [(fit(name, room), None)]
        told = f" {glyph} {word}"
        if cell_len(name) + cell_len(told) > room:
            told = f" {glyph}"
        return [(fit(name, room - cell_len(told)), None), (told, style)]

    def _count(self, subject: Subject, kind: str, certain: int, possible: int, room: int = 0) -> list[Fragment]:
        """What the draft changes, then how many nodes; ``?`` after what is only possible."""
        assert self.session is not None
        gained, lost = self.session.change(subject, kind)
        number = f"{certain}" if certain == possible else f"{possible}?"
        quiet = self.style("inherited") if not possible else self.style("warning") if certain != possible else None
        number = (number if possible else self.symbols.nothing).rjust(COUNT + 1)
        change = signed(gained, lost, self.symbols.minus).replace(" ", "") if gained or lost else ""
        style = "gain" if gained > lost else "loss" if lost > gained else "warning"
        if change and not room and kind == IMPORT:
            number = f" {number.strip()}"  # beside its own count, not beside that of export
        change = change.rjust(max(room - len(number), len(change) + 1 if change else 0))
        return [(change, self.style(style)), (number, quiet)]

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


def _closed_up(columns: list[Fragment]) -> list[Fragment]:
    """Columns one space apart; one without a change before it stays where it is."""
    if not columns[0][0].strip():
        return columns
    return [(f" {text.strip()}", style) for text, style in columns]
