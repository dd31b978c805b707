"""The limit of a clock, as a rulebook writes it: a length of time, or a moment of the calendar."""

from __future__ import annotations

from typing import Literal, TypeVar, get_args

from servicectl.domain.time.moments import Duration, read_duration
from servicectl.errors import Malformed, Message, msg
from servicectl.named_tuple import NamedTuple

Time = Literal["elapsed", "business", "calendar_days", "months", "working_days"]
Day = Literal["working", "calendar"]
Moment = Literal[
    "close_of_business",
    "next_open_plus",
    "next_morning",
    "same_day",
    "same_day closing",
    "agreed",
    "contract",
    "month_end",
    "quarter_end",
    "immediate",
]
TIMES: tuple[Time, ...] = ("elapsed", "business", "calendar_days", "months")
"""What may stand at ``time:``; of working days the figure tells it."""
_MOMENTS: tuple[Moment, ...] = get_args(Moment)
_DAYS: tuple[Day, ...] = get_args(Day)
_Word = TypeVar("_Word", bound=str)


class Within(NamedTuple):
    """A length of time after the start; without ``duration`` the rule gives no figure.

    ``elapsed`` is real time, ``business`` counts working windows only; ``calendar_days`` is the
    same clock time so many dates later; ``months`` ends with the last day, which is included;
    ``working_days`` with the closing time of the last of so many working days after the start.
    """

    duration: Duration | None
    time: Time = "elapsed"


class At(NamedTuple):
    """A moment the calendar or the case gives: see :func:`reckon` for each.

    ``offset`` is the time after the opening of ``next_open_plus``, and the figure that ``contract``
    and ``agreed`` fall back on. ``day`` says which day the next one of ``next_morning`` is.
    """

    moment: Moment
    offset: Duration | None = None
    day: Day = "working"


Limit = Within | At


def read_within(text: str | None, time: str | None = None) -> Within:
    """Return the limit of ``within: 20m``, with the ``time:`` of the same clock; None: no figure.

    Malformed where a duration or kind of time cannot be read, or the one does not fit the other:
    ``2d`` is a number of calendar days, and 48h is not. ``2wd`` says by itself what is counted.
    """
    kind = _one_of(time or "elapsed", TIMES)
    if text is None:
        return Within(None, kind)
    duration = read_duration(text)
    # `within: 0m` looks like a promise, and every case would break it: who has no figure says so.
    if not any(duration):
        raise Malformed(
            msg("{value} is no time at all", value=text), msg("write at: immediate for no figure")
        )
    if duration.workdays and time is None:
        return of_duration(duration)
    if of_duration(duration).time != ("elapsed" if kind == "business" else kind):
        raise Malformed(
            msg("{value} does not fit time: {kind}", value=text, kind=kind), _fitting(duration)
        )
    return Within(duration, kind)


def of_duration(duration: Duration) -> Within:
    """Return the limit that a duration is where nothing is said of the kind of time."""
    if duration.workdays:
        return Within(duration, "working_days")
    if duration.days:
        return Within(duration, "calendar_days")
    return Within(duration, "months" if duration.months else "elapsed")


def read_at(text: str, day: str = "working") -> At:
    """Return the limit of ``at: next_open_plus 20m``, with the ``day:`` of the same clock.

    ``next_open_plus`` takes hours, minutes or seconds; ``contract`` and ``agreed`` may take the
    figure that holds where the contract has none, or no time was agreed; ``same_day closing`` ends
    at closing time and not at midnight (A37). Malformed otherwise.
    """
    kind = _one_of(day, _DAYS)
    name, _, figure = text.partition(" ")
    if name == "next_open_plus":
        return At("next_open_plus", _read_seconds(figure), kind)
    if name in ("contract", "agreed") and figure:
        return At(_one_of(name, _MOMENTS), read_duration(figure), kind)
    return At(_one_of(text, _MOMENTS), None, kind)


def _one_of(text: str, known: tuple[_Word, ...]) -> _Word:
    for word in known:
        if word == text:
            return word
    raise Malformed(msg("{value} is none of {words}", value=repr(text), words=", ".join(known)))


def _fitting(duration: Duration) -> Message:
    if duration.workdays:
        return msg("working days stand alone: leave time: out")
    return msg("hours go with elapsed and business, days with calendar_days, 3mo with months")


def _read_seconds(text: str) -> Duration:
    duration = read_duration(text)
    if of_duration(duration).time != "elapsed":
        problem = msg("{value} after opening is no length of time", value=text)
        raise Malformed(problem, msg("write 20m or 2h"))
    return duration
