"""First paint of ``rolescope demo`` beside an empty Textual app with a footer, in turns; then the data after it."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from measuring import machine, own_home, plan, spread
from terminal import drawn, shown_at

PAIRS = 15
"""After one pair that is left out: it makes the demo and warms the disk's cache."""
PLANNED_RATIO, PLANNED_DATA = 1.3, 150.0


def main() -> None:
    """Measure and print."""
    machine()
    python = Path(sys.executable)
    ours, peer = (
        [str(python.with_name("rolescope")), "demo"],
        [str(python), str(Path(__file__).with_name("empty_app.py"))],
    )
    paints, peers, data = list[float](), list[float](), list[float]()
    with own_home():
        for pair in range(PAIRS + 1):
            chunks, other = drawn(ours, b"hris-sync"), drawn(peer, b"Leave")
            if pair:
                paints.append(shown_at(chunks, "opening the workspace"))
                data.append(shown_at(chunks, "hris-sync") - paints[-1])
                peers.append(shown_at(other, "Leave"))
    first, least = spread("start to first paint", paints), spread("start to first paint of an empty app", peers)
    after = spread("first paint to data on the screen", data)
    plan("first paint, times the empty app's (medians)", first / least, PLANNED_RATIO, "times")
    plan("... of the least times", min(paints) / min(peers), PLANNED_RATIO, "times")
    plan("... median of the pairs", median(map(_divided, paints, peers)), PLANNED_RATIO, "times")
    plan("first paint to data", after, PLANNED_DATA)


def _divided(ours: float, peer: float) -> float:
    return ours / peer


if __name__ == "__main__":
    main()
