"""A tenant's own catalogue may be built otherwise than the vendor's; the rules hold there too."""

from __future__ import annotations

from typing import Any

import pytest

from rolescope.rights.policy import PASS, STOP
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.catalogue import make_tree
from rolescope.systems.payspace.defaults import DEFAULT_ESS_SCREENS
from rolescope.systems.payspace.vocabulary import RIGHTS
from tests.payspace.building import ask, axes, level, notes, screen_with, tenant, told

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
EMPLOYEE = tenant(profile={"level": "employee"})


def tree(*places: str, **facts: dict[str, Any]) -> Tree:
    """A catalogue from ``kind path`` pairs; a path's parent is the longest other path that it begins with."""
    paths = [place.split()[1] for place in places]
    nodes = []
    for place in places:
        kind, path = place.split()
        parents = [other for other in paths if path.startswith(f"{other}/")]
        parent = max(parents, key=len) if parents else None
        node = {"id": path, "name": path, "kind": kind, "parent": parent, **facts.get(path.rpartition("/")[2], {})}
        if kind == "screen":
            node = {"api_axes": list(RIGHTS), **node}
        if kind == "field":
            node = {"api_name": path, **node}
        nodes.append(node)
    return make_tree(nodes)


@pytest.mark.parametrize("between", ["field", "element", "branch", "report"])
@pytest.mark.parametrize(("name", "cell"), [(ALLOW, "yes / cu"), (READ_ONLY, "yes / none"), (DENY, "no / none")])
def test_ps_13_what_stands_between_a_field_and_its_screen_hands_its_level_to_the_field(
    between: str, name: str, cell: str
) -> None:
    own = tree("screen s", f"{between} s/x", "field s/x/f", "field s/g")
    granted = tenant({"s": ALLOW, "s/x": name})
    assert axes(granted, "s/x/f", tree=own) == cell
    assert axes(granted, "s/g", tree=own) == "yes / cu"


def test_ps_08_a_field_below_a_nested_screen_belongs_to_that_screen() -> None:
    own = tree("screen s", "element s/e", "screen s/e/t", "field s/e/t/f", "field s/e/g")
    granted = tenant({"s": ALLOW, "s/e/t": READ_ONLY})
    assert axes(granted, "s/e/t/f", tree=own) == "yes / none"
    assert axes(granted, "s/e/g", tree=own) == "yes / cu"


def test_ps_15_a_required_field_without_a_screen_takes_nothing_from_any_screen() -> None:
    screens = [f"screen b/s{number}" for number in range(9)]
    own = tree("branch b", "field b/f", *screens, f={"required": "yes"})
    granted = tenant({"b": ALLOW, "b/f": DENY})
    assert {axes(granted, screen.split()[1], tree=own) for screen in screens} == {"yes / cud"}


def test_ps_80_a_field_without_a_screen_is_n_a_and_tells_its_own_level() -> None:
    own = tree("branch b", "field b/f")
    assert axes(tenant({"b": ALLOW}), "b/f", tree=own) == "n/a"
    assert (3, PASS, "PS-51") in told(ask(tenant({"b": ALLOW}), "b/f", "export", tree=own))
    assert (3, STOP, "PS-51") in told(ask(tenant({"b": ALLOW, "b/f": DENY}), "b/f", "export", tree=own))


def test_ps_57_a_screen_at_the_top_limits_update_to_its_own_fields_too() -> None:
    own = tree("screen s", "field s/f", "field s/g", s={"update_fields": ["s/f"]})
    assert [axes(tenant({"s": ALLOW}), node, tree=own) for node in ("s/f", "s/g")] == ["yes / cu", "yes / c"]


@pytest.mark.parametrize(
    ("editions", "cell"), [(None, "yes / cud"), (["Lite", "Master"], "yes / cud"), (["Master"], "n/a"), ([], "n/a")]
)
def test_ps_74_a_node_belongs_to_the_editions_it_names_and_to_all_when_it_names_none(
    editions: list[str] | None, cell: str
) -> None:
    own = tree("branch b", "screen b/s", s={"editions": editions})
    assert axes(tenant({"b": ALLOW}, edition="Lite"), "b/s", tree=own) == cell
    assert axes(tenant({"b": ALLOW}), "b/s", tree=own) == "yes / cud"


def test_ps_74_what_hangs_below_a_node_outside_the_edition_is_outside_too() -> None:
    own = tree("branch b", "screen b/s", "field b/s/f", b={"editions": ["Master"]})
    lite = tenant({"b": ALLOW}, edition="Lite")
    assert {axes(lite, node, tree=own) for node in ("b/s", "b/s/f")} == {"n/a"}
    assert ask(lite, "b", "export", tree=own).answer == "n/a"


PROFILE, PAYSLIPS = DEFAULT_ESS_SCREENS[:2]


def test_ps_25_of_the_default_screens_only_those_that_are_there_open() -> None:
    own = tree("branch employee", f"screen {PROFILE}", "screen employee/other")
    levels = {node.id: level(EMPLOYEE, node.id, tree=own) for node in own.nodes}
    assert levels == {"employee": READ_ONLY, PROFILE: ALLOW, "employee/other": DENY}


def test_ps_25_a_screen_nested_in_a_default_one_stays_closed_at_any_depth() -> None:
    own = tree(f"screen {PROFILE}", f"element {PROFILE}/e", f"screen {PROFILE}/e/t", f"field {PROFILE}/e/t/f")
    assert level(EMPLOYEE, f"{PROFILE}/e", tree=own) == ALLOW
    assert {level(EMPLOYEE, f"{PROFILE}/e/{node}", tree=own) for node in ("t", "t/f")} == {DENY}


def test_ps_25_a_screen_right_below_a_default_one_stays_closed() -> None:
    own = tree(f"screen {PROFILE}", f"screen {PROFILE}/t", f"screen {PROFILE}/u")
    assert {level(EMPLOYEE, f"{PROFILE}/{node}", tree=own) for node in "tu"} == {DENY}


def test_ps_25_a_default_screen_nested_in_another_one_is_open_with_it() -> None:
    nodes: list[dict[str, Any]] = [
        {"id": PAYSLIPS, "name": "P", "kind": "screen", "api_axes": ["read"]},
        {"id": PROFILE, "name": "B", "kind": "screen", "parent": PAYSLIPS, "api_axes": ["read"]},
    ]
    assert {level(EMPLOYEE, node, tree=make_tree(nodes)) for node in (PAYSLIPS, PROFILE)} == {ALLOW}


def test_ps_25_a_branch_of_a_default_screen_s_name_is_no_screen() -> None:
    assert level(EMPLOYEE, PROFILE, tree=tree(f"branch {PROFILE}", f"screen {PROFILE}/s")) == DENY


def test_ps_16_elements_at_any_depth_of_a_screen_are_told_where_their_denial_begins() -> None:
    nested = tree(
        "branch b",
        "screen b/s",
        "element b/s/e",
        "element b/s/e/f",
        "element b/s/e/f/g",
        "screen b/s/t",
        "element b/s/t/x",
    )
    found = notes(ask(tenant({"b": ALLOW, "b/s/e/f": DENY, "b/s/t/x": DENY}), "b/s", "export", tree=nested))
    assert found["PS-16"] == "b/s/e/f is Deny: gone from the interface, no API right changes"


def test_ps_16_an_element_that_holds_fields_is_not_said_to_change_nothing() -> None:
    holding = tree("branch b", "screen b/s", "element b/s/e", "field b/s/e/f")
    closed = tenant({"b": ALLOW, "b/s/e": DENY})
    assert ask(closed, "b/s/e/f", "export", tree=holding).answer == "no"
    for node in ("b/s", "b/s/e"):
        told = notes(ask(closed, node, "export", tree=holding))["PS-16"]
        assert "no API right" not in told
        assert "(PS-09)" in told


@pytest.mark.parametrize("facts", [{"api_name": None}, {"editions": ["Master"]}])
def test_ps_81_a_required_field_that_is_not_there_to_be_sent_does_not_take_create(facts: dict[str, Any]) -> None:
    made = tenant({"b": ALLOW, "b/s/f": DENY}, edition="Lite")
    there = screen_with({"f": {"required": "yes"}})
    assert ask(made, "b/s", "create", tree=there).answer == "no"
    missing = screen_with({"f": {"required": "yes", **facts}})
    assert ask(made, "b/s", "create", tree=missing).answer == "yes"
