"""The last step before the terminal where only ASCII may be drawn: frames, ellipses and names alike."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from rolescope.tui.glyphs import ASCII, UNICODE

_CORNERS = dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼╔╗╚╝", "+")
_LINES = dict.fromkeys("─━═▔▁▂▃▄▅▆▇▀", "-") | dict.fromkeys("│┃║▌▐▊▎▏▕█▉▋▍", "|")
_WORDS = dict.fromkeys("·•", ".") | dict.fromkeys("›▸▶→", ">") | dict.fromkeys("‹◂←", "<")
_MARKS = {"…": "~", "“": '"', "”": '"', "’": "'", "−": "-", "–": "-", "±": "~", "↑": "^", "▲": "^", "✓": "v"}
_MARKS |= dict.fromkeys("↓▾▼", "v")
_SIGNS = dict(zip(UNICODE.levels, ASCII.levels, strict=True)) | {
    UNICODE.mixed: ASCII.mixed,
    UNICODE.closed: ASCII.closed,
    UNICODE.stopped: ASCII.stopped,
}
TABLE = str.maketrans(_CORNERS | _LINES | _WORDS | _MARKS | _SIGNS)


class AsciiFilter(LineFilter):
    """Replaces each other character by one of as many cells; what has no likeness becomes ``?``."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line in ASCII."""
        return [
            segment if segment.control or segment.text.isascii() else Segment(in_ascii(segment.text), segment.style)
            for segment in segments
        ]


def in_ascii(text: str) -> str:
    """Text in ASCII, in as many cells."""
    text = text.translate(TABLE)
    return text if text.isascii() else "".join(c if c.isascii() else "?" * cell_len(c) for c in text)
