"""The register of calls and letters: entering, clarifying, answering, and what is unanswered."""

from __future__ import annotations

from datetime import datetime

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept, put_problems
from servicectl.cli.app.typed import Typed, whole
from servicectl.domain.master.call_register import CallEntry
from servicectl.domain.time.moments import write_minute
from servicectl.errors import BadData, Problem, msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View, moment
from servicectl.output.text.labels import CHOICES, labelled
from servicectl.output.text.tables import columns
from servicectl.services.records import call_register

ENTRY_STATES = {
    "unanswered": msg("not answered"),
    "clarifying": msg("details are to be asked"),
    "answered": msg("answered"),
}


def add(context: Context, words: str, typed: Typed) -> int:
    """Enter a call or a letter."""
    return put_kept(
        call_register.enter(context.session, whole(context, words, typed)), words, typed
    )


def clarify(context: Context, words: str, typed: Typed) -> int:
    """Write down what was asked about an entry."""
    values = whole(context, words, typed)
    done = call_register.clarify(context.session, values["entry"], values["text"])
    return put_kept(done, words, typed)


def answer(context: Context, words: str, typed: Typed) -> int:
    """Write down the answer to an entry."""
    values = whole(context, words, typed)
    done = call_register.answer(context.session, values["entry"], values["text"])
    return put_kept(done, words, typed)


def list_(context: Context, words: str, typed: Typed) -> int:
    """Print the register in the order of time; 1 where an answer is overdue."""
    problems: list[Problem] = []
    found = [_view(context, entry) for entry in call_register.entries(context.team, problems)]
    shown = [view for view in found if view["state"] != "answered" or not typed["unanswered"]]
    if typed["json"]:
        put_json(shown)
    else:
        for line in columns([_row(view) for view in shown]):
            put(line)
        if not shown:
            put(say(msg("no entry")))
    late = any(view["overdue"] for view in shown)
    return put_problems(problems) or (BadData.exit_code if late else 0)


def _view(context: Context, entry: CallEntry) -> View:
    due = call_register.due(entry, context.team.policy)
    last = entry.steps[-1] if entry.steps else None
    return {
        "id": entry.id,
        "at": moment(entry.at, context.zone),
        "by": entry.by,
        "channel": entry.channel,
        "from": entry.sender,
        "about": entry.about,
        "state": entry.state,
        "answered": moment(last.at, context.zone) if last and not entry.is_open else None,
        "handler": last.by if last else None,
        "due": moment(due, context.zone),
        "overdue": entry.is_open and due is not None and context.now > due,
        "case": entry.case,
    }


def _row(view: View) -> tuple[str, ...]:
    state = say(msg("overdue")) if view["overdue"] else labelled(view["state"], ENTRY_STATES)
    at = write_minute(datetime.fromisoformat(view["at"]))
    channel = labelled(view["channel"], CHOICES["channel"])
    return view["id"], at, channel, view["from"], state, view["about"]
