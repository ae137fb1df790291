"""The API's own metadata against the prediction: what agrees, what differs with our reason, and what cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import SetGrant, apply_all
from rolescope.rights.model import Subject, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.faults import BundleError
from rolescope.systems.payspace import reference as twin
from rolescope.systems.payspace.catalogue import builtin_tree
from rolescope.systems.payspace.verify import differences, read_said
from tests.payspace.building import (
    BANKING,
    BASIC_PROFILE,
    JOB_MANAGEMENT,
    LEVEL,
    NOBODY,
    PAYSLIPS,
    U,
    evaluate,
    role,
    tenant,
)

pytestmark = pytest.mark.contract

TREE = builtin_tree()
Attributes = dict[str, str]
Entities = dict[str, dict[str, Attributes]]
OPEN = {"employee": "allow", "configuration": "allow", "reports": "allow"}


def document(entities: Entities, before: str = "") -> str:
    """The XML of some entities with their properties."""
    types = []
    for entity, properties in entities.items():
        keys = "".join(f'<PropertyRef Name="{name}"/>' for name, marks in properties.items() if "key" in marks)
        told = "".join(
            f"<Property Name={quoteattr(name)} "
            + " ".join(f'{mark}="{value}"' for mark, value in marks.items() if mark != "key")
            + "/>"
            for name, marks in properties.items()
        )
        types.append(f'<EntityType Name="{entity}" ps:Caption="x"><Key>{keys}</Key>{told}</EntityType>')
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"'
        f' Version="4.0"><edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" xmlns:ps="PaySpace"'
        f' Namespace="PaySpace.Venuta.Data.Models.Dto">{"".join(types)}</Schema></edmx:DataServices></edmx:Edmx>'
    )


def shown(made: Tenant, tree: Tree = TREE, subject: Subject = U) -> Entities:
    """What the vendor would show, straight from the rules: nothing of what is denied, read-only what cannot be set."""
    found: Entities = {}
    for number, node in enumerate(tree.nodes):
        entity = node.attributes.get("api_entity")
        if node.kind != "screen" or not entity or not twin.answers(made, tree, number):
            continue
        if twin.level(made, tree, subject, number) == "deny":
            continue
        fields = [
            field
            for field in range(number + 1, tree.end[number])
            if tree.nodes[field].attributes.get("api_name") and twin.screen_of(tree, field) == number
        ]
        found[entity] = {}
        for field in fields:
            levels = {twin.level(made, tree, subject, place) for place in (number, field)}
            if "deny" not in levels:
                facts = tree.nodes[field].attributes
                marks = {"key": ""} if facts.get("key") else {}
                if "read_only" in levels or facts.get("access") == "read_only":
                    marks |= {"ps:ReadOnly": "true"}
                if facts.get("access") == "create_only":
                    marks |= {"ps:Editable": "false"}
                found[entity][facts["api_name"]] = marks
    return found


def compare(made: Tenant, entities: Entities, subject: Subject = U) -> list[tuple[str, str, str]]:
    """Node, kind and rule of each decided difference."""
    (said,) = read_said(document(entities), "metadata.xml", TREE)
    found = differences(evaluate(made), subject, said)
    return [(one.node, one.kind, one.rule) for one in found if one.decided]


MADE = tenant(role("R1", {**OPEN, BANKING: "read_only", PAYSLIPS: "deny", f"{BASIC_PROFILE}/title": "read_only"}))


@pytest.mark.parametrize("scope", ["api.full_access", "api.read_only", "api.update"])
def test_metadata_made_by_the_rules_has_no_difference_whatever_the_scope(scope: str) -> None:
    made = tenant(*MADE.roles.values(), scope=scope)
    assert compare(made, shown(made)) == []


@given(
    st.dictionaries(st.sampled_from([node.id for node in TREE.nodes][:400]), st.sampled_from(list(LEVEL)), max_size=6)
)
def test_metadata_made_by_the_twin_agrees_with_the_engine(grants: dict[str, str]) -> None:
    made = tenant(role("R1", {**OPEN, **grants}))
    assert compare(made, shown(made)) == []


def test_a_saved_change_that_production_does_not_have_is_a_difference_with_its_rule() -> None:
    opened = apply_all([SetGrant("R1", PAYSLIPS, LEVEL["allow"])], MADE, TREE)
    assert (PAYSLIPS, "vendor leaves it out", "PS-67") in compare(opened, shown(MADE))
    assert compare(MADE, shown(opened))[0][:2] == (PAYSLIPS, "vendor shows it")


def test_the_reason_names_role_and_level() -> None:
    (said,) = read_said(document({**shown(MADE), "EmployeePayslip": {}}), "m.xml", TREE)
    (found,) = [one for one in differences(evaluate(MADE), U, said) if one.decided]
    assert "role R1" in found.reason and "Deny" in found.reason


def changed(change: Callable[[Entities], object]) -> list[str]:
    entities = shown(MADE)
    change(entities)
    return [kind for _, kind, _ in compare(MADE, entities)]


def marked(entity: str, marks: Attributes) -> str:
    """A property that is shown with just these marks."""
    return next(name for name, found in shown(MADE)[entity].items() if found == marks)


def test_each_way_in_which_a_property_can_differ_is_told_apart() -> None:
    read_only, once = {"ps:ReadOnly": "true"}, {"ps:Editable": "false"}
    bank = marked("EmployeeBankDetail", read_only)
    free, fixed = marked("EmployeeAddress", {}), marked("EmployeePosition", once)
    assert changed(lambda e: e["EmployeeBankDetail"].update({bank: {}})) == ["vendor lets it be written"]
    assert changed(lambda e: e["EmployeeAddress"].update({free: read_only})) == ["vendor has it read-only"]
    assert changed(lambda e: e["EmployeeAddress"].update({free: once})) == ["vendor lets it be set at creation only"]
    assert changed(lambda e: e["EmployeePosition"].update({fixed: {}})) == ["vendor lets it be written"]


def test_ps_67_a_missing_or_unknown_property_cannot_be_told_and_is_no_difference() -> None:
    entities = shown(MADE)
    entities["EmployeeAddress"].popitem()
    entities["EmployeeAddress"]["CustomField1"] = {}
    entities["NobodyKnowsIt"] = {}
    (said,) = read_said(document(entities), "m.xml", TREE)
    found = list(differences(evaluate(MADE), U, said))
    assert [one.decided for one in found] == [False, False, False]
    assert {one.rule for one in found} == {"PS-67", "PS-61"}
    assert any("CustomField1" in one.reason for one in found)


def test_ps_41_without_a_linked_user_nothing_can_be_told() -> None:
    made = tenant(*MADE.roles.values(), user=False)
    (said,) = read_said(document(shown(MADE)), "m.xml", TREE)
    (found,) = differences(evaluate(made), NOBODY, said)
    assert (found.decided, found.rule) == (False, "PS-41")


def test_a_type_has_the_properties_of_its_base() -> None:
    text = document({"EmployeeAddress": {}}).replace(
        'Name="EmployeeAddress"', 'Name="EmployeeAddress" BaseType="N.Base"'
    )
    text = text.replace("</Schema>", '<EntityType Name="Base"><Property Name="AddressLine1"/></EntityType></Schema>')
    (said,) = read_said(text, "m.xml", TREE)
    assert list(said.entities["EmployeeAddress"]) == ["AddressLine1"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (document({}, "<!DOCTYPE x [<!ENTITY a 'b'>]>"), "document type"),
        (document({}), "expected the API's $metadata"),
        (document({"A": {}})[:-9], "line 1, column"),
        (document({"A": {}}).replace("</Schema>", '<EntityType Name="A"/></Schema>'), "'A' stands twice"),
        ('{"a": 1}', "not XML"),
    ],
)
def test_what_is_no_metadata_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(BundleError, match=sentence.replace("$", r"\$")):
        read_said(text, "m.xml", TREE)


def test_ps_24_what_an_unlinked_ess_role_leaves_open_cannot_be_told() -> None:
    made = tenant(role("ESS", {}, type="employee"), held=[], profile={"level": "employee"})
    (said,) = read_said(document({"EmployeeBankDetail": {}}), "m.xml", TREE)
    found = list(differences(evaluate(made), U, said))
    assert [(each.node, each.kind, each.rule) for each in found] == [(BANKING, "cannot tell", "PS-24")]


def test_ps_74_what_is_shown_although_the_edition_lacks_it_cannot_be_told() -> None:
    made = tenant(*MADE.roles.values(), edition="Lite")
    (said,) = read_said(document({**shown(made), "JobManagement": {}}), "m.xml", TREE)
    found = [one for one in differences(evaluate(made), U, said) if one.node == JOB_MANAGEMENT]
    assert [(one.kind, one.rule) for one in found] == [("cannot tell", "PS-74")]
    assert "not in the edition Lite: the setting may be wrong" in found[0].reason
    assert compare(made, shown(made)) == []
