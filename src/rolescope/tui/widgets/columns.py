"""The columns that the panes stand in, each as wide as what it shows needs, as far as the terminal goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from rolescope.tui.widgets.pane import Need, Pane


def shares(width: int, needs: Sequence[Need]) -> list[int]:
    """The cells of each column, ``width`` in all and at least the sum of the least.

    First what each needs besides names, then what makes names whole: who lacks fewest cells gets them first, so that a
    little is never missing where much would not do elsewhere. The last column takes what is left.
    """
    given = [need.least for need in needs]
    for wanted in ([need.cells for need in needs], [need.whole for need in needs]):
        missing = sorted((want - have, place) for place, (want, have) in enumerate(zip(wanted, given, strict=True)))
        for number, (short, place) in enumerate(missing):
            fair = max(0, width - sum(given)) // (len(missing) - number)
            given[place] += max(0, min(short, fair))
    given[-1] += width - sum(given)
    return given


@dataclass(frozen=True, slots=True)
class _Column:
    box: Vertical
    panes: tuple[Pane[Any], ...]

    @property
    def need(self) -> Need:
        needs = [pane.need() for pane in self.panes]
        return Need(*(max(getattr(need, part) for need in needs) for part in ("least", "cells", "whole")))


class Columns(Horizontal):
    """Some columns of panes beside each other."""

    def __init__(self, *columns: tuple[Pane[Any], ...], id: str | None = None) -> None:
        super().__init__(id=id)
        self._columns = [_Column(Vertical(*panes, classes="column"), panes) for panes in columns]

    def compose(self) -> ComposeResult:
        """The columns."""
        yield from (column.box for column in self._columns)

    def fit(self, width: int | None) -> None:
        """Share out ``width`` cells by what the panes need now; None where only one of them is in sight."""
        if width is None:
            for column in self._columns:
                column.box.styles.clear_rule("width")
            return
        for column, cells in zip(self._columns, shares(width, [each.need for each in self._columns]), strict=True):
            column.box.styles.width = cells
