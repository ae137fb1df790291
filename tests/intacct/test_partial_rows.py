"""Rows of a query say only what was selected: what they leave out is not known, and never overwrites what is."""

from datetime import date
from typing import Any

import pytest

from rolescope.rights.edits import SetProfile, SetStatus, apply_all
from rolescope.rights.model import Principal, Role, Tenant, facts
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.bodies import made, shortcomings
from rolescope.systems.intacct.selecting import selected
from rolescope.systems.intacct.unselected import LISTS, OF_ROLE, OF_USER, unselected
from rolescope.systems.intacct.writing import envelope, everything, role_object, user_object
from tests.intacct.test_formats import EMPTY, ROLE, TREE, USER, taken

pytestmark = pytest.mark.contract

USER_ROW = {"key": "9", "id": "api.demo", "userName": "API Demo"}
ROLE_ROW = {"key": "470", "id": "Admins", "description": "Administrators", "href": "/objects/company-config/role/470"}
DECIDING = {"userType": "employee", "adminPrivileges": "off", "status": "inactive"}


def rows(*found: Any) -> dict[str, Any]:
    return {"ia::result": list(found), "ia::meta": {}}


def user_of(tenant: Tenant) -> Principal:
    return tenant.principals["api.demo"]


def role_of(tenant: Tenant) -> Role:
    return tenant.roles["Admins"]


def test_ia57_what_no_row_selected_is_not_known() -> None:
    tenant = taken(rows(USER_ROW), rows(ROLE_ROW))
    assert unselected(user_of(tenant)) == set(OF_USER)
    assert unselected(role_of(tenant)) == set(OF_ROLE)


def test_ia57_whole_objects_and_what_is_made_here_are_known() -> None:
    tenant = taken(ROLE, USER)
    assert unselected(user_of(tenant)) == unselected(role_of(tenant)) == set()
    assert unselected(Principal("new")) == unselected(Role("new")) == set()


def test_ia57_a_later_row_makes_a_field_known() -> None:
    tenant = taken(rows(USER_ROW), rows({"id": "api.demo", "userType": "employee", "webServices.isRestricted": False}))
    assert unselected(user_of(tenant)) - LISTS == {"adminPrivileges", "status"}
    assert user_of(tenant).extra["type"] == "employee"


def test_ia57_an_edit_makes_a_field_known() -> None:
    tenant = taken(rows(USER_ROW))
    typed = SetProfile("api.demo", {**user_of(tenant).extra, "type": "business"})
    after = apply_all([typed, SetStatus("api.demo", "inactive")], tenant, TREE)
    assert unselected(user_of(after)) - LISTS == {"adminPrivileges", "webServices.isRestricted"}


def test_ia21_an_admin_is_known_to_be_a_business_user() -> None:
    tenant = taken(rows({**USER_ROW, "adminPrivileges": "limited"}))
    assert unselected(user_of(tenant)) - LISTS == {"status", "webServices.isRestricted"}


@pytest.mark.parametrize("silent", [{}, dict.fromkeys(DECIDING), {"webServices": None}, {"webServices": {}}])
def test_ia64_a_row_leaves_what_it_does_not_say_as_it_was(silent: dict[str, Any]) -> None:
    before = taken(ROLE, {**USER, **DECIDING})
    after = user_of(taken(rows({**USER_ROW, **silent}), tenant=before))
    assert (after.extra["type"], after.extra["admin"], after.status) == ("employee", "off", "inactive")
    assert after.extra["web_services"] == {"enabled": True, "restricted": True}
    assert unselected(after) == set()


def test_ia64_null_takes_no_grants_and_no_roles_away() -> None:
    before = taken(ROLE, USER)
    after = taken({**ROLE, "rolePermissionAssignments": None}, {**USER, "roles": None}, tenant=before)
    assert role_of(after).grants == role_of(before).grants
    assert user_of(after).roles == user_of(before).roles


def test_ia64_what_is_written_makes_nothing_up_and_comes_back_unknown() -> None:
    tenant = taken(rows(USER_ROW), rows(ROLE_ROW))
    assert user_object(user_of(tenant), tenant, TREE) == USER_ROW
    assert role_object(role_of(tenant), tenant, TREE) == ROLE_ROW
    assert facts(taken(envelope(list(everything(tenant, TREE))))) == facts(tenant)
    assert facts(read_bundle(write_bundle(tenant, None), "b.json").tenant) == facts(tenant)


def test_ia64_what_is_known_by_default_is_written_out() -> None:
    tenant = Tenant("T", "intacct", roles={"Admins": Role("Admins")}, principals={"api.demo": Principal("api.demo")})
    again = taken(envelope(list(everything(tenant, TREE))), tenant=EMPTY)
    assert unselected(user_of(again)) == unselected(role_of(again)) == set()


def test_ia64_a_body_for_post_says_which_defaults_the_vendor_would_take() -> None:
    tenant = taken(rows(USER_ROW), rows(ROLE_ROW))
    for kind, name, field in (("user", "api.demo", "userType"), ("role", "Admins", "applyTo")):
        body = made(kind, "post", name, tenant, TREE)
        assert field not in body
        assert f"{field} was in no row that was imported" in " ".join(shortcomings(kind, "post", name, tenant, body))


def test_ia41_the_top_level_is_closed_by_default_and_can_be_opened() -> None:
    values = SYSTEM.user_values(EMPTY, Principal("new"))
    assert values["entity_access.top_level"] is False
    opened = {**values, "entity_access.top_level": True}
    (edit,) = SYSTEM.user_edits(EMPTY, TREE, Principal("new"), "new", "active", opened)
    assert edit == SetProfile("new", {"entity_access": {"top_level": True}})


def test_ia57_no_filter_takes_a_field_that_nobody_selected_for_its_default() -> None:
    tenant = taken(rows(USER_ROW), rows(ROLE_ROW))
    for kind, text in (
        ("user", "type = business"),
        ("user", "isRestricted = no"),
        ("role", "applyTo = loginAndSlideIn"),
    ):
        assert selected(kind, text, tenant, TREE, date(2026, 5, 14)) == []
    (found,) = selected("user", "type = null and isRestricted = null", tenant, TREE, date(2026, 5, 14))
    assert unselected(user_of(taken(found))) == set(OF_USER)
