"""Dates in filters: days, moments, and the vendor's words for stretches of time."""

from __future__ import annotations

from datetime import date, timedelta

Stretch = tuple[str, str]
"""The first and the last day, both ``YYYY-MM-DD``."""

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


def stretch(word: str, today: date) -> Stretch | None:
    """The days that a text stands for, None where it is no date. Weeks begin on Monday, which is our own choice."""
    if word in DATE_WORDS:
        first, last = _named(word, today)
        return first.isoformat(), last.isoformat()
    try:
        day = date.fromisoformat(word[:10]).isoformat()
    except ValueError:
        return None
    return day, day


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
