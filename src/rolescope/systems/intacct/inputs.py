"""Who counts with what: all that decides a user's rights besides the grants of the roles (IA-01 to IA-09)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rolescope.rights.model import API, UI, Principal, Rights, Role, Subject, Tenant
from rolescope.systems.faults import clipped
from rolescope.systems.intacct.said import OWN_GRANTS, ROLE_GRANTS, ROLES
from rolescope.systems.intacct.unselected import (
    ADMIN,
    APPLY_TO,
    GROUPS,
    RESTRICTED,
    STATUS,
    UNSELECTED,
    USER_TYPE,
    unselected,
)
from rolescope.systems.intacct.vocabulary import (
    ACTIVE,
    ADMIN_OFF,
    ALWAYS,
    BUSINESS,
    CRM,
    SLIDE_IN_ONLY,
    UNKNOWN_TYPE,
)


class Source(NamedTuple):
    """A role that a user holds: directly, or through a group."""

    role: str
    group: str = ""
    counts: bool = True
    """IA-09, IA-62: whether the role counts on direct login, which both an API token and the login page are."""
    sure: bool = True
    """Whether that is known (IA-57)."""


class Inputs(NamedTuple):
    """All that decides a user's rights besides the grants of the roles. A tuple: it is hashed for every user."""

    method: str
    status: str
    user_type: str
    admin: str
    enabled: bool
    restricted: bool
    sources: tuple[Source, ...]
    own: tuple[tuple[str, Rights], ...]
    """What is granted on the user itself, by node."""
    limits: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    """The fields of the user that are not known; then the others hold what they are where nothing is said (IA-57)."""
    untold: tuple[str, ...] = ()
    """What is not known of that which roles give, in words: the user's roles or groups, a group's roles, grants."""

    def may_have_more(self, user_based: bool) -> bool:
        """IA-57: whether the user may be granted anything besides what is known."""
        return OWN_GRANTS in self.unknown if user_based else bool(self.untold)

    @property
    def closed_way(self) -> str:
        """IA-19, IA-20, IA-28: the code of what closes the way in; empty when it is open."""
        if self.method == API:
            return "" if self.enabled else "API_OFF"
        if self.restricted:
            return "API_ONLY"
        return "NO_LOGIN" if self.user_type == CRM and self.method == UI else ""

    @property
    def ways_alike(self) -> bool:
        """Whether nothing of the user's tells the API from the interface, as for most."""
        return self.enabled and not self.may_be_restricted and self.user_type != CRM

    @property
    def way_open(self) -> bool:
        """The gate of (e) without the subscription, which differs from module to module."""
        return self.status == ACTIVE and not self.closed_way

    @property
    def way_sure(self) -> bool:
        """Whether the gate is open for certain."""
        return self.way_open and STATUS not in self.unknown and not self.unsure_way

    @property
    def unsure_way(self) -> bool:
        """IA-20, IA-57: whether the interface may be closed to the user."""
        return self.method == UI and RESTRICTED in self.unknown

    @property
    def may_be_admin(self) -> bool:
        """IA-21, IA-57: whether the user may be an admin, which only business users are."""
        return ADMIN in self.unknown and self.user_type in (BUSINESS, UNKNOWN_TYPE)

    @property
    def may_be_restricted(self) -> bool:
        """IA-39, IA-57: whether the user may be one who only comes in over web services."""
        return self.restricted or RESTRICTED in self.unknown

    @property
    def roles(self) -> tuple[str, ...]:
        """Each role once, in the order they come."""
        return tuple(dict.fromkeys(source.role for source in self.sources))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that bring roles."""
        return tuple(dict.fromkeys(source.group for source in self.sources if source.group))


def inputs_of(tenant: Tenant, subject: Subject) -> Inputs:
    """What counts for a subject."""
    user = tenant.principals.get(subject.principal or "") or Principal(subject.principal or "", "inactive")
    facts, services = user.extra, user.extra.get("web_services") or {}
    unknown, found = unselected(user), sources(tenant, user)
    return Inputs(
        subject.method,
        user.status,
        UNKNOWN_TYPE if USER_TYPE in unknown else facts.get("type", BUSINESS),
        facts.get("admin", ADMIN_OFF),
        services.get("enabled", True) is not False,
        services.get("restricted", False) is True,
        tuple(found),
        tuple(sorted(user.grants.items())),
        tuple(limits(facts)),
        unknown,
        tuple(_untold(tenant, user, unknown, found)),
    )


def _untold(tenant: Tenant, user: Principal, unknown: frozenset[str], found: Sequence[Source]) -> Iterator[str]:
    """IA-57: what of the roles is not known, of those alone that may count."""
    if ROLES in unknown:
        yield f"which {'other ' if user.roles else ''}roles the user holds"
    if GROUPS in unknown:
        yield f"which {'other ' if user.groups else ''}groups the user is in"
    for name in user.groups:
        if ROLES in unselected(tenant.groups[name]):
            yield f"which {'other ' if tenant.groups[name].roles else ''}roles group {clipped(name)} brings"
    for name in dict.fromkeys(source.role for source in found if source.counts):
        role = tenant.roles[name]
        if UNSELECTED in role.extra and ROLE_GRANTS in unselected(role):
            yield f"what {'else ' if role.grants else ''}role {clipped(name)} grants"


def sources(tenant: Tenant, user: Principal) -> list[Source]:
    """IA-02: the user's own roles, then those of every group the user is in."""
    found = [_source(tenant.roles[held.role], "") for held in user.roles]
    for name in user.groups:
        found += [_source(tenant.roles[role], name) for role in tenant.groups[name].roles]
    return found


def _source(role: Role, group: str) -> Source:
    return Source(role.name, group, counts(role), APPLY_TO not in unselected(role))


def counts(role: Role) -> bool:
    """IA-09, IA-62: whether a role counts on direct login."""
    return bool(role.extra.get("apply_to", ALWAYS) != SLIDE_IN_ONLY)


def limits(facts: Mapping[str, Any]) -> list[str]:
    """IA-41, IA-42: what limits the rows that rights reach, in words."""
    access = facts.get("entity_access") or {}
    found = []
    if access.get("unrestricted", True) is False and facts.get("entities"):
        found.append(f"entities {', '.join(facts['entities'])}")
    for key in ("departments", "territories"):
        if facts.get(key):
            found.append(f"{key} {', '.join(facts[key])}")
    return found
