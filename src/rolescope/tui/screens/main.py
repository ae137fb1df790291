"""The main screen: its panes, what is chosen in them, and bringing them up to the session."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from rolescope.tui import offers, vocabulary
from rolescope.tui.actions import ANYWHERE, BY_ID, bindings
from rolescope.tui.at_rest import AtRest
from rolescope.tui.glyphs import UNICODE, Glyphs
from rolescope.tui.keymap import Keys
from rolescope.tui.messages import Severity
from rolescope.tui.status import status_of
from rolescope.tui.widgets.bars import AnswerBar, KeyBar, StatusBar, TabBar
from rolescope.tui.widgets.columns import Columns
from rolescope.tui.widgets.field_list import FieldList
from rolescope.tui.widgets.filter_line import FilterLine
from rolescope.tui.widgets.menu_tree import MenuTree
from rolescope.tui.widgets.pane import Pane
from rolescope.tui.widgets.role_list import RoleList
from rolescope.tui.widgets.row_list import RowList
from rolescope.tui.widgets.user_list import UserList
from rolescope.tui.widgets.why_pane import WhyPane

if TYPE_CHECKING:  # the names alone: the first paint must not wait for the engine
    from textual.command import Provider

    from rolescope.rights.explain import Explanation
    from rolescope.rights.fixes import Fix
    from rolescope.rights.model import Subject
    from rolescope.rights.piecemeal import Piecemeal
    from rolescope.tui.app import RolescopeApp
    from rolescope.tui.commands import Commands
    from rolescope.tui.session import Session, UserRow

WIDE, TALL = 110, 22
"""The least columns and rows at which all panes are shown at once."""

PANES = (("roles", "Roles"), ("users", "API users"), ("menu", "Menu"), ("fields", "Fields"), ("why", "Why"))


def _palette() -> type[Provider]:
    from rolescope.tui.palette import Palette

    return Palette


class MainScreen(Screen[None]):
    """All panes with the session they show; its keys are carried out by ``rolescope.tui.commands``."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ANYWHERE)]
    COMMANDS: ClassVar = {_palette}
    AUTO_FOCUS: ClassVar[str | None] = ""

    def __init__(self) -> None:
        super().__init__()
        self.roles, self.users = RoleList(id="roles"), UserList(id="users")
        self.menu, self.fields, self.why = MenuTree(id="menu"), FieldList(id="fields"), WhyPane(id="why")
        self.columns = Columns((self.roles, self.users), (self.menu,), (self.fields, self.why), id="panes")
        self.columns.display = False
        self.status, self.tabs = StatusBar(), TabBar(PANES)
        self.answer_bar, self.key_bar = AnswerBar(), KeyBar()
        self.key_bar.offers, self.key_bar.title_of = self.offers, self.title_of
        self.session: Session | None = None
        self.symbols: Glyphs = UNICODE
        self.node = 0
        self.current_pane = "menu"
        self.only_reach = False
        """Whether only what the chosen user can do of what Why asks about is shown."""
        self.found_fixes: Sequence[Fix] | None = None
        self.at_rest = AtRest(self, self._work_at_rest)
        self._all_counted = True
        """Whether the users were drawn knowing of everyone what the draft changes; a review may have counted since."""

    @property
    def rolescope(self) -> RolescopeApp:
        """The app, typed."""
        return cast("RolescopeApp", self.app)

    @cached_property
    def commands(self) -> Commands:
        """What the keys do; not needed before the first of them."""
        from rolescope.tui.commands import Commands

        return Commands(self)

    def compose(self) -> ComposeResult:
        """All panes; they are not painted before there is something in them, which would cost time twice."""
        yield self.status
        yield self.tabs
        yield Static("opening the workspace…", id="opening", markup=False)
        yield self.columns
        yield self.answer_bar
        yield self.key_bar

    # What is shown

    def show_session(self, session: Session, symbols: Glyphs, keys: Keys) -> None:
        """Fill all panes from another session."""
        self.session, self.symbols = session, symbols
        self.node, self.only_reach = 0, False
        with self.app.batch_update(), self.prevent(RowList.Highlighted):
            for pane in (self.roles, self.users, self.menu, self.fields, self.why):
                pane.use(session, symbols, keys)
            self.menu.fold_all_but_first()
            self.users.node = self.node
            self.refresh_all()
            self.query_one("#opening").display = False
            self.columns.display = True
            self.fit_columns()
        self.set_focus(self.pane)

    @property
    def role(self) -> str | None:
        """The role being edited."""
        return self.roles.chosen

    @property
    def subject(self) -> Subject | None:
        """Whose rights are previewed in the fields and explained."""
        return self.users.chosen

    @property
    def user_row(self) -> UserRow | None:
        """The row under the cursor of the API users."""
        return self.users.cursor_key

    def refresh_all(self) -> None:
        """Bring every pane up to the session: after an edit, an undo, a save."""
        if self.session is None:
            return
        if self.node >= len(self.session.tree):
            self.node = self.users.node = 0
        self.tabs.panes = tuple((pane, vocabulary.area_title(self.session, pane)) for pane, _ in PANES)
        self.roles.rebuild()
        self._rebuild_users()
        self.menu.show_role(self.role)
        self._refresh_reach()
        self.fields.show(self.role, self._screen_node, self.subject)
        self.explain()
        self.refresh_bars()

    def _refresh_reach(self) -> None:
        """Narrow menu and fields to what the chosen user can do of what Why asks about, or widen them again."""
        plane, reach = None, ""
        if self.only_reach and self.session is not None and self.subject is not None:
            plane = self.session.outcome.effective(self.subject).maybe[self.session.asked] & ~self.session.left_out
            reach = f"{self.session.asked} of {self.subject.principal or self.subject.credential}"
        self.menu.reach = self.fields.reach = reach
        self.menu.retitle()
        if plane != self.menu.only:
            self.menu.only = self.fields.only = plane
            self.menu.rebuild()

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
        """Show why the chosen user's answer at the chosen node is as it is; the rest follows a moment later."""
        self.found_fixes = None
        explanation = self._explanation()
        self.why.show(explanation, None)
        self.at_rest.wait()

    def _explanation(self) -> Explanation | None:
        if self.session is None or self.subject is None:
            return None
        return self.session.explain(self.subject, self.node)

    def _work_at_rest(self) -> Piecemeal[None]:
        """What follows a moment after a key: room for what is shown, whom the draft concerns besides, fixes."""
        if self.session is None:
            return
        self._fit_unless_typing()
        if not self._all_counted:
            yield from self.session.find_impact()
            self._rebuild_users()
            self._fit_unless_typing()
            self.refresh_bars()
        yield from self._find_fixes()

    def _rebuild_users(self) -> None:
        self.users.rebuild()
        self._all_counted = self.session is not None and self.session.knows_impact

    def _fit_unless_typing(self) -> None:
        """What a filter leaves as one types must not shift everything."""
        if not self.is_typing:
            self.fit_columns()

    def on_screen_resume(self) -> None:
        """A dialog was closed: what it changed may need other columns."""
        if self.session is not None:
            self.fit_columns()

    def fit_columns(self) -> None:
        """Give each column the room that what it shows needs."""
        self.columns.fit(None if self.has_class("narrow") else self.size.width)

    def _find_fixes(self) -> Piecemeal[None]:
        from rolescope.rights.fixes import finding_fixes

        explanation = self.why.explanation
        if self.session is not None and explanation is not None:
            found = yield from finding_fixes(self.session.outcome, explanation)
            self.found_fixes = found
            self.why.show(explanation, found)
            self.key_bar.bring_up_to_date()

    def refresh_bars(self) -> None:
        """The lines above and below."""
        if self.session is None:
            return
        self.status.show(*status_of(self.session, self.role, self.subject, self.size.width, self.symbols))
        self.tabs.show(self.current_pane)
        self.answer_bar.show(self.why.headline())
        self.key_bar.bring_up_to_date()

    # Doing

    @property
    def is_typing(self) -> bool:
        """Whether a dialog or the filter line is open: keys typed ahead belong to it, and must never run commands."""
        return self.app.screen is not self or bool(self.query(FilterLine))

    def action_command(self, command: str) -> None:
        """A key was pressed."""
        if not self.is_typing:
            self.run_command(command)

    def action_command_while_typing(self, command: str) -> None:
        """A key was pressed in the line of a filter, which leaves it to the screen."""
        if self.app.screen is self:
            self.run_command(command)

    def run_command(self, command: str) -> None:
        """Carry out a command by its id in the registry."""
        action, session = BY_ID[command], self.session
        if action.writes and self.rolescope.is_waiting:  # a click: keys wait
            self.tell("One moment: the file is being written.")
            return
        is_open = session is not None and not offers.is_shut(session, action)  # else the method says why not
        if session is not None and is_open and (why := vocabulary.missing(session, action, self.rolescope.keys)):
            self.tell(why, "warning")
        elif session is not None or action.method in offers.WITHOUT_SESSION:
            getattr(self.commands, action.method)(*action.arguments)

    def tell(self, text: str, severity: Severity = "information") -> None:
        """A short message; text from outside is never markup."""
        self.rolescope.messages.tell(text, severity)

    def offers(self, command: str | None) -> bool:
        """Whether a command would do something now; footer and palette ask."""
        return offers.offered(self, command)

    def title_of(self, command: str, title: str) -> str:
        """A command's name in footer, palette and help: the system's own where it has one."""
        action = BY_ID.get(command)
        return title if self.session is None or action is None else vocabulary.title_of(self.session, action)

    # Moving

    @on(RowList.Highlighted)
    def row_highlighted(self, event: RowList.Highlighted[Any]) -> None:
        """Another role, user, screen or field is chosen; told late, it may be another one already."""
        if self.session is None or event.key != event.row_list.cursor_key:
            return
        if event.row_list is self.roles:
            self._follow_role()
            self.menu.show_role(self.role)
            self.fields.show(self.role, self._screen_node, self.subject)
            self.refresh_bars()
        elif event.row_list is self.users:
            self._follow_user()
            self._refresh_reach()
            self.fields.show(self.role, self._screen_node, self.subject)
            self.explain()
            self.refresh_bars()
        elif event.row_list is self.menu and event.key is not None:
            self.fields.show(self.role, event.key, self.subject)
            # Told late, it must not take the eye off a field that was gone to meanwhile.
            field = self.fields.cursor_key if self.current_pane == "fields" else None
            self.look(event.key if field is None else field)
        elif event.row_list is self.fields and event.key is not None and self.current_pane == "fields":
            # While a filter is typed the pane has no focus, and is looked at all the same.
            self.look(event.key)

    def _follow(self) -> None:
        """Before another pane is gone to: of a row that was gone to just now it is told later."""
        if self.current_pane == "roles":
            self._follow_role()
        elif self.current_pane == "users":
            self._follow_user()

    @property
    def _own_grants(self) -> bool:
        """Whether what grants stand in is one user's own."""
        return self.session is not None and (self.session.system.people.own_roles or self.session.grants_on_users)

    def _follow_role(self) -> None:
        """Where a role is one user's own, as an access record is, the user is chosen with it."""
        if self.session is None or not self._own_grants or self.current_pane != "roles":
            return
        from rolescope.tui.session import UserRow

        row = self.users.index_of(UserRow(self.role))
        self.users.cursor = self.users.cursor if row is None else row

    def _follow_user(self) -> None:
        """... and the user's own role with the user: what is edited is what is looked at."""
        if self.session is None or not self._own_grants or self.current_pane == "roles":
            return
        name = self.user_row.principal if self.user_row is not None else None
        row = self.roles.index_of(name) if name is not None else None
        self.roles.cursor = self.roles.cursor if row is None else row

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane with the focus is the current tab; the fields pane asks about the field under its cursor."""
        focused = event.widget
        if focused is not self.focused:  # told late: the focus has gone on meanwhile
            return
        if isinstance(focused, Pane) and focused.id:
            if focused.id != self.current_pane:
                self._follow()
            self.current_pane = focused.id
            self._mark_current()
            if focused is self.fields and self.fields.cursor_key is not None:
                self.look(self.fields.cursor_key)
            elif focused is self.menu and self.menu.cursor_key is not None and self.node != self.menu.cursor_key:
                self.look(self.menu.cursor_key)
        self.refresh_bars()

    @property
    def pane(self) -> Pane[Any]:
        """The pane that has the focus, or had it last."""
        found: Pane[Any] = self.query_one(f"#{self.current_pane}", Pane)
        return found

    def go_to_pane(self, name: str) -> None:
        """Go to a pane."""
        self._follow()
        self.current_pane = name
        self._mark_current()
        # Now and not with the next message: a key typed ahead must not reach the pane of before.
        self.set_focus(self.pane)

    @on(RowList.Activated)
    def row_activated(self, event: RowList.Activated[Any]) -> None:
        """Enter, or a second click."""
        if self.session is not None and event.row_list.id is not None:
            self.commands.enter(event.row_list.id)

    @on(TabBar.Chosen)
    def tab_chosen(self, event: TabBar.Chosen) -> None:
        """A tab was clicked."""
        self.go_to_pane(event.pane)

    def _mark_current(self) -> None:
        for pane in self.query(Pane):
            pane.set_class(pane.id == self.current_pane, "current")
            if pane.parent is not None and pane.id == self.current_pane:
                for column in self.query(".column"):
                    column.set_class(column is pane.parent, "current")

    def on_resize(self, event: events.Resize) -> None:
        """Panes become tabs where they do not fit."""
        self.set_class(event.size.width < WIDE or event.size.height < TALL, "narrow")
        if self.session is not None:
            self.fit_columns()
        self._mark_current()
        self.refresh_bars()
