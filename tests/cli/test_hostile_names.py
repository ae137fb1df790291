"""Names from outside are drawn as text: no escape code, no control character, no bidi trick leaves the program."""

import json
import re
from pathlib import Path

import pytest

from rolescope.cli.output import safe_json, visible, width
from tests.cli.conftest import Cli

NAMES = ["\x1b[31mred", "[red]x[/]", "=1+1", "\u202eevil", "a\nb", "a\x9bb", "\x07bell", "אבג", "🙂", "n" * 300, "a\tb"]
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def hostile(cli: Cli, tmp_path: Path, bundle: dict) -> Path:
    """A workspace in which roles, users, credentials and the tenant have such names."""
    bundle["tenant"]["name"] = NAMES[0]
    bundle["roles"] = [
        {"name": name, "code": "C", "grants": [{"node": "employee", "level": "read_only"}]} for name in NAMES
    ]
    bundle["users"] = [{"name": name, "roles": [name]} for name in NAMES]
    bundle["credentials"] = [{"name": name, "user": name, "scope": "api.full_access"} for name in NAMES]
    path = tmp_path / "hostile.rolescope"
    result = cli("-w", path, "import", "-", stdin=json.dumps(bundle))
    assert result.code == 0
    assert not OBEYED.search(result.out + result.err)
    return path


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_nothing_that_a_terminal_obeys_is_printed(cli: Cli, hostile: Path, as_json: tuple[str, ...]) -> None:
    results = [cli("-w", hostile, "effective", "--node", "employee", *as_json)]
    for name in NAMES:
        results.append(cli("-w", hostile, "why", name, "employee/leave/balances", "import", *as_json))
        results.append(cli("-w", hostile, "set", name, "employee/leave", "allow", "--dry-run", *as_json))
    assert [result.err for result in results] == [""] * len(results)
    assert not any(OBEYED.search(result.out) for result in results)


def test_json_still_holds_the_very_names(cli: Cli, hostile: Path) -> None:
    rows = cli("-w", hostile, "effective", "--node", "employee", "--json").json
    assert [row["user"] for row in rows] == NAMES
    exported = cli("-w", hostile, "export")
    assert not OBEYED.search(exported.out)
    assert [role["name"] for role in exported.json["roles"]] == NAMES


def test_an_exported_file_holds_no_escape_code_either(cli: Cli, hostile: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    cli("-w", hostile, "export", "-o", file)
    assert not OBEYED.search(file.read_text("utf-8"))
    assert cli("-w", hostile, "import", file).out.endswith("nothing changes\n")


@pytest.mark.parametrize("name", NAMES)
def test_errors_hold_none(cli: Cli, hostile: Path, name: str) -> None:
    unknown = f"{name}{name}?"
    for words in (
        ("-w", unknown, "export"),
        ("-w", hostile, "-t", unknown, "export"),
        ("-w", hostile, "why", unknown, "employee", "import"),
        ("-w", hostile, "why", NAMES[1], unknown, "import"),
        ("-w", hostile, "why", NAMES[1], "employee", unknown),
        ("-w", hostile, "set", unknown, "employee", "allow", "--dry-run"),
        ("-w", hostile, "set", "C", "employee", "allow", "--dry-run"),
        ("-w", hostile, "import", unknown),
        ("-w", hostile, "new", hostile, "--system", "payspace", "--name", NAMES[0]),
        ("-w", hostile, f"--{unknown}"),
        (unknown,),
    ):
        result = cli(*words)
        assert (result.code, result.out) == (2, "")
        assert not OBEYED.search(result.err)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[0m", "␛[0m"),
        ("\x7f", "␡"),
        ("\x9b", "⟨U+009B⟩"),
        ("\u202e", "⟨U+202E⟩"),
        ("é 你", "é 你"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


def test_safe_json_means_the_same() -> None:
    value = {"a": "é\x7f\x9b\u202e🙂\ud800"}
    for encoding in ("utf-8", "ascii"):
        text = safe_json(json.dumps(value, ensure_ascii=False), encoding)
        assert json.loads(text) == value
        assert not OBEYED.search(text)
    assert safe_json('"é"', "ascii") == '"\\u00e9"'


def test_width_counts_cells() -> None:
    assert [width(text) for text in ("abc", "你好", "e\u0301")] == [3, 4, 1]
