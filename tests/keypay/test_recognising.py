"""What a file is known by: access records by whatever they say, and what is no file of the vendor's at all."""

import json
from typing import Any

import pytest

from rolescope.systems.bundle import read_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.keypay.mistakes import mistake_of
from rolescope.systems.vendor import is_vendor_json
from tests.keypay.test_formats import taken
from tests.keypay.test_scenarios import DEMO, TREE

PERSON = {"name": "Y", "email": "y@example.com"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"reports": {"accessType": "SpecificReports", "specificReports": "11"}},
        {"locationAccess": []},
        {"kioskAccess": None},
        {"payrollAccess": {"payRunCreationAccess": "PayRunCreatorAllSchedules"}},
        {"suppressNotificationEmails": True},
    ],
)
def test_kp_01_a_record_without_its_access_type_is_known_as_one_and_is_full_access(said: Any) -> None:
    record = {**PERSON, **said}
    for text in (json.dumps(record), json.dumps([record])):
        assert is_vendor_json(text)
    tenant, _, warnings = taken(record, tenant=DEMO, tree=TREE)
    assert dict(tenant.roles["y@example.com"].grants) == {"user-management": {"Unrestricted"}}
    assert "accessType: missing, so this is FULL ACCESS" in warnings[0]


@pytest.mark.parametrize("other", [{"name": "Y"}, {**PERSON, "id": 3}, {"locationAccess": []}])
def test_what_could_be_anything_is_not_taken_for_a_record(other: Any) -> None:
    assert not is_vendor_json(json.dumps(other))


ADDRESS = "https://api.example.com/api/v2/business/1/access?accessType=Unrestricted&email=x%40y.z"
IN_THE_QUERY = "accessType, email stand in the query string: move them into"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("accessType = Unrestricted\nemail = x@y.z", 'as in {"accessType": "Unrestricted", "email": "x@y.z"}'),
        (ADDRESS, f"Body is empty, but {IN_THE_QUERY} a JSON body."),
        (ADDRESS.partition("access?")[2].join(("?", "")), f"Body is empty, but {IN_THE_QUERY} a JSON body."),
        (f"POST {ADDRESS}", f"Body is empty, but {IN_THE_QUERY} a JSON body."),
        (f'POST {ADDRESS}\n{{"name": "Y"}}', f"import its JSON body alone. {IN_THE_QUERY} it."),
        ('Content-Type: text/plain\napiKey: k\n\n{"accessType": "Restricted"}', 'got "text/plain"'),
        ('Authorization: Basic x\n{"accessType": "Restricted"}', "got none"),
        ('Content-Type: application/json\n\n{"accessType": "Restricted"}', "import its JSON body alone."),
        ("Content-Type: application/json\naccessType: Unrestricted\nemail: x@y.z", "lines of a name, a colon"),
        ("accessType=Unrestricted?&email=x", "key=value pairs"),
    ],
)
def test_what_of_a_request_was_pasted_is_judged_as_what_it_is(text: str, told: str) -> None:
    mistake = mistake_of(text)
    assert mistake is not None and told in mistake


NESTED = (
    "accessType=Restricted&name=Leave%20import&email=x%40example.com&employeeGroups[0].employeeGroupId=113"
    "&employeeGroups[0].permissions=ViewLeaveRequests%2C%20ApproveLeaveRequests%2C%20CreateLeaveRequests"
    "&locationAccess[0][filterType]=Location&locationAccess[0][locationIds][]=10&locationAccess[0][locationIds][]=30"
    "&reports.accessType=AllReports&reports.noReportingRestriction=true&mergeExistingAccess=false"
)
RULES = [{"employeeGroupId": 113, "permissions": "ViewLeaveRequests, ApproveLeaveRequests, CreateLeaveRequests"}]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            NESTED,
            {
                "accessType": "Restricted",
                "name": "Leave import",
                "email": "x@example.com",
                "employeeGroups": RULES,
                "locationAccess": [{"filterType": "Location", "locationIds": [10, 30]}],
                "reports": {"accessType": "AllReports", "noReportingRestriction": True},
                "mergeExistingAccess": False,
            },
        ),
        (
            f"email=x@example.com&name=X&employeeGroups={json.dumps(RULES)}",
            {"email": "x@example.com", "name": "X", "employeeGroups": RULES},
        ),
        ("email=x%40example.com&name=X", {"email": "x@example.com", "name": "X"}),
        ("{accessType=Restricted, email=x@example.com}", {"accessType": "Restricted", "email": "x@example.com"}),
        (
            '{"accessType"="Restricted",\n "name"="Leave, import"}',
            {"accessType": "Restricted", "name": "Leave, import"},
        ),
        ('"accessType"="Restricted"\n"name"="X"', {"accessType": "Restricted", "name": "X"}),
        (
            "accessType=Restricted&email=a@b.example&employeeGroupId=113&permissions=ViewExpenses",
            {
                "accessType": "Restricted",
                "email": "a@b.example",
                "employeeGroups": [{"employeeGroupId": 113, "permissions": "ViewExpenses"}],
            },
        ),
    ],
)
def test_the_advice_for_pairs_is_json_that_says_the_same_and_is_never_cut(text: str, meant: Any) -> None:
    told = mistake_of(text)
    assert told is not None and told.startswith("Body holds key=value pairs: send JSON instead, as in {")
    assert json.loads(told.partition("as in ")[2].removesuffix(".")) == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{“accessType”: “Restricted”}", 'line 1, column 2: “ is a curly quote; type " instead'),
        ('{"name": "X",\n "accessType": ‘Restricted’}', "line 2, column 16: ‘ is a curly quote"),
        ("{'accessType': 'Restricted'}", "line 1, column 2: ' is a single quote; type \" instead"),
        ('{"accessType”: "Restricted"}', "column 13: ” is a curly quote"),
        ("<access><accessType>Restricted</accessType></access>", 'json"; got XML.'),
        (
            '--x\nContent-Disposition: form-data; name="accessType"\n\nRestricted\n--x--',
            'json"; got multipart form data.',
        ),
    ],
)
def test_other_quotes_and_other_forms_are_told_with_what_to_type_or_send(text: str, told: str) -> None:
    mistake = mistake_of(text)
    assert mistake is not None and told in mistake


def test_an_empty_list_is_told_to_be_empty() -> None:
    with pytest.raises(BundleError, match="an empty list, of which nothing can be taken"):
        read_bundle("[]", "b.json")


@pytest.mark.parametrize(
    "text",
    [
        "accessType" + "[0]" * 5000 + "=1",
        "accessType=R&employeeGroups[" + "9" * 5000 + "].employeeGroupId=1",
        "accessType=R&employeeGroups.mergeExistingAccess=true&employeeGroups[0]=x&employeeGroupId=" + "9" * 5000,
        "accessType=R&reports=" + "[" * 100_000,
        '{"accessType": ' + "=" * 100_000,
        "{accessType" + '="' * 50_000,
    ],
)
def test_no_text_is_too_odd_to_be_judged(text: str) -> None:
    assert mistake_of(text)


def test_text_without_any_space_is_judged_in_no_time() -> None:
    assert mistake_of("accessType/" + "/?" * 300_000)
