"""Names from outside are text: no markup, no control sequence, no bidi trick, whatever their length, in every place."""

import re

import pytest
from rich.cells import cell_len
from textual.command import CommandPalette

from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.dialog import Confirm, SecretShown, TextView
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.history import History, RevisionList
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.screens.review import Review
from rolescope.tui.session import UserRow
from rolescope.tui.text import plain
from rolescope.tui.widgets.text_rows import TextRows
from tests.tui.helpers import Shown, changed_demo, opened

NAMES = [
    "[red]x[/]",
    "[@click=app.bell]y[/]",
    "[/",
    "=1+1",
    "\x1b[31mred\x1b]0;title\x07",
    "a\x9b31mb",
    "a\nb\tc\rd",
    "\u202eevil\u2066",
    "משכורת",
    "🙂👩‍👩‍👧👍🏽",
    "e" + "\u0301" * 50,
    "\\[b]",
    "$primary {x} %s",
    "n" * 300,
    "[/ [@click=app.bell]y[/]\x1b[31m\x9b1m\n\u202e\u2066🙂e\u0301",
]
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
SCREEN = "employee/hostile"


def hostile(source):
    """Everything that can have a name has one of these, nodes of a catalogue of its own included."""
    source["tenant"]["name"] = NAMES[0]
    source["tenant"]["settings"].pop("attachment_excludes")
    source["companies"] = [{"code": name, "name": name} for name in NAMES]
    fields = [
        {"id": f"{SCREEN}/{n}", "name": name, "kind": "field", "parent": SCREEN, "api_entity": "E", "api_name": name}
        for n, name in enumerate(NAMES)
    ]
    screens = [
        {"id": f"employee/{number}", "name": name, "kind": "screen", "parent": "employee"}
        for number, name in enumerate(NAMES)
    ]
    source["catalogue"] = [
        {"id": "employee", "name": NAMES[2], "kind": "branch", "parent": None},
        {
            "id": SCREEN,
            "name": NAMES[0],
            "kind": "screen",
            "parent": "employee",
            "api_entity": "E",
            "api_verbs": ["GET", "POST", "PATCH", "DELETE"],
            "api_axes": ["read", "create", "update", "delete"],
            "note": NAMES[4],
            "source": NAMES[7],
        },
        *fields,
        *screens,
    ]
    source["roles"] = [
        {"name": name, "description": name, "grants": [{"node": "employee", "level": "read_only"}]} for name in NAMES
    ]
    source["users"] = [{"name": name, "roles": [name]} for name in NAMES]
    source["credentials"] = [{"name": name, "user": name, "scope": "api.full_access"} for name in NAMES]


@pytest.fixture(scope="session")
def hostile_master(tmp_path_factory):
    return changed_demo(tmp_path_factory.mktemp("hostile") / "hostile.rolescope", hostile)


@pytest.fixture
def workspace(hostile_master, tmp_path):
    path = tmp_path / "hostile.rolescope"
    path.write_bytes(hostile_master.read_bytes())
    return path


async def is_clean(shown: Shown) -> str:
    """The text of the screen, of which each line has the width of the screen and steers nothing."""
    text = await shown.text()
    for line in text.split("\n"):
        assert not OBEYED.search(line), repr(line)
        assert cell_len(line) == shown.app.size.width
    return text


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_every_pane_shows_them_as_plain_text(workspace, size):
    async with opened(workspace, size, painting=True) as shown:
        top = (await is_clean(shown)).split("\n")[0]
        assert NAMES[0] in top
        await shown.at(SCREEN)
        for pane in ("roles", "users", "menu", "fields", "why"):
            await shown.run(f"pane.{pane}")
            shown.desk.pane.action_cursor_last()
            await is_clean(shown)
            shown.desk.pane.action_cursor_first()
            assert plain(NAMES[0]) in await is_clean(shown)


async def test_each_role_user_and_node_can_have_the_cursor(workspace):
    async with opened(workspace) as shown:
        for number, name in enumerate(NAMES):
            seen = plain(name)[:4]
            assert seen in shown.row(shown.desk.roles, name)
            assert seen in shown.row(shown.desk.users, UserRow(name))
            await shown.role(name)
            await shown.user(name, name, focus=False)
            await shown.at(f"{SCREEN}/{number}")
            assert seen in plain(shown.desk.why.headline())
            assert seen in await is_clean(shown)
            await shown.at(f"employee/{number}")
            assert seen in shown.desk.fields._border_title.plain


@pytest.mark.parametrize("name", NAMES[-2:], ids=["long", "all at once"])
async def test_dialogs_notifications_and_titles_show_them(workspace, name):
    place, seen = NAMES.index(name), plain(name)[:4]
    async with opened(workspace) as shown:
        await shown.role(name)
        await shown.user(name)
        await shown.at(f"{SCREEN}/{place}")
        await shown.settled()
        for command, kind in (
            ("node.detail", TextView),
            ("why.full", TextView),
            ("why.fix", Choose),
            ("view.find", Choose),
            ("view.tenant", Choose),
            ("role.edit", Form),
            ("role.copy", Form),
            ("role.delete", Confirm),
            ("user.edit", Form),
            ("user.credential", Form),
            ("user.roles", LinkRoles),
            ("user.delete", Confirm),
        ):
            dialog = await shown.ask(command, kind)
            text = await is_clean(shown)
            if command not in ("view.find", "view.tenant", "role.copy"):
                assert seen in text, command
            dialog.dismiss(None)
            await shown.closed()
        await shown.user(name, name)
        dialog = await shown.ask("user.secret", SecretShown)
        assert f"Secret of {seen}" in await is_clean(shown)
        dialog.action_close()
        await shown.closed()
        await shown.at(f"{SCREEN}/{place}")
        await shown.run("grant.copy", "grant.allow", "edit.undo")
        assert all(seen in told for told in shown.told)
        assert len(shown.told) == 2
        assert not OBEYED.search("".join(shown.told))
        assert not any(note.markup for note in shown.app._notifications)
        await is_clean(shown)
        review = await shown.ask("edit.save", Review)
        assert seen in await is_clean(shown)
        review.query_one("Input").value = name.replace("\n", "") + "\x1b[31m"
        review.action_save()
        await shown.until(lambda: not shown.unsaved, "the save")
        await shown.closed()
        history = await shown.ask("view.history", History)
        await shown.until(lambda: history.query_one(RevisionList).row_count == 2, "the revisions")
        await shown.until(lambda: history.query_one(TextRows).row_count, "the edits")
        assert seen in await is_clean(shown)


async def test_the_palette_finds_and_shows_them(workspace):
    async with opened(workspace) as shown:
        for words in ("=1+1", "[red]", "click"):
            await shown.pilot.press("ctrl+p")
            await shown.until(lambda: isinstance(shown.screen, CommandPalette))
            shown.screen.query_one("CommandInput").value = words
            await shown.until(lambda: shown.screen.query_one("CommandList").option_count > 1, "hits")
            text = await is_clean(shown)
            assert f"Role: {next(name for name in NAMES if words in name)}" in text
            await shown.pilot.press("escape")
            await shown.closed()


async def test_hostile_text_typed_into_filter_and_forms_is_shown_as_typed(workspace):
    async with opened(workspace) as shown:
        for words in ("[red]", "\x1b[31m", "(((", "🙂"):
            await shown.run("pane.roles")
            shown.desk.roles.filter_text = words
            await is_clean(shown)
            shown.desk.roles.filter_text = ""
        form = await shown.ask("role.new", Form)
        await shown.fill(name=NAMES[0])
        assert f"There is already a role named {NAMES[0]}." in await is_clean(shown)
        form.dismiss(None)
        await shown.closed()
        form = await shown.ask("role.new", Form)
        await shown.fill(name="[blue]new[/]")
        await shown.closed()
        assert shown.desk.role == "[blue]new[/]"
        assert "[blue]new[/]" in await is_clean(shown)


async def test_companies_with_such_names_are_switched(tmp_path):
    def per_company(source):
        hostile(source)
        source["tenant"]["settings"]["role_per_company"] = True

    async with opened(changed_demo(tmp_path / "companies.rolescope", per_company)) as shown:
        for name in NAMES:
            assert shown.session.company == name
            assert plain(name)[:4] in await is_clean(shown)
            await shown.run("view.company")
