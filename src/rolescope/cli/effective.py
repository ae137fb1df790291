"""``rolescope effective``: what every credential can export and import, node by node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from rolescope.cli.errors import UserError
from rolescope.cli.opening import outcome_of, workbench
from rolescope.cli.options import Where, json_option, scope_option, where_options
from rolescope.cli.output import DIM, GREEN, RED, YELLOW, echo, echo_json, table, talk, visible
from rolescope.cli.resolve import NOBODY, find_company, find_credential, find_node, find_scope, find_user
from rolescope.cli.rows import Row, changed_rows, rows
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Subject, Tenant

Pairs = Sequence[tuple[Row, Row | None]]
"""Rows, each with what it was before."""

PAINT = {"yes": GREEN, "no": RED, "unknown": YELLOW, "partly": YELLOW, "n/a": DIM}


@click.command("effective")
@where_options
@click.option("--user", metavar="USER", help="Only this user; - for credentials without one.")
@click.option("--credential", metavar="NAME", help="Only this credential.")
@click.option("--node", metavar="NODE", help="Only this node: id, name, path or API name. Default: every node.")
@click.option("--company", metavar="CODE", help="Only this company, where roles differ by company.")
@click.option("--changed", is_flag=True, help="Only rows whose answer your unsaved edits change.")
@scope_option
@json_option
@click.pass_obj
def command(
    where: Where,
    user: str | None,
    credential: str | None,
    node: str | None,
    company: str | None,
    changed: bool,
    scope: str | None,
    as_json: bool,
) -> int:
    """What every credential can export and import: one row a credential and node.

    The answers are those of the saved state. With --changed they are compared with your unsaved edits, which are those
    made in the app under your name: only the rows that come out differently are printed, as they would be once saved.
    A user without a credential has no row. Nothing is ever written.
    """
    with workbench(where, with_draft=changed) as bench:
        after = outcome_of(bench, bench.current)
        nodes = range(len(bench.tree)) if node is None else [find_node(node, bench.tree, bench.system)]
        subjects = _chosen(after, user, credential, company)
        if scope is not None:
            asked = find_scope(scope, bench.system)
            subjects = [replace(subject, asked_scope=asked) for subject in subjects]
        pairs: Pairs
        if changed:
            pairs = list(changed_rows(outcome_of(bench, bench.saved, after), after, subjects, nodes))
        else:
            pairs = [(row, row) for row in rows(after, subjects, nodes)]
    if not pairs:
        talk(_why_none(after.tenant, user, changed and bool(subjects)))
    if as_json:
        echo_json([row for row, _ in pairs])
    else:
        echo(_lines(pairs, after))
    return 0


def _chosen(outcome: Outcome, user: str | None, credential: str | None, company: str | None) -> list[Subject]:
    tenant = outcome.tenant
    name = None if user in (None, NOBODY) else find_user(str(user), tenant)
    key = None if credential is None else find_credential(credential, tenant)
    code = None if company is None else find_company(company, tenant)
    if key is not None and user is not None and tenant.credentials[key].principal != name:
        raise UserError(f"credential {key!r} does not belong to user {user!r}")
    return [
        subject
        for subject in outcome.subjects
        if (subject.credential is not None or not outcome.system.has_credentials)
        and (user is None or subject.principal == name)
        and (key is None or subject.credential == key)
        and (code is None or subject.company in (None, code))
    ]


def _why_none(tenant: Tenant, user: str | None, nothing_changes: bool) -> str:
    if nothing_changes:
        return "your unsaved edits change no answer here"
    if user in (None, NOBODY):
        return f"{tenant.name}: no credential {'' if user is None else 'without a user '}has a row"
    return f"user {user!r} has no credential, so nothing logs in as this user and there is no row"


# For people


def _lines(pairs: Pairs, outcome: Outcome) -> list[str]:
    """A table of the columns that differ from row to row, under a line of those that do not."""
    if not pairs:
        return []
    about = [_about(row, outcome) for row, _ in pairs]
    apart = [key for key in about[0] if len({line[key] for line in about}) > 1]
    common = [value for key, value in about[0].items() if key not in apart and value]
    answers = [_answers(row, was) for row, was in pairs]
    heads = [*apart, *answers[0]]
    body = [[*(a[key] for key in apart), *answer.values()] for a, answer in zip(about, answers, strict=True)]
    return [visible(" · ".join(common)), *table(heads, body, PAINT)]


def _about(row: Row, outcome: Outcome) -> dict[str, str]:
    path = outcome.tree.path(outcome.tree.index[row["node"]])
    return {
        "tenant": row["tenant"],
        "user": row["user"] or "(no user)",
        "credential": row["credential"] or "",
        "company": row["company"] or "",
        "node": f"{path} ({row['kind']})",
    }


def _answers(row: Row, was: Row | None) -> dict[str, str]:
    found = {key: _change(row[key], was[key] if was else None) for key in ("level", "export", "import")}
    if row["level"] is None:
        del found["level"]
    rights = [*row["rights"], *(f"{right}?" for right in row["possible"])]
    return {**found, "rights": " ".join(rights)}


def _change(now: str | None, was: str | None) -> str:
    return str(now) if was is None or was == now else f"{was} → {now}"
