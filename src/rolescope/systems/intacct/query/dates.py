"""Dates in filters: days, moments, and the vendor's words for stretches of time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

Stretch = tuple[datetime, datetime]
"""The first and the last moment, both with their time zone."""

DATE_WORDS = (
    "today",
    "yesterday",
    "currentWeek",
    "lastWeek",
    "currentMonth",
    "priorMonth",
    "currentQuarter",
    "priorQuarter",
    "currentYear",
    "priorYear",
)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def stretch(word: str, today: date) -> Stretch | None:
    """What a text stands for, None where it is no date: a moment, a whole day, or the days of a word.

    Weeks begin on Monday, and what names no time zone is in UTC; both are our own choice.
    """
    try:
        if word in DATE_WORDS:
            return _days(*_named(word, today))
        if _DAY.fullmatch(word):
            day = date.fromisoformat(word)
            return _days(day, day)
        if _DAY.match(word):
            moment = datetime.fromisoformat(word)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return moment, moment
    except (ValueError, OverflowError):
        return None
    return None


def _days(first: date, last: date) -> Stretch:
    return datetime.combine(first, time.min, UTC), datetime.combine(last, time.max, UTC)


def _named(word: str, today: date) -> tuple[date, date]:
    if word in ("today", "yesterday"):
        day = today - timedelta(days=word == "yesterday")
        return day, day
    if word.endswith("Week"):
        first = today - timedelta(days=today.weekday() + 7 * (word == "lastWeek"))
        return first, first + timedelta(days=6)
    months = {"Month": 1, "Quarter": 3, "Year": 12}[word.removeprefix("current").removeprefix("prior")]
    begun = today.year * 12 + (today.month - 1) // months * months - months * word.startswith("prior")
    return _month(begun), _month(begun + months) - timedelta(days=1)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
