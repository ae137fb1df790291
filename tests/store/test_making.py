"""A workspace appears under its name when it is complete; nothing that is there is lost or replaced unasked."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rolescope.rights.model import Tenant
from rolescope.store import connection
from rolescope.store.errors import WorkspaceError
from rolescope.store.making import new_workspace
from rolescope.store.workspace import Workspace


def made(path: Path, name: str, replacing: bool = False) -> None:
    with new_workspace(path, replacing) as workspace:
        workspace.add_tenant(Tenant(name, "payspace"), author="admin")


def names(path: Path) -> list[str]:
    with Workspace.open(path, read_only=True) as workspace:
        return [name for name, _ in workspace.tenant_names()]


def test_what_appears_under_the_name_while_a_workspace_is_made_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "w.rolescope"
    with pytest.raises(WorkspaceError, match=f"{path} exists already"), new_workspace(path):
        made(path, "Theirs")
    assert names(path) == ["Theirs"]
    assert os.listdir(tmp_path) == [path.name]


def test_even_what_appears_at_the_last_moment_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.rolescope"
    monkeypatch.setattr(os.path, "lexists", lambda there: False)
    with pytest.raises(WorkspaceError, match="exists already"), new_workspace(path):
        path.write_text("theirs")
    assert path.read_text() == "theirs"


def test_a_crash_while_a_file_is_replaced_leaves_the_one_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.rolescope"
    made(path, "Old")

    def crash(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        for way in ("rename", "replace"):
            patch.setattr(Path, way, crash)
        with pytest.raises(KeyboardInterrupt):
            made(path, "New", replacing=True)
    assert names(path) == ["Old"]
    made(path, "New", replacing=True)
    assert names(path) == ["New"]


def test_the_log_of_a_replaced_file_is_not_taken_for_one_of_the_new(tmp_path: Path) -> None:
    path = tmp_path / "w.rolescope"
    made(path, "Old")
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("UPDATE tenants SET name = 'Older'")
        other.commit()
        log = connection.beside(path, "-wal").read_bytes()
    connection.beside(path, "-wal").write_bytes(log)
    made(path, "New", replacing=True)
    assert names(path) == ["New"]
    assert not any(map(os.path.exists, connection.sides(path)))


def test_a_sentence_of_the_block_stays_what_it_is_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mine"), new_workspace(tmp_path / "w.rolescope"):
        raise ValueError("mine")
    assert os.listdir(tmp_path) == []
