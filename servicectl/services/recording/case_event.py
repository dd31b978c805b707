"""Recording one event in one case: find, check, append, commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.reader import read_case
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.voucher import Voucher, read_voucher
from servicectl.domain.movements.oral_approvals import waiting_for
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.requirements import records_of
from servicectl.domain.schema.kinds import TEXT
from servicectl.domain.schema.records import Field
from servicectl.domain.time.moments import write_moment
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.recording.action_checks import check_action, check_observed
from servicectl.services.recording.booking import booked
from servicectl.services.recording.input import TypedFields, parse_at, parse_fields, parse_ticks
from servicectl.services.recording.new_units import put_in
from servicectl.services.recording.notices import notices
from servicectl.services.recording.permissions import check_event
from servicectl.services.recording.pricing import on_file, priced
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.paths import (
    CASES,
    LEDGER,
    POLICIES,
    RULEBOOKS,
    case_path,
    find_case,
    voucher_path,
)
from servicectl.store.team.team import Team
from servicectl.store.yaml.read import load
from servicectl.store.yaml.write import append, dump

_DECIDED = tuple(f"{folder}/" for folder in (CASES, RULEBOOKS, LEDGER))
NOTE = Field("note", TEXT, msg("note"))


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


class ActionInput(NamedTuple):
    """What was typed for an action: its options, ``--at``, ``--note`` and ``--not``."""

    fields: TypedFields
    at: str | None = None
    note: str | None = None
    not_: tuple[str, ...] = ()


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


class Decided(NamedTuple):
    """What is to be recorded: the event, the case with it, the voucher booked with it if any."""

    event: Event
    case: Case
    voucher: Voucher | None = None


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


def reading(session: Session, reader: Reader) -> Team:
    """Return the team as a decision sees it: what it writes to and the rulebook equal HEAD.

    The other records may have been corrected in an editor and not saved yet (design.md §6, 5).
    """

    def source(path: str) -> bytes | None:
        decided = path == POLICIES or path.startswith(_DECIDED)
        return reader.read(path) if decided else reader.edited(path)

    return Team(session.root, source)


def make_event(
    session: Session,
    team: Team,
    action: Action,
    entry: ActionInput,
    id: str,
    case: Case | None,
    further: tuple[Field, ...] = (),
) -> Event:
    """Return the event that was typed, with the ``further`` fields; raise UsageError."""
    zone = team.policy.zone
    at = _happened(session, entry, case, zone)
    declared = (*further, *action.fields)
    policy = team.rulebook(case.policy) if case else team.policy
    typed = _with_defaults(declared, entry, action, at, policy)
    fields = parse_fields(declared, typed, zone, at, lambda: team.roster)
    if action.ticks:
        fields["ticks"] = parse_ticks(action.ticked(policy.ticks), entry.not_)
    note = parse_fields((NOTE,), {"note": entry.note}, zone, at).get("note")
    last = case.history[-1].at if case and case.history else at
    late = entry.at is not None and at != session.now
    return Event(
        id=id,
        at=at.astimezone(zone),
        by=actor(session, team).id,
        did=action.verb,
        fields={k: v.astimezone(zone) if isinstance(v, datetime) else v for k, v in fields.items()},
        entered=session.now.astimezone(zone) if late or at < last else None,
        note=note,
    )


def _happened(session: Session, entry: ActionInput, case: Case | None, zone: ZoneInfo) -> datetime:
    """Return when it happened: now, or ``--at``, from the report on and not still to come."""
    at = session.now if entry.at is None else parse_at(entry.at, zone, session.now)
    if at > session.now:
        raise UsageError(
            msg("--at {time} is still to come", time=write_moment(at, zone)),
            msg("--at is when it happened; an agreed time goes into --when"),
        )
    if case is not None and case.opened is not None and at < case.opened:
        first, typed = write_moment(case.opened, zone), write_moment(at, zone)
        raise UsageError(msg("{time} is before the report of {first}", time=typed, first=first))
    return at


def _with_defaults(
    declared: tuple[Field, ...], entry: ActionInput, action: Action, at: datetime, policy: Policy
) -> TypedFields:
    defaults: dict[str, Any] = {f.name: f.default for f in declared if f.default}
    if action.verb == "handover":
        defaults["promised"] = write_moment(at, policy.zone)
    if action.verb == "warranty" and policy.warranty.scope:
        defaults["scope"] = policy.warranty.scope
    typed = {name: value for name, value in entry.fields.items() if value not in (None, ())}
    return defaults | typed


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


def change(team: Team, new: Decided) -> Change:
    """Return the files that recording writes: the case, its voucher, today's rulebook if new."""
    event, case, voucher = new
    data = team.data(case.path)
    assert data is not None
    writes = [Write(case.path, appended(data.decode(), case, event))]
    if voucher is not None:
        writes.append(voucher_write(voucher))
        writes += put_in(team, case, voucher)
    if event.did == "repolicy":
        writes += rulebook_writes(team)
    return Change(
        writes=tuple(writes),
        subject=f"case {case.id}: {event.did}",
        trailers=(("Case", case.id), ("Event", event.id), ("By", event.by)),
        event=event.id,
    )


def appended(text: str, case: Case, event: Event) -> bytes:
    """Return the case's file with ``event`` behind its history, proved to be readable again."""
    new = append(text, "history", [event.plain()], case.path).encode()
    top, problems = load(new, case.path)
    again, wrong = read_case(top, case.path) if top is not None else (None, problems)
    if again is None or wrong or again.history[-1].id != event.id:
        raise AssertionError(f"{event.did} would be written so that it cannot be read")
    return new


def voucher_write(voucher: Voucher) -> Write:
    """Return the file of a voucher, proved to be readable again and sealed."""
    path = voucher_path(voucher.id)
    content = dump({**voucher.plain(), "seal": voucher.seal}).encode()
    top, problems = load(content, path)
    again, wrong = read_voucher(top, path) if top is not None else (None, problems)
    if again is None or wrong or again.fingerprint != voucher.seal:
        raise AssertionError(f"{voucher.did} would be written so that it cannot be read")
    return Write(path, content)


def rulebook_writes(team: Team) -> list[Write]:
    """Return the copy of today's rulebook, unless it is kept already."""
    path = f"{RULEBOOKS}/{team.policy.id}.yaml"
    return [] if team.data(path) is not None else [Write(path, team.policy_bytes)]
