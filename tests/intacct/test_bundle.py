"""Intacct bundles: everything comes back, and every fault is named with its place."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from rolescope.resources import data_path
from rolescope.rights.model import facts
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.faults import BundleError

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
