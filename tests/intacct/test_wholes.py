"""A list that is told in part is not known in full: nothing is denied for certain, and no PATCH replaces it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import AssignRole, SetGroupRoles, SetOwnGrant, SetStatus, apply_all
from rolescope.rights.engine import Engine
from rolescope.rights.explain import explain
from rolescope.rights.model import Assignment, Group, Principal, Role, Subject, Tenant
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.faults import BundleError, NoSuchBody
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.bodies import made, shortcomings
from rolescope.systems.intacct.formats import read_all, read_files
from rolescope.systems.intacct.vocabulary import MODE, USER_BASED
from rolescope.systems.intacct.writing import envelope, everything
from tests.intacct.asking import BILLS, CONTRACT, JOURNALS, TREE, VENDORS

pytestmark = pytest.mark.contract

EMPTY = Tenant("T", "intacct")
HREF = "/objects/company-config"
READ = ["list", "readonly"]
BUSINESS = {"userType": "business", "adminPrivileges": "off", "status": "active", "webServices.isRestricted": False}


def read(*files: Any, tenant: Tenant = EMPTY, is_all: bool = False) -> tuple[Tenant, list[str]]:
    warnings: list[str] = []
    texts = [(f"{number}.json", json.dumps(each)) for number, each in enumerate(files)]
    read = read_all if is_all else read_files
    return read(tenant, TREE, texts, warnings.append)[0], warnings


def answered(*rows: Any, total: int | None = None) -> Any:
    meta = {"totalCount": total or len(rows), "start": 1, "pageSize": len(rows), "next": None, "previous": None}
    return {"ia::result": list(rows), "ia::meta": meta}


def element(place: str, *rights: str, **more: Any) -> dict[str, Any]:
    module, name = place.split("/")
    return {"permission": {"module": module, "name": name}, "accessRights": list(rights), **more}


def role(name: str, *elements: Any, **more: Any) -> dict[str, Any]:
    kind = {"roleType": "enterprise", "applyTo": "loginAndSlideIn", "rolePermissionAssignments": list(elements)}
    return {"id": name, "href": f"{HREF}/role/{name}", **kind, **more}


def row_of(raw: dict[str, Any]) -> dict[str, Any]:
    """A query row about an object, which can tell no list."""
    return {name: value for name, value in raw.items() if not isinstance(value, list)}


def user(name: str, *roles: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "href": f"{HREF}/user/{name}", **BUSINESS, "roles": [{"id": each} for each in roles], **more}


def group(name: str, *roles: str) -> dict[str, Any]:
    href = f"{HREF}/user-group/{name}"
    return {"id": name, "href": href, "description": name, "roles": [{"id": each} for each in roles]}


def holds(name: str, holder: str, end: str = "user") -> dict[str, Any]:
    return {"key": "1", "role.id": name, f"{end}.id": holder}


def is_in(who: str, where: str) -> dict[str, Any]:
    return {"userGroup.id": where, "user.id": who}


def grants(name: str, place: str, *rights: str) -> dict[str, Any]:
    return {"role": {"id": name}, **element(place, *rights)}


def answer(tenant: Tenant, place: str, kind: str = "export") -> str:
    return Engine(SYSTEM, TREE).evaluate(tenant).answer(Subject("u1", None), TREE.index[place], kind)


def grant_step(tenant: Tenant, place: str) -> str:
    outcome = Engine(SYSTEM, TREE).evaluate(tenant)
    steps = explain(outcome, Subject("u1", None), TREE.index[place], "export").steps
    return next(step.cause for step in steps if step.name == "grant")


READERS, MAKERS = role("Readers", element(VENDORS, *READ)), role("Makers", element(JOURNALS, *READ, "add"))
U1 = user("u1")


# One row of many


def test_ia57_one_row_of_a_users_roles_says_nothing_of_the_others() -> None:
    page = answered(holds("Readers", "u1"), total=50)
    tenant, warnings = read(READERS, MAKERS, row_of(U1), page)
    assert (answer(tenant, VENDORS), answer(tenant, JOURNALS)) == ("yes", "unknown")
    assert "which other roles the user holds" in grant_step(tenant, JOURNALS)
    assert any("the roles of user u1" in told and "no right is denied for certain" in told for told in warnings)
    again, _ = read(U1 | {"roles": [{"id": "Readers"}]}, tenant=tenant)
    assert "which other roles" not in grant_step(again, JOURNALS)


def test_ia57_one_row_of_a_roles_assignments_says_nothing_of_the_others() -> None:
    tenant, warnings = read(row_of(READERS), user("u1", "Readers"), grants("Readers", VENDORS, *READ))
    assert (answer(tenant, VENDORS), answer(tenant, JOURNALS)) == ("yes", "unknown")
    assert "what else role Readers grants" in grant_step(tenant, JOURNALS)
    assert any("what is granted by role Readers" in told for told in warnings)


def test_ia57_a_role_that_lists_its_users_says_nothing_of_their_other_roles() -> None:
    tenant, _ = read(READERS | {"roleUsers": [{"user": {"id": "u1"}}]}, MAKERS, row_of(U1))
    assert (answer(tenant, VENDORS), answer(tenant, JOURNALS)) == ("yes", "unknown")
    assert "which other roles the user holds" in grant_step(tenant, JOURNALS)


def test_ia57_one_row_of_a_groups_roles_says_nothing_of_the_others() -> None:
    files = (READERS, MAKERS, U1, row_of(group("G")), is_in("u1", "G"), holds("Readers", "G", "userGroup"))
    tenant, _ = read(*files)
    assert (answer(tenant, VENDORS), answer(tenant, JOURNALS)) == ("yes", "unknown")
    assert "which other roles group G brings" in grant_step(tenant, JOURNALS)


# Who is in a group


def test_ia02_ia57_no_user_object_tells_in_which_groups_the_user_is() -> None:
    tenant, warnings = read(READERS, group("G", "Readers"), U1)
    assert answer(tenant, VENDORS) == "unknown"
    assert "which groups the user is in: nothing that was imported tells it" in grant_step(tenant, VENDORS)
    assert any("the groups of user u1" in told and "--complete" in told for told in warnings)
    inside, _ = read(is_in("u1", "G"), tenant=tenant)
    assert (answer(inside, VENDORS), answer(inside, JOURNALS)) == ("yes", "unknown")
    assert "which other groups the user is in" in grant_step(inside, JOURNALS)
    assert answer(read(is_in("u1", "G"), tenant=tenant, is_all=True)[0], JOURNALS) == "no"


def test_ia02_in_a_user_based_company_groups_bring_nothing_and_are_no_doubt() -> None:
    tenant, _ = read({**U1, "permissionAssignments": []}, tenant=Tenant("T", "intacct", {"mode": "user_based"}))
    assert answer(tenant, VENDORS) == "no"


# No PATCH takes away what nobody knows


def patch_of(kind: str, name: str, tenant: Tenant) -> Any:
    return made(kind, "patch", name, tenant, TREE)


def test_ia47_roles_that_are_known_in_part_are_never_replaced() -> None:
    page = answered(holds("Readers", "u1"), total=50)
    tenant, _ = read(READERS, MAKERS, row_of(U1), row_of(group("G")), holds("Readers", "G", "userGroup"), page)
    assert patch_of("user", "u1", tenant) == patch_of("group", "G", tenant) == {}
    assert "not known in full" in " ".join(shortcomings("user", "patch", "u1", tenant, {}))
    more = apply_all([AssignRole("u1", "Makers"), SetGroupRoles("G", ("Readers", "Makers"))], tenant, TREE)
    for kind, name in (("user", "u1"), ("group", "G")):
        with pytest.raises(NoSuchBody, match=r"not known in full, and a PATCH replaces them all \(IA-47\)"):
            patch_of(kind, name, more)
    told, _ = read(user("u1", "Readers", "Makers"), tenant=tenant)
    fewer = apply_all([AssignRole("u1", "Makers")], read(user("u1", "Readers"), tenant=tenant)[0], TREE)
    assert patch_of("user", "u1", told) == {}
    assert [held["id"] for held in patch_of("user", "u1", fewer)["roles"]] == ["Readers", "Makers"]


def test_ia47_what_else_changes_is_sent_although_roles_are_known_in_part() -> None:
    tenant, _ = read(READERS, row_of(U1), holds("Readers", "u1"))
    assert patch_of("user", "u1", apply_all([SetStatus("u1", "inactive")], tenant, TREE)) == {"status": "inactive"}


def test_ia47_roles_of_a_user_made_here_do_not_replace_those_of_the_vendor() -> None:
    known = {"u1": Principal("u1", roles=(Assignment("Makers"),))}
    here = Tenant("T", "intacct", roles={"Makers": Role("Makers")}, principals=known)
    tenant, _ = read(READERS, holds("Readers", "u1"), tenant=here)
    with pytest.raises(NoSuchBody, match="not known in full"):
        patch_of("user", "u1", tenant)


def test_ia03_own_grants_that_nobody_told_are_never_replaced() -> None:
    tenant, _ = read(row_of(U1), tenant=Tenant("T", "intacct", {"mode": "user_based"}))
    more = apply_all([SetOwnGrant("u1", VENDORS, frozenset(READ))], tenant, TREE)
    assert (answer(more, VENDORS), answer(more, JOURNALS)) == ("yes", "unknown")
    assert "what else is granted on the user itself" in grant_step(more, JOURNALS)
    with pytest.raises(NoSuchBody, match="permissionAssignments"):
        patch_of("user", "u1", more)


# All there is


def test_what_is_said_to_be_all_is_known_in_full_and_takes_away() -> None:
    both = (holds("Readers", "u1"), holds("Makers", "u1"), is_in("u1", "G"))
    before, _ = read(READERS, MAKERS, row_of(U1), group("G"), *both)
    without, warnings = read(answered(holds("Readers", "u1")), tenant=before, is_all=True)
    assert (answer(without, VENDORS), answer(without, JOURNALS)) == ("yes", "unknown")
    assert any("no user-group-member is in the files, though some are known" in told for told in warnings)
    after, warnings = read(answered(holds("Readers", "u1")), is_in("u1", "G"), tenant=before, is_all=True)
    assert after.principals["u1"].roles == (Assignment("Readers"),)
    assert after.principals["u1"].groups == ("G",)
    assert (answer(after, VENDORS), answer(after, JOURNALS)) == ("yes", "no")
    assert any("none of the rows tells u1 – Makers: taken away" in told for told in warnings)
    assert patch_of("user", "u1", apply_all([AssignRole("u1", "Makers")], after, TREE))["roles"]


def test_assignments_group_roles_and_members_go_as_well_where_the_files_are_complete() -> None:
    rows = (grants("Readers", VENDORS, *READ), grants("Readers", JOURNALS, *READ))
    groups = (is_in("u1", "G"), is_in("u1", "H"), holds("Readers", "G", "userGroup"), holds("Makers", "G", "userGroup"))
    before, _ = read(row_of(READERS), MAKERS, U1, row_of(group("G")), group("H"), *rows, *groups)
    after, _ = read(rows[0], groups[0], groups[2], tenant=before, is_all=True)
    assert list(after.roles["Readers"].grants) == [VENDORS]
    assert (after.groups["G"].roles, after.principals["u1"].groups) == (("Readers",), ("G",))
    assert patch_of("role", "Readers", after) == patch_of("group", "G", after) == {}


def test_ia02_what_only_the_user_object_tells_stays_unknown_in_complete_files() -> None:
    company, _ = read(row_of(U1), is_all=True)
    assert answer(replace(company, settings={MODE: USER_BASED}), VENDORS) == "unknown"


def test_a_page_is_never_all_there_is() -> None:
    with pytest.raises(BundleError, match="role-user-map: 1 of 50 are here"):
        read(READERS, row_of(U1), answered(holds("Readers", "u1"), total=50), is_all=True)


def test_what_is_known_in_part_comes_back_from_bundle_and_objects_as_such() -> None:
    page, groups = answered(holds("Readers", "u1"), total=50), (row_of(group("G")), holds("Readers", "G", "userGroup"))
    tenant, _ = read(READERS, row_of(MAKERS), grants("Makers", JOURNALS, *READ), row_of(U1), page, *groups)
    kept = read_bundle(write_bundle(tenant, None), "b.json").tenant
    sent, _ = read(envelope(list(everything(tenant, TREE))))
    for again in (kept, sent):
        assert (answer(again, VENDORS), answer(again, BILLS)) == ("yes", "unknown")
        assert again.groups["G"].roles == ("Readers",)
        assert again.roles["Makers"].grants == tenant.roles["Makers"].grants
        with pytest.raises(NoSuchBody):
            patch_of("user", "u1", apply_all([AssignRole("u1", "Makers")], again, TREE))


# Whatever was left out


SOME = (VENDORS, BILLS, CONTRACT, JOURNALS)
NAMES = ("A", "B", "C")


@st.composite
def worlds(draw: st.DrawFn) -> Tenant:
    """A company as it is at the vendor's."""
    some_roles = st.lists(st.sampled_from(NAMES), unique=True, max_size=2).map(tuple)
    rights = st.sampled_from((frozenset(READ), frozenset(("list", "readonly", "add", "modify"))))
    made_roles = {name: Role(name, draw(st.dictionaries(st.sampled_from(SOME), rights, max_size=3))) for name in NAMES}
    groups = {name: Group(name, draw(some_roles)) for name in ("G", "H")}
    held = tuple(Assignment(name) for name in draw(some_roles))
    inside = tuple(draw(st.lists(st.sampled_from(("G", "H")), unique=True)))
    return Tenant(
        "T", "intacct", roles=made_roles, groups=groups, principals={"u1": Principal("u1", "active", held, {}, inside)}
    )


@st.composite
def told_of(draw: st.DrawFn, world: Tenant) -> list[Any]:
    """Some of what there is to read of a company: each object whole or as a row, and any of the rows of its lists."""
    found: list[Any] = []
    for name, one in world.roles.items():
        whole = role(name, *(element(place, *sorted(rights)) for place, rights in one.grants.items()))
        rows = [grants(name, place, *sorted(rights)) for place, rights in one.grants.items()]
        found += [whole] if draw(st.booleans()) else [row_of(whole), *draw(some(rows))]
    for name, each in world.groups.items():
        whole = group(name, *each.roles)
        rows = [holds(one, name, "userGroup") for one in each.roles]
        found += [whole] if draw(st.booleans()) else [row_of(whole), *draw(some(rows))]
    u1 = world.principals["u1"]
    whole = user("u1", *(held.role for held in u1.roles))
    rows = [holds(held.role, "u1") for held in u1.roles]
    found += [whole] if draw(st.booleans()) else [row_of(whole), *draw(some(rows))]
    return [*found, *draw(some([is_in("u1", name) for name in u1.groups]))]


def some(rows: list[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(rows), unique_by=json.dumps) if rows else st.just([])


@given(st.data())
def test_what_is_certain_holds_whatever_was_left_out(data: st.DataObject) -> None:
    world = data.draw(worlds())
    files = data.draw(told_of(world))
    tenant, _ = read(*data.draw(st.permutations(files)))
    sent, _ = read(envelope(list(everything(tenant, TREE))))
    truth = Engine(SYSTEM, TREE).evaluate(world)
    asked = Subject("u1", None)
    for known in (tenant, read_bundle(write_bundle(tenant, None), "b.json").tenant, sent):
        outcome = Engine(SYSTEM, TREE).evaluate(known)
        for place in SOME:
            node = TREE.index[place]
            certain, possible = outcome.rights_at(asked, node)
            actual, _ = truth.rights_at(asked, node)
            assert certain <= actual <= certain | possible
            for kind in ("export", "import"):
                assert outcome.answer(asked, node, kind) in ("unknown", truth.answer(asked, node, kind))


@given(st.data())
def test_all_that_there_is_leaves_nothing_unknown(data: st.DataObject) -> None:
    world = data.draw(worlds())
    part = data.draw(told_of(world))
    tenant, _ = read(*part)
    whole, _ = read(envelope(list(everything(world, TREE))), tenant=tenant, is_all=True)
    answers = [Engine(SYSTEM, TREE).evaluate(each) for each in (whole, world)]
    for place in SOME:
        one, other = (outcome.rights_at(Subject("u1", None), TREE.index[place]) for outcome in answers)
        assert one == other
