"""Opening a path opens that path alone, and news in the catalogue opens nothing."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from rolescope.rights import reference
from rolescope.rights.edits import apply_all
from rolescope.rights.grants import compile_role
from rolescope.systems.payspace.arrivals import arrivals
from rolescope.systems.payspace.paths import open_path
from rolescope.systems.payspace.vocabulary import READ_ONLY, RIGHTS
from tests.property.strategies import Sample, samples


@given(samples(), st.data())
def test_opening_a_path_lifts_closed_ancestors_to_read_only_and_changes_no_other_node(
    sample: Sample, data: st.DataObject
) -> None:
    tree, tenant = sample.tree, sample.tenant
    assume(tenant.roles)
    before = tenant.roles[data.draw(st.sampled_from(list(tenant.roles)))]
    compiled = compile_role(before, tree, RIGHTS)
    node = data.draw(st.sampled_from(range(len(tree))))
    edits = open_path(compiled, node, tree)
    after = apply_all(edits, tenant, tree).roles[before.name]

    path, own_subtree = reference.ancestors(node, tree), [node, *reference.below(node, tree)]
    closed = [above for above in path if not reference.behind_gate(before, above, tree, True)]
    assert bool(edits) == bool(closed)
    for other in range(len(tree)):
        level = reference.behind_gate(after, other, tree, True)
        if other in closed:
            assert level == READ_ONLY.rights
        elif other not in own_subtree or not closed:
            assert level == reference.behind_gate(before, other, tree, True), tree.nodes[other].id
    assert reference.behind_gate(after, node, tree, True) == reference.own(after, node, tree)


@given(samples(), st.data())
def test_a_new_node_is_denied_in_every_role_that_says_anything_and_widens_none(
    sample: Sample, data: st.DataObject
) -> None:
    tree = sample.tree
    known = set(data.draw(st.lists(st.sampled_from([node.id for node in tree.nodes]), unique=True)))
    roles = {
        name: replace(role, grants={node: held for node, held in role.grants.items() if node in known})
        for name, role in sample.tenant.roles.items()
    }
    tenant = replace(sample.tenant, roles=roles)
    after = apply_all(arrivals(tenant, known, tree), tenant, tree)
    for name, role in after.roles.items():
        for number, node in enumerate(tree.nodes):
            if not roles[name].grants:
                assert role is roles[name]
            elif node.id not in known:
                assert reference.own(role, number, tree) == frozenset()
            for gate in (True, False):
                was, level = (reference.behind_gate(r, number, tree, gate) for r in (roles[name], role))
                assert level <= was or node.id in known
