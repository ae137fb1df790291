"""Opening a workspace for the app: all of it runs in the store's thread, and imports what is heavy there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rolescope.places import author, demo_workspace, last_tenant
from rolescope.tui.store_thread import StoreThread

if TYPE_CHECKING:
    from rolescope.store.workspace import TenantLine, Workspace
    from rolescope.tui.session import Session


class Wanted(NamedTuple):
    """What is to be opened; without a path and not the demo, nothing yet."""

    path: Path | None = None
    tenant: str | None = None
    demo: bool = False
    """The demo, at its path or at its usual one; what is missing of it is made."""
    fresh: bool = False
    """The demo made anew, whatever was edited in it."""

    @property
    def is_something(self) -> bool:
        """Whether there is anything to open."""
        return self.demo or self.path is not None


class Opener:
    """Opens what is wanted, and keeps the workspace that is open."""

    def __init__(
        self, wanted: Wanted, read_only: bool, store: StoreThread, not_written: Callable[[Exception], None]
    ) -> None:
        """``not_written`` is called in the store's thread where an edit did not reach the disk."""
        self.wanted, self.read_only = wanted, read_only
        self._store, self._not_written = store, not_written
        self._workspace: Workspace | None = None
        self.tenants: list[TenantLine] = []
        """The tenants of the open workspace, as they were when it was opened."""

    @property
    def path(self) -> Path | None:
        """Where the open workspace is; before one is open, where it is wanted."""
        return self.wanted.path if self._workspace is None else self._workspace.path

    def opened(self) -> Session:
        """Open it, and close what was open before.

        Raises:
            DraftBroken: when the draft cannot be used; ``drop_draft`` removes it.
            WorkspaceError: when it cannot be opened; what was open stays so.
        """
        from rolescope.store.demo import complete_demo, ensure_demo
        from rolescope.store.errors import WorkspaceError
        from rolescope.store.workspace import Workspace

        path, demo = self.wanted.path, self.wanted.demo
        if demo:
            path = ensure_demo(path or demo_workspace(), self.wanted.fresh)
        assert path is not None
        self.wanted = self.wanted._replace(path=path, fresh=False)
        workspace = Workspace.open(path, read_only=self.read_only)
        try:
            if demo:
                complete_demo(workspace)
            session = self._session(workspace, self._tenant_of(workspace))
        except WorkspaceError:
            workspace.close()
            raise
        if self._workspace is not None:
            self._workspace.close()
        self._workspace, self.tenants = workspace, workspace.tenants(author())
        return session

    def drop_draft(self) -> None:
        """Remove the stored draft of the tenant that is wanted."""
        from rolescope.store import drafts
        from rolescope.store.workspace import Workspace

        assert self.wanted.path is not None
        with Workspace.open(self.wanted.path) as workspace:
            drafts.drop(workspace, self._tenant_of(workspace), author())

    def _tenant_of(self, workspace: Workspace) -> str:
        """The tenant asked for, else the one that was open last, else the first."""
        from rolescope.store.errors import WorkspaceError

        path, wanted = workspace.path, self.wanted.tenant
        names = [name for name, _ in workspace.tenant_names()]
        if not names:
            raise WorkspaceError(f"{path} holds no tenant yet: add one with rolescope new")
        if wanted is not None and wanted not in names:
            raise WorkspaceError(f"there is no tenant {wanted!r} in {path}; it holds {', '.join(names)}")
        last = last_tenant(path)
        return wanted or (last if last in names else names[0])

    def _session(self, workspace: Workspace, name: str) -> Session:
        from rolescope.store import drafts
        from rolescope.store.errors import WorkspaceError
        from rolescope.store.workbench import Workbench
        from rolescope.tui.session import Session

        opened = _file_id(workspace.path)

        def must_be_the_same_file() -> None:
            # SQLite would go on writing to a file that was removed, for nobody to read.
            if _file_id(workspace.path) != opened:
                raise WorkspaceError(f"{workspace.path} was removed or replaced: open it again to go on")

        def write(operation: drafts.Operation) -> None:
            must_be_the_same_file()
            drafts.persist(workspace, operation)

        def persist(operation: drafts.Operation) -> None:
            self._store.later(lambda: write(operation), self._not_written)

        def settle() -> None:
            self._store.settle()
            must_be_the_same_file()

        bench = Workbench(workspace, name, author(), read_only=self.read_only, persist=persist, settle=settle)
        return Session(bench)


def _file_id(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
