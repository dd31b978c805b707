"""Taking in a call: who is it, what do we know of them, a new case."""

from __future__ import annotations

from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import REPORT_FIELDS
from servicectl.domain.cases.replay import replay
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.rulebook.requirements import records_of
from servicectl.domain.schema.kinds import CUSTOMER_ID, did_you_mean
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import UsageError, msg
from servicectl.services.queries.callers import find_by_phone, latest_cases
from servicectl.services.recording.caller_facts import with_customer, with_unit
from servicectl.services.recording.case_event import Recorded
from servicectl.services.recording.permissions import check_role
from servicectl.services.recording.reading import reading
from servicectl.services.recording.requirements import check_missing
from servicectl.services.recording.typed_event import ActionInput, make_event
from servicectl.services.recording.writes import appended, rulebook_writes
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.paths import CONTRACTS, CUSTOMERS, UNITS, case_path
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import dump, dump_record


class SeveralCallers(UsageError):
    """Several customers have the number that was given: it has to be said who is calling."""


def report(session: Session, entry: ActionInput) -> Recorded:
    """Open a case; a caller known by phone number keeps the record there is.

    ``notices`` hold ``known`` (the customer was on file), ``earlier`` (cases of the caller, the
    latest first) and ``repeated`` (those of the same unit).
    """
    ids = (session.letters(), f"e-{session.letters()}", f"c-{session.letters()}")
    done: list[Recorded] = []

    def decide(reader: Reader) -> Change:
        recorded, writes = opened(session, reading(session, reader), entry, ids)
        done[:] = [recorded]
        return Change(
            writes=tuple(writes),
            subject=f"case {recorded.case.id}: report",
            trailers=(
                ("Case", recorded.case.id),
                ("Event", recorded.event.id),
                ("By", recorded.event.by),
            ),
            event=recorded.event.id,
        )

    commit = record(session.root, decide, now=session.now)
    return done[-1]._replace(commit=commit)


def opened(
    session: Session, team: Team, entry: ActionInput, ids: tuple[str, str, str]
) -> tuple[Recorded, list[Write]]:
    """Return the new case and every file that belongs to it; raise what refuses it.

    ``ids`` are the letters of the case and the ids of event and customer, where these are new.
    """
    action = ACTIONS["report"]
    letters, event_id, customer_id = ids
    reported = make_event(session, team, action, entry, event_id, None)
    check_role(action, reported, actor(session, team), team.policy)
    given = {f.name: reported.fields[f.name] for f in REPORT_FIELDS if f.name in reported.fields}
    event = reported.with_fields({k: v for k, v in reported.fields.items() if k not in given})
    customer, is_new = _customer(team, given, customer_id)
    _check_given(team, given, event)
    if is_new:
        path = f"{CUSTOMERS}/{customer.id}.yaml"
        customer_writes = [Write(path, dump_record(customer).encode())]
    else:
        customer, customer_writes = with_customer(team, customer, given)
    unit, unit_writes, notices = _unit(team, given, customer)
    _check_whole(reported, given, customer, unit, team)
    head = _head(f"{event.at:%Y%m%d}-{letters}", team, given, customer)
    case = replay(case_path(head["id"]), head, (event,))
    writes = [_new_case(case, event), *unit_writes, *rulebook_writes(team), *customer_writes]
    if not is_new:
        notices["known"] = customer.name
        notices["earlier"] = latest_cases(team, f"customer: {customer.id}")
    notices |= _model_notice(team, given.get("model"))
    clocks = team.clocks(case, session.now)
    return Recorded("", case, event, clocks, notices), writes


def _check_whole(
    reported: Event, given: dict[str, Any], customer: Customer, unit: Unit | None, team: Team
) -> None:
    """Raise Incomplete where something is neither given nor on file."""
    model = (unit.model if unit else None) or given.get("model")
    records = records_of({"unit": given.get("serial"), "model": model}, customer, None)
    check_missing(reported, (), records, team.policy)


def _check_given(team: Team, given: dict[str, Any], event: Event) -> None:
    """Raise UsageError for a contract that is not on file and a purchase still to come."""
    contract = given.get("contract")
    if contract and team.data(f"{CONTRACTS}/{contract}.yaml") is None:
        raise UsageError(msg("there is no contract {id}", id=contract))
    purchased = given.get("purchased")
    if purchased and purchased > team.policy.calendar.date_of(event.at):
        raise UsageError(msg("--purchased {day} is still to come", day=purchased.isoformat()))


def _customer(team: Team, given: dict[str, Any], new_id: str) -> tuple[Customer, bool]:
    """Return the caller's record, found by id or phone number, or a new one; and which it is."""
    named = given.get("customer", "")
    if CUSTOMER_ID.fits(named):
        if team.data(f"{CUSTOMERS}/{named}.yaml") is None:
            raise UsageError(
                msg("there is no customer {id}", id=named), msg("servicectl customer find PHONE")
            )
        return team.customer(named), False
    known = find_by_phone(team, given.get("phone", ""))
    if len(known) > 1:
        known = [c for c in known if c.name == named] or known
    if len(known) > 1:
        raise SeveralCallers(
            msg(
                "several customers have this number: {ids}",
                ids=", ".join(f"{c.id} {c.name}" for c in known),
            ),
            msg("say which: --customer ID"),
        )
    if known:
        return known[0], False
    record = Customer(
        schema=1,
        id=new_id,
        name=named,
        phone=given.get("phone"),
        contact=given.get("contact"),
        address=given.get("address"),
    )
    return record, True


def _unit(
    team: Team, given: dict[str, Any], customer: Customer
) -> tuple[Unit | None, list[Write], dict[str, Any]]:
    """Return the unit, its file if that is new or lacked something, and what must be said of it."""
    serial = given.get("serial")
    if serial is None:
        return None, [], {}
    path = f"{UNITS}/{serial}.yaml"
    if team.data(path) is None:
        unit = Unit(
            schema=1,
            serial=serial,
            model=given.get("model"),
            customer=customer.id,
            purchased=given.get("purchased"),
        )
        return unit, [Write(path, dump_record(unit).encode())], {}
    unit, writes = with_unit(team, team.unit(serial), given)
    notices: dict[str, Any] = {"repeated": latest_cases(team, f"unit: {serial}")}
    if unit.customer not in (None, customer.id):
        notices["elsewhere"] = unit.customer
    return unit, writes, notices


def _model_notice(team: Team, model: str | None) -> dict[str, Any]:
    """Return that a model is none of those on file, and which was perhaps meant."""
    if model is None or not team.products or model in team.products:
        return {}
    near = did_you_mean(model, team.products)
    return {"unknown_model": {"model": model, "near": near.values["word"] if near else None}}


def _head(id: str, team: Team, given: dict[str, Any], customer: Customer) -> dict[str, Any]:
    head = {
        "schema": 1,
        "id": id,
        "kind": given["kind"],
        "policy": team.policy.id,
        "customer": customer.id,
        "unit": given.get("serial"),
        "model": None if "serial" in given else given.get("model"),
        "contract": given.get("contract"),
        "priority": given.get("priority"),
        "fault": given["fault"],
    }
    return {name: value for name, value in head.items() if value is not None}


def _new_case(case: Case, event: Event) -> Write:
    text = dump({**case.head, "history": []})
    return Write(case.path, appended(text, case, event))
