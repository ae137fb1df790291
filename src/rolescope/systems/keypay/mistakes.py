"""What goes wrong before a record is read at all: no JSON, the wrong media type, fields in the wrong place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from rolescope.systems.keypay.collecting import KEYS

JSON_TYPES = ("application/json", "text/json")
FIELDS = {name.casefold(): name for names in KEYS.values() for name in names}
"""The property names of a record, by their spelling without case."""
EXPECTED = (
    ("property name", "a property name in double quotes"),
    ("':' delimiter", "a colon between name and value"),
    ("',' delimiter", "a comma, or the end of the object or list"),
    ("Expecting value", "a value"),
    ("Extra data", "nothing more after the end"),
    ("Unterminated string", "the closing quote of a text"),
    ("Invalid \\escape", "a known escape after the backslash"),
    ("Illegal trailing comma", "no comma before the end"),
)
"""What the reader of JSON stumbles over, and what should have stood there."""
RAW_BREAK = "a text holds a raw line break or tab, which JSON does not allow; it is read as a space"


class BodyError(ValueError):
    """The text cannot be taken as a body; the message says what to change."""


def media_type_mistake(media_type: str | None) -> str | None:
    """What is wrong with the ``Content-Type`` of a call; None where it is one of JSON."""
    kind, _, _ = (media_type or "").partition(";")
    if kind.strip().casefold() in JSON_TYPES:
        return None
    got = f'got "{kind.strip()}"' if kind.strip() else "got none"
    return f'Send a JSON body with the header "Content-Type: application/json"; {got}.'


def parse_body(text: str, query: Iterable[str] = ()) -> tuple[dict[str, Any], list[str]]:
    """The object that a body holds, with warnings; ``query`` names what stood in the query string.

    Raises:
        BodyError: when it is empty, no JSON, or no object; lines and columns count from 1.
    """
    raw, warnings = parse_json(text, query)
    if not isinstance(raw, dict):
        raise BodyError(f"Body is {'a list' if isinstance(raw, list) else 'a single value'}: expected an object.")
    return raw, warnings


def parse_json(text: str, query: Iterable[str] = ()) -> tuple[Any, list[str]]:
    """The same for any JSON. A raw line break in a text is taken, with a warning."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise BodyError(_empty(query))
    try:
        raw = _loads(text)
    except BodyError:
        raise
    except json.JSONDecodeError as broken:
        raise BodyError(_broken(text, broken)) from None
    except (ValueError, RecursionError):
        raise BodyError("Body is nested too deeply, or holds a number too long to be read.") from None
    return raw, [] if _is_strict(text) else [RAW_BREAK]


def _is_strict(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _loads(text: str) -> Any:
    return json.loads(text, strict=False, object_pairs_hook=_no_twins, parse_constant=_no_constant)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: set[str] = set()
    for key, _ in pairs:
        if key.casefold() in seen:
            raise BodyError(f"The property {key[:60]!r} stands twice in one object.")
        seen.add(key.casefold())
    return dict(pairs)


def _no_constant(word: str) -> Any:
    raise BodyError(f"{word} is not JSON.")


def _empty(query: Iterable[str]) -> str:
    fields = [FIELDS[name.casefold()] for name in query if name.casefold() in FIELDS]
    if fields:
        return f"Body is empty, but {', '.join(fields)} stand in the query string: move them into a JSON body."
    return "Body is empty: send a JSON object."


def _broken(text: str, broken: json.JSONDecodeError) -> str:
    pairs = _pairs(text)
    if pairs:
        example = ", ".join(f'"{key}": "{value}"' for key, value in pairs[:2])
        return f"Body holds key=value pairs: send JSON instead, as in {{{example}, ...}}."
    expected = next((told for known, told in EXPECTED if known in broken.msg), "JSON")
    return f"Body is not valid JSON at line {broken.lineno}, column {broken.colno}: expected {expected}."


def _pairs(text: str) -> list[tuple[str, str]]:
    """The fields of a body that is a form, or has a field and its value a line."""
    if text.lstrip()[:1] in ("{", "["):
        return []
    found = parse_qsl("&".join(line.strip() for line in text.split("\n") if line.strip()), keep_blank_values=True)
    return [(FIELDS[key.strip().casefold()], value[:40]) for key, value in found if key.strip().casefold() in FIELDS]


HEADERS = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) \S+.*\n(?:[!-9;-~]+:[^\n]*\n)*\s*\n", re.ASCII)


def mistake_of(text: str) -> str | None:
    """What is wrong with a text that is meant for the vendor but is no JSON; None where it is not meant so.

    A pasted request is judged with its headers.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    request = HEADERS.match(plain)
    body = plain[request.end() :] if request else plain
    if not _is_meant(body if request is None else plain):
        return None
    if request is not None:
        wrong = media_type_mistake(_header(request.group(), "content-type"))
        if wrong is not None:
            return wrong
    try:
        parse_json(body, _query(plain) if request else ())
    except BodyError as error:
        return str(error)
    return "This is a whole request: import its JSON body alone." if request else None


def _is_meant(text: str) -> bool:
    """Whether a text names what only access records have."""
    return re.search(r"accessType|employeeGroupId|specificReports|/access\b", text, re.IGNORECASE) is not None


def _header(head: str, name: str) -> str | None:
    lines = (line.partition(":") for line in head.split("\n")[1:])
    return next((value.strip() for key, _, value in lines if key.strip().casefold() == name), None)


def _query(request: str) -> list[str]:
    line = request.split("\n", 1)[0]
    return [key for key, _ in parse_qsl(line.partition("?")[2].split(" ")[0], keep_blank_values=True)]
