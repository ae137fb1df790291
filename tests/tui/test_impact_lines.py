"""What Review says of an edit, as lines."""

import pytest

from rolescope.resources import data_path
from rolescope.rights.deciding import Deciding
from rolescope.rights.edits import (
    AddCredential,
    Edit,
    RemoveCredential,
    RemovePrincipal,
    SetGrant,
    SetRoles,
    SetSetting,
    apply_all,
)
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.impact import impact
from rolescope.rights.model import Credential
from rolescope.rights.moves import moves, states
from rolescope.systems import system
from rolescope.systems.bundle import read_bundle
from rolescope.tui.glyphs import UNICODE
from rolescope.tui.pages.impact import affected, impact_lines
from tests.payspace.building import BANKING, LEVEL, evaluate, role, tenant

API, POSITION = "API Integration", "employee/basic-information/position"


def demo_of(name: str) -> Outcome:
    bundle = read_bundle(data_path(f"{name}.json").read_text("utf-8"), f"{name}.json")
    return Engine(system(bundle.tenant.system), bundle.tree).evaluate(bundle.tenant)


def both(name: str, *edits: Edit) -> tuple[Outcome, Outcome]:
    before = demo_of(name)
    return before, before.engine.evaluate(apply_all(edits, before.tenant, before.tree), before)


def lines(name: str, *edits: Edit) -> list[str]:
    return told_of(*both(name, *edits))


def told_of(before: Outcome, after: Outcome) -> list[str]:
    return [text for text, *_ in impact_lines(impact(before, after), before, after, UNICODE, after.policy.hidden)]


def about(found: list[str], who: str) -> list[str]:
    """The lines about one row."""
    start = found.index(who) + 1
    end = next((n for n, text in enumerate(found[start:], start) if not text.startswith(" ")), len(found))
    return [text.strip() for text in found[start:end]]


def test_who_only_works_by_hand_is_named_with_what_is_lost() -> None:
    edit = SetGrant("Customer Desk", "accountsReceivable/customers", frozenset({"list"}))
    assert about(lines("demo-intacct", edit), "desk-user") == [
        "by hand alone, loses rights: Accounts Receivable (Customers)"
    ]


def test_each_reason_is_told_with_what_it_is_about_and_those_of_most_nodes_first() -> None:
    found = lines(
        "demo",
        SetGrant(API, "employee/leave", LEVEL["read_only"]),
        SetGrant(API, "employee/basic-information/dependants", LEVEL["deny"]),
        SetGrant(API, f"{POSITION}/effective-date", LEVEL["deny"]),
        SetGrant(API, f"{POSITION}/comments", LEVEL["deny"]),
    )
    told = about(found, "hris-sync / hris-prod")
    lost = next(number for number, text in enumerate(told) if text.startswith("loses import of 4 screens, 41 fields"))
    now, beats = "now stopped by layer", "role beats credential (PS-39)"
    assert told[lost + 1 : lost + 5] == [
        "Leave Application (20 fields), Leave › Setup (5 fields), Setup Entitlements (4 fields): "
        f"{now} 3, role {API}: Read only set on Leave; {beats}",
        f"Dependants (17 fields): {now} 3, role {API}: Deny set on Dependants; {beats}",
        f"Position (EffectiveDate): {now} 9, role {API}: the field itself is Deny, stripped from payloads and metadata",
        f"Position (EmployeeNumber): {now} 11, create cannot succeed: required EffectiveDate is below Allow",
    ]


def test_rows_by_company_are_compared_with_what_held_for_all_of_them() -> None:
    told = about(lines("demo", SetSetting("role_per_company", True)), "leave-group / group-prod / DEMO")
    assert told[0] == "gains export of 1 screen and 46 fields (no → yes): Incident Management (46 fields)"
    assert told[1].startswith("was stopped by layer 3, role Read-only Auditor: Deny set on Incident Management")


def test_single_rights_are_told_where_no_level_says_them() -> None:
    edit = SetGrant("Vendor Maker", "accountsPayable/vendors", frozenset({"list"}))
    told = about(lines("demo-intacct", edit), "vendor-group")
    assert told[0] == "import changes for 1 permission (partly → no): Accounts Payable (Vendors)"
    assert told[1].startswith("now stopped by layer 5, NOT_GRANTED: none of 2 roles gives Add, Edit")
    assert told[2:] == ["loses Add (yes → no): Accounts Payable (Vendors)"]


def test_a_yes_that_nobody_knows_any_more_is_no_no() -> None:
    ess = role("ESS", {"employee": "read_only", BANKING: "deny"}, type="employee")
    held = tenant(ess, {"employee": "allow"}, held=[("R2", "")], profile={"level": "employee"})
    before = evaluate(held)
    after = before.engine.evaluate(apply_all([SetRoles("u", ())], held, before.tree), before)
    told = about(told_of(before, after), "u / c")
    (lost,) = (number for number, text in enumerate(told) if text.startswith("loses export"))
    amount = "1 screen, 19 fields and 11 hidden fields"
    assert told[lost] == f"loses export of {amount} (yes → unknown): Banking Details (30 fields)"
    assert told[lost + 1].startswith("now in doubt by layer 2, employee without a role, though ESS links itself")
    assert any(text.startswith("export changes for ") and "(no → unknown)" in text for text in told)


def test_what_the_edition_does_not_have_becomes_n_a() -> None:
    told = about(lines("demo", SetSetting("edition", "Lite")), "leave-app / leave-prod")
    assert told == [
        "loses export of 1 screen, 30 fields and 8 hidden fields (yes → n/a): Job Management (38 fields)",
    ]


def test_no_level_of_the_interface_hangs_on_a_credential() -> None:
    for edit in (
        RemoveCredential("hris-prod"),
        AddCredential(Credential("one-more", "old-payroll", "api.full_access")),
    ):
        assert not [line for line in lines("demo", edit) if "interface only" in line]


def test_those_who_go_lose_everything_without_a_layer() -> None:
    gone = about(lines("demo", RemovePrincipal("hris-sync")), "hris-sync / hris-prod")
    assert gone[0].startswith("loses export of ")
    assert not any("layer" in text for text in gone)


@pytest.mark.parametrize(("enough", "told"), [(0, []), (500, [False, True]), (5_000, [True, True])])
def test_beyond_what_can_be_told_in_time_there_is_an_example_or_nothing(enough: int, told: list[bool]) -> None:
    before, after = both("demo", SetGrant(API, "employee", LEVEL["deny"]))
    change = next(change for change in impact(before, after) if change.subject.credential == "hris-prod")
    was, now = (states(side, change.subject, "export") for side in (before, after))
    (move,) = moves(was, now, change.deltas["export"].nodes)
    decided = Deciding(before, after, enough).of((change.subject, change.subject), "export", move)
    assert [each.for_all for each in decided] == told
    assert {each.layer.number for each in decided} <= {3, 4}


def test_for_how_many_anything_changes_is_told_by_user() -> None:
    before, after = both("demo", SetGrant(API, "employee", LEVEL["deny"]))
    assert affected(impact(before, after)) == "3 API users"
    before, after = both("demo", SetSetting("edition", "Lite"))
    assert affected(impact(before, after)) == "5 API users and 1 credential without a user"
