"""Dates as people say them: of any writing, without the year, or without year and month.

What is left out is the nearest there is; where another is about as near, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from servicectl.errors import Malformed, msg

EITHER, COMING = 0, 1
"""Whether what is said may be past, or is still to come."""

ANY_DATE = r"((?:19|20)[0-9]{2}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2})(?: ?[日号])?"
_IN_PART = re.compile(r"(?:(?P<month>[0-9]{1,2}) ?月 ?)?(?P<day>[0-9]{1,2}) ?[日号]")


def dated(said: re.Match[str]) -> str:
    """Return a date found by ANY_DATE as files have it: 2025/9/5 is 2025-09-05."""
    return f"{said[1]}-{said[2]:0>2}-{said[3]:0>2}"


def date_said(text: str, *, today: date, toward: int = EITHER) -> str:
    """Return a date as files have it: 2025年9月25日, 9月25日, 25号; any other text as it stands.

    Malformed where it is not clear which day is meant. Whether the calendar has it is not asked.
    """
    if whole := re.fullmatch(ANY_DATE, text):
        return dated(whole)
    part = _IN_PART.fullmatch(text)
    if not part:
        return text
    day, month = int(part["day"]), int(part["month"] or 0)
    near = sorted(_days(day, month, today), key=lambda each: abs(each - today))
    if not near:
        return f"{today.year}-{month or today.month:02}-{day:02}"
    first = next(each for each in near if (each - today).days * toward >= 0)
    other = next((each for each in near if (each > today) != (first > today)), first)
    if _is_unclear((first - today).days, (other - today).days, toward) and other != first:
        raise Malformed(
            msg("{text} may be two days", text=repr(text)),
            msg(
                "write {earlier} or {later}",
                earlier=str(min(first, other)),
                later=str(max(first, other)),
            ),
        )
    return str(first)


def _is_unclear(first: int, other: int, toward: int) -> bool:
    """Return whether the day on the other side of today is near enough to be meant."""
    # Of two that may be meant one has to be twice as near. Where it is to come, a past day means a
    # slip only if it is much the nearer: 25号, typed on the 26th.
    nearer = 2 if toward == EITHER else 0.5
    return abs(other) < abs(first) * nearer


def _days(day: int, month: int, today: date) -> Iterator[date]:
    """Yield the day of this year or month, of the one before and of the one after."""
    for step in (-1, 0, 1):
        months = today.year * 12 + today.month - 1 + step
        year, number = (today.year + step, month) if month else (months // 12, months % 12 + 1)
        try:
            yield date(year, number, day)
        except ValueError:  # the 31st of a month of thirty days
            continue
