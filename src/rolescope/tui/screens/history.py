"""History: the saved revisions, newest first, each with its edits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from rolescope.store import history
from rolescope.tui.glyphs import Glyphs
from rolescope.tui.pages.edits import edit_lines
from rolescope.tui.refusals import refusals
from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.session import Session
from rolescope.tui.store_thread import StoreThread
from rolescope.tui.text import Fragment, TextLine, fit
from rolescope.tui.widgets.row_list import RowList
from rolescope.tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from rolescope.tui.app import RolescopeApp


class RevisionList(RowList[int]):
    """The revisions by number."""

    def __init__(self) -> None:
        super().__init__()
        self.revisions: dict[int, history.Revision] = {}

    def show(self, revisions: list[history.Revision]) -> None:
        """Newest first."""
        self.revisions = {revision.number: revision for revision in revisions}
        self.set_rows(sorted(self.revisions, reverse=True), keep_cursor=False)
        self.refresh_all()

    def render_row(self, key: int, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        revision = self.revisions[key]
        made = revision.made[:16].replace("T", " ") if width > 44 else revision.made[:10]
        return [
            (fit(f"{revision.number}", 4, "right"), None),
            (f"  {made}  ", self.style_of("row-list--dim")),
            (fit(revision.reason, width - len(made) - 8), None),
        ]


class History(Dialog[int]):
    """Gives the number of a revision to revert, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("r", "revert", "Revert as a new edit")]
    DEFAULT_CSS = """
    History {
        Horizontal { height: 1fr; }
        RevisionList { width: 55%; background: transparent; }
        TextRows { width: 1fr; border-left: solid $border-blurred; }
    }
    """
    KEYS = "{up} {down} choose · r revert as a new edit · tab edits · {close} close"

    def __init__(self, session: Session, store: StoreThread, symbols: Glyphs) -> None:
        super().__init__(f"History of {session.tenant.name}")
        self.session, self.store, self.symbols = session, store, symbols

    def compose(self) -> ComposeResult:
        """Revisions and the edits of the chosen one."""
        with self.box("tall wide"), Horizontal():
            yield RevisionList()
            yield TextRows()

    def on_mount(self) -> None:
        """Read the revisions in the store's thread."""
        cast("RolescopeApp", self.app).start_beside(self._read_revisions())

    async def _read_revisions(self) -> None:
        bench = self.session.workbench
        revisions = await self.store.do(lambda: history.revisions(bench.workspace, bench.saved.name))
        if self.is_current:
            self.query_one(RevisionList).show(revisions)
            self.query_one(RevisionList).focus()

    @on(RowList.Highlighted)
    def show_edits(self, event: RowList.Highlighted[int]) -> None:
        """The edits of another revision."""
        if isinstance(event.row_list, RevisionList) and event.key is not None:
            self._read(event.key)

    @work(exclusive=True)
    async def _read(self, number: int) -> None:
        try:
            lines = await self.store.do(lambda: list(self._lines(number)))
        except refusals() as damaged:
            lines = [(str(damaged), "warning")]
        if self.is_current:  # closed meanwhile: nobody is waiting for it
            self.query_one(TextRows).show(lines)

    def _lines(self, number: int) -> Iterator[TextLine]:
        """In the store's thread: what a revision says of itself, and its edits on what was before it."""
        bench = self.session.workbench
        revision = history.revision(bench.workspace, bench.saved.name, number)
        yield f"Revision {revision.number}", "head"
        yield revision.reason, ""
        yield f"by {revision.author}, {revision.made}", "dim"
        yield f"made on revision {revision.parent}" if revision.parent else "the first revision", "dim"
        yield f"chain {revision.hash[:16]}…", "dim"
        yield "", ""
        yield from edit_lines([edit for edit, _ in revision.edits], bench.at(number - 1), self.session)

    def action_revert(self) -> None:
        """Take the chosen revision back, as an unsaved edit."""
        number = self.query_one(RevisionList).cursor_key
        if number is not None:
            self.dismiss(number)
