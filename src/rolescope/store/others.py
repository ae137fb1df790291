"""What others saved of a tenant since the revision that an author works on. Everything here asks the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rolescope.rights.changes import Cell, changed_cells
from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.store import history, news
from rolescope.store.merge import Clash, Keep, Sides, clashes, merged
from rolescope.store.workspace import Workspace

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit


@dataclass(frozen=True, slots=True)
class Rebased:
    """Some edits made again on the newest revision: their pairs, and the tenants before and after them."""

    head: int
    saved: Tenant
    pairs: tuple[history.Pair, ...]
    current: Tenant


class Others:
    """The newest revisions of one tenant, seen from where its author stands."""

    def __init__(self, workspace: Workspace, name: str, trees: history.Trees) -> None:
        self._workspace, self._name, self._trees = workspace, name, trees

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

    def clashes(self, saved: Tenant, current: Tenant) -> list[Clash]:
        """The cells that both ``current`` and newer revisions than ``saved`` changed."""
        _, sides = self._sides(saved, current)
        return clashes(sides, self._tree(sides))

    def saved_by(self, cell: Cell, head: int) -> history.Revision | None:
        """The newest revision after ``head`` that changed a cell, without its edits."""
        for found in reversed(history.revisions(self._workspace, self._name)[head:]):
            if cell in changed_cells(self._at(found.number - 1), self._at(found.number)):
                return found
        return None

    def only_news_after(self, head: int) -> bool:
        """Whether there are newer revisions, and all they did was to let new nodes of the catalogue arrive."""
        later = history.revisions(self._workspace, self._name)[head:]
        return bool(later) and all(revision.author == news.AUTHOR for revision in later)

    def rebased(
        self, saved: Tenant, current: Tenant, edits: Sequence[Edit], choices: Sequence[tuple[Clash, Keep]]
    ) -> Rebased:
        """The edits that lead from ``saved`` to ``current``, made again on the newest revision.

        A choice counts only for a clash that is still the same.

        Raises:
            Conflict: where something is still to be chosen.
        """
        head, sides = self._sides(saved, current)
        tree = self._tree(sides)
        still = clashes(sides, tree)
        chosen = {clash.cell: keep for clash, keep in choices if clash in still}
        pairs, after = merged(sides, edits, tree, chosen)
        return Rebased(head, sides.theirs, tuple(pairs), after)

    def _at(self, number: int) -> Tenant:
        return history.tenant_at(self._workspace, self._name, number, self._trees)

    def _sides(self, saved: Tenant, current: Tenant) -> tuple[int, Sides]:
        with self._workspace.reading():
            return self.newest(), Sides(saved, self._workspace.load(self._name), current)
