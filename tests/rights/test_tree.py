"""A catalogue that is no tree is refused with every fault at once."""

import pytest

from rolescope.rights.tree import Node, Tree, TreeError


def node(id: str, parent: str | None = None, kind: str = "x") -> Node:
    return Node(id, f"name of {id}", kind, parent)


def problems(*nodes: Node) -> tuple[str, ...]:
    with pytest.raises(TreeError) as refused:
        Tree(nodes)
    assert str(refused.value) == "; ".join(refused.value.problems)
    return refused.value.problems


def test_a_node_that_stands_twice_is_named() -> None:
    assert problems(node("a"), node("a")) == ("node 'a' stands twice",)


def test_a_parent_that_is_not_there_is_named_with_its_child() -> None:
    assert problems(node("a"), node("b", "c")) == ("node 'b' names the parent 'c', which is not in the catalogue",)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_is_told_once(length: int) -> None:
    ring = [node(str(number), str((number + 1) % length)) for number in range(length)]
    assert problems(node("root"), *ring) == ("node '0' is its own ancestor: its parents go round in a circle",)


def test_what_hangs_below_a_circle_is_no_circle_of_its_own() -> None:
    found = problems(node("below", "a"), node("a", "b"), node("b", "a"))
    assert len(found) == 1
    assert "below" not in found[0]


def test_all_faults_are_told_at_once() -> None:
    found = problems(
        node("twice"), node("twice"), node("orphan", "nobody"), node("a", "b"), node("b", "a"), node("c", "c")
    )
    assert [sentence.partition(" ")[2] for sentence in found] == [
        "'twice' stands twice",
        "'orphan' names the parent 'nobody', which is not in the catalogue",
        "'a' is its own ancestor: its parents go round in a circle",
        "'c' is its own ancestor: its parents go round in a circle",
    ]


def test_a_node_given_twice_inside_a_circle_is_told_instead_of_walked_round() -> None:
    assert "node 'a' stands twice" in problems(node("a"), node("a", "b"), node("b", "a"))


def test_no_node_at_all_is_a_tree() -> None:
    tree = Tree([])
    assert (len(tree), tree.full, list(tree.children(-1))) == (0, 0, [])


def test_siblings_keep_their_order_and_children_may_come_before_their_parents() -> None:
    tree = Tree([node("b", "root"), node("c", "b"), node("a", "root"), node("root")])
    assert [n.id for n in tree.nodes] == ["root", "b", "c", "a"]


def test_kinds_that_come_first_stand_right_after_their_parent() -> None:
    tree = Tree([node("root"), node("x", "root"), node("f1", "root", "f"), node("f2", "root", "f")], frozenset({"f"}))
    assert [n.id for n in tree.nodes] == ["root", "f1", "f2", "x"]


def test_the_path_of_a_node_is_told_by_names() -> None:
    tree = Tree([node("root"), node("b", "root"), node("c", "b")])
    assert tree.path(2) == "name of root › name of b › name of c"


def test_a_tree_as_deep_as_it_has_nodes_is_no_trouble() -> None:
    tree = Tree(node(str(number), str(number - 1) if number else None) for number in range(20_000))
    assert tree.depth[-1] == 19_999
    assert set(tree.end) == {20_000}
