"""``rolescope new``: a workspace, or one more tenant in it."""

from __future__ import annotations

from pathlib import Path

import click

from rolescope.cli.errors import UserError
from rolescope.cli.opening import adopt, must_be_allowed_to_write
from rolescope.cli.options import Where, json_option, where_options
from rolescope.cli.output import echo, echo_json, visible
from rolescope.places import author
from rolescope.rights.model import Tenant
from rolescope.rights.names import lookalike
from rolescope.store.making import new_workspace
from rolescope.store.workspace import Workspace
from rolescope.systems import NAMES


@click.command("new")
@click.argument("file", required=False)
@click.option("--system", required=True, type=click.Choice(NAMES), help="The vendor system.")
@click.option("--name", metavar="NAME", help="The name of the tenant.")
@where_options
@json_option
@click.pass_obj
def command(where: Where, file: str | None, system: str, name: str | None, as_json: bool) -> int:
    """Make the workspace FILE with an empty tenant on the built-in catalogue.

    Where FILE is a workspace already, the tenant is added to it. The default workspace stays what it is, unless there
    is none yet.
    """
    must_be_allowed_to_write(where)
    path = Path(_agreed("FILE", file, "-w", where.workspace))
    tenant = Tenant(_agreed("--name", name, "-t", where.tenant), system)
    is_new = not path.exists()
    opened = new_workspace(path) if is_new else Workspace.open(path)
    with opened as workspace:
        other = lookalike(tenant.name, [held for held, _ in workspace.tenant_names()])
        if other is not None:
            raise UserError(
                f"{path} already holds the tenant {other!r}, which differs from {tenant.name!r} only by case"
            )
        workspace.add_tenant(tenant, author=author())
    adopt(path)
    if as_json:
        echo_json({"workspace": str(path), "tenant": tenant.name, "system": system, "created": is_new})
    else:
        made = f"made {path} with" if is_new else f"added to {path}:"
        echo(visible(f"{made} tenant {tenant.name} ({system})"))
    return 0


def _agreed(name: str, value: str | None, other_name: str, other: str | None) -> str:
    """A value that can be given in two ways, which must not contradict each other."""
    if value is not None and other is not None and value != other:
        raise UserError(f"{name} says {value!r} and {other_name} says {other!r}: give one of them")
    found = other if value is None else value
    if found is None or not found.strip():
        raise UserError(f"{name} is missing" if found is None else f"{name} must not be empty")
    return found
