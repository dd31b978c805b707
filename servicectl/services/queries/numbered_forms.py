"""The numbered forms of all cases."""

from __future__ import annotations

from servicectl.domain.cases.numbered_forms import NumberedForm, forms_of
from servicectl.errors import BadData, Problem
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.grep import cases_with
from servicectl.store.team.team import Team


def taken_along(team: Team, problems: list[Problem], number: str = "") -> list[NumberedForm]:
    """Return every form that was taken along [of one number], by number and case (R521).

    What is wrong with a case file that names one goes to ``problems``.
    """
    forms: list[NumberedForm] = []
    for path in cases_with(team.root, f"form_no: {number}", f"form_no: '{number}"):
        try:
            forms += forms_of(team.case_at(path))
        except BadData as error:
            problems += error.problems
    return sorted(form for form in forms if number in ("", form.number))


def list_forms(team: Team, *, all_: bool) -> QueryResult[NumberedForm]:
    """Return the forms that are out, or all that were taken along, by number (R521)."""
    problems: list[Problem] = []
    forms = taken_along(team, problems)
    return QueryResult([form for form in forms if all_ or form.state == "out"], problems)
