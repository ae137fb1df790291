"""The draft on disk as one window knows it: what it has read and written of it, so that it writes only what is new."""

from __future__ import annotations

from collections.abc import Callable

from rolescope.rights import edits
from rolescope.rights.model import Tenant
from rolescope.rights.tree import TreeOf
from rolescope.store import drafts, history
from rolescope.store.errors import WorkspaceError
from rolescope.store.outliving import outliving
from rolescope.store.rows import BROKEN
from rolescope.store.standing import Standing
from rolescope.store.timeline import Timeline
from rolescope.store.workspace import Workspace

Persist = Callable[[drafts.Operation], None]
"""Takes each operation in turn, to write it now or later."""


class KeptDraft:
    """One author's draft of one tenant. Without ``persist`` none is kept: nothing is read or handed on."""

    def __init__(self, workspace: Workspace, tenant: str, author: str, persist: Persist | None) -> None:
        self._workspace, self._tenant, self._author, self._persist = workspace, tenant, author, persist
        self.tenant_id = workspace.tenant_id(tenant)
        self._stored = drafts.Draft()

    def stand(self, trees: TreeOf) -> Standing:
        """The tenant with the draft as both are stored now.

        The draft stands on the revision that it was made on, whatever others saved since.

        Raises:
            DraftBroken: when the draft cannot be used.
            WorkspaceError: when the tenant cannot be read.
        """
        with self._workspace.reading() as connection:
            self.tenant_id = self._workspace.tenant_id(self._tenant)
            head, saved = self._workspace.head(self._tenant), self._workspace.load(self._tenant)
            if self._persist is not None:
                self._stored = drafts.read(connection, self.tenant_id, self._author)
            base, timeline = self._stored.base, self._stored.timeline
            if base != head and not timeline.log:
                timeline = self._outliving(timeline, base, head, saved, trees)
            elif base != head:
                saved, head = self._at(base, head, trees), base
        return Standing.on(head, saved, timeline, self._with_edits(saved, timeline, trees))

    def _outliving(self, timeline: Timeline, base: int, head: int, saved: Tenant, trees: TreeOf) -> Timeline:
        """The steps that can be taken back although others have saved since."""
        if not timeline.steps:
            return timeline
        try:
            before = self._at(base, head, trees)
        except WorkspaceError:  # a damaged history is no reason not to open the tenant
            return Timeline()
        return outliving(timeline, before, saved, trees(saved.catalogue))

    def _at(self, base: int, head: int, trees: TreeOf) -> Tenant:
        if not 0 < base < head:
            raise drafts.broken(self._author, f"it was made on revision {base}")
        return history.tenant_at(self._workspace, self._tenant, base, trees)

    def _with_edits(self, tenant: Tenant, timeline: Timeline, trees: TreeOf) -> Tenant:
        try:
            for entry in timeline.log:
                tenant, _ = edits.apply(entry.edit, tenant, trees(tenant.catalogue))
        except BROKEN as error:
            raise drafts.broken(self._author, error) from error
        return tenant

    def is_overtaken(self) -> bool:
        """Whether another window of the author has changed the stored draft; asks the file."""
        if self._persist is None:
            return False
        with self._workspace.reading() as connection:  # what this window has handed on may not be there yet
            return drafts.version(connection, self.tenant_id, self._author) > self._stored.version

    def write(self, standing: Standing) -> None:
        """Hand on what turns the stored draft into this one; where that raises, nothing is taken for written."""
        operation = self.operation(standing)
        if operation is not None and self._persist is not None:
            self._persist(operation)
            self.wrote(standing)

    def operation(self, standing: Standing) -> drafts.Operation | None:
        """What ``write`` would hand on, for a transaction that writes it together with more; then ``wrote`` it was."""
        if self._persist is None:
            return None
        change = standing.timeline.since(self._stored.timeline)
        return drafts.Operation(self.tenant_id, self._author, self._stored.version, standing.head, change)

    def wrote(self, standing: Standing) -> None:
        """The operation is on disk, or will be before any other."""
        self._stored = drafts.Draft(self._stored.version + 1, standing.head, standing.timeline)
