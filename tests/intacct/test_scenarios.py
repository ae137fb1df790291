"""The acceptance scenarios asked of the demo's Intacct company: all that need no server.

S17, S21 and S24 to S26 are also in the tests of formats, bodies and queries; S22 and S28 are about HTTP alone."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rolescope.resources import data_path
from rolescope.rights.edits import (
    Edit,
    EditError,
    PutSettings,
    RemoveGroup,
    RemoveRole,
    SetGrant,
    SetProfile,
    SetRoles,
    SetSetting,
    SetStatus,
    apply_all,
)
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.explain import Explanation, explain
from rolescope.rights.impact import SubjectImpact, impact
from rolescope.rights.model import Assignment, Rights, Subject, Tenant
from rolescope.rights.planes import bits
from rolescope.systems.bundle import read_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import builtin_tree
from rolescope.systems.intacct.formats import read_files

TREE = builtin_tree()
DEMO = read_bundle(data_path("demo-intacct.json").read_text("utf-8"), "demo-intacct.json").tenant
VENDORS, BILLS, USERS = "accountsPayable/vendors", "accountsPayable/bills", "administration/users"
CONTRACT, JOURNALS = "contracts/contract", "generalLedger/journalEntries"


class Preview:
    """What the preview shows of one user after some edits."""

    def __init__(self, user: str, *edits: Edit, method: str = "api", tenant: Tenant = DEMO) -> None:
        self.tenant = apply_all(edits, tenant, TREE)
        self.subject = Subject(user, None, method=method)
        self.outcome: Outcome = Engine(SYSTEM, TREE).evaluate(self.tenant)

    def live(self, place: str) -> set[str]:
        """The certain rights at a permission."""
        return set(self.outcome.rights_at(self.subject, TREE.index[place])[0])

    def possible(self, place: str) -> set[str]:
        return set(self.outcome.rights_at(self.subject, TREE.index[place])[1])

    def answers(self, place: str) -> tuple[str, str]:
        """Export and import."""
        node = TREE.index[place]
        return self.outcome.answer(self.subject, node, "export"), self.outcome.answer(self.subject, node, "import")

    def remark(self, place: str) -> str:
        return self.outcome.remark(self.subject, TREE.index[place], "import")

    def why(self, place: str, asked: str) -> Explanation:
        return explain(self.outcome, self.subject, TREE.index[place], asked)

    def headline(self, place: str, asked: str) -> str:
        found = self.why(place, asked).headline
        return found.code if found else ""

    def cause(self, place: str, asked: str, layer: str) -> str:
        return next(step.cause for step in self.why(place, asked).steps if step.name == layer)

    def codes(self, place: str, asked: str) -> set[str]:
        """The codes of whatever does not just pass."""
        return {step.code for step in self.why(place, asked).steps if step.code}


def test_s01_two_roles_add_up_and_each_right_names_its_role() -> None:
    vendor_sync = Preview("vendor-sync")
    assert vendor_sync.live(VENDORS) == {"list", "readonly", "add"}
    assert vendor_sync.answers(VENDORS) == ("yes", "partly")
    assert vendor_sync.remark(VENDORS) == "C"
    told = vendor_sync.cause(VENDORS, "import", "grant")
    assert "role Vendor Reader gives List, View" in told and "role Vendor Maker gives Add" in told


def test_s02_a_role_through_a_group_gives_the_same_and_says_so() -> None:
    through = Preview("vendor-group")
    assert through.live(VENDORS) == Preview("vendor-sync").live(VENDORS)
    assert "group AP Team → role Vendor Maker gives Add" in through.cause(VENDORS, "add", "grant")


@pytest.mark.parametrize("place", [VENDORS, BILLS, "administration/users"])
def test_s03_without_any_role_nothing_is_live(place: str) -> None:
    assert Preview("new-api").live(place) == set()
    assert Preview("new-api").headline(place, "export") == "NO_ROLE"


def test_s04_an_empty_role_is_called_that() -> None:
    assert Preview("empty-api").headline(VENDORS, "export") == "EMPTY_ROLE"
    assert "TYPE_CEILING" not in Preview("empty-api").codes(VENDORS, "export")


@pytest.mark.parametrize("method", ["api", "ui"])
def test_s05_a_slide_in_role_gives_nothing_on_direct_login(method: str) -> None:
    assert Preview("slide-in", method=method).headline(BILLS, "list") == "ROLE_NOT_FOR_METHOD"
    assert Preview("login-in", method=method).live(BILLS) == {"list"}


def test_s06_an_employee_only_reads_customers() -> None:
    customers, app = "accountsReceivable/customers", Preview("expense-app")
    assert app.live(customers) == {"list", "readonly"}
    assert app.answers(customers) == ("yes", "no")
    for right in ("add", "modify"):
        assert app.headline(customers, right) == "TYPE_CEILING"


def test_s07_an_unknown_ceiling_is_flagged_and_only_possible() -> None:
    place, scan = "cashManagement/checkingAccounts", Preview("warehouse-scan")
    assert (scan.live(place), scan.possible(place)) == (set(), {"list"})
    assert scan.why(place, "list").answer == "unknown"
    assert scan.codes(place, "list") == {"CEILING_UNKNOWN"}


def test_s08_add_without_list_is_granted_but_inert() -> None:
    add_only = Preview("vendor-add")
    assert add_only.answers(VENDORS) == ("no", "no")
    assert add_only.remark(VENDORS) == "inert"
    assert add_only.headline(VENDORS, "import") == add_only.headline(VENDORS, "add") == "NEEDS_list"
    assert "granted but inert" in add_only.cause(VENDORS, "add", "prerequisite")


def test_s09_view_without_list_works_with_a_warning() -> None:
    place, viewer = "generalLedger/accountGroups", Preview("group-viewer")
    assert viewer.live(place) == {"readonly"}
    assert viewer.answers(place)[0] == "partly"
    step = next(step for step in viewer.why(place, "readonly").steps if step.name == "prerequisite")
    assert (step.verdict, step.code, step.rule) == ("flag", "NEEDS_list", "IA-31")


def test_s10_reclass_needs_edit_and_lives_once_it_is_ticked() -> None:
    assert Preview("reclass-bot").headline(JOURNALS, "reclass") == "NEEDS_modify"
    ticked = SetGrant("Reclass Clerk", JOURNALS, frozenset({"list", "readonly", "modify", "reclass"}))
    assert "reclass" in Preview("reclass-bot", ticked).live(JOURNALS)


def test_s11_cancel_works_only_together_with_edit() -> None:
    assert Preview("contract-cancel").headline(CONTRACT, "cancel") == "NEEDS_modify"
    ticked = SetGrant("Contract Canceller", CONTRACT, frozenset({"list", "readonly", "modify", "cancel"}))
    assert "cancel" in Preview("contract-cancel", ticked).live(CONTRACT)


def test_s12_add_without_post_makes_drafts_only() -> None:
    assert Preview("contract-drafts").remark(CONTRACT) == "C · drafts only"
    notes = Preview("contract-drafts").why(CONTRACT, "import").notes
    assert "IA-34" in [note.rule for note in notes]


def test_s13_full_admin_brings_users_but_no_bills() -> None:
    admin = Preview("full-admin")
    assert admin.live(USERS) == {"list", "readonly", "add", "modify", "permission", "group"}
    assert "without any grant" in admin.cause(USERS, "modify", "admin")
    assert admin.live(BILLS) == set()
    assert admin.headline(BILLS, "export") == "NOT_GRANTED"


def test_s14_a_module_that_is_not_subscribed_keeps_its_grants_without_effect() -> None:
    place, api = "construction/complianceRecords", Preview("compliance-api")
    assert (api.live(place), api.headline(place, "export")) == (set(), "NOT_SUBSCRIBED")
    assert "role Compliance gives List" in api.cause(place, "export", "grant")
    kept = [module for module in DEMO.settings["subscriptions"] if module != "contracts"]
    without = Preview("contract-drafts", SetSetting("subscriptions", kept))
    assert without.headline(CONTRACT, "list") == "NOT_SUBSCRIBED"


@pytest.mark.parametrize(("status", "code"), [("inactive", "USER_INACTIVE"), ("lockedOut", "USER_LOCKED")])
def test_s15_who_cannot_sign_in_has_nothing_live_but_keeps_the_would_be_rights(status: str, code: str) -> None:
    closed = Preview("vendor-sync", SetStatus("vendor-sync", status))
    assert closed.live(VENDORS) == set()
    assert closed.headline(VENDORS, "export") == code
    would_be = closed.outcome.effective(closed.subject).granted.at(TREE.index[VENDORS])
    assert {SYSTEM.rights[number] for number in would_be} == {"list", "readonly", "add"}


def test_s16_web_services_off_closes_the_api_alone() -> None:
    off: dict[str, Any] = {"web_services": {"enabled": False}}
    api = Preview("vendor-sync", SetProfile("vendor-sync", off))
    assert (api.live(VENDORS), api.headline(VENDORS, "export")) == (set(), "API_OFF")
    by_hand = Preview("vendor-sync", SetProfile("vendor-sync", off), method="ui")
    assert by_hand.live(VENDORS) == {"list", "readonly", "add"}


def losers(*edits: Edit) -> dict[str, SubjectImpact]:
    """Who loses anything by some edits, and what."""
    before = Preview("vendor-sync").outcome
    after = before.engine.evaluate(apply_all(edits, DEMO, TREE), before)
    changes = {str(change.subject.principal): change for change in impact(before, after)}
    return {user: change for user, change in changes.items() if change.deltas["export"].lost or change.rights}


def test_s18_a_file_with_one_right_that_nobody_knows_changes_nothing() -> None:
    role: dict[str, Any] = {"id": "Vendor Reader", "applyTo": "loginOnly", "rolePermissionAssignments": []}
    wrong = {"permission": {"module": "accountsPayable", "name": "vendors"}, "accessRights": ["lst"]}
    files = [("good.json", json.dumps(role)), ("bad.json", json.dumps({**role, "rolePermissionAssignments": [wrong]}))]
    with pytest.raises(BundleError, match="did you mean 'list'"):
        read_files(DEMO, TREE, files, print)
    assert "apply_to" not in DEMO.roles["Vendor Reader"].extra


def test_s19_removing_a_role_that_is_held_shows_everybody_who_loses_by_it() -> None:
    holders = {user.name for user in DEMO.principals.values() if Assignment("Vendor Maker") in user.roles}
    members = {user.name for user in DEMO.principals.values() if "AP Team" in user.groups}
    live = {user for user in holders | members if "add" in Preview(user).live(VENDORS)}
    kept = {user for user in live if "add" in Preview(user, RemoveRole("Vendor Maker")).live(VENDORS)}
    assert live < holders | members, "somebody holds it without any effect"
    assert set(losers(RemoveRole("Vendor Maker"))) == live - kept != set()


def test_s20_replacing_a_users_roles_by_one_of_two_shows_what_the_other_gave() -> None:
    lost = losers(SetRoles("vendor-sync", (Assignment("Vendor Reader"),)))
    assert set(lost) == {"vendor-sync"}
    assert list(bits(lost["vendor-sync"].rights)) == [TREE.index[VENDORS]]


def test_s27_who_may_not_see_permissions_lacks_the_right_in_the_grant_step() -> None:
    caller = SetProfile("vendor-sync", {"type": "business", "admin": "limited"})
    seeing = SetGrant("Vendor Reader", USERS, frozenset({"list", "readonly"}))
    limited = Preview("vendor-sync", caller, seeing)
    assert limited.live(USERS) == {"list", "readonly"}
    assert limited.headline(USERS, "permission") == "NOT_GRANTED"
    (stop,) = limited.why(USERS, "permission").stops
    assert (stop.name, stop.rule) == ("grant", "IA-06")
    assert "none of 2 roles gives Permissions: role Vendor Reader gives List, View" in stop.cause
    # IA-23: being a limited admin is no help. Whoever has the right, or is a full admin, may see them.
    assert limited.cause(USERS, "permission", "admin") == "limited admin privileges add nothing by themselves"
    granted = SetGrant("Vendor Reader", USERS, frozenset({"list", "readonly", "permission"}))
    assert Preview("vendor-sync", caller, granted).live(USERS) == {"list", "readonly", "permission"}
    full = SetProfile("vendor-sync", {"type": "business", "admin": "full"})
    assert Preview("vendor-sync", full).why(USERS, "permission").answer == "yes"


def test_s23_a_row_that_only_offers_list_exports_with_list_alone() -> None:
    place = "myAccounting/switchToMyAccounting"
    assert Preview("switcher").answers(place) == ("yes", "n/a")
    found = TREE.nodes[TREE.index[place]].attributes
    assert (found["key"], found["permissionGroup"], found["allowedAccessRights"]) == (
        "1",
        "activitiesAndLists",
        ["list"],
    )


def test_ia_58_where_a_row_has_nothing_to_import_no_role_is_blamed_for_it() -> None:
    preview = Preview("vendor-sync")
    place = "myAccounting/switchToMyAccounting"
    assert preview.answers(place)[1] == "n/a"
    causes = [step.cause for step in preview.why(place, "import").stops if step.name == "grant"]
    assert causes == ["NOT_GRANTED: the permission offers no right of this kind that could be granted"]


def test_ia58_roles_that_give_all_that_is_needed_are_not_blamed_for_what_the_user_type_takes() -> None:
    manager = Preview("site-manager")
    assert manager.answers(JOURNALS)[1] == "no"
    verdicts = {step.name: step.verdict for step in manager.why(JOURNALS, "import").steps}
    assert (verdicts["grant"], verdicts["user type"]) == ("pass", "stop")


def test_ia_06_more_rights_than_can_be_read_at_a_glance_are_told_as_a_kind() -> None:
    (stop,) = [step for step in Preview("vendor-sync").why(BILLS, "import").stops if step.name == "grant"]
    assert "a right of this kind" in stop.cause


def test_s29_a_user_based_company_counts_direct_grants_and_takes_no_roles() -> None:
    user_based = SetSetting("mode", "user_based")
    direct = Preview("direct-grant", user_based)
    assert direct.live(VENDORS) == {"list"}
    assert "granted on the user itself" in direct.cause(VENDORS, "list", "grant")
    assert direct.headline("cashManagement/checkingAccounts", "list") == "WRONG_MODE"
    assert Preview("direct-grant").headline(VENDORS, "list") == "WRONG_MODE"
    text = data_path("demo-intacct.json").read_text("utf-8").replace('"role_based"', '"user_based"')
    with pytest.raises(BundleError, match="IA-04"):
        read_bundle(text, "bundle")


def test_s30_a_right_outside_the_row_is_flagged_on_a_subset_row_and_refused_on_a_full_one() -> None:
    entry = Preview("bill-entry")
    assert entry.possible(BILLS) == {"submit"}
    assert entry.codes(BILLS, "submit") == {"NOT_GRANTABLE"}
    role = DEMO.roles["Vendor Reader"]
    more: Rights = frozenset({"submit"})
    assert SYSTEM.grant_edits(TREE, role, TREE.index[BILLS], more, False)
    with pytest.raises(EditError, match="IA-14"):
        SYSTEM.grant_edits(TREE, role, TREE.index[JOURNALS], more, False)


def test_s31_api_proxy_is_for_users_who_only_come_in_over_web_services() -> None:
    place = "projects/approveTimesheets"
    assert Preview("timesheet-ui").headline(place, "apiProxy") == "NEEDS_isRestricted"
    assert Preview("timesheet-api").live(place) == {"list", "apiProxy"}


def test_s32_removing_a_group_shows_every_right_that_is_lost_before_anything_is_written() -> None:
    before = Preview("vendor-group").outcome
    after = before.engine.evaluate(apply_all([RemoveGroup("AP Team")], DEMO, TREE), before)
    lost = {change.subject.principal: change for change in impact(before, after)}
    assert set(lost) == {"vendor-group"}
    assert lost["vendor-group"].nodes >> TREE.index[VENDORS] & 1
    assert DEMO.groups["AP Team"].roles == ("Vendor Maker",)


def test_ia63_without_settings_the_company_is_role_based_and_has_every_module() -> None:
    bare = Preview("compliance-api", PutSettings({}))
    assert bare.answers("construction/complianceRecords") == ("yes", "yes")
    assert "no list of subscriptions" in bare.cause("construction/complianceRecords", "export", "subscription")


def test_a_subject_of_the_interface_is_not_one_of_the_rows() -> None:
    outcome = Preview("vendor-sync").outcome
    assert replace(outcome.subjects[0], method="ui") not in outcome.subjects
