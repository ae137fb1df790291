"""Searching by name: the exact name first, then those that begin with it, then words, then what has it inside."""

from collections.abc import Sequence
from typing import Any

import pytest

from rolescope.tui import palette
from rolescope.tui.nearness import ELSEWHERE, EXACT, INSIDE, PREFIX, WORD_START, nearness
from rolescope.tui.palette import Palette
from tests.tui.helpers import Shown, opened


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("Pay Rate", EXACT),
        ("PAY RATE DETAILS", PREFIX),
        ("Employee Pay Rate", WORD_START),
        ("(Pay Rate)", WORD_START),
        ("Repay Rate", INSIDE),
        ("Payrate", ELSEWHERE),
    ],
)
def test_a_name_is_as_near_as_what_was_typed_stands_in_it(name, rank):
    assert nearness("  pay   rate")(name) == rank


def test_what_was_typed_is_no_pattern():
    assert nearness(".*")("anything") == ELSEWHERE
    assert nearness("a+b (c")("A+B (C") == EXACT


def is_ordered(names: Sequence[str], typed: str) -> bool:
    ranks = [nearness(typed)(name) for name in names]
    return ranks == sorted(ranks)


@pytest.mark.parametrize("typed", ["leave", "code", "bank name", "employee"])
async def test_find_lists_the_exact_name_first_and_equals_as_in_the_menu(demo, typed):
    async with opened(demo) as shown:
        found = shown.desk.commands.search(typed)
        assert is_ordered([choice.text for choice in found], typed)
        assert found[0].text.casefold() == typed
        exact = [choice.key for choice in found if choice.text.casefold() == typed]
        assert exact == sorted(exact)


async def listed(shown: Shown, typed: str) -> list[Any]:
    """The hits in the order in which the palette shows them."""
    hits = [hit async for hit in Palette(shown.desk).search(typed)]
    return sorted(hits, key=lambda hit: hit.score, reverse=True)


async def test_the_palette_lists_the_exact_name_first_whatever_it_is_the_name_of(demo):
    async with opened(demo) as shown:
        names = [hit.text.partition(": ")[2] or hit.text for hit in await listed(shown, "leave")]
        assert names[0] == "Leave"
        assert is_ordered(names, "leave")
        assert "Role: Leave Clerk" in [hit.text for hit in await listed(shown, "leave")][:10]


async def test_an_exact_name_is_in_the_palette_however_many_names_before_it_have_the_same_letters(demo, monkeypatch):
    monkeypatch.setattr(palette, "MOST_NODES", 20)
    async with opened(demo) as shown:
        assert sum("date" in node.name.casefold() for node in shown.session.tree.nodes) > 100
        assert (await listed(shown, "date"))[0].text == "Field: Date"
