"""A bundle gives back the tenant and the catalogue that were written, whatever they hold."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import RenamePrincipal, UpdateCredential, UpdateRole, apply_all
from rolescope.rights.model import Tenant, facts
from rolescope.systems.bundle import read_bundle, write_bundle
from tests.property.strategies import Sample, samples

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)


def as_written(sample: Sample) -> Tenant:
    """What a bundle of this system can say: it knows no groups, and no grants of a user's own."""
    users = {name: replace(user, groups=(), grants={}) for name, user in sample.tenant.principals.items()}
    return replace(sample.tenant, groups={}, principals=users)


@given(samples())
def test_a_tenant_with_its_own_catalogue_survives_reading_and_writing(sample: Sample) -> None:
    written = as_written(sample)
    once = read_bundle(write_bundle(written, list(sample.nodes)), "a.json")
    assert facts(once.tenant) == facts(replace(written, catalogue="own"))
    assert [list(role.grants) for role in once.tenant.roles.values()] == [
        list(role.grants) for role in sample.tenant.roles.values()
    ]
    assert once.nodes == list(sample.nodes)
    assert once.tree.nodes == sample.tree.nodes
    text = write_bundle(once.tenant, once.nodes)
    again = read_bundle(text, "b.json")
    assert write_bundle(again.tenant, again.nodes) == text


@given(samples(), st.lists(names, min_size=4, max_size=4, unique=True), st.dictionaries(names, values, max_size=2))
def test_any_text_can_be_a_name_and_any_value_a_pin(sample: Sample, texts: list[str], pin: dict[str, object]) -> None:
    tenant = replace(as_written(sample), name=texts[0], pins=(pin,))
    for role in list(tenant.roles)[:1]:
        tenant = apply_all([UpdateRole(role, texts[1], texts[2], texts[3], {})], tenant, sample.tree)
    for user in list(tenant.principals)[:1]:
        tenant = apply_all([RenamePrincipal(user, texts[2])], tenant, sample.tree)
    for name, credential in list(tenant.credentials.items())[:1]:
        renamed = replace(credential, name=texts[3], client_id=texts[0])
        tenant = apply_all([UpdateCredential(name, renamed)], tenant, sample.tree)
    text = write_bundle(tenant, list(sample.nodes))
    assert facts(read_bundle(text, "a.json").tenant) == facts(replace(tenant, catalogue="own"))
    assert json.loads(text)["tenant"]["name"] == texts[0]
