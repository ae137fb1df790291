"""Files with the records of a whole business: as if each came in alone, in a time that grows with their number."""

from __future__ import annotations

import json
import time
from typing import Any

from rolescope.rights.edits import apply
from rolescope.rights.model import Tenant, facts
from rolescope.systems.keypay.formats import read_files
from rolescope.systems.keypay.people import post
from tests.keypay.test_scenarios import BUSINESS, DEMO, TREE


def _taken(records: list[Any]) -> tuple[Tenant, list[str]]:
    warnings: list[str] = []
    tenant, _ = read_files(DEMO, TREE, [("records.json", json.dumps(records))], warnings.append)
    return tenant, warnings


def _record(number: int, **more: Any) -> dict[str, Any]:
    person = {"name": f"New {number}", "email": f"New{number}@Example.com"}
    return {"accessType": "Restricted", **person, "mergeExistingAccess": False, **more}


def test_records_of_one_file_come_to_what_they_come_to_one_by_one() -> None:
    known = [{"accessType": "Unrestricted", "email": name.upper()} for name in list(DEMO.principals)[:3]]
    again = _record(1, email="new1@example.COM ", accessType="Unrestricted", mergeExistingAccess=True)
    records = [*known, _record(1), _record(2), again]
    expected = DEMO
    for record in records:
        edit = post(expected, BUSINESS, record).edit
        expected = expected if edit is None else apply(edit, expected, TREE)[0]
    found, _ = _taken(records)
    assert facts(found) == facts(expected)
    assert list(found.roles) == list(expected.roles) and list(found.principals) == list(expected.principals)


def test_kp_59_who_is_the_last_with_full_access_is_known_in_the_middle_of_a_file() -> None:
    full = [name for name in DEMO.principals if _is_full(DEMO, name)]
    assert full
    _, warnings = _taken([{"accessType": "Restricted", "email": name} for name in full])
    told = [warning for warning in warnings if "is the last user with full access" in warning]
    assert len(told) == 1 and full[-1] in told[0]
    _, warnings = _taken(
        [_record(1, accessType="Unrestricted"), *({"accessType": "Restricted", "email": name} for name in full)]
    )
    assert not [warning for warning in warnings if "is the last user with full access" in warning]


def _is_full(tenant: Tenant, name: str) -> bool:
    return any(
        "Unrestricted" in rights
        for held in tenant.principals[name].roles
        for rights in tenant.roles[held.role].grants.values()
    )


def test_eight_times_the_records_take_about_eight_times_as_long() -> None:
    def seconds(count: int) -> float:
        text, least = json.dumps([_record(number) for number in range(count)]), 60.0
        for _ in range(3):
            began = time.perf_counter()
            read_files(DEMO, TREE, [("records.json", text)], lambda warning: None)
            least = min(least, time.perf_counter() - began)
        return least

    assert seconds(4_000) < 20 * seconds(500)
