"""The real program in a terminal of its own: what a user types, and what stands on the screen."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pexpect
import pyte
import pytest

from rolescope.places import demo_workspace

pytestmark = [pytest.mark.terminal, pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")]

PROGRAM = Path(sys.executable).parent / "rolescope"
ROWS, COLUMNS = 40, 120
PATIENCE = 30.0
"""Seconds after which what was waited for will not come any more."""
KEYS = {"enter": "\r", "escape": "\x1b", "down": "\x1b[B", "right": "\x1b[C", "ctrl+s": "\x13"}


class Terminal:
    """A program in a pseudo-terminal, with the screen that a person would see."""

    def __init__(self, *words: str) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "ROLESCOPE_AUTHOR": "admin", "LANG": "C.UTF-8"}
        for name in ("COLUMNS", "LINES"):  # they would be believed before the terminal itself
            environment.pop(name, None)
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.output = b""
        self._stream = pyte.ByteStream(self.screen)
        self.child: Any = pexpect.spawn(str(PROGRAM), list(words), env=environment, dimensions=(ROWS, COLUMNS))

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.child.send(KEYS.get(key, key))

    def read(self, wait: float = 0.1) -> bool:
        """Take what the program has sent; whether it still runs."""
        try:
            sent = self.child.read_nonblocking(1 << 16, wait)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.output += sent
        # Queries and modes that are for newer terminals than the one that is played here.
        self._stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z$]*[up]", b"", sent))
        return True

    def wait(self, condition: Callable[[], object], what: str) -> None:
        end = monotonic() + PATIENCE
        while not condition():
            assert self.read(), f"ended while waiting for {what}:\n{self.text}"
            assert monotonic() < end, f"waited in vain for {what}:\n{self.text}"

    def see(self, *texts: str) -> None:
        """Wait until all of these stand on the screen."""
        for text in texts:
            self.wait(partial(self._shows, text), repr(text))

    def _shows(self, text: str) -> bool:
        return text in self.text

    def see_no(self, text: str) -> None:
        self.wait(lambda: text not in self.text, f"no {text!r}")

    def ended(self) -> int:
        """Wait for the end; the exit status."""
        while self.read(PATIENCE):
            pass
        self.child.close()
        assert self.child.signalstatus is None
        return int(self.child.exitstatus)

    def kill(self) -> None:
        self.child.kill(signal.SIGKILL)
        self.child.wait()


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """All that were started; none outlives the test."""
    started: list[Terminal] = []
    yield started
    for terminal in started:
        terminal.child.close(force=True)


@pytest.fixture
def start(terminals: list[Terminal]) -> Callable[..., Terminal]:
    def run(*words: str) -> Terminal:
        terminals.append(Terminal(*words))
        return terminals[-1]

    return run


def drafted() -> int:
    """How many unsaved edits are on disk."""
    with closing(sqlite3.connect(f"file:{demo_workspace()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM draft_log").fetchone()[0])


def test_the_story(start):
    app = start("demo")
    app.see("rolescope  Demo Payroll", "API Integration", "Employee", "hris-sync", "? Help")

    # Walk to Banking Details: why can hris-sync not import there?
    app.press("down", "right")
    app.see("Banking Details")
    app.press("down", "down", "down", "down")
    app.see("Banking Details: import NO", "Read only")
    app.wait(lambda: re.search("▸ +Banking Details", app.text), "the cursor")
    app.see("f Fix")

    app.press("f")
    app.see("Fix: least side effects first", "API Integration: set Banking Details to Allow", "no other user")
    app.press("enter")
    app.see("Banking Details: import YES", "1 unsaved", "import +17")

    app.press("s")
    app.see("Review and save", "1 unsaved edit", "gains import of 1 screen, 16 fields", "reason")
    app.press("let the HR system write", "enter")
    app.see("Saved as revision 2")
    app.see_no("1 unsaved")

    app.press("u")
    app.see("1 unsaved", "Banking Details: import NO")

    # Killed in the middle of it: what was done is there again.
    app.press("down", "d")
    app.see("2 unsaved")
    app.wait(lambda: drafted() == 2, "the draft on disk")
    app.kill()
    app = start("demo")
    app.see("2 unsaved", "2 unsaved edits are back")
    app.press("u")
    app.see("1 unsaved", "Undone")

    app.press("q")
    assert app.ended() == 0
    assert b"\x1b[?1049l" in app.output
    assert b"Traceback" not in app.output
    assert drafted() == 1


def test_a_file_that_is_no_workspace_is_a_sentence(start, tmp_path):
    (tmp_path / "garbage").write_bytes(b"no workspace at all")
    for name, sentence in (("garbage", "is not a rolescope workspace"), ("missing", "there is no workspace")):
        app = start("open", str(tmp_path / name))
        assert app.ended() == 2
        said = " ".join(app.output.decode().split())
        assert sentence in said
        assert "Traceback" not in said
        assert "\x1b[?1049h" not in said


def test_the_last_workspace_opens_without_a_word_and_ctrl_q_leaves_from_a_dialog(start):
    app = start("demo")
    app.see("rolescope  Demo Payroll", "Employee")
    app.press("q")
    assert app.ended() == 0
    app = start()
    app.see("rolescope  Demo Payroll", "Employee")
    app.press("1", "n")
    app.see("New role")
    app.press("half typed", "\x11")
    assert app.ended() == 0


def test_what_is_sent_in_one_go_arrives_where_its_first_key_leads(start):
    app = start("demo")
    app.see("rolescope  Demo Payroll", "Employee", "? Help")
    app.press("/bank")
    app.see("“bank”", "Bank Names")
    app.press("escape")
    app.see_no("“bank”")
    assert "unsaved" not in app.text
    app.press("\x07account num")
    app.see("account num", "to narrow")
    app.press("escape")
    app.see_no("account num")
    app.press("1", "nAuditor\tAUD\x13")
    app.see("role Auditor", "unsaved")
    app.press("sfor the audit\r")
    app.see("Saved as revision 2")


def test_what_is_sent_before_there_is_anything_to_see_changes_nothing(start):
    app = start("demo")
    app.press("/bandit")
    app.see("rolescope  Demo Payroll", "Employee", "? Help")
    app.press("\x11")
    assert app.ended() == 0
    assert drafted() == 0
