"""Edits are told by what they really change, and many alike in one sentence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import (
    AddPrincipal,
    Batch,
    ClearGrant,
    Edit,
    EditError,
    PutGrants,
    PutOwnGrants,
    PutSettings,
    RemoveRole,
    ReplaceTenant,
    SetGrant,
    SetProfile,
    SetSetting,
    UpdateCredential,
    UpdateGroup,
    UpdateRole,
    apply,
)
from rolescope.rights.model import Assignment, Company, Credential, Group, Principal, Role, Tenant
from rolescope.rights.telling import Told, tell
from rolescope.rights.tree import Node, Tree
from rolescope.systems import system
from tests.store.samples import demo, edits, trees

PAYSPACE = system("payspace")
READ, NONE = frozenset({"read"}), frozenset[str]()
NODES = [f"n{number}" for number in range(20)]
TREE = Tree(Node(node, node.upper(), "screen") for node in NODES)
TENANT = Tenant(
    "T",
    "payspace",
    {"parent_gate": True},
    roles={"API": Role("API", {"n0": READ, "n1": NONE})},
    principals={"sync": Principal("sync", grants={"n0": READ})},
)


def told(*edits: Edit) -> list[Told]:
    return tell(edits, TENANT, PAYSPACE, lambda catalogue: TREE)


def sentences(*edits: Edit) -> list[str]:
    (one,) = told(*edits)
    return [part.sentence for part in one.parts]


def test_grants_put_back_are_told_one_by_one_and_those_that_stay_are_not() -> None:
    (one,) = told(PutGrants("API", {"n1": READ, "n0": READ, "n2": NONE}))
    assert one.sentence == "API: 2 changes"
    assert [part.sentence for part in one.parts] == ["API: set N1 to Read only", "API: set N2 to Deny"]


def test_a_single_difference_needs_no_heading() -> None:
    assert told(PutGrants("API", {"n0": READ})) == [Told("API: clear N1 (inherits)")]
    assert told(PutOwnGrants("sync", {})) == [Told("sync: take back what was granted at N0 directly")]
    assert told(PutSettings({})) == [Told("setting Parent gate: default")]


def test_an_order_put_back_changes_nothing() -> None:
    assert told(PutGrants("API", {"n1": NONE, "n0": READ})) == [Told("API: nothing changes")]


def test_many_nodes_set_to_one_level_are_one_sentence_that_names_twelve() -> None:
    names = ", ".join(f"N{number}" for number in range(12))
    assert sentences(Batch("Deny on 20 rows", tuple(SetGrant("API", node, NONE) for node in NODES))) == [
        f"API: set 20 nodes to Deny: {names} and 8 more"
    ]
    few = Batch("", tuple(ClearGrant("API", node) for node in NODES[:12]))
    assert len(sentences(few)) == 12


def test_each_edit_is_told_on_what_those_before_it_made() -> None:
    first, second = told(SetGrant("API", "n2", READ), PutGrants("API", {"n0": READ, "n1": NONE}))
    assert (first.sentence, second.sentence) == ("API: set N2 to Read only", "API: clear N2 (inherits)")


def test_a_replaced_tenant_is_told_by_what_differs() -> None:
    other = replace(TENANT, roles={"Clerk": Role("Clerk")}, companies=(Company("A"),), catalogue="own")
    (one,) = told(ReplaceTenant(other))
    assert one.sentence == "T: 4 changes"
    assert [part.sentence for part in one.parts] == [
        "remove role API and take it from whoever holds it",
        "add role Clerk with 0 grants",
        "companies: A",
        "another catalogue",
    ]
    assert told(ReplaceTenant(replace(TENANT))) == [Told("T: nothing changes")]


def test_the_inverse_of_a_labelled_step_is_told_as_its_undoing() -> None:
    step = Batch("open path", (RemoveRole("API"),))
    after, inverse = apply(step, TENANT, TREE)
    assert isinstance(inverse, Batch)
    assert inverse.label == "undo open path"
    _, again = apply(inverse, after, TREE)
    assert isinstance(again, Batch)
    assert again.label == "open path"


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (Credential("key", "sync", "less", "id", "hash"), "key: scope default → less"),
        (Credential("key", None, None, "id", "hash"), "key: user sync → nobody"),
        (Credential("key", "sync", None, "new", "other"), "key: client id id → new, a new secret"),
        (Credential("key", "sync", None, "id", None), "key: no secret any more"),
        (Credential("key", "sync", None, "id", "hash", {"k": 1}), "key: other details"),
        (Credential("door", "sync", None, "id", "hash"), "rename credential key to door"),
        (Credential("door", "sync", "less", "id", "hash"), "rename credential key to door: scope default → less"),
    ],
)
def test_of_a_credential_is_told_what_changes_and_never_the_hash(after: Credential, sentence: str) -> None:
    tenant = replace(TENANT, credentials={"key": Credential("key", "sync", None, "id", "hash")})
    edit = UpdateCredential("key", after)
    assert tell([edit], tenant, PAYSPACE, lambda catalogue: TREE) == [Told(sentence)]


@given(st.lists(edits, max_size=4))
def test_whatever_fits_is_told_without_the_mechanism(chosen: list[Edit]) -> None:
    tenant = demo()
    for edit in chosen:
        try:
            after, inverse = apply(edit, tenant, trees(""))
        except EditError:
            continue
        for one in (*tell([edit], tenant, PAYSPACE, trees), *tell([inverse], after, PAYSPACE, trees)):
            assert "replace everything" not in str(one)
        tenant = after


FINANCE = Tenant(
    "F",
    "intacct",
    {"subscriptions": ["accountsPayable", "generalLedger"]},
    roles={"Clerk": Role("Clerk", code="C", extra={"apply_to": "slideInOnly"})},
    principals={"sync": Principal("sync", extra={"web_services": {"enabled": False}, "entities": ["10", "20"]})},
    groups={"Staff": Group("Staff")},
)


def of_finance(edit: Edit) -> str:
    intacct = system("intacct")
    (one,) = tell([edit], FINANCE, intacct, lambda catalogue: intacct.tree(None))
    return one.sentence


def test_a_profile_is_told_by_the_fields_that_change_in_the_words_of_their_form() -> None:
    whole = FINANCE.principals["sync"].extra
    assert of_finance(SetProfile("sync", {**whole, "admin": "full"})) == "sync: Admin off → full"
    opened = {**whole, "web_services": {"enabled": True}, "entities": ["20", "30"]}
    assert of_finance(SetProfile("sync", opened)) == "sync: API access off → on, Entities + 30 − 10"


def test_a_default_that_is_spelled_out_is_no_other_detail_and_what_has_no_field_is() -> None:
    whole = FINANCE.principals["sync"].extra
    assert of_finance(SetProfile("sync", {**whole, "admin": "off"})) == "sync: change the profile"
    assert of_finance(SetProfile("sync", {**whole, "key": "7"})) == "sync: other details"


def test_a_setting_that_is_a_list_is_told_by_what_comes_and_goes() -> None:
    assert (
        of_finance(SetSetting("subscriptions", ["generalLedger", "projects"]))
        == "setting Subscriptions + Projects − Accounts Payable"
    )
    gone = of_finance(SetSetting("subscriptions", None))
    assert gone == "setting Subscriptions Accounts Payable, General Ledger → all"
    many = ["accountsPayable", "generalLedger", "a", "b", "c", "d", "e", "f"]
    assert of_finance(SetSetting("subscriptions", many)) == "setting Subscriptions + a, b, c, d and 2 more"


def test_an_update_of_a_role_or_group_is_told_by_what_changes() -> None:
    everywhere = {"apply_to": "loginAndSlideIn"}
    assert (
        of_finance(UpdateRole("Clerk", "Clerk", None, "", everywhere))
        == "Clerk: code C → none, Applies to slide in only → login and slide in"
    )
    renamed = UpdateRole("Clerk", "Writer", "C", "writes", FINANCE.roles["Clerk"].extra)
    assert of_finance(renamed) == "rename role Clerk to Writer: change the description"
    assert of_finance(UpdateGroup("Staff", "Staff", "all", {})) == "group Staff: change the description"


DEEP = Tree([Node("b", "B", "branch"), *(Node(f"b/{node}", node.upper(), "screen", "b") for node in NODES)])


def dropped(edit: Edit, *nodes: str) -> list[str]:
    role = Role("API", {"b": READ, **{f"b/{node}": NONE for node in nodes}, "elsewhere": NONE})
    (one,) = tell([edit], replace(TENANT, roles={"API": role}), PAYSPACE, lambda catalogue: DEEP)
    return list(one.lines())


def test_levels_that_a_handed_down_level_drops_are_told_below_it() -> None:
    assert dropped(SetGrant("API", "b", READ, subtree=True), "n1", "n0") == [
        "API: set B and everything below to Read only",
        "  N0: Deny → inherits",
        "  N1: Deny → inherits",
    ]
    assert dropped(ClearGrant("API", "b", subtree=True), "n2")[1:] == ["  N2: Deny → inherits"]
    assert dropped(SetGrant("API", "b", READ), "n1") == ["API: set B to Read only"]


def test_of_many_dropped_levels_twelve_are_named() -> None:
    found = dropped(SetGrant("API", "b", READ, subtree=True), *NODES)
    assert len(found) == 14
    assert found[-1] == "  and 8 more below: their own levels → inherits"


def test_a_whole_tenant_is_told_without_making_it_once_more_edit_by_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(edit: AddPrincipal, tenant: Tenant, tree: Tree) -> None:
        raise AssertionError("each user added to a copy of all users costs the square of their number")

    users = {name: Principal(name, roles=(Assignment("API"),)) for name in map("u{}".format, range(20))}
    monkeypatch.setattr(AddPrincipal, "on", refuse)
    gone, new = sentences(ReplaceTenant(replace(TENANT, principals=users)))
    assert gone == "remove user sync"
    assert new.startswith("add 20 users: u0, u1,")
