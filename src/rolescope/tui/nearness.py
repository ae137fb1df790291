"""How near a name is to what was typed: the one order of every search by name."""

from __future__ import annotations

import re
from collections.abc import Callable

EXACT, PREFIX, WORD_START, INSIDE, ELSEWHERE = range(5)
"""From the nearest; ``ELSEWHERE``: the name does not have the text in it."""


def nearness(typed: str) -> Callable[[str], int]:
    """A function that ranks names by how near they are to a text; case and the amount of space do not matter."""
    wanted = " ".join(typed.casefold().split())
    at_word = re.compile(rf"(?<!\w){re.escape(wanted)}")

    def rank(name: str) -> int:
        name = name.casefold()
        if wanted not in name:
            return ELSEWHERE
        if name.startswith(wanted):
            return EXACT if name == wanted else PREFIX
        return WORD_START if at_word.search(name) else INSIDE

    return rank
