"""A role as a template: copied to others, one rule for several, two compared."""

import pytest

from rolescope.rights.edits import EditError, apply
from rolescope.rights.engine import Engine
from rolescope.rights.impact import between
from rolescope.rights.model import Rights, Role, Subject, Tenant
from rolescope.rights.templates import compared, copied, given_to
from rolescope.systems.keypay import SYSTEM
from tests.keypay.test_scenarios import DEMO, MANAGER, TREE

LEAVE, COSTS = "leave-sync@example.com", "costs@example.com"
VIEW: Rights = frozenset({"ViewExpenses"})


def grants(tenant: Tenant, role: str) -> dict[str, Rights]:
    return dict(tenant.roles[role].grants)


def test_copying_makes_the_targets_say_the_same_and_is_undone_as_one() -> None:
    edit = copied(SYSTEM, DEMO, LEAVE, [MANAGER, COSTS, LEAVE], TREE)
    assert edit is not None and len(edit.edits) == 2
    after, inverse = apply(edit, DEMO, TREE)
    assert grants(after, MANAGER) == grants(after, COSTS) == grants(DEMO, LEAVE)
    assert grants(apply(inverse, after, TREE)[0], MANAGER) == grants(DEMO, MANAGER)
    assert copied(SYSTEM, after, LEAVE, [MANAGER], TREE) is None


def test_copying_one_part_leaves_the_others_as_they_are() -> None:
    edit = copied(SYSTEM, DEMO, LEAVE, [COSTS], TREE, TREE.index["locations/10"])
    assert edit is not None
    after = apply(edit, DEMO, TREE)[0]
    assert set(grants(after, COSTS)) == {"locations/30", "locations/10/sub-locations"}


def test_one_rule_is_given_to_several_and_nothing_else_is_touched() -> None:
    edit = given_to(SYSTEM, DEMO, [MANAGER, COSTS], TREE, TREE.index["groups/114/expenses"], VIEW)
    assert edit is not None
    after = apply(edit, DEMO, TREE)[0]
    for role in (MANAGER, COSTS):
        assert grants(after, role) == grants(DEMO, role) | {"groups/114": VIEW}
    assert given_to(SYSTEM, after, [MANAGER, COSTS], TREE, TREE.index["groups/114/expenses"], VIEW) is None


def test_a_rule_that_makes_a_list_makes_it_once_for_each() -> None:
    right = frozenset({"UseKiosk"})
    edit = given_to(SYSTEM, DEMO, [MANAGER, "kiosk@example.com"], TREE, TREE.index["kiosks/6"], right)
    assert edit is not None and len(edit.edits) == 3
    with pytest.raises(EditError, match="AllKiosks"):
        given_to(SYSTEM, DEMO, ["kiosk-add@example.com"], TREE, TREE.index["kiosks/6"], right)
    with pytest.raises(EditError, match="no user"):
        copied(SYSTEM, DEMO, LEAVE, ["nobody"], TREE)


def test_two_roles_are_compared_place_by_place_in_the_order_of_the_tree() -> None:
    one = Role("a", {"locations/10": VIEW, "groups/113": VIEW, "gone": VIEW})
    other = Role("b", {"groups/113": VIEW, "groups/114": frozenset()})
    rows = compared(one, other, TREE)
    assert [(row.node, row.one, row.other) for row in rows] == [
        ("groups/114", None, frozenset()),
        ("locations/10", VIEW, None),
        ("gone", VIEW, None),
    ]


def test_two_users_are_compared_by_what_they_can_do() -> None:
    outcome = Engine(SYSTEM, TREE).evaluate(DEMO)
    change = between(outcome, Subject("leave-north@example.com", None), Subject(LEAVE, None))
    gained = change.deltas["import"].gained
    assert gained >> TREE.index["locations/21/leave"] & 1
    assert change.deltas["export"].gained == change.deltas["import"].lost == 0
