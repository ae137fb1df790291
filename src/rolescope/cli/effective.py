"""``rolescope effective``: what every credential can export and import, node by node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

REMARK = " ["
"""What stands before a remark on an answer, as in ``yes [CU · drafts only]``."""
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
        before = outcome_of(bench, bench.saved, after) if changed else after
        if changed:
            pairs = list(changed_rows(before, after, subjects, nodes))
        else:
            pairs = [(row, row) for row in rows(after, subjects, nodes)]
        unsaved = bench.unsaved
    if not pairs:
        talk(_no_change(unsaved) if changed and subjects else _no_subject(after.tenant, user))
    if as_json:
        echo_json([row for row, _ in pairs])
    else:
        echo(_lines(pairs, before, after))
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


def _no_change(unsaved: int) -> str:
    return "your unsaved edits change no answer here" if unsaved else "there are no unsaved edits of yours"


def _no_subject(tenant: Tenant, user: str | None) -> str:
    if user in (None, NOBODY):
        return f"{tenant.name}: no credential {'' if user is None else 'without a user '}has a row"
    return f"user {user!r} has no credential, so nothing logs in as this user and there is no row"


# For people


def _lines(pairs: Pairs, before: Outcome, after: Outcome) -> list[str]:
    """A table of the columns that differ from row to row, under a line of those that do not."""
    if not pairs:
        return []
    about = [_about(row, after) for row, _ in pairs]
    apart = [key for key in about[0] if len({line[key] for line in about}) > 1]
    common = [value for key, value in about[0].items() if key not in apart and value]
    answers = [
        _change(_answers(row, after), None if was is None or was is row else _answers(was, before))
        | {"rights": _rights(row)}
        for row, was in pairs
    ]
    kinds = after.system.kinds
    heads = [*apart, *answers[0]]
    body = [[*(a[key] for key in apart), *answer.values()] for a, answer in zip(about, answers, strict=True)]
    return [visible(" · ".join(common)), *table(heads, body, _paint(answers, kinds))]


def _about(row: Row, outcome: Outcome) -> dict[str, str]:
    path = outcome.tree.path(outcome.tree.index[row["node"]])
    return {
        "tenant": row["tenant"],
        "user": row["user"] or "(no user)",
        "credential": row["credential"] or "",
        "company": row["company"] or "",
        "node": f"{path} ({row['kind']})",
    }


def _answers(row: Row, outcome: Outcome) -> dict[str, str]:
    """The level, where the system has any, and the answers, each with what there is to remark on it."""
    level = {"level": row["level"] or "?"} if outcome.system.levels else {}
    return level | {kind: _remarked(row, kind, outcome) for kind in outcome.system.kinds}


def _remarked(row: Row, kind: str, outcome: Outcome) -> str:
    subject = Subject(row["user"], row["credential"], row["company"])
    remark = outcome.remark(subject, outcome.tree.index[row["node"]], kind)
    return f"{row[kind]}{REMARK}{remark}]" if remark else str(row[kind])


def _rights(row: Row) -> str:
    return " ".join([*row["rights"], *(f"{right}?" for right in row["possible"])])


def _change(now: dict[str, str], was: dict[str, str] | None) -> dict[str, str]:
    return {key: text if was is None or was[key] == text else f"{was[key]} → {text}" for key, text in now.items()}


def _paint(answers: Sequence[dict[str, str]], kinds: Iterable[str]) -> dict[str, str]:
    """The colour of each answer, with its remark."""
    cells = {line[kind] for line in answers for kind in kinds}
    return {cell: PAINT[answer] for cell in cells if (answer := cell.partition(REMARK)[0]) in PAINT and "→" not in cell}
