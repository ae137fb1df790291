"""What an admin could edit so that all below a branch is open, screen by screen and field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rolescope.rights.edits import SetGrant, apply_all
from rolescope.rights.grants import CompiledRole, compile_role
from rolescope.rights.planes import bits
from rolescope.rights.policy import Denial
from rolescope.systems.payspace.layers import OF_VENDOR
from rolescope.systems.payspace.paths import open_path
from rolescope.systems.payspace.remedies import Edits, covers, needed_level, without_role
from rolescope.systems.payspace.vocabulary import RIGHTS

if TYPE_CHECKING:
    from rolescope.systems.payspace.policy import Policy

MOST_LIFTED = 12
"""Levels below a branch that are lifted one by one; more of them follow the branch all at once."""


def role_causes(policy: Policy, denial: Denial) -> list[Sequence[Edits]] | None:
    """For each role that takes anything below a branch, the alternative edits; None where nothing helps (PS-85)."""
    if any(step.layer in OF_VENDOR for step in denial.refusing):
        return None
    numbers = [RIGHTS.index(right) for right in denial.asked]
    cells = policy.tree.subtree(denial.node) & policy.answerable & policy.applicable.any_of(numbers)
    found: list[Sequence[Edits]] = []
    for name in policy.inputs(denial.tenant, denial.subject).roles:
        role = denial.compiled[name]
        if cells & ~policy.masks(role).together.any_of(numbers):
            found.append([*_lifted(policy, denial, role, cells), *without_role(policy, denial, name)])
    return found


def _lifted(policy: Policy, denial: Denial, role: CompiledRole, cells: int) -> Iterator[Edits]:
    """The branch and what is set lower below it given what is needed, or everything below following the branch."""
    tree, name, node, need = policy.tree, role.role.name, denial.node, needed_level(denial.asked)
    opening = open_path(role, node, tree) if policy.gate else ()
    if opening:  # it leaves the closed parents at Read only, whatever they said before
        role = compile_role(apply_all(opening, denial.tenant, tree).roles[name], tree, RIGHTS)
    own = list(bits(role.explicit & tree.subtree(node)))
    lower = [place for place in own if not covers(role, place, need) and tree.subtree(place) & cells]
    if node not in lower and not covers(role, node, need):
        lower.insert(0, node)
    if len(lower) <= MOST_LIFTED:
        yield (*opening, *(SetGrant(name, tree.nodes[place].id, need) for place in lower))
    if any(place != node for place in own):
        yield (*opening, SetGrant(name, tree.nodes[node].id, need, subtree=True))
