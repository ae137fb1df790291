"""The list behind every pane: where the cursor is, what is marked, what is drawn, and how little is drawn again."""

import time
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.binding import Binding

from rolescope.tui.glyphs import ASCII_GUTTER
from rolescope.tui.widgets.row_list import RowList

ROLES = ("API Integration", "Payroll Administrator", "Leave Clerk", "Auditor", "HR Manager", "Board Reports")


class Roles(RowList[str | int]):
    """Writes down which rows it was asked to draw."""

    heading = ""
    changed = frozenset[str | int]()

    def __init__(self):
        super().__init__()
        self.drawn = []

    def render_header(self, width):
        return [(self.heading, None)] if self.heading else None

    def render_row(self, key, row, width, selected, focused):
        self.drawn.append(key)
        return [(f"{key}", self.style_of("row-list--dim"))]

    def is_changed(self, key):
        return key in self.changed


class Pane(App):
    CSS = "Roles { border: none; scrollbar-size-vertical: 0; }"
    BINDINGS = [("escape,left,right", "left_over", "")]

    def __init__(self, rows=ROLES, **attributes):
        super().__init__()
        self.list = Roles()
        self.said = []
        self.left_over = 0
        for name, value in attributes.items():
            setattr(self.list, name, value)
        self.list.set_rows(rows)

    def compose(self):
        yield self.list

    def on_row_list_highlighted(self, event: RowList.Highlighted):
        self.said.append(("at", event.key))

    def on_row_list_activated(self, event: RowList.Activated):
        self.said.append(("open", event.key))

    def on_row_list_marks_changed(self, event: RowList.MarksChanged):
        self.said.append(("marked", event.row_list.marked_keys))

    def action_left_over(self):
        self.left_over += 1


@asynccontextmanager
async def shown(rows=ROLES, size=(30, 8), **attributes):
    app = Pane(rows, **attributes)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app.list, pilot


def lines(row_list):
    return [row_list.render_line(y).text for y in range(row_list.size.height)]


async def repainted(row_list, pilot):
    """The rows drawn since the last call, after the screen has settled."""
    await pilot.pause()
    drawn, row_list.drawn = row_list.drawn, []
    return drawn


async def test_the_cursor_stays_on_its_key_when_the_rows_change():
    async with shown() as (roles, _):
        roles.cursor = 3
        roles.set_rows(["Zero", *ROLES])
        assert (roles.cursor, roles.cursor_key) == (4, "Auditor")
        roles.set_rows(["Auditor"])
        assert (roles.cursor, roles.cursor_key) == (0, "Auditor")
        roles.set_rows(ROLES, keep_cursor=False)
        assert roles.cursor_key == "API Integration"


async def test_other_rows_are_drawn_and_scrolled_at_once():
    async with shown() as (roles, pilot):
        await repainted(roles, pilot)
        roles.set_rows(ROLES[::-1])
        assert sorted(await repainted(roles, pilot)) == sorted(ROLES)
        roles.set_rows(range(1000))
        roles.cursor = 500
        assert roles.cursor in roles.visible_rows


async def test_the_cursor_of_a_vanished_row_goes_to_the_nearest_that_is_left():
    async with shown() as (roles, _):
        roles.cursor = 2
        roles.set_rows([role for role in ROLES if role != "Leave Clerk"])
        assert roles.cursor_key == "Auditor"
        roles.set_rows(["API Integration", "Payroll Administrator"])
        assert roles.cursor_key == "Payroll Administrator"
        roles.set_rows(["entirely", "different"])
        assert roles.cursor_key == "entirely"


async def test_a_filter_that_matches_nothing_does_not_lose_the_cursor():
    async with shown() as (roles, _):
        roles.cursor = 4
        roles.set_rows([])
        assert (roles.cursor, roles.cursor_key, roles.target_keys()) == (0, None, ())
        roles.set_rows(ROLES)
        assert roles.cursor_key == "HR Manager"


async def test_the_cursor_keeps_its_height_on_the_screen_when_rows_above_it_go():
    async with shown(range(100)) as (roles, _):
        roles.cursor = 50
        height = roles.cursor - roles.scroll_offset.y
        roles.set_rows(range(20, 100))
        assert (roles.cursor_key, roles.cursor - roles.scroll_offset.y) == (50, height)


async def test_each_key_is_said_once_when_it_gets_the_cursor():
    async with shown() as (roles, pilot):
        roles.cursor = 1
        roles.cursor = 99
        roles.set_rows(ROLES[3:])
        roles.set_rows(())
        await pilot.pause()
        keys = ["API Integration", "Payroll Administrator", "Board Reports", None]
        assert pilot.app.said == [("at", key) for key in keys]


async def test_moving_draws_two_rows_and_a_changed_row_draws_one():
    async with shown() as (roles, pilot):
        await repainted(roles, pilot)
        roles.action_cursor_by(1)
        assert sorted(await repainted(roles, pilot)) == ["API Integration", "Payroll Administrator"]
        roles.refresh_row("Auditor")
        assert await repainted(roles, pilot) == ["Auditor"]
        roles.refresh_rows(("Leave Clerk", "HR Manager", "not here"))
        assert await repainted(roles, pilot) == ["Leave Clerk", "HR Manager"]
        roles.refresh_all()
        assert await repainted(roles, pilot) == list(ROLES)


async def test_a_row_changed_out_of_sight_is_drawn_anew_when_it_comes_into_it():
    async with shown(range(100)) as (roles, pilot):
        await repainted(roles, pilot)
        roles.action_cursor_last()
        assert 95 in await repainted(roles, pilot)
        roles.action_cursor_first()
        await repainted(roles, pilot)
        roles.refresh_row(95)
        assert await repainted(roles, pilot) == []
        roles.action_cursor_last()
        assert await repainted(roles, pilot) == [95]


async def test_a_new_theme_redraws_every_row_in_its_colours():
    async with shown() as (roles, pilot):
        before = roles.style_of("row-list--cursor")
        await repainted(roles, pilot)
        pilot.app.theme = "textual-light"
        assert set(ROLES) <= set(await repainted(roles, pilot))
        assert roles.style_of("row-list--cursor") != before


async def test_marks_come_in_the_order_of_the_rows_and_are_what_a_command_is_about():
    async with shown() as (roles, _):
        assert roles.target_keys() == ("API Integration",)
        for row in (4, 1):
            roles.cursor = row
            roles.action_toggle_mark()
        roles.cursor = 0
        assert roles.marked_keys == roles.target_keys() == ("Payroll Administrator", "HR Manager")
        roles.cursor = 4
        roles.toggle_mark()
        assert roles.marked_keys == ("Payroll Administrator",)


async def test_a_range_grows_and_shrinks_and_leaves_earlier_marks_alone():
    async with shown() as (roles, pilot):
        roles.cursor = 3
        roles.toggle_mark()
        roles.cursor = 1
        for _ in range(3):
            roles.action_extend(1)
        assert roles.marked_keys == ROLES[1:5]
        for _ in range(4):
            roles.action_extend(-1)
        assert (roles.marked_keys, roles.cursor) == ((*ROLES[0:2], ROLES[3]), 0)
        roles.set_rows(ROLES)
        roles.action_extend(1)
        assert roles.marked_keys == (*ROLES[0:2], ROLES[3])
        roles.cursor = 5
        await repainted(roles, pilot)
        roles.mark_range(4)
        assert sorted(await repainted(roles, pilot)) == sorted(ROLES[4:6])
        assert roles.marked_keys == (*ROLES[0:2], *ROLES[3:6])


async def test_marks_of_rows_that_leave_are_dropped():
    async with shown() as (roles, _):
        roles.cursor = 2
        roles.mark_range(3)
        roles.set_rows(["Auditor", "New"])
        assert roles.marked_keys == ("Auditor",)
        roles.set_rows(ROLES)
        assert roles.marked_keys == ("Auditor",)


async def test_escape_clears_marks_then_the_filter_then_belongs_to_the_screen_as_left_and_right_do():
    async with shown(filter_text="a") as (roles, pilot):
        roles.toggle_mark()
        await pilot.press("escape")
        assert (roles.marked_keys, roles.filter_text, pilot.app.left_over) == ((), "a", 0)
        await pilot.press("escape")
        assert (roles.filter_text, pilot.app.left_over) == ("", 0)
        await pilot.press("escape", "left", "right")
        assert pilot.app.left_over == 3


async def test_the_gutter_tells_cursor_change_and_mark_at_once_without_colour():
    async with shown(range(8), changed={1, 3, 5, 7}) as (roles, _):
        for row in (2, 3, 6, 7):
            roles.cursor = row
            roles.toggle_mark()
        gutters = []
        for row in range(8):
            roles.cursor = row
            gutters.append(lines(roles)[row][:2])
        assert gutters == [" ▸", "▌▸", "▸✓", "▶✓"] * 2
        roles.cursor = 7
        assert [line[:3] for line in lines(roles)[:4]] == ["   ", "▌  ", " ✓ ", "▌✓ "]
        roles.glyphs = ASCII_GUTTER
        roles.refresh_all()
        assert lines(roles)[7] == f"}}* {7:<27}"


async def test_a_hundred_thousand_rows_open_and_move_within_a_frame():
    async with shown(range(100_000), size=(80, 24)) as (roles, pilot):
        await repainted(roles, pilot)
        best = 1.0
        for row in (50_000, 99_999, 3, 70_000):
            start = time.perf_counter()
            roles.set_rows(range(100_000))
            roles.cursor = row
            lines(roles)
            best = min(best, time.perf_counter() - start)
        assert best < 1 / 60
        assert len(roles.drawn) <= 4 * 24
        assert (roles.index_of(70_000), roles.index_of(100_000), roles.index_of("x")) == (70_000, None, None)


async def test_hostile_text_is_drawn_as_plain_text():
    hostile = "[red]a[/]\x1b[2J\x9b1m\u202e\u0301\n給与\ud800"
    async with shown((hostile,), size=(60, 3)) as (roles, pilot):
        drawn = lines(roles)[0]
        assert drawn.startswith(" ▸ [red]a[/]␛[2J⟨U+009B⟩1m⟨U+202E⟩\u0301␊給与⟨U+D800⟩ ")
        assert cell_len(drawn) == 60
        roles.set_rows(())
        roles.empty_text = hostile
        await pilot.pause()
        assert "[red]a[/]␛[2J" in "".join(lines(roles))


@pytest.mark.parametrize("heading", ["", "role"])
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (3, 2), (4, 1), (5, 3)])
async def test_tiny_panes_do_not_break(size, heading):
    async with shown((*ROLES, "給与"), size=size, heading=heading, empty_text="no role matches") as (roles, pilot):
        for action in (roles.action_cursor_last, roles.action_cursor_first, roles.toggle_mark):
            action()
            await pilot.pause()
            assert all(cell_len(line) == roles.scrollable_content_region.width for line in lines(roles))
        roles.action_cursor_by_pages(0.5)
        assert roles.cursor == 1
        assert roles.cursor in roles.visible_rows
        roles.set_rows(())
        await pilot.pause()


async def test_a_list_without_any_size_takes_everything():
    async with shown() as (roles, pilot):
        roles.styles.width = roles.styles.height = 0
        await pilot.pause()
        roles.action_cursor_last()
        roles.set_rows(range(1000))
        roles.mark_range(500)
        roles.refresh_row(3)
        assert roles.render_line(0).cell_length == 0
        roles.styles.width = roles.styles.height = "1fr"
        await pilot.pause()
        assert roles.cursor in roles.visible_rows


async def test_the_cursor_stays_in_sight_with_context_around_it():
    async with shown(range(100), size=(20, 10)) as (roles, pilot):
        roles.cursor = 50
        assert roles.visible_rows == range(43, 53)
        roles.action_cursor_by(-4)
        assert roles.visible_rows == range(43, 53)
        roles.action_cursor_by(-2)
        assert roles.visible_rows == range(42, 52)
        await pilot.resize_terminal(20, 4)
        await pilot.pause()
        assert roles.cursor in roles.visible_rows
        roles.action_cursor_last()
        assert roles.visible_rows == range(96, 100)


async def test_pages_and_ends_are_reached_by_arrow_and_by_letter():
    async with shown(range(100), size=(20, 11)) as (roles, pilot):
        seen = []
        for key in (
            "down",
            "j",
            "k",
            "pagedown",
            "ctrl+f",
            "ctrl+d",
            "ctrl+u",
            "pageup",
            "G",
            "home",
            "end",
            "g",
            "up",
        ):
            await pilot.press(key)
            seen.append(roles.cursor)
        assert seen == [1, 2, 1, 11, 21, 26, 21, 11, 99, 0, 99, 0, 0]
        for key in ("shift+down", "shift+down", "shift+up", "m", "enter"):
            await pilot.press(key)
        assert roles.marked_keys == (0,)
        assert pilot.app.said[-1] == ("open", 1)


async def test_column_heads_stay_on_top():
    async with shown(range(100), size=(20, 6), heading="role [b]") as (roles, _):
        roles.action_cursor_last()
        assert lines(roles)[0].rstrip() == "   role [b]"
        assert [line.strip() for line in lines(roles)[1:]] == ["95", "96", "97", "98", "▸ 99"]


async def test_the_empty_text_stands_in_the_middle():
    async with shown((), size=(21, 5), empty_text="no role matches “xyz”", heading="role") as (roles, pilot):
        assert lines(roles)[2] == "no role matches “xyz”"
        await pilot.resize_terminal(17, 6)
        await pilot.pause()
        assert [line.rstrip() for line in lines(roles)] == ["   role", "", " no role matches", "      “xyz”", "", ""]


async def test_a_click_moves_the_cursor_and_a_second_one_opens():
    async with shown(range(100), size=(20, 6), heading="role") as (roles, pilot):
        roles.styles.scrollbar_size_vertical = 1
        for y in (0, 3, 3):
            await pilot.click(roles, offset=(5, y))
        await pilot.pause()
        assert pilot.app.said == [("at", 0), ("at", 2), ("open", 2)]
        await pilot.click(roles, offset=(5, 5), control=True)
        assert (roles.cursor_key, roles.marked_keys) == (4, (4,))
        await pilot.click(roles, offset=(5, 1), shift=True)
        assert roles.marked_keys == tuple(range(roles.cursor, 5))
        before = roles.cursor
        await pilot.click(roles.vertical_scrollbar, offset=(0, 2))
        assert roles.cursor == before


async def test_a_double_click_opens_once():
    async with shown() as (roles, pilot):
        await pilot.click(roles, offset=(5, 2), times=2)
        await pilot.click(roles, offset=(5, 2), times=2)
        assert pilot.app.said == [("at", "API Integration"), ("at", "Leave Clerk"), *[("open", "Leave Clerk")] * 2]


async def test_only_two_clicks_on_the_same_row_in_succession_open():
    async with shown() as (roles, pilot):
        await pilot.click(roles, offset=(5, 1))
        roles.action_cursor_by(1)
        roles.action_cursor_by(-1)
        await pilot.click(roles, offset=(5, 1))
        roles.set_rows(["New", *ROLES[1:]])
        await pilot.click(roles, offset=(5, 1))
        assert not [what for what, _ in pilot.app.said if what == "open"]


async def test_a_click_on_the_cursor_of_a_list_not_yet_used_only_selects():
    async with shown() as (roles, pilot):
        await pilot.click(roles, offset=(5, 0))
        await pilot.click(roles, offset=(5, 7))
        assert ("open", "API Integration") not in pilot.app.said


async def test_a_subclass_may_take_a_click_for_itself(monkeypatch):
    taken = []

    def row_clicked(row_list, key, row, x):
        taken.append((key, row, x))
        return x == 1

    monkeypatch.setattr(Roles, "row_clicked", row_clicked)
    async with shown() as (roles, pilot):
        for x in (4, 4, 5):
            await pilot.click(roles, offset=(x, 1))
        assert taken == [("Payroll Administrator", 1, x) for x in (1, 1, 2)]
        assert ("open", "Payroll Administrator") not in pilot.app.said


async def test_the_wheel_scrolls_and_leaves_the_cursor():
    async with shown(range(100)) as (roles, pilot):
        roles.scroll_to(y=30, animate=False)
        await pilot.pause()
        assert (roles.cursor, roles.visible_rows.start) == (0, 30)
        roles.set_rows(range(99))
        assert roles.visible_rows.start == 30
        roles.action_cursor_by(1)
        assert roles.cursor in roles.visible_rows


async def test_without_the_focus_the_cursor_is_quieter_but_there():
    async with shown() as (roles, pilot):
        focused = roles.render_line(0)
        pilot.app.set_focus(None)
        await pilot.pause()
        blurred = roles.render_line(0)
        assert blurred.text == focused.text
        assert [segment.style for segment in blurred] != [segment.style for segment in focused]


@pytest.mark.parametrize("theme", ["textual-dark", "ansi-dark"])
async def test_without_colour_the_cursor_is_reversed_and_its_gutter_upright(monkeypatch, theme):
    monkeypatch.setenv("NO_COLOR", "1")
    app = Pane(changed={ROLES[0]})
    app.theme = theme
    async with app.run_test(size=(30, 8)) as pilot:
        await pilot.pause()
        segments = list(app.list.render_line(0))
        assert [bool(segment.style and segment.style.reverse) for segment in segments] == [False, False, True, True]
        app.list.set_rows(ROLES[:1])
        await pilot.pause()


def test_the_keys_can_all_be_remapped():
    ids = [binding.id for binding in RowList.BINDINGS if isinstance(binding, Binding)]
    assert len(ids) == len(RowList.BINDINGS)
    assert None not in ids
    assert len(set(ids)) == len(ids)
