"""The vendor's files in and out: nothing is lost, nothing is half-taken, every fault has its place."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rolescope.resources import data_path
from rolescope.rights.engine import Engine
from rolescope.rights.model import Subject, Tenant, facts
from rolescope.rights.tree import Tree
from rolescope.systems.bundle import read_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.bodies import made
from rolescope.systems.keypay.business import HELD, by_kind, held_values, read_business
from rolescope.systems.keypay.catalogue import business_of, make_tree, rows_of
from rolescope.systems.keypay.formats import read_files
from rolescope.systems.keypay.members import Members
from rolescope.systems.keypay.mistakes import mistake_of
from rolescope.systems.keypay.verify import differences, read_said
from rolescope.systems.keypay.writing import everything, lookup_permissions, lookup_reports
from rolescope.systems.vendor import is_vendor_json
from rolescope.systems.verifying import Difference
from tests.keypay.test_scenarios import DEMO, MANAGER, TREE, said

EMPTY = Tenant("Empty", "keypay")
BARE = SYSTEM.tree(None)
ROWS: list[Any] = [
    [{"id": 10, "parentId": None, "name": "North", "source": "ERP"}, {"id": 20, "parentId": 10, "name": "Store"}],
    [{"id": 7, "name": "Weekly", "frequency": "Weekly", "payScheduleApprovalSettings": {"requireApproval": True}}],
    {"id": 5, "name": "Gate", "locationId": 10, "availableToAllRestrictedUsersWithKioskAccess": False},
    {"id": 113, "name": "Team", "filterCombinationStrategy": "or", "filters": [
        {"filterType": "locationorparents", "operator": "in", "value": "10"}]},
    [{"id": 1, "firstName": "Ada", "surname": "North", "primaryLocation": "Store", "paySchedule": "Weekly",
      "tags": "night|day", "employmentType": "Casual"}],
    [{"accessType": "Restricted", "name": "M", "email": MANAGER,
      "employeeGroups": [{"employeeGroupId": 113, "permissions": "viewexpenses"}]}],
]  # fmt: skip


def taken(*objects: Any, tenant: Tenant = EMPTY, tree: Tree = BARE) -> tuple[Tenant, Tree, list[str]]:
    """The tenant and tree after some files, each one value, and what was warned of."""
    warnings: list[str] = []
    files = [(f"{number}.json", json.dumps(each)) for number, each in enumerate(objects)]
    after, nodes = read_files(tenant, tree, files, warnings.append)
    return after, tree if nodes is None else make_tree(nodes), warnings


def test_files_of_every_kind_are_taken_in_any_order() -> None:
    tenant, tree, warnings = taken(*reversed(ROWS))
    assert warnings == []
    business = business_of(tree)
    assert business.locations[20].parent == 10 and business.schedules[7].approval is True
    assert held_values(business.employees[1]["tags"]) == ("night", "day")
    assert Members(business).groups[113].certain == 1
    outcome = Engine(SYSTEM, tree).evaluate(tenant)
    assert outcome.answer(outcome.subjects[0], tree.index["groups/113/expenses"], "export") == "yes"


def told(tree: Tree) -> Any:
    """What the rules read of a business."""
    business = business_of(tree)
    employees = {
        number: (row["name"], row.get("email"), {key: held_values(row[key]) for key in HELD if key in row})
        for number, row in business.employees.items()
    }
    return replace(business, employees={}), employees


def test_what_was_written_is_read_back_without_any_change() -> None:
    tenant, tree, _ = taken(*ROWS)
    again, after, warnings = taken(list(everything(tenant, tree)), tenant=tenant, tree=tree)
    assert (facts(again), told(after), warnings) == (facts(tenant), told(tree), [])
    assert list(everything(again, after)) == list(everything(tenant, tree))


def test_the_demo_goes_out_to_the_vendor_and_comes_back_the_same() -> None:
    tenant, tree, _ = taken(list(everything(DEMO, TREE)))
    assert business_of(tree).groups == business_of(TREE).groups
    held = {name: user.extra for name, user in DEMO.principals.items() if user.roles}
    assert {name: user.extra for name, user in tenant.principals.items()} == held
    assert {n: dict(r.grants) for n, r in tenant.roles.items()} == {n: dict(r.grants) for n, r in DEMO.roles.items()}


def test_what_the_vendor_says_besides_is_kept_and_said_again() -> None:
    _, tree, _ = taken(*ROWS)
    written = next(one for one in everything(EMPTY, tree) if one.get("id") == 10)
    assert written["source"] == "ERP"


def test_older_records_without_the_newer_layers_are_taken_kp_09() -> None:
    old: dict[str, Any] = {
        "accessType": "Restricted",
        "employeeGroups": [],
        "reports": None,
        "name": "Old",
        "email": "old@example.com",
    }
    tenant, _, warnings = taken([old])
    assert "old@example.com" in tenant.roles
    assert "opens nothing at all" in warnings[0]


@pytest.mark.parametrize(
    ("objects", "told"),
    [
        ([{"accessType": "Restricted"}], "[0].email: missing"),
        ([{"accessType": "Restricted", "email": "x"}], "[0].email: expected an e-mail address, not 'x'"),
        ([{"accessType": "Restricted", "email": "x@y"}], "[0].name: missing: x@y is new to the business"),
        (
            {"accessType": "Limited", "email": "x@y", "name": "x"},
            "accessType: expected one of Unrestricted",
        ),
        ([{"id": "a", "name": "b", "filters": []}], "[0].id: expected the vendor's id"),
        ([{"id": 1, "name": "b", "filters": [{"filterType": "Team"}]}], "[0].filters[0].filterType: expected one of"),
        ([{"id": 1, "firstName": "A", "surname": "B", "primaryLocation": "Nowhere"}], "[0].primaryLocation"),
        ([{"id": 2, "parentId": 9, "name": "x"}], "[0].parentId: there is no location 9 in the business"),
        ([{"some": "thing"}], "[0]: expected an access record, employee group"),
        ([{"id": "ApproveTimesheet", "name": "x"}], "unknown permission or report 'ApproveTimesheet', did you mean"),
        ([{"id": "80", "name": "x"}], "there is no report 80"),
    ],
)
def test_a_fault_is_told_with_its_place_and_nothing_is_taken(objects: Any, told: str) -> None:
    with pytest.raises(BundleError) as refused:
        taken(objects)
    assert told.lower() in str(refused.value).lower()


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ({"employeeGroups": [{"employeeGroupId": 999}]}, "[0].employeeGroupId: there is no employee group 999"),
        ({"employeeGroups": [{"permissions": "ViewExpenses"}]}, "employeeGroups[0].employeeGroupId: missing"),
        ({"employeeGroups": {}}, "employeeGroups: expected a list"),
        ({"employeeGroups": [{"employeeGroupId": 113, "permissions": True}]}, "[0].permissions: expected"),
        ({"locationAccess": [{"locationIds": [10]}]}, "locationAccess[0].filterType: missing"),
        ({"locationAccess": [{"filterType": "Location", "locationIds": [99]}]}, "there is no location 99"),
        ({"kioskAccess": {"accessType": "SpecificKiosks", "kiosks": [9]}}, "kiosks[0]: there is no kiosk 9"),
        ({"kioskAccess": {"accessType": "Some"}}, "kioskAccess.accessType: expected one of None, AllKiosks"),
        ({"payrollAccess": {"payRunApprovalAccess": "PayRunCreatorAllSchedules"}}, "does not belong here"),
        ({"payrollAccess": {"selectedPaySchedulesForPayRunCreation": [9]}}, "there is no pay schedule 9"),
        ({"payrollAccess": {"approveElectronicPayrollLodgement": "yes"}}, "expected true or false"),
        ({"reports": {"accessType": "AllReports", "noReportingRestriction": 1}}, "expected true or false"),
    ],
)  # fmt: skip
def test_every_fault_of_a_record_is_told_with_its_path(section: Any, told: str) -> None:
    with pytest.raises(BundleError) as refused:
        taken({"accessType": "Restricted", "email": MANAGER, **section}, tenant=DEMO, tree=TREE)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ({"employeeGroup": []}, "unknown property, left out, did you mean 'employeeGroups'?"),
        ({"employeeGroups": [{"employeeGroupId": 116}]}, "has no filter, so it matches nobody (KP-14)"),
        ({"locationAccess": [{"filterType": "Location", "locationIds": []}]}, "reaches nobody (KP-21)"),
        ({"kioskAccess": {"accessType": "AllKiosks", "permissions": "ViewRosters"}}, "only AddEmployeeFromKiosk does"),
        ({"payrollAccess": {"payRunCreationAccess": "PayRunCreatorSelectedSchedules"}}, "grants nothing (KP-29)"),
        ({"employeeGroups": [], "reports": {"accessType": "AllReports"}}, "reports show the whole business (KP-37)"),
        (
            {"name": "Somebody else", "mergeExistingAccess": False},
            "is known as 'Group Manager', which stays (KP-57)",
        ),
    ],
)
def test_what_is_hardly_meant_is_taken_with_a_warning(section: Any, told: str) -> None:
    _, _, warnings = taken({"accessType": "Restricted", "email": MANAGER, **section}, tenant=DEMO, tree=TREE)
    assert any(told in warning for warning in warnings), warnings


def test_layers_sent_with_full_access_are_dropped_with_a_warning_kp_02() -> None:
    body = {"accessType": "Unrestricted", "email": MANAGER, "reports": {"accessType": "AllReports"}}
    tenant, _, warnings = taken(body, tenant=DEMO, tree=TREE)
    assert dict(tenant.roles[MANAGER].grants) == {"user-management": frozenset({"Unrestricted"})}
    assert "add nothing to full access" in warnings[0]


def test_how_location_rules_were_put_together_survives() -> None:
    rules = [
        {"filterType": "LocationOrParents", "locationIds": [10, 30], "permissions": "ViewRosters"},
        {"filterType": "LocationOrParents", "locationIds": [10], "permissions": "ViewExpenses"},
        {"filterType": "Location", "locationIds": [], "permissions": "ViewRosters"},
    ]
    body = {"accessType": "Restricted", "email": MANAGER, "locationAccess": rules}
    tenant, _, _ = taken(body, tenant=DEMO, tree=TREE)
    assert made("role", "get", MANAGER, tenant, TREE)["locationAccess"] == rules


def test_the_body_for_the_vendor_can_be_posted_as_it_is() -> None:
    body = made("user", "post", MANAGER, DEMO, TREE)
    assert body["suppressNotificationEmails"] is True and body["mergeExistingAccess"] is False
    tenant, _, warnings = taken(body, tenant=DEMO, tree=TREE)
    assert tenant is DEMO and warnings == []


def test_both_lookups_are_written_and_read() -> None:
    permissions, reports = lookup_permissions(), lookup_reports()
    assert len(permissions) == 22 and len(reports) == 108
    assert {"id": "37", "name": "Journal Report"} in reports and {"id": "Cis300", "name": "Cis300"} in reports
    assert all(row["id"] != "ViewTimesheetReports" for row in permissions)
    assert taken(permissions, reports)[:2] == (EMPTY, BARE)


def test_lookups_with_numbers_for_ids_are_read_in_any_order_kp_43() -> None:
    assert taken([{"id": 11, "name": "Timesheets Report"}])[2] == []
    assert taken([{"name": "Timesheets Report", "id": "11"}])[2] == []
    _, _, warnings = taken([{"name": "timesheets report", "id": 11}, {"id": 37, "name": "Journals"}])
    assert warnings == ["0.json: [1]: 37 is known as 'Journal Report', not as 'Journals'"]
    for other in ([{"id": 11, "name": "North"}], [{"name": "North", "id": 10}], {"name": 5, "id": 11}):
        with pytest.raises(BundleError, match="expected an access record"):
            taken(other)
    with pytest.raises(BundleError, match="there is no report 80"):
        taken([{"id": 11, "name": "Timesheets Report"}, {"id": 80, "name": "x"}])


def test_only_what_the_vendor_may_have_written_is_taken_for_the_vendors() -> None:
    assert all(is_vendor_json(json.dumps(one)) for one in ROWS)
    assert is_vendor_json('{"accessType": "Restricted", "email": "a raw\nbreak"}')
    assert not is_vendor_json('{"rolescope": 1}') and not is_vendor_json('{"name": "x"}') and not is_vendor_json("[]")


# Mistakes in pasted requests

ACCESS = "https://api.example.com/api/v2/business/1/access"
REQUEST = "POST /api/v2/business/1/access{query} HTTP/1.1\r\nHost: example.com\r\n{head}\r\n{body}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("accessType=Restricted&email=x%40example.com", "key=value pairs: send JSON instead"),
        ("accessType=Restricted\nemail=x@example.com", "key=value pairs: send JSON instead"),
        ('{:\n"accessType":"Restricted"\n:}', "line 1, column 2"),
        (REQUEST.format(query="", head="Content-Type: text/plain\r\n", body="{}"), 'got "text/plain"'),
        (REQUEST.format(query="", head="", body="{}"), "got none"),
        (
            REQUEST.format(query="?accessType=Restricted&name=x", head="Content-Type: application/json\r\n", body=""),
            "accessType, name stand in the query string",
        ),
        (REQUEST.format(query="", head="Content-Type: application/json\r\n", body="{}"), "import its JSON body alone"),
        (
            "accessType: Unrestricted\nemail: new@example.com",
            'and a value: send JSON instead, as in {"accessType": "Unrestricted", "email": "new@example.com"}',
        ),
        ('"accessType": "Unrestricted",\n"name": "x"', '{"accessType": "Unrestricted", "name": "x"}'),
        (f"curl -X POST {ACCESS} -d 'accessType=Unrestricted&email=x'", 'got "application/x-www-form-urlencoded"'),
        (f"curl {ACCESS} \\\n  --data 'accessType=Unrestricted'", 'as in {"accessType": "Unrestricted"}'),
        (f"$ curl {ACCESS} -d accessType=Unrestricted -d email=x", '{"accessType": "Unrestricted", "email": "x"}'),
        (f"curl {ACCESS} -H 'Content-Type: text/plain' -d '{{}}'", 'got "text/plain"'),
        (f"curl {ACCESS} -F accessType=Unrestricted", 'got "multipart/form-data"'),
        (f"curl {ACCESS} --json '{{:'", "line 1, column 2"),
        (f"curl {ACCESS} --json '{{}}'", "import its JSON body alone"),
        (f"curl -H 'content-type: application/json' '{ACCESS}?accessType=x&name=y' -d ''", "accessType, name stand in"),
        (f"curl {ACCESS} -d 'accessType=", "line 1, column 1"),
    ],
)
def test_the_mistakes_of_the_thread_each_get_their_cure(text: str, told: str) -> None:
    mistake = mistake_of(text)
    assert mistake is not None and told in mistake


def test_other_texts_are_no_mistake() -> None:
    for text in ("", "name,level\n", '{"rolescope": 1, "users": []}', '{"accessType":"Restricted"}'):
        assert mistake_of(text) is None


# verify


def test_the_vendors_summary_is_held_against_the_prediction() -> None:
    outcome = Engine(SYSTEM, TREE).evaluate(DEMO)
    for email in ("admin@example.com", MANAGER, "timesheet-sync@example.com", "kiosk@example.com"):
        (found,) = read_said(json.dumps([said(email)]), "s.json", TREE)
        assert list(differences(outcome, Subject(email, None), found)) == []


def test_every_difference_is_told_with_our_reason() -> None:
    outcome = Engine(SYSTEM, TREE).evaluate(DEMO)
    theirs = said(MANAGER)
    theirs["canViewExpenses"] = True
    theirs["kiosks"] = [{"id": 6}]
    theirs["employeeGroupPermissions"][0]["canViewLeaveRequests"] = False
    theirs["locationPermissions"] = [{"id": [30, 10]}]
    (found,) = read_said(json.dumps([theirs]), "s.json", TREE)
    told = {(d.node, d.right, d.kind) for d in differences(outcome, Subject(MANAGER, None), found)}
    assert told == {
        ("", "canViewExpenses", "vendor has more"),
        ("kiosks/6", "kiosks", "vendor has more"),
        ("groups/113", "canViewLeaveRequests", "vendor has less"),
        ("locations/10, locations/30", "locationPermissions", "vendor has more"),
    }
    (elsewhere,) = read_said(json.dumps([{**said(MANAGER), "id": 2}]), "s.json", TREE)
    (missing,) = differences(outcome, Subject(MANAGER, None), elsewhere)
    assert missing.kind == "vendor has less" and missing.rule == "KP-05"


def test_what_is_no_summary_is_refused() -> None:
    for text in ("{}", '[{"isPayrollAdmin": 1}]', "x", "[1]"):
        with pytest.raises(BundleError):
            read_said(text, "s.json", TREE)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"employeeGroupPermissions": [1]}, "[0].employeeGroupPermissions[0]: expected an object with its id, not 1"),
        ({"locationPermissions": [{"id": "10"}]}, "[0].locationPermissions[0]: expected an object with its id"),
        ({"kiosks": [[1]]}, "[0].kiosks[0]: expected an object with its id, not [1]"),
        ({"kiosks": [{"id": [1]}]}, "[0].kiosks[0]: expected an object with its id"),
        ({"kiosks": {}}, "[0].kiosks: expected a list, not {}"),
    ],
)
def test_what_is_no_rule_or_kiosk_of_a_summary_is_refused_with_its_place(change: Any, told: str) -> None:
    with pytest.raises(BundleError) as refused:
        read_said(json.dumps([said(MANAGER) | change]), "s.json", TREE)
    assert told in str(refused.value)


def held_against(email: str, *businesses: Any, tenant: Tenant = DEMO) -> list[Difference]:
    """The differences of what the vendor says of a user."""
    (found,) = read_said(json.dumps(businesses), "s.json", TREE)
    return list(differences(Engine(SYSTEM, TREE).evaluate(tenant), Subject(email, None), found))


def test_kp_05_no_business_at_all_is_the_answer_for_a_user_without_a_record() -> None:
    assert held_against("former@example.com") == []
    (missing,) = held_against(MANAGER)
    assert (missing.kind, missing.rule) == ("vendor has less", "KP-05")


def test_which_of_several_businesses_is_meant_is_not_guessed() -> None:
    nameless = replace(DEMO, settings={})
    other = said(MANAGER) | {"id": 2, "name": "Another", "canViewExpenses": True}
    assert held_against(MANAGER, other, said(MANAGER), tenant=nameless) == []
    (unsure,) = held_against(MANAGER, other, other | {"id": 3}, tenant=nameless)
    assert not unsure.decided and "lists 2 businesses" in unsure.reason


def test_a_business_of_another_name_is_compared_with_a_word_of_doubt() -> None:
    other = said(MANAGER) | {"id": 2, "name": "Another"}
    (doubt,) = held_against(MANAGER, other, tenant=replace(DEMO, settings={}))
    assert not doubt.decided and "the file is about 'Another'" in doubt.reason
    assert held_against(MANAGER, said(MANAGER) | {"name": "Renamed"}) == [], "the id tells that it is this one"


def test_kp_25_a_kiosk_of_which_nobody_says_for_whom_it_is_open_is_no_difference() -> None:
    tree = make_tree([{key: row[key] for key in row if key != "open_to_all"} for row in rows_of(TREE)])
    outcome = Engine(SYSTEM, tree).evaluate(DEMO)
    theirs = said("kiosk@example.com")
    for kiosks in ([5], [5, 6]):
        (found,) = read_said(json.dumps(theirs | {"kiosks": [{"id": one} for one in kiosks]}), "s.json", tree)
        (unsure,) = differences(outcome, Subject("kiosk@example.com", None), found)
        assert (unsure.node, unsure.decided, unsure.rule) == ("kiosks/6", False, "KP-25")


def test_whether_the_vendor_names_locations_below_a_rule_too_cannot_be_told_and_decides_nothing() -> None:
    lead = "team-lead@example.com"
    assert [rule["id"] for rule in said(lead)["locationPermissions"]] == [[20, 21]]
    (flags,) = said(lead)["locationPermissions"]
    (unsure,) = held_against(lead, said(lead) | {"locationPermissions": [flags | {"id": [20]}]})
    assert (unsure.right, unsure.decided) == ("locationPermissions.id", False) and "our choice" in unsure.reason
    other = flags | {"id": [20], "canViewExpenses": True}
    found = held_against(lead, said(lead) | {"locationPermissions": [other, flags | {"id": [30]}]})
    assert {(one.right, one.node, one.kind) for one in found if one.decided} == {
        ("canViewExpenses", "locations/20", "vendor has more"),
        ("locationPermissions", "locations/30", "vendor has more"),
    }


def test_what_a_summary_leaves_out_or_says_otherwise_cannot_be_told() -> None:
    (unsaid,) = held_against(MANAGER, {"id": 1, "isPayrollAdmin": False})
    assert not unsaid.decided and "canViewExpenses" in unsaid.right and "kiosks" in unsaid.right
    (odd,) = held_against(MANAGER, said(MANAGER) | {"canViewExpenses": "true"})
    assert (odd.kind, odd.right) == ("cannot tell", "canViewExpenses") and "'true'" in odd.reason
    rule = dict.fromkeys(said(MANAGER)["employeeGroupPermissions"][0]) | {"id": 113}
    (inside,) = held_against(MANAGER, said(MANAGER) | {"employeeGroupPermissions": [rule]})
    assert (inside.node, inside.decided) == ("groups/113", False)


def test_whether_managers_edit_budgets_is_held_against_the_setting_of_the_business() -> None:
    (found,) = held_against(MANAGER, said(MANAGER) | {"managersCanEditRosterBudgets": True})
    assert (found.right, found.kind) == ("managersCanEditRosterBudgets", "vendor has more")
    unknown = replace(DEMO, extra={})
    (unsure,) = held_against(MANAGER, said(MANAGER) | {"managersCanEditRosterBudgets": True}, tenant=unknown)
    assert not unsure.decided


def test_kp_02_full_access_and_timesheets_are_differences_for_their_own_reasons() -> None:
    admin = "admin@example.com"
    (found,) = held_against(admin, said(admin) | {"canViewExpenses": False})
    assert (found.rule, found.kind) == ("KP-02", "vendor has less") and "full access" in found.reason
    (neither,) = held_against(MANAGER, said(MANAGER) | {"noTimesheetPermissions": True})
    assert (neither.rule, neither.kind) == ("KP-45", "vendor has less")
    assert neither.reason == (
        "our rules say false: of CreateTimesheets and ApproveTimesheets the rules hold CreateTimesheets and "
        "ApproveTimesheets"
    )
    (rules,) = held_against(admin, said(admin) | {"employeeGroupPermissions": [{"id": 113}]})
    assert not rules.decided and rules.rule == "KP-02"


# The bundle


def demo_json() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data_path("demo-keypay.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda b: b["users"][1]["access"].update(employeeGroup=[]), "users[1].access.employeeGroup: unknown property"),
        (lambda b: b["users"][1]["access"].update(email="other@example.com"), "users[1].access.email"),
        (lambda b: b["users"][1]["access"].update(mergeExistingAccess=True), "mergeExistingAccess: only a POST"),
        (lambda b: b["users"][2].update(email="MANAGER@example.com"), "users[2]: user 'manager@example.com' stands"),
        (lambda b: b["employees"][0].update(home_location=99), "employees[0].home_location: there is no location 99"),
        (lambda b: b["locations"][0].update(parent=21), "in a circle"),
        (lambda b: b["locations"][1].update(parent=99), "locations[1].parent: there is no location 99"),
        (lambda b: b["kiosks"].append(dict(b["kiosks"][0])), "kiosks[2]: kiosk '5' stands twice"),
        (lambda b: b["employees"].append(dict(b["employees"][0])), "employees[6]: employee '1' stands twice"),
        (lambda b: b["employee_groups"].append(dict(b["employee_groups"][0])), "groups[4]: employee group '113'"),
        (lambda b: b["employee_groups"][0]["filters"][0].update(value=None), "filters[0].value: expected an id, or"),
        (lambda b: b["employee_groups"][0]["filters"][0].update(value=[1]), "expected an id, or a text, not [1]"),
        (lambda b: b["employees"][0].update(tags=[None]), "employees[0].tags[0]: expected an id, or a text, not null"),
        (lambda b: b["users"][0].update(email="nobody"), "users[0].email: expected an e-mail address"),
        (lambda b: b.update(roles=[]), "roles: unknown key"),
    ],
)  # fmt: skip
def test_a_faulty_bundle_is_refused_with_the_place(change: Any, told: str) -> None:
    bundle = demo_json()
    change(bundle)
    with pytest.raises(BundleError) as refused:
        read_bundle(json.dumps(bundle), "b.json")
    assert told in str(refused.value)
    assert len(refused.value.problems) == 1, "one fault, one sentence"


def test_kp_04_a_record_in_a_bundle_may_spell_its_users_email_in_another_case() -> None:
    bundle = demo_json()
    bundle["users"][1]["access"].update(email=" Manager@Example.com")
    assert read_bundle(json.dumps(bundle), "b.json").tenant.roles[MANAGER].grants == DEMO.roles[MANAGER].grants


def test_a_fact_that_is_left_out_is_unknown_and_null_is_none() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "locations/10", "name": "L", "kind": "location"},
        {"id": "employees/1", "name": "A", "kind": "employee"},
        {"id": "employees/2", "name": "B", "kind": "employee", "home_location": None},
    ]
    members = Members(read_business(by_kind(rows)))
    assert (members.homes[10].certain, members.homes[10].possible) == (0, 1 << members.number[1])


def test_the_rows_of_a_tree_are_those_it_was_made_of() -> None:
    assert make_tree(rows_of(TREE)).nodes == TREE.nodes
