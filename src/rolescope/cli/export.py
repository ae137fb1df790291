"""``rolescope export``: one tenant as a bundle."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

import click

from rolescope.cli.errors import UserError
from rolescope.cli.opening import workbench
from rolescope.cli.options import Where, where_options
from rolescope.cli.output import echo, safe_json, talk
from rolescope.cli.resolve import find_role
from rolescope.rights.model import Json
from rolescope.store.workbench import Workbench
from rolescope.systems.bundle import bundle_schema, write_bundle
from rolescope.systems.vendor import module_of

BUNDLE, VENDOR, POST, PATCH = FORMATS = ("bundle", "vendor", "vendor-post", "vendor-patch")


@click.command("export")
@where_options
@click.option("--format", type=click.Choice(FORMATS), default=BUNDLE, help="What to write. Default: bundle.")
@click.option("-o", "--output", metavar="FILE", help="Write to this file instead of standard output.")
@click.option("--role", metavar="ROLE", help="Only this role; needed for vendor-post and vendor-patch.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of bundles instead.")
@click.pass_obj
def command(where: Where, format: str, output: str | None, role: str | None, schema: bool) -> int:
    """Write the saved state of a tenant as a bundle: JSON that `rolescope import` reads back without loss.

    With --format vendor it is the JSON that the vendor's API returns; with --role the body that makes a new role there
    (vendor-post), or that changes it there (vendor-patch).
    """
    if schema:
        return _put(json.dumps(bundle_schema(), indent=1, ensure_ascii=False) + "\n", output)
    with workbench(where) as bench:
        if format != BUNDLE:
            return _put(_vendor(bench, format, role), output)
        text = write_bundle(bench.saved, bench.workspace.catalogue(bench.saved.name))
    return _put(text, output)


def _vendor(bench: Workbench, format: str, role: str | None) -> str:
    tenant, tree = bench.saved, bench.tree
    writing = module_of(tenant.system, "writing")
    if writing is None:
        raise UserError(f"the vendor's own format of {tenant.system} is not written yet")
    if role is None:
        if format != VENDOR:
            raise UserError(f"--format {format} is about one role: name it with --role")
        return _pretty(writing.envelope(list(writing.everything(tenant, tree))))
    made = writing.BODIES.get(format)
    if made is None:
        raise UserError(f"{tenant.system} has no --format {format}: expected {' or '.join(writing.BODIES)}")
    return _pretty(made(tenant, tree, tenant.roles[find_role(role, tenant)]))


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
