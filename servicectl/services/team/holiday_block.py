"""A year of holidays in ``policies.yaml``: its days, and how far the calendar is known by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from servicectl.domain.schema.nodes import Text
from servicectl.domain.time.calendar import Calendar, read_day_range
from servicectl.errors import Malformed, Refused, msg
from servicectl.services.records.edit import Edited, Filed, keep
from servicectl.services.session import Session
from servicectl.services.team.china_holidays import Span, YearOfHolidays
from servicectl.store.team.paths import POLICIES
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend
from servicectl.store.yaml.exchange import HeadedItems, exchange, is_list_of_lines, staying


def block(found: YearOfHolidays) -> Iterator[str]:
    """Yield the lines of a year as they stand below ``calendar:``."""
    yield "holidays:"
    yield found.heading
    yield from map(str, found.holidays)
    if found.is_published:
        yield "extra_workdays:"
        yield from map(str, found.extra_workdays)
    yield from (f"{key}: {day}" for key, day in _bounds(None, found).items())


def enter(session: Session, found: YearOfHolidays) -> Filed:
    """Commit ``policies.yaml`` with the days of a year; every other byte of it stays.

    Raises Refused where the calendar has that year as published and no notice of it is known here.
    """

    def edit(team: Team) -> Edited:
        _check_not_known(team.policy.calendar.known_until, found)
        text = with_year(team.policy_bytes.decode(), team.policy.calendar, found)
        return Edited(POLICIES, text)

    return keep(session, "holidays", str(found.year), edit)


def _check_not_known(known: date | None, found: YearOfHolidays) -> None:
    """Raise Refused where days without a notice would stand in place of published ones."""
    if not found.is_published and known is not None and known.year >= found.year:
        day = known.isoformat()
        raise Refused(
            msg("the calendar has {year} as published, until {day}", year=found.year, day=day),
            msg("a newer chinesecalendar may know its notice: pip install -U chinesecalendar"),
        )


def with_year(text: str, calendar: Calendar, found: YearOfHolidays) -> str:
    """Return the text of a rulebook with the days of a year, and how far it is known then."""
    text = _with_days(text, "holidays", found.holidays, found)
    text = _with_days(text, "extra_workdays", found.extra_workdays, found)
    for key, day in _bounds(calendar, found).items():
        text = amend(text, ("calendar", key), _plain(str(day)), POLICIES)
    return text


def _bounds(calendar: Calendar | None, found: YearOfHolidays) -> dict[str, date]:
    """Return how far the calendar is known with this year; nothing where that stays as it is."""
    known = calendar.known_until if calendar else None
    before, last = date(found.year - 1, 12, 31), date(found.year, 12, 31)
    if not found.is_published:
        return {} if known else {"provisional_from": date(found.year, 1, 1)}
    if known is not None and not before <= known < last:
        return {}
    return {"known_until": last, "provisional_from": last + timedelta(days=1)}


def _with_days(text: str, key: str, spans: Iterable[Span], found: YearOfHolidays) -> str:
    """Return the text with these days in one of the lists; those that stay are not repeated."""
    where, year = ("calendar", key), found.year
    part = HeadedItems(
        f"# {year}:", lambda item: _years(item) == {year}, lambda item: min(_years(item)) > year, ()
    )
    stay = {day for item in staying(text, where, part) for day in _days(item)}
    new = [span for span in spans if not set(_days(span.days)) <= stay]
    if not new:
        return text
    if not is_list_of_lines(text, where):
        items = [*staying(text, where, part), *(span.days for span in new)]
        return amend(text, where, [*map(_plain, items)], POLICIES)
    heading = [found.heading] if key == "holidays" else []
    return exchange(text, where, part._replace(lines=[*heading, *map(str, new)]), POLICIES)


def _plain(text: str) -> Text:
    """Return a text that is written without quotes, as dates of a calendar are."""
    return Text(text, plain=True)


def _days(item: str) -> tuple[date, ...]:
    try:
        return read_day_range(item)
    except Malformed:  # the rulebook would not have been read
        return ()


def _years(item: str) -> set[int]:
    return {day.year for day in _days(item)} or {0}
