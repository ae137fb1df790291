"""Keys typed faster than the screen follows reach what they were meant for, and never run commands."""

from rolescope.rights.edits import SetGrant
from rolescope.rights.model import facts
from rolescope.tui.screens.choose import Choose
from tests.tui.helpers import opened

API = "API Integration"


async def test_letters_typed_with_the_key_of_a_dialog_change_nothing(demo):
    async with opened(demo) as shown:
        before = facts(shown.session.tenant)
        shown.desk.run_command("view.find")
        for key in ("grant.allow", "grant.deny", "subtree.deny"):
            shown.desk.action_command(key)
        await shown.dialog(Choose)
        assert facts(shown.session.tenant) == before


async def test_letters_typed_with_the_key_of_the_filter_change_nothing(demo):
    async with opened(demo) as shown:
        before = facts(shown.session.tenant)
        shown.desk.run_command("view.filter")
        shown.desk.action_command("grant.allow")
        assert facts(shown.session.tenant) == before


async def test_opening_several_rows_at_once_opens_each_of_them(demo):
    async with opened(demo) as shown:
        session = shown.session
        parent = session.tree.index["reports/reports/payroll"]
        rows = list(session.tree.children(parent))[:2]
        for row in rows:
            session.do(SetGrant(API, session.tree.nodes[row].id, frozenset(session.system.rights)))
        shown.desk.refresh_all()
        shown.desk.commands.go_to(rows[0])
        shown.desk.menu.mark_range(shown.desk.menu.index_of(rows[1]))
        shown.desk.run_command("grant.open-path")
        compiled = session.compiled(API)
        assert [bool(compiled.closed >> row & 1) for row in rows] == [False, False]
        assert all(compiled.gives(row) for row in rows)


async def test_a_row_that_gives_nothing_has_no_path_to_open(demo):
    async with opened(demo) as shown:
        before = facts(shown.session.tenant)
        shown.desk.commands.go_to(shown.session.tree.index["reports/reports/payroll"])
        shown.desk.run_command("grant.open-path")
        assert facts(shown.session.tenant) == before


async def test_a_record_and_its_user_go_together_however_soon_one_leaves_the_pane(demo):
    async with opened(demo, tenant="Demo Business") as shown:
        desk = shown.desk
        desk.go_to_pane("roles")
        await shown.quiet()
        desk.roles.cursor = 3
        desk.go_to_pane("menu")
        await shown.quiet()
        assert desk.user_row.principal == desk.role
        desk.go_to_pane("users")
        await shown.quiet()
        desk.users.cursor = 5
        desk.go_to_pane("menu")
        await shown.quiet()
        assert desk.role == desk.user_row.principal == shown.session.user_rows[5].principal
