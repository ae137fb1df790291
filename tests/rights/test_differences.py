"""How much of a tenant differs from another state of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.changes import changed_cells
from rolescope.rights.differences import differences
from rolescope.rights.edits import (
    AddRole,
    AssignRole,
    Batch,
    ClearGrant,
    Edit,
    EditError,
    LinkCredential,
    PutGrants,
    RemoveRole,
    RenamePrincipal,
    SetGrant,
    SetGroups,
    SetProfile,
    SetScope,
    SetSetting,
    SetStatus,
    UpdateRole,
    apply,
    apply_all,
)
from rolescope.rights.model import Principal, Rights, Role, Tenant, facts
from tests.store.samples import READ, TREE, WRITE, demo, edits


def counted(*steps: Edit) -> int:
    before = demo()
    return differences(before, apply_all(steps, before, TREE))


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([SetGrant("Zeta", "top/b", READ)], 1),
        ([SetGrant("Zeta", "top", READ)], 0),
        ([SetGrant("Zeta", "top", WRITE), SetGrant("Zeta", "top", READ)], 0),
        ([ClearGrant("Zeta", "top", subtree=True)], 2),
        ([PutGrants("Zeta", {"top": READ, "other": READ})], 2),
        ([SetStatus("bi", "active"), SetStatus("bi", "inactive")], 0),
        ([SetStatus("bi", "active"), SetProfile("bi", {"k": 1, "l": 2})], 3),
        ([AssignRole("hr", "Zeta"), SetGroups("hr", ())], 2),
        ([SetScope("prod", "less"), LinkCredential("prod", "hr")], 2),
        ([SetSetting("parent_gate", False), SetSetting("fresh", 1)], 2),
        ([AddRole(Role("New", {"top": READ, "other": READ}))], 1),
        ([AddRole(Role("New")), RemoveRole("New")], 0),
        # With the role goes one user's and one group's link to it.
        ([RemoveRole("Zeta")], 3),
        # Renaming is one change, whoever holds the role or has the credential.
        ([UpdateRole("Zeta", "Omega", "Z", "last by name, first in order", {"k": [1]})], 1),
        ([UpdateRole("Bare", "Omega", None, "", {}), SetGrant("Omega", "top", READ), AssignRole("hr", "Omega")], 3),
        ([RenamePrincipal("sync", "robot")], 1),
        ([Batch("several", (SetGrant("Alpha", "top", READ), SetGrant("Bare", "top", READ)))], 2),
    ],
)
def test_every_grant_link_field_and_setting_that_differs_counts_once(steps: list[Edit], found: int) -> None:
    assert counted(*steps) == found


def test_another_order_alone_is_a_difference() -> None:
    before = demo()
    roles = dict(reversed(list(before.roles.items())))
    held = {
        **before.principals,
        "sync": replace(before.principals["sync"], roles=before.principals["sync"].roles[::-1]),
    }
    assert differences(before, replace(before, roles=roles)) == 1
    assert differences(before, replace(before, principals=held)) == 1


@given(st.lists(edits, max_size=8))
def test_there_is_none_exactly_where_both_hold_the_same(steps: list[Edit]) -> None:
    before = after = demo()
    for step in steps:
        try:
            after, _ = apply(step, after, TREE)
        except EditError:
            continue
    assert (differences(before, after) == 0) is (facts(before) == facts(after))


@given(st.lists(edits, max_size=8))
def test_grants_count_cell_by_cell(steps: list[Edit]) -> None:
    before = after = demo()
    for step in steps:
        if isinstance(step, SetGrant | ClearGrant | PutGrants):
            try:
                after, _ = apply(step, after, TREE)
            except EditError:
                continue
    assert differences(before, after) == len(changed_cells(before, after))


class Unread(Mapping[str, Any]):
    """Must not be looked into."""

    def __getitem__(self, key: str) -> Any:
        raise AssertionError

    def __iter__(self) -> Iterator[str]:
        raise AssertionError

    def __len__(self) -> int:
        raise AssertionError


def test_what_no_edit_has_touched_is_not_looked_into() -> None:
    users = {f"u{number}": Principal(f"u{number}", extra=Unread(), grants=Unread()) for number in range(3)}
    others = Role("Other", Unread())
    before = Tenant("T", "payspace", Unread(), roles={"Other": others, "R": Role("R", {}, extra=Unread())})
    before = replace(before, principals=users, extra=Unread())
    granted: dict[str, Rights] = {"top": READ}
    changed = replace(before, roles={"Other": others, "R": replace(before.roles["R"], grants=granted)})
    changed = replace(changed, principals={**users, "u1": replace(users["u1"], status="inactive")})
    assert differences(before, changed) == 2
