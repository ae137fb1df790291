"""Bodies for POST and PATCH: what the vendor would make of them is what the tenant holds."""

from dataclasses import replace
from typing import Any

import pytest

from rolescope.rights.edits import (
    Edit,
    SetGrant,
    SetGroupRoles,
    SetOwnGrant,
    SetProfile,
    SetRoles,
    SetStatus,
    UpdateGroup,
    UpdateRole,
    apply_all,
)
from rolescope.rights.edits.grants import ClearGrant
from rolescope.rights.model import Assignment, Principal, Tenant, facts
from rolescope.systems.faults import NoSuchBody
from rolescope.systems.intacct.bodies import made, shortcomings
from tests.intacct.test_formats import ELEMENT, GROUP, ROLE, TAX_MAPS, TREE, USER, taken

pytestmark = pytest.mark.contract

READERS = {
    **ROLE,
    "key": "7",
    "id": "Readers",
    "href": "/objects/company-config/role/7",
    "rolePermissionAssignments": [],
}
TENANT = taken(ROLE, READERS, GROUP, USER)
LETTERS = "company/coverLetters"
NAMES = {"role": "Admins", "group": "AP", "user": "api.demo"}


def body(kind: str, method: str, tenant: Tenant) -> Any:
    return made(kind, method, NAMES[kind], tenant, TREE)


@pytest.mark.parametrize("kind", NAMES)
def test_a_post_body_says_all_but_what_the_vendor_sets_by_itself(kind: str) -> None:
    sent = body(kind, "post", TENANT)
    assert not {"key", "href", "audit", "roleUsers"} & sent.keys()
    assert "href" not in str(sent) and "isEnabled" not in str(sent)
    assert shortcomings(kind, "post", NAMES[kind], TENANT, sent) == []


@pytest.mark.parametrize("kind", NAMES)
def test_a_post_body_comes_back_through_import_and_changes_nothing(kind: str) -> None:
    assert facts(taken(body(kind, "post", TENANT), tenant=TENANT)) == facts(TENANT)


def test_post_bodies_make_the_same_roles_groups_and_users_in_a_new_company() -> None:
    readers = made("role", "post", "Readers", TENANT, TREE)
    bodies = [body(kind, "post", keyless(TENANT)) for kind in NAMES]
    again = taken(readers, *bodies)
    user, before = again.principals["api.demo"], TENANT.principals["api.demo"]
    assert (user.roles, user.extra["entities"]) == (before.roles, before.extra["entities"])
    assert (user.extra["entity_access"], user.extra["type"]) == (before.extra["entity_access"], before.extra["type"])
    assert user.extra["web_services"]["restricted"] is True
    assert again.groups["AP"].roles == TENANT.groups["AP"].roles
    assert again.roles["Admins"].grants == TENANT.roles["Admins"].grants


def keyless(tenant: Tenant) -> Tenant:
    """As in a company that does not know the old one's keys: roles go by their ids."""
    roles = {
        name: replace(role, extra={key: value for key, value in role.extra.items() if key not in ("key",)})
        for name, role in tenant.roles.items()
    }
    users = {
        name: replace(user, extra={**user.extra, "vendor": {**user.extra["vendor"], "roles": []}})
        for name, user in tenant.principals.items()
    }
    groups = {
        name: replace(group, extra={**group.extra, "vendor": {**group.extra["vendor"], "roles": []}})
        for name, group in tenant.groups.items()
    }
    return replace(tenant, roles=roles, principals=users, groups=groups)


@pytest.mark.parametrize("kind", NAMES)
def test_ia44_nothing_changed_is_an_empty_patch(kind: str) -> None:
    assert body(kind, "patch", TENANT) == {}


def test_s20_ia47_a_patch_of_roles_names_all_that_stay() -> None:
    more = apply_all([SetRoles("api.demo", (Assignment("Admins"), Assignment("Readers")))], TENANT, TREE)
    assert body("user", "patch", more) == {"roles": [{"key": "470"}, {"key": "7"}]}
    none = apply_all([SetRoles("api.demo", ())], TENANT, TREE)
    assert body("user", "patch", none) == {"roles": []}


CHANGES: list[tuple[str, Edit]] = [
    ("role", SetGrant("Admins", TAX_MAPS, frozenset({"list"}))),
    ("role", SetGrant("Admins", LETTERS, frozenset({"list", "add"}))),
    ("role", ClearGrant("Admins", TAX_MAPS)),
    ("group", SetGroupRoles("AP", ("Readers",))),
    ("group", SetGroupRoles("AP", ())),
    ("group", UpdateGroup("AP", "AP", "Only looks", dict(TENANT.groups["AP"].extra))),
    ("user", SetRoles("api.demo", (Assignment("Readers"),))),
    ("user", SetStatus("api.demo", "inactive")),
    ("user", SetOwnGrant("api.demo", LETTERS, frozenset({"list"}))),
    ("user", SetProfile("api.demo", {**TENANT.principals["api.demo"].extra, "type": "employee"})),
    ("user", SetProfile("api.demo", {**TENANT.principals["api.demo"].extra, "entities": ["100", "200"]})),
    ("user", SetProfile("api.demo", {**TENANT.principals["api.demo"].extra, "web_services": {"restricted": False}})),
]


@pytest.mark.parametrize(("kind", "edit"), CHANGES)
def test_the_object_after_the_patch_is_what_the_tenant_holds(kind: str, edit: Edit) -> None:
    edited = apply_all([edit], TENANT, TREE)
    sent = body(kind, "patch", edited)
    assert sent
    after = patched({"role": ROLE, "group": GROUP, "user": USER}[kind], sent)
    assert rights(taken(after, tenant=TENANT), kind) == rights(edited, kind)


def patched(raw: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """What the vendor makes of a PATCH, straight from IA-44, IA-45 and IA-47."""
    after = dict(raw)
    for name, value in sent.items():
        if name == "rolePermissionAssignments":
            rows = {row["key"]: dict(row) for row in raw[name]}
            for number, element in enumerate(value):
                if element.get("ia::operation") == "delete":
                    del rows[element["key"]]
                else:
                    key = element.get("key", f"new {number}")
                    rows[key] = {**rows.get(key, {}), **element}
            after[name] = list(rows.values())
        elif isinstance(value, dict):
            after[name] = {**raw.get(name, {}), **value}
        else:
            after[name] = value
    return after


def rights(tenant: Tenant, kind: str) -> Any:
    """All that decides rights of the one object."""
    if kind == "role":
        role = tenant.roles["Admins"]
        return (dict(role.grants), role.description, role.extra["apply_to"])
    if kind == "group":
        return (tenant.groups["AP"].roles, tenant.groups["AP"].description)
    user = tenant.principals["api.demo"]
    return (user.roles, user.status, dict(user.grants), user.extra.get("entities"), user.extra["type"], services(user))


def services(user: Principal) -> Any:
    return user.extra["web_services"].get("restricted")


def test_ia44_a_field_that_an_object_leaves_out_stays_as_it_was() -> None:
    row = {"id": "Admins", "href": "/objects/company-config/role/470", "applyTo": "loginOnly"}
    role = taken(row, tenant=TENANT).roles["Admins"]
    assert (role.description, role.extra["type"], role.extra["apply_to"]) == (
        "Administrators",
        "enterprise",
        "loginOnly",
    )
    assert role.grants == TENANT.roles["Admins"].grants


def test_what_the_vendor_would_not_take_is_said() -> None:
    bare = taken({"id": "new", "userType": "employee", "status": "inactive"})
    told = shortcomings("user", "post", "new", bare, made("user", "post", "new", bare, TREE))
    assert [sentence.partition(",")[0] for sentence in told[:2]] == ["POST needs accountEmail", "POST needs contact"]
    assert "IA-18" in told[2]


def test_ia17_no_body_is_written_that_names_a_permission_without_its_key() -> None:
    local = apply_all([SetGrant("Admins", "accountsPayable/vendors", frozenset({"list"}))], TENANT, TREE)
    for method in ("post", "patch"):
        with pytest.raises(NoSuchBody, match=r"key of accountsPayable/vendors is not known.* import the permission"):
            made("role", method, "Admins", local, TREE)
    own = apply_all([SetOwnGrant("api.demo", "accountsPayable/vendors", frozenset({"list"}))], TENANT, TREE)
    with pytest.raises(NoSuchBody, match="IA-17"):
        made("user", "post", "api.demo", own, TREE)
    assert made("role", "get", "Admins", local, TREE)


def test_ia46_an_assignment_whose_key_is_unknown_is_named_by_its_permission() -> None:
    row = {key: value for key, value in ELEMENT.items() if key not in ("key", "id", "href")}
    tenant = taken({**ROLE, "rolePermissionAssignments": [row]})
    fewer = apply_all([SetGrant("Admins", TAX_MAPS, frozenset({"list"}))], tenant, TREE)
    assert body("role", "patch", fewer) == {
        "rolePermissionAssignments": [{"permission": {"key": "253"}, "accessRights": ["list"]}]
    }
    without = apply_all([ClearGrant("Admins", TAX_MAPS)], tenant, TREE)
    assert "IA-45" in shortcomings("role", "patch", "Admins", without, body("role", "patch", without))[0]


def test_s21_ia43_a_renamed_object_is_patched_without_its_id_and_that_is_said() -> None:
    role = TENANT.roles["Admins"]
    renamed = apply_all([UpdateRole("Admins", "Bosses", None, "", role.extra)], TENANT, TREE)
    sent = made("role", "patch", "Bosses", renamed, TREE)
    assert "id" not in sent
    assert "IA-43" in shortcomings("role", "patch", "Bosses", renamed, sent)[0]
