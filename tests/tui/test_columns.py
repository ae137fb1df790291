"""Each column is as wide as what it shows needs: nothing is cut while there is room beside it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.tui.widgets.columns import shares, steady
from rolescope.tui.widgets.pane import Need
from tests.tui.helpers import Shown, opened
from tests.tui.test_other_systems import shipped


@st.composite
def needs(draw: st.DrawFn) -> Need:
    least = draw(st.integers(0, 40))
    return Need(least, least + draw(st.integers(0, 60)), least + draw(st.integers(0, 120)))


@given(st.lists(needs(), min_size=1, max_size=4), st.integers(0, 200))
def test_columns_fill_the_terminal_get_their_least_and_lack_nothing_while_another_has_more_than_it_needs(each, spare):
    width = sum(need.least for need in each) + spare
    given = shares(width, each)
    assert sum(given) == width
    assert all(have >= need.least for have, need in zip(given, each, strict=True))
    most = [max(need.cells, need.whole) for need in each]
    if any(have < need.cells for have, need in zip(given, each, strict=True)):
        assert all(have <= max(need.least, need.cells) for have, need in zip(given, each, strict=True))
    if any(have < want for have, want in zip(given, most, strict=True)):
        assert all(have <= want for have, want in zip(given, most, strict=True))


def test_who_lacks_little_gets_it_before_who_lacks_much():
    assert shares(100, [Need(30, 0, 33), Need(26, 0, 60), Need(30, 0, 90)])[0] == 33


async def laid_out(shown: Shown) -> None:
    """Wait until the columns are as wide as what they show now needs."""
    desk = shown.desk
    await shown.settled()
    panes = desk.users, desk.menu, desk.fields
    wanted = [pane.parent.styles.width for pane in panes]
    await shown.until(
        lambda: [pane.outer_size.width for pane in panes] == [width.value for width in wanted], "the columns"
    )


def grid_has_room(shown: Shown) -> bool:
    """Whether the grid has cells that it does not need."""
    return bool(shown.desk.fields.outer_size.width > shown.desk.fields.need().whole)


@pytest.mark.parametrize(
    ("source", "size"),
    [
        ("demo-keypay.json", (120, 40)),
        ("demo-keypay.json", (160, 50)),
        ("demo-intacct.json", (120, 40)),
        ("demo.json", (160, 50)),
    ],
)
async def test_wherever_one_stands_no_name_is_cut_while_the_grid_has_room(
    tmp_path: Path, source: str, size: tuple[int, int]
) -> None:
    async with opened(shipped(source, tmp_path / "w.rolescope"), size, painting=True) as shown:
        desk, roomy = shown.desk, 0
        for row in range(desk.menu.row_count):
            desk.menu.cursor = row
            await laid_out(shown)
            assert desk.node == desk.menu.rows[row]
            assert sum(pane.outer_size.width for pane in (desk.users, desk.menu, desk.fields)) == size[0]
            if grid_has_room(shown):
                roomy += 1
                for pane in (desk.roles, desk.users, desk.menu):
                    cut = [key for key in pane.rows if "…" in shown.row(pane, key)]
                    assert not cut, pane.id
        assert roomy or size[0] == 120


async def test_e_mails_are_whole_at_120_columns_where_the_grid_is_narrow(tmp_path: Path) -> None:
    async with opened(shipped("demo-keypay.json", tmp_path / "w.rolescope"), painting=True) as shown:
        text = await shown.text()
        for name in shown.tenant.principals:
            assert name in text
        assert "Employee groups  " in text
        # Where it has many columns they come first, and the names go back to what they can do with.
        await shown.at("groups/113")
        await laid_out(shown)
        assert "Approve Create View " in await shown.text()
        assert shown.desk.users.outer_size.width < 40
        await shown.at("groups")
        await laid_out(shown)
        assert "timesheet-sync@example.com" in await shown.text()


async def test_a_narrow_terminal_gives_a_pane_all_its_columns_and_a_wide_one_takes_them_back(tmp_path: Path) -> None:
    async with opened(shipped("demo-keypay.json", tmp_path / "w.rolescope"), (80, 24), painting=True) as shown:
        assert shown.desk.menu.outer_size.width == 80
        await shown.pilot.resize_terminal(120, 40)
        await shown.until(lambda: shown.desk.menu.outer_size.width < 40, "columns")
        await shown.pilot.resize_terminal(80, 24)
        await shown.until(lambda: shown.desk.menu.outer_size.width == 80, "one pane")


async def test_moving_about_shifts_nothing_unless_something_cut_becomes_whole(tmp_path: Path) -> None:
    async with opened(shipped("demo.json", tmp_path / "w.rolescope"), painting=True) as shown:
        desk = shown.desk
        await shown.at("employee/basic-information/banking-details")
        await laid_out(shown)
        panes = desk.users, desk.menu, desk.fields
        before = [pane.outer_size.width for pane in panes]
        for command in ("tree.collapse", "tree.collapse", "tree.collapse"):
            await shown.run("pane.menu", command)
            await laid_out(shown)
            assert [pane.outer_size.width for pane in panes] == before, command


def test_columns_stay_unless_what_is_cut_would_be_whole_or_show_much_more():
    needs = [Need(30, 40, 50), Need(30, 40, 45), Need(30, 30, 30)]
    assert steady([40, 40, 40], [42, 40, 38], needs)
    assert not steady([38, 40, 42], [40, 40, 40], needs)
    assert not steady([40, 44, 36], [40, 45, 35], needs)
    assert not steady([40, 40, 40], [46, 40, 34], needs)
    assert not steady([29, 40, 51], [30, 40, 50], needs)


def test_where_there_is_not_enough_all_lack_the_same():
    assert shares(100, [Need(20, 40, 40), Need(20, 50, 50), Need(20, 22, 22)]) == [35, 45, 20]
    assert shares(106, [Need(20, 40, 40), Need(20, 50, 50), Need(20, 22, 22)]) == [38, 48, 20]
