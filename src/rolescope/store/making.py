"""Making a workspace with what belongs into it: it appears under its name when it is complete, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rolescope.store.connection import draft_beside, made, put_in_place
from rolescope.store.errors import WorkspaceError
from rolescope.store.workspace import Workspace


@contextmanager
def new_workspace(path: Path, replacing: bool = False) -> Iterator[Workspace]:
    """An empty workspace to fill; it gets its name when the block ends well, and vanishes where it raises.

    Args:
        path: where it is to be.
        replacing: put it in the place of a file that is there.

    Raises:
        WorkspaceError: when it cannot be made, or something stands there already.
    """
    if not replacing and os.path.lexists(path):
        raise WorkspaceError(f"{path} exists already")
    with draft_beside(path) as draft:
        with _created(draft, path) as workspace:
            yield workspace
        with made(path):
            put_in_place(draft, path, replacing)


def _created(draft: Path, path: Path) -> Workspace:
    try:
        return Workspace.create(draft)
    except WorkspaceError as error:
        raise WorkspaceError(str(error).replace(draft.name, path.name)) from error
