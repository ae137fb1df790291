"""Users and their access records as one thing: what a form shows of them, and what changing it does to both."""

from __future__ import annotations

from rolescope.rights.edits import (
    AddPrincipal,
    AddRole,
    AssignRole,
    Edit,
    EditError,
    PutGrants,
    RemovePrincipal,
    RemoveRole,
    UpdateRole,
    apply_all,
)
from rolescope.rights.model import Assignment, Principal, Tenant
from rolescope.rights.people import Values
from rolescope.rights.tree import Tree
from rolescope.systems.keypay.catalogue import business_of
from rolescope.systems.keypay.collecting import Reading
from rolescope.systems.keypay.people import full_users, renaming
from rolescope.systems.keypay.reading import read_person
from rolescope.systems.keypay.record import Record, display_name, find_email, own_role, record_of, role_of
from rolescope.systems.keypay.vocabulary import NO_RECORD


def user_values(tenant: Tenant, user: Principal) -> Values:
    """KP-04: the display name, and the type of the access record."""
    role = own_role(tenant, user.name)
    return {"display_name": display_name(user), "access": record_of(role).access_type if role else NO_RECORD}


def user_edits(tenant: Tenant, tree: Tree, before: Principal | None, email: str, values: Values) -> tuple[Edit, ...]:
    """KP-04, KP-53, KP-54: make or change a user and the record that bears its e-mail.

    Raises:
        EditError: when the e-mail is none, or another user's, or the name is missing.
    """
    now = user_values(tenant, before) if before else {"display_name": "", "access": NO_RECORD}
    wanted = {**now, **values}
    reading = Reading(business_of(tree))
    must_be_named = before is None or bool(now["display_name"])
    person = {"email": email, "name": wanted["display_name"]}
    email, name = read_person(reading, person, lambda address: must_be_named)
    if reading.faults:
        raise EditError("; ".join(map(str, reading.faults)))
    known = find_email(tenant, email)
    if known is not None and (before is None or known != before.name):
        raise EditError(f"{known} is in the business already, and an e-mail is the same in any case (KP-04)")
    access = str(wanted["access"])
    if before is None:
        return _new(email, name, access)
    changes = _access(tenant, before.name, access) if access != now["access"] else ()
    return (*changes, *renaming(apply_all(changes, tenant, tree), before.name, email, name))


def _new(email: str, name: str, access: str) -> tuple[Edit, ...]:
    user = Principal(email, extra={"name": name})
    if access == NO_RECORD:
        return (AddPrincipal(user),)
    held = (Assignment(email),)
    return AddRole(role_of(email, Record(access))), AddPrincipal(Principal(email, roles=held, extra=user.extra))


def _access(tenant: Tenant, email: str, access: str) -> tuple[Edit, ...]:
    role = own_role(tenant, email)
    if access == NO_RECORD:
        return (RemoveRole(role.name),) if role else ()
    return _record(tenant, email, Record(access))


def _record(tenant: Tenant, email: str, record: Record) -> tuple[Edit, ...]:
    """The edits by which a user has a record."""
    role = own_role(tenant, email)
    if role is None:
        made = role_of(email, record)
        idle = email in tenant.roles  # a record that nobody holds must not come back with what it said
        return PutGrants(email, made.grants) if idle else AddRole(made), AssignRole(email, email)
    wanted, found = role_of(role.name, record, role), list[Edit]()
    if dict(role.grants) != dict(wanted.grants):
        found.append(PutGrants(role.name, wanted.grants))
    if dict(role.extra) != dict(wanted.extra):
        found.append(UpdateRole(role.name, role.name, role.code, role.description, wanted.extra))
    return tuple(found)


def new_record(tenant: Tenant, email: str) -> tuple[Edit, ...]:
    """A user without a record gets a restricted one that opens nothing (KP-03); none where there is one."""
    return () if own_role(tenant, email) else _record(tenant, email, Record())


def access_edits(tenant: Tenant, template: Principal, user: Principal) -> tuple[Edit, ...]:
    """A user gets a record that says what another user's says; none where that one has none."""
    role = own_role(tenant, template.name)
    return _access(tenant, user.name, NO_RECORD) if role is None else _record(tenant, user.name, record_of(role))


def remove_user(tenant: Tenant, email: str) -> tuple[Edit, ...]:
    """The record goes with its user."""
    role = own_role(tenant, email)
    return (*((RemoveRole(role.name),) if role else ()), RemovePrincipal(email))


def caution(before: Tenant, after: Tenant) -> str:
    """KP-59: nobody is left who could manage users."""
    if full_users(before) and not full_users(after):
        return "nobody is left with full access: nobody could manage users any more (KP-59)"
    return ""
