"""The first paint waits for nothing heavy: what the app's module imports is held down."""

import subprocess
import sys

HEAVY = (
    "click",
    "pydantic",
    "rolescope.cli.root",
    "rolescope.rights.edits",
    "rolescope.rights.engine",
    "rolescope.store",
    "rolescope.systems",
    "rolescope.tui.commands",
    "sqlite3",
    "sqlite_utils",
    "tomllib",
)


def loaded_by(code: str) -> set[str]:
    told = "import sys; print('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", f"{code}; {told}"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def test_importing_the_app_pulls_in_nothing_that_the_first_paint_does_not_need():
    found = loaded_by("import rolescope.tui.app")
    assert "textual.app" in found
    assert "rolescope.tui.screens.main" in found
    assert sorted(found & {*HEAVY}) == []


def test_nor_does_making_the_app_and_its_panes():
    found = loaded_by(
        "from pathlib import Path; from rolescope.tui.app import RolescopeApp;"
        "app = RolescopeApp(Path('x')); screen = app.get_default_screen()"
    )
    assert sorted(found & {*HEAVY}) == []


def test_the_console_script_takes_the_short_way_to_the_app():
    found = loaded_by(
        "import rolescope.cli.entry as e; assert e.simple_start(['demo']).demo; assert e.simple_start([]) is not None"
    )
    assert sorted(found & {*HEAVY, "textual"}) == []


OPENING = """
import sys
from pathlib import Path
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from rolescope.tui.session import Session
with Workspace.open(Path(sys.argv[1]), read_only=True) as workspace:
    session = Session(Workbench(workspace, "Demo Payroll", "admin", read_only=True))
    session.explain(session.outcome.subjects[0], 0)
print("rolescope.rights.edits.every" in sys.modules)
"""


def test_opening_a_workspace_and_its_first_explanation_make_no_classes_of_edits(demo):
    told = subprocess.run([sys.executable, "-c", OPENING, str(demo)], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
