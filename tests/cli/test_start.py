"""Starting: which command lines reach the app and how, and what they must not import on the way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from platformdirs import user_state_path

from rolescope import own_fault
from rolescope.cli import entry
from rolescope.cli.entry import Start, simple_start
from rolescope.places import demo_workspace
from tests.cli.conftest import Cli

HEAVY = ["click", "pydantic", "sqlite3", "sqlite_utils"]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ([], Start(None)),
        (["--read-only"], Start(None, read_only=True)),
        (["-w", "f"], Start(Path("f"))),
        (["open", "f"], Start(Path("f"))),
        (["open", "-w", "f"], Start(Path("f"))),
        (["open", "f", "--read-only", "-t", "T"], Start(Path("f"), "T", read_only=True)),
        (["-t", "T", "open", "--read-only", "f"], Start(Path("f"), "T", read_only=True)),
    ],
)
def test_the_forms_that_are_recognised_by_hand(words: list[str], start: Start) -> None:
    assert simple_start(words) == start


def test_the_demo_is_recognised_by_hand() -> None:
    assert simple_start(["demo"]) == Start(demo_workspace(), demo=True)
    assert simple_start(["demo", "-t", "T"]) == Start(demo_workspace(), "T", demo=True)
    assert simple_start(["demo", "--fresh"]) == Start(demo_workspace(), demo=True, fresh=True)
    assert simple_start(["--read-only", "demo"]) == Start(demo_workspace(), read_only=True, demo=True)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["--fresh"],
        ["open"],
        ["open", "a", "b"],
        ["open", "a", "-w", "b"],
        ["open", "a", "--fresh"],
        ["open", "a", "--read-only", "--read-only"],
        ["open", "-w"],
        ["open", ""],
        ["-w", ""],
        ["demo", "x"],
        ["demo", "-w", "x"],
        ["export"],
        ["-w", "f", "export"],
        [""],
        ["-"],
    ],
)
def test_all_else_goes_to_the_commands(words: list[str]) -> None:
    assert simple_start(words) is None


class StubApp:
    """Stands in for the app."""

    started: list[tuple[object, dict[str, object]]] = []
    return_code = 0

    def __init__(self, path: object, **options: object) -> None:
        self.started.append((path, options))

    def run(self) -> None:
        pass


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> type[StubApp]:
    from types import ModuleType

    module = ModuleType("rolescope.tui.app")
    module.RolescopeApp = StubApp  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rolescope.tui.app", module)
    monkeypatch.setattr(entry, "has_terminal", lambda: True)
    monkeypatch.setattr(StubApp, "started", [])
    return StubApp


OPTIONS = {"tenant": None, "read_only": False, "demo": False, "fresh": False}


def test_the_app_starts_on_a_file(cli: Cli, demo: Path, app: type[StubApp]) -> None:
    assert cli("open", demo).code == 0
    assert cli("open", "--read-only", "-t", "T", "--workspace", demo).code == 0
    assert cli(f"--workspace={demo}").code == 0
    assert cli("open", demo, "--read-only", "--read-only").code == 0
    assert app.started == [
        (demo, OPTIONS),
        (demo, {**OPTIONS, "read_only": True, "tenant": "T"}),
        (demo, OPTIONS),
        (demo, {**OPTIONS, "read_only": True}),
    ]


def test_the_app_starts_on_the_demo_the_last_workspace_or_nothing(cli: Cli, tmp_path: Path, app: type[StubApp]) -> None:
    last = tmp_path / "last.rolescope"
    assert cli().code == 0
    assert cli("open").code == 0
    cli("new", last, "--system", "payspace", "--name", "X")
    assert cli().code == 0
    assert cli("open", "--read-only").code == 0
    assert cli("demo", "--fresh").code == 0
    assert cli("demo", "--fresh", "--fresh").code == 0
    fresh = (demo_workspace(), {**OPTIONS, "demo": True, "fresh": True})
    read_only = {**OPTIONS, "read_only": True}
    assert app.started == [(None, OPTIONS), (None, OPTIONS), (last, OPTIONS), (last, read_only), fresh, fresh]


def test_the_exit_status_of_the_app_is_passed_on(cli: Cli, app: type[StubApp], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "return_code", 4)
    assert cli().code == 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("open", "missing"), "there is no workspace missing"),
        (("open", "."), ". is a directory, not a workspace"),
        (("open", "text"), "text is not a rolescope workspace"),
        (("open", "bundle"), "bundle is not a rolescope workspace but JSON: `rolescope import bundle` takes"),
        (("open", "/dev/null"), "/dev/null is not a rolescope workspace"),
        (("open", "text", "-w", "other"), "give one of them"),
        (("open", "-x"), "no such option"),
        (("-w", "text", "demo"), "-w does not go with it"),
        (("demo", "-w", "text"), "no such option"),
        (("dmo",), "there is no command 'dmo', did you mean 'demo'?"),
    ],
)
def test_mistakes_end_before_the_app_starts(
    cli: Cli, tmp_path: Path, app: type[StubApp], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text").write_text("hello")
    (tmp_path / "bundle").write_text(" {}")
    result = cli(*words)
    assert (result.code, result.out, app.started) == (2, "", [])
    assert sentence in result.err


def test_without_a_terminal_it_says_so(cli: Cli, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "has_terminal", lambda: False)
    assert "the app needs a terminal" in cli("open", demo).err


def test_an_interrupt_is_130_and_a_fault_of_the_programs_own_is_a_sentence_and_a_report(
    cli: Cli, app: type[StubApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(error: BaseException) -> None:
        def run(self: StubApp) -> None:
            raise error

        monkeypatch.setattr(app, "run", run)

    raising(KeyboardInterrupt())
    assert cli().code == 130
    raising(PermissionError(13, "Permission denied", "/x"))
    assert cli().err == "rolescope: /x: Permission denied\n"
    raising(ZeroDivisionError("a secret of nobody's"))
    found = cli()
    report = user_state_path("rolescope") / "last-fault.txt"
    assert found.code == own_fault.STATUS
    assert found.err.startswith(
        "rolescope met a fault of its own and stopped: ZeroDivisionError in cli/entry.py, line "
    )
    assert str(report) in found.err and "Traceback" not in found.err
    assert "ZeroDivisionError" in report.read_text("utf-8") and report.stat().st_mode & 0o777 == 0o600
    raising(KeyError("another one"))
    assert cli().code == own_fault.STATUS and "KeyError" in report.read_text("utf-8")


# In a process of its own

STUB = """
import json, sys, types
app = types.ModuleType("rolescope.tui.app")
class RolescopeApp:
    return_code = 0
    def __init__(self, path, **options): pass
    def run(self): pass
app.RolescopeApp = RolescopeApp
sys.modules["rolescope.tui"] = types.ModuleType("rolescope.tui")
sys.modules["rolescope.tui.app"] = app
from rolescope.cli import entry
entry.has_terminal = lambda: True
code = entry.main(json.loads(sys.argv[1]))
sys.stderr.write(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""


def _modules(*words: object) -> tuple[int, set[str]]:
    command = [sys.executable, "-c", STUB, json.dumps([str(word) for word in words])]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))
    told = json.loads(done.stderr)
    return told["code"], set(told["modules"])


def test_reaching_the_app_imports_no_command_no_model_and_no_database(demo: Path) -> None:
    for words in ([], ["demo"], ["demo", "--fresh"], ["open", demo], ["-w", demo, "--read-only", "-t", "X"]):
        code, modules = _modules(*words)
        assert code == 0
        assert not modules & {*HEAVY, "difflib", "rolescope.store", "rolescope.systems", "rolescope.rights"}


def test_help_and_reading_import_no_screen(demo: Path) -> None:
    why = ["-w", demo, "why", "hris-sync", "Banking Details", "import"]
    for words, code in ((["--help"], 0), (["why", "--help"], 0), (why, 1)):
        found, modules = _modules(*words)
        assert found == code
        assert not modules & {"textual", "rich", "pydantic", "sqlite_utils"}


def _rolescope(*words: object, **options: object) -> subprocess.Popen[str]:
    script = "import sys; from rolescope.cli.entry import main; sys.exit(main())"
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload]


def test_a_reader_who_leaves_early_is_no_error(demo: Path) -> None:
    with _rolescope("-w", demo, "effective", "--user", "hris-sync", stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("Demo Payroll")
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == ""


def test_a_full_disk_is_one_sentence(demo: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with (
        open("/dev/full", "w") as full,
        _rolescope("-w", demo, "effective", "--user", "hris-sync", stdout=full) as running,
    ):
        _, err = running.communicate()
    assert (running.returncode, err) == (2, "rolescope: No space left on device\n")


def test_an_encoding_without_glyphs_still_gets_an_answer_and_json(demo: Path) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    words = ("-w", demo, "why", "hris-sync", "Banking Details", "import")
    with _rolescope(*words, stdout=subprocess.PIPE, env=env) as running:
        out, err = running.communicate()
    assert (running.returncode, err, out[:24]) == (1, "", "NO  hris-sync cannot imp")
    with _rolescope(*words, "--json", stdout=subprocess.PIPE, env=env) as running:
        out, _ = running.communicate()
    assert json.loads(out)["answer"] == "no"


def test_version_and_help(cli: Cli) -> None:
    from rolescope import __version__

    assert cli("--version").out == f"rolescope {__version__}\n"
    result = cli("--help")
    assert result.code == 0
    assert all(verb in result.out for verb in ("demo", "open", "new", "import", "export", "effective", "why", "set"))
    for verb in ("demo", "open", "new", "import", "export", "effective", "why", "set"):
        assert cli(verb, "--help").code == 0
