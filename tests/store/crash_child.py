"""Run as a program: work on a workspace until killed, and tell on stdout what is done.

``FILE work``: one edit after the other, saving now and then, until somebody kills it.
``FOLDER dies``: one short session on a copy of FOLDER/w.db for each of its SQL statements, which it dies at; a line
each with the number, how the session ended (9: died, 0: came to its end) and how many steps it had done.
"""

from __future__ import annotations

import os
import shutil
import sys

import sqlite_utils  # noqa: F401 - so that the forked sessions need not load it

from rolescope.rights.edits import AddRole
from rolescope.rights.model import Role
from rolescope.store.workspace import Workspace
from tests.store.samples import bench


def tell(*words: int) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def work(path: str) -> None:
    with Workspace.open(path) as workspace:
        mine = bench(workspace)
        number = 0
        while True:
            mine.do(AddRole(Role(f"r{number}")))
            tell(number)
            number += 1
            if number % 7 == 0:
                mine.save(f"up to {number}")


def die(path: str, statement: int) -> None:
    left = statement

    def count(sql: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os._exit(9)

    with Workspace.open(path) as workspace:
        workspace._connection.set_trace_callback(count)
        mine = bench(workspace)
        for step in (
            lambda: mine.do(AddRole(Role("one"))),
            lambda: mine.do(AddRole(Role("two"))),
            mine.undo,
            lambda: mine.save("saved"),
            mine.undo,
            mine.redo,
            mine.redo,
            mine.discard,
        ):
            step()
            os.write(1, b".")


def die_everywhere(folder: str) -> None:
    number = 0
    while True:
        path = os.path.join(folder, f"{number}.db")
        shutil.copyfile(os.path.join(folder, "w.db"), path)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.dup2(write, 1)
            die(path, number)
            os._exit(0)
        os.close(write)
        _, status = os.waitpid(pid, 0)
        done = len(os.read(read, 100))
        os.close(read)
        code = os.waitstatus_to_exitcode(status)
        tell(number, code, done)
        if code != 9:
            return
        number += 1


if __name__ == "__main__":
    if sys.argv[2] == "work":
        work(sys.argv[1])
    else:
        die_everywhere(sys.argv[1])
