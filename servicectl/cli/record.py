"""The verbs that record an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.actions import intake, recording
from servicectl.actions.recording import Entry, Recorded
from servicectl.cli.desk import Desk, put, put_json, told_anyway
from servicectl.errors import UsageError, msg
from servicectl.output.screens import recorded_screen
from servicectl.output.views import recorded_view


def report(desk: Desk, words: str, typed: Mapping[str, Any]) -> int:
    """Take in a call."""
    return _answer(desk, intake.report(desk.seat, _entry(typed)), bool(typed["json"]))


def event(desk: Desk, words: str, typed: Mapping[str, Any]) -> int:
    """Record any other action."""
    reference = typed["case"]
    if not reference:
        raise UsageError(
            msg("{verb}: the case is not named", verb=words),
            msg("servicectl {verb} CASE …; servicectl list shows the open ones", verb=words),
        )
    return _answer(
        desk, recording.do(desk.seat, words, reference, _entry(typed)), bool(typed["json"])
    )


def _entry(typed: Mapping[str, Any]) -> Entry:
    own = ("case", "at", "note", "not", "json")
    return Entry(
        fields={name: value for name, value in typed.items() if name not in own},
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
    return 0
