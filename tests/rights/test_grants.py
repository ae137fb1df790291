"""A role's grants, compiled for every node of a tree."""

from rolescope.rights.grants import CompiledRole, compile_role, least, union
from rolescope.rights.model import Rights, Role
from rolescope.rights.planes import bits
from rolescope.rights.tree import Node, Tree

RIGHTS = ("read", "write")
READ, BOTH, NONE = frozenset({"read"}), frozenset(RIGHTS), frozenset[str]()

# a ── b ── c        x ── y
#      └── d
TREE = Tree(
    [
        Node("a", "", ""),
        Node("b", "", "", "a"),
        Node("c", "", "", "b"),
        Node("d", "", "", "b"),
        Node("x", "", ""),
        Node("y", "", "", "x"),
    ]
)


def compiled(grants: dict[str, Rights]) -> CompiledRole:
    return compile_role(Role("R", grants), TREE, RIGHTS)


def reading(role: CompiledRole) -> str:
    """The nodes where the role's own word gives reading."""
    return "".join(TREE.nodes[node].id for node in bits(role.own.planes[0]))


def closed(role: CompiledRole) -> str:
    return "".join(TREE.nodes[node].id for node in bits(role.closed))


def test_a_role_that_says_nothing_gives_nothing_and_closes_all_but_the_top() -> None:
    role = compiled({})
    assert (reading(role), closed(role), role.explicit) == ("", "bcdy", 0)


def test_a_grant_reaches_down_to_the_next_one() -> None:
    role = compiled({"a": READ, "c": NONE})
    assert reading(role) == "abd"
    assert closed(role) == "y"


def test_a_node_that_gives_nothing_closes_what_is_below_it_and_not_itself() -> None:
    role = compiled({"a": READ, "b": NONE, "c": BOTH})
    assert reading(role) == "ac"
    assert closed(role) == "cdy"
    assert role.level(gate=True).at(2) == frozenset()
    assert role.level(gate=False).at(2) == {0, 1}


def test_the_decider_is_the_nearest_node_that_speaks() -> None:
    role = compiled({"a": READ, "c": READ})
    decided = {TREE.nodes[node].id: role.decider(node, TREE) for node in range(len(TREE))}
    assert decided == {"a": 0, "b": 0, "c": 2, "d": 0, "x": -1, "y": -1}


def test_the_closing_node_is_the_topmost_ancestor_that_gives_nothing() -> None:
    role = compiled({"a": NONE, "b": NONE})
    assert [role.closed_by(node, TREE) for node in range(4)] == [-1, 0, 0, 0]


def test_grants_on_nodes_that_are_not_in_the_tree_are_left_out() -> None:
    role = compiled({"gone": BOTH, "x": READ})
    assert reading(role) == "xy"
    assert list(bits(role.explicit)) == [4]


def test_the_order_of_grants_does_not_matter() -> None:
    one, other = compiled({"a": READ, "c": BOTH}), compiled({"c": BOTH, "a": READ})
    assert (one.own, one.closed, one.explicit) == (other.own, other.closed, other.explicit)


def test_the_least_of_roles_is_what_all_give_and_the_union_what_any_gives() -> None:
    one, other = compiled({"a": READ}).own, compiled({"b": BOTH}).own
    assert [sorted(least([one, other]).at(node)) for node in range(4)] == [[], [0], [0], [0]]
    assert [sorted(union([one, other]).at(node)) for node in range(4)] == [[0], [0, 1], [0, 1], [0, 1]]
