"""What each form is about: the cases and records that go to its template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from servicectl.cli.desk import Desk
from servicectl.cli.look import customer_of, owed
from servicectl.domain.assets import Customer
from servicectl.domain.cases import Case
from servicectl.domain.visits import Trip, visits_on
from servicectl.errors import BadData, Problem, UsageError, msg
from servicectl.output.list_views import Planned, overdue_view, visits_view
from servicectl.output.printing import Printing, Records
from servicectl.output.sheet_view import sheet_view
from servicectl.output.views import View
from servicectl.store import paths
from servicectl.store.witness import witness

Values = Mapping[str, Any]


def views_of(desk: Desk, form: str, values: Values, problems: list[Problem]) -> list[View]:
    """Return what is printed, one value for each sheet.

    ``values`` has the ``cases`` and the day, ``for``, that were named. A list leaves out what
    cannot be read, and notes why in ``problems``. Raises UsageError where the form needs another
    choice of cases.
    """
    match form:
        case "visits":
            return _visits(desk, values, problems)
        case "overdue":
            return _overdue(desk, values, problems)
        case _:
            return _of_cases(desk, values, problems)


def _of_cases(desk: Desk, values: Values, problems: list[Problem]) -> list[View]:
    """Return the sheets of the cases named, or of all that are visited on the day named."""
    if "for" in values:
        cases = [case for case, _ in _visited(desk, values, values["for"], problems)]
    else:
        cases = _named(desk, values)
    if not cases:
        raise _nothing_named(values)
    printing = _printing(desk)
    once = {case.id: case for case in cases}
    return [sheet_view(_records(desk, case), printing) for case in once.values()]


def _nothing_named(values: Values) -> UsageError:
    if "for" in values:
        return UsageError(msg("there is no visit on {day}", day=str(values["for"])))
    return UsageError(
        msg("the case is not named"),
        msg("servicectl list shows the open ones; --for tomorrow takes those visited then"),
    )


def _visits(desk: Desk, values: Values, problems: list[Problem]) -> list[View]:
    """Return a day's visits, tomorrow's unless another day is named."""
    tomorrow = desk.now.astimezone(desk.zone).date() + timedelta(days=1)
    day = values.get("for", tomorrow)
    planned = [
        Planned(trip, _records_if_readable(desk, case, problems))
        for case, trip in _visited(desk, values, day, problems)
    ]
    return visits_view(planned, day, _printing(desk))


def _visited(
    desk: Desk, values: Values, day: date, problems: list[Problem]
) -> Iterator[tuple[Case, Trip]]:
    """Yield the visits of a day; of cases that are named each must have one."""
    named = _named(desk, values)
    for case in named or desk.team.cases(problems):
        trips = visits_on(case, day, desk.team.policy.calendar)
        if named and not trips:
            raise UsageError(
                msg("{case} has no visit on {day}", case=case.id, day=str(day)),
                msg(
                    "leave --for away, or name the day agreed: servicectl show {case}", case=case.id
                ),
            )
        yield from ((case, trip) for trip in trips)


def _overdue(desk: Desk, values: Values, problems: list[Problem]) -> list[View]:
    """Return the one list of what is overdue, in all cases or those named."""
    if "for" in values:
        raise UsageError(
            msg("--for: what is overdue is so now"), msg("leave it away, or name another --form")
        )
    named = {case.id for case in _named(desk, values)}
    found = [
        (case, clock)
        for case, clock in owed(desk, problems, lambda clock: clock.state == "overdue")
        if not named or case.id in named
    ]
    return [overdue_view(found, _printing(desk))]


def _named(desk: Desk, values: Values) -> list[Case]:
    return [desk.team.case(reference) for reference in values.get("cases", ())]


def _printing(desk: Desk) -> Printing:
    commit, changed = witness(desk.root)
    return Printing(desk.now, desk.team.policy, desk.team.roster, commit, changed)


def _records(desk: Desk, case: Case) -> Records:
    return _with_unit(desk, case, desk.team.customer(case.head["customer"]))


def _records_if_readable(desk: Desk, case: Case, problems: list[Problem]) -> Records:
    customer = customer_of(desk, case, problems)
    try:
        return _with_unit(desk, case, customer)
    except BadData as error:
        problems.extend(error.problems)
        return Records(case, customer, None, _paths(case))


def _with_unit(desk: Desk, case: Case, customer: Customer | None) -> Records:
    serial = case.head.get("unit")
    unit = desk.team.unit(serial) if serial and desk.team.has_unit(serial) else None
    return Records(case, customer, unit, _paths(case))


def _paths(case: Case) -> tuple[str, ...]:
    """Return the files that a form of this case is made from."""
    serial = case.head.get("unit")
    unit = (f"{paths.UNITS}/{serial}.yaml",) if serial else ()
    return (case.path, f"{paths.CUSTOMERS}/{case.head['customer']}.yaml", *unit)
