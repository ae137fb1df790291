"""An edit that takes access away always shows in the body of the PATCH, however the vendor's objects came in."""

from typing import Any

import pytest

from rolescope.rights.edits import ClearGrant, Edit, SetGrant, SetGroupRoles, SetRoles, apply_all
from rolescope.rights.model import Assignment, Tenant
from rolescope.systems.intacct.bodies import made, shortcomings
from rolescope.systems.intacct.query.served import served
from rolescope.systems.intacct.writing import role_object, user_object
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
    (element,) = role_object(tenant.roles["Admins"], TREE)["rolePermissionAssignments"]
    assert element["accessRights"] == ["list"]


def test_an_assignment_of_its_own_comes_out_as_it_went_in() -> None:
    tenant = taken(ROLE_ROW, ELEMENT)
    assert served("role-permission-assignment", tenant, TREE) == [ELEMENT]
    assert role_object(tenant.roles["Admins"], TREE)["rolePermissionAssignments"] == [ELEMENT]


def test_ia47_roles_that_came_as_map_rows_are_taken_away_by_an_empty_list() -> None:
    tenant = taken(ROLE_ROW, USER_ROW, GROUP_ROW, ROLE_USER, ROLE_GROUP)
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
