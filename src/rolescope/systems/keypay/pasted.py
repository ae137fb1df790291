"""Requests as people paste them: raw HTTP or a part of it, or a command line of curl."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from urllib.parse import parse_qsl

FORM = "application/x-www-form-urlencoded"
_HEAD = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) \S+.*\n(?:[!-9;-~]+:[^\n]*\n)*\s*\n", re.ASCII)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_HEADER = re.compile(
    r"\s*(?:x-.*|accept.*|apikey|authorization|cache-control|connection|content-.*|cookie|host|origin|referer|user-agent)",
    re.IGNORECASE,
)
"""The names by which lines are known as headers where no request line stands before them."""
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
    has_head: bool = True
    """Whether headers were pasted as well, so that a media type that is missing is missing there."""


def read_request(text: str) -> Request | None:
    """The request that a text holds; None where it is none."""
    head = _HEAD.match(text)
    if head is not None:
        lines = [line.partition(":") for line in head.group().split("\n")[1:]]
        return Request(text[head.end() :], _media_type(lines), _query(text.split("\n", 1)[0].split(" ")[1]))
    if not re.match(r"\s*(\$ )?curl\s", text):
        return _headers_and_body(text) or _address_and_body(text)
    try:
        return _curl(shlex.split(text.replace("\\\n", " ")))
    except ValueError:
        return None


def _headers_and_body(text: str) -> Request | None:
    """Headers without a request line, up to the first line that is none."""
    lines = text.lstrip().split("\n")
    heads = [line.partition(":") for line in lines]
    end = next((n for n, (name, colon, _) in enumerate(heads) if not colon or not _HEADER.fullmatch(name)), len(lines))
    return Request("\n".join(lines[end:]), _media_type(heads[:end])) if end else None


def _address_and_body(text: str) -> Request | None:
    """An address without headers, or its query alone."""
    first, *rest = text.split(None, 1)
    if first in _METHODS and rest:
        first, *rest = rest[0].split(None, 1)
    path, mark, _ = first.partition("?")
    if not mark or first[:1] in '{["' or (path and "/" not in path):
        return None
    return Request(rest[0] if rest else "", None, _query(first), has_head=False)


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
