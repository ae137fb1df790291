"""Whatever a path leads to: one clear sentence, and nothing touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from rolescope.rights.model import facts
from rolescope.store import connection as files_module
from rolescope.store import migrations
from rolescope.store.errors import WorkspaceError
from rolescope.store.workspace import Workspace
from tests.store.samples import NAME, demo, files, made

both_ways = pytest.mark.parametrize("read_only", [False, True])


def refused(path: Path, read_only: bool = False) -> str:
    """Why a path cannot be opened; nothing beside it may have changed."""
    before = dict(files(path.parent)) if path.parent.is_dir() else {}
    with pytest.raises(WorkspaceError) as caught:
        Workspace.open(path, read_only=read_only)
    sentence = str(caught.value)
    assert sentence.isprintable()
    after = dict(files(path.parent)) if path.parent.is_dir() else {}
    assert {name: after.get(name) for name in before} == before
    return sentence


@both_ways
def test_a_file_that_is_not_there_is_not_made(tmp_path: Path, read_only: bool) -> None:
    assert refused(tmp_path / "no.db", read_only) == f"there is no workspace {tmp_path / 'no.db'}"
    assert refused(tmp_path / "no" / "no.db", read_only).startswith("there is no workspace")
    assert list(tmp_path.iterdir()) == []


@both_ways
def test_a_directory_is_not_a_workspace(tmp_path: Path, read_only: bool) -> None:
    assert refused(tmp_path, read_only) == f"{tmp_path} is a directory, not a workspace"


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.execute("INSERT INTO notes VALUES ('mine')")
    connection.commit()
    connection.close()


def _foreign_in_wal_mode(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    _foreign(path)


def _foreign_with_a_log(path: Path) -> None:
    """As another program leaves it that was killed."""
    made_in = path.with_name("original.db")
    connection = sqlite3.connect(made_in)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE notes (text)")
    connection.commit()
    shutil.copy(made_in, path)
    shutil.copy(f"{made_in}-wal", f"{path}-wal")
    connection.close()


def _foreign_with_a_hot_journal(path: Path) -> None:
    made_in = path.with_name("original.db")
    _foreign(made_in)
    connection = sqlite3.connect(made_in, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    connection.execute("UPDATE notes SET text = 'half'")
    connection.executemany("INSERT INTO notes VALUES (?)", [("x" * 3000,) for _ in range(50)])
    shutil.copy(made_in, path)
    shutil.copy(f"{made_in}-journal", f"{path}-journal")
    connection.close()


FOREIGN: dict[str, Callable[[Path], object]] = {
    "another program's database": _foreign,
    "another program's database in WAL mode": _foreign_in_wal_mode,
    "another program's database with a log": _foreign_with_a_log,
    "another program's half-written database": _foreign_with_a_hot_journal,
    "text": lambda path: path.write_text("hello\n" * 1000),
    "nothing": lambda path: path.write_bytes(b""),
    "random bytes": lambda path: path.write_bytes(Random(7).randbytes(9000)),
    "random bytes behind a brace": lambda path: path.write_bytes(b"{" + Random(7).randbytes(9000)),
    "a header and no more": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(84)),
    "one byte": lambda path: path.write_bytes(b"S"),
}


@both_ways
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_a_workspace_is_refused_and_not_touched(tmp_path: Path, kind: str, read_only: bool) -> None:
    path = tmp_path / "file.db"
    FOREIGN[kind](path)
    assert refused(path, read_only) == f"{path} is not a rolescope workspace"
    assert not (tmp_path / "file.db-shm").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is not a rolescope workspace" in refused(tmp_path / "pipe")


def _aged(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


NEWER = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('rolescope', '0999_later', '')"


@both_ways
def test_a_workspace_of_a_newer_rolescope_is_refused_with_what_it_knows(tmp_path: Path, read_only: bool) -> None:
    path = made(tmp_path / "w.db")
    _aged(path, NEWER)
    sentence = refused(path, read_only)
    assert sentence == f"{path} was made by a newer rolescope (it knows '0999_later'): update rolescope to open it"


def test_a_newer_workspace_is_recognised_when_that_stands_in_its_log_alone(tmp_path: Path) -> None:
    path = made(tmp_path / "w.db")
    shutil.copy(path, tmp_path / "killed.db")
    connection = sqlite3.connect(path)
    connection.execute(NEWER)
    connection.commit()
    shutil.copy(tmp_path / "w.db-wal", tmp_path / "killed.db-wal")
    connection.close()
    assert "newer rolescope (it knows '0999_later')" in refused(tmp_path / "killed.db")


def test_an_older_workspace_is_brought_up_to_date_when_opened_for_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "w.db")
    later = {**migrations.STEPS, "0004_more": ("CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT",)}
    monkeypatch.setattr(migrations, "STEPS", later)
    assert "made by an older rolescope" in refused(path, read_only=True)
    with Workspace.open(path) as workspace:
        assert facts(workspace.load(NAME)) == facts(demo())
    with Workspace.open(path, read_only=True) as workspace, workspace.reading() as connection:
        assert connection.execute("SELECT count(*) FROM more").fetchone() == (0,)


def test_a_step_that_fails_leaves_the_workspace_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "w.db")
    later = {
        **migrations.STEPS,
        "0004_good": ("CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT",),
        "0005_bad": ("CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT",),
    }
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", later)
        with pytest.raises(WorkspaceError):
            Workspace.open(path)
    with Workspace.open(path) as workspace:
        assert facts(workspace.load(NAME)) == facts(demo())


@both_ways
def test_a_workspace_without_a_schema_is_damaged(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "w.db"
    _aged(path, f"PRAGMA application_id = {files_module.APPLICATION_ID}")
    assert refused(path, read_only) == f"{path} is damaged: it has no schema"


def test_a_workspace_whose_pages_are_torn_is_damaged_and_says_so(tmp_path: Path) -> None:
    path = made(tmp_path / "w.db")
    whole = path.read_bytes()
    for cut in (4096, 5000, len(whole) // 2):
        path.write_bytes(whole[:cut])
        assert "is damaged" in _opened_and_read(path)
    for start in range(4096, len(whole), 4096):
        path.write_bytes(whole[:start] + os.urandom(4096) + whole[start + 4096 :])
        assert _opened_and_read(path)


def _opened_and_read(path: Path) -> str:
    """What opening and reading all of a workspace says; empty where nothing is wrong."""
    sentence = ""
    try:
        with Workspace.open(path) as workspace:
            workspace.load(NAME)
            sentence = "; ".join(workspace.problems())
    except WorkspaceError as error:
        sentence = str(error)
    assert sentence.isprintable()
    return sentence


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE roles SET extra = '{broken'",
        "UPDATE grants SET rights = '7'",
        "UPDATE principals SET extra = 'nul'",
        "UPDATE credentials SET extra = ''",
        "UPDATE tenants SET settings = '[[['",
        "UPDATE pins SET pin = '}'",
        "DROP TABLE assignments",
    ],
)
def test_rows_that_make_no_sense_are_damage_and_not_a_traceback(tmp_path: Path, statement: str) -> None:
    path = made(tmp_path / "w.db")
    _aged(path, statement)
    assert "is damaged" in _opened_and_read(path)


def test_a_path_with_control_characters_is_shown_without_them(tmp_path: Path) -> None:
    assert "\\x1b" in refused(tmp_path / "\x1b[31mred\n.db")


def test_creating_never_replaces_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    path.write_text("precious")
    (tmp_path / "link.db").symlink_to("nowhere")
    for taken in (path, tmp_path / "link.db", tmp_path):
        before = sorted(os.listdir(tmp_path))
        with pytest.raises(WorkspaceError, match="exists already"):
            Workspace.create(taken)
        assert sorted(os.listdir(tmp_path)) == before
    assert path.read_text() == "precious"


def test_creating_in_a_directory_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="there is no directory"):
        Workspace.create(tmp_path / "no" / "w.db")


def test_creating_works_on_a_file_system_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    Workspace.create(tmp_path / "w.db").close()
    assert os.listdir(tmp_path) == ["w.db"]
    with pytest.raises(WorkspaceError, match="exists already"):
        Workspace.create(tmp_path / "w.db")


def test_a_workspace_that_another_program_is_writing_to_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "BUSY_SECONDS", 0.05)
    path = made(tmp_path / "w.db")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Workspace.open(path) as workspace:
        assert facts(workspace.load(NAME)) == facts(demo())
        with pytest.raises(WorkspaceError, match="is busy: another program is writing to it"):
            workspace.remove_tenant(NAME)
        other.close()
        workspace.remove_tenant(NAME)


def test_a_write_begins_with_the_lock_so_that_what_it_reads_stays_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "BUSY_SECONDS", 0.05)
    path = made(tmp_path / "w.db")
    with Workspace.open(path) as first, Workspace.open(path) as second:
        with first.writing(), pytest.raises(WorkspaceError, match="is busy"):
            second.remove_tenant(NAME)
        second.remove_tenant(NAME)


# Without permission to write


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user without rights. Root may do everything, so that its permissions say nothing."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder with a workspace that everyone may read and nobody may write to."""
    if sys.platform == "win32":
        pytest.skip("permissions work otherwise there")
    folder = Path(tempfile.mkdtemp())
    try:
        made(folder / "w.db").chmod(0o444)
        folder.chmod(0o555)
        yield folder
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_workspace_that_may_not_be_written_opens_read_only_and_not_otherwise(shared: Path) -> None:
    path = shared / "w.db"
    with nobody():
        assert refused(path) == f"there is no permission to write to {path}: it can only be opened read-only"
        with Workspace.open(path, read_only=True) as workspace:
            assert facts(workspace.load(NAME)) == facts(demo())
    assert os.listdir(shared) == ["w.db"]


@pytest.mark.parametrize("with_shared_memory", [True, False])
def test_read_only_the_log_of_a_killed_program_is_read_as_well(shared: Path, with_shared_memory: bool) -> None:
    shared.chmod(0o755)
    pid = os.fork()
    if pid == 0:
        try:
            os.chmod(shared / "w.db", 0o600)
            workspace = Workspace.open(shared / "w.db")
            workspace.remove_tenant(NAME)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    assert (shared / "w.db-wal").stat().st_size
    if not with_shared_memory:
        (shared / "w.db-shm").unlink()
    for path in shared.iterdir():
        path.chmod(0o444)
    shared.chmod(0o555)
    before = dict(files(shared))
    with nobody(), Workspace.open(shared / "w.db", read_only=True) as workspace:
        assert workspace.tenant_names() == []
        with pytest.raises(WorkspaceError, match="read-only"):
            workspace.add_tenant(demo(), author="ann")
    assert dict(files(shared)) == before


def test_a_workspace_that_may_not_be_read_says_so(shared: Path) -> None:
    (shared / "w.db").chmod(0)
    with nobody():
        for read_only in (False, True):
            with pytest.raises(WorkspaceError, match="there is no permission to read"):
                Workspace.open(shared / "w.db", read_only=read_only)
    shared.chmod(0)
    with nobody(), pytest.raises(WorkspaceError, match="there is no permission to read"):
        Workspace.open(shared / "w.db")


def test_creating_where_nothing_may_be_written_says_so(shared: Path) -> None:
    with nobody(), pytest.raises(WorkspaceError, match="no permission to write in"):
        Workspace.create(shared / "new.db")


def test_every_write_to_a_workspace_opened_read_only_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "w.db")
    before = path.read_bytes()
    with Workspace.open(path, read_only=True) as workspace:
        for write in (
            lambda: workspace.add_tenant(demo(), author="ann"),
            lambda: workspace.remove_tenant(NAME),
            lambda: workspace.add_catalogue([]),
        ):
            with pytest.raises(WorkspaceError, match="is open read-only: nothing can be changed"):
                write()
        assert facts(workspace.load(NAME)) == facts(demo())
    assert path.read_bytes() == before


def test_the_same_open_file_sees_what_others_write_while_it_is_read_only(tmp_path: Path) -> None:
    path = made(tmp_path / "w.db")
    with Workspace.open(path, read_only=True) as reader, Workspace.open(path) as writer:
        assert reader.tenant_names() == [(NAME, "payspace")]
        writer.remove_tenant(NAME)
        assert reader.tenant_names() == []
