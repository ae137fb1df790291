"""What only Sage Intacct companies ask of the app."""

from pathlib import Path

from rolescope.rights.sentences import describe
from rolescope.tui.screens.dialog import Confirm, TextView
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.widgets.field_list import FieldList
from tests.tui.finance import BILLS, VENDORS, company, role
from tests.tui.helpers import Shown, opened


async def test_a_copied_role_has_nothing_by_which_the_vendor_knows_the_original(tmp_path: Path) -> None:
    told = {"id": "Admins", "key": "470"}
    path = company(tmp_path, roles=[role("Admins", {VENDORS: "list"}, key="470", vendor=told, apply_to="loginOnly")])
    async with opened(path) as shown:
        await shown.role("Admins")
        await shown.ask("role.copy", Form)
        await shown.fill()
        await shown.closed()
        copy, original = shown.tenant.roles["Admins copy"], shown.tenant.roles["Admins"]
        assert (copy.grants, dict(copy.extra)) == (original.grants, {"apply_to": "loginOnly"})
        assert original.extra["key"] == "470"


UNKNOWN = ["userType", "adminPrivileges", "status", "webServices.isRestricted"]


async def test_ia57_a_form_shows_what_nobody_has_selected_and_takes_an_answer(tmp_path: Path) -> None:
    reader = role("Reader", {VENDORS: "list readonly"}, unselected=["applyTo"])
    path = company(tmp_path, roles=[reader], users=[{"name": "api", "roles": ["Reader"], "unselected": UNKNOWN}])
    async with opened(path, painting=True) as shown:
        await shown.user("api")
        await shown.ask("user.edit", Form)
        assert (await shown.text()).count("(not known)") == 4
        await shown.fill()
        await shown.closed()
        assert shown.unsaved == 0
        await shown.role("Reader")
        await shown.ask("role.edit", Form)
        assert (await shown.text()).count("(not known)") == 1
        await shown.fill(apply_to="loginAndSlideIn")
        await shown.closed()
        await shown.user("api")
        await shown.ask("user.edit", Form)
        await shown.fill(**{"type": "business", "status": "active", "web_services-restricted": "off"})
        await shown.closed()
        assert shown.answer("api", None, VENDORS, "export") == "yes"
        await shown.ask("user.edit", Form)
        assert (await shown.text()).count("(not known)") == 1


async def test_ia18_a_status_that_nobody_has_selected_is_known_once_it_was_set(tmp_path: Path) -> None:
    users = [{"name": "api", "roles": ["Reader"], "unselected": ["status"]}]
    async with opened(company(tmp_path, roles=[role("Reader", {VENDORS: "list readonly"})], users=users)) as shown:
        await shown.user("api")
        assert shown.answer("api", None, VENDORS, "export") == "unknown"
        await shown.run("user.status", "user.status", "user.status")
        assert shown.tenant.principals["api"].status == "active"
        assert shown.answer("api", None, VENDORS, "export") == "yes"


async def test_ia49_ia50_deleting_says_that_the_vendor_refuses_it_and_what_to_do_there(tmp_path: Path) -> None:
    path = company(tmp_path, roles=[role("Reader", {VENDORS: "list"})], users=[{"name": "api", "roles": ["Reader"]}])
    async with opened(path, painting=True) as shown:
        await shown.role("Reader")
        await shown.ask("role.delete", Confirm)
        assert "there role Reader has to be taken from api first" in await shown.text()
        await shown.pilot.press("escape")
        await shown.user("api")
        await shown.ask("user.delete", Confirm)
        assert "there api has to be set inactive instead" in await shown.text()


FOREIGN = {VENDORS: "list view add edit", BILLS: "list submit"}


async def test_a_right_under_its_other_token_is_ticked_and_taken_as_what_it_is(tmp_path: Path) -> None:
    users = [{"name": "api", "roles": ["Reader"]}]
    async with opened(company(tmp_path, roles=[role("Reader", FOREIGN)], users=users)) as shown:
        fields = await in_grid(shown, VENDORS)
        cells = {
            column.title: fields._ticks(shown.node(VENDORS)).cell(column, shown.desk.symbols)[0]
            for column in fields.columns
        }
        # What the row lists under another token may be offered, or not: nobody knows.
        assert [cells[title] for title in ("List", "View", "Add", "Edit", "Delete")] == ["●", "?", "●", "?", " "]
        await shown.run("grid.right", "grant.cycle")
        assert shown.tenant.roles["Reader"].grants[VENDORS] == {"list", "add", "edit"}
        await shown.run("grant.cycle")
        assert shown.tenant.roles["Reader"].grants[VENDORS] == {"list", "readonly", "add", "edit"}


async def test_a_right_beside_what_its_row_offers_has_a_column_and_can_be_taken(tmp_path: Path) -> None:
    async with opened(company(tmp_path, roles=[role("Reader", FOREIGN)])) as shown:
        fields = await in_grid(shown, BILLS)
        titles = [column.title for column in fields.columns]
        submit = fields.columns[titles.index("Submit")]
        assert fields._ticks(shown.node(BILLS)).cell(submit, shown.desk.symbols)[0] == "●"
        assert fields._ticks(shown.node(VENDORS)).cell(submit, shown.desk.symbols)[0] == " "
        await shown.run("grant.allow")
        assert "submit" in shown.tenant.roles["Reader"].grants[BILLS]
        fields.move_column(titles.index("Submit") - fields.column_number)
        await shown.run("grant.cycle")
        assert "submit" not in shown.tenant.roles["Reader"].grants[BILLS]
        await shown.run("edit.undo")
        await shown.at("accountsPayable")
        shown.desk.go_to_pane("menu")
        await shown.run("grant.allow")
        grants = shown.tenant.roles["Reader"].grants
        assert "submit" in grants[BILLS] and not {"view", "edit"} & grants[VENDORS]


async def in_grid(shown: Shown, node: str) -> FieldList:
    await shown.role("Reader")
    await shown.at(node)
    shown.desk.go_to_pane("fields")
    await shown.settled()
    fields: FieldList = shown.desk.fields
    return fields


BOTH = [
    {"id": "accountsPayable", "name": "Accounts Payable", "kind": "module"},
    {
        "id": VENDORS,
        "name": "Vendors",
        "kind": "permission",
        "parent": "accountsPayable",
        "allowedAccessRights": ["list", "readonly", "view", "add"],
        "completeness": "subset",
    },
]


async def test_a_row_that_offers_both_tokens_tells_them_apart_and_loses_none(tmp_path: Path) -> None:
    path = company(tmp_path, catalogue=BOTH, roles=[role("Reader", {VENDORS: "list readonly submit"})])
    async with opened(path, painting=True) as shown:
        await in_grid(shown, VENDORS)
        dialog = await shown.ask("grant.cycle", LinkRoles)
        names = [row.role for row in dialog._list.rows]
        assert names == ["List", "View (readonly)", "View (view)", "Add", "Submit"]
        dialog._list.cursor = names.index("Add")
        dialog.action_give_or_take()
        dialog.action_keep()
        await shown.closed()
        assert shown.tenant.roles["Reader"].grants[VENDORS] == {"list", "readonly", "add", "submit"}
        (told,) = shown.session.workbench.draft_entries
        sentence = describe(told.edit, shown.session.system, shown.session.tree)
        assert sentence == "Reader: set Vendors to List, View (readonly), Add, Submit"


async def test_what_a_role_and_a_user_are_can_be_read_where_nothing_can_be_changed(demo: Path) -> None:
    async with opened(demo, tenant="Demo Finance", read_only=True, painting=True) as shown:
        await shown.role("Bills on Slide-in")
        shown.desk.go_to_pane("roles")
        page = await shown.ask("role.detail", TextView)
        lines = [line for line, _ in page.lines]
        assert "Applies to     slide in only (IA-09~)" in lines
        assert lines[lines.index("Held by") + 1] == "slide-in"
        await shown.pilot.press("escape")
        await shown.user("limited-admin")
        page = await shown.ask("user.detail", TextView)
        lines = [line for line, _ in page.lines]
        for told in ("Status         active", "User type      business (IA-24)", "Admin          limited (IA-22~)"):
            assert told in lines
        assert lines[lines.index("Roles") + 1] == "Admins"
        # IA-41, IA-42: where no limit is named there is none.
        assert "Entities       all (IA-41)" in lines and "Departments    all (IA-42)" in lines
        await shown.pilot.press("escape")
        await shown.user("two-groups")
        lines = [line for line, _ in (await shown.ask("user.detail", TextView)).lines]
        assert any(line.startswith("AP Team: ") for line in lines[lines.index("Groups") :])


async def test_ia57_what_nobody_has_selected_is_read_as_not_known(tmp_path: Path) -> None:
    reader = role("Reader", {VENDORS: "list"}, unselected=["applyTo"])
    path = company(tmp_path, roles=[reader], users=[{"name": "api", "unselected": [*UNKNOWN, "roles"]}])
    async with opened(path) as shown:
        await shown.user("api")
        lines = [line for line, _ in (await shown.ask("user.detail", TextView)).lines]
        assert {"Remarkable     roles unknown", "Status         not known"} <= set(lines)
        assert "User type      not known (IA-24)" in lines
        await shown.pilot.press("escape")
        await shown.role("Reader")
        lines = [line for line, _ in (await shown.ask("role.detail", TextView)).lines]
        assert "Applies to     not known (IA-09~)" in lines


PEOPLE = [
    {"name": "feed", "permissions": [{"permission": VENDORS, "rights": ["list", "readonly"]}]},
    {"name": "other"},
]


async def test_ia03_in_a_user_based_company_each_user_s_own_grants_are_edited_as_a_role_is(tmp_path: Path) -> None:
    path = company(tmp_path, settings={"mode": "user_based"}, roles=[role("Idle")], users=PEOPLE)
    async with opened(path, painting=True) as shown:
        assert list(shown.desk.roles.rows) == ["feed", "other"]
        assert "1 Own grants" in await shown.text()
        shown.desk.go_to_pane("roles")
        await shown.role("other")
        assert shown.desk.user_row.principal == "other"
        await shown.at(VENDORS)
        shown.desk.go_to_pane("fields")
        await shown.run("grant.cycle", "grid.right", "grant.cycle")
        assert shown.tenant.principals["other"].grants == {VENDORS: {"list", "readonly"}}
        assert shown.answer("other", None, VENDORS, "export") == "yes"
        assert shown.session.role_is_changed("other") and not shown.session.role_is_changed("feed")
        assert "●" in shown.row(shown.desk.fields, shown.node(VENDORS))
        await shown.run("grant.deny")
        assert shown.tenant.principals["other"].grants == {}
        await shown.run("edit.undo", "grant.copy")
        await shown.at(BILLS)
        shown.desk.go_to_pane("fields")
        await shown.run("grant.paste")
        assert shown.tenant.principals["other"].grants[BILLS] == {"list", "readonly"}
        await shown.save("what the feed needs")
        assert shown.stored().principals["other"].grants == shown.tenant.principals["other"].grants


async def test_ia03_the_commands_on_own_grants_are_about_their_user(tmp_path: Path) -> None:
    async with opened(company(tmp_path, settings={"mode": "user_based"}, users=PEOPLE), painting=True) as shown:
        shown.desk.go_to_pane("roles")
        await shown.role("feed")
        await shown.ask("role.copy", Form)
        await shown.fill(name="feed 2")
        await shown.closed()
        assert shown.tenant.principals["feed 2"].grants == shown.tenant.principals["feed"].grants
        shown.desk.go_to_pane("roles")
        await shown.role("feed")
        await shown.ask("role.delete", Confirm)
        assert "Take back all that is granted to feed itself?" in await shown.text()
        await shown.pilot.press("y")
        await shown.closed()
        assert shown.tenant.principals["feed"].grants == {}
        assert not shown.tenant.roles
        page = await shown.ask("role.detail", TextView)
        assert "Remarkable     no grants" in [line for line, _ in page.lines]


async def test_ia01_the_panes_follow_the_permission_mode(tmp_path: Path) -> None:
    async with opened(company(tmp_path, roles=[role("Reader")], users=PEOPLE)) as shown:
        assert list(shown.desk.roles.rows) == ["Reader"]
        shown.desk.commands.change_setting("mode")
        (await shown.dialog(Confirm)).action_yes()
        await shown.closed()
        assert list(shown.desk.roles.rows) == ["feed", "other"]
        assert dict(shown.desk.tabs.panes)["roles"] == "Own grants"
        await shown.run("edit.undo")
        assert list(shown.desk.roles.rows) == ["Reader"]
