"""Intacct bundles: everything comes back, and every fault is named with its place."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from rolescope.resources import data_path
from rolescope.rights.edits import SetSetting, apply_all
from rolescope.rights.model import Tenant, facts
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.intacct.bodies import made
from rolescope.systems.intacct.catalogue import builtin_tree
from rolescope.systems.intacct.formats import read_files
from rolescope.systems.intacct.query.served import served

TEXT = data_path("demo-intacct.json").read_text("utf-8")


def test_the_demo_comes_back_without_loss() -> None:
    tenant = read_bundle(TEXT, "demo").tenant
    assert facts(read_bundle(write_bundle(tenant, None), "again").tenant) == facts(tenant)


def _grant(where: dict[str, Any], permission: str, *rights: str) -> None:
    where["roles"][0]["grants"] = [{"permission": permission, "rights": list(rights)}]


FAULTS: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda b: _grant(b, "acountsPayable/vendors"), "roles[0].grants[0].permission: unknown module 'acountsPayable'"),
    (lambda b: _grant(b, "accountsPayable/vendor"), "did you mean 'accountsPayable/vendors'?"),
    (lambda b: _grant(b, "accountsPayable/vendors", "modfy"), "unknown right 'modfy', did you mean 'modify'?"),
    (lambda b: _grant(b, "accountsPayable"), "unknown permission 'accountsPayable'"),
    (lambda b: _grant(b, "generalLedger/journalEntries", "post"), "does not offer 'post', it offers list, readonly"),
    (lambda b: b["roles"][0]["grants"].append(b["roles"][0]["grants"][0]), "is granted twice in role 'Vendor Reader'"),
    (lambda b: b["users"][0].update(roles=["Vendor Raeder"]), "users[0].roles[0]: unknown role 'Vendor Raeder'"),
    (lambda b: b["users"][0].update(groups=["AP Tem"]), "unknown group 'AP Tem', did you mean 'AP Team'?"),
    (lambda b: b["groups"][0].update(roles=["X", "X"]), "groups[0].roles[0]: unknown role 'X'"),
    (lambda b: b["users"][0].update(type="employee", admin="full"), "need a business user, not 'employee' (IA-21)"),
    (lambda b: b["users"][0].update(type="manager"), "users[0].type: expected 'business', 'employee'"),
    (lambda b: b["tenant"]["settings"].update(mode="user_based"), "holds roles, but the company is user-based (IA-04)"),
    (lambda b: b["tenant"]["settings"].update(subscriptions=["taxs"]), "unknown module 'taxs', did you mean 'taxes'?"),
    (lambda b: b.update(rolls=[]), "rolls: unknown key"),
    (lambda b: b["users"].append(b["users"][0]), "user 'vendor-sync' stands twice"),
]


@pytest.mark.parametrize(("fault", "sentence"), FAULTS)
def test_a_fault_is_named_with_its_place(fault: Callable[[dict[str, Any]], Any], sentence: str) -> None:
    bundle = json.loads(TEXT)
    fault(bundle)
    with pytest.raises(BundleError) as caught:
        read_bundle(json.dumps(bundle), "file")
    assert sentence in str(caught.value)


def test_a_permission_of_an_own_catalogue_is_known_by_module_and_name() -> None:
    bundle = {"rolescope": 1, "tenant": {"name": "T", "system": "intacct"}}
    row = {"id": "vendors", "name": "Vendors", "kind": "permission", "allowedAccessRights": ["lst"]}
    with pytest.raises(BundleError) as caught:
        read_bundle(json.dumps({**bundle, "catalogue": [row]}), "file")
    assert [problem.where for problem in caught.value.problems] == [
        "catalogue[0].id",
        "catalogue[0].allowedAccessRights[0]",
    ]


def test_all_faults_are_named_at_once() -> None:
    bundle = json.loads(TEXT)
    bundle["users"][0]["roles"], bundle["groups"][0]["roles"] = ["A"], ["B"]
    with pytest.raises(BundleError) as caught:
        read_bundle(json.dumps(bundle), "file")
    assert len(caught.value.problems) == 2


def user_based() -> Tenant:
    """The demo once its setting was changed: users keep the roles that they held."""
    tenant = read_bundle(TEXT, "demo").tenant
    return apply_all([SetSetting("mode", "user_based")], tenant, builtin_tree())


def test_ia03_ia04_roles_that_do_not_count_come_back_and_are_told_from_those_that_would() -> None:
    text = write_bundle(user_based(), None)
    assert facts(read_bundle(text, "again").tenant) == facts(user_based())
    first = json.loads(text)["users"][0]
    assert (first["roles"], first["idle_roles"]) == ([], ["Vendor Reader", "Vendor Maker"])
    back = apply_all([SetSetting("mode", "role_based")], read_bundle(text, "again").tenant, builtin_tree())
    assert facts(back) == facts(read_bundle(TEXT, "demo").tenant)


@pytest.mark.parametrize(
    ("mode", "idle", "sentence"),
    [
        ("role_based", ["Vendor Maker"], "users[0].idle_roles: roles are idle in a user-based company alone (IA-03)"),
        ("user_based", ["Vendor Makr"], "users[0].idle_roles[0]: unknown role 'Vendor Makr', did you mean"),
    ],
)
def test_ia03_idle_roles_are_refused_where_they_would_count(mode: str, idle: list[str], sentence: str) -> None:
    bundle = json.loads(TEXT)
    bundle["tenant"]["settings"]["mode"] = mode
    for user in bundle["users"]:
        user["roles"] = []
    bundle["users"][0]["idle_roles"] = idle
    with pytest.raises(BundleError) as caught:
        read_bundle(json.dumps(bundle), "file")
    assert sentence in str(caught.value)


def test_s29_ia03_a_user_based_company_is_told_of_no_roles_and_sent_none() -> None:
    tenant, tree = user_based(), builtin_tree()
    assert made("user", "get", "vendor-sync", tenant, tree)["roles"] == []
    assert "roles" not in made("user", "patch", "vendor-sync", tenant, tree)
    assert served("role-user-map", tenant, tree) == []
    # What the vendor says of roles there is no news, and takes nothing away.
    text = json.dumps({"id": "vendor-sync", "userType": "business", "roles": []})
    again, _ = read_files(tenant, tree, [("u.json", text)], print)
    assert again.principals["vendor-sync"].roles == tenant.principals["vendor-sync"].roles
