"""Groups of users: made, renamed, given roles and members, deleted after showing what their members lose."""

from typing import Any

from rolescope.rights.edits import RemoveGroup
from rolescope.rights.impact import impact
from rolescope.rights.model import Subject
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.groups import Groups
from rolescope.tui.screens.link_roles import LinkRoles
from tests.tui.helpers import Shown, opened

FINANCE = "Demo Finance"


async def press(shown: Shown, key: str, kind: type[Any]) -> Any:
    await shown.pilot.press(key)
    return await shown.dialog(kind)


async def tick(shown: Shown, *names: str) -> None:
    """Tick or untick names in the dialog on show, and keep the choice."""
    dialog = shown.screen
    for row in list(dialog._list.rows):
        if row.role in names:
            dialog._list.cursor = dialog._list.index_of(row)
            dialog.action_give_or_take()
    dialog.action_keep()
    await shown.quiet()


async def test_the_dialog_lists_groups_with_their_members_and_roles(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        dialog = await shown.ask("people.groups", Groups)
        text = await shown.text()
        assert f"Groups of {FINANCE}" in text
        for number, group in enumerate(shown.tenant.groups.values()):
            dialog.list.cursor = number
            await shown.quiet()
            text = await shown.text()
            inside = [user.name for user in shown.tenant.principals.values() if group.name in user.groups]
            assert f"Members ({len(inside)})" in text
            assert f"Roles ({len(group.roles)})" in text
            assert all(name in text for name in (group.name, *group.roles, *inside))


async def test_a_group_is_made_described_renamed_and_undone(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        dialog = await shown.ask("people.groups", Groups)
        await press(shown, "n", Form)
        taken = next(iter(shown.tenant.groups))
        await shown.fill(name=taken.upper())
        assert f"Only the case would tell it from the group {taken}." in await shown.text()
        await shown.fill(name="Night shift", description="after six")
        await shown.dialog(Groups)
        assert shown.tenant.groups["Night shift"].description == "after six"
        assert dialog.list.cursor_key == "Night shift"
        await press(shown, "e", Form)
        await shown.fill(name="Late shift")
        await shown.dialog(Groups)
        assert "Late shift" in shown.tenant.groups
        assert "Night shift" not in shown.tenant.groups
        dialog.action_close()
        await shown.closed()
        await shown.run("edit.undo", "edit.undo")
        assert shown.unsaved == 0


async def test_ia_02_the_roles_of_a_group_count_for_its_members(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        users, roles = shown.tenant.principals, shown.tenant.roles
        user = next(n for n, u in users.items() if not u.roles and not u.groups and u.status == "active")
        role = next(n for n, r in roles.items() if any(r.grants.values()) and "apply_to" not in r.extra)
        await shown.ask("people.groups", Groups)
        await press(shown, "n", Form)
        await shown.fill(name="Night shift")
        await shown.dialog(Groups)
        await press(shown, "l", LinkRoles)
        await tick(shown, role)
        await shown.dialog(Groups)
        await press(shown, "b", LinkRoles)
        await tick(shown, user)
        await shown.dialog(Groups)
        assert shown.tenant.groups["Night shift"].roles == (role,)
        assert shown.tenant.principals[user].groups == ("Night shift",)
        shown.screen.action_close()
        await shown.closed()
        await shown.user(user)
        assert shown.session.counts(shown.desk.subject)["export"][1] > 0


async def test_ia_51_deleting_a_group_shows_first_what_its_members_lose(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        dialog = await shown.ask("people.groups", Groups)
        groups, users = shown.tenant.groups, shown.tenant.principals.values()
        name = next(g for g in groups if groups[g].roles and any(u.groups == (g,) and not u.roles for u in users))
        member = next(user.name for user in users if user.groups == (name,) and not user.roles)
        dialog.list.cursor = dialog.list.index_of(name)
        confirm = await press(shown, "delete", Confirm)
        told = [line[0] for line in confirm.lines]
        assert member in told
        assert any("loses export" in line for line in told)
        confirm.action_close()
        await shown.dialog(Groups)
        assert name in shown.tenant.groups
        (await press(shown, "delete", Confirm)).action_yes()
        await shown.dialog(Groups)
        assert name not in shown.tenant.groups
        assert shown.tenant.principals[member].groups == ()
        assert name not in dialog.list.rows


async def test_s32_the_dialog_that_deletes_a_group_lists_every_user_and_right_that_is_lost(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        before, name = shown.session.outcome, "GL users"
        after = before.engine.evaluate(RemoveGroup(name).on(shown.tenant, shown.session.tree)[0], before)
        dialog = await shown.ask("people.groups", Groups)
        dialog.list.cursor = dialog.list.index_of(name)
        confirm = await press(shown, "delete", Confirm)
        told = [line[0] for line in confirm.lines]
        lost = impact(before, after)
        assert {change.subject.principal for change in lost} == {"ledger-feed", "two-groups"} <= set(told)
        places = ("journalEntries", "accounts", "accountGroups", "trialBalance")
        for user in ("ledger-feed", "two-groups"):
            start = told.index(user)
            ends = [told.index(other) for other in ("ledger-feed", "two-groups") if told.index(other) > start]
            loses = " ".join(line for line in told[start : min(ends, default=len(told))] if "loses" in line)
            for place in places:
                number = shown.node(f"generalLedger/{place}")
                assert shown.session.tree.nodes[number].name in loses
                gone = {
                    shown.session.system.right_title(right)
                    for right in before.rights_at(Subject(user, None), number)[0]
                }
                assert gone and all(right in loses for right in gone)
        assert name in shown.tenant.groups and shown.edits == 0


async def test_the_groups_of_a_user_are_chosen_with_one_key(demo):
    async with opened(demo, tenant=FINANCE) as shown:
        user = next(name for name, user in shown.tenant.principals.items() if not user.groups)
        group = next(iter(shown.tenant.groups))
        await shown.user(user)
        await shown.ask("user.groups", LinkRoles)
        await tick(shown, group)
        await shown.closed()
        assert shown.tenant.principals[user].groups == (group,)
        await shown.ask("user.groups", LinkRoles)
        await tick(shown)
        await shown.closed()
        assert shown.unsaved == 1


async def test_where_a_system_knows_no_groups_the_keys_are_not_offered_and_say_so(demo):
    async with opened(demo) as shown:
        assert not shown.desk.offers("people.groups")
        assert not shown.desk.offers("user.groups")
        await shown.user("hris-sync")
        await shown.run("people.groups", "user.groups")
        assert shown.told == ["PaySpace knows no groups of users."] * 2


async def test_read_only_groups_can_be_looked_at_and_not_changed(demo):
    async with opened(demo, tenant=FINANCE, read_only=True) as shown:
        await shown.ask("people.groups", Groups)
        await shown.pilot.press("n", "e", "delete")
        assert isinstance(shown.screen, Groups)
        assert all("read-only" in told for told in shown.told)
        assert len(shown.told) == 3
