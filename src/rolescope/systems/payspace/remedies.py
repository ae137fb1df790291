"""What an admin could edit to open a cell; the core tries each candidate and ranks those that work (PS-85)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rolescope.rights.edits import ClearGrant, Edit, SetGrant, SetScope, SetStatus, UnassignRole
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Principal, Rights, Subject, Tenant
from rolescope.rights.system import FLAG, STOP, Step
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.paths import closed_elements, open_elements, open_path
from rolescope.systems.payspace.vocabulary import ALLOW, READ, READ_ONLY, SCOPES

if TYPE_CHECKING:
    from rolescope.systems.payspace.policy import Policy

Edits = tuple[Edit, ...]
Alternatives = Sequence[Sequence[Edits]]


def remedies(
    policy: Policy,
    tenant: Tenant,
    compiled: Mapping[str, CompiledRole],
    subject: Subject,
    node: int,
    asked: Rights,
    steps: Sequence[Step],
) -> Alternatives:
    """For each cause in reach of the admin, the alternative edits. Nothing where nobody but the vendor can help."""
    stops = [step for step in steps if step.verdict == STOP]
    if not stops or any(step.layer == 6 and step.verdict in (STOP, FLAG) for step in steps):
        return ()
    need = READ_ONLY.rights if asked == {READ} else ALLOW.rights
    found: list[Sequence[tuple[Edit, ...]]] = []
    if any(step.layer == 1 for step in stops) and subject.principal is not None:
        found.append([(SetStatus(subject.principal, "active"),)])
    closing = dict.fromkeys(step.role for step in stops if step.role in compiled and step.layer != 5)
    for name in closing:
        if name is not None:
            found.append(list(_for_role(policy, tenant, compiled[name], subject, node, need)))
    if any(step.layer == 7 for step in stops) and subject.credential is not None:
        found.append([(SetScope(subject.credential, scope),) for scope, axes in SCOPES.items() if axes & asked])
    return found


def _for_role(
    policy: Policy, tenant: Tenant, role: CompiledRole, subject: Subject, node: int, need: Rights
) -> Iterator[Edits]:
    tree, name = policy.tree, role.role.name
    screen = policy.catalogue.screen_of(node)
    opening = open_path(role, screen, tree) if policy.gate else ()
    for below in _below(policy, role, node, screen, need):
        yield from _with_screen(role, screen, need, opening, below, tree)
    user = tenant.principals.get(subject.principal) if subject.principal is not None else None
    if user is not None:
        yield from _without_role(user, name)


def _with_screen(
    role: CompiledRole, screen: int, need: Rights, opening: Edits, below: Edits, tree: Tree
) -> Iterator[Edits]:
    """The ways to give the screen what is needed, if it lacks it, with the path opened and what is below lifted."""
    name = role.role.name
    if not _covers(role, screen, need):
        yield (*opening, SetGrant(name, tree.nodes[screen].id, need), *below)
        decider = role.decider(screen, tree)
        if 0 <= decider != screen:
            yield (*opening, SetGrant(name, tree.nodes[decider].id, need), *below)
        if decider == screen and _covers(role, tree.parent[screen], need):
            yield (*opening, ClearGrant(name, tree.nodes[screen].id), *below)
    elif opening or below:
        yield (*opening, *below)


def _below(policy: Policy, role: CompiledRole, node: int, screen: int, need: Rights) -> Iterator[Edits]:
    """What has to be lifted below the screen: the asked field, and required ones that block create.

    Where closed elements stand above them, these are opened for the fields alone, or follow the screen again.
    """
    tree, name = policy.tree, role.role.name
    wanted = {node: None} if node != screen else {}
    if need == ALLOW.rights:
        blocking = policy.below_allow(role)
        wanted |= {field: None for field in policy.catalogue.fields_of(screen) if blocking >> field & 1}
    names = {tree.nodes[field].id for field in wanted}
    apart = policy.masks(role).apart.fields
    lifted = [f for f in wanted if apart >> f & 1 and not _covers(role, f, need)]
    grants = tuple(SetGrant(name, tree.nodes[field].id, need) for field in lifted)
    opened = [edit for field in wanted for edit in open_elements(role, field, screen, tree)] if policy.gate else []
    yield (*(edit for edit in opened if not (isinstance(edit, SetGrant) and edit.node in names)), *grants)
    if opened:
        closed = dict.fromkeys(e for field in wanted for e in closed_elements(role, field, screen, tree))
        own = (grant for field, grant in zip(lifted, grants, strict=True) if role.explicit >> field & 1)
        yield (*(ClearGrant(name, tree.nodes[element].id) for element in closed), *own)


def _covers(role: CompiledRole, node: int, need: Rights) -> bool:
    return node >= 0 and len(role.own.at(node)) >= len(need)


def _without_role(user: Principal, name: str) -> Iterator[Edits]:
    """Taking the role away helps only where another stays: without any the user would reach everything (PS-26)."""
    here = [held for held in user.roles if held.role == name]
    if len(here) < len(user.roles):
        yield tuple(UnassignRole(user.name, held.role, held.company) for held in here)
