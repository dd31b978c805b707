"""Taking back one's own last recording in this clone, by the way that its kind has."""

from __future__ import annotations

from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Voucher
from servicectl.errors import Message, Refused, UsageError, msg
from servicectl.services.recording import case_event, document
from servicectl.services.recording.typed_event import ActionInput
from servicectl.services.session import Session, actor
from servicectl.services.team.former_content import former_contents, give_back
from servicectl.store.team.recordings import Altered, Recording, recorded_here

BY_ITSELF = "overdue:"  # recorded for whoever asked what is late


class Undoing(NamedTuple):
    """What would be taken back: an event with its case, a voucher, or what records were before."""

    recording: Recording
    event: Event | None = None
    voucher: Voucher | None = None
    former: tuple[Altered, ...] = ()


def last_recording(session: Session) -> Undoing:
    """Return what the actor recorded last in this clone; raise Refused where it cannot go back."""
    team = session.team()
    by = actor(session, team).id
    mine = (r for r in recorded_here(team.root, by) if not r.subject.startswith(BY_ITSELF))
    recording = next(mine, None)
    if recording is None:
        raise Refused(
            msg("{person} recorded nothing in this clone", person=by),
            msg("take back what came from another: servicectl retract CASE EVENT --reason TEXT"),
        )
    return _found(session, recording)


def _found(session: Session, recording: Recording) -> Undoing:
    team = session.team()
    if recording.case:
        return Undoing(recording, event=_event(team.case(recording.case), recording))
    if recording.voucher:
        return Undoing(recording, voucher=team.voucher(recording.voucher))
    return Undoing(recording, former=former_contents(team, recording))


def _event(case: Case, recording: Recording) -> Event:
    event = case.event(str(recording.event))
    if event.did in ("report", "retract"):
        what = msg("{what} stays as it was recorded", what=recording.what)
        raise Refused(what, _way_on(case, event))
    if event not in case.events:
        raise Refused(msg("{what} is taken back already", what=recording.what))
    return event


def _way_on(case: Case, event: Event) -> Message:
    if event.did == "report":
        return msg("a wrong call is ended: servicectl {words}", words=case.way_out)
    return msg("what it took back is recorded anew")


class UndoInput(NamedTuple):
    """What is typed with it: why, and who approves it where a yes is needed."""

    reason: str
    approved_by: str | None = None


class Undone(NamedTuple):
    """What was recorded for it: the commit, case and event, or the voucher that books back."""

    commit: str
    case: Case | None = None
    event: Event | None = None
    voucher: str | None = None


def undo(session: Session, undoing: Undoing, typed: UndoInput) -> Undone:
    """Take a recording back and return what was recorded for it."""
    recording = undoing.recording
    if undoing.event:
        entry = _entry("event", undoing.event.id, typed)
        done = case_event.do(session, "retract", recording.case, entry)
        return Undone(done.commit, done.case, done.event)
    if undoing.voucher:
        entry = _entry("voucher", undoing.voucher.id, typed)
        booked = document.book(session, "reverse", entry)
        return Undone(booked.commit, voucher=booked.voucher.id)
    return Undone(give_back(session, recording, undoing.former))


def _entry(name: str, id: str, typed: UndoInput) -> ActionInput:
    return ActionInput({name: id, "reason": typed.reason, "approved_by": typed.approved_by})


def not_said(undoing: Undoing) -> UsageError:
    """Return the error for one that nobody said yes to: nobody is there to be asked."""
    return UsageError(
        msg("this would be taken back: {what}", what=undoing.recording.what),
        msg("servicectl undo --yes takes it back"),
    )
