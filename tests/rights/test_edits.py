"""Edits that do not fit are refused in one sentence, and change nothing."""

import pytest

from rolescope.rights.edits import (
    AddCredential,
    AddPrincipal,
    AddRole,
    AssignRole,
    Batch,
    ClearGrant,
    Edit,
    EditError,
    LinkCredential,
    PutGrants,
    PutSettings,
    RemoveCredential,
    RemovePrincipal,
    RemoveRole,
    RenamePrincipal,
    ReplaceTenant,
    SetGrant,
    SetProfile,
    SetRoles,
    SetScope,
    SetSetting,
    SetStatus,
    UnassignRole,
    UpdateCredential,
    UpdateRole,
    apply,
    apply_all,
)
from rolescope.rights.model import Assignment, Company, Credential, Principal, Role, Tenant, facts
from rolescope.rights.tree import Node, Tree
from rolescope.rights.wire import EDITS, edit_from_json, to_json

READ, NONE = frozenset({"read"}), frozenset[str]()
TREE = Tree([Node("a", "", ""), Node("b", "", "", "a")])
TENANT = Tenant(
    "T",
    "system",
    {"gate": True},
    (Company("A"),),
    {"R": Role("R", {"a": READ}), "S": Role("S", {"a": READ, "b": NONE})},
    {"u": Principal("u", roles=(Assignment("R"), Assignment("S", "A"))), "v": Principal("v")},
    {"c": Credential("c", "u"), "d": Credential("d")},
)

REFUSED = [
    (SetGrant("X", "a", READ), "there is no role 'X'"),
    (SetGrant("R", "x", READ), "there is no node 'x' in the catalogue"),
    (SetGrant("R", "x", READ, subtree=True), "there is no node 'x' in the catalogue"),
    (ClearGrant("X", "a"), "there is no role 'X'"),
    (PutGrants("X", {}), "there is no role 'X'"),
    (AddRole(Role("R")), "there is already a role 'R'"),
    (AddRole(Role(" ")), "a role needs a name"),
    (RemoveRole("X"), "there is no role 'X'"),
    (UpdateRole("X", "Y", None, "", {}), "there is no role 'X'"),
    (UpdateRole("R", "S", None, "", {}), "there is already a role 'S'"),
    (UpdateRole("R", "", None, "", {}), "a role needs a name"),
    (AddPrincipal(Principal("u")), "there is already a user 'u'"),
    (AddPrincipal(Principal("w", roles=(Assignment("X"),))), "there is no role 'X'"),
    (RemovePrincipal("w"), "there is no user 'w'"),
    (RenamePrincipal("w", "x"), "there is no user 'w'"),
    (RenamePrincipal("u", "v"), "there is already a user 'v'"),
    (SetStatus("w", "active"), "there is no user 'w'"),
    (SetProfile("w", {}), "there is no user 'w'"),
    (SetRoles("w", ()), "there is no user 'w'"),
    (SetRoles("u", (Assignment("X"),)), "there is no role 'X'"),
    (AssignRole("w", "R"), "there is no user 'w'"),
    (AssignRole("v", "X"), "there is no role 'X'"),
    (AssignRole("v", "R", "Z"), "there is no company 'Z' in 'T'"),
    (AssignRole("u", "R"), "user 'u' already holds role 'R' there"),
    (UnassignRole("w", "R"), "there is no user 'w'"),
    (UnassignRole("u", "S"), "user 'u' does not hold role 'S' there"),
    (AddCredential(Credential("c")), "there is already a credential 'c'"),
    (AddCredential(Credential("e", "w")), "there is no user 'w'"),
    (RemoveCredential("x"), "there is no credential 'x'"),
    (UpdateCredential("x", Credential("x")), "there is no credential 'x'"),
    (UpdateCredential("c", Credential("d")), "there is already a credential 'd'"),
    (UpdateCredential("c", Credential("c", "w")), "there is no user 'w'"),
    (SetScope("x", None), "there is no credential 'x'"),
    (LinkCredential("x", None), "there is no credential 'x'"),
    (LinkCredential("c", "w"), "there is no user 'w'"),
    (Batch("two", (SetStatus("u", "inactive"), SetStatus("w", "inactive"))), "there is no user 'w'"),
]


@pytest.mark.parametrize(("edit", "sentence"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_an_edit_that_does_not_fit_is_refused_in_a_sentence(edit: Edit, sentence: str) -> None:
    before = facts(TENANT)
    with pytest.raises(EditError) as refused:
        apply(edit, TENANT, TREE)
    assert str(refused.value) == sentence
    assert facts(TENANT) == before


def test_a_removed_role_is_taken_from_everyone_and_given_back_in_its_place() -> None:
    changed, back = apply(RemoveRole("R"), TENANT, TREE)
    assert list(changed.roles) == ["S"]
    assert changed.principals["u"].roles == (Assignment("S", "A"),)
    assert facts(apply_all([back], changed, TREE)) == facts(TENANT)


def test_a_renamed_role_is_held_under_its_new_name() -> None:
    changed = apply_all([UpdateRole("R", "Q", "q", "", {})], TENANT, TREE)
    assert list(changed.roles) == ["Q", "S"]
    assert changed.principals["u"].roles == (Assignment("Q"), Assignment("S", "A"))


def test_a_removed_user_leaves_the_credentials_without_a_user() -> None:
    changed, back = apply(RemovePrincipal("u"), TENANT, TREE)
    assert changed.credentials["c"].principal is None
    assert facts(apply_all([back], changed, TREE)) == facts(TENANT)


def test_a_renamed_user_keeps_the_credentials() -> None:
    changed = apply_all([RenamePrincipal("u", "w")], TENANT, TREE)
    assert list(changed.principals) == ["w", "v"]
    assert changed.credentials["c"].principal == "w"


def test_a_grant_on_a_subtree_drops_what_was_said_below_and_its_inverse_says_it_again() -> None:
    changed, back = apply(SetGrant("S", "a", NONE, subtree=True), TENANT, TREE)
    assert dict(changed.roles["S"].grants) == {"a": NONE}
    assert dict(apply_all([back], changed, TREE).roles["S"].grants) == {"a": READ, "b": NONE}


def test_a_grant_that_is_cleared_inherits_again() -> None:
    changed = apply_all([ClearGrant("S", "b"), ClearGrant("R", "a", subtree=True)], TENANT, TREE)
    assert (dict(changed.roles["S"].grants), dict(changed.roles["R"].grants)) == ({"a": READ}, {})


def test_a_setting_without_a_value_goes_back_to_its_default() -> None:
    assert apply_all([SetSetting("gate", None)], TENANT, TREE).settings == {}
    assert apply_all([PutSettings({"x": 1}), SetSetting("gate", False)], TENANT, TREE).settings == {
        "x": 1,
        "gate": False,
    }


def test_an_edit_leaves_roles_that_it_does_not_touch_the_very_same() -> None:
    changed = apply_all([SetGrant("R", "b", READ)], TENANT, TREE)
    assert changed.roles["S"] is TENANT.roles["S"]
    assert changed.principals is TENANT.principals


def test_every_edit_has_a_name_in_files() -> None:
    assert EDITS["set_grant"] is SetGrant
    assert {type(edit) for edit, _ in REFUSED} <= set(EDITS.values())


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({}, "unknown edit None"),
        ({"edit": "set_fire"}, "unknown edit 'set_fire'"),
        ([], "unknown edit None"),
        ({"edit": "set_status", "user": "u"}, "missing 1 required positional argument: 'status'"),
        ({"edit": "batch", "label": "x", "edits": [{"edit": "y"}]}, "unknown edit 'y'"),
    ],
)
def test_an_edit_that_cannot_be_read_is_told(value: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        edit_from_json(value)


def test_equal_edits_are_written_alike() -> None:
    one = SetGrant("R", "a", frozenset(["read", "write"]))
    other = SetGrant("R", "a", frozenset(["write", "read"]))
    assert str(to_json(one)) == str(to_json(other))
    assert to_json(one) == {
        "edit": "set_grant",
        "role": "R",
        "node": "a",
        "rights": ["read", "write"],
        "subtree": False,
    }


def test_a_step_of_many_edits_copies_a_table_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, on = list[object](), SetStatus.on

    def noted(edit: SetStatus, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        seen.append(tenant.principals)
        return on(edit, tenant, tree)

    monkeypatch.setattr(SetStatus, "on", noted)
    steps = tuple(SetStatus(name, "inactive") for name in ("u", "v", "u"))
    after, inverse = apply(Batch("both", steps), TENANT, TREE)
    assert seen[0] is TENANT.principals
    assert seen[1] is seen[2] is after.principals
    assert [user.status for user in TENANT.principals.values()] == ["active", "active"]
    assert facts(apply(inverse, after, TREE)[0]) == facts(TENANT)


def test_a_replacement_among_other_edits_is_taken_back_with_what_was_done_before_it() -> None:
    other = Tenant("T", "system", principals={"w": Principal("w")})
    before = SetStatus("u", "inactive")
    steps = (before, ReplaceTenant(other), SetStatus("w", "inactive"))
    after, inverse = apply(Batch("all", steps), TENANT, TREE)
    assert isinstance(inverse, Batch)
    assert [user.status for user in after.principals.values()] == ["inactive"]
    assert other.principals["w"].status == "active"
    assert facts(apply_all(inverse.edits[:2], after, TREE)) == facts(apply(before, TENANT, TREE)[0])
    assert facts(apply(inverse, after, TREE)[0]) == facts(TENANT)


@pytest.mark.parametrize("grants", [{"b": NONE, "a": NONE}, {"b": NONE, "a": READ}, {"b": READ}])
def test_grants_put_in_another_order_are_taken_back_in_the_order_they_had(grants: dict[str, frozenset[str]]) -> None:
    after, inverse = apply(PutGrants("S", grants), TENANT, TREE)
    restored, _ = apply(inverse, after, TREE)
    assert list(restored.roles["S"].grants.items()) == [("a", READ), ("b", NONE)]
