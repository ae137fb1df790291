"""New nodes of a catalogue: they arrive closed, wherever they stand."""

from typing import Any

import pytest

from rolescope.rights.edits import SetGrant
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.arrivals import arrivals
from rolescope.systems.payspace.catalogue import make_tree
from tests.payspace.building import LEVEL, after, level, role, tenant

KNOWN = ("b", "b/s", "b/s/f")
NODES: list[dict[str, Any]] = [
    {"id": "b", "name": "B", "kind": "branch"},
    {"id": "b/s", "name": "S", "kind": "screen", "parent": "b", "api_axes": ["read", "create"]},
    {"id": "b/s/f", "name": "F", "kind": "field", "parent": "b/s", "api_name": "F"},
    {"id": "b/new", "name": "New", "kind": "screen", "parent": "b", "api_axes": ["read"]},
    {"id": "b/new/f", "name": "New F", "kind": "field", "parent": "b/new", "api_name": "F"},
    {"id": "b/s/new", "name": "New field", "kind": "field", "parent": "b/s", "api_name": "New"},
    {"id": "top", "name": "Top", "kind": "branch"},
]
TREE: Tree = make_tree(NODES)


def test_ps_18_each_topmost_new_node_is_denied_in_each_role_that_says_anything() -> None:
    before = tenant(role("Some", {"b": "allow"}), role("Other", {"b/s": "read_only"}))
    topmost = ["b/new", "b/s/new", "top"]
    expected = [SetGrant(name, node, LEVEL["deny"]) for name in ("Some", "Other") for node in topmost]
    assert sorted(arrivals(before, KNOWN, TREE), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("gate", [True, False])
def test_ps_18_all_new_nodes_are_deny_and_the_known_ones_stay_as_they_were(gate: bool) -> None:
    before = tenant({"b": "allow"}, parent_gate=gate)
    changed = after(before, *arrivals(before, KNOWN, TREE), tree=TREE)
    assert {level(changed, node["id"], tree=TREE) for node in NODES if node["id"] not in KNOWN} == {"deny"}
    assert {level(changed, node, tree=TREE) for node in KNOWN} == {"allow"}


def test_ps_18_a_level_kept_for_a_node_that_was_gone_does_not_open_it_when_it_comes_back() -> None:
    before = tenant({"b": "allow", "b/new": "allow", "b/new/f": "allow"}, parent_gate=False)
    changed = after(before, *arrivals(before, KNOWN, TREE), tree=TREE)
    assert {level(changed, node, tree=TREE) for node in ("b/new", "b/new/f")} == {"deny"}


def test_ps_18_a_role_that_says_nothing_stays_untouched() -> None:
    assert arrivals(tenant({}), KNOWN, TREE) == []


def test_ps_18_a_catalogue_without_news_changes_nothing() -> None:
    assert arrivals(tenant({"b": "allow"}), TREE.index, TREE) == []
