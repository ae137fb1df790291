"""Who counts, and with what: all that decides a PaySpace subject's rights besides what its roles say."""

from __future__ import annotations

from dataclasses import dataclass

from rolescope.rights.model import Assignment, Principal, Role, Subject, Tenant

EMPLOYEE = "employee"
"""The level of a user, and the type of a role, of self service."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides a subject's rights besides the grants of its roles."""

    active: bool
    linked: bool
    """Whether there is a user: False for a credential without one."""
    credential: bool
    scope: str | None
    roles: tuple[str, ...]
    everywhere: tuple[str, ...] = ()
    """Those of the roles that are held in no company where roles are per company, so in each of them (PS-84)."""
    several_companies: bool = False
    """Whether the roles come from more than one company (PS-28)."""
    elsewhere: bool = False
    """Whether the user holds roles, only none in this company (PS-30)."""
    default_ess: bool = False
    """Whether the default ESS role stands in (PS-25)."""
    unlinked_ess: tuple[str, ...] = ()
    """The ESS roles that may have linked themselves to an employee without a role (PS-24)."""
    asked_scope: str | None = None

    @property
    def fail_open(self) -> bool:
        """PS-26: a user whom no role limits."""
        return self.linked and not (self.roles or self.default_ess or self.unlinked_ess)


def inputs_of(tenant: Tenant, subject: Subject, per_company: bool) -> Inputs:
    """PS-24 to PS-32, PS-37, PS-44, PS-84: status, scope and the roles that count."""
    credential = tenant.credentials.get(subject.credential) if subject.credential is not None else None
    scope = credential.scope if credential else None
    principal = tenant.principals.get(subject.principal) if subject.principal is not None else None
    if principal is None:
        return Inputs(True, False, credential is not None, scope, (), asked_scope=subject.asked_scope)
    held = counting(principal, subject.company, per_company)
    roles = tuple(sorted({each.role for each in held}))
    is_employee = not roles and principal.extra.get("level") == EMPLOYEE
    ess = tuple(sorted(role.name for role in tenant.roles.values() if _is_ess(role))) if is_employee else ()
    return Inputs(
        principal.status == "active",
        True,
        credential is not None,
        scope,
        roles,
        everywhere=tuple(sorted(each.role for each in held if not each.company)) if per_company else (),
        several_companies=len({each.company for each in held if each.company}) > 1,
        elsewhere=not roles and bool(principal.roles),
        default_ess=is_employee and not ess,
        unlinked_ess=ess,
        asked_scope=subject.asked_scope,
    )


def counting(principal: Principal, company: str | None, per_company: bool) -> list[Assignment]:
    """The roles of a user that count in a company: all of them unless roles are per company (PS-28, PS-29, PS-84)."""
    if not per_company or company is None:
        return list(principal.roles)
    return [held for held in principal.roles if held.company in ("", company)]


def _is_ess(role: Role) -> bool:
    return role.extra.get("type") == EMPLOYEE
