"""Work that can be done a little at a time, so that whoever waits for it can look after other things in between."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

Piecemeal = Generator[None, None, T]
"""Does a short piece of work with each step, and returns with the last what comes of all."""


def at_once(work: Piecemeal[T]) -> T:
    """Do all of it, and give what comes of it."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            found: T = done.value
            return found
