"""The demo workspace: one company a system, in which each question of the documentation can be asked."""

from __future__ import annotations

from pathlib import Path

from rolescope.resources import data_path
from rolescope.store.errors import WorkspaceError

SOURCES = ("demo.json",)
"""The bundles of its tenants, in order."""

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

    bundles = [read_bundle(data_path(name).read_text("utf-8"), name) for name in SOURCES]
    with new_workspace(path, replacing=True) as workspace:
        for bundle in bundles:
            workspace.add_tenant(bundle.tenant, bundle.nodes, author=DEMO_AUTHOR, reason="the demo as it is shipped")
