"""What an admin could edit to open a permission; the core tries each candidate and ranks those that work."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rolescope.rights.edits import (
    AssignRole,
    Edit,
    SetGrant,
    SetOwnGrant,
    SetProfile,
    SetSetting,
    SetStatus,
    UpdateRole,
)
from rolescope.rights.model import API, Principal, Rights, Role, Tenant
from rolescope.rights.policy import FLAG, STOP, Denial, Step
from rolescope.systems.intacct import steps
from rolescope.systems.intacct.catalogue import is_full, module_of, offered_at
from rolescope.systems.intacct.inputs import counts, sources
from rolescope.systems.intacct.prerequisites import offered_as
from rolescope.systems.intacct.standing import rights_at
from rolescope.systems.intacct.unselected import APPLY_TO, STATUS, told_by_a_row, unselected
from rolescope.systems.intacct.vocabulary import (
    ACTIVE,
    ADMIN_OFF,
    ALWAYS,
    BUSINESS,
    PERMISSION,
    SUBSCRIPTIONS,
    with_twins,
)

if TYPE_CHECKING:
    from rolescope.systems.intacct.policy import Policy

Alternatives = list[Sequence[tuple[Edit, ...]]]
MOST_ROLES = 4
"""Roles that are tried where a user has none that could be extended."""


def remedies(policy: Policy, denial: Denial) -> Alternatives:
    """For each cause in reach of an admin, the alternative edits; nothing where the row itself does not offer it."""
    user, node, asked, found = denial.user, denial.node, denial.asked, policy.tree.nodes[denial.node]
    refused = {step.layer for step in denial.refusing}
    if user is None or found.kind != PERMISSION or not refused:
        return []
    if is_full(found) and not asked <= offered_at(found):
        return []
    profile = _profile(user, denial.subject.method, denial.steps)
    causes: Alternatives = [[(SetStatus(user.name, ACTIVE),)]] if steps.STATUS in refused else []
    if profile != dict(user.extra):
        causes.append([(SetProfile(user.name, profile),)])
    if any(step.layer == steps.SUBSCRIPTION and step.verdict == STOP for step in denial.steps):
        kept = sorted({*(policy.subscriptions or ()), module_of(found)})
        causes.append([(SetSetting(SUBSCRIPTIONS, kept),)])
    missing = _missing(policy, node, asked, _given(policy, denial.tenant, user, node))
    # A step that takes everything hides that some rights would not be granted either.
    if missing or refused & {steps.MODE, steps.GRANT, steps.PREREQUISITE}:
        give = list(_grants(policy, denial.tenant, user, node, missing))
        causes += [give] if give else []
    return causes


def _profile(user: Principal, method: str, told: Sequence[Step]) -> dict[str, Any]:
    """The user's own facts with those changed that stand in the way (IA-18 to IA-20, IA-24, IA-39)."""
    profile, codes = dict(user.extra), {step.code for step in told}
    services = dict(profile.get("web_services") or {})
    if "API_OFF" in codes:
        services["enabled"] = True
    if "API_ONLY" in codes:
        services["restricted"] = False
    if "NEEDS_isRestricted" in codes and method == API:
        services["restricted"] = True
    if services:
        profile["web_services"] = services
    if codes & {"TYPE_CEILING", "CEILING_UNKNOWN", "NO_LOGIN"}:
        profile["type"] = BUSINESS
    if any(step.layer == steps.STATUS and step.verdict == FLAG for step in told):
        return dict(told_by_a_row(profile, STATUS))
    return profile


def _given(policy: Policy, tenant: Tenant, user: Principal, node: int) -> Rights:
    """What a user is granted at a permission by whatever counts, or by the admin flag (IA-01 to IA-09, IA-22)."""
    place = policy.tree.nodes[node].id
    implied = rights_at(policy.catalogue.implied[user.extra.get("admin", ADMIN_OFF)], node)
    if policy.user_based:
        return implied | user.grants.get(place, frozenset())
    counting = (tenant.roles[source.role] for source in sources(tenant, user) if source.counts and source.sure)
    return implied.union(*(role.grants.get(place, frozenset()) for role in counting))


def _missing(policy: Policy, node: int, asked: Rights, given: Rights) -> Rights:
    """What would have to be granted besides; not the twin of what is given, where the row lists that one (IA-58)."""
    wanted, known = _with_needs(policy, node, asked, given) - given, given & offered_at(policy.tree.nodes[node])
    return frozenset(right for right in wanted if not with_twins({right}) & known)


def _with_needs(policy: Policy, node: int, asked: Rights, given: Rights) -> Rights:
    """The rights together with what they need at the same permission, as far as the row offers it (IA-59).

    Where one of several is enough it is one that is given already.
    """
    offered, wanted = offered_at(policy.tree.nodes[node]), set(asked)
    for _ in range(len(policy.catalogue.prerequisites)):
        for rule in policy.catalogue.prerequisites:
            if rule.inert and rule.nodes >> node & 1 and rule.rights & wanted and rule.elsewhere is None:
                needs = {token for right in rule.needs for token in offered_as(right, offered)}
                wanted |= {token for token in needs if not wanted & with_twins({token})}
                choice = [token for right in rule.any_of for token in offered_as(right, offered)]
                if choice and not wanted & with_twins(choice):
                    wanted.add(next((token for token in choice if token in given), choice[0]))
    return frozenset(wanted)


def _grants(policy: Policy, tenant: Tenant, user: Principal, node: int, rights: Rights) -> Iterator[tuple[Edit, ...]]:
    """Each way to grant what is missing: on the user, in a role held, by letting a role count, by one role more."""
    place = policy.tree.nodes[node].id
    if policy.user_based:
        if rights:
            yield (SetOwnGrant(user.name, place, user.grants.get(place, frozenset()) | rights),)
        return
    held: dict[str, bool] = {}
    for source in sources(tenant, user):
        held[source.role] = source.counts and source.sure
    for name, sure in held.items():
        role = tenant.roles[name]
        has = role.grants.get(place, frozenset())
        more: tuple[Edit, ...] = () if rights <= has else (SetGrant(name, place, has | rights),)
        admit: tuple[Edit, ...] = () if sure else (_counting(role),)
        if more or admit:
            yield (*admit, *more)
    for other in _others(tenant, held, place, rights) if rights else ():
        yield (AssignRole(user.name, other),)


def _others(tenant: Tenant, held: Collection[str], place: str, rights: Rights) -> list[str]:
    """Roles that the user does not hold, that would count, and give the rights; those that bring least else first."""
    giving = [r for r in tenant.roles.values() if r.name not in held and _gives(r, place, rights) and _surely_counts(r)]
    return [role.name for role in sorted(giving, key=lambda role: sum(map(len, role.grants.values())))][:MOST_ROLES]


def _surely_counts(role: Role) -> bool:
    return counts(role) and APPLY_TO not in unselected(role)


def _gives(role: Role, place: str, rights: Rights) -> bool:
    return rights <= role.grants.get(place, frozenset())


def _counting(role: Role) -> Edit:
    """IA-09: let a role count on direct login."""
    extra: Mapping[str, Any] = {**role.extra, "apply_to": ALWAYS}
    return UpdateRole(role.name, role.name, role.code, role.description, replace(role, extra=extra).extra)
