"""What all commands share: the main screen they act on, and the refusal of changes in read-only mode."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from rolescope.rights.edits import Batch, Edit
from rolescope.tui.session import Session

if TYPE_CHECKING:
    from textual.screen import Screen

    from rolescope.tui.screens.main import MainScreen

Method = TypeVar("Method", bound=Callable[..., Any])
Result = TypeVar("Result")


def writes(method: Method) -> Method:
    """Refuses a method in read-only mode, with a sentence; what is refused inside is told as well.

    The one place that refuses. ``Action.writes`` says of which commands, for those who offer them; a test holds the two
    together. Methods that only dialogs lead to are guarded here alone.
    """

    @wraps(method)
    def guarded(self: CommandSet, *args: Any) -> Any:
        if self.session.workbench.read_only:
            self.desk.tell("This workspace is open read-only: nothing can be changed.", "warning")
            return None
        with self.desk.rolescope.refusals.told():
            return method(self, *args)
        return None  # refused

    guarded.writes = True  # type: ignore[attr-defined]
    return cast(Method, guarded)


class CommandSet:
    """Some commands of the main screen. They are called by the name in the registry, and only with a session open."""

    def __init__(self, desk: MainScreen) -> None:
        self.desk = desk

    @property
    def session(self) -> Session:
        """What is open."""
        assert self.desk.session is not None
        return self.desk.session

    @property
    def role(self) -> str | None:
        """The role being edited."""
        return self.desk.role

    def key(self, command: str) -> str:
        """The key of a command, for a sentence."""
        return self.desk.rolescope.keys.first(command)

    def do(self, edits: Sequence[Edit], label: str) -> bool:
        """Make edits one step of the draft; a sentence where they do not fit. Whether it was done."""
        if not edits:
            return False
        done = False
        with self.desk.rolescope.refusals.told():
            self.session.do(edits[0] if len(edits) == 1 else Batch(label, tuple(edits)))
            self.desk.rolescope.messages.put_away()  # what was told of the state before holds no more
            self.desk.refresh_all()
            done = True
        return done

    def ask(self, dialog: Screen[Result | None], then: Callable[[Result], object] = lambda result: None) -> None:
        """Show a dialog at once, so that no key typed ahead reaches the panes; ``then`` gets what it gives.

        What goes on in the store afterwards is for ``then`` to ``start``.
        """

        def given(result: Result | None) -> None:
            if result is not None:
                with self.desk.rolescope.refusals.told():
                    then(result)

        self.desk.rolescope.messages.put_away()  # it would lie over the dialog
        self.desk.app.push_screen(dialog, given)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what lets the store change what is open; keys wait for it."""
        self.desk.rolescope.start(work)

    def start_beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what only asks the store, beside the event loop's other work."""
        self.desk.rolescope.start_beside(work)
