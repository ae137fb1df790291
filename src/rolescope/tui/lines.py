"""Lines of text that may take long to make: a page shows the first at once, and the rest as they come."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from rolescope.tui.text import TextLine

Lines = Iterator[TextLine | None]
"""None stands for work that gave no line yet."""
A_MOMENT = 0.2
"""Seconds that opening a page may take."""


def begun(lines: Lines, seconds: float = A_MOMENT) -> tuple[list[TextLine], Lines | None]:
    """The lines that are made in some seconds, and those that are still to come; None where these are all."""
    found: list[TextLine] = []
    end = monotonic() + seconds
    for line in lines:
        found += [line] if line is not None else []
        if monotonic() >= end:
            return found, lines
    return found, None
