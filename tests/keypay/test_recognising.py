"""What a file is known by: access records by whatever they say, and what is no file of the vendor's at all."""

import json
from typing import Any

import pytest

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
