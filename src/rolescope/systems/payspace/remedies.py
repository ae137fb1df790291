"""What an admin could edit to open a cell; the core tries each candidate and ranks those that work (PS-85)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rolescope.rights.edits import AssignRole, ClearGrant, Edit, SetGrant, SetScope, SetStatus, UnassignRole, apply_all
from rolescope.rights.grants import CompiledRole, compile_role
from rolescope.rights.model import Assignment, Rights
from rolescope.rights.planes import plane_of
from rolescope.rights.policy import STOP, Denial, Step
from rolescope.rights.tree import Tree
from rolescope.systems.payspace import layers
from rolescope.systems.payspace.inputs import counting
from rolescope.systems.payspace.paths import closed_elements, open_elements, open_path
from rolescope.systems.payspace.vocabulary import ALLOW, READ, READ_ONLY, RIGHTS, SCOPES

if TYPE_CHECKING:
    from rolescope.systems.payspace.policy import Policy

Edits = tuple[Edit, ...]
Alternatives = Sequence[Sequence[Edits]]


def remedies(policy: Policy, denial: Denial) -> Alternatives:
    """For each cause in reach of the admin, the alternative edits. Nothing where nobody but the vendor can help."""
    if any(step.layer == layers.LINKED for step in denial.refusing):
        return ()
    if policy.aggregates >> denial.node & 1:
        from rolescope.systems.payspace import remedies_below  # which needs what is here

        roles = remedies_below.role_causes(policy, denial)
        return _with_admin_causes(roles, denial, denial.refusing) if roles is not None else ()
    stops = [step for step in denial.refusing if step.verdict == STOP]
    roles = [list(_for_role(policy, denial, denial.compiled[name])) for name in _closing(policy, denial, stops)]
    return _with_admin_causes(roles, denial, stops) if stops else ()


def needed_level(asked: Rights) -> Rights:
    """The least level that gives what is asked."""
    return READ_ONLY.rights if asked == {READ} else ALLOW.rights


def _with_admin_causes(roles: Sequence[Sequence[Edits]], denial: Denial, refusing: Sequence[Step]) -> Alternatives:
    """What may be done about the roles, with what may be done about the user's status and the credential's scope."""
    refused, subject, asked = {step.layer for step in refusing}, denial.subject, denial.asked
    found: list[Sequence[Edits]] = []
    if layers.STATUS in refused and subject.principal is not None:
        found.append([(SetStatus(subject.principal, "active"),)])
    found += roles
    if layers.SCOPE in refused and subject.credential is not None:
        narrowest_first = sorted(SCOPES, key=lambda scope: len(SCOPES[scope]))
        found.append([(SetScope(subject.credential, scope),) for scope in narrowest_first if SCOPES[scope] & asked])
    return found


def _closing(policy: Policy, denial: Denial, stops: Sequence[Step]) -> list[str]:
    """The roles that stop something: those that a line names, and all that hold back a required field (PS-15)."""
    compiled = denial.compiled
    found = dict.fromkeys(step.role for step in stops if step.role in compiled and step.layer != layers.LEAST)
    if any(step.layer == layers.REQUIRED for step in stops):
        fields = plane_of(policy.catalogue.fields_of(policy.catalogue.screen_of(denial.node)), len(policy.tree))
        counting = policy.inputs(denial.tenant, denial.subject).roles
        found |= dict.fromkeys(name for name in counting if policy.below_allow(compiled[name]) & fields)
    return [name for name in found if name is not None]


def _for_role(policy: Policy, denial: Denial, role: CompiledRole) -> Iterator[Edits]:
    tree, name, need = policy.tree, role.role.name, needed_level(denial.asked)
    screen = policy.catalogue.screen_of(denial.node)
    opening = open_path(role, screen, tree) if policy.gate else ()
    if opening:  # it leaves the closed parents at Read only, whatever they said before
        role = compile_role(apply_all(opening, denial.tenant, tree).roles[name], tree, RIGHTS)
    for below in _below(policy, role, denial.node, screen, need):
        yield from _with_screen(role, screen, need, opening, below, tree)
    yield from without_role(policy, denial, name)


def _with_screen(
    role: CompiledRole, screen: int, need: Rights, opening: Edits, below: Edits, tree: Tree
) -> Iterator[Edits]:
    """The ways to give the screen what is needed, if it lacks it, with the path opened and what is below lifted."""
    name = role.role.name
    if not covers(role, screen, need):
        yield (*opening, SetGrant(name, tree.nodes[screen].id, need), *below)
        decider = role.decider(screen, tree)
        if 0 <= decider != screen:
            yield (*opening, SetGrant(name, tree.nodes[decider].id, need), *below)
        if decider == screen and covers(role, tree.parent[screen], need):
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
    lifted = [f for f in wanted if apart >> f & 1 and not covers(role, f, need)]
    grants = tuple(SetGrant(name, tree.nodes[field].id, need) for field in lifted)
    opened = [edit for field in wanted for edit in open_elements(role, field, screen, tree)] if policy.gate else []
    yield (*(edit for edit in opened if not (isinstance(edit, SetGrant) and edit.node in names)), *grants)
    if opened:
        closed = dict.fromkeys(e for field in wanted for e in closed_elements(role, field, screen, tree))
        own = (grant for field, grant in zip(lifted, grants, strict=True) if role.explicit >> field & 1)
        yield (*(ClearGrant(name, tree.nodes[element].id) for element in closed), *own)


def covers(role: CompiledRole, node: int, need: Rights) -> bool:
    """Whether a role's own word for a node gives what is needed."""
    return node >= 0 and len(role.own.at(node)) >= len(need)


def without_role(policy: Policy, denial: Denial, name: str) -> Iterator[Edits]:
    """Taking the role away in the company asked about; where it is held in all of them, the others keep it (PS-84).

    That helps only where another role stays, in each company: without any, more may be open (PS-26).
    """
    user, subject = denial.user, denial.subject
    if user is None:
        return
    companies = [company.code for company in denial.tenant.companies]
    here = [held for held in counting(user, subject.company, policy.per_company) if held.role == name]
    kept = [held for held in user.roles if held not in here]
    again: list[Assignment] = []
    if policy.per_company and subject.company is not None and any(not held.company for held in here):
        elsewhere = (Assignment(name, code) for code in companies if code != subject.company)
        again = [held for held in elsewhere if held not in kept]
    after = replace(user, roles=(*kept, *again))
    counts = [[counting(each, place, policy.per_company) for place in (None, *companies)] for each in (user, after)]
    if all(left or not held for held, left in zip(*counts, strict=True)):
        taken = (UnassignRole(user.name, held.role, held.company) for held in here)
        yield (*taken, *(AssignRole(user.name, held.role, held.company) for held in again))
