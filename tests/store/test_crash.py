"""Killed at any moment: at most the keystroke being written is lost, and the file is sound."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rolescope.store import history
from rolescope.store.workspace import Workspace
from tests.store.samples import NAME, bench, made, trees

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed and forked")
TOP = Path(__file__).parents[2]


def child(*args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.crash_child", *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TOP)


def sound(workspace: Workspace) -> None:
    assert workspace.problems() == []
    assert history.verify_chain(workspace, NAME) == []
    assert history.verify_rows(workspace, NAME, trees) == []


@pytest.mark.parametrize("edits", [1, 6, 7, 8, 25])
def test_a_killed_session_loses_none_of_the_edits_it_had_made(tmp_path: Path, edits: int) -> None:
    path = made(tmp_path / "w.db")
    running = child(str(path), "work")
    assert running.stdout is not None
    for line in running.stdout:
        if int(line) >= edits:
            break
    time.sleep(0.002 * edits)
    running.send_signal(signal.SIGKILL)
    told = [int(line) for line in running.stdout.read().split()]
    running.wait()
    running.stdout.close()
    last = max([edits, *told])
    with Workspace.open(path) as workspace:
        work = bench(workspace)
        assert {f"r{number}" for number in range(last + 1)} <= work.current.roles.keys()
        assert len(work.saved.roles) + work.unsaved == len(work.current.roles)
        sound(workspace)
        while work.undo():
            pass
        assert list(work.current.roles) == ["Zeta", "Alpha", "Bare"]


def roles_after(done: int) -> tuple[list[str], list[str]]:
    """The names that the saved and the current tenant have after so many steps of the short session."""
    states = [
        ([], []),
        ([], ["one"]),
        ([], ["one", "two"]),
        ([], ["one"]),
        (["one"], ["one"]),
        (["one"], []),
        (["one"], ["one"]),
        (["one"], ["one", "two"]),
        (["one"], ["one"]),
    ]
    return states[done]


def test_dying_at_any_sql_statement_leaves_the_state_before_it_or_after_it(tmp_path: Path) -> None:
    made(tmp_path / "w.db")
    running = child(str(tmp_path), "dies")
    told, _ = running.communicate()
    lines = [tuple(map(int, line.split())) for line in told.splitlines()]
    assert [code for _, code, _ in lines] == [9] * (len(lines) - 1) + [0]
    assert len(lines) > 40
    for number, _, done in lines:
        with Workspace.open(tmp_path / f"{number}.db") as workspace:
            work = bench(workspace)
            found = tuple([name for name in t.roles if name in ("one", "two")] for t in (work.saved, work.current))
            assert found in (roles_after(done), roles_after(min(done + 1, 8)))
            sound(workspace)


def test_a_workspace_whose_making_was_killed_is_not_there(tmp_path: Path) -> None:
    code = (
        "import os\n"
        "from rolescope.store import migrations\n"
        "from rolescope.store.workspace import Workspace\n"
        "step = migrations._step\n"
        "migrations._step = lambda name, sql: (lambda db: os._exit(9)) if name == '0003_history' else step(name, sql)\n"
        f"Workspace.create({str(tmp_path / 'w.db')!r})\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert not (tmp_path / "w.db").exists()
    Workspace.create(tmp_path / "w.db").close()
