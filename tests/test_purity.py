"""The core computes and nothing else: importing it brings in no screen, no database and no file models."""

import ast
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import rolescope.rights
from rolescope.systems import NAMES, TITLES, system

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


ABOVE = [CORE.parent / room for room in ("tui", "cli")]
"""The rooms that must say everything about a vendor in its own words, which they ask it for."""
KEYS = CORE.parent / "tui" / "actions.py"
"""The registry: a key is called by the level that it was made for, and renamed where a system calls it otherwise."""


def strings(file: Path) -> Iterator[str]:
    """What a module may say to somebody: its texts without the docstrings."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_vendor_is_named_outside_its_own_package() -> None:
    files = [file for room in (CORE, *ABOVE) for file in room.rglob("*.py")]
    assert len(files) >= len(MODULES)
    vendors = [*NAMES, *(title.lower() for title in TITLES.values())]
    named = [(file.name, vendor) for file in files for vendor in vendors if vendor in file.read_text("utf-8").lower()]
    assert not named


def test_no_words_of_one_vendor_stand_outside_its_own_package() -> None:
    words = set[str]()
    for known in map(system, NAMES):
        words |= {known.people.role_word, known.people.user_name, known.people.unlinked, *known.scopes}
        words |= {title for level in known.levels for title in (level.title, f"a parent is {level.title}")}
        words |= {f" {badge} " for badge, _ in known.badges}
    words = {word.lower() for word in words if len(word.strip()) > 3 or " " in word} - ORDINARY
    assert {"access record", "read only", "e-mail", " rq? "} <= words
    files = [file for room in (CORE, *ABOVE) for file in room.rglob("*.py") if file != KEYS]
    said = [(file.name, text.lower()) for file in files for text in strings(file)]
    found = [
        (name, word) for name, text in said for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    ]
    assert not found


ORDINARY = {"role", "name"}
"""What some vendor says as everybody does."""
