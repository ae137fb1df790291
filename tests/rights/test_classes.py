"""Who shares a result with whom, and what an edit leaves as it is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import sleep
from typing import Any

from rolescope.rights.classes import Later
from rolescope.rights.edits import Edit, SetGrant, SetGroups, SetProfile, SetStatus, apply_all
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.impact import impact
from rolescope.rights.model import UI, Assignment, Group, Principal, Role, Subject, Tenant
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import builtin_tree

TREE = builtin_tree()
VENDORS = "accountsPayable/vendors"
SOME = {VENDORS: frozenset({"list", "readonly"})}
A, B, C, D = (Subject(name, None) for name in "abcd")


def tenant() -> Tenant:
    held = {"a": "R1", "b": "R1", "c": "R2", "d": "R2"}
    return Tenant(
        "T",
        "intacct",
        roles={name: Role(name, SOME) for name in ("R1", "R2")},
        principals={user: Principal(user, roles=(Assignment(role),)) for user, role in held.items()},
        groups={"G": Group("G", ("R1",))},
    )


def edited(outcome: Outcome, *edits: Edit) -> Outcome:
    return outcome.engine.evaluate(apply_all(edits, outcome.tenant, TREE), outcome)


def result(outcome: Outcome, subject: Subject) -> Later[Any]:
    return outcome.later(subject)


def test_users_with_equal_inputs_share_one_result() -> None:
    outcome = Engine(SYSTEM, TREE).evaluate(tenant())
    assert result(outcome, A) is result(outcome, B) is not result(outcome, C)
    assert len(outcome.results) == 2


def test_nothing_is_looked_up_or_compiled_before_somebody_asks() -> None:
    outcome = Engine(SYSTEM, TREE).evaluate(tenant())
    assert (outcome.subjects, outcome.classes.inputs, outcome.shared) == ((A, B, C, D), [], {})
    outcome.effective(C)
    assert [inputs.roles for inputs in outcome.classes.inputs] == [("R2",)]
    assert impact(outcome, outcome) == ()
    assert len(outcome.shared) == 1
    outcome.complete()
    assert len(outcome.shared) == 2


def test_who_asks_at_the_same_moment_gets_the_very_same() -> None:
    def work() -> object:
        sleep(0.05)
        return object()

    later = Later(work)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: later.value, range(4)))
    assert len(set(map(id, found))) == 1


def test_who_is_no_row_is_asked_for_in_either_tenant_after_an_edit() -> None:
    before = Engine(SYSTEM, TREE).evaluate(tenant())
    by_hand = replace(A, method=UI)
    counts = before.count(by_hand, "export")
    after = edited(before, SetStatus("a", "inactive"))
    assert after.count(by_hand, "export") == (0, 0)
    assert edited(after, SetStatus("b", "inactive")).count(by_hand, "export") == (0, 0)
    assert before.count(by_hand, "export") == counts != (0, 0)


def test_a_role_is_compiled_once_for_all_who_hold_it_unedited() -> None:
    before = Engine(SYSTEM, TREE).evaluate(tenant())
    after = edited(before, SetGrant("R1", VENDORS, frozenset({"list"})))
    assert after.effective(C).roles[0] is before.compiled["R2"] is after.compiled["R2"]
    assert after.effective(A).roles[0] is after.compiled["R1"] is not before.compiled["R1"]


def test_an_edited_role_leaves_the_results_of_those_who_do_not_hold_it() -> None:
    before = Engine(SYSTEM, TREE).evaluate(tenant())
    after = edited(before, SetGrant("R1", VENDORS, frozenset({"list"})))
    assert after.classes is before.classes
    assert result(after, A) is not result(before, A)
    assert result(after, C) is result(before, C)


def test_an_edited_user_leaves_the_class_and_the_others_stay() -> None:
    before = Engine(SYSTEM, TREE).evaluate(tenant())
    after = edited(before, SetStatus("a", "inactive"))
    assert after.count(A, "export") == (0, 0)
    assert result(after, B) is result(before, B)
    back = edited(after, SetStatus("a", "active"))
    assert result(back, A) is result(before, A)


def test_joining_a_group_is_seen_after_roles_were_edited_on_the_way() -> None:
    before = Engine(SYSTEM, TREE).evaluate(tenant())
    after = edited(edited(before, SetGroups("c", ("G",))), SetGrant("R1", VENDORS, frozenset({"list", "add"})))
    assert after.rights_at(C, TREE.index[VENDORS])[0] == {"list", "readonly", "add"}
    assert after.rights_at(D, TREE.index[VENDORS])[0] == {"list", "readonly"}


def test_classes_that_nobody_is_in_any_more_do_not_pile_up() -> None:
    outcome = Engine(SYSTEM, TREE).evaluate(tenant())
    for number in range(30):
        outcome = edited(
            outcome, SetProfile("a", {"entities": [str(number)], "entity_access": {"unrestricted": False}})
        )
    assert len(outcome.shared) <= 2 * len(outcome.subjects) + 1
    assert outcome.subjects == (A, B, C, D)
