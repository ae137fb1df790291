"""The options that every verb shares. They may stand before or after the verb; the later one counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass
class Where:
    """Which workspace and tenant are meant, as far as the command line says so."""

    workspace: str | None = None
    tenant: str | None = None
    read_only: bool = False


def where_options(function: Function) -> Function:
    """Add ``-w/--workspace`` and ``-t/--tenant``; the command finds them in its ``Where``."""
    workspace = click.option(
        "-w",
        "--workspace",
        metavar="FILE",
        expose_value=False,
        callback=_keep,
        help="The workspace. Default: $ROLESCOPE_WORKSPACE, else the one the app opened last.",
    )
    return workspace(tenant_option(function))


def tenant_option(function: Function) -> Function:
    """Add ``-t/--tenant``."""
    text = "The tenant. Default: the first of the workspace; what changes one of several must name it."
    return click.option("-t", "--tenant", metavar="NAME", expose_value=False, callback=_keep, help=text)(function)


def read_only_option(function: Function) -> Function:
    """Add ``--read-only``."""
    text = "Change nothing in the workspace."
    return click.option("--read-only", is_flag=True, expose_value=False, callback=_keep, help=text)(function)


def scope_option(function: Function) -> Function:
    """Add ``--scope``."""
    text = "As if the credential asked for this scope when it logs in; the saved one caps it."
    return click.option("--scope", metavar="SCOPE", help=text)(function)


def json_option(function: Function) -> Function:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def _keep(context: click.Context, option: click.Parameter, value: Any) -> None:
    where = context.find_object(Where)
    if where is not None and option.name and value not in (None, False):
        setattr(where, option.name, value)
