"""What an admin should know before a change is made: users whom no role limits, scopes that may not be enough."""

from __future__ import annotations

from collections.abc import Iterator

from rolescope.rights.model import Subject, Tenant
from rolescope.systems.payspace.inputs import Inputs, inputs_of
from rolescope.systems.payspace.tell import listed
from rolescope.systems.payspace.vocabulary import NARROW_DOUBT, NARROW_WRITE_SCOPES


def doubts(before: Tenant, after: Tenant) -> Iterator[str]:
    """A sentence for each user and credential that is there on both sides and changes, without a full stop."""
    if before.principals is not after.principals:
        for name, user in after.principals.items():
            if before.principals.get(name, user) is not user:
                yield from _unlimited(name, before, after)
    if before.credentials is not after.credentials:
        for name, credential in after.credentials.items():
            scope = credential.scope
            if scope in NARROW_WRITE_SCOPES and before.credentials.get(name, credential).scope != scope:
                yield f"{name}: scope {scope} may not be enough, {NARROW_DOUBT} (PS-45)"


def _unlimited(user: str, before: Tenant, after: Tenant) -> Iterator[str]:
    """Where a user becomes one whom no role limits, or perhaps none."""
    known, now = _inputs(user, before), _inputs(user, after)
    newly = {place: found for place, found in now.items() if _is_alarming(found) and found != known.get(place)}
    opened = [place for place, found in newly.items() if found.fail_open]
    if None in opened:
        yield f"{user} has no role now, and so reaches everything (PS-26)"
    elif opened:
        where = listed([place for place in opened if place is not None])
        yield f"{user} has no role in {where} now, and so reaches everything there (PS-30)"
    perhaps = next((found for found in newly.values() if found.unlinked_ess), None)
    if perhaps is not None:
        ess = ", ".join(perhaps.unlinked_ess)
        yield f"{user} has no role now: unless {ess} links itself, that reaches everything (PS-24)"


def _inputs(user: str, tenant: Tenant) -> dict[str | None, Inputs]:
    """By company what decides about a user; without a company where roles are not linked by company."""
    per_company = tenant.settings.get("role_per_company", False) is True and bool(tenant.companies)
    places = [company.code for company in tenant.companies] if per_company else [None]
    return {place: inputs_of(tenant, Subject(user, None, place), per_company) for place in places}


def _is_alarming(found: Inputs) -> bool:
    return found.active and bool(found.fail_open or found.unlinked_ess)
