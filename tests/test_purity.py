"""The core computes and nothing else: importing it brings in no screen, no database and no file models."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import rolescope.rights

FOREIGN = {"textual", "rich", "pydantic", "pydantic_core", "sqlite3", "sqlite_utils", "click", "rolescope.systems"}
CORE = Path(rolescope.rights.__path__[0])
MODULES = [found.name for found in pkgutil.walk_packages(rolescope.rights.__path__, "rolescope.rights.")]


def test_importing_the_whole_core_in_a_fresh_interpreter_brings_in_nothing_foreign() -> None:
    assert "rolescope.rights.engine" in MODULES and "rolescope.rights.reference" in MODULES
    program = f"import json, sys, {', '.join(MODULES)}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert set(MODULES) <= loaded
    assert not FOREIGN & loaded


def test_no_vendor_is_named_in_the_core() -> None:
    sources = [file.read_text("utf-8").lower() for file in CORE.rglob("*.py")]
    assert len(sources) >= len(MODULES)
    assert not [vendor for vendor in ("payspace", "intacct", "keypay") for source in sources if vendor in source]
