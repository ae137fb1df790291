"""A program in a pseudo-terminal: what it draws, and when."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pyte
from ptyprocess import PtyProcess

COLUMNS, ROWS = 120, 40
QUIET = 0.25
"""Seconds without output after the last thing waited for, before the program is ended."""


@dataclass(frozen=True)
class Chunk:
    """Some output, and the milliseconds from the start of the program to its arrival."""

    at: float
    data: bytes
    busy: float
    """Milliseconds that the program had a processor until then, which other work delays less; 0 where nobody tells."""


def drawn(command: Sequence[str], last: bytes, most_seconds: float = 20) -> list[Chunk]:
    """Everything a program draws from its start until ``last`` was drawn and all is quiet.

    Only reading is done while it runs, so that watching does not slow it down.
    """
    begun = perf_counter()
    process = PtyProcess.spawn(list(command), dimensions=(ROWS, COLUMNS))
    chunks: list[Chunk] = []
    seen = b""
    try:
        while perf_counter() - begun < most_seconds:
            ready, _, _ = select.select([process.fd], [], [], QUIET)
            if not ready and last in seen:
                return chunks
            if ready:
                data = _read(process.fd)
                if not data:
                    raise EOFError(
                        f"{' '.join(command)} ended before it drew {last!r}:\n{seen.decode(errors='replace')}"
                    )
                chunks.append(Chunk((perf_counter() - begun) * 1000, data, _busy(process.pid)))
                seen += data
        raise TimeoutError(f"{' '.join(command)} did not draw {last!r} in {most_seconds} s")
    finally:
        with suppress(OSError):
            process.kill(signal.SIGKILL)
        process.close(force=True)


def _busy(process: int) -> float:
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    try:
        return sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def _read(terminal: int) -> bytes:
    """What there is to read; nothing once the program has ended, which Linux tells as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def shown_at(chunks: Sequence[Chunk], text: str) -> float:
    """The milliseconds until a text stands on the screen."""
    return shown(chunks, text).at


def shown(chunks: Sequence[Chunk], text: str) -> Chunk:
    """The output that brings a text on the screen."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    for chunk in chunks:
        stream.feed(chunk.data)
        if any(text in line for line in screen.display):
            return chunk
    raise LookupError(f"{text!r} is not on the screen:\n" + "\n".join(screen.display))
