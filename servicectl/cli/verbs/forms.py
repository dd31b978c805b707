"""What each form is about: the cases and records that go to its template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from servicectl.cli.app.context import Context
from servicectl.cli.verbs import books
from servicectl.cli.verbs.look import customer_of, owed
from servicectl.domain.cases.case import Case
from servicectl.domain.cases.visits import Trip, visits_on
from servicectl.domain.master.customers import Customer
from servicectl.errors import BadData, Problem, UsageError, msg
from servicectl.output.json.case import View
from servicectl.output.sheets.case import sheet_view
from servicectl.output.sheets.case_ledger import ONE_EACH
from servicectl.output.sheets.context import Printing, Records
from servicectl.output.sheets.forms import LEDGER_FORMS, LISTS, VOUCHER_FORMS
from servicectl.output.sheets.lists import Planned, overdue_view, visits_view
from servicectl.store.team import paths
from servicectl.store.team.provenance import witness

Values = Mapping[str, Any]
_ABOUT = {
    "overdue": ("cases",),
    "goods-book": ("for",),
    "count": ("account",),
    "tools": ("account",),
    "price-list": (),
    **dict.fromkeys(VOUCHER_FORMS, ("voucher",)),
    **dict.fromkeys(ONE_EACH, ("cases", "for", "voucher")),
}
"""What can be named for a form; for any other a case, or the day of visits."""


def views_of(context: Context, form: str, values: Values, problems: list[Problem]) -> list[View]:
    """Return what is printed, one value for each sheet.

    ``values`` has what was named: ``cases``, the day or month ``for``, ``voucher``, ``account``.
    A list of cases leaves out what cannot be read, and notes why in ``problems``. Raises
    UsageError where the form is about something else.
    """
    _check_named(form, values)
    if form == "overdue":
        return _overdue(context, values, problems)
    if form in LISTS and form != "visits":
        return books.of_store(context, form, values, _printing(context))
    if form in VOUCHER_FORMS:
        return _of_voucher(context, form, values)
    values = _with_one_day(values)
    if form == "visits":
        return _visits(context, values, problems)
    return _of_cases(context, form, values, problems)


def _check_named(form: str, values: Values) -> None:
    """Raise UsageError for what was named and is nothing to the form."""
    about = _ABOUT.get(form, ("cases", "for"))
    for name in ("cases", "for", "voucher", "account"):
        if values.get(name) and name not in about:
            option = "CASE" if name == "cases" else f"--{name}"
            raise UsageError(
                msg("{option} is nothing to --form {form}", option=option, form=form),
                msg("leave it away, or name another --form"),
            )
    if "voucher" in values and (values.get("cases") or "for" in values):
        raise UsageError(msg("the voucher names its case"), msg("leave the case and --for away"))


def _with_one_day(values: Values) -> Values:
    """Return what was named with the one day of it; raise UsageError for a month."""
    period = values.get("for")
    if period is None:
        return values
    if period.first != period.last:
        raise UsageError(
            msg("--for {period}: this form is about one day", period=str(period)),
            msg("today, tomorrow or a date"),
        )
    return {**values, "for": period.first}


def _of_voucher(context: Context, form: str, values: Values) -> list[View]:
    """Return the sheet of the voucher named, which has to be one of the form's."""
    if "voucher" not in values:
        raise UsageError(msg("the voucher is not named"), msg("servicectl sheet --voucher VOUCHER"))
    _check_form(context, form, values["voucher"])
    return books.of_voucher(context, values["voucher"], _printing(context))


def _check_form(context: Context, form: str, voucher: str) -> None:
    own = books.form_of(context, voucher)
    if form != own:
        raise UsageError(
            msg("{voucher} is printed with --form {form}", voucher=voucher, form=own),
            msg("leave --form away"),
        )


def _of_cases(context: Context, form: str, values: Values, problems: list[Problem]) -> list[View]:
    """Return the sheets of the cases named, or of all that are visited on the day named."""
    voucher = values.get("voucher")
    if voucher:
        _check_form(context, form, voucher)
        cases = [context.team.case(str(context.team.voucher(voucher).case))]
    elif "for" in values:
        cases = [case for case, _ in _visited(context, values, values["for"], problems)]
    else:
        cases = _named(context, values)
    if not cases:
        raise _nothing_named(values)
    printing = _printing(context)
    records = [_records(context, case) for case in {case.id: case for case in cases}.values()]
    if form in LEDGER_FORMS:
        sheets = (books.of_case(context, form, each, printing, voucher) for each in records)
        return [sheet for each in sheets for sheet in each]
    return [sheet_view(each, printing) for each in records]


def _nothing_named(values: Values) -> UsageError:
    if "for" in values:
        return UsageError(msg("there is no visit on {day}", day=str(values["for"])))
    return UsageError(
        msg("the case is not named"),
        msg("servicectl list shows the open ones; --for tomorrow takes those visited then"),
    )


def _visits(context: Context, values: Values, problems: list[Problem]) -> list[View]:
    """Return a day's visits, tomorrow's unless another day is named."""
    tomorrow = context.now.astimezone(context.zone).date() + timedelta(days=1)
    day = values.get("for", tomorrow)
    planned = [
        Planned(trip, _records_if_readable(context, case, problems))
        for case, trip in _visited(context, values, day, problems)
    ]
    return visits_view(planned, day, _printing(context))


def _visited(
    context: Context, values: Values, day: date, problems: list[Problem]
) -> Iterator[tuple[Case, Trip]]:
    """Yield the visits of a day; of cases that are named each must have one."""
    named = _named(context, values)
    for case in named or context.team.cases(problems):
        trips = visits_on(case, day, context.team.policy.calendar)
        if named and not trips:
            raise UsageError(
                msg("{case} has no visit on {day}", case=case.id, day=str(day)),
                msg(
                    "leave --for away, or name the day agreed: servicectl show {case}", case=case.id
                ),
            )
        yield from ((case, trip) for trip in trips)


def _overdue(context: Context, values: Values, problems: list[Problem]) -> list[View]:
    """Return the one list of what is overdue, in all cases or those named."""
    named = {case.id for case in _named(context, values)}
    found = [
        (case, clock)
        for case, clock in owed(context, problems, lambda clock: clock.state == "overdue")
        if not named or case.id in named
    ]
    return [overdue_view(found, _printing(context))]


def _named(context: Context, values: Values) -> list[Case]:
    return [context.team.case(reference) for reference in values.get("cases", ())]


def _printing(context: Context) -> Printing:
    commit, changed = witness(context.root)
    return Printing(context.now, context.team.policy, context.team.roster, commit, changed)


def _records(context: Context, case: Case) -> Records:
    return _with_unit(context, case, context.team.customer(case.head["customer"]))


def _records_if_readable(context: Context, case: Case, problems: list[Problem]) -> Records:
    customer = customer_of(context, case, problems)
    try:
        return _with_unit(context, case, customer)
    except BadData as error:
        problems.extend(error.problems)
        return Records(case, customer, None, _paths(case))


def _with_unit(context: Context, case: Case, customer: Customer | None) -> Records:
    serial = case.head.get("unit")
    unit = context.team.unit(serial) if serial and context.team.has_unit(serial) else None
    return Records(case, customer, unit, _paths(case))


def _paths(case: Case) -> tuple[str, ...]:
    """Return the files that a form of this case is made from."""
    serial = case.head.get("unit")
    unit = (f"{paths.UNITS}/{serial}.yaml",) if serial else ()
    return (case.path, f"{paths.CUSTOMERS}/{case.head['customer']}.yaml", *unit)
