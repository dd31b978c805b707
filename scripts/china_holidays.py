"""Print China's days off and make-up days in a rulebook's words, for the `calendar:` of profiles.

The packages asked are named with their versions in what is printed; the rest is arithmetic, so the
same versions print the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from importlib.metadata import version
from typing import NamedTuple

import chinese_calendar
import holidays

PUBLISHED = (2025, 2026)
EXPECTED = (2027,)


class Span(NamedTuple):
    """Days off in a row, both ends included, and the festivals they are for."""

    first: date
    last: date
    names: tuple[str, ...]

    def __str__(self) -> str:
        """Return the item of the list: one day or ``first..last``, the names as a comment."""
        days = f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"
        return f"- {days:<24}# {'、'.join(self.names)}"


def published_days_off(year: int) -> dict[date, str]:
    """Return the days the State Council's notice gives off, weekends within them included."""
    days = chinese_calendar.holidays.items()
    return {day: chinese_calendar.Holiday(name).chinese for day, name in days if day.year == year}


def published_make_up_days(year: int) -> dict[date, str]:
    """Return the weekend days [调休] on which that notice has people work."""
    days = chinese_calendar.workdays.items()
    return {day: chinese_calendar.Holiday(name).chinese for day, name in days if day.year == year}


def statutory_days_off(year: int) -> dict[date, str]:
    """Return the days the law gives off, and a working day for each that falls on a weekend."""
    days = holidays.country_holidays("CN", years=year, language="zh_CN").items()
    return {day: name.removesuffix("（补假）") for day, name in days}


def spans(days: dict[date, str]) -> Iterator[Span]:
    """Join days in a row; a festival is named once, in the order in which it comes."""
    run: list[date] = []
    for day in sorted(days):
        if run and day - run[-1] > timedelta(days=1):
            yield Span(run[0], run[-1], tuple(dict.fromkeys(days[each] for each in run)))
            run = []
        run.append(day)
    if run:
        yield Span(run[0], run[-1], tuple(dict.fromkeys(days[each] for each in run)))


def lines() -> Iterator[str]:
    """Return the two lists, ready to stand below ``calendar:``."""
    yield f"  # {PUBLISHED[0]} and {PUBLISHED[-1]}: the published notices, from the package"
    yield f"  # chinesecalendar {version('chinesecalendar')}. Written by scripts/china_holidays.py."
    yield "  holidays:"
    for year in PUBLISHED:
        yield from items(spans(published_days_off(year)))
    for year in EXPECTED:
        yield f"  # {year}: statutory days only, make-up days not yet published; from the package"
        yield f"  # holidays {version('holidays')}."
        yield from items(spans(statutory_days_off(year)))
    yield "  extra_workdays:"
    for year in PUBLISHED:
        for day, name in sorted(published_make_up_days(year).items()):
            yield f"  {Span(day, day, (name,))}"


def items(found: Iterable[Span]) -> Iterator[str]:
    """Return one line a span, as deep as the lists stand."""
    return (f"  {span}" for span in found)


if __name__ == "__main__":
    for line in lines():
        print(line)
