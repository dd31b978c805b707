"""Moments, dates and durations: reading what people and files say, and writing it again.

Here and everywhere ``read_*`` reads a text as it stands in files and raises Malformed, ``parse_*``
reads what a person typed and raises UsageError. A moment is an aware datetime with a plain offset:
Python compares and subtracts two datetimes of one ``ZoneInfo`` on the face of the clock, which is
wrong twice a year.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from servicectl.domain.time.said_dates import ANY_DATE, EITHER, date_said, dated
from servicectl.errors import Malformed, Message, UsageError, msg
from servicectl.named_tuple import NamedTuple

FIRST_YEAR, LAST_YEAR = 2000, 2100
ONE_DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR = "(?:[01][0-9]|2[0-3])"
_CLOCK = f"{_HOUR}:[0-5][0-9]"
_OFFSET = f"(?:Z|[+-]{_CLOCK})"
_MONTH = "[0-9]{4}-(?:0[1-9]|1[0-2])"
_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_HAN_WORDS = {"昨天": -1, "今天": 0, "明天": 1, "后天": 2}
_DAYS = _WORDS | _HAN_WORDS

_WRITTEN_DATE = re.compile(_DATE)
_WRITTEN = re.compile(rf"({_DATE}T{_CLOCK}:[0-5][0-9])(?:\.[0-9]+)?({_OFFSET})")
# The space instead of T is how people write it; a file always has the T.
_TYPED = rf"({_DATE}[T ]{_CLOCK}(?::[0-5][0-9])?)(?:\.[0-9]+)?({_OFFSET})"
_LOCAL = (
    rf"(?:(?P<day>[^ ]+(?:(?<=[天日号])| )|{_DATE}T))?"
    rf"(?:(?P<time>{_CLOCK}(?::[0-5][0-9])?)"
    # At one in the night it is 晚上, too, so of that only the hours from six on are clear.
    r"|(?P<half_day>上午|早上|下午|晚上(?= ?(?:1[01]|[6-9])(?![0-9]))) ?(?P<at>1[01]|[1-9])"
    r"(?::(?P<past>[0-5][0-9])|[点點](?P<half>半)?))"
)
"""A time on the clocks of the zone, behind a day, or of today: 09:02, 明天 09:02, 25号下午3点半."""
_IN_HAN = (
    r" ?(?P<part>上午|早上|凌晨|(?P<later>下午|晚上|傍晚))? ?(?P<hour>[0-9]{1,2})"
    r" ?(?:[点點时]|(?=:))(?::?(?P<minute>[0-9]{1,2})分?|(?P<half>[半整]))?"
)
"""An hour as it is said, such as 下午3点半: told as it is to be typed."""
_MEANT = rf"(?:(?:{_DATE}|{'|'.join(_DAYS)}) )?{_CLOCK}(?::[0-5][0-9])?"
_MINUTE = re.compile(rf"({_HOUR}):([0-5][0-9])|24:00")
_DURATION = re.compile(
    r"(?:([0-9]{1,4})mo|([0-9]{1,5})d|([0-9]{1,4})wd|(?=.)(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?)"
)
_IN_WORDS = (
    (r"个?工作日", "wd"),
    (r"个月|months?$", "mo"),
    (r"天|days?$", "d"),
    (r"个?小时|hours?$", "h"),
    (r"分钟?|minutes?$|mins?$", "m"),
    (r"秒钟?|seconds?$|secs?$", "s"),
)
"""What people write for the units of a duration."""


class Duration(NamedTuple):
    """A length of time in seconds, calendar days, months or working days: only one of the four.

    They are kept apart because none is a number of the others: a day is the same time on the next
    date, be it 23 or 25 hours away, and never 24 open hours.
    """

    seconds: int = 0
    days: int = 0
    months: int = 0
    workdays: int = 0

    def __str__(self) -> str:
        """Return it as it is written: ``1h30m``, ``2d``, ``2wd``, ``3mo``."""
        for figure, unit in ((self.months, "mo"), (self.days, "d"), (self.workdays, "wd")):
            if figure:
                return f"{figure}{unit}"
        minutes, seconds = divmod(self.seconds, 60)
        parts = zip((minutes // 60, minutes % 60, seconds), "hms", strict=True)
        return "".join(f"{figure}{unit}" for figure, unit in parts if figure) or "0s"


class Period(NamedTuple):
    """A day, or a whole month, by its first and last date."""

    first: date
    last: date

    @classmethod
    def month_of(cls, day: date) -> Period:
        """Return the month in which a day lies."""
        first = day.replace(day=1)
        return cls(first, add_months(first, 1) - ONE_DAY)

    def __str__(self) -> str:
        """Return it as it is typed: ``2026-11-21``, or ``2026-11`` for a month."""
        return f"{self.first}" if self.first == self.last else f"{self.first:%Y-%m}"


def to_utc(moment: datetime) -> datetime:
    """Return the moment in UTC, where differences are real time; ValueError without an offset."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without an offset: {moment}")
    return moment.astimezone(UTC)


def date_in(moment: datetime, zone: ZoneInfo) -> date:
    """Return the date of a moment on the calendar of ``zone``, whatever offset it carries."""
    return to_utc(moment).astimezone(zone).date()


def to_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC moment at which the clocks of ``zone`` show ``local`` (without an offset).

    A time that daylight saving skips stands for the moment of the jump, one that comes twice for
    the first. So a later time on the clock is never an earlier moment.
    """
    first, second = _readings(local, zone)
    return first if first <= second else _jump(second, first, zone)


def _readings(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return ``local`` in UTC by the offset before and after a change: the same but for a few."""
    # `fold` tells which of the two readings Python takes; they differ only around a change.
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return first, second


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the second between two UTC moments at which the offset changes."""
    old = before.astimezone(zone).utcoffset()

    def has_changed(second: int) -> bool:
        return (before + timedelta(seconds=second)).astimezone(zone).utcoffset() != old

    # The zone's data cannot be asked when it changes: it is looked for, in a dozen steps.
    seconds = range((after - before) // timedelta(seconds=1))
    return before + timedelta(seconds=bisect_left(seconds, True, key=has_changed))


def add_months(day: date, months: int) -> date:
    """Return the date ``months`` calendar months later, at most the last of its month.

    30 November and 3 months give 28 February (rules.md, kinds of time: ``months``).
    """
    # Late: few commands reckon in months, and every start would pay for the import.
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=months)


def parse_moment(
    text: str,
    *,
    zone: ZoneInfo,
    now: datetime,
    toward: int = EITHER,
    by_day: bool = False,
) -> datetime:
    """Return the moment a person typed, with the offset that ``zone`` has then, or that typed.

    Read are RFC 3339 with its offset, ``2026-11-21 09:02[:03]`` on the clocks of ``zone``, and
    ``09:02`` or ``下午3点`` of today, or behind a day that :func:`parse_date` reads. A day alone is
    its last second where something may be due ``by_day``. Fractions of a second are cut off.
    UsageError for everything else, for a local time that daylight saving skips or repeats, and for
    years outside 2000 to 2100.
    """
    today = to_utc(now).astimezone(zone).date()
    try:
        if typed := re.fullmatch(_TYPED, text):
            return _moment(text, typed)
        if local := re.fullmatch(_LOCAL, text):
            day = _day_said(re.sub("[ T]$", "", local["day"] or "today"), today, toward)
            if day is not None:
                return _only_reading(datetime.combine(day, _on_clock(local)), zone)
        day = _day_said(text, today, toward)
    except Malformed as error:
        raise UsageError(error.problem, error.remedy) from error
    if day is not None and by_day:
        return _only_reading(datetime.combine(day, LAST_SECOND), zone)
    raise UsageError(msg("{value} is not a time", value=repr(text)), _time_meant(text, day))


def _day_said(text: str, today: date, toward: int) -> date | None:
    """Return the day that a text names, or None; Malformed for one that there is not."""
    said = text if text in _DAYS else date_said(text, today=today, toward=toward)
    known = said in _DAYS or _WRITTEN_DATE.fullmatch(said)
    return _parse_date(said, today=today) if known else None


def _on_clock(local: re.Match[str]) -> time:
    """Return the time of day that was typed: 09:02[:03], or 下午3点半."""
    if local["time"]:
        return time.fromisoformat(local["time"])
    later = 12 if local["half_day"] in ("下午", "晚上") else 0
    return time(int(local["at"]) + later, 30 if local["half"] else int(local["past"] or 0))


def _time_meant(text: str, day: date | None) -> Message:
    """Return how a time is typed that was said otherwise, or without the hour."""
    if day is not None:
        return msg("with the hour, too: {day} 09:00", day=str(day))
    return _hour_meant(text) or msg(
        "write 2026-11-21T09:02:00+08:00, 2026-11-21 09:02, 09:02 (today) or tomorrow 09:00"
    )


def _on_the_clock(said: re.Match[str]) -> str:
    """Return what an hour in words is on the clock: 下午3点半 is 15:30, 晚上1点 is unclear."""
    if not said["part"] and re.fullmatch("[0-9 :]*", said[0]):
        return said[0]
    if said["part"] == "晚上" and int(said["hour"]) < 6:
        return said[0]
    hour = int(said["hour"]) + (12 if said["later"] else 0)
    minute = "30" if said["half"] == "半" else said["minute"] or "00"
    return f" {hour:02}:{minute:0>2}"


def _with_two_digits(text: str) -> str:
    """Return a text with its hour in two digits: 9:00 is meant as 09:00."""
    return re.sub(r"(?<![0-9:])([0-9]:[0-5][0-9])(?![0-9])", r"0\1", text)


def _hour_meant(text: str) -> Message | None:
    whole = re.sub(ANY_DATE, dated, text)
    meant = _with_two_digits(re.sub(_IN_HAN, _on_the_clock, whole)).strip()
    is_time = meant != text and (re.fullmatch(_TYPED, meant) or re.fullmatch(_MEANT, meant))
    return msg("did you mean {word}?", word=meant) if is_time else None


def parse_date(text: str, *, today: date) -> date:
    """Return the date typed as ``2026-11-21``, ``today``, ``明天``, ``2026/11/21`` or ``25号``.

    UsageError for everything else, where it is not clear which day is meant, and for years outside
    2000 to 2100.
    """
    try:
        return _parse_date(date_said(text, today=today), today=today)
    except Malformed as error:
        raise UsageError(error.problem, error.remedy) from error


def read_moment(text: str) -> datetime:
    """Return the moment of an RFC 3339 text such as ``2026-11-21T09:02:00+08:00``.

    The offset must stand there and is kept; fractions of a second are cut off. Malformed
    otherwise, and for years outside 2000 to 2100.
    """
    written = _WRITTEN.fullmatch(text)
    if not written:
        raise Malformed(
            msg("{value} is not a time with its offset", value=repr(text)),
            msg("write it as 2026-11-21T09:02:00+08:00"),
        )
    return _moment(text, written)


def read_date(text: str) -> date:
    """Return the date of a text such as ``2026-11-21``; Malformed otherwise (years as above)."""
    meant = re.sub(ANY_DATE, dated, text)
    if not _WRITTEN_DATE.fullmatch(meant):
        raise Malformed(msg("{value} is not a date", value=repr(text)), msg("write YYYY-MM-DD"))
    try:
        day = date.fromisoformat(meant)
    except ValueError as error:
        raise Malformed(*_no_such_date(meant)) from error
    if not _WRITTEN_DATE.fullmatch(text):
        remedy = msg("did you mean {word}?", word=meant)
        raise Malformed(msg("{value} is not a date", value=repr(text)), remedy)
    _check_year(text, day)
    return day


def read_period(text: str) -> Period:
    """Return the day or the month (``2026-11``) that a text names; Malformed otherwise."""
    if not re.fullmatch(_MONTH, text):
        day = read_date(text)
        return Period(day, day)
    return Period.month_of(read_date(f"{text}-01"))


def parse_period(text: str, *, today: date) -> Period:
    """Return the day or the month a person typed: ``2026-11``, or a day as parse_date reads it.

    UsageError for everything else, and for a date that is not in the calendar.
    """
    try:
        day = _day_said(text, today, EITHER)
        return Period(day, day) if day else read_period(text)
    except Malformed as error:
        raise UsageError(error.problem, error.remedy) from error


def write_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return the moment in RFC 3339 with the offset of ``zone``: 2026-11-21T09:02:00+08:00."""
    return to_utc(moment).astimezone(zone).isoformat(timespec="seconds")


def write_minute(moment: datetime, zone: ZoneInfo | None = None) -> str:
    """Return date, hours and minutes as people read them: ``2026-11-21 09:02``.

    On the clocks of ``zone``, of the moment's own offset where none is given.
    """
    return f"{moment.astimezone(zone) if zone else moment:%Y-%m-%d %H:%M}"


def read_duration(text: str) -> Duration:
    """Return the duration of ``20m``, ``2h``, ``1h30m``, ``90s``, ``2d``, ``2wd`` or ``3mo``.

    Days, working days and months stand alone. Malformed otherwise.
    """
    found = _DURATION.fullmatch(text)
    if not found:
        raise Malformed(
            msg("{value} is not a duration", value=repr(text)),
            _in_figures(text)
            or msg("write 90s, 20m, 2h, 1h30m, 2d (days), 2wd (working days) or 3mo (months)"),
        )
    months, days, workdays, *clock = (int(figure or 0) for figure in found.groups())
    hours, minutes, seconds = clock
    return Duration(hours * 3600 + minutes * 60 + seconds, days, months, workdays)


def _in_figures(text: str) -> Message | None:
    """Return what was meant by a duration in words, such as 30分钟 or 2 hours."""
    meant = "".join(text.lower().split())
    for words, unit in _IN_WORDS:
        meant = re.sub(words, unit, meant)
    return msg("did you mean {word}?", word=meant) if _DURATION.fullmatch(meant) else None


def read_minute(text: str) -> int:
    """Return the minutes after midnight of ``08:30``, up to ``24:00``; Malformed otherwise."""
    found = _MINUTE.fullmatch(text)
    if not found:
        raise Malformed(
            msg("{value} is not a time of day", value=repr(text)), msg("write it as 08:30")
        )
    return int(found[1]) * 60 + int(found[2]) if found[1] else 24 * 60


def _parse_date(text: str, *, today: date) -> date:
    return today + _DAYS[text] * ONE_DAY if text in _DAYS else read_date(text)


def _moment(text: str, found: re.Match[str]) -> datetime:
    """Return the moment of a matched date and time and a matched offset."""
    try:
        moment = datetime.fromisoformat(found[1] + found[2])
    except ValueError as error:
        raise Malformed(*_no_such_date(text)) from error
    _check_year(text, moment)
    return moment


def _only_reading(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment when the clocks of ``zone`` show ``local``, if there is exactly one."""
    first, second = _readings(local, zone)
    if first == second:
        return _with_offset(first, zone)
    either = msg(
        "write {earlier} or {later}",
        earlier=write_moment(min(first, second), zone),
        later=write_moment(max(first, second), zone),
    )
    if first > second:
        problem = msg("daylight saving skips {time} in {zone}", time=str(local), zone=zone.key)
    else:
        problem = msg("{time} comes twice in {zone}", time=str(local), zone=zone.key)
    raise UsageError(problem, either)


def _with_offset(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment with the offset of ``zone`` then, as a plain one."""
    local = moment.astimezone(zone)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)


def _check_year(text: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Malformed(
            msg(
                "the year of {value} is not within {first} to {last}",
                value=repr(text),
                first=FIRST_YEAR,
                last=LAST_YEAR,
            ),
        )


def _no_such_date(text: str) -> tuple[Message, Message]:
    return msg("the calendar has no {value}", value=text), msg("check the day of the month")
