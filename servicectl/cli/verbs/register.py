"""The register of calls and letters: entering, clarifying, answering, and what is unanswered."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept, put_problems
from servicectl.cli.app.typed import Typed, whole
from servicectl.errors import BadData, msg
from servicectl.output.i18n import say


def add(context: Context, words: str, typed: Typed) -> int:
    """Enter a call or a letter."""
    from servicectl.services.records.call_register import enter

    return put_kept(enter(context.session, whole(context, words, typed)), words, typed)


def clarify(context: Context, words: str, typed: Typed) -> int:
    """Write down what was asked about an entry."""
    from servicectl.services.records.call_register import clarify as record

    return put_kept(record(context.session, *_said(context, words, typed)), words, typed)


def answer(context: Context, words: str, typed: Typed) -> int:
    """Write down the answer to an entry."""
    from servicectl.services.records.call_register import answer as record

    return put_kept(record(context.session, *_said(context, words, typed)), words, typed)


def _said(context: Context, words: str, typed: Typed) -> tuple[str, str]:
    """Return which entry it is about, and what is to be written down."""
    values = whole(context, words, typed)
    return values["entry"], values["text"]


def list_(context: Context, words: str, typed: Typed) -> int:
    """Print the register in the order of time; 1 where an answer is overdue that is not soft."""
    from servicectl.output.json.call_register import call_view
    from servicectl.output.text.call_register import calls_screen
    from servicectl.output.text.own_fields import own_facts
    from servicectl.services.queries.call_register import list_calls

    found = list_calls(context.team, context.now, unanswered=bool(typed["unanswered"]))
    rows = [call_view(*row, context.zone) for row in found.rows]
    own = {row[0].id: [text for _, text in own_facts(row[0])] for row in found.rows}
    if typed["json"]:
        put_json(rows)
    else:
        put(calls_screen(rows, own) if rows else say(msg("no entry")))
    late = any(row.is_overdue and not row.is_soft for row in found.rows)
    return put_problems(found.problems) or (BadData.exit_code if late else 0)
