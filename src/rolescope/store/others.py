"""What others saved of a tenant since the revision that an author works on. Everything here asks the file."""

from __future__ import annotations

from typing import NamedTuple

from rolescope.rights.changes import Cell, changed_cells
from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree, TreeOf
from rolescope.store import history, news
from rolescope.store.merge import Clash, Keep, Sides, clashes, merged
from rolescope.store.outliving import outliving
from rolescope.store.standing import Standing
from rolescope.store.timeline import Timeline
from rolescope.store.workspace import Workspace


class Newer(NamedTuple):
    """Revisions that others saved, oldest first and without edits, and where an author stands before and on them."""

    revisions: tuple[history.Revision, ...]
    before: Standing
    after: Standing


class Others:
    """The newest revisions of one tenant seen from where its author stands, and what the author chose where both clash.

    A choice counts for as long as the clash is the same.
    """

    def __init__(self, workspace: Workspace, name: str, trees: TreeOf) -> None:
        self._workspace, self._name, self._trees = workspace, name, trees
        self._choices: dict[Cell, tuple[Clash, Keep]] = {}

    def newest(self) -> int:
        """The number of the newest revision."""
        return self._workspace.head(self._name)

    def taken_back(self, number: int, current: Tenant) -> list[history.Pair]:
        """The edits with their inverses that take back from ``current`` what one revision changed, and nothing else.

        Raises:
            Conflict: when some of it was changed again since.
        """
        sides = Sides(self._at(number), current, self._at(number - 1))
        edits = [inverse for _, inverse in reversed(history.revision(self._workspace, self._name, number).edits)]
        return merged(sides, edits, self._tree(sides), {})[0]

    def _tree(self, sides: Sides) -> Tree:
        """The tree of the catalogue that counts when the sides are brought together."""
        theirs_is_new = sides.theirs.catalogue != sides.base.catalogue
        return self._trees((sides.theirs if theirs_is_new else sides.mine).catalogue)

    def clashes(self, standing: Standing) -> list[Clash]:
        """The cells that both the draft and newer revisions changed, still to be chosen."""
        _, sides = self._sides(standing)
        return [clash for clash in clashes(sides, self._tree(sides)) if self._choice(clash) is None]

    def _choice(self, clash: Clash) -> Keep | None:
        """What was chosen for a clash; None where nothing was, or it was another one."""
        chosen, keep = self._choices.get(clash.cell, (None, None))
        return keep if chosen == clash else None

    def choose(self, keep: Keep, cell: Cell | None, standing: Standing) -> list[Clash]:
        """Choose for one cell, or for all that are open; the clashes still open."""
        still = self.clashes(standing)
        self._choices |= {clash.cell: (clash, keep) for clash in still if cell in (None, clash.cell)}
        return [clash for clash in still if self._choice(clash) is None]

    def forget_choices(self) -> None:
        """Whatever clashes from here on is asked."""
        self._choices = {}

    def saved_by(self, cell: Cell, head: int) -> history.Revision | None:
        """The newest revision after ``head`` that changed a cell, without its edits."""
        with self._workspace.reading():
            after = self._workspace.load(self._name)
            for found in reversed(history.revisions(self._workspace, self._name)[head:]):
                before = history.before(self._workspace, after, found.number, self._trees)
                if cell in changed_cells(before, after):
                    return found
                after = before
        return None

    def newer(self, standing: Standing) -> Newer | None:
        """What was saved after the revision that a draft stands on, with the draft put onto it; None where nothing was.

        Raises:
            Conflict: where something is still to be chosen.
        """
        if self.newest() == standing.head:
            return None
        after = self.rebased(standing)
        found = history.revisions(self._workspace, self._name)[standing.head : after.head]
        return Newer(tuple(found), standing, after)

    def only_news_after(self, head: int) -> bool:
        """Whether there are newer revisions, and all they did was to let new nodes of the catalogue arrive."""
        later = history.revisions(self._workspace, self._name)[head:]
        return bool(later) and all(revision.author == news.AUTHOR for revision in later)

    def rebased(self, standing: Standing) -> Standing:
        """The draft made again on the newest revision, with what was chosen.

        Raises:
            Conflict: where something is still to be chosen.
        """
        head, sides = self._sides(standing)
        tree = self._tree(sides)
        if not standing.timeline.log:
            return Standing.clean(head, sides.theirs, outliving(standing.timeline, sides.base, sides.theirs, tree))
        still = clashes(sides, tree)
        chosen = {clash.cell: keep for clash in still if (keep := self._choice(clash)) is not None}
        pairs, current = merged(sides, [entry.edit for entry in standing.timeline.log], tree, chosen)
        return Standing.on(head, sides.theirs, Timeline.begun(tuple(pairs)), current)

    def _at(self, number: int) -> Tenant:
        return history.tenant_at(self._workspace, self._name, number, self._trees)

    def _sides(self, standing: Standing) -> tuple[int, Sides]:
        with self._workspace.reading():
            return self.newest(), Sides(standing.saved, self._workspace.load(self._name), standing.current)
