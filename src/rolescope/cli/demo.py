"""``rolescope demo``: the app on the demo workspace."""

from __future__ import annotations

import click

from rolescope.cli.entry import demo_start, run_app
from rolescope.cli.errors import UserError
from rolescope.cli.options import Where, read_only_option, tenant_option


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Start over: what was changed in the demo is lost.")
@tenant_option
@read_only_option
@click.pass_obj
def command(where: Where, fresh: bool) -> int:
    """Open the demo workspace in the app; the first time it is made."""
    if where.workspace is not None:
        raise UserError("the demo is a workspace of its own: -w does not go with it")
    return run_app(demo_start(fresh, where.read_only, where.tenant))
