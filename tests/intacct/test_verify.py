"""What the vendor says of a user's rights against the prediction: nobody else's rights, and no word skipped."""

import json
from typing import Any

import pytest

from rolescope.rights.engine import Engine
from rolescope.rights.model import Assignment, Principal, Role, Subject, Tenant
from rolescope.systems.faults import BundleError
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.formats import read_files
from rolescope.systems.intacct.verify import differences, read_said
from tests.intacct.test_formats import EMPTY, TREE

pytestmark = pytest.mark.contract

VENDORS, PAYMENTS = "accountsPayable/vendors", "accountsPayable/approvePayments"
XML = """<response><operation><authentication><userid>caller</userid></authentication><result><data>{data}</data>
</result></operation></response>"""
PERMISSIONS = """<permissions><appSubscription><applicationName>Accounts Payable</applicationName><policies><policy>
<policyName>{policy}</policyName><rights>{rights}</rights></policy></policies></appSubscription></permissions>"""


def compared(text: str, *granted: str, place: str = VENDORS) -> list[tuple[str, str, str, str]]:
    """Node, right, kind and rule of each difference for a user who is granted these rights at a permission."""
    role, held = Role("A", {place: frozenset(granted)}), (Assignment("A"),)
    tenant = Tenant("T", "intacct", roles={"A": role}, principals={"a": Principal("a", roles=held)})
    (said,) = read_said(text, "said", TREE)
    outcome = Engine(SYSTEM, TREE).evaluate(tenant)
    return [
        (found.node, found.right, found.kind, found.rule) for found in differences(outcome, Subject("a", None), said)
    ]


def policy(name: str, rights: str) -> str:
    return XML.format(data=PERMISSIONS.format(policy=name, rights=rights))


@pytest.mark.parametrize("word", ["Bank details", "Grant", "Historical", "Assign users"])
def test_ia56_a_word_of_the_interface_without_token_decides_nothing(word: str) -> None:
    assert compared(policy("Vendors", f"List|View|{word}"), "list", "readonly") == [
        (VENDORS, word, "cannot tell", "IA-14")
    ]


@pytest.mark.parametrize("name", ["paymentRequests", "Payment Requests"])
def test_ia56_a_permission_that_the_company_told_is_found_by_what_the_interface_calls_it(name: str) -> None:
    row = {"key": "7", "module": "accountsPayable", "name": "paymentRequests", "allowedAccessRights": ["list"]}
    _, nodes = read_files(EMPTY, TREE, [("p.json", json.dumps(row))], print)
    (said,) = read_said(policy(name, "List"), "said.xml", SYSTEM.tree(nodes))
    assert (said.words, said.strange) == ({"accountsPayable/paymentRequests": frozenset({"List"})}, ())


def test_a_word_that_nobody_knows_is_a_difference() -> None:
    assert [row[2] for row in compared(policy("Vendors", "List|Lst"), "list")] == ["vendor has more"]


def test_ia38_a_level_is_no_certain_token_where_the_row_names_none() -> None:
    found = compared(policy("approvePayments", "List|Level 1"), "list", place=PAYMENTS)
    assert found == [(PAYMENTS, "Level 1", "cannot tell", "IA-38")]


def test_edit_stands_for_modify_where_the_row_offers_neither() -> None:
    found = compared(policy("approvePayments", "List|Edit"), "list", place=PAYMENTS)
    assert found[0][1] == "modify"


def test_ia56_the_caller_is_not_the_user_whose_rights_they_are() -> None:
    (said,) = read_said(policy("Vendors", "List"), "said.xml", TREE)
    assert said.user is None
    named = XML.format(data="<userId>a</userId>" + PERMISSIONS.format(policy="Vendors", rights="List"))
    assert read_said(named, "said.xml", TREE)[0].user == "a"


def test_ia56_a_user_without_any_right_is_an_answer() -> None:
    found = compared(XML.format(data="<permissions/>"), "list")
    assert found == [(VENDORS, "list", "vendor has less", "IA-06")]


@pytest.mark.parametrize("place", ["accountsPayable", "accountsPayable/vendrs"])
def test_what_is_no_permission_is_a_difference_and_not_skipped(place: str) -> None:
    rows: list[Any] = [{"permission": place, "rights": ["list"]}]
    found = compared(json.dumps({"user": "a", "permissions": rows}))
    assert [row[:3] for row in found] == [(place, "", "not in the catalogue")]


def test_ia19_what_a_user_has_by_hand_alone_is_no_difference() -> None:
    user = Principal("a", roles=(Assignment("A"),), extra={"web_services": {"enabled": False}})
    role = Role("A", {VENDORS: frozenset({"list"})})
    outcome = Engine(SYSTEM, TREE).evaluate(Tenant("T", "intacct", roles={"A": role}, principals={"a": user}))
    (said,) = read_said(policy("Vendors", "List"), "said", TREE)
    (found,) = differences(outcome, Subject("a", None), said)
    assert (found.right, found.rule, found.decided) == ("List", "IA-19", False)
    (said,) = read_said(policy("Vendors", "List|Add"), "said", TREE)
    assert [each.right for each in differences(outcome, Subject("a", None), said) if each.decided] == ["add"]


def test_an_error_answer_in_xml_tells_the_vendors_own_error() -> None:
    error = "<errorno>PL04000005</errorno><description></description><description2>No permission for it</description2>"
    text = f"<response><operation><errormessage><error>{error}</error></errormessage></operation></response>"
    with pytest.raises(BundleError, match=r"^said.xml: the vendor's error answer: PL04000005 No permission for it$"):
        read_said(text, "said.xml", TREE)


@pytest.mark.parametrize("end", [30, 60, 100])
def test_xml_that_is_cut_off_says_what_was_expected_and_its_place_once(end: int) -> None:
    with pytest.raises(BundleError) as caught:
        read_said(policy("Vendors", "List")[:end], "said.xml", TREE)
    told = str(caught.value)
    assert "expected the end of every element, but the text ends: is it cut off?" in told
    assert told.count("line") == told.count("column") == 1
