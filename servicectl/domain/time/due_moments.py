"""The due moments that the calendar gives: closing times, mornings, dates and ends of periods."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from servicectl.domain.time.calendar import DAY_MINUTES, Calendar, Interval
from servicectl.domain.time.limit import Day, Limit, Moment, Within
from servicectl.domain.time.moments import ONE_DAY, Duration, add_months, to_instant, to_utc
from servicectl.named_tuple import NamedTuple

_QUARTER_MONTHS = 3


class Facts(NamedTuple):
    """What a due moment may depend on besides its start.

    ``agreed`` with the customer; ``for_date`` a job is planned for; ``contract_start`` quarters
    are counted from (A38); ``contract_within`` the contract's figure; ``no_later_than`` the due
    moment of the departure that a preparation serves (rules.md §0, ``close_of_business``).
    """

    agreed: datetime | None = None
    for_date: date | None = None
    contract_start: date | None = None
    contract_within: Duration | None = None
    no_later_than: datetime | None = None


NO_FACTS = Facts()


def due_moment(limit: Limit, start: datetime, calendar: Calendar, facts: Facts) -> datetime | None:
    """Return when a limit is due without any pause, or None where there is no figure."""
    if isinstance(limit, Within):
        return _dates_later(limit, start, calendar)
    match limit.moment:
        case "agreed":
            return to_utc(facts.agreed) if facts.agreed else None
        case "close_of_business" | "same_day closing":
            return _closing(start, calendar, facts.no_later_than)
        case "next_open_plus":
            return _opening(start, calendar, facts.for_date, limit.offset)
        case "next_morning":
            return _morning(start, calendar, limit.day)
        case "same_day" | "month_end" | "quarter_end":
            day = _day_after(limit.moment, calendar.date_of(start), facts.contract_start)
            return calendar.at(day, 0)
        case _:
            return None


def _dates_later(limit: Within, start: datetime, calendar: Calendar) -> datetime | None:
    """Return the same clock time days later, 24:00 of the last day of months, or a closing."""
    if limit.duration is None:
        return None
    if limit.time == "working_days":
        return working_days(start, limit.duration.workdays, calendar)[-1].end
    if limit.time == "months":
        begins = calendar.date_of(start)
        return calendar.at(calendar.months_after(begins, limit.duration.months), DAY_MINUTES)
    # On the face of the clock: two days later is the same time, also over a change of summer time.
    local = start.astimezone(calendar.zone).replace(tzinfo=None)
    last_day = calendar.last_day(local.date() + limit.duration.days * ONE_DAY)
    return to_instant(datetime.combine(last_day, local.time()), calendar.zone)


def working_days(start: datetime, days: int, calendar: Calendar) -> list[Interval]:
    """Return so many working days after the date of ``start``, each from opening to closing.

    A day that opens before the night shift of the one before closes begins with that closing.
    """
    found: list[Interval] = []
    day, reached = calendar.date_of(start), start
    for _ in range(days):
        day = calendar.next_workday(day)
        reached = max(reached, calendar.opens(day))
        found.append(Interval(reached, max(reached, calendar.closes(day))))
        reached = found[-1].end
    return found


def _closing(start: datetime, calendar: Calendar, latest: datetime | None) -> datetime:
    """Return the first closing time after the start, but not later than ``latest``.

    At closing time it is closed, so work begun then has until the next closing. A night shift
    closes when it ends, on the next date.
    """
    # From the day before on: its night shift may be what closes next.
    day = calendar.workday_on_or_after(calendar.date_of(start) - ONE_DAY)
    while calendar.closes(day) <= start:
        day = calendar.next_workday(day)
    closing = calendar.closes(day)
    return min(closing, to_utc(latest)) if latest else closing


def _opening(
    start: datetime, calendar: Calendar, planned: date | None, after: Duration | None
) -> datetime:
    """Return the opening of the planned day, or of the next working day, and some time after it.

    A planned day that is closed stands for the next working day; one that is not after the date
    of the start, when its opening may be over, for none.
    """
    day = calendar.date_of(start) + ONE_DAY
    opening = calendar.opens(calendar.workday_on_or_after(max(day, planned or day)))
    return opening + timedelta(seconds=after.seconds if after else 0)


def _morning(start: datetime, calendar: Calendar, day: Day) -> datetime:
    """Return the end of the next morning, counted from the date of the start (A8, A9, A10)."""
    today = calendar.date_of(start)
    next_day = calendar.next_workday(today) if day == "working" else today + ONE_DAY
    return calendar.at(next_day, calendar.morning_ends)


def _day_after(period: Moment, day: date, contract_start: date | None) -> date:
    """Return the first date after the day, month or quarter in which ``day`` lies (A37, A38)."""
    if period == "same_day":
        return day + ONE_DAY
    if period == "month_end":
        return add_months(day.replace(day=1), 1)
    first = contract_start or day.replace(month=1, day=1)
    months = (day.year - first.year) * 12 + day.month - first.month
    # Counted from the first day each time, never from the last quarter's: 31 January and three
    # months end on 30 April, and the quarter after that must not begin on the 30th for ever.
    begun = months // _QUARTER_MONTHS * _QUARTER_MONTHS
    if add_months(first, begun) > day:
        return add_months(first, begun)
    return add_months(first, begun + _QUARTER_MONTHS)
