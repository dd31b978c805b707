"""The numbered forms: which are out, with whom, for which case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.actions.numbered import taken_along
from servicectl.cli.desk import Desk, put, put_json, put_problems
from servicectl.domain.numbered_forms import NumberedForm
from servicectl.errors import Problem
from servicectl.output.tables import columns
from servicectl.output.views import View, moment


def list_(desk: Desk, words: str, typed: Mapping[str, Any]) -> int:
    """Print the forms that are out, or all of them, by number (R521)."""
    problems: list[Problem] = []
    forms = taken_along(desk.team, problems)
    views = [_view(desk, form) for form in forms if typed["all"] or form.state == "out"]
    if typed["json"]:
        put_json(views)
    else:
        for line in columns([tuple(map(str, view.values())) for view in views]):
            put(line)
    return put_problems(problems)


def _view(desk: Desk, form: NumberedForm) -> View:
    return form._asdict() | {"since": moment(form.since, desk.zone)}
