"""What the reasons of Intacct say, and what the fixes: nothing that is not so, and nothing that misleads."""

from dataclasses import replace
from typing import Any

import pytest

from rolescope.rights.delta import Delta
from rolescope.rights.edits import AssignRole, SetGrant, SetProfile, SetStatus, apply_all
from rolescope.rights.engine import Engine
from rolescope.rights.explain import explain
from rolescope.rights.fixes import fixes
from rolescope.rights.impact import impact
from rolescope.rights.model import Group, Role, Subject
from rolescope.rights.sentences import describe
from rolescope.rights.system import INFERRED
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import builtin_tree
from tests.intacct.asking import BILLS, CONTRACT, FIVE, JOURNALS, TREE, VENDORS, asked, role


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


@pytest.mark.parametrize(
    ("place", "given"), [(VENDORS, "list readonly"), (BILLS, "list readonly"), ("generalLedger/twins", "list view")]
)
@pytest.mark.parametrize("asked_for", ["list", "export"])
def test_ia61_grants_of_the_other_mode_are_named_for_export_as_for_its_rights(
    place: str, given: str, asked_for: str
) -> None:
    reader = role(**{place.replace("/", "__"): given})
    through_group = asked(reader, settings={"mode": "user_based"}, held=(), groups=(Group("G", ("R",)),))
    assert through_group.steps(place, asked_for)["mode"] == ("stop", "WRONG_MODE")
    on_the_user = asked(role(), own={place: given})
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


def test_ia10_a_role_of_another_type_is_noted() -> None:
    made = asked(Role("R", {VENDORS: frozenset({"list"})}, extra={"type": "multiEntityShared"}))
    notes = [(note.rule, note.cause) for note in made.why(VENDORS, "list").notes]
    assert notes == [("IA-10", "role R is of type multiEntityShared: taken to change nothing within one company")]


def test_ia15_an_equal_name_alone_is_not_called_the_same_record_type() -> None:
    tree = builtin_tree()
    facts = {fact.title: fact.text for fact in SYSTEM.facts(tree, tree.index["accountsPayable/adjustments"])}
    assert "Same record type" not in facts
    assert facts["Same name"] == (
        "accountsReceivable/adjustments; whether of the same type of record is not known (IA-15)"
    )


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


def test_ia30_ia34_warnings_that_only_follow_from_the_rules_are_not_called_documented() -> None:
    posted = asked(role(accountsPayable__bills="list post", expenses__expenseSummaries="list addExpense"))
    assert posted.told(BILLS, "post")["prerequisite"] == (
        "IA-34",
        "NEEDS_add_or_modify: Post needs Add or Edit: works, with a warning",
    )
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


def test_a_fix_also_grants_what_a_step_that_takes_everything_hides() -> None:
    made = asked(role(generalLedger__journalEntries="list readonly add modify"), type="viewOnly")
    assert [step.name for step in made.why(JOURNALS, "import").stops] == ["user type"]
    needed = frozenset({"list", "readonly", "add", "modify", "reclass"})
    assert made.fixes(JOURNALS, "import") == [(SetProfile("u", {"type": "business"}), SetGrant("R", JOURNALS, needed))]


def test_ia58_view_that_the_row_does_not_list_is_granted_as_the_row_lists_it() -> None:
    fixes = asked(role(accountsPayable__bills="list view")).fixes(BILLS, "export")
    assert fixes == [(SetGrant("R", BILLS, frozenset({"list", "view", "readonly"})),)]


def test_ia09_a_role_more_is_one_that_would_count_and_of_those_the_one_that_brings_least() -> None:
    many = dict.fromkeys(("accountsPayable__bills", "contracts__contract", "orderEntry__customers"), "list readonly")
    wide = [role(f"Wide {number}", accountsPayable__vendors=FIVE, **many) for number in range(5)]
    slide_in = role("Slide-in", accountsPayable__vendors="list")
    idle = replace(slide_in, extra={"apply_to": "slideInOnly"})
    unsure = replace(role("Unsure", accountsPayable__vendors="list"), extra={"unselected": ["applyTo"]})
    least = role("Least", accountsPayable__vendors="list")
    fixes = asked(*wide, idle, unsure, least, held=()).fixes(VENDORS, "list")
    assert fixes[0] == (AssignRole("u", "Least"),)
    assert {edit.role for (edit,) in fixes if isinstance(edit, AssignRole)} == {"Least", "Wide 0", "Wide 1", "Wide 2"}


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


def test_ia58_only_what_a_yes_needs_is_said_to_be_missing() -> None:
    drafts = asked(role(contracts__contract="list add"))
    assert drafts.told(CONTRACT, "import")["grant"] == (
        "IA-06",
        "NOT_GRANTED: nothing gives Edit; role R gives List, Add",
    )


def test_ia59_what_the_user_type_takes_is_not_called_missing_without_a_word() -> None:
    blocked = asked(role(generalLedger__journalEntries="list add"), type="employee")
    assert blocked.told(JOURNALS, "add")["prerequisite"] == (
        "IA-30",
        "NEEDS_list: Add needs List, and List is granted, but taken by a step before this: granted but inert",
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


def test_ia14_what_is_held_outside_an_incomplete_row_is_flagged_beside_the_answer() -> None:
    made = asked(role(accountsPayable__reports="run list edit"))
    assert made.told("accountsPayable/reports", "import")["grantable"] == (
        "IA-14",
        "NOT_GRANTABLE: Edit is not in the row, which may be incomplete",
    )
    with_more = asked(role(accountsPayable__bills="list readonly add modify delete"))
    assert with_more.answer(BILLS, "import") == "yes"
    assert with_more.steps(BILLS, "import")["grantable"] == ("flag", "NOT_GRANTABLE")


def test_ia13_a_right_that_the_permission_does_not_offer_is_no_role_s_fault() -> None:
    one, other = role("A", accountsPayable__vendors="list"), role("B", contracts__contract="list")
    for made in (asked(one), asked(one, other), asked(one, settings={"mode": "user_based"})):
        assert made.told(VENDORS, "run")["grant"] == (
            "IA-13",
            "NOT_GRANTED: the permission offers no Run that could be granted",
        )
    assert "offers no right of this kind" in asked(other).told("contracts/manageSchedules", "export")["grant"][1]


def test_ia27_a_ceiling_on_an_incomplete_row_names_what_is_listed_or_granted() -> None:
    viewer = asked(role(accountsPayable__bills="list add submit"), type="viewOnly")
    assert viewer.told(BILLS, "import")["user type"][1].startswith(
        "TYPE_CEILING: user type viewOnly cannot have Add, Edit, Post here, only List, View: the grant stays"
    )


def test_ia03_what_counts_in_a_user_based_company_stands_on_its_own_rule() -> None:
    made = asked(settings={"mode": "user_based"}, own={VENDORS: "list"})
    assert made.told(VENDORS, "list")["grant"] == ("IA-03", "granted on the user itself: List")


def test_ia09_ia11_several_roles_are_told_as_several() -> None:
    empty = asked(role("A"), role("B")).told(VENDORS, "list")["grant"][1]
    assert empty == "EMPTY_ROLE: role A, role B are empty roles: they grant nothing"
    idle = [replace(role(name, contracts__contract="list"), extra={"apply_to": "slideInOnly"}) for name in "AB"]
    told = asked(*idle).told(VENDORS, "list")["grant"][1]
    assert told == "ROLE_NOT_FOR_METHOD: role A, role B count on slide-in only, and an API token is a direct login"
    both = asked(*idle).told(CONTRACT, "list")["grant"][1]
    assert both.startswith("ROLE_NOT_FOR_METHOD: role A, role B give it, but count on slide-in only")
    assert "and this is a direct login" in asked(*idle, method="ui").told(VENDORS, "list")["grant"][1]


def test_ia38_levels_of_the_interface_are_known_to_have_a_token_though_not_which() -> None:
    tree = builtin_tree()
    node = tree.index["accountsPayable/approvePayments"]
    outcome = Engine(SYSTEM, tree).evaluate(asked(role("A")).tenant)
    notes = explain(outcome, Subject("u", None), node, "list").notes
    assert [(note.rule, note.cause) for note in notes] == [
        (
            "IA-38",
            "the interface also shows Level 1, Level 2, and whether the API says approvalLevel1 or level1 is not known",
        )
    ]


def test_a_permission_is_cleared_alone_and_a_module_with_all_in_it() -> None:
    held = role("A", accountsPayable__vendors="list")
    (one,) = SYSTEM.clear_edits(TREE, held, TREE.index[VENDORS], False)
    assert describe(one, SYSTEM, TREE) == "A: clear vendors"
    (whole,) = SYSTEM.clear_edits(TREE, held, TREE.index["accountsPayable"], False)
    assert describe(whole, SYSTEM, TREE) == "A: clear Accounts Payable and everything below"


def test_ia18_what_lacks_besides_an_inactive_user_is_told_and_mended_with_it() -> None:
    made = asked(role(accountsPayable__vendors="list"), status="inactive")
    steps = made.steps(VENDORS, "export")
    assert (steps["status"][0], steps["grant"]) == ("stop", ("flag", "NOT_GRANTED"))
    assert made.told(VENDORS, "export")["grant"][1] == "NOT_GRANTED: nothing gives View; role R gives List"
    assert (SetStatus("u", "active"), SetGrant("R", VENDORS, frozenset({"list", "readonly"}))) in made.fixes(
        VENDORS, "export"
    )


def test_ia09_a_slide_in_role_that_gives_a_part_is_not_said_to_give_it_all() -> None:
    def told(rights: str) -> str:
        makers = Role("Makers", {VENDORS: frozenset(rights.split())}, extra={"apply_to": "slideInOnly"})
        return asked(makers).told(VENDORS, "import")["grant"][1]

    assert "role Makers gives Add, which is a part of it, but counts on slide-in only" in told("list add")
    assert "role Makers gives it, but counts on slide-in only" in told("list add modify")


def test_why_tells_of_a_long_name_no_more_than_its_beginning() -> None:
    long = Role("R" * 300, {VENDORS: frozenset({"list"})}, extra={"type": "eConsole"})
    grouped = asked(long, held=(), groups=(Group("G" * 300, (long.name,)),))
    for made in (asked(long), grouped):
        found = made.why(VENDORS, "export")
        assert max(len(step.cause) for step in (*found.steps, *found.notes)) < 300
        assert "RRR…" in next(step.cause for step in found.steps if step.name == "grant")
