"""Whatever stands in a field of the vendor's objects: it is refused in a sentence, or taken and given back."""

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rolescope.rights.engine import Engine
from rolescope.rights.model import Subject, facts
from rolescope.systems.bundle import read_bundle, write_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.catalogue import rows_of
from rolescope.systems.keypay.verify import differences, read_said
from rolescope.systems.keypay.writing import everything
from tests.keypay.test_formats import taken
from tests.keypay.test_scenarios import BUNDLE, DEMO, MANAGER, TREE, said

SOUND: dict[str, dict[str, Any]] = {
    "location": {"id": 20, "parentId": 10, "name": "Store", "fullyQualifiedName": "North / Store", "source": "ERP"},
    "group": {"id": 113, "name": "Team", "filterCombinationStrategy": "Or", "filters": [
        {"filterType": "Employee", "operator": "In", "value": "1,2"}]},
    "kiosk": {"id": 5, "name": "Gate", "locationId": 10, "canAddEmployees": True,
        "availableToAllRestrictedUsersWithKioskAccess": False},
    "schedule": {"id": 7, "name": "Weekly", "frequency": "Weekly",
        "payScheduleApprovalSettings": {"requireApproval": True},
        "paySchedulePaymentApprovalSettings": {"requireApproval": True}},
    "employee": {"id": 1, "firstName": "Ada", "surname": "North", "displayName": None, "name": None,
        "email": "ada@example.com", "primaryLocation": {"id": 10, "name": "North"}, "primaryLocationId": 10,
        "homeLocationId": 10, "paySchedule": "Weekly", "employmentType": "Casual", "employingEntityId": 3,
        "tags": ["night"]},
    "record": {"accessType": "Restricted", "name": "M", "email": MANAGER,
        "employeeGroups": [{"employeeGroupId": 113, "permissions": "ViewExpenses"}],
        "locationAccess": [{"filterType": "Location", "locationIds": [10], "permissions": "ViewRosters"}],
        "reports": {"accessType": "SpecificReports", "specificReports": "11", "noReportingRestriction": False},
        "kioskAccess": {"accessType": "SpecificKiosks", "kiosks": [5], "permissions": "AddEmployeeFromKiosk"},
        "payrollAccess": {"approveElectronicPayrollLodgement": False, "userBusinessRestrictionCount": 1,
            "payRunApprovalAccess": "PayRunApproverSelectedSchedules", "payRunCreationAccess": None,
            "selectedPaySchedulesForPayRunApproval": [7], "selectedPaySchedulesForPayRunCreation": []},
        "mergeExistingAccess": False, "suppressNotificationEmails": True},
    "lookup": {"id": "11", "name": "Timesheets Report"},
}  # fmt: skip
"""A sound object of each kind, with every field that is read."""

WRONG: list[Any] = [
    None, True, 0, -1, 999, 1.5, 1e999, "", "abc", "1", "\ud800",
    [], {}, [1], [[1]], [{}], ["1"], {"Id": 10}, {"id": []},
]  # fmt: skip
"""Values of every type, few of them right anywhere."""
values = st.sampled_from(WRONG) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def fields(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values in an object."""
    pairs = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from fields(value, (*path, key))


def put(raw: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The object with another value in one field."""
    found = deepcopy(raw)
    inside: Any = found
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return found


def is_refused_or_kept(found: Any) -> None:
    """Refused in sentences; or it can be written in both formats and read again, and nothing is lost."""
    try:
        tenant, tree, _ = taken(found, tenant=DEMO, tree=TREE)
    except BundleError:
        return
    again, after, _ = taken(list(everything(tenant, tree)), tenant=tenant, tree=tree)
    assert (facts(again), rows_of(after)) == (facts(tenant), rows_of(tree))
    bundle = read_bundle(write_bundle(tenant, rows_of(tree)), "b.json")
    assert (facts(bundle.tenant), rows_of(bundle.tree)) == (facts(tenant), rows_of(tree))
    Engine(SYSTEM, tree).evaluate(tenant)


PLACES = [(kind, path) for kind, raw in SOUND.items() for path in fields(raw)]


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_object_of_each_kind_is_taken(kind: str) -> None:
    taken(SOUND[kind], tenant=DEMO, tree=TREE)


@pytest.mark.parametrize("kind", SOUND)
def test_a_wrong_value_in_any_field_is_refused_or_written_again(kind: str) -> None:
    for path in fields(SOUND[kind]):
        for value in WRONG:
            with suppress(BundleError):
                tenant, tree, _ = taken(put(SOUND[kind], path, value), tenant=DEMO, tree=TREE)
                list(everything(tenant, tree))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(PLACES), values, values)
def test_any_two_values_in_any_fields_are_refused_or_kept(one: Any, other: Any, value: Any, second: Any) -> None:
    kind, path = one
    found = put(SOUND[kind], path, value)
    if other[0] == kind:
        try:
            found = put(found, other[1], second)
        except (TypeError, KeyError, IndexError):
            return
    is_refused_or_kept(found)


SUMMARY = said(MANAGER) | {"kiosks": [{"id": 5, "name": "Gate"}], "locationPermissions": [{"id": [10]}]}


@settings(deadline=None)
@given(st.sampled_from(list(fields(SUMMARY))), values)
def test_any_value_in_a_summary_is_refused_or_held_against_the_prediction(path: tuple[Any, ...], value: Any) -> None:
    outcome = Engine(SYSTEM, BUNDLE.tree).evaluate(DEMO)
    try:
        listed = read_said(json.dumps([put(SUMMARY, path, value)]), "s.json", TREE)
    except BundleError:
        return
    for each in listed:
        assert all(one.reason for one in differences(outcome, Subject(MANAGER, None), each))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"employeeGroups": [113]}, "employeeGroups[0]: expected an object, not 113"),
        ({"locationAccess": [True]}, "locationAccess[0]: expected an object, not true"),
        (
            {"employeeGroups": [{"employeeGroupId": "113"}]},
            "expected the id of an employee group, not '113'",
        ),
        ({"reports": {"accessType": "None", "noReportingRestriction": {"a": None}}}, 'not {"a": null}'),
        ({"employeeGroups": [{"employeeGroupId": 113, "permissions": True}]}, "separated by commas, not true"),
    ],
)
def test_one_mistake_is_one_fault_and_values_are_told_as_json_has_them(said: Any, told: str) -> None:
    body = {"accessType": "Restricted", "email": "manager@example.com", **said}
    with pytest.raises(BundleError) as refused:
        taken(body, tenant=DEMO, tree=TREE)
    (problem,) = refused.value.problems
    assert told in str(problem)


def test_a_location_in_one_that_is_not_there_is_refused_with_its_place() -> None:
    with pytest.raises(BundleError) as refused:
        taken([{"id": 50, "name": "L", "parentId": 77}], tenant=DEMO, tree=TREE)
    assert str(refused.value) == "0.json: [0].parentId: there is no location 77 in the business"


@pytest.mark.parametrize("number", [0, "0", 1])
def test_kp_49_every_number_of_permissions_is_warned_of(number: Any) -> None:
    rule = {"employeeGroupId": 113, "permissions": number}
    body = {"accessType": "Restricted", "email": "manager@example.com", "employeeGroups": [rule]}
    _, _, warnings = taken(body, tenant=DEMO, tree=TREE)
    assert any("(KP-49)" in warning and f"the number {number} is read as" in warning for warning in warnings)
