"""What a mouse can do besides choosing rows: press the keys that the screen tells of."""

from rich.cells import cell_len
from textual.command import CommandPalette

from rolescope.tui.screens.dialog import TextView
from rolescope.tui.screens.review import Review
from rolescope.tui.widgets.bars import KeyBar, StatusBar
from tests.tui.helpers import BANKING, Shown, drawn, opened

API = "API Integration"


async def click(shown: Shown, words: str) -> None:
    """Click on the first place where some words stand on the screen, when it is painted."""
    await shown.settled()
    y, line = next((y, line) for y, line in enumerate(drawn(shown.app).splitlines()) if words in line)
    await shown.pilot.click(offset=(cell_len(line[: line.index(words)]), y))
    await shown.quiet()


async def test_a_click_on_a_key_below_presses_it(demo):
    async with opened(demo, painting=True) as shown:
        await shown.at(BANKING)
        await click(shown, "a Allow")
        assert shown.level(API, BANKING) == "allow"
        await click(shown, "u Undo")
        assert (shown.level(API, BANKING), shown.unsaved) == ("inherit", 0)
        await click(shown, "? Help")
        await shown.dialog(TextView)
        await click(shown, "escape close")
        await shown.closed()


async def test_a_click_on_what_a_frame_tells_of_a_key_presses_it_and_one_beside_the_box_leaves(demo):
    async with opened(demo, painting=True) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        review = await shown.ask("edit.save", Review)
        await click(shown, "escape back")
        await shown.closed()
        assert (await shown.ask("edit.save", Review)) is not review
        await shown.pilot.click(offset=(0, 0))
        await shown.closed()
        assert shown.unsaved == 1


async def test_a_click_on_the_line_at_the_top_opens_the_palette(demo):
    async with opened(demo) as shown:
        await shown.pilot.click(StatusBar, offset=(3, 0))
        await shown.until(lambda: isinstance(shown.screen, CommandPalette))


async def test_a_click_where_the_line_of_keys_is_empty_does_nothing(demo):
    async with opened(demo, (200, 50)) as shown:
        await shown.pilot.click(KeyBar, offset=(195, 0))
        await shown.quiet()
        assert (shown.screen is shown.desk, shown.unsaved) == (True, 0)
