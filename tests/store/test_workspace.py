"""The workspace file: what goes in comes out."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import EditError, apply
from rolescope.rights.model import Assignment, Company, Credential, Group, Principal, Role, Tenant, facts
from rolescope.store import rows
from rolescope.store.errors import WorkspaceError
from rolescope.store.history import utc_now
from rolescope.store.workspace import Workspace, fingerprint
from tests.store.samples import NAME, READ, TREE, demo, edits, made


def test_a_tenant_comes_back_as_it_was_added(tmp_path: Path) -> None:
    with Workspace.open(made(tmp_path / "w.db")) as workspace:
        assert facts(workspace.load(NAME)) == facts(demo())


def test_roles_users_credentials_and_settings_keep_their_order(tmp_path: Path) -> None:
    with Workspace.open(made(tmp_path / "w.db")) as workspace:
        tenant = workspace.load(NAME)
    assert list(tenant.roles) == ["Zeta", "Alpha", "Bare"]
    assert list(tenant.principals) == ["sync", "bi", "hr"]
    assert list(tenant.credentials) == ["prod", "loose"]
    assert list(tenant.settings) == ["parent_gate", "nested"]
    assert list(tenant.roles["Zeta"].grants) == ["top", "top/a/x"]


def test_tenants_whose_rows_stand_among_each_others_are_told_apart(tmp_path: Path) -> None:
    first, second = demo(), replace(demo(), name="Second")
    role, group = Role("Late", {"top": READ}), Group("Late", ("Late",))
    user = Principal("late", roles=(Assignment("Late"),), groups=("Late",), grants={"top/b": READ})
    grown = replace(
        first,
        roles={**first.roles, "Late": role},
        groups={**first.groups, "Late": group},
        principals={**first.principals, "late": user},
    )
    with Workspace.open(made(tmp_path / "w.db")) as workspace:
        workspace.add_tenant(second, author="ann")
        with workspace.writing() as connection:
            rows.write_changes(connection, workspace.tenant_id(NAME), first, grown)
        assert facts(workspace.load(NAME)) == facts(grown)
        assert facts(workspace.load("Second")) == facts(second)


@given(st.lists(edits, max_size=8))
def test_writing_the_changes_gives_the_same_as_the_edits_in_memory(steps: list) -> None:
    before = after = demo()
    for edit in steps:
        try:
            after, _ = apply(edit, after, TREE)
        except EditError:
            continue
    with _in_memory() as workspace:
        workspace.add_tenant(before, author="ann")
        if _names_only_what_is_there(after):
            _write(workspace, before, after)
            assert facts(workspace.load(NAME)) == facts(after)
        else:
            with pytest.raises(WorkspaceError, match="which is not there"):
                _write(workspace, before, after)
            assert facts(workspace.load(NAME)) == facts(before)
        assert workspace.problems() == []


def _write(workspace: Workspace, before: Tenant, after: Tenant) -> None:
    with workspace.writing() as connection:
        rows.write_changes(connection, workspace.tenant_id(NAME), before, after)


def _names_only_what_is_there(tenant: Tenant) -> bool:
    held = {assignment.role for user in tenant.principals.values() for assignment in user.roles}
    linked = {credential.principal for credential in tenant.credentials.values()} - {None}
    return held <= tenant.roles.keys() and linked <= tenant.principals.keys()


def _in_memory() -> Workspace:
    from rolescope.store import connection as files

    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA foreign_keys = ON")
    files._migrate(connection)
    return Workspace(Path("memory"), connection, read_only=False)


def test_only_the_rows_that_differ_are_written(tmp_path: Path) -> None:
    before = demo()
    role = before.roles["Zeta"]
    after = replace(before, roles={**before.roles, "Zeta": replace(role, grants={**role.grants, "other": READ})})
    with Workspace.open(made(tmp_path / "w.db")) as workspace, workspace.writing() as connection:
        written = connection.total_changes
        rows.write_changes(connection, workspace.tenant_id(NAME), before, after)
        assert connection.total_changes - written == 1


def test_a_user_who_holds_a_role_that_is_not_there_is_refused(tmp_path: Path) -> None:
    odd = replace(demo(), principals={"sync": Principal("sync", roles=(Assignment("Nobody"),))}, credentials={})
    with Workspace.create(tmp_path / "w.db") as workspace:
        with pytest.raises(WorkspaceError, match="user 'sync' names the role 'Nobody', which is not there"):
            workspace.add_tenant(odd, author="ann")
        assert workspace.tenant_names() == []


def test_several_tenants_live_in_one_file_and_do_not_mix(tmp_path: Path) -> None:
    with Workspace.open(made(tmp_path / "w.db")) as workspace:
        second = replace(
            demo(),
            name="Second",
            system="keypay",
            roles={"Zeta": Role("Zeta")},
            principals={},
            credentials={},
            groups={},
        )
        workspace.add_tenant(second, author="ann")
        assert workspace.tenant_names() == [(NAME, "payspace"), ("Second", "keypay")]
        assert facts(workspace.load("Second")) == facts(second)
        workspace.remove_tenant(NAME)
        assert workspace.tenant_names() == [("Second", "keypay")]
        assert facts(workspace.load("Second")) == facts(second)
        assert workspace.problems() == []


def test_a_removed_tenant_leaves_its_name_free_and_its_history_in_place(tmp_path: Path) -> None:
    with Workspace.open(made(tmp_path / "w.db")) as workspace:
        workspace.remove_tenant(NAME)
        with pytest.raises(WorkspaceError, match=r"there is no tenant 'Demo' in .*w\.db; it holds: none"):
            workspace.load(NAME)
        workspace.add_tenant(demo(), author="ann")
        assert facts(workspace.load(NAME)) == facts(demo())
        with workspace.reading() as connection:
            assert connection.execute("SELECT count(*) FROM revisions").fetchone() == (2,)


def test_a_tenant_name_is_taken_once(tmp_path: Path) -> None:
    with Workspace.open(made(tmp_path / "w.db")) as workspace, pytest.raises(WorkspaceError, match="already a tenant"):
        workspace.add_tenant(demo(), author="ann")


def test_a_tenant_that_is_not_there_is_named_together_with_those_that_are(tmp_path: Path) -> None:
    with (
        Workspace.open(made(tmp_path / "w.db")) as workspace,
        pytest.raises(WorkspaceError, match=r"no tenant 'Dmeo' in .*; it holds: 'Demo'"),
    ):
        workspace.load("Dmeo")


def test_a_catalogue_of_its_own_comes_back_as_it_was_given(tmp_path: Path) -> None:
    nodes: list[dict[str, object]] = [
        {"id": "z", "name": "Zed", "kind": "screen", "parent": None, "more": [1, {"b": 1, "a": 2}]},
        {"name": "A", "id": "a", "kind": "field", "parent": "z"},
    ]
    with Workspace.create(tmp_path / "w.db") as workspace:
        workspace.add_tenant(replace(demo(), catalogue="own"), nodes, author="ann")
        assert workspace.load(NAME).catalogue == fingerprint(nodes)
        assert json.dumps(workspace.catalogue(NAME)) == json.dumps(nodes)
        assert workspace.problems() == []


def test_two_tenants_with_catalogues_of_their_own_each_get_theirs(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w.db") as workspace:
        for name in ("One", "Two"):
            workspace.add_tenant(Tenant(name, "payspace", catalogue="own"), [{"id": name}], author="ann")
        assert workspace.catalogue("One") == [{"id": "One"}]
        assert workspace.catalogue("Two") == [{"id": "Two"}]


def test_the_builtin_catalogue_is_none(tmp_path: Path) -> None:
    with Workspace.open(made(tmp_path / "w.db")) as workspace:
        assert workspace.catalogue(NAME) is None


def test_a_catalogue_that_was_altered_is_a_problem(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w.db") as workspace:
        workspace.add_tenant(Tenant("One", "payspace", catalogue="own"), [{"id": "x"}], author="ann")
        with workspace.writing() as connection:
            connection.execute("UPDATE catalogue_nodes SET node = '{}'")
        assert any("was altered" in problem for problem in workspace.problems())


def test_a_catalogue_that_nobody_added_is_refused(tmp_path: Path) -> None:
    with (
        Workspace.create(tmp_path / "w.db") as workspace,
        pytest.raises(WorkspaceError, match="is not in the workspace"),
    ):
        workspace.add_tenant(replace(demo(), catalogue="own"), author="ann")


def test_names_that_no_file_can_hold_are_refused_in_one_sentence(tmp_path: Path) -> None:
    odd = Tenant("lone \ud800", "payspace", companies=(Company("x"),))
    with Workspace.create(tmp_path / "w.db") as workspace:
        with pytest.raises(WorkspaceError, match="cannot be stored"):
            workspace.add_tenant(odd, author="ann")
        assert workspace.tenant_names() == []


def test_the_file_is_for_its_owner_alone_from_the_first_byte(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with Workspace.create(tmp_path / "w.db") as workspace:
            workspace.add_tenant(demo(), author="ann")
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(old)
    assert modes == {"w.db": 0o600, "w.db-wal": 0o600, "w.db-shm": 0o600}


def test_the_file_is_in_wal_mode_and_its_tables_are_strict(tmp_path: Path) -> None:
    with Workspace.open(made(tmp_path / "w.db")) as workspace, workspace.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        lax = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE '%sqlite_%'"
        assert connection.execute(lax).fetchall() == []


def test_a_clear_secret_has_no_place_in_a_credential() -> None:
    assert {field.name for field in fields(Credential)} == {
        "name",
        "principal",
        "scope",
        "client_id",
        "secret_hash",
        "extra",
    }


def test_reading_needs_neither_sqlite_utils_nor_a_screen(tmp_path: Path) -> None:
    path = made(tmp_path / "w.db")
    code = (
        "import sys; from rolescope.store.workspace import Workspace; from rolescope.store.workbench import Workbench\n"
        f"with Workspace.open({str(path)!r}) as w: Workbench(w, 'Demo', 'ann')\n"
        "print([m for m in ('sqlite_utils', 'click', 'textual', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_loading_a_workspace_like_the_demo_takes_a_few_milliseconds(tmp_path: Path) -> None:
    roles = {f"r{n}": Role(f"r{n}", {f"n{i}": READ for i in range(13)}) for n in range(8)}
    users = {f"u{n}": Principal(f"u{n}", roles=(Assignment("r1"), Assignment("r2"))) for n in range(12)}
    path = made(tmp_path / "w.db", Tenant(NAME, "payspace", roles=roles, principals=users))

    def once() -> float:
        start = time.perf_counter()
        with Workspace.open(path) as workspace:
            workspace.load(NAME)
        return time.perf_counter() - start

    assert min(once() for _ in range(10)) < 0.01


def test_a_second_connection_in_another_thread_sees_what_the_first_one_wrote(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    seen: list[object] = []

    def look() -> None:
        with Workspace.open(path) as mine:
            seen.append(facts(mine.load(NAME)))

    with Workspace.create(path) as workspace:
        workspace.add_tenant(demo(), author="ann")
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [facts(demo())]


def test_opening_the_file_again_does_not_drop_the_locks_of_the_first_connection(tmp_path: Path) -> None:
    path = made(tmp_path / "w.db")
    other = f"import sqlite3; c = sqlite3.connect({str(path)!r}); c.execute('SELECT * FROM tenants'); c.close()"
    with Workspace.open(path) as first:
        first.tenant_names()
        Workspace.open(path).close()
        # Had the locks been lost, the other program would take itself for the last one and remove the log.
        subprocess.run([sys.executable, "-c", other], check=True)
        assert (tmp_path / "w.db-wal").exists()
        first.add_tenant(replace(demo(), name="Later"), author="ann", clock=utc_now)
    with Workspace.open(path) as again:
        assert [name for name, _ in again.tenant_names()] == [NAME, "Later"]


def test_nothing_can_be_written_inside_a_snapshot(tmp_path: Path) -> None:
    with (
        Workspace.open(made(tmp_path / "w.db")) as workspace,
        workspace.reading(),
        pytest.raises(RuntimeError, match="rolled back"),
    ):
        workspace.remove_tenant(NAME)


def test_looking_leaves_no_file_behind_and_none_that_is_in_use_goes(tmp_path):
    path = tmp_path / "w.rolescope"
    Workspace.create(path).close()
    before = path.read_bytes()
    with Workspace.open(path, read_only=True) as workspace:
        assert workspace.tenant_names() == []
    assert [file.name for file in tmp_path.iterdir()] == ["w.rolescope"]
    assert path.read_bytes() == before
    with Workspace.open(path) as writer:
        writer.add_tenant(Tenant("T", "payspace"), author="a", reason="r")
        with Workspace.open(path, read_only=True) as workspace:
            assert workspace.tenant_names() == [("T", "payspace")]
        writer.add_tenant(Tenant("U", "payspace"), author="a", reason="r")
    with Workspace.open(path, read_only=True) as workspace:
        assert [name for name, _ in workspace.tenant_names()] == ["T", "U"]
