"""A demo workspace for each test, one author, one time of day."""

import gc
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from rolescope.store import history
from rolescope.store.demo import ensure_demo


class Noon(datetime):
    """The only time there is."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Noon":
        return cls(2031, 5, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo_master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "datetime", Noon)
        yield ensure_demo(tmp_path_factory.mktemp("demo") / "demo.rolescope")


@pytest.fixture
def demo(demo_master: Path, tmp_path: Path) -> Path:
    """A demo workspace of the test's own."""
    return Path(shutil.copy(demo_master, tmp_path / "demo.rolescope"))


@pytest.fixture(autouse=True)
def _same_on_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "datetime", Noon)
    monkeypatch.setenv("ROLESCOPE_AUTHOR", "admin")
    # Made for a process that shows one workspace: in one that shows hundreds it takes longer than all the rest.
    monkeypatch.setattr(gc, "collect", lambda: 0)
    monkeypatch.setattr(gc, "freeze", lambda: None)
