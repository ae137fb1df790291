"""The engine: from a tenant to what every subject can do, recombining only what an edit touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rolescope.rights.access import Access
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


@dataclass(slots=True, eq=False)
class Shared:
    """What the subjects of one class share. Their answers are worked out when somebody asks for them first."""

    inputs: Inputs
    roles: tuple[CompiledRole, ...]
    known: Effective | None = None


class Outcome:
    """The engine's answer for one tenant snapshot."""

    __slots__ = ("_class_of", "classes", "compiled", "engine", "policy", "subjects", "tenant")

    def __init__(
        self,
        engine: Engine,
        tenant: Tenant,
        policy: Policy,
        compiled: dict[str, CompiledRole],
        class_of: dict[Subject, int],
    ) -> None:
        self.engine, self.tenant, self.policy = engine, tenant, policy
        self.compiled = compiled
        """The compiled roles by name."""
        self.subjects = tuple(class_of)
        """The rows of the preview, in order."""
        self._class_of = class_of
        self.classes: list[Shared] = []
        """The classes of subjects; one that an edit leaves alone is the very same before and after."""

    @property
    def tree(self) -> Tree:
        return self.engine.tree

    @property
    def system(self) -> System:
        return self.engine.system

    def effective(self, subject: Subject) -> Effective:
        """What a subject can do. Subjects that are not rows of the preview are worked out on the spot."""
        shared = self.shared(subject)
        if shared.known is None:
            shared.known = self.engine.combine(self.policy, shared)
        return shared.known

    def shared(self, subject: Subject) -> Shared:
        """What a subject has in common with others of its class; that of no other where it is no row."""
        known = self._class_of.get(subject)
        if known is not None:
            return self.classes[known]
        inputs = self.policy.inputs(self.tenant, subject)
        return Shared(inputs, self.engine.compiled_roles(self, inputs))

    def layers(self, subject: Subject) -> Sequence[Layer]:
        """The layers that decide for a subject, in display order."""
        shared = self.shared(subject)
        return self.policy.layers(shared.inputs, shared.roles)

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

    def answer(self, subject: Subject, node: int, asked: str | Rights) -> str:
        """``yes``, ``no``, ``partly``, ``unknown`` or ``n/a``: can the subject do ``asked``?

        ``asked`` is ``export``, ``import`` or a set of rights of which any one is enough. A branch says what all below
        it say, and ``partly`` where these differ (PS-82).
        """
        result = self.effective(subject)
        if isinstance(asked, str):
            cells, yes = self.kind_cells(node, asked), result.yes[asked]
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
        shared = self.shared(subject)
        return self.policy.remark(shared.inputs, shared.roles, node, kind)

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
        """What every subject can do. What ``previous`` has in common with ``tenant`` is taken over as it is.

        Roles are compiled now; what a class can do is worked out when it is asked for.
        """
        same = previous is not None and _same_frame(previous.tenant, tenant)
        policy = previous.policy if previous and same else self.system.policy(self.tree, tenant)
        compiled = self._compile(tenant, previous)
        before: Iterable[Shared | None]
        if previous and same and _same_people(previous.tenant, tenant):
            class_of, before = previous._class_of, previous.classes
            inputs = tuple(shared.inputs for shared in previous.classes)
        else:
            class_of, inputs = _classes(policy, tenant)
            known = {shared.inputs: shared for shared in previous.classes} if previous and same else {}
            before = [known.get(key) for key in inputs]
        outcome = Outcome(self, tenant, policy, compiled, class_of)
        for key, shared in zip(inputs, before, strict=True):
            roles = self.compiled_roles(outcome, key)
            is_same = shared is not None and shared.roles == roles
            outcome.classes.append(shared if shared is not None and is_same else Shared(key, roles))
        return outcome

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

    def combine(self, policy: Policy, shared: Shared) -> Effective:
        """Intersect all masks of a class."""
        inputs, roles = shared.inputs, shared.roles
        certain = possible = policy.ceiling
        apart = False
        for layer in policy.layers(inputs, roles):
            apart = apart or layer.possible is not None
            possible = possible & layer.at_most if apart else possible
            certain = certain & layer.mask
            possible = possible if apart else certain
        result = Effective(certain, possible, policy.granted(inputs, roles), roles, {}, {}, {}, {})
        for kind in self.system.kinds:
            yes, part = policy.made(kind, certain)
            maybe, maybe_part = policy.made(kind, possible)
            unknown = (yes ^ maybe) | (part ^ maybe_part)
            result.yes[kind], result.maybe[kind] = yes, maybe
            result.partly[kind], result.unknown[kind] = part & ~yes & ~unknown, unknown
        return result


def _classes(policy: Policy, tenant: Tenant) -> tuple[dict[Subject, int], tuple[Inputs, ...]]:
    """The class of each subject by number, and the inputs that each class shares."""
    numbers: dict[Inputs, int] = {}
    class_of = {
        subject: numbers.setdefault(policy.inputs(tenant, subject), len(numbers)) for subject in policy.subjects(tenant)
    }
    return class_of, tuple(numbers)


def _same_frame(a: Tenant, b: Tenant) -> bool:
    return a is b or (a.settings == b.settings and a.companies == b.companies and a.extra == b.extra)


def _same_people(a: Tenant, b: Tenant) -> bool:
    """Whether nobody's status, roles or credentials changed; the roles' own grants may have."""
    same = a.principals is b.principals and a.credentials is b.credentials and a.groups is b.groups
    return same and _same_roles(a, b)


def _same_roles(a: Tenant, b: Tenant) -> bool:
    """Whether the same roles exist with the same facts besides their grants."""
    return list(a.roles) == list(b.roles) and all(
        role is b.roles[name] or (role.extra == b.roles[name].extra and role.code == b.roles[name].code)
        for name, role in a.roles.items()
    )
