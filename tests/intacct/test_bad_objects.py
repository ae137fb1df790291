"""Objects that are cut down, mixed up or misspelt: recognised where they are clear, else refused in a sentence."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rolescope.rights.model import Tenant, facts
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.formats import looks_like, read_files
from rolescope.systems.intacct.writing import envelope, everything
from rolescope.systems.vendor import is_vendor_json, mistake_in
from tests.intacct.test_formats import ELEMENT, EMPTY, GROUP, HREF, ROLE, TAX_MAPS, TREE, USER, taken

pytestmark = pytest.mark.contract

VENDORS = "accountsPayable/vendors"
ROW = {"key": "30", "role.id": "Admins", "permission.module": "purchasing", "permission.name": "taxScheduleMap"}
TYPES = {"id": "500", "module": "accountsPayable", "name": "vendorTypes"}


def refused(*objects: Any, tenant: Tenant = EMPTY) -> str:
    with pytest.raises(BundleError) as caught:
        taken(*objects, tenant=tenant)
    return str(caught.value)


def catalogue(*objects: Any) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The nodes after some objects, and what was warned of."""
    warnings: list[str] = []
    _, nodes = read_files(EMPTY, TREE, [("p.json", json.dumps(list(objects)))], warnings.append)
    return {node["id"]: node for node in nodes or ()}, warnings


# Assignments


def test_ia44_an_assignment_row_without_rights_keeps_the_grant() -> None:
    before = taken(ROLE)
    after = taken({"ia::result": [ROW]}, tenant=before).roles["Admins"]
    assert after.grants == before.roles["Admins"].grants
    silent = {key: value for key, value in ELEMENT.items() if key != "accessRights"}
    again = taken({**ROLE, "rolePermissionAssignments": [silent]}, tenant=before).roles["Admins"]
    assert again.grants == before.roles["Admins"].grants


def test_ia44_an_assignment_row_without_rights_is_refused_where_nothing_is_known() -> None:
    told = refused({**ROLE, "rolePermissionAssignments": []}, {"ia::result": [ROW]})
    assert "nothing says which rights are granted at purchasing/taxScheduleMap" in told


def test_the_rights_that_can_be_ticked_are_not_taken_for_those_that_are() -> None:
    element = {"permission": {"key": "253"}, "allowedAccessRights": ["list"]}
    told = refused({**ROLE, "rolePermissionAssignments": [element]})
    assert "rolePermissionAssignments[0]: allowedAccessRights is what purchasing/taxScheduleMap offers" in told


# Permissions


def test_ia14_a_permission_row_without_rights_is_known_in_part_only() -> None:
    nodes, _ = catalogue(TYPES)
    assert nodes["accountsPayable/vendorTypes"]["completeness"] == "subset"
    tree = SYSTEM.tree(list(nodes.values()))
    element = {"permission": {"module": "accountsPayable", "name": "vendorTypes"}, "accessRights": ["list"]}
    text = json.dumps({**ROLE, "rolePermissionAssignments": [element]})
    tenant, _ = read_files(EMPTY, tree, [("r.json", text)], print)
    assert tenant.roles["Admins"].grants == {"accountsPayable/vendorTypes": frozenset({"list"})}


def test_a_permission_without_key_is_known_by_its_id_which_is_the_same() -> None:
    nodes, _ = catalogue({**TYPES, "allowedAccessRights": ["list"]})
    found = nodes["accountsPayable/vendorTypes"]
    assert (found["key"], found.get("localKey")) == ("500", None)


@pytest.mark.parametrize(
    ("module", "name", "warning"),
    [
        ("acountsPayable", "vendors", "unknown module 'acountsPayable', did you mean 'accountsPayable'?"),
        ("accountsPayable", "vendorz", "unknown name 'vendorz', did you mean 'vendors'?"),
    ],
)
def test_a_module_or_name_that_nobody_knows_is_said_with_the_nearest(module: str, name: str, warning: str) -> None:
    row = {"key": "9", "module": module, "name": name, "allowedAccessRights": ["list"]}
    nodes, warnings = catalogue(row)
    assert f"{module}/{name}" in nodes
    assert [told for told in warnings if warning in told and told.startswith("p.json: [0]")]


def test_a_permission_that_is_known_is_taken_without_a_word() -> None:
    assert (
        catalogue({"key": "88", "module": "accountsPayable", "name": "bills", "allowedAccessRights": ["list"]})[1] == []
    )
    assert catalogue({**TYPES, "allowedAccessRights": ["list"]})[1] == []


def test_ia14_what_a_complete_row_does_not_offer_goes_with_a_word_and_all_comes_back() -> None:
    held = {"permission": {"module": "accountsPayable", "name": "vendors"}, "accessRights": ["list", "delete"]}
    tenant = taken({**ROLE, "rolePermissionAssignments": [held]}, {**USER, "permissionAssignments": [held]})
    row = {"key": "88", "module": "accountsPayable", "name": "vendors", "allowedAccessRights": ["list"]}
    warnings: list[str] = []
    after, nodes = read_files(tenant, TREE, [("p.json", json.dumps(row))], warnings.append)
    assert after.roles["Admins"].grants == after.principals["api.demo"].grants == {VENDORS: frozenset({"list"})}
    told = "p.json: accountsPayable/vendors does not offer delete (IA-14), which {} loses"
    assert warnings == [told.format("role 'Admins'"), told.format("user 'api.demo'")]
    assert nodes is not None
    assert facts(read_bundle(write_bundle(after, nodes), "b.json").tenant)[4:6] == facts(after)[4:6]
    text = json.dumps(envelope(list(everything(after, SYSTEM.tree(nodes)))))
    again, _ = read_files(EMPTY, TREE, [("v.json", text)], warnings.append)
    assert again.roles["Admins"].grants == after.roles["Admins"].grants


SEED: dict[str, Any] = {"key": "11", "id": "11", "module": "accountsPayable", "name": "vendors"}
SEED |= {"permissionGroup": None, "allowedAccessRights": ["list", "view", "add", "edit"]}


def test_ia58_a_permission_that_lists_view_and_edit_takes_no_right_from_roles_that_say_readonly_and_modify() -> None:
    held = {"permission": {"key": "11", "module": "accountsPayable", "name": "vendors"}}
    rights = ["list", "readonly", "add", "modify"]
    role = {**ROLE, "rolePermissionAssignments": [{**held, "key": "30", "accessRights": rights}]}
    warnings: list[str] = []
    for files in ([role, SEED], [SEED, role]):
        tenant, nodes = EMPTY, None
        for raw in files:
            tree = TREE if nodes is None else SYSTEM.tree(nodes)
            tenant, made = read_files(tenant, tree, [("f.json", json.dumps(raw))], warnings.append)
            nodes = made or nodes
        assert tenant.roles["Admins"].grants == {VENDORS: frozenset(rights)}
        assert nodes is not None
        again = read_bundle(write_bundle(tenant, nodes), "b.json").tenant
        assert again.roles["Admins"].grants == tenant.roles["Admins"].grants
    assert warnings == []


def test_ia64_references_to_permissions_tell_which_of_them_are_known() -> None:
    rows = [{"key": key, "id": key, "href": f"{HREF}/permission/{key}"} for key in ("1", "2")]
    nodes, warnings = catalogue(*rows)
    assert nodes == {}
    (told,) = warnings
    assert "1 is myAccounting/switchToMyAccounting; 2 is not known here: fetch it with GET /objects/" in told
    assert "permission/2, or query its fields" in told
    _, warnings = catalogue(*rows, {**SEED, "key": "2", "id": "2"})
    assert "2 is accountsPayable/vendors" in warnings[0]
    mine = {"key": "9", "id": "9", "href": f"{HREF}/role/9"}
    assert "a bare reference" in refused({"ia::result": [*rows, mine]})


# Keys that stand twice


def test_one_key_is_never_that_of_two_permissions() -> None:
    rows = [
        {"key": "88", "module": "accountsPayable", "name": name, "allowedAccessRights": ["list"]}
        for name in ("vendors", "bills")
    ]
    assert "[1].key: '88' is the key of accountsPayable/vendors" in refused(rows)


def test_a_key_that_the_vendor_gives_to_another_permission_leaves_the_first() -> None:
    row = {"key": "253", "module": "accountsPayable", "name": "bills", "allowedAccessRights": ["list"]}
    nodes, warnings = catalogue(row)
    assert (nodes["accountsPayable/bills"]["key"], nodes[TAX_MAPS].get("localKey")) == ("253", True)
    assert "'253' was the key of purchasing/taxScheduleMap" in warnings[0]


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        (ROLE, {**ROLE, "id": "Bosses"}, "key: '470' is the key of role 'Admins'"),
        (USER, {**USER, "id": "other"}, "key: '9' is the key of user 'api.demo'"),
        (GROUP, {**GROUP, "id": "AR"}, "key: '12' is the key of user-group 'AP'"),
    ],
)
def test_one_key_is_never_that_of_two_objects(one: Any, other: Any, sentence: str) -> None:
    assert sentence in refused(ROLE, one, other)
    assert sentence in refused(other, tenant=taken(ROLE, one))


def test_an_object_whose_key_is_another_one_now_is_taken() -> None:
    assert taken({**ROLE, "key": "471"}, tenant=taken(ROLE)).roles["Admins"].extra["key"] == "471"


# What an object is


@pytest.mark.parametrize(
    ("raw", "table"),
    [
        ({"key": "5", "id": "u", "status": "active", "webServices": {"isEnabled": True}, "roles": []}, "principals"),
        ({"id": "u", "status": "active"}, "principals"),
        ({"id": "u", "webServices.isEnabled": True}, "principals"),
        ({"id": "u", "contact": {"id": "C"}, "roles": []}, "principals"),
        ({"id": "u", "entityAccess.allowUnrestrictedAccess": True}, "principals"),
        ({"id": "r", "customRolePermissionAssignments": []}, "roles"),
        ({"id": "r", "agentRolePermissionAssignments": []}, "roles"),
        ({"id": "g", "description": "d", "href": f"{HREF}/user-group/3"}, "groups"),
        ({"id": "g", "description": "d", "roles": []}, "groups"),
    ],
)
def test_an_object_is_known_by_any_field_that_it_alone_has(raw: Any, table: str) -> None:
    tenant = taken({"ia::result": [raw], "ia::meta": {}})
    found = {name for name in ("principals", "roles", "groups") if getattr(tenant, name)}
    assert found == {table}
    assert looks_like(raw)


@pytest.mark.parametrize("raw", [{"id": "x", "roles": []}, {"id": "x", "description": "d"}])
def test_what_may_be_one_or_the_other_is_refused_with_the_way_out(raw: Any) -> None:
    told = refused({"ia::result": [raw]})
    assert "may be" in told and "select href" in told


def test_the_answer_to_several_queries_is_read_whole() -> None:
    meta: dict[str, Any] = {}
    both = [{"ia::result": [ROLE], "ia::meta": meta}, {"ia::result": [USER], "ia::meta": meta}]
    assert facts(taken({"ia::result": both, "ia::meta": meta})) == facts(taken(ROLE, USER))
    told = refused({"ia::result": [both[0], {"ia::result": [{**USER, "status": 1}]}], "ia::meta": meta})
    assert "ia::result[1].ia::result[0].status" in told


@pytest.mark.parametrize(
    "answer",
    [
        {"ia::error": {"code": "GW-0031", "message": "Invalid Token", "details": {"requestId": "x"}}},
        {"error": {"code": "GW-0031", "message": "Invalid Token", "supportId": "s"}},
        {"ia::result": {"ia::error": {"code": "GW-0031", "message": "Invalid Token"}}},
    ],
)
def test_every_error_envelope_is_read(answer: Any) -> None:
    assert is_vendor_json(json.dumps(answer))
    assert "the vendor's error answer: GW-0031 Invalid Token" in refused(answer)


def test_a_reference_that_says_nothing_is_told_so() -> None:
    assert "roles[0]: expected the key or the id of a role" in refused({**USER, "roles": [{}]})
    assert "role: expected the key or the id of a role" in refused({**ELEMENT, "role": {}})
    bare = {**ROLE, "rolePermissionAssignments": [{"permission": {}, "accessRights": ["list"]}]}
    assert "expected the key or the id of a permission" in refused(bare)


def test_ia04_nothing_of_a_refused_file_is_kept() -> None:
    user_based = replace(taken(ROLE), settings={"mode": "user_based"})
    assert "IA-04" in refused({**USER, "roles": [{"key": "470"}]}, tenant=user_based)


# Bodies, halves of files, and what is no object at all


def test_the_body_of_a_patch_is_told_from_the_object_itself() -> None:
    changed, gone = {"key": "30", "accessRights": ["list"]}, {"key": "31", "ia::operation": "delete"}
    told = refused({"id": "Admins", "rolePermissionAssignments": [changed, gone]}, tenant=taken(ROLE))
    assert "rolePermissionAssignments[0]: names no permission: expected the object as GET returns it" in told
    assert "rolePermissionAssignments[1]: ia::operation stands in the body of a PATCH" in told
    told = refused({"rolePermissionAssignments": [changed, gone]}, tenant=taken(ROLE))
    assert "has no id: what says which fields change is the body of a PATCH" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": "Admins",', "line 1, column 17: not JSON: .*, but the text ends: is it cut off"),
        ('{"id": "Adm', "line 1, column 8: not JSON: .* does not end, expected a closing quote"),
    ],
)
def test_a_file_that_is_cut_off_says_so(text: str, told: str) -> None:
    with pytest.raises(BundleError, match=f"r.json: {told}"):
        read_files(EMPTY, TREE, [("r.json", text)], print)


def test_what_is_no_json_value_is_refused_before_a_bundle_holds_it() -> None:
    assert "NaN is not JSON" in refused({**USER, "trustedDevices": float("nan")})


def test_ia14_a_right_that_is_not_offered_is_refused_with_those_that_are() -> None:
    journals = {"permission": {"module": "generalLedger", "name": "journalEntries"}, "accessRights": ["post"]}
    told = refused({**ROLE, "rolePermissionAssignments": [journals]})
    assert "does not offer post, it offers list, readonly, add, modify, delete, reclass, reverse (IA-14)" in told


@pytest.mark.parametrize("text", ["<permissions><appSubscription/></permissions>", "<x>getUserPermissions</x>"])
def test_ia56_the_answer_about_effective_rights_is_sent_to_verify(text: str) -> None:
    assert "`rolescope verify` compares it" in (mistake_in(text) or "")
    assert mistake_in("<edmx></edmx>") is None


@pytest.mark.parametrize(
    "body",
    [
        {
            "rolePermissionAssignments": [
                {"key": "30", "accessRights": ["list"]},
                {"key": "31", "ia::operation": "delete"},
            ]
        },
        {"status": "inactive"},
        [{"applyTo": "loginOnly"}],
    ],
)
def test_the_vendors_own_sample_of_a_patch_is_known_as_such(body: Any) -> None:
    assert is_vendor_json(json.dumps(body))
    assert "has no id: what says which fields change is the body of a PATCH" in refused(body)


def test_ia47_the_roles_that_a_patch_sends_are_told_from_an_object() -> None:
    assert "the body of a PATCH" in refused({"ia::result": {"roles": [{"key": "470"}]}})


@pytest.mark.parametrize(("value", "told"), [(None, "null"), ("x", "a text"), (1, "a number"), (True, "true")])
def test_what_is_no_object_is_called_as_json_calls_it(value: Any, told: str) -> None:
    assert f"expected an object, not {told}" in refused({"ia::result": value})


def test_an_object_that_comes_twice_and_not_alike_is_told() -> None:
    warnings: list[str] = []
    other = {**ROLE, "description": "Others", "applyTo": "loginOnly"}
    read_files(EMPTY, TREE, [("r.json", json.dumps([ROLE, other]))], warnings.append)
    assert warnings == [
        "role 'Admins' comes twice, in r.json: [0] and r.json: [1]: the later applyTo, description count"
    ]
    warnings.clear()
    read_files(EMPTY, TREE, [("r.json", json.dumps([ROLE, ROLE]))], warnings.append)
    assert warnings == []


def test_ia14_a_word_of_the_interface_is_answered_with_the_token_that_the_row_lists() -> None:
    def told(right: str) -> str:
        element = {"permission": {"module": "generalLedger", "name": "journalEntries"}, "accessRights": [right]}
        return refused({**ROLE, "rolePermissionAssignments": [element]})

    assert "unknown right 'View': here it is 'readonly'" in told("View")
    assert "unknown right 'edit ': did" not in told("EDIT") and "here it is 'modify'" in told("EDIT")
    assert "unknown right 'Lst', did you mean 'list'?" in told("Lst")


@pytest.mark.parametrize("named", [{"key": "7777"}, {"module": "accountsPayable", "name": "ours"}])
def test_ia64_a_permission_that_is_not_known_may_have_to_be_imported_first(named: Any) -> None:
    told = refused({**ROLE, "rolePermissionAssignments": [{"permission": named, "accessRights": ["list"]}]})
    assert "where the company has it, import the permission object first" in told
