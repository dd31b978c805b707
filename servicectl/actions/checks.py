"""May this event be recorded now? The state table, the roles and the rulebook, asked in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from servicectl.domain.actions import ACTIONS, Action
from servicectl.domain.cases import Case, replay
from servicectl.domain.events import Event
from servicectl.domain.policies import Policy
from servicectl.domain.requirements import missing
from servicectl.domain.roster import Person, Roster
from servicectl.domain.specs import Spec
from servicectl.errors import Message, Refused, UsageError, msg
from servicectl.store.team import unknown_person


def check_event(
    case: Case,
    event: Event,
    policy: Policy,
    roster: Roster,
    records: Mapping[str, Mapping[str, Any]],
) -> Case:
    """Return the case with ``event`` recorded, or raise Refused with all that stands against it."""
    person = roster.get(event.by)
    assert person is not None
    lacking = missing(event, case.since_solved, records, policy.required(event.did))
    if not case.standing.allows(event.action):
        impossible = case.standing.impossible(event.did)
        typed = [spec for spec in lacking if spec.terms[0].name not in ACTIONS]
        raise Refused(impossible, _needs(event, typed) if typed else None)
    check_role(event.action, event, person, policy)
    if lacking:
        raise Refused(_needs(event, lacking))
    after = replay(case.path, case.head, (*case.history, event))
    if len(after.problems) > len(case.problems):
        problem = after.problems[-1]
        raise Refused(problem.message, problem.remedy)
    _check_separation(case, event, policy, roster)
    _check_people(event, roster, policy)
    return after


def check_role(action: Action, event: Event, person: Person, policy: Policy) -> None:
    """Raise Refused unless one of the person's roles may do this (rules.md §7, R014)."""
    approver = policy.approver(event)
    roles = (approver,) if approver else action.roles
    if not set(roles) & set(person.roles):
        raise Refused(
            msg(
                "{verb} is for {roles}; {person} is {own}",
                verb=action.verb,
                roles=", ".join(roles),
                person=person.id,
                own=", ".join(person.roles),
            ),
            msg("let one of them type it, or say who acts: --as NAME"),
        )


def check_missing(
    event: Event,
    earlier: Sequence[Event],
    records: Mapping[str, Mapping[str, Any]],
    policy: Policy,
) -> None:
    """Raise Refused with everything that the rulebook asks for and that is not there."""
    lacking = missing(event, earlier, records, policy.required(event.did))
    if lacking:
        raise Refused(_needs(event, lacking))


def _needs(event: Event, lacking: Sequence[Spec]) -> Message:
    needs = [_need(spec, event.action) for spec in lacking]
    return msg("{verb} needs {missing}", verb=event.did, missing=needs)


def _need(spec: Spec, action: Action) -> Message:
    """Return one requirement in words that can be typed."""
    fields = {field.name: field for field in action.all_fields}
    term = spec.terms[0]
    if term.detail is None and term.name in fields:
        field = fields[term.name]
        if field.instead and field.instead in fields:
            return msg(
                "{option} (or {instead})",
                option=field.option,
                instead=fields[field.instead].option,
            )
        return msg("{option}", option=field.option)
    if term.name in ("customer", "unit") and term.detail:
        option = "--customer" if term.detail == "name" else f"--{term.detail}"
        return msg("{option}", option=option)
    if term.name in ACTIONS and term.detail in {t.name for t in ACTIONS[term.name].ticks}:
        return msg("{verb} with {tick} ticked", verb=term.name, tick=term.detail)
    return msg("{spec}", spec=str(spec))


def _check_separation(case: Case, event: Event, policy: Policy, roster: Roster) -> None:
    """Raise Refused where one person would do both of a pair; a team of one is let off."""
    if len(roster.active(event.at.astimezone(policy.zone).date())) == 1:
        return
    for pair in policy.separate:
        if event.did not in pair:
            continue
        for other in case.since_solved:
            if other.did in pair and other.did != event.did and other.by == event.by:
                raise Refused(
                    msg(
                        "{person} did {other} in this case and may not do {verb}",
                        person=event.by,
                        other=other.did,
                        verb=event.did,
                    ),
                    msg("somebody else does it (separate: in policies.yaml)"),
                )


def _check_people(event: Event, roster: Roster, policy: Policy) -> None:
    """Raise where an engineer who is sent is unknown, has left, is away, or is no engineer."""
    day = _work_day(event, policy)
    sent = event.fields.get("engineers", ()) if event.did == "assign" else ()
    if event.did == "reinforce" and "engineer" in event.fields:
        sent = (event.fields["engineer"],)
    for id in sent:
        person = roster.get(id)
        if person is None:
            raise unknown_person(id)
        free = ", ".join(
            p.id for p in roster.active(day, "engineer") if not p.on_leave(day) and p.id not in sent
        )
        if "engineer" not in person.roles and "technician" not in person.roles:
            reason = msg("{id} is no engineer", id=id)
        elif not person.active_on(day):
            reason = msg("{id} does not belong to the team on {day}", id=id, day=day.isoformat())
        elif person.on_leave(day):
            reason = msg("{id} is on leave on {day}", id=id, day=day.isoformat())
        else:
            continue
        raise Refused(reason, msg("engineers there on that day: {ids}", ids=free or "-"))
    brought = event.fields.get("brought_by")
    if brought is not None and roster.get(brought) is None:
        raise unknown_person(brought)


def _work_day(event: Event, policy: Policy) -> date:
    """Return the day on which an assigned engineer is to be there."""
    today = event.at.astimezone(policy.zone).date()
    wanted = event.fields.get("for", "today")
    if wanted == "today":
        return today
    if wanted == "next-day":
        return policy.calendar.next_workday(today)
    day = date.fromisoformat(wanted)
    if day < today:
        raise UsageError(msg("--for {day} is past", day=wanted))
    return day
