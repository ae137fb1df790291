"""The demo workspace: one company a system, in which each question of the documentation can be asked."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from rolescope.resources import data_path
from rolescope.store.errors import WorkspaceError

if TYPE_CHECKING:
    from rolescope.store.workspace import Workspace

SOURCES = {"Demo Payroll": "demo.json", "Demo Finance": "demo-intacct.json", "Demo Business": "demo-keypay.json"}
"""The tenants in order, each with the bundle that it is made from."""

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
    from rolescope.store.making import new_workspace

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be made: {error.strerror or error}") from error
    with new_workspace(path, replacing=True) as workspace:
        _add(workspace, SOURCES)
    return path


def complete_demo(workspace: Workspace) -> None:
    """Add the tenants that the demo has got since this workspace was made; what is there stays as the user left it.

    A tenant that was removed does not come back, and nothing is added to a workspace that is open read-only.
    """
    if not workspace.read_only:
        held = workspace.names_ever()
        _add(workspace, [name for name in SOURCES if name not in held])


def _add(workspace: Workspace, names: Collection[str]) -> None:
    if not names:
        return
    from rolescope.systems.bundle import read_bundle

    with workspace.writing():
        for name in names:
            bundle = read_bundle(data_path(SOURCES[name]).read_text("utf-8"), SOURCES[name])
            reason = "the demo as it is shipped"
            workspace.add_tenant(bundle.tenant, bundle.nodes, author=DEMO_AUTHOR, reason=reason)
