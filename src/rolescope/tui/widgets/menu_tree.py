"""The menu pane: the catalogue's branches and screens as a foldable tree over the preorder numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rolescope.rights.planes import bits, plane_of
from rolescope.tui.actions import MENU
from rolescope.tui.text import Fragment, fit
from rolescope.tui.widgets.pane import LEVEL_WIDTH, NARROW_LEVEL_WIDTH, Need, Pane, level_room, longest

if TYPE_CHECKING:
    from rolescope.rights.tree import Node, Tree

COUNT_ROOM = 3
"""Cells that most numbers of rights granted need, where there are no levels."""


EMPTY_MENU, LEAST_MENU, LEAST_LEVELS, ENOUGH_NAME = 22, 26, 35, 24
"""Cells of the pane in any case, those beside a grid and with a column of levels; and those that do for most names."""


class MenuTree(Pane[int]):
    """The tree with the chosen role's level at each node. Rows are node numbers; only what is unfolded has a row."""

    AREA, TITLE, NUMBER = MENU, "Menu", 3

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.role: str | None = None
        self._unfolded = 0
        self._unfolded_hits = 0
        """What is unfolded of what a filter finds, which shows no more than that to begin with."""
        self._foldable = 0
        self._rows_plane = 0
        """The rows as a plane, where there is a filter or view."""
        self._changed_within = 0
        self._outline: tuple[Tree | None, int, tuple[int, ...]] = (None, 0, ())
        """The rows without filter and view, for a tree and what is unfolded of it."""

    def show_role(self, role: str | None) -> None:
        """Draw another role's levels."""
        self.role = role
        self.rebuild()

    def wanted_rows(self) -> Sequence[int]:
        assert self.session is not None
        tree = self.session.tree
        menu = tree.full & ~self.session.parts
        self._changed_within = self._changed_and_above()
        if self._outline[0] is not tree:
            self._foldable = plane_of({tree.parent[n] for n in bits(menu) if tree.parent[n] >= 0}, len(tree))
        if self._outline[:2] != (tree, self._unfolded):
            self._outline = tree, self._unfolded, tuple(self._outlined(tree, menu))
        wanted = self._wanted_plane(menu)
        self.empty_text = self.no_match("screen") or self.nothing_to_show("")
        if self.filter_text and not self.filter_fault:  # fields have no rows here
            self.empty_text += f"; {self.keys.first('view.find')} finds in the whole tree"
        if wanted is None:
            return self._outline[2]
        self._rows_plane = self._with_ancestors(wanted) & menu
        for node in bits(self._unfolded_hits if self._shows_insides else 0):  # from above: what is inside may be one
            if self._rows_plane >> node & 1:
                self._rows_plane |= plane_of(tree.children(node), len(tree)) & menu
        return tuple(bits(self._rows_plane))

    @property
    def _shows_insides(self) -> bool:
        """Whether a row may show what no filter or view asked for: not what is asked for by what it is."""
        return self.queried is None and not self.only_changed and self.only is None

    def _outlined(self, tree: Tree, menu: int) -> Iterator[int]:
        node, end = 0, len(tree)
        while node < end:
            if menu >> node & 1:
                yield node
            node = tree.end[node] if (self._foldable & ~self._unfolded) >> node & 1 else node + 1

    def watch_filter_text(self, text: str) -> None:
        """Another filter: the cursor goes to the first row that matches, past the branches on the way to it."""
        self._unfolded_hits = 0
        super().watch_filter_text(text)
        if text.strip() and self.session is not None and self.queried is None:
            nodes = self.session.tree.nodes
            hit = next((row for row, node in enumerate(self.rows) if self._matches_node(nodes[node])), None)
            if hit is not None:
                self.cursor = hit

    def _matches_node(self, node: Node) -> bool:
        return self._has_words((node.name, node.id.rpartition("/")[2]))

    def _wanted_plane(self, menu: int) -> int | None:
        """The nodes that filter and views ask for; None when there is neither."""
        assert self.session is not None
        if not self.is_narrowed:
            return None
        wanted = menu
        if self.only_changed:
            wanted &= self._changed_within
        if self.only is not None:
            wanted &= self._owners_of(self.only)
        if self.queried is not None:
            index = self.session.tree.index
            wanted &= self._owners_of(plane_of((index[name] for name in self.queried), len(index)))
        elif self._words:
            nodes = self.session.tree.nodes
            wanted = plane_of((n for n in bits(wanted) if self._matches_node(nodes[n])), len(nodes))
        return wanted

    def _owners_of(self, plane: int) -> int:
        assert self.session is not None
        parts, size = self.session.parts, len(self.session.tree)
        return plane & ~parts | plane_of({self.session.owner(node) for node in bits(plane & parts)}, size)

    def _changed_and_above(self) -> int:
        assert self.session is not None
        return self._with_ancestors(self.session.changed_nodes(self.role)) if self.role else 0

    def _with_ancestors(self, plane: int) -> int:
        assert self.session is not None
        tree, found = self.session.tree, set(bits(plane))
        for node in list(found):
            for above in tree.ancestors(node):
                if above in found:
                    break
                found.add(above)
        return plane_of(found, len(tree))

    def need(self) -> Need:
        if self.session is None:
            return super().need()
        names = longest(self._indented(node) for node in self.rows)
        if not self.session.system.levels:
            whole = self.frame + names + 1 + COUNT_ROOM
            return Need(min(max(whole, EMPTY_MENU), LEAST_MENU), 0, whole)
        least = self.frame + NARROW_LEVEL_WIDTH + 1
        return Need(LEAST_LEVELS, least + min(names, ENOUGH_NAME), self.frame + names + 1 + LEVEL_WIDTH)

    def _indented(self, node: int) -> str:
        """A name where it stands in its row, behind its sign."""
        assert self.session is not None
        return f"{'  ' * self.session.tree.depth[node]}  {self.session.tree.nodes[node].name}"

    def amounts(self) -> tuple[str, ...]:
        assert self.session is not None
        changed = self.session.changed_nodes(self.role).bit_count() if self.role else 0
        count = f"{len(self.session.tree):,}"
        if self.is_narrowed:
            return (f"{self.row_count:,}",)
        if not changed:
            return (f"{count} nodes",)
        return f"{count} nodes {self.symbols.separator} {changed:,} changed", f"{changed:,} of {count} changed"

    def is_changed(self, key: int) -> bool:
        """A row shows the bar for its own grant, and while folded (or for its fields) for those below it."""
        assert self.session is not None
        if self.role is None or not self._changed_within >> key & 1:
            return False
        changed = self.session.changed_nodes(self.role)
        if changed >> key & 1:
            return True
        folded = not self._unfolded >> key & 1
        below = self.session.tree.below(key)
        return bool(changed & below if folded else changed & below & self.session.parts & ~self._within_children(key))

    def _within_children(self, key: int) -> int:
        assert self.session is not None
        tree = self.session.tree
        inside = 0
        for child in tree.children(key):
            if not self.session.parts >> child & 1:
                inside |= tree.subtree(child)
        return inside

    def row_state(self, key: int) -> object:
        return self.session, self.can_unfold(key), self.is_open(key), self.role_state(self.role, key)

    def is_open(self, node: int) -> bool:
        """Whether rows inside a node are on show."""
        assert self.session is not None
        if self.is_narrowed:
            return bool(self._rows_plane & self.session.tree.below(node))
        return bool(self._unfolded >> node & 1)

    def render_row(self, key: int, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        assert self.session is not None
        tree = self.session.tree
        fold = self.symbols.folded if self.can_unfold(key) else self.symbols.opened if self.is_open(key) else " "
        room = level_room(width, 24)
        if not self.role:
            said: Sequence[Fragment] = ()
        elif self.session.system.levels:
            said = self.level_fragments(self.role, key, self._is_mixed(key), room)
        else:
            said = self.ticked(self.role, key, width - cell_len(self._indented(key)) - 1)
        used = sum(len(text) for text, _ in said)
        name = fit(f"{'  ' * tree.depth[key]}{fold} {tree.nodes[key].name}", max(0, width - used - 1))
        return [(name, None), (" ", None), *said]

    def _is_mixed(self, node: int) -> bool:
        """Whether nodes below have another level of their own or by inheritance."""
        assert self.session is not None
        assert self.role is not None
        compiled = self.session.compiled(self.role)
        if compiled is None or self.session.tree.end[node] == node + 1:
            return False
        below = self.session.tree.below(node)
        return any(below & plane != (below if plane >> node & 1 else 0) for plane in compiled.own.planes)

    # Folding

    def unfold_to(self, node: int) -> int:
        """Unfold the way to a node and put the cursor there; a field's row is its screen's. Gives the row's node."""
        assert self.session is not None
        tree, node = self.session.tree, self.session.owner(node)
        for above in tree.ancestors(node):
            self._unfolded |= 1 << above
        self.rebuild()
        row = self.index_of(node)
        if row is not None:
            self.cursor = row
        return node

    def fold(self, node: int, folded: bool) -> None:
        """Fold or unfold one node."""
        self._set_folded(1 << node, folded)

    def fold_all_but_first(self) -> None:
        """The tree as it is opened: its first branch unfolded."""
        self._unfolded = 1

    def fold_below(self, node: int, folded: bool) -> None:
        """Fold or unfold a node with everything below it; -1 is the whole tree."""
        assert self.session is not None
        tree = self.session.tree
        self._set_folded(tree.full if node < 0 else tree.subtree(node), folded)

    def _set_folded(self, plane: int, folded: bool) -> None:
        before = self._unfolded_hits if self.is_narrowed else self._unfolded
        after = before & ~plane if folded else before | plane & self._foldable
        if self.is_narrowed:
            self._unfolded_hits = after
        else:
            self._unfolded = after
        self.set_rows(self.wanted_rows(), redraw=True)

    def can_unfold(self, node: int) -> bool:
        """Whether a node is folded and has something in it."""
        may = self._shows_insides or not self.is_narrowed
        return bool(self._foldable >> node & 1 and may and not self.is_open(node))

    def can_fold(self, node: int) -> bool:
        """Whether a node is unfolded."""
        unfolded = self._unfolded_hits if self.is_narrowed else self._unfolded
        return bool((self._foldable & unfolded) >> node & 1)

    def row_clicked(self, key: int, row: int, x: int) -> bool:
        """A click on the arrow folds or unfolds."""
        assert self.session is not None
        at = 2 * self.session.tree.depth[key]
        if at <= x <= at + 1 and (self.can_fold(key) or self.can_unfold(key)):
            self.fold(key, self.can_fold(key))
            return True
        return False
