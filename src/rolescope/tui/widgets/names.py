"""Names in a column that may be too narrow for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from rolescope.tui.text import fit, fit_middle
from rolescope.tui.widgets.pane import longest


class Names:
    """Some names: how wide they are, and how each is told in fewer cells so that it stays apart from the others."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = names
        self._beginnings: dict[int, Counter[str]] = {}
        self._apart: dict[int, bool] = {}

    @cached_property
    def longest(self) -> int:
        """The cells of the longest."""
        return longest(self._names)

    def told(self, name: str, width: int) -> str:
        """One of them in so many cells; where it would be cut until it is alike another, it is cut in its middle."""
        if len(name) <= width:
            return fit(name, width)
        if width not in self._beginnings:
            self._beginnings[width] = Counter(each[: width - 1] for each in self._names)
        return fit_middle(name, width) if self._beginnings[width][name[: width - 1]] > 1 else fit(name, width)

    def stay_apart(self, width: int) -> bool:
        """Whether all of them still differ in so many cells."""
        if width not in self._apart:
            told = [self.told(name, width) for name in self._names]
            self._apart[width] = len(set(told)) == len(told)
        return self._apart[width]
