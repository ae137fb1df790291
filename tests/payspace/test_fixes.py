"""Fixes: the best ones are found, they hold nothing that changes nothing, and take no more than was asked about."""

from itertools import combinations

from rolescope.rights.differences import differences
from rolescope.rights.edits import AssignRole, ClearGrant, Edit, SetGrant, SetScope, UnassignRole, apply_all
from rolescope.rights.explain import explain
from rolescope.rights.fixes import Fix, fixes
from rolescope.rights.model import Assignment, Credential, Principal, Subject, Tenant
from rolescope.rights.sentences import describe
from rolescope.systems.payspace import SYSTEM
from tests.payspace.building import (
    BANKING,
    BASIC_PROFILE,
    LEAVE,
    LEVEL,
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
