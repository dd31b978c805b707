"""China's days off and make-up days of a year, as published, or else as the law has them.

The notices [关于部分节假日安排的通知] come from the package chinesecalendar, the days of the law
from the package holidays: the extra ``holidays`` of servicectl.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.metadata import version
from typing import NamedTuple

from servicectl.errors import UsageError, msg


class Span(NamedTuple):
    """Days in a row, both ends included, and the festivals they are for."""

    first: date
    last: date
    names: tuple[str, ...]

    @property
    def days(self) -> str:
        """Return it as a calendar has it: one date, or ``first..last``."""
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"

    def __str__(self) -> str:
        """Return the item of a list, the names as a comment."""
        return f"- {self.days:<24}# {'、'.join(self.names)}"


class YearOfHolidays(NamedTuple):
    """The days off and the make-up days [调休] of a year.

    Without a notice the latter are not known. ``source`` is the package with its version.
    """

    year: int
    is_published: bool
    source: str
    holidays: tuple[Span, ...]
    extra_workdays: tuple[Span, ...] = ()

    @property
    def heading(self) -> str:
        """Return the comment that stands above its days, in no language."""
        return f"# {self.year}: {self.source}"


def holidays_of(year: int) -> YearOfHolidays:
    """Return what is known of a year; raise UsageError where the packages are not installed."""
    try:
        import chinese_calendar
        import holidays
    except ImportError:
        raise UsageError(
            msg("holidays needs two packages that are not installed here"),
            msg("pip install 'servicectl[holidays]'"),
        ) from None
    off = _named(chinese_calendar, chinese_calendar.holidays, year)
    work = _named(chinese_calendar, chinese_calendar.workdays, year)
    if off:
        source = f"chinesecalendar {version('chinesecalendar')}"
        return YearOfHolidays(year, True, source, _spans(off), _single(work))
    law = holidays.country_holidays("CN", years=year, language="zh_CN").items()
    days = {day: name.removesuffix("（补假）").replace("; ", "、") for day, name in law}
    return YearOfHolidays(year, False, f"holidays {version('holidays')}", _spans(days))


def _named(package: object, days: Mapping[date, str], year: int) -> dict[date, str]:
    """Return the days of a year with the Chinese names of their festivals."""
    name = package.Holiday  # type: ignore[attr-defined]
    return {day: name(text).chinese for day, text in days.items() if day.year == year}


def _single(days: Mapping[date, str]) -> tuple[Span, ...]:
    return tuple(Span(day, day, (name,)) for day, name in sorted(days.items()))


def _spans(days: Mapping[date, str]) -> tuple[Span, ...]:
    return tuple(_joined(days))


def _joined(days: Mapping[date, str]) -> Iterator[Span]:
    """Join days in a row; a festival is named once, in the order in which it comes."""
    run: list[date] = []
    for day in sorted(days):
        if run and day - run[-1] > timedelta(days=1):
            yield _span(run, days)
            run = []
        run.append(day)
    if run:
        yield _span(run, days)


def _span(run: list[date], days: Mapping[date, str]) -> Span:
    names = dict.fromkeys(name for each in run for name in days[each].split("、"))
    return Span(run[0], run[-1], tuple(names))
