"""Planes and accesses: sets of nodes as numbers."""

from rolescope.rights.access import Access
from rolescope.rights.planes import bits, plane_of, span

RIGHTS = ("read", "write")


def test_a_plane_of_no_node_is_zero() -> None:
    assert plane_of([], 10) == plane_of([], 0) == 0
    assert list(bits(0)) == []


def test_a_plane_holds_its_nodes_lowest_first() -> None:
    assert list(bits(plane_of([9, 2, 2, 0], 10))) == [0, 2, 9]
    assert plane_of([9], 10) == 1 << 9


def test_a_span_leaves_out_its_end() -> None:
    assert list(bits(span(2, 5))) == [2, 3, 4]
    assert span(3, 3) == 0


def test_a_plane_of_a_hundred_thousand_nodes_is_read_in_order() -> None:
    nodes = list(range(0, 100_000, 7))
    assert list(bits(plane_of(nodes, 100_000))) == nodes


def test_an_access_combines_right_by_right() -> None:
    a, b = Access((0b0011, 0b0001)), Access((0b0110, 0b0001))
    assert a & b == Access((0b0010, 0b0001))
    assert a | b == Access((0b0111, 0b0001))
    assert a - b == Access((0b0001, 0))
    assert a ^ b == Access((0b0101, 0))


def test_an_access_can_be_rid_of_some_nodes() -> None:
    access = Access((0b0111, 0b0101))
    assert access.without(0b0110) == Access((0b0001, 0b0001))


def test_an_access_tells_where_any_right_stands_and_which_stand_at_a_node() -> None:
    access = Access((0b0110, 0b0101))
    assert access.nodes() == 0b0111
    assert access.any_of([1]) == 0b0101
    assert [access.at(node) for node in range(4)] == [{1}, {0}, {0, 1}, set()]


def test_a_uniform_access_gives_some_rights_everywhere_and_the_others_nowhere() -> None:
    assert Access.uniform(0b11, RIGHTS) == Access((0b11, 0b11))
    assert Access.uniform(0b11, RIGHTS, {"write"}) == Access((0, 0b11))
