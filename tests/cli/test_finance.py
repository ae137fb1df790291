"""The command line on the demo's Intacct company."""

import json
from pathlib import Path

import pytest

from rolescope.places import author
from rolescope.rights.edits import SetGrant, SetSetting
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from tests.cli.conftest import Cli

VENDORS = "accountsPayable/vendors"


def test_effective_has_a_row_for_a_user_without_any_credential(on_finance: Cli) -> None:
    (row,) = on_finance("effective", "--user", "vendor-sync", "--node", VENDORS, "--json").json
    assert row == {
        "tenant": "Demo Finance",
        "user": "vendor-sync",
        "credential": None,
        "company": None,
        "node": VENDORS,
        "kind": "permission",
        "level": None,
        "export": "yes",
        "import": "partly",
        "rights": ["add", "list", "readonly"],
        "possible": [],
    }


@pytest.mark.parametrize(
    ("user", "place", "answer"),
    [
        ("contract-drafts", "contracts/contract", "partly [C · drafts only]"),
        ("vendor-add", VENDORS, "no [inert]"),
        ("vendor-sync", VENDORS, "partly [C]"),
    ],
)
def test_ia34_ia35_the_table_of_effective_says_drafts_only_inert_and_the_letters(
    on_finance: Cli, user: str, place: str, answer: str
) -> None:
    told = on_finance("effective", "--user", user, "--node", place).out
    heads, row = told.splitlines()[1:]
    assert row[heads.index("import") : heads.index("rights")].rstrip() == answer


def test_the_table_of_effective_shows_what_is_remarked_before_and_after_unsaved_edits(
    on_finance: Cli, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "finance.rolescope") as workspace:
        bench = Workbench(workspace, "Demo Finance", author())
        bench.do(SetGrant("Contract Drafts", "contracts/contract", frozenset({"list", "add", "post"})))
    told = on_finance("effective", "--user", "contract-drafts", "--node", "contracts/contract", "--changed").out
    assert "partly [C · drafts only] → partly [CE]" in told


def test_why_names_code_remark_and_fixes(on_finance: Cli) -> None:
    result = on_finance("why", "vendor-add", VENDORS, "import", "--json")
    assert result.code == 1
    assert (result.json["answer"], result.json["remark"]) == ("no", "inert")
    codes = [layer.get("code") for layer in result.json["layers"] if layer["verdict"] == "stop"]
    assert codes == ["NEEDS_list"]
    assert result.json["fixes"][0]["edits"][0]["rights"] == ["add", "list", "modify"]


def test_a_right_that_is_called_like_a_kind_can_be_asked_for(on_finance: Cli) -> None:
    place, user = "cashManagement/bankFile", "new-api"
    assert on_finance("set", "Vendor Maker", place, "list,export", "--reason", "for a test").code == 0
    kind = on_finance("why", "vendor-add", place, "export", "--json")
    assert (kind.json["answer"], kind.json["right"]) == ("partly", "export")
    assert kind.err == "export asks for all that makes one; the right of that name is right:export\n"
    right = on_finance("why", "vendor-add", place, "right:export", "--json")
    assert (right.json["answer"], right.json["right"], right.err) == ("yes", "right:export", "")
    told = on_finance("why", user, place, "right:export")
    assert told.out.startswith(f"NO  {user} has no right to export Bank file")
    assert on_finance("why", user, place, "right:list").out == on_finance("why", user, place, "list").out
    assert "there is no right 'right:exprt'" in on_finance("why", user, place, "right:exprt").err


def test_why_by_hand_tells_the_ways_in_apart(on_finance: Cli) -> None:
    assert on_finance("why", "desk-user", "accountsReceivable/customers", "list").code == 1
    assert on_finance("why", "desk-user", "accountsReceivable/customers", "list", "--method", "ui").code == 0


def test_ia51_set_says_who_loses_rights_by_hand_alone(on_finance: Cli) -> None:
    words = ("set", "Customer Desk", "accountsReceivable/customers", "list", "--dry-run")
    assert "desk-user  export +0 −0  import +0 −0  by hand alone: rights lost at 1 node" in on_finance(*words).out
    (desk,) = [entry for entry in on_finance(*words, "--json").json["impact"] if entry["user"] == "desk-user"]
    assert (desk["rights"], desk["by_hand"]) == (0, {"gained": 0, "lost": 1, "unsure": 0})


def test_ia39_a_fix_tells_what_it_takes_from_the_person(on_finance: Cli) -> None:
    told = on_finance("why", "timesheet-ui", "projects/approveTimesheets", "apiProxy").out
    assert "1 other cell (1 by hand alone), no other user" in told


def test_ia05_set_warns_of_a_role_that_the_vendors_system_has_made(on_finance: Cli) -> None:
    result = on_finance("set", "::SYS::Accountant", VENDORS, "list,readonly", "--reason", "x")
    assert result.code == 0
    assert result.err == "warning: role ::SYS::Accountant was made by the vendor's system (IA-05)\n"


def test_ia05_a_fix_says_which_role_the_vendors_system_has_made(on_finance: Cli) -> None:
    told = on_finance("why", "accountant", VENDORS, "list").out.splitlines()
    place = next(number for number, line in enumerate(told) if "::SYS::Accountant: set" in line)
    assert told[place + 1].strip() == "! role ::SYS::Accountant was made by the vendor's system (IA-05)"
    assert not any("IA-05" in line for line in on_finance("why", "new-api", VENDORS, "list").out.splitlines())


def test_ia14_an_import_says_which_rights_no_row_lists(on_finance: Cli, tmp_path: Path) -> None:
    bundle = on_finance("export").json
    (role,) = [role for role in bundle["roles"] if role["name"] == "Vendor Reader"]
    role["grants"][0]["rights"].append("delete")
    path = tmp_path / "more.json"
    path.write_text(json.dumps(bundle), "utf-8")
    warning = (
        "warning: more.json: role Vendor Reader: not known to be offered, and so not certain: "
        "accountsPayable/vendors delete (IA-14)\n"
    )
    assert on_finance("import", path).err == warning
    assert on_finance("import", path).err == ""


def test_set_takes_rights_and_a_module_takes_what_each_permission_offers(on_finance: Cli) -> None:
    assert on_finance("set", "Vendor Reader", VENDORS, "list,readonly,modify", "--reason", "x").code == 0
    told = on_finance("set", "Vendor Reader", "generalLedger", "list,readonly", "--dry-run", "--json").json
    rights = {edit["node"]: edit["rights"] for edit in told["edits"]}
    assert rights["generalLedger/accountGroups"] == ["readonly"]
    assert rights["generalLedger/journals"] == ["list", "readonly"]


def test_set_refuses_what_a_complete_row_does_not_offer(on_finance: Cli) -> None:
    result = on_finance("set", "Vendor Reader", "generalLedger/journalEntries", "post", "--reason", "x")
    assert result.code == 2
    assert "does not offer post" in result.err and "IA-14" in result.err


def test_a_bundle_comes_back_without_any_change(on_finance: Cli, tmp_path: Path) -> None:
    exported = tmp_path / "finance.json"
    exported.write_text(on_finance("export").out)
    assert "nothing would change" in on_finance("import", exported, "--dry-run").out


def test_the_vendors_objects_come_in_through_import(on_finance: Cli, tmp_path: Path) -> None:
    role = {"id": "Readers", "roleType": "enterprise", "rolePermissionAssignments": []}
    file = tmp_path / "role.json"
    file.write_text(json.dumps({"ia::result": role}))
    assert "roles +1" in on_finance("import", file, "--dry-run").out
    assert on_finance("import", file).code == 0
    assert on_finance("export", "--format", "vendor-post", "--role", "Readers").json["id"] == "Readers"


def test_verify_lists_differences_and_leaves_with_1(on_finance: Cli, tmp_path: Path) -> None:
    file = tmp_path / "said.json"

    def says(*rights: str) -> None:
        held = [{"permission": VENDORS, "rights": rights}]
        file.write_text(json.dumps({"user": "vendor-sync", "permissions": held}))

    says("list", "readonly", "add")
    assert on_finance("verify", file).code == 0
    says("list", "readonly", "add", "modify")
    result = on_finance("verify", file)
    assert result.code == 1 and "vendor has more: NOT_GRANTED" in result.out


def test_a_new_tenant_of_the_system_can_be_made(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "w.rolescope"
    assert cli("new", path, "--system", "intacct", "--name", "Mine").code == 0
    assert cli("-w", path, "export").json["tenant"] == {"name": "Mine", "system": "intacct", "settings": {}}


def test_users_and_groups_are_written_as_bodies_and_come_back(on_finance: Cli, tmp_path: Path) -> None:
    user = on_finance("export", "--format", "vendor-post", "--user", "vendor-group")
    assert (user.code, user.json["id"]) == (0, "vendor-group")
    assert "POST needs accountEmail" in user.err
    group = on_finance("export", "--format", "vendor-post", "--group", "AP Team")
    assert group.json["roles"] == [{"key": "65"}]
    files = [tmp_path / name for name in ("user.json", "group.json")]
    for file, body in zip(files, (user.out, group.out), strict=True):
        file.write_text(body)
    told = on_finance("import", *files, "--dry-run", "--json").json["tenants"][0]
    assert told["impact"] == []


def test_export_says_what_a_vendor_format_is_about(on_finance: Cli) -> None:
    assert "name it with --role, --user or --group" in on_finance("export", "--format", "vendor-patch").err
    both = on_finance("export", "--format", "vendor", "--role", "Vendor Maker", "--user", "vendor-sync")
    assert both.code == 2 and "--role and --user do not go together" in both.err
    assert "needs --format vendor" in on_finance("export", "--user", "vendor-sync").err
    assert "did you mean 'AP Team'?" in on_finance("export", "--format", "vendor", "--group", "AP Taem").err


def test_a_filter_chooses_which_objects_are_written(on_finance: Cli, tmp_path: Path) -> None:
    found = on_finance("export", "--format", "vendor", "--object", "user", "--filter", "status != active")
    assert [user["id"] for user in found.json["ia::result"]] == ["old-integration", "locked-out"]
    file = tmp_path / "users.json"
    file.write_text(found.out)
    assert on_finance("import", file, "--dry-run", "--json").json["tenants"][0]["impact"] == []
    rows = on_finance("export", "--format", "vendor", "--object", "permission", "--filter", "rights has apiProxy")
    assert rows.json["ia::meta"]["totalCount"] == len(rows.json["ia::result"])


def test_a_mistyped_filter_is_named_with_its_column(on_finance: Cli) -> None:
    def told(*words: str) -> str:
        result = on_finance("export", "--format", "vendor", *words)
        assert (result.code, result.out) == (2, "")
        return result.err

    assert "--filter: column 10: status is never 'activ'" in told("--object", "user", "--filter", "status = activ")
    assert "did you mean 'user'?" in told("--object", "usr", "--filter", "")
    assert "--filter needs the kind" in told("--filter", "status = active")
    assert "--object goes with --format vendor alone" in told("--object", "user", "--role", "Vendor Maker")


def test_permission_rows_that_say_more_than_was_known_are_told_with_whom_they_change(
    on_finance: Cli, tmp_path: Path
) -> None:
    row = {"key": "11", "module": "accountsPayable", "name": "bills", "allowedAccessRights": ["list", "readonly"]}
    file = tmp_path / "permission.json"
    file.write_text(json.dumps({"ia::result": [row]}))
    told = on_finance("import", file, "--dry-run", "--json").json["tenants"][0]
    assert told["catalogue"] == {"added": 0, "removed": 0, "changed": 1}
    assert "bill-entry" in [change["user"] for change in told["impact"]]
    assert "catalogue: nodes ~1" in on_finance("import", file).out


def test_an_import_says_what_it_will_change_before_it_is_saved(on_finance: Cli, tmp_path: Path) -> None:
    file = tmp_path / "user.json"
    file.write_text(json.dumps({"id": "vendor-sync", "userType": "viewOnly", "status": "active"}))
    lines = on_finance("import", file).out.splitlines()
    assert lines[0] == "user.json: tenant Demo Finance: will be changed"
    assert any("vendor-sync" in line and "import" in line for line in lines[1:-1])
    assert lines[-1].startswith("saved as revision")


def test_a_file_of_the_vendor_is_said_to_change_its_tenant_and_not_to_replace_it(
    on_finance: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "user.json"
    file.write_text(json.dumps({"id": "newcomer", "userType": "viewOnly", "status": "active"}))
    assert "tenant Demo Finance: would be changed" in on_finance("import", file, "--dry-run").out
    on_finance("import", file)
    assert "tenant Demo Finance: nothing changes" in on_finance("import", file).out


def test_a_file_that_holds_nobodys_rights_verifies_nothing(on_finance: Cli, tmp_path: Path) -> None:
    file = tmp_path / "rights.json"
    file.write_text("[]")
    refused = on_finance("verify", file)
    assert (refused.code, refused.out) == (2, "")
    assert "holds nobody's rights" in refused.err


def test_nothing_is_written_where_the_import_fails_after_telling(on_finance: Cli, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"id": "vendor-sync", "userType": "viewOnly"}))
    bad.write_text(json.dumps({"id": "x", "userType": "viewOnly", "roles": [{"id": "Nobody"}]}))
    before = on_finance("export").out
    assert on_finance("import", good, bad).code == 2
    assert on_finance("export").out == before


def test_of_an_unknown_right_the_nearest_that_the_permission_offers_is_named(on_finance: Cli) -> None:
    bills = "accountsPayable/bills"
    assert on_finance("why", "vendor-sync", bills, "repost").err.endswith("did you mean 'post'?\n")
    assert "did you mean 'post'?" in on_finance("set", "Bill Entry", bills, "repost", "--reason", "r").err
    assert "did you mean 'import'?" in on_finance("why", "vendor-sync", bills, "improt").err
    assert "expected export, import or one right" in on_finance("why", "vendor-sync", bills, "xyzzy").err


def test_of_a_file_with_several_users_only_the_one_who_is_named_is_verified(on_finance: Cli, tmp_path: Path) -> None:
    file = tmp_path / "said.json"
    theirs = {"user": "vendor-sync", "permissions": [{"permission": VENDORS, "rights": ["list", "readonly", "add"]}]}
    file.write_text(json.dumps([theirs, {"user": "no-role", "permissions": []}]))
    assert on_finance("verify", file, "--user", "vendor-sync").code == 0
    other = on_finance("verify", file, "--user", "vendor-group")
    assert (other.code, other.out) == (2, "")
    assert "holds the rights of 'no-role', 'vendor-sync', not of 'vendor-group'" in other.err


def user_based(cli: Cli, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "finance.rolescope") as workspace:
        bench = Workbench(workspace, "Demo Finance", author(), keep_draft=False)
        bench.do(SetSetting("mode", "user_based"))
        bench.save("for a test")


def test_ia03_set_grants_to_a_user_itself_in_a_user_based_company(on_finance: Cli, tmp_path: Path) -> None:
    user_based(on_finance, tmp_path)
    words = ("set", "direct-grant", VENDORS, "list,readonly", "--reason", "reads vendors")
    told = on_finance(*words)
    assert (told.code, told.out.splitlines()[0]) == (
        0,
        "direct-grant: grant List, View at Accounts Payable › Vendors directly",
    )
    assert on_finance("why", "direct-grant", VENDORS, "export").code == 0
    assert "the user has it already: nothing to save" in on_finance(*words).out
    taken = on_finance("set", "direct-grant", "accountsPayable", "inherit", "--reason", "no more", "--json")
    assert [edit["edit"] for edit in taken.json["edits"]] == ["set_own_grant"]
    assert on_finance("why", "direct-grant", VENDORS, "export").code == 1


def test_ia04_set_on_a_role_of_a_user_based_company_says_where_rights_are_granted(
    on_finance: Cli, tmp_path: Path
) -> None:
    user_based(on_finance, tmp_path)
    told = on_finance("set", "Vendor Reader", VENDORS, "list", "--reason", "x")
    assert told.code == 2
    assert "'Vendor Reader' is a role, where a user is expected. The company is user-based" in told.err
    assert "generalLedger/journalEntries does not offer post" in (
        on_finance("set", "direct-grant", "generalLedger/journalEntries", "post", "--reason", "x").err
    )


def test_ia57_rows_of_which_all_are_there_are_told_by_complete(on_finance: Cli, tmp_path: Path) -> None:
    href = "/objects/company-config/user/1"
    row = {"id": "new", "href": href, "userType": "business", "adminPrivileges": "off", "status": "active"}
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"ia::result": [row, {"role.id": "Vendor Reader", "user.id": "new"}]}))
    told = on_finance("import", file)
    assert "the roles of user new, the groups of user new" in told.err and "say --complete" in told.err
    asked = ("why", "new", "accountsReceivable/customers", "export")
    assert on_finance(*asked).code == 3
    assert on_finance("import", file, "--complete").code == 0
    assert on_finance(*asked).code == 1
    bundle = tmp_path / "all.json"
    bundle.write_text(on_finance("export").out)
    assert on_finance("import", bundle, "--complete").code == 2


@pytest.mark.parametrize(("word", "code"), [("View", 0), ("view", 0), ("VIEW", 0), ("readonly", 0), ("Edit", 1)])
def test_why_takes_the_words_of_the_interface_and_both_tokens(on_finance: Cli, word: str, code: int) -> None:
    result = on_finance("why", "vendor-sync", VENDORS, word)
    assert (result.code, "does not offer" in result.out) == (code, False)


def test_why_tells_what_a_word_may_mean_where_that_is_not_clear(on_finance: Cli) -> None:
    assert "did you mean 'level1'?" in on_finance("why", "vendor-sync", VENDORS, "Level 1").err
