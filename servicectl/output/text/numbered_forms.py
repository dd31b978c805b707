"""The numbered forms on a screen."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from servicectl.domain.cases.numbered_forms import NumberedForm
from servicectl.errors import msg
from servicectl.output.text.labels import labelled
from servicectl.output.text.moments import local_time
from servicectl.output.text.tables import columns

FORM_STATES = {"out": msg("not come back"), "in": msg("handed in"), "void": msg("struck")}


def forms_screen(forms: Sequence[NumberedForm], zone: ZoneInfo) -> str:
    """Return numbered forms, a line each: which, for which case, with whom since when."""
    return "\n".join(columns([_row(form, zone) for form in forms]))


def _row(form: NumberedForm, zone: ZoneInfo) -> tuple[str, ...]:
    state = labelled(form.state, FORM_STATES)
    return form.number, form.case, form.who, local_time(form.since, zone), state
