"""Fixes: the best ones are found, they hold nothing that changes nothing, and take no more than was asked about."""

from itertools import combinations

from rolescope.rights.differences import differences
from rolescope.rights.edits import (
    AssignRole,
    ClearGrant,
    Edit,
    SetGrant,
    SetScope,
    SetStatus,
    UnassignRole,
    apply_all,
)
from rolescope.rights.explain import explain
from rolescope.rights.fixes import NEEDS_CREDENTIAL, NEEDS_USER, PARTS, VENDOR_ONLY, Fix, fixes, way_on
from rolescope.rights.model import Assignment, Credential, Principal, Subject, Tenant
from rolescope.rights.sentences import describe
from rolescope.systems.payspace import SYSTEM
from tests.payspace.building import (
    ACTIVATE_USERS,
    BANKING,
    BASIC_PROFILE,
    JOB_MANAGEMENT,
    LEAVE,
    LEVEL,
    PAY_RATE,
    U,
    ask,
    builtin,
    evaluate,
    role,
    tenant,
)

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"


def fixes_of(before: Tenant, node: str, right: str, subject: Subject = U) -> tuple[Fix, ...]:
    outcome = evaluate(before)
    return fixes(outcome, explain(outcome, subject, outcome.tree.index[node], right))


def told(before: Tenant, fix: Fix) -> list[str]:
    return [describe(edit, SYSTEM, builtin(), before) for edit in fix.edits]


def crowded() -> Tenant:
    """A user with three roles that only read and one that writes, of which one is held by six others as well."""
    roles = [role(name, {"employee": READ_ONLY}) for name in ("All staff", "B", "C")]
    roles.append(role("Writer", {"employee": ALLOW}))
    users = [Principal("u", "active", tuple(Assignment(one.name) for one in roles))]
    users += [Principal(f"o{number}", "active", (Assignment("All staff"),)) for number in range(6)]
    keys = [Credential("c", "u", "api.read_only"), *(Credential(f"k{user.name}", user.name) for user in users[1:])]
    return Tenant(
        "Test",
        "payspace",
        roles={one.name: one for one in roles},
        principals={user.name: user for user in users},
        credentials={key.name: key for key in keys},
    )


def test_the_fix_with_the_fewest_side_effects_is_found_among_many_causes() -> None:
    best = fixes_of(crowded(), BANKING, "import")[0]
    assert told(crowded(), best) == [
        "u: take away role All staff",
        "B: set Banking Details to Allow",
        "C: set Banking Details to Allow",
        "c: scope api.full_access",
    ]
    assert (best.cells, best.users) == (26, 0)


def test_a_scope_that_the_credential_has_already_is_no_part_of_a_fix() -> None:
    held_back = {"employee": ALLOW, f"{BASIC_PROFILE}/title": DENY}
    before = tenant({"employee": ALLOW}, held_back, scope="api.create")
    found = fixes_of(before, BASIC_PROFILE, "import")
    assert (SetGrant("R2", f"{BASIC_PROFILE}/title", LEVEL[ALLOW]),) in [fix.edits for fix in found]
    assert not any(SetScope("c", "api.create") in fix.edits for fix in found)


def test_a_parent_that_is_read_only_already_is_not_set_to_it_again() -> None:
    before = tenant({"employee": DENY, "employee/leave": READ_ONLY, LEAVE: ALLOW})
    (fix, *_) = fixes_of(before, LEAVE, "import")
    assert SetGrant("R1", "employee", LEVEL[READ_ONLY]) in fix.edits
    assert SetGrant("R1", "employee/leave", LEVEL[READ_ONLY]) not in fix.edits


def test_no_edit_of_a_fix_could_be_left_out_and_no_fix_is_another_one_with_more() -> None:
    cases = (
        (crowded(), BANKING),
        (tenant({"employee": DENY, "employee/leave": READ_ONLY, LEAVE: ALLOW}), LEAVE),
        (tenant({"employee": ALLOW, f"{BASIC_PROFILE}/title": DENY}, {"employee": ALLOW}, scope="api.create"), LEAVE),
        (tenant({"employee": DENY, BANKING: DENY}, {BANKING: READ_ONLY}, scope="api.read_only"), BANKING),
    )
    for before, node in cases:
        found = fixes_of(before, node, "import")
        for fix in found:
            assert not _idle(before, fix.edits)
        for better, worse in combinations(found, 2):
            assert not set(better.edits) <= set(worse.edits)


def _idle(before: Tenant, edits: tuple[Edit, ...]) -> list[Edit]:
    whole = apply_all(edits, before, builtin())
    without = ((edit, [other for other in edits if other is not edit]) for edit in edits)
    return [edit for edit, rest in without if not differences(apply_all(rest, before, builtin()), whole)]


def test_a_node_is_not_cleared_and_set_in_one_fix() -> None:
    before = tenant({"employee": ALLOW, BANKING: DENY}, {"employee": READ_ONLY, BANKING: ALLOW})
    for fix in fixes_of(before, BANKING, "export"):
        touched = [(edit.role, edit.node) for edit in fix.edits if isinstance(edit, SetGrant | ClearGrant)]
        assert len(set(touched)) == len(touched)


# PS-29, PS-84: roles by company

SPLIT = (("R1", "A"), ("R1", "B"), ("R2", "A"), ("R2", "B"))


def test_ps_29_a_role_is_taken_away_only_in_the_company_asked_about() -> None:
    before = tenant({"employee": ALLOW}, {"employee": READ_ONLY}, held=SPLIT, role_per_company=True)
    found = [fix.edits for fix in fixes_of(before, LEAVE, "import", Subject("u", "c", "A"))]
    assert (UnassignRole("u", "R2", "A"),) in found
    assert not any(UnassignRole("u", "R2", "B") in edits for edits in found)


def test_ps_28_without_roles_by_company_it_is_taken_away_wherever_it_is_held() -> None:
    before = tenant({"employee": ALLOW}, {"employee": READ_ONLY}, held=SPLIT)
    assert (UnassignRole("u", "R2", "A"), UnassignRole("u", "R2", "B")) in [
        fix.edits for fix in fixes_of(before, LEAVE, "import")
    ]


def test_ps_84_a_role_held_everywhere_is_kept_in_the_companies_not_asked_about() -> None:
    before = tenant({"employee": ALLOW}, {"employee": READ_ONLY}, role_per_company=True)
    found = fixes_of(before, LEAVE, "import", Subject("u", "c", "A"))
    away = (UnassignRole("u", "R2"), AssignRole("u", "R2", "B"), AssignRole("u", "R2", "C"))
    assert away in [fix.edits for fix in found]
    changed = evaluate(apply_all(away, before, builtin()))
    assert changed.answer(Subject("u", "c", "A"), builtin().index[LEAVE], "import") == "yes"
    for company in "BC":
        assert changed.answer(Subject("u", "c", company), builtin().index[LEAVE], "import") == "no"


# What passes beside a stop


def test_ps_50_a_verb_that_is_missing_is_no_lack_where_another_one_is_enough() -> None:
    address = f"{BASIC_PROFILE}/employee-address"
    verdicts = {step.layer: step.verdict for step in ask(tenant({"employee": DENY}), address, "import").steps}
    assert (verdicts[3], verdicts[8]) == ("stop", "pass")


# Branches


def set_level(node: str, level: str, subtree: bool = False) -> SetGrant:
    return SetGrant("R1", node, LEVEL[level], subtree)


def test_a_closed_branch_is_opened_for_reading_with_whatever_is_closed_below_it() -> None:
    closed = tenant({"configuration": DENY})
    assert fixes_of(closed, "configuration", "export")[0].edits == (set_level("configuration", READ_ONLY),)
    apart = tenant({"configuration": READ_ONLY, JOB_MANAGEMENT: DENY, ACTIVATE_USERS: ALLOW})
    (best, *others) = fixes_of(apart, "configuration", "export")
    assert best.edits == (set_level(JOB_MANAGEMENT, READ_ONLY),)
    assert (best.cells, best.users) == (0, 0)
    all_at_once = next(fix for fix in others if fix.edits == (set_level("configuration", READ_ONLY, subtree=True),))
    assert all_at_once.cells > 0, "what Activate Users loses is a side effect"


def test_ps_12_the_path_to_a_closed_branch_is_opened_first() -> None:
    (fix, *_) = fixes_of(tenant({"employee/leave": READ_ONLY}), "employee/leave", "export")
    assert set_level("employee", READ_ONLY) in fix.edits
    opened = apply_all(fix.edits, tenant({"employee/leave": READ_ONLY}), builtin())
    assert ask(opened, BANKING, "export").answer == "no"


def test_ps_32_an_inactive_user_is_activated_for_all_below_a_branch() -> None:
    away = tenant({"configuration": READ_ONLY}, status="inactive")
    assert [fix.edits for fix in fixes_of(away, "configuration", "export")] == [(SetStatus("u", "active"),)]


def test_ps_43_the_scope_is_widened_for_all_below_a_branch() -> None:
    (fix, *_) = fixes_of(tenant({"configuration": READ_ONLY}, scope="api.create"), "configuration", "export")
    assert fix.edits == (SetScope("c", "api.read_only"),)


def test_ps_85_no_fix_is_offered_where_the_vendor_limits_something_below_a_branch() -> None:
    for right in ("export", "import"):
        assert fixes_of(tenant({"employee": DENY}), "employee", right) == ()
    outcome = evaluate(tenant({"employee": DENY}))
    told = explain(outcome, U, outcome.tree.index["employee"], "import")
    assert way_on(outcome, told) == PARTS


def test_what_helps_without_a_fix_is_told_by_what_is_missing() -> None:
    def helps(made: Tenant, subject: Subject, node: str = BANKING, right: str = "import") -> str:
        outcome = evaluate(made)
        return way_on(outcome, explain(outcome, subject, outcome.tree.index[node], right))

    everything = tenant({"employee": ALLOW})
    assert helps(everything, Subject("u", None)) == NEEDS_CREDENTIAL
    assert helps(everything, Subject("u", None), "employee") == NEEDS_CREDENTIAL
    assert helps(tenant(user=False), Subject(None, "c")) == NEEDS_USER
    assert helps(tenant(user=False), Subject(None, "c"), "employee", "export") == NEEDS_USER
    assert helps(tenant(user=False), Subject(None, "c"), f"{PAY_RATE}/hourly-rate") == VENDOR_ONLY
