"""``rolescope verify``: the prediction against what the vendor itself says of a user's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from rolescope.cli.errors import UserError
from rolescope.cli.opening import outcome_of, workbench
from rolescope.cli.options import Where, json_option, where_options
from rolescope.cli.output import echo, echo_json, talk, visible
from rolescope.cli.resolve import find_user
from rolescope.systems.vendor import module_of


@click.command("verify", epilog="Exit status: 0 no difference, 1 at least one, 2 a mistake.")
@click.argument("file")
@where_options
@click.option("--user", metavar="USER", help="Whose rights they are, where the file does not say.")
@json_option
@click.pass_obj
def command(where: Where, file: str, user: str | None, as_json: bool) -> int:
    """Compare the saved state with FILE, what the vendor says of a user's rights: every difference with our reason."""
    with workbench(where) as bench:
        verifier = module_of(bench.saved.system, "verify")
        if verifier is None:
            raise UserError(f"nothing of the vendor's is known to verify {bench.saved.system} against")
        try:
            text = Path(file).read_bytes().decode("utf-8")
        except UnicodeDecodeError as broken:
            raise UserError(f"{file}: not UTF-8 text (byte {broken.start})") from broken
        outcome = outcome_of(bench)
        found: list[Any] = []
        for said in verifier.read_said(text, file, bench.tree):
            name = user or said.user
            if name is None:
                raise UserError(f"{file} does not say whose rights these are: name the user with --user")
            found += verifier.differences(outcome, find_user(name, outcome.tenant), said)
    if as_json:
        echo_json([asdict(difference) for difference in found])
    else:
        echo(_lines(found))
    talk(f"{len(found)} difference{'' if len(found) == 1 else 's'}" if found else "no difference")
    return 1 if found else 0


def _lines(found: Sequence[Any]) -> list[str]:
    return [visible(f"{d.user}  {d.node}  {d.right}  {d.kind}: {d.reason} ({d.rule})") for d in found]
