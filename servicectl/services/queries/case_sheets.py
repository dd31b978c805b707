"""The sheets of cases, and the lists of cases that are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.visits import Trip, visits_on
from servicectl.domain.ledger.balances import in_force
from servicectl.domain.schema import commands
from servicectl.domain.time.moments import ONE_DAY
from servicectl.errors import Problem, UsageError, msg
from servicectl.output.json.rows import View
from servicectl.output.sheets.case import sheet_view
from servicectl.output.sheets.case_ledger import CaseBooks, case_views
from servicectl.output.sheets.context import Printing, Records
from servicectl.output.sheets.forms import LEDGER_FORMS
from servicectl.output.sheets.lists import Late, Planned, overdue_view, visits_view
from servicectl.output.sheets.parts import SheetLedger
from servicectl.services.queries.deadlines import all_overdue
from servicectl.services.queries.sheet_query import SheetQuery, check_form
from servicectl.services.queries.sheet_records import (
    printing_of,
    records_if_readable,
    records_of,
    voucher_paths,
)
from servicectl.store.team import paths
from servicectl.store.team.team import Team


def of_cases(team: Team, now: datetime, query: SheetQuery, problems: list[Problem]) -> list[View]:
    """Return the sheets of the cases named, or of all that are visited on the day named."""
    day = query.day
    cases = {case.id: case for case in _cases(team, query, day, problems)}
    if not cases:
        raise _nothing_named(day)
    printing = printing_of(team, now)
    records = [records_of(team, case) for case in cases.values()]
    if query.form not in LEDGER_FORMS:
        return [sheet_view(each, printing) for each in records]
    sheets = (_with_ledger(team, query, each, printing) for each in records)
    return [sheet for each in sheets for sheet in each]


def _cases(
    team: Team, query: SheetQuery, day: date | None, problems: list[Problem]
) -> Sequence[Case]:
    if query.voucher:
        check_form(team, query.form, query.voucher)
        return [team.case(str(team.voucher(query.voucher).case))]
    if day:
        return [case for case, _ in _visited(team, query, day, problems)]
    return _named(team, query)


def _nothing_named(day: date | None) -> UsageError:
    if day:
        return UsageError(msg("there is no visit on {day}", day=str(day)))
    remedy = msg("servicectl list shows the open ones; --for tomorrow takes those visited then")
    return UsageError(msg("the case is not named"), remedy)


def _with_ledger(team: Team, query: SheetQuery, records: Records, printing: Printing) -> list[View]:
    """Return the sheets of a form of a case that shows parts, units or money."""
    booked = team.vouchers_of(records.case)
    files = (*voucher_paths(booked), paths.PARTS, paths.PRICES) if booked else ()
    about = CaseBooks(
        replace(records, paths=(*records.paths, *files)),
        SheetLedger(in_force(booked), team.catalogue),
        team.prices.version if team.prices else None,
    )
    sheets = case_views(query.form, about, printing, query.voucher)
    if not sheets:
        raise UsageError(
            msg("{voucher} was booked back", voucher=query.voucher),
            msg("leave --voucher away, and name the case"),
        )
    return sheets


def visits(team: Team, now: datetime, query: SheetQuery, problems: list[Problem]) -> list[View]:
    """Return a day's visits, tomorrow's unless another day is named: a sheet for each engineer."""
    day = query.day or team.policy.calendar.date_of(now) + ONE_DAY
    planned = [
        Planned(trip, records_if_readable(team, case, problems))
        for case, trip in _visited(team, query, day, problems)
    ]
    return visits_view(planned, day, printing_of(team, now))


def _visited(
    team: Team, query: SheetQuery, day: date, problems: list[Problem]
) -> Iterator[tuple[Case, Trip]]:
    """Yield the visits of a day; of cases that are named each must have one."""
    named = _named(team, query)
    for case in named or team.cases(problems):
        trips = visits_on(case, day, team.policy.calendar)
        if named and not trips:
            raise UsageError(
                msg("{case} has no visit on {day}", case=case.id, day=str(day)),
                msg(
                    "leave --for away, or name the day agreed: servicectl {words}",
                    words=commands.show(case.id),
                ),
            )
        yield from ((case, trip) for trip in trips)


def wall_list(team: Team, now: datetime, query: SheetQuery, problems: list[Problem]) -> list[View]:
    """Return the one list of what is overdue, in the cases named, or in all and beside them."""
    named = {case.id for case in _named(team, query)}
    late = all_overdue(team, now, problems)
    found = [Late(row.id, row.path, row.clock) for row in late if not named or row.id in named]
    return [overdue_view(found, printing_of(team, now))]


def _named(team: Team, query: SheetQuery) -> list[Case]:
    return [team.case(reference) for reference in query.cases]
