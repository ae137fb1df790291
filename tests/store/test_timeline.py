"""Undo, redo and the log of what is not saved, in memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import (
    AddCredential,
    AddPrincipal,
    AddRole,
    ClearGrant,
    Edit,
    EditError,
    RemoveCredential,
    RemovePrincipal,
    RemoveRole,
    SetGrant,
    SetRoles,
    SetScope,
    apply,
    apply_all,
)
from rolescope.rights.model import Assignment, Credential, Principal, Rights, Role, Tenant, facts
from rolescope.store.timeline import STEPS_KEPT, Change, Entry, Move, Step, Timeline
from tests.store.samples import READ, TREE, WRITE, demo, edits


def doing(*names: str) -> Timeline:
    timeline = Timeline()
    for name in names:
        timeline = timeline.do(SetScope(name, "on"), SetScope(name, "off")).timeline
    return timeline


def log(timeline: Timeline) -> list[tuple[str, str | None]]:
    return [(e.edit.credential, e.edit.scope) for e in timeline.log if isinstance(e.edit, SetScope)]


def moved(move: Move | None) -> Timeline:
    assert move is not None
    return move.timeline


def test_undoing_what_is_unsaved_takes_it_out_of_the_log() -> None:
    assert log(moved(doing("a", "b").undo())) == [("a", "on")]


def test_redoing_puts_it_back() -> None:
    assert log(moved(moved(doing("a", "b").undo()).redo())) == [("a", "on"), ("b", "on")]


def test_undoing_what_is_saved_is_a_new_unsaved_edit() -> None:
    assert log(moved(doing("a").settled().undo())) == [("a", "off")]


def test_redoing_what_was_saved_and_undone_leaves_nothing_unsaved() -> None:
    undone = moved(doing("a").settled().undo())
    assert log(moved(undone.redo())) == []


def test_an_undoing_that_was_saved_is_redone_as_a_new_edit() -> None:
    undone = moved(doing("a").settled().undo()).settled()
    assert log(moved(undone.redo())) == [("a", "on")]


def test_a_new_step_forgets_what_could_be_redone() -> None:
    timeline = moved(doing("a", "b").undo()).do(SetScope("c", "on"), SetScope("c", "off")).timeline
    assert timeline.redo() is None
    assert log(timeline) == [("a", "on"), ("c", "on")]


def test_the_undoing_of_a_saved_step_is_not_taken_for_that_of_a_later_one() -> None:
    undone = moved(doing("a").settled().undo())
    other = undone.do(SetScope("b", "on"), SetScope("b", "off")).timeline
    again = moved(moved(other.undo()).redo())
    assert log(again) == [("a", "off"), ("b", "on")]


def test_discarding_empties_the_log_and_undo_brings_it_back() -> None:
    discarded = doing("a", "b").discard(SetScope("all", "off"), SetScope("all", "on")).timeline
    assert log(discarded) == []
    assert log(moved(discarded.undo())) == [("all", "on")]
    assert log(moved(moved(discarded.undo()).redo())) == []


def granting(*cells: tuple[str, Rights | None]) -> tuple[Timeline, Tenant]:
    timeline, tenant = Timeline(), demo()
    for node, rights in cells:
        edit: Edit = ClearGrant("Zeta", node) if rights is None else SetGrant("Zeta", node, rights)
        tenant, inverse = apply(edit, tenant, TREE)
        timeline = timeline.do(edit, inverse).timeline
    return timeline, tenant


def test_what_several_steps_do_to_one_grant_is_one_edit() -> None:
    timeline, _ = granting(("top", WRITE), ("top/b", READ), ("top", None))
    assert [entry.edit for entry in timeline.log] == [ClearGrant("Zeta", "top"), SetGrant("Zeta", "top/b", READ)]
    assert timeline.log[0].inverse == SetGrant("Zeta", "top", READ)
    assert len(timeline.steps) == 3


def test_a_grant_brought_back_to_what_is_saved_is_no_edit() -> None:
    timeline, tenant = granting(("top", WRITE), ("top/b", READ), ("top", None), ("top", READ))
    assert [entry.edit for entry in timeline.log] == [SetGrant("Zeta", "top/b", READ)]
    undone = moved(moved(moved(timeline.undo()).undo()).undo())
    assert [entry.edit for entry in undone.log] == [SetGrant("Zeta", "top", WRITE)]
    assert [entry.edit for entry in moved(undone.undo()).log] == []
    assert facts(apply_all([entry.edit for entry in timeline.log], demo(), TREE)) == facts(tenant)


def test_what_does_more_than_one_grant_stands_between_them() -> None:
    timeline, tenant = granting(("top", WRITE), ("top/b", READ))
    edit = SetGrant("Zeta", "top", WRITE, subtree=True)
    tenant, inverse = apply(edit, tenant, TREE)
    timeline = timeline.do(edit, inverse).timeline
    _, inverse = apply(SetGrant("Zeta", "top", READ), tenant, TREE)
    timeline = timeline.do(SetGrant("Zeta", "top", READ), inverse).timeline
    assert len(timeline.log) == 4


def stepping(*edits: Edit) -> tuple[Timeline, Tenant]:
    timeline, tenant = Timeline(), demo()
    for edit in edits:
        tenant, inverse = apply(edit, tenant, TREE)
        timeline = timeline.do(edit, inverse).timeline
    return timeline, tenant


NEW = AddRole(Role("New", {"top": READ}))
MADE_AND_REMOVED: list[tuple[Edit, ...]] = [
    (NEW, SetGrant("New", "top", WRITE), SetGrant("New", "top/b", READ, subtree=True), RemoveRole("New")),
    (AddPrincipal(Principal("new")), SetRoles("new", (Assignment("Zeta"),)), RemovePrincipal("new")),
    (AddCredential(Credential("new")), SetScope("new", "x"), RemoveCredential("new")),
]


@pytest.mark.parametrize("edits", MADE_AND_REMOVED)
def test_what_was_made_and_removed_again_leaves_no_edit(edits: tuple[Edit, ...]) -> None:
    beside = SetGrant("Zeta", "top", WRITE)
    timeline, tenant = stepping(*edits[:1], beside, *edits[1:])
    assert [entry.edit for entry in timeline.log] == [beside]
    assert len(timeline.steps) == len(edits) + 1
    states = []
    for _ in range(len(edits) + 1):
        move = timeline.undo()
        assert move is not None
        timeline, (tenant, _) = move.timeline, apply(move.edit, tenant, TREE)
        assert facts(apply_all([entry.edit for entry in timeline.log], demo(), TREE)) == facts(tenant)
        states.append(tenant)
    assert (facts(tenant), timeline.log) == (facts(demo()), ())
    for _ in range(len(edits) + 1):
        move = timeline.redo()
        assert move is not None
        timeline, (tenant, _) = move.timeline, apply(move.edit, tenant, TREE)
        assert facts(apply_all([entry.edit for entry in timeline.log], demo(), TREE)) == facts(tenant)
    assert [entry.edit for entry in timeline.log] == [beside]


@pytest.mark.parametrize(
    "edits",
    [
        (NEW, AddRole(Role("Other")), RemoveRole("New")),
        (NEW, SetRoles("hr", (Assignment("New"),)), RemoveRole("New")),
        (RemoveRole("Zeta"),),
    ],
)
def test_what_others_may_hang_on_stays_in_the_log(edits: tuple[Edit, ...]) -> None:
    timeline, _ = stepping(*edits)
    assert [entry.edit for entry in timeline.log] == list(edits)


def test_there_is_an_end_to_undo_and_redo() -> None:
    assert Timeline().undo() is None
    assert doing("a").redo() is None
    assert moved(doing("a").undo()).undo() is None


def test_only_so_many_steps_are_kept() -> None:
    timeline = doing(*map(str, range(STEPS_KEPT + 5)))
    assert len(timeline.steps) == timeline.cursor == STEPS_KEPT
    assert len(timeline.log) == STEPS_KEPT + 5


class Stored:
    """What a file holds after the changes written to it."""

    def __init__(self) -> None:
        self.steps: dict[int, Step] = {}
        self.log: list[Entry] = []
        self.cursor = 0

    def write(self, change: Change) -> None:
        first, last = change.steps_kept
        self.steps = {number: step for number, step in self.steps.items() if first <= number <= last}
        for step in change.steps:
            assert step.id not in self.steps
            self.steps[step.id] = step
        self.log[change.log_kept :] = change.log
        self.cursor = change.cursor

    def timeline(self) -> Timeline:
        return Timeline(tuple(self.steps[number] for number in sorted(self.steps)), self.cursor, tuple(self.log))


commands = st.lists(st.one_of(edits, st.sampled_from(["undo", "undo", "redo", "redo", "save", "discard"])), max_size=30)


@given(commands)
def test_the_log_always_leads_from_the_saved_tenant_to_the_current_one(steps: list[Edit | str]) -> None:
    saved = current = demo()
    timeline, stored = Timeline(), Stored()
    past: list[tuple[object, Timeline]] = []
    for step in steps:
        before = timeline
        if isinstance(step, Edit):
            try:
                after, inverse = apply(step, current, TREE)
            except EditError:
                continue
            past = [*past[: timeline.cursor], (facts(current), timeline)]
            timeline, current = timeline.do(step, inverse).timeline, after
        elif step == "save":
            timeline, saved = timeline.settled(), current
        elif step == "discard":
            timeline, current = _discarded(timeline, current)
            past = [*past[: before.cursor], (None, before)]
        else:
            move = timeline.undo() if step == "undo" else timeline.redo()
            if move is None:
                continue
            timeline, (current, _) = move.timeline, apply(move.edit, current, TREE)
            expected = past[timeline.cursor][0] if step == "undo" else None
            assert expected is None or facts(current) == expected
        stored.write(timeline.since(before))
        assert stored.timeline() == timeline
        assert facts(apply_all([entry.edit for entry in timeline.log], saved, TREE)) == facts(current)
        assert facts(apply_all([e.inverse for e in reversed(timeline.log)], current, TREE)) == facts(saved)


def _discarded(timeline: Timeline, current: Tenant) -> tuple[Timeline, Tenant]:
    from rolescope.rights.edits import Batch

    edit = Batch("discard", tuple(entry.inverse for entry in reversed(timeline.log)))
    after, inverse = apply(edit, current, TREE)
    return timeline.discard(edit, inverse).timeline, after
