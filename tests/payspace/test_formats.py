"""The lookup of roles, the only thing the vendor's API tells of them, in and out (PS-22, PS-69)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rolescope.rights.edits import AssignRole
from rolescope.rights.model import Role, Tenant
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.payspace.formats import looks_like, read_files
from rolescope.systems.payspace.writing import envelope, everything, left_out
from rolescope.systems.vendor import is_vendor_json
from tests.payspace.building import BANKING, U, after, ask, builtin, role, tenant

pytestmark = pytest.mark.contract

ROWS = [
    {"Value": "API", "Description": "API Integration", "Id": 7},
    {"Value": "NEW", "Description": "Brand new", "Id": 8},
]
CONTEXT = "https://api.payspace.com/odata/v2.0/11111/$metadata#Lookup_SecurityRole"
BEFORE = tenant(role("Integration", {"employee": "allow"}, "API"), role("Brand new", {"employee": "allow"}, "OLD"))


def answer(rows: Any, context: str = CONTEXT) -> dict[str, Any]:
    return {"@odata.context": context, "@odata.count": len(rows), "value": rows}


def taken(raw: Any, before: Tenant = BEFORE) -> tuple[Tenant, list[str]]:
    warnings: list[str] = []
    assert is_vendor_json(json.dumps(raw))
    found, nodes = read_files(before, builtin(), [("roles.json", json.dumps(raw))], warnings.append)
    assert nodes is None
    return found, warnings


@pytest.mark.parametrize("raw", [ROWS, answer(ROWS)])
def test_ps_69_the_lookup_comes_in_bare_and_as_the_api_answers(raw: Any) -> None:
    found, _ = taken(raw)
    known = found.roles["Integration"]
    assert (known.code, known.description, known.extra["id"]) == ("API", "API Integration", 7)
    assert known.grants == BEFORE.roles["Integration"].grants
    new = found.roles["Brand new (NEW)"]
    assert (new.code, new.description, new.extra["id"], new.grants) == ("NEW", "Brand new", 8, {})
    assert list(found.roles) == ["Integration", "Brand new", "Brand new (NEW)"]


def test_ps_08_a_role_of_the_lookup_is_closed_until_it_gets_levels_and_that_is_said() -> None:
    found, warnings = taken(ROWS)
    assert warnings == [
        "a lookup tells no levels: 1 new role closed until you set some (Brand new (NEW))",
        "not in the lookup, kept as it is: Brand new",
    ]
    held = after(found, AssignRole("u", "Brand new (NEW)"))
    assert ask(held, BANKING, "export", U).answer == "no"


def test_ps_69_importing_it_again_changes_nothing() -> None:
    once, _ = taken(ROWS)
    twice, _ = taken(answer(ROWS), once)
    assert all(role.same_as(once.roles[name]) for name, role in twice.roles.items())
    assert list(twice.roles) == list(once.roles)


def test_ps_22_a_role_without_a_code_gets_that_of_its_description() -> None:
    found, _ = taken(ROWS, tenant(role("Brand new", {"employee": "allow"})))
    assert (found.roles["Brand new"].code, found.roles["Brand new"].description) == ("NEW", "")
    assert found.roles["Brand new"].grants


def test_one_page_of_several_is_told() -> None:
    _, warnings = taken({**answer(ROWS), "@odata.count": 250})
    assert any("holds 2 of 250 roles" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (
            answer(ROWS, CONTEXT.replace("SecurityRole", "Roster")),
            "@odata.context: expected the lookup SecurityRole, not Roster",
        ),
        (answer([{"Description": "x", "Id": 1}]), "value[0].Value: missing"),
        (answer([{**ROWS[0], "Id": "7"}]), 'value[0].Id: expected a whole number, not "7"'),
        ([ROWS[0], {**ROWS[0], "Value": " "}], "[1].Value: expected a name"),
        (answer([ROWS[0], ROWS[0]]), "value[1]: role code 'API' stands twice"),
        (answer({"a": 1}), "value: expected a list of roles"),
        (answer(["x"]), "value[0]: expected an object"),
        ({"accessType": "Unrestricted"}, "expected the lookup SecurityRole as the vendor's API returns it"),
    ],
)
def test_what_is_no_such_lookup_is_refused_with_its_place(raw: Any, sentence: str) -> None:
    with pytest.raises(BundleError) as refused:
        taken(raw)
    assert f"roles.json: {sentence}" in str(refused.value)


def test_a_code_that_several_roles_have_is_refused() -> None:
    with pytest.raises(BundleError, match="stands for several roles here: A, B"):
        taken(ROWS, tenant(role("A", {}, "API"), role("B", {}, "API")))


def test_a_bundle_is_no_lookup() -> None:
    assert not looks_like(json.loads(write_bundle(BEFORE, None)))
    assert not looks_like([])


def test_ps_69_what_is_written_is_what_the_lookup_would_say_and_the_rest_is_named() -> None:
    made = tenant(role("Integration", {"employee": "allow"}, "API", id=7), role("Codeless", {}))
    written = envelope(list(everything(made, builtin())))
    assert written == {
        "@odata.context": "$metadata#Lookup_SecurityRole",
        "@odata.count": 1,
        "value": [{"Value": "API", "Description": "Integration", "Id": 7}],
    }
    again, warnings = taken(written, made)
    assert again.roles["Integration"].same_as(made.roles["Integration"])
    assert warnings == ["not in the lookup, kept as it is: Codeless"]
    levels, codes = left_out(made, builtin())
    assert "levels, users and credentials are left out" in levels
    assert codes == "roles without a code are left out as well: Codeless"


def test_ps_22_what_else_the_vendor_keeps_of_a_role_goes_through_a_bundle() -> None:
    made = tenant(role("Integration", {"employee": "allow"}, "API", id=7, manager_self_service=True))
    assert (
        read_bundle(write_bundle(made, None), "b.json").tenant.roles["Integration"].same_as(made.roles["Integration"])
    )


@pytest.mark.parametrize(
    ("roles", "settings", "warning"),
    [
        (
            [role("A", {}, "X"), role("B", {}, "X")],
            {},
            "roles[1].code: the code 'X' stands for another role too (PS-22)",
        ),
        (
            [role("A", {}, type="manager"), role("B", {}, type="manager")],
            {},
            "roles[1].type: a company has one manager role, this is another one (PS-24)",
        ),
        (
            [role("A", {}, "MSS")],
            {"attachment_excludes": [{"class": "Disciplinary", "roles": ["MSS", "MMS"]}]},
            "tenant.settings.attachment_excludes[0].roles: unknown role code 'MMS', did you mean 'MSS'?",
        ),
    ],
)
def test_ps_73_codes_and_types_of_a_bundle_that_are_hardly_meant_are_warned_of(
    roles: list[Role], settings: dict[str, Any], warning: str
) -> None:
    bundle = read_bundle(write_bundle(tenant(*roles, **settings), None), "b.json")
    assert [str(each) for each in bundle.warnings] == [warning]
