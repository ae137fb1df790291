"""Sage Intacct: permissions with rights of their own, roles that add up, groups, user types. Rules IA-01 to IA-64."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

from rolescope.rights.edits import ClearGrant, Edit, EditError, SetGrant, SetProfile, SetStatus
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Json, Principal, Rights, Role, Tenant
from rolescope.rights.people import PlainPeople, Values
from rolescope.rights.system import Fact, Level, Setting, System
from rolescope.rights.tree import Node, Tree
from rolescope.systems.intacct import doubts as doubtful
from rolescope.systems.intacct import facts as told
from rolescope.systems.intacct import vocabulary
from rolescope.systems.intacct.catalogue import Catalogue, builtin_tree, is_full, make_tree, offered_at
from rolescope.systems.intacct.policy import Policy
from rolescope.systems.intacct.rules import BASIS
from rolescope.systems.intacct.said import CUSTOM, IN_PART, ROLE_GRANTS, VENDOR, as_new
from rolescope.systems.intacct.unselected import STATUS, answered, told_by_a_row, unknown_keys, unselected
from rolescope.systems.intacct.verdicts import Verdicts
from rolescope.systems.intacct.vocabulary import (
    ADMIN_OFF,
    BUSINESS,
    INACTIVE,
    MODE,
    PERMISSION,
    RIGHTS,
    ROLE_BASED,
    TITLES,
    USER_BASED,
    with_twins,
)


class Intacct(PlainPeople):
    """The Sage Intacct dialect."""

    name = "intacct"
    title = "Sage Intacct"
    rights: tuple[str, ...] = RIGHTS
    levels: tuple[Level, ...] = ()
    kinds: Mapping[str, Rights] = vocabulary.KINDS
    settings: tuple[Setting, ...] = vocabulary.SETTINGS
    scopes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = vocabulary.STATUSES
    part_kinds: frozenset[str] = frozenset({PERMISSION})
    interface_layers: frozenset[int] | None = None
    presets: tuple[Level, ...] = vocabulary.PRESETS
    role_title = "Roles"
    part_title = "Permissions"
    caseless_names = False
    unasked: Rights = frozenset()
    inherits = False
    has_credentials = False
    badges: tuple[tuple[str, str], ...] = ((told.UNSURE, "may offer more than is known"),)
    people = vocabulary.PEOPLE

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Tree, tuple[Catalogue, Verdicts]] = WeakKeyDictionary()

    def tree(self, nodes: list[dict[str, object]] | None) -> Tree:
        """The built-in catalogue, or a tenant's own."""
        return builtin_tree() if nodes is None else make_tree(nodes)

    def catalogue(self, tree: Tree) -> tuple[Catalogue, Verdicts]:
        """What the rules need to know of a tree, worked out once."""
        if tree not in self._known:
            catalogue = Catalogue(tree)
            self._known[tree] = (catalogue, Verdicts(catalogue))
        return self._known[tree]

    def policy(self, tree: Tree, tenant: Tenant) -> Policy:
        """The rules for one tenant's settings."""
        return Policy(*self.catalogue(tree), tenant)

    def basis(self, rule: str) -> str:
        """How well a rule is known."""
        return BASIS[rule]

    def badge(self, tree: Tree, node: int) -> str:
        """A tilde at a row that may offer more than is known (IA-14)."""
        return told.badge(tree.nodes[node])

    def facts(self, tree: Tree, node: int) -> Sequence[Fact]:
        """Keys, rights and provenance of a node."""
        return told.facts(tree, node)

    def other_names(self, node: Node) -> Sequence[str]:
        """The API's name of a permission, and its key where that is the vendor's."""
        return told.other_names(node)

    def offered(self, tree: Tree, node: int) -> Sequence[str]:
        """IA-13: the rights that can be ticked at a permission, in the order of the columns."""
        return _in_order(offered_at(tree.nodes[node]))

    def as_good_as(self, tree: Tree, node: int, right: str) -> Rights:
        """IA-58: the twin as well, unless a permission lists both, as two rights."""
        alike = with_twins({right})
        return frozenset({right}) if alike <= offered_at(tree.nodes[node]) else alike

    def right_title(self, right: str) -> str:
        """The word of the interface: ``readonly`` is View, ``modify`` is Edit."""
        return TITLES[right]

    def column(self, right: str) -> str:
        """The word of the interface."""
        return TITLES[right]

    def said(self, tree: Tree, role: Role, node: int) -> Rights:
        """What is ticked at a permission; a grant is about it alone."""
        return role.grants.get(tree.nodes[node].id, frozenset())

    def role_badge(self, role: Role) -> str:
        """IA-05: a role that the vendor's system has made."""
        return "SYS" if role.name.startswith(vocabulary.SYSTEM_ROLE) else ""

    def filtered(self, text: str, about: str, tenant: Tenant, tree: Tree) -> Collection[str] | None:
        """The vendor's query filters, as the query service reads them."""
        from rolescope.systems.intacct.query.lists import filtered

        return filtered(text, about, tenant, tree)

    def grant_edits(self, tree: Tree, role: Role, node: int, rights: Rights, subtree: bool) -> tuple[Edit, ...]:
        """IA-13, IA-14: one grant at a permission; at a module or group one a permission, of what each offers."""
        found = tree.nodes[node]
        if found.kind != PERMISSION:
            return self._below(tree, role, node, rights)
        # A token that is there already and means what the row lists stays (IA-58); none is ticked anew.
        kept = role.grants.get(found.id, frozenset()) & with_twins(offered_at(found))
        foreign = rights - offered_at(found) - kept
        if foreign and is_full(found):
            offers = ", ".join(self.offered(tree, node)) or "nothing"
            asked = ", ".join(right for right in RIGHTS if right in foreign)
            raise EditError(f"{found.id} does not offer {asked}, it offers {offers} (IA-14)")
        return (SetGrant(role.name, found.id, rights),)

    def _below(self, tree: Tree, role: Role, node: int, rights: Rights) -> tuple[Edit, ...]:
        edits, offers = list[Edit](), not rights
        for number in range(node, tree.end[node]):
            offered, place = offered_at(tree.nodes[number]), tree.nodes[number].id
            # IA-14: what is there beside an incomplete row stays, but for the other token of what it lists.
            beyond = role.grants.get(place, frozenset()) - with_twins(offered)
            said = rights & (offered | beyond)
            if said or (not rights and place in role.grants):
                edits.append(SetGrant(role.name, place, said))
            elif place in role.grants:
                # Just these rights: where a permission offers none of them, nothing is left.
                edits.append(ClearGrant(role.name, place))
            offers = offers or bool(said)
        if not offers or not edits:
            raise EditError(f"nothing below {tree.nodes[node].name} offers any of these rights (IA-13)")
        return tuple(edits)

    def clear_edits(self, tree: Tree, role: Role, node: int, subtree: bool) -> tuple[Edit, ...]:
        """A module or group is cleared with everything in it: nothing is granted at itself."""
        return (ClearGrant(role.name, tree.nodes[node].id, tree.nodes[node].kind != PERMISSION),)

    def role_values(self, role: Role) -> Values:
        """None for what no row has selected."""
        return {**super().role_values(role), **dict.fromkeys(unknown_keys(role))}

    def role_extra(self, role: Role, values: Values) -> Mapping[str, Json]:
        """What is answered is known from then on, be it the default."""
        return answered(super().role_extra(role, values), self.people.role_fields, values, unknown_keys(role))

    def user_values(self, tenant: Tenant, user: Principal) -> Values:
        """None for what no row has selected."""
        return {**super().user_values(tenant, user), **dict.fromkeys(unknown_keys(user))}

    def user_facts(self, before: Principal | None, values: Values) -> Mapping[str, Json]:
        """What is answered is known from then on, be it the default."""
        unknown = unknown_keys(before) if before else ()
        return answered(super().user_facts(before, values), self.people.user_fields, values, unknown)

    def has_status(self, user: Principal) -> bool:
        """Whether a row has told it, or somebody has answered."""
        return STATUS not in unselected(user)

    def user_edits(
        self, tenant: Tenant, tree: Tree, before: Principal | None, name: str, status: str, values: Values
    ) -> tuple[Edit, ...]:
        """IA-18: a status that no row has selected is known once somebody gives one, be it the default."""
        found = super().user_edits(tenant, tree, before, name, status, values)
        if before is None or not status or self.has_status(before):
            return found
        profile = next((edit.extra for edit in found if isinstance(edit, SetProfile)), before.extra)
        others = tuple(edit for edit in found if not isinstance(edit, SetStatus | SetProfile))
        return (*others, SetStatus(name, status), SetProfile(name, told_by_a_row(profile, STATUS)))

    def copied_facts(self, role: Role) -> Mapping[str, Json]:
        """A copy is another role: the vendor has not numbered it, nor said anything of it."""
        known = told_by_a_row(role.extra, ROLE_GRANTS)
        kept = {key: value for key, value in known.items() if key not in ("key", VENDOR, IN_PART)}
        return kept | {key: [as_new(each) for each in kept[key]] for key in CUSTOM if kept.get(key)}

    def must_be_possible(self, before: Principal | None, after: Principal) -> None:
        """IA-18, IA-21: who may be an admin, and what a new user may be."""
        admin, kind = after.extra.get("admin", ADMIN_OFF), after.extra.get("type", BUSINESS)
        if admin != ADMIN_OFF and kind != BUSINESS:
            raise EditError(f"{admin} admin privileges need a user of type {BUSINESS}, not {kind} (IA-21)")
        if before is None and after.status == INACTIVE:
            raise EditError(f"a new user cannot be {INACTIVE}: make it first, then change its status (IA-18)")

    def grants_on_users(self, tenant: Tenant) -> bool:
        """IA-01, IA-03: in a user-based company."""
        return bool(tenant.settings.get(MODE, ROLE_BASED) == USER_BASED)

    def no_links(self, tenant: Tenant) -> str:
        """IA-04: roles count in role-based companies alone."""
        if not self.grants_on_users(tenant):
            return ""
        return "The company is user-based: rights are granted to the user, not through roles (IA-04)."

    def caution(self, before: Tenant, after: Tenant) -> str:
        """IA-03, IA-04, IA-49, IA-50: what does not count any more, and what the vendor would not delete."""
        return "; ".join((*doubtful.idle(before, after), *doubtful.refusals(before, after)))

    def doubts(self, before: Tenant, after: Tenant, tree: Tree) -> Iterable[str]:
        """IA-05, IA-14: the vendor's own roles that change, and rights outside incomplete rows."""
        return doubtful.doubts(before, after, tree)

    def arrivals(self, tenant: Tenant, known: Collection[str], tree: Tree) -> Sequence[Edit]:
        """None: a permission that no role grants is closed already."""
        return ()

    def open_path(self, compiled: CompiledRole, node: int, tree: Tree) -> tuple[Edit, ...]:
        """Nothing closes a path here: a grant is about its permission alone."""
        return ()


@lru_cache(10_000)
def _in_order(rights: Rights) -> tuple[str, ...]:
    return tuple(right for right in RIGHTS if right in rights)


SYSTEM: System = Intacct()
