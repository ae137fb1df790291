"""A demo workspace for each test, a fixed author and clock."""

import gc
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rolescope.store import history
from rolescope.store.demo import ensure_demo

NOON = datetime(2031, 5, 14, 12, 0, tzinfo=UTC)


class Clock:
    """The time of all revisions in a test."""

    def __call__(self) -> datetime:
        return NOON


@pytest.fixture(scope="session")
def demo_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        from rolescope.store.workspace import Workspace

        patch.setitem(Workspace.add_tenant.__kwdefaults__, "clock", Clock())
        return ensure_demo(tmp_path_factory.mktemp("demo") / "demo.rolescope")


@pytest.fixture
def demo(demo_master: Path, tmp_path: Path) -> Path:
    """A demo workspace of the test's own."""
    return Path(shutil.copy(demo_master, tmp_path / "demo.rolescope"))


@pytest.fixture(autouse=True)
def _fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same author and time in each run."""
    from rolescope.store.workbench import Workbench

    monkeypatch.setenv("ROLESCOPE_AUTHOR", "admin")
    defaults = tuple(Clock() if value is history.utc_now else value for value in Workbench.__init__.__defaults__)
    monkeypatch.setattr(Workbench.__init__, "__defaults__", defaults)
    # Objects frozen for a process that shows one workspace would never be freed in one that shows hundreds.
    monkeypatch.setattr(gc, "freeze", lambda: None)
