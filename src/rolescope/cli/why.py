"""``rolescope why``: the answer for one cell with every layer that decided it, and what would change it."""

from __future__ import annotations

from dataclasses import replace

import click

from rolescope.cli.errors import NobodyKnows, UserError
from rolescope.cli.opening import outcome_of, workbench
from rolescope.cli.options import Where, json_option, scope_option, where_options
from rolescope.cli.output import BOLD, DIM, GREEN, RED, YELLOW, colour, echo, echo_json, talk, visible, width
from rolescope.cli.resolve import NOBODY, find_company, find_credential, find_node, find_right, find_scope, find_user
from rolescope.cli.wire import edit_json
from rolescope.rights.engine import Outcome
from rolescope.rights.explain import RIGHT, Explanation, asking_for, explain
from rolescope.rights.fixes import Fix, fixes, way_on
from rolescope.rights.interface import explain_interface
from rolescope.rights.model import API, UI, Json, Subject, Tenant
from rolescope.rights.policy import FLAG, NO, NOT_APPLICABLE, PARTLY, PASS, STOP, UNKNOWN, YES, Step
from rolescope.rights.sentences import describe, no_fix, side_effects
from rolescope.rights.system import CHOICE, INFERRED, System

EXIT = {YES: 0, PARTLY: 1, NO: 1, NOT_APPLICABLE: 1, UNKNOWN: 3}


@click.command("why", epilog="Exit status: 0 a certain yes, 1 no, partly or n/a, 3 unknown, 2 a mistake.")
@click.argument("user")
@click.argument("node")
@click.argument("right")
@where_options
@click.option("--credential", metavar="NAME", help="Through which credential; needed where the user has several.")
@click.option("--company", metavar="CODE", help="In which company; needed where roles differ by company.")
@click.option(
    "--method",
    type=click.Choice([API, UI]),
    default=API,
    help="Over the API (default), or by hand in the vendor's own interface.",
)
@scope_option
@json_option
@click.pass_obj
def command(
    where: Where,
    user: str,
    node: str,
    right: str,
    credential: str | None,
    company: str | None,
    method: str,
    scope: str | None,
    as_json: bool,
) -> int:
    """Why USER can or cannot do RIGHT at NODE: every layer in order, and what would mend it.

    USER is a name, or - together with --credential for a credential without user. NODE is an id, a name, a path like
    "Employee > Leave > Balances" or an API name like EmployeeBankDetail. RIGHT is export, import or one right; where a
    right itself is called export, right:export asks for it. The answer is for the saved state; nothing is ever written.
    """
    with workbench(where) as bench:
        outcome = outcome_of(bench)
        subject = _subject(outcome, user, credential, company, method)
        if scope is not None:
            if method == UI:
                raise UserError("a scope is asked for over the API: it does not go with --method ui")
            subject = replace(subject, asked_scope=find_scope(scope, bench.system))
        try:
            number = find_node(node, bench.tree, bench.system)
        except NobodyKnows as told:
            return _nobody_knows(subject, right, str(told), as_json)
        asked = find_right(right, bench.system, bench.tree, number)
        if asked in bench.system.offered(bench.tree, number):
            _tell_apart(asked, bench.system)
    by_hand = method == UI
    explanation = (explain_interface if by_hand else explain)(outcome, subject, number, asked)
    found = () if by_hand else fixes(outcome, explanation)
    if as_json:
        echo_json(_json(outcome, explanation, found))
    else:
        echo(_lines(outcome, explanation, found))
    return EXIT[explanation.answer]


def _tell_apart(asked: str, system: System) -> None:
    """Say what was understood where a right of the row is called like a kind."""
    other = asking_for(asked, system.kinds)
    if other != asked:
        talk(f"{asked} asks for all that makes one; the right of that name is {other}")


def _nobody_knows(subject: Subject, right: str, told: str, as_json: bool) -> int:
    """What the vendor's API has, without a node and without a rule: unknown, and the sentence is all there is."""
    if as_json:
        who = {"user": subject.principal, "credential": subject.credential, "company": subject.company}
        echo_json({**who, "node": None, "right": right, "answer": UNKNOWN, "layers": [], "fixes": []})
        talk(told)
    else:
        echo([f"{colour(UNKNOWN.upper(), BOLD, YELLOW)}  {visible(told)}"])
    return EXIT[UNKNOWN]


# Who is asked about


def _subject(outcome: Outcome, user: str, credential: str | None, company: str | None, method: str) -> Subject:
    tenant = outcome.tenant
    name = None if user == NOBODY else find_user(user, tenant)
    key = None if credential is None else find_credential(credential, tenant)
    if name is None and method == UI:
        raise UserError("a credential without a user reaches the API alone: --method ui needs a user")
    if name is None and key is None:
        raise UserError(f"user {NOBODY} means a credential without a user: name it with --credential")
    if key is not None and tenant.credentials[key].principal != name:
        raise UserError(_other_user(tenant, key))
    if key is None and method == API:
        key = _only_credential(tenant, name)
    return Subject(name, key if method == API else None, _company(outcome, company))


def _only_credential(tenant: Tenant, user: str | None) -> str | None:
    held = [credential.name for credential in tenant.credentials.values() if credential.principal == user]
    if len(held) > 1:
        raise UserError(f"user {user!r} has several credentials, name one with --credential: {', '.join(held)}")
    return held[0] if held else None


def _other_user(tenant: Tenant, credential: str) -> str:
    owner = tenant.credentials[credential].principal
    if owner is None:
        return f"credential {credential!r} belongs to no user: ask with {NOBODY} as the user"
    return f"credential {credential!r} belongs to user {owner!r}"


def _company(outcome: Outcome, named: str | None) -> str | None:
    code = None if named is None else find_company(named, outcome.tenant)
    apart = list(dict.fromkeys(row.company for row in outcome.subjects if row.company is not None))
    if not apart or code is not None:
        return code if apart else None
    if len(apart) > 1:
        raise UserError(f"roles differ by company here, name one with --company: {', '.join(apart)}")
    return apart[0]


# For programs


def _json(outcome: Outcome, explanation: Explanation, found: tuple[Fix, ...]) -> Json:
    subject = explanation.subject
    return {
        "user": subject.principal,
        "credential": subject.credential,
        "company": subject.company,
        **({"scope": subject.asked_scope} if subject.asked_scope is not None else {}),
        "node": outcome.tree.nodes[explanation.node].id,
        "right": explanation.asked,
        "answer": explanation.answer,
        **_remark(outcome, explanation),
        "layers": [_layer(step) for step in (*explanation.steps, *explanation.notes)],
        "fixes": [
            {"edits": [edit_json(e, outcome.system) for e in fix.edits], "cells": fix.cells, "users": fix.users}
            for fix in found
        ],
    }


def _remark(outcome: Outcome, explanation: Explanation) -> dict[str, Json]:
    """A key only where there is something to remark on the answer."""
    is_kind = explanation.asked in outcome.system.kinds
    remark = outcome.remark(explanation.subject, explanation.node, explanation.asked) if is_kind else ""
    return {"remark": remark} if remark else {}


def _layer(step: Step) -> Json:
    return {
        "layer": step.layer,
        "name": step.name,
        "verdict": step.verdict,
        "rule": step.rule,
        "cause": step.cause,
        **({"code": step.code} if step.code else {}),
    }


# For people

GLYPHS = {PASS: "✓", STOP: "✗", FLAG: "!"}
COLOURS = {PASS: GREEN, STOP: RED, FLAG: YELLOW, YES: GREEN, NO: RED, UNKNOWN: YELLOW, PARTLY: YELLOW}


def _lines(outcome: Outcome, explanation: Explanation, found: tuple[Fix, ...]) -> list[str]:
    lines = [_headline(outcome, explanation), colour(visible(_about(outcome, explanation)), DIM), ""]
    wide = max((width(step.name) for step in (*explanation.steps, *explanation.notes)), default=0)
    lines += [_step_line(outcome, step, wide) for step in explanation.steps]
    if explanation.notes:
        lines += ["", "Beside the right:", *(_step_line(outcome, step, wide) for step in explanation.notes)]
    if found:
        lines += ["", "What would make it a yes:"]
        lines += [line for number, fix in enumerate(found, 1) for line in _fix_lines(outcome, number, fix)]
    elif explanation.answer in (NO, PARTLY, UNKNOWN) and explanation.subject.method == API:
        told = no_fix(way_on(outcome, explanation), system=outcome.system)
        lines += ["", colour(f"{told[:1].upper()}{told[1:]}.", DIM)]
    return lines


def _headline(outcome: Outcome, explanation: Explanation) -> str:
    subject, answer = explanation.subject, explanation.answer
    who = subject.principal if subject.principal is not None else f"credential {subject.credential}"
    node = outcome.tree.nodes[explanation.node].name
    is_kind = explanation.asked in outcome.system.kinds
    asked = explanation.asked.removeprefix(RIGHT)
    sums_up = outcome.policy.aggregates >> explanation.node & 1
    part = "some of what is below " if sums_up else "only in part: "
    can, cannot = ("can", "cannot") if is_kind else ("has the right to", "has no right to")
    sentence = {
        YES: f"{who} {can} {asked} {node}",
        NO: f"{who} {cannot} {asked} {node}",
        PARTLY: f"{who} {can} {asked} {part}{node}",
        UNKNOWN: f"nobody can tell whether {who} {can} {asked} {node}",
        NOT_APPLICABLE: f"{node} has nothing to {asked} {'by hand' if subject.method == UI else 'over the API'}",
    }[answer]
    stop = explanation.headline
    because = f": {stop.cause} ({stop.rule})" if stop is not None and answer == NO else ""
    mark = colour(answer.upper(), BOLD, COLOURS.get(answer, DIM))
    remark = outcome.remark(subject, explanation.node, asked) if is_kind else ""
    return f"{mark}  {visible(sentence)}{visible(because)}{visible(f' [{remark}]' if remark else '')}"


def _about(outcome: Outcome, explanation: Explanation) -> str:
    subject = explanation.subject
    through = [f"through {subject.credential}"] if subject.credential is not None else []
    asking = [f"asking for {subject.asked_scope}"] if subject.asked_scope is not None else []
    place = [f"in {subject.company}"] if subject.company is not None else []
    return " · ".join([outcome.tree.path(explanation.node), *through, *asking, *place, outcome.tenant.name])


def _step_line(outcome: Outcome, step: Step, wide: int) -> str:
    mark = colour(f"{GLYPHS[step.verdict]} {step.verdict}", COLOURS[step.verdict])
    name = step.name + " " * (wide - width(step.name))
    known = outcome.system.basis(step.rule)
    basis = f", {known}" if known in (CHOICE, INFERRED) else ""
    return f"  {mark}  {step.layer:>2} {name}  {visible(step.cause)} ({step.rule}{basis})"


def _fix_lines(outcome: Outcome, number: int, fix: Fix) -> list[str]:
    sentences = [visible(describe(edit, outcome.system, outcome.tree, outcome.tenant)) for edit in fix.edits]
    lines = [f"  {'   ' if place else f'{number}. '}{sentence}" for place, sentence in enumerate(sentences)]
    lines += [colour(f"     {GLYPHS[FLAG]} {visible(doubt)}", YELLOW) for doubt in fix.doubts]
    return [*lines, colour(f"     {side_effects(fix.cells - fix.hidden, fix.users, fix.hidden, fix.by_hand)}", DIM)]
