"""Edits can be taken back, written down, and evaluated one by one."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.changes import changed_cells
from rolescope.rights.edits import Batch, Edit, SetGrant, apply, apply_all, apply_each
from rolescope.rights.model import Tenant, facts
from rolescope.rights.wire import edit_from_json, to_json
from tests.property.strategies import Sample, edited, samples


def orders(tenant: Tenant) -> list[Any]:
    """The order of things besides what ``facts`` compares."""
    return [list(tenant.settings), *(list(role.grants) for role in tenant.roles.values())]


@given(samples(), st.data())
def test_taking_edits_back_in_reverse_restores_everything_order_included(sample: Sample, data: st.DataObject) -> None:
    tenant, inverses = sample.tenant, list[Edit]()
    for edit in data.draw(edited(sample, 8)):
        tenant, inverse = apply(edit, tenant, sample.tree)
        inverses.append(inverse)
    tenant = apply_all(reversed(inverses), tenant, sample.tree)
    assert facts(tenant) == facts(sample.tenant)
    assert orders(tenant) == orders(sample.tenant)


@given(samples(), st.data())
def test_an_edit_taken_back_can_be_done_again(sample: Sample, data: st.DataObject) -> None:
    for edit in data.draw(edited(sample, 1)):
        changed, inverse = apply(edit, sample.tenant, sample.tree)
        restored, again = apply(inverse, changed, sample.tree)
        assert facts(apply_all([again], restored, sample.tree)) == facts(changed)


@given(samples(), st.data())
def test_edits_in_one_step_do_what_they_do_one_by_one_and_touch_nothing_they_began_with(
    sample: Sample, data: st.DataObject
) -> None:
    steps = data.draw(edited(sample))
    before, order, tables = facts(sample.tenant), orders(sample.tenant), [dict(sample.tenant.principals)]
    one_by_one, inverses = sample.tenant, list[Edit]()
    for edit in steps:
        one_by_one, inverse = apply(edit, one_by_one, sample.tree)
        inverses.append(inverse)
    at_once, back = apply(Batch("x", tuple(steps)), sample.tenant, sample.tree)
    again, each = apply_each(steps, sample.tenant, sample.tree)
    assert type(at_once) is type(again) is Tenant
    for after in (at_once, again):
        assert facts(after) == facts(one_by_one)
        assert orders(after) == orders(one_by_one)
    assert [to_json(inverse) for inverse in each] == [to_json(inverse) for inverse in inverses]
    restored, _ = apply(back, at_once, sample.tree)
    assert facts(restored) == facts(sample.tenant) == before
    assert orders(restored) == orders(sample.tenant) == order
    assert [dict(sample.tenant.principals)] == tables
    assert facts(at_once) == facts(one_by_one)


@given(samples(), st.data())
def test_an_edit_written_as_json_reads_back_as_the_same_edit(sample: Sample, data: st.DataObject) -> None:
    tenant = sample.tenant
    for edit in data.draw(edited(sample)):
        changed, inverse = apply(edit, tenant, sample.tree)
        for written in (edit, inverse):
            read = edit_from_json(json.loads(json.dumps(to_json(written))))
            assert type(read) is type(written)
            assert to_json(read) == to_json(written)
            start = tenant if written is edit else changed
            assert facts(apply_all([read], start, sample.tree)) == facts(apply_all([written], start, sample.tree))
        tenant = changed


@given(samples(), st.data())
def test_evaluating_edit_by_edit_gives_what_a_fresh_evaluation_gives(sample: Sample, data: st.DataObject) -> None:
    engine, tenant = sample.engine, sample.tenant
    outcome = engine.evaluate(tenant)
    for edit in data.draw(edited(sample)):
        tenant, _ = apply(edit, tenant, sample.tree)
        outcome = engine.evaluate(tenant, outcome)
        fresh = sample.engine.evaluate(tenant)
        assert outcome.subjects == fresh.subjects
        assert outcome.policy.applicable == fresh.policy.applicable
        for subject in fresh.subjects:
            kept, new = outcome.effective(subject), fresh.effective(subject)
            assert (kept.certain, kept.possible, kept.granted) == (new.certain, new.possible, new.granted)
            assert (kept.yes, kept.maybe) == (new.yes, new.maybe)


@given(samples(), st.data())
def test_an_evaluation_keeps_the_results_of_classes_that_no_edit_touched(sample: Sample, data: st.DataObject) -> None:
    engine = sample.engine
    before = engine.evaluate(sample.tenant)
    roles = list(sample.tenant.roles)
    if not roles:
        return
    role, node = data.draw(st.sampled_from(roles)), data.draw(st.sampled_from(sample.tree.nodes))
    after = engine.evaluate(apply_all([SetGrant(role, node.id, frozenset())], sample.tenant, sample.tree), before)
    for subject in after.subjects:
        if role not in [compiled.role.name for compiled in before.effective(subject).roles]:
            assert after.effective(subject) is before.effective(subject)


MISSING = object()


def look(tenant: Tenant, cell: tuple[str, ...]) -> Any:
    """The value a cell's name points at, looked up by hand."""
    kind, *names = cell
    if kind in ("companies", "pins", "catalogue", "extra"):
        return getattr(tenant, kind)
    table = {
        "setting": tenant.settings,
        "role": tenant.roles,
        "grant": tenant.roles,
        "user": tenant.principals,
        "status": tenant.principals,
        "held": tenant.principals,
        "member": tenant.principals,
        "own": tenant.principals,
        "group": tenant.groups,
        "group_role": tenant.groups,
        "credential": tenant.credentials,
    }[kind]
    if names[0] not in table:
        return MISSING
    found: Any = table[names[0]]
    if kind == "role":
        return (found.code, found.description, dict(found.extra))
    if kind == "group":
        return (found.description, dict(found.extra))
    if kind == "group_role":
        return names[1] in found.roles or MISSING
    if kind == "member":
        return names[1] in found.groups or MISSING
    if kind in ("grant", "own"):
        return found.grants.get(names[1], MISSING)
    if kind == "held":
        return any((held.role, held.company) == (names[1], names[2]) for held in found.roles) or MISSING
    return {"user": lambda: dict(found.extra), "status": lambda: found.status}.get(kind, lambda: found)()


def all_cells(tenant: Tenant) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = {("companies",), ("pins",), ("catalogue",), ("extra",)}
    found |= {("setting", key) for key in tenant.settings}
    for role in tenant.roles.values():
        found |= {("role", role.name), *(("grant", role.name, node) for node in role.grants)}
    for user in tenant.principals.values():
        found |= {("user", user.name), ("status", user.name)}
        found |= {("held", user.name, held.role, held.company) for held in user.roles}
        found |= {("member", user.name, group) for group in user.groups}
        found |= {("own", user.name, node) for node in user.grants}
    for group in tenant.groups.values():
        found |= {("group", group.name), *(("group_role", group.name, role) for role in group.roles)}
    return found | {("credential", name) for name in tenant.credentials}


@given(samples(), st.data())
def test_the_changed_cells_are_exactly_those_whose_value_differs(sample: Sample, data: st.DataObject) -> None:
    after = apply_all(data.draw(edited(sample)), sample.tenant, sample.tree)
    expected = {
        cell: (look(sample.tenant, cell), look(after, cell))
        for cell in all_cells(sample.tenant) | all_cells(after)
        if look(sample.tenant, cell) != look(after, cell)
    }
    found = changed_cells(sample.tenant, after)
    assert {
        cell: tuple(None if value is MISSING else value for value in values) for cell, values in expected.items()
    } == found
