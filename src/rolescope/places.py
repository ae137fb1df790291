"""Where rolescope keeps its own files: settings, the demo workspace, and which workspace was open last."""

from __future__ import annotations

import getpass
import os
import re
from contextlib import suppress
from pathlib import Path

from platformdirs import user_config_path, user_data_path, user_state_path

WORKSPACE_VARIABLE = "ROLESCOPE_WORKSPACE"
"""The environment variable that names the workspace to use."""

AUTHOR_VARIABLE = "ROLESCOPE_AUTHOR"
"""The environment variable that names who drafts and saves."""


MOST_REMEMBERED = 100
"""Workspaces of which the tenant shown last is remembered."""


def author() -> str:
    """Who drafts and saves: the name in the environment, else the login name."""
    named = os.environ.get(AUTHOR_VARIABLE, "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def config_file() -> Path:
    """The settings and keymap file; it need not exist."""
    return user_config_path("rolescope") / "config.toml"


def demo_workspace() -> Path:
    """Where the demo workspace lives once it was made."""
    return user_data_path("rolescope") / "demo.rolescope"


_JSON = re.compile(rb"(\xef\xbb\xbf)?\s*(\{\s*[\"}]|\[\s*[\[{\"\]\d-])")
"""How an object or a list begins."""


def no_workspace(path: Path) -> str:
    """What to say of a file that is no workspace."""
    told = f"{path} is not a rolescope workspace"
    if path.is_file():
        with suppress(OSError), path.open("rb") as file:
            if _JSON.match(file.read(256)):
                return f"{told} but JSON: `rolescope import {path}` takes a bundle or the vendor's own files into one"
    return told


def last_workspace() -> Path | None:
    """The workspace named by the environment, else the one opened last; None when there is none any more."""
    named = os.environ.get(WORKSPACE_VARIABLE)
    if named:
        return Path(named)
    path = _remembered("workspace")
    return Path(path) if path and os.path.exists(path) else None


def remember_workspace(path: Path) -> None:
    """Note which workspace was opened last."""
    _remember("workspace", str(path.absolute()))


def last_tenant(workspace: Path) -> str | None:
    """The tenant that the app showed last in a workspace."""
    return _last_tenants().get(str(workspace.absolute()))


def remember_tenant(workspace: Path, name: str) -> None:
    """Note which tenant the app shows in a workspace; of the ``MOST_REMEMBERED`` workspaces opened last."""
    import json

    place, known = str(workspace.absolute()), _last_tenants()
    if known.get(place) != name:
        rest = [(other, tenant) for other, tenant in known.items() if other != place]
        _remember("tenants", json.dumps(dict([(place, name), *rest][:MOST_REMEMBERED])))


def _last_tenants() -> dict[str, str]:
    import json

    try:
        found = json.loads(_remembered("tenants") or "{}")
    except ValueError:
        return {}
    return {place: name for place, name in found.items() if isinstance(name, str)} if isinstance(found, dict) else {}


def last_theme() -> str | None:
    """The theme chosen last in the app."""
    return _remembered("theme")


def remember_theme(name: str) -> None:
    """Note which theme was chosen."""
    _remember("theme", name)


def _remembered(what: str) -> str | None:
    try:
        return os.fsdecode((user_state_path("rolescope") / f"last-{what}").read_bytes()) or None
    except (OSError, ValueError):
        return None


def _remember(what: str, text: str) -> None:
    """A folder that cannot be written is no reason to stop."""
    file = user_state_path("rolescope") / f"last-{what}"
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(os.fsencode(text))
