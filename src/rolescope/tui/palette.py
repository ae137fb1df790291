"""The command palette: every command, role, API user, screen and field by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.markup import escape

from rolescope.tui.actions import ACTIONS, ANYWHERE
from rolescope.tui.nearness import ELSEWHERE, nearness
from rolescope.tui.text import plain
from rolescope.tui.vocabulary import area_title, help_of, holder_word

if TYPE_CHECKING:
    from rolescope.tui.screens.main import MainScreen
    from rolescope.tui.session import UserRow
    from rolescope.tui.widgets.pane import Pane

MOST_NODES = 200
"""Nodes that are shown: the nearest of those whose name has what was typed in it."""

FAR = 1e-6
"""The score of what is found by what it does."""

Command = tuple[str, str, Callable[[], object]]
"""What it is called, what it does, and how to do it."""
Keyed = tuple[str, str, Callable[[], object], str]
"""The same with the keys that do it."""


class Palette(Provider):
    """What can be done, and what can be gone to."""

    @property
    def desk(self) -> MainScreen:
        """The main screen below the palette."""
        return cast("MainScreen", self.screen)

    async def discover(self) -> Hits:
        """All commands, before anything is typed."""
        for name, text, run, keys in (*self._actions(), *self._display()):
            yield DiscoveryHit(_prompt(name, keys), run, text=name, help=escape(text))

    async def search(self, query: str) -> Hits:
        """Commands, roles, users and nodes whose names match, the nearest first, then in the order of the menu.

        What only has the letters in that order comes last, as Textual scores it, and behind that the commands of which
        the name and what they do have every word in them: "delete role".
        """
        matcher, rank, words = self.matcher(query), nearness(query), query.casefold().split()
        keyless = (*self._settings(), *self._people(), *self._nodes(query))
        named = (*self._actions(), *self._display(), *((*command, "") for command in keyless))
        for name, text, run, keys in named:
            score = matcher.match(name)
            if score > 0:
                near = ELSEWHERE - min(rank(name), rank(name.partition(": ")[2]))
                yield Hit(near or score / (1 + score), _prompt(name, keys), run, text=name, help=escape(text))
            elif keys and all(word in f"{name} {text}".casefold() for word in words):
                yield Hit(FAR, _prompt(name, keys), run, text=name, help=escape(text))

    def _display(self) -> Iterator[Keyed]:
        for title, told, run, *_ in self.desk.rolescope.display_commands():
            yield title, told, run, ""

    def _actions(self) -> Iterator[Keyed]:
        for action in ACTIONS:
            if self.desk.offers(action.id):
                session, title = self.desk.session, self.desk.title_of(action.id, action.title)
                where = ", ".join(area_title(session, area) for area in action.areas)
                told = help_of(session, action) if session is not None else action.help
                keys = self.desk.rolescope.keys.all(action.id)
                yield title, f"{told} ({where})", partial(self._run, action.areas, action.id), keys

    def _run(self, areas: tuple[str, ...], command: str) -> None:
        if self.desk.current_pane not in areas and areas[0] != ANYWHERE:
            self.desk.go_to_pane(areas[0])
        self.desk.run_command(command)

    def _settings(self) -> Iterator[Command]:
        session = self.desk.session
        if session is None or session.workbench.read_only:
            return
        for setting in session.system.settings:
            change = partial(self.desk.commands.change_setting, setting.name)
            yield f"Settings: {setting.title}", f"{setting.help} ({setting.rule})", change

    def _people(self) -> Iterator[Command]:
        session = self.desk.session
        if session is None:
            return
        word = holder_word(session)
        for role in session.grant_holders if not session.grants_on_users else ():
            yield plain(f"{word.capitalize()}: {role}"), f"go to the {word}", partial(self._go_to_role, role)
        for row in session.user_rows:
            name = row.credential or row.principal or ""
            kind = "Credential" if row.credential else "API user"
            yield plain(f"{kind}: {name}"), f"go to the {kind}", partial(self._go_to_user, row)

    def _go_to_role(self, role: str) -> None:
        self._go_to_row(self.desk.roles, "roles", role)

    def _go_to_user(self, row: UserRow) -> None:
        self._go_to_row(self.desk.users, "users", row)

    def _go_to_row(self, pane: Pane[Any], name: str, key: object) -> None:
        pane.filter_text = ""
        if pane.index_of(key) is None:
            self.desk.commands.widen()
        self.desk.go_to_pane(name)
        pane.cursor = pane.index_of(key) or 0

    def _nodes(self, query: str) -> Iterator[Command]:
        session = self.desk.session
        if session is None:
            return
        nodes, letters, rank = session.tree.nodes, "".join(query.casefold().split()), nearness(query)
        found = [(rank(n.name), number) for number, n in enumerate(nodes) if letters in _letters(n.name)]
        for _, number in nsmallest(MOST_NODES, found):
            node = nodes[number]
            go = partial(self.desk.commands.go_to, number)
            yield plain(f"{node.kind.capitalize()}: {node.name}"), node.id, go


def _prompt(name: str, keys: str) -> Text:
    """A name with the keys that do the same behind it."""
    return Text.assemble(name, (f"   {keys}" if keys else "", "bold"))


def _letters(name: str) -> str:
    return name.casefold().replace(" ", "")
