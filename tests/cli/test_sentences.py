"""Every edit has a sentence."""

import pytest

from rolescope.rights import edits
from rolescope.rights.edits import Edit
from rolescope.rights.model import Assignment, Company, Credential, Group, Principal, Role, Tenant
from rolescope.rights.sentences import describe
from rolescope.systems import system

ALL = frozenset({"read", "create", "update", "delete"})
BANKING = "employee/basic-information/banking-details"
HELD = (Assignment("Clerk"), Assignment("Auditor", "DEMO"))
TENANT = Tenant("Demo", "payspace", roles={"Clerk": Role("Clerk")})

SENTENCES: list[tuple[Edit, str]] = [
    (edits.SetGrant("API", BANKING, ALL), "API: set Banking Details to Allow"),
    (edits.SetGrant("API", BANKING, frozenset(), True), "API: set Banking Details and everything below to Deny"),
    (edits.SetGrant("API", BANKING, frozenset({"update", "read"})), "API: set Banking Details to read, update"),
    (edits.SetGrant("API", "employee/leave", frozenset({"read"})), "API: set Employee › Leave to Read only"),
    (edits.SetGrant("API", "gone", ALL), "API: set gone to Allow"),
    (edits.ClearGrant("API", BANKING), "API: clear Banking Details (inherits)"),
    (edits.ClearGrant("API", BANKING, True), "API: clear Banking Details and everything below (inherits)"),
    (edits.PutGrants("API", {BANKING: ALL}), "API: replace everything it says by 1 grant"),
    (edits.AddRole(Role("Clerk")), "add role Clerk with 0 grants"),
    (edits.RemoveRole("Clerk"), "remove role Clerk and take it from whoever holds it"),
    (edits.UpdateRole("Clerk", "Writer", None, "", {}), "rename role Clerk to Writer"),
    (edits.UpdateRole("Clerk", "Clerk", "C", "", {}), "Clerk: change its details"),
    (edits.AddPrincipal(Principal("hris", roles=HELD)), "add user hris with roles Clerk, Auditor in DEMO"),
    (edits.RemovePrincipal("hris"), "remove user hris"),
    (edits.RenamePrincipal("hris", "sync"), "rename user hris to sync"),
    (edits.SetStatus("hris", "inactive"), "hris: status inactive"),
    (edits.SetProfile("hris", {}), "hris: change the profile"),
    (edits.SetRoles("hris", ()), "hris: hold no role"),
    (edits.SetRoles("hris", HELD[:1]), "hris: hold role Clerk"),
    (edits.AssignRole("hris", "Clerk"), "hris: add role Clerk"),
    (edits.UnassignRole("hris", "Clerk", "DEMO"), "hris: take away role Clerk in DEMO"),
    (edits.SetOwnGrant("hris", BANKING, ALL), "hris: grant Allow at Banking Details directly"),
    (edits.SetOwnGrant("hris", BANKING, None), "hris: take back what was granted at Banking Details directly"),
    (edits.PutOwnGrants("hris", {BANKING: ALL}), "hris: replace everything granted directly by 1 grant"),
    (edits.AddGroup(Group("Staff", ("Clerk",))), "add group Staff with role Clerk"),
    (edits.RemoveGroup("Staff"), "remove group Staff and what its members hold through it"),
    (edits.UpdateGroup("Staff", "People", "", {}), "rename group Staff to People"),
    (edits.UpdateGroup("Staff", "Staff", "all", {}), "group Staff: change its details"),
    (edits.SetGroupRoles("Staff", ("Clerk", "Auditor")), "group Staff: hold roles Clerk, Auditor"),
    (edits.SetGroups("hris", ()), "hris: be in no group"),
    (edits.AddCredential(Credential("key", "hris")), "add credential key for hris"),
    (edits.AddCredential(Credential("key")), "add credential key without a user"),
    (edits.RemoveCredential("key"), "remove credential key"),
    (edits.UpdateCredential("key", Credential("lock")), "rename credential key to lock"),
    (edits.UpdateCredential("key", Credential("key")), "key: change its details"),
    (edits.SetScope("key", "api.full_access"), "key: scope api.full_access"),
    (edits.SetScope("key", None), "key: default scope"),
    (edits.LinkCredential("key", "hris"), "key: link user hris"),
    (edits.LinkCredential("key", None), "key: no user"),
    (edits.SetSetting("parent_gate", False), "setting Parent gate: off"),
    (edits.SetSetting("edition", None), "setting Edition: default"),
    (edits.SetSetting("other", [1]), "setting other: 1 entry"),
    (edits.SetCompanies((Company("A", "One"), Company("B"))), "companies: A, B"),
    (edits.SetCompanies(()), "companies: none"),
    (edits.PutSettings({"parent_gate": True}), "settings: Parent gate on"),
    (edits.PutSettings({}), "settings: all at their defaults"),
    (edits.ReplaceTenant(TENANT), "replace everything in Demo by 1 role, 0 users, 0 credentials"),
    (edits.Batch("open path", (edits.RemoveRole("a"), edits.RemoveRole("b"))), "open path: 2 edits"),
    (edits.Batch("", (edits.RemoveCredential("key"),)), "remove credential key"),
    (edits.Batch("", ()), "0 edits"),
]


@pytest.mark.parametrize(("edit", "sentence"), SENTENCES)
def test_an_edit_as_a_sentence(edit: Edit, sentence: str) -> None:
    payspace = system("payspace")
    assert describe(edit, payspace, payspace.tree(None)) == sentence


def test_no_edit_is_without_one() -> None:
    assert {type(edit).__name__ for edit, _ in SENTENCES} == {kind.__name__ for kind in Edit.__subclasses__()}
