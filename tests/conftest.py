"""What every test stands on: a clean environment, a home of its own, the same random examples on every run."""

import importlib
import os
import sys

# The snapshot plugin tells its workers by this one where to leave their pictures.
KEPT = {"TEXTUAL_SNAPSHOT_TEMPDIR"}


def forget_display_settings() -> None:
    """Remove what would change the drawn screens. Plugins have imported Textual by now, so its constants are reread."""
    found = [name for name in os.environ if name == "NO_COLOR" or (name.startswith("TEXTUAL_") and name not in KEPT)]
    for name in found:
        del os.environ[name]
    if any(name.startswith("TEXTUAL_") for name in found) and "textual.app" in sys.modules:
        from textual import constants
        from textual.app import App

        importlib.reload(constants)
        App.theme._default = constants.DEFAULT_THEME


forget_display_settings()

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

# `make thorough` or `pytest --hypothesis-profile thorough` asks for the other one.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=32)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a home of its own, so that none reads or writes what is the user's."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        folder = home / name.lower()
        folder.mkdir()
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder))
    for name in [name for name in os.environ if name.startswith("ROLESCOPE_")]:
        monkeypatch.delenv(name)
