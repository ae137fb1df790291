"""``rolescope import``: bundles into the workspace, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from rolescope.cli.catalogues import catalogue_line
from rolescope.cli.counts import counts_json, counts_line
from rolescope.cli.effects import effects_json, effects_lines
from rolescope.cli.errors import UserError
from rolescope.cli.import_plan import Plan, doubts_of, effects_of, plan_of
from rolescope.cli.import_sources import merged, read_bundles, read_texts
from rolescope.cli.opening import adopt, must_be_allowed_to_write, workspace_path
from rolescope.cli.options import Where, json_option, where_options
from rolescope.cli.output import echo, echo_json, talk, visible
from rolescope.cli.warned import Warned
from rolescope.places import author
from rolescope.rights.counting import listed
from rolescope.rights.edits import ReplaceTenant
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Json, facts
from rolescope.rights.names import lookalikes
from rolescope.store.history import utc_now
from rolescope.store.making import new_workspace
from rolescope.store.news import note_arrived, take_in
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@where_options
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@click.option("--complete", is_flag=True, help="The vendor's files hold every row there is: what none tells is not so.")
@click.option("--reason", metavar="TEXT", help="Why; it stands in the history. Default: that the file was imported.")
@json_option
@click.pass_obj
def command(
    where: Where, files: tuple[str, ...], dry_run: bool, complete: bool, reason: str | None, as_json: bool
) -> int:
    """Take the tenants of some bundles over, all of them or none; or the vendor's own JSON into one tenant.

    A tenant of that name is replaced as one revision; its credentials keep their secrets. What will change, and for
    whom, is told before it is done. Where the workspace named with -w does not exist it is made. FILE - is standard
    input.
    """
    if not dry_run:
        must_be_allowed_to_write(where)
    path = workspace_path(where)
    texts, warn = read_texts(files), Warned()
    if complete and not texts.own:
        raise UserError("--complete is about the vendor's own files: a bundle is a whole tenant already")
    sources = read_bundles(texts.bundles, None if texts.own else where.tenant, warn)
    is_new = not path.exists()
    with _opened(path, is_new, dry_run) as workspace:
        sources += [merged(texts.own, where, workspace, warn, complete)] if texts.own else []
        plans = [plan_of(source, workspace) for source in sources]
        effects = [effects_of(plan) for plan in plans]
        for plan, effect in zip(plans, effects, strict=True) if not as_json else ():
            echo(_lines(plan, effect, dry_run))
        for doubt in (doubt for plan in plans for doubt in doubts_of(plan)):
            warn(doubt)
        revisions = [None] * len(plans) if dry_run or workspace is None else _write(workspace, plans, reason)
    if is_new and not dry_run:
        talk(f"made {path}")
        adopt(path)
    _tell_more(plans, warn)
    if as_json:
        tenants = [_json(*told) for told in zip(plans, effects, revisions, strict=True)]
        echo_json({"workspace": str(path), "dry_run": dry_run, "tenants": tenants})
    else:
        several = len(plans) > 1
        told = [(plan, number) for plan, number in zip(plans, revisions, strict=True) if plan.action != "none"]
        echo([_end(plan, number, several) for plan, number in told])
    return 0


# Writing


@contextmanager
def _opened(path: Path, is_new: bool, dry_run: bool) -> Iterator[Workspace | None]:
    """The workspace, made where it is missing; None where nothing is there and nothing is to be made."""
    if is_new and dry_run:
        yield None
    elif is_new:
        with new_workspace(path) as workspace:
            yield workspace
    else:
        with Workspace.open(path, read_only=dry_run) as workspace:
            yield workspace


def _write(workspace: Workspace, plans: Sequence[Plan], reason: str | None) -> list[int | None]:
    """One transaction for all files; the number of the revision each became."""
    with workspace.writing():
        return [_written(workspace, plan, (reason or "").strip() or plan.reason) for plan in plans]


def _written(workspace: Workspace, plan: Plan, reason: str) -> int | None:
    nodes, tenant = plan.source.bundle.nodes, plan.after
    if plan.action == "none":
        take_in(workspace, tenant.name, utc_now)
        return None
    if plan.before is None:
        return workspace.add_tenant(tenant, nodes, author=author(), reason=reason).number
    if nodes is not None:
        workspace.add_catalogue(nodes)
    bench = Workbench(workspace, tenant.name, author(), keep_draft=False)
    if facts(bench.saved) != facts(plan.before):
        raise UserError(f"{tenant.name!r} was changed by somebody else just now: nothing was imported, try again")
    bench.do(ReplaceTenant(tenant))
    revision = bench.save(reason)
    note_arrived(workspace, tenant.name, plan.arrived)
    return revision.number


# Telling


def _tell_more(plans: Sequence[Plan], warn: Warned) -> None:
    """What of the tenants as they are now is worth a word."""
    for warning in [f"{plan.source.name}: {pair}" for plan in plans for pair in lookalikes(plan.after)]:
        warn(warning)
    warn.close()
    for plan in plans:
        if plan.arrived and plan.action == "replace":
            names = listed(sorted(plan.arrived))
            talk(f"{plan.source.name}: new nodes stay closed where roles say nothing of them (PS-18): {names}")


PLANNED = {"create": "will be created", "replace": "will be replaced", "none": "nothing changes"}
DRY = {"create": "would be created", "replace": "would be replaced", "none": "nothing would change"}
MERGED, MERGED_DRY = "will be changed", "would be changed"


def _json(plan: Plan, effects: tuple[Outcome, Outcome] | None, revision: int | None) -> Json:
    return {
        "file": plan.source.name,
        "tenant": plan.after.name,
        "action": plan.action,
        "catalogue": plan.catalogue,
        "changes": counts_json(plan.start, plan.after),
        "impact": effects_json(*effects) if effects else [],
        "revision": revision,
    }


def _lines(plan: Plan, effects: tuple[Outcome, Outcome] | None, dry_run: bool) -> list[str]:
    """What a file will change, and for whom."""
    told = (DRY if dry_run else PLANNED)[plan.action]
    if plan.source.merged and plan.action == "replace":
        told = MERGED_DRY if dry_run else MERGED
    lines = [visible(f"{plan.source.name}: tenant {plan.after.name}: {told}")]
    if plan.action == "none":
        return lines
    lines.append(counts_line(plan.start, plan.after))
    nodes = catalogue_line(plan.catalogue)
    return [*lines, *([nodes] if nodes else []), *(effects_lines(*effects) if effects else [])]


def _end(plan: Plan, revision: int | None, several: bool) -> str:
    done = "dry run: nothing was saved" if revision is None else f"saved as revision {revision}"
    return visible(f"{plan.after.name}: {done}") if several else done
