"""People of the team: coming, leave, certificates, rest, leaving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from servicectl.domain.cases.visits import trips_of
from servicectl.domain.master.roster import Person, RosterFile
from servicectl.domain.schema.nodes import Map, Seq, part
from servicectl.domain.schema.records import plain, replace
from servicectl.domain.schema.vocabulary import ROLES
from servicectl.domain.time.calendar import UnreachableDeadline
from servicectl.domain.time.moments import write_moment
from servicectl.errors import BadData, Message, Refused, UsageError, msg
from servicectl.services.queries.entries import entered_outside
from servicectl.services.queries.leavers import STAYS, in_hands
from servicectl.services.recording.amended import corrected
from servicectl.services.recording.approvals import check_consent
from servicectl.services.records.edit import (
    Edited,
    Filed,
    check_given,
    check_settled,
    keep,
)
from servicectl.services.session import Session
from servicectl.store.team.grep import cases_with
from servicectl.store.team.paths import ROSTER
from servicectl.store.team.team import Team, unknown_person
from servicectl.store.yaml.edit import amend
from servicectl.store.yaml.write import append


def add(session: Session, id: str, values: Mapping[str, Any]) -> Filed:
    """Take a person into the roster."""
    person = Person(
        id=id,
        name=values["name"],
        roles=values["role"],
        email=values.get("email"),
        phone=values.get("phone"),
        skills=values.get("skill", ()),
    )

    def edit(team: Team) -> Edited:
        if team.roster.get(id) is not None:
            raise Refused(
                msg("{id} is in the roster already", id=id),
                msg("it is corrected with servicectl roster edit"),
            )
        _check_email(team, id, values)
        text = (team.data(ROSTER) or b"").decode()
        return Edited(
            ROSTER,
            append(text, "people", [_lists(plain(team.with_own(person, values)))], ROSTER),
        )

    return keep(session, "roster add", id, edit)


def edit(session: Session, id: str, values: Mapping[str, Any]) -> Filed:
    """Correct some values of a person's entry in the roster; the rest of the file stays as it is.

    Roles and skills that are given take the place of those that were.
    """
    check_given(values, "--role ROLE")
    said = {_KEYS.get(name, name): value for name, value in values.items()}

    def edit(team: Team) -> Edited:
        place = _place(team, id)
        check_settled(team.record(RosterFile, ROSTER).clashes, id, said)
        _check_email(team, id, values)
        text = (team.data(ROSTER) or b"").decode()
        return Edited(ROSTER, corrected(text, ROSTER, said, "people", place))

    return keep(session, "roster edit", id, edit)


_KEYS = {"role": "roles", "skill": "skills"}
"""What several are called in the roster, of which each is typed."""


def _check_email(team: Team, id: str, values: Mapping[str, Any]) -> None:
    """Raise Refused for an e-mail by which somebody else is known."""
    other = team.roster.by_email(values.get("email") or "")
    if other is not None and other.id != id:
        raise Refused(msg("this e-mail is {person}'s already", person=other.id))


def _lists(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def leave(session: Session, id: str, days: Sequence[date] | None, until: date | None) -> Filed:
    """Enter days of leave, one after another, or a person's last day in the team.

    What is in the hands of who leaves is handed over first, or by a last day that is to come.
    """
    if (days is None) == (until is None):
        raise UsageError(msg("roster leave needs either days or --until DATE"))
    away = days or ()

    def edit(team: Team) -> Edited:
        place = _place(team, id)
        if until is None:
            return Edited(ROSTER, _with_leave(team, place, away), _visits_in(team, id, away))
        held = tuple(in_hands(team, id))
        if held and until <= _today(session, team):
            raise Refused(msg("{person} still holds: {items}", person=id, items=held))
        outside = entered_outside(team, replace(team.roster.people[place], until=until))
        if outside is not None:
            raise Refused(outside, STAYS)
        text = (team.data(ROSTER) or b"").decode()
        text = amend(text, ("people", place, "until"), until.isoformat(), ROSTER)
        still = msg("{person} still holds: {items}", person=id, items=held)
        return Edited(ROSTER, text, (still,) if held else ())

    return keep(session, "roster leave", id, edit)


def _place(team: Team, id: str) -> int:
    """Return where a person stands in the roster, from 0; raise UsageError for a stranger."""
    if team.roster.get(id) is None:
        raise unknown_person(id, team.roster)
    return [person.id for person in team.roster.people].index(id)


def _today(session: Session, team: Team) -> date:
    return team.policy.calendar.date_of(session.now)


def _with_leave(team: Team, place: int, away: Sequence[date]) -> str:
    """Return the roster with further days of leave."""
    first, last = away[0].isoformat(), away[-1].isoformat()
    days = first if first == last else f"{first}..{last}"
    old = part(team.document(ROSTER), "people", place, "leave")
    kept = [str(d) for d in old] if isinstance(old, Seq) else []
    kept = [old] if isinstance(old, str) else kept
    text = (team.data(ROSTER) or b"").decode()
    return amend(text, ("people", place, "leave"), [*kept, days], ROSTER)


def certify(session: Session, id: str, name: str, until: date | None) -> Filed:
    """Enter a certificate, or a training passed, and the last day it is valid (R107, R108)."""
    row = {"name": name} | ({"until": until.isoformat()} if until else {})

    def edit(team: Team) -> Edited:
        if until is not None and until < _today(session, team):
            raise UsageError(msg("--until {day} is past", day=until.isoformat()))
        asked = team.policy.staff.certificates
        other = msg("the rulebook asks for another certificate: {names}", names=", ".join(asked))
        told = (other,) if asked and name not in asked else ()
        return Edited(ROSTER, _with_row(team, id, "certificates", row), told)

    return keep(session, "roster certify", id, edit)


def rest(session: Session, id: str, until: datetime, approved_by: str) -> Filed:
    """Enter that a person rests from now until ``until``, with a head's consent (R082)."""

    def edit(team: Team) -> Edited:
        if until <= session.now:
            raise UsageError(msg("the rest would be over already"))
        check_consent(team.roster, approved_by, id, _today(session, team))
        zone = team.policy.zone
        times = {
            "from": write_moment(session.now, zone),
            "until": write_moment(until, zone),
        }
        row = times | {"approved_by": approved_by}
        return Edited(ROSTER, _with_row(team, id, "rests", row))

    return keep(session, "roster rest", id, edit, ROLES)


def _with_row(team: Team, id: str, name: str, row: Mapping[str, str]) -> str:
    """Return the roster with a further row in a list of one person's."""
    place = _place(team, id)
    rows = part(team.document(ROSTER), "people", place, name)
    listed = [old for old in rows if isinstance(old, Map)] if isinstance(rows, Seq) else []
    kept = [{key: str(value) for key, value in old.items()} for old in listed]
    text = (team.data(ROSTER) or b"").decode()
    return amend(text, ("people", place, name), [*kept, row], ROSTER)


def _visits_in(team: Team, id: str, days: Sequence[date]) -> tuple[Message, ...]:
    """Return what is to be said of the open cases that a person is sent for on one of these days.

    A case that cannot be read is passed over.
    """
    found = []
    for path in sorted(cases_with(team.root, id)) if days else ():
        with suppress(BadData, UnreachableDeadline):
            case = team.case_at(path)
            visits = trips_of(case)[-1:] if case.stands.bears("visit") else ()
            if any(id in v.visit.engineers and v.day(team.policy.calendar) in days for v in visits):
                found.append(
                    msg(
                        "{case} is {person}'s in that time: assign it anew", case=case.id, person=id
                    )
                )
    return tuple(found)
