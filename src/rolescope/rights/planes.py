"""Sets of nodes as bit planes: one Python int, bit *i* for node *i* of a tree numbered in preorder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ANY_BIT = re.compile(rb"[^\0]", re.DOTALL)
_DIGITS = bytes.maketrans(b"\0\1", b"01")
SMALL, FEW = 2_048, 32
"""In a tree below this many nodes, and for fewer nodes than this in any, shifting bits costs less than a detour over
bytes."""


def span(start: int, end: int) -> int:
    """The plane of the nodes from ``start`` up to, not including, ``end``."""
    return ((1 << (end - start)) - 1) << start


def plane_of(nodes: Iterable[int], size: int) -> int:
    """The plane of some nodes of a tree of ``size`` nodes; one pass, however many nodes."""
    if size < SMALL or len(nodes := tuple(nodes)) < FEW:
        plane = 0
        for node in nodes:
            plane |= 1 << node
        return plane
    cells = bytearray((size + 7) // 8)
    for node in nodes:
        cells[node >> 3] |= 1 << (node & 7)
    return int.from_bytes(cells, "little")


def plane_where(flags: Iterable[bool]) -> int:
    """The plane of the nodes whose flag is set; a flag for each node, in order."""
    cells = bytes(flags).translate(_DIGITS)
    return int(cells[::-1], 2) if cells else 0


def between(planes: Iterable[int], start: int, end: int) -> tuple[int, ...]:
    """What some planes say about the nodes from ``start`` up to ``end``: equal for as long as nothing there changes."""
    inside = (1 << end - start) - 1
    return tuple(plane >> start & inside for plane in planes)


def bits(plane: int) -> Iterator[int]:
    """The nodes of a plane, lowest first."""
    cells = plane.to_bytes((plane.bit_length() + 7) // 8, "little")
    for found in _ANY_BIT.finditer(cells):
        place = found.start()
        cell = cells[place]
        while cell:
            low = cell & -cell
            yield place * 8 + low.bit_length() - 1
            cell ^= low
