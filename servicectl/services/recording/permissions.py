"""May this event be recorded now? The state table, the roles and the rulebook, asked in order."""

from __future__ import annotations

from collections.abc import Callable

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import SETTLE, TAKE_BACK
from servicectl.domain.cases.replay import with_history
from servicectl.domain.master.roster import Person, Roster
from servicectl.domain.rulebook.case_records import PEOPLE, RecordsOf
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.requirements import missing, unmet
from servicectl.domain.rulebook.terms import Spec, Term
from servicectl.domain.schema.kinds import FLAG
from servicectl.domain.schema.records import plain
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, Refused, msg
from servicectl.services.recording.assignment import check_people
from servicectl.services.recording.requirements import Incomplete, needs

NOBODY = msg(
    "nobody has such a role: servicectl roster edit PERSON --role ROLE, or of an earlier rulebook "
    "servicectl repolicy CASE --reason TEXT"
)


def check_event(
    case: Case,
    event: Event,
    rulebook: Callable[[str], Policy],
    roster: Roster,
    records: RecordsOf,
) -> Case:
    """Return the case with ``event`` recorded, or raise Refused with every reason.

    ``rulebook`` gives one by its id, ``records`` those that a head names.
    """
    person, policy = roster.get(event.by), rulebook(case.policy)
    assert person is not None
    named = {**records(case), PEOPLE: {each.id: plain(each) for each in roster.people}}
    lacking = missing(event, case.since_solved, named, policy, case.events)
    if not case.standing.allows(event.action):
        impossible = case.standing.impossible(event.did)
        typed = [spec for spec in lacking if spec.terms[0].name not in case.actions]
        raise Refused(impossible, needs(event, typed, case.actions) if typed else None)
    _check_way(case, event)
    check_role(event.action, event, person, policy, roster)
    check_separation(case, event, policy, roster)
    check_people(case, event, roster, policy)
    if lacking:
        raise Incomplete(event, lacking, case)
    after = _replayed(case, event)
    if event.did == "retract":
        _check_what_rests_on(event, after, records, rulebook)
    return after


def _check_way(case: Case, event: Event) -> None:
    """Raise Refused where a state has only a special way of doing this, and it was not taken."""
    action, line = event.action, case.line
    moves = line.moves(event.did)
    ways = [move.when for move in moves if case.state in move.sources]
    only = [f.option for f in action.fields if f.name in ways and f.kind is FLAG]
    if only and line.move(action, case.state, event.fields) is None:
        usual = frozenset[str]().union(*(move.sources for move in moves if not move.when))
        raise Refused(
            msg(
                "{verb} is possible in state {state} only with {options}",
                verb=event.did,
                state=case.state,
                options=only,
            ),
            msg("without it in: {states}", states=[name for name in line.states if name in usual]),
        )


def _replayed(case: Case, event: Event) -> Case:
    """Return the case with ``event``; raise Refused where the history does not go on with it."""
    if case.line.move(event.action, case.state, event.fields) is None:
        moves = case.line.moves(event.did)
        ways = [m.when for m in moves if case.state in m.sources and m.when]
        raise Incomplete(event, [Spec(tuple(map(Term, ways)))])
    after = with_history(case, (*case.history, event))
    unfit = [later for later in after.clashes if not case.force(later).is_open]
    if not unfit:
        return after
    resting = [later for later in unfit if later is not event]
    if event.did in (TAKE_BACK, SETTLE) and resting:
        named = [msg("{id} ({verb})", id=e.id, verb=e.action.words) for e in resting]
        raise Refused(_resting(event, named), _first(case, resting[-1]))
    force = after.force(unfit[-1])
    assert force.reason is not None
    raise Refused(force.reason, force.remedy)


def _check_what_rests_on(
    event: Event, after: Case, records: RecordsOf, rulebook: Callable[[str], Policy]
) -> None:
    """Raise Refused where a later event needs the one that is taken back."""
    resting = list(unmet(after, records, rulebook))
    if len(resting) == 1:
        [(later, lacking)] = resting
        raise Refused(
            rests(event, later, needs(later, lacking, after.actions)), _first(after, later)
        )
    if resting:
        reasons = [(e.id, needs(e, specs, after.actions)) for e, specs in resting]
        named = [msg("{id}: {reason}", id=id, reason=reason) for id, reason in reasons]
        raise Refused(_resting(event, named), _first(after, resting[-1][0]))


def rests(event: Event, later: Event, reason: Message) -> Message:
    """Return that a later event does not stand without the one that ``event`` takes back."""
    return msg(
        "{event} cannot be taken back, {later} ({verb}) rests on it: {reason}",
        event=_taken(event),
        later=later.id,
        verb=later.action.words,
        reason=reason,
    )


def _taken(event: Event) -> str:
    """Return the id of what is taken back, or settled in another's place."""
    return str(event.fields.get("instead_of") or event.fields["event"])


def _resting(event: Event, later: list[Message]) -> Message:
    """Return that later events do not stand without the one that is taken back."""
    *others, last = later
    message = msg("{event} cannot be taken back, {later} rests on it, and before that {others}")
    if not others:
        message = msg("{event} cannot be taken back, {later} rests on it")
    values = {"event": _taken(event), "later": last, "others": others}
    return message._replace(values=values)


def _first(case: Case, later: Event) -> Message:
    return msg("first take that back: servicectl {words}", words=case.way_back(later.id))


def check_as_typed_by(case: Case, event: Event, policy: Policy, roster: Roster) -> None:
    """Raise Refused unless who takes an event back might have recorded it.

    ``event`` is what is taken back, as if he had; of a visit's own work also who recorded it may.
    """
    person = roster.get(event.by)
    assert person is not None
    check_role(event.action, event, person, policy)
    check_separation(case, event, policy, roster)
    recorded = (e.by for e in case.history if e.id == event.id)
    if event.action.own and event.by not in (*case.engineers, *recorded):
        raise Refused(
            msg(
                "{verb} is for the engineers of this visit: {ids}",
                verb=event.did,
                ids=case.engineers,
            ),
            msg("let one of them type it, or say who acts: --as NAME"),
        )


def check_role(
    action: Action, event: Event, person: Person, policy: Policy, roster: Roster | None = None
) -> None:
    """Raise Refused unless one of the person's roles may do this (rules.md §7, R014).

    A yes by word of mouth may be written down by all who ask for parts: whether who said it may
    is asked of that person (R187).
    """
    written_down = "oral" in event.fields
    asking = ACTIONS["request"].roles if written_down else ()
    roles = asking or policy.approvers(event) or action.roles
    if person.plays.isdisjoint(roles):
        others = roster is None or any(not p.plays.isdisjoint(roles) for p in roster.people)
        raise Refused(
            msg(
                "{verb} is for {roles}; {person} is {own}",
                verb=action.verb,
                roles=", ".join(roles),
                person=person.id,
                own=", ".join(person.roles),
            ),
            msg("let one of them type it, or say who acts: --as NAME") if others else NOBODY,
        )


def check_separation(case: Case, event: Event, policy: Policy, roster: Roster) -> None:
    """Raise Refused where one person would do both of a pair; a team of one is let off."""
    if len(roster.active(policy.calendar.date_of(event.at))) == 1:
        return
    done = [e for e in (*case.since_solved, event) if e.said_by == event.said_by]
    for pair in policy.separate:
        for own in (term for term in pair if term.names(event)):
            for other in (term for term in pair if term != own and any(map(term.names, done))):
                raise Refused(
                    msg(
                        "{person} did {other} in this case and may not do {verb}",
                        person=event.said_by,
                        other=str(other),
                        verb=str(own),
                    ),
                    msg("somebody else does it (separate: in policies.yaml)"),
                )
