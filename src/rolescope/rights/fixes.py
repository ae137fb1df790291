"""What would make a cell a yes: every candidate is tried out, and ranked by how little else it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rolescope.rights.differences import differences
from rolescope.rights.edits import ClearGrant, Edit, EditError, SetGrant, apply_all
from rolescope.rights.engine import Outcome
from rolescope.rights.explain import Explanation, asked_rights
from rolescope.rights.impact import Impacts, SubjectImpact
from rolescope.rights.model import Subject, Tenant
from rolescope.rights.piecemeal import Piecemeal, at_once
from rolescope.rights.policy import BY_VENDOR, NO_CREDENTIAL, NO_USER, NOT_APPLICABLE, PASS, YES, Denial
from rolescope.rights.tree import Tree

MOST_TRIED = 48
"""Combinations tried at most; more would only be more ways to say the same."""
MOST_FIXES = 5


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that together make the asked cell a certain yes; each of them changes something.

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


def fixes(outcome: Outcome, explanation: Explanation) -> tuple[Fix, ...]:
    """The fixes for a cell that is no certain yes, least side effects first. Each was applied and seen to work."""
    return at_once(finding_fixes(outcome, explanation))


def finding_fixes(outcome: Outcome, explanation: Explanation) -> Piecemeal[tuple[Fix, ...]]:
    """The same piece by piece: whom a fix touches besides may be thousands."""
    subject, node, asked = explanation.subject, explanation.node, explanation.asked
    if explanation.answer in (YES, NOT_APPLICABLE):
        return ()
    is_kind = asked in outcome.system.kinds
    rights = outcome.policy.needed(asked, node, frozenset())[0] if is_kind else asked_rights(outcome, asked)
    denial = Denial(outcome.tenant, outcome.compiled, subject, node, rights, explanation.steps)
    causes = outcome.policy.remedies(denial)
    if not causes or not all(causes):
        return ()
    trials = _Trials(outcome, explanation, causes)
    yield from trials.run()
    return tuple(_not_more_than_needed(sorted(trials.found, key=_rank))[:MOST_FIXES])


NEEDS_CREDENTIAL, NEEDS_USER, NEEDS_ROLE, VENDOR_ONLY, PARTS, NO_FIX = (
    "credential",
    "user",
    "role",
    "vendor only",
    "parts",
    "no fix",
)


def way_on(outcome: Outcome, explanation: Explanation) -> str:
    """What helps where no fix is known: what a login lacks, a role, looking at the parts of a branch, or nothing.

    No fix chooses for the admin which user or credential it should be, and none lifts what the vendor limits (PS-85).
    """
    steps, system = explanation.steps, outcome.system
    codes = {step.code for step in steps if step.verdict != PASS}
    is_one = outcome.cells(explanation.node) == 1 << explanation.node
    if is_one and any(step.code == BY_VENDOR for step in explanation.stops):
        return VENDOR_ONLY
    if codes & {NO_CREDENTIAL, NO_USER}:
        return NEEDS_CREDENTIAL if NO_CREDENTIAL in codes else NEEDS_USER
    user = outcome.tenant.principals.get(explanation.subject.principal or "")
    is_without = user is not None and not user.roles and not user.groups
    if system.people.needs_role and is_without and len(explanation.stops) == 1 and not system.no_links(outcome.tenant):
        return NEEDS_ROLE
    return NO_FIX if is_one else PARTS


def _not_more_than_needed(ranked: Sequence[Fix]) -> list[Fix]:
    """The fixes without those that do the same as a better one, and something besides."""
    found: list[Fix] = []
    for fix in ranked:
        if not any(all(edit in fix.edits for edit in better.edits) for better in found):
            found.append(fix)
    return found


def _rank(fix: Fix) -> tuple[int, int, int, int]:
    return fix.cells, fix.users, len(fix.doubts), len(fix.edits)


Places = tuple[int, ...]
"""Which alternative is chosen for each cause."""


class _Trials:
    """The combinations of one alternative for each cause: each is tried once, and not more than MOST_TRIED of them."""

    def __init__(self, outcome: Outcome, explanation: Explanation, causes: Sequence[Sequence[tuple[Edit, ...]]]):
        self._outcome, self._explanation, self._causes = outcome, explanation, causes
        self._known: dict[Places, Fix | None] = {}

    @property
    def found(self) -> list[Fix]:
        """The fixes that work."""
        return [fix for fix in self._known.values() if fix is not None]

    def run(self) -> Piecemeal[None]:
        """Try those first that stand near the front of their lists, and from the first that works go to the best.

        Causes hardly hang on each other: what is best for one of them is so whatever is done about the others.
        """
        best: Fix | None = None
        for places in _from_the_front([len(cause) for cause in self._causes]):
            fix = yield from self._at(places)
            if best is None and fix is not None:
                best = yield from self._bettered(places, fix)
            if self._is_enough:
                return

    @property
    def _is_enough(self) -> bool:
        return len(self._known) >= MOST_TRIED

    def _bettered(self, places: Places, best: Fix) -> Piecemeal[Fix]:
        """The best fix that comes of changing what is chosen for one cause after the other."""
        before = None
        while before is not best:
            before = best
            for cause, alternatives in enumerate(self._causes):
                for number in range(len(alternatives)):
                    other = (*places[:cause], number, *places[cause + 1 :])
                    fix = None if self._is_enough else (yield from self._at(other))
                    if fix is not None and _rank(fix) < _rank(best):
                        best, places = fix, other
        return best

    def _at(self, places: Places) -> Piecemeal[Fix | None]:
        if places not in self._known:
            chosen = (cause[place] for cause, place in zip(self._causes, places, strict=True))
            edits = _once(edit for edits in chosen for edit in edits)
            self._known[places] = yield from _tried(self._outcome, self._explanation, edits)
        return self._known[places]


def _from_the_front(sizes: Sequence[int]) -> Iterator[Places]:
    """All combinations of a place in each of some lists; those whose places are together nearest the front first."""
    for steps in range(sum(sizes) - len(sizes) + 1):
        yield from _steps_from_the_front(steps, sizes)


def _steps_from_the_front(steps: int, sizes: Sequence[int]) -> Iterator[Places]:
    if not sizes:
        if not steps:
            yield ()
        return
    for place in range(min(steps, sizes[0] - 1) + 1):
        for rest in _steps_from_the_front(steps - place, sizes[1:]):
            yield (place, *rest)


def _once(edits: Iterable[Edit]) -> list[Edit]:
    """Each edit once, in order; edits that carry what cannot be hashed included."""
    found: list[Edit] = []
    for edit in edits:
        if edit not in found:
            found.append(edit)
    return found


def _needed(edits: Sequence[Edit], tenant: Tenant, tree: Tree) -> tuple[Edit, ...]:
    """The edits without those that change nothing, or that a later one about the same node takes back.

    Raises:
        EditError: when they do not fit.
    """
    last = {_place(edit): edit for edit in edits}
    kept = []
    for edit in edits:
        if _place(edit) is None or last[_place(edit)] is edit:
            changed, _ = edit.on(tenant, tree)
            if differences(tenant, changed):
                kept.append(edit)
            tenant = changed
    return tuple(kept)


def _place(edit: Edit) -> tuple[str, str] | None:
    """The role and the node that an edit is about, if it is about one alone."""
    if isinstance(edit, SetGrant | ClearGrant) and not edit.subtree:
        return edit.role, edit.node
    return None


def _loses_last_role(before: Outcome, after: Outcome, subject: Subject) -> bool:
    """Whether the subject's user is left without any role, or without one in some company (PS-85)."""
    if subject.principal is None:
        return False
    was, now = (outcome.tenant.principals[subject.principal].roles for outcome in (before, after))
    rows = (row for row in after.subjects if row.principal == subject.principal)
    return bool(was) and (not now or any(before.effective(r).roles and not after.effective(r).roles for r in rows))


def _tried(outcome: Outcome, explanation: Explanation, edits: Sequence[Edit]) -> Piecemeal[Fix | None]:
    subject, node, asked = explanation.subject, explanation.node, explanation.asked
    try:
        needed = _needed(edits, outcome.tenant, outcome.tree)
        after = outcome.engine.evaluate(apply_all(needed, outcome.tenant, outcome.tree), outcome)
    except EditError:
        return None
    yield
    kind = asked if asked in outcome.system.kinds else asked_rights(outcome, asked, node)
    if after.answer(subject, node, kind) != YES or _loses_last_role(outcome, after, subject):
        return None
    doubts = tuple(outcome.system.doubts(outcome.tenant, after.tenant, outcome.tree))
    touched = yield from _side_effects(outcome, after, explanation)
    return replace(touched, edits=needed, doubts=doubts)


def _side_effects(outcome: Outcome, after: Outcome, explanation: Explanation) -> Piecemeal[Fix]:
    """What a fix changes besides the cells that it is for; its edits are not told yet."""
    subject, changes = explanation.subject, list[SubjectImpact]()
    for change in Impacts(outcome, after).each():
        changes += [change] if change is not None else []
        yield
    meant = {change.subject: _meant(outcome, explanation, change) for change in changes if change.subject == subject}
    programs = [(change.rights | change.levels) & ~meant.get(change.subject, 0) for change in changes]
    planes = [plane | change.by_hand.nodes for plane, change in zip(programs, changes, strict=True)]
    cells, hidden = (sum((plane & counted).bit_count() for plane in planes) for counted in (-1, after.policy.hidden))
    by_hand = sum((plane & ~program).bit_count() for plane, program in zip(planes, programs, strict=True))
    others = {change.subject.principal or change.subject.credential for change in changes}
    return Fix((), cells, len(others - {subject.principal or subject.credential}), hidden, by_hand)


def _meant(outcome: Outcome, explanation: Explanation, change: SubjectImpact) -> int:
    """The cells that a fix is for: the one asked about, or of those below a branch the ones that get a yes for it."""
    node, asked, result = explanation.node, explanation.asked, outcome.effective(explanation.subject)
    if outcome.cells(node) == 1 << node:
        return 1 << node
    is_kind = asked in outcome.system.kinds
    numbers = outcome.engine.numbers(asked_rights(outcome, asked, node))
    before = result.yes[asked] if is_kind else result.certain.any_of(numbers)
    lost = 0
    for delta in change.deltas.values():
        lost |= delta.lost
    return outcome.cells(node) & ~before & ~lost
