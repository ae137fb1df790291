"""The command line run in this process, on a copy of the demo workspace."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rolescope.cli.entry import main
from rolescope.resources import data_path
from rolescope.store.demo import ensure_demo
from rolescope.store.making import new_workspace
from rolescope.systems.bundle import read_bundle


class Result(NamedTuple):
    """What a command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Result]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs one command line; whatever the user did wrong, it must not raise."""

    def run(*words: object, stdin: str | bytes = "") -> Result:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), "utf-8"))
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Result(code, out, err)

    return run


@pytest.fixture(scope="session")
def demo_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace, made once."""
    return ensure_demo(tmp_path_factory.mktemp("demo") / "demo.rolescope")


def shipped(source: str, folder: Path) -> Path:
    """A workspace with the tenant of a bundle that ships beside the demo."""
    path, text = folder / "shipped.rolescope", data_path(source).read_text("utf-8")
    bundle = read_bundle(text, source)
    with new_workspace(path) as workspace:
        workspace.add_tenant(bundle.tenant, bundle.nodes, author="rolescope", reason="made for the tests")
    return path


@pytest.fixture(scope="session")
def finance_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Intacct company that ships as a bundle, in a workspace of its own."""
    return shipped("demo-intacct.json", tmp_path_factory.mktemp("finance"))


@pytest.fixture(scope="session")
def business_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The KeyPay business that ships as a bundle, in a workspace of its own."""
    return shipped("demo-keypay.json", tmp_path_factory.mktemp("business"))


@pytest.fixture
def on_finance(cli: Cli, finance_master: Path, tmp_path: Path) -> Cli:
    """Runs a command line on the demo's Intacct company."""
    path = Path(shutil.copy(finance_master, tmp_path / "finance.rolescope"))
    return lambda *words, stdin="": cli("-w", path, "-t", "Demo Finance", *words, stdin=stdin)


@pytest.fixture
def on_business(cli: Cli, business_master: Path, tmp_path: Path) -> Cli:
    """Runs a command line on the demo's KeyPay business."""
    path = Path(shutil.copy(business_master, tmp_path / "business.rolescope"))
    return lambda *words, stdin="": cli("-w", path, "-t", "Demo Business", *words, stdin=stdin)


@pytest.fixture
def demo(demo_master: Path, tmp_path: Path) -> Path:
    """A demo workspace of the test's own."""
    return Path(shutil.copy(demo_master, tmp_path / "demo.rolescope"))


@pytest.fixture
def on_demo(cli: Cli, demo: Path) -> Cli:
    """Runs a command line on the demo workspace, on its first tenant where none is named."""
    return lambda *words, stdin="": cli("-w", demo, *named(words), stdin=stdin)


def named(words: tuple[Any, ...]) -> tuple[Any, ...]:
    """A command line that names the tenant where one has to."""
    must_name = words[:1] in (("set",), ("copy",)) and "-t" not in words
    return (*words, "-t", "Demo Payroll") if must_name else words


@pytest.fixture
def bundle(on_demo: Cli) -> dict[str, Any]:
    """The demo as a bundle, to be changed and imported."""
    found: dict[str, Any] = on_demo("export").json
    return found


def content(path: Path) -> bytes:
    """The bytes of a workspace, whatever SQLite keeps beside it."""
    return path.read_bytes()
