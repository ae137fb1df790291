"""Unfolding branches of the menu: finding the rows and drawing those in sight, beside Textual's own Tree."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from measuring import collected, machine, own_home, plan, ratio, spread, timed
from textual.app import App, ComposeResult
from textual.widgets import Tree as TextualTree
from textual.widgets.tree import TreeNode

from rolescope.places import demo_workspace
from rolescope.rights.tree import Tree
from rolescope.tui.app import RolescopeApp
from rolescope.tui.widgets.menu_tree import MenuTree

SIZE = (120, 40)
RUNS = 60
FRAME = 1000 / 60


class PeerApp(App[None]):
    """The same rows in Textual's Tree."""

    def __init__(self, tree: Tree, shown: int) -> None:
        super().__init__()
        self.catalogue, self.shown = tree, shown

    def compose(self) -> ComposeResult:
        """One tree."""
        widget: TextualTree[int] = TextualTree("menu")
        widget.show_root = False
        made: dict[int, TreeNode[int]] = {-1: widget.root}
        for node in range(len(self.catalogue)):
            if self.shown >> node & 1:
                above = made[self.catalogue.parent[node]]
                made[node] = above.add(self.catalogue.nodes[node].name, node)
        widget.root.expand()
        yield widget


async def main() -> None:
    """Measure and print."""
    machine()
    with own_home():
        app = RolescopeApp(demo_workspace(), demo=True)
        async with app.run_test(size=SIZE) as pilot:
            while app.desk.session is None:
                await pilot.pause(0.02)
            session, menu = app.desk.session, app.desk.menu
            tree = session.tree
            shown = tree.full & ~session.parts
            largest = max(tree.children(-1), key=lambda node: (tree.subtree(node) & shown).bit_count())
            with collected():
                branch = _measured(lambda: menu.fold(largest, True), lambda: menu.fold(largest, False), menu)
                within = _measured(
                    lambda: menu.fold_below(largest, True), lambda: menu.fold_below(largest, False), menu
                )
                everything = _measured(lambda: menu.fold_below(-1, True), lambda: menu.fold_below(-1, False), menu)
    peer = await _peer(tree, shown)
    print(f"  {shown.bit_count()} rows in all, {(tree.subtree(largest) & shown).bit_count()} in the largest branch")
    spread("unfold the largest branch by one", branch)
    middle = spread("unfold everything in the largest branch", within)
    whole = spread("unfold the whole tree", everything)
    other = spread("peer: the whole tree in Textual's Tree", peer)
    plan("unfold everything in the largest branch, median", middle, FRAME)
    plan("..., worst", max(within), FRAME)
    ratio("the whole tree against Textual's Tree", whole, other)


def _measured(before: Callable[[], None], work: Callable[[], None], menu: MenuTree) -> list[float]:
    found = []
    for _ in range(RUNS):
        before()
        _draw(menu)
        found.append(timed(lambda: _drawn_after(work, menu)))
    return found


def _drawn_after(work: Callable[[], None], widget: MenuTree | TextualTree[int]) -> None:
    work()
    _draw(widget)


def _expand(widget: TextualTree[int]) -> None:
    for node in widget.root.children:
        node.expand_all()


def _draw(widget: MenuTree | TextualTree[int]) -> None:
    for y in range(widget.size.height):
        widget.render_line(y)


async def _peer(tree: Tree, shown: int) -> list[float]:
    app = PeerApp(tree, shown)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        widget: TextualTree[int] = app.query_one(TextualTree)
        with collected():
            return _measured_peer(widget)


def _measured_peer(widget: TextualTree[int]) -> list[float]:
    found = []
    for _ in range(RUNS):
        for node in widget.root.children:
            node.collapse_all()
        _draw(widget)
        found.append(timed(lambda: _drawn_after(lambda: _expand(widget), widget)))
    return found


if __name__ == "__main__":
    asyncio.run(main())
