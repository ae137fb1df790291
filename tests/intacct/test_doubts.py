"""What is told before a change is made: roles of the vendor's own system, and what the vendor would refuse."""

import pytest

from rolescope.rights.edits import (
    AssignRole,
    Edit,
    RemovePrincipal,
    RemoveRole,
    RenamePrincipal,
    SetGroupRoles,
    SetRoles,
    SetStatus,
    UpdateRole,
    apply_all,
)
from rolescope.rights.model import Assignment, Group, Principal, Tenant
from rolescope.systems.intacct import SYSTEM
from tests.intacct.asking import TREE, role

MADE = "::SYS::Clerk"
TENANT = Tenant(
    "T",
    "intacct",
    roles={name: role(name, accountsPayable__vendors="list") for name in ("R", "Idle", MADE)},
    principals={
        "u": Principal("u", roles=(Assignment("R"),), extra={"key": "1"}),
        "boss": Principal("boss", extra={"admin": "full"}),
    },
    groups={"G": Group("G", ("R",)), "Empty": Group("Empty")},
)


def doubts(*edits: Edit) -> list[str]:
    return list(SYSTEM.doubts(TENANT, apply_all(edits, TENANT, TREE), TREE))


def caution(*edits: Edit) -> str:
    return SYSTEM.caution(TENANT, apply_all(edits, TENANT, TREE))


def test_ia05_a_role_of_the_vendor_s_own_is_told_when_it_goes_and_when_a_user_or_group_gets_it() -> None:
    made = "was made by the vendor's system (IA-05)"
    assert doubts(RemoveRole(MADE)) == [f"role {MADE}, which goes, {made}"]
    assert doubts(AssignRole("u", MADE)) == [f"role {MADE}, which u gets, {made}"]
    assert doubts(SetGroupRoles("Empty", (MADE,))) == [f"role {MADE}, which group Empty gets, {made}"]
    assert doubts(RemoveRole("R"), SetGroupRoles("Empty", ("Idle",))) == []


def test_ia49_a_role_that_is_held_has_to_be_taken_off_before_the_vendor_deletes_it() -> None:
    told = "the vendor refuses to delete a role that somebody holds (IA-49): there role R has to be taken from {} first"
    assert caution(RemoveRole("R")) == told.format("u, group G")
    assert caution(SetGroupRoles("G", ()), RemoveRole("R")) == told.format("u, group G")
    assert caution(RemoveRole("Idle")) == ""


def test_ia50_whoever_has_logged_in_is_set_inactive_instead() -> None:
    told = "the vendor refuses to delete {} (IA-50): there {} has to be set inactive instead"
    assert caution(RemovePrincipal("u")) == told.format("a user who has ever logged in", "u")
    assert caution(RemovePrincipal("boss")) == told.format("an admin such as boss", "boss")


ROLE = TENANT.roles["R"]


@pytest.mark.parametrize(
    "edit",
    [
        UpdateRole("R", "Renamed", None, "", dict(ROLE.extra)),
        RenamePrincipal("u", "renamed"),
        SetRoles("u", ()),
        SetStatus("u", "inactive"),
    ],
)
def test_what_stays_is_no_matter_of_deleting(edit: Edit) -> None:
    assert caution(edit) == ""
