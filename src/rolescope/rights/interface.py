"""What a person may do in the vendor's own interface: the layers that count there, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from rolescope.rights.engine import Outcome
from rolescope.rights.explain import Explanation, asked_rights, explain, step_of
from rolescope.rights.model import UI, Subject
from rolescope.rights.policy import FLAG, NO, NOT_APPLICABLE, PASS, STOP, UNKNOWN, YES, Step, UsableByHand


def explain_interface(outcome: Outcome, subject: Subject, node: int, asked: str) -> Explanation:
    """The answer of the node's own level, with the layers that make it; a branch is a node like any other here.

    It is n/a where the right makes no sense by hand.

    Raises:
        KeyError: when the system knows no such right.
    """
    counting, policy = outcome.system.interface_layers, outcome.policy
    subject = replace(subject, method=UI)
    if counting is None:
        return explain(outcome, subject, node, asked)
    rights = asked_rights(outcome, asked, node)
    wanted = frozenset(outcome.engine.numbers(rights))
    if isinstance(policy, UsableByHand):
        wanted &= policy.usable.at(node)
    if not wanted:
        return Explanation(subject, node, asked, NOT_APPLICABLE, (), _notes(outcome, subject, node))
    certain, possible, steps = wanted, wanted, []
    for layer in outcome.layers(subject):
        if layer.number not in counting:
            continue
        passing, at_most = wanted & layer.mask.at(node), wanted & layer.at_most.at(node)
        certain, possible = certain & passing, possible & at_most
        if layer.about >> node & 1 or passing != wanted:
            verdict = STOP if not at_most else FLAG if not passing else PASS
            steps.append(step_of(outcome, layer, node, verdict, rights))
    answer = YES if certain else UNKNOWN if possible else NO
    return Explanation(subject, node, asked, answer, tuple(steps), _notes(outcome, subject, node))


def _notes(outcome: Outcome, subject: Subject, node: int) -> tuple[Step, ...]:
    return tuple(outcome.policy.notes(outcome.tenant, subject, node, outcome.effective(subject)))
