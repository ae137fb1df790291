"""What reaches the terminal: data on stdout, talk on stderr, text from outside made visible instead of obeyed."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO
from unicodedata import combining, east_asian_width

import click

GREEN, RED, YELLOW, BLUE, DIM, BOLD = "green", "red", "yellow", "blue", "dim", "bold"

_CODES = {GREEN: "32", RED: "31", YELLOW: "33", BLUE: "34", DIM: "2", BOLD: "1"}
_HIDDEN_IN_JSON = re.compile(r"[^\x00-\x1f\x20-\x7e]")


def visible(text: str) -> str:
    """Text in which nothing is invisible or steers the terminal: ``\\x1b`` becomes ``␛``, U+202E ``⟨U+202E⟩``."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _shown(ord(character)) for character in text)


def _shown(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def echo(lines: Iterable[str] | str = "") -> None:
    """Lines on stdout."""
    _write(sys.stdout, [lines] if isinstance(lines, str) else lines)


def talk(text: str) -> None:
    """A line on stderr, for people: progress, warnings, hints."""
    _write(sys.stderr, [visible(text)])


def _write(stream: TextIO | None, lines: Iterable[str]) -> None:
    if stream is None:
        return
    text = "".join(f"{line}\n" for line in lines)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, nl=False)


def echo_json(value: Any) -> None:
    """A value as JSON on stdout; a list with one row a line."""
    if isinstance(value, list):
        rows = ",\n".join(f" {json.dumps(row, ensure_ascii=False)}" for row in value)
        echo(safe_json(f"[\n{rows}\n]" if rows else "[]"))
    else:
        echo(safe_json(json.dumps(value, ensure_ascii=False, indent=1)))


def safe_json(text: str, encoding: str | None = None) -> str:
    """The same JSON with everything that a terminal would obey, or cannot show, written as an escape.

    ``encoding`` is that of stdout when it is not given.
    """
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    only_ascii = not encoding.lower().startswith("utf")

    def escaped(match: re.Match[str]) -> str:
        character = match[0]
        return character if character.isprintable() and not only_ascii else json.dumps(character)[1:-1]

    return text if text.isascii() and "\x7f" not in text else _HIDDEN_IN_JSON.sub(escaped, text)


def colour(text: str, *styles: str) -> str:
    """Text in a colour where stdout is a terminal that may show some."""
    refused = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    if not text or refused or sys.stdout is None or not sys.stdout.isatty():
        return text
    return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def width(text: str) -> int:
    """How many cells of a terminal a visible text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], paint: Mapping[str, str]) -> list[str]:
    """Aligned lines under their heads; ``paint`` gives the style of cells by their text."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(width(line[column]) for line in [heads, *shown]) for column in range(len(heads))]
    lines = [colour(_aligned(heads, widths), DIM)]
    for row in shown:
        painted = [colour(cell, paint[cell]) if cell in paint else cell for cell in row]
        lines.append(_aligned(painted, widths, row))
    return lines


def _aligned(cells: Sequence[str], widths: Sequence[int], bare: Sequence[str] | None = None) -> str:
    sizes = [width(cell) for cell in bare or cells]
    pairs = zip(cells, widths, sizes, strict=True)
    return "  ".join(cell + " " * (wide - size) for cell, wide, size in pairs).rstrip()
