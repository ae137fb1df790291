"""Why a cell is as it is: every layer in order, every one that blocks, not only the first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rolescope.rights.access import Access
from rolescope.rights.counting import hidden_fields
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Rights, Subject
from rolescope.rights.policy import FLAG, NO, PARTLY, PASS, STOP, UNKNOWN, Layer, Step


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer for one cell with its layers. ``notes`` stand beside the right and do not change it."""

    subject: Subject
    node: int
    asked: str
    """``export``, ``import`` or one right (``asking_for``)."""
    answer: str
    steps: tuple[Step, ...]
    notes: tuple[Step, ...]

    @property
    def headline(self) -> Step | None:
        """The first layer that stops the right."""
        return next((step for step in self.steps if step.verdict == STOP), None)

    @property
    def stops(self) -> tuple[Step, ...]:
        """Every layer that stops it."""
        return tuple(step for step in self.steps if step.verdict == STOP)


RIGHT = "right:"
"""Begins what is asked where a right is meant that is called like a kind."""


def asking_for(right: str, kinds: Collection[str]) -> str:
    """How one right is asked for: by its name, which a kind may have as well."""
    return f"{RIGHT}{right}" if right in kinds else right


def single_right(outcome: Outcome, asked: str) -> str:
    """The one right that is asked for.

    Raises:
        KeyError: when the system knows no such right.
    """
    right = asked.removeprefix(RIGHT)
    if right not in outcome.system.rights:
        raise KeyError(asked)
    return right


def asked_rights(outcome: Outcome, asked: str, node: int | None = None) -> Rights:
    """The rights of which one is enough: those of ``export`` or ``import``, or the right itself.

    With it goes what is as good as that right at a node, where one is named.

    Raises:
        KeyError: when the system knows no such right.
    """
    if asked in outcome.system.kinds:
        return outcome.system.kinds[asked]
    right = single_right(outcome, asked)
    return frozenset({right}) if node is None else outcome.system.as_good_as(outcome.tree, node, right)


def explain(outcome: Outcome, subject: Subject, node: int, asked: str) -> Explanation:
    """Ask each layer whether it lacks the cell's bit.

    A layer stops when alone it takes every right asked for, or when those that are left take them together (PS-83):
    then all of these stop that take any right which a full yes needs.
    Any other layer that would not leave a full yes is flagged, whatever stands in the way besides: what is mended first
    must not bring up the next lack.
    """
    is_kind = asked in outcome.system.kinds
    single = asked_rights(outcome, asked, node)
    certain, perhaps = outcome.rights_at(subject, node)
    needed, rights = outcome.policy.needed(asked, node, certain | perhaps) if is_kind else (single, single)
    if not is_kind:
        needed = frozenset({single_right(outcome, asked)})
    layers = [layer for layer in outcome.layers(subject) if layer.about >> node & 1]
    cells = outcome.asked_cells(node, single)
    cells = outcome.answered_cells(subject, node, asked) or cells if is_kind else cells
    sums_up = cells not in (0, 1 << node)
    answer = outcome.answer(subject, node, asked if is_kind else rights)
    if sums_up:
        verdicts = [_verdict_below(outcome, layer, cells, rights) for layer in layers]
    else:
        verdicts = _verdicts(outcome, layers, node, (needed, rights), answer)
        if answer == NO and is_kind:
            verdicts = _with_lacks(outcome, layers, node, asked, verdicts)
    steps = [step_of(outcome, layer, node, verdict, rights) for layer, verdict in zip(layers, verdicts, strict=True)]
    if sums_up:
        steps = [_with_share(outcome, layer, step, cells, rights) for layer, step in zip(layers, steps, strict=True)]
    notes = tuple(outcome.policy.notes(outcome.tenant, subject, node, outcome.effective(subject)))
    return Explanation(subject, node, asked, answer, tuple(steps), notes)


def step_of(outcome: Outcome, layer: Layer, node: int, verdict: str, rights: Rights) -> Step:
    """A layer's line; what it lets through is flagged where it has something to warn of."""
    if verdict == PASS and (layer.flagged(node) or _warns(outcome, layer, node, rights)):
        verdict = FLAG
    cause = layer.cause(node, verdict, rights)
    return Step(layer.number, layer.name, verdict, cause.rule, cause.text, cause.role, cause.node, cause.code)


def _warns(outcome: Outcome, layer: Layer, node: int, rights: Rights) -> bool:
    """Whether a layer has something to say against some rights at a node that it lets through."""
    return layer.warned is not None and bool(layer.warned.at(node) & frozenset(outcome.engine.numbers(rights)))


def _verdicts(
    outcome: Outcome, layers: Sequence[Layer], node: int, wanted: tuple[Rights, Rights], answer: str
) -> list[str]:
    """One verdict a layer at a node with an answer of its own, or with none: then it is about the level alone."""
    needed, sensible = (frozenset(outcome.engine.numbers(rights)) for rights in wanted)
    most = [layer.at_most.at(node) & sensible for layer in layers]
    least = [layer.mask.at(node) & sensible for layer in layers]
    stopping = [not left for left in most]
    if answer == NO:
        together = set(sensible)
        for left, stops in zip(most, stopping, strict=True):
            together &= set(sensible) if stops else left
        if not together:
            stopping = [stops or not needed <= left for stops, left in zip(stopping, most, strict=True)]
    in_part = answer in (PARTLY, UNKNOWN)
    return [
        STOP if stops else FLAG if left and (not sure or (in_part and not needed <= sure)) else PASS
        for stops, sure, left in zip(stopping, least, most, strict=True)
    ]


def _with_lacks(outcome: Outcome, layers: Sequence[Layer], node: int, kind: str, verdicts: Sequence[str]) -> list[str]:
    """The verdicts, with a flag where a layer that stops nothing would alone leave less than a full yes."""
    policy, found = outcome.policy, list[str]()
    for layer, verdict in zip(layers, verdicts, strict=True):
        yes, part = policy.answers(kind, layer.mask & policy.ceiling) if verdict == PASS else (0, 0)
        found.append(FLAG if (part & ~yes) >> node & 1 else verdict)
    return found


def _verdict_below(outcome: Outcome, layer: Layer, cells: int, rights: Rights) -> str:
    taken = _taken(outcome, layer.at_most, cells, rights)
    if taken == cells:
        return STOP
    return FLAG if taken or _taken(outcome, layer.mask, cells, rights) else PASS


def _taken(outcome: Outcome, mask: Access, cells: int, rights: Rights) -> int:
    return cells & ~mask.any_of(outcome.engine.numbers(rights))


def _with_share(outcome: Outcome, layer: Layer, step: Step, cells: int, rights: Rights) -> Step:
    """How much of what is below a layer takes; hidden nodes are counted beside the total, as everywhere (PS-64)."""
    taken, hidden = _taken(outcome, layer.mask, cells, rights), outcome.policy.hidden
    if not taken:
        return step
    beside = f" and {hidden_fields((taken & hidden).bit_count())}" if taken & hidden else ""
    share = f"takes {(taken & ~hidden).bit_count():,} of {(cells & ~hidden).bit_count():,} below{beside}"
    return replace(step, cause=f"{step.cause} ({share})")
