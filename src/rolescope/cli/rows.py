"""One line of ``effective``: a credential, a node, and what the one can do at the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rolescope.rights.engine import Outcome
from rolescope.rights.model import Subject
from rolescope.rights.policy import UNKNOWN
from rolescope.rights.system import level_of

Row = dict[str, Any]
"""With the keys that the documentation of ``effective --json`` names, and one for whatever else the system asks."""

ABOUT = frozenset({"tenant", "user", "credential", "company", "node", "kind"})
"""The keys that say what a row is about; the others hold the answer."""


def rows(outcome: Outcome, subjects: Sequence[Subject], nodes: Sequence[int]) -> Iterator[Row]:
    """A row for each subject and node, in that order."""
    for subject in subjects:
        for node in nodes:
            yield row(outcome, subject, node)


def changed_rows(
    before: Outcome, after: Outcome, subjects: Sequence[Subject], nodes: Sequence[int]
) -> Iterator[tuple[Row, Row | None]]:
    """The rows that come out differently afterwards, each with what it was; None where the subject is new."""
    old = set(before.subjects)
    for subject in subjects:
        for node in nodes:
            now = row(after, subject, node)
            was = row(before, subject, node) if replace(subject, asked_scope=None) in old else None
            if was is None or any(now[key] != was[key] for key in now.keys() - ABOUT):
                yield now, was


def row(outcome: Outcome, subject: Subject, node: int) -> Row:
    """What a subject can do at a node."""
    found = outcome.tree.nodes[node]
    certain, possible = outcome.rights_at(subject, node)
    answers = {kind: outcome.answer(subject, node, kind) for kind in outcome.system.kinds}
    return {
        "tenant": outcome.tenant.name,
        "user": subject.principal,
        "credential": subject.credential,
        "company": subject.company,
        "node": found.id,
        "kind": found.kind,
        "level": level_at(outcome, subject, node, answers),
        **answers,
        "rights": sorted(certain),
        "possible": sorted(possible),
    }


def level_at(outcome: Outcome, subject: Subject, node: int, answers: Mapping[str, str]) -> str | None:
    """The level that the roles give at a node.

    None where the system has no levels, and where nobody knows it: an answer is unknown that the level would make a no.
    """
    level = level_of(outcome.system, outcome.effective(subject).granted.names_at(node, outcome.system.rights))
    if level is None:
        return None
    kinds = outcome.system.kinds
    beyond = (kind for kind, answer in answers.items() if answer == UNKNOWN and not level.rights & kinds[kind])
    return None if any(beyond) else level.name
