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
    """Open the workspace FILE in the app; without FILE the one that was open last."""
    if file is not None and where.workspace not in (None, file):
        raise UserError(f"FILE says {file!r} and -w says {where.workspace!r}: give one of them")
    return run_app(open_start(where.workspace if file is None else file, where.tenant, where.read_only))
