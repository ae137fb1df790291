"""Filters in a vendor's own language, typed into the filter line of a pane."""

import pytest

from rolescope.resources import data_path
from rolescope.store.making import new_workspace
from rolescope.systems.bundle import read_bundle
from tests.tui.helpers import opened


@pytest.fixture
def finance(tmp_path):
    bundle = read_bundle(data_path("demo-intacct.json").read_text("utf-8"), "demo")
    path = tmp_path / "finance.rolescope"
    with new_workspace(path) as workspace:
        workspace.add_tenant(bundle.tenant, bundle.nodes, author="admin", reason="made for a test")
    return path


async def test_users_are_filtered_by_the_vendors_fields_and_operators(finance):
    async with opened(finance) as shown:
        users = shown.desk.users
        users.filter_text = "status = inactive"
        assert {row.principal for row in users.rows} == {
            name for name, user in shown.tenant.principals.items() if user.status == "inactive"
        }
        users.filter_text = "status != active or userType = employee"
        assert len(users.rows) > 1


async def test_words_without_a_comparison_are_searched_for_as_ever(finance):
    async with opened(finance) as shown:
        shown.desk.users.filter_text = "vendor"
        assert all(
            "vendor" in f"{row.principal} {shown.tenant.principals[row.principal].roles}".casefold()
            for row in shown.desk.users.rows
        )
        assert shown.desk.users.rows


async def test_a_filter_that_cannot_be_read_says_where_and_what_was_expected(finance):
    async with opened(finance) as shown:
        roles = shown.desk.roles
        roles.filter_text = "roleTyp = enterprise"
        assert not roles.rows
        assert "roleType" in roles.empty_text
        roles.filter_text = "id ="
        assert "expected a value" in roles.empty_text


async def test_the_menu_shows_where_the_permissions_lie_that_a_filter_holds_for(finance):
    async with opened(finance) as shown:
        menu = shown.desk.menu
        menu.filter_text = "module = accountsPayable"
        tree = shown.session.tree
        assert menu.rows
        assert all(tree.nodes[row].id.startswith("accountsPayable") for row in menu.rows)


async def test_a_system_without_such_a_language_searches_for_the_signs(demo):
    async with opened(demo) as shown:
        shown.desk.roles.filter_text = "status = active"
        assert not shown.desk.roles.rows
        assert "no role matches" in shown.desk.roles.empty_text
