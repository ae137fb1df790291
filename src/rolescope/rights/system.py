"""What a vendor's system tells the core of itself. Each package under ``systems`` provides one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the names alone: what only shows answers must not wait for the engine
    from rolescope.rights.edits import Edit
    from rolescope.rights.grants import CompiledRole
    from rolescope.rights.model import Principal, Rights, Role, Tenant
    from rolescope.rights.people import People
    from rolescope.rights.policy import Policy
    from rolescope.rights.tree import Node, Tree

EXPORT, IMPORT = "export", "import"

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
    empty: str = "none"
    """What it is where no word is given."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about a node or user that is no right: an API fact, provenance, a note of the second axis."""

    title: str
    text: str


ROLE, USER, NODE = "role", "user", "node"
"""What a filter in the vendor's own language can be about."""


class FilterError(ValueError):
    """Such a filter cannot be read: where in it, and what was expected."""


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
    badges: tuple[tuple[str, str], ...]
    """Each ``badge`` there is, with what it means."""
    empty_grant: str
    """What it is called that a role grants no right at a node, where that says more than nothing; else empty."""
    one_of: tuple[Rights, ...]
    """Sets of rights of which a node is granted one at most."""
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

    def contents(self, tree: Tree, role: Role) -> Sequence[Fact]:
        """All that a role says, line by line, where that is short enough to be read as a whole; else nothing."""

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

    def room_for(self, tree: Tree, role: Role, node: int, right: str) -> tuple[Edit, ...]:
        """The edits that take away what a role says elsewhere and what keeps a right from being granted at a node."""

    def clear_edits(self, tree: Tree, role: Role, node: int, subtree: bool) -> tuple[Edit, ...]:
        """The edits by which a role says nothing about a node any more, with ``subtree`` nothing below it either."""

    def as_good_as(self, tree: Tree, node: int, right: str) -> Rights:
        """The rights of which each means the same at a node as one of them, itself included."""

    def grants_on_users(self, tenant: Tenant) -> bool:
        """Whether rights are granted to users themselves in a tenant, and roles do not count."""

    def role_values(self, role: Role) -> Mapping[str, object]:
        """What a form shows of a role, by the names of ``people.role_fields``; None is not known."""

    def role_extra(self, role: Role, values: Mapping[str, object]) -> Mapping[str, Any]:
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
    return system.levels[rank_of(system, held)] if system.levels else None


def rank_of(system: System, held: Rights) -> int:
    """The place of that level among the system's, the least being 0."""
    return max(rank for rank, level in enumerate(system.levels) if level.rights <= held)
