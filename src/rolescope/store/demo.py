"""The demo workspace: one payroll company in which each question of the documentation can be asked."""

from __future__ import annotations

from pathlib import Path

from rolescope.resources import data_path
from rolescope.store.errors import WorkspaceError

DEMO_AUTHOR = "rolescope"
"""Who made the demo's first revision."""


def ensure_demo(path: Path, fresh: bool = False) -> Path:
    """The demo workspace, made where it is not there yet.

    Args:
        path: where it is kept. A file that is there stays as the user left it.
        fresh: put a new one in its place, unsaved edits and all.

    Raises:
        WorkspaceError: when it cannot be made.
    """
    if not fresh and path.exists():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be made: {error.strerror or error}") from error
    _make(path)
    return path


def _make(path: Path) -> None:
    from rolescope.store.making import new_workspace
    from rolescope.systems.bundle import read_bundle

    source = data_path("demo.json")
    bundle = read_bundle(source.read_text("utf-8"), source.name)
    with new_workspace(path, replacing=True) as workspace:
        workspace.add_tenant(bundle.tenant, bundle.nodes, author=DEMO_AUTHOR, reason="the demo as it is shipped")
