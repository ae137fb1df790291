"""The edits that take a tenant to given cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from rolescope.rights import edits
from rolescope.rights.changes import Cell, cells
from rolescope.rights.model import Assignment, Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Tree

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit

T = TypeVar("T")
Target = Mapping[Cell, Any]


def edits_towards(target: Target, start: Tenant, like: Tenant, tree: Tree) -> tuple[list[tuple[Edit, Edit]], Tenant]:
    """The edits, with their inverses, from ``start`` to a tenant with the cells ``target``, and that tenant.

    ``like`` gives the places of what is new. In ``target`` everything that is named is there.
    """
    found = small_edits(target, start, like, tree)
    after, inverses = edits.apply_each(found, start, tree)
    if cells(after) != target:
        rest = _replacement(target, after)
        after, inverse = edits.apply(rest, after, tree)
        found, inverses = [*found, rest], [*inverses, inverse]
    return list(zip(found, inverses, strict=True)), after


def small_edits(target: Target, start: Tenant, like: Tenant, tree: Tree) -> list[Edit]:
    """Those of ``edits_towards`` that are of one place each, in order; only the removals are carried out for it."""
    gone = list(_removals(target, start))
    left = edits.apply_all(gone, start, tree)
    new = (part(target, left, like, tree) for part in (_roles, _groups, _users, _credentials, _settings, _companies))
    return [*gone, *(edit for part in new for edit in part)]


def _removals(target: Target, tenant: Tenant) -> Iterator[Edit]:
    yield from (edits.RemoveCredential(name) for name in tenant.credentials if ("credential", name) not in target)
    yield from (edits.RemovePrincipal(name) for name in tenant.principals if ("user", name) not in target)
    yield from (edits.RemoveGroup(name) for name in tenant.groups if ("group", name) not in target)
    yield from (edits.RemoveRole(name) for name in tenant.roles if ("role", name) not in target)


def _roles(target: Target, tenant: Tenant, like: Tenant, tree: Tree) -> Iterator[Edit]:
    grants: dict[str, dict[str, Rights]] = {}
    for cell, rights in target.items():
        if cell[0] == "grant":
            grants.setdefault(cell[1], {})[cell[2]] = rights
    places = _Places(like.roles, tenant.roles)
    for name in _names("role", target):
        code, description, extra = target["role", name]
        wanted = Role(name, grants.get(name, {}), code, description, extra)
        if name not in tenant.roles:
            yield edits.AddRole(wanted, places.of(name))
            continue
        role = tenant.roles[name]
        if (role.code, role.description, dict(role.extra)) != (code, description, extra):
            yield edits.UpdateRole(name, name, code, description, extra)
        yield from _grants(role, wanted, tree)


def _grants(role: Role, wanted: Role, tree: Tree) -> Iterator[Edit]:
    """One edit a node, or one for all where a node is not in the catalogue and so cannot be named."""
    put = {node: rights for node, rights in wanted.grants.items() if role.grants.get(node) != rights}
    if any(node not in tree.index for node in put):
        yield edits.PutGrants(role.name, wanted.grants)
        return
    yield from (edits.ClearGrant(role.name, node) for node in role.grants if node not in wanted.grants)
    yield from (edits.SetGrant(role.name, node, rights) for node, rights in put.items())


def _groups(target: Target, tenant: Tenant, like: Tenant, tree: Tree) -> Iterator[Edit]:
    held, places = _listed("group_role", target), _Places(like.groups, tenant.groups)
    for name in _names("group", target):
        (description, extra), roles = target["group", name], held.get(name, [])
        group = tenant.groups.get(name)
        if group is None:
            yield edits.AddGroup(Group(name, tuple(roles), description, extra), places.of(name))
            continue
        if (group.description, dict(group.extra)) != (description, extra):
            yield edits.UpdateGroup(name, name, description, extra)
        if set(group.roles) != set(roles):
            yield edits.SetGroupRoles(name, _kept_first(group.roles, roles))


def _listed(kind: str, target: Target) -> dict[str, list[str]]:
    """What cells of a kind name third, by what they name second."""
    found: dict[str, list[str]] = {}
    for cell in target:
        if cell[0] == kind:
            found.setdefault(cell[1], []).append(cell[2])
    return found


def _kept_first(before: tuple[T, ...], wanted: list[T]) -> tuple[T, ...]:
    """What is wanted, in the order it had as far as it was there."""
    return (*(one for one in before if one in wanted), *(one for one in wanted if one not in before))


def _users(target: Target, tenant: Tenant, like: Tenant, tree: Tree) -> Iterator[Edit]:
    held: dict[str, list[Assignment]] = {}
    for cell in target:
        if cell[0] == "held":
            held.setdefault(cell[1], []).append(Assignment(cell[2], cell[3]))
    groups, grants = _listed("member", target), dict[str, dict[str, Rights]]()
    for cell, rights in target.items():
        if cell[0] == "own":
            grants.setdefault(cell[1], {})[cell[2]] = rights
    places = _Places(like.principals, tenant.principals)
    for name in _names("user", target):
        extra, status, roles = target["user", name], target["status", name], held.get(name, [])
        user, own, within = tenant.principals.get(name), grants.get(name, {}), groups.get(name, [])
        if user is None:
            new = Principal(name, status, tuple(roles), extra, tuple(within), own)
            yield edits.AddPrincipal(new, places.of(name))
            continue
        if dict(user.extra) != extra:
            yield edits.SetProfile(name, extra)
        if user.status != status:
            yield edits.SetStatus(name, status)
        if set(user.roles) != set(roles):
            yield edits.SetRoles(name, _kept_first(user.roles, roles))
        if set(user.groups) != set(within):
            yield edits.SetGroups(name, _kept_first(user.groups, within))
        if user.grants != own:
            yield edits.PutOwnGrants(name, own)


def _credentials(target: Target, tenant: Tenant, like: Tenant, tree: Tree) -> Iterator[Edit]:
    places = _Places(like.credentials, tenant.credentials)
    for name in _names("credential", target):
        wanted = target["credential", name]
        if name not in tenant.credentials:
            yield edits.AddCredential(wanted, places.of(name))
        elif tenant.credentials[name] != wanted:
            yield edits.UpdateCredential(name, wanted)


def _settings(target: Target, tenant: Tenant, like: Tenant, tree: Tree) -> Iterator[Edit]:
    wanted = {cell[1]: value for cell, value in target.items() if cell[0] == "setting"}
    yield from (edits.SetSetting(key, None) for key in tenant.settings if key not in wanted)
    yield from (edits.SetSetting(key, value) for key, value in wanted.items() if tenant.settings.get(key) != value)


def _companies(target: Target, tenant: Tenant, like: Tenant, tree: Tree) -> Iterator[Edit]:
    if tenant.companies != target["companies",]:
        yield edits.SetCompanies(target["companies",])


def _replacement(target: Target, tenant: Tenant) -> Edit:
    """What no smaller edit can change."""
    return edits.ReplaceTenant(
        replace(
            tenant,
            pins=target["pins",],
            catalogue=target["catalogue",],
            extra=target["extra",],
        )
    )


def _names(kind: str, target: Target) -> list[str]:
    return [cell[1] for cell in target if cell[0] == kind]


class _Places:
    """Where new names go: where they stand in ``like``, as far as there are so many in ``table``."""

    def __init__(self, like: Iterable[str], table: Sized) -> None:
        self._number, self._end = {name: number for number, name in enumerate(like)}, len(table)

    def of(self, name: str) -> int | None:
        """The place of one; None for the end."""
        number = self._number.get(name, self._end)
        return number if number < self._end else None
