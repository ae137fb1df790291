"""The console script. The forms that start the app are recognised by hand, so that it starts without the commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

FLAGS = {"--fresh": "fresh", "--read-only": "read_only"}
VALUES = {"-w": "workspace", "--workspace": "workspace", "-t": "tenant", "--tenant": "tenant"}
SQLITE_HEADER = b"SQLite format 3\x00"

MISTAKE, INTERRUPTED, CLOSED_PIPE = 2, 130, 141
"""Exit statuses besides those of the commands."""


class Start(NamedTuple):
    """How the app is to start; ``path`` None is the first start, which offers what to open."""

    path: Path | None
    tenant: str | None = None
    read_only: bool = False
    demo: bool = False
    fresh: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; the exit status. Nothing ends in a traceback on the screen."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        status = _run(words)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _without_reader()
    except Exception as error:
        from rolescope.cli.errors import tell

        return MISTAKE if tell(error) else _own_fault(error)


def _own_fault(error: Exception) -> int:
    from rolescope import own_fault
    from rolescope.cli.output import talk

    talk(own_fault.reported(error))
    return own_fault.STATUS


def _run(words: list[str]) -> int:
    start = simple_start(words)
    if start is not None:
        return run_app(start)
    from rolescope.cli.root import run

    return run(words)


def simple_start(words: Sequence[str]) -> Start | None:
    """What a plain ``rolescope``, ``rolescope demo`` or ``rolescope open FILE`` asks for; None for all else."""
    plain: list[str] = []
    given: dict[str, str | bool] = {}
    rest = iter(words)
    for word in rest:
        name = FLAGS.get(word) or VALUES.get(word)
        value = word in FLAGS or (next(rest, "-") if name else "-")
        if name and name not in given and value not in ("", "-"):
            given[name] = value
        elif not word or word.startswith("-"):
            return None
        else:
            plain.append(word)
    return _start(plain, given)


def _start(plain: list[str], given: dict[str, str | bool]) -> Start | None:
    tenant = str(given["tenant"]) if "tenant" in given else None
    read_only = "read_only" in given
    if plain == ["demo"] and "workspace" not in given:
        return demo_start("fresh" in given, read_only, tenant)
    if "fresh" in given or plain[:1] not in ([], ["open"]) or len(plain) > 2:
        return None
    files = [*plain[1:], *([str(given["workspace"])] if "workspace" in given else [])]
    if plain and len(files) != 1:
        return None
    return open_start(files[0] if files else None, tenant, read_only)


def demo_start(fresh: bool, read_only: bool, tenant: str | None = None) -> Start:
    """The app on the demo workspace."""
    from rolescope.places import demo_workspace

    return Start(demo_workspace(), tenant, read_only, demo=True, fresh=fresh)


def open_start(file: str | None, tenant: str | None, read_only: bool) -> Start:
    """The app on a file, or on the workspace that was open last."""
    from rolescope.places import last_workspace

    return Start(last_workspace() if file is None else Path(file), tenant, read_only)


def run_app(start: Start) -> int:
    """Run the app until it is left; the exit status."""
    problem = None if start.path is None or start.demo else _no_workspace(start.path)
    if problem is None and not has_terminal():
        problem = "the app needs a terminal; for scripts there are commands: see rolescope --help"
    if problem is not None:
        from rolescope.cli.errors import UserError

        raise UserError(problem)
    import gc

    # Starting makes much and drops next to nothing: looking for garbage would take a third of the time to the data.
    gc.disable()
    from rolescope.tui.app import RolescopeApp

    app = RolescopeApp(start.path, tenant=start.tenant, read_only=start.read_only, demo=start.demo, fresh=start.fresh)
    app.run()
    return app.return_code or 0


def has_terminal() -> bool:
    """Whether there is a terminal to draw on and to read keys from; a driver that is named needs none."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return True
    return all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))


def _no_workspace(path: Path) -> str | None:
    """What a look at the first bytes says against a file, so that the app need not start to say so."""
    if path.is_dir():
        return f"{path} is a directory, not a workspace"
    if not path.exists():
        return f"there is no workspace {path}"
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(SQLITE_HEADER)) == SQLITE_HEADER:
                return None
    from rolescope.places import no_workspace

    return no_workspace(path)


def _without_reader() -> int:
    """Whoever read stdout has left: the interpreter must not complain when it flushes what is left over."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    return CLOSED_PIPE
