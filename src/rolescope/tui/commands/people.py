"""What the commands on roles, users, groups and credentials share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rolescope.rights.edits import Batch, Edit
from rolescope.rights.model import Principal, Tenant
from rolescope.rights.names import lookalike
from rolescope.rights.people import People
from rolescope.tui.commands.base import CommandSet
from rolescope.tui.lines import begun
from rolescope.tui.pages.impact import effect_lines
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.session import UserRow
from rolescope.tui.text import TextLine


class PeopleSet(CommandSet):
    """Some commands on people."""

    @property
    def people(self) -> People:
        """What the system says of users and roles."""
        return self.session.system.people

    def chosen_user(self, row: UserRow | None) -> Principal | None:
        """The user of a row; None where it is a credential without one."""
        return self.session.tenant.principals.get(row.principal or "") if row else None

    def go_to_user(self, row: UserRow) -> None:
        """Put the cursor on a user or credential."""
        place = self.desk.users.index_of(row)
        if place is not None:
            self.desk.users.cursor = place

    def warn(self, before: Tenant) -> bool:
        """Tell what the system has to say of a change of people that was made; whether it has anything to say."""
        session = self.session
        caution = session.system.caution(before, session.tenant)
        doubts = session.system.doubts(before, session.tenant, session.tree)  # which often begin with a name
        told = [*([sentence(caution)] if caution else []), *(f"{doubt}." for doubt in doubts)]
        for text in told:
            self.desk.tell(text, "warning")
        return bool(told)

    def ask_and_do(self, title: str, edits: Sequence[Edit], then: Callable[[], object] = lambda: None) -> None:
        """Show what edits would change for whom, and make them one step of the draft after a yes.

        The title asks; the step is called by the same words as a statement, for undo and history tell what was done.
        """
        label = f"{title[:1].lower()}{title[1:]}".removesuffix("?")
        session, edit = self.session, edits[0] if len(edits) == 1 else Batch(label, tuple(edits))
        before, left_out = session.outcome, session.left_out
        after = session.engine.evaluate(edit.on(session.tenant, session.tree)[0], before)
        caution = session.system.caution(session.tenant, after.tenant)
        lines, more = begun(effect_lines(before, after, self.desk.symbols, left_out))
        warned: list[TextLine] = [(sentence(caution), "warning")] if caution else []
        self.ask(Confirm(title, [*warned, *lines], more), lambda yes: self.do([edit], label) and then())


def name_error(kind: str, name: str, taken: set[str]) -> str | None:
    """What is wrong with a name, None when nothing is."""
    if not name:
        return f"A {kind} needs a name."
    if name in taken:
        return f"There is already a {kind} named {name}."
    other = lookalike(name, taken)
    return f"Only the case would tell it from the {kind} {other}." if other else None


def sentence(text: str) -> str:
    """A text with a capital at its beginning and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:]}".removesuffix(".") + "."
