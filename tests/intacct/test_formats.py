"""The vendor's own JSON: every object, in an envelope or bare, comes in and goes out without loss; verify."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from rolescope.rights.engine import Engine
from rolescope.rights.model import Assignment, Subject, Tenant, facts
from rolescope.rights.tree import Node, Tree
from rolescope.systems.faults import BundleError
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.bodies import role_patch, role_post
from rolescope.systems.intacct.catalogue import builtin_tree, is_full
from rolescope.systems.intacct.formats import read_all, read_files
from rolescope.systems.intacct.verify import differences, read_said
from rolescope.systems.intacct.writing import envelope, everything, group_object, role_object, user_object
from tests.intacct.strategies import Sample, samples

pytestmark = pytest.mark.contract

TREE = builtin_tree()
EMPTY = Tenant("T", "intacct")
HREF = "/objects/company-config"
META = {"totalCount": 1, "totalSuccess": 1, "totalError": 0}
TAX_MAPS = "purchasing/taxScheduleMap"
ELEMENT: dict[str, Any] = {
    "key": "30",
    "id": "30",
    "role": {"key": "470", "id": "Admins", "href": f"{HREF}/role/470"},
    "permission": {"key": "253", "id": "253", "name": "taxScheduleMap", "module": "purchasing"},
    "accessRights": ["readonly", "list", "add", "modify", "delete"],
    "audit": {"createdBy": "1"},
    "href": f"{HREF}/role-permission-assignment/30",
}
ROLE: dict[str, Any] = {
    "key": "470",
    "id": "Admins",
    "href": f"{HREF}/role/470",
    "description": "Administrators",
    "roleType": "enterprise",
    "applyTo": "loginAndSlideIn",
    "rolePermissionAssignments": [ELEMENT],
    "customRolePermissionAssignments": [
        {"application": {"key": "10004", "permissions": [{"name": "Org Department", "group": "objects"}]}}
    ],
    "agentRolePermissionAssignments": [{"agent": {"key": "9030801000000002"}, "allowedAccessRights": ["run"]}],
    "roleUsers": [{"key": "1", "user": {"key": "9", "id": "api.demo"}}],
    "audit": {"modifiedDateTime": "2026-01-01T00:00:00Z"},
}
USER: dict[str, Any] = {
    "key": "9",
    "id": "api.demo",
    "userName": "API Demo",
    "accountEmail": "api@example.com",
    "contact": {"key": "77", "id": "API Demo"},
    "userType": "business",
    "adminPrivileges": "off",
    "status": "active",
    "webServices": {"isEnabled": True, "isRestricted": True},
    "entityAccess": {"allowUnrestrictedAccess": False, "allowTopLevelAccess": False},
    "entities": [{"key": "1", "id": "100", "href": "/objects/company-config/entity/1"}],
    "roles": [{"key": "470", "id": "Admins", "href": f"{HREF}/role/470"}],
    "permissionAssignments": [],
    "href": f"{HREF}/user/9",
}
GROUP: dict[str, Any] = {
    "key": "12",
    "id": "AP",
    "description": "Whoever pays",
    "roles": [{"key": "470", "id": "Admins"}],
    "href": f"{HREF}/user-group/12",
}


def ignore(warning: str) -> None:
    """What a file is taken with in spite of itself; but for lists that are known in part most never are."""
    assert warning.startswith("not known in full"), warning


def taken(*objects: Any, tenant: Tenant = EMPTY, is_all: bool = False) -> Tenant:
    """The tenant after some files, each one value."""
    files = [(f"{number}.json", json.dumps(each)) for number, each in enumerate(objects)]
    read = read_all if is_all else read_files
    return read(tenant, TREE, files, ignore)[0]


@pytest.mark.parametrize(
    "wrap", [lambda o: o, lambda o: [o], lambda o: {"ia::result": o, "ia::meta": META}, lambda o: {"ia::result": [o]}]
)
def test_single_objects_lists_and_envelopes_read_alike(wrap: Any) -> None:
    role = taken(wrap(ROLE)).roles["Admins"]
    assert role.grants == {TAX_MAPS: frozenset(ELEMENT["accessRights"])}
    assert (role.extra["key"], role.extra["apply_to"]) == ("470", "loginAndSlideIn")


def test_objects_come_out_as_they_went_in() -> None:
    tenant = taken(ROLE, GROUP, USER)
    assert role_object(tenant.roles["Admins"], tenant, TREE) == ROLE
    assert group_object(tenant.groups["AP"], tenant) == GROUP
    assert user_object(tenant.principals["api.demo"], tenant, TREE) == USER


def test_a_user_comes_with_type_web_services_limits_and_roles() -> None:
    user = taken(ROLE, USER).principals["api.demo"]
    assert user.roles == (Assignment("Admins"),)
    assert user.extra["web_services"] == {"enabled": True, "restricted": True}
    assert (user.extra["entities"], user.extra["entity_access"]["unrestricted"]) == (["100"], False)


def test_maps_assignments_and_members_join_what_is_there_in_any_order_of_files() -> None:
    bare = {**ROLE, "rolePermissionAssignments": []}
    user, group = {**USER, "roles": []}, {**GROUP, "roles": []}
    role_user = {"key": "1", "role": {"key": "470"}, "user": {"id": "api.demo"}, "href": f"{HREF}/role-user-map/1"}
    role_group = {"key": "2", "role": {"id": "Admins"}, "userGroup": {"key": "12"}}
    member = {"userGroup": {"id": "AP"}, "user": {"key": "9"}}
    tenant = taken(member, role_group, role_user, ELEMENT, group, user, bare)
    assert tenant.principals["api.demo"].roles == (Assignment("Admins"),)
    assert tenant.principals["api.demo"].groups == ("AP",)
    assert tenant.groups["AP"].roles == ("Admins",)
    assert set(tenant.roles["Admins"].grants) == {TAX_MAPS}


def test_query_rows_read_by_their_dotted_names() -> None:
    rows = [
        {
            "id": "30",
            "role.id": "Admins",
            "permission.module": "purchasing",
            "permission.name": "taxScheduleMap",
            "accessRights": ["list"],
        }
    ]
    tenant = taken({**ROLE, "rolePermissionAssignments": []}, {"ia::result": rows, "ia::meta": META})
    assert tenant.roles["Admins"].grants == {TAX_MAPS: frozenset({"list"})}


def test_ia64_permission_rows_of_a_live_company_are_complete_and_bring_their_keys() -> None:
    row = {"key": "11", "id": "11", "module": "accountsPayable", "name": "vendors", "permissionGroup": None}
    rights = ["list", "view", "add", "edit"]
    text = json.dumps({"ia::result": {**row, "allowedAccessRights": rights}, "ia::meta": META})
    _, nodes = read_files(EMPTY, TREE, [("p.json", text)], ignore)
    assert nodes is not None
    tree = SYSTEM.tree(nodes)
    found = tree.nodes[tree.index["accountsPayable/vendors"]].attributes
    assert (found["key"], found["completeness"], found["allowedAccessRights"]) == ("11", "full", rights)
    assert SYSTEM.offered(tree, tree.index["accountsPayable/vendors"]) == ("list", "view", "add", "edit")


def test_ia17_local_keys_stay_when_the_vendor_names_a_key_of_another_row() -> None:
    row = {"key": "11", "module": "accountsPayable", "name": "bills", "allowedAccessRights": ["list"]}
    _, nodes = read_files(EMPTY, TREE, [("p.json", json.dumps(row))], ignore)
    assert nodes is not None
    before = {node.id: node.attributes.get("key") for node in TREE.nodes}
    changed = [node["id"] for node in nodes if node.get("key") != before[node["id"]]]
    assert changed == ["accountsPayable/bills"]


def test_an_own_catalogue_without_keys_takes_the_vendors_rows() -> None:
    made: list[dict[str, Any]] = [
        {"id": "m", "name": "M", "kind": "module"},
        {"id": "m/a", "name": "A", "kind": "permission", "parent": "m"},
        {"id": "m/b", "name": "B", "kind": "permission", "parent": "m", "key": "x", "localKey": True},
    ]
    text = json.dumps({"module": "m", "name": "c", "allowedAccessRights": ["list"]})
    warnings: list[str] = []
    _, nodes = read_files(EMPTY, SYSTEM.tree(made), [("p.json", text)], warnings.append)
    assert warnings == ["p.json: name: unknown name 'c'; it is taken as a new one"]
    assert nodes is not None
    assert {node["id"]: node.get("key") for node in nodes if node["kind"] == "permission"} == {
        "m/a": "900001",
        "m/b": "x",
        "m/c": "900002",
    }


def test_a_known_row_leaves_the_catalogue_as_it_is() -> None:
    row = {
        "key": "1",
        "module": "myAccounting",
        "name": "switchToMyAccounting",
        "permissionGroup": "activitiesAndLists",
    }
    text = json.dumps({**row, "id": "1", "allowedAccessRights": ["list"], "href": f"{HREF}/permission/1"})
    assert read_files(EMPTY, TREE, [("p.json", text)], ignore) == (EMPTY, None)


REFUSED = [
    (
        {"ia::result": [{"key": "1", "id": "1", "href": f"{HREF}/role/1"}]},
        "GET /objects/company-config/role/1",
    ),
    ({"ia::result": {"ia::error": {"code": "invalidRequest", "message": "no"}}}, "error answer: invalidRequest no"),
    (
        {**ROLE, "rolePermissionAssignments": [ELEMENT, ELEMENT]},
        "rolePermissionAssignments[1]: purchasing/taxScheduleMap stands twice",
    ),
    ({**USER, "roles": [{"id": "Admin"}]}, "roles[0]: unknown role 'Admin'"),
    (
        {**ROLE, "rolePermissionAssignments": [{**ELEMENT, "accessRights": ["lst"]}]},
        "unknown right 'lst', did you mean 'list'?",
    ),
    ({**ROLE, "rolePermissionAssignments": [{**ELEMENT, "permission": {"key": "7777"}}]}, "unknown permission '7777'"),
    ([{"something": 1}], "[0]: not one of the objects permission, role"),
    (
        {**ROLE, "applyTo": "always"},
        "applyTo: expected 'loginAndSlideIn', 'loginOnly' or 'slideInOnly', not \"always\"",
    ),
    ({**ROLE, "rolePermissionAssignments": ["x"]}, 'rolePermissionAssignments[0]: expected an object, not "x"'),
    (
        {**ROLE, "rolePermissionAssignments": [{"permission": {}, "accessRights": "list"}]},
        "accessRights: expected a list",
    ),
    ({**ROLE, "rolePermissionAssignments": [{**ELEMENT, "ia::operation": "delete"}]}, "the body of a PATCH"),
    ({**ROLE, "description": "\ud800"}, "description: holds half a character"),
    ({"role": "x", "role.id": "y", "user": {"id": "z"}}, "role: expected an object"),
    ({**USER, "userType": "robot"}, "userType: expected 'business'"),
    ([{**USER, "status": 1}], "[0].status: expected"),
    ({**USER, "roles": {"id": "Admins"}}, "roles: expected a list"),
    ({**USER, "webServices": {"isRestricted": "no"}}, "webServices.isRestricted: expected true or false"),
    ({**USER, "userType": "employee", "adminPrivileges": "full"}, "need a business user, not 'employee' (IA-21)"),
    ({**GROUP, "id": None}, "id: expected a text"),
    ({**GROUP, "id": " "}, "id: expected a name"),
    ({"module": "a/b", "name": "c", "allowedAccessRights": []}, "module: expected a name, not"),
    ({**GROUP, "key": 12}, "key: expected a text, not 12"),
    ({"role": "Admins", "user": {"id": "x"}}, "role: expected an object"),
    ({"module": "taxes", "name": "x", "allowedAccessRights": [1]}, "allowedAccessRights[0]: expected a text"),
]


@pytest.mark.parametrize(("content", "sentence"), REFUSED)
def test_what_cannot_be_taken_is_named_with_its_place(content: Any, sentence: str) -> None:
    with pytest.raises(BundleError) as caught:
        taken(content)
    assert sentence in str(caught.value)


def test_ia04_roles_in_a_user_based_company_are_refused() -> None:
    user_based = replace(taken(ROLE, {**USER, "roles": []}), settings={"mode": "user_based"})
    for refused in (USER, {"role": {"id": "Admins"}, "user": {"id": "api.demo"}}):
        with pytest.raises(BundleError, match="IA-04"):
            taken(refused, tenant=user_based)


def test_a_truncated_file_is_named_with_line_and_column() -> None:
    with pytest.raises(BundleError, match=r"r\.json: line 1, column \d+: not JSON"):
        read_files(EMPTY, TREE, [("r.json", json.dumps(ROLE)[:-5])], ignore)


def test_ia14_a_right_that_a_complete_row_lacks_is_refused() -> None:
    journals = {"permission": {"module": "generalLedger", "name": "journalEntries"}, "accessRights": ["post"]}
    with pytest.raises(BundleError, match="generalLedger/journalEntries does not offer post"):
        taken({**ROLE, "rolePermissionAssignments": [journals]})


def test_s17_ia45_a_patch_names_keys_adds_without_and_deletes() -> None:
    tenant = taken(ROLE)
    role = tenant.roles["Admins"]
    fewer = replace(role, grants={TAX_MAPS: frozenset({"list"}), "company/coverLetters": frozenset({"list"})})
    assert role_patch(role, tenant, TREE) == {}
    assert role_patch(fewer, tenant, TREE) == {
        "rolePermissionAssignments": [
            {"key": "30", "accessRights": ["list"]},
            {"permission": {"key": "3295"}, "accessRights": ["list"]},
        ]
    }
    gone = role_patch(replace(role, grants={}), tenant, TREE)
    assert gone == {"rolePermissionAssignments": [{"key": "30", "ia::operation": "delete"}]}


def test_s17_an_element_without_key_replaces_the_rights_of_the_row_that_is_there() -> None:
    element = {"permission": {"key": "253"}, "accessRights": ["list"]}
    after = taken({"id": "Admins", "rolePermissionAssignments": [element]}, tenant=taken(ROLE))
    (row,) = role_object(after.roles["Admins"], after, TREE)["rolePermissionAssignments"]
    assert (row["key"], row["accessRights"]) == ("30", ["list"])


def test_a_post_body_names_permissions_and_no_keys_of_the_role() -> None:
    tenant = taken(ROLE)
    body = role_post(tenant.roles["Admins"], tenant, TREE)
    assert body["rolePermissionAssignments"] == [
        {"permission": {"key": "253"}, "accessRights": ["list", "readonly", "add", "modify", "delete"]}
    ]
    assert "key" not in body and body["agentRolePermissionAssignments"] == ROLE["agentRolePermissionAssignments"]


def test_a_whole_tenant_comes_back_from_its_own_objects() -> None:
    tenant = taken(ROLE, GROUP, USER, {"userGroup": {"id": "AP"}, "user": {"id": "api.demo"}})
    again = taken(envelope(list(everything(tenant, TREE))))
    assert facts(again) == facts(tenant)


@given(samples())
def test_whatever_a_tenant_holds_its_own_objects_are_taken_by_a_new_one(sample: Sample) -> None:
    known = {node.id for node in TREE.nodes if is_full(node)}
    nodes = [attributes_of(node, node.id in known) for node in sample.tree.nodes]
    tree = SYSTEM.tree(nodes)
    written = json.dumps(envelope(list(everything(fitting(sample.tenant, tree), tree))))
    fresh = Tenant("Fresh", "intacct", {key: sample.tenant.settings[key] for key in sample.tenant.settings})
    after, _ = read_files(fresh, TREE, [("all.json", written)], lambda told: None)
    assert list(after.roles) == list(sample.tenant.roles)
    assert list(after.principals) == list(sample.tenant.principals)
    assert list(after.groups) == list(sample.tenant.groups)


def attributes_of(node: Node, is_known: bool) -> dict[str, Any]:
    """A node as a company's own catalogue has it: no import makes a complete row one that is known in part."""
    return {
        **node.attributes,
        **({"completeness": "full"} if is_known else {}),
        "id": node.id,
        "name": node.name,
        "kind": node.kind,
        "parent": node.parent,
    }


def fitting(tenant: Tenant, tree: Tree) -> Tenant:
    """Without rights that no grant can hold (IA-14), and without admins that cannot be (IA-21)."""

    def fit(held: Any) -> Any:
        offered = {node.id: frozenset(node.attributes.get("allowedAccessRights") or ()) for node in tree.nodes}
        full = {node.id for node in tree.nodes if is_full(node)}
        grants = {place: rights & offered[place] if place in full else rights for place, rights in held.grants.items()}
        extra = dict(held.extra)
        if extra.get("type", "business") != "business":
            extra.pop("admin", None)
        return replace(held, grants=grants, extra=extra)

    return replace(
        tenant,
        roles={name: fit(role) for name, role in tenant.roles.items()},
        principals={name: fit(user) for name, user in tenant.principals.items()},
    )


XML = """<?xml version="1.0"?><response><data><permissions>
<appSubscription><applicationName>Purchasing</applicationName><policies>
<policy><policyName>taxScheduleMap</policyName><rights>{rights}</rights></policy></policies></appSubscription>
</permissions></data></response>"""


def compare(rights: str) -> list[tuple[str, str, str]]:
    tenant = taken(ROLE, USER, is_all=True)
    outcome = Engine(SYSTEM, TREE).evaluate(tenant)
    (said,) = read_said(XML.format(rights=rights), "x.xml", TREE)
    return [(found.node, found.right, found.kind) for found in differences(outcome, Subject("api.demo", None), said)]


def test_ia56_the_xml_answer_agrees_or_every_difference_is_listed() -> None:
    assert compare("List|View|Add|Edit|Delete") == []
    assert compare("List|View|Add|Edit") == [(TAX_MAPS, "delete", "vendor has less")]
    assert compare("List|View|Add|Edit|Delete|Post") == [(TAX_MAPS, "post", "vendor has more")]


@pytest.mark.parametrize("text", ["<!DOCTYPE x [<!ENTITY a 'b'>]><response/>", "<response/>", "<response>", "{", "[1]"])
def test_what_is_no_answer_of_the_vendor_is_refused(text: str) -> None:
    with pytest.raises(BundleError):
        read_said(text, "x", TREE)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"user": "a", "permissions": [{"permission": TAX_MAPS, "rights": "list"}]}, "rights: expected a list"),
        ([{"user": "a", "permissions": ["x"]}], "[0].permissions[0]: expected an object"),
        ({"user": 7, "permissions": []}, "[0].user: expected a text"),
        ({"user": "a"}, "[0].permissions: missing"),
    ],
)
def test_rights_a_user_that_have_another_shape_are_refused_with_their_place(content: Any, sentence: str) -> None:
    with pytest.raises(BundleError) as caught:
        read_said(json.dumps(content), "said.json", TREE)
    assert sentence in str(caught.value)
