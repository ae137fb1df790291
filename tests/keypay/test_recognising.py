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
        ("accessType = Unrestricted\nemail = x@y.z", 'as in {"accessType": "Unrestricted", "email": "x@y.z", ...}'),
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


def test_an_empty_list_is_told_to_be_empty() -> None:
    with pytest.raises(BundleError, match="an empty list, of which nothing can be taken"):
        read_bundle("[]", "b.json")


def test_text_without_any_space_is_judged_in_no_time() -> None:
    assert mistake_of("accessType/" + "/?" * 300_000)
