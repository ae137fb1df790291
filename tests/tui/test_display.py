"""Without colours, without Unicode, in other themes: every state is still told apart."""

import pytest
from rich.cells import cell_len
from textual.widgets._toast import Toast

from rolescope.tui.ascii_filter import in_ascii
from rolescope.tui.screens.choose import Choose
from rolescope.tui.screens.dialog import Confirm, TextView
from rolescope.tui.screens.form import Form
from rolescope.tui.screens.history import History
from rolescope.tui.screens.link_roles import LinkRoles
from rolescope.tui.screens.review import Review
from rolescope.tui.session import UserRow
from tests.tui.helpers import BANKING, Shown, opened, write_config

POSITION = "employee/basic-information/position"
DIALOGS = (
    ("node.detail", TextView),
    ("app.help", TextView),
    ("view.find", Choose),
    ("view.tenant", Choose),
    ("view.history", History),
    ("role.edit", Form),
    ("role.delete", Confirm),
    ("user.credential", Form),
    ("user.roles", LinkRoles),
    ("edit.save", Review),
)


def strips(shown: Shown) -> list:
    return list(shown.screen._compositor.render_strips())


def painted(shown: Shown) -> list:
    """What goes to the terminal: the lines of the screen after the app's filters."""
    from textual.color import Color

    lines = []
    for strip in strips(shown):
        for line_filter in shown.app.get_line_filters():
            strip = strip.apply_filter(line_filter, Color(0, 0, 0))
        lines.append(strip)
    return lines


async def all_states(shown: Shown) -> None:
    """Own, inherited, mixed, closed, changed and marked rows; gains and losses; a blocked answer with fixes."""
    await shown.user("hris-sync", "hris-prod")
    performance = next(n.id for n in shown.session.tree.nodes if n.parent == "employee/performance")
    for name, command in ((performance, "grant.allow"), (BANKING, "grant.allow"), ("employee/leave", "grant.deny")):
        await shown.at(name)
        await shown.run(command)
    await shown.at(POSITION)
    shown.desk.menu.toggle_mark()
    await shown.at("employee/leave")
    await shown.settled()


@pytest.mark.parametrize("by", ["variable", "settings"])
async def test_ascii_mode_sends_nothing_but_ascii_whatever_is_on_the_screen(demo, monkeypatch, by):
    if by == "variable":
        monkeypatch.setenv("ROLESCOPE_ASCII", "1")
    else:
        write_config("ascii = true\n")
    async with opened(demo) as shown:
        await all_states(shown)
        await shown.text()
        lines = [strip.text for strip in painted(shown)]
        assert all(line.isascii() for line in lines)
        assert {cell_len(line) for line in lines} == {120}
        text = "\n".join(lines)
        for sign in ("- Deny", "#  Allow", "o ^Read only", "+17", "-25", "+--", "|"):
            assert sign in text.replace("-  Deny", "- Deny"), sign
        for command, kind in DIALOGS if by == "variable" else ():
            dialog = await shown.ask(command, kind)
            await shown.text()
            assert all(strip.text.isascii() for strip in painted(shown)), command
            dialog.dismiss(None)
            await shown.closed()


@pytest.mark.parametrize("tenant", ["Demo Payroll", "Demo Finance"])
async def test_the_help_names_every_sign_as_it_is_drawn_in_ascii_too(demo, monkeypatch, tenant):
    monkeypatch.setenv("ROLESCOPE_ASCII", "1")
    async with opened(demo, tenant=tenant, painting=True) as shown:
        await shown.ask("app.help", TextView)
        await shown.pilot.press("end")
        await shown.text()
        text = "\n".join(strip.text for strip in painted(shown))
        levels = ("# Allow o Read only - Deny ", "% mixed ", "x closed ", "^ before the word")
        grid = ("# ", "x ", "+ ", "- there: not offered")
        for sign in levels if tenant == "Demo Payroll" else grid:
            assert f" {sign}" in text, sign
        assert "| in the margin " in text
        assert "* in the margin " in text


async def test_what_is_cut_ends_in_a_sign_of_its_own_in_ascii():
    assert in_ascii("Accounts Pay…") == "Accounts Pay~"
    assert in_ascii("● ◐ ○ ◪ ⊘ ✗ ▾ ▸") == "# o - % x x v >"
    assert in_ascii("business ▼ ▲") == "business v ^"


async def test_a_terminal_whose_encoding_lacks_the_signs_gets_ascii(demo, monkeypatch):
    import sys

    class Latin:
        encoding = "iso-8859-1"

        def __getattr__(self, name):
            return getattr(sys.__stdout__, name)

    monkeypatch.setattr(sys, "stdout", Latin())
    async with opened(demo) as shown:
        await shown.text()
        assert all(strip.text.isascii() for strip in painted(shown))


async def test_each_state_has_a_sign_of_its_own_in_both_sets():
    from rolescope.tui.glyphs import ASCII, UNICODE

    for signs in (UNICODE, ASCII):
        drawn = [*signs.levels, signs.mixed, signs.inherited, signs.closed]
        assert len(set(drawn)) == len(drawn)
        assert all(cell_len(sign) == 1 for sign in drawn)
        assert len({signs.passed, signs.stopped, signs.flagged}) == 3
        assert signs.opened != signs.folded
        assert not {signs.opened, signs.folded} & {*drawn, signs.elsewhere, signs.dead}
    assert all(sign.isascii() for sign in (*ASCII.levels, ASCII.mixed, ASCII.inherited, ASCII.closed, ASCII.minus))


@pytest.mark.parametrize("screen", ["main", "help", "form"])
async def test_no_color_emits_no_colour_and_keeps_the_cursor_in_reverse(demo, monkeypatch, screen):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(demo) as shown:
        await all_states(shown)
        if screen == "help":
            await shown.ask("app.help", TextView)
        if screen == "form":
            await shown.ask("role.edit", Form)
        await shown.text()
        styles = [segment.style for strip in painted(shown) for segment in strip if segment.style]
        colours = {str(colour.name) for style in styles for colour in (style.color, style.bgcolor) if colour}
        assert colours <= {"default"}, colours
        assert any(style.reverse for style in styles)


async def test_what_colour_tells_is_told_without_it_too(demo, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(demo) as shown:
        await all_states(shown)
        menu = shown.desk.menu
        rows = {
            "changed": shown.row(menu, shown.node(BANKING)),
            "inherited": shown.row(menu, shown.node("employee/basic-information/tax-profile")),
            "marked": shown.row(menu, shown.node(POSITION)),
            "cursor": shown.row(menu, shown.node("employee/leave")),
        }
        assert rows["changed"].startswith("▌")
        assert "↑" in rows["inherited"]
        assert rows["marked"].startswith(" ✓")
        assert rows["cursor"].startswith("▌▸")
        assert "−25" in shown.row(shown.desk.users, UserRow("hris-sync", "hris-prod"))
        text = await shown.text()
        assert "import NO" in text
        assert "✗ " in text


@pytest.mark.parametrize("theme", ["rolescope-light", "textual-dark", "nord", "solarized-light"])
async def test_no_theme_draws_text_in_the_colour_of_its_ground(demo, theme):
    write_config(f'theme = "{theme}"\n')
    async with opened(demo) as shown:
        assert shown.app.theme == theme
        await all_states(shown)
        await shown.text()
        for strip in strips(shown):
            for segment in strip:
                if segment.style and segment.text.strip() and segment.style.color and segment.style.bgcolor:
                    assert segment.style.color != segment.style.bgcolor, segment


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_message_takes_one_line_over_the_lower_frame_and_goes_with_a_later_key(demo, monkeypatch, size):
    now = [100.0]
    monkeypatch.setattr("rolescope.tui.messages.monotonic", lambda: now[0])
    async with opened(demo, size=size, messages=True) as shown:
        shown.desk.tell("Nothing to undo.")
        await shown.pilot.press("down")
        await shown.until(lambda: shown.screen.query(Toast) and shown.screen.query_one(Toast).region, "the message")
        region = shown.screen.query_one(Toast).region
        assert (region.y, region.height) == (shown.desk.pane.region.bottom - 1, 1)
        now[0] += 2
        await shown.pilot.press("down")
        assert shown.said == []
        shown.desk.tell("The disk is full.", "error")
        now[0] += 2
        await shown.pilot.press("down")
        assert shown.said == ["The disk is full."]


async def test_one_message_at_a_time_but_for_what_went_wrong(demo):
    async with opened(demo) as shown:
        for text in ("Copied.", "Copied.", "Pasted."):
            shown.desk.tell(text)
            await shown.quiet()
        assert shown.said == ["Pasted."]
        shown.desk.tell("The disk is full.", "error")
        await shown.quiet()
        assert shown.said == ["The disk is full."]
        shown.desk.tell("Undone: this.")
        shown.desk.tell("And that.", "warning")
        await shown.quiet()
        assert shown.said == ["The disk is full.", "Undone: this. And that."]
        await shown.ask("app.help", TextView)
        assert shown.said == ["The disk is full."]


async def test_what_was_told_of_one_tenant_is_not_told_over_the_next(demo):
    async with opened(demo) as shown:
        shown.desk.tell("Saved as revision 2.")
        shown.desk.tell("The disk is full.", "error")
        await shown.quiet()
        shown.app.open_tenant("Demo Finance")
        await shown.until(lambda: shown.tenant.name == "Demo Finance", "the other tenant")
        await shown.quiet()
        assert shown.said == []
