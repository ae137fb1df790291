"""Questions as users ask them, about the demo: the engine, the explanation and the twin give the agreed answer."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rolescope.rights.engine import Outcome
from rolescope.rights.explain import Explanation, asked_rights, explain
from rolescope.rights.model import Subject
from rolescope.rights.policy import FLAG, Step
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace import reference as twin
from tests.payspace.building import demo, evaluate

QUESTIONS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "questions.json").read_text("utf-8"))

WITHOUT_A_LINE = {
    ("SC-02", "PS-08"),
    ("SC-02", "PS-83"),
    ("SC-03", "PS-08"),
    ("SC-06", "PS-39"),
    ("SC-08", "PS-28"),
    ("SC-08", "PS-29"),
    ("SC-14", "PS-07"),
    ("SC-14", "PS-08"),
    ("SC-20", "PS-37"),
    ("SC-22", "PS-43"),
}
"""Rules that shape the answer of a scenario while the line that tells it quotes another one."""


def named(question: dict[str, Any]) -> str:
    return f"{question['scenario']}-{question['ask']}"


@cache
def outcome(settings: tuple[tuple[str, Any], ...]) -> Outcome:
    tenant = demo()
    return evaluate(replace(tenant, settings={**tenant.settings, **dict(settings)}))


def asked(question: dict[str, Any]) -> tuple[Outcome, Subject, int, Any]:
    found = outcome(tuple(question["settings"].items()))
    user = None if question["user"] == "-" else question["user"]
    subject = Subject(user, question["credential"], question["company"])
    right = question["right"]
    rights = right if right in SYSTEM.kinds else asked_rights(found, right)
    return found, subject, found.tree.index[question["node"]], rights


def headline(explanation: Explanation) -> Step | None:
    """What the app puts first: the first stop, or for an unknown the first flag of a layer that is unsure."""
    if explanation.answer != "unknown":
        return explanation.headline
    return next(step for step in explanation.steps if step.verdict == FLAG)


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_the_engine_gives_the_agreed_answer(question: dict[str, Any]) -> None:
    found, subject, node, rights = asked(question)
    assert subject in found.subjects
    assert found.answer(subject, node, rights) == question["answer"]


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_the_twin_gives_the_agreed_answer(question: dict[str, Any]) -> None:
    found, subject, node, rights = asked(question)
    assert twin.answer(found.tenant, found.tree, subject, node, rights) == question["answer"]


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_the_explanation_begins_with_the_agreed_layer_and_quotes_the_agreed_rule(question: dict[str, Any]) -> None:
    found, subject, node, _ = asked(question)
    explanation = explain(found, subject, node, question["right"])
    assert explanation.answer == question["answer"]
    first = headline(explanation)
    assert (first.layer if first else None) == question["headline_layer"]
    lines = (*explanation.steps, *explanation.notes)
    quoted = {step.rule for step in lines} | {rule for step in lines for rule in re.findall(r"PS-\d\d", step.cause)}
    assert question["rule"] in quoted or (question["scenario"], question["rule"]) in WITHOUT_A_LINE, sorted(quoted)
