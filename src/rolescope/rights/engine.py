"""The engine: from a tenant to what every subject can do, recombining only what an edit touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import cast

from rolescope.rights.access import Access
from rolescope.rights.classes import Classes, Later, follow, make_classes
from rolescope.rights.grants import CompiledRole, compile_role
from rolescope.rights.model import Rights, Role, Subject, Tenant
from rolescope.rights.system import (
    NO,
    NOT_APPLICABLE,
    PARTLY,
    UNKNOWN,
    YES,
    Inputs,
    Layer,
    Policy,
    ShortWay,
    System,
)
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Effective:
    """What one class of subjects can do: certain ⊆ possible, each as one plane per right."""

    certain: Access
    possible: Access
    granted: Access
    """What the roles give before the later layers."""
    roles: tuple[CompiledRole, ...]
    yes: dict[str, int]
    """For ``export`` and ``import`` the nodes where the answer is a certain yes."""
    maybe: dict[str, int]
    """... and where it is at least possible."""
    partly: dict[str, int]
    """... and where only a part of it is there, for certain."""
    unknown: dict[str, int]
    """... and where what is certain and what is possible answer differently."""


class Outcome:
    """The engine's answer for one tenant snapshot."""

    __slots__ = ("_besides", "classes", "compiled", "engine", "policy", "shared", "tenant")

    def __init__(
        self, engine: Engine, tenant: Tenant, policy: Policy, compiled: dict[str, CompiledRole], classes: Classes
    ) -> None:
        self.engine, self.tenant, self.policy = engine, tenant, policy
        self.compiled = compiled
        """The compiled roles by name."""
        self.classes = classes
        """Which subjects share a result."""
        self.shared: list[Later[Effective]] = []
        """One effective access for each class, worked out when it is first asked for."""
        self._besides: dict[Inputs, Effective] = {}
        """... and for each class of subjects that are not rows of the preview."""

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The rows of the preview, in order."""
        return self.classes.subjects

    @property
    def results(self) -> list[Effective]:
        """The effective access of every class; all of them are worked out."""
        return [later.value for later in self.shared]

    @property
    def tree(self) -> Tree:
        return self.engine.tree

    @property
    def system(self) -> System:
        return self.engine.system

    def effective(self, subject: Subject) -> Effective:
        """What a subject can do, whether it is a row of the preview or not."""
        known = self.classes.number_of.get(subject)
        if known is not None:
            return self.shared[known].value
        inputs = self.policy.inputs(self.tenant, subject)
        if inputs not in self._besides:
            self._besides[inputs] = self.engine.combine(self, inputs)
        return self._besides[inputs]

    def inputs(self, subject: Subject) -> Inputs:
        """All that decides a subject's rights besides the grants."""
        known = self.classes.number_of.get(subject)
        return self.policy.inputs(self.tenant, subject) if known is None else self.classes.inputs[known]

    def layers(self, subject: Subject) -> Sequence[Layer]:
        """The layers that decide for a subject, in display order."""
        inputs = self.inputs(subject)
        return self.policy.layers(inputs, self.engine.compiled_roles(self, inputs))

    def rights_at(self, subject: Subject, node: int) -> tuple[Rights, Rights]:
        """The certain rights at a node, and those that are only possible.

        For a branch: those that hold at every node below that has an answer.
        """
        result, cells = self.effective(subject), self.cells(node)
        if not cells:
            return frozenset(), frozenset()
        held = self._at if cells == 1 << node else self._held
        certain = held(result.certain, cells)
        return certain, held(result.possible, cells) - certain

    def _at(self, access: Access, cells: int) -> Rights:
        rights = zip(self.system.rights, access.planes, strict=True)
        return frozenset(right for right, plane in rights if plane & cells) - self.system.unasked

    def _held(self, access: Access, cells: int) -> Rights:
        return frozenset(
            right
            for right, plane, sense in zip(
                self.system.rights, access.planes, self.policy.applicable.planes, strict=True
            )
            if cells & sense and not cells & sense & ~plane and right not in self.system.unasked
        )

    def cells(self, node: int) -> int:
        """The nodes that a node's answer is about: itself, for a branch all below that answer, none when n/a."""
        if self.policy.aggregates >> node & 1:
            return self.tree.subtree(node) & self.policy.answerable
        return 1 << node & self.policy.answerable

    def asked_cells(self, node: int, asked: Rights) -> int:
        """The cells of ``cells`` at which one of the rights makes sense; all of them where it does at none."""
        cells = self.cells(node)
        return cells & self.policy.applicable.any_of(self.engine.numbers(asked)) or cells

    def kind_cells(self, node: int, kind: str) -> int:
        """The cells of ``cells`` at which ``export`` or ``import`` makes sense."""
        return self.cells(node) & self.policy.asks(kind)

    def answered_cells(self, subject: Subject, node: int, kind: str) -> int:
        """The same, and those at which it may make sense by what the subject holds there."""
        return self.kind_cells(node, kind) | (self.cells(node) & self.effective(subject).unknown[kind])

    def answer(self, subject: Subject, node: int, asked: str | Rights) -> str:
        """``yes``, ``no``, ``partly``, ``unknown`` or ``n/a``: can the subject do ``asked``?

        ``asked`` is ``export``, ``import`` or a set of rights of which any one is enough. A branch says what all below
        it say, and ``partly`` where these differ (PS-82).
        """
        result = self.effective(subject)
        if isinstance(asked, str):
            cells, yes = self.answered_cells(subject, node, asked), result.yes[asked]
            partly, unknown = result.partly[asked], result.unknown[asked]
        else:
            cells, numbers = self.asked_cells(node, asked), self.engine.numbers(asked)
            yes, partly = result.certain.any_of(numbers), 0
            unknown = result.possible.any_of(numbers) & ~yes
        if not cells:
            return NOT_APPLICABLE
        for plane, answer in ((yes, YES), (unknown, UNKNOWN)):
            if cells & plane == cells:
                return answer
        return PARTLY if cells & (yes | partly | unknown) else NO

    def remark(self, subject: Subject, node: int, kind: str) -> str:
        """A few words beside the answer to ``export`` or ``import`` at a node; empty where there is nothing to add."""
        if self.cells(node) != 1 << node:
            return ""
        inputs = self.inputs(subject)
        return self.policy.remark(inputs, self.engine.compiled_roles(self, inputs), node, kind)

    def count(self, subject: Subject, kind: str, hidden: bool = False) -> tuple[int, int]:
        """How many nodes a subject can export or import for certain, and at most; hidden ones only when asked."""
        counted = self.policy.answerable if hidden else self.policy.answerable & ~self.policy.hidden
        result = self.effective(subject)
        return (result.yes[kind] & counted).bit_count(), (result.maybe[kind] & counted).bit_count()


class Engine:
    """Evaluates tenants of one system over one tree, and keeps what the last evaluations can share."""

    def __init__(self, system: System, tree: Tree) -> None:
        self.system, self.tree = system, tree
        self._number = {right: number for number, right in enumerate(system.rights)}
        self._supplied: dict[int, CompiledRole] = {}

    def numbers(self, rights: Rights) -> list[int]:
        """The numbers of some rights of the system."""
        return [self._number[right] for right in rights]

    def evaluate(self, tenant: Tenant, previous: Outcome | None = None) -> Outcome:
        """What every subject can do. What ``previous`` has in common with ``tenant`` is taken over as it is."""
        if previous is None or not _same_frame(previous.tenant, tenant):
            policy = self.system.policy(self.tree, tenant)
            outcome = Outcome(self, tenant, policy, self._compile(tenant, previous), make_classes(policy, tenant))
            outcome.shared = [self._later(outcome, key) for key in outcome.classes.inputs]
            return outcome
        compiled, policy = self._compile(tenant, previous), previous.policy
        if _same_roles(previous.tenant, tenant):
            classes = follow(previous.classes, previous.tenant, tenant)
        else:
            classes = make_classes(policy, tenant)
        outcome = Outcome(self, tenant, policy, compiled, classes)
        outcome.shared = self._taken_over(outcome, previous)
        return outcome

    def _later(self, outcome: Outcome, inputs: Inputs) -> Later[Effective]:
        return Later(partial(combined, outcome.policy, inputs, self.compiled_roles(outcome, inputs), self.system.kinds))

    def _taken_over(self, outcome: Outcome, previous: Outcome) -> list[Later[Effective]]:
        """The results of the same inputs, but of the classes that hold a role which is not the very same any more."""
        old, new = previous.classes, outcome.classes
        known, kept = previous.compiled, outcome.compiled
        stale = {
            number
            for name in {**known, **kept}
            if known.get(name) is not kept.get(name)
            for number in old.holders.get(name, ())
        }
        if new.inputs[: len(old.inputs)] == old.inputs:
            found = list(previous.shared)
            for number in (*stale, *range(len(old.inputs), len(new.inputs))):
                found[number : number + 1] = [self._later(outcome, new.inputs[number])]
            return found
        places = [old.numbers.get(key, -1) for key in new.inputs]
        return [
            self._later(outcome, key) if place < 0 or place in stale else previous.shared[place]
            for key, place in zip(new.inputs, places, strict=True)
        ]

    def _compile(self, tenant: Tenant, previous: Outcome | None) -> dict[str, CompiledRole]:
        known = previous.compiled if previous else {}
        compiled = {}
        for name, role in tenant.roles.items():
            before = known.get(name)
            compiled[name] = before if before and before.role is role else self.compile(role)
        return compiled

    def compile(self, role: Role) -> CompiledRole:
        """Compile one role."""
        return compile_role(role, self.tree, self.system.rights, self.system.inherits)

    def compiled_roles(self, outcome: Outcome, inputs: Inputs) -> tuple[CompiledRole, ...]:
        """The compiled roles that count for a class."""
        found = []
        for role in outcome.policy.roles(inputs):
            if isinstance(role, Role):
                if id(role) not in self._supplied:
                    self._supplied[id(role)] = self.compile(role)
                found.append(self._supplied[id(role)])
            else:
                found.append(outcome.compiled[role])
        return tuple(found)

    def combine(self, outcome: Outcome, inputs: Inputs) -> Effective:
        """Intersect all masks of a class."""
        return combined(outcome.policy, inputs, self.compiled_roles(outcome, inputs), self.system.kinds)


def combined(policy: Policy, inputs: Inputs, roles: tuple[CompiledRole, ...], kinds: Iterable[str]) -> Effective:
    """What is left when every layer has taken what it takes."""
    certain, possible = _left(policy, inputs, roles)
    result = Effective(certain, possible, policy.granted(inputs, roles), roles, {}, {}, {}, {})
    for kind in kinds:
        yes, part = maybe, maybe_part = policy.made(kind, certain)
        if possible is not certain:
            maybe, maybe_part = policy.made(kind, possible)
        unknown = (yes ^ maybe) | (part ^ maybe_part)
        result.yes[kind], result.maybe[kind] = yes, maybe
        result.partly[kind], result.unknown[kind] = part & ~yes & ~unknown, unknown
    return result


@cache
def _knows_short_way(policy: type) -> bool:
    return issubclass(policy, ShortWay)


def _left(policy: Policy, inputs: Inputs, roles: Sequence[CompiledRole]) -> tuple[Access, Access]:
    """What is certain and what is possible behind all layers."""
    if _knows_short_way(type(policy)):
        return cast(ShortWay, policy).left(inputs, roles)
    return intersection(policy, inputs, roles)


def intersection(policy: Policy, inputs: Inputs, roles: Sequence[CompiledRole]) -> tuple[Access, Access]:
    """The same by the masks of the layers, one by one."""
    certain = possible = policy.ceiling
    apart = False
    for layer in policy.layers(inputs, roles):
        apart = apart or layer.possible is not None
        possible = possible & layer.at_most if apart else possible
        certain = certain & layer.mask
        possible = possible if apart else certain
    return certain, possible


def _same_frame(a: Tenant, b: Tenant) -> bool:
    return a is b or (a.settings == b.settings and a.companies == b.companies and a.extra == b.extra)


def _same_roles(a: Tenant, b: Tenant) -> bool:
    """Whether the same roles exist with the same facts besides their grants."""
    return list(a.roles) == list(b.roles) and all(
        role is b.roles[name] or (role.extra == b.roles[name].extra and role.code == b.roles[name].code)
        for name, role in a.roles.items()
    )
