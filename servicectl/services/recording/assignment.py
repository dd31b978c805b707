"""Who can be sent, and for which day."""

from __future__ import annotations

from datetime import date, datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.master.roster import Person, Roster
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.schema import commands
from servicectl.domain.schema.vocabulary import ADVISES, SENT
from servicectl.domain.time.moments import write_minute
from servicectl.errors import Message, Refused, UsageError, msg
from servicectl.store.team.team import unknown_person

FARTHEST_DAYS = 366


def check_people(case: Case, event: Event, roster: Roster, policy: Policy) -> None:
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
    today = policy.calendar.date_of(event.at)
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
    if not person.repairs:
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
            msg(
                "servicectl {words} enters one",
                words=commands.roster.certify(person.id, "NAME", until="DATE"),
            ),
        )


def _check_consulted(event: Event, roster: Roster) -> None:
    """Raise unless a rough figure was worked out by a technician (R487)."""
    id = event.fields.get("consulted")
    person = roster.get(id) if id else None
    if id and person is None:
        raise unknown_person(id, roster)
    if person is not None and ADVISES not in person.plays:
        raise Refused(
            msg("{id} is no technician", id=id),
            msg("the technical department works a rough figure out: --consulted PERSON"),
        )


def free_engineers(roster: Roster, day: date) -> tuple[Person, ...]:
    """Return the engineers who belong to the team and are not away on a day."""
    return tuple(p for p in roster.active(day, SENT) if not p.on_leave(day))


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
