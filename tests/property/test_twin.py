"""The engine gives, for every cell, the answer of its plain twin."""

from hypothesis import given

from rolescope.rights.engine import intersection
from rolescope.rights.system import level_of
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace import reference as twin
from tests.property.strategies import ASKED, Sample, samples


@given(samples())
def test_the_engine_and_its_twin_give_the_same_certain_and_possible_rights(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in range(len(sample.tree)):
            expected = twin.rights_at(sample.tenant, sample.tree, subject, node)
            assert outcome.rights_at(subject, node) == expected, (subject, sample.tree.nodes[node].id)


@given(samples())
def test_the_engine_and_its_twin_agree_on_credentials_that_ask_for_another_scope(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in sample.asking():
        for node in range(len(sample.tree)):
            assert outcome.rights_at(subject, node) == twin.rights_at(sample.tenant, sample.tree, subject, node)


@given(samples())
def test_the_engine_and_its_twin_show_the_same_level_on_every_node(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        granted = outcome.effective(subject).granted
        for node in range(len(sample.tree)):
            shown = level_of(SYSTEM, frozenset(SYSTEM.rights[number] for number in granted.at(node)))
            assert shown is not None
            assert shown.name == twin.level(sample.tenant, sample.tree, subject, node), sample.tree.nodes[node].id


@given(samples())
def test_the_engine_and_its_twin_answer_every_question_alike(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in range(len(sample.tree)):
            for asked in ASKED:
                expected = twin.answer(sample.tenant, sample.tree, subject, node, asked)
                assert outcome.answer(subject, node, asked) == expected, (sample.tree.nodes[node].id, asked)


@given(samples())
def test_the_certain_rights_listed_at_a_node_are_those_whose_answer_is_yes(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in range(len(sample.tree)):
            certain, _ = outcome.rights_at(subject, node)
            assert certain == {r for r in SYSTEM.rights if outcome.answer(subject, node, frozenset({r})) == "yes"}


@given(samples())
def test_the_layers_taken_together_leave_what_they_leave_one_by_one(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        inputs, result = outcome.inputs(subject), outcome.effective(subject)
        assert intersection(outcome.policy, inputs, result.roles) == (result.certain, result.possible)
