"""What the benchmarks share: times told as least, median and 95th percentile, beside the plan; a demo workspace."""

from __future__ import annotations

import gc
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from rolescope.tui.session import Session


def machine() -> None:
    """Print what the times depend on: processors, and how many programs want one at the moment."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"  Python {platform.python_version()}, {os.cpu_count()} processors{load}")


def timed(work: Callable[[], object]) -> float:
    """How long one call takes, in milliseconds."""
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def times(work: Callable[[], object], runs: int) -> list[float]:
    """How long each of some calls takes, in milliseconds."""
    return [timed(work) for _ in range(runs)]


@contextmanager
def collected() -> Iterator[None]:
    """As in the app once a workspace is open: what is there so far is left out of later collections."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def spread(name: str, milliseconds: Sequence[float]) -> float:
    """Print the spread of some times and give the median."""
    ordered = sorted(milliseconds)
    middle = median(ordered)
    last = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"  {name:<52} min {ordered[0]:9.2f}  median {middle:9.2f}  p95 {last:9.2f} ms  ({len(ordered)})")
    return middle


def plan(name: str, found: float, most: float, unit: str = "ms") -> None:
    """Print a number beside what was planned for it, and their ratio."""
    verdict = "holds" if found <= most else "MISSED"
    print(f"  {name:<52} {found:.2f} of {most:g} {unit} planned = {found / most:.2f}  {verdict}")


def ratio(name: str, ours: float, peer: float) -> None:
    """Print how many times the peer's time ours is, or the other way round."""
    told = f"{peer / ours:,.1f} times faster" if ours <= peer else f"{ours / peer:,.2f} times the peer's time"
    print(f"  {name:<52} {told}")


@contextmanager
def own_home() -> Iterator[Path]:
    """A home of its own in a temporary folder, for this process and those that it starts."""
    with TemporaryDirectory() as folder:
        kept = dict(os.environ)
        for name in kept:
            if name in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE") or name.startswith(("TEXTUAL", "ROLESCOPE_", "XDG_")):
                del os.environ[name]
        os.environ |= {"HOME": folder, "USERPROFILE": folder, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        try:
            yield Path(folder)
        finally:
            os.environ.clear()
            os.environ.update(kept)


@contextmanager
def demo_session() -> Iterator[Session]:
    """The demo, open for editing; drafts go nowhere, as in the app their writing is another thread's."""
    from rolescope.store.demo import ensure_demo

    with own_home() as home, Workspace.open(ensure_demo(home / "demo.rolescope")) as workspace:
        name = workspace.tenant_names()[0][0]
        yield Session(Workbench(workspace, name, "bench", persist=lambda operation: None))


def resident() -> float:
    """The memory of this process, in MiB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
