"""KeyPay: access records with layers of their own, employee groups, locations, flags. Rules KP-01 to KP-66."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from weakref import WeakKeyDictionary

from rolescope.rights.edits import Edit
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Principal, Rights, Role, Tenant
from rolescope.rights.people import PlainRoles, Values
from rolescope.rights.system import Fact, Level, Setting, System
from rolescope.rights.tree import Node, Tree
from rolescope.systems.keypay import facts as told
from rolescope.systems.keypay import granting, listing, vocabulary
from rolescope.systems.keypay.catalogue import (
    AREA,
    SUB_LOCATIONS,
    Catalogue,
    builtin_tree,
    make_tree,
)
from rolescope.systems.keypay.policy import Policy
from rolescope.systems.keypay.reach import Reach
from rolescope.systems.keypay.rules import BASIS
from rolescope.systems.keypay.vocabulary import DERIVED, PAYROLL_SECTION, RIGHTS, SECTION_RIGHTS, TITLES


class KeyPay(PlainRoles):
    """The KeyPay dialect."""

    name = "keypay"
    title = "KeyPay"
    rights: tuple[str, ...] = RIGHTS
    presets: tuple[Level, ...] = vocabulary.PRESETS
    role_title = "Access"
    part_title = "Areas"
    caseless_names = True
    unasked: Rights = DERIVED | {*SECTION_RIGHTS, *PAYROLL_SECTION, vocabulary.FOR_APPROVAL, vocabulary.FOR_CREATION}
    levels: tuple[Level, ...] = ()
    kinds: Mapping[str, Rights] = vocabulary.KINDS
    settings: tuple[Setting, ...] = ()
    scopes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = vocabulary.STATUSES
    part_kinds: frozenset[str] = frozenset({AREA, SUB_LOCATIONS})
    interface_layers: frozenset[int] | None = None
    inherits = False
    empty_grant = vocabulary.NO_RIGHTS
    one_of: tuple[Rights, ...] = tuple(map(frozenset, listing.ONE_OF))
    has_credentials = False
    badges: tuple[tuple[str, str], ...] = ()
    people = vocabulary.PEOPLE

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Tree, tuple[Catalogue, Reach]] = WeakKeyDictionary()

    def tree(self, nodes: list[dict[str, object]] | None) -> Tree:
        """The tree of a business; None is one of which nothing is known."""
        return builtin_tree() if nodes is None else make_tree(nodes)

    def catalogue(self, tree: Tree) -> tuple[Catalogue, Reach]:
        """What the rules need to know of a tree, worked out once."""
        if tree not in self._known:
            catalogue = Catalogue(tree)
            self._known[tree] = (catalogue, Reach(catalogue))
        return self._known[tree]

    def policy(self, tree: Tree, tenant: Tenant) -> Policy:
        """The rules for one business."""
        return Policy(*self.catalogue(tree))

    def basis(self, rule: str) -> str:
        """How well a rule is known."""
        return BASIS[rule]

    def badge(self, tree: Tree, node: int) -> str:
        """Nothing: what the vendor says of an area stands with its flags."""
        return ""

    def facts(self, tree: Tree, node: int) -> Sequence[Fact]:
        """Ids, filters and who matches them, labels and provenance of a node."""
        return told.facts(self.catalogue(tree)[0], node)

    def other_names(self, node: Node) -> Sequence[str]:
        """The API's name of a report."""
        return told.other_names(node)

    def offered(self, tree: Tree, node: int) -> Sequence[str]:
        """KP-11, KP-16, KP-22 to KP-35: what a record can say at a node."""
        return granting.offered(tree, node)

    def right_title(self, right: str) -> str:
        """What the vendor's screens call a right."""
        return TITLES[right]

    def column(self, right: str) -> str:
        """The verb of a flag; what is no flag, in a word of its own."""
        return vocabulary.column(right)

    def said(self, tree: Tree, role: Role, node: int) -> Rights:
        """The part of a record that is about a place."""
        return granting.said(tree, role, node)

    def contents(self, tree: Tree, role: Role) -> Sequence[Fact]:
        """The record as a whole, section by section."""
        from rolescope.systems.keypay import contents

        return tuple(contents.contents(tree, role))

    def role_badge(self, role: Role) -> str:
        """KP-02: whether the record opens everything."""
        return "all" if granting.opens_everything(role) else ""

    def filtered(self, text: str, about: str, tenant: Tenant, tree: Tree) -> Collection[str] | None:
        """The vendor has no language to filter in."""
        return None

    def grant_edits(self, tree: Tree, role: Role, node: int, rights: Rights, subtree: bool) -> tuple[Edit, ...]:
        """The edits by which a record says ``rights`` at a node; with ``subtree`` at all it names below as well."""
        return granting.grant_edits(tree, role, node, rights, subtree)

    def clear_edits(self, tree: Tree, role: Role, node: int, subtree: bool) -> tuple[Edit, ...]:
        """The edits by which a record says nothing at a node."""
        return granting.clear_edits(tree, role, node, subtree)

    def room_for(self, tree: Tree, role: Role, node: int, right: str) -> tuple[Edit, ...]:
        """KP-22, KP-28, KP-35: the access type under which a list does not count goes."""
        return listing.room_for(role, tree.nodes[node], right)

    def tied(self, right: str) -> Rights:
        """KP-29: a right at a pay schedule and its place in the list are one and the same."""
        return listing.tied(right)

    # Users and their records

    def user_values(self, tenant: Tenant, user: Principal) -> Values:
        """Name and access type."""
        from rolescope.systems.keypay import editing  # only forms need it, and with it every edit

        return editing.user_values(tenant, user)

    def user_edits(
        self, tenant: Tenant, tree: Tree, before: Principal | None, name: str, status: str, values: Values
    ) -> tuple[Edit, ...]:
        """The edits that make or change a user with its record; ``name`` is the e-mail."""
        from rolescope.systems.keypay import editing

        return editing.user_edits(tenant, tree, before, name, values)

    def has_status(self, user: Principal) -> bool:
        """There is one status alone."""
        return True

    def remove_user(self, tenant: Tenant, user: str) -> tuple[Edit, ...]:
        """The edits that remove a user with its record."""
        from rolescope.systems.keypay import editing

        return editing.remove_user(tenant, user)

    def no_links(self, tenant: Tenant) -> str:
        """KP-04: a record is nobody else's."""
        return "An access record belongs to the user of its e-mail and to nobody else (KP-04)."

    def access_edits(self, tenant: Tenant, template: Principal, user: Principal) -> tuple[Edit, ...]:
        """The edits by which a user's record says what another one says."""
        from rolescope.systems.keypay import editing

        return editing.access_edits(tenant, template, user)

    def new_record(self, tenant: Tenant, user: Principal) -> tuple[Edit, ...]:
        """KP-05: a user without a record gets one that opens nothing yet."""
        from rolescope.systems.keypay import editing

        return editing.new_record(tenant, user.name)

    def copy_edits(
        self, tree: Tree, source: Role, target: Role, node: int, places: Collection[str] | None = None
    ) -> tuple[Edit, ...]:
        """The edits by which a record says at a place what another one says there."""
        from rolescope.systems.keypay import copying

        return copying.copy_edits(tree, source, target, node, places)

    def unit_of(self, place: str) -> str:
        """KP-22, KP-28, KP-42: what a section lists counts under the section's access type alone."""
        from rolescope.systems.keypay import copying

        return copying.unit_of(place)

    def caution(self, before: Tenant, after: Tenant) -> str:
        """KP-59: nobody could manage users any more."""
        from rolescope.systems.keypay import editing

        return editing.caution(before, after)

    def doubts(self, before: Tenant, after: Tenant, tree: Tree) -> Sequence[str]:
        """None: a record says nothing that is not known."""
        return ()

    def arrivals(self, tenant: Tenant, known: Collection[str], tree: Tree) -> Sequence[Edit]:
        """None: a place that no record names is closed already."""
        return ()

    def open_path(self, compiled: CompiledRole, node: int, tree: Tree) -> tuple[Edit, ...]:
        """Nothing closes a path here: a rule is about its place alone."""
        return ()


SYSTEM: System = KeyPay()
