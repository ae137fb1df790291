"""Which workspace and tenant are meant, ``new``, and files that are no workspaces."""

import json
import sqlite3
from pathlib import Path

import pytest

from rolescope.places import last_workspace, remember_tenant, remember_workspace
from rolescope.store.demo import SOURCES
from rolescope.store.workspace import Workspace
from tests.cli.conftest import Cli, content

WHY = ("why", "hris-sync", "employee/basic-information/banking-details", "import")


@pytest.mark.parametrize("option", ["-w", "--workspace"])
def test_the_workspace_may_stand_before_or_after_the_verb(cli: Cli, demo: Path, option: str) -> None:
    assert cli(option, demo, *WHY).code == 1
    assert cli(*WHY, option, demo).code == 1
    assert cli(WHY[0], option, demo, *WHY[1:]).code == 1
    assert cli(f"--workspace={demo}", *WHY).code == 1


def test_the_later_one_counts(cli: Cli, demo: Path) -> None:
    assert cli("-w", "nowhere", *WHY, "-w", demo).code == 1


@pytest.mark.parametrize("option", ["-t", "--tenant"])
def test_the_tenant_may_stand_before_or_after_the_verb(cli: Cli, demo: Path, option: str) -> None:
    cli("new", demo, "--system", "payspace", "--name", "Other")
    assert cli("-w", demo, option, "Other", "export").json["tenant"]["name"] == "Other"
    assert cli("-w", demo, "export", option, "Demo Payroll").json["tenant"]["name"] == "Demo Payroll"


def test_of_several_tenants_the_first_is_asked_whatever_is_added_later_or_opened_in_the_app(
    cli: Cli, demo: Path
) -> None:
    cli("new", demo, "--system", "payspace", "--name", "Other")
    remember_tenant(demo, "Other")
    result = cli("-w", demo, "export")
    assert (result.code, result.json["tenant"]["name"], result.err) == (0, "Demo Payroll", "")


def test_who_reads_along_is_told_that_there_are_other_tenants(
    cli: Cli, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rolescope.cli.opening.is_read_along", lambda: True)
    result = cli("-w", demo, "export")
    assert result.err == "tenant Demo Payroll; -t names another: 'Demo Finance', 'Demo Business'\n"
    assert cli("-w", demo, "-t", "Demo Payroll", "export").err == ""


def test_a_tenant_that_is_not_there_is_a_mistake_that_names_those_that_are(cli: Cli, demo: Path) -> None:
    result = cli("-w", demo, "export", "-t", "Demo Finanze")
    assert (result.code, "did you mean 'Demo Finance'?" in result.err) == (2, True)
    result = cli("-w", demo, "export", "-t", "zzzzzzzzz")
    assert "it holds 'Demo Payroll', 'Demo Finance', 'Demo Business'" in result.err


def test_the_environment_names_the_default(cli: Cli, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no workspace is known yet" in cli(*WHY).err
    monkeypatch.setenv("ROLESCOPE_WORKSPACE", str(demo))
    assert cli(*WHY).code == 1
    monkeypatch.setenv("ROLESCOPE_WORKSPACE", str(demo.with_name("gone")))
    assert "there is no workspace" in cli(*WHY).err


def test_new_makes_a_workspace_and_says_that_the_first_becomes_the_default(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "w.rolescope"
    result = cli("new", path, "--system", "payspace", "--name", "Mine")
    assert (result.code, result.out) == (0, f"made {path} with tenant Mine (payspace)\n")
    assert result.err == f"{path} is the workspace of commands without -w from now on\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert last_workspace() == path
    assert cli("export").json["tenant"] == {"name": "Mine", "system": "payspace", "settings": {}}
    assert [file.name for file in tmp_path.iterdir()] == [
        file for file in sorted(f.name for f in tmp_path.iterdir()) if file.startswith("w.rolescope")
    ]


def test_the_default_is_what_the_app_opened_and_no_command_changes_it(cli: Cli, demo: Path, tmp_path: Path) -> None:
    remember_workspace(demo)
    made = cli("new", tmp_path / "w.rolescope", "--system", "payspace", "--name", "Mine")
    assert (made.code, made.err) == (0, "")
    exported = cli("export").out
    assert json.loads(exported)["tenant"]["name"] == "Demo Payroll"
    cli("-w", tmp_path / "other.rolescope", "import", "-", stdin=exported)
    assert last_workspace() == demo


def test_a_tenant_must_not_be_told_from_another_by_case_alone(cli: Cli, demo: Path) -> None:
    before = content(demo)
    result = cli("new", demo, "--system", "payspace", "--name", "demo payroll")
    assert (result.code, "differs from 'demo payroll' only by case" in result.err) == (2, True)
    assert content(demo) == before


def test_new_adds_a_tenant_to_a_workspace(cli: Cli, demo: Path) -> None:
    told = cli("new", demo, "--system", "payspace", "--name", "Other", "--json").json
    assert told == {"workspace": str(demo), "tenant": "Other", "system": "payspace", "created": False}
    with Workspace.open(demo, read_only=True) as workspace:
        assert [name for name, _ in workspace.tenant_names()] == [*SOURCES, "Other"]


def test_new_takes_its_file_and_name_from_the_common_options_too(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "w.rolescope"
    assert cli("-w", path, "-t", "Mine", "new", "--system", "payspace").code == 0
    assert "give one of them" in cli("-w", path, "new", tmp_path / "x", "--system", "payspace", "--name", "N").err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--system", "payspace", "--name", "Demo Payroll"), "there is already a tenant 'Demo Payroll'"),
        (("--system", "payspace", "--name", " "), "--name must not be empty"),
        (("--system", "payspace"), "--name is missing"),
        (("--name", "X"), "missing option '--system'"),
        (("--system", "sap", "--name", "X"), "'sap' is not"),
    ],
)
def test_new_refuses_what_it_cannot_make(cli: Cli, demo: Path, words: tuple[str, ...], sentence: str) -> None:
    before = content(demo)
    result = cli("new", demo, *words)
    assert (result.code, sentence in result.err) == (2, True)
    assert content(demo) == before


def test_new_in_a_folder_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "none" / "w.rolescope"
    result = cli("new", path, "--system", "payspace", "--name", "X")
    assert (result.code, result.err) == (
        2,
        f"rolescope: {path} cannot be made: there is no directory {path.parent}\n",
    )
    assert list(tmp_path.iterdir()) == []


def _no_workspaces(folder: Path) -> dict[str, Path]:
    (folder / "text").write_text("hello")
    (folder / "empty").write_bytes(b"")
    with sqlite3.connect(folder / "sqlite") as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    return {name: folder / name for name in ("text", "empty", "sqlite", "missing", ".")}


@pytest.mark.parametrize("name", ["text", "empty", "sqlite", "missing", "."])
@pytest.mark.parametrize(
    "words",
    [
        ("export",),
        ("effective",),
        WHY,
        ("set", "API", "employee", "allow", "--reason", "x"),
    ],
)
def test_files_that_are_no_workspaces_are_named_and_left_alone(
    cli: Cli, tmp_path: Path, name: str, words: tuple[str, ...]
) -> None:
    path = _no_workspaces(tmp_path)[name]
    before = sorted((file.name, file.read_bytes()) for file in tmp_path.iterdir())
    result = cli("-w", path, *words)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert str(path) in result.err
    assert sorted((file.name, file.read_bytes()) for file in tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["text", "empty", "sqlite", "."])
def test_writing_verbs_do_not_touch_them_either(cli: Cli, tmp_path: Path, name: str, bundle: dict) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = _no_workspaces(folder)[name]
    before = sorted((file.name, file.read_bytes()) for file in folder.iterdir())
    assert cli("new", path, "--system", "payspace", "--name", "X").code == 2
    assert cli("-w", path, "import", "-", stdin=json.dumps(bundle)).code == 2
    assert sorted((file.name, file.read_bytes()) for file in folder.iterdir()) == before


def test_a_workspace_of_a_newer_version_is_left_alone(cli: Cli, demo: Path) -> None:
    with sqlite3.connect(demo) as database:
        database.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('rolescope', '9999_x', '')"
        )
    database.close()
    result = cli("-w", demo, "export")
    assert (result.code, "newer rolescope" in result.err) == (2, True)


def test_an_empty_name_is_not_the_default(cli: Cli, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLESCOPE_WORKSPACE", str(demo))
    assert cli("-w", "", "export").code == 2
