"""Taking in a call: who is it, what do we know of them, a new case."""

from __future__ import annotations

from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import CaseHead, further_fields
from servicectl.domain.cases.replay import replay
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.rulebook.case_records import records_of
from servicectl.domain.workflow.own_records import own_fields
from servicectl.services.queries.callers import latest_cases
from servicectl.services.queries.unit_identity import check_bought
from servicectl.services.recording.caller import Caller, caller
from servicectl.services.recording.caller_facts import with_customer
from servicectl.services.recording.contracts import contract_of_report, why_not
from servicectl.services.recording.outcome import Recorded
from servicectl.services.recording.permissions import check_role
from servicectl.services.recording.reading import reading, recorded
from servicectl.services.recording.reckoned_by import with_seen
from servicectl.services.recording.reported_unit import reported_unit
from servicectl.services.recording.requirements import check_missing
from servicectl.services.recording.typed_event import ActionInput, make_event
from servicectl.services.recording.writes import Decided, appended, rulebook_writes
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write
from servicectl.store.team.paths import CUSTOMERS, case_path
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import dump, dump_record


def report(session: Session, entry: ActionInput, attended: bool = False) -> Recorded:
    """Open a case; a caller who is on file keeps the record there is.

    Where somebody is ``attended`` to who can answer, more is asked back.

    ``notices`` hold ``known`` (the customer was on file), ``earlier`` (cases of the caller, the
    latest first) and ``repeated`` (those of the same unit).
    """
    ids = (session.letters(), f"e-{session.letters()}", f"c-{session.letters()}")

    def decide(reader: Reader) -> tuple[Change, Recorded]:
        done, writes = opened(session, reading(session, reader), entry, ids, attended)
        case, event = done.case.id, done.event.id
        trailers = (("Case", case), ("Event", event), ("By", done.event.by))
        return Change(tuple(writes), f"case {case}: report", trailers, event), done

    commit, done = recorded(session, decide)
    return done._replace(commit=commit)


def opened(
    session: Session,
    team: Team,
    entry: ActionInput,
    ids: tuple[str, str, str],
    attended: bool = False,
) -> tuple[Recorded, list[Write]]:
    """Return the new case and every file that belongs to it; raise what refuses it.

    ``ids`` are the letters of the case and the ids of event and customer, where these are new.
    """
    action = team.policy.kinds.actions["report"]
    letters, event_id, customer_id = ids
    reported = make_event(session, team, action, entry, event_id, None)
    check_role(action, reported, actor(session, team), team.policy)
    typed = further_fields(action)
    given = {f.name: reported.fields[f.name] for f in typed if f.name in reported.fields}
    event = reported.with_fields({k: v for k, v in reported.fields.items() if k not in given})
    calling = caller(team, given, customer_id, attended)
    check_bought(team, given, event.at)
    customer, customer_writes = _file_of(team, calling, given, attended)
    unit, unit_writes, notices = reported_unit(team, given, customer, calling.is_new, attended)
    contract = contract_of_report(team, given, event, customer)
    if contract is not None:
        given["contract"] = contract.id
        notices |= {"contract": contract.id, "contract_until": _last_day(contract)}
        day = team.policy.calendar.date_of(event.at)
        contract = contract if why_not(team, contract, customer, day) is None else None
    _check_whole(reported, given, customer, unit, contract, team)
    head = _head(f"{event.at:%Y%m%d}-{letters}", team, given, customer, unit)
    case = replay(case_path(head.id), head, (event,), kinds_of=team.kinds_of)
    records = records_of(head.plain(), customer, unit, contract, team.policy.kinds)
    event, case, _ = with_seen(team, session.now, Decided(event, case), records)
    writes = [_new_case(case, event), *unit_writes, *rulebook_writes(team), *customer_writes]
    notices |= _caller_notices(team, calling)
    notices |= (
        {"unknown_model": unknown} if (unknown := team.unknown_model(given.get("model"))) else {}
    )
    clocks = team.clocks(case, session.now)
    return Recorded("", case, event, clocks, notices), writes


def _last_day(contract: Contract) -> str | None:
    return contract.end.isoformat() if contract.end else None


def _file_of(
    team: Team, calling: Caller, given: dict[str, Any], attended: bool
) -> tuple[Customer, list[Write]]:
    """Return the caller's record with what was told, and its file if that is new or changes."""
    if not calling.is_new:
        return with_customer(team, calling.customer, given, attended)
    customer = team.with_own(calling.customer, given)
    path = f"{CUSTOMERS}/{customer.id}.yaml"
    return customer, [Write(path, dump_record(customer).encode())]


def _caller_notices(team: Team, calling: Caller) -> dict[str, Any]:
    if calling.is_new:
        near = {"same_address": calling.same_address, "like_name": calling.like_name}
        return {name: list(ids) for name, ids in near.items() if ids}
    earlier = latest_cases(team, "customer", calling.customer.id)
    return {"known": calling.customer.name, "earlier": earlier}


def _check_whole(
    reported: Event,
    given: dict[str, Any],
    customer: Customer,
    unit: Unit | None,
    contract: Contract | None,
    team: Team,
) -> None:
    """Raise Incomplete where something is neither given nor on file."""
    said = {name: getattr(unit, name, None) or given.get(name) for name in ("model", "purchased")}
    head = {name: given.get(name) for name in ("kind", "priority", "contract")}
    told = {"unit": given.get("serial"), **said, **head}
    records = records_of(told, customer, None, contract, team.policy.kinds)
    own = {f.name: given.get(f.name) for f in own_fields("unit", team.own_text)}
    known = {name: getattr(unit, name, None) or value for name, value in own.items()}
    records = {**records, "unit": {**records["unit"], **known}}
    check_missing(reported, (), records, team.policy)


def _head(
    id: str, team: Team, given: dict[str, Any], customer: Customer, unit: Unit | None
) -> CaseHead:
    return CaseHead(
        schema=1,
        id=id,
        kind=given["kind"],
        policy=team.policy.id,
        customer=customer.id,
        unit=unit.id if unit else None,
        model=None if unit else given.get("model"),
        purchased=None if unit else given.get("purchased"),
        contract=given.get("contract"),
        priority=given.get("priority"),
        fault=given["fault"],
    )


def _new_case(case: Case, event: Event) -> Write:
    text = dump({**case.reported.plain(), "history": []})
    return Write(case.path, appended(text, case, event))
