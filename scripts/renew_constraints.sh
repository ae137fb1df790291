#!/usr/bin/env bash
# Write constraints.txt anew: the newest releases that pyproject.toml allows, installed together in a fresh environment.
# PYTHON names the interpreter (default: the checkout's .venv, else python3); use the oldest Python supported.
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
"$python" -m venv "$room/venv"
(cd "$checkout" && "$room/venv/bin/python" -m pip install -q '.[dev,serve,xlsx]')
{
    echo "# Exact versions for development and CI, written by scripts/renew_constraints.sh. Not the app's own bounds:"
    echo "# those stand in pyproject.toml."
    "$room/venv/bin/python" -m pip freeze --exclude rolescope
} >"$room/constraints.txt"
if grep -n -e ' @ ' -e '^-e' "$room/constraints.txt"; then
    echo "renew_constraints: something was installed from a path; constraints.txt is left as it was" >&2
    exit 1
fi
cp "$room/constraints.txt" "$checkout/constraints.txt"
