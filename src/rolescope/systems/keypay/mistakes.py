"""What goes wrong before a record is read at all: no JSON, the wrong media type, fields in the wrong place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from rolescope.systems.json import parse_json as parse
from rolescope.systems.keypay.advice import FIELDS, Pair, as_json, lines_of, pairs_in_braces, pairs_of
from rolescope.systems.keypay.pasted import read_request

JSON_TYPES = ("application/json", "text/json")
MEANT = re.compile(
    r"accessType|employeeGroupId|specificReports|/access\b|(?:^|[&\n{,])\s*[\"']?email[\"']?\s*=[^&\s]*(?:@|%40)",
    re.IGNORECASE,
)
"""What a text holds that is meant for the vendor."""
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
    return _wrong_type(f'"{kind.strip()}"' if kind.strip() else "none")


def _wrong_type(got: str) -> str:
    return f'Send a JSON body with the header "Content-Type: application/json"; got {got}.'


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
        try:
            return parse(text, same=str.casefold), []
        except json.JSONDecodeError:
            return parse(text, raw_breaks=True, same=str.casefold), [RAW_BREAK]
    except json.JSONDecodeError as broken:
        raise BodyError(_broken(text, broken)) from None
    except ValueError as fault:
        raise BodyError(f"Body: {fault}.") from None


def _empty(query: Iterable[str]) -> str:
    fields = [FIELDS[name.casefold()] for name in query if name.casefold() in FIELDS]
    if fields:
        return f"Body is empty, but {', '.join(fields)} stand in the query string: move them into a JSON body."
    return "Body is empty: send a JSON object."


def _broken(text: str, broken: json.JSONDecodeError) -> str:
    start = text.lstrip()
    for begun, form in (("<", "XML"), ("--", "multipart form data")):
        if start.startswith(begun):
            return _wrong_type(form)
    bare, at = start[:1] not in ("{", "["), text[broken.pos :]
    forms: list[tuple[str, Callable[[str], list[Pair]]]] = []
    if bare:
        forms = [("key=value pairs", pairs_of), ("lines of a name, a colon and a value", lines_of)]
    elif re.match(r"""["']?[\w.\[\]]*["']?\s*=""", at):
        forms = [("key=value pairs", pairs_in_braces)]
    for told, found in forms:
        if pairs := found(text):
            advice = as_json(pairs)
            return f"Body holds {told}: send JSON instead{f', as in {advice}' if advice else ''}."
    return _misquoted(text, broken.pos) or _expected(broken)


def _expected(broken: json.JSONDecodeError) -> str:
    expected = next((told for known, told in EXPECTED if known in broken.msg), "JSON")
    return f"Body is not valid JSON at line {broken.lineno}, column {broken.colno}: expected {expected}."


def _misquoted(text: str, place: int) -> str:
    """KS-04: quotes as word processors and other languages write them; empty where none is what is wrong."""
    curly = re.search("[“”„‟«»]", text)
    if text[place : place + 1] not in {*"'`‘’‚"}:
        if curly is None:
            return ""
        place = curly.start()
    sign, line = text[place], text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    kind = "a single quote" if sign == "'" else "a curly quote" if sign in "“”„‟‘’‚" else "no quote that JSON knows"
    where = f"Body is not valid JSON at line {line}, column {column}"
    return f'{where}: {sign} is {kind}; type " instead, here and wherever else a name or text begins or ends.'


def mistake_of(text: str) -> str | None:
    """What is wrong with a text that is meant for the vendor but is no JSON; None where it is not meant so.

    A pasted request is judged with its headers.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not MEANT.search(plain):
        return None
    request = read_request(plain)
    told = []
    if request is not None and request.has_head and (wrong := media_type_mistake(request.media_type)):
        told.append(wrong)
    try:
        if not told or pairs_of(request.body if request else ""):
            parse_json(plain if request is None else request.body, request.query if request else ())
    except BodyError as error:
        told.append(str(error))
    if request is not None and not told:
        said = [FIELDS[name.casefold()] for name in request.query if name.casefold() in FIELDS]
        beside = f" {', '.join(said)} stand in the query string: move them into it." if said else ""
        return f"This is a whole request: import its JSON body alone.{beside}"
    return " ".join(told) or None
