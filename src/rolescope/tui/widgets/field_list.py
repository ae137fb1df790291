"""The fields pane: the fields of the chosen screen with level, attribute and the chosen user's answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rolescope.rights.planes import between
from rolescope.tui.actions import FIELDS
from rolescope.tui.text import Fragment, fit
from rolescope.tui.widgets.pane import Pane, level_room

if TYPE_CHECKING:
    from rolescope.rights.model import Subject

ANSWERS, MARKS = 3, 4


class FieldList(Pane[int]):
    """The fields of one screen, or what stands directly below a branch. Rows are node numbers."""

    AREA, TITLE, NUMBER = FIELDS, "Fields", 4

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.role: str | None = None
        self.screen_node: int | None = None
        self.subject: Subject | None = None
        self.only: int | None = None

    def show(self, role: str | None, screen_node: int | None, subject: Subject | None) -> None:
        """Show another role, screen or user."""
        same = screen_node == self.screen_node
        self.role, self.screen_node, self.subject = role, screen_node, subject
        self.set_rows(self.wanted_rows() if self.session else (), keep_cursor=same, redraw=True)
        self.retitle()

    def heading(self) -> str:
        if self.session is None or self.screen_node is None:
            return self.TITLE
        word = "Fields of" if any(self.session.parts >> node & 1 for node in self._listed) else "Inside"
        return f"{word} {self.session.tree.nodes[self.screen_node].name}"

    @property
    def _listed(self) -> list[int]:
        """The fields of the screen; where it has none, what stands directly below it."""
        assert self.session is not None
        if self.screen_node is None:
            return []
        children = list(self.session.tree.children(self.screen_node))
        return [node for node in children if self.session.parts >> node & 1] or children

    def wanted_rows(self) -> Sequence[int]:
        assert self.session is not None
        nodes = self._listed
        hidden = 0 if self.session.show_hidden else self.session.outcome.policy.hidden
        shown = [node for node in nodes if self._is_wanted(node, hidden)]
        left_out = sum(1 for node in nodes if hidden >> node & 1)
        if self.only_changed or self.only is not None:
            nothing = "nothing changed here" if self.only_changed else "nothing in reach here"
        else:
            nothing = f"{left_out} hidden fields (. shows them)" if left_out else "nothing below"
        self.empty_text = self.no_match("field") or nothing
        return shown

    def _is_wanted(self, node: int, hidden: int) -> bool:
        assert self.session is not None
        found = self.session.tree.nodes[node]
        if hidden >> node & 1 and not self.is_changed(node) and not self.filter_text:
            return False
        if self.only_changed and not self.is_changed(node):
            return False
        if self.only is not None and self.session.parts >> node & 1 and not self.only >> node & 1:
            return False
        return self.matches(found.name, *self.session.system.other_names(found))

    def is_changed(self, key: int) -> bool:
        return bool(self.session and self.role and self.session.changed_nodes(self.role) >> key & 1)

    def render_header(self, width: int) -> Iterable[Fragment] | None:
        if not self.rows:
            return None
        room = level_room(width, MARKS + ANSWERS + 18)
        space = max(0, width - room - MARKS - ANSWERS)
        return [(fit("name", space), None), (fit("   level", room + MARKS), None), (fit("EI", ANSWERS), None)]

    def row_state(self, key: int) -> object:
        assert self.session is not None
        outcome = self.session.outcome
        answers: object = None
        if self.subject is not None:
            result = outcome.effective(self.subject)
            planes = (*result.yes.values(), *result.partly.values(), *result.unknown.values())
            answers = outcome.policy, between(planes, key, outcome.tree.end[key])
        return self.session, self.role_state(self.role, key), answers

    def render_row(self, key: int, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        assert self.session is not None
        room = level_room(width, MARKS + ANSWERS + 18)
        tree = self.session.tree
        return [
            (fit(tree.nodes[key].name, max(0, width - room - MARKS - ANSWERS - 1)), None),
            (" ", None),
            *(self.level_fragments(self.role, key, False, room) if self.role else ()),
            (fit(self.session.system.badge(tree, key), MARKS), self.style_of("row-list--dim")),
            *(self.answer_letters(self.subject, key) if self.subject else ()),
        ]
