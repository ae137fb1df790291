#!/usr/bin/env bash
# Build the wheel, install it into an environment of its own and use it from outside the checkout, as a user would.
# PYTHON names the interpreter to build with (default: the checkout's .venv, else python3).
set -euo pipefail
checkout="$(cd "$(dirname "$0")/.." && pwd)"
if [ -x "$checkout/.venv/bin/python" ]; then
    python="$checkout/.venv/bin/python"
else
    python="${PYTHON:-python3}"
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1

room="$(mktemp -d)"
trap 'rm -rf "$room"' EXIT
fail() {
    echo "check_wheel: $*" >&2
    exit 1
}

echo "building the wheel"
"$python" -m pip wheel -q --no-deps -w "$room/wheel" "$checkout"
wheels=("$room"/wheel/rolescope-*.whl)
[ "${#wheels[@]}" = 1 ] && [ -f "${wheels[0]}" ] || fail "expected one wheel, got: ${wheels[*]}"
wheel="${wheels[0]}"

"$python" - "$wheel" <<'CHECK' || fail "the wheel's content is not as it should be"
import json
import sys
from zipfile import ZipFile

with ZipFile(sys.argv[1]) as wheel:
    names = set(wheel.namelist())
    wanted = ["rolescope/py.typed", "rolescope/cli/entry.py", "rolescope/data/payspace_tree.json", "rolescope/data/demo.json"]
    missing = [name for name in wanted if name not in names]
    strangers = sorted({name.split("/")[0] for name in names if not name.startswith(("rolescope/", "rolescope-"))})
    if missing:
        print("missing in the wheel:", ", ".join(missing), file=sys.stderr)
    if strangers:
        print("strangers in the wheel:", ", ".join(strangers), file=sys.stderr)
    for name in sorted(names):
        if name.startswith("rolescope/data/") and name.endswith(".json"):
            json.loads(wheel.read(name))
sys.exit(bool(missing or strangers))
CHECK

echo "installing it"
"$python" -m venv "$room/venv"
"$room/venv/bin/python" -m pip install -q -c "$checkout/constraints.txt" "$wheel"

# From here on nothing of the caller's own settings counts, and nothing is written outside the temporary room.
mkdir -p "$room/home" "$room/work"
export HOME="$room/home" XDG_CONFIG_HOME="$room/home/config" XDG_DATA_HOME="$room/home/data" \
    XDG_STATE_HOME="$room/home/state" XDG_CACHE_HOME="$room/home/cache"
unset PYTHONPATH ROLESCOPE_WORKSPACE
cd "$room/work"
rolescope="$room/venv/bin/rolescope"

echo "using it"
"$rolescope" --help >help.txt
grep -q export help.txt || fail "rolescope --help does not name the command export"
version="$("$rolescope" --version)"
wanted="$(basename "$wheel" | cut -d- -f2)"
[[ "$version" == *"$wanted"* ]] || fail "rolescope --version says '$version', the wheel is $wanted"
"$rolescope" new w.rolescope --system payspace --name "Wheel Check"
"$rolescope" -w w.rolescope export >bundle.json
"$room/venv/bin/python" - <<'CHECK' || fail "the exported bundle is not as it should be"
import json
import sys

with open("bundle.json", encoding="utf-8") as file:
    bundle = json.load(file)
good = bundle["rolescope"] == 1 and bundle["tenant"]["name"] == "Wheel Check" and bundle["tenant"]["system"] == "payspace"
sys.exit(not good)
CHECK
echo "the wheel of $version works outside the checkout"
