"""May this event be recorded now? The state table, the roles and the rulebook, asked in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import REPORT_FIELDS
from servicectl.domain.cases.replay import replay
from servicectl.domain.master.roster import Person, Roster
from servicectl.domain.rulebook.policy import RECORDS_ON_FILE, Policy
from servicectl.domain.rulebook.requirements import Records, missing, typed_at_report, unmet
from servicectl.domain.rulebook.terms import Spec, Term
from servicectl.domain.schema.kinds import FLAG
from servicectl.domain.time.moments import write_minute
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.domain.workflow.states import STATES
from servicectl.errors import Message, Refused, UsageError, msg
from servicectl.store.team.team import unknown_person

FARTHEST_DAYS = 366


class Incomplete(Refused):
    """Refused only for what was not given: ``lacking``, all of it, in the order it is asked for.

    ``customer`` is whose record has to say it, where that is what is lacking.
    """

    def __init__(self, event: Event, lacking: Sequence[Spec], customer: str = "") -> None:
        super().__init__(_needs(event, lacking), _where_to_enter(lacking, customer))
        self.lacking = tuple(lacking)


def check_event(case: Case, event: Event, policy: Policy, roster: Roster, records: Records) -> Case:
    """Return the case with ``event`` recorded, or raise Refused with every reason."""
    person = roster.get(event.by)
    assert person is not None
    required = policy.required(event.did)
    lacking = missing(event, case.since_solved, records, required, case.events)
    if not case.standing.allows(event.action):
        impossible = case.standing.impossible(event.did)
        typed = [spec for spec in lacking if spec.terms[0].name not in ACTIONS]
        raise Refused(impossible, _needs(event, typed) if typed else None)
    _check_way(case, event)
    check_role(event.action, event, person, policy)
    _check_separation(case, event, policy, roster)
    _check_people(case, event, roster, policy)
    if lacking:
        raise Incomplete(event, lacking, case.head["customer"])
    after = _replayed(case, event)
    if event.did == "retract":
        _check_what_rests_on(event, after, records, policy)
    return after


def _check_way(case: Case, event: Event) -> None:
    """Raise Refused where a state has only a special way of doing this, and it was not taken."""
    action = event.action
    ways = [move.when for move in action.moves if case.state in move.sources]
    only = [f.option for f in action.fields if f.name in ways and f.kind is FLAG]
    if only and action.move(case.state, dict(event.fields)) is None:
        usual = frozenset().union(*(move.sources for move in action.moves if not move.when))
        raise Refused(
            msg(
                "{verb} is possible in state {state} only with {options}",
                verb=event.did,
                state=case.state,
                options=only,
            ),
            msg("without it in: {states}", states=[name for name in STATES if name in usual]),
        )


def _replayed(case: Case, event: Event) -> Case:
    """Return the case with ``event``; raise Refused where the history does not go on with it."""
    move = event.action.move(case.state, dict(event.fields))
    if move is None:
        ways = [m.when for m in event.action.moves if case.state in m.sources and m.when]
        raise Incomplete(event, [Spec(tuple(map(Term, ways)))])
    after = replay(case.path, case.head, (*case.history, event))
    if len(after.problems) > len(case.problems):
        problem = after.problems[-1]
        if event.did == "retract" and problem.rule != "retract":
            raise Refused(_rests(event, problem.message))
        raise Refused(problem.message, problem.remedy)
    return after


def _check_what_rests_on(event: Event, after: Case, records: Records, policy: Policy) -> None:
    """Raise Refused where a later event needs the one that is taken back."""
    for later, lacking in unmet(after, records, policy):
        raise Refused(_rests(event, _needs(later, lacking)))


def _rests(event: Event, reason: Message) -> Message:
    return msg(
        "{event} cannot be taken back, later events rest on it: {reason}",
        event=event.fields["event"],
        reason=reason,
    )


def check_role(action: Action, event: Event, person: Person, policy: Policy) -> None:
    """Raise Refused unless one of the person's roles may do this (rules.md §7, R014).

    A yes by word of mouth may be written down by all who ask for parts: whether who said it may
    is asked of that person (R187).
    """
    written_down = "oral" in event.fields
    asking = ACTIONS["request"].roles if written_down else ()
    roles = asking or policy.approvers(event) or action.roles
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


def check_missing(event: Event, earlier: Sequence[Event], records: Records, policy: Policy) -> None:
    """Raise Incomplete with everything that is asked for and that is not there."""
    lacking = missing(event, earlier, records, policy.required(event.did))
    if lacking:
        raise Incomplete(event, lacking)


def _needs(event: Event, lacking: Sequence[Spec]) -> Message:
    needs = [_alternatives([_need(term, event.action) for term in s.terms]) for s in lacking]
    return msg("{verb} needs {missing}", verb=event.did, missing=needs)


def _where_to_enter(lacking: Sequence[Spec], customer: str) -> Message | None:
    """Return the command that completes a customer's record, where it lacks something."""
    terms = (term for spec in lacking for term in spec.terms)
    options = [f"--{term.detail} TEXT" for term in terms if term.name == "customer" and term.detail]
    if not customer or not options:
        return None
    return msg("servicectl customer edit {id} {options}", id=customer, options=" ".join(options))


def _alternatives(words: Sequence[Message]) -> Message:
    first, *others = words
    return msg("{one} or {other}", one=first, other=_alternatives(others)) if others else first


def _need(term: Term, action: Action) -> Message:
    """Return one requirement in words that can be typed."""
    further = REPORT_FIELDS if action.verb == "report" else ()
    fields = {field.name: field for field in (*action.all_fields, *further)}
    if term.detail is None and term.name in fields:
        field = fields[term.name]
        if term.value is not None:
            return msg("{option} {value}", option=field.option, value=term.value)
        instead = fields.get(field.instead or "")
        if instead:
            return msg("{option} (or {other})", option=field.option, other=instead.option)
        return msg("{option}", option=field.option)
    if term.detail is None and term.name in {tick.name for tick in action.ticks}:
        return msg("{tick} ticked", tick=term.name)
    if term.name in RECORDS_ON_FILE and term.detail:
        if action.verb != "report":
            return msg("{record} on file", record=str(term))
        return msg("{option}", option=f"--{typed_at_report(term)}")
    if term.name in ACTIONS:
        return _earlier(term, ACTIONS[term.name])
    return msg("{spec}", spec=str(term))


def _earlier(term: Term, other: Action) -> Message:
    """Return in words that can be typed what has to be recorded first."""
    if term.detail in {tick.name for tick in other.ticks}:
        return msg("{verb} with {tick} ticked", verb=other.words, tick=term.detail)
    if term.detail in other.outcomes:
        times = f" ({term.times}x)" if term.times > 1 else ""
        option = f"--{other.outcome} {term.detail}{times}"
        return msg("{verb} {option} first", verb=other.words, option=option)
    options = {field.name: field.option for field in other.fields}
    if term.detail in options:
        return msg("{verb} {option} first", verb=other.words, option=options[term.detail])
    return msg("{verb} first", verb=other.words)


def _check_separation(case: Case, event: Event, policy: Policy, roster: Roster) -> None:
    """Raise Refused where one person would do both of a pair; a team of one is let off."""
    if len(roster.active(event.at.astimezone(policy.zone).date())) == 1:
        return
    for pair in policy.separate:
        if event.did not in pair:
            continue
        for other in case.since_solved:
            if other.did in pair and other.did != event.did and other.said_by == event.said_by:
                raise Refused(
                    msg(
                        "{person} did {other} in this case and may not do {verb}",
                        person=event.said_by,
                        other=other.did,
                        verb=event.did,
                    ),
                    msg("somebody else does it (separate: in policies.yaml)"),
                )


def _check_people(case: Case, event: Event, roster: Roster, policy: Policy) -> None:
    """Raise where an engineer who is sent is unknown, has left, is away, or is no engineer.

    Also where somebody else than the engineers of the visit does their work (R014).
    """
    if event.action.own and event.by not in case.engineers:
        raise Refused(
            msg(
                "{verb} is for the engineers of this visit: {ids}",
                verb=event.did,
                ids=case.engineers,
            ),
            msg("the supervisor can assign the case anew"),
        )
    today = event.at.astimezone(policy.zone).date()
    assigns = event.did == "assign"
    day = work_day(event.fields.get("for", "today"), today, policy) if assigns else today
    sent = event.fields.get("engineers", ()) if assigns else ()
    if event.did == "reinforce" and "engineer" in event.fields:
        sent = (event.fields["engineer"],)
    there = case.engineers if event.did == "reinforce" else ()
    for n, id in enumerate(sent):
        if id in there or id in sent[:n]:
            raise Refused(msg("{id} is on this case already", id=id))
        person = roster.get(id)
        if person is None:
            raise unknown_person(id, roster)
        reason = _away(person, day, event.at if day == today else None)
        if reason is not None:
            free = ", ".join(p.id for p in free_engineers(roster, day) if p.id not in sent)
            raise Refused(reason, msg("engineers there on that day: {ids}", ids=free or "-"))
        _check_certified(person, day, policy)
    _check_consulted(event, roster)
    brought = event.fields.get("brought_by")
    if brought is not None and roster.get(brought) is None:
        raise unknown_person(brought, roster)


def _away(person: Person, day: date, now: datetime | None) -> Message | None:
    """Return why a person cannot be sent on a day [``now``, where that is today], or None."""
    if "engineer" not in person.roles and "technician" not in person.roles:
        return msg("{id} is no engineer", id=person.id)
    if not person.active_on(day):
        return msg("{id} does not belong to the team on {day}", id=person.id, day=day.isoformat())
    if person.on_leave(day):
        return msg("{id} is on leave on {day}", id=person.id, day=day.isoformat())
    rest = person.rest_at(now) if now else None
    if rest is None:
        return None
    return msg("{id} rests until {time}", id=person.id, time=write_minute(rest.until))


def _check_certified(person: Person, day: date, policy: Policy) -> None:
    """Raise Refused without a certificate that the rulebook asks for, valid that day (R107)."""
    wanted = policy.staff.certificates
    if not person.holds_one_of(wanted, day):
        raise Refused(
            msg(
                "{id} has none of these on {day}: {names}",
                id=person.id,
                day=day.isoformat(),
                names=", ".join(wanted),
            ),
            msg("servicectl roster certify {id} NAME --until DATE enters one", id=person.id),
        )


def _check_consulted(event: Event, roster: Roster) -> None:
    """Raise unless a rough figure was worked out by a technician (R487)."""
    id = event.fields.get("consulted")
    person = roster.get(id) if id else None
    if id and person is None:
        raise unknown_person(id, roster)
    if person is not None and "technician" not in person.roles:
        raise Refused(
            msg("{id} is no technician", id=id),
            msg("the technical department works a rough figure out: --consulted PERSON"),
        )


def free_engineers(roster: Roster, day: date) -> tuple[Person, ...]:
    """Return the engineers who belong to the team and are not away on a day."""
    return tuple(p for p in roster.active(day, "engineer") if not p.on_leave(day))


def work_day(wanted: str, today: date, policy: Policy) -> date:
    """Return the day of a visit: ``today``, ``next-day`` or a date; raise UsageError."""
    if wanted == "today":
        return today
    if wanted == "next-day":
        return policy.calendar.next_workday(today)
    day = date.fromisoformat(wanted)
    if day < today:
        raise UsageError(msg("--for {day} is past", day=wanted))
    if (day - today).days > FARTHEST_DAYS:
        raise UsageError(msg("--for {day} is more than a year away", day=wanted))
    return day
