"""``rolescope verify``: the prediction against what the vendor itself says of a user's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from rolescope.cli.errors import UserError
from rolescope.cli.opening import outcome_of, workbench
from rolescope.cli.options import Where, json_option, where_options
from rolescope.cli.output import echo, echo_json, talk, visible
from rolescope.cli.resolve import find_company, find_credential, find_user
from rolescope.rights.counting import count, listed
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Subject
from rolescope.systems import TITLES, VERIFIABLE
from rolescope.systems.vendor import verifier
from rolescope.systems.verifying import Difference

FILES = "; ".join(f"for {TITLES[name]} {told}" for name, told in VERIFIABLE.items())
HELP = f"""Compare the saved state with FILE, what the vendor says of a user's rights: every difference with our reason.

FILE is, {FILES}. What such a file does not decide is told apart and counts as none.
"""


@click.command("verify", help=HELP, epilog="Exit status: 0 no difference, 1 at least one, 2 a mistake.")
@click.argument("file")
@where_options
@click.option(
    "--user",
    metavar="USER",
    help="Whose rights they are where the file does not say, or the one to look at of several.",
)
@click.option("--credential", metavar="NAME", help="... or the credential that fetched the file.")
@click.option("--company", metavar="CODE", help="The company it was fetched in, where roles are per company.")
@json_option
@click.pass_obj
def command(
    where: Where, file: str, user: str | None, credential: str | None, company: str | None, as_json: bool
) -> int:
    """Compare the saved state with what the vendor says; ``HELP``."""
    with workbench(where) as bench:
        verify = verifier(bench.saved.system)
        if verify is None:
            raise UserError(f"nothing of the vendor's is known to verify {bench.saved.system} against")
        try:
            text = Path(file).read_bytes().decode("utf-8")
        except UnicodeDecodeError as broken:
            raise UserError(f"{file}: not UTF-8 text (byte {broken.start})") from broken
        outcome = outcome_of(bench)
        found: list[Difference] = []
        told = verify.read_said(text, file, bench.tree)
        if not told:
            raise UserError(f"{file} holds nobody's rights: expected those of at least one user")
        wanted = None if user is None else find_user(user, outcome.tenant)
        asked = [said for said in told if None in (wanted, said.user) or said.user == wanted]
        if not asked:
            held = listed(sorted({repr(said.user) for said in told}))
            raise UserError(f"{file} holds the rights of {held}, not of {wanted!r}")
        for said in asked:
            subject = _subject(outcome, file, wanted or said.user, credential, company)
            found += verify.differences(outcome, subject, said)
    if as_json:
        echo_json([asdict(difference) | {"decided": difference.decided} for difference in found])
    else:
        echo(_lines(found))
    decided = sum(difference.decided for difference in found)
    unsure = f"; {len(found) - decided} cannot be told" if decided < len(found) else ""
    talk(f"{count(decided, 'difference') if decided else 'no difference'}{unsure}")
    return 1 if decided else 0


def _subject(outcome: Outcome, file: str, user: str | None, credential: str | None, company: str | None) -> Subject:
    """Who is meant: a user, or through a credential its user; in a company where roles differ by company."""
    tenant = outcome.tenant
    if credential is not None:
        linked = tenant.credentials[find_credential(credential, tenant)].principal
        if user is not None and user != linked:
            raise UserError(f"the credential {credential!r} belongs to {linked or 'nobody'}, not to {user!r}")
        user = linked
    elif user is None:
        ways = "--user or --credential" if outcome.system.has_credentials else "--user"
        raise UserError(f"{file} does not say whose rights these are: name the user with {ways}")
    code = None if company is None else find_company(company, tenant)
    per_company = any(row.company is not None for row in outcome.subjects)
    if per_company and code is None:
        raise UserError("roles count per company in this tenant: name the company of the file with --company")
    name = None if user is None else find_user(user, tenant)
    return Subject(name, credential, code if per_company else None)


def _lines(found: Sequence[Difference]) -> list[str]:
    rules = [f" ({d.rule})" if d.rule else "" for d in found]
    return [
        visible(f"{d.user}  {d.node}  {d.right}  {d.kind}: {d.reason}{rule}")
        for d, rule in zip(found, rules, strict=True)
    ]
