"""What a vendor system tells the core: its rights, levels and layers. Each package under ``systems`` provides one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:  # the names alone: what only shows answers must not wait for the engine
    from rolescope.rights.access import Access
    from rolescope.rights.edits import Edit
    from rolescope.rights.engine import Effective
    from rolescope.rights.grants import CompiledRole
    from rolescope.rights.model import Principal, Rights, Role, Subject, Tenant
    from rolescope.rights.people import People
    from rolescope.rights.tree import Node, Tree


Inputs = Any
"""A hashable value of the system's own: all that decides a subject's rights besides the grants."""

PASS, STOP, FLAG = "pass", "stop", "flag"
YES, PARTLY, NO, UNKNOWN, NOT_APPLICABLE = "yes", "partly", "no", "unknown", "n/a"
EXPORT, IMPORT = "export", "import"

NO_USER, NO_CREDENTIAL, BY_VENDOR = "NO_USER", "NO_CREDENTIAL", "BY_VENDOR"
"""Reason codes that every system means alike: a login that lacks its user or its credential, and a limit that no edit
lifts."""

DOCUMENTED, OBSERVED, INFERRED, CHOICE = "documented", "observed", "inferred", "our choice"
BASIS_MARKS = {DOCUMENTED: "", OBSERVED: "", INFERRED: "~", CHOICE: "?"}
"""What is written after a rule's number so that nobody takes an assumption for a fact."""


@dataclass(frozen=True, slots=True)
class Level:
    """A named set of rights. Levels are listed from the least to the most."""

    name: str
    title: str
    glyph: str
    rights: Rights


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of a tenant, or a field of a user or role.

    With ``choices`` it has one of these values, or none where the default is None. Without, the default tells its kind:
    a bool is on or off, a text a line, a tuple any number of words.
    """

    name: str
    title: str
    default: object
    rule: str
    help: str
    choices: tuple[str, ...] | None = None
    many: bool = False
    """Whether it has any number of the choices, as a list; None is all of them, known or not."""
    titles: tuple[tuple[str, str], ...] = ()
    """What the vendor's screens call some of the choices; the others are read as they are spelt."""


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


@dataclass(frozen=True, slots=True)
class Layer:
    """One rule that can only take rights away.

    ``mask`` is what it lets through for certain, ``possible`` what it may let through; they differ only where the
    vendor's rule is unknown. ``tell`` gives the cause at a node, for the verdict that came out, and where ``by_right``
    is set for the rights that were asked for.
    """

    number: int
    name: str
    mask: Access
    tell: Callable[..., Cause]
    possible: Access | None = None
    flagged: Callable[[int], bool] = field(default=lambda node: False)
    """Whether the layer has something to warn of at a node although it lets the right through."""
    about: int = -1
    """The nodes whose explanation lists the layer; -1, which has every bit, is all of them."""
    warned: Access | None = None
    """The rights at which the layer warns although it lets them through."""
    by_right: bool = False

    def cause(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Why the layer came to its verdict on some rights at a node."""
        return self.tell(node, verdict, asked) if self.by_right else self.tell(node, verdict)

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
class Fact:
    """One line about a node or user that is no right: an API fact, provenance, a note of the second axis."""

    title: str
    text: str


ROLE, USER, NODE = "role", "user", "node"
"""What a filter in the vendor's own language can be about."""


class FilterError(ValueError):
    """Such a filter cannot be read: where in it, and what was expected."""


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

    def wanted(self, kind: str, node: int, held: Rights) -> tuple[Rights, Rights]:
        """The rights that a full yes to ``export`` or ``import`` at a node needs, and those that make a part of one.

        ``held`` is what the subject may hold there: it may make a part of a yes where nobody knows that it does.
        """

    def made(self, kind: str, access: Access) -> tuple[int, int]:
        """The nodes where an access makes a full yes to ``export`` or ``import``, and where at least a part of one."""

    def remark(self, inputs: Inputs, roles: Sequence[CompiledRole], node: int, kind: str) -> str:
        """A few words beside the answer at a node, which only tell it in more detail; mostly empty."""

    def granted(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Access:
        """What the roles give before any later layer; the source of the level shown."""

    def layers(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Sequence[Layer]:
        """All layers in display order."""

    def notes(self, tenant: Tenant, subject: Subject, node: int, result: Effective) -> Sequence[Step]:
        """What stands beside the right and never changes it."""

    def remedies(
        self,
        tenant: Tenant,
        compiled: Mapping[str, CompiledRole],
        subject: Subject,
        node: int,
        asked: Rights,
        steps: Sequence[Step],
    ) -> Sequence[Sequence[tuple[Edit, ...]]]:
        """For each cause that an admin can mend, the alternative edits that may mend it."""


@runtime_checkable
class ShortWay(Protocol):
    """A policy that knows what its layers leave without intersecting them one by one."""

    def left(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> tuple[Access, Access]:
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


class System(Protocol):
    """A vendor's dialect."""

    name: str
    title: str
    rights: tuple[str, ...]
    levels: tuple[Level, ...]
    kinds: Mapping[str, Rights]
    """``export`` and ``import``, and what else the system asks in that way, each with the rights that make it."""
    settings: tuple[Setting, ...]
    scopes: tuple[str, ...]
    statuses: tuple[str, ...]
    part_kinds: frozenset[str]
    """The kinds of nodes that are parts of another one, and listed with it rather than in the menu."""
    interface_layers: frozenset[int] | None
    """The numbers of the layers that also count in the vendor's own interface, where nothing else does.

    None where the rules themselves tell the ways in apart (``Subject.method``).
    """
    presets: tuple[Level, ...]
    """The named sets of rights that a key sets, from the least to the most: the levels, or where a system has none
    whatever of a set a node offers."""
    role_title: str
    """What the vendor calls what holds the grants, in the plural."""
    part_title: str
    """... and the parts of a node that are listed with it."""
    caseless_names: bool
    """Whether users and their roles are known by names that mean the same in any case, as e-mails do."""
    unasked: Rights
    """Rights that are never asked about or shown: steps on the way to an answer, and words that grants alone know."""
    inherits: bool
    """Whether a node without a grant takes that of its nearest ancestor; otherwise a grant is about its node alone."""
    people: People
    """What there is to say of users and roles besides."""
    has_credentials: bool
    """Whether API users log in with credentials of their own; otherwise each user is one row."""

    def tree(self, nodes: list[dict[str, object]] | None) -> Tree:
        """The tree of a catalogue; None is the built-in one."""

    def policy(self, tree: Tree, tenant: Tenant) -> Policy:
        """The rules for one tenant."""

    def basis(self, rule: str) -> str:
        """How well a rule is known: documented, observed, inferred, or our own choice where nobody says."""

    def badge(self, tree: Tree, node: int) -> str:
        """What the vendor says about a part, in three letters at most; empty when nothing special."""

    def facts(self, tree: Tree, node: int) -> Sequence[Fact]:
        """API facts and provenance of a node."""

    def other_names(self, node: Node) -> Sequence[str]:
        """What a node is called besides its name: by the API, or in other versions of the menu."""

    def offered(self, tree: Tree, node: int) -> Sequence[str]:
        """The rights that can be granted at a node, in the order to show them; none where nothing can be granted."""

    def right_title(self, right: str) -> str:
        """What the vendor's interface calls a right."""

    def column(self, right: str) -> str:
        """The heading of the column that a right is ticked in, a word: rights of the same heading may share it."""

    def said(self, tree: Tree, role: Role, node: int) -> Rights:
        """Which of the rights offered at a node a role grants there; nothing about what the node inherits."""

    def role_badge(self, role: Role) -> str:
        """What the vendor says about a role, in three letters at most; empty when nothing special."""

    def filtered(self, text: str, about: str, tenant: Tenant, tree: Tree) -> Collection[str] | None:
        """The names of the roles or users, or the ids of the nodes, for which a filter in the vendor's language holds.

        None where the text is no such filter, or the vendor has none.

        Raises:
            FilterError: when it is one that cannot be read.
        """

    def grant_edits(self, tree: Tree, role: Role, node: int, rights: Rights, subtree: bool) -> tuple[Edit, ...]:
        """The edits by which a role says ``rights`` about a node, with ``subtree`` about everything below as well.

        Raises:
            EditError: when the vendor would not take the rights there.
        """

    def clear_edits(self, tree: Tree, role: Role, node: int, subtree: bool) -> tuple[Edit, ...]:
        """The edits by which a role says nothing about a node any more, with ``subtree`` nothing below it either."""

    def grants_on_users(self, tenant: Tenant) -> bool:
        """Whether rights are granted to users themselves in a tenant, and roles do not count."""

    def role_values(self, role: Role) -> Mapping[str, object]:
        """What a form shows of a role, by the names of ``people.role_fields``; None is not known."""

    def role_facts(self, role: Role, values: Mapping[str, object]) -> Mapping[str, Any]:
        """``extra`` of a role with the values of a form; of those that are None nothing is changed."""

    def copied_facts(self, role: Role) -> Mapping[str, Any]:
        """``extra`` of a copy of a role, without what tells the role itself at the vendor's."""

    def user_values(self, tenant: Tenant, user: Principal) -> Mapping[str, object]:
        """What a form shows of a user, by the names of ``people.user_fields``; None is not known."""

    def has_status(self, user: Principal) -> bool:
        """Whether it is known which status a user has."""

    def user_edits(
        self,
        tenant: Tenant,
        tree: Tree,
        before: Principal | None,
        name: str,
        status: str,
        values: Mapping[str, object],
    ) -> tuple[Edit, ...]:
        """The edits that make a user, or change one; of values that are left out or None nothing is changed.

        An empty status is left as it is.

        Raises:
            EditError: when the vendor would not take such a user.
        """

    def remove_user(self, tenant: Tenant, user: str) -> tuple[Edit, ...]:
        """The edits that remove a user, with what is its own."""

    def no_links(self, tenant: Tenant) -> str:
        """Why users of this tenant are not linked to roles, in a sentence; empty where they can be."""

    def access_edits(self, tenant: Tenant, template: Principal, user: Principal) -> tuple[Edit, ...]:
        """The edits by which a user gets the access of another one, and loses its own."""

    def new_record(self, tenant: Tenant, user: Principal) -> tuple[Edit, ...]:
        """The edits by which a user without a record of its own gets an empty one; none where roles are shared."""

    def copy_edits(
        self, tree: Tree, source: Role, target: Role, node: int, places: Collection[str] | None = None
    ) -> tuple[Edit, ...]:
        """The edits by which a role says about a node and what is below it what another role says there.

        Where roles are a user's own, ``places`` may name those that alone are meant.

        Raises:
            EditError: where the one cannot be said beside what the other says.
        """

    def unit_of(self, place: str) -> str:
        """The place whose rule a grant is a part of, and is only copied with; mostly the grant's own."""

    def caution(self, before: Tenant, after: Tenant) -> str:
        """What an admin should know of a change of people before it is made, in a sentence; mostly empty."""

    def doubts(self, before: Tenant, after: Tenant, tree: Tree) -> Iterable[str]:
        """What an admin should know of changed grants before they are made, each a sentence; mostly none."""

    def arrivals(self, tenant: Tenant, known: Collection[str], tree: Tree) -> Sequence[Edit]:
        """The edits that keep nodes of a tree closed that are not among the known ids: nothing new widens a role."""

    def open_path(self, compiled: CompiledRole, node: int, tree: Tree) -> tuple[Edit, ...]:
        """The edits that open every closed ancestor of a node and change nothing else; none when the path is open."""


def cited(system: System, rule: str) -> str:
    """A rule's number with the mark of how well it is known: ``PS-43?`` is our own choice, ``PS-09~`` inferred."""
    return rule + BASIS_MARKS[system.basis(rule)]


def level_of(system: System, held: Rights) -> Level | None:
    """The level whose rights are held: the highest one that is covered, None where the system has no levels."""
    covered = [level for level in system.levels if level.rights <= held]
    return covered[-1] if covered else None
