"""The rules about changing levels: handing down, opening a path, news in the catalogue, asking for a scope, fixes."""

from typing import Any

import pytest

from rolescope.rights.changes import changed_cells
from rolescope.rights.edits import ClearGrant, SetGrant, SetScope, SetStatus, UnassignRole
from rolescope.rights.explain import explain
from rolescope.rights.fixes import Fix, fixes
from rolescope.rights.grants import compile_role
from rolescope.rights.model import Subject, Tenant
from rolescope.systems.payspace.catalogue import make_tree
from rolescope.systems.payspace.defaults import DEFAULT_ESS_SCREENS
from rolescope.systems.payspace.paths import open_path
from rolescope.systems.payspace.vocabulary import RIGHTS, SCOPES, SCREEN, scope_axes
from tests.payspace.building import (
    AUDIT_TRAIL,
    BANKING,
    BASIC_PROFILE,
    JOB_MANAGEMENT,
    LEAVE,
    LEVEL,
    PAY_RATE,
    U,
    after,
    ask,
    builtin,
    evaluate,
    level,
    screen_with,
    tenant,
)

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
COMPONENTS = "employee/payroll-processing/recurring-payroll-components"


def set_level(node: str, name: str, role: str = "R1", subtree: bool = False) -> SetGrant:
    return SetGrant(role, node, LEVEL[name], subtree)


def opened(before: Tenant, node: str, role: str = "R1") -> Tenant:
    compiled = compile_role(before.roles[role], builtin(), RIGHTS)
    return after(before, *open_path(compiled, builtin().index[node], builtin()))


def fixes_of(before: Tenant, node: str, right: str, subject: Subject = U) -> tuple[Fix, ...]:
    outcome = evaluate(before)
    return fixes(outcome, explain(outcome, subject, outcome.tree.index[node], right))


def test_ps_06_a_parent_hands_its_level_to_all_below_and_drops_what_was_set_there() -> None:
    deep = "employee/payroll-processing/edit-payslip/other-actions/view/tax-breakdown"
    before = tenant({"employee": ALLOW, BANKING: DENY, f"{BANKING}/comments": READ_ONLY, deep: DENY, "reports": DENY})
    changed = after(before, set_level("employee", READ_ONLY, subtree=True))
    assert dict(changed.roles["R1"].grants) == {"employee": LEVEL[READ_ONLY], "reports": LEVEL[DENY]}
    assert {level(changed, node) for node in (BANKING, f"{BANKING}/comments", deep)} == {READ_ONLY}


def test_ps_07_a_child_set_apart_again_leaves_its_parent_and_siblings() -> None:
    before = after(tenant({"employee": READ_ONLY}), set_level(COMPONENTS, READ_ONLY, subtree=True))
    changed = after(before, set_level(f"{COMPONENTS}/medical-aid", DENY))
    assert level(changed, f"{COMPONENTS}/medical-aid") == DENY
    assert {level(changed, node) for node in (COMPONENTS, f"{COMPONENTS}/pension")} == {READ_ONLY}


def test_ps_12_opening_a_path_lifts_closed_ancestors_to_read_only_and_pins_their_other_children() -> None:
    before = tenant({"employee": DENY, BANKING: ALLOW})
    changed = opened(before, BANKING)
    assert level(changed, BANKING) == ALLOW
    assert {level(changed, node) for node in ("employee", "employee/basic-information")} == {READ_ONLY}
    for other in (BASIC_PROFILE, LEAVE, "employee/leave", PAY_RATE, "reports"):
        assert level(changed, other) == level(before, other) == DENY


def test_ps_12_an_allow_ancestor_that_was_closed_opens_as_read_only_too() -> None:
    before = tenant({"employee": DENY, "employee/basic-information": ALLOW, BANKING: ALLOW})
    changed = opened(before, BANKING)
    assert level(changed, "employee/basic-information") == READ_ONLY
    assert level(changed, BASIC_PROFILE) == DENY


def test_ps_12_an_ancestor_that_inherits_read_only_from_the_opened_path_needs_no_level_of_its_own() -> None:
    before = tenant({AUDIT_TRAIL: ALLOW})
    compiled = compile_role(before.roles["R1"], builtin(), RIGHTS)
    edits = open_path(compiled, builtin().index[AUDIT_TRAIL], builtin())
    assert [edit for edit in edits if isinstance(edit, SetGrant) and edit.rights] == [set_level("reports", READ_ONLY)]
    assert level(after(before, *edits), AUDIT_TRAIL.rpartition("/")[0]) == READ_ONLY


def test_ps_12_a_path_that_is_open_needs_no_edit() -> None:
    before = tenant({"employee": READ_ONLY, BANKING: ALLOW})
    assert opened(before, BANKING) is before


def test_ps_79_a_deep_allow_in_a_fresh_role_opens_with_its_path() -> None:
    before = tenant({BANKING: ALLOW})
    assert ask(before, BANKING, "import").answer == "no"
    changed = opened(before, BANKING)
    assert ask(changed, BANKING, "import").answer == "yes"
    exported = [
        node.id for node in builtin().nodes if node.kind == SCREEN and ask(changed, node.id, "export").answer == "yes"
    ]
    assert exported == [BANKING]


def test_ps_25_the_default_role_opens_exactly_its_seven_screens() -> None:
    employee = tenant(profile={"level": "employee"})
    open_screens = {node.id for node in builtin().nodes if node.kind == SCREEN and level(employee, node.id) != DENY}
    assert open_screens == set(DEFAULT_ESS_SCREENS)
    assert {level(employee, screen) for screen in DEFAULT_ESS_SCREENS} == {ALLOW}


@pytest.mark.parametrize("saved", SCOPES)
@pytest.mark.parametrize("asked", SCOPES)
def test_ps_44_the_saved_scope_caps_the_one_asked_for(saved: str, asked: str) -> None:
    assert scope_axes(saved, asked) == SCOPES[saved] & SCOPES[asked]
    outcome = evaluate(tenant({"employee": ALLOW}, scope=saved))
    asking = Subject("u", "c", asked_scope=asked)
    left = SCOPES[saved] & SCOPES[asked]
    for right in RIGHTS:
        assert (ask(outcome.tenant, BANKING, right, asking).answer == "yes") == (right in left)
    line = next(step for step in ask(outcome.tenant, BANKING, "export", asking).steps if step.layer == 7)
    assert line.rule.startswith(("PS-43", "PS-45") if saved == asked else "PS-44")


def test_ps_81_a_required_field_that_nobody_has_to_send_does_not_take_create() -> None:
    fields: dict[str, dict[str, Any]] = {
        "key": {"required": "yes", "key": True},
        "computed": {"required": "yes", "access": "read_only"},
        "hidden": {"required": "yes", "hidden": True},
        "needed": {"required": "yes"},
    }
    tree = screen_with(fields)
    for name in fields:
        held_back = tenant({"b": ALLOW, f"b/s/{name}": DENY})
        assert (ask(held_back, "b/s", "create", tree=tree).answer == "no") == (name == "needed")


def test_ps_15_a_field_on_an_element_of_the_screen_counts_as_one_of_the_screen() -> None:
    nodes: list[dict[str, Any]] = [
        {"id": "s", "name": "S", "kind": "screen", "api_axes": list(RIGHTS)},
        {"id": "s/e", "name": "E", "kind": "element", "parent": "s"},
        {"id": "s/e/f", "name": "F", "kind": "field", "parent": "s/e", "api_name": "F", "required": "yes"},
    ]
    tree = make_tree(nodes)
    for grants, answers in (
        ({"s": ALLOW}, ("yes", "yes")),
        ({"s": ALLOW, "s/e": READ_ONLY}, ("no", "yes")),
        ({"s": ALLOW, "s/e": DENY}, ("no", "no")),
        ({"s": ALLOW, "s/e": DENY, "s/e/f": ALLOW}, ("no", "no")),
    ):
        found = [ask(tenant(grants), *cell, tree=tree).answer for cell in (("s", "create"), ("s/e/f", "export"))]
        assert tuple(found) == answers


def test_ps_85_no_fix_is_offered_where_only_the_vendor_limits_the_cell() -> None:
    everything = tenant({"employee": ALLOW, "configuration": ALLOW})
    assert fixes_of(everything, f"{PAY_RATE}/hourly-rate", "import") == ()
    assert fixes_of(everything, JOB_MANAGEMENT, "import") == ()
    assert fixes_of(tenant({"employee": DENY}), f"{PAY_RATE}/hourly-rate", "import") == ()


def test_ps_85_no_fix_is_offered_where_the_user_is_missing() -> None:
    assert fixes_of(tenant(user=False), BANKING, "import", Subject(None, "c")) == ()


def test_ps_85_a_fix_never_takes_a_user_s_last_role() -> None:
    both_deny = tenant({"employee": ALLOW, BANKING: DENY}, {"employee": ALLOW, BANKING: DENY})
    found = fixes_of(both_deny, BANKING, "import")
    assert found
    assert all(after(both_deny, *fix.edits).principals["u"].roles for fix in found)
    assert any(isinstance(edit, UnassignRole) for fix in found for edit in fix.edits)
    assert not any(
        isinstance(edit, UnassignRole) for fix in fixes_of(tenant({}), BANKING, "import") for edit in fix.edits
    )


def test_ps_85_nor_the_last_one_in_a_company() -> None:
    split = tenant({"employee": DENY}, {"employee": ALLOW}, held=[("R1", "A"), ("R2", "B")], role_per_company=True)
    found = fixes_of(split, BANKING, "import", Subject("u", "c", "A"))
    assert found
    assert not any(isinstance(edit, UnassignRole) for fix in found for edit in fix.edits)


def test_ps_85_a_role_of_all_companies_covers_the_company_where_another_is_taken_away() -> None:
    split = tenant({"employee": DENY}, {"employee": ALLOW}, held=[("R1", "A"), ("R2", "")], role_per_company=True)
    found = fixes_of(split, BANKING, "import", Subject("u", "c", "A"))
    assert (UnassignRole("u", "R1", "A"),) in [fix.edits for fix in found]


def test_a_field_held_back_is_fixed_on_the_field() -> None:
    found = fixes_of(tenant({"employee": ALLOW, f"{BANKING}/comments": DENY}), f"{BANKING}/comments", "import")
    assert found[0].edits == (set_level(f"{BANKING}/comments", ALLOW),)
    assert (found[0].cells, found[0].users) == (0, 0)


def test_a_required_field_that_takes_create_is_what_the_fix_lifts() -> None:
    found = fixes_of(tenant({"employee": ALLOW, f"{BASIC_PROFILE}/title": READ_ONLY}), BASIC_PROFILE, "create")
    assert found[0].edits == (set_level(f"{BASIC_PROFILE}/title", ALLOW),)


def test_a_closed_path_is_opened_by_the_fix() -> None:
    (fix, *_) = fixes_of(tenant({BANKING: ALLOW}), BANKING, "import")
    assert set_level("employee", READ_ONLY) in fix.edits


ELEMENT = {"id": "b/s/e", "name": "E", "kind": "element", "parent": "b/s"}
BEHIND = make_tree(
    [
        *(dict(node.attributes) for node in screen_with({}).source),
        ELEMENT,
        *(
            {"id": f"b/s/e/{name}", "name": name, "kind": "field", "parent": "b/s/e", "api_name": name, **facts}
            for name, facts in {"f": {}, "g": {"required": "yes"}, "h": {}}.items()
        ),
    ]
)


def fixes_behind(grants: dict[str, str], node: str, right: str) -> tuple[Fix, ...]:
    outcome = evaluate(tenant(grants), BEHIND)
    return fixes(outcome, explain(outcome, U, BEHIND.index[node], right))


def test_ps_12_an_allow_that_opening_the_path_would_lower_stays_or_is_given_again_where_it_is_needed() -> None:
    before = tenant({"employee/leave": ALLOW})
    offered = fixes_of(before, LEAVE, "import")
    assert offered
    for fix in offered:
        granted = [edit.node for edit in fix.edits if isinstance(edit, SetGrant)]
        assert len(set(granted)) == len(granted)
        assert ask(after(before, *fix.edits), LEAVE, "import").answer == "yes"
        assert set_level("employee", READ_ONLY) in fix.edits
        for closed in (BANKING, "employee/leave/adjustments"):
            assert ask(after(before, *fix.edits), closed, "export").answer == "no"


def test_ps_79_a_path_closed_by_silence_alone_is_all_that_reading_needs() -> None:
    (narrow, *_) = fixes_of(tenant({"employee/leave": ALLOW}), LEAVE, "export")
    assert set_level(LEAVE, ALLOW) not in narrow.edits


def test_ps_15_required_fields_held_back_by_several_roles_are_lifted_in_each() -> None:
    number, method = f"{BANKING}/employee-number", f"{BANKING}/payment-method"
    before = tenant({"employee": ALLOW, number: READ_ONLY}, {"employee": ALLOW, method: READ_ONLY})
    found = ask(before, BANKING, "create")
    assert found.headline is not None
    assert found.headline.layer == 11
    offered = [set(fix.edits) for fix in fixes_of(before, BANKING, "create")]
    assert {set_level(number, ALLOW), set_level(method, ALLOW, "R2")} in offered


@pytest.mark.parametrize("right", ["export", "import"])
def test_ps_09_a_field_behind_a_closed_element_is_fixed_by_opening_the_element(right: str) -> None:
    found = fixes_behind({"b": ALLOW, "b/s/e": DENY}, "b/s/e/f", right)
    opened = found[0].edits
    assert {set_level("b/s/e", READ_ONLY), set_level("b/s/e/h", DENY)} <= set(opened)
    assert (ClearGrant("R1", "b/s/e"),) in [fix.edits for fix in found]


def test_ps_09_a_level_of_its_own_takes_effect_once_the_element_is_open() -> None:
    found = fixes_behind({"b": ALLOW, "b/s/e": DENY, "b/s/e/f": ALLOW}, "b/s/e/f", "export")
    assert (set_level("b/s/e", READ_ONLY), set_level("b/s/e/g", DENY), set_level("b/s/e/h", DENY)) in [
        fix.edits for fix in found
    ]


def test_ps_15_a_required_field_behind_a_closed_element_is_lifted_with_it() -> None:
    assert fixes_behind({"b": ALLOW, "b/s/e": DENY}, "b/s", "create")
    assert fixes_behind({"b": DENY, "b/s/e": DENY}, "b/s/e/f", "create")


def test_an_inactive_user_is_fixed_by_activating_it() -> None:
    (fix,) = fixes_of(tenant({"employee": ALLOW}, status="inactive"), BANKING, "import")
    assert fix.edits == (SetStatus("u", "active"),)


def test_ps_85_fixes_are_ranked_by_how_little_else_they_touch() -> None:
    found = fixes_of(tenant({"employee": READ_ONLY}, scope="api.read_only"), BANKING, "import")
    assert [(fix.cells, fix.users) for fix in found] == sorted((fix.cells, fix.users) for fix in found)
    best = found[0].edits
    assert set_level(BANKING, ALLOW) in best
    assert any(isinstance(edit, SetScope) for edit in best)


def test_pending_changes_list_what_a_handed_down_level_drops() -> None:
    before = tenant({"employee": ALLOW, BANKING: DENY})
    changed = after(before, set_level("employee", READ_ONLY, subtree=True))
    assert changed_cells(before, changed) == {
        ("grant", "R1", "employee"): (LEVEL[ALLOW], LEVEL[READ_ONLY]),
        ("grant", "R1", BANKING): (LEVEL[DENY], None),
    }
