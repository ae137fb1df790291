"""The rules of Intacct that decide rights, one test a rule, on a small catalogue."""

from typing import Any

import pytest

from rolescope.rights.delta import Delta
from rolescope.rights.edits import Edit, EditError, SetGrant, SetProfile, apply_all
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.explain import Explanation, explain
from rolescope.rights.fixes import fixes
from rolescope.rights.impact import impact
from rolescope.rights.model import Assignment, Group, Principal, Role, Subject, Tenant
from rolescope.rights.system import INFERRED
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import builtin_tree, make_tree, rows_to_nodes
from rolescope.systems.intacct.vocabulary import CLASS, RIGHTS

FIVE = "list readonly add modify delete"
ROWS = {
    "accountsPayable/vendors": ("full", FIVE),
    "accountsPayable/bills": ("subset", "list readonly add modify post"),
    "accountsPayable/approveBills": ("full", "list level1 level2"),
    "accountsPayable/adjustments": ("full", f"{FIVE} post"),
    "accountsPayable/reports": ("subset", "run"),
    "accountsReceivable/customers": ("full", FIVE),
    "administration/users": ("full", "list readonly add modify group permission"),
    "administration/applicationSubscriptions": ("full", "list readonly config subscribe"),
    "cashManagement/ruleSets": ("full", "add"),
    "cashManagement/transactions": ("subset", "add"),
    "company/attachments": ("full", "list add modify"),
    "company/departments": ("full", "list readonly modify"),
    "contracts/contract": ("full", f"{FIVE} cancel post uncancel"),
    "contracts/manageSchedules": ("full", "run"),
    "customizationServices/customReports": ("full", FIVE),
    "expenses/expenseSummaries": ("full", f"{FIVE} listExpenses readonlyExpense addExpense"),
    "orderEntry/customers": ("full", FIVE),
    "accountsReceivable/invoices": ("full", f"{FIVE} post"),
    "expenses/approveReimbursements": ("full", "list"),
    "generalLedger/groups": ("subset", "readonly"),
    "generalLedger/journalEntries": ("full", f"{FIVE} reclass"),
    "generalLedger/twins": ("full", "list view add modify edit"),
    "projects/attachments": ("full", "list edit"),
    "projects/approveTimesheets": ("full", "list apiProxy"),
}
TREE = make_tree(
    rows_to_nodes(
        {
            "key": None,
            "module": place.split("/")[0],
            "name": place.split("/")[1],
            "permissionGroup": None,
            "completeness": completeness,
            "allowedAccessRights": rights.split(),
        }
        for place, (completeness, rights) in ROWS.items()
    )
)
VENDORS, BILLS, JOURNALS = "accountsPayable/vendors", "accountsPayable/bills", "generalLedger/journalEntries"
CONTRACT, USERS = "contracts/contract", "administration/users"


def role(name: str = "R", **grants: str) -> Role:
    """A role from ``module__name="right right"``."""
    return Role(name, {place.replace("__", "/"): frozenset(rights.split()) for place, rights in grants.items()})


def asked(*roles: Role, **options: Any) -> "Asked":
    return Asked(roles, **options)


class Asked:
    """One user with some roles, and what comes out."""

    def __init__(
        self,
        roles: tuple[Role, ...],
        settings: dict[str, Any] | None = None,
        status: str = "active",
        method: str = "api",
        groups: tuple[Group, ...] = (),
        own: dict[str, str] | None = None,
        held: tuple[str, ...] | None = None,
        **facts: Any,
    ) -> None:
        grants = {place: frozenset(rights.split()) for place, rights in (own or {}).items()}
        direct = tuple(Assignment(name) for name in (held if held is not None else [r.name for r in roles]))
        user = Principal("u", status, direct, facts, tuple(group.name for group in groups), grants)
        tables: dict[str, Any] = {"roles": {r.name: r for r in roles}, "groups": {g.name: g for g in groups}}
        self.tenant = Tenant("T", "intacct", settings or {}, principals={"u": user}, **tables)
        self.subject = Subject("u", None, method=method)
        self.outcome: Outcome = Engine(SYSTEM, TREE).evaluate(self.tenant)

    def live(self, place: str) -> str:
        """The certain rights, in column order."""
        held = self.outcome.rights_at(self.subject, TREE.index[place])[0]
        return " ".join(right for right in RIGHTS if right in held)

    def maybe(self, place: str) -> str:
        held = self.outcome.rights_at(self.subject, TREE.index[place])[1]
        return " ".join(right for right in RIGHTS if right in held)

    def answer(self, place: str, kind: str) -> str:
        return self.outcome.answer(self.subject, TREE.index[place], kind)

    def steps(self, place: str, right: str) -> dict[str, tuple[str, str]]:
        """Verdict and code of each step."""
        return {step.name: (step.verdict, step.code) for step in self.why(place, right).steps}

    def told(self, place: str, right: str) -> dict[str, tuple[str, str]]:
        """Rule and sentence of each step."""
        return {step.name: (step.rule, step.cause) for step in self.why(place, right).steps}

    def why(self, place: str, right: str) -> Explanation:
        return explain(self.outcome, self.subject, TREE.index[place], right)

    def fixes(self, place: str, right: str) -> list[tuple[Edit, ...]]:
        return [fix.edits for fix in fixes(self.outcome, self.why(place, right))]


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


@pytest.mark.parametrize("place", [VENDORS, "accountsPayable"])
def test_ia02_ia09_ia11_a_module_names_the_same_reason_as_its_permissions(place: str) -> None:
    def code(*roles: Role, **options: Any) -> str:
        return asked(*roles, **options).steps(place, "export")["grant"][1]

    assert code() == code(admin="limited") == "NO_ROLE"
    assert code(admin="full") == "NOT_GRANTED"
    assert code(Role("S", {VENDORS: frozenset({"list"})}, extra={"apply_to": "slideInOnly"})) == "ROLE_NOT_FOR_METHOD"
    assert code(Role("S", {}, extra={"apply_to": "slideInOnly"})) == "ROLE_NOT_FOR_METHOD"
    assert code(role()) == "EMPTY_ROLE"
    assert code(role(contracts__contract="list")) == "NOT_GRANTED"
    assert code(settings={"mode": "user_based"}) == "NOT_GRANTED"


def test_ia03_ia04_grants_of_the_other_mode_stop_only_where_they_are_the_only_source() -> None:
    both = asked(role(accountsPayable__vendors="list"), own={VENDORS: "list readonly"})
    assert both.steps(VENDORS, "list")["mode"] == ("pass", "")
    assert both.steps(VENDORS, "readonly")["mode"] == ("stop", "WRONG_MODE")


@pytest.mark.parametrize("place", [VENDORS, BILLS, "generalLedger/twins"])
@pytest.mark.parametrize("asked_for", ["list", "readonly", "export"])
def test_ia61_grants_of_the_other_mode_are_named_for_export_as_for_its_rights(place: str, asked_for: str) -> None:
    given = role(**{place.replace("/", "__"): "list readonly view"})
    through_group = asked(given, settings={"mode": "user_based"}, held=(), groups=(Group("G", ("R",)),))
    assert through_group.steps(place, asked_for)["mode"] == ("stop", "WRONG_MODE")
    on_the_user = asked(role(), own={place: "list readonly view"})
    assert on_the_user.steps(place, asked_for)["mode"] == ("stop", "WRONG_MODE")


def test_ia61_a_part_that_only_the_other_mode_gives_is_flagged() -> None:
    made = asked(role(), own={VENDORS: "list"})
    assert made.steps(VENDORS, "export")["mode"] == ("flag", "WRONG_MODE")
    assert made.told(VENDORS, "export")["mode"] == (
        "IA-04",
        "WRONG_MODE: the company is role-based, so what is granted on the user itself does not count: List",
    )
    assert asked(role(accountsPayable__vendors="list readonly"), own={VENDORS: "list"}).steps(VENDORS, "export")[
        "mode"
    ] == ("pass", "")


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


def test_ia10_a_role_of_another_type_is_noted() -> None:
    made = asked(Role("R", {VENDORS: frozenset({"list"})}, extra={"type": "multiEntityShared"}))
    notes = [(note.rule, note.cause) for note in made.why(VENDORS, "list").notes]
    assert notes == [("IA-10", "role R is of type multiEntityShared: taken to change nothing within one company")]


def test_ia10_the_type_of_a_role_changes_nothing() -> None:
    made = Role("R", {VENDORS: frozenset({"list"})}, extra={"type": "multiEntityShared"})
    assert asked(made).live(VENDORS) == "list"


def test_ia11_an_empty_role_or_grant_adds_nothing() -> None:
    assert asked(Role("R", {VENDORS: frozenset()})).steps(VENDORS, "list")["grant"] == ("stop", "EMPTY_ROLE")


def test_ia13_what_a_complete_row_does_not_offer_is_never_live() -> None:
    assert asked(role(accountsPayable__vendors="list post")).steps(VENDORS, "post")["grantable"][1] == "NOT_GRANTABLE"


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


def test_ia15_an_equal_name_alone_is_not_called_the_same_record_type() -> None:
    tree = builtin_tree()
    facts = {fact.title: fact.text for fact in SYSTEM.facts(tree, tree.index["accountsPayable/adjustments"])}
    assert "Same record type" not in facts
    assert facts["Same name"] == (
        "accountsReceivable/adjustments; whether of the same type of record is not known (IA-15)"
    )


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


def test_ia28_under_an_unknown_ceiling_nothing_that_is_granted_is_called_missing() -> None:
    granted = role(accountsPayable__bills="list readonly add modify post")
    unsure = asked(granted, type="dashboard")
    assert unsure.answer(BILLS, "import") == "unknown"
    assert unsure.steps(BILLS, "import")["user type"] == ("flag", "CEILING_UNKNOWN")
    assert unsure.told(BILLS, "import")["prerequisite"] == ("IA-30", "nothing that is needed beside it is missing")
    bare = asked(role(accountsPayable__bills="add"), type="dashboard")
    assert bare.steps(BILLS, "add")["prerequisite"] == ("stop", "NEEDS_list")


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("projectManager", "a project manager only drafts project invoices"),
        ("constructionManager", "a construction manager drafts project invoices, and posts them"),
    ],
)
def test_ia26_the_little_that_is_known_of_a_type_stands_beside_its_unknown_ceiling(kind: str, known: str) -> None:
    made = asked(role(accountsReceivable__invoices="list add"), type=kind)
    notes = {note.rule: note.cause for note in made.why("accountsReceivable/invoices", "import").notes}
    assert notes["IA-26"] == f"{known}; of which permissions that is said is not published"
    assert not any(note.rule == "IA-26" for note in asked(role(), type=kind).why(BILLS, "import").notes)


def test_ia25_a_ceiling_that_is_inferred_says_so() -> None:
    made = asked(role(orderEntry__customers="list add", accountsReceivable__customers="list add"), type="employee")
    inferred = made.told("orderEntry/customers", "add")["user type"]
    assert inferred[0] == "IA-25"
    assert inferred[1].endswith("(inferred: same record type under another module)")
    assert "inferred" not in made.told("accountsReceivable/customers", "add")["user type"][1]


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


def test_ia30_ia34_warnings_that_only_follow_from_the_rules_are_not_called_documented() -> None:
    posted = asked(role(accountsPayable__bills="list post", expenses__expenseSummaries="list addExpense"))
    assert posted.told(BILLS, "post")["prerequisite"][0] == "IA-34"
    assert posted.told("expenses/expenseSummaries", "addExpense")["prerequisite"][0] == "IA-30"
    assert SYSTEM.basis("IA-34") == SYSTEM.basis("IA-30") == INFERRED


@pytest.mark.parametrize(
    ("rights", "remark"),
    [
        ("list readonly", "expenses no"),
        ("list readonly listExpenses", "expenses partly"),
        ("list readonly listExpenses readonlyExpense", "expenses yes"),
    ],
)
def test_ia58_expenses_are_a_second_line_of_an_export(rights: str, remark: str) -> None:
    made = asked(role(expenses__expenseSummaries=rights))
    node = TREE.index["expenses/expenseSummaries"]
    assert (made.outcome.answer(made.subject, node, "export"), made.outcome.remark(made.subject, node, "export")) == (
        "yes",
        remark,
    )
    assert (
        asked(role(accountsPayable__vendors=rights)).outcome.remark(made.subject, TREE.index[VENDORS], "export") == ""
    )


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


def test_ia59_a_right_that_is_granted_but_inert_itself_is_not_called_missing() -> None:
    made = asked(role(contracts__contract="modify post"))
    assert made.told(CONTRACT, "post")["prerequisite"] == (
        "IA-34",
        "NEEDS_add_or_modify, NEEDS_list: Post needs Add or Edit, "
        "and Edit is inert itself for want of List: granted but inert",
    )
    assert made.fixes(CONTRACT, "post") == [(SetGrant("R", CONTRACT, frozenset({"list", "modify", "post"})),)]


def test_ia59_a_fix_grants_what_is_missing_and_not_what_another_role_gives() -> None:
    reader, poster = role("Reader", contracts__contract="list modify"), role("Poster", contracts__contract="cancel")
    fixes = asked(reader, poster).fixes(CONTRACT, "post")
    assert fixes == [
        (SetGrant("Reader", CONTRACT, frozenset({"list", "modify", "post"})),),
        (SetGrant("Poster", CONTRACT, frozenset({"cancel", "post"})),),
    ]


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
    "limit", [{"entity_access": {"unrestricted": False}, "entities": ["100"]}, {"departments": ["Sales"]}]
)
def test_ia41_ia42_data_limits_never_change_a_right(limit: dict[str, Any]) -> None:
    limited = asked(role(accountsPayable__vendors=FIVE), **limit)
    assert limited.live(VENDORS) == FIVE
    assert limited.steps(VENDORS, "list")["data limits"] == ("flag", "DATA_LIMIT")


def test_ia41_ia42_a_data_limit_says_what_fails_beyond_it() -> None:
    by_entity = {"entities": ["E1"], "entity_access": {"unrestricted": False}}
    granted = role(accountsPayable__vendors=FIVE)
    assert asked(granted, **by_entity).told(VENDORS, "add")["data limits"] == (
        "IA-41",
        "DATA_LIMIT: the rights stay, but reach only entities E1; "
        "what also touches other entities may be saved in part, or fail",
    )
    assert asked(granted, departments=["D"]).told(VENDORS, "add")["data limits"] == (
        "IA-42",
        "DATA_LIMIT: the rights stay, but reach only departments D; "
        "bills and invoices with lines outside can neither be edited nor approved",
    )
    both = asked(granted, departments=["D"], **by_entity).told(VENDORS, "add")["data limits"][1]
    assert "in part, or fail; bills and invoices" in both


def test_ia51_an_edit_names_who_loses_by_it_in_the_interface_alone() -> None:
    made = asked(role(accountsPayable__vendors="list readonly"), web_services={"enabled": False})
    after = apply_all([SetGrant("R", VENDORS, frozenset({"list"}))], made.tenant, TREE)
    (change,) = impact(made.outcome, made.outcome.engine.evaluate(after, made.outcome))
    assert (change.subject.principal, change.rights) == ("u", 0)
    assert change.by_hand == Delta(0, 1 << TREE.index[VENDORS], 0)


def test_ia20_ia39_a_fix_counts_what_it_takes_from_the_person() -> None:
    made = asked(role(projects__approveTimesheets="list apiProxy", accountsPayable__vendors="list readonly"))
    (fix,) = fixes(made.outcome, made.why("projects/approveTimesheets", "apiProxy"))
    assert fix.edits == (SetProfile("u", {"web_services": {"restricted": True}}),)
    # Whoever comes in over web services only loses both lists by hand, and the API gains what was asked for.
    assert (fix.cells, fix.by_hand, fix.users) == (2, 2, 0)


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


def test_ia58_only_what_a_yes_needs_is_said_to_be_missing() -> None:
    drafts = asked(role(contracts__contract="list add"))
    assert drafts.told(CONTRACT, "import")["grant"] == (
        "IA-06",
        "NOT_GRANTED: nothing gives Edit; role R gives List, Add",
    )


def test_ia58_view_that_is_given_is_not_said_to_be_missing_as_its_twin() -> None:
    one = asked(role(generalLedger__groups="readonly"))
    assert one.answer("generalLedger/groups", "export") == "partly"
    assert one.told("generalLedger/groups", "export")["grant"] == (
        "IA-06",
        "NOT_GRANTED: nothing gives List; role R gives View",
    )
    assert one.told("generalLedger/groups", "export")["grantable"] == (
        "IA-14",
        "NOT_GRANTABLE: List is not in the row, which may be incomplete",
    )
    as_view = asked(role(accountsPayable__bills="list view"))
    assert (as_view.live(BILLS), as_view.maybe(BILLS), as_view.answer(BILLS, "export")) == ("list", "view", "unknown")
    assert as_view.told(BILLS, "export")["grant"] == (
        "IA-06",
        "role R gives List, View; View is granted as view, the row lists readonly",
    )


def test_ia58_either_of_two_twins_does_as_a_prerequisite_and_under_a_ceiling() -> None:
    elsewhere = asked(role(company__attachments="list add modify", generalLedger__twins="list edit"))
    assert elsewhere.live("company/attachments") == "list add modify"
    only_edit = asked(role(generalLedger__journalEntries="list readonly reclass edit"))
    assert only_edit.steps(JOURNALS, "reclass")["prerequisite"] == ("stop", "NEEDS_modify")
    viewer = asked(role(generalLedger__twins="list view add"), type="client")
    assert viewer.live("generalLedger/twins") == "list view"
    assert viewer.answer("generalLedger/twins", "export") == "yes"


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
