"""Branches sum up what is below them, and say which layer takes how much of it (PS-82)."""

from typing import Any

import pytest

from rolescope.rights.policy import FLAG, PASS, STOP
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


def test_ps_82_an_unknown_below_is_unknown_above_also_beside_a_no() -> None:
    unlinked = tenant(user=False)
    assert ask(unlinked, "b", "export", NOBODY, THREE).answer == "unknown"
    mixed = make_tree([*NODES[:3], {**NODES[3], "api_axes": ["create"]}])
    assert ask(unlinked, "b/3", "export", NOBODY, mixed).answer == "no"
    assert ask(unlinked, "b", "export", NOBODY, mixed).answer == "unknown"


@pytest.mark.parametrize("branch", ["employee", "configuration", "employee/payroll-processing"])
def test_ps_41_nothing_is_certain_of_a_branch_of_the_menu_for_a_credential_without_a_user(branch: str) -> None:
    assert ask(tenant(user=False), branch, "export", NOBODY).answer == "unknown"
    assert ask(tenant(user=False), branch, "import", NOBODY).answer == "no"


def test_ps_82_a_branch_whose_screens_can_all_be_deleted_from_says_so_although_fields_are_never_deleted() -> None:
    allowed = tenant({"b": ALLOW})
    assert ask(allowed, "b", "delete", tree=WITH_FIELDS).answer == "yes"
    assert ask(allowed, "b/s/f", "delete", tree=WITH_FIELDS).answer == "no"
    certain, possible = evaluate(allowed, WITH_FIELDS).rights_at(U, WITH_FIELDS.index["b"])
    assert certain == {"read", "delete"}
    assert not possible
    assert ask(allowed, "b", "update", tree=WITH_FIELDS).answer == "partly"


def told(grants: dict[str, str], right: str) -> dict[int, tuple[str, str]]:
    """Verdict and cause by layer, for a branch of one screen with a plain and a read-only field."""
    return {step.layer: (step.verdict, step.cause) for step in ask(tenant(grants), "b", right, tree=WITH_FIELDS).steps}


def test_ps_82_the_layers_of_fields_say_what_they_take_from_the_branch_above() -> None:
    steps = told({"b": ALLOW, "b/s/f": READ_ONLY}, "import")
    assert steps[9] == (FLAG, "role R1: fields set apart from their screens: f (takes 1 of 3 below)")
    assert steps[10][0] == FLAG
    assert steps[10][1].endswith("(takes 1 of 3 below)")
    assert steps[11] == (PASS, "no required field below is held back")


def test_ps_82_layers_of_fields_that_take_nothing_pass_at_the_branch() -> None:
    steps = told({"b": ALLOW}, "export")
    assert {layer: steps[layer][0] for layer in (9, 10, 11)} == {9: PASS, 10: PASS, 11: PASS}
    assert steps[9][1] == "role R1: every field below follows its screen"


def test_ps_15_a_branch_warns_of_the_screens_below_on_which_create_cannot_succeed() -> None:
    tree = screen_with({"title": {"required": "yes"}, "note": {}})
    explained = ask(tenant({"b": ALLOW, "b/s/title": READ_ONLY}), "b", "import", tree=tree)
    (step,) = (step for step in explained.steps if step.layer == 11)
    assert (step.verdict, step.rule) == (FLAG, "PS-15")
    assert step.cause == "create cannot succeed on the screens of required title: below Allow"
    reading = ask(tenant({"b": ALLOW, "b/s/title": READ_ONLY}), "b", "export", tree=tree)
    assert {step.layer: step.verdict for step in reading.steps}[11] == PASS
