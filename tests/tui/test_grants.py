"""Levels by key: one row, a subtree, several rows, copied rows, rows below a closed parent."""

from rolescope.tui.session import UserRow
from tests.tui.helpers import BANKING, changed_demo, opened

API, CLERK = "API Integration", "Leave Clerk"
BASIC = "employee/basic-information"
DEPENDANTS = f"{BASIC}/dependants"
POSITION = f"{BASIC}/position"
COMMENTS = f"{POSITION}/comments"
PERFORMANCE = "employee/performance"


async def test_keys_do_what_the_footer_says(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        seen = []
        for key in ("r", "a", "d", "space", "i"):
            await shown.pilot.press(key)
            seen.append(shown.level(API, BANKING))
        assert seen == ["read_only", "allow", "deny", "allow", "inherit"]
        assert shown.unsaved == 0


async def test_cycling_goes_from_allow_to_read_only_to_deny_and_begins_at_the_inherited_level(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        seen = []
        for _ in range(4):
            await shown.run("grant.cycle")
            seen.append(shown.level(API, BANKING))
        assert seen == ["deny", "allow", "read_only", "deny"]


async def test_a_level_that_is_there_already_is_no_edit(demo):
    async with opened(demo) as shown:
        await shown.at(DEPENDANTS)
        await shown.run("grant.allow")
        await shown.at(BANKING)
        await shown.run("grant.inherit")
        assert shown.unsaved == 0
        assert shown.told == ["Already Allow.", "Already inherited."]


async def test_a_subtree_takes_the_level_and_forgets_what_was_said_below(demo):
    async with opened(demo) as shown:
        await shown.at(POSITION)
        await shown.run("subtree.allow")
        assert (shown.level(API, POSITION), shown.level(API, COMMENTS)) == ("allow", "inherit")
        assert shown.edits == 1
        await shown.run("edit.undo")
        assert shown.level(API, COMMENTS) == "read_only"
        await shown.at(BASIC)
        await shown.run("subtree.deny")
        below = [name for name in shown.tenant.roles[API].grants if name.startswith(f"{BASIC}/")]
        assert (shown.level(API, BASIC), below) == ("deny", [])
        await shown.run("subtree.inherit")
        assert shown.level(API, BASIC) == "inherit"
        await shown.run("subtree.read")
        assert shown.level(API, BASIC) == "read_only"


async def test_one_command_on_several_marked_rows_is_one_step(demo):
    async with opened(demo) as shown:
        menu = shown.desk.menu
        for name in (BANKING, DEPENDANTS, PERFORMANCE):
            await shown.at(name)
            menu.toggle_mark()
        await shown.run("grant.read")
        assert {shown.level(API, name) for name in (BANKING, DEPENDANTS, PERFORMANCE)} == {"read_only"}
        await shown.run("edit.undo")
        assert shown.tenant is shown.session.workbench.saved
        assert [shown.session.tree.nodes[key].id for key in menu.marked_keys] == [BANKING, DEPENDANTS, PERFORMANCE]


async def test_a_range_of_fields_is_marked_with_shift(demo):
    async with opened(demo) as shown:
        await shown.at(f"{BANKING}/bank-name")
        await shown.pilot.press("shift+down", "shift+down", "d")
        fields = ("bank-name", "bank-branch-no", "bank-account-no")
        assert [shown.level(API, f"{BANKING}/{field}") for field in fields] == ["deny"] * 3
        assert shown.edits == 1


async def test_rights_are_copied_with_what_is_below_and_pasted_into_another_role(demo):
    async with opened(demo) as shown:
        await shown.at(POSITION)
        await shown.run("grant.copy")
        assert shown.said[-1] == "Copied the rights of Position with 1 set below."
        await shown.run("grant.paste")
        assert shown.said[-1] == "The rights there are the same already."
        await shown.role(CLERK)
        assert shown.level(CLERK, POSITION) == "inherit"
        await shown.run("grant.paste")
        assert (shown.level(CLERK, POSITION), shown.level(CLERK, COMMENTS)) == ("allow", "read_only")
        assert shown.level(API, POSITION) == "allow"
        assert shown.edits == 1


async def test_rights_are_pasted_on_every_marked_row_and_only_where_names_fit(demo):
    async with opened(demo) as shown:
        await shown.run("grant.paste")
        assert shown.said == ["Nothing copied yet: y copies the rights of a row."]
        await shown.at(POSITION)
        await shown.run("grant.copy")
        for name in (BANKING, f"{BASIC}/tax-profile"):
            await shown.at(name)
            shown.desk.menu.toggle_mark()
        await shown.run("grant.paste")
        # Banking Details has a field of that name, Tax Profile has none.
        assert shown.level(API, BANKING) == shown.level(API, f"{BASIC}/tax-profile") == "allow"
        assert shown.level(API, f"{BANKING}/comments") == "read_only"
        assert f"{BASIC}/tax-profile/comments" not in shown.tenant.roles[API].grants
        assert shown.said == ["Pasted the rights of Position. Not all of it has a place in every row: Comments."]


async def test_what_of_pasted_rights_has_no_place_is_told(demo):
    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.copy")
        assert shown.said == ["Copied the rights of Banking Details with 2 set below."]
        await shown.at(f"{BASIC}/custom-forms")
        await shown.run("grant.paste")
        told = "Not all of it has a place there: Payment Method, Reference."
        assert shown.said == [f"Pasted the rights of Banking Details. {told}"]
        await shown.run("grant.paste")
        assert shown.said == [f"The rights there are the same already. {told}"]
    async with opened(demo, tenant="Demo Finance") as shown:
        tree, system = shown.session.tree, shown.session.system
        lists = next(
            n.id for n in tree.nodes if {"list"} <= set(system.offered(tree, tree.index[n.id])) <= {"list", "readonly"}
        )
        await shown.role("Vendor Maker")
        await shown.at("accountsPayable/vendors")
        await shown.run("grant.allow", "grant.copy")
        await shown.at(lists)
        await shown.run("grant.paste")
        assert "Not all of it has a place there: Vendors (" in shown.said[-1]
        assert "Add" in shown.said[-1]


async def test_an_edit_below_a_closed_parent_is_kept_with_a_warning_and_the_path_can_be_opened(demo):
    async with opened(demo) as shown:
        node = next(n.id for n in shown.session.tree.nodes if n.parent == PERFORMANCE)
        await shown.at(node)
        await shown.run("grant.allow")
        (said,) = shown.said
        assert "No effect yet: the parent Performance is closed. P opens the path" in said
        menu = shown.desk.menu
        assert "⊘" in shown.row(menu, shown.node(node))
        assert shown.desk.offers("grant.open-path")
        siblings = [n.id for n in shown.session.tree.nodes if n.parent == PERFORMANCE and n.id != node]
        before = [shown.answer("hris-sync", "hris-prod", name, "export") for name in siblings]
        await shown.run("grant.open-path")
        assert shown.level(API, PERFORMANCE) != "deny"
        assert "⊘" not in shown.row(menu, shown.node(node))
        assert [shown.answer("hris-sync", "hris-prod", name, "export") for name in siblings] == before
        assert not shown.desk.offers("grant.open-path")
        await shown.run("grant.open-path")
        assert shown.said[-1] == "Nothing to open: no closed parent keeps a level of this row from its effect."


async def test_own_inherited_mixed_and_changed_rows_differ_without_colour(demo):
    async with opened(demo) as shown:
        await shown.at(POSITION)
        menu = shown.desk.menu
        own, inherited = (shown.row(menu, shown.node(name)) for name in (POSITION, BANKING))
        assert "●  Allow" in own
        assert "◪" in own
        assert "◐ ↑Read only" in inherited
        await shown.at(BANKING)
        await shown.run("grant.deny")
        changed = shown.row(menu, shown.node(BANKING))
        assert changed.startswith("▌")
        assert "○  Deny" in changed
        # The branches above say so only while they are folded.
        assert not shown.row(menu, shown.node(BASIC)).startswith("▌")
        menu.fold(shown.node(BASIC), True)
        assert shown.row(menu, shown.node(BASIC)).startswith("▌")


async def test_the_preview_is_fresh_on_every_keystroke(demo):
    async with opened(demo) as shown:
        await shown.at("employee/leave")
        row = UserRow("hris-sync", "hris-prod")
        counts = []
        for command in ("grant.read", "grant.allow", "edit.undo", "edit.undo", "edit.redo"):
            await shown.run(command)
            certain, _ = shown.session.counts(shown.session.subject_of(row))["import"]
            assert str(certain) in shown.row(shown.desk.users, row).split()
            counts.append(certain)
        fewer = counts[0]
        assert fewer < 64
        assert counts == [fewer, 64, fewer, 64, fewer]


async def test_without_any_role_a_level_asks_for_one(tmp_path):
    def no_roles(source):
        source["roles"] = []
        for user in source["users"]:
            user["roles"] = []
        source["tenant"]["settings"].pop("attachment_excludes")

    async with opened(changed_demo(tmp_path / "empty.rolescope", no_roles)) as shown:
        for command in ("grant.allow", "grant.open-path", "grant.cycle", "grant.copy", "role.delete", "role.edit"):
            await shown.run(command)
        assert set(shown.said) == {"Make a role first: 1, then n."}
        assert shown.unsaved == 0
        assert "no role yet: press n" in await shown.text()
