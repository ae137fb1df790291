"""``rolescope copy``: what one role or user says, said by others too, as one revision."""

from __future__ import annotations

import click

from rolescope.cli.opening import outcome_of, workbench
from rolescope.cli.options import Where, json_option, where_options
from rolescope.cli.output import echo, echo_json
from rolescope.cli.resolve import find_node, find_role, find_user
from rolescope.cli.revision import change_json, change_lines, must_have_reason, saved, tried, warn_of
from rolescope.rights.templates import copied


@click.command("copy")
@click.argument("source")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@where_options
@click.option(
    "--node",
    metavar="NODE",
    help="Only what is said about this node and everything below it; all of its section, where that is said as one.",
)
@click.option("--reason", metavar="TEXT", help="Why; it stands in the history. Needed unless --dry-run.")
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@json_option
@click.pass_obj
def command(
    where: Where,
    source: str,
    targets: tuple[str, ...],
    node: str | None,
    reason: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Let every TARGET say what SOURCE says, as one revision, and print whom it affects.

    SOURCE and TARGET are roles by name or code; where each user has a record of its own, they are users. What a target
    said before is replaced, with --node only that part of it.
    """
    must_have_reason(reason, dry_run)
    with workbench(where, writing=not dry_run) as bench:
        tenant, tree = bench.saved, bench.tree
        number = None if node is None else find_node(node, tree, bench.system)
        find = find_user if bench.system.people.own_roles else find_role
        source, names = find(source, tenant), [find(target, tenant) for target in targets]
        edit = copied(bench.system, tenant, source, names, tree, number)
        change = tried(outcome_of(bench), edit.edits if edit else ())
        revision = None if dry_run or edit is None else saved(bench, change, edit.label, reason)
    warn_of(change)
    if as_json:
        echo_json(change_json(change, revision))
    else:
        echo(change_lines(change, revision, dry_run))
    return 0
