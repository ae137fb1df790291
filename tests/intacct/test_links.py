"""Roles, groups and assignments that come as rows of their own: what they tell, and what they leave untold."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rolescope.rights.engine import Engine
from rolescope.rights.explain import explain
from rolescope.rights.model import Assignment, Subject, Tenant
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.bodies import made, shortcomings
from rolescope.systems.intacct.formats import read_files
from rolescope.systems.intacct.unselected import told_by_a_row, unselected
from rolescope.systems.intacct.writing import envelope, everything
from tests.intacct.test_formats import ELEMENT, EMPTY, GROUP, HREF, ROLE, TAX_MAPS, TREE, USER, taken

pytestmark = pytest.mark.contract

USER_ROW = {"key": "9", "id": "api.demo", "userType": "business", "adminPrivileges": "off", "status": "active"}
KNOWN_ROW = {**USER_ROW, "webServices.isRestricted": False}
ROLE_ROW = {"key": "470", "id": "Admins", "roleType": "enterprise", "applyTo": "loginAndSlideIn"}
GROUP_ROW = {"key": "12", "id": "AP", "description": "Whoever pays", "href": f"{HREF}/user-group/12"}
MEMBER = {"userGroup": {"id": "AP"}, "user": {"id": "api.demo"}}
HOLDER = {"key": "1", "user": {"key": "9", "id": "api.demo"}}


def answer(tenant: Tenant, place: str = TAX_MAPS, kind: str = "export") -> str:
    outcome = Engine(SYSTEM, TREE).evaluate(tenant)
    return outcome.answer(Subject("api.demo", None), TREE.index[place], kind)


def in_no_group(tenant: Tenant) -> Tenant:
    """With the groups known in which the user is: those that rows have told."""
    user = tenant.principals["api.demo"]
    known = replace(user, extra=told_by_a_row(user.extra, "groups"))
    return replace(tenant, principals={**tenant.principals, "api.demo": known})


def grant_step(tenant: Tenant) -> tuple[str, str]:
    outcome = Engine(SYSTEM, TREE).evaluate(tenant)
    steps = explain(outcome, Subject("api.demo", None), TREE.index[TAX_MAPS], "export").steps
    return next((step.rule, step.cause) for step in steps if step.name == "grant")


# What no row has told is not known (IA-57)


def test_ia57_a_user_whose_roles_no_row_has_told_may_have_any_right() -> None:
    tenant = taken(ROLE | {"roleUsers": []}, KNOWN_ROW)
    assert answer(tenant) == "unknown"
    told = "which roles the user holds, which groups the user is in: nothing that was imported tells it"
    assert grant_step(tenant) == ("IA-57", f"NOT_SELECTED: {told}")
    assert Engine(SYSTEM, TREE).evaluate(tenant).policy.warning(tenant, Subject("api.demo", None)) == "roles unknown"
    whole = taken({**KNOWN_ROW, "roles": []}, tenant=tenant)
    assert (answer(whole), grant_step(whole)[1].partition(",")[0]) == (
        "unknown",
        "NOT_SELECTED: which groups the user is in: nothing that was imported tells it",
    )
    assert answer(taken({**KNOWN_ROW, "roles": []}, tenant=tenant, is_all=True)) == "no"


def test_ia57_a_role_whose_assignments_no_row_has_told_may_give_any_right() -> None:
    tenant = in_no_group(taken(ROLE_ROW, {**USER, "webServices": {"isRestricted": False}}))
    assert answer(tenant) == "unknown"
    assert grant_step(tenant)[1] == "NOT_SELECTED: what role Admins grants: nothing that was imported tells it"
    one = taken(ELEMENT, tenant=tenant)
    assert (answer(one), answer(one, "accountsPayable/vendors")) == ("yes", "unknown")
    assert answer(taken(ELEMENT, tenant=tenant, is_all=True), "accountsPayable/vendors") == "no"
    assert answer(taken(ROLE, tenant=one), "accountsPayable/vendors") == "no"
    slide_in = taken({**ROLE_ROW, "applyTo": "slideInOnly"}, tenant=tenant)
    assert answer(slide_in) == "no"


def test_ia57_a_group_whose_roles_no_row_has_told_may_bring_any_right() -> None:
    tenant = in_no_group(taken(ROLE, {**USER, "roles": []}, GROUP_ROW, MEMBER))
    assert answer(tenant) == "unknown"
    assert "which roles group AP brings" in grant_step(tenant)[1]
    assert answer(taken({"role": {"id": "Admins"}, "userGroup": {"id": "AP"}}, tenant=tenant)) == "yes"
    assert answer(taken({**GROUP, "roles": []}, tenant=tenant)) == "no"


def test_ia03_ia57_in_a_user_based_company_the_grants_on_the_user_may_be_unknown() -> None:
    company = Tenant("T", "intacct", {"mode": "user_based"})
    tenant = taken(KNOWN_ROW, tenant=company)
    assert answer(tenant) == "unknown"
    assert "what is granted on the user itself: nothing that was imported tells it" in grant_step(tenant)[1]
    assert answer(taken({**KNOWN_ROW, "permissionAssignments": []}, tenant=tenant)) == "no"


def test_ia57_what_a_known_role_gives_is_certain_beside_what_nobody_knows() -> None:
    tenant = taken(ROLE, ROLE_ROW | {"key": "7", "id": "Other"}, {**USER, "roles": [{"id": "Admins"}, {"id": "Other"}]})
    assert (answer(tenant), answer(tenant, "accountsPayable/vendors")) == ("yes", "unknown")


def test_ia57_what_is_untold_comes_back_from_bundle_and_objects() -> None:
    tenant = taken(ROLE_ROW, KNOWN_ROW, GROUP_ROW)
    for again in (
        read_bundle(write_bundle(tenant, None), "b.json").tenant,
        taken(envelope(list(everything(tenant, TREE)))),
    ):
        held = (again.roles["Admins"], again.groups["AP"], again.principals["api.demo"])
        assert [set(unselected(each)) for each in held] == [
            {"rolePermissionAssignments"},
            {"roles"},
            {"roles", "permissionAssignments", "groups"},
        ]
    for kind, name in (("role", "Admins"), ("group", "AP"), ("user", "api.demo")):
        body = made(kind, "post", name, tenant, TREE)
        told = " ".join(shortcomings(kind, "post", name, tenant, body))
        assert "was in no row that was imported (IA-64)" in told
        assert "permissionAssignments" not in told


# What a role says of its holders (IA-48)


def test_a_role_names_the_users_and_groups_that_hold_it() -> None:
    groups = [{"key": "2", "userGroup": {"id": "AP"}}]
    told = {**ROLE, "roleUsers": [HOLDER], "roleGroups": groups}
    for tenant in (taken(told, KNOWN_ROW, GROUP_ROW), taken(KNOWN_ROW, GROUP_ROW, tenant=taken(told))):
        assert tenant.principals["api.demo"].roles == (Assignment("Admins"),)
        assert tenant.groups["AP"].roles == ("Admins",)
        assert (answer(tenant), made("user", "patch", "api.demo", tenant, TREE)) == ("yes", {})
        assert made("group", "patch", "AP", tenant, TREE) == {}


def test_what_a_user_says_of_its_roles_counts_before_what_a_role_says_of_its_users() -> None:
    told = {**ROLE, "roleUsers": [HOLDER]}
    assert taken(told, {**USER, "roles": []}).principals["api.demo"].roles == ()
    later = taken({**KNOWN_ROW}, tenant=taken(told, {**USER, "roles": []}))
    assert later.principals["api.demo"].roles == ()


def test_holders_that_are_none_are_refused_with_their_place() -> None:
    for wrong in ("api.demo", ["api.demo"], [{"user": "api.demo"}]):
        with pytest.raises(BundleError, match="roleUsers"):
            taken({**ROLE, "roleUsers": wrong})


# What rows leave untold


def warned(*objects: Any, tenant: Tenant) -> list[str]:
    """What was warned of, but for what is not known in full."""
    warnings: list[str] = []
    read_files(tenant, TREE, [("rows.json", json.dumps(each)) for each in objects], warnings.append)
    warnings = [told for told in warnings if not told.startswith("not known in full")]
    return warnings


def holds(role: str, user: str) -> dict[str, Any]:
    return {"role": {"id": role}, "user": {"id": user}}


TWO = {**ROLE, "key": "471", "id": "Two", "href": f"{HREF}/role/471", "rolePermissionAssignments": [], "roleUsers": []}
OTHER = {**USER, "key": "10", "id": "other", "roles": [{"id": "Two"}], "href": f"{HREF}/user/10"}
BOTH = taken(ROLE, TWO, {**USER, "roles": [{"id": "Admins"}, {"id": "Two"}]}, OTHER)


def test_ia47_a_role_that_no_row_tells_any_more_is_kept_with_a_word() -> None:
    (told,) = warned(holds("Admins", "api.demo"), tenant=BOTH)
    assert told == (
        "role-user-map rows only add, and none of these tells that api.demo holds role Two: it stays so; "
        "where it is so no longer, import the user object, which says all its roles"
    )
    assert warned(holds("Admins", "api.demo"), holds("Two", "api.demo"), holds("Two", "other"), tenant=BOTH) == []


def test_rows_about_one_role_or_one_user_say_nothing_of_the_others() -> None:
    assert warned(holds("Two", "api.demo"), holds("Two", "other"), tenant=BOTH) == []
    assert warned(holds("Admins", "api.demo"), holds("Two", "api.demo"), tenant=BOTH) == []


def test_ia47_the_object_itself_says_all_and_takes_away() -> None:
    assert warned(holds("Admins", "api.demo"), {**USER, "roles": [{"id": "Admins"}]}, tenant=BOTH) == []


def test_a_role_that_lists_its_users_is_told_of_those_it_leaves_out() -> None:
    (told,) = warned({**ROLE, "roleUsers": []}, tenant=BOTH)
    assert "none of these tells that api.demo holds role Admins" in told


def test_groups_members_and_assignments_are_told_alike() -> None:
    one, other = GROUP, {**GROUP, "key": "13", "id": "AR", "roles": [], "href": f"{HREF}/user-group/13"}
    tenant = taken(ROLE, TWO, USER, OTHER, one, other, MEMBER, {"userGroup": {"id": "AR"}, "user": {"id": "api.demo"}})
    (told,) = warned({"userGroup": {"id": "AR"}, "user": {"id": "api.demo"}}, tenant=tenant)
    assert "api.demo is in group AP: it stays so; where it is so no longer, take the user out of it here" in told
    (told,) = warned({"role": {"id": "Two"}, "userGroup": {"id": "AP"}}, tenant=tenant)
    assert "AP holds role Admins" in told
    letters = {"module": "company", "name": "coverLetters"}
    (told,) = warned({"role": {"id": "Admins"}, "permission": letters, "accessRights": ["list"]}, tenant=tenant)
    assert f"Admins grants {TAX_MAPS}" in told


def page(start: int, *rows: Any) -> dict[str, Any]:
    return {"ia::result": list(rows), "ia::meta": {"totalCount": 3, "start": start, "pageSize": 2}}


def test_a_page_of_an_answer_asks_for_the_others_and_takes_nothing_for_gone() -> None:
    first, second = page(1, holds("Admins", "api.demo"), holds("Two", "api.demo")), page(3, holds("Two", "other"))
    assert warned(second, tenant=BOTH) == ["role-user-map: 1 of 3 are here, import the other pages with them"]
    assert warned(first, second, tenant=BOTH) == []
    assert warned(envelope(list(everything(BOTH, TREE))), tenant=EMPTY) == []
