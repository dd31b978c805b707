"""Customers and people on file: putting them there, correcting them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from servicectl.actions.recording import reading
from servicectl.actions.seat import Seat, actor
from servicectl.domain.assets import Customer
from servicectl.domain.marked import Seq, part
from servicectl.domain.records import plain
from servicectl.domain.roster import Person
from servicectl.domain.worktime import parse_day_range
from servicectl.errors import Malformed, Refused, UsageError, msg
from servicectl.store.paths import CUSTOMERS, ROSTER
from servicectl.store.recording import Change, Reader, Write, record
from servicectl.store.team import Team, unknown_person
from servicectl.store.yamledit import amend
from servicectl.store.yamlwrite import append, dump

DESK = frozenset({"receptionist", "supervisor", "manager"})
LEADERS = frozenset({"supervisor", "manager"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What was put on file or corrected: the commit, and the id it is known by."""

    commit: str
    id: str


def _write(
    seat: Seat,
    subject: str,
    roles: frozenset[str],
    edit: Callable[[Team], tuple[str, str]],
) -> str:
    """Commit what ``edit`` makes of one file (its path and new text); return the commit."""

    def decide(reader: Reader) -> Change:
        team = reading(seat, reader)
        person = actor(seat, team)
        if not roles & set(person.roles):
            raise Refused(
                msg(
                    "{verb} is for {roles}; {person} is {own}",
                    verb=subject,
                    roles=", ".join(sorted(roles)),
                    person=person.id,
                    own=", ".join(person.roles),
                )
            )
        path, text = edit(team)
        return Change((Write(path, text.encode()),), subject, (("By", person.id),))

    return record(seat.root, decide, now=seat.now)


def add_customer(seat: Seat, values: Mapping[str, Any]) -> Kept:
    """Put a customer on file under a new id."""
    if not values.get("name"):
        raise UsageError(msg("customer add needs --name"))
    customer = Customer(schema=1, id=f"c-{seat.letters()}", **values)

    def edit(team: Team) -> tuple[str, str]:
        return f"{CUSTOMERS}/{customer.id}.yaml", dump(plain(customer))

    return Kept(_write(seat, "customer add", DESK, edit), customer.id)


def edit_customer(seat: Seat, id: str, values: Mapping[str, Any]) -> Kept:
    """Correct some values of a customer's record; the rest of the file stays as it is."""
    if not values:
        raise UsageError(msg("nothing to change was given"), msg("such as --phone NUMBER"))
    path = f"{CUSTOMERS}/{id}.yaml"

    def edit(team: Team) -> tuple[str, str]:
        team.customer(id)
        text = (team.data(path) or b"").decode()
        for name, value in values.items():
            text = amend(text, (name,), value, path)
        return path, text

    return Kept(_write(seat, "customer edit", DESK, edit), id)


def add_person(seat: Seat, id: str, values: Mapping[str, Any]) -> Kept:
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

    return Kept(_write(seat, "roster add", LEADERS, edit), id)


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
        place = [person.id for person in team.roster.people].index(id)
        text = (team.data(ROSTER) or b"").decode()
        if until is not None:
            return ROSTER, amend(text, ("people", place, "until"), until.isoformat(), ROSTER)
        old = part(team.document(ROSTER), "people", place, "leave")
        kept = [str(d) for d in old] if isinstance(old, Seq) else []
        kept = [old] if isinstance(old, str) else kept
        return ROSTER, amend(text, ("people", place, "leave"), [*kept, str(days)], ROSTER)

    return Kept(_write(seat, "roster leave", LEADERS, edit), id)
