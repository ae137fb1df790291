"""Roles, API users and credentials: made, changed, linked, deleted; a secret is shown once and kept nowhere."""

from textual.widgets import Input

from rolescope.rights.model import Assignment
from rolescope.store.secrets import is_secret
from rolescope.tui.screens.dialog import Confirm, SecretShown
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.screens.review import Review
from rolescope.tui.session import UserRow
from tests.tui.helpers import Shown, changed_demo, opened

API = "API Integration"


async def fill(shown: Shown, command: str, **values: str) -> None:
    await shown.ask(command, Form)
    await shown.fill(**values)
    await shown.closed()


# Roles


async def test_a_new_role_grants_nothing_and_has_the_cursor(demo):
    async with opened(demo) as shown:
        shown.desk.go_to_pane("roles")
        await fill(shown, "role.new", name="Night Shift", code="NS", description="for the night")
        made = shown.tenant.roles["Night Shift"]
        assert (dict(made.grants), made.code, made.description) == ({}, "NS", "for the night")
        assert shown.desk.role == "Night Shift"
        assert "role Night Shift" in (await shown.text()).splitlines()[0]
        await shown.run("edit.undo")
        assert "Night Shift" not in shown.tenant.roles


async def test_a_copied_role_has_the_same_grants_and_is_nobodys(demo):
    async with opened(demo) as shown:
        await fill(shown, "role.copy")
        copy = shown.tenant.roles[f"{API} copy"]
        assert copy.grants == shown.tenant.roles[API].grants
        assert copy.code is None
        assert (shown.session.holders()[copy.name], shown.session.holders()[API]) == (0, 3)


async def test_a_renamed_role_keeps_its_holders_and_grants(demo):
    async with opened(demo) as shown:
        before = shown.tenant.roles[API]
        await fill(shown, "role.edit", name="HR Link")
        after = shown.tenant.roles["HR Link"]
        assert (after.grants, after.code, after.description) == (before.grants, before.code, before.description)
        assert shown.session.holders()["HR Link"] == 3
        assert shown.desk.role == "HR Link"
        assert not shown.session.impact


async def test_deleting_a_role_shows_first_what_that_changes(demo):
    async with opened(demo) as shown:
        await shown.role("Payroll Administrator")
        dialog = await shown.ask("role.delete", Confirm)
        text = await shown.text()
        assert "Delete role Payroll Administrator?" in text
        assert "payroll-bridge / bridge-prod" in text
        assert "! no role" in text
        assert "was stopped by layer 3" in " ".join(line[0] for line in dialog.lines)
        dialog.action_close()
        await shown.closed()
        assert "Payroll Administrator" in shown.tenant.roles
        (await shown.ask("role.delete", Confirm)).action_yes()
        await shown.closed()
        assert "Payroll Administrator" not in shown.tenant.roles
        assert shown.tenant.principals["payroll-bridge"].roles == ()
        await shown.run("edit.undo")
        assert shown.tenant.principals["payroll-bridge"].roles == (Assignment("Payroll Administrator"),)


async def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(demo):
    async with opened(demo) as shown:
        form = await shown.ask("role.new", Form)
        for name, sentence in (
            ("", "A role needs a name."),
            (API, f"There is already a role named {API}."),
            (API.lower(), f"Only the case would tell it from the role {API}."),
        ):
            await shown.fill(name=name, description="typed before")
            assert sentence in await shown.text()
            assert form.query_one("#form-description", Input).value == "typed before"
        await shown.fill(name="Fresh")
        await shown.closed()
        assert shown.tenant.roles["Fresh"].description == "typed before"


async def test_escape_leaves_a_form_without_an_edit(demo):
    async with opened(demo) as shown:
        for command in ("role.new", "role.edit", "user.new", "user.edit", "user.credential"):
            form = await shown.ask(command, Form)
            form.action_close()
            await shown.closed()
        assert shown.unsaved == 0


# API users


async def test_a_new_user_is_active_and_reaches_everything_until_it_has_a_role(demo):
    async with opened(demo) as shown:
        form = await shown.ask("user.new", Form)
        text = " ".join((await shown.text()).replace("│", " ").split())
        assert "A new user holds no role, and so reaches everything (PS-26): link roles with l afterwards." in text
        assert form.fields[1].value == "active"
        await shown.fill(name="new-link")
        await shown.closed()
        made = shown.tenant.principals["new-link"]
        assert (made.status, made.roles) == ("active", ())
        assert shown.desk.user_row == UserRow("new-link")
        assert "! no role" in shown.row(shown.desk.users, UserRow("new-link"))


async def test_an_edited_user_keeps_its_credentials_and_roles(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        await fill(shown, "user.edit", name="hris-link", status="inactive")
        assert shown.tenant.principals["hris-link"].roles == (Assignment(API),)
        assert shown.tenant.credentials["hris-prod"].principal == "hris-link"
        assert shown.tenant.principals["hris-link"].status == "inactive"
        assert "✗ inactive" in shown.row(shown.desk.users, UserRow("hris-link"))
        assert shown.edits == 1


async def test_the_status_is_one_key_and_takes_every_right_away(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync", "hris-prod")
        await shown.run("user.status")
        subject = shown.desk.subject
        assert shown.session.counts(subject) == {"export": (0, 0), "import": (0, 0)}
        assert shown.session.change(subject, "export") == (0, 734, 0)
        await shown.run("user.status")
        assert shown.session.change(subject, "export") == (0, 0, 0)
        await shown.user(None, "unlinked-key")
        await shown.run("user.status", "user.roles")
        assert shown.told == ["This credential has no user.", "This credential has no user to hold roles."]


async def test_roles_are_linked_with_space_and_kept_with_enter(demo):
    async with opened(demo) as shown:
        await shown.user("legacy-sync")
        dialog = await shown.ask("user.roles", LinkRoles)
        assert "The least of all these roles counts" in await shown.text()
        links = dialog._list
        for wanted in (Assignment("Leave Clerk"), Assignment(API)):
            links.cursor = links.index_of(wanted)
            dialog.action_give_or_take()
        dialog.action_keep()
        await shown.closed()
        assert shown.tenant.principals["legacy-sync"].roles == (Assignment(API), Assignment("Leave Clerk"))
        assert "2 roles" in shown.row(shown.desk.users, UserRow("legacy-sync"))
        dialog = await shown.ask("user.roles", LinkRoles)
        dialog._list.held = frozenset()
        dialog.action_keep()
        await shown.closed()
        assert shown.said[-1] == "legacy-sync has no role now, and so reaches everything (PS-26)."


async def test_deleting_a_role_names_a_dozen_screens_and_counts_the_rest(demo):
    async with opened(demo) as shown:
        await shown.role("Leave Clerk")
        dialog = await shown.ask("role.delete", Confirm)
        (gains, *_) = (line[0] for line in dialog.lines if "gains export" in line[0])
        assert len(gains.partition("): ")[2].split("), ")) == 12
        assert gains.endswith(" and 43 more")


async def test_among_hundreds_of_roles_typing_narrows_and_what_is_held_stays_in_sight(tmp_path):
    def many(source):
        source["roles"] += [{"name": f"Branch Manager {number}", "grants": []} for number in range(300)]

    async with opened(changed_demo(tmp_path / "many.rolescope", many), size=(80, 24)) as shown:
        await shown.user("hris-sync")
        dialog = await shown.ask("user.roles", LinkRoles)
        await shown.pilot.press(*"manager217", "down", "up", "space")
        text = await shown.text()
        assert dialog._list.row_count == 3
        assert "[x] Branch Manager 217" in text, text
        assert "Holds API Integration (everywhere), Branch Manager 217 (everywhere)." in " ".join(text.split())
        await shown.pilot.press("enter")
        await shown.closed()
        assert shown.tenant.principals["hris-sync"].roles == (Assignment(API), Assignment("Branch Manager 217"))


async def test_keeping_the_same_roles_is_no_edit(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        await shown.ask("user.roles", LinkRoles)
        await shown.pilot.press("space", "space", "enter")
        await shown.closed()
        assert shown.unsaved == 0


async def test_where_roles_differ_by_company_each_is_linked_in_a_company(tmp_path):
    def per_company(source):
        source["tenant"]["settings"]["role_per_company"] = True

    async with opened(changed_demo(tmp_path / "companies.rolescope", per_company)) as shown:
        await shown.user("leave-group")
        dialog = await shown.ask("user.roles", LinkRoles)
        assert "only in the company it is linked to" in await shown.text()
        wanted = Assignment(API, "DEMO-UK")
        dialog._list.cursor = dialog._list.index_of(wanted)
        dialog.action_give_or_take()
        dialog.action_keep()
        await shown.closed()
        assert shown.tenant.principals["leave-group"].roles[-1] == wanted


async def test_deleting_a_user_leaves_its_credentials_without_one(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        dialog = await shown.ask("user.delete", Confirm)
        assert "Delete API user hris-sync?" in await shown.text()
        dialog.action_yes()
        await shown.closed()
        assert "hris-sync" not in shown.tenant.principals
        assert shown.tenant.credentials["hris-prod"].principal is None
        await shown.user(None, "hris-prod")
        dialog = await shown.ask("user.delete", Confirm)
        assert "Delete credential hris-prod?" in await shown.text()
        dialog.action_yes()
        await shown.closed()
        assert "hris-prod" not in shown.tenant.credentials


# Credentials


async def test_a_secret_is_shown_once_and_kept_nowhere(demo, caplog):
    caplog.set_level(0)
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        await shown.ask("user.credential", Form)
        await shown.fill(name="hris-night", scope="api.read_only")
        dialog = await shown.dialog(SecretShown)
        assert "PaySpace does not know this pair" in " ".join((await shown.text()).split())
        secret, client_id = dialog._secret, dialog.client_id
        text = await shown.text()
        assert secret in text
        assert client_id in text
        assert "cannot be shown again" in text
        await shown.pilot.press("c")
        assert shown.app.clipboard == secret
        await shown.pilot.press("enter")
        await shown.closed()
        made = shown.tenant.credentials["hris-night"]
        assert (made.principal, made.scope, made.client_id) == ("hris-sync", "api.read_only", client_id)
        assert is_secret(secret, made.secret_hash)
        assert not is_secret(f"{secret}x", made.secret_hash)
        await shown.save()
        await shown.run("edit.undo", "edit.redo")
        held = repr(vars(shown.desk)) + repr(shown.session.workbench.draft_entries) + repr(shown.tenant)
        assert secret not in held + await shown.text() + "".join(shown.said) + caplog.text
    for file in demo.parent.iterdir():
        assert secret.encode() not in file.read_bytes()
    assert client_id.encode() in demo.read_bytes() + b"".join(f.read_bytes() for f in demo.parent.glob("*-wal"))


async def test_a_new_secret_replaces_the_old_one_under_the_same_client_id(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        await shown.run("user.secret")
        assert shown.said == ["Move to a credential first."]
        await shown.user("hris-sync", "hris-prod")
        hashes = []
        for _ in range(2):
            dialog = await shown.ask("user.secret", SecretShown)
            kept = shown.tenant.credentials["hris-prod"]
            assert is_secret(dialog._secret, kept.secret_hash)
            assert kept.client_id == dialog.client_id
            hashes.append((kept.client_id, kept.secret_hash))
            dialog.action_close()
            await shown.closed()
        assert hashes[0][0] == hashes[1][0]
        assert hashes[0][1] != hashes[1][1]


async def test_scopes_go_round_and_the_preview_follows(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync", "hris-prod")
        seen, told = {}, []
        for _ in shown.session.system.scopes:
            await shown.run("user.scope")
            told += shown.said
            scope = shown.tenant.credentials["hris-prod"].scope
            seen[scope] = tuple(shown.session.counts(shown.desk.subject)[kind][1] for kind in ("export", "import"))
        assert seen["api.read_only"] == (734, 0)
        assert seen["api.full_access"] == (734, 64)
        assert seen["api.update"][0] == seen["api.create"][0] == 0
        assert seen["api.workday"] == (0, 0)
        assert (len(seen), shown.tenant.credentials["hris-prod"].scope) == (5, "api.full_access")
        assert any(said.startswith("hris-prod: scope api.create may not be enough") for said in told)


async def test_an_edited_credential_moves_to_another_user_and_keeps_its_secret(demo):
    async with opened(demo) as shown:
        await shown.user(None, "unlinked-key")
        await fill(shown, "user.edit", name="linked-key", user="hris-sync")
        made = shown.tenant.credentials["linked-key"]
        assert (made.principal, made.scope) == ("hris-sync", "api.full_access")
        assert shown.desk.user_row == UserRow("hris-sync", "linked-key")
        assert "unlinked-key" not in shown.tenant.credentials


async def test_a_credential_s_form_shows_its_id_and_keeps_its_environment_and_mode(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync", "hris-prod")
        before = shown.tenant.credentials["hris-prod"]
        await shown.ask("user.edit", Form)
        text = " ".join((await shown.text()).split())
        assert f"Client id {before.client_id}" in text if before.client_id else "Without a client id" in text
        assert "Each needs a credential of its own. (PS-37)" in text
        assert "not known here (PS-49)" in text
        await shown.fill(environment="staging", development_mode=True)
        await shown.closed()
        made = shown.tenant.credentials["hris-prod"]
        assert dict(made.extra) == {**before.extra, "environment": "staging", "development_mode": True}
        review = await shown.ask("edit.save", Review)
        assert "hris-prod: Environment" in "\n".join(line[0] for line in review._lines())


async def test_a_role_s_code_stands_for_one_role_alone(demo):
    async with opened(demo) as shown:
        other = next(role for role in shown.tenant.roles.values() if role.code)
        await shown.ask("role.new", Form)
        await shown.fill(name="Another", code=other.code.lower())
        assert f"The role {other.name} has the code {other.code} already." in await shown.text()
        await shown.fill(code="FREE")
        await shown.closed()
        assert shown.tenant.roles["Another"].code == "FREE"


async def test_a_user_is_limited_to_companies_that_are_there(demo):
    async with opened(demo) as shown:
        await shown.user("hris-sync")
        await shown.ask("user.edit", Form)
        await shown.fill(companies="NOPE")
        codes = ", ".join(company.code for company in shown.tenant.companies)
        assert f"There is no company NOPE: expected {codes}." in " ".join((await shown.text()).split())
        await shown.fill(companies=shown.tenant.companies[0].code)
        await shown.closed()
        assert shown.tenant.principals["hris-sync"].extra["companies"] == [shown.tenant.companies[0].code]


async def test_what_a_change_of_status_opens_is_told(demo):
    async with opened(demo) as shown:
        await shown.user("legacy-sync")
        await shown.run("user.status", "user.status")
        assert shown.said[-1] == "legacy-sync has no role now, and so reaches everything (PS-26)."
