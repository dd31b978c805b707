"""People of the team: coming, leave, certificates, rest, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from servicectl.actions.filing import Kept, keep
from servicectl.actions.matters import check_consent
from servicectl.actions.seat import Seat
from servicectl.domain.accounts import accounts_of
from servicectl.domain.choices import LEADERS, ROLES
from servicectl.domain.marked import Map, Seq, part
from servicectl.domain.owing import held_by, sheets_with
from servicectl.domain.records import plain
from servicectl.domain.roster import Person
from servicectl.domain.times import write_moment
from servicectl.domain.worktime import parse_day_range
from servicectl.errors import Malformed, Refused, UsageError, msg
from servicectl.store.lookup import cases_with
from servicectl.store.paths import ROSTER
from servicectl.store.team import Team, unknown_person
from servicectl.store.yamledit import amend
from servicectl.store.yamlwrite import append


def add(seat: Seat, id: str, values: Mapping[str, Any]) -> Kept:
    """Take a person into the roster."""
    person = Person(
        id=id,
        name=values["name"],
        roles=values["role"],
        email=values.get("email"),
        phone=values.get("phone"),
        skills=values.get("skill", ()),
    )

    def edit(team: Team) -> tuple[str, str]:
        if team.roster.get(id) is not None:
            raise Refused(msg("{id} is in the roster already", id=id))
        text = (team.data(ROSTER) or b"").decode()
        return ROSTER, append(text, "people", [_lists(plain(person))], ROSTER)

    return keep(seat, "roster add", LEADERS, id, edit)


def _lists(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def leave(seat: Seat, id: str, days: str | None, until: date | None) -> Kept:
    """Enter days of leave (``2026-12-01..2026-12-05``), or a person's last day in the team."""
    if (days is None) == (until is None):
        raise UsageError(msg("roster leave needs either days or --until DATE"))
    if days is not None:
        try:
            parse_day_range(days)
        except Malformed as error:
            raise UsageError(error.problem, error.remedy) from None

    def edit(team: Team) -> tuple[str, str]:
        if team.roster.get(id) is None:
            raise unknown_person(id, team.roster)
        if until is not None:
            _check_hands_empty(team, id)
        place = [person.id for person in team.roster.people].index(id)
        text = (team.data(ROSTER) or b"").decode()
        if until is not None:
            return ROSTER, amend(text, ("people", place, "until"), until.isoformat(), ROSTER)
        old = part(team.document(ROSTER), "people", place, "leave")
        kept = [str(d) for d in old] if isinstance(old, Seq) else []
        kept = [old] if isinstance(old, str) else kept
        return ROSTER, amend(text, ("people", place, "leave"), [*kept, str(days)], ROSTER)

    return keep(seat, "roster leave", LEADERS, id, edit)


def certify(seat: Seat, id: str, name: str, until: date | None) -> Kept:
    """Enter a certificate, or a training passed, and the last day it is valid (R107, R108)."""
    row = {"name": name} | ({"until": until.isoformat()} if until else {})

    def edit(team: Team) -> tuple[str, str]:
        return ROSTER, _with_row(team, id, "certificates", row)

    return keep(seat, "roster certify", LEADERS, id, edit)


def rest(seat: Seat, id: str, until: datetime, approved_by: str) -> Kept:
    """Enter that a person rests from now until ``until``, with a head's consent (R082)."""

    def edit(team: Team) -> tuple[str, str]:
        if until <= seat.now:
            raise UsageError(msg("the rest would be over already"))
        check_consent(team.roster, approved_by, id, seat.now)
        zone = team.policy.zone
        times = {
            "from": write_moment(seat.now, zone),
            "until": write_moment(until, zone),
        }
        return ROSTER, _with_row(team, id, "rests", times | {"approved_by": approved_by})

    return keep(seat, "roster rest", ROLES, id, edit)


def _with_row(team: Team, id: str, name: str, row: Mapping[str, str]) -> str:
    """Return the roster with a further row in a list of one person's."""
    if team.roster.get(id) is None:
        raise unknown_person(id, team.roster)
    place = [person.id for person in team.roster.people].index(id)
    rows = part(team.document(ROSTER), "people", place, name)
    listed = [old for old in rows if isinstance(old, Map)] if isinstance(rows, Seq) else []
    kept = [{key: str(value) for key, value in old.items()} for old in listed]
    text = (team.data(ROSTER) or b"").decode()
    return amend(text, ("people", place, name), [*kept, row], ROSTER)


def _check_hands_empty(team: Team, id: str) -> None:
    """Raise Refused while a person holds parts, tools, cash or sheets, naming each (R136)."""
    held = held_by(team.vouchers_touching(*accounts_of(id)), id)
    for path in cases_with(team.root, f"by: {id}"):
        held += sheets_with(team.case_at(path), id)
    items = [msg("{what}: {settle}", what=each.what, settle=each.settle) for each in held]
    if items:
        raise Refused(msg("{person} still holds: {items}", person=id, items=items))
