"""What a body in another form would be as JSON: advice that can be sent as it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from rolescope.systems.keypay.collecting import KEYS, SECTIONS
from rolescope.systems.keypay.vocabulary import FOR_APPROVAL, FOR_CREATION, LODGES, NO_RESTRICTION

Pair = tuple[str, str]
FIELDS = {name.casefold(): name for names in KEYS.values() for name in names}
"""The property names of a record, by their spelling without case."""
TOP = frozenset(KEYS[""])
IDS = frozenset({"locationIds", "kiosks", FOR_APPROVAL, FOR_CREATION})
SWITCHES = frozenset({LODGES, NO_RESTRICTION, "suppressNotificationEmails", "mergeExistingAccess"})
DEEPEST, LONGEST = 6, 50
"""Steps of a field's name, and characters of each, that can be meant."""
MOST = 1500
"""Characters of an advice: of a longer body it would be no help."""
_PAIR = re.compile(r"""["'“”]?([\w.\[\]]+)["'“”]?\s*[=:]\s*("[^"\n]*"|'[^'\n]*'|“[^”\n]*”|[^,;&\n}]*)""")
_LINE = re.compile(r"""\s*["']?(\w+)["']?\s*:\s*["']?(.*?)["']?\s*,?\s*""")
_QUOTES = " \t\r\"'“”‘’"


def pairs_of(text: str) -> list[Pair]:
    """The fields of a body that is a form, or has a field and its value a line, in quotes or without."""
    return _known(parse_qsl("&".join(line.strip().rstrip(",;") for line in text.split("\n") if line.strip()), True))


def pairs_in_braces(text: str) -> list[Pair]:
    """... and of one that has them in braces."""
    return _known((found[1], found[2]) for found in _PAIR.finditer(text[:100_000]))


def lines_of(text: str) -> list[Pair]:
    """The fields of a body with a name, a colon and a value a line, without braces."""
    found = (_LINE.fullmatch(line) for line in text.split("\n"))
    return _known((line[1], line[2]) for line in found if line)


def _known(pairs: Iterable[Pair]) -> list[Pair]:
    """Those whose name is one of a record's."""
    bare = ((key.strip(_QUOTES), value.strip(_QUOTES)) for key, value in pairs)
    return [(key, value) for key, value in bare if re.split(r"[.\[]", key)[0].strip().casefold() in FIELDS]


def as_json(pairs: Iterable[Pair]) -> str:
    """The JSON that says what some fields say; empty where that is nothing, or more than a message can hold."""
    body: dict[str, Any] = {}
    for key, value in pairs:
        steps = [FIELDS.get(step.casefold(), step) for step in re.findall(r"[^.\[\]\s]+", key)]
        read = (
            _value(steps[-1], value) if len(steps) <= DEEPEST and all(len(step) <= LONGEST for step in steps) else None
        )
        if read is not None:
            _put(body, ["employeeGroups", "0", *steps] if steps[0] not in TOP else steps, read)
    groups = body.get("employeeGroups")
    if isinstance(groups, dict) and not all(
        isinstance(one, dict) and "employeeGroupId" in one for one in groups.values()
    ):
        del body["employeeGroups"]  # whose group nobody could tell
    told = json.dumps(_listed(body), ensure_ascii=False) if body else ""
    return told if len(told) <= MOST else ""


def _value(name: str, text: str) -> Any:
    """A value as JSON has it; None where the text cannot be one of that property."""
    if name in SECTIONS or name in IDS:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            ids = [one.strip() for one in text.split(",") if one.strip()]
            return [int(one) for one in ids] if name in IDS and all(map(_is_id, ids)) else None
    if name in SWITCHES:
        return {"true": True, "false": False}.get(text.casefold())
    return int(text) if name == "employeeGroupId" and _is_id(text) else text


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST


def _put(body: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        inner = body.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        body = inner
    before, name = body.get(steps[-1]), steps[-1]
    wanted = [value] if name in IDS and isinstance(value, int) else value
    body[name] = [*before, *wanted] if isinstance(before, list) and isinstance(wanted, list) else wanted


def _listed(value: Any) -> Any:
    """Numbered parts as a list."""
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(inner) for key, inner in value.items()}
