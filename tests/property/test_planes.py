"""Planes, trees and compiled roles agree with plain loops."""

from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights import reference
from rolescope.rights.grants import compile_role
from rolescope.rights.planes import bits, plane_of, span
from rolescope.rights.tree import Node, Ownership, Tree
from rolescope.systems.payspace.vocabulary import RIGHTS
from tests.property.strategies import Sample, samples

numbers = st.sets(st.integers(0, 300))


@given(numbers)
def test_a_plane_holds_the_nodes_it_was_made_of_lowest_first(nodes: set[int]) -> None:
    plane = plane_of(nodes, 301)
    assert list(bits(plane)) == sorted(nodes)
    assert plane == sum(1 << node for node in nodes)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_span_holds_the_nodes_from_its_start_up_to_its_end(start: int, length: int) -> None:
    assert list(bits(span(start, start + length))) == list(range(start, start + length))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    parents = draw(st.lists(st.integers(-1, 60), max_size=60))
    nodes = [
        Node(str(number), "", draw(st.sampled_from("spx")), str(parent) if 0 <= parent < number else None)
        for number, parent in enumerate(parents)
    ]
    first = draw(st.sampled_from((frozenset[str](), frozenset({"p"}))))
    return Tree(draw(st.permutations(nodes)), first)


@given(trees())
def test_every_subtree_is_one_span_that_starts_at_its_node(tree: Tree) -> None:
    for node in range(len(tree)):
        below = [other for other in range(len(tree)) if node in tree.ancestors(other)]
        assert below == list(range(node + 1, tree.end[node]))
        assert list(bits(tree.below(node))) == below == reference.below(node, tree)
        assert list(bits(tree.subtree(node))) == [node, *below]
        assert list(tree.children(node)) == [other for other in below if tree.parent[other] == node]
        assert tree.depth[node] == len(list(tree.ancestors(node)))
    assert list(tree.children(-1)) == [node for node in range(len(tree)) if tree.parent[node] < 0]


@given(trees())
def test_a_tree_keeps_each_node_with_its_parent(tree: Tree) -> None:
    assert sorted(node.id for node in tree.nodes) == sorted(node.id for node in tree.source)
    for number, node in enumerate(tree.nodes):
        above = tree.parent[number]
        assert (tree.nodes[above].id if above >= 0 else None) == node.parent
        assert tree.index[node.id] == number


@given(trees(), st.data())
def test_spreading_owners_reaches_exactly_the_parts_whose_nearest_owner_is_among_them(
    tree: Tree, data: st.DataObject
) -> None:
    owners, parts = tree.kinds.get("s", 0), tree.kinds.get("p", 0)
    ownership = Ownership(tree, owners, parts)
    chosen = data.draw(st.sets(st.sampled_from(list(bits(owners)))) if owners else st.just(set[int]()))
    reached = set(chosen)
    for part in bits(parts):
        nearest = next((above for above in tree.ancestors(part) if owners >> above & 1), -1)
        assert ownership.owner[part] == nearest
        if nearest in chosen:
            reached.add(part)
    assert set(bits(ownership.spread(plane_of(chosen, len(tree))))) == reached
    for owner in bits(owners):
        assert ownership.parts(owner) == [part for part in bits(parts) if ownership.owner[part] == owner]


@given(samples())
def test_a_compiled_role_says_of_every_node_what_its_grants_say_along_the_path(sample: Sample) -> None:
    tree = sample.tree
    for role in sample.tenant.roles.values():
        compiled = compile_role(role, tree, RIGHTS)
        for node in range(len(tree)):
            says = {RIGHTS[number] for number in compiled.own.at(node)}
            assert says == reference.own(role, node, tree)
            path = [node, *tree.ancestors(node)]
            closing = [above for above in path[1:] if not reference.own(role, above, tree)]
            assert bool(compiled.closed >> node & 1) == bool(closing)
            assert compiled.closed_by(node, tree) == (closing[-1] if closing else -1)
            speaking = [place for place in path if tree.nodes[place].id in role.grants]
            assert compiled.decider(node, tree) == (speaking[0] if speaking else -1)
            assert bool(compiled.explicit >> node & 1) == (tree.nodes[node].id in role.grants)
