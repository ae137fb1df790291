"""Requests as people paste them: raw HTTP, or a command line of curl."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from urllib.parse import parse_qsl

FORM = "application/x-www-form-urlencoded"
_HEAD = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) \S+.*\n(?:[!-9;-~]+:[^\n]*\n)*\s*\n", re.ASCII)
_OPTIONS = {"-H": "header", "--header": "header", "-d": "data", "--json": "json", "-F": "part", "--form": "part"} | {
    f"--data{end}": "data" for end in ("", "-raw", "-ascii", "-binary", "-urlencode")
}
"""The options of curl that say something about body and headers, and what."""


@dataclass(frozen=True, slots=True)
class Request:
    """What of a request can be judged."""

    body: str
    media_type: str | None
    query: tuple[str, ...] = ()
    """The names in the query string."""


def read_request(text: str) -> Request | None:
    """The request that a text holds; None where it is none."""
    head = _HEAD.match(text)
    if head is not None:
        lines = [line.partition(":") for line in head.group().split("\n")[1:]]
        return Request(text[head.end() :], _media_type(lines), _query(text.split("\n", 1)[0].split(" ")[1]))
    if not re.match(r"\s*(\$ )?curl\s", text):
        return None
    try:
        return _curl(shlex.split(text.replace("\\\n", " ")))
    except ValueError:
        return None


def _curl(words: list[str]) -> Request:
    said: dict[str, list[str]] = {"header": [], "data": [], "json": [], "part": []}
    urls = [word for word in words if "://" in word]
    for number, word in enumerate(words):
        name, _, joined = word.partition("=") if word.startswith("--") else (word[:2], "", word[2:])
        if name in _OPTIONS:
            said[_OPTIONS[name]].append(joined or (words[number + 1] if number + 1 < len(words) else ""))
    default = "application/json" if said["json"] else FORM if said["data"] else "multipart/form-data"
    body = "&".join([*said["json"], *said["data"], *said["part"]])
    media_type = _media_type([line.partition(":") for line in said["header"]]) or (default if body else None)
    return Request(body, media_type, _query(urls[0]) if urls else ())


def _media_type(lines: list[tuple[str, str, str]]) -> str | None:
    return next((value.strip() for name, _, value in lines if name.strip().casefold() == "content-type"), None)


def _query(url: str) -> tuple[str, ...]:
    return tuple(name for name, _ in parse_qsl(url.partition("?")[2], keep_blank_values=True))
