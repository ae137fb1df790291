"""Nodes in words: a title stands for one node alone."""

import pytest

from rolescope.rights.node_words import amount_of, names_of, node_title, title
from rolescope.rights.tree import Node, Tree
from rolescope.systems import NAMES, system


def tree(*nodes: tuple[str, str, str | None]) -> Tree:
    return Tree(Node(id_, name, "screen" if parent else "branch", parent) for id_, name, parent in nodes)


TWINS = tree(
    ("p", "Projects", None),
    ("p/a", "Lists", "p"),
    ("p/a/c", "Customers", "p/a"),
    ("p/a/o", "Only here", "p/a"),
    ("o", "Orders", None),
    ("o/a", "Lists", "o"),
    ("o/a/c", "Customers", "o/a"),
    ("s", "Sales", None),
    ("s/c", "Customers", "s"),
    ("c", "Customers", None),
)


def test_a_node_is_called_by_as_many_names_as_tell_it_from_the_others() -> None:
    assert node_title(TWINS, "p/a/c") == "Projects › Lists › Customers"
    assert node_title(TWINS, "o/a/c") == "Orders › Lists › Customers"
    assert node_title(TWINS, "s/c") == "Sales › Customers"
    assert node_title(TWINS, "c") == "Customers"
    assert node_title(TWINS, "p/a/o") == "Only here"
    assert node_title(TWINS, "gone") == "gone"


def test_two_nodes_of_one_path_are_told_apart_by_their_ids() -> None:
    twice = tree(("b", "B", None), ("b/1", "S", "b"), ("b/2", "S", "b"))
    assert [title(twice, number) for number in range(3)] == ["B", "B › S (b/1)", "B › S (b/2)"]


@pytest.mark.parametrize("name", NAMES)
def test_in_every_catalogue_no_two_nodes_have_one_title(name: str) -> None:
    known = system(name).tree(None)
    titles = [title(known, number) for number in range(len(known))]
    assert len(set(titles)) == len(titles)


def test_what_many_nodes_stand_in_is_told_apart_as_well() -> None:
    nodes = 1 << TWINS.index["p/a/c"] | 1 << TWINS.index["o/a/c"]
    assert names_of(nodes, TWINS) == "Projects › Lists (Customers), Orders › Lists (Customers)"
    assert names_of(nodes, TWINS, 1) == "Projects › Lists (Customers) and 1 more"


def test_amounts_are_told_by_kind_and_what_totals_leave_out_beside_them() -> None:
    assert amount_of(0b111, 0b100, TWINS) == "1 branch, 1 screen and 1 hidden field"
    assert amount_of(0b10, 0, TWINS) == "1 screen"
