"""Details of a node: what is known of it, what every role says there, and what every API user can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult

from rolescope.rights.system import EXPORT, IMPORT, level_of
from rolescope.tui.glyphs import Glyphs
from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.session import Session
from rolescope.tui.telling import who
from rolescope.tui.widgets.text_rows import TextLine, TextRows


class Detail(Dialog[None]):
    """Facts, levels and answers in one scrollable view."""

    DEFAULT_CSS = """
    Detail TextRows { height: 1fr; }
    """
    KEYS: ClassVar[str] = "up and down scroll · escape close"

    def __init__(self, session: Session, node: int, symbols: Glyphs) -> None:
        super().__init__(session.tree.nodes[node].name)
        self.session, self.node, self.symbols = session, node, symbols

    def compose(self) -> ComposeResult:
        """All of it."""
        with self.box("tall wide"):
            yield TextRows([*self._facts(), *self._roles(), *self._users()])

    def _facts(self) -> Iterator[TextLine]:
        tree = self.session.tree
        yield tree.path(self.node), "dim"
        for fact in self.session.system.facts(tree, self.node):
            yield f"{fact.title:<14} {fact.text}", ""

    def _roles(self) -> Iterator[TextLine]:
        yield "", ""
        yield "Roles", "head"
        session, tree = self.session, self.session.tree
        for name, compiled in session.outcome.compiled.items():
            held = frozenset(session.system.rights[number] for number in compiled.own.at(self.node))
            level = level_of(session.system, held)
            decider = compiled.decider(self.node, tree)
            if decider == self.node:
                source = "own"
            elif decider >= 0:
                source = f"{self.symbols.inherited} from {tree.nodes[decider].name}"
            else:
                source = "nothing said here or above"
            closing = compiled.closed_by(self.node, tree) if session.outcome.policy.gate else -1
            shut = f", {self.symbols.closed} closed by {tree.nodes[closing].name}" if closing >= 0 else ""
            yield f"{name}: {level.title if level else '?'}, {source}{shut}", ""

    def _users(self) -> Iterator[TextLine]:
        yield "", ""
        yield "API users", "head"
        outcome = self.session.outcome
        for subject in outcome.subjects:
            answers = [f"{kind} {outcome.answer(subject, self.node, kind)}" for kind in (EXPORT, IMPORT)]
            certain, possible = outcome.rights_at(subject, self.node)
            rights = ", ".join(right for right in self.session.system.rights if right in certain) or "no right"
            unsure = ", ".join(right for right in self.session.system.rights if right in possible)
            yield f"{who(subject)}: {', '.join(answers)} ({rights}{'; unknown: ' + unsure if unsure else ''})", ""
