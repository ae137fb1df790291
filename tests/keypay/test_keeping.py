"""What a vendor's file leaves out stays as it is known, and what it says is given back: rows and access records."""

import json
from typing import Any

import pytest

from rolescope.rights.model import Tenant, facts
from rolescope.rights.tree import Tree
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.keypay.business import held_values
from rolescope.systems.keypay.catalogue import business_of, make_tree, rows_of
from rolescope.systems.keypay.formats import read_files
from rolescope.systems.keypay.writing import everything
from tests.keypay.test_formats import BARE, EMPTY, taken
from tests.keypay.test_scenarios import BUNDLE, DEMO, TREE

SWITCH = "availableToAllRestrictedUsersWithKioskAccess"


def row_of(tree: Tree, row_id: str) -> dict[str, Any]:
    """One row of the catalogue."""
    return next(row for row in rows_of(tree) if row["id"] == row_id)


def written(tenant: Tenant, tree: Tree, number: int, mark: str) -> dict[str, Any]:
    """The object of an id that has a property, as it goes out to the vendor."""
    found = (one for one in everything(tenant, tree) if one.get("id") == number and mark in one)
    return dict(next(found))


def refused(*objects: Any, tree: Tree = TREE) -> str:
    """What is told of files that are not taken."""
    with pytest.raises(BundleError) as error:
        taken(*objects, tenant=DEMO, tree=tree)
    return str(error.value)


# What is left out


def test_kp_25_a_kiosk_that_does_not_say_whether_it_is_open_stays_as_it_is_known() -> None:
    partial = {"id": 6, "name": "Canteen tablet", "canAddEmployees": True}
    _, tree, warnings = taken(partial, tenant=DEMO, tree=TREE)
    assert business_of(tree).kiosks[6].open_to_all is True and warnings == []
    _, tree, warnings = taken({**partial, "id": 9})
    assert business_of(tree).kiosks[9].open_to_all is None
    assert "whether kiosks/9 is open to all kiosk users is not said" in warnings[0]
    bundle = json.loads(write_bundle(EMPTY, rows_of(tree)))
    assert bundle["kiosks"][0]["open_to_all"] is None
    assert rows_of(read_bundle(json.dumps(bundle), "b.json").tree) == rows_of(tree)


def test_a_location_that_does_not_say_where_it_lies_stays_there() -> None:
    partial = {"id": 21, "name": "Cellar", "fullyQualifiedName": "North / Store / Cellar"}
    _, tree, _ = taken(partial, tenant=DEMO, tree=TREE)
    assert (business_of(tree).locations[21].parent, business_of(tree).locations[21].name) == (20, "Cellar")
    _, moved, _ = taken({**partial, "parentId": None}, tenant=DEMO, tree=TREE)
    assert business_of(moved).locations[21].parent is None
    _, _, warnings = taken(partial)
    assert "what locations/21 lies in is not said" in warnings[0]


def test_kp_12_a_group_that_does_not_say_its_filters_keeps_them() -> None:
    _, tree, _ = taken({"id": 114, "name": "Shop", "filterCombinationStrategy": "Or"}, tenant=DEMO, tree=TREE)
    group, before = business_of(tree).groups[114], business_of(TREE).groups[114]
    assert (group.name, group.strategy, group.filters) == ("Shop", "Or", before.filters)
    _, tree, _ = taken({"id": 114, "name": "Shop", "filters": None} | {"filterCombinationStrategy": None}, tree=TREE)
    assert business_of(tree).groups[114].strategy == "And"


def test_ks_29_who_was_in_a_group_when_it_was_fetched_is_not_kept_as_it_is_worked_out_anew() -> None:
    group = {"id": 113, "name": "Team", "filters": [], "MatchingEmployees": [{"id": 3, "name": "Cy"}], "source": "ERP"}
    tenant, tree, _ = taken(group, tenant=DEMO, tree=TREE)
    assert row_of(tree, "groups/113")["vendor"] == {"source": "ERP"}
    found = written(tenant, tree, 113, "filters")
    assert found["source"] == "ERP" and "matchingEmployees" not in {key[0].lower() + key[1:] for key in found}
    # What an earlier import kept goes with the next one.
    stale = [
        {**row, "vendor": {"matchingEmployees": []}} if row["id"] == "groups/113" else row for row in rows_of(tree)
    ]
    assert "matchingEmployees" not in written(tenant, make_tree(stale), 113, "filters")


def test_kp_31_a_schedule_keeps_its_name_its_switches_and_its_settings() -> None:
    first = {"id": 7, "name": "Weekly", "payScheduleApprovalSettings": {"requireApproval": True, "approvers": [4]}}
    tenant, tree, _ = taken(first)
    tenant, tree, _ = taken(
        {"id": 7, "payScheduleApprovalSettings": {"note": "x", "requireApproval": None}}, tenant=tenant, tree=tree
    )
    schedule = business_of(tree).schedules[7]
    assert (schedule.name, schedule.approval) == ("Weekly", True)
    settings = written(tenant, tree, 7, "payScheduleApprovalSettings")["payScheduleApprovalSettings"]
    assert settings == {"requireApproval": True, "approvers": [4], "note": "x"}


def test_what_several_files_say_of_an_employee_adds_up() -> None:
    _, tree, _ = taken({"id": 1, "firstName": "Ada", "surname": "North", "preferredName": "A"}, tree=TREE)
    assert row_of(tree, "employees/1") == {
        **row_of(TREE, "employees/1"),
        "vendor": {"preferredName": "A"},
    }
    _, tree, _ = taken({"id": 1, "employmentType": "Casual", "startDate": "2020"}, tree=tree)
    assert written(DEMO, tree, 1, "surname") == {
        "id": 1,
        "firstName": "Ada",
        "surname": "North",
        "preferredName": "A",
        "startDate": "2020",
        "primaryLocation": 10,
        "paySchedule": 7,
        "tags": [],
        "employmentType": "Casual",
    }
    fresh = list(everything(DEMO, tree))
    _, again, _ = taken(fresh)
    assert business_of(again).employees == business_of(tree).employees


def test_a_fact_in_the_vendors_own_words_stays_so_until_it_changes() -> None:
    employee = {"id": 1, "firstName": "Ada", "surname": "North", "primaryLocation": "North store"}
    tenant, tree, _ = taken(employee, tenant=DEMO, tree=TREE)
    assert written(tenant, tree, 1, "surname")["primaryLocation"] == "North store"
    bundle = json.loads(write_bundle(tenant, rows_of(tree)))
    bundle["employees"][0]["home_location"] = 30
    moved = read_bundle(json.dumps(bundle), "b.json")
    assert written(moved.tenant, moved.tree, 1, "surname")["primaryLocation"] == 30
    _, tree, _ = taken({"id": 1, "employmentType": None, "homeLocationId": 21}, tree=tree)
    found = written(tenant, tree, 1, "surname")
    assert found["homeLocationId"] == 21 and "primaryLocation" not in found


def test_an_id_counts_before_a_name_that_nobody_knows() -> None:
    employee = {"id": 1, "firstName": "A", "surname": "B", "primaryLocation": "North / Store", "primaryLocationId": 20}
    _, tree, _ = taken(employee, tenant=DEMO, tree=TREE)
    assert row_of(tree, "employees/1")["home_location"] == 20


@pytest.mark.parametrize(
    ("came", "mark"),
    [
        ({"id": 1, "firstName": "Ada", "surname": "North", "emailAddress": None}, "surname"),
        ({"id": 1, "firstName": "Ada", "surname": "North", "emailAddress": ""}, "surname"),
        ({"id": 1, "firstName": "Ada", "surname": "North", "email": "ada@example.com", "emailAddress": ""}, "surname"),
        ({"id": 7, "name": "Weekly", "frequency": "Weekly", "payScheduleApprovalSettings": None}, "frequency"),
        ({"id": 7, "name": "Weekly", "frequency": "Weekly", "payScheduleApprovalSettings": {}}, "frequency"),
        ({"id": 7, "name": "Weekly", "frequency": "Weekly"}, "frequency"),
        (
            {
                "id": 7,
                "name": " Weekly",
                "frequency": "W",
                "paySchedulePaymentApprovalSettings": {"requireApproval": True},
            },
            "frequency",
        ),
        ({"id": 9, "name": "G", "filterCombinationStrategy": "And"}, "filterCombinationStrategy"),
        ({"id": 9, "name": "G", "filterCombinationStrategy": None, "filters": None}, "filters"),
        ({"id": 9, "name": "G", "filterCombinationStrategy": "Or", "filters": []}, "filters"),
        ({"id": 9, "name": "  North ", "parentId": None}, "parentId"),
        ({"id": 9, "name": "", "parentId": None}, "parentId"),
        ({"id": 5, "name": "Gate ", "availableToAllRestrictedUsersWithKioskAccess": None}, "name"),
    ],
)
def test_what_came_goes_out_again_as_it_came_also_through_a_bundle(came: dict[str, Any], mark: str) -> None:
    tenant, tree, _ = taken(came)
    assert written(tenant, tree, came["id"], mark) == came
    read = read_bundle(write_bundle(tenant, rows_of(tree)), "b.json")
    assert written(read.tenant, read.tree, came["id"], mark) == came
    tenant, again, _ = taken(came, tenant=tenant, tree=tree)
    assert rows_of(again) == rows_of(tree)


def test_a_name_that_came_with_space_around_it_gives_way_to_another_one() -> None:
    _, tree, _ = taken({"id": 9, "name": " North", "parentId": None})
    tenant, tree, _ = taken({"id": 9, "name": "South", "parentId": None}, tree=tree)
    assert written(tenant, tree, 9, "parentId")["name"] == "South"


# Property names without case


def test_properties_in_any_case_are_read_at_every_depth_and_written_in_one() -> None:
    rows = [
        {"Id": 50, "Name": "East", "ParentId": 10},
        {"ID": 7, "NAME": "Weekly", "PayScheduleApprovalSettings": {"RequireApproval": False}},
        {"Id": 115, "Name": "T", "Filters": [{"FilterType": "Tag", "Operator": "In", "Value": "x"}]},
        {"Id": 1, "FirstName": "Ada", "Surname": "North", "PrimaryLocation": {"Id": 50, "Name": "East"}},
    ]
    tenant, tree, _ = taken(rows, tenant=DEMO, tree=TREE)
    business = business_of(tree)
    assert (business.locations[50].parent, business.schedules[7].approval) == (10, False)
    assert business.groups[115].filters[0].values == ("x",)
    assert held_values(business.employees[1]["home_location"]) == ("50",)
    again, after, _ = taken(list(everything(tenant, tree)), tenant=tenant, tree=tree)
    assert (facts(again), rows_of(after)) == (facts(tenant), rows_of(tree))


# What cannot be meant


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([1, 2], "filters[0].value: expected an id, or several in one text, separated by commas, not [1, 2] (KP-14)"),
        (None, "filters[0].value: missing"),
        (True, "filters[0].value: expected an id"),
        ({"id": 1}, "filters[0].value: expected an id"),
    ],
)
def test_kp_14_the_value_of_a_filter_is_one_text(value: Any, told: str) -> None:
    condition = {"filterType": "Employee", "operator": "NotIn", "value": value}
    assert told in refused({"id": 113, "name": "Team", "filters": [condition]})
    del condition["value"]
    assert "filters[0].value: missing" in refused({"id": 113, "name": "Team", "filters": [condition]})


@pytest.mark.parametrize(
    ("filter_type", "value", "told"),
    [
        ("Employee", "4|5", "of group 113 is no list of ids separated by commas: who matches it, nobody says (KP-14)"),
        ("Employee", "4 5", 'the filter Employee NotIn "4 5" of group 113 is no list of ids'),
        ("LocationOrParents", "North", 'the filter LocationOrParents NotIn "north" of group 113 is no list of ids'),
        ("PaySchedule", "Weekly", 'the filter PaySchedule NotIn "weekly" of group 113 is no list of ids'),
        ("Employee", "4,77", "names 77, which nobody here has: that leaves nobody out (KP-14)"),
        ("Employee", "9" * 5000, "is no list of ids separated by commas: who matches it, nobody says (KP-14)"),
        ("Tag", " , ", "has no value: who matches it, nobody says (KP-14)"),
    ],
)
def test_kp_14_a_value_that_names_nobody_is_warned_of(filter_type: str, value: str, told: str) -> None:
    group = {"id": 113, "name": "Team", "filters": [{"filterType": filter_type, "operator": "NotIn", "value": value}]}
    _, tree, warnings = taken(group, tenant=DEMO, tree=TREE)
    assert told in warnings[0]
    bundle = read_bundle(write_bundle(DEMO, rows_of(tree)), "b.json")
    assert any(warning.where == "employee_groups[0].filters[0].value" for warning in bundle.warnings)


def test_kp_14_a_group_without_a_filter_is_warned_of_where_it_is_read() -> None:
    _, _, warnings = taken({"id": 9, "name": "None", "filters": []})
    assert "group 9 has no filter, so it matches nobody (KP-14)" in warnings[0]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"id": 50, "name": "L", "parentId": "abc"}, "parentId: expected the id of a location, or null, not 'abc'"),
        ({"id": 50, "name": "L", "parentId": ""}, "parentId: expected"),
        ({"id": 50, "name": "L", "parentId": []}, "parentId: expected"),
        ({"id": 50, "name": "L", "parentId": {}}, "parentId: expected"),
        ({"id": 9, "name": "G", "filters": 5}, "filters: expected a list, not 5"),
        ({"id": 9, "name": "G", "filters": [5]}, "filters[0]: expected an object, not 5"),
        ({"id": 1, "firstName": "A", "surname": "B", "tags": 5}, "tags: expected a list of texts, not 5"),
        ({"id": 1, "firstName": "A", "surname": "B", "tags": [{}]}, "tags[0]: expected a text, not {}"),
        ({"id": 7, "name": "W", "payScheduleApprovalSettings": True}, "payScheduleApprovalSettings: expected an"),
        ({"id": 7, "payScheduleApprovalSettings": {"requireApproval": "no"}}, "requireApproval: expected true"),
        ({"id": 5, SWITCH: "true"}, f"{SWITCH}: expected true or false"),
        ({"id": 1, "firstName": "A", "surname": "B", "employmentType": True}, "employmentType: expected a text"),
        ({"id": 1, "firstName": "A", "surname": "B", "employingEntityId": 1.5}, "employingEntityId: expected a text"),
        ({"id": 1, "firstName": "A", "surname": ["B"]}, 'surname: expected a text, not ["B"]'),
        ({"id": 1, "employmentType": "C", "primaryLocation": 999}, "primaryLocation: there is no location 999"),
        ({"id": 1, "employmentType": "C", "payScheduleId": 999}, "payScheduleId: there is no pay schedule 999"),
        ({"id": 1, "employmentType": "C", "paySchedule": {}}, "paySchedule: expected the id or name of a pay schedule"),
        ({"id": 9, "name": "half \ud800", "filters": []}, "name: holds half a character"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused_with_its_place(found: Any, told: str) -> None:
    assert told in refused(found)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"id": 10, "name": "N", "parentId": None}, {"Id": 10, "name": "M", "parentId": None}, "location 10"),
        ({"id": 9, "name": "G", "filters": []}, {"id": 9, "name": "H", "filters": []}, "employee group 9"),
        (
            {"accessType": "Restricted", "email": "a@b", "name": "A"},
            {"accessType": "Restricted", "email": " A@B", "name": "A"},
            "the access record of  A@B",
        ),
    ],
)
def test_what_stands_twice_in_one_file_is_refused(one: Any, other: Any, told: str) -> None:
    assert f"[1]: {told} stands twice" in refused([one, other])
    taken(one, other, tenant=DEMO, tree=TREE)


def test_records_that_are_merged_one_after_the_other_may_be_of_one_user() -> None:
    body = {"email": "a@b", "name": "A", "mergeExistingAccess": True, "accessType": "Restricted"}
    rules = [{**body, "employeeGroups": [{"employeeGroupId": one, "permissions": ""}]} for one in (113, 114)]
    tenant, _, _ = taken(rules, tenant=DEMO, tree=TREE)
    assert set(tenant.roles["a@b"].grants) == {"groups/113", "groups/114"}


def test_a_fault_in_the_tree_of_locations_names_the_file_that_holds_them() -> None:
    record = {"accessType": "Unrestricted", "email": "a@b", "name": "A"}
    assert refused(record, {"id": 50, "name": "L", "parentId": 77}, tree=BARE).startswith("1.json: ")


def test_the_demo_as_the_vendor_has_it_changes_nothing_in_the_demo() -> None:
    tenant, tree, _ = taken(list(everything(DEMO, TREE)), tenant=DEMO, tree=TREE)
    assert (facts(tenant), rows_of(tree)) == (facts(DEMO), rows_of(BUNDLE.tree))


# Access records

LOCATIONS = [{"filterType": "Location", "locationIds": [30], "permissions": "ViewRosters"}]
FOR_APPROVAL = "selectedPaySchedulesForPayRunApproval"
USER = {"accessType": "Restricted", "name": "U", "email": "u@example.com"}


def record_of(tenant: Tenant, email: str = "u@example.com") -> dict[str, Any]:
    """The record of an e-mail as GET returns it."""
    return dict(next(one for one in everything(tenant, TREE) if one.get("email") == email))


def known(**sections: Any) -> Tenant:
    """The demo with one more user of whom this is known."""
    return taken({**USER, **sections}, tenant=DEMO, tree=TREE)[0]


def test_kp_09_an_older_reply_takes_no_layer_back() -> None:
    kiosks = {"accessType": "AllKiosks", "kiosks": [], "permissions": ""}
    tenant = known(locationAccess=LOCATIONS, kioskAccess=kiosks, reports={"accessType": "AllReports"})
    reply = {**USER, "employeeGroups": [], "reports": {"accessType": "AllReports"}}
    after, _, warnings = taken([reply], tenant=tenant, tree=TREE)
    assert record_of(after) == record_of(tenant)
    assert [warning.split(": ")[1] for warning in warnings] == ["[0].locationAccess", "[0].kioskAccess"]
    assert "stays as it is known (KP-09)" in warnings[0]
    said, _, warnings = taken([{**reply, "locationAccess": []}], tenant=tenant, tree=TREE)
    assert record_of(said)["locationAccess"] == [] and record_of(said)["kioskAccess"] == kiosks


def test_kp_27_a_section_that_a_reply_says_is_null_is_empty_and_not_left_out() -> None:
    sections: dict[str, Any] = {
        "locationAccess": LOCATIONS,
        "kioskAccess": {"accessType": "AllKiosks"},
        "reports": {"accessType": "AllReports"},
        "payrollAccess": {"payRunCreationAccess": "PayRunCreatorAllSchedules"},
    }
    tenant, nulls = known(**sections), dict.fromkeys(sections)
    after, _, warnings = taken({**USER, "employeeGroups": [], **nulls}, tenant=tenant, tree=TREE)
    assert not after.roles["u@example.com"].grants
    dropped = "null, so what is known of it is dropped (KP-27)"
    assert {one.split(": ")[1] for one in warnings if dropped in one} == set(sections)
    # In a body that merges null says as little as a section that is left out (KP-56).
    after, _, _ = taken({**USER, **nulls, "mergeExistingAccess": True}, tenant=tenant, tree=TREE)
    assert record_of(after) == record_of(tenant)


@pytest.mark.parametrize("order", ["mergeExistingAccess", "suppressNotificationEmails"])
def test_kp_55_a_body_for_post_empties_what_it_leaves_out(order: str) -> None:
    after, _, warnings = taken({**USER, order: False}, tenant=known(locationAccess=LOCATIONS), tree=TREE)
    assert record_of(after)["locationAccess"] == []
    assert "locationAccess: left out, so it becomes empty: a body for POST replaces the whole" in warnings[0]
    assert "opens nothing at all (KP-03)" in warnings[1]


@pytest.mark.parametrize(
    "body",
    [
        {"employeeGroups": [{"employeeGroupId": 113, "permissions": "ViewExpenses"}]},
        {"employeeGroups": [], "reports": {"accessType": "None"}, "kioskAccess": None},
        {"employeeGroups": [], "reports": {"accessType": "None"}},
    ],
)
def test_kp_55_a_body_that_does_not_merge_replaces_the_whole_record_also_where_it_says_so_nowhere(body: Any) -> None:
    """The last one might be an older reply as well: no access is believed that a POST would have taken away."""
    after, _, warnings = taken({**USER, **body}, tenant=known(locationAccess=LOCATIONS), tree=TREE)
    assert record_of(after)["locationAccess"] == []
    (told,) = (one for one in warnings if "locationAccess" in one)
    assert "becomes empty: a body for POST replaces the whole record (KP-55)" in told and "mergeExisting" in told
    listed, _, _ = taken([{**USER, **body}], tenant=known(locationAccess=LOCATIONS), tree=TREE)
    assert bool(record_of(listed)["locationAccess"]) == ("reports" in body), "only a reply stands in a list"


@pytest.mark.parametrize("listed", [False, True])
def test_kp_53_a_name_for_an_e_mail_that_is_known_renames_and_never_opens_everything(listed: bool) -> None:
    body = {"name": "Renamed", "email": " Manager@Example.com"}
    after, _, (told,) = taken([body] if listed else body, tenant=DEMO, tree=TREE)
    before = record_of(DEMO, "manager@example.com")
    assert record_of(after, "manager@example.com") == {**before, "name": "Renamed"}
    assert "only renamed, as by PUT (KP-53)" in told and '"accessType": "Unrestricted"' in told
    after, _, _ = taken({"name": "F", "email": "former@example.com"}, tenant=DEMO, tree=TREE)
    assert after.principals["former@example.com"].roles == () and after.principals["former@example.com"].extra == {
        "name": "F"
    }


def test_kp_53_an_e_mail_that_is_known_and_alone_is_refused_with_how_to_say_full_access() -> None:
    told = refused({"email": "manager@example.com"})
    assert "name: missing: an e-mail alone says nothing of manager@example.com" in told
    assert 'full access is given by "accessType": "Unrestricted"' in told


def test_ks_08_a_post_for_an_e_mail_that_is_known_without_its_access_type_is_full_access_and_warned_of() -> None:
    body = {"name": "M", "email": "manager@example.com", "suppressNotificationEmails": True}
    after, _, warnings = taken(body, tenant=DEMO, tree=TREE)
    assert record_of(after, "manager@example.com")["accessType"] == "Unrestricted"
    assert any("FULL ACCESS" in one for one in warnings)


def test_kp_09_a_restricted_reply_of_a_user_with_full_access_keeps_nothing() -> None:
    reply: dict[str, Any] = {**USER, "email": "admin@example.com", "employeeGroups": [], "reports": None}
    after, _, warnings = taken(reply, tenant=DEMO, tree=TREE)
    assert record_of(after, "admin@example.com")["accessType"] == "Restricted"
    assert any("opens nothing at all" in warning for warning in warnings)


@pytest.mark.parametrize(
    "section",
    [
        {"reports": {"accessType": "None", "noReportingRestriction": True}},
        {"kioskAccess": {"accessType": "None", "kiosks": [5]}},
        {"employeeGroups": [{"employeeGroupId": 113, "permissions": ""}]},
        {"locationAccess": [{"filterType": "Location", "locationIds": [], "permissions": "ViewRosters"}]},
        {"payrollAccess": {"payRunApprovalAccess": "PayRunApproverSelectedSchedules"}},
    ],
)
def test_kp_03_sections_that_open_nothing_are_warned_of(section: Any) -> None:
    _, _, warnings = taken({**USER, **section}, tenant=DEMO, tree=TREE)
    assert any("no section of this restricted record gives a right" in warning for warning in warnings)


def test_kp_22_a_list_of_kiosks_beside_none_is_warned_of() -> None:
    for section in ({"kiosks": [5]}, {"permissions": "AddEmployeeFromKiosk"}):
        _, _, warnings = taken({**USER, "kioskAccess": section}, tenant=DEMO, tree=TREE)
        assert any("None opens no kiosk" in warning for warning in warnings)


def test_kp_57_what_the_vendor_returns_brings_a_new_name_and_a_post_does_not() -> None:
    renamed: dict[str, Any] = {**USER, "name": "V", "employeeGroups": [], "reports": None}
    tenant = known(employeeGroups=[])
    after, _, warnings = taken([renamed], tenant=tenant, tree=TREE)
    assert record_of(after)["name"] == "V"
    assert any("u@example.com was known as 'U' and is 'V' now" in warning for warning in warnings)
    whole = {**renamed, "locationAccess": [], "kioskAccess": None, "payrollAccess": None}
    assert record_of(taken(whole, tenant=tenant, tree=TREE)[0])["name"] == "V"
    for order in ({"mergeExistingAccess": True}, {"suppressNotificationEmails": False}):
        after, _, warnings = taken({**renamed, **order}, tenant=tenant, tree=TREE)
        assert record_of(after)["name"] == "U" and any("which stays (KP-57)" in warning for warning in warnings)


def test_kp_56_what_merging_makes_is_warned_of_and_not_the_part_that_comes_in() -> None:
    tenant = known(
        kioskAccess={"accessType": "SpecificKiosks", "kiosks": [5]},
        payrollAccess={"payRunApprovalAccess": "PaymentApproverSelectedSchedules", FOR_APPROVAL: [7]},
    )
    merging = {**USER, "mergeExistingAccess": True}
    for part in ({"kiosks": [6]}, {"permissions": "AddEmployeeFromKiosk"}):
        _, _, warnings = taken({**merging, "kioskAccess": part}, tenant=tenant, tree=TREE)
        assert warnings == []
    same = {"payRunApprovalAccess": "PaymentApproverSelectedSchedules"}
    after, _, warnings = taken({**merging, "payrollAccess": same}, tenant=tenant, tree=TREE)
    assert (warnings, record_of(after)["payrollAccess"][FOR_APPROVAL]) == ([], [7])
    _, _, (inert,) = taken({**merging, "payrollAccess": {FOR_APPROVAL: [8]}}, tenant=tenant, tree=TREE)
    assert f"payrollAccess.{FOR_APPROVAL}: pay schedule 8 has approval switched off" in inert


@pytest.mark.parametrize("access", ["PayRunApproverAllSchedules", "PaymentApproverAllSchedules"])
def test_kp_31_a_right_for_all_schedules_is_warned_of_where_approval_is_off(access: str) -> None:
    _, _, warnings = taken({**USER, "payrollAccess": {"payRunApprovalAccess": access}}, tenant=DEMO, tree=TREE)
    assert [warning for warning in warnings if "(KP-31)" in warning] == [
        "0.json: payrollAccess.payRunApprovalAccess: pay schedule 8 has approval switched off, so the right is inert "
        "there (KP-31)"
    ]


def test_kp_02_what_merging_drops_beside_full_access_is_warned_of() -> None:
    body = {**USER, "email": "admin@example.com", "mergeExistingAccess": True, "locationAccess": LOCATIONS}
    after, _, warnings = taken(body, tenant=DEMO, tree=TREE)
    assert record_of(after, "admin@example.com")["accessType"] == "Unrestricted"
    assert any("merging leaves admin@example.com with full access, not Restricted (KP-56)" in one for one in warnings)
    assert any("locationAccess add nothing to full access and are dropped (KP-02)" in one for one in warnings)


def test_kp_02_merging_without_an_access_type_for_a_new_e_mail_warns_of_both() -> None:
    body = {"name": "U", "email": "u@example.com", "mergeExistingAccess": True, "locationAccess": LOCATIONS}
    after, _, warnings = taken(body, tenant=DEMO, tree=TREE)
    assert record_of(after)["accessType"] == "Unrestricted"
    assert any("FULL ACCESS" in one for one in warnings) and any("are dropped (KP-02)" in one for one in warnings)


def test_a_refused_record_is_not_warned_of_too() -> None:
    told: list[str] = []
    body = {**USER, "employeeGroups": [{"employeeGroupId": 999, "permissions": "ViewExpenses"}]}
    with pytest.raises(BundleError):
        read_files(DEMO, TREE, [("a.json", json.dumps(body))], told.append)
    assert told == []
    bundle = json.loads(write_bundle(DEMO, rows_of(TREE)))
    bundle["users"][1]["access"]["reports"] = {"accessType": "None"}
    assert read_bundle(json.dumps(bundle), "b.json").warnings == BUNDLE.warnings
