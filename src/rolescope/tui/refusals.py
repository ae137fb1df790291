"""What the store or an edit refuses, told in its own sentence: the one place through which commands and workers go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rolescope.tui.app import RolescopeApp


def refusals() -> tuple[type[Exception], ...]:
    """What is raised with a sentence for the user. Asked for when something was raised: the first paint needs none."""
    from rolescope.rights.edits import EditError
    from rolescope.store.errors import WorkspaceError

    return WorkspaceError, EditError


class Refusals:
    """Ends what was refused, and nothing else: the panes show what stands then, and the draft is as it was."""

    def __init__(self, app: RolescopeApp) -> None:
        self._app = app

    @contextmanager
    def told(self, tell: Callable[[str], object] | None = None) -> Iterator[None]:
        """Tell what is refused inside; ``tell`` where it is to be told in another way than as an error."""
        try:
            yield
        except refusals() as refused:
            desk = self._app.desk
            if desk.session is not None:
                desk.session.recompute()
                desk.refresh_all()
            (tell or self._tell)(str(refused))

    def _tell(self, sentence: str) -> None:
        self._app.desk.tell(sentence, "error")
