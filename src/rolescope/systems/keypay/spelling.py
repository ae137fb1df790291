"""Flags and lists of reports in every documented spelling (KP-40, KP-48 to KP-50)."""

from __future__ import annotations

import re

from rolescope.rights.model import Rights
from rolescope.rights.near_names import did_you_mean
from rolescope.systems.faults import clipped
from rolescope.systems.keypay.collecting import Json, Reading, short
from rolescope.systems.keypay.sections import NOTHING
from rolescope.systems.keypay.vocabulary import (
    CURRENT_FLAGS,
    FLAG_BITS,
    FLAGS,
    REPORT_OF_ID,
    REPORTS,
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
    for name in names:
        shown = str(name).strip()
        flag = known.get(shown.casefold()) if isinstance(name, str) else None
        if flag is not None:
            found.add(flag)
        elif shown or not isinstance(name, str):
            reading.fault(path, _unknown_flag(shown))
    for flag in found - set(CURRENT_FLAGS):
        reading.warn(path, f"{flag} was withdrawn by the vendor; it is kept (KP-44)")
    return frozenset(found)


def _unknown_flag(name: str) -> str:
    allowed = f"allowed are {', '.join(CURRENT_FLAGS)}"
    return f"unknown permission {clipped(name)!r}{did_you_mean(name, FLAGS)}; {allowed} ({FLAG_LOOKUP} lists them)"


def _mask(reading: Reading, path: str, mask: int) -> Rights:
    """KP-49: a number is a mask of the published bits, and always warned of."""
    published = sum(1 << bit for bit in FLAG_BITS)
    if mask < 0 or mask & ~published:
        left = mask if mask < 0 else mask & ~published
        reading.fault(path, f"{mask} holds {left}, which is no published permission: write the names instead (KP-49)")
        return NOTHING
    flags = frozenset(flag for bit, flag in FLAG_BITS.items() if mask >> bit & 1)
    if mask:
        text = f"the number {mask} is read as {words(flags)}; write the names, numbers may come to mean others (KP-49)"
        reading.warn(path, text)
    return flags


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
            told = f"unknown report {clipped(part)!r}{did_you_mean(part, REPORTS)}"
            reading.fault(path, f"{told} ({REPORT_LOOKUP} lists them)")
    return tuple(name for name in REPORTS if name in found)
