"""Two users side by side: where they differ, and the edits by which one gets what the other has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rolescope.rights.edits import (
    AssignRole,
    ClearGrant,
    Edit,
    EditError,
    SetGrant,
    SetGroups,
    SetOwnGrant,
    SetScope,
    SetStatus,
    UnassignRole,
)
from rolescope.rights.field_words import spoken_value
from rolescope.rights.model import Assignment, Credential, Principal, Rights, Role, Tenant, credentials_by_user
from rolescope.rights.system import Setting, System
from rolescope.rights.tree import Tree

T = TypeVar("T")
Copying = Callable[[Principal, Principal], tuple[Edit, ...]]
"""From the user who has something and the one who is to get it to the edits that do so."""
NOTHING: Rights = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two users do not have in common, as each has it."""

    title: str
    one: str
    other: str
    edits: Copying
    """The edits by which the second of two users gets what the first has; EditError where the vendor refuses it."""


class Comparison:
    """Two users of a tenant, by name."""

    def __init__(self, system: System, tenant: Tenant, tree: Tree, one: str, other: str) -> None:
        self.system, self.tenant, self.tree = system, tenant, tree
        self.one, self.other = tenant.principals[one], tenant.principals[other]
        self._credentials_of = credentials_by_user(tenant)

    def differences(self) -> list[Difference]:
        """Status, credentials, fields, groups, own grants, roles; where roles are a user's own, what these say."""
        found = [*self._status(), *self._credentials(), *self._fields(), *self._groups(), *self._own_grants()]
        return [*found, *(self._rules() if self.system.people.own_roles else self._roles())]

    def edits(self, difference: Difference, to_other: bool) -> tuple[Edit, ...]:
        """The edits that copy a difference across.

        Raises:
            EditError: when the vendor would not take it.
        """
        return difference.edits(*((self.one, self.other) if to_other else (self.other, self.one)))

    def _status(self) -> Iterator[Difference]:
        if self.one.status != self.other.status:
            yield Difference(
                "Status",
                self.one.status,
                self.other.status,
                lambda giver, taker: (SetStatus(taker.name, giver.status),),
            )

    def _credentials(self) -> Iterator[Difference]:
        """Names are never the same; a scope that only one of the two comes in with makes the rights differ."""
        one, other = (self._credentials_of.get(user.name, []) for user in (self.one, self.other))
        if sorted(each.scope or "" for each in one) != sorted(each.scope or "" for each in other):
            yield Difference("Credentials", _scopes(one), _scopes(other), self._scope_edits)

    def _scope_edits(self, giver: Principal, taker: Principal) -> tuple[Edit, ...]:
        source, target = (self._credentials_of.get(user.name, []) for user in (giver, taker))
        if len(source) != 1 or len(target) != 1:
            raise EditError("a scope can be copied where each of the two users has one credential")
        return (SetScope(target[0].name, source[0].scope),)

    def _fields(self) -> Iterator[Difference]:
        """A line of text, such as the name that a user is called by, is nobody else's."""
        values = {user.name: self.system.user_values(self.tenant, user) for user in (self.one, self.other)}
        for each in self.system.people.user_fields:
            one, other = values[self.one.name][each.name], values[self.other.name][each.name]
            if one != other and each.default != "":
                told = [spoken_value(each, value, "not said") for value in (one, other)]
                yield Difference(each.title, told[0], told[1], self._field_edits(each, values))

    def _field_edits(self, field: Setting, values: Mapping[str, Mapping[str, object]]) -> Copying:
        def edits(giver: Principal, taker: Principal) -> tuple[Edit, ...]:
            value = {field.name: values[giver.name][field.name]}
            return self.system.user_edits(self.tenant, self.tree, taker, taker.name, taker.status, value)

        return edits

    def _roles(self) -> Iterator[Difference]:
        for held in _not_in_both(self.one.roles, self.other.roles):
            title = f"Role {held.role}" + (f" in {held.company}" if held.company else "")
            yield _held(title, held in self.one.roles, self._assigning(held))

    def _assigning(self, held: Assignment) -> Copying:
        def edits(giver: Principal, taker: Principal) -> tuple[Edit, ...]:
            if held in giver.roles:
                return (AssignRole(taker.name, held.role, held.company),)
            return (UnassignRole(taker.name, held.role, held.company),)

        return edits

    def _groups(self) -> Iterator[Difference]:
        for group in _not_in_both(self.one.groups, self.other.groups):
            yield _held(f"Group {group}", group in self.one.groups, self._joining(group))

    def _joining(self, group: str) -> Copying:
        def edits(giver: Principal, taker: Principal) -> tuple[Edit, ...]:
            rest = tuple(other for other in taker.groups if other != group)
            return (SetGroups(taker.name, (*rest, group) if group in giver.groups else rest),)

        return edits

    def _own_grants(self) -> Iterator[Difference]:
        one, other = self.one.grants, self.other.grants
        for place in _differing(one, other):
            sides = self._said(one, [place]), self._said(other, [place])
            yield Difference(self._name(place), *sides, _granting(place))

    # Roles that are a user's own

    def _rules(self) -> Iterator[Difference]:
        roles = self._own_role(self.one), self._own_role(self.other)
        if roles[0] is None or roles[1] is None:
            return
        one, other = roles[0].grants, roles[1].grants
        units: dict[str, list[str]] = {}
        for place in _differing(one, other):
            units.setdefault(self.system.unit_of(place), []).append(place)
        for unit, places in units.items():
            yield Difference(
                self._name(unit), self._said(one, places), self._said(other, places), self._ruling(unit, places)
            )

    def _ruling(self, unit: str, places: list[str]) -> Copying:
        def edits(giver: Principal, taker: Principal) -> tuple[Edit, ...]:
            source, target, node = self._own_role(giver), self._own_role(taker), self.tree.index.get(unit)
            if source is None or target is None:
                return ()
            if node is None:
                return rule_edits(source, target, places)
            return self.system.copy_edits(self.tree, source, target, node, places)

        return edits

    def _own_role(self, user: Principal) -> Role | None:
        return self.tenant.roles[user.roles[0].role] if user.roles else None

    # In words

    def _name(self, place: str) -> str:
        node = self.tree.index.get(place)
        if node is None:
            return place
        parent = self.tree.nodes[self.tree.parent[node]].name if self.tree.parent[node] >= 0 else ""
        return f"{parent} › {self.tree.nodes[node].name}" if parent else self.tree.nodes[node].name

    def _said(self, grants: Mapping[str, Rights], places: Iterable[str]) -> str:
        told = []
        for place in places:
            rights = [self.system.right_title(r) for r in self.system.rights if r in grants.get(place, NOTHING)]
            if rights:
                told.append(", ".join(rights))
            elif place in grants:
                told.append(f"a {self.system.empty_grant}" if self.system.empty_grant else "no right")
        return "; ".join(dict.fromkeys(told)) or "nothing"


def rule_edits(source: Role, target: Role, places: Iterable[str]) -> tuple[Edit, ...]:
    """The edits by which a role says at some places what another one says there."""
    found: list[Edit] = []
    for place in places:
        wanted = source.grants.get(place)
        if wanted is None and place in target.grants:
            found.append(ClearGrant(target.name, place))
        elif wanted is not None and target.grants.get(place) != wanted:
            found.append(SetGrant(target.name, place, wanted))
    return tuple(found)


def access_of(system: System, tenant: Tenant, template: Principal, users: Iterable[Principal]) -> tuple[Edit, ...]:
    """The edits by which some users get the access of another one, and lose their own."""
    others = (user for user in users if user.name != template.name)
    return tuple(edit for user in others for edit in system.access_edits(tenant, template, user))


def _scopes(credentials: Iterable[Credential]) -> str:
    return ", ".join(f"{each.name}: {each.scope or 'no scope'}" for each in credentials) or "none"


def _granting(place: str) -> Copying:
    return lambda giver, taker: (SetOwnGrant(taker.name, place, giver.grants.get(place)),)


def _held(title: str, by_one: bool, edits: Copying) -> Difference:
    return Difference(title, "yes" if by_one else "no", "no" if by_one else "yes", edits)


def _not_in_both(one: tuple[T, ...], other: tuple[T, ...]) -> list[T]:
    return [each for each in dict.fromkeys((*one, *other)) if (each in one) != (each in other)]


def _differing(one: Mapping[str, Rights], other: Mapping[str, Rights]) -> list[str]:
    return [place for place in {**one, **other} if one.get(place) != other.get(place)]
