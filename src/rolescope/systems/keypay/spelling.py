"""Flags and lists of reports in every documented spelling (KP-40, KP-48 to KP-50)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from rolescope.rights.model import Rights
from rolescope.rights.near_names import LONGEST, did_you_mean
from rolescope.systems.faults import clipped
from rolescope.systems.keypay.collecting import Json, Reading, short
from rolescope.systems.keypay.sections import NOTHING
from rolescope.systems.keypay.vocabulary import (
    CURRENT_FLAGS,
    FLAG_BITS,
    FLAGS,
    REPORT_OF_ID,
    REPORTS,
    TITLES,
    report_title,
    words,
)

FLAG_LOOKUP = "GET /api/v2/lookupdata/employeegrouppermissions"
REPORT_LOOKUP = "GET /api/v2/lookupdata/reports"


def read_flags(reading: Reading, path: str, raw: Json) -> Rights:
    """KP-44, KP-48 to KP-50: flags as names in one text or in a list, or as a mask of the published bits."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | list | None):
        reading.fault(path, f"expected permission names in one text, separated by commas, not {short(raw)}")
        return NOTHING
    if isinstance(raw, str) and re.fullmatch(r"\s*[+-]?\d{1,20}\s*", raw):
        raw = int(raw)
    if isinstance(raw, int):
        return _mask(reading, path, raw)
    names = raw.split(",") if isinstance(raw, str) else raw or []
    known = {flag.casefold(): flag for flag in FLAGS}
    found: set[str] = set()
    for name in _apart(names, reading, path):
        shown = str(name).strip()
        flag = known.get(shown.casefold()) if isinstance(name, str) else None
        if flag is not None:
            found.add(flag)
        elif shown or not isinstance(name, str):
            reading.fault(path, _unknown_flag(shown))
    for flag in found - set(CURRENT_FLAGS):
        reading.warn(path, f"{flag} was withdrawn by the vendor; it is kept (KP-44)")
    return frozenset(found)


def _apart(names: Iterable[Json], reading: Reading, path: str) -> Iterator[Json]:
    """The names, without those that stand together for want of a comma: these are a fault of their own."""
    for name in names:
        parts = re.split(r"[;|/\s]+", name.strip(" \n\t;|/")) if isinstance(name, str) else ()
        meant = [known for part in parts if (known := _BY_NAME.get(part.casefold()))]
        if len(parts) > 1 and meant and _plain(name) not in _BY_LABEL:
            told = ", ".join(_BY_NAME.get(part.casefold(), part) for part in parts)
            others = [part for part in parts if part.casefold() not in _BY_NAME]
            unknown = f"; unknown is {', '.join(map(repr, map(clipped, others)))}" if others else ""
            reading.fault(path, f"separate the names by commas: {told!r}{unknown} (KP-48)".replace("'", '"'))
        else:
            yield name


def _plain(text: str) -> str:
    """A name or label by its letters alone."""
    return re.sub(r"\W+", "", text).casefold()


_BY_NAME = {flag.casefold(): flag for flag in FLAGS}
_BY_LABEL = {_plain(title): flag for flag in FLAGS for title in (flag, TITLES[flag])}
"""The flags by what the lookup calls them, too."""


def _unknown_flag(name: str) -> str:
    """KP-50: a label leads to the permission of that label, and one like a label to that."""
    allowed = f"allowed are {', '.join(CURRENT_FLAGS)} ({FLAG_LOOKUP} lists them)"
    meant = _BY_LABEL.get(_plain(name))
    if meant is not None:
        return f"unknown permission {clipped(name)!r}: that is what screens and lookups call {meant!r}; {allowed}"
    labelled = get_close_matches(_plain(name)[:LONGEST], list(_BY_LABEL), n=1) if " " in name else []
    near = f", did you mean {_BY_LABEL[labelled[0]]!r}?" if labelled else did_you_mean(name, FLAGS)
    return f"unknown permission {clipped(name)!r}{near}; {allowed}"


def _mask(reading: Reading, path: str, mask: int) -> Rights:
    """KP-49: a number is a mask of the published bits, and always warned of."""
    published = sum(1 << bit for bit in FLAG_BITS)
    if mask < 0 or mask & ~published:
        left = mask if mask < 0 else mask & ~published
        reading.fault(path, f"{mask} holds {left}, which is no published permission: write the names instead (KP-49)")
        return NOTHING
    flags = frozenset(flag for bit, flag in FLAG_BITS.items() if mask >> bit & 1)
    text = f"the number {mask} is read as {words(flags)}; write the names, numbers may come to mean others (KP-49)"
    reading.warn(path, text)
    return flags


def _unknown_report(name: str) -> str:
    parts = re.split(r"[;|/\s]+", name)
    known = {each.casefold() for each in REPORTS} | set(map(str, REPORT_OF_ID))
    if len(parts) > 1 and all(part.casefold() in known for part in parts):
        return f'separate ids and names by commas: "{", ".join(parts)}"'
    meant = next((each for each in REPORTS if _plain(report_title(each)) == _plain(name)), None)
    told = f"unknown report {clipped(name)!r}"
    return f"{told}: that is the label of {meant!r}" if meant else f"{told}{did_you_mean(name, REPORTS)}"


def read_reports(reading: Reading, path: str, raw: Json) -> tuple[str, ...]:
    """KP-40, KP-65: reports by id or name, in the order of the data file."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | None):
        reading.fault(path, f"expected ids or names in one text, separated by commas, not {short(raw)}")
        return ()
    known = {name.casefold(): name for name in REPORTS}
    found: set[str] = set()
    parts = [part.strip() for part in str("" if raw is None else raw).split(",")]
    for part in parts if set(parts) - {"", "0"} else ():
        if part.casefold() in known:
            found.add(known[part.casefold()])
        elif re.fullmatch(r"[+-]?\d+", part):
            number = int(part) if len(part) < 9 else -1
            if number in REPORT_OF_ID:
                found.add(REPORT_OF_ID[number])
            else:
                last = max(REPORT_OF_ID)
                reading.fault(path, f"there is no report {clipped(part)}: known ids are 1 to {last} ({REPORT_LOOKUP})")
        elif part:
            reading.fault(path, f"{_unknown_report(part)} ({REPORT_LOOKUP} lists them)")
    return tuple(name for name in REPORTS if name in found)
