"""The bundle: what cannot be taken is refused whole, with every fault and its place; the rest survives unchanged."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rolescope.resources import data_path
from rolescope.rights.model import facts
from rolescope.systems.bundle import bundle_schema, read_bundle, write_bundle
from rolescope.systems.faults import BundleError

Raw = dict[str, Any]
OWN: list[Raw] = [
    {"id": "b", "name": "B", "kind": "branch"},
    {"id": "b/s", "name": "S", "kind": "screen", "parent": "b", "api_axes": ["read"], "editions": None},
    {"id": "b/s/f", "name": "F", "kind": "field", "parent": "b/s", "api_name": "F", "required": "yes"},
]


def sound() -> Raw:
    """A bundle without a fault, with something of everything."""
    return {
        "rolescope": 1,
        "tenant": {"name": "Test", "system": "payspace", "settings": {"parent_gate": False, "edition": "Premier"}},
        "companies": [{"code": "A", "name": "Company A"}],
        "roles": [
            {
                "name": "Clerk",
                "code": "CLERK",
                "description": "Writes.",
                "type": "manager",
                "admin": True,
                "grants": [{"node": "employee", "level": "read_only"}, {"node": "reports", "level": "deny"}],
            },
            {"name": "Empty"},
        ],
        "users": [
            {"name": "u", "roles": ["Clerk", {"role": "Empty", "company": "A"}], "profile": {"level": "employee"}},
            {"name": "v", "status": "inactive"},
        ],
        "credentials": [
            {"name": "c", "user": "u", "scope": "api.workday", "client_id": "id", "environment": "staging"},
            {"name": "d", "development_mode": True},
        ],
        "pins": [{"anything": [1, "a", None, {"b": 1.5}]}],
    }


def problems(content: Raw | str) -> list[str]:
    text = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(BundleError) as refused:
        read_bundle(text, "bad.json")
    found = [str(problem) for problem in refused.value.problems]
    assert str(refused.value) == "\n".join(f"bad.json: {problem}" for problem in found)
    return found


def changed(change: Callable[[Raw], Any]) -> Raw:
    content = copy.deepcopy(sound())
    change(content)
    return content


LEVELS = "expected 'allow', 'read_only' or 'deny'"
FAULTS: list[tuple[str, Callable[[Raw], Any], list[str]]] = [
    (
        "an unknown node, with the near one that is there",
        lambda b: b["roles"][0]["grants"][0].update(node="employe"),
        ["roles[0].grants[0].node: unknown node 'employe', did you mean 'employee'?"],
    ),
    (
        "a node far from all others",
        lambda b: b["roles"][0]["grants"][0].update(node="???"),
        ["roles[0].grants[0].node: unknown node '???'"],
    ),
    (
        "a node granted twice in one role, told once",
        lambda b: b["roles"][0]["grants"].extend(2 * [{"node": "employee", "level": "deny"}]),
        ["roles[0].grants[0].node: node 'employee' is granted twice in role 'Clerk'"],
    ),
    (
        "a role that stands twice",
        lambda b: b["roles"].append({"name": "Empty"}),
        ["roles[2]: role 'Empty' stands twice"],
    ),
    ("a user that stands twice", lambda b: b["users"].append({"name": "u"}), ["users[2]: user 'u' stands twice"]),
    (
        "a credential that stands twice",
        lambda b: b["credentials"].append({"name": "c"}),
        ["credentials[2]: credential 'c' stands twice"],
    ),
    (
        "a company that stands twice",
        lambda b: b["companies"].append({"code": "A"}),
        ["companies[1]: company 'A' stands twice"],
    ),
    (
        "a role held twice",
        lambda b: b["users"][0]["roles"].append("Clerk"),
        ["users[0].roles[2]: role 'Clerk' stands twice for user 'u'"],
    ),
    (
        "a level that does not exist",
        lambda b: b["roles"][0]["grants"][0].update(level="full"),
        [f'roles[0].grants[0].level: {LEVELS}, not "full"'],
    ),
    (
        "a level of the wrong type",
        lambda b: b["roles"][0]["grants"][0].update(level=3),
        [f"roles[0].grants[0].level: {LEVELS}, not 3"],
    ),
    (
        "an unknown role",
        lambda b: b["users"][1].update(roles=["Clark"]),
        ["users[1].roles[0]: unknown role 'Clark', did you mean 'Clerk'?"],
    ),
    (
        "an unknown company",
        lambda b: b["users"][0]["roles"][1].update(company="B"),
        ["users[0].roles[1]: unknown company 'B'"],
    ),
    (
        "an unknown user",
        lambda b: b["credentials"][0].update(user="w"),
        ["credentials[0].user: unknown user 'w'"],
    ),
    ("an unknown key", lambda b: b.update(rolls=[]), ["rolls: unknown key"]),
    (
        "an unknown key deep down",
        lambda b: b["users"][0]["profile"].update(colour=1),
        ["users[0].profile.colour: unknown key"],
    ),
    (
        "an unknown setting",
        lambda b: b["tenant"]["settings"].update(gate=True),
        ["tenant.settings.gate: unknown key"],
    ),
    (
        "a setting of the wrong type",
        lambda b: b["tenant"]["settings"].update(parent_gate="yes"),
        ['tenant.settings.parent_gate: expected true or false, not "yes"'],
    ),
    (
        "an edition that does not exist",
        lambda b: b["tenant"]["settings"].update(edition="Gold"),
        ["tenant.settings.edition: expected 'Lite', 'Premier' or 'Master', not \"Gold\""],
    ),
    (
        "a status that does not exist",
        lambda b: b["users"][0].update(status="gone"),
        ["users[0].status: expected 'active' or 'inactive', not \"gone\""],
    ),
    ("a list that is none", lambda b: b.update(roles={}), ["roles: expected a list, not {}"]),
    ("an object that is none", lambda b: b["users"].append(5), ["users[2]: expected an object, not 5"]),
    (
        "a text that is none",
        lambda b: b["roles"][0].update(description=5),
        ["roles[0].description: expected a text, not 5"],
    ),
    (
        "a role that is neither",
        lambda b: b["users"][1].update(roles=[5]),
        ["users[1].roles[0]: expected a text, not 5"],
    ),
    (
        "a role without its company",
        lambda b: b["users"][1].update(roles=[{"role": "Clerk"}]),
        ["users[1].roles[0].company: missing"],
    ),
    ("a name that is missing", lambda b: b["roles"][0].pop("name"), ["roles[0].name: missing"]),
    ("a name that is blank", lambda b: b["tenant"].update(name=" "), ['tenant.name: expected a name, not " "']),
    ("a name that is empty", lambda b: b["users"][1].update(name=""), ['users[1].name: expected a name, not ""']),
    (
        "a system that is not built in",
        lambda b: b["tenant"].update(system="other"),
        ["tenant.system: expected one of payspace, intacct, keypay, not 'other'"],
    ),
    ("no tenant", lambda b: b.pop("tenant"), ["tenant.system: expected one of payspace, intacct, keypay, not None"]),
    (
        "another version",
        lambda b: b.update(rolescope=2),
        ["rolescope: expected 1, the version this program reads"],
    ),
    (
        "a version that is none",
        lambda b: b.update(rolescope=True),
        ["rolescope: expected 1, the version this program reads"],
    ),
    (
        "half a character in a value",
        lambda b: b["roles"][0].update(description="\ud800"),
        ["roles[0].description: holds half a character (a lone surrogate), which no text may"],
    ),
    (
        "half a character in a key",
        lambda b: b["pins"].append({"\udfff": 1}),
        ["pins[1]: a key holds half a character (a lone surrogate), which no text may"],
    ),
    ("a catalogue that is none", lambda b: b.update(catalogue=5), ["catalogue: expected 'builtin', not 5"]),
    (
        "no secret is taken (PS-37)",
        lambda b: b["credentials"][0].update(secret="s"),
        ["credentials[0].secret: unknown key"],
    ),
    (
        "no expiry is taken (PS-49)",
        lambda b: b["credentials"][0].update(expires="2030-01-01"),
        ["credentials[0].expires: unknown key"],
    ),
]


@pytest.mark.parametrize(("change", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_told_with_its_place(change: Callable[[Raw], Any], expected: list[str]) -> None:
    assert problems(changed(change)) == expected


CATALOGUES: list[tuple[str, list[Any], list[str]]] = [
    ("a node that stands twice", [*OWN, OWN[0]], ["catalogue: node 'b' stands twice"]),
    (
        "an unknown parent",
        [{**OWN[0], "parent": "a"}],
        ["catalogue: node 'b' names the parent 'a', which is not in the catalogue"],
    ),
    (
        "a circle of parents",
        [{**OWN[0], "parent": "b/s"}, OWN[1]],
        ["catalogue: node 'b' is its own ancestor: its parents go round in a circle"],
    ),
    (
        "a node that stands twice in a circle of parents",
        [OWN[0], {**OWN[0], "parent": "b/s"}, OWN[1]],
        ["catalogue: node 'b' stands twice"],
    ),
    (
        "a kind that does not exist",
        [{**OWN[0], "kind": "scren"}],
        ["catalogue[0].kind: expected 'branch', 'screen', 'field', 'element' or 'report', not \"scren\""],
    ),
    ("a node without its name", [{"id": "b", "kind": "branch"}], ["catalogue[0].name: missing"]),
    (
        "an axis that does not exist",
        [{**OWN[1], "parent": None, "api_axes": ["write"]}],
        ["catalogue[0].api_axes[0]: expected 'read', 'create', 'update' or 'delete', not \"write\""],
    ),
]


@pytest.mark.parametrize(("nodes", "expected"), [c[1:] for c in CATALOGUES], ids=[c[0] for c in CATALOGUES])
def test_a_fault_in_an_own_catalogue_is_told_with_its_place(nodes: list[Any], expected: list[str]) -> None:
    assert problems({**sound(), "catalogue": nodes, "roles": [], "users": [], "credentials": []}) == expected


TEXTS: list[tuple[str, str, str]] = [
    ("nothing", "", "line 1, column 1: not JSON: Expecting value, but there is nothing"),
    ("broken JSON", '{"rolescope": 1,\n "tenant": }', "line 2, column 12: not JSON: Expecting value"),
    ("two values", '{"rolescope": 1}\n{}', "line 2, column 1: not JSON: Extra data, expected the end"),
    (
        "a file cut off",
        '{"rolescope": [',
        "line 1, column 16: not JSON: Expecting value, but the text ends: is it cut off?",
    ),
    ("no object", "[1]", 'not a rolescope bundle: expected an object with "rolescope": 1'),
    ("another object", "{}", 'not a rolescope bundle: expected an object with "rolescope": 1'),
    ("twin keys", '{"rolescope": 1, "roles": [], "roles": []}', "the key 'roles' stands twice in one object"),
    ("NaN", '{"rolescope": 1, "pins": [{"a": NaN}]}', "NaN is not JSON"),
    ("Infinity", '{"rolescope": 1, "pins": [{"a": -Infinity}]}', "-Infinity is not JSON"),
    ("a number beyond all", '{"rolescope": 1, "pins": [{"a": 1e999}]}', "pins[0].a: a number too large to hold"),
    ("endless digits", f'{{"rolescope": {"9" * 5000}}}', "holds a whole number of thousands of digits"),
    ("deep lists", "[" * 100_000, "nested too deeply to be read"),
    ("deep objects", '{"a":' * 100_000, "nested too deeply to be read"),
    (
        "a deep value that could be read and never written back",
        f'{{"rolescope": 1, "pins": [{{"a": {"[" * 200}{"]" * 200}}}]}}',
        "nested too deeply to be read",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [text[1:] for text in TEXTS], ids=[text[0] for text in TEXTS])
def test_a_text_that_is_no_bundle_is_refused(text: str, expected: str) -> None:
    assert problems(text) == [expected]


def test_all_faults_are_told_at_once() -> None:
    def spoil(content: Raw) -> None:
        content["roles"][0]["grants"][0]["level"] = "full"
        content["roles"][1]["name"] = 5
        content["rolls"] = []

    assert problems(changed(spoil)) == [
        f'roles[0].grants[0].level: {LEVELS}, not "full"',
        "roles[1].name: expected a text, not 5",
        "rolls: unknown key",
    ]


def test_all_names_that_point_nowhere_are_told_at_once() -> None:
    def spoil(content: Raw) -> None:
        content["roles"][0]["grants"][0]["node"] = "x"
        content["users"][0]["roles"][0] = "y"
        content["credentials"][0]["user"] = "z"
        content["companies"].append({"code": "A"})

    assert problems(changed(spoil)) == [
        "companies[1]: company 'A' stands twice",
        "roles[0].grants[0].node: unknown node 'x'",
        "users[0].roles[0]: unknown role 'y'",
        "credentials[0].user: unknown user 'z'",
    ]


@pytest.mark.timeout(20)
def test_a_file_for_another_catalogue_is_refused_without_long_searching() -> None:
    def spoil(content: Raw) -> None:
        content["roles"][0]["grants"] = [
            {"node": f"employee/basic-information/other-details/number-{number}", "level": "deny"}
            for number in range(2000)
        ]

    found = problems(changed(spoil))
    assert len(found) == 2000
    assert 1 <= sum("did you mean" in problem for problem in found) <= 5


def test_a_long_name_is_cut_in_messages() -> None:
    (problem,) = problems(changed(lambda b: b["roles"][0]["grants"][0].update(node="x" * 100_000)))
    assert len(problem) < 150
    (problem,) = problems(changed(lambda b: b["roles"][0]["grants"][0].update(level="x" * 100_000)))
    assert len(problem) < 150


# What is taken


@pytest.mark.parametrize("catalogue", [None, "builtin", OWN], ids=["left out", "builtin", "own"])
def test_a_bundle_survives_reading_and_writing_unchanged(catalogue: Any) -> None:
    content = sound()
    if catalogue is not None:
        content["catalogue"] = catalogue
    if catalogue is OWN:
        content["roles"][0]["grants"] = [{"node": "b/s/f", "level": "allow"}]
    once = read_bundle(json.dumps(content), "a.json")
    text = write_bundle(once.tenant, once.nodes)
    twice = read_bundle(text, "b.json")
    assert facts(twice.tenant) == facts(once.tenant)
    assert twice.nodes == once.nodes == (OWN if catalogue is OWN else None)
    assert twice.tree.nodes == once.tree.nodes
    assert write_bundle(twice.tenant, twice.nodes) == text


def test_what_a_bundle_says_is_what_the_tenant_holds() -> None:
    tenant = read_bundle(json.dumps(sound()), "a.json").tenant
    clerk = tenant.roles["Clerk"]
    assert (clerk.code, clerk.description, dict(clerk.extra)) == (
        "CLERK",
        "Writes.",
        {"type": "manager", "admin": True},
    )
    assert dict(clerk.grants) == {"employee": frozenset({"read"}), "reports": frozenset()}
    assert [(held.role, held.company) for held in tenant.principals["u"].roles] == [("Clerk", ""), ("Empty", "A")]
    assert {name: user.status for name, user in tenant.principals.items()} == {"u": "active", "v": "inactive"}
    assert [(c.principal, c.scope) for c in tenant.credentials.values()] == [("u", "api.workday"), (None, None)]
    assert dict(tenant.settings) == {"parent_gate": False, "edition": "Premier"}
    assert tenant.pins == ({"anything": [1, "a", None, {"b": 1.5}]},)


def test_hashes_of_secrets_are_not_written() -> None:
    tenant = read_bundle(json.dumps(sound()), "a.json").tenant
    hashed = replace(tenant.credentials["c"], secret_hash="salt$hash")
    text = write_bundle(replace(tenant, credentials={"c": hashed}), None)
    assert "salt$hash" not in text


STRANGE = {
    "markup": "[red]x[/]",
    "a formula": "=1+1",
    "escape codes": "\x1b[2J\x1b]0;x\x07",
    "right to left": "\u202eeluR",
    "a family": "👩‍👩‍👧",
    "accents in parts": "e\u0301",
    "300 characters": "x" * 300,
    "a line break": "a\nb",
    "a zero": "a\x00b",
    "quotes": "'\"`\\",
    "only punctuation": "-",
}


@pytest.mark.parametrize("name", STRANGE.values(), ids=STRANGE)
def test_a_strange_name_is_text_and_nothing_else(name: str) -> None:
    content = sound()
    content["tenant"]["name"] = name
    content["companies"] = [{"code": name, "name": name}]
    content["roles"] = [{"name": name, "code": name, "description": name}]
    content["users"] = [{"name": name, "roles": [{"role": name, "company": name}]}]
    content["credentials"] = [{"name": name, "user": name, "client_id": name}]
    once = read_bundle(json.dumps(content), "a.json")
    assert list(once.tenant.roles) == list(once.tenant.principals) == list(once.tenant.credentials) == [name]
    assert facts(read_bundle(write_bundle(once.tenant, None), "b.json").tenant) == facts(once.tenant)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_bundle("\ufeff" + json.dumps(sound()), "a.json").tenant.name == "Test"


def test_the_demo_survives_reading_and_writing() -> None:
    demo = read_bundle(data_path("demo.json").read_text("utf-8"), "demo.json")
    assert facts(read_bundle(write_bundle(demo.tenant, None), "b.json").tenant) == facts(demo.tenant)


# The schema


def test_the_published_schema_is_a_json_schema_and_holds_for_sound_bundles() -> None:
    schema = bundle_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    validator.validate(json.loads(data_path("demo.json").read_text("utf-8")))
    validator.validate(sound())
    validator.validate({**sound(), "catalogue": OWN})
    demo = read_bundle(json.dumps(sound()), "a.json")
    validator.validate(json.loads(write_bundle(demo.tenant, demo.nodes)))


SEEN_BY_THE_READER_ALONE = (
    "unknown node",
    "unknown role",
    "unknown company",
    "unknown user",
    "twice",
    "half a character",
)
BY_SHAPE = [fault for fault in FAULTS if not any(words in fault[2][0] for words in SEEN_BY_THE_READER_ALONE)]


@pytest.mark.parametrize("change", [fault[1] for fault in BY_SHAPE], ids=[fault[0] for fault in BY_SHAPE])
def test_the_published_schema_refuses_what_the_reader_refuses_by_its_shape(change: Callable[[Raw], Any]) -> None:
    assert not Draft202012Validator(bundle_schema()).is_valid(changed(change))


def test_a_catalogue_without_any_node_is_refused() -> None:
    empty = {**sound(), "catalogue": [], "roles": [], "users": [], "credentials": []}
    assert problems(empty) == ['catalogue: expected at least one node, or "builtin"']
