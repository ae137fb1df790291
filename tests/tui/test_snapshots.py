"""Every screen and state as a picture, in a wide terminal and in the least one that is common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets._toast import Toast

from rolescope.places import author
from rolescope.rights.edits import SetGrant
from rolescope.rights.sentences import Words
from rolescope.store import drafts, secrets
from rolescope.store.history import Revision
from rolescope.store.merge import Clash
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from rolescope.tui.app import RolescopeApp
from rolescope.tui.config import read_config
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.compare import Compare
from rolescope.tui.screens.dialog import Confirm, SecretShown, TextView
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.groups import Groups
from rolescope.tui.screens.history import History, RevisionList
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.screens.resolve import Resolve
from rolescope.tui.screens.review import Review
from rolescope.tui.screens.too_small import TooSmall
from rolescope.tui.screens.welcome import Welcome
from rolescope.tui.widgets.filter_line import FilterLine
from rolescope.tui.widgets.text_rows import TextRows
from tests.tui import finance
from tests.tui.helpers import ACCOUNT, BANKING, Shown, changed_demo, ready, write_config

pytestmark = pytest.mark.snapshot

SIZES = {"wide": (120, 40), "narrow": (80, 24)}
PERFORMANCE = "employee/performance"
LEAVE = "employee/leave"
State = Callable[[Shown], Awaitable[None]]


def both_sizes(test: Any) -> Any:
    return pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())(test)


@pytest.fixture
def looks_the_same(snap_compare, monkeypatch):
    """Compares an app that is brought into a state with its picture."""
    monkeypatch.setattr(Screen, "_compositor_refresh", lambda screen: None)  # the picture is taken without it

    def compare(app: RolescopeApp, size: tuple[int, int], state: State, waiting: bool = True) -> bool:
        async def prepare(pilot: Any) -> None:
            shown = Shown(app, pilot)
            if waiting:
                await ready(shown)
            await state(shown)
            if waiting:
                await shown.settled()
            await shown.until(lambda: len(shown.screen.query(Toast)) == len(shown.said), "the notifications")
            await pilot.pause()

        return bool(snap_compare(app, terminal_size=size, run_before=prepare))

    return compare


async def blocked(shown: Shown) -> None:
    await shown.user("hris-sync", "hris-prod")
    await shown.at(BANKING)


async def edited(shown: Shown) -> None:
    """Gains and losses, a closed path, mixed and changed rows."""
    await blocked(shown)
    below = next(n.id for n in shown.session.tree.nodes if n.parent == PERFORMANCE)
    for name, command in ((BANKING, "grant.allow"), (LEAVE, "grant.deny"), (below, "grant.read")):
        await shown.at(name)
        await shown.run(command)
    shown.app.clear_notifications()


# The main screen


def in_pane(pane: str) -> State:
    async def state(shown: Shown) -> None:
        await blocked(shown)
        await shown.run(f"pane.{pane}")

    return state


async def fields(shown: Shown) -> None:
    await blocked(shown)
    await shown.at(ACCOUNT)


async def changed(shown: Shown) -> None:
    await edited(shown)
    await shown.run("pane.menu")


async def changed_users(shown: Shown) -> None:
    await edited(shown)
    await shown.run("pane.users")


async def closed(shown: Shown) -> None:
    await edited(shown)
    below = next(n.id for n in shown.session.tree.nodes if n.parent == PERFORMANCE)
    await shown.at(below)
    await shown.run("grant.allow")


async def marked(shown: Shown) -> None:
    await shown.at(BANKING)
    await shown.pilot.press("m", "shift+down", "shift+down")


async def filtered(shown: Shown) -> None:
    await shown.run("pane.menu", "view.filter")
    await shown.until(lambda: isinstance(shown.focused, FilterLine))
    shown.focused.value = "leave"


async def nothing_matches(shown: Shown) -> None:
    await shown.run("pane.roles")
    shown.desk.roles.filter_text = "no such role"


async def only_changed(shown: Shown) -> None:
    await edited(shown)
    await shown.run("pane.menu", "view.changed")
    await shown.at(BANKING)


async def only_reach(shown: Shown) -> None:
    await blocked(shown)
    await shown.run("pane.menu", "view.reach")


async def hidden_fields(shown: Shown) -> None:
    await fields(shown)
    await shown.until(lambda: shown.desk.fields.page_rows > 1, "the pane laid out")
    await shown.run("view.hidden")


async def about_export(shown: Shown) -> None:
    await blocked(shown)
    await shown.run("pane.why", "why.asked")


async def branch(shown: Shown) -> None:
    await shown.user("leave-app", "leave-prod")
    await shown.at("employee")


async def unlinked(shown: Shown) -> None:
    await shown.at(BANKING)
    await shown.user(None, "unlinked-key")


MAIN: dict[str, State] = {
    **{pane: in_pane(pane) for pane in ("roles", "users", "menu", "why")},
    "fields": fields,
    "changed": changed,
    "changed_users": changed_users,
    "closed": closed,
    "marked": marked,
    "filtered": filtered,
    "nothing_matches": nothing_matches,
    "only_changed": only_changed,
    "only_reach": only_reach,
    "hidden_fields": hidden_fields,
    "about_export": about_export,
    "branch": branch,
    "unlinked": unlinked,
}


# Dialogs


async def review(shown: Shown) -> None:
    await edited(shown)
    await shown.ask("edit.save", Review)


async def review_without_reason(shown: Shown) -> None:
    await edited(shown)
    (await shown.ask("edit.save", Review)).action_save()


async def history(shown: Shown) -> None:
    await edited(shown)
    await shown.save("the HR system must write bank details")
    shown.app.clear_notifications()
    dialog = await shown.ask("view.history", History)
    await shown.until(lambda: dialog.query_one(RevisionList).row_count == 2)
    await shown.until(lambda: dialog.query_one(TextRows).row_count)


async def details(shown: Shown) -> None:
    await fields(shown)
    await shown.ask("node.detail", TextView)


async def why_in_full(shown: Shown) -> None:
    await blocked(shown)
    await shown.settled()
    await shown.ask("why.full", TextView)


async def help_of_users(shown: Shown) -> None:
    await shown.run("pane.users")
    await shown.ask("app.help", TextView)


async def find(shown: Shown) -> None:
    dialog = await shown.ask("view.find", Choose)
    dialog.query_one("Line").value = "bank acc"


async def palette(shown: Shown) -> None:
    shown.app.action_command_palette()
    await shown.until(lambda: isinstance(shown.screen, CommandPalette) and shown.screen.children)
    shown.screen.query_one("CommandInput").cursor_blink = False
    shown.screen.query_one("CommandInput").value = "bank"
    await shown.until(lambda: shown.screen.query_one("CommandList").option_count > 3)
    await shown.until(lambda: all(worker.is_finished for worker in shown.app.workers if worker.node is shown.screen))


async def role_form(shown: Shown) -> None:
    await shown.ask("role.edit", Form)


async def user_form(shown: Shown) -> None:
    await shown.ask("user.new", Form)


async def credential_with_error(shown: Shown) -> None:
    await shown.user("hris-sync")
    await shown.ask("user.credential", Form)
    await shown.fill(name="bi-prod")


async def secret(shown: Shown) -> None:
    await shown.user("hris-sync", "hris-prod")
    await shown.ask("user.secret", SecretShown)


async def link_roles(shown: Shown) -> None:
    await shown.user("leave-app")
    await shown.ask("user.roles", LinkRoles)


async def delete_role(shown: Shown) -> None:
    await shown.role("Leave Clerk")
    await shown.ask("role.delete", Confirm)


async def discard(shown: Shown) -> None:
    await edited(shown)
    await shown.ask("edit.discard", Confirm)


async def fixes(shown: Shown) -> None:
    await fields(shown)
    await shown.settled()
    await shown.ask("why.fix", Choose)


async def settings(shown: Shown) -> None:
    await shown.ask("view.tenant", Choose)


async def companies(shown: Shown) -> None:
    dialog = await shown.ask("view.tenant", Choose)
    dialog.dismiss(("companies", ""))
    await shown.dialog(Form)


async def resolve(shown: Shown) -> None:
    read, every = frozenset({"read"}), frozenset({"read", "create", "update", "delete"})
    clash = Clash(("grant", "API Integration", BANKING), None, read, every)
    theirs = Revision(2, 1, "colleague", "2031-05-14T12:00:00Z", "only reading for now", "", 1)
    shown.app.push_screen(Resolve(clash, theirs, 1, Words(shown.session.system, shown.session.tree)))
    await shown.dialog(Resolve)


DIALOGS: dict[str, State] = {
    state.__name__: state
    for state in (
        review,
        review_without_reason,
        history,
        details,
        why_in_full,
        help_of_users,
        find,
        palette,
        role_form,
        user_form,
        credential_with_error,
        secret,
        link_roles,
        delete_role,
        discard,
        fixes,
        settings,
        companies,
        resolve,
    )
}


@both_sizes
@pytest.mark.parametrize("state", MAIN)
def test_main(demo, looks_the_same, size, state):
    assert looks_the_same(RolescopeApp(demo), size, MAIN[state])


@both_sizes
@pytest.mark.parametrize("state", DIALOGS)
def test_dialog(demo, looks_the_same, monkeypatch, size, state):
    client_id = "3f1c8a52-6d0e-4b57-9a41-0c2d7e9b6f10"
    shown_once = secrets.NewSecret(client_id, "x7Qp-4mZ_0aYtR2vKcW9sLhB3nJdE6uGfTiOq1M8zyk", "-")
    monkeypatch.setattr("rolescope.store.secrets.new_secret", lambda client_id=None: shown_once)
    assert looks_the_same(RolescopeApp(demo), size, DIALOGS[state])


# People, in each system


FINANCE, BUSINESS = "Demo Finance", "Demo Business"


async def switcher(shown: Shown) -> None:
    await shown.ask("view.tenant", Choose)


async def finance_user(shown: Shown) -> None:
    await shown.user("vendor-sync")
    await shown.ask("user.edit", Form)


async def finance_admin_refused(shown: Shown) -> None:
    await shown.ask("user.new", Form)
    await shown.fill(name="robot", type="employee", admin="full")


async def finance_role(shown: Shown) -> None:
    await shown.ask("role.edit", Form)


async def groups(shown: Shown) -> None:
    await shown.ask("people.groups", Groups)


async def user_groups(shown: Shown) -> None:
    await shown.user("vendor-sync")
    await shown.ask("user.groups", LinkRoles)


async def subscriptions(shown: Shown) -> None:
    dialog = await shown.ask("view.tenant", Choose)
    dialog.query_one("Input").value = "subscr"
    await shown.quiet()
    dialog.action_choose()
    await shown.dialog(LinkRoles)


async def by_hand(shown: Shown) -> None:
    await shown.run("pane.users", "view.method")
    shown.app.clear_notifications()


async def finance_users(shown: Shown) -> None:
    await shown.run("pane.users")


async def business_user(shown: Shown) -> None:
    await shown.user("manager@example.com")
    await shown.ask("user.edit", Form)


async def business_users(shown: Shown) -> None:
    await shown.run("pane.users")


async def compare(shown: Shown) -> None:
    await shown.user("manager@example.com")
    dialog = await shown.ask("user.compare", Choose)
    dialog.action_choose()
    await shown.dialog(Compare)


async def paste_access(shown: Shown) -> None:
    await shown.user("manager@example.com")
    await shown.run("user.copy")
    shown.desk.users.cursor += 1
    shown.app.clear_notifications()
    await shown.ask("user.paste", Confirm)


PEOPLE: dict[str, tuple[str, State]] = {
    state.__name__: (tenant, state)
    for tenant, states in {
        FINANCE: (
            switcher,
            finance_user,
            finance_admin_refused,
            finance_role,
            finance_users,
            groups,
            user_groups,
            subscriptions,
            by_hand,
        ),
        BUSINESS: (business_user, business_users, compare, paste_access),
    }.items()
    for state in states
}


@both_sizes
@pytest.mark.parametrize("state", PEOPLE)
def test_people(demo, looks_the_same, size, state):
    tenant, bring = PEOPLE[state]
    assert looks_the_same(RolescopeApp(demo, tenant=tenant), size, bring)


# Systems without levels: a column a right


async def crossed_out(shown: Shown) -> None:
    """Rights above the user type."""
    await shown.role("Journal Import")
    await shown.user("site-manager")
    await shown.at("generalLedger/journalEntries")


async def inert(shown: Shown) -> None:
    """A right without what it needs, in Why."""
    await shown.role("Vendor Maker")
    await shown.user("vendor-add")
    await shown.at("accountsPayable/vendors")
    await shown.run("pane.why")


async def ticked(shown: Shown) -> None:
    await shown.role("Empty")
    await shown.user("empty-api")
    await shown.at("accountsPayable/vendors")
    await shown.run("grant.read", "grid.right", "grid.right", "grant.cycle")


async def system_role(shown: Shown) -> None:
    await shown.role("::SYS::Accountant")
    shown.desk.go_to_pane("roles")


async def asked_for(shown: Shown) -> None:
    """A filter in the vendor's language, and one that cannot be read."""
    shown.desk.users.filter_text = "status != active"
    shown.desk.roles.filter_text = "roleTyp = enterprise"
    shown.desk.go_to_pane("users")


async def areas(shown: Shown) -> None:
    """One group of an access record, with what another rule gives."""
    shown.desk.go_to_pane("roles")
    await shown.role("leave-sync@example.com")
    await shown.at("groups/114/leave")


async def reports(shown: Shown) -> None:
    shown.desk.go_to_pane("roles")
    await shown.role("bi-all@example.com")
    await shown.at("reports")
    shown.desk.go_to_pane("fields")


async def sub_locations(shown: Shown) -> None:
    shown.desk.go_to_pane("roles")
    await shown.role("leave-sync@example.com")
    await shown.at("locations/10/leave")


GRID = {
    **{f"finance_{state.__name__}": (FINANCE, state) for state in (crossed_out, inert, ticked, system_role, asked_for)},
    **{f"business_{state.__name__}": (BUSINESS, state) for state in (areas, reports, sub_locations)},
}


@both_sizes
@pytest.mark.parametrize("state", GRID)
def test_grid(demo, looks_the_same, size, state):
    tenant, prepare = GRID[state]
    assert looks_the_same(RolescopeApp(demo, tenant=tenant), size, prepare)


# The whole app


async def nothing(shown: Shown) -> None:
    """As it opens."""


@both_sizes
def test_read_only(demo, looks_the_same, size):
    assert looks_the_same(RolescopeApp(demo, read_only=True), size, blocked)


@both_sizes
def test_review_of_what_cannot_be_saved(demo, looks_the_same, size):
    leave = SetGrant("API Integration", LEAVE, frozenset())
    with Workspace.open(demo) as workspace:
        Workbench(workspace, "Demo Payroll", author(), persist=partial(drafts.persist, workspace)).do(leave)

    async def state(shown: Shown) -> None:
        shown.app.clear_notifications()
        await shown.ask("edit.save", TextView)

    assert looks_the_same(RolescopeApp(demo, read_only=True), size, state)


@both_sizes
def test_counting_whom_an_edit_concerns(tmp_path, looks_the_same, monkeypatch, size):
    roles = [finance.role("Clerk", {finance.BILLS: "list"})]
    users = [{"name": f"clerk {n:03}", "type": "business", "roles": ["Clerk"]} for n in range(100)]

    async def state(shown: Shown) -> None:
        await ready(shown)
        monkeypatch.setattr("rolescope.tui.at_rest.REST", 60)
        await shown.at(finance.VENDORS)
        await shown.run("pane.fields", "grant.cycle")

    path = finance.company(tmp_path, roles=roles, users=users)
    assert looks_the_same(RolescopeApp(path), size, state, waiting=False)


@both_sizes
def test_company_switch(tmp_path, looks_the_same, size):
    def per_company(source):
        source["tenant"]["settings"]["role_per_company"] = True

    async def second(shown: Shown) -> None:
        await shown.run("view.company")
        await shown.user("leave-group", "group-prod")
        await shown.at(LEAVE)

    path = changed_demo(tmp_path / "demo.rolescope", per_company)
    assert looks_the_same(RolescopeApp(path), size, second)


@both_sizes
def test_empty_workspace(tmp_path, looks_the_same, size):
    def empty(source):
        source["tenant"]["settings"].clear()
        for kind in ("roles", "users", "credentials", "companies"):
            source[kind] = []

    assert looks_the_same(RolescopeApp(changed_demo(tmp_path / "empty.rolescope", empty)), size, nothing)


@both_sizes
@pytest.mark.parametrize("file", [None, "x.rolescope"], ids=["first", "refused"])
def test_welcome(tmp_path, looks_the_same, monkeypatch, size, file):
    monkeypatch.chdir(tmp_path)

    async def state(shown: Shown) -> None:
        await shown.dialog(Welcome)

    assert looks_the_same(RolescopeApp(Path(file) if file else None), size, state, waiting=False)


@both_sizes
def test_new_workspace_refused(looks_the_same, size):
    async def state(shown: Shown) -> None:
        await shown.dialog(Welcome)
        await shown.pilot.press("down", "enter")
        await shown.dialog(Form)
        await shown.fill(name="Payroll of the North")

    assert looks_the_same(RolescopeApp(), size, state, waiting=False)


@both_sizes
def test_loading(demo, looks_the_same, monkeypatch, size):
    monkeypatch.setattr(RolescopeApp, "open_workspace", lambda app: None)
    assert looks_the_same(RolescopeApp(demo), size, nothing, waiting=False)


@pytest.mark.parametrize("size", [(39, 9), (20, 5)], ids=["39x9", "20x5"])
def test_too_small(demo, looks_the_same, size):
    async def state(shown: Shown) -> None:
        await shown.until(lambda: isinstance(shown.screen, TooSmall))

    assert looks_the_same(RolescopeApp(demo), size, state, waiting=False)


@pytest.mark.parametrize("size", [(40, 10), (109, 30), (200, 50)], ids=["40x10", "109x30", "200x50"])
def test_other_sizes(demo, looks_the_same, size):
    assert looks_the_same(RolescopeApp(demo), size, changed)


@both_sizes
@pytest.mark.parametrize("state", [changed, review], ids=["changed", "review"])
def test_no_color(demo, looks_the_same, monkeypatch, size, state):
    monkeypatch.setenv("NO_COLOR", "1")
    assert looks_the_same(RolescopeApp(demo), size, state)


@both_sizes
@pytest.mark.parametrize("state", [changed, credential_with_error], ids=["changed", "form"])
def test_light(demo, looks_the_same, size, state):
    write_config('theme = "rolescope-light"\n')
    assert looks_the_same(RolescopeApp(demo), size, state)


@both_sizes
@pytest.mark.parametrize("state", [changed, fixes], ids=["changed", "fixes"])
def test_ascii(demo, looks_the_same, monkeypatch, size, state):
    monkeypatch.setenv("ROLESCOPE_ASCII", "1")
    assert looks_the_same(RolescopeApp(demo), size, state)


@both_sizes
def test_faulty_settings(demo, looks_the_same, monkeypatch, size):
    file = write_config('theme = 5\n[keys]\n"grant.deny" = "a"\n')
    monkeypatch.setattr("rolescope.tui.app.config_file", lambda: Path("config.toml"))
    monkeypatch.setattr("rolescope.tui.app.read_config", lambda path: _read(file, path))
    assert looks_the_same(RolescopeApp(demo), size, nothing)


def _read(file, path):
    config = read_config(file)
    return replace(config, problems=tuple(problem.replace(str(file), str(path)) for problem in config.problems))
