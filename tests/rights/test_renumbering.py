"""Answers over one catalogue are the same when they are told by the numbers of another."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.impact import impact
from rolescope.rights.renumbering import renumbered
from rolescope.systems.payspace.catalogue import make_tree
from tests.property.strategies import Sample, samples


@st.composite
def other_orders(draw: st.DrawFn) -> tuple[Sample, list[dict[str, Any]]]:
    """A tenant, and the nodes of its catalogue in another order, with some gone and some new."""
    sample = draw(samples())
    nodes = draw(st.permutations(list(sample.nodes)))
    for _ in range(draw(st.integers(0, len(nodes)))):
        above = {node["parent"] for node in nodes}
        nodes.remove(next(node for node in nodes if node["id"] not in above))
    return sample, [{"id": "new", "name": "new", "kind": "branch"}, *nodes]


@given(other_orders())
def test_every_node_keeps_its_answers_and_what_is_new_has_no_right(given_: tuple[Sample, list[dict[str, Any]]]) -> None:
    sample, nodes = given_
    tree, before = make_tree(nodes), sample.outcome()
    found = renumbered(before, tree)
    assert found.subjects == before.subjects
    for was, now in zip(before.results, found.results, strict=True):
        for number, node in enumerate(tree.nodes):
            there = before.tree.index.get(node.id)
            for part in ("certain", "possible", "granted"):
                held = frozenset() if there is None else getattr(was, part).at(there)
                assert getattr(now, part).at(number) == held
            for part in ("yes", "maybe", "partly", "unknown"):
                for kind, plane in getattr(now, part).items():
                    old = getattr(was, part)[kind]
                    assert plane >> number & 1 == (0 if there is None else old >> there & 1)


@given(samples())
def test_over_the_same_catalogue_nothing_differs(sample: Sample) -> None:
    before = sample.outcome()
    assert impact(renumbered(before, sample.tree), before) == ()
