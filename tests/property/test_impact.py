"""The impact of edits is what a comparison cell by cell finds."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import apply_all
from rolescope.rights.engine import Outcome
from rolescope.rights.impact import impact
from rolescope.rights.model import Rights, Subject
from rolescope.rights.planes import bits
from rolescope.rights.system import NOT_APPLICABLE
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
    found = row(outcome, subject)
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
