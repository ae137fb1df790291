"""What no row of a query selected is unknown to the rules too: it takes what is certain, never what is possible."""

from typing import Any

import pytest

from rolescope.rights.model import Role
from tests.intacct.asking import USERS, VENDORS, asked, role

READER = role(accountsPayable__vendors="list readonly")


@pytest.mark.parametrize(
    ("field", "step", "code"),
    [("userType", "user type", "CEILING_UNKNOWN"), ("status", "status", "NOT_SELECTED")],
)
def test_ia57_a_user_of_unknown_type_or_status_has_no_certain_right(field: str, step: str, code: str) -> None:
    made = asked(READER, unselected=[field])
    assert (made.live(VENDORS), made.maybe(VENDORS), made.answer(VENDORS, "export")) == ("", "list readonly", "unknown")
    assert made.steps(VENDORS, "export")[step] == ("flag", code)
    assert made.told(VENDORS, "export")[step][0] == "IA-57"


def test_ia57_a_role_of_which_nobody_knows_where_it_counts_gives_nothing_for_certain() -> None:
    unsure = Role("U", {VENDORS: frozenset({"list", "readonly"})}, extra={"unselected": ["applyTo", "roleType"]})
    made = asked(unsure)
    assert (made.live(VENDORS), made.maybe(VENDORS), made.answer(VENDORS, "export")) == ("", "list readonly", "unknown")
    assert made.told(VENDORS, "export")["grant"] == (
        "IA-57",
        "NOT_SELECTED: role U gives List, View, but whether it counts on direct login was not selected",
    )
    assert asked(unsure, READER).answer(VENDORS, "export") == "yes"


def test_ia22_ia57_who_may_be_a_full_admin_may_do_what_that_implies() -> None:
    made = asked(READER, unselected=["adminPrivileges"])
    assert (made.live(USERS), made.answer(USERS, "import")) == ("", "unknown")
    assert made.told(USERS, "import")["grant"][0] == "IA-57"
    assert made.steps(USERS, "import")["admin"] == ("flag", "NOT_SELECTED")
    assert made.answer(VENDORS, "export") == "yes"
    # IA-21: none but business users are admins.
    assert asked(READER, unselected=["adminPrivileges"], type="viewOnly").answer(USERS, "import") == "no"


@pytest.mark.parametrize(("method", "answer"), [("api", "yes"), ("ui", "unknown")])
def test_ia20_ia57_whether_the_interface_is_open_may_be_unknown(method: str, answer: str) -> None:
    made = asked(READER, unselected=["webServices.isRestricted"], method=method)
    assert made.answer(VENDORS, "export") == answer


def test_ia39_ia57_whether_api_proxy_works_is_unknown_where_the_restriction_is() -> None:
    place = "projects/approveTimesheets"
    made = asked(role(projects__approveTimesheets="list apiProxy"), unselected=["webServices.isRestricted"])
    assert (made.live(place), made.maybe(place)) == ("list", "apiProxy")
    assert made.told(place, "apiProxy")["prerequisite"] == (
        "IA-57",
        "NEEDS_isRestricted: API Proxy needs a user who only comes in over web services: "
        "whether the user is one was not selected",
    )


@pytest.mark.parametrize("known", [{"type": "business"}, {"admin": "limited"}])
def test_ia57_what_an_edit_or_another_field_tells_is_known(known: dict[str, Any]) -> None:
    assert asked(READER, unselected=["userType"], **known).answer(VENDORS, "export") == "yes"
