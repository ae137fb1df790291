"""Branches sum up what is below them, and say which layer takes how much of it (PS-82)."""

from typing import Any

from rolescope.rights.system import FLAG, PASS, STOP
from rolescope.systems.payspace.catalogue import make_tree
from rolescope.systems.payspace.vocabulary import RIGHTS
from tests.payspace.building import NOBODY, U, ask, evaluate, screen_with, tenant

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
ONE = screen_with({})
WITH_FIELDS = screen_with({"f": {}, "g": {"access": "read_only"}})
NODES: list[dict[str, Any]] = [
    {"id": "b", "name": "B", "kind": "branch"},
    *({"id": f"b/{n}", "name": n, "kind": "screen", "parent": "b", "api_axes": list(RIGHTS)} for n in "123"),
    {"id": "b/4", "name": "4", "kind": "screen", "parent": "b", "api_axes": None},
]
THREE = make_tree(NODES)


def verdicts(grants: dict[str, str], right: str) -> dict[int, tuple[str, str]]:
    """Verdict and cause by layer, for the branch of three screens."""
    return {step.layer: (step.verdict, step.cause) for step in ask(tenant(grants), "b", right, tree=THREE).steps}


def test_ps_82_a_layer_that_takes_a_part_is_flagged_with_its_share() -> None:
    verdict, cause = verdicts({"b": ALLOW, "b/2": READ_ONLY}, "import")[3]
    assert verdict == FLAG
    assert cause.endswith("(takes 1 of 3 below)")


def test_ps_82_a_layer_that_takes_all_stops_the_branch() -> None:
    verdict, cause = verdicts({"b": READ_ONLY}, "import")[3]
    assert verdict == STOP
    assert cause.endswith("(takes 3 of 3 below)")


def test_ps_82_a_layer_that_takes_nothing_passes_without_a_share() -> None:
    verdict, cause = verdicts({"b": ALLOW}, "import")[3]
    assert verdict == PASS
    assert "below)" not in cause


def test_ps_82_a_branch_of_one_screen_is_stopped_by_what_stops_the_screen() -> None:
    found = ask(tenant({"b": ALLOW, "b/s": DENY}), "b", "export", tree=ONE)
    assert found.answer == "no"
    assert found.headline is not None
    assert found.headline.layer == 3
    assert found.headline.cause.endswith("(takes 1 of 1 below)")


def test_ps_82_an_unknown_below_is_unknown_above_and_beside_a_no_it_is_partly() -> None:
    unlinked = tenant(user=False)
    assert ask(unlinked, "b", "export", NOBODY, THREE).answer == "unknown"
    mixed = make_tree([*NODES[:3], {**NODES[3], "api_axes": ["create"]}])
    assert ask(unlinked, "b", "export", NOBODY, mixed).answer == "partly"


def test_ps_82_a_branch_whose_screens_can_all_be_deleted_from_says_so_although_fields_are_never_deleted() -> None:
    allowed = tenant({"b": ALLOW})
    assert ask(allowed, "b", "delete", tree=WITH_FIELDS).answer == "yes"
    assert ask(allowed, "b/s/f", "delete", tree=WITH_FIELDS).answer == "no"
    certain, possible = evaluate(allowed, WITH_FIELDS).rights_at(U, WITH_FIELDS.index["b"])
    assert certain == {"read", "delete"}
    assert not possible
    assert ask(allowed, "b", "update", tree=WITH_FIELDS).answer == "partly"
