"""One author at work on one tenant: the saved state, the current one, and the way between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from rolescope.rights import edits
from rolescope.rights.changes import Cell
from rolescope.rights.model import Tenant
from rolescope.rights.system import System
from rolescope.rights.tree import Tree
from rolescope.store import drafts, history, news
from rolescope.store.errors import HeadMoved, WorkspaceError
from rolescope.store.kept_draft import KeptDraft, Persist
from rolescope.store.merge import Clash, Conflict, Keep
from rolescope.store.others import Newer, Others
from rolescope.store.rows import BROKEN
from rolescope.store.standing import Standing
from rolescope.store.timeline import Entry, Move, Timeline
from rolescope.store.trees import Trees, system_of
from rolescope.store.workspace import Nodes, Workspace

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit

_ATTEMPTS = 5
"""How often a save starts again because others save at the same moment."""


class Workbench:
    """A tenant with an author's unsaved changes on it; every change is kept on disk as it is made.

    ``saved`` is the tenant at revision ``head``, the one the draft stands on; ``current`` is it with the draft. Both
    are snapshots: they are replaced, never changed.
    """

    def __init__(
        self,
        workspace: Workspace,
        tenant_name: str,
        author: str,
        clock: history.Clock = history.utc_now,
        read_only: bool = False,
        *,
        tree: Tree | None = None,
        persist: Persist | None = None,
        settle: Callable[[], None] | None = None,
        keep_draft: bool = True,
    ) -> None:
        """Load the tenant and the author's draft.

        Args:
            workspace: used in the calling thread alone.
            tenant_name: one of ``workspace.tenant_names()``.
            author: whose draft it is and who saves.
            clock: tells when a revision is made.
            read_only: refuse every change; a workspace that is open read-only does so by itself.
            tree: stands for every catalogue, instead of the system's own and those in the workspace.
            persist: takes each operation in turn and may write it later with ``drafts.persist`` on a workspace of its
                own; writes at once when not given.
            settle: returns when all that ``persist`` took is on disk; called before a save.
            keep_draft: without it, the stored draft is neither read nor written: for one edit as one revision.

        Raises:
            DraftBroken: when the draft cannot be used; ``drafts.drop`` removes it.
            WorkspaceError: when there is no such tenant or it cannot be read.
        """
        self.workspace = workspace
        self.author = author
        self.read_only = read_only or workspace.read_only
        self._clock = clock
        self._settle = settle or (lambda: None)
        self.tree_of = Trees(workspace, tenant_name, tree)
        """Gives the tree of each catalogue that the tenant stood on."""
        self._others = Others(workspace, tenant_name, self.tree_of)
        self.news = None if tree is not None else news.take_in(workspace, tenant_name, clock)
        """The revision in which new nodes of the catalogue arrived just now."""
        persist = persist or (lambda operation: drafts.persist(workspace, operation))
        self._draft = KeptDraft(workspace, tenant_name, author, persist if keep_draft else None)
        self._stand = self._draft.stand(self.tree_of)
        self._follow_news()

    # What there is

    @property
    def tree(self) -> Tree:
        """The tree of the current tenant's catalogue."""
        return self.tree_of(self.current.catalogue)

    @property
    def system(self) -> System:
        """The current tenant's system."""
        return system_of(self.current.name, self.current.system)

    @property
    def head(self) -> int:
        """The number of the revision that the draft stands on."""
        return self._stand.head

    @property
    def saved(self) -> Tenant:
        """The tenant at that revision."""
        return self._stand.saved

    @property
    def current(self) -> Tenant:
        """The tenant with the draft; the very same as ``saved`` where nothing is unsaved."""
        return self._stand.current

    @property
    def unsaved(self) -> int:
        """How many grants, links, fields and settings are not as they are saved."""
        return self._stand.unsaved

    @property
    def draft_entries(self) -> tuple[Entry, ...]:
        """The unsaved edits in order, each with its inverse; none where they come to nothing."""
        return self._timeline.log

    @property
    def _timeline(self) -> Timeline:
        return self._stand.timeline

    @property
    def can_undo(self) -> bool:
        """Whether ``undo`` would do something."""
        return not self.read_only and self._timeline.cursor > 0

    @property
    def can_redo(self) -> bool:
        """Whether ``redo`` would do something."""
        return not self.read_only and self._timeline.cursor < len(self._timeline.steps)

    @property
    def undone(self) -> Edit | None:
        """What was undone last, as it was made: ``redo`` would do it again. None where there is nothing to redo."""
        steps, cursor = self._timeline.steps, self._timeline.cursor
        return steps[cursor].edit if cursor < len(steps) else None

    def behind(self) -> int:
        """How many revisions others have saved since ``head``; asks the file."""
        return self._others.newest() - self.head

    def is_overtaken(self) -> bool:
        """Whether another window of the same author has changed the draft: ``reload``; asks the file."""
        return self._draft.is_overtaken()

    def at(self, number: int) -> Tenant:
        """The tenant as it was after revision ``number``."""
        return history.tenant_at(self.workspace, self.saved.name, number, self.tree_of)

    # Changing

    def do(self, edit: Edit) -> None:
        """Make one edit. Nothing is changed where it raises.

        Raises:
            EditError: when the edit does not fit.
            DraftMoved: when another window changed the draft: ``reload``.
            WorkspaceError: when the workbench is read-only, or the edit cannot be written.
        """
        self._must_be_writable()
        after, inverse = edits.apply(edit, self.current, self.tree)
        self._move(self._timeline.do(edit, inverse).timeline, after)

    def replace(self, tenant: Tenant, nodes: Nodes | None = None) -> None:
        """Replace the whole tenant by one of the same name, as one edit; ``nodes`` is its own catalogue, if any."""
        self._must_be_writable()
        if nodes is not None:
            tenant = replace(tenant, catalogue=self.workspace.add_catalogue(nodes))
        self.do(edits.ReplaceTenant(tenant))

    def undo(self) -> Edit | None:
        """Take the last step back, saved or not; the edit that did so, None where there was nothing to undo."""
        return self._step(self._timeline.undo)

    def redo(self) -> Edit | None:
        """Do the last undone step again; the edit that did so, None where there was nothing to redo."""
        return self._step(self._timeline.redo)

    def discard(self) -> None:
        """Drop all unsaved edits; one step, which ``undo`` takes back."""
        self._must_be_writable()
        if not self.unsaved:
            return
        edit: Edit = edits.Batch("discard", tuple(entry.inverse for entry in reversed(self._timeline.log)))
        if self.saved.catalogue != self.current.catalogue:
            edit = edits.ReplaceTenant(self.saved)
        _, inverse = edits.apply(edit, self.current, self.tree)
        self._move(self._timeline.discard(edit, inverse).timeline, self.saved)

    def revert(self, number: int) -> None:
        """Take back what revision ``number`` changed, as one unsaved edit, and nothing that came after it.

        Raises:
            Conflict: when some of it was changed again since.
            WorkspaceError: when there is nothing to take back.
        """
        self._must_be_writable()
        if number == 1:
            raise WorkspaceError(f"revision 1 made {self.saved.name!r}: there is nothing before it")
        pairs = self._others.taken_back(number, self.current)
        if not pairs:
            raise WorkspaceError(f"nothing of revision {number} is left to take back")
        self.do(edits.Batch(f"revert revision {number}", tuple(edit for edit, _ in pairs)))

    # Saving

    def newer(self) -> Newer | None:
        """What others saved since ``head``, and the draft put onto it, for ``step_onto``; None where nobody did.

        Asks the file and changes nothing, so that it may be called in another thread than the one that edits.

        Raises:
            Conflict: when others changed the same cells: ``clashes``, ``resolve``.
        """
        found = self._others.newer(self._stand)
        if found is not None:
            self.tree_of(found.after.current.catalogue)
        return found

    def step_onto(self, newer: Newer) -> bool:
        """Stand on what others saved, unless something was edited since that was looked up; whether it is so now."""
        if self._stand is not newer.before:
            return False
        if self.read_only or (newer.before.timeline == newer.after.timeline == Timeline()):
            self._stand = newer.after
        else:
            self._go_on(newer.after)
        return True

    def save(self, reason: str, merge: bool = True) -> history.Revision:
        """Make the unsaved edits a revision. Where others saved other cells meanwhile, the edits go on top of theirs.

        Args:
            reason: what for.
            merge: without it that is left to the caller, who may want to look at what the edits do now: ``newer``.

        Raises:
            HeadMoved: when others saved meanwhile, and nothing was to be merged.
            Conflict: when others changed the same cells: ``clashes``, ``resolve``. The draft is as it was.
            DraftMoved: when another window changed the draft: ``reload``.
            WorkspaceError: when there is nothing to save, no reason, or the file cannot be written.
        """
        self._must_be_writable()
        if not reason.strip():
            raise WorkspaceError("a revision needs a reason")
        if not self.unsaved:
            raise WorkspaceError(f"there is nothing to save in {self.current.name!r}")
        for _ in range(_ATTEMPTS):
            self._settle()
            try:
                return self._save(reason)
            except HeadMoved:
                if not merge:
                    raise
                self._rebase()
            if not self.unsaved:
                raise WorkspaceError("others have saved the same changes already: nothing is left to save")
        raise WorkspaceError(f"others keep saving {self.saved.name!r}: try again in a moment")

    def clashes(self) -> list[Clash]:
        """The cells that both the draft and newer revisions changed, still to be chosen; asks the file."""
        return self._others.clashes(self._stand)

    def saved_by(self, cell: Cell) -> history.Revision | None:
        """The newest revision after ``head`` that changed a cell, without its edits; asks the file."""
        return self._others.saved_by(cell, self.head)

    def resolve(self, keep: Keep, cell: Cell | None = None) -> list[Clash]:
        """Choose for one cell, or for all that are open; the clashes still open.

        Once none is open the draft stands on the newest revision, chosen changes included, and can be looked at before
        it is saved. A choice is asked again where the other side changed once more.
        """
        self._must_be_writable()
        left = self._others.choose(keep, cell, self._stand)
        if not left:
            self._rebase()
        return left

    def reload(self) -> None:
        """Read the tenant and the draft again: after DraftMoved, or to see what others saved."""
        self._others.forget_choices()
        self._stand = self._draft.stand(self.tree_of)
        self._read_tree()

    # Inside

    def _read_tree(self) -> None:
        """Now: whoever asks for it later may be in another thread than the one that reads the file."""
        self.tree_of(self.current.catalogue)

    def _follow_news(self) -> None:
        """Put a draft that only the arrival of new nodes has overtaken onto it, or its preview would be too wide."""
        if not self.read_only and self._others.only_news_after(self.head):
            with suppress(Conflict):
                self._rebase()

    def _must_be_writable(self) -> None:
        if self.read_only:
            raise WorkspaceError(f"{self.workspace.path} is open read-only: nothing can be changed")

    def _step(self, way: Callable[[], Move | None]) -> Edit | None:
        self._must_be_writable()
        move = way()
        if move is None:
            return None
        try:
            after, _ = edits.apply(move.edit, self.current, self.tree)
        except BROKEN as error:
            raise drafts.broken(self.author, error) from error
        self._move(move.timeline, after)
        return move.edit

    def _move(self, timeline: Timeline, after: Tenant) -> None:
        """Hand the change on first: where that raises, nothing has happened here either."""
        if (after.name, after.system) != (self.saved.name, self.saved.system):
            raise WorkspaceError(f"{self.saved.name!r} cannot become a tenant of another name or system")
        self._go_on(Standing.on(self.head, self.saved, timeline, after))

    def _go_on(self, standing: Standing) -> None:
        self._draft.write(standing)
        self._stand = standing

    def _save(self, reason: str) -> history.Revision:
        pairs = [(entry.edit, entry.inverse) for entry in self._timeline.log]
        entry = history.NewRevision(self.head, self.author, self._clock(), reason, pairs)
        after = Standing.clean(self.head + 1, self.current, self._timeline)
        draft = self._draft.operation(after)
        revision = history.save(self.workspace, self._draft.tenant_id, self.saved, self.current, entry, draft)
        self._draft.wrote(after)
        self._stand = after
        return revision

    def _rebase(self) -> None:
        """Put the draft onto the newest revision.

        Raises:
            Conflict: where something is still to be chosen.
        """
        self._go_on(self._others.rebased(self._stand))
        self._others.forget_choices()
        self._read_tree()
