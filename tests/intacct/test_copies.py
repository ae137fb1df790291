"""A copy of a role is another role: nothing by which the vendor knows the first one goes with it."""

from dataclasses import replace
from typing import Any

import pytest

from rolescope.rights.edits import AddRole, SetRoles, apply_all
from rolescope.rights.model import Assignment, Role, Tenant
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.bodies import made, shortcomings
from rolescope.systems.intacct.writing import envelope, everything
from tests.intacct.test_formats import HREF, ROLE, TREE, USER, taken

pytestmark = pytest.mark.contract

CUSTOM: dict[str, Any] = {
    "key": "5",
    "id": "5",
    "application": {
        "key": "10004",
        "href": "/objects/platform-apps/application/10004",
        "permissions": [{"name": "Org Department", "group": "objects"}],
    },
    "allowedAccessRights": ["list"],
    "audit": {"createdBy": "1"},
}
ABOUT = {"key": "10004", "permissions": CUSTOM["application"]["permissions"]}
NEW = {"application": ABOUT, "allowedAccessRights": ["list"]}
TENANT = taken({**ROLE, "customRolePermissionAssignments": [CUSTOM]}, USER)


def copied(tenant: Tenant) -> Tenant:
    """With a copy of the role, as the app makes one."""
    role = tenant.roles["Admins"]
    copy = Role("Copy", role.grants, None, role.description, SYSTEM.copied_facts(role))
    return apply_all([AddRole(copy)], tenant, TREE)


def test_a_copy_has_no_key_and_keeps_what_decides_rights() -> None:
    copy = copied(TENANT).roles["Copy"]
    assert copy.extra == {
        "type": "enterprise",
        "apply_to": "loginAndSlideIn",
        "custom": [NEW],
        "agents": ROLE["agentRolePermissionAssignments"],
    }


def test_the_original_can_be_imported_again_and_the_whole_goes_into_another_company() -> None:
    both = copied(TENANT)
    assert taken(ROLE, tenant=both).roles["Copy"].extra == both.roles["Copy"].extra
    assert set(taken(envelope(list(everything(both, TREE)))).roles) == {"Admins", "Copy"}


def test_ia47_a_user_who_goes_from_a_role_to_its_copy_is_patched() -> None:
    moved = apply_all([SetRoles("api.demo", (Assignment("Copy"),))], copied(TENANT), TREE)
    assert made("user", "patch", "api.demo", moved, TREE) == {"roles": [{"id": "Copy"}]}


def test_ia17_what_a_copy_grants_is_sent_by_the_keys_that_the_vendor_told_with_the_original() -> None:
    vendors = {"key": "88", "id": "88", "module": "accountsPayable", "name": "vendors"}
    both = copied(taken({**ROLE, "rolePermissionAssignments": [{"permission": vendors, "accessRights": ["list"]}]}))
    body = made("role", "post", "Copy", both, TREE)
    assert body["rolePermissionAssignments"] == [{"permission": {"key": "88"}, "accessRights": ["list"]}]
    assert shortcomings("role", "post", "Copy", both, body) == []


def test_a_post_body_has_neither_keys_nor_addresses_in_its_custom_assignments() -> None:
    user = {**USER, "customPermissionAssignments": [CUSTOM]}
    tenant = taken({**ROLE, "customRolePermissionAssignments": [CUSTOM]}, user)
    assert made("role", "post", "Admins", tenant, TREE)["customRolePermissionAssignments"] == [NEW]
    assert made("user", "post", "api.demo", tenant, TREE)["customPermissionAssignments"] == [NEW]
    # A PATCH changes by key, and sends no address either.
    role = tenant.roles["Admins"]
    more = [{**role.extra["custom"][0], "allowedAccessRights": ["list", "add"]}]
    changed = replace(tenant, roles={"Admins": replace(role, extra={**role.extra, "custom": more})})
    sent = made("role", "patch", "Admins", changed, TREE)
    assert sent == {
        "customRolePermissionAssignments": [{**NEW, "key": "5", "id": "5", "allowedAccessRights": ["list", "add"]}]
    }


MAP: dict[str, Any] = {
    "key": "11",
    "id": "11",
    "user": {"key": "9", "id": "api.demo"},
    "href": f"{HREF}/role-user-map/11",
}
STRANGER: dict[str, Any] = {"key": "12", "user": {"key": "77", "id": "nobody.read"}}


def test_ia48_whoever_lost_a_role_stands_no_longer_among_its_users() -> None:
    tenant = taken({**ROLE, "roleUsers": [MAP, STRANGER]}, USER, {**USER, "key": "10", "id": "other", "roles": []})
    assert role_users(tenant) == [MAP, STRANGER]
    moved = [SetRoles("api.demo", ()), SetRoles("other", (Assignment("Admins"),))]
    assert role_users(apply_all(moved, tenant, TREE)) == [STRANGER, {"user": {"key": "10", "id": "other"}}]


def role_users(tenant: Tenant) -> Any:
    return made("role", "get", "Admins", tenant, TREE)["roleUsers"]
