"""Recording one event in one case: find, check, append, commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.oral_approvals import waiting_for
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.rulebook.requirements import records_of
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.recording.action_checks import check_action, check_observed
from servicectl.services.recording.booking import booked
from servicectl.services.recording.notices import notices
from servicectl.services.recording.permissions import check_event
from servicectl.services.recording.pricing import on_file, priced
from servicectl.services.recording.reading import reading
from servicectl.services.recording.typed_event import ActionInput, make_event
from servicectl.services.recording.writes import Decided, change
from servicectl.services.session import Session
from servicectl.store.commit.record import Change, Reader, record
from servicectl.store.team.paths import (
    case_path,
    find_case,
)
from servicectl.store.team.team import Team


class Recorded(NamedTuple):
    """What was recorded: the commit, the case as it is now, the event.

    ``clocks`` are the case's from now on (reckoned before anything is written, so that telling of
    it cannot fail), ``notices`` what the person should hear at once,
    ``voucher`` what was booked with it.
    """

    commit: str
    case: Case
    event: Event
    clocks: tuple[Clock, ...]
    notices: Mapping[str, Any]
    voucher: Voucher | None = None


def do(session: Session, verb: str, reference: str, entry: ActionInput) -> Recorded:
    """Record one action in one case and return what came of it."""
    action = ACTIONS[verb]
    id = find_case(session.root, reference)
    letters = session.letters()
    done: list[Recorded] = []

    def decide(reader: Reader) -> Change:
        team = reading(session, reader)
        case = team.case_at(case_path(id))
        new = decided(session, team, action, entry, letters, case)
        booked_now = (new.voucher,) if new.voucher else ()
        clocks = team.clocks(new.case, session.now, booked_now)
        said = notices(team, new.case, new.event)
        done[:] = [Recorded("", new.case, new.event, clocks, said, new.voucher)]
        return change(team, new)

    commit = record(session.root, decide, now=session.now)
    return done[-1]._replace(commit=commit)


def decided(
    session: Session, team: Team, action: Action, entry: ActionInput, letters: str, case: Case
) -> Decided:
    """Return what was typed as it is to be recorded; raise what refuses it."""
    event = make_event(session, team, action, entry, f"e-{letters}", case)
    if action.verb == "repolicy":
        event = _under_today(event, case, team)
    if action.verb == "confirm" and "event" not in event.fields:
        event = _of_the_one_waiting(event, case)
    unit, _ = on_file(team, case)
    records = records_of(case.head, team.customer(case.head["customer"]), unit)
    after = check_event(case, event, team.rulebook(case.policy), team.roster, records)
    check_action(team, case, event)
    priced_event = priced(team, case, event) if action.verb == "quote" else event
    check_observed(team, case, priced_event)
    voucher = booked(team, case, priced_event, f"v-{event.at:%Y%m%d}-{letters}")
    if voucher is not None:
        priced_event = priced_event._replace(vouchers=(voucher.id,))
    if priced_event is not event:
        after = replay(case.path, case.head, (*case.history, priced_event))
    return Decided(priced_event, after, voucher)


def _under_today(event: Event, case: Case, team: Team) -> Event:
    today = team.policy.id
    if case.policy == today:
        raise Refused(msg("the case stands under today's rulebook already"))
    return event._replace(fields={**event.fields, "policy": today})


def _of_the_one_waiting(event: Event, case: Case) -> Event:
    """Return a confirmation with the approval that it is of; raise UsageError for several."""
    waiting = waiting_for(case, event.by)
    if len(waiting) > 1:
        raise UsageError(
            msg("several approvals wait to be confirmed: {ids}", ids=[e.id for e in waiting]),
            msg("servicectl confirm {case} {id}", case=case.id, id=waiting[0].id),
        )
    approval = {"event": waiting[0].id} if waiting else {}
    return event.with_fields({**approval, **event.fields})
