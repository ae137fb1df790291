"""Explanations are true: a yes is stopped by nothing, a stop takes what it says, a fix works."""

from collections.abc import Iterator

from hypothesis import assume, given
from hypothesis import strategies as st

from rolescope.rights.edits import apply_all
from rolescope.rights.explain import asked_rights, explain
from rolescope.rights.fixes import fixes
from rolescope.rights.impact import impact
from rolescope.rights.model import Rights, Subject, Tenant, facts
from rolescope.rights.policy import FLAG, STOP
from rolescope.rights.reference import below
from rolescope.systems.payspace import reference as twin
from rolescope.systems.payspace.vocabulary import BRANCH, KINDS, RIGHTS
from tests.property.strategies import Sample, samples

ASKED = (*KINDS, *RIGHTS)


@given(samples())
def test_a_yes_has_no_stop_a_no_has_one_and_an_unknown_has_a_flag_instead(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in range(len(sample.tree)):
            if not twin.answers(sample.tenant, sample.tree, node):
                continue
            for asked in ASKED:
                found = explain(outcome, subject, node, asked)
                assert bool(found.stops) == (found.answer == "no")
                if found.answer == "unknown":
                    assert any(step.verdict == FLAG for step in found.steps)


@given(samples())
def test_every_stop_lacks_a_right_that_was_asked_for_and_all_stops_together_lack_them_all(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        layers = outcome.layers(subject)
        for node in range(len(sample.tree)):
            if not twin.answers(sample.tenant, sample.tree, node):
                continue
            told = [layer for layer in layers if layer.about >> node & 1]
            for asked in ASKED:
                rights = asked_rights(outcome, asked)
                numbers = set(outcome.engine.numbers(rights))
                sensible = outcome.policy.applicable.at(node) & numbers or numbers
                left = set(sensible)
                found = explain(outcome, subject, node, asked)
                for layer, step in zip(told, found.steps, strict=True):
                    if step.verdict == STOP:
                        assert not sensible <= layer.at_most.at(node), step
                        left &= layer.at_most.at(node)
                if found.answer == "no":
                    assert not left


@given(samples())
def test_every_layer_that_takes_all_that_was_asked_for_is_listed_as_a_stop(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in range(len(sample.tree)):
            if not twin.answers(sample.tenant, sample.tree, node):
                continue
            for asked in ASKED:
                numbers = set(outcome.engine.numbers(asked_rights(outcome, asked)))
                taking = [
                    layer.number
                    for layer in outcome.layers(subject)
                    if layer.about >> node & 1 and not layer.at_most.at(node) & numbers
                ]
                stops = [step.layer for step in explain(outcome, subject, node, asked).stops]
                assert not set(taking) - set(stops)


@given(samples(), st.data())
def test_every_fix_makes_the_cell_a_yes_counts_its_side_effects_and_leaves_each_user_a_role(
    sample: Sample, data: st.DataObject
) -> None:
    outcome = sample.outcome()
    cells = [
        (subject, node, asked)
        for subject in outcome.subjects
        for node in range(len(sample.tree))
        for asked in ASKED
        if outcome.answer(subject, node, asked_rights(outcome, asked)) in ("no", "partly", "unknown")
    ]
    assume(cells)
    for subject, node, asked in data.draw(st.lists(st.sampled_from(cells), max_size=5, unique=True)):
        for fix in fixes(outcome, explain(outcome, subject, node, asked)):
            tenant = apply_all(fix.edits, sample.tenant, sample.tree)
            rights = asked_rights(outcome, asked)
            assert twin.answer(tenant, sample.tree, subject, node, rights) == "yes"
            for edit in fix.edits:
                rest = [other for other in fix.edits if other is not edit]
                assert facts(apply_all(rest, sample.tenant, sample.tree)) != facts(tenant)
            for name, user in tenant.principals.items():
                assert user.roles or not sample.tenant.principals[name].roles
            for row in outcome.subjects:
                if sample.engine.evaluate(sample.tenant).effective(row).roles:
                    assert sample.engine.evaluate(tenant).effective(row).roles
            changes = impact(outcome, outcome.engine.evaluate(tenant))
            touched = {
                (change.subject, other)
                for change in changes
                for other in range(len(sample.tree))
                if change.nodes >> other & 1
            }
            meant = {(subject, cell) for cell in _meant(sample, tenant, subject, node, rights)}
            assert fix.cells == len(touched - meant)
            hidden = {cell for cell in touched if outcome.policy.hidden >> cell[1] & 1}
            assert fix.hidden == len(hidden - meant)
            users = {row.principal or row.credential for row, _ in touched}
            assert fix.users == len(users - {subject.principal or subject.credential})


def _meant(sample: Sample, after: Tenant, subject: Subject, node: int, rights: Rights) -> Iterator[int]:
    """The cell that a fix is for; of a branch those below that get a yes and lose nothing else that they had."""
    if sample.tree.nodes[node].kind != BRANCH:
        yield node
        return
    for cell in below(node, sample.tree):
        if not twin.answers(sample.tenant, sample.tree, cell):
            continue
        kinds = [
            [twin.answer(tenant, sample.tree, subject, cell, kind) for kind in KINDS.values()]
            for tenant in (sample.tenant, after)
        ]
        lost = any(was == "yes" != now for was, now in zip(*kinds, strict=True))
        if twin.answer(sample.tenant, sample.tree, subject, cell, rights) != "yes" and not lost:
            yield cell
