"""Who counts with what: a user counts with the access record that bears the user's e-mail (KP-04, KP-05)."""

from __future__ import annotations

from dataclasses import dataclass

from rolescope.rights.model import Subject, Tenant


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides a user's rights besides what the record says."""

    user: str
    records: tuple[str, ...]
    """The records held: in the vendor's own data just the one of the user's e-mail."""


def inputs_of(tenant: Tenant, subject: Subject) -> Inputs:
    """What counts for a subject."""
    user = tenant.principals.get(subject.principal or "")
    held = tuple(assignment.role for assignment in user.roles) if user else ()
    return Inputs(subject.principal or "", tuple(dict.fromkeys(held)))
