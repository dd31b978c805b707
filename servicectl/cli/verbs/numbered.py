"""The numbered forms: which are out, with whom, for which case."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_problems
from servicectl.cli.app.typed import Typed
from servicectl.errors import msg
from servicectl.output.i18n import say


def list_(context: Context, words: str, typed: Typed) -> int:
    """Print the forms that are out, or all of them, by number (R521)."""
    from servicectl.output.json.rows import moment
    from servicectl.output.text.numbered_forms import forms_screen
    from servicectl.services.queries.numbered_forms import list_forms

    found = list_forms(context.team, all_=bool(typed["all"]))
    if typed["json"]:
        put_json([f._asdict() | {"since": moment(f.since, context.zone)} for f in found.rows])
    elif found.rows:
        put(forms_screen(found.rows, context.zone))
    else:
        put(say(msg("no form is out")))
    return put_problems(found.problems)
