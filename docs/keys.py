"""Writes docs/keys.md from the app's registry of commands: ``python docs/keys.py``. A test fails when it is stale."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from textual.binding import Binding
from textual.keys import key_to_character

from rolescope.tui.actions import AREAS, actions_of
from rolescope.tui.widgets.row_list import RowList

FILE = Path(__file__).with_suffix(".md")

HEAD = """\
# Keys

Made from the app's registry of commands by `docs/keys.py`; do not edit. In the app `?` shows the keys of the pane you
are in, and `ctrl+p` finds any command, role, user, screen or field by name. The last column is the name of the command
in the config file, where its keys can be changed (see the README). A key of a pane goes before the same key anywhere.
"""


def shown(keys: str) -> str:
    """Keys as they are read on a keyboard, for a cell of a table."""
    return " ".join(f"`{_character(key.strip())}`".replace("|", r"\|") for key in keys.split(","))


def _character(key: str) -> str:
    character = "/" if key == "slash" else key_to_character(key)
    return character if character and character.isprintable() and not character.isspace() else key


def table(title: str, heads: str, rows: Iterable[tuple[str, ...]]) -> str:
    """One part of the page; a row is the keys, the texts of the columns between, and the name in the config file."""
    lines = [f"## {title}", "", heads, re.sub("[^|]+", " --- ", heads)]
    lines += [f"| {shown(keys)} | {' | '.join(texts)} | `{name}` |" for keys, *texts, name in rows]
    return "\n".join(lines) + "\n"


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for area, title in AREAS.items():
        rows = [(action.keys, action.title, action.help, action.id) for action in actions_of(area)]
        parts.append(table(title, "| key | command | what it does | name |", rows))
    moving = [each for each in RowList.BINDINGS if isinstance(each, Binding)]
    rows_of_lists = [(each.key, each.description, each.id or "") for each in moving]
    parts.append(table("In every list", "| key | command | name |", rows_of_lists))
    return "\n".join(parts)


if __name__ == "__main__":
    FILE.write_text(page(), "utf-8", newline="\n")
