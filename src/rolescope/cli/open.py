"""``rolescope open``: the app on a workspace."""

from __future__ import annotations

import click

from rolescope.cli.entry import open_start, run_app
from rolescope.cli.errors import UserError
from rolescope.cli.options import Where, read_only_option, where_options


@click.command("open")
@click.argument("file", required=False)
@where_options
@read_only_option
@click.pass_obj
def command(where: Where, file: str | None) -> int:
    """Open the workspace FILE in the app."""
    if file is not None and where.workspace not in (None, file):
        raise UserError(f"FILE says {file!r} and -w says {where.workspace!r}: give one of them")
    named = where.workspace if file is None else file
    if named is None:
        raise UserError("FILE is missing: name the workspace to open")
    return run_app(open_start(named, where.tenant, where.read_only))
