"""The command line on the demo's KeyPay business."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.keypay.test_scenarios import FORUM

LEAVE = "groups/113/leave"


def test_effective_has_a_row_for_each_user_and_place(on_business: Cli) -> None:
    (row,) = on_business("effective", "--user", "leave-sync@example.com", "--node", LEAVE, "--json").json
    assert row == {
        "tenant": "Demo Business",
        "user": "leave-sync@example.com",
        "credential": None,
        "company": None,
        "node": LEAVE,
        "kind": "area",
        "level": None,
        "export": "yes",
        "import": "yes",
        "action": "yes",
        "rights": ["ApproveLeaveRequests", "ViewLeaveRequests"],
        "possible": [],
    }
    rows = on_business("effective", "--user", "manager@example.com", "--json").json
    assert {row["node"] for row in rows} >= {"user-management", "reports/JournalReport", "kiosks/5", "pay-schedules/7"}


def test_why_takes_an_e_mail_in_any_case_and_names_every_rule(on_business: Cli) -> None:
    result = on_business("why", "LEAVE-import@Example.com", LEAVE, "export", "--json")
    assert result.code == 1
    assert (result.json["answer"], result.json["remark"]) == ("no", "0 of 3")
    assert [layer["rule"] for layer in result.json["layers"] if layer["verdict"] == "stop"] == ["KP-11"]
    assert result.json["fixes"][0]["edits"] == [
        {
            "edit": "set_grant",
            "role": "leave-import@example.com",
            "node": "groups/113",
            "rights": ["CreateLeaveRequests", "ViewLeaveRequests"],
            "subtree": False,
        }
    ]


def test_why_answers_for_an_action_and_for_one_right_and_leaves_with_the_status(on_business: Cli) -> None:
    assert on_business("why", "manager@example.com", LEAVE, "action").code == 0
    assert on_business("why", "manager@example.com", LEAVE, "ViewLeaveRequests").code == 0
    assert on_business("why", "approve-only@example.com", LEAVE, "export").code == 3


@pytest.mark.parametrize(
    ("place", "word", "told"),
    [
        ("kiosks/5", "AllKiosks", "ask about export, import, action, UseKiosk or AddEmployeeFromKiosk here"),
        ("pay-schedules/lodgement", "approveElectronicPayrollLodgement", "ask about export, import or action here"),
    ],
)
def test_a_word_that_a_record_says_is_no_right_to_ask_about_and_is_not_offered_as_one(
    on_business: Cli, place: str, word: str, told: str
) -> None:
    refused = on_business("why", "manager@example.com", place, word)
    assert refused.code == 2 and f"'{word}' is nothing that can be asked about: {told}" in refused.err
    misspelt = on_business("why", "manager@example.com", place, word[:-1])
    assert misspelt.code == 2 and word not in misspelt.err.replace(repr(word[:-1]), "")


def test_set_edits_one_area_of_a_rule_and_keeps_the_others(on_business: Cli) -> None:
    assert on_business("set", "manager@example.com", LEAVE, "ViewLeaveRequests", "--reason", "x").code == 0
    record = on_business("export", "--format", "vendor", "--user", "manager@example.com").json
    assert record["employeeGroups"][0]["permissions"] == "ApproveTimesheets, CreateTimesheets, ViewLeaveRequests"
    assert on_business("set", "manager@example.com", "groups/113", "inherit", "--reason", "x").code == 0
    assert on_business("export", "--format", "vendor", "--user", "manager@example.com").json["employeeGroups"] == []


def test_kp_36_none_leaves_a_rule_without_rights_and_inherit_no_rule(on_business: Cli) -> None:
    who = "bi-all@example.com"
    made = on_business("set", who, "groups/113", "none", "--reason", "x")
    assert made.code == 0 and "bi-all@example.com: set Warehouse team to rule without rights" in made.out
    record = on_business("export", "--format", "vendor", "--user", who).json
    assert record["employeeGroups"] == [{"employeeGroupId": 113, "permissions": ""}]
    assert on_business("effective", "--user", who, "--node", "reports/TimesheetReport", "--json").json[0]["export"] == (
        "partly"
    )
    assert on_business("set", who, "groups/113", "inherit", "--reason", "x").code == 0
    assert on_business("export", "--format", "vendor", "--user", who).json["employeeGroups"] == []
    # Where there are no rules nothing is left of a section.
    assert on_business("set", who, "reports", "none", "--reason", "x").code == 0
    reports = on_business("export", "--format", "vendor", "--user", who).json["reports"]
    assert reports["accessType"] == "None"
    assert on_business("set", "admin@example.com", "groups/113", "none", "--reason", "x").code == 2


def test_set_refuses_what_the_vendor_would_not_take(on_business: Cli) -> None:
    for place, rights, told in (
        ("groups/113/leave", "ViewExpenses", "does not offer ViewExpenses"),
        ("groups", "ViewExpenses", "name a group in it"),
        ("reports", "SpecificReports", "needs a report in its list"),
        ("reports", "AllReports,ReportPack", "one of AllReports and ReportPack"),
        ("pay-schedules/8", "ApprovePayRuns", "switched off"),
        ("pay-schedules", "PayRunApproverAllSchedules,PaymentApproverAllSchedules", "not both"),
        ("groups/113", "AddEmployeeFromKiosk", "does not offer AddEmployeeFromKiosk"),
        ("groups/113", "export all", "does not offer export all"),
    ):
        result = on_business("set", "manager@example.com", place, rights, "--reason", "x")
        assert (result.code, result.out) == (2, ""), place
        assert told in result.err, result.err


def test_set_makes_the_section_that_a_list_needs(on_business: Cli) -> None:
    for place, rights in (
        ("kiosks/5", "UseKiosk,AddEmployeeFromKiosk"),
        ("reports/JournalReport", "RunReport"),
        ("pay-schedules/7", "ApprovePayments,CreatePayRuns"),
        ("locations/10/sub-locations", "ViewRosters"),
    ):
        assert on_business("set", "manager@example.com", place, rights, "--reason", "x").code == 0
    record = on_business("export", "--format", "vendor", "--user", "manager@example.com").json
    assert record["kioskAccess"] == {
        "accessType": "SpecificKiosks",
        "kiosks": [5],
        "permissions": "AddEmployeeFromKiosk",
    }
    assert record["reports"]["accessType"] == "SpecificReports" and record["reports"]["specificReports"] == "37"
    assert record["payrollAccess"]["payRunApprovalAccess"] == "PaymentApproverSelectedSchedules"
    assert record["payrollAccess"]["selectedPaySchedulesForPayRunCreation"] == [7]
    assert record["locationAccess"][0]["filterType"] == "LocationOrParents"
    assert on_business("set", "manager@example.com", "reports/JournalReport", "inherit", "--reason", "x").code == 0
    record = on_business("export", "--format", "vendor", "--user", "manager@example.com").json
    assert record["reports"]["accessType"] == "None"


def test_kp_02_full_access_drops_the_rules_and_taking_it_away_does_not_bring_them_back(on_business: Cli) -> None:
    assert on_business("set", "manager@example.com", "user-management", "Unrestricted", "--reason", "x").code == 0
    assert on_business("export", "--format", "vendor", "--user", "manager@example.com").json["employeeGroups"] is None
    assert on_business("set", "manager@example.com", "user-management", "inherit", "--reason", "x").code == 0
    after = on_business("export", "--format", "vendor", "--user", "manager@example.com").json
    assert (after["accessType"], after["employeeGroups"]) == ("Restricted", [])


def test_copy_lets_users_say_what_another_one_says(on_business: Cli) -> None:
    result = on_business("copy", "leave-sync@example.com", "manager@example.com", "costs@example.com", "--reason", "x")
    assert result.code == 0 and "saved as revision 2" in result.out
    one, other = (
        on_business("export", "--format", "vendor", "--user", f"{user}@example.com").json
        for user in ("leave-sync", "manager")
    )
    assert {key: value for key, value in one.items() if key not in ("name", "email")} == {
        key: value for key, value in other.items() if key not in ("name", "email")
    }
    again = on_business("copy", "leave-sync@example.com", "manager@example.com", "--reason", "x")
    assert "nothing to save" in again.out


def test_copy_of_one_place_leaves_the_rest(on_business: Cli) -> None:
    words = ("copy", "timesheet-sync@example.com", "manager@example.com", "--node", "locations/30")
    assert on_business(*words, "--reason", "x").code == 0
    record = on_business("export", "--format", "vendor", "--user", "manager@example.com").json
    assert len(record["employeeGroups"]) == 1 and record["locationAccess"][0]["locationIds"] == [30]
    assert on_business(*words).code == 2


def test_a_bundle_comes_back_without_any_change(on_business: Cli, tmp_path: Path) -> None:
    exported = tmp_path / "business.json"
    exported.write_text(on_business("export").out)
    assert "nothing would change" in on_business("import", exported, "--dry-run").out


def test_the_vendors_files_come_in_through_import_and_warn(on_business: Cli, tmp_path: Path) -> None:
    file = tmp_path / "access.json"
    file.write_text(json.dumps([{"name": "New", "email": "new@example.com"} | {"accessType": None, "reports": None}]))
    result = on_business("import", file)
    assert result.code == 0 and "users +1" in result.out
    assert "FULL ACCESS" in result.err
    file.write_text(on_business("export", "--format", "vendor").out)
    assert "nothing would change" in on_business("import", file, "--dry-run").out


def test_a_mistake_of_the_thread_ends_with_its_cure_and_nothing_written(on_business: Cli, tmp_path: Path) -> None:
    file = tmp_path / "body.txt"
    for text, told in (
        ("accessType=Unrestricted&email=new@example.com", "key=value pairs: send JSON instead"),
        ('{:\n"accessType":"Unrestricted"\n:}', "line 1, column 2: expected a property name in double quotes"),
        (
            '{"accessType":"Restricted","email":"manager@example.com","employeeGroups":[{"employeeGroupId":7}]}',
            "group 7",
        ),
    ):
        file.write_text(text)
        result = on_business("import", file)
        assert result.code == 2 and told in result.err, result.err
    assert "nothing would change" in on_business("import", "-", "--dry-run", stdin=on_business("export").out).out


def test_the_printed_example_of_the_vendor_is_taken_with_its_raw_line_break_ks_07(
    on_business: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "example.json"
    file.write_text(FORUM)
    result = on_business("import", file)
    assert result.code == 0, result.err
    assert [line for line in result.err.splitlines() if "warning" in line] == [
        f"warning: {file}: a text holds a raw line break or tab, which JSON does not allow; it is read as a space"
    ]
    record = on_business("export", "--format", "vendor", "--user", "fresh@example.com").json
    assert record["employeeGroups"][0]["permissions"].count(", ") == 4 and record["reports"]["specificReports"] == 0


def test_a_file_of_another_vendor_is_told_with_a_tenant_that_it_may_go_into(
    cli: Cli, demo_master: Path, tmp_path: Path
) -> None:
    file, shop = tmp_path / "access.json", tmp_path / "shop.rolescope"
    file.write_text('{"accessType": "Restricted", "name": "N", "email": "n@example.com"}')
    refused = cli("import", file, "-w", demo_master, "-t", "Demo Payroll", "--dry-run")
    assert refused.code == 2
    assert "this is a file of KeyPay, and 'Demo Payroll' is a tenant of PaySpace" in refused.err
    assert "name a tenant of KeyPay with -t, as in -t 'Demo Business'" in refused.err
    assert cli("new", shop, "--system", "payspace", "--name", "Shop").code == 0
    refused = cli("import", file, "-w", shop)
    assert refused.code == 2 and f"make one with `rolescope new {shop} --system keypay --name NAME`" in refused.err
    assert cli("import", file, "-w", demo_master, "-t", "Demo Business", "--dry-run").code == 0


def test_lists_and_lookups_go_out_by_kind(on_business: Cli) -> None:
    listed = on_business("export", "--format", "vendor", "--object", "lookupdata/employeegrouppermissions").json
    assert len(listed) == 22 and listed[0] == {"id": "ApproveTimesheets", "name": "Approve Timesheets"}
    assert len(on_business("export", "--format", "vendor", "--object", "lookupdata/reports").json) == 108
    assert [one["id"] for one in on_business("export", "--format", "vendor", "--object", "kiosk").json] == [5, 6]
    emails = [one["email"] for one in on_business("export", "--format", "vendor", "--object", "access").json]
    assert "manager@example.com" in emails and "former@example.com" not in emails
    refused = on_business("export", "--format", "vendor", "--object", "kiosk", "--filter", "id eq 5")
    assert refused.code == 2 and "are not filtered here" in refused.err


def test_verify_lists_differences_and_leaves_with_1(on_business: Cli, tmp_path: Path) -> None:
    file = tmp_path / "summary.json"
    said = {"id": 1, "isPayrollAdmin": False, "canViewLeaveRequests": True, "canViewExpenses": False}
    file.write_text(json.dumps([said]))
    assert on_business("verify", file, "--user", "manager@example.com").code == 0
    file.write_text(json.dumps([said | {"canViewExpenses": True}]))
    result = on_business("verify", file, "--user", "manager@example.com", "--json")
    assert result.code == 1
    assert [(row["right"], row["kind"], row["rule"]) for row in result.json if row["decided"]] == [
        ("canViewExpenses", "vendor has more", "KP-45")
    ]
    assert on_business("verify", file).code == 2


def test_there_is_no_patch_for_a_record(on_business: Cli) -> None:
    result = on_business("export", "--format", "vendor-patch", "--user", "manager@example.com")
    assert result.code == 2 and "takes no PATCH of a user" in result.err
    assert on_business("export", "--format", "vendor-post", "--user", "former@example.com").code == 2


def test_a_new_business_knows_reports_and_user_management(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "new.rolescope"
    assert cli("new", path, "--system", "keypay", "--name", "Mine").code == 0
    bundle = cli("-w", path, "export").json
    assert bundle["tenant"] == {"name": "Mine", "system": "keypay", "settings": {}}
    assert bundle["employee_groups"] == [] and bundle["catalogue"] == "builtin"


def test_kp59_taking_the_last_full_access_is_warned_of_before_and_after_it_is_done(on_business: Cli) -> None:
    words = ("set", "admin@example.com", "user-management", "inherit")
    for more in (("--dry-run",), ("--reason", "leaves")):
        result = on_business(*words, *more)
        assert result.code == 0
        assert "warning: nobody is left with full access: nobody could manage users any more (KP-59)" in result.err


def test_kp59_a_body_for_a_business_without_full_access_is_warned_of(on_business: Cli) -> None:
    words = ("export", "--format", "vendor-post", "--user", "admin@example.com")
    assert "KP-59" not in on_business(*words).err
    on_business("set", "admin@example.com", "user-management", "inherit", "--reason", "leaves")
    result = on_business(*words)
    assert result.json["accessType"] == "Restricted"
    assert "if this e-mail has the last full access there, nobody could manage users any more (KP-59)" in result.err


# Users without a record, and parts of one


def test_kp_05_a_user_without_a_record_is_given_one_by_set_and_by_copy(on_business: Cli) -> None:
    words = ("set", "Former@example.com", "groups/113/leave", "ViewLeaveRequests", "--reason", "back")
    assert on_business(*words).code == 0
    assert on_business("why", "former@example.com", "groups/113/leave", "export").code == 0
    assert on_business("copy", "manager@example.com", "former@example.com", "--reason", "as the manager").code == 0
    ours, theirs = (
        on_business("export", "--format", "vendor", "--user", f"{user}@example.com").json
        for user in ("former", "manager")
    )
    assert ours["employeeGroups"] == theirs["employeeGroups"]


def test_kp_05_taking_something_from_a_user_without_a_record_makes_none(on_business: Cli) -> None:
    result = on_business("set", "former@example.com", "groups/113", "inherit", "--reason", "x")
    assert result.code == 0 and "nothing to save" in result.out


def test_kp_05_why_offers_a_record_to_a_user_without_one(on_business: Cli) -> None:
    found = on_business("why", "former@example.com", "groups/113/leave", "export", "--json")
    assert found.code == 1
    assert [edit["edit"] for edit in found.json["fixes"][0]["edits"]] == ["add_role", "assign_role", "set_grant"]


def test_an_area_alone_can_be_copied(on_business: Cli) -> None:
    words = ("copy", "manager@example.com", "kiosk@example.com", "--node", "groups/113/leave", "--reason", "x")
    assert on_business(*words).code == 0
    assert on_business("why", "kiosk@example.com", "groups/113/leave", "import").code == 0
    assert on_business("why", "kiosk@example.com", "groups/113/timesheets", "import").code == 1


def test_a_kiosk_is_copied_with_the_section_that_it_counts_in(on_business: Cli) -> None:
    words = ("copy", "kiosk@example.com", "manager@example.com", "--node", "kiosks/5", "--reason", "x")
    assert on_business(*words).code == 0
    assert on_business("why", "manager@example.com", "kiosks/5", "UseKiosk").code == 0


def test_kp_02_a_rule_of_a_user_with_full_access_cannot_be_copied(on_business: Cli) -> None:
    result = on_business("copy", "admin@example.com", "kiosk@example.com", "--node", "groups/113", "--reason", "x")
    assert result.code == 2 and "full access, which drops every rule (KP-02)" in result.err


def test_gaining_a_payroll_action_is_told_with_the_impact(on_business: Cli) -> None:
    right = "approveElectronicPayrollLodgement"
    words = ("set", "manager@example.com", "pay-schedules/lodgement", right, "--dry-run")
    result = on_business(*words)
    assert "export +0 −0  import +0 −0  action +3 −0" in result.out
    (change,) = on_business(*words, "--json").json["impact"]
    assert change["action"]["gained"] == 3
    assert "action" not in on_business("set", "kiosk@example.com", "groups/113", "ViewExpenses", "--dry-run").out


def test_warnings_that_are_alike_are_told_a_few_times_and_then_counted(on_business: Cli, tmp_path: Path) -> None:
    bodies: list[dict[str, object]] = [{"name": f"U{number}", "email": f"u{number}@x.y"} for number in range(1000)]
    quiet = [body | {"accessType": "Restricted"} for body in bodies[:990]]
    (tmp_path / "many.json").write_text(json.dumps([*quiet, *bodies[990:]]))
    told = on_business("import", str(tmp_path / "many.json"), "--dry-run").err.splitlines()
    assert sum("opens nothing at all (KP-03)" in line for line in told) == 10
    assert "warning: and 980 more by KP-03" in told
    assert sum("FULL ACCESS" in line for line in told) == 10, "what is alarming is told beside what is many"
