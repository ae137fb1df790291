"""The columns that the panes stand in, each as wide as what it shows needs, as far as the terminal goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from rolescope.tui.widgets.pane import Need, Pane

WORTH_IT = 6
"""Cells more of names that are worth shifting all columns for, also where they stay cut."""


def shares(width: int, needs: Sequence[Need]) -> list[int]:
    """The cells of each column, ``width`` in all and at least the sum of the least.

    First what each needs besides long names: where there is not enough for all of them, all lack the same. Then what
    makes names whole: who lacks fewest cells gets them first, so that a little is never missing where much would not do
    elsewhere. The last column takes what is left.
    """
    given = [need.least for need in needs]
    for _ in range(width - sum(given)):
        lacks = [need.cells - have for need, have in zip(needs, given, strict=True)]
        if max(lacks) <= 0:
            break
        given[lacks.index(max(lacks))] += 1
    missing = sorted((need.whole - have, place) for place, (need, have) in enumerate(zip(needs, given, strict=True)))
    for number, (short, place) in enumerate(missing):
        fair = max(0, width - sum(given)) // (len(missing) - number)
        given[place] += max(0, min(short, fair))
    given[-1] += width - sum(given)
    return given


def steady(now: Sequence[int], wanted: Sequence[int], needs: Sequence[Need]) -> bool:
    """Whether columns stay as they are rather than take the wanted cells: moving about must not shift everything.

    They change where a column would be too narrow otherwise, or where what is cut now would be whole, or nearly so.
    """
    for have, want, need in zip(now, wanted, needs, strict=True):
        if have < need.least or have < min(want, need.cells):
            return False
        if have < need.whole and (want >= need.whole or want - have >= WORTH_IT):
            return False
    return True


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
        self._given: list[int] = []
        self._columns = [_Column(Vertical(*panes, classes="column"), panes) for panes in columns]

    def compose(self) -> ComposeResult:
        """The columns."""
        yield from (column.box for column in self._columns)

    def fit(self, width: int | None) -> None:
        """Share out ``width`` cells by what the panes need now; None where only one of them is in sight."""
        if width is None:
            self._given = []
            for column in self._columns:
                column.box.styles.clear_rule("width")
            return
        needs = [each.need for each in self._columns]
        wanted = shares(width, needs)
        if sum(self._given) == width and steady(self._given, wanted, needs):
            return
        self._given = wanted
        for column, cells in zip(self._columns, wanted, strict=True):
            column.box.styles.width = cells
