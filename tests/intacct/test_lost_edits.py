"""An edit that takes access away always shows in the body of the PATCH, however the vendor's objects came in."""

from dataclasses import replace
from typing import Any

import pytest

from rolescope.rights.edits import ClearGrant, Edit, SetGrant, SetGroupRoles, SetProfile, SetRoles, apply_all
from rolescope.rights.model import Assignment, Group, Tenant
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.intacct.bodies import made, shortcomings
from rolescope.systems.intacct.query.served import served
from rolescope.systems.intacct.writing import everything, group_object, role_object, user_object
from tests.intacct.test_formats import ELEMENT, HREF, ROLE, TAX_MAPS, TREE, USER, taken

pytestmark = pytest.mark.contract

ROLE_ROW = {"key": "470", "id": "Admins", "roleType": "enterprise", "applyTo": "loginAndSlideIn"}
READERS = {**ROLE_ROW, "key": "7", "id": "Readers"}
USER_ROW = {"key": "9", "id": "api.demo", "userType": "business", "status": "active"}
GROUP_ROW = {"key": "12", "id": "AP", "description": "Whoever pays", "href": f"{HREF}/user-group/12"}
ROLE_USER = {"key": "1", "role.id": "Admins", "user.id": "api.demo"}
ROLE_GROUP = {"key": "2", "role.key": "470", "userGroup.id": "AP"}
NAMES = {"role": "Admins", "user": "api.demo", "group": "AP"}


def patch(kind: str, tenant: Tenant, *edits: Edit) -> Any:
    return made(kind, "patch", NAMES[kind], apply_all(list(edits), tenant, TREE), TREE)


def test_ia45_a_grant_that_came_as_an_assignment_of_its_own_is_deleted_by_its_key() -> None:
    tenant = taken(ROLE_ROW, ELEMENT)
    assert patch("role", tenant) == {}
    gone = patch("role", tenant, ClearGrant("Admins", TAX_MAPS))
    assert gone == {"rolePermissionAssignments": [{"key": "30", "ia::operation": "delete"}]}
    fewer = patch("role", tenant, SetGrant("Admins", TAX_MAPS, frozenset({"list"})))
    assert fewer == {"rolePermissionAssignments": [{"key": "30", "accessRights": ["list"]}]}


def test_ia45_an_assignment_of_its_own_replaces_the_one_that_the_role_came_with() -> None:
    tenant = taken(ROLE, {**ELEMENT, "accessRights": ["list"]})
    assert patch("role", tenant) == {}
    (element,) = role_object(tenant.roles["Admins"], tenant, TREE)["rolePermissionAssignments"]
    assert element["accessRights"] == ["list"]


def test_an_assignment_of_its_own_comes_out_as_it_went_in() -> None:
    tenant = taken(ROLE_ROW, ELEMENT)
    assert served("role-permission-assignment", tenant, TREE) == [ELEMENT]
    # The role itself does not say what may be a part of it: the row goes beside it.
    assert "rolePermissionAssignments" not in role_object(tenant.roles["Admins"], tenant, TREE)
    assert ELEMENT in list(everything(tenant, TREE))


def test_ia47_roles_that_came_as_map_rows_are_taken_away_by_an_empty_list() -> None:
    tenant = taken(ROLE_ROW, USER_ROW, GROUP_ROW, ROLE_USER, ROLE_GROUP, is_all=True)
    assert patch("user", tenant) == patch("group", tenant) == {}
    assert patch("user", tenant, SetRoles("api.demo", ())) == {"roles": []}
    assert patch("group", tenant, SetGroupRoles("AP", ())) == {"roles": []}


def test_ia47_a_patch_from_which_roles_are_missing_because_nobody_said_them_says_so() -> None:
    tenant = taken(ROLE_ROW, USER_ROW, GROUP_ROW)
    rows_of = {"user": "role-user-map", "group": "role-user-group-map", "role": "role-permission-assignment"}
    for kind, rows in rows_of.items():
        assert rows in " ".join(shortcomings(kind, "patch", NAMES[kind], tenant, patch(kind, tenant)))
    whole = taken(ROLE, USER)
    assert shortcomings("user", "patch", "api.demo", whole, patch("user", whole)) == []


def test_ia47_a_role_that_is_called_like_the_key_of_another_is_not_taken_for_it() -> None:
    numbered, writers = {**READERS, "key": "7", "id": "65"}, {**READERS, "key": "65", "id": "Writers"}
    tenant = taken(ROLE_ROW, numbered, writers, {**USER_ROW, "roles": [{"key": "65"}]})
    both = SetRoles("api.demo", (Assignment("65"), Assignment("Writers")))
    assert patch("user", tenant, both) == {"roles": [{"key": "7"}, {"key": "65"}]}
    named = taken(ROLE_ROW, numbered, writers, {**USER_ROW, "roles": [{"id": "65"}]})
    assert user_object(named.principals["api.demo"], named, TREE)["roles"] == [{"id": "65"}]
    assert patch("user", named, SetRoles("api.demo", (Assignment("Writers"),))) == {"roles": [{"key": "65"}]}


def told(tenant: Tenant, **facts: Any) -> Tenant:
    """As a bundle leaves it that says only these facts of the user and nothing of the role."""
    user, role = tenant.principals["api.demo"], tenant.roles["Admins"]
    kept = {key: value for key, value in user.extra.items() if key in ("key", "vendor")}
    changed = replace(role, extra={"vendor": role.extra["vendor"]})
    people = {"api.demo": replace(user, extra={**kept, **facts})}
    return replace(tenant, roles={**tenant.roles, "Admins": changed}, principals=people)


def test_ia44_a_field_that_was_taken_away_is_written_with_its_default() -> None:
    employee = {**USER, "userType": "employee", "webServices": {"isEnabled": False, "isRestricted": True}}
    tenant = told(taken({**ROLE, "applyTo": "slideInOnly", "roleType": "eConsole"}, employee))
    user = user_object(tenant.principals["api.demo"], tenant, TREE)
    assert (user["userType"], user["adminPrivileges"]) == ("business", "off")
    assert user["webServices"] == {"isEnabled": True, "isRestricted": False}
    assert user["entityAccess"] == {"allowUnrestrictedAccess": True, "allowTopLevelAccess": False}
    role = role_object(tenant.roles["Admins"], tenant, TREE)
    assert (role["applyTo"], role["roleType"], role["key"]) == ("loginAndSlideIn", "enterprise", "470")
    assert role["customRolePermissionAssignments"] == role["agentRolePermissionAssignments"] == []
    sent = patch("role", tenant)
    assert (sent["applyTo"], sent["roleType"]) == ("loginAndSlideIn", "enterprise")
    assert patch("user", tenant)["userType"] == "business"
    assert patch("user", tenant)["webServices"] == {"isRestricted": False}


CUSTOM: dict[str, Any] = {"application": {"key": "10004"}, "allowedAccessRights": ["list"]}


@pytest.mark.parametrize(("key", "name"), [("custom", "customRole"), ("agents", "agentRole")])
def test_ia45_custom_assignments_that_go_are_deleted_by_key_and_what_is_not_documented_is_said(
    key: str, name: str
) -> None:
    field = f"{name}PermissionAssignments"
    tenant = taken({**ROLE, field: [{**CUSTOM, "key": "1"}, {**CUSTOM, "key": "2"}]})
    role = tenant.roles["Admins"]
    for count in (1, 0):
        left = role.extra[key][:count]
        fewer = replace(tenant, roles={"Admins": replace(role, extra={**role.extra, key: left})})
        body = patch("role", fewer)
        gone = [{"key": each["key"], "ia::operation": "delete"} for each in role.extra[key][len(left) :]]
        assert body == {field: [*left, *gone]}
        assert "not documented" in " ".join(shortcomings("role", "patch", "Admins", fewer, body))


def test_ia19_switching_web_services_is_said_to_be_no_matter_of_a_patch() -> None:
    off = taken({**ROLE}, {**USER, "webServices": {"isEnabled": False, "isRestricted": True}})
    extra = {**off.principals["api.demo"].extra, "web_services": {"enabled": True, "restricted": True}}
    after = apply_all([SetProfile("api.demo", extra)], off, TREE)
    assert patch("user", after) == {}
    assert "isEnabled is read-only" in " ".join(shortcomings("user", "patch", "api.demo", after, {}))
    assert shortcomings("user", "patch", "api.demo", off, {}) == []


def test_ia41_an_entity_that_came_by_its_key_is_sent_by_its_key() -> None:
    tenant = taken(ROLE, {**USER, "entities": [{"key": "5"}, {"key": "6", "id": "E6"}]})
    extra = {**tenant.principals["api.demo"].extra, "entities": ["5", "E6", "E9"]}
    sent = patch("user", tenant, SetProfile("api.demo", extra))
    assert sent == {"entities": [{"key": "5"}, {"key": "6", "id": "E6"}, {"id": "E9"}]}


def test_ia17_a_permission_is_sent_by_the_key_that_the_vendor_gave_with_the_role() -> None:
    vendors = {"key": "88", "id": "88", "module": "accountsPayable", "name": "vendors"}
    row = {"permission": vendors, "accessRights": ["list"]}
    tenant = taken({**ROLE, "rolePermissionAssignments": [row]}, {**USER, "permissionAssignments": [row]})
    short = {"permission": {"key": "88"}, "accessRights": ["list"]}
    body = made("role", "post", "Admins", tenant, TREE)
    assert body["rolePermissionAssignments"] == [short]
    assert shortcomings("role", "post", "Admins", tenant, body) == []
    assert made("user", "post", "api.demo", tenant, TREE)["permissionAssignments"] == [short]
    more = patch("role", tenant, SetGrant("Admins", "accountsPayable/vendors", frozenset({"list", "readonly"})))
    assert more == {"rolePermissionAssignments": [{**short, "accessRights": ["list", "readonly"]}]}


def test_ia45_custom_assignments_without_key_are_told_apart_by_what_they_are_about() -> None:
    departments, teams = ({"application": {"key": "1", "permissions": [{"name": name}]}} for name in ("D", "T"))
    tenant = taken({**ROLE, "customRolePermissionAssignments": [departments, teams]})
    role = tenant.roles["Admins"]
    fewer = replace(tenant, roles={"Admins": replace(role, extra={**role.extra, "custom": [teams]})})
    assert "not documented" in " ".join(shortcomings("role", "patch", "Admins", fewer, patch("role", fewer)))


def test_a_group_keeps_its_key_and_a_member_row_key_and_audit() -> None:
    made_here = replace(taken(ROLE, USER), groups={"AP": Group("AP", extra={"key": "12"})})
    assert group_object(made_here.groups["AP"], made_here)["key"] == "12"
    member = {
        "key": "4",
        "id": "4",
        "href": f"{HREF}/user-group-member/4",
        "userGroup": {"key": "12", "id": "AP"},
        "user": {"key": "9", "id": "api.demo", "userName": "API Demo"},
        "audit": {"createdBy": "1"},
    }
    tenant = taken(ROLE, USER, GROUP_ROW, member)
    assert served("user-group-member", tenant, TREE) == [member]
    assert member in list(everything(tenant, TREE))
    again = read_bundle(write_bundle(tenant, None), "b.json").tenant
    assert served("user-group-member", again, TREE) == [member]


@pytest.mark.parametrize("order", [1, -1])
def test_an_object_that_tells_less_of_a_custom_assignment_loses_no_key_and_makes_no_patch(order: int) -> None:
    kept, gone = ({"application": {"key": "1", "permissions": [{"name": name}]}} for name in ("Teams", "Sites"))
    numbered = [{**kept, "key": "5", "audit": {"createdBy": "1"}}, {**gone, "key": "6"}]
    tenant = taken({**ROLE, "customRolePermissionAssignments": numbered})
    again = taken({**ROLE, "customRolePermissionAssignments": [kept, gone][::order]}, tenant=tenant)
    assert [each["key"] for each in again.roles["Admins"].extra["custom"]] == ["5", "6"][::order]
    assert patch("role", again) == {}
    fewer = taken({**ROLE, "customRolePermissionAssignments": [kept]}, tenant=tenant)
    assert fewer.roles["Admins"].extra["custom"] == numbered[:1]
    assert patch("role", fewer) == {}
