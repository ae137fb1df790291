"""``rolescope export``: one tenant as a bundle."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from rolescope.cli.errors import UserError
from rolescope.cli.opening import workbench
from rolescope.cli.options import Where, where_options
from rolescope.cli.output import echo, safe_json, talk, visible
from rolescope.cli.resolve import find_group, find_role, find_user
from rolescope.rights.model import Json
from rolescope.rights.near_names import did_you_mean
from rolescope.rights.system import FilterError
from rolescope.store.workbench import Workbench
from rolescope.systems.bundle import bundle_schema, write_bundle
from rolescope.systems.faults import NoSuchBody
from rolescope.systems.vendor import bodies, selecting, writing

BUNDLE, VENDOR, POST, PATCH = FORMATS = ("bundle", "vendor", "vendor-post", "vendor-patch")
METHODS = {VENDOR: "get", POST: "post", PATCH: "patch"}
FINDING = {"role": find_role, "user": find_user, "group": find_group}


@click.command("export")
@where_options
@click.option("--format", type=click.Choice(FORMATS), default=BUNDLE, help="What to write. Default: bundle.")
@click.option("-o", "--output", metavar="FILE", help="Write to this file instead of standard output.")
@click.option("--role", metavar="ROLE", help="In a vendor format: only this role.")
@click.option("--user", metavar="USER", help="... only this user.")
@click.option("--group", metavar="GROUP", help="... only this user group.")
@click.option("--object", "kind", metavar="KIND", help="With --format vendor: only objects of this kind.")
@click.option("--filter", "wanted", metavar="TEXT", help="... and of these only such as `status = active`.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of bundles instead.")
@click.pass_obj
def command(
    where: Where,
    format: str,
    output: str | None,
    role: str | None,
    user: str | None,
    group: str | None,
    kind: str | None,
    wanted: str | None,
    schema: bool,
) -> int:
    """Write the saved state of a tenant as a bundle: JSON that `rolescope import` reads back without loss.

    With --format vendor it is the JSON that the vendor's API returns; with --role, --user or --group the body that
    makes it there (vendor-post), or that changes it there (vendor-patch). With --object and --filter it is a list of
    those objects that the filter lets through.
    """
    if schema:
        return _put(json.dumps(bundle_schema(), indent=1, ensure_ascii=False) + "\n", output)
    given = [(kind, name) for kind, name in (("role", role), ("user", user), ("group", group)) if name is not None]
    if given and format == BUNDLE:
        raise UserError(
            f"a bundle is a whole tenant: --{given[0][0]} needs --format vendor, vendor-post or vendor-patch"
        )
    if len(given) > 1:
        raise UserError(f"one object at a time: --{given[0][0]} and --{given[1][0]} do not go together")
    if wanted is not None and kind is None:
        raise UserError("--filter needs the kind of objects it is about: name it with --object")
    if kind is not None and (format != VENDOR or given):
        raise UserError("--object goes with --format vendor alone, and not with --role, --user or --group")
    with workbench(where) as bench:
        if kind is not None:
            return _put(_selected(bench, kind, wanted or ""), output)
        if format != BUNDLE:
            return _put(_vendor(bench, format, given), output)
        text = write_bundle(bench.saved, bench.workspace.catalogue(bench.saved.name))
    return _put(text, output)


def _vendor(bench: Workbench, format: str, given: list[tuple[str, str]]) -> str:
    tenant, tree = bench.saved, bench.tree
    calls, form = bodies(tenant.system), writing(tenant.system)
    if form is None:
        raise UserError(f"the vendor's own format of {tenant.system} is not written yet")
    if not given and format == VENDOR:
        for sentence in form.left_out(tenant, tree):
            talk(visible(sentence))
        return _pretty(form.envelope(list(form.everything(tenant, tree))))
    if calls is None:
        alone = "--format vendor alone writes what there is"
        raise UserError(f"no call of {bench.system.title} makes, changes or returns one role or user: {alone}")
    if not given:
        raise UserError(f"--format {format} is about one object: name it with --role, --user or --group")
    ((kind, text),) = given
    method = METHODS[format]
    if (kind, method) not in calls.MAKING:
        raise UserError(f"{tenant.system} takes no {method.upper()} of a {kind}")
    name = FINDING[kind](text, tenant)
    try:
        body = calls.made(kind, method, name, tenant, tree)
    except NoSuchBody as refused:
        raise UserError(str(refused)) from refused
    for sentence in calls.shortcomings(kind, method, name, tenant, body) if format != VENDOR else ():
        talk(visible(f"before it is sent: {sentence}"))
    return _pretty(body)


def _selected(bench: Workbench, kind: str, wanted: str) -> str:
    tenant = bench.saved
    lists, form = selecting(tenant.system), writing(tenant.system)
    if lists is None or form is None:
        raise UserError(f"objects of {tenant.system} cannot be filtered")
    if kind not in lists.KINDS:
        guess = did_you_mean(kind, lists.KINDS)
        raise UserError(f"there is no object {kind!r}: expected {', '.join(lists.KINDS)}{guess}")
    try:
        about = (kind, wanted, tenant, bench.tree, date.today())
        found = lists.selected(*about)
        for sentence in lists.left_out(*about):
            talk(visible(sentence))
    except FilterError as fault:
        raise UserError(f"--filter: {fault}") from fault
    return _pretty(form.envelope(found))


def _pretty(content: Json) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _put(text: str, output: str | None) -> int:
    if output is None:
        echo(safe_json(text.removesuffix("\n")))
    else:
        write_whole(Path(output), safe_json(text, "utf-8"))
        talk(f"wrote {output}")
    return 0


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there completely or as it was before."""
    if not path.name:
        raise UserError(f"-o needs the name of a file, not {str(path)!r}")
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_text(text, "utf-8")  # a terminal or a pipe cannot be replaced
        return
    draft = path.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        draft.write_text(text, "utf-8")
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)
        os.replace(draft, path)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
