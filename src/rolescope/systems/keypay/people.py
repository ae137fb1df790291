"""What a caller does with access records: create, overwrite or merge one, rename its user, revoke it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rolescope.rights.edits import (
    AddPrincipal,
    AddRole,
    AssignRole,
    Batch,
    Edit,
    PutGrants,
    RemoveRole,
    RenamePrincipal,
    SetProfile,
    UpdateRole,
)
from rolescope.rights.model import Assignment, Principal, Role, Tenant
from rolescope.systems.faults import Problem
from rolescope.systems.keypay.business import Business
from rolescope.systems.keypay.collecting import KEYS, MISSING_ACCESS_TYPE, PERSON, Reading
from rolescope.systems.keypay.directory import Directory
from rolescope.systems.keypay.merging import completed, held_sections, merged
from rolescope.systems.keypay.reading import read_person, read_record, warn_of_dropped, warn_of_whole
from rolescope.systems.keypay.record import (
    FULL_ACCESS,
    Record,
    display_name,
    find_email,
    has_full_access,
    own_role,
    record_of,
    role_of,
)
from rolescope.systems.keypay.vocabulary import RESTRICTED, UNRESTRICTED

Json = Any


@dataclass(frozen=True, slots=True)
class Taken:
    """What becomes of a call: the edit that does it, None where there is a fault or nothing to do."""

    edit: Edit | None
    faults: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    email: str = ""


def post(tenant: Tenant, business: Business, body: Mapping[str, Json], where: str = "", partial: bool = False) -> Taken:
    """KP-54 to KP-57: create a record, overwrite the one of that e-mail, or merge into it.

    Where the body is ``partial``, as a reply of the vendor's may be, sections that it leaves out stay as they are known
    (KP-09); else they are emptied (KP-55). Either is told where it makes a difference. What is refused is not warned of
    too: with a fault in it nobody knows what a record comes to.
    """
    return post_into(Directory(tenant), business, body, where, partial)


def post_into(
    directory: Directory, business: Business, body: Mapping[str, Json], where: str = "", partial: bool = False
) -> Taken:
    """The same for one of many records."""
    tenant, reading = directory.tenant, Reading(business, where)
    email, name = read_person(reading, body, lambda address: directory.find(address) is None)
    record = read_record(reading, dict(body))
    if reading.faults:
        return Taken(None, tuple(reading.faults))
    stored = directory.find(email)
    role = own_role(tenant, stored) if stored is not None else None
    record = _united(reading, role, record) if reading.merge or not partial else _completed(reading, role, record)
    warn_of_whole(reading, record)
    if stored is None:
        user = Principal(email, roles=(Assignment(email),), extra={"name": name})
        edits: tuple[Edit, ...] = (AddRole(role_of(email, record)), AddPrincipal(user))
        return Taken(Batch(f"give {email} access", edits), (), tuple(reading.warnings), email)
    named = _named(reading, tenant.principals[stored], name, partial and not reading.merge)
    if record is not FULL_ACCESS:
        _warn_of_last(reading, directory, stored)
    changes = _changes(tenant, stored, role, role_of(stored, record, role), named)
    edit = Batch(f"set the access of {stored}", changes) if changes else None
    return Taken(edit, (), tuple(reading.warnings), stored)


def _named(reading: Reading, user: Principal, name: str, told: bool) -> str:
    """KP-57: the name that a user gets: a POST changes none; what the vendor told of it is the name there now."""
    known = display_name(user)
    if not name or name == known:
        return ""
    if known and not told:
        reading.warn("name", f"{user.name} is known as {known!r}, which stays (KP-57)")
        return ""
    if known:
        reading.warn("name", f"{user.name} was known as {known!r} and is {name!r} now")
    return name


def _united(reading: Reading, role: Role | None, record: Record) -> Record:
    """KP-55, KP-56: what becomes of a body for POST."""
    if not reading.merge:
        _warn_of_emptied(reading, role, record)
        return record
    if role is None:
        if "accessType" in reading.given:
            return record
        reading.warn("accessType", MISSING_ACCESS_TYPE)
        warn_of_dropped(reading)
        return FULL_ACCESS
    old = record_of(role)
    if old.access_type == UNRESTRICTED and record is not FULL_ACCESS:
        if "accessType" in reading.given:
            reading.warn("accessType", f"merging leaves {role.name} with full access, not {RESTRICTED} (KP-56)")
        warn_of_dropped(reading)
    return merged(old, record, reading.given)


def _warn_of_emptied(reading: Reading, role: Role | None, record: Record) -> None:
    """KP-55: the sections of the record that is there which are left out, and so are empty from then on."""
    for name in held_sections(record_of(role)) if role is not None and record.access_type == RESTRICTED else ():
        if name not in reading.given:
            told = "left out, so it becomes empty: a body for POST replaces the whole record (KP-55)"
            reading.warn(name, f'{told}; "mergeExistingAccess": true keeps what is there (KP-56)')


def _completed(reading: Reading, role: Role | None, record: Record) -> Record:
    """KP-09: what becomes of a reply; KP-27: a section that is null is said to be empty, and not left out."""
    if role is None:
        return record
    old = record_of(role)
    found, kept = completed(old, record, reading.given | reading.empty)
    for name in kept:
        told = "left out, as older replies of GET do, so it stays as it is known (KP-09)"
        reading.warn(name, f'{told}; a body with "mergeExistingAccess": false empties it (KP-55)')
    for name in held_sections(old) if record.access_type == RESTRICTED else ():
        if name in reading.empty:
            reading.warn(name, "null, so what is known of it is dropped (KP-27); left out it would stay (KP-09)")
    return found


def _changes(tenant: Tenant, email: str, role: Role | None, wanted: Role, name: str) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    if name:
        edits.append(SetProfile(email, {**tenant.principals[email].extra, "name": name}))
    if role is None:
        idle = wanted.name in tenant.roles
        record: Edit = PutGrants(wanted.name, wanted.grants) if idle else AddRole(wanted)
        return (*edits, record, AssignRole(email, wanted.name))
    if dict(role.grants) != dict(wanted.grants):
        edits.append(PutGrants(role.name, wanted.grants))
    if dict(role.extra) != dict(wanted.extra):
        edits.append(UpdateRole(role.name, role.name, role.code, role.description, wanted.extra))
    return tuple(edits)


def full_users(tenant: Tenant) -> list[str]:
    """KP-02: who has full access."""
    return [name for name in tenant.principals if has_full_access(tenant, name)]


def _warn_of_last(reading: Reading, directory: Directory, email: str) -> None:
    """KP-59: nobody is left who could manage users."""
    if directory.full_users() == {email}:
        reading.warn("accessType", f"{email} is the last user with full access: nobody could manage users any more")


def put(tenant: Tenant, business: Business, email: str, body: Mapping[str, Json], elsewhere: bool) -> Taken:
    """KP-53: give the user of an e-mail another name and e-mail; ``elsewhere`` is known in another business too."""
    reading = Reading(business)
    stored = find_email(tenant, email)
    keys = {name.casefold(): name for name in KEYS[""]}
    rights = [keys[key.casefold()] for key in body if key.casefold() in keys and keys[key.casefold()] not in PERSON]
    if stored is None:
        reading.fault("email", f"there is no user {email.strip()!r} in the business")
    if rights:
        reading.fault(rights[0], f"PUT only renames: send {', '.join(rights)} with POST (KP-53)")
    if elsewhere:
        reading.fault("email", f"{email.strip()} belongs to another business too, and cannot be renamed here (KP-53)")
    new, name = read_person(reading, body, lambda address: False)
    taken = find_email(tenant, new) if new else None
    if taken is not None and taken != stored:
        reading.fault("email", f"{taken} has a record of its own in the business")
    if reading.faults or stored is None:
        return Taken(None, tuple(reading.faults), tuple(reading.warnings))
    edits = renaming(tenant, stored, new, name)
    return Taken(Batch(f"rename {stored}", edits) if edits else None, (), tuple(reading.warnings), new)


def rename(directory: Directory, business: Business, body: Mapping[str, Json], where: str = "") -> Taken:
    """KP-53: a name and an e-mail that is known are the body of a PUT, which renames and never touches the access."""
    tenant, reading = directory.tenant, Reading(business, where)
    email, name = read_person(reading, body, lambda address: False)
    stored = directory.find(email)
    if reading.faults or stored is None:
        return Taken(None, tuple(reading.faults))
    full = 'full access is given by "accessType": "Unrestricted"'
    if not name:
        reading.fault("name", f"missing: an e-mail alone says nothing of {stored}, who is known; {full}")
        return Taken(None, tuple(reading.faults))
    edits = renaming(tenant, stored, stored, name)
    reading.warn("accessType", f"not said, so {stored}, who is known, is only renamed, as by PUT (KP-53); {full}")
    return Taken(Batch(f"rename {stored}", edits) if edits else None, (), tuple(reading.warnings), stored)


def renaming(tenant: Tenant, old: str, new: str, name: str) -> tuple[Edit, ...]:
    """The edits that rename the user and the record, which are held together by the e-mail (KP-04)."""
    user, role = tenant.principals[old], own_role(tenant, old)
    edits: list[Edit] = []
    if name and name != display_name(user):
        edits.append(SetProfile(old, {**user.extra, "name": name}))
    if new != old:
        edits.append(RenamePrincipal(old, new))
        if role is not None:
            edits.append(UpdateRole(role.name, new, role.code, role.description, role.extra))
    return tuple(edits)


def delete(tenant: Tenant, business: Business, email: str) -> Taken:
    """KP-59: revoke the record; the user stays known, without any right in the business."""
    reading = Reading(business)
    stored = find_email(tenant, email)
    role = own_role(tenant, stored) if stored is not None else None
    if stored is None or role is None:
        reading.fault("email", f"there is no access record of {email.strip()!r} in the business")
        return Taken(None, tuple(reading.faults))
    _warn_of_last(reading, Directory(tenant), stored)
    return Taken(RemoveRole(role.name), (), tuple(reading.warnings), stored)
