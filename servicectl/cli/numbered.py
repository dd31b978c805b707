"""The numbered forms: which are out, with whom, for which case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.cli.desk import Desk, put, put_json, put_problems
from servicectl.domain.numbered_forms import NumberedForm, forms_of
from servicectl.errors import BadData, Problem
from servicectl.output.tables import columns
from servicectl.output.views import View, moment
from servicectl.store.lookup import cases_with


def list_(desk: Desk, words: str, typed: Mapping[str, Any]) -> int:
    """Print the forms that are out, or all of them, by number (R521)."""
    problems: list[Problem] = []
    shown = [form for form in _forms(desk, problems) if typed["all"] or form.state == "out"]
    views = [_view(desk, form) for form in sorted(shown)]
    if typed["json"]:
        put_json(views)
    else:
        for line in columns([tuple(map(str, view.values())) for view in views]):
            put(line)
    return put_problems(problems)


def _forms(desk: Desk, problems: list[Problem]) -> list[NumberedForm]:
    forms: list[NumberedForm] = []
    for path in cases_with(desk.team.root, "form_no: "):
        try:
            forms += forms_of(desk.team.case_at(path))
        except BadData as error:
            problems += error.problems
    return forms


def _view(desk: Desk, form: NumberedForm) -> View:
    return form._asdict() | {"since": moment(form.since, desk.zone)}
