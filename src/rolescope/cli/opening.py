"""From the words of a command line to an open workspace, a tenant in it and the engine's answers for that."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rolescope.cli.errors import UserError
from rolescope.cli.options import Where
from rolescope.cli.output import talk
from rolescope.places import author, last_workspace, remember_workspace
from rolescope.rights.counting import listed
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.model import Tenant
from rolescope.rights.near_names import did_you_mean
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace


def workspace_path(where: Where) -> Path:
    """The workspace that is meant: the one named, else the default; it need not exist."""
    path = last_workspace() if where.workspace is None else Path(where.workspace)
    if path is None:
        how = "name one with -w FILE, or make one with `rolescope new FILE ...` or `rolescope demo`"
        raise UserError(f"no workspace is known yet: {how}")
    if not path.name:
        raise UserError(f"-w needs the name of a file, not {where.workspace!r}")
    return path


def adopt(path: Path) -> None:
    """Make a workspace that was just made the default where none is known yet, and say so.

    Otherwise only opening one in the app changes the default: a script's next command must not go elsewhere.
    """
    if last_workspace() is None:
        remember_workspace(path)
        talk(f"{path} is the workspace of commands without -w from now on")


def must_be_allowed_to_write(where: Where) -> None:
    """Refuse before anything is touched."""
    if where.read_only:
        raise UserError("nothing can be changed with --read-only")


@contextmanager
def workbench(where: Where, *, writing: bool = False, with_draft: bool = False) -> Iterator[Workbench]:
    """The tenant that is meant, without the author's unsaved edits unless they are asked for."""
    if writing:
        must_be_allowed_to_write(where)
    with Workspace.open(workspace_path(where), read_only=not writing) as workspace:
        name = tenant_name(where, workspace, is_written=writing)
        bench = Workbench(workspace, name, author(), keep_draft=with_draft)
        if bench.news is not None:
            talk(f"revision {bench.news.number}: {bench.news.reason}")
        yield bench


def tenant_name(where: Where, workspace: Workspace, is_written: bool) -> str:
    """The tenant that is named, else the first of the workspace; one that is written to is never guessed.

    The first stays the first, whatever is added later or opened in the app, so that a script asks the same one again.
    """
    names = [name for name, _ in workspace.tenant_names()]
    if where.tenant is not None:
        if where.tenant not in names:
            raise UserError(f"there is no tenant {where.tenant!r} in {workspace.path}{_held(where.tenant, names)}")
        return where.tenant
    if not names:
        raise UserError(f"{workspace.path} holds no tenant yet: add one with `rolescope new` or `rolescope import`")
    if len(names) > 1 and is_written:
        raise UserError(f"{workspace.path} holds several tenants: -t names the one to change, of {_listed(names)}")
    if len(names) > 1 and is_read_along():
        talk(f"tenant {names[0]}; -t names another: {_listed(names[1:])}")
    return names[0]


def outcome_of(bench: Workbench, tenant: Tenant | None = None, previous: Outcome | None = None) -> Outcome:
    """The engine's answers for the saved tenant, or another state of it."""
    engine = previous.engine if previous else Engine(bench.system, bench.tree)
    return engine.evaluate(bench.saved if tenant is None else tenant, previous)


def is_read_along() -> bool:
    """Whether the talk of a command goes to somebody's terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def _held(name: str, names: list[str]) -> str:
    return did_you_mean(name, names) or (f"; it holds {_listed(names)}" if names else ", which holds none")


def _listed(names: list[str], most: int = 10) -> str:
    return listed([repr(name) for name in names], most)
