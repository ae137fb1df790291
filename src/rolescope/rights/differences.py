"""How much differs between two states of a tenant: what an admin is told is not saved yet.

Whatever is the very same object on both sides is not looked into, and edits keep what they do not touch. So this costs
as much as was edited, not as much as there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import TypeAlias, TypeVar

from rolescope.rights.model import Assignment, Credential, Group, Principal, Role, Tenant
from rolescope.rights.tables import gone, replaced, same_names

Entry = TypeVar("Entry", Role, Principal, Group, Credential)
Table: TypeAlias = Mapping[str, Entry]
Renamed = Mapping[str, str]
"""By the name before, the name after."""


def differences(before: Tenant, after: Tenant) -> int:
    """How many grants, links, fields and settings differ; 0 where, and only where, ``facts`` are the same.

    A role, user, group or credential that is new, gone or renamed counts once; that others hold one that is new, or no
    longer hold one that is gone, counts for each of them. Another order counts once where nothing else differs.
    """
    if before is after:
        return 0
    roles, groups = _renamed(before.roles, after.roles), _renamed(before.groups, after.groups)
    users = _renamed(before.principals, after.principals)

    def with_new_names(entry: Entry) -> Entry:
        match entry:
            case Principal():
                held = tuple(Assignment(roles.get(one.role, one.role), one.company) for one in entry.roles)
                return replace(entry, roles=held, groups=tuple(groups.get(name, name) for name in entry.groups))
            case Group():
                return replace(entry, roles=tuple(roles.get(name, name) for name in entry.roles))
            case Credential(principal=str(user)):
                return replace(entry, principal=users.get(user, user))
        return entry

    return (
        (before.catalogue != after.catalogue)
        + (before.pins != after.pins)
        + _in_tuple(before.companies, after.companies)
        + _in_mapping(before.settings, after.settings)
        + _in_mapping(before.extra, after.extra)
        + _in_table(before.roles, after.roles, roles, with_new_names)
        + _in_table(before.groups, after.groups, groups, with_new_names)
        + _in_table(before.principals, after.principals, users, with_new_names)
        + _in_table(
            before.credentials, after.credentials, _renamed(before.credentials, after.credentials), with_new_names
        )
    )


def _renamed(before: Table[Entry], after: Table[Entry]) -> Renamed:
    """What is gone with what is new, one for one: a renaming leaves no other trace."""
    return dict(zip(gone(before, after), gone(after, before), strict=False))


def _in_table(
    before: Table[Entry], after: Table[Entry], renamed: Renamed, with_new_names: Callable[[Entry], Entry]
) -> int:
    if before is after:
        return 0
    found = len(renamed) + abs(len(before) - len(after))
    for name in replaced(before, after):
        if name in before:
            found += _in_entry(with_new_names(before[name]), after[name])
    for old, new in renamed.items():
        # At most as if the one had gone and the other come.
        found += min(1, _in_entry(with_new_names(before[old]), after[new]))
    return found or int(not same_names(before, after))


def _in_entry(before: Entry, after: Entry) -> int:
    found = 0
    for field in fields(before):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if field.name == "name" or one is other:
            continue
        if isinstance(one, Mapping):
            found += _in_mapping(one, other)
        else:
            found += _in_tuple(one, other) if isinstance(one, tuple) else one != other
    return found


def _in_mapping(before: Mapping[str, object], after: Mapping[str, object]) -> int:
    if before is after:
        return 0
    changed = sum(key in after and after[key] != value for key, value in before.items())
    return changed + len(before.keys() ^ after.keys())


def _in_tuple(before: tuple[object, ...], after: tuple[object, ...]) -> int:
    return len({*before} ^ {*after}) or int(before != after)
