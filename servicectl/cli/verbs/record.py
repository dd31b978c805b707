"""The verbs that record an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from servicectl.cli.app.commands import VERBS
from servicectl.cli.app.context import Desk, put, put_json, told_anyway
from servicectl.cli.verbs.look import values_of
from servicectl.domain.schema.quantities import read_goods
from servicectl.errors import UsageError, msg
from servicectl.output.json.case import recorded_view
from servicectl.output.text.screens import recorded_screen
from servicectl.services.recording import case_event, new_case
from servicectl.services.recording.case_event import Entry, Recorded
from servicectl.services.recording.input import read_at
from servicectl.services.recording.permissions import Incomplete

SHOWN_ALREADY = ("known", "earlier")  # with the caller, before the first question
Typed = Mapping[str, Any]


def report(desk: Desk, words: str, typed: Typed) -> int:
    """Take in a call."""
    entry = _entry(typed)
    try:
        done = new_case.report(desk.seat, entry)
    except (Incomplete, new_case.SeveralCallers):
        from servicectl.cli.app import prompts

        if prompts.is_attended(desk, typed):
            done = new_case.report(desk.seat, prompts.about_call(desk, entry))
            new = {k: v for k, v in done.notices.items() if k not in SHOWN_ALREADY}
            done = replace(done, notices=new)
        else:
            if _is_number_alone(entry) and not typed["json"]:
                prompts.tell_callers(desk, entry)
            raise
    return _answer(desk, done, bool(typed["json"]))


def _is_number_alone(entry: Entry) -> bool:
    return [name for name, value in entry.fields.items() if value] == ["phone"]


def event(desk: Desk, words: str, typed: Typed) -> int:
    """Record any other action."""
    reference = typed["case"] or _which_case(desk, words, typed)
    return _record(desk, VERBS[words], reference, typed)


def event_or_document(desk: Desk, words: str, typed: Typed) -> int:
    """Record an action in the case named with --case, or book it for the store alone."""
    if typed["case"]:
        return _record(desk, VERBS[words], typed["case"], typed)
    return document(desk, words, typed)


def inspect(desk: Desk, words: str, typed: Typed) -> int:
    """Judge old parts: in the case that they came from, where they came from one."""
    from servicectl.services.recording.old_parts import case_of_old_parts

    case = typed["case"]
    if not case:
        at = read_at(typed["at"], desk.zone, desk.now) if typed["at"] else desk.now
        parts = _asked_beforehand(desk, words, typed).get("parts", ())
        case = case_of_old_parts(desk.team, map(read_goods, parts), at)
    return event_or_document(desk, words, {**typed, "case": case})


def _asked_beforehand(desk: Desk, words: str, typed: Typed) -> dict[str, Any]:
    return values_of(desk, words, {**typed, "case": None, "note": None, "at": None})


def reverse(desk: Desk, words: str, typed: Typed) -> int:
    """Book a voucher back, in its case if it has one."""
    named = _asked_beforehand(desk, words, typed).get("voucher")
    voucher = desk.team.voucher(named) if named else None
    if voucher is not None and voucher.event:
        return _record(desk, VERBS[words], str(voucher.case), typed)
    return document(desk, words, typed)


def document(desk: Desk, words: str, typed: Typed) -> int:
    """Book a document of the store or the till."""
    from servicectl.output.text.stock import voucher_screen
    from servicectl.services.recording.document import book

    done = book(desk.seat, VERBS[words], _entry(typed))
    with told_anyway():
        if typed["json"]:
            told = {"differs": done.differs} if done.voucher.did == "count" else {}
            put_json(recorded_view(None, None, done.commit, done.voucher.id, told))
        else:
            put(voucher_screen(done.voucher, words, done.differs))
    return 0


def _record(desk: Desk, verb: str, reference: str, typed: Typed) -> int:
    entry = _entry(typed)
    try:
        done = case_event.do(desk.seat, verb, reference, entry)
    except Incomplete:
        from servicectl.cli.app import prompts

        if not prompts.is_attended(desk, typed):
            raise
        entry = prompts.about_case(desk, verb, reference, entry)
        done = case_event.do(desk.seat, verb, reference, entry)
    return _answer(desk, done, bool(typed["json"]))


def _which_case(desk: Desk, words: str, typed: Typed) -> str:
    from servicectl.cli.app import prompts

    if prompts.is_attended(desk, typed):
        return prompts.which_case(desk, words)
    raise UsageError(
        msg("{verb}: the case is not named", verb=words),
        msg("servicectl {verb} CASE …; servicectl list shows the open ones", verb=words),
    )


def _entry(typed: Typed) -> Entry:
    own = ("case", "at", "note", "not", "json")
    return Entry(
        fields={
            name: "yes" if value is True else value or None
            for name, value in typed.items()
            if name not in own
        },
        at=typed["at"],
        note=typed["note"],
        not_=tuple(typed.get("not") or ()),
    )


def _answer(desk: Desk, done: Recorded, as_json: bool) -> int:
    with told_anyway():
        if as_json:
            put_json(recorded_view(done.case, done.event, done.commit, None, done.notices))
        else:
            put(recorded_screen(done.case, done.event, done.notices, done.clocks, desk.zone))
            if done.voucher is not None:
                from servicectl.output.text.stock import moved

                put("\n".join(moved(done.voucher)))
    return 0
