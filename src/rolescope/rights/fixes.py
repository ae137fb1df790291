"""What would make a cell a yes: every candidate is tried out, and ranked by how little else it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, product

from rolescope.rights.edits import Edit, EditError, apply_all
from rolescope.rights.engine import Outcome
from rolescope.rights.explain import Explanation, asked_rights
from rolescope.rights.impact import impact
from rolescope.rights.model import Subject
from rolescope.rights.system import YES

MOST_CANDIDATES = 48
"""Combinations tried at most; more would only be more ways to say the same."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that together make the asked cell a certain yes.

    ``cells`` counts the other cells (node and row of the preview) whose answer changes, ``users`` the other users
    for whom anything changes; 0 and 0 is a fix without side effects. ``hidden`` of the cells are left out of totals,
    and at ``by_hand`` of them something changes for people in the vendor's interface alone.
    """

    edits: tuple[Edit, ...]
    cells: int
    users: int
    hidden: int = 0
    by_hand: int = 0
    doubts: tuple[str, ...] = ()
    """What an admin should know before it is made."""


def fixes(outcome: Outcome, explanation: Explanation, most: int = 5) -> tuple[Fix, ...]:
    """The fixes for a cell that is no or unknown, least side effects first. Each was applied and seen to work."""
    subject, node, asked = explanation.subject, explanation.node, explanation.asked
    is_kind = asked in outcome.system.kinds
    rights = outcome.policy.wanted(asked, node, frozenset())[0] if is_kind else asked_rights(outcome, asked)
    causes = outcome.policy.remedies(outcome.tenant, outcome.compiled, subject, node, rights, explanation.steps)
    if not causes or outcome.cells(node) != 1 << node:
        return ()
    found: list[Fix] = []
    for choice in islice(product(*causes), MOST_CANDIDATES):
        edits = _once(edit for edits in choice for edit in edits)
        if any(fix.edits == edits for fix in found):
            continue
        fix = _tried(outcome, subject, node, explanation.asked, edits)
        if fix is not None:
            found.append(fix)
    ranked = sorted(found, key=lambda fix: (fix.cells, fix.users, len(fix.edits)))
    return tuple(ranked[:most])


def _once(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Each edit once, in order; edits that carry what cannot be hashed included."""
    found: list[Edit] = []
    for edit in edits:
        if edit not in found:
            found.append(edit)
    return tuple(found)


def _loses_last_role(before: Outcome, after: Outcome, subject: Subject) -> bool:
    """Whether the subject's user is left without any role, or without one in some company (PS-85)."""
    if subject.principal is None:
        return False
    was, now = (outcome.tenant.principals[subject.principal].roles for outcome in (before, after))
    rows = (row for row in after.subjects if row.principal == subject.principal)
    return bool(was) and (not now or any(before.effective(r).roles and not after.effective(r).roles for r in rows))


def _tried(outcome: Outcome, subject: Subject, node: int, asked: str, edits: tuple[Edit, ...]) -> Fix | None:
    try:
        after = outcome.engine.evaluate(apply_all(edits, outcome.tenant, outcome.tree), outcome)
    except EditError:
        return None
    kind = asked if asked in outcome.system.kinds else asked_rights(outcome, asked)
    if after.answer(subject, node, kind) != YES or _loses_last_role(outcome, after, subject):
        return None
    changes = impact(outcome, after)
    asked_cell = {subject: 1 << node}
    programs = [(change.rights | change.levels) & ~asked_cell.get(change.subject, 0) for change in changes]
    planes = [plane | change.by_hand.nodes for plane, change in zip(programs, changes, strict=True)]
    cells, hidden = (sum((plane & counted).bit_count() for plane in planes) for counted in (-1, after.policy.hidden))
    by_hand = sum((plane & ~program).bit_count() for plane, program in zip(planes, programs, strict=True))
    others = {change.subject.principal or change.subject.credential for change in changes}
    doubts = tuple(outcome.system.doubts(outcome.tenant, after.tenant, outcome.tree))
    return Fix(edits, cells, len(others - {subject.principal or subject.credential}), hidden, by_hand, doubts)
