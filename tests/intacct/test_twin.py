"""The engine gives, for every cell, the answer of its plain twin; explanations are true, and fixes work."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rolescope.rights.delta import NO_DELTA
from rolescope.rights.edits import SetGrant, apply, apply_all
from rolescope.rights.engine import intersection
from rolescope.rights.explain import asked_rights, explain
from rolescope.rights.fixes import fixes
from rolescope.rights.impact import impact
from rolescope.rights.model import Rights, facts
from rolescope.rights.planes import bits
from rolescope.rights.policy import FLAG, STOP
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.intacct import reference as twin
from rolescope.systems.intacct.vocabulary import KINDS, PERMISSION
from tests.intacct.strategies import USUAL, Sample, any_rights, edits, samples

ASKED = (*KINDS, *USUAL[:5], "apiProxy")
METHODS = ("api", "ui")
SOME = settings().max_examples // 3
"""The twin is slow on purpose: it works out every permission for each cell."""


@settings(max_examples=SOME)
@given(samples())
def test_the_engine_and_its_twin_give_the_same_certain_and_possible_rights(sample: Sample) -> None:
    outcome = sample.outcome()
    for row in outcome.subjects:
        for subject in (replace(row, method=method) for method in METHODS):
            for node in range(len(sample.tree)):
                expected = twin.rights_at(sample.tenant, sample.tree, subject, node)
                assert outcome.rights_at(subject, node) == expected, (subject, sample.tree.nodes[node].id)


@settings(max_examples=SOME)
@given(samples())
def test_the_engine_and_its_twin_answer_every_question_alike(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in range(len(sample.tree)):
            for asked in ASKED:
                rights: str | Rights = asked if asked in KINDS else asked_rights(outcome, asked, node)
                expected = twin.answer(sample.tenant, sample.tree, subject, node, rights)
                assert outcome.answer(subject, node, rights) == expected, (sample.tree.nodes[node].id, asked)


@given(samples())
def test_what_is_live_is_what_the_ten_layers_leave_together(sample: Sample) -> None:
    outcome = sample.outcome()
    for row in outcome.subjects:
        for subject in (replace(row, method=method) for method in METHODS):
            inputs, result = outcome.inputs(subject), outcome.effective(subject)
            assert intersection(outcome.policy, inputs, result.roles) == (result.certain, result.possible)


@given(samples())
def test_a_no_has_a_stop_and_a_yes_has_none(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in bits(outcome.policy.answerable):
            for asked in ASKED:
                found = explain(outcome, subject, node, asked)
                assert [step.layer for step in found.steps] == list(range(1, 11))
                if found.answer != "n/a":
                    assert bool(found.stops) == (found.answer == "no"), (sample.tree.nodes[node].id, asked, found)
                if found.answer in ("unknown", "partly"):
                    assert any(step.verdict == FLAG for step in found.steps), (sample.tree.nodes[node].id, asked)


@given(samples())
def test_every_stop_names_a_code(sample: Sample) -> None:
    outcome = sample.outcome()
    for subject in outcome.subjects:
        for node in bits(outcome.policy.answerable):
            for asked in ASKED:
                for step in explain(outcome, subject, node, asked).steps:
                    assert bool(step.code) or step.verdict != STOP, step
                    assert step.cause.startswith(step.code)


@given(samples(), st.data())
def test_every_fix_makes_the_cell_a_yes(sample: Sample, data: st.DataObject) -> None:
    outcome = sample.outcome()
    cells = [
        (subject, node, asked)
        for subject in outcome.subjects
        for node in bits(outcome.policy.answerable)
        for asked in ASKED
        if outcome.answer(subject, node, asked if asked in KINDS else asked_rights(outcome, asked, node))
        in ("no", "partly")
    ]
    assume(cells)
    for subject, node, asked in data.draw(st.lists(st.sampled_from(cells), max_size=4, unique=True)):
        for fix in fixes(outcome, explain(outcome, subject, node, asked)):
            tenant = apply_all(fix.edits, sample.tenant, sample.tree)
            rights: str | Rights = asked if asked in KINDS else asked_rights(outcome, asked, node)
            assert twin.answer(tenant, sample.tree, subject, node, rights) == "yes"


@given(samples(), st.data())
def test_edits_evaluate_one_by_one_as_afresh_and_can_be_taken_back(sample: Sample, data: st.DataObject) -> None:
    engine, tenant = sample.engine, sample.tenant
    outcome, inverses = engine.evaluate(tenant), []
    for _ in range(data.draw(st.integers(1, 4))):
        tenant, inverse = apply(data.draw(edits(tenant, sample.tree)), tenant, sample.tree)
        inverses.append(inverse)
        outcome = engine.evaluate(tenant, outcome)
        fresh = sample.engine.evaluate(tenant)
        assert not impact(outcome, fresh)
        for subject in fresh.subjects:
            assert outcome.effective(subject).partly == fresh.effective(subject).partly
            assert outcome.effective(subject).unknown == fresh.effective(subject).unknown
    assert facts(apply_all(reversed(inverses), tenant, sample.tree)) == facts(sample.tenant)


@given(samples(), st.data())
def test_grants_edited_again_and_again_stand_as_if_worked_out_afresh(sample: Sample, data: st.DataObject) -> None:
    assume(sample.tenant.roles)
    places = [node.id for node in sample.tree.nodes if node.kind == PERMISSION]
    outcomes = [sample.outcome()]
    for _ in range(data.draw(st.integers(1, 5))):
        role, place = data.draw(st.sampled_from(list(sample.tenant.roles))), data.draw(st.sampled_from(places))
        edit = SetGrant(role, place, data.draw(any_rights))
        last = outcomes[-1]
        outcomes.append(last.engine.evaluate(apply(edit, last.tenant, sample.tree)[0], last))
        asked = data.draw(st.sampled_from(outcomes))
        fresh = sample.engine.evaluate(asked.tenant)
        for subject in fresh.subjects:
            ours, theirs = asked.effective(subject), fresh.effective(subject)
            assert (ours.granted, ours.certain, ours.possible) == (theirs.granted, theirs.certain, theirs.possible)
            assert (ours.possible is ours.certain) == (theirs.possible is theirs.certain)


@settings(max_examples=SOME)
@given(samples(), st.data())
def test_the_impact_is_what_a_comparison_cell_by_cell_finds(sample: Sample, data: st.DataObject) -> None:
    before = sample.outcome()
    tenant, _ = apply(data.draw(edits(sample.tenant, sample.tree)), sample.tenant, sample.tree)
    after = before.engine.evaluate(tenant, before)
    changes = {change.subject: change for change in impact(before, after)}
    for subject in before.subjects:
        for kind in KINDS:
            delta = changes[subject].deltas[kind] if subject in changes else None
            for node in bits(before.policy.answerable):
                old = twin.answer(sample.tenant, sample.tree, subject, node, kind)
                new = twin.answer(tenant, sample.tree, subject, node, kind)
                assert bool(delta and delta.gained >> node & 1) == (new == "yes" != old)
                assert bool(delta and delta.lost >> node & 1) == (old == "yes" != new)
                assert bool(delta and delta.nodes >> node & 1) == (old != new)


@settings(max_examples=SOME)
@given(samples(), st.data())
def test_what_changes_by_hand_alone_is_what_a_comparison_of_cells_finds(sample: Sample, data: st.DataObject) -> None:
    before = sample.outcome()
    tenant, _ = apply(data.draw(edits(sample.tenant, sample.tree)), sample.tenant, sample.tree)
    found = {change.subject: change.by_hand for change in impact(before, before.engine.evaluate(tenant, before))}
    for subject in before.subjects:
        ways = (replace(subject, method="ui"), subject)
        for node in bits(before.policy.answerable):
            (was, maybe), (api_was, api_maybe) = (twin.live(sample.tenant, sample.tree, way, node) for way in ways)
            (now, may), (api_now, api_may) = (twin.live(tenant, sample.tree, way, node) for way in ways)
            gained, lost = now - was - (api_now - api_was), was - now - (api_was - api_now)
            unsure = (maybe ^ may) - (api_maybe ^ api_may)
            delta = found.get(subject, NO_DELTA)
            assert [bool(plane >> node & 1) for plane in (delta.gained, delta.lost, delta.unsure)] == [
                bool(gained),
                bool(lost),
                bool(unsure and not gained and not lost),
            ]


@given(samples())
def test_a_bundle_reads_back_as_the_same_tenant(sample: Sample) -> None:
    nodes = [
        {"id": node.id, "name": node.name, "kind": node.kind, "parent": node.parent, **node.attributes}
        for node in sample.tree.source
    ]
    users = {
        name: replace(user, extra={**user.extra, "admin": "off"}, roles=() if _user_based(sample) else user.roles)
        for name, user in sample.tenant.principals.items()
    }
    full = {n.id: twin.offered(sample.tree, i) for i, n in enumerate(sample.tree.nodes) if twin.full(sample.tree, i)}
    users = {name: replace(user, grants=_offered(user.grants, full)) for name, user in users.items()}
    roles = {name: replace(role, grants=_offered(role.grants, full)) for name, role in sample.tenant.roles.items()}
    settings = {key: value for key, value in sample.tenant.settings.items() if value is not None}
    tenant = replace(sample.tenant, principals=users, roles=roles, settings=settings, catalogue="own")
    assert facts(read_bundle(write_bundle(tenant, nodes), "sample").tenant) == facts(tenant)


def _user_based(sample: Sample) -> bool:
    return sample.tenant.settings.get("mode") == "user_based"


def _offered(grants: Mapping[str, Rights], full: dict[str, Rights]) -> dict[str, Rights]:
    return {node: rights & full[node] if node in full else rights for node, rights in grants.items()}
