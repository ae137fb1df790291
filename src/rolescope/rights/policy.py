"""What a vendor's rules tell the core: the layers of a subject's rights, and what the answers mean.

A ``Policy`` is a system's rules bound to one tree and one tenant's settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:  # the names alone: what only shows answers must not wait for the engine
    from rolescope.rights.access import Access
    from rolescope.rights.edits import Edit
    from rolescope.rights.engine import Effective
    from rolescope.rights.grants import CompiledRole
    from rolescope.rights.model import Principal, Rights, Role, Subject, Tenant


Inputs = Any
"""A hashable value of the system's own: all that decides a subject's rights besides the grants."""

PASS, STOP, FLAG = "pass", "stop", "flag"
YES, PARTLY, NO, UNKNOWN, NOT_APPLICABLE = "yes", "partly", "no", "unknown", "n/a"

NO_USER, NO_CREDENTIAL, BY_VENDOR = "NO_USER", "NO_CREDENTIAL", "BY_VENDOR"
"""Reason codes that every system means alike: a login that lacks its user or its credential, and a limit that no edit
lifts."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a layer answers as it does at one node: a sentence, the rule it stands on, and what it points at."""

    rule: str
    text: str
    role: str | None = None
    node: int | None = None
    """The node that decides, where it is another one or a grant stands there."""
    code: str = ""
    """The reason in one word, for programs, where the system has such words."""


Tell = Callable[[int, str, "Rights"], Cause]
"""Why a layer came to its verdict on some rights at a node."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One rule that can only take rights away.

    ``mask`` is what it lets through for certain, ``possible`` what it may let through; they differ only where the
    vendor's rule is unknown. ``cause`` tells why at a node, for the verdict that came out on the rights asked for.
    """

    number: int
    name: str
    mask: Access
    cause: Tell
    possible: Access | None = None
    flagged: Callable[[int], bool] = field(default=lambda node: False)
    """Whether the layer has something to warn of at a node although it lets the right through."""
    about: int = -1
    """The nodes whose explanation lists the layer; -1, which has every bit, is all of them."""
    warned: Access | None = None
    """The rights at which the layer warns although it lets them through."""

    @property
    def at_most(self) -> Access:
        return self.mask if self.possible is None else self.possible


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation: a layer's verdict (pass, stop or flag) with rule and cause."""

    layer: int
    name: str
    verdict: str
    rule: str
    cause: str
    role: str | None = None
    node: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Denial:
    """Rights that a subject lacks at a node, and the steps that tell why."""

    tenant: Tenant
    compiled: Mapping[str, CompiledRole]
    """The tenant's roles."""
    subject: Subject
    node: int
    asked: Rights
    steps: Sequence[Step]

    @property
    def user(self) -> Principal | None:
        """Who is meant, where the subject is a user that is there."""
        return self.tenant.principals.get(self.subject.principal or "")

    @property
    def refusing(self) -> Sequence[Step]:
        """The steps that stop something, or about which nobody knows."""
        return [step for step in self.steps if step.verdict in (STOP, FLAG)]


class Policy(Protocol):
    """A system's rules bound to one tree and one tenant's settings."""

    @property
    def applicable(self) -> Access:
        """The rights that make sense at each node; nothing where the answer is n/a."""

    @property
    def ceiling(self) -> Access:
        """The rights that a subject may hold at most; ``applicable``, or more where that is known in part only."""

    @property
    def answerable(self) -> int:
        """The nodes with an answer of their own: all others are branches or n/a."""

    @property
    def aggregates(self) -> int:
        """The nodes whose answer sums up what is below them."""

    @property
    def hidden(self) -> int:
        """The nodes left out of totals unless the user shows them."""

    @property
    def gate(self) -> bool:
        """Whether a closed parent closes what is below it."""

    def warning(self, tenant: Tenant, subject: Subject) -> str:
        """What is alarming about a subject as a whole, in a few words; empty when nothing is."""

    def subjects(self, tenant: Tenant) -> Sequence[Subject]:
        """The rows of the preview, in order.

        They hang on the users' names, on the credentials' names and users, and on what the policy was made for.
        """

    def inputs(self, tenant: Tenant, subject: Subject) -> Inputs:
        """All that decides a subject's rights besides the grants; subjects with equal inputs share one result.

        They hang on the subject's own user, credential and groups, on what roles are besides their grants, and on what
        the policy was made for; never on other users. After an edit only the subjects that it is about are asked again.
        """

    def roles(self, inputs: Inputs) -> Sequence[str | Role]:
        """The roles that count for these inputs: by name, or a role that the system itself supplies."""

    def asks(self, kind: str) -> int:
        """The nodes at which ``export`` or ``import`` makes sense; elsewhere the answer is n/a."""

    def needed(self, kind: str, node: int, held: Rights) -> tuple[Rights, Rights]:
        """The rights that a full yes to ``export`` or ``import`` at a node needs, and those that make a part of one.

        ``held`` is what the subject may hold there: it may make a part of a yes where nobody knows that it does.
        """

    def answers(self, kind: str, access: Access) -> tuple[int, int]:
        """The nodes where an access makes a full yes to ``export`` or ``import``, and where at least a part of one."""

    def remark(self, inputs: Inputs, roles: Sequence[CompiledRole], node: int, kind: str) -> str:
        """A few words beside the answer at a node, which only tell it in more detail; mostly empty."""

    def granted(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Access:
        """What the roles give before any later layer; the source of the level shown."""

    def layers(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Sequence[Layer]:
        """All layers in display order."""

    def notes(self, tenant: Tenant, subject: Subject, node: int, result: Effective) -> Sequence[Step]:
        """What stands beside the right and never changes it."""

    def remedies(self, denial: Denial) -> Sequence[Sequence[tuple[Edit, ...]]]:
        """For each cause that an admin can mend, the alternative edits that may mend it."""


@runtime_checkable
class ShortWay(Protocol):
    """A policy that knows what its layers leave without intersecting them one by one."""

    def remaining(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> tuple[Access, Access]:
        """What all layers together leave: what is certain, and what is possible; the same one twice where equal."""


@runtime_checkable
class UsableByHand(Protocol):
    """A policy that knows which rights make sense in the vendor's own interface."""

    @property
    def usable(self) -> Access:
        """Those that do at each node; none at a node that the tenant does not have."""


@runtime_checkable
class WaysApart(Protocol):
    """A policy that tells access by a program from access by hand."""

    def by_hand(self, inputs: Inputs) -> Inputs | None:
        """What counts by hand: the very same where that leads to the same rights, None where no hand gets in."""
