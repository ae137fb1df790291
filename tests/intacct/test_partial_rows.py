"""Rows of a query say only what was selected: what they leave out is not known, and never overwrites what is."""

from datetime import date
from typing import Any

import pytest

from rolescope.rights.edits import SetProfile, SetStatus, UpdateRole, apply_all
from rolescope.rights.engine import Engine
from rolescope.rights.explain import explain
from rolescope.rights.fixes import fixes
from rolescope.rights.model import Principal, Role, Subject, Tenant, facts
from rolescope.rights.sentences import describe
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
    assert (sorted(unselected(user_of(tenant))), sorted(unselected(role_of(tenant)))) == (["groups"], [])
    assert unselected(user_of(taken(ROLE, USER, is_all=True))) == set()
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
    assert unselected(after) == {"groups"}


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
    again = taken(envelope(list(everything(tenant, TREE))), tenant=EMPTY, is_all=True)
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


def edited(tenant: Tenant, status: str = "", **values: object) -> Tenant:
    """After a form in which these fields were answered, and all others left as they were shown."""
    user = user_of(tenant)
    shown = {**SYSTEM.user_values(tenant, user), **values}
    return apply_all(SYSTEM.user_edits(tenant, TREE, user, user.name, status, shown), tenant, TREE)


def test_ia57_a_form_shows_what_is_not_known_and_leaves_it_so() -> None:
    tenant = taken(rows(USER_ROW), rows(ROLE_ROW))
    shown = SYSTEM.user_values(tenant, user_of(tenant))
    unknown = {name for name, value in shown.items() if value is None}
    assert unknown == {"type", "admin", "web_services.restricted"}
    assert SYSTEM.role_values(role_of(tenant)) == {"type": None, "apply_to": None}
    assert (SYSTEM.has_status(user_of(tenant)), SYSTEM.has_status(Principal("new"))) == (False, True)
    assert facts(edited(tenant)) == facts(tenant)
    assert SYSTEM.role_extra(role_of(tenant), {"type": None, "apply_to": None}) is role_of(tenant).extra


def test_ia57_an_answer_counts_and_is_sent_be_it_the_default() -> None:
    tenant = taken(rows(USER_ROW), rows(ROLE_ROW))
    values = {"type": "business", "admin": "off", "web_services.restricted": False}
    after = edited(tenant, "active", **values)
    assert unselected(user_of(after)) <= LISTS
    assert made("user", "patch", "api.demo", after, TREE) == {
        "userType": "business",
        "adminPrivileges": "off",
        "webServices": {"isRestricted": False},
        "status": "active",
    }
    role = role_of(tenant)
    known = SYSTEM.role_extra(role, {"type": "enterprise", "apply_to": "loginAndSlideIn"})
    changed = apply_all([UpdateRole("Admins", "Admins", None, role.description, known)], tenant, TREE)
    assert unselected(role_of(changed)) <= LISTS
    sent = made("role", "patch", "Admins", changed, TREE)
    assert (sent["applyTo"], sent["roleType"]) == ("loginAndSlideIn", "enterprise")


def test_ia57_an_answer_is_told_as_one() -> None:
    tenant = taken(rows(USER_ROW), rows(ROLE_ROW))
    (edit,) = SYSTEM.user_edits(tenant, TREE, user_of(tenant), "api.demo", "", {"type": "business"})
    assert describe(edit, SYSTEM, TREE, tenant) == "api.demo: User type not known → business"
    role = role_of(tenant)
    known = SYSTEM.role_extra(role, {"apply_to": "loginOnly"})
    update = UpdateRole("Admins", "Admins", None, role.description, known)
    assert describe(update, SYSTEM, TREE, tenant) == "Admins: Applies to not known → login only"


def test_ia18_the_status_is_known_after_it_went_around() -> None:
    tenant = taken(rows(USER_ROW))
    for status in ("inactive", "lockedOut", "active"):
        tenant = edited(tenant, status)
        assert (user_of(tenant).status, SYSTEM.has_status(user_of(tenant))) == (status, True)
    assert facts(edited(tenant, "active")) == facts(tenant)


def test_ia18_a_fix_makes_a_user_active_of_whom_nobody_knows_it() -> None:
    tenant = taken(ROLE, rows({**USER_ROW, **DECIDING, "userType": "business", "status": None}))
    place = TREE.index["purchasing/taxScheduleMap"]
    outcome = Engine(SYSTEM, TREE).evaluate(tenant)
    (fix,) = fixes(outcome, explain(outcome, Subject("api.demo", None), place, "export"))
    after = apply_all(fix.edits, tenant, TREE)
    assert (SYSTEM.has_status(user_of(after)), user_of(after).status) == (True, "active")
    assert [describe(edit, SYSTEM, TREE, tenant) for edit in fix.edits] == ["api.demo: the status is known, active"]
