"""PaySpace: screens and fields, three levels, API credentials. Rules PS-01 to PS-85."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

from rolescope.rights import edits
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Principal, Rights, Role, Tenant
from rolescope.rights.people import PlainPeople
from rolescope.rights.system import Fact, Level, Setting, System
from rolescope.rights.tree import Node, Tree
from rolescope.systems.payspace import layers, vocabulary
from rolescope.systems.payspace.catalogue import Catalogue, builtin_tree, make_tree
from rolescope.systems.payspace.facts import BADGES, badge, facts, other_names
from rolescope.systems.payspace.policy import Policy
from rolescope.systems.payspace.rules import BASIS


class PaySpace(PlainPeople):
    """The PaySpace dialect."""

    name = "payspace"
    title = "PaySpace"
    rights: tuple[str, ...] = vocabulary.RIGHTS
    levels: tuple[Level, ...] = vocabulary.LEVELS
    kinds: Mapping[str, Rights] = vocabulary.KINDS
    settings: tuple[Setting, ...] = vocabulary.SETTINGS
    scopes: tuple[str, ...] = (*vocabulary.SCOPES, vocabulary.WORKDAY_SCOPE)
    statuses: tuple[str, ...] = vocabulary.STATUSES
    part_kinds: frozenset[str] = frozenset({vocabulary.FIELD})
    interface_layers: frozenset[int] | None = layers.OF_ROLES
    presets: tuple[Level, ...] = vocabulary.LEVELS
    role_title = "Roles"
    part_title = "Fields"
    caseless_names = False
    unasked: Rights = frozenset()
    inherits = True
    has_credentials = True
    badges: tuple[tuple[str, str], ...] = tuple(BADGES.items())
    people = vocabulary.PEOPLE

    def __init__(self) -> None:
        self._catalogues: WeakKeyDictionary[Tree, Catalogue] = WeakKeyDictionary()

    def tree(self, nodes: list[dict[str, object]] | None) -> Tree:
        """The built-in catalogue, or a tenant's own."""
        return builtin_tree() if nodes is None else make_tree(nodes)

    def catalogue(self, tree: Tree) -> Catalogue:
        """What the rules need to know of a tree, worked out once."""
        if tree not in self._catalogues:
            self._catalogues[tree] = Catalogue(tree)
        return self._catalogues[tree]

    def policy(self, tree: Tree, tenant: Tenant) -> Policy:
        """The rules for one tenant's settings."""
        return Policy(self.catalogue(tree), tenant)

    def basis(self, rule: str) -> str:
        """How well a rule is known."""
        return BASIS[rule]

    def badge(self, tree: Tree, node: int) -> str:
        """A field's attribute: key, read-only, new (at creation only), required, required on condition, hidden."""
        return badge(tree.nodes[node].attributes)

    def facts(self, tree: Tree, node: int) -> Sequence[Fact]:
        """API facts and provenance of a node."""
        return facts(tree, node)

    def other_names(self, node: Node) -> Sequence[str]:
        """The API entity of a screen, ``Entity.Property`` of a field, and what older menus call it."""
        return other_names(node)

    def offered(self, tree: Tree, node: int) -> Sequence[str]:
        """Every axis, everywhere: levels are set, not axes."""
        return vocabulary.RIGHTS

    def right_title(self, right: str) -> str:
        """An axis is called by its name."""
        return right

    def column(self, right: str) -> str:
        """Levels stand in one column; an axis would be called by its name."""
        return right

    def said(self, tree: Tree, role: Role, node: int) -> Rights:
        """The level that is set at the node itself."""
        return role.grants.get(tree.nodes[node].id, frozenset())

    def role_badge(self, role: Role) -> str:
        """No role is special."""
        return ""

    def filtered(self, text: str, about: str, tenant: Tenant, tree: Tree) -> Collection[str] | None:
        """The vendor has no language to filter in."""
        return None

    def grant_edits(self, tree: Tree, role: Role, node: int, rights: Rights, subtree: bool) -> tuple[edits.Edit, ...]:
        """One level at one node; what is below inherits it (PS-06)."""
        return (edits.SetGrant(role.name, tree.nodes[node].id, rights, subtree),)

    def clear_edits(self, tree: Tree, role: Role, node: int, subtree: bool) -> tuple[edits.Edit, ...]:
        """The node inherits again."""
        return (edits.ClearGrant(role.name, tree.nodes[node].id, subtree),)

    def user_edits(
        self,
        tenant: Tenant,
        tree: Tree,
        before: Principal | None,
        name: str,
        status: str,
        values: Mapping[str, object],
    ) -> tuple[edits.Edit, ...]:
        """The edits that make a user, or change one.

        Raises:
            EditError: when it is to be limited to a company that the tenant does not list (PS-70).
        """
        known = [company.code for company in tenant.companies]
        held = before.extra.get("companies") if before else None
        for company in _texts(values.get("companies")):
            if known and company not in known and company not in _texts(held):
                raise edits.EditError(f"there is no company {company}: expected {', '.join(known[:12])}")
        return super().user_edits(tenant, tree, before, name, status, values)

    def doubts(self, before: Tenant, after: Tenant, tree: Tree) -> Iterable[str]:
        """PS-24, PS-26, PS-30, PS-45: users whom no role limits, and scopes that may not be enough to write."""
        from rolescope.systems.payspace.doubts import doubts

        return doubts(before, after)

    def arrivals(self, tenant: Tenant, known: Collection[str], tree: Tree) -> Sequence[edits.Edit]:
        """PS-18."""
        from rolescope.systems.payspace.arrivals import arrivals

        return arrivals(tenant, known, tree)

    def open_path(self, compiled: CompiledRole, node: int, tree: Tree) -> tuple[edits.Edit, ...]:
        """PS-12, PS-79."""
        from rolescope.systems.payspace import paths

        return paths.open_path(compiled, node, tree)


def _texts(value: object) -> Sequence[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else ()


SYSTEM: System = PaySpace()
