"""The engine: from a tenant to what every subject can do, recombining only what an edit touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import cast

from rolescope.rights.access import Access
from rolescope.rights.classes import Classes, Later, LaterByName, follow, make_classes
from rolescope.rights.grants import CompiledRole, compile_role
from rolescope.rights.model import Rights, Role, Subject, Tenant
from rolescope.rights.policy import NO, NOT_APPLICABLE, PARTLY, UNKNOWN, YES, Inputs, Layer, Policy, ShortWay
from rolescope.rights.system import System
from rolescope.rights.tables import gone, replaced, same_names
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

    __slots__ = ("classes", "compiled", "engine", "policy", "shared", "tenant")

    def __init__(
        self,
        engine: Engine,
        tenant: Tenant,
        policy: Policy,
        compiled: LaterByName[CompiledRole],
        classes: Classes,
    ) -> None:
        self.engine, self.tenant, self.policy = engine, tenant, policy
        self.compiled = compiled
        """The compiled roles by name."""
        self.classes = classes
        """Which subjects share a result."""
        self.shared: dict[int, Later[Effective]] = {}
        """By class, its effective access, worked out when it is first asked for."""

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The rows of the preview, in order."""
        return self.classes.subjects

    @property
    def results(self) -> list[Effective]:
        """The effective access of every class; all of them are worked out."""
        self.complete()
        return [later.value for later in self.shared.values()]

    def complete(self) -> None:
        """Look up who shares what, without working any answer out: the first edit asks for it.

        It may be done before in another thread, while this outcome is asked for answers.
        """
        self.classes.complete(self.tenant)
        if len(self.shared) < len(self.classes.inputs):
            for number in range(len(self.classes.inputs)):
                self._of_class(number)

    def _of_class(self, number: int) -> Later[Effective]:
        found = self.shared.get(number)
        if found is None:
            made = self.engine.later(self.policy, self.compiled, self.classes.inputs[number])
            found = self.shared.setdefault(number, made)
        return found

    def later(self, subject: Subject) -> Later[Effective]:
        """What a subject can do, perhaps still to be worked out: the very same for as long as nothing decides anew."""
        return self._of_class(self.classes.number(self.tenant, subject))

    @property
    def tree(self) -> Tree:
        return self.engine.tree

    @property
    def system(self) -> System:
        return self.engine.system

    @property
    def unanswered(self) -> int:
        """The nodes without an answer, not even one that sums up: their levels steer the interface alone."""
        return self.tree.full & ~(self.policy.answerable | self.policy.aggregates)

    def effective(self, subject: Subject) -> Effective:
        """What a subject can do, whether it is a row of the preview or not."""
        return self.later(subject).value

    def inputs(self, subject: Subject) -> Inputs:
        """All that decides a subject's rights besides the grants."""
        return self.classes.inputs[self.classes.number(self.tenant, subject)]

    def layers(self, subject: Subject) -> Sequence[Layer]:
        """The layers that decide for a subject, in display order."""
        inputs = self.inputs(subject)
        return self.policy.layers(inputs, self.engine.compiled_roles(self.policy, self.compiled, inputs))

    def rights_at(self, subject: Subject, node: int, among: Rights | None = None) -> tuple[Rights, Rights]:
        """The certain rights at a node, and those that are only possible; of some rights, or of all.

        For a branch: those that hold at every node below that has an answer.
        """
        result, cells = self.effective(subject), self.cells(node)
        if not cells:
            return frozenset(), frozenset()
        asked = frozenset(self.system.rights) if among is None else among
        held = self._at if cells == 1 << node else self._held
        certain = held(result.certain, cells, asked)
        if result.possible is result.certain:
            return certain, frozenset()
        return certain, held(result.possible, cells, asked) - certain

    def _at(self, access: Access, cells: int, asked: Rights) -> Rights:
        planes, number = access.planes, self.engine.number
        return frozenset([right for right in asked if planes[number[right]] & cells]) - self.system.unasked

    def _held(self, access: Access, cells: int, asked: Rights) -> Rights:
        found = []
        for right in asked - self.system.unasked:
            number = self.engine.number[right]
            here = cells & self.policy.applicable.planes[number]
            if here and not here & ~access.planes[number]:
                found.append(right)
        return frozenset(found)

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
        it say, and ``partly`` where these differ (PS-82); ``unknown`` as long as nothing below is certain, for then
        nobody knows whether they do.
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
        if cells & yes == cells:
            return YES
        if cells & (yes | partly):
            return PARTLY
        return UNKNOWN if cells & unknown else NO

    def remark(self, subject: Subject, node: int, kind: str) -> str:
        """A few words beside the answer to ``export`` or ``import`` at a node; empty where there is nothing to add."""
        if self.cells(node) != 1 << node:
            return ""
        inputs = self.inputs(subject)
        return self.policy.remark(inputs, self.engine.compiled_roles(self.policy, self.compiled, inputs), node, kind)

    def count(self, subject: Subject, kind: str, hidden: bool = False) -> tuple[int, int]:
        """How many nodes a subject can export or import for certain, and at most; hidden ones only when asked."""
        counted = self.policy.answerable if hidden else self.policy.answerable & ~self.policy.hidden
        result = self.effective(subject)
        return (result.yes[kind] & counted).bit_count(), (result.maybe[kind] & counted).bit_count()

    def has_part(self, subject: Subject, kind: str, hidden: bool = False) -> bool:
        """Whether a subject can do a part of exporting or importing anywhere, which ``count`` leaves out."""
        counted = self.policy.answerable if hidden else self.policy.answerable & ~self.policy.hidden
        return bool(self.effective(subject).partly[kind] & counted)


class Engine:
    """Evaluates tenants of one system over one tree, and keeps what the last evaluations can share."""

    def __init__(self, system: System, tree: Tree) -> None:
        self.system, self.tree = system, tree
        self.number = {right: number for number, right in enumerate(system.rights)}
        """The rights by name."""
        self._supplied: dict[int, CompiledRole] = {}

    def numbers(self, rights: Rights) -> list[int]:
        """The numbers of some rights of the system."""
        return [self.number[right] for right in rights]

    def evaluate(self, tenant: Tenant, previous: Outcome | None = None) -> Outcome:
        """What every subject can do. What ``previous`` has in common with ``tenant`` is taken over as it is."""
        if previous is None or not _same_frame(previous.tenant, tenant):
            policy = self.system.policy(self.tree, tenant)
            return Outcome(self, tenant, policy, self._compiled(tenant, previous), make_classes(policy, tenant))
        previous.complete()
        policy, compiled = previous.policy, self._compiled(tenant, previous)
        if _same_roles(previous.tenant, tenant):
            classes = follow(previous.classes, previous.tenant, tenant)
        else:
            classes = make_classes(policy, tenant)
        outcome = Outcome(self, tenant, policy, compiled, classes)
        outcome.shared = self._taken_over(outcome, previous)
        return outcome

    def later(self, policy: Policy, compiled: Mapping[str, CompiledRole], inputs: Inputs) -> Later[Effective]:
        """What a class can do, worked out when it is first asked for."""
        return Later(lambda: combined(policy, inputs, self.compiled_roles(policy, compiled, inputs), self.system.kinds))

    def _taken_over(self, outcome: Outcome, previous: Outcome) -> dict[int, Later[Effective]]:
        """The results of the same inputs, but of the classes that hold a role which is not the very same any more."""
        old, new = previous.classes, outcome.classes
        before, after = previous.tenant.roles, outcome.tenant.roles
        other = (*replaced(before, after), *gone(before, after))
        stale = {number for role in other for number in old.holders(role)}
        if new is old or new.inputs[: len(old.inputs)] == old.inputs:
            anew = {number: self.later(outcome.policy, outcome.compiled, old.inputs[number]) for number in stale}
            return previous.shared | anew
        new.rows(outcome.tenant)
        places = ((number, old.number_of(inputs)) for number, inputs in enumerate(new.inputs))
        return {number: previous.shared[place] for number, place in places if place is not None and place not in stale}

    def _compiled(self, tenant: Tenant, previous: Outcome | None) -> LaterByName[CompiledRole]:
        """The roles of a tenant, those that are the very same as before by the very same work."""
        known = dict(previous.compiled.later) if previous else {}
        before: Mapping[str, Role] = previous.tenant.roles if previous else {}
        anew = {name: Later(partial(self.compile, tenant.roles[name])) for name in replaced(before, tenant.roles)}
        if same_names(before, tenant.roles):
            return LaterByName(known | anew)
        return LaterByName({name: anew.get(name) or known[name] for name in tenant.roles})

    def compile(self, role: Role) -> CompiledRole:
        """Compile one role."""
        return compile_role(role, self.tree, self.system.rights, self.system.inherits)

    def compiled_roles(
        self, policy: Policy, compiled: Mapping[str, CompiledRole], inputs: Inputs
    ) -> tuple[CompiledRole, ...]:
        """The compiled roles that count for a class."""
        found = []
        for role in policy.roles(inputs):
            if isinstance(role, Role):
                if id(role) not in self._supplied:
                    self._supplied[id(role)] = self.compile(role)
                found.append(self._supplied[id(role)])
            else:
                found.append(compiled[role])
        return tuple(found)


def combined(policy: Policy, inputs: Inputs, roles: tuple[CompiledRole, ...], kinds: Iterable[str]) -> Effective:
    """What is left when every layer has taken what it takes."""
    certain, possible = _remaining(policy, inputs, roles)
    yes, maybe, partly, unknown = dict[str, int](), dict[str, int](), dict[str, int](), dict[str, int]()
    for kind in kinds:
        whole, part = at_most, part_at_most = policy.answers(kind, certain)
        if possible is not certain:
            at_most, part_at_most = policy.answers(kind, possible)
        unsure = (whole ^ at_most) | (part ^ part_at_most)
        yes[kind], maybe[kind], partly[kind], unknown[kind] = whole, at_most, part & ~whole & ~unsure, unsure
    return Effective(certain, possible, policy.granted(inputs, roles), roles, yes, maybe, partly, unknown)


@cache
def _knows_short_way(policy: type) -> bool:
    return issubclass(policy, ShortWay)


def _remaining(policy: Policy, inputs: Inputs, roles: Sequence[CompiledRole]) -> tuple[Access, Access]:
    """What is certain and what is possible behind all layers."""
    if _knows_short_way(type(policy)):
        return cast(ShortWay, policy).remaining(inputs, roles)
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
    pairs = ((a.roles.get(name), b.roles[name]) for name in replaced(a.roles, b.roles))
    return same_names(a.roles, b.roles) and all(
        old is not None and (old.extra, old.code) == (new.extra, new.code) for old, new in pairs
    )
