"""What is printed: for a wish, the form and what each of its sheets tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from servicectl.errors import Problem
from servicectl.output.json.rows import View
from servicectl.output.sheets.forms import LISTS, VOUCHER_FORMS
from servicectl.services.queries import case_sheets, store_sheets
from servicectl.services.queries.sheet_query import SheetQuery, check_named, usual_form
from servicectl.store.team.team import Team


class Sheets(NamedTuple):
    """A form, what each of its sheets tells, and what could not be read for it."""

    form: str
    views: Sequence[View]
    problems: Sequence[Problem]


def sheets(team: Team, now: datetime, query: SheetQuery) -> Sheets:
    """Return what is printed, one value for each sheet; the usual form where none is named.

    A list of cases leaves out what cannot be read, and tells why. Raises UsageError where the
    form is about something else than what is named.
    """
    query = query._replace(form=query.form or usual_form(team, query))
    check_named(query)
    problems: list[Problem] = []
    return Sheets(query.form, _views(team, now, query, problems), problems)


_LISTED = {"overdue": case_sheets.wall_list, "visits": case_sheets.visits}
"""What makes the lists of cases."""


def _views(team: Team, now: datetime, query: SheetQuery, problems: list[Problem]) -> Sequence[View]:
    form = query.form
    if form in _LISTED:
        return _LISTED[form](team, now, query, problems)
    if form in LISTS:
        return [store_sheets.store_list(team, now, query)]
    if form in VOUCHER_FORMS:
        return store_sheets.of_voucher(team, now, query)
    return case_sheets.of_cases(team, now, query, problems)
