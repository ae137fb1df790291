"""What a person may do in the vendor's own interface: the layers that count there, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from rolescope.rights.engine import Outcome
from rolescope.rights.explain import Explanation, asked_rights, explain, warns
from rolescope.rights.model import UI, Rights, Subject
from rolescope.rights.policy import FLAG, NO, NOT_APPLICABLE, PASS, STOP, UNKNOWN, YES, Layer, Step, UsableByHand


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
            flagged = not passing or layer.flagged(node) or warns(outcome, layer, node, rights)
            steps.append(_step(layer, node, STOP if not at_most else FLAG if flagged else PASS, rights))
    answer = YES if certain else UNKNOWN if possible else NO
    return Explanation(subject, node, asked, answer, tuple(steps), _notes(outcome, subject, node))


def _notes(outcome: Outcome, subject: Subject, node: int) -> tuple[Step, ...]:
    return tuple(outcome.policy.notes(outcome.tenant, subject, node, outcome.effective(subject)))


def _step(layer: Layer, node: int, verdict: str, rights: Rights) -> Step:
    cause = layer.cause(node, verdict, rights)
    return Step(layer.number, layer.name, verdict, cause.rule, cause.text, cause.role, cause.node)
