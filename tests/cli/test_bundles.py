"""``import`` and ``export``: without loss, all or nothing."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rolescope.rights.edits import AddRole, UpdateCredential
from rolescope.rights.model import Role, facts
from rolescope.store import history
from rolescope.store.demo import SOURCES
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from tests.cli.conftest import Cli, content


def _file(path: Path, bundle: Any) -> Path:
    path.write_text(bundle if isinstance(bundle, str) else json.dumps(bundle), "utf-8")
    return path


def _own_catalogue(bundle: dict) -> dict:
    nodes = [{"id": "a", "name": "A", "kind": "branch"}, {"id": "a/b", "name": "B", "kind": "screen", "parent": "a"}]
    roles = [{"name": "R", "grants": [{"node": "a/b", "level": "allow"}]}]
    return {**bundle, "catalogue": nodes, "roles": roles, "users": [], "credentials": []}


def test_what_is_exported_and_imported_again_is_the_same(on_demo: Cli, cli: Cli, tmp_path: Path, demo: Path) -> None:
    exported = on_demo("export").out
    other = tmp_path / "other.rolescope"

    result = cli("-w", other, "import", _file(tmp_path / "demo.json", exported))

    assert result.code == 0
    assert result.err.startswith(f"made {other}\n")
    assert "demo.json: tenant Demo Payroll: will be created" in result.out
    assert cli("-w", other, "export").out == exported
    with Workspace.open(demo) as old, Workspace.open(other) as new:
        assert facts(old.load("Demo Payroll")) == facts(new.load("Demo Payroll"))


def test_names_that_differ_only_by_case_come_in_with_a_warning(cli: Cli, tmp_path: Path, bundle: dict) -> None:
    bundle["roles"] = [*bundle["roles"], {**bundle["roles"][0], "name": bundle["roles"][0]["name"].upper()}]
    result = cli("-w", tmp_path / "w.rolescope", "import", "-", stdin=json.dumps(bundle))
    first, second = (bundle["roles"][number]["name"] for number in (0, -1))
    assert result.code == 0
    assert f"warning: standard input: the roles {first!r} and {second!r} differ only by case" in result.err


def test_a_catalogue_of_its_own_goes_the_same_way(cli: Cli, tmp_path: Path, bundle: dict) -> None:
    own = _own_catalogue(bundle)
    other = tmp_path / "other.rolescope"
    cli("-w", other, "import", "-", stdin=json.dumps(own))
    exported = cli("-w", other, "export").json
    assert [node["id"] for node in exported["catalogue"]] == ["a", "a/b"]
    assert exported["roles"][0]["grants"] == own["roles"][0]["grants"]


def test_the_export_fits_the_published_schema(on_demo: Cli, cli: Cli) -> None:
    schema = cli("export", "--schema").json
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(on_demo("export").json, schema)


def test_output_goes_to_a_file_whole_or_not_at_all(on_demo: Cli, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert on_demo("export", "-o", target).out == ""
    assert target.read_text("utf-8") == on_demo("export").out
    result = on_demo("export", "-o", tmp_path / "missing" / "out.json")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []
    assert on_demo("export", "-o", tmp_path).code == 2


def test_a_known_tenant_is_replaced_as_one_revision(on_demo: Cli, demo: Path, tmp_path: Path, bundle: dict) -> None:
    bundle["roles"][0]["grants"][0]["level"] = "allow"
    bundle["users"] = [user for user in bundle["users"] if user["name"] != "old-payroll"]
    bundle["credentials"] = [c for c in bundle["credentials"] if c.get("user") != "old-payroll"]

    result = on_demo("import", _file(tmp_path / "new.json", bundle))

    assert result.out.splitlines()[:2] == [
        "new.json: tenant Demo Payroll: will be replaced",
        "changes: roles ~1, users −1, credentials −1, grants ~1",
    ]
    assert "impact: " in result.out
    assert "hris-sync · hris-prod  export" in result.out
    with Workspace.open(demo, read_only=True) as workspace:
        last = history.revisions(workspace, "Demo Payroll")[-1]
    assert (last.number, last.reason, last.size) == (2, "imported new.json", 1)


def test_json_tells_the_same(on_demo: Cli, bundle: dict) -> None:
    bundle["roles"][0]["grants"][0]["level"] = "allow"
    told = on_demo("import", "-", "--json", stdin=json.dumps(bundle)).json
    (tenant,) = told["tenants"]
    assert (told["dry_run"], tenant["tenant"], tenant["action"], tenant["revision"]) == (
        False,
        "Demo Payroll",
        "replace",
        2,
    )
    assert tenant["changes"]["grants"] == {"added": 0, "removed": 0, "changed": 1}
    assert {row["user"] for row in tenant["impact"]} == {"hris-sync", "bi-export", "dw-export"}


def test_an_import_that_changes_nothing_is_no_revision(on_demo: Cli, demo: Path, bundle: dict) -> None:
    before = content(demo)
    result = on_demo("import", "-", stdin=json.dumps(bundle))
    assert (result.code, result.out) == (0, "standard input: tenant Demo Payroll: nothing changes\n")
    assert content(demo) == before


def test_a_dry_run_writes_nothing(on_demo: Cli, cli: Cli, demo: Path, tmp_path: Path, bundle: dict) -> None:
    before = content(demo)
    del bundle["roles"][0]["grants"][0]
    result = on_demo("import", "-", "--dry-run", stdin=json.dumps(bundle))
    assert "would be replaced" in result.out
    assert "grants −1" in result.out
    assert content(demo) == before
    result = cli("-w", tmp_path / "none.rolescope", "import", "-", "--dry-run", stdin=json.dumps(bundle))
    assert "would be created" in result.out
    assert not (tmp_path / "none.rolescope").exists()


def test_credentials_keep_their_secrets(on_demo: Cli, demo: Path, bundle: dict) -> None:
    with Workspace.open(demo) as workspace:
        bench = Workbench(workspace, "Demo Payroll", "someone", keep_draft=False)
        for name, client in (("hris-prod", "id-1"), ("bi-prod", "id-2")):
            old = bench.current.credentials[name]
            new = type(old)(name, old.principal, old.scope, client, f"hash of {name}", old.extra)
            bench.do(UpdateCredential(name, new))
        bench.save("secrets")
    bundle["credentials"][1]["client_id"] = "another client"
    bundle["roles"][0]["grants"][0]["level"] = "allow"

    on_demo("import", "-", stdin=json.dumps(bundle))

    with Workspace.open(demo, read_only=True) as workspace:
        kept = workspace.load("Demo Payroll").credentials
    assert (kept["hris-prod"].client_id, kept["hris-prod"].secret_hash) == ("id-1", "hash of hris-prod")
    assert (kept["bi-prod"].client_id, kept["bi-prod"].secret_hash) == ("another client", None)


def test_several_files_are_taken_together(on_demo: Cli, demo: Path, tmp_path: Path, bundle: dict) -> None:
    bundle["roles"][0]["grants"][0]["level"] = "allow"
    other = {**_own_catalogue(bundle), "tenant": {"name": "Other", "system": "payspace"}}
    files = [_file(tmp_path / "a.json", bundle), _file(tmp_path / "b.json", other)]

    assert on_demo("import", *files).code == 0

    with Workspace.open(demo, read_only=True) as workspace:
        assert [name for name, _ in workspace.tenant_names()] == [*SOURCES, "Other"]
        assert workspace.head("Demo Payroll") == 2


def test_one_bad_file_of_several_keeps_all_out(on_demo: Cli, demo: Path, tmp_path: Path, bundle: dict) -> None:
    bundle["roles"][0]["grants"][0]["level"] = "allow"
    other = {**bundle, "tenant": {"name": "Other", "system": "payspace"}, "rolls": []}
    before = content(demo)
    result = on_demo("import", _file(tmp_path / "a.json", bundle), _file(tmp_path / "b.json", other))
    assert result.code == 2
    assert f"{tmp_path / 'b.json'}: rolls: unknown key" in result.err
    assert content(demo) == before


def test_a_failure_while_writing_takes_the_first_file_back(
    on_demo: Cli, demo: Path, tmp_path: Path, bundle: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle["roles"][0]["grants"][0]["level"] = "allow"
    other = {**bundle, "tenant": {"name": "Other", "system": "payspace"}}
    files = [_file(tmp_path / "a.json", bundle), _file(tmp_path / "b.json", other)]

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Workspace, "add_tenant", full)
    assert on_demo("import", *files).err == "rolescope: No space left on device\n"
    with Workspace.open(demo, read_only=True) as workspace:
        assert workspace.head("Demo Payroll") == 1


def test_a_failure_while_writing_leaves_no_new_file(
    cli: Cli, tmp_path: Path, bundle: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "new"
    folder.mkdir()
    monkeypatch.setattr(Workspace, "add_tenant", full)
    assert cli("-w", folder / "w.rolescope", "import", "-", stdin=json.dumps(bundle)).code == 2
    assert list(folder.iterdir()) == []


def test_the_same_tenant_twice_or_another_than_named_is_a_mistake(on_demo: Cli, tmp_path: Path, bundle: dict) -> None:
    files = [_file(tmp_path / name, bundle) for name in ("a.json", "b.json")]
    assert "both hold the tenant 'Demo Payroll'" in on_demo("import", *files).err
    assert "holds the tenant 'Demo Payroll', not 'Other'" in on_demo("import", "-t", "Other", files[0]).err
    assert on_demo("import", "-t", "Demo Payroll", files[0]).code == 0


CIRCLE = [
    {"id": "a", "name": "A", "kind": "branch", "parent": "b"},
    {"id": "b", "name": "B", "kind": "branch", "parent": "a"},
]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda b: b["roles"][0]["grants"].append({"node": "employe", "level": "deny"}), "unknown node 'employe'"),
        (lambda b: b["roles"].append(b["roles"][0]), "role 'API Integration' stands twice"),
        (lambda b: b["roles"][0]["grants"][0].update(level="full"), "expected 'allow', 'read_only' or 'deny'"),
        (lambda b: b.update(catalogue=CIRCLE, roles=[], users=[]), "its parents go round in a circle"),
        (lambda b: b.update(users={}), "users: "),
        (lambda b: b.update(rolescope=2), "expected 1, the version this program reads"),
        (lambda b: b["tenant"].update(system="sap"), "tenant.system: expected one of payspace"),
        (lambda b: b["tenant"].update(name=""), "tenant.name: "),
        (lambda b: b["users"][0]["roles"].append("Nobody"), "unknown role 'Nobody'"),
        (lambda b: b["credentials"][0].update(user="hris-sink"), "unknown user 'hris-sink', did you mean 'hris-sync'?"),
    ],
)
def test_a_faulty_bundle_is_refused_with_place_and_expectation(
    on_demo: Cli, demo: Path, tmp_path: Path, bundle: dict, change: Any, sentence: str
) -> None:
    change(bundle)
    before = content(demo)
    file = _file(tmp_path / "bad.json", bundle)
    result = on_demo("import", file)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err
    assert result.err.startswith(f"rolescope: {file}: ")
    assert content(demo) == before


@pytest.mark.parametrize(
    ("stdin", "sentence"),
    [
        ("", "line 1, column 1: not JSON"),
        ('{"rolescope": 1,\n "tenant": }', "line 2, column 12: not JSON"),
        ("[]", "not a rolescope bundle"),
        ("[" * 100_000, "nested too deeply"),
        ('{"rolescope": 1, "rolescope": 1}', "stands twice"),
        (b"\xff\xfe{}", "not UTF-8 text (byte 0)"),
        ('{"rolescope": 1, "tenant": {"name": "\\ud800", "system": "payspace"}}', "lone surrogate"),
    ],
)
def test_what_is_no_bundle_is_refused(on_demo: Cli, demo: Path, stdin: str | bytes, sentence: str) -> None:
    before = content(demo)
    result = on_demo("import", "-", stdin=stdin)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err
    assert result.err.startswith("rolescope: standard input: ")
    assert content(demo) == before


def test_thousands_of_faults_are_told_in_a_few_lines(on_demo: Cli, bundle: dict) -> None:
    bundle["roles"][0]["grants"] = [{"node": f"x{number}", "level": "deny"} for number in range(300)]
    result = on_demo("import", "-", stdin=json.dumps(bundle))
    assert len(result.err.splitlines()) == 8
    assert "more" in result.err.splitlines()[-1]


def test_files_that_cannot_be_read_are_named(on_demo: Cli, tmp_path: Path) -> None:
    result = on_demo("import", tmp_path / "none.json")
    assert (result.code, result.err) == (2, f"rolescope: {tmp_path / 'none.json'}: No such file or directory\n")
    assert "Is a directory" in on_demo("import", tmp_path).err
    assert on_demo("import").code == 2


def test_ps_18_a_catalogue_with_new_nodes_closes_them_where_the_bundle_says_nothing(
    cli: Cli, tmp_path: Path, bundle: dict
) -> None:
    old = {**_own_catalogue(bundle), "roles": [{"name": "R", "grants": [{"node": "a", "level": "allow"}]}]}
    new = [{"id": f"a/{name}", "name": name, "kind": "screen", "parent": "a"} for name in ("silent", "said")]
    grants = [{"node": "a", "level": "allow"}, {"node": "a/said", "level": "allow"}]
    grown = {**old, "catalogue": [*old["catalogue"], *new], "roles": [{"name": "R", "grants": grants}]}
    where = ("-w", tmp_path / "w.rolescope")
    cli(*where, "import", "-", stdin=json.dumps(old))

    told = cli(*where, "import", "-", stdin=json.dumps(grown))

    assert "new nodes stay closed where roles say nothing of them (PS-18): a/silent" in told.err
    assert cli(*where, "export").json["roles"][0]["grants"] == [*grants, {"node": "a/silent", "level": "deny"}]
    again = cli(*where, "import", "-", stdin=json.dumps(grown))
    assert "nothing changes" in again.out
    cli(*where, "set", "R", "a/silent", "inherit", "--reason", "it is wanted")
    exported = cli(*where, "export").out
    assert "nothing changes" in cli(*where, "import", "-", stdin=exported).out


def test_ps_18_what_a_grown_catalogue_takes_and_gives_is_told_before_it_comes(
    cli: Cli, tmp_path: Path, bundle: dict
) -> None:
    axes = ["read", "create"]
    nodes = [
        {"id": "a", "name": "A", "kind": "branch"},
        {"id": "a/b", "name": "B", "kind": "screen", "parent": "a", "api_axes": axes},
    ]
    new = [
        {"id": "a/b/f", "name": "F", "kind": "field", "parent": "a/b", "api_name": "F", "required": "yes"},
        {"id": "a/c", "name": "C", "kind": "screen", "parent": "a", "api_axes": axes},
    ]
    roles = [{"name": "R", "grants": [{"node": "a", "level": "allow"}]}]
    users = [{"name": "writer", "roles": ["R"]}, {"name": "anybody", "roles": []}]
    credentials = [{"name": user["name"], "user": user["name"]} for user in users]
    old = {**bundle, "catalogue": nodes, "roles": roles, "users": users, "credentials": credentials}
    where = ("-w", tmp_path / "w.rolescope")
    cli(*where, "import", "-", stdin=json.dumps(old))

    told = cli(*where, "import", "-", "--dry-run", "--json", stdin=json.dumps({**old, "catalogue": [*nodes, *new]}))

    gained = {row["user"]: row for row in told.json["tenants"][0]["impact"]}
    assert (gained["writer"]["import"]["gained"], gained["writer"]["import"]["lost"]) == (0, 1)
    assert gained["writer"]["export"]["gained"] == 0
    assert {kind: gained["anybody"][kind]["gained"] for kind in ("export", "import")} == {"export": 2, "import": 2}
    back = cli(*where, "import", "-", stdin=json.dumps({**old, "catalogue": [*nodes, *new]}))
    assert "impact: 2 API users" in back.out
    shrunk = cli(*where, "import", "-", "--dry-run", stdin=json.dumps(old)).out
    assert "writer · writer  export +0 −0  import +1 −0" in shrunk


def test_ps_18_a_bundle_of_before_does_not_open_what_arrived_with_the_program(on_demo: Cli, demo: Path) -> None:
    exported = on_demo("export").out
    with Workspace.open(demo) as workspace, workspace.writing() as connection:
        (nodes,) = connection.execute("SELECT nodes FROM known_nodes").fetchone()
        kept = [node for node in json.loads(nodes) if not node.startswith("employee/inbox-management")]
        connection.execute("UPDATE known_nodes SET nodes = ?", (json.dumps(kept),))
    assert len(kept) < len(json.loads(nodes))
    on_demo("import", "-", stdin=exported)
    with Workspace.open(demo) as workspace:
        roles = workspace.load("Demo Payroll").roles
    assert roles["API Integration"].grants["employee/inbox-management"] == frozenset()


def test_ps_69_the_vendor_s_lookup_of_roles_comes_in_and_goes_out(on_demo: Cli) -> None:
    rows = [{"Value": "NEW", "Description": "Brand new", "Id": 8}]
    told = on_demo("import", "-", "-t", "Demo Payroll", stdin=json.dumps(rows))
    assert told.code == 0
    assert "warning: a lookup tells no levels: 1 new role closed" in told.err
    written = on_demo("export", "--format", "vendor")
    assert rows[0] in written.json["value"]
    assert "levels, users and credentials are left out" in written.err
    assert "nothing changes" in on_demo("import", "-", "-t", "Demo Payroll", stdin=written.out).out


@pytest.mark.parametrize(
    "words", [("vendor-post",), ("vendor-patch", "--role", "API Integration"), ("vendor", "--user", "hris-sync")]
)
def test_ps_69_the_vendor_takes_no_roles_over_its_api(on_demo: Cli, words: tuple[str, ...]) -> None:
    refused = on_demo("export", "--format", *words)
    assert refused.code == 2
    assert "no call of PaySpace makes, changes or returns one role or user" in refused.err


def test_an_import_says_why_where_somebody_does(on_demo: Cli, demo: Path, bundle: dict[str, Any]) -> None:
    for number, words in enumerate(((), ("--reason", "agreed with payroll"))):
        bundle["roles"][0]["description"] = f"version {number}"
        assert on_demo("import", "-", *words, stdin=json.dumps(bundle)).code == 0
    with Workspace.open(demo) as workspace:
        reasons = [revision.reason for revision in history.revisions(workspace, "Demo Payroll")]
    assert reasons[1:] == ["imported standard input", "agreed with payroll"]


def _with_news(path: Path, branch: str = "employee/leave") -> None:
    """As if the program's catalogue had gained a branch since the workspace was open."""
    with Workspace.open(path) as workspace, workspace.writing() as connection:
        for tenant, nodes in connection.execute("SELECT tenant_id, nodes FROM known_nodes").fetchall():
            kept = [node for node in json.loads(nodes) if not node.startswith(branch)]
            connection.execute("UPDATE known_nodes SET nodes = ? WHERE tenant_id = ?", (json.dumps(kept), tenant))


def test_what_is_refused_after_the_first_file_leaves_no_revision_not_even_of_news(
    on_demo: Cli, cli: Cli, demo: Path, tmp_path: Path, bundle: dict
) -> None:
    cli("new", demo, "--system", "intacct", "--name", "Other")
    other = {**bundle, "tenant": {"name": "Other", "system": "payspace"}}
    _with_news(demo)
    bundle["roles"][0]["description"] = "another"
    files = _file(tmp_path / "a.json", bundle), _file(tmp_path / "b.json", other)

    refused = on_demo("import", *files)

    assert (refused.code, "the tenant 'Other' is there already, in intacct" in refused.err) == (2, True)
    with Workspace.open(demo, read_only=True) as workspace:
        assert workspace.head("Demo Payroll") == 1


def test_a_vendors_file_that_is_refused_leaves_no_revision_of_news(cli: Cli, demo: Path) -> None:
    _with_news(demo)
    lookup = [{"Value": "A", "Description": "A", "Id": 1}, {"Value": "A", "Description": "B", "Id": 2}]
    refused = cli("-w", demo, "-t", "Demo Payroll", "import", "-", stdin=json.dumps(lookup))
    assert (refused.code, "stands twice" in refused.err) == (2, True)
    with Workspace.open(demo, read_only=True) as workspace:
        assert workspace.head("Demo Payroll") == 1


def test_news_and_an_import_are_two_revisions_and_the_new_nodes_stay_closed(
    on_demo: Cli, demo: Path, bundle: dict
) -> None:
    _with_news(demo)
    bundle["roles"][0]["description"] = "another"
    told = on_demo("import", "-", stdin=json.dumps(bundle))
    assert (told.code, told.out.splitlines()[-1]) == (0, "saved as revision 3")
    with Workspace.open(demo, read_only=True) as workspace:
        assert [each.author for each in history.revisions(workspace, "Demo Payroll")][1] == "rolescope"
        assert workspace.load("Demo Payroll").roles[bundle["roles"][0]["name"]].description == "another"


def test_what_somebody_saves_while_an_import_is_planned_is_not_overwritten(
    on_demo: Cli, demo: Path, bundle: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rolescope.cli import import_

    def slowly(plan: object) -> None:
        with Workspace.open(demo) as workspace:
            bench = Workbench(workspace, "Demo Payroll", "ben")
            bench.do(AddRole(Role("Mine")))
            bench.save("meanwhile")

    monkeypatch.setattr(import_, "effects_of", slowly)
    bundle["roles"][0]["description"] = "another"
    refused = on_demo("import", "-", stdin=json.dumps(bundle))
    assert (refused.code, "was changed by somebody else just now" in refused.err) == (2, True)
    with Workspace.open(demo, read_only=True) as workspace:
        assert "Mine" in workspace.load("Demo Payroll").roles
