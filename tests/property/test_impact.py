"""The impact of edits is what a comparison cell by cell finds."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.deciding import Decided, Deciding
from rolescope.rights.edits import apply_all
from rolescope.rights.engine import Outcome
from rolescope.rights.explain import explain
from rolescope.rights.impact import Impacts, impact
from rolescope.rights.model import Rights, Subject, row_of
from rolescope.rights.moves import moves, states
from rolescope.rights.planes import bits
from rolescope.rights.policy import FLAG, NOT_APPLICABLE
from rolescope.systems.payspace import reference as twin
from tests.property.strategies import Sample, edited, samples

NOTHING: tuple[Rights, Rights] = (frozenset(), frozenset())


def row(outcome: Outcome, subject: Subject) -> Subject | None:
    """The row that speaks for a subject: its own, else the one for all companies."""
    return next((one for one in (subject, replace(subject, company=None)) if one in outcome.subjects), None)


def answer(outcome: Outcome, subject: Subject, node: int, kind: str) -> str:
    """A single cell's answer by the twin; n/a for who is not there, and for branches, which only sum up."""
    found = row(outcome, subject)
    if found is None or not twin.answers(outcome.tenant, outcome.tree, node):
        return NOT_APPLICABLE
    return twin.answer(outcome.tenant, outcome.tree, found, node, kind)


def rights(outcome: Outcome, subject: Subject, node: int) -> tuple[Rights, Rights]:
    if answer(outcome, subject, node, "export") == NOT_APPLICABLE:
        return NOTHING
    return twin.rights_at(outcome.tenant, outcome.tree, row(outcome, subject) or subject, node)


def level(outcome: Outcome, subject: Subject, node: int) -> str:
    """The level that the user has, with or without the credential; deny where there is no user any more."""
    person = replace(subject, credential=None) if subject.principal in outcome.tenant.principals else None
    found = row(outcome, subject) or person
    return twin.level(outcome.tenant, outcome.tree, found, node) if found else "deny"


@given(samples(), st.data())
def test_who_gains_and_loses_what_is_what_a_comparison_cell_by_cell_finds(sample: Sample, data: st.DataObject) -> None:
    before = sample.outcome()
    after = before.engine.evaluate(apply_all(data.draw(edited(sample)), sample.tenant, sample.tree), before)
    changes = {change.subject: change for change in impact(before, after)}
    subjects = {*before.subjects, *after.subjects}
    apart = {replace(subject, company=None) for subject in subjects if subject.company is not None}
    assert not apart & changes.keys()
    for subject in subjects - apart:
        change, touched = changes.get(subject), set[int]()
        for kind in ("export", "import"):
            gained, lost, unsure = set[int](), set[int](), set[int]()
            for node in range(len(sample.tree)):
                old, new = answer(before, subject, node, kind), answer(after, subject, node, kind)
                if "yes" in (old, new):
                    (gained if new == "yes" else lost).update({node} if old != new else ())
                elif (old == "unknown") != (new == "unknown"):
                    unsure.add(node)
            delta = change.deltas[kind] if change else None
            assert set(bits(delta.gained if delta else 0)) == gained
            assert set(bits(delta.lost if delta else 0)) == lost
            assert set(bits(delta.unsure if delta else 0)) == unsure
        for node in range(len(sample.tree)):
            interface_only = sample.tree.nodes[node].kind != "branch" and not twin.answers(
                after.tenant, sample.tree, node
            )
            if rights(before, subject, node) != rights(after, subject, node) or (
                interface_only and level(before, subject, node) != level(after, subject, node)
            ):
                touched.add(node)
        assert set(bits(change.nodes if change else 0)) == touched


@given(samples(), st.data())
def test_asked_about_one_subject_it_is_what_it_is_among_all(sample: Sample, data: st.DataObject) -> None:
    before = sample.outcome()
    after = before.engine.evaluate(apply_all(data.draw(edited(sample)), sample.tenant, sample.tree), before)
    changes = {change.subject: change for change in impact(before, after)}
    impacts = Impacts(before, after)
    subjects = {*before.subjects, *after.subjects}
    for subject in subjects | {replace(subject, company=None) for subject in subjects}:
        assert impacts.of(subject) == changes.get(subject)


@given(samples(), st.data())
def test_edits_and_their_way_back_gain_and_lose_the_same_cells(sample: Sample, data: st.DataObject) -> None:
    before = sample.outcome()
    after = before.engine.evaluate(apply_all(data.draw(edited(sample)), sample.tenant, sample.tree), before)
    there = {change.subject: change for change in impact(before, after)}
    back = {change.subject: change for change in impact(after, before)}
    for subject in there.keys() & back.keys():
        for kind, delta in there[subject].deltas.items():
            assert (delta.gained, delta.lost) == (back[subject].deltas[kind].lost, back[subject].deltas[kind].gained)
            assert delta.unsure == back[subject].deltas[kind].unsure


@given(samples())
def test_nothing_changes_between_two_evaluations_of_the_same_tenant(sample: Sample) -> None:
    assert impact(sample.outcome(), sample.outcome()) == ()


@given(samples(), st.data())
def test_each_node_is_told_from_what_to_what_it_changes_and_by_a_layer_that_takes_it(
    sample: Sample, data: st.DataObject
) -> None:
    before = sample.outcome()
    after = before.engine.evaluate(apply_all(data.draw(edited(sample)), sample.tenant, sample.tree), before)
    known, rows = (frozenset(side.subjects) for side in (before, after))
    deciding = Deciding(before, after)
    for change in impact(before, after):
        pair = row_of(known, change.subject), row_of(rows, change.subject)
        for kind, delta in change.deltas.items():
            told = 0
            for move in moves(states(before, pair[0], kind), states(after, pair[1], kind), delta.nodes):
                assert not told & move.nodes
                told |= move.nodes
                for side, one, said in ((before, pair[0], move.was), (after, pair[1], move.now)):
                    for node in bits(move.nodes):
                        assert one is None or twin.answer(side.tenant, side.tree, one, node, kind) == said
                decided = deciding.of(pair, kind, move)
                side, one = (before, pair[0]) if move.gains else (after, pair[1])
                for each in decided:
                    assert one is not None
                    assert each.nodes & ~move.nodes == 0
                    for node in bits(each.nodes):
                        assert_decides(side, one, node, kind, each)
                said = move.was if move.gains else move.now
                if None not in pair and said != NOT_APPLICABLE:
                    assert sum(each.nodes for each in decided) == move.nodes
            assert told == delta.nodes


def assert_decides(side: Outcome, row: Subject, node: int, kind: str, decided: Decided) -> None:
    """The layer is one that Why lists for the cell, as what stops it or as what makes it unknown."""
    found = explain(side, row, node, kind)
    refusing = found.stops or tuple(step for step in found.steps if step.verdict == FLAG)
    assert decided.layer.number in {step.layer for step in refusing}
    if len(found.stops) == 1:
        assert decided.layer.number == found.stops[0].layer
    assert decided.for_all
    if decided.cause.role is not None:
        assert (decided.layer.number, decided.cause.role) in {(step.layer, step.role) for step in refusing}
