"""Every command of the documentation runs, ends as the page says, and prints what the page shows."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rolescope.places import demo_workspace, remember_workspace
from rolescope.store.demo import ensure_demo
from tests.docs.pages import APP, ELSEWHERE, PAGES, ROOT, Command, commands, fits

TOLD = [page for page in PAGES if commands(page)]


@pytest.fixture
def after_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, as it is once `rolescope demo` was open; ``rolescope`` is this environment's."""
    remember_workspace(ensure_demo(demo_workspace()))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONUTF8", "1")
    return tmp_path


@pytest.mark.parametrize("page", TOLD, ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_it_says_one_after_the_other(page: Path, after_the_demo: Path) -> None:
    for command in commands(page):
        if command.text.startswith("make "):
            assert _target(command) in _targets(), command
        elif not command.text.startswith(ELSEWHERE):
            _check(command, after_the_demo)


def _check(command: Command, folder: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", command.text],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    told = f"{command.where}: {command.text}\n{done.stdout}"
    if _starts_the_app(command):
        assert done.returncode == 2, told
        assert "the app needs a terminal" in done.stdout, told
        return
    assert done.returncode == command.status, told
    if command.output:
        assert fits(done.stdout.splitlines(), command.output), told


def _starts_the_app(command: Command) -> bool:
    words = shlex.split(command.text)
    return words in APP or words[:2] in APP[1:]


def _target(command: Command) -> str:
    return command.text.split()[1]


def _targets() -> set[str]:
    return set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_the_output_of_a_command_is_compared_line_by_line() -> None:
    assert fits(["a", "b", "c"], ("a", "...", "c"))
    assert fits(["a"], ("a", "..."))
    assert not fits(["a", "b"], ("a",))
    assert not fits(["a (b)"], ("a .b.",))
