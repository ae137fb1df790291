"""The main screen's frame: panes, what is chosen, and bringing everything on screen up to the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from rolescope.rights.edits import Batch, Edit, EditError
from rolescope.rights.explain import Explanation
from rolescope.rights.fixes import Fix, fixes
from rolescope.rights.model import Subject
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.store.errors import WorkspaceError
from rolescope.tui.actions import ANYWHERE, WRITING, bindings
from rolescope.tui.glyphs import UNICODE, Glyphs
from rolescope.tui.session import Session, UserRow
from rolescope.tui.telling import signed
from rolescope.tui.text import plain
from rolescope.tui.widgets.bars import KeyBar, Part, StatusBar, TabBar
from rolescope.tui.widgets.field_list import FieldList
from rolescope.tui.widgets.menu_tree import MenuTree
from rolescope.tui.widgets.pane import Pane
from rolescope.tui.widgets.role_list import RoleList
from rolescope.tui.widgets.row_list import RowList
from rolescope.tui.widgets.user_list import UserList
from rolescope.tui.widgets.why_pane import WhyPane

if TYPE_CHECKING:
    from textual.command import Provider

    from rolescope.tui.app import RolescopeApp

WIDE, TALL = 110, 22
"""The least columns and rows at which all panes are shown at once."""
FIX_DELAY = 0.06
"""Seconds of quiet before fixes are worked out: holding a key down must not wait for them."""

PANES = (("roles", "Roles"), ("users", "API users"), ("menu", "Menu"), ("fields", "Fields"), ("why", "Why"))


def _commands() -> type[Provider]:
    from rolescope.tui.palette import Commands

    return Commands


Method = TypeVar("Method", bound=Callable[..., Any])


def writes(method: Method) -> Method:
    """Refuses an action in read-only mode, with a sentence; the one place where that is decided."""

    @wraps(method)
    def guarded(self: Desk, *args: Any) -> Any:
        if self.session is None:
            return None
        if self.session.workbench.read_only:
            self.tell("This workspace is open read-only: nothing can be changed.", "warning")
            return None
        return method(self, *args)

    guarded.writes = True  # type: ignore[attr-defined]
    return cast(Method, guarded)


class Desk(Screen[None]):
    """All panes with the session they show. The commands stand in the classes built on it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ANYWHERE)]
    COMMANDS: ClassVar = {_commands}

    roles = getters.query_one(RoleList)
    users = getters.query_one(UserList)
    menu = getters.query_one(MenuTree)
    fields = getters.query_one(FieldList)
    why = getters.query_one(WhyPane)
    status = getters.query_one(StatusBar)
    tabs = getters.query_one(TabBar)
    key_bar = getters.query_one(KeyBar)

    def __init__(self) -> None:
        super().__init__()
        self.session: Session | None = None
        self.symbols: Glyphs = UNICODE
        self.node = 0
        self.current_pane = "menu"
        self.found_fixes: Sequence[Fix] | None = None
        self._fix_timer: Timer | None = None

    @property
    def rolescope(self) -> RolescopeApp:
        """The app, typed."""
        return cast("RolescopeApp", self.app)

    def compose(self) -> ComposeResult:
        """All panes; they are empty until a session comes."""
        yield StatusBar()
        yield TabBar(PANES)
        with Horizontal(id="panes"):
            with Vertical(classes="column left"):
                yield RoleList(id="roles")
                yield UserList(id="users")
            with Vertical(classes="column middle"):
                yield MenuTree(id="menu")
            with Vertical(classes="column right"):
                yield FieldList(id="fields")
                yield WhyPane(id="why")
        yield Input(id="filter", placeholder="filter this pane; enter keeps it, escape clears it", compact=True)
        yield StatusBar(id="answer")
        yield KeyBar()

    def on_mount(self) -> None:
        """Quiet until there is data."""
        self.query_one("#filter", Input).cursor_blink = False
        for pane in self.query(Pane):
            pane.empty_text = "loading…"
        self.menu.focus()

    # What is shown

    def show_session(self, session: Session, symbols: Glyphs) -> None:
        """Fill all panes from another session."""
        self.session, self.symbols = session, symbols
        self.node = 0
        self.set_class(symbols is not UNICODE, "ascii")
        for pane in (self.roles, self.users, self.menu, self.fields, self.why):
            pane.filter_text = ""
            pane.use(session, symbols)
        self.menu.fold_below(-1, True)
        if len(session.tree):
            self.menu.fold(0, False)
        self.look(self.node)
        self.refresh_all()

    @property
    def role(self) -> str | None:
        """The role being edited."""
        return self.roles.cursor_key

    @property
    def subject(self) -> Subject | None:
        """Whose rights are previewed in the fields and explained."""
        if self.session is None:
            return None
        subject = self.session.subject_of(self.users.cursor_key)
        return subject if self.session.has_subject(subject) else None

    @property
    def user_row(self) -> UserRow | None:
        """The row under the cursor of the API users."""
        return self.users.cursor_key

    def refresh_all(self) -> None:
        """Bring every pane up to the session: after an edit, an undo, a save."""
        if self.session is None:
            return
        self.roles.rebuild()
        self.users.rebuild()
        self.menu.show_role(self.role)
        self._refresh_reach()
        self.fields.show(self.role, self._screen_node, self.subject)
        self.explain()
        self.refresh_bars()

    def _refresh_reach(self) -> None:
        """Nothing by default; views that depend on rights recompute here."""

    @property
    def _screen_node(self) -> int | None:
        key = self.menu.cursor_key
        return key if self.session is not None else None

    def look(self, node: int) -> None:
        """Make a node the one that everyone's answers and Why are about."""
        self.node = node
        self.users.look_at(node)
        self.explain()
        self.refresh_bars()

    def explain(self) -> None:
        """Show why the chosen user's answer at the chosen node is as it is; fixes follow a moment later."""
        self.found_fixes = None
        explanation = self._explanation()
        self.why.show(explanation, None)
        if self._fix_timer is not None:
            self._fix_timer.stop()
        if explanation is not None:
            self._fix_timer = self.set_timer(FIX_DELAY, lambda: self._find_fixes(explanation))

    def _explanation(self) -> Explanation | None:
        if self.session is None or self.subject is None:
            return None
        return self.session.explain(self.subject, self.node)

    def _find_fixes(self, explanation: Explanation) -> None:
        if self.session is None or explanation is not self.why.explanation:
            return
        self.found_fixes = fixes(self.session.outcome, explanation)
        self.why.show(explanation, self.found_fixes)
        self.key_bar.refresh()

    def refresh_bars(self) -> None:
        """The lines above and below."""
        if self.session is None:
            return
        self.status.show(*self._status(self.session))
        self.tabs.show(self.current_pane)
        self.query_one("#answer", StatusBar).show([(self.why.headline(), "")], [])
        self.key_bar.refresh()

    def _status(self, session: Session) -> tuple[list[Part], list[Part]]:
        tenant, dot = session.tenant, f" {self.symbols.separator} "
        companies = ", ".join(company.code for company in tenant.companies)
        left: list[Part] = [("rolescope", "brand"), (f"  {tenant.name}", ""), (f"  {session.system.title}", "dim")]
        if companies and self.size.width >= 100:
            left.append((f"{dot}{companies}", "dim"))
        if self.role is not None:
            left += [("   role ", "dim"), (self.role, "")]
        right: list[Part] = []
        if session.workbench.read_only:
            right.append((" read-only ", "loud"))
        if session.workbench.unsaved:
            right.append((f"{session.workbench.unsaved} unsaved", "loud"))
            for kind in (IMPORT, EXPORT):
                gained, lost = session.total_change(kind)
                style = "loss" if lost > gained else "gain" if gained > lost else "dim"
                right += [(f"  {kind} ", "dim"), (signed(gained, lost, self.symbols.minus), style)]
        return left, right

    # Doing

    def do(self, edits: Sequence[Edit], label: str) -> bool:
        """Make edits one step of the draft; a sentence where they do not fit. Whether it was done."""
        assert self.session is not None
        if not edits:
            return False
        try:
            self.session.do(edits[0] if len(edits) == 1 else Batch(label, tuple(edits)))
        except (EditError, WorkspaceError) as refused:
            self.tell(str(refused), "error")
            return False
        self.refresh_all()
        return True

    def tell(self, text: str, severity: str = "information") -> None:
        """A short message; text from outside is never markup."""
        self.notify(plain(text), severity=cast(Any, severity), markup=False, timeout=6)

    def offers(self, action: str) -> bool:
        """Whether an action would do something now; the footer asks."""
        name = action.removeprefix("screen.").partition("(")[0]
        if self.session is None:
            return name in ("help", "quit", "workspace")
        bench = self.session.workbench
        if name in WRITING and bench.read_only:
            return False
        needs = {
            "undo": bench.can_undo,
            "redo": bench.can_redo,
            "review": bench.unsaved > 0,
            "discard": bench.unsaved > 0,
            "fix": bool(self.found_fixes),
            "next_company": self.session.company is not None,
            "open_path": self._is_closed(),
        }
        return bool(needs.get(name, True))

    def _is_closed(self) -> bool:
        """Whether the chosen node is closed by a parent in the role being edited."""
        compiled = self.session.compiled(self.role) if self.session and self.role else None
        return bool(compiled and compiled.closed >> self.node & 1)

    # Moving

    @on(RowList.Highlighted)
    def row_highlighted(self, event: RowList.Highlighted[Any]) -> None:
        """Another role, user, screen or field is chosen."""
        if self.session is None:
            return
        if event.row_list is self.roles:
            self.menu.show_role(self.role)
            self.fields.show(self.role, self._screen_node, self.subject)
            self.refresh_bars()
        elif event.row_list is self.users:
            self._refresh_reach()
            self.fields.show(self.role, self._screen_node, self.subject)
            self.explain()
            self.refresh_bars()
        elif event.row_list is self.menu and event.key is not None:
            self.fields.show(self.role, event.key, self.subject)
            self.look(event.key)
        elif event.row_list is self.fields and event.key is not None and self.fields.has_focus:
            self.look(event.key)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane with the focus is the current tab; the fields pane asks about the field under its cursor."""
        focused = event.widget
        if isinstance(focused, Pane) and focused.id:
            self.current_pane = focused.id
            self._mark_current()
            if focused is self.fields and self.fields.cursor_key is not None:
                self.look(self.fields.cursor_key)
            elif focused is self.menu and self.menu.cursor_key is not None and self.node != self.menu.cursor_key:
                self.look(self.menu.cursor_key)
        self.refresh_bars()

    def action_pane(self, pane: str) -> None:
        """Go to a pane."""
        self.current_pane = pane
        self._mark_current()
        self.query_one(f"#{pane}", Pane).focus()

    @on(TabBar.Chosen)
    def tab_chosen(self, event: TabBar.Chosen) -> None:
        """A tab was clicked."""
        self.action_pane(event.pane)

    def _mark_current(self) -> None:
        for pane in self.query(Pane):
            pane.set_class(pane.id == self.current_pane, "current")
            if pane.parent is not None and pane.id == self.current_pane:
                for column in self.query(".column"):
                    column.set_class(column is pane.parent, "current")

    def on_resize(self, event: events.Resize) -> None:
        """Panes become tabs where they do not fit."""
        self.set_class(event.size.width < WIDE or event.size.height < TALL, "narrow")
        self._mark_current()
        self.refresh_bars()
