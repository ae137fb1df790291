"""Text from outside, made safe to draw: no control sequence, no bidi trick, nothing invisible, cut by cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from rolescope.rights.counting import count

Align = Literal["left", "center", "right"]

Fragment = tuple[str, Style | None]
"""A piece of a line: its text, and what its style adds to the line's (None: nothing)."""

TextLine = tuple[str, str] | tuple[str, str, str]
"""A text, a style name (or nothing), and optionally a text for the right end."""

ELLIPSIS = "…"

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}
"""C0 controls and DEL have pictures of their own in Unicode."""

_EMOJI = r"\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff"

_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiners and fillers without ink
    r"\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"  # Arabic and Syriac format characters
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # zero width, line ends, bidi controls and isolates
    r"\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"  # lone surrogates, noncharacters, annotations
    r"\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"  # the other Cf
    rf"|(?<![{_EMOJI}])[\U0001f3fb-\U0001f3ff]"  # a skin tone on nothing, which terminals draw as two cells
)

_EMOJI_STYLE = re.compile(rf"(?<=[{_EMOJI}\xa9\xae])[\ufe0e\ufe0f]|(?<=[#*0-9])\ufe0f(?=\u20e3)")
"""Terminals disagree about the width of a symbol with a style selector, and agree about it without."""

_MOST_MARKS = 4
"""No language piles more marks on a letter; a name that does would paint over the rows around it."""


def plain(text: str, width: int | None = None) -> str:
    """Text as it can be drawn: what is invisible or would steer the terminal is shown instead of obeyed.

    ``\\x1b`` becomes ``␛``, U+202E becomes ``⟨U+202E⟩``. With a width, text of more cells than that is cut to exactly
    ``width`` cells, the last of them ``…``. Applying it twice changes nothing.
    """
    if width is None:
        return _visible(text)
    seen = _visible(text[: _seen(width)])
    is_whole = len(text) <= _seen(width)
    size = cell_len(seen)
    if is_whole and size <= width:
        return seen
    if width <= 0:
        return ""
    return (seen if size < width else set_cell_size(seen, width - 1)) + ELLIPSIS


def _seen(width: int) -> int:
    """Characters that are looked at for so many cells: a text of a megabyte costs no more than what is seen of it."""
    return 8 * max(width, 0) + 32


def sign_by_sign(text: str) -> str:
    """Text to edit as it can be drawn: each character that would not be drawn as it is gives way to one sign."""
    return _HIDDEN.sub(lambda match: _PICTURES.get(ord(match[0]), "\ufffd"), text)


def fit(text: str, width: int, align: Align = "left") -> str:
    """The plain text in exactly ``width`` cells: padded with spaces, or cut with ``…``; nothing if width < 1."""
    return _fit(text[: _seen(width) + 1], width, align)


def fit_middle(text: str, width: int) -> str:
    """The same with the cut in the middle: for names that begin alike and are told apart by how they end."""
    seen = plain(text)
    if width < MIDDLE or cell_len(seen) <= width or cell_len(seen) != len(seen):
        return fit(text, width)
    tail = (width - 1) // 2
    return f"{seen[: width - 1 - tail]}{ELLIPSIS}{seen[-tail:]}"


MIDDLE = 8
"""Cells of a name from which on both its ends say something."""


@lru_cache(4096)
def _fit(text: str, width: int, align: Align) -> str:
    drawn = plain(text, width)
    space = max(0, width - cell_len(drawn))
    before = {"left": 0, "center": space // 2, "right": space}[align]
    return " " * before + drawn + " " * (space - before)


def to_strip(fragments: Iterable[Fragment], base: Style, width: int) -> Strip:
    """A line of exactly ``width`` cells in the style ``base``; every text in it is drawn as plain text.

    In a reversed line the pieces lose their own colours, which would leave it a patchwork of backgrounds; pieces that
    are set not to be reversed keep them. Neighbours in one style become one piece: each costs at every painting.
    """
    segments: list[tuple[str, Style]] = []
    for text, style in fragments:
        if text:
            if style and base.reverse and style.reverse is not False:
                style = style.without_color
            drawn, whole = plain(text), base + style
            if segments and segments[-1][1] == whole:
                drawn = segments.pop()[0] + drawn
            segments.append((drawn, whole))
    return Strip([Segment(*each) for each in segments]).adjust_cell_length(max(0, width), base)


def _visible(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _without_surprises(text)


@lru_cache(4096)
def _without_surprises(text: str) -> str:
    text = _unpiled(_HIDDEN.sub(_shown, _EMOJI_STYLE.sub("", text)))
    # A mark with nothing to stand on would be drawn onto the cell before the text.
    return f"◌{text}" if text and not get_character_cell_size(text[0]) else text


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    return _PICTURES.get(code) or f"⟨U+{code:04X}⟩"


def _unpiled(text: str) -> str:
    """The text with at most ``_MOST_MARKS`` marks on a letter, ``…`` for the others."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = 0 if get_character_cell_size(character) else marks + 1
        if marks <= _MOST_MARKS:
            kept.append(character)
        elif marks == _MOST_MARKS + 1:
            kept.append(ELLIPSIS)
    return "".join(kept)


counted = count
"""How many of something: ``1 user``, ``2,000 users``."""


def signed(gained: int, lost: int, minus: str, unsure: int = 0) -> str:
    """``+2 −36 ?3``, only what there is, ``?`` before what changes without being a yes; ``0`` for none of it."""
    parts = [f"+{gained:,}"] if gained else []
    parts += [f"{minus}{lost:,}"] if lost else []
    parts += [f"?{unsure:,}"] if unsure else []
    return " ".join(parts) or "0"
