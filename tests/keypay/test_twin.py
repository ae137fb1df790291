"""The engine gives, for every cell, the answer of its plain twin; fixes work, nothing is lost."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from rolescope.rights.edits import apply, apply_all
from rolescope.rights.engine import intersection
from rolescope.rights.explain import asked_rights, explain
from rolescope.rights.fixes import fixes
from rolescope.rights.impact import impact
from rolescope.rights.model import Rights, facts
from rolescope.rights.planes import bits
from rolescope.rights.policy import FLAG
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay import reference as twin
from rolescope.systems.keypay.collecting import Reading
from rolescope.systems.keypay.reading import read_record
from rolescope.systems.keypay.record import own_role, record_json, record_of, role_of
from tests.keypay.strategies import Sample, edits, samples

ASKED = (
    *SYSTEM.kinds,
    "ViewLeaveRequests",
    "ApproveTimesheets",
    "UseKiosk",
    "RunReport",
    "ApprovePayRuns",
    "Unrestricted",
)
SOME = settings().max_examples // 3
"""The twin is slow on purpose: it works out every employee for each cell."""


def interesting(sample: Sample) -> list[int]:
    """All nodes but most of the reports, which are alike."""
    reports = ("reports/J", "reports/PaySlip", "reports/Timesheet", "reports/Cis", "reports/PaymentH")
    nodes = sample.tree.nodes
    return [n for n, node in enumerate(nodes) if node.kind != "report" or node.id.startswith(reports)]


@settings(max_examples=SOME)
@given(samples())
def test_the_engine_and_its_twin_give_the_same_certain_and_possible_rights(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in interesting(sample):
            expected = twin.rights_at(sample.tenant, sample.tree, subject, node)
            assert outcome.rights_at(subject, node) == expected, (subject, sample.tree.nodes[node].id)


@settings(max_examples=SOME)
@given(samples())
def test_the_engine_and_its_twin_answer_every_question_alike(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in interesting(sample):
            for asked in ASKED:
                rights: str | Rights = asked if asked in SYSTEM.kinds else asked_rights(outcome, asked)
                expected = twin.answer(sample.tenant, sample.tree, subject, node, rights)
                assert outcome.answer(subject, node, rights) == expected, (sample.tree.nodes[node].id, asked)


@given(samples())
def test_what_is_live_is_what_the_steps_leave_together(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        inputs, result = outcome.inputs(subject), outcome.effective(subject)
        assert intersection(outcome.policy, inputs, result.roles) == (result.certain, result.possible)


@given(samples())
def test_a_no_has_a_stop_and_a_yes_has_none(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in bits(outcome.policy.answerable):
            for asked in SYSTEM.kinds:
                found = explain(outcome, subject, node, asked)
                if found.answer != "n/a":
                    assert bool(found.stops) == (found.answer == "no"), (sample.tree.nodes[node].id, asked, found)
                if found.answer in ("unknown", "partly"):
                    assert any(step.verdict == FLAG for step in found.steps), (sample.tree.nodes[node].id, asked)
                assert all(SYSTEM.basis(step.rule) for step in (*found.steps, *found.notes))


@settings(max_examples=SOME)
@given(samples(), st.data())
def test_every_fix_makes_the_cell_a_yes(sample: Sample, data: st.DataObject) -> None:
    outcome = sample.outcome()
    subject = data.draw(st.sampled_from(outcome.subjects))
    node = data.draw(st.sampled_from(interesting(sample)))
    asked = data.draw(st.sampled_from(sorted(SYSTEM.kinds)))
    explanation = explain(outcome, subject, node, asked)
    for fix in fixes(outcome, explanation):
        after = sample.engine.evaluate(apply_all(fix.edits, sample.tenant, sample.tree))
        assert after.answer(subject, node, asked) == "yes"
        assert explanation.answer != "yes"


@given(samples(), st.data())
def test_edits_are_undone_exactly_and_give_what_evaluating_anew_gives(sample: Sample, data: st.DataObject) -> None:
    tenant, outcome = sample.tenant, sample.outcome()
    for _ in range(3):
        for edit in data.draw(edits(tenant, sample.tree)):
            after, inverse = apply(edit, tenant, sample.tree)
            assert facts(apply(inverse, after, sample.tree)[0]) == facts(tenant)
            again = sample.engine.evaluate(after)
            outcome = outcome.engine.evaluate(after, outcome)
            for subject in again.subjects:
                assert outcome.effective(subject).certain == again.effective(subject).certain
                assert outcome.effective(subject).possible == again.effective(subject).possible
            assert impact(outcome, again) == ()
            tenant = after


@given(samples())
def test_a_bundle_comes_back_without_loss(sample: Sample) -> None:
    text = write_bundle(sample.tenant, sample.rows)
    again = read_bundle(text, "x")
    assert facts(again.tenant) == facts(sample.tenant)
    assert again.tree.nodes == sample.tree.nodes
    assert json.loads(write_bundle(again.tenant, again.nodes)) == json.loads(text)


@given(samples())
def test_ks_30_a_record_read_and_posted_back_unchanged_differs_in_nothing(sample: Sample) -> None:
    for user in sample.tenant.principals.values():
        role = own_role(sample.tenant, user.name)
        if role is None:
            continue
        served = record_json(record_of(role), user)
        reading = Reading(sample.business)
        record = read_record(reading, served)
        assert reading.faults == []
        assert record == record_of(role)
        assert role_of(user.name, record).same_as(role)
        assert record_json(record, user) == served


@given(samples(), st.data())
def test_whatever_is_edited_can_be_sent_to_the_vendor(sample: Sample, data: st.DataObject) -> None:
    tenant = sample.tenant
    for _ in range(4):
        tenant = apply_all(data.draw(edits(tenant, sample.tree)), tenant, sample.tree)
    for user in tenant.principals.values():
        role = own_role(tenant, user.name)
        if role is not None:
            reading = Reading(sample.business)
            read_record(reading, record_json(record_of(role), user))
            assert reading.faults == []
