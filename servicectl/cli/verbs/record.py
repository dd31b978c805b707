"""The verbs that record an event."""

from __future__ import annotations

import sys
from typing import Any

from servicectl.cli.app.commands import recorded_by
from servicectl.cli.app.context import Context
from servicectl.cli.app.declarations.recording import VERBS
from servicectl.cli.app.printing import (
    output_may_fail,
    put,
    put_json,
    put_kept,
    put_problems,
    put_rows,
)
from servicectl.cli.app.typed import Typed, values_of
from servicectl.domain.schema import commands
from servicectl.domain.schema.kinds import VOUCHER_ID
from servicectl.domain.schema.quantities import read_goods
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import UsageError, msg
from servicectl.output.json.rows import recorded_view
from servicectl.output.text.recorded import recorded_screen
from servicectl.services.recording import new_case
from servicectl.services.recording.ask_back import AskBack
from servicectl.services.recording.caller import SeveralCallers
from servicectl.services.recording.checklist import is_said
from servicectl.services.recording.input import parse_at
from servicectl.services.recording.outcome import Recorded
from servicectl.services.recording.requirements import Incomplete
from servicectl.services.recording.typed_event import ActionInput

SHOWN_ALREADY = ("known", "earlier")  # with the caller, before the first question


def report(context: Context, words: str, typed: Typed) -> int:
    """Take in a call."""
    entry = _entry(typed)
    attended = sys.stdin.isatty() and _is_attended(context, typed)
    try:
        done = new_case.report(context.session, entry, attended)
    except (Incomplete, SeveralCallers, AskBack):
        if not attended:
            _tell_who_calls(context, entry, typed)
            raise
        done = _asked_about(context, entry)
    return _answer(context, done, bool(typed["json"]))


def _asked_about(context: Context, entry: ActionInput) -> Recorded:
    """Ask for what a call lacks and what may be meant in two ways, then record it."""
    from servicectl.cli.app import prompts

    done = new_case.report(context.session, prompts.about_call(context, entry), attended=True)
    new = {name: value for name, value in done.notices.items() if name not in SHOWN_ALREADY}
    return done._replace(notices=new)


def _is_attended(context: Context, typed: Typed) -> bool:
    from servicectl.cli.app import prompts

    return prompts.is_attended(context, typed)


def _tell_who_calls(context: Context, entry: ActionInput, typed: Typed) -> None:
    """Print on stderr what is on file of a number that was typed alone."""
    if _is_number_alone(entry) and not typed["json"]:
        from servicectl.cli.app import prompts

        prompts.tell_callers(context, entry)


_NUMBER = "phone"


def _is_number_alone(entry: ActionInput) -> bool:
    given = {name for name, value in entry.fields.items() if value}
    return given == {_NUMBER}


def event(context: Context, words: str, typed: Typed) -> int:
    """Record any other action."""
    if typed["case"]:
        return _record(context, VERBS[words], typed["case"], typed)
    _check_attended(context, words, typed)
    from servicectl.cli.app import prompts

    def recorded(case: str) -> int:
        return _record(context, VERBS[words], case, typed)

    return prompts.with_case(context, words, recorded)


def event_or_document(context: Context, words: str, typed: Typed) -> int:
    """Record an action in the case named with --case, or book it for the store alone."""
    if typed["case"]:
        return _record(context, VERBS[words], typed["case"], typed)
    return document(context, words, typed)


def inspect(context: Context, words: str, typed: Typed) -> int:
    """Judge old parts: in the case that they came from, where they came from one."""
    from servicectl.services.recording.old_parts import case_of_old_parts

    case = typed["case"]
    if not case:
        at = parse_at(typed["at"], context.zone, context.now) if typed["at"] else context.now
        parts = _asked_beforehand(context, words, typed).get("parts", ())
        case = case_of_old_parts(context.team, map(read_goods, parts), at)
    return event_or_document(context, words, {**typed, "case": case})


def _asked_beforehand(context: Context, words: str, typed: Typed) -> dict[str, Any]:
    return values_of(context, words, {**typed, "case": None, "note": None, "at": None})


def reverse(context: Context, words: str, typed: Typed) -> int:
    """Book a voucher back; in its case where that has taken the entry back without it."""
    named = _asked_beforehand(context, words, typed).get("voucher")
    voucher = context.team.voucher(named) if named else None
    if voucher is not None and voucher.event:
        case = context.team.case(str(voucher.case))
        if voucher.event not in {event.id for event in case.events}:
            return _record(context, VERBS[words], case.id, typed)
    return document(context, words, typed)


def settle(context: Context, words: str, typed: Typed) -> int:
    """Settle what does not fit; alone, print what is open."""
    from servicectl.services.queries.clashes import meant
    from servicectl.services.queries.field_clashes import is_field

    if not typed["what"]:
        return _open_clashes(context, typed)
    if is_field(context.team, typed["what"]):
        return _settle_field(context, words, typed)
    case, event, voucher = meant(context.team, typed["what"])
    given = {name: value for name, value in typed.items() if name != "what"}
    if voucher:
        del given["instead_of"]
        return document(context, "settle-voucher", {**given, "voucher": voucher})
    return _settle_event(context, words, case, {**given, "event": event or None})


def _settle_event(context: Context, words: str, case: str, typed: Typed) -> int:
    """Settle an event; a pair of two cases is turned round in the other one."""
    from servicectl.services.queries.clashes import turned_elsewhere

    event, instead = typed["event"], typed["instead_of"]
    other = turned_elsewhere(context.team, case, instead) if event and instead else None
    if other is None or not typed["keep"]:
        return _record(context, VERBS[words], case, typed)
    turned = {"event": instead, "stands": event, "instead_of": None, "keep": None, "void": True}
    return _record(context, VERBS[words], other, {**typed, **turned})


def _settle_field(context: Context, words: str, typed: Typed) -> int:
    """Settle a field: ``--keep`` stands before the value that it has, ``--void`` takes it out."""
    from servicectl.services.records.settle_field import settle_field

    record, field, *value = typed["what"]
    if not typed["reason"] or bool(value) != bool(typed["keep"]) or len(value) == typed["void"]:
        raise UsageError(
            msg("what {field} of {record} is to be is not said", field=field, record=record),
            commands.settle("RECORD", "FIELD", keep="VALUE", reason="TEXT").message,
        )
    chosen = value[0] if value else None
    filed = settle_field(context.session, record, field, chosen, typed["reason"])
    return put_kept(filed, words, typed)


def _open_clashes(context: Context, typed: Typed) -> int:
    from servicectl.output.json.clashes import open_view
    from servicectl.output.json.field_clashes import field_view
    from servicectl.output.text.clashes import clashes_screen
    from servicectl.services.queries.clashes import clashes
    from servicectl.services.queries.field_clashes import open_fields

    found, fields = clashes(context.team), open_fields(context.team)
    rows = [open_view(*row, context.zone) for row in found.rows]
    rows += [field_view(row.record, row.clash, context.zone) for row in fields.rows]
    put_rows(typed, rows, lambda: clashes_screen(rows), msg("nothing is to be settled"))
    return put_problems([*found.problems, *fields.problems])


def confirm(context: Context, words: str, typed: Typed) -> int:
    """Confirm what was approved in a case, or a voucher: of a case there, with its event."""
    named = typed["case"]
    if not (named and VOUCHER_ID.fits(str(named))):
        return event(context, words, typed)
    voucher = context.team.voucher(str(named))
    if voucher.event:
        return event(context, words, {**typed, "case": voucher.case, "event": voucher.event})
    if typed["event"]:
        raise UsageError(msg("{id} belongs to no event of a case", id=str(named)))
    return document(context, words, {**typed, "event": None, "voucher": named})


def document(context: Context, words: str, typed: Typed) -> int:
    """Book a document of the store or the till."""
    from servicectl.output.text.voucher import voucher_screen
    from servicectl.services.recording.document import book

    done = book(context.session, VERBS[words], _entry(typed))
    with output_may_fail():
        if typed["json"]:
            told: dict[str, Any] = {"voucher": done.voucher.id}
            told |= {"differs": done.differs} if done.voucher.did == "count" else {}
            put_json(recorded_view(None, None, done.commit, done.voucher.id, told))
        else:
            put(voucher_screen(done.voucher, words, done.differs))
    return 0


def _record(context: Context, verb: str, reference: str, typed: Typed) -> int:
    from servicectl.services.recording import case_event  # half of the program; a call needs none

    entry = _with_checklist(context, verb, reference, typed)
    try:
        done = case_event.do(context.session, verb, reference, entry)
    except Incomplete:
        from servicectl.cli.app import prompts

        if not prompts.is_attended(context, typed):
            raise
        entry = prompts.about_case(context, verb, reference, entry, not typed["case"])
        done = case_event.do(context.session, verb, reference, entry)
    return _answer(context, done, bool(typed["json"]))


def _with_checklist(context: Context, verb: str, reference: str, typed: Typed) -> ActionInput:
    """Return what was typed; on a terminal also what was asked of a checklist not spoken of."""
    entry = _entry(typed)
    action = recorded_by(verb) or ACTIONS[verb]
    if not action.ticks or is_said(entry.fields):
        return entry
    from servicectl.cli.app import prompts

    if not prompts.is_attended(context, typed):
        return entry
    return prompts.about_case(context, verb, reference, entry, not typed["case"])


def _check_attended(context: Context, words: str, typed: Typed) -> None:
    """Raise UsageError where nobody is there to say which case is meant."""
    from servicectl.cli.app import prompts

    if not prompts.is_attended(context, typed):
        raise UsageError(
            msg("{verb}: the case is not named", verb=words),
            msg("servicectl {verb} CASE …; servicectl list shows the open ones", verb=words),
        )


def _entry(typed: Typed) -> ActionInput:
    own = ("case", "at", "note", "json")
    return ActionInput(
        fields={
            name: "yes" if value is True else value or None
            for name, value in typed.items()
            if name not in own
        },
        at=typed["at"],
        note=typed["note"],
    )


def _answer(context: Context, done: Recorded, as_json: bool) -> int:
    with output_may_fail():
        if as_json:
            marks = {"provisional": True} if any(c.is_provisional for c in done.clocks) else {}
            booked = {"voucher": done.voucher.id} if done.voucher else {}
            notices = {**booked, **done.notices, **marks}
            put_json(recorded_view(done.case, done.event, done.commit, None, notices))
        else:
            put(recorded_screen(done.case, done.event, done.notices, done.clocks, context.zone))
            if done.voucher is not None:
                from servicectl.output.text.voucher import booked_lines, to_confirm

                named = to_confirm(done.event, f"{done.case.id} {done.event.id}")
                put("\n".join((*booked_lines(done.voucher), *named)))
    return 0
