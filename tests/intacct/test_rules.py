"""The rules of Intacct that decide rights, one test a rule, on a small catalogue."""

from typing import Any

import pytest

from rolescope.rights.edits import EditError, apply_all
from rolescope.rights.engine import Engine
from rolescope.rights.explain import explain
from rolescope.rights.model import Group, Principal, Role, Subject, Tenant
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import builtin_tree
from rolescope.systems.intacct.vocabulary import CLASS
from tests.intacct.asking import BILLS, CONTRACT, FIVE, JOURNALS, ROWS, TREE, USERS, VENDORS, asked, role


def test_ia01_the_mode_decides_which_grants_count() -> None:
    options: dict[str, Any] = {"own": {BILLS: "list"}}
    assert asked(role(accountsPayable__vendors="list"), **options).live(BILLS) == ""
    user_based = asked(role(accountsPayable__vendors="list"), settings={"mode": "user_based"}, **options)
    assert (user_based.live(BILLS), user_based.live(VENDORS)) == ("list", "")


def test_ia02_roles_come_directly_and_through_groups_and_without_any_there_is_nothing() -> None:
    made = role(accountsPayable__vendors="list")
    through = asked(made, held=(), groups=(Group("G", ("R",)),))
    assert through.live(VENDORS) == "list"
    assert asked().steps(VENDORS, "list")["grant"] == ("stop", "NO_ROLE")


def test_ia03_ia04_grants_of_the_other_mode_stop_only_where_they_are_the_only_source() -> None:
    both = asked(role(accountsPayable__vendors="list"), own={VENDORS: "list readonly"})
    assert both.steps(VENDORS, "list")["mode"] == ("pass", "")
    assert both.steps(VENDORS, "readonly")["mode"] == ("stop", "WRONG_MODE")


def test_ia06_several_roles_add_up() -> None:
    roles = (role("A", accountsPayable__vendors="list"), role("B", accountsPayable__vendors="add"))
    assert asked(*roles).live(VENDORS) == "list add"


@pytest.mark.parametrize(
    ("apply_to", "live"), [("loginAndSlideIn", "list"), ("loginOnly", "list"), ("slideInOnly", "")]
)
def test_ia09_a_token_is_a_direct_login(apply_to: str, live: str) -> None:
    made = Role("R", {VENDORS: frozenset({"list"})}, extra={"apply_to": apply_to})
    assert asked(made).live(VENDORS) == live
    assert asked(made, method="ui").live(VENDORS) == live


def test_ia10_the_type_of_a_role_changes_nothing() -> None:
    made = Role("R", {VENDORS: frozenset({"list"})}, extra={"type": "multiEntityShared"})
    assert asked(made).live(VENDORS) == "list"


def test_ia11_an_empty_role_or_grant_adds_nothing() -> None:
    assert asked(Role("R", {VENDORS: frozenset()})).steps(VENDORS, "list")["grant"] == ("stop", "EMPTY_ROLE")


def test_ia13_what_a_complete_row_does_not_offer_is_never_live() -> None:
    assert asked(role(accountsPayable__vendors="list post")).steps(VENDORS, "post")["grantable"][1] == "NOT_GRANTABLE"


def test_ia13_a_module_is_set_to_just_some_rights_in_each_permission_as_far_as_it_offers_them() -> None:
    full = {"list", "level1", "level2"}
    made = role(
        accountsPayable__vendors=FIVE, accountsPayable__reports="run", accountsPayable__approveBills=" ".join(full)
    )
    asked_for = frozenset({"list", "readonly"})
    edits = SYSTEM.grant_edits(TREE, made, TREE.index["accountsPayable"], asked_for, False)
    after = apply_all(edits, Tenant("T", "intacct", roles={"R": made}), TREE).roles["R"].grants
    assert after[VENDORS] == asked_for
    assert after["accountsPayable/approveBills"] == {"list"}
    assert "accountsPayable/reports" not in after
    with pytest.raises(EditError, match=r"nothing below .* offers any of these rights"):
        SYSTEM.grant_edits(TREE, made, TREE.index["accountsPayable"], frozenset({"reclass"}), False)


def test_ia14_ia57_what_an_incomplete_row_does_not_list_is_possible_and_refused_on_a_complete_one() -> None:
    more = asked(role(accountsPayable__bills="list submit"))
    assert (more.live(BILLS), more.maybe(BILLS)) == ("list", "submit")
    made = role()
    assert SYSTEM.grant_edits(TREE, made, TREE.index[BILLS], frozenset({"submit"}), False)
    with pytest.raises(EditError, match="does not offer submit, it offers list, readonly, add, modify, delete"):
        SYSTEM.grant_edits(TREE, made, TREE.index[VENDORS], frozenset({"submit"}), False)


def test_ia15_the_same_record_type_stands_on_several_permissions() -> None:
    tree = builtin_tree()
    facts = {fact.title: fact.text for fact in SYSTEM.facts(tree, tree.index["accountsReceivable/customers"])}
    assert facts["Same record type"] == "orderEntry/customers, projects/customers (IA-15)"


def test_ia17_known_keys_are_kept_and_all_others_are_local() -> None:
    tree = builtin_tree()
    keys = {node.id: node.attributes["key"] for node in tree.nodes if node.kind == "permission"}
    assert keys["myAccounting/switchToMyAccounting"] == "1"
    assert keys["purchasing/taxScheduleMap"] == "253"
    assert keys["company/coverLetters"] == "3295"
    local = sorted(int(key) for key in keys.values() if int(key) > 900000)
    assert local == list(range(900001, 900001 + 203))


@pytest.mark.parametrize(("status", "code"), [("inactive", "USER_INACTIVE"), ("lockedOut", "USER_LOCKED")])
def test_ia18_who_cannot_sign_in_can_do_nothing(status: str, code: str) -> None:
    closed = asked(role(accountsPayable__vendors="list"), status=status)
    assert (closed.live(VENDORS), closed.steps(VENDORS, "list")["status"]) == ("", ("stop", code))


def test_ia19_ia20_web_services_off_closes_the_api_and_restricted_closes_the_interface() -> None:
    off: dict[str, Any] = {"web_services": {"enabled": False}}
    only: dict[str, Any] = {"web_services": {"restricted": True}}
    made = role(accountsPayable__vendors="list")
    assert (asked(made, **off).live(VENDORS), asked(made, method="ui", **off).live(VENDORS)) == ("", "list")
    assert (asked(made, **only).live(VENDORS), asked(made, method="ui", **only).live(VENDORS)) == ("list", "")


def test_ia22_ia61_full_admin_implies_users_and_subscriptions_and_nothing_else() -> None:
    admin = asked(admin="full")
    assert admin.live(USERS) == "list readonly add modify group permission"
    assert admin.live("administration/applicationSubscriptions") == "list readonly config subscribe"
    assert admin.steps(USERS, "add")["grant"] == ("pass", "")
    assert admin.live(VENDORS) == ""


def test_ia23_limited_admin_implies_nothing() -> None:
    assert asked(admin="limited").live(USERS) == ""


def test_ia24_ia25_an_employee_reads_vendors_and_posts_no_journals() -> None:
    everything = role(**{place.replace("/", "__"): rights for place, (_, rights) in ROWS.items()})
    employee = asked(everything, type="employee")
    assert employee.live(VENDORS) == employee.live("accountsReceivable/customers") == "list readonly"
    assert employee.live(JOURNALS) == employee.live("expenses/approveReimbursements") == ""
    assert employee.steps(JOURNALS, "add")["user type"] == ("stop", "TYPE_CEILING")
    assert (employee.live(CONTRACT), employee.maybe("contracts/manageSchedules")) == ("", "run")


@pytest.mark.parametrize("kind", ["projectManager", "constructionManager", "platform"])
def test_ia26_types_that_build_on_employee_inherit_its_ceiling(kind: str) -> None:
    assert asked(role(accountsPayable__vendors=FIVE), type=kind).live(VENDORS) == "list readonly"


def test_ia27_a_view_only_user_reads_and_a_client_sees_the_ledger() -> None:
    everything = role(**{place.replace("/", "__"): rights for place, (_, rights) in ROWS.items()})
    viewer, client = asked(everything, type="viewOnly"), asked(everything, type="client")
    for place in ROWS:
        assert {CLASS[right] for right in viewer.live(place).split()} <= {"read"}
    assert client.live(JOURNALS) == client.live("company/departments") == "list readonly"
    assert client.live("customizationServices/customReports") == ""
    assert client.live("administration/applicationSubscriptions") == "list readonly"
    assert client.live(VENDORS) == "list readonly add modify delete"


@pytest.mark.parametrize("kind", ["dashboard", "paymentApprover", "warehouse", "crm"])
def test_ia28_an_unknown_ceiling_makes_rights_possible_only(kind: str) -> None:
    flagged = asked(role(accountsPayable__vendors="list readonly"), type=kind)
    assert (flagged.live(VENDORS), flagged.maybe(VENDORS)) == ("", "list readonly")
    assert flagged.answer(VENDORS, "export") == "unknown"
    assert flagged.steps(VENDORS, "list")["user type"] == ("flag", "CEILING_UNKNOWN")


def test_ia29_a_module_that_is_not_subscribed_is_closed() -> None:
    made = role(accountsPayable__vendors="list", contracts__contract="list")
    some = asked(made, settings={"subscriptions": ["accountsPayable"]})
    assert (some.live(VENDORS), some.live(CONTRACT)) == ("list", "")
    assert some.steps(CONTRACT, "list")["subscription"] == ("stop", "NOT_SUBSCRIBED")


@pytest.mark.parametrize("right", ["add", "modify", "delete"])
def test_ia30_changes_need_list(right: str) -> None:
    alone = asked(role(accountsPayable__vendors=right))
    assert alone.live(VENDORS) == ""
    assert alone.steps(VENDORS, right)["prerequisite"] == ("stop", "NEEDS_list")
    assert alone.outcome.remark(alone.subject, TREE.index[VENDORS], "import") == "inert"


def test_ia31_view_without_list_is_a_warning() -> None:
    alone = asked(role(accountsPayable__vendors="readonly"))
    assert alone.live(VENDORS) == "readonly"
    assert alone.steps(VENDORS, "readonly")["prerequisite"] == ("flag", "NEEDS_list")
    assert alone.answer(VENDORS, "export") == "partly"


def test_ia32_reclass_of_journals_needs_list_view_and_edit() -> None:
    assert asked(role(generalLedger__journalEntries="list reclass modify")).live(JOURNALS) == "list modify"
    all_of_it = asked(role(generalLedger__journalEntries="list readonly reclass modify"))
    assert all_of_it.live(JOURNALS) == "list readonly modify reclass"


def test_ia33_cancel_needs_edit_which_needs_list_in_turn() -> None:
    assert asked(role(contracts__contract="modify cancel")).live(CONTRACT) == ""
    assert (
        asked(role(contracts__contract="list modify cancel uncancel")).live(CONTRACT) == "list modify cancel uncancel"
    )


def test_ia34_ia60_post_of_contracts_needs_add_or_edit() -> None:
    alone = asked(role(contracts__contract="list post"))
    assert alone.steps(CONTRACT, "post")["prerequisite"] == ("stop", "NEEDS_add_or_modify")
    assert asked(role(contracts__contract="list add post")).live(CONTRACT) == "list add post"


def test_ia35_adjustments_without_post_stay_drafts() -> None:
    place = "accountsPayable/adjustments"
    drafts = asked(role(accountsPayable__adjustments="list add"))
    assert drafts.outcome.remark(drafts.subject, TREE.index[place], "import") == "C · drafts only"
    posted = asked(role(accountsPayable__adjustments="list add post"))
    assert posted.outcome.remark(posted.subject, TREE.index[place], "import") == "CE"


def test_ia36_attachments_need_add_or_edit_in_some_application() -> None:
    place, mine = "company/attachments", "list add"
    alone = asked(role(company__attachments=mine, company__departments="list modify"))
    assert alone.steps(place, "add")["prerequisite"] == ("stop", "NEEDS_add_or_modify_ELSEWHERE")
    with_one = asked(role(company__attachments=mine, accountsPayable__vendors="list add"))
    assert with_one.live(place) == "list add"
    with_inert_one = asked(role(company__attachments=mine, accountsPayable__vendors="add"))
    assert with_inert_one.live(place) == "list"


def test_ia36_an_application_that_is_not_subscribed_makes_no_attachments() -> None:
    made = role(company__attachments="list add modify", accountsPayable__vendors="list add")
    without = asked(made, settings={"subscriptions": ["company"]})
    assert without.answer("company/attachments", "import") == "no"
    assert without.steps("company/attachments", "add")["prerequisite"] == ("stop", "NEEDS_add_or_modify_ELSEWHERE")
    assert without.told("company/attachments", "add")["prerequisite"] == (
        "IA-59",
        "NEEDS_add_or_modify_ELSEWHERE: Add needs Add or Edit on some application's permission, "
        "and what is not subscribed does not count: granted but inert",
    )
    assert asked(made, settings={"subscriptions": ["company", "accountsPayable"]}).live("company/attachments") == (
        "list add modify"
    )


def test_ia38_approving_needs_list_and_is_never_an_import() -> None:
    place = "accountsPayable/approveBills"
    assert asked(role(accountsPayable__approveBills="level1")).live(place) == ""
    assert asked(role(accountsPayable__approveBills="list level1")).live(place) == "list level1"
    assert asked(role(accountsPayable__approveBills="list level1")).answer(place, "import") == "n/a"


def test_ia39_api_proxy_needs_a_user_restricted_to_web_services() -> None:
    place, made = "projects/approveTimesheets", role(projects__approveTimesheets="list apiProxy")
    assert asked(made).steps(place, "apiProxy")["prerequisite"] == ("stop", "NEEDS_isRestricted")
    assert asked(made, web_services={"restricted": True}).live(place) == "list apiProxy"


@pytest.mark.parametrize(
    ("subscriptions", "told"), [(["accountsReceivable"], True), (["projects"], False), (None, False)]
)
def test_ia40_without_projects_the_project_dimension_is_said_to_follow_accounts_receivable(
    subscriptions: list[str] | None, told: bool
) -> None:
    tree = builtin_tree()
    settings = {} if subscriptions is None else {"subscriptions": subscriptions}
    outcome = Engine(SYSTEM, tree).evaluate(Tenant("T", "intacct", settings, principals={"u": Principal("u")}))
    notes = explain(outcome, Subject("u", None), tree.index["projects/projects"], "export").notes
    assert any(note.rule == "IA-40" and "Accounts Receivable" in note.cause for note in notes) is told


@pytest.mark.parametrize(
    "limit", [{"entity_access": {"unrestricted": False}, "entities": ["100"]}, {"departments": ["Sales"]}]
)
def test_ia41_ia42_data_limits_never_change_a_right(limit: dict[str, Any]) -> None:
    limited = asked(role(accountsPayable__vendors=FIVE), **limit)
    assert limited.live(VENDORS) == FIVE
    assert limited.steps(VENDORS, "list")["data limits"] == ("flag", "DATA_LIMIT")


def test_ia41_unrestricted_access_means_every_entity() -> None:
    everywhere = asked(role(accountsPayable__vendors=FIVE), entities=["100"])
    assert everywhere.steps(VENDORS, "list")["data limits"] == ("pass", "")


@pytest.mark.parametrize(
    ("place", "rights", "export", "import_"),
    [
        (VENDORS, FIVE, "yes", "yes"),
        (VENDORS, "list readonly add modify", "yes", "yes"),
        (VENDORS, "list add", "partly", "partly"),
        (VENDORS, "list delete", "partly", "partly"),
        (VENDORS, "list readonly", "yes", "no"),
        ("generalLedger/twins", "list view add edit", "yes", "yes"),
        ("generalLedger/twins", "list view add modify", "yes", "yes"),
        ("contracts/manageSchedules", "run", "n/a", "n/a"),
        ("expenses/approveReimbursements", "list", "yes", "n/a"),
        ("cashManagement/ruleSets", "add", "n/a", "yes"),
    ],
)
def test_ia58_a_yes_takes_every_single_right_of_the_needed_classes(
    place: str, rights: str, export: str, import_: str
) -> None:
    found = asked(Role("R", {place: frozenset(rights.split())}))
    assert (found.answer(place, "export"), found.answer(place, "import")) == (export, import_)


def test_ia58_either_of_two_twins_does_as_a_prerequisite_and_under_a_ceiling() -> None:
    elsewhere = asked(role(company__attachments="list add modify", generalLedger__twins="list edit"))
    assert elsewhere.live("company/attachments") == "list add modify"
    only_edit = asked(role(generalLedger__journalEntries="list readonly reclass edit"))
    assert only_edit.steps(JOURNALS, "reclass")["prerequisite"] == ("pass", "")
    viewer = asked(role(generalLedger__twins="list view add"), type="client")
    assert viewer.live("generalLedger/twins") == "list view"
    assert viewer.answer("generalLedger/twins", "export") == "yes"


def test_ia58_on_a_complete_row_a_right_counts_by_either_of_its_tokens() -> None:
    made = asked(role(accountsPayable__vendors="list view add edit delete"))
    assert (made.live(VENDORS), made.maybe(VENDORS)) == ("list view add edit delete", "")
    assert (made.answer(VENDORS, "export"), made.answer(VENDORS, "import")) == ("yes", "yes")
    assert made.steps(VENDORS, "import")["grantable"] == ("pass", "")
    # A row that is known in part may offer both, as two rights.
    part = asked(role(accountsPayable__bills="list view"))
    assert (part.live(BILLS), part.maybe(BILLS)) == ("list", "view")


def test_ia14_ia58_a_token_that_the_row_does_not_list_is_kept_and_never_ticked_anew() -> None:
    held = role(accountsPayable__vendors="list view")
    for rights in ({"list", "view", "add"}, {"view"}):
        assert SYSTEM.grant_edits(TREE, held, TREE.index[VENDORS], frozenset(rights), False)
    with pytest.raises(EditError, match="does not offer edit, it offers list, readonly, add, modify"):
        SYSTEM.grant_edits(TREE, held, TREE.index[VENDORS], frozenset({"list", "edit"}), False)


@pytest.mark.parametrize("asked_for", ["readonly", "view"])
def test_ia58_a_right_is_asked_for_by_either_of_its_tokens(asked_for: str) -> None:
    for granted in ("list readonly", "list view"):
        found = asked(role(accountsPayable__vendors=granted)).why(VENDORS, asked_for)
        assert (found.answer, {step.verdict for step in found.steps}) == ("yes", {"pass"})
    none = asked(role(accountsPayable__vendors="list")).told(VENDORS, asked_for)
    assert none["grant"][1] == "NOT_GRANTED: role R does not give View: role R gives List"
    # Where a row lists both, they are two rights.
    both = asked(role(generalLedger__twins="modify"))
    assert both.why("generalLedger/twins", "edit").answer == "no"
    assert "offers List, View, Add, Edit" in both.told("generalLedger/twins", "edit")["grantable"][1]


def test_ia36_ia58_adding_attachments_by_the_other_word_needs_as_much() -> None:
    made = asked(role(projects__attachments="list edit"))
    assert made.steps("projects/attachments", "edit")["prerequisite"] == ("stop", "NEEDS_add_or_modify_ELSEWHERE")


def test_ia59_a_prerequisite_that_the_row_does_not_offer_is_void() -> None:
    assert asked(role(cashManagement__ruleSets="add")).live("cashManagement/ruleSets") == "add"


def test_ia57_what_is_granted_where_the_row_lists_nothing_of_the_kind_is_unknown() -> None:
    place = "cashManagement/transactions"
    made = asked(role(cashManagement__transactions="list readonly add"))
    assert (made.answer(place, "export"), made.answer("cashManagement", "export")) == ("unknown", "unknown")
    assert made.told(place, "export")["grantable"] == (
        "IA-14",
        "NOT_GRANTABLE: List, View are not in the row, which may be incomplete",
    )
    assert made.told(place, "export")["grant"] == ("IA-06", "role R gives List, View, Add")
    assert asked(role(cashManagement__transactions="list")).answer(place, "export") == "unknown"
    assert asked(role(cashManagement__transactions="add")).answer(place, "export") == "n/a"
    loaded = asked(role(accountsPayable__reports="add"))
    assert loaded.answer("accountsPayable/reports", "import") == "unknown"
    assert asked(role(accountsPayable__reports="run")).answer("accountsPayable/reports", "import") == "n/a"


def test_ia59_whether_an_incomplete_row_offers_what_is_needed_is_not_certain() -> None:
    place = "cashManagement/transactions"
    alone = asked(role(cashManagement__transactions="add"))
    assert (alone.live(place), alone.maybe(place), alone.answer(place, "import")) == ("", "add", "unknown")
    assert alone.steps(place, "import")["prerequisite"] == ("flag", "NEEDS_list")
    assert alone.told(place, "add")["prerequisite"] == (
        "IA-59",
        "NEEDS_list: Add needs List: the row does not list it, but may be incomplete",
    )
    # Either the permission offers List, and here it is, or it does not, and nothing needs it.
    with_list = asked(role(cashManagement__transactions="list add"))
    assert (with_list.live(place), with_list.answer(place, "import")) == ("add", "yes")


def test_ia62_a_crm_user_has_no_login_and_missing_web_services_read_as_enabled() -> None:
    by_hand = asked(role(accountsPayable__vendors="list"), type="crm", method="ui")
    assert by_hand.steps(VENDORS, "list")["access method"] == ("stop", "NO_LOGIN")
    assert asked(role(accountsPayable__vendors="list"), web_services={}).live(VENDORS) == "list"


def test_the_steps_always_stand_in_the_order_of_the_formula() -> None:
    steps = asked(role(accountsPayable__vendors="list")).steps(VENDORS, "list")
    order = "mode, status, access method, subscription, grant, admin, grantable, user type, prerequisite, data limits"
    assert ", ".join(steps) == order
