"""What states are drawn with. Every glyph stands beside a word or letter, and has an ASCII form."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import NamedTuple

ASCII_VARIABLE = "ROLESCOPE_ASCII"


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of glyphs, each one cell wide."""

    levels: tuple[str, ...]
    """From the least level to the most."""
    mixed: str
    inherited: str
    closed: str
    opened: str
    folded: str
    passed: str
    stopped: str
    flagged: str
    nothing: str
    separator: str
    minus: str
    here: str
    """What is open or chosen among several."""

    dead: str
    """Granted, and without effect for the chosen user."""
    elsewhere: str
    """Not granted here, and yet the chosen user has it."""


UNICODE = Glyphs(("○", "◐", "●"), "◪", "↑", "⊘", "▾", "▸", "✓", "✗", "!", "·", "·", "−", "●", "✗", "+")
ASCII = Glyphs(("-", "o", "#"), "%", "^", "x", "v", ">", "v", "x", "!", ".", "|", "-", "*", "x", "+")


class GutterGlyphs(NamedTuple):
    """What the first two cells before a row are drawn with, each one cell wide; no state is told by colour alone."""

    cursor: str = "▸"
    changed: str = "▌"
    marked: str = "✓"
    changed_cursor: str = "▶"

    def cells(self, at_cursor: bool, changed: bool, marked: bool) -> tuple[str, str]:
        """A change is told in the first cell, a mark in the second, the cursor in the one that is free."""
        if at_cursor and marked:
            return self.changed_cursor if changed else self.cursor, self.marked
        return self.changed if changed else " ", self.cursor if at_cursor else self.marked if marked else " "


ASCII_GUTTER = GutterGlyphs(">", "|", "*", "}")


def glyphs_for_terminal(ascii_wanted: bool) -> Glyphs:
    """The glyphs that the settings, the environment and the terminal's encoding allow."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    plain = ascii_wanted or os.environ.get(ASCII_VARIABLE, "") not in ("", "0") or "utf" not in encoding
    return ASCII if plain else UNICODE
