"""The acceptance scenarios KS-01 to KS-30: what the preview shows of the demo's business, and what becomes of calls."""

import json
from typing import Any

import pytest

from rolescope.resources import data_path
from rolescope.rights.edits import Edit, SetGrant, apply, apply_all
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.explain import Explanation, explain
from rolescope.rights.model import Subject, Tenant
from rolescope.systems.bundle import read_bundle
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.catalogue import Catalogue, business_of, make_tree, rows_of
from rolescope.systems.keypay.members import Members
from rolescope.systems.keypay.mistakes import BodyError, media_type_mistake, parse_body
from rolescope.systems.keypay.people import Taken, delete, post, put
from rolescope.systems.keypay.reach import Reach
from rolescope.systems.keypay.record import own_role, record_json, record_of
from rolescope.systems.keypay.summary import summary
from rolescope.systems.keypay.writing import group_object

BUNDLE = read_bundle(data_path("demo-keypay.json").read_text("utf-8"), "demo-keypay.json")
DEMO, TREE = BUNDLE.tenant, BUNDLE.tree
BUSINESS = business_of(TREE)
MANAGER, NEW = "manager@example.com", "new@example.com"
FORUM = """{
  "accessType": "Restricted",
  "employeeGroups": [{"employeeGroupId": 113, "permissions": "ApproveTimesheets, ApproveLeaveRequests,
    CreateTimesheets, CreateLeaveRequests, ViewLeaveRequests"}],
  "reports": {"accessType": "None", "specificReports": 0},
  "name": "Group Manager", "email": "fresh@example.com"
}"""


class Preview:
    """What the preview shows of one user."""

    def __init__(self, user: str, *edits: Edit, rows: list[dict[str, Any]] | None = None) -> None:
        self.tree = TREE if rows is None else make_tree(rows)
        self.outcome: Outcome = Engine(SYSTEM, self.tree).evaluate(apply_all(edits, DEMO, self.tree))
        self.subject = Subject(user, None)

    def rights(self, place: str) -> set[str]:
        return set(self.outcome.rights_at(self.subject, self.tree.index[place])[0])

    def answers(self, place: str) -> tuple[str, str]:
        """Export and import."""
        node = self.tree.index[place]
        return self.outcome.answer(self.subject, node, "export"), self.outcome.answer(self.subject, node, "import")

    def action(self, place: str) -> str:
        return self.outcome.answer(self.subject, self.tree.index[place], "action")

    def remark(self, place: str, kind: str = "export") -> str:
        return self.outcome.remark(self.subject, self.tree.index[place], kind)

    def why(self, place: str, asked: str = "export") -> Explanation:
        return explain(self.outcome, self.subject, self.tree.index[place], asked)

    def notes(self, place: str) -> dict[str, str]:
        """By rule, what stands beside the right."""
        return {step.rule: step.cause for step in self.why(place).notes}

    def causes(self, place: str, asked: str = "export") -> str:
        return " ".join(step.cause for step in self.why(place, asked).steps)


def sent(body: Any, tenant: Tenant = DEMO) -> tuple[Tenant, Taken]:
    """The tenant after a POST, and what became of it."""
    taken = post(tenant, BUSINESS, body)
    return (tenant if taken.edit is None else apply(taken.edit, tenant, TREE)[0]), taken


def served(tenant: Tenant, email: str) -> dict[str, Any]:
    role = own_role(tenant, email)
    assert role is not None
    found: dict[str, Any] = record_json(record_of(role), tenant.principals[email])
    return found


def told(taken: Taken) -> list[str]:
    return [str(fault) for fault in taken.faults]


def restricted(**sections: Any) -> dict[str, Any]:
    return {"accessType": "Restricted", "name": "New", "email": NEW, **sections}


# Bodies


def test_ks_01_form_data_is_told_to_be_the_wrong_media_type() -> None:
    told = media_type_mistake("application/x-www-form-urlencoded; charset=utf-8")
    assert told is not None
    assert "application/x-www-form-urlencoded" in told and "application/json" in told
    with pytest.raises(
        BodyError, match=r"key=value pairs: send JSON instead, as in \{\"accessType\": \"Unrestricted\""
    ):
        parse_body("accessType=Unrestricted&email=new@example.com")


def test_ks_02_plain_text_and_no_type_get_the_same_advice() -> None:
    for media_type in ("text/plain", None, ""):
        told = media_type_mistake(media_type)
        assert told is not None and '"Content-Type: application/json"' in told
    assert media_type_mistake("text/json") is None
    assert media_type_mistake("Application/JSON; charset=utf-8") is None


def test_ks_03_fields_in_the_query_string_are_named() -> None:
    with pytest.raises(
        BodyError, match="accessType, email, name stand in the query string: move them into a JSON body"
    ):
        parse_body("", ["AccessType", "email", "name", "other"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{:\n"accessType":"Restricted"\n}', "line 1, column 2"),
        ('{\n"accessType":"Restricted",\n"email":"x"\n:}', "line 4, column 1"),
        ('{\n"accessType":"Restricted",\n"email":"x"\n}:', "line 4, column 2"),
    ],
)
def test_ks_04_broken_json_is_told_with_line_and_column(text: str, place: str) -> None:
    with pytest.raises(BodyError, match=f"not valid JSON at {place}: expected"):
        parse_body(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Body is empty"),
        ("[]", "Body is a list: expected an object"),
        ("3", "Body is a single value: expected an object"),
        ("{", "line 1, column 2: expected a property name"),
        ('{"a" 1}', "line 1, column 6: expected a colon"),
        ('{"a":1 "b":2}', "line 1, column 8: expected a comma"),
        ('{"a":"', "line 1, column 6: expected the closing quote"),
        ('{"a":NaN}', "NaN is not JSON"),
        ('{"a":1,"A":2}', "'A' stands twice"),
        pytest.param("[" * 5000, "nested too deeply", id="deep"),
    ],
)
def test_ks_05_every_refusal_says_what_to_change(text: str, told: str) -> None:
    with pytest.raises(BodyError, match=told):
        parse_body(text)


# Records


def test_ks_06_full_access_is_served_with_empty_layers() -> None:
    tenant, taken = sent({"accessType": "Unrestricted", "name": "New Admin", "email": NEW})
    assert taken.faults == () and taken.warnings == ()
    record = served(tenant, NEW)
    assert record["employeeGroups"] is None and record["reports"] is None and record["name"] == "New Admin"


def test_ks_07_the_vendors_own_example_is_taken_with_one_warning() -> None:
    raw, warnings = parse_body(FORUM)
    tenant, taken = sent(raw)
    assert len(warnings) + len(taken.warnings) == 1
    record = served(tenant, "fresh@example.com")
    flags = "ApproveTimesheets, ApproveLeaveRequests, CreateTimesheets, CreateLeaveRequests, ViewLeaveRequests"
    assert record["employeeGroups"] == [{"employeeGroupId": 113, "permissions": flags}]
    assert record["reports"]["specificReports"] == 0


def test_ks_08_a_missing_access_type_is_full_access_and_warned_of() -> None:
    tenant, taken = sent({"name": "New", "email": NEW})
    assert served(tenant, NEW)["accessType"] == "Unrestricted"
    assert "FULL ACCESS" in str(taken.warnings[0])


def test_ks_09_an_unknown_permission_is_named_with_the_nearest_and_the_list() -> None:
    _, taken = sent(restricted(employeeGroups=[{"employeeGroupId": 113, "permissions": "ApproveTimesheet"}]))
    (fault,) = told(taken)
    assert fault.startswith("employeeGroups[0].permissions: unknown permission 'ApproveTimesheet'")
    assert "did you mean 'ApproveTimesheets'?" in fault
    assert "EmployeeNotes" in fault and "lookupdata/employeegrouppermissions" in fault
    assert taken.edit is None


def test_ks_10_a_number_is_a_mask_of_the_published_bits() -> None:
    tenant, taken = sent(restricted(employeeGroups=[{"employeeGroupId": 113, "permissions": 31}]))
    flags = "ApproveTimesheets, ApproveLeaveRequests, CreateTimesheets, CreateLeaveRequests, ViewLeaveRequests"
    assert served(tenant, NEW)["employeeGroups"][0]["permissions"] == flags
    assert "write the names" in str(taken.warnings[0])
    for mask, left in ((262144, "262144"), (262145, "262144"), (-1, "-1"), ("262144", "262144")):
        _, taken = sent(restricted(employeeGroups=[{"employeeGroupId": 113, "permissions": mask}]))
        assert f"holds {left}," in told(taken)[0]


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        (" 14,TimesheetReport , 11", "11,14"),
        (" 14,TimesheetReport , 11,Cis300", "11,14,Cis300"),
        (11, "11"),
        ("cis300,JOURNALREPORT", "37,Cis300"),
    ],
)
def test_ks_11_reports_are_read_in_any_spelling_and_written_in_one(listed: Any, written: str) -> None:
    tenant, taken = sent(restricted(reports={"accessType": "SpecificReports", "specificReports": listed}))
    assert told(taken) == []
    assert served(tenant, NEW)["reports"]["specificReports"] == written


def test_ks_12_a_list_needs_its_access_type_and_the_access_type_its_list() -> None:
    tenant, taken = sent(restricted(reports={"accessType": "None", "specificReports": "11"}))
    assert served(tenant, NEW)["reports"]["specificReports"] == 0
    assert any("counts only with accessType SpecificReports" in str(warning) for warning in taken.warnings)
    _, taken = sent(restricted(reports={"accessType": "SpecificReports", "specificReports": 0}))
    assert "at least one report must be listed" in told(taken)[0]


@pytest.mark.parametrize("listed", [["11"], 80, "0,99", "-3", True, 1.5, "Timesheet"])
def test_kp_40_what_names_no_report_is_refused(listed: Any) -> None:
    _, taken = sent(restricted(reports={"accessType": "SpecificReports", "specificReports": listed}))
    assert told(taken)[0].startswith("reports.specificReports: ")


def test_ks_13_a_post_replaces_the_record_and_with_merge_unites() -> None:
    body = {"accessType": "Restricted", "email": MANAGER}
    first, _ = sent(body | {"employeeGroups": [{"employeeGroupId": 113, "permissions": "ViewExpenses"}]})
    other = body | {"employeeGroups": [{"employeeGroupId": 114, "permissions": "ViewExpenses"}]}
    replaced, _ = sent(other, first)
    assert [rule["employeeGroupId"] for rule in served(replaced, MANAGER)["employeeGroups"]] == [114]
    united, _ = sent(other | {"mergeExistingAccess": True}, first)
    assert [rule["employeeGroupId"] for rule in served(united, MANAGER)["employeeGroups"]] == [113, 114]
    again = {"employeeGroups": [{"employeeGroupId": 113, "permissions": "ViewRosters"}], "mergeExistingAccess": True}
    both, _ = sent({"email": MANAGER} | again, united)
    assert served(both, MANAGER)["employeeGroups"][0]["permissions"] == "ViewRosters, ViewExpenses"
    assert served(both, MANAGER)["accessType"] == "Restricted"


def test_merging_without_access_type_into_nothing_is_full_access_and_warned_of() -> None:
    body = {"email": NEW, "name": "New", "mergeExistingAccess": True, "reports": {"accessType": "AllReports"}}
    tenant, taken = sent(body)
    assert served(tenant, NEW)["accessType"] == "Unrestricted"
    assert any("FULL ACCESS" in str(warning) for warning in taken.warnings)


def test_a_revoked_user_gets_a_record_again() -> None:
    revoked = delete(DEMO, BUSINESS, MANAGER).edit
    assert revoked is not None
    body = {"accessType": "Restricted", "email": MANAGER, "kioskAccess": {"accessType": "AllKiosks"}}
    tenant, _ = sent(body, apply(revoked, DEMO, TREE)[0])
    assert served(tenant, MANAGER)["kioskAccess"]["accessType"] == "AllKiosks"
    assert served(tenant, MANAGER)["employeeGroups"] == []


def test_ks_14_put_renames_and_refuses_rights() -> None:
    taken = put(DEMO, BUSINESS, MANAGER, {"name": "Other Name", "email": "other@example.com"}, elsewhere=False)
    assert taken.edit is not None
    tenant, inverse = apply(taken.edit, DEMO, TREE)
    old, new = served(DEMO, MANAGER), served(tenant, "other@example.com")
    assert new == old | {"name": "Other Name", "email": "other@example.com"}
    assert apply(inverse, tenant, TREE)[0].principals == DEMO.principals
    taken = put(DEMO, BUSINESS, MANAGER, {"name": "N", "email": MANAGER, "accessType": "Restricted"}, elsewhere=False)
    assert taken.edit is None and "with POST" in told(taken)[0]
    taken = put(DEMO, BUSINESS, MANAGER, {"name": "N", "email": "ADMIN@example.com"}, elsewhere=False)
    assert "has a record of its own" in told(taken)[0]


def test_ks_15_a_user_of_another_business_is_not_renamed() -> None:
    taken = put(DEMO, BUSINESS, MANAGER, {"name": "N", "email": "n@example.com"}, elsewhere=True)
    assert taken.edit is None and "belongs to another business" in told(taken)[0]


def test_ks_16_an_e_mail_means_the_same_in_any_case_and_revoking_leaves_the_user() -> None:
    taken = delete(DEMO, BUSINESS, " MANAGER@Example.com ")
    assert taken.edit is not None and taken.email == MANAGER
    tenant, _ = apply(taken.edit, DEMO, TREE)
    assert MANAGER in tenant.principals and own_role(tenant, MANAGER) is None
    outcome = Engine(SYSTEM, TREE).evaluate(tenant)
    answer = explain(outcome, Subject(MANAGER, None), TREE.index["groups/113/leave"], "export")
    assert answer.answer == "no" and answer.headline is not None and answer.headline.rule == "KP-05"
    assert "last user with full access" in str(delete(DEMO, BUSINESS, "admin@example.com").warnings[0])
    assert "there is no access record" in told(delete(DEMO, BUSINESS, "nobody@example.com"))[0]


# The preview


def test_ks_17_only_full_access_manages_users() -> None:
    assert Preview(MANAGER).answers("user-management") == ("no", "no")
    assert Preview(MANAGER).why("user-management").headline.rule == "KP-06"  # type: ignore[union-attr]
    assert Preview("admin@example.com").answers("user-management") == ("yes", "yes")


def test_ks_18_a_group_and_a_location_rule_add_up() -> None:
    preview = Preview("leave-sync@example.com")
    assert preview.rights("groups/113/leave") == {"ViewLeaveRequests", "ApproveLeaveRequests"}
    assert preview.answers("groups/113/leave") == ("yes", "yes")
    causes = preview.causes("groups/113/leave", "import")
    assert "group 113 Warehouse team gives ViewLeaveRequests" in causes
    assert "location 10 North and its sub-locations gives ApproveLeaveRequests" in causes
    assert preview.rights("locations/21/leave") == {"ViewLeaveRequests", "ApproveLeaveRequests"}
    assert preview.answers("locations/30/leave") == ("no", "no")
    assert preview.rights("locations/30/leave") == set()


def test_ks_19_without_sub_locations_only_the_group_flag_remains() -> None:
    preview = Preview("leave-north@example.com")
    assert preview.rights("locations/21/leave") == {"ViewLeaveRequests"}
    assert preview.answers("locations/21/leave") == ("yes", "no")
    assert preview.answers("locations/10/leave") == ("yes", "yes")
    assert preview.answers("groups/113/leave") == ("yes", "partly")
    assert preview.remark("groups/113/leave", "import") == "1 of 3 · acts"


def test_ks_20_creating_alone_imports_and_does_not_export() -> None:
    preview = Preview("leave-import@example.com")
    assert preview.answers("groups/113/leave") == ("no", "yes")
    assert "WorkZone" in preview.notes("groups/113/leave")["KP-46"]
    assert said("leave-import@example.com")["canViewLeaveRequests"] is False


def test_ks_21_an_approver_reads_all_of_a_schedule_with_approval_and_nothing_of_one_without() -> None:
    preview = Preview("pay-approver@example.com")
    assert preview.rights("pay-schedules/7") == {"ApprovePayRuns"}
    assert preview.answers("pay-schedules/7") == ("yes", "no")
    assert preview.action("pay-schedules/7") == "yes"
    assert preview.answers("pay-schedules/8") == ("no", "no")
    assert "inert" in preview.causes("pay-schedules/8")
    (warning,) = [w for w in BUNDLE.warnings if "approval switched off" in str(w)]
    assert "pay schedule 8" in str(warning)


def test_ks_22_report_rows_are_limited_to_the_scope_of_the_rules() -> None:
    team = Preview("bi-team@example.com")
    assert team.answers("reports/TimesheetReport") == ("partly", "n/a")
    assert "3 employees" in team.causes("reports/TimesheetReport")
    assert team.answers("reports/JournalReport") == ("yes", "n/a")
    assert team.answers("reports/PaySlipReport") == ("unknown", "n/a")
    free = SetGrant("bi-team@example.com", "reports", frozenset({"AllReports", "noReportingRestriction"}))
    for report in ("TimesheetReport", "JournalReport", "PaySlipReport"):
        assert Preview("bi-team@example.com", free).answers(f"reports/{report}")[0] == "yes"
    whole = Preview("bi-all@example.com")
    assert whole.answers("reports/TimesheetReport") == ("yes", "n/a")
    assert "whole business" in whole.notes("reports/TimesheetReport")["KP-37"]
    assert whole.answers("reports/JournalReport")[0] == "no"


def test_ks_23_lodging_needs_no_group() -> None:
    preview = Preview("lodgement@example.com")
    assert preview.rights("pay-schedules/lodgement") == {"LodgePayEvents"}
    assert preview.action("pay-schedules/lodgement") == "yes"
    assert preview.answers("pay-schedules/lodgement") == ("unknown", "n/a")


def test_kp_25_whether_a_kiosk_is_open_to_all_may_be_unknown_and_so_is_who_uses_it() -> None:
    rows = [{key: row[key] for key in row if key != "open_to_all"} for row in rows_of(TREE)]
    preview = Preview("kiosk@example.com", rows=rows)
    assert preview.answers("kiosks/5") == ("yes", "yes"), "it is listed"
    assert preview.answers("kiosks/6") == ("unknown", "unknown") and preview.action("kiosks/6") == "unknown"
    (flag,) = [step for step in preview.why("kiosks/6").steps if step.verdict == "flag"]
    assert (flag.name, flag.rule) == ("scope", "KP-25") and "nobody says" in flag.cause
    assert Preview("kiosk-add@example.com", rows=rows).answers("kiosks/6") == ("yes", "yes"), "all kiosks"
    assert Preview(MANAGER, rows=rows).answers("kiosks/6") == ("no", "no"), "no kiosk access at all"


def test_ks_24_a_kiosk_that_is_open_to_all_is_reachable_too_and_adding_needs_its_flag() -> None:
    preview = Preview("kiosk@example.com")
    for kiosk in ("kiosks/5", "kiosks/6"):
        assert preview.answers(kiosk) == ("yes", "yes")
        assert preview.rights(kiosk) == {"UseKiosk"}
    with_flag = Preview("kiosk-add@example.com")
    assert with_flag.rights("kiosks/5") == {"UseKiosk", "AddEmployeeFromKiosk"}
    assert Preview(MANAGER).answers("kiosks/6") == ("no", "no")


def said(email: str, tenant: Tenant = DEMO) -> dict[str, Any]:
    """The vendor's summary as we expect it."""
    catalogue = Catalogue(TREE)
    found: dict[str, Any] = summary(catalogue, Reach(catalogue), tenant, email)
    return found


def test_ks_25_the_summary_adds_up_over_rules_and_keeps_each_rule_apart() -> None:
    found = said("timesheet-sync@example.com")
    assert found["canCreateAndApproveTimesheets"] is True and found["noTimesheetPermissions"] is False
    (group,), (location,) = found["employeeGroupPermissions"], found["locationPermissions"]
    assert group["id"] == 113 and [name for name, value in group.items() if value is True] == ["canCreateTimesheets"]
    assert location["id"] == [30]
    assert [name for name, value in location.items() if value is True] == ["canApproveTimesheets"]


def test_ks_29_who_leaves_the_filter_of_a_group_leaves_the_rights_with_it() -> None:
    rows = rows_of(TREE)
    changed = [
        {**row, "filters": [{"filterType": "Employee", "operator": "In", "value": "1,2"}]}
        if row["id"] == "groups/113"
        else row
        for row in rows
    ]
    before, after = Preview(MANAGER), Preview(MANAGER, rows=changed)
    assert before.remark("groups/113/leave") == "3 of 3" and after.remark("groups/113/leave") == "2 of 2"
    assert before.answers("locations/20/leave")[0] == "partly" and after.answers("locations/20/leave")[0] == "no"
    matching = [group_object(tree, Members(business_of(tree)), 113) for tree in (TREE, after.tree)]
    assert [[one["id"] for one in group["matchingEmployees"]] for group in matching] == [[1, 2, 3], [1, 2]]


def test_ks_30_a_report_without_a_published_id_survives_reading_and_posting_back() -> None:
    before = served(DEMO, "bi-all@example.com")
    assert before["reports"]["specificReports"] == "11,14,Cis300"
    tenant, taken = sent(json.loads(json.dumps(before)))
    assert taken.edit is None
    assert served(tenant, "bi-all@example.com") == before


# Rules that the scenarios leave out


def test_kp_02_full_access_needs_nobody_in_a_group() -> None:
    assert Preview("admin@example.com").answers("groups/116/leave") == ("yes", "yes")
    assert Preview("admin@example.com").answers("pay-schedules/8") == ("yes", "yes")


def test_kp_05_without_a_record_there_is_no_right() -> None:
    assert Preview("former@example.com").why("kiosks/5").headline.rule == "KP-05"  # type: ignore[union-attr]


def test_kp_13_a_group_rule_reaches_shifts_at_any_location_and_kp_62_a_location_rule_only_its_own() -> None:
    preview = Preview("timesheet-sync@example.com")
    assert preview.answers("locations/30/timesheets") == ("yes", "partly")
    assert preview.answers("locations/10/timesheets") == ("no", "partly")


def test_kp_18_an_unassigned_shift_is_reached_by_location_rules_alone() -> None:
    edit = SetGrant(MANAGER, "groups/113", frozenset({"ViewRosters"}))
    assert Preview(MANAGER, edit).answers("locations/10/rosters")[0] == "partly"
    assert Preview("roster-export@example.com").answers("locations/20/rosters")[0] == "yes"


def test_kp_20_a_location_rule_can_hand_self_approval_back() -> None:
    preview = Preview("team-lead@example.com")
    assert "self-approval" in preview.notes("locations/20/leave")["KP-20"]
    only_group = Preview(
        "team-lead@example.com", SetGrant("team-lead@example.com", "locations/20/sub-locations", frozenset())
    )
    assert "KP-20" not in only_group.notes("locations/20/leave")


def test_kp_04_self_approval_is_noticed_in_whatever_case_and_spacing_an_employees_email_stands() -> None:
    spaced = {"employees/4": {"email": " Team-Lead@Example.com "}}
    rows = [{**row, **spaced.get(row["id"], {})} for row in rows_of(TREE)]
    assert "self-approval" in Preview("team-lead@example.com", rows=rows).notes("locations/20/leave")["KP-20"]


def test_kp_24_a_kiosk_flag_in_a_rule_does_nothing() -> None:
    preview = Preview(MANAGER, SetGrant(MANAGER, "groups/113", frozenset({"AddEmployeeFromKiosk"})))
    assert preview.rights("kiosks/5") == set()
    assert "KP-24" in preview.notes("groups/113/leave")


def test_kp_30_a_pay_run_reader_reads_everyone_in_the_runs() -> None:
    assert Preview("pay-creator@example.com").answers("pay-schedules/8") == ("yes", "yes")
    assert "all employees" in Preview("pay-creator@example.com").notes("groups/113/leave")["KP-30"]


def test_kp_39_what_is_in_a_report_pack_is_unknown() -> None:
    assert Preview("bi-pack@example.com").answers("reports/TimesheetReport")[0] in ("no", "unknown")
    one = SetGrant("bi-pack@example.com", "groups/113", frozenset())
    assert Preview("bi-pack@example.com", one).answers("reports/TimesheetReport")[0] == "unknown"


def test_kp_44_a_withdrawn_flag_is_kept_and_warned_of() -> None:
    _, taken = sent(restricted(employeeGroups=[{"employeeGroupId": 113, "permissions": "ViewTimesheetReports"}]))
    assert "withdrawn" in str(taken.warnings[0]) and taken.edit is not None
    edit = SetGrant(MANAGER, "groups/113", frozenset({"ViewTimesheetReports"}))
    assert "withdrawn" in Preview(MANAGER, edit).notes("groups/113/timesheets")["KP-44"]


def test_kp_45_approving_without_viewing_is_an_unconfirmed_export() -> None:
    preview = Preview("approve-only@example.com")
    for area in ("leave", "expenses", "documents"):
        assert preview.answers(f"groups/113/{area}")[0] == "unknown"
    assert preview.answers("groups/113/leave")[1] == "no"


def test_kp_61_costs_open_nothing_by_themselves() -> None:
    preview = Preview("costs@example.com")
    assert preview.answers("locations/30/rosters")[0] == "no"
    assert preview.answers("locations/30/timesheets")[0] == "yes"
    assert "KP-61" in preview.notes("locations/30/rosters")


def test_kp_63_a_group_without_members_is_nobody() -> None:
    preview = Preview("interns@example.com")
    assert preview.answers("groups/115/leave") == ("no", "no")
    assert preview.remark("groups/115/leave") == "nobody"
    assert preview.why("groups/115/leave").headline.rule == "KP-63"  # type: ignore[union-attr]
