"""Warnings of large files: those that say alike are told a few times, and then counted."""

from __future__ import annotations

import re
from collections import Counter

from rolescope.cli.output import talk

MOST_ALIKE = 10
"""A business of a thousand users can warn of each of them; what else it warns of must not be lost among that."""


class Warned:
    """Tells warnings as they come, and at the end how many more there were that stand on the same rule."""

    def __init__(self) -> None:
        self._told: Counter[str] = Counter()

    def __call__(self, text: str) -> None:
        rules = re.findall(r"[A-Z]{2}-\d+", text.rpartition("(")[2])
        rule = rules[-1] if rules else ""
        self._told[rule] += 1
        if self._told[rule] <= MOST_ALIKE:
            talk(f"warning: {text}")

    def close(self) -> None:
        """How many were not told."""
        for rule, times in self._told.items():
            if times > MOST_ALIKE:
                talk(f"warning: and {times - MOST_ALIKE:,} more{f' by {rule}' if rule else ''}")
