"""Making a workspace with what belongs into it: it appears under its name when it is complete, or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rolescope.store.connection import beside
from rolescope.store.errors import WorkspaceError
from rolescope.store.workspace import Workspace

SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""


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
    draft = path.with_name(f".{secrets.token_hex(6)}.rolescope")
    try:
        with _created(draft, path) as workspace:
            yield workspace
        _put_in_place(draft, path, replacing)
    finally:
        for leftover in (draft, *(beside(draft, side) for side in SIDES)):
            with suppress(OSError, ValueError):
                leftover.unlink(missing_ok=True)


def _created(draft: Path, path: Path) -> Workspace:
    try:
        return Workspace.create(draft)
    except WorkspaceError as error:
        raise WorkspaceError(str(error).replace(draft.name, path.name)) from error


def _put_in_place(draft: Path, path: Path, replacing: bool) -> None:
    try:
        if replacing:
            # A log left beside the old file would be taken for one of the new file.
            for old in (path, *(beside(path, side) for side in SIDES)):
                old.unlink(missing_ok=True)
        elif os.path.lexists(path):
            raise WorkspaceError(f"{path} exists already")
        draft.rename(path)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be made: {error.strerror or error}") from error
