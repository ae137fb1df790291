"""The user's settings: theme, ASCII, and other keys, from a TOML file. Faults are reported, never ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KNOWN = {"theme": str, "ascii": bool, "keys": dict}


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says, and what is wrong with it."""

    theme: str | None = None
    ascii: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)
    """By the id of a command, the keys that replace its own."""
    problems: tuple[str, ...] = ()


def read_config(file: Path) -> Config:
    """The settings in a file; those that are missing or wrong keep their defaults."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        return Config(problems=(f"{file}: cannot be read: {error}",))
    import tomllib

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Config(problems=(f"{file}: not TOML: {error}",))
    return _checked(file, found)


def _checked(file: Path, found: dict[str, Any]) -> Config:
    problems = [
        f"{file}: unknown setting {name!r}; known are {', '.join(KNOWN)}" for name in found if name not in KNOWN
    ]
    good = {}
    for name, kind in KNOWN.items():
        if name in found and not isinstance(found[name], kind):
            problems.append(f"{file}: {name} must be a {kind.__name__}, not {found[name]!r}")
        elif name in found:
            good[name] = found[name]
    keys = {name: keys for name, keys in good.get("keys", {}).items() if isinstance(keys, str)}
    problems += [f"{file}: keys.{name} must be text" for name in good.get("keys", {}) if name not in keys]
    return Config(good.get("theme"), good.get("ascii", False), keys, tuple(problems))
