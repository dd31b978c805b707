"""The numbered forms: which are out, with whom, for which case."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_problems
from servicectl.cli.app.typed import Typed
from servicectl.domain.cases.numbered_forms import NumberedForm
from servicectl.errors import Problem, msg
from servicectl.output.i18n import say
from servicectl.output.json.case import moment
from servicectl.output.text.labels import labelled
from servicectl.output.text.moments import local_time
from servicectl.output.text.tables import columns
from servicectl.services.queries.numbered_forms import taken_along

FORM_STATES = {"out": msg("not come back"), "in": msg("handed in"), "void": msg("struck")}


def list_(context: Context, words: str, typed: Typed) -> int:
    """Print the forms that are out, or all of them, by number (R521)."""
    problems: list[Problem] = []
    forms = taken_along(context.team, problems)
    shown = [form for form in forms if typed["all"] or form.state == "out"]
    if typed["json"]:
        put_json([form._asdict() | {"since": moment(form.since, context.zone)} for form in shown])
    elif shown:
        put("\n".join(columns([_row(context, form) for form in shown])))
    else:
        put(say(msg("no form is out")))
    return put_problems(problems)


def _row(context: Context, form: NumberedForm) -> tuple[str, ...]:
    state = labelled(form.state, FORM_STATES)
    return form.number, form.case, form.who, local_time(form.since, context.zone), state
