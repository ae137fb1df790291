"""``rolescope import``: bundles into the workspace, all or nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from rolescope.cli.catalogues import catalogue_counts, catalogue_line
from rolescope.cli.counts import counts_json, counts_line
from rolescope.cli.effects import effects_json, effects_lines
from rolescope.cli.errors import UserError
from rolescope.cli.opening import adopt, must_be_allowed_to_write, tenant_name, workspace_path
from rolescope.cli.options import Where, json_option, where_options
from rolescope.cli.output import echo, echo_json, talk, visible
from rolescope.cli.warned import Warned
from rolescope.places import author
from rolescope.rights.edits import ReplaceTenant
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.model import Credential, Json, Tenant, facts
from rolescope.rights.names import lookalikes
from rolescope.rights.renumbering import renumbered
from rolescope.rights.telling import listed
from rolescope.rights.tree import Tree
from rolescope.store.history import utc_now
from rolescope.store.making import new_workspace
from rolescope.store.news import kept_closed, note_arrived, noted, take_in
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import BUILTIN, Workspace, fingerprint
from rolescope.systems import system as built_in
from rolescope.systems.bundle import Bundle, read_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.vendor import is_vendor_json, mistake_in, recognised, vendor_format

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read: its name for messages, and what it holds."""

    name: str
    bundle: Bundle
    merged: bool = False
    """Whether it went into a tenant that keeps all it does not speak of."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file makes of its tenant: ``before`` None is a new one."""

    source: Source
    before: Tenant | None
    after: Tenant
    old_tree: Tree
    """The catalogue so far; for a new tenant its own."""
    catalogue: dict[str, int]
    """How many nodes of the catalogue come, go and change."""
    arrived: frozenset[str] = frozenset()
    """The nodes that arrived closed, now or earlier."""

    @property
    def action(self) -> str:
        if self.before is None:
            return "create"
        return "none" if facts(self.before) == facts(self.after) else "replace"

    @property
    def reason(self) -> str:
        return f"imported {self.source.name}"


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@where_options
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@json_option
@click.pass_obj
def command(where: Where, files: tuple[str, ...], dry_run: bool, as_json: bool) -> int:
    """Take the tenants of some bundles over, all of them or none; or the vendor's own JSON into one tenant.

    A tenant of that name is replaced as one revision; its credentials keep their secrets. What will change, and for
    whom, is told before it is done. Where the workspace named with -w does not exist it is made. FILE - is standard
    input.
    """
    if not dry_run:
        must_be_allowed_to_write(where)
    path = workspace_path(where)
    texts, warn = _texts(files), Warned()
    own = [(shown, text) for _, shown, text in texts if is_vendor_json(text)]
    _refuse_mistakes(texts)
    sources = _read([text for text in texts if text[1:] not in own], None if own else where.tenant, warn)
    is_new = not path.exists()
    with _opened(path, is_new, dry_run) as workspace:
        sources += [_merged(own, where, workspace, warn)] if own else []
        plans = [_plan(source, workspace) for source in sources]
        effects = [_effects(plan) for plan in plans]
        for plan, effect in zip(plans, effects, strict=True) if not as_json else ():
            echo(_lines(plan, effect, dry_run))
        for plan in plans:
            _doubt(plan, warn)
        revisions = [None] * len(plans) if dry_run or workspace is None else _write(workspace, plans)
    if is_new and not dry_run:
        talk(f"made {path}")
        adopt(path)
    for warning in [f"{plan.source.name}: {pair}" for plan in plans for pair in lookalikes(plan.after)]:
        warn(warning)
    warn.close()
    for plan in plans:
        if plan.arrived and plan.action == "replace":
            names = listed(sorted(plan.arrived))
            talk(f"{plan.source.name}: new nodes stay closed where roles say nothing of them (PS-18): {names}")
    if as_json:
        tenants = [_json(*told) for told in zip(plans, effects, revisions, strict=True)]
        echo_json({"workspace": str(path), "dry_run": dry_run, "tenants": tenants})
    else:
        several = len(plans) > 1
        for plan, revision in zip(plans, revisions, strict=True):
            if plan.action != "none":
                echo([_end(plan, revision, several)])
    return 0


# Reading


def _merged(files: Sequence[tuple[str, str]], where: Where, workspace: Workspace | None, warn: Warned) -> Source:
    """The tenant that is meant, with what the vendor's files say merged into it."""
    if workspace is None or not workspace.tenant_names():
        raise UserError("the vendor's files need a tenant to go into: make one with `rolescope new` first")
    name = tenant_name(where, workspace, is_told=True)
    bench = Workbench(workspace, name, author(), keep_draft=False)
    reader = vendor_format(bench.saved.system)
    if reader is None:
        raise UserError(f"{files[0][0]}: no file of the vendor of {name!r} ({bench.saved.system}) is known")
    for file, text in files:
        _must_be_of(bench.saved, file, recognised(text), workspace)
    tenant, nodes = reader.read_files(bench.saved, bench.tree, files, warn)
    nodes = workspace.catalogue(name) if nodes is None else nodes
    told = ", ".join(Path(file).name for file, _ in files)
    return Source(told, Bundle(tenant, nodes, bench.system.tree(nodes)), merged=True)


def _must_be_of(tenant: Tenant, file: str, systems: Sequence[str], workspace: Workspace) -> None:
    """Refuses a file of another vendor's, with a tenant that it may go into, or how to make one."""
    if not systems or tenant.system in systems:
        return
    title = built_in(systems[0]).title
    fitting = [name for name, system in workspace.tenant_names() if system in systems]
    told = f"{file}: this is a file of {title}, and {tenant.name!r} is a tenant of {built_in(tenant.system).title}"
    if fitting:
        raise UserError(f"{told}: name a tenant of {title} with -t, as in -t {fitting[0]!r}")
    raise UserError(f"{told}: make one with `rolescope new {workspace.path} --system {systems[0]} --name NAME` first")


def _doubt(plan: Plan, warn: Warned) -> None:
    """What an admin should know of the grants that a file brings."""
    before = plan.before or Tenant(plan.after.name, plan.after.system)
    for doubt in built_in(plan.after.system).doubts(before, plan.after, plan.source.bundle.tree):
        warn(f"{plan.source.name}: {doubt}")


def _refuse_mistakes(texts: Sequence[tuple[str, str, str]]) -> None:
    """Texts that are meant for a vendor and could never be read there either."""
    told = ((shown, mistake_in(text)) for _, shown, text in texts)
    wrong = [f"{shown}: {mistake}" for shown, mistake in told if mistake]
    if wrong:
        raise UserError("\n".join(wrong))


def _read(files: Sequence[tuple[str, str, str]], tenant: str | None, warn: Warned) -> list[Source]:
    found: list[Source] = []
    problems: list[str] = []
    for name, shown, text in files:
        try:
            bundle = read_bundle(text, shown)
            for warning in bundle.warnings:
                warn(f"{shown}: {warning}")
            found.append(Source(name, bundle))
        except BundleError as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))
    names = [source.bundle.tenant.name for source in found]
    given = [shown for _, shown, _ in files]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise UserError(f"{given[names.index(name)]} and {given[number]} both hold the tenant {name!r}")
        if tenant is not None and name != tenant:
            raise UserError(f"{given[number]} holds the tenant {name!r}, not {tenant!r}")
    return found


def _texts(files: Sequence[str]) -> list[tuple[str, str, str]]:
    """Each file's name, the name for messages, and its text."""
    return [_text(file) for file in files]


def _text(file: str) -> tuple[str, str, str]:
    name = "standard input" if file == STDIN else Path(file).name
    content = _stdin() if file == STDIN else Path(file).read_bytes()
    shown = name if file == STDIN else file
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise UserError(f"{shown}: not UTF-8 text (byte {broken.start})") from broken
    return name, shown, text


def _stdin() -> bytes:
    if sys.stdin is None:
        raise UserError("standard input is closed")
    return sys.stdin.buffer.read()


# Planning


def _plan(source: Source, workspace: Workspace | None) -> Plan:
    nodes = source.bundle.nodes
    tenant = replace(source.bundle.tenant, catalogue=BUILTIN if nodes is None else fingerprint(nodes))
    known = dict(workspace.tenant_names()) if workspace is not None else {}
    if workspace is None or tenant.name not in known:
        tree = source.bundle.tree
        return Plan(source, None, tenant, tree, catalogue_counts(tree, tree))
    if known[tenant.name] != tenant.system:
        raise UserError(f"{source.name}: the tenant {tenant.name!r} is there already, in {known[tenant.name]}")
    take_in(workspace, tenant.name, utc_now)
    before, system, tree = workspace.load(tenant.name), built_in(tenant.system), source.bundle.tree
    old_tree = system.tree(workspace.nodes(before.catalogue))
    met = old_tree.index.keys()
    earlier = noted(workspace, tenant.name).arrived
    after, arrived = kept_closed(_with_secrets(tenant, before), before, met, earlier, tree)
    return Plan(source, before, after, old_tree, catalogue_counts(old_tree, tree), arrived)


def _with_secrets(tenant: Tenant, before: Tenant) -> Tenant:
    """Bundles hold no secrets: a credential that goes on under its name and client id keeps its own."""

    def kept(credential: Credential) -> Credential:
        old = before.credentials.get(credential.name)
        if old is None or credential.client_id not in (None, old.client_id):
            return credential
        return replace(credential, client_id=old.client_id, secret_hash=old.secret_hash)

    return replace(tenant, credentials={name: kept(held) for name, held in tenant.credentials.items()})


def _effects(plan: Plan) -> tuple[Outcome, Outcome] | None:
    """The answers before and after, both by the new catalogue's numbers; None for a new tenant."""
    if plan.before is None:
        return None
    system, tree = built_in(plan.after.system), plan.source.bundle.tree
    engine = Engine(system, tree)
    if any(plan.catalogue.values()):
        before = Engine(system, plan.old_tree).evaluate(plan.before)
        return renumbered(before, tree), engine.evaluate(plan.after)
    before = engine.evaluate(plan.before)
    return before, engine.evaluate(plan.after, before)


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


def _write(workspace: Workspace, plans: Sequence[Plan]) -> list[int | None]:
    """One transaction for all files; the number of the revision each became."""
    with workspace.writing():
        return [_written(workspace, plan) for plan in plans]


def _written(workspace: Workspace, plan: Plan) -> int | None:
    nodes, tenant = plan.source.bundle.nodes, plan.after
    if plan.action == "none":
        return None
    if plan.before is None:
        return workspace.add_tenant(tenant, nodes, author=author(), reason=plan.reason).number
    if nodes is not None:
        workspace.add_catalogue(nodes)
    bench = Workbench(workspace, tenant.name, author(), keep_draft=False)
    bench.do(ReplaceTenant(tenant))
    revision = bench.save(plan.reason)
    note_arrived(workspace, tenant.name, plan.arrived)
    return revision.number


# Telling

PLANNED = {"create": "will be created", "replace": "will be replaced", "none": "nothing changes"}
DRY = {"create": "would be created", "replace": "would be replaced", "none": "nothing would change"}
MERGED, MERGED_DRY = "will be changed", "would be changed"


def _json(plan: Plan, effects: tuple[Outcome, Outcome] | None, revision: int | None) -> Json:
    return {
        "file": plan.source.name,
        "tenant": plan.after.name,
        "action": plan.action,
        "catalogue": plan.catalogue,
        "changes": counts_json(plan.before or Tenant(plan.after.name, plan.after.system), plan.after),
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
    lines.append(counts_line(plan.before or Tenant(plan.after.name, plan.after.system), plan.after))
    nodes = catalogue_line(plan.catalogue)
    return [*lines, *([nodes] if nodes else []), *(effects_lines(*effects) if effects else [])]


def _end(plan: Plan, revision: int | None, several: bool) -> str:
    done = "dry run: nothing was saved" if revision is None else f"saved as revision {revision}"
    return visible(f"{plan.after.name}: {done}") if several else done
