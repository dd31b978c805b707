"""The roster: everybody who acts, and in which role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType

from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP, FieldClash
from servicectl.domain.schema.kinds import (
    DAY,
    EMAIL,
    LINE,
    MOMENT,
    PERSON,
    PHONE,
    SCHEMA,
    SCHEMA_HELP,
    ManyKind,
    ParsedKind,
)
from servicectl.domain.schema.listed import ROLE_NAME
from servicectl.domain.schema.records import Record, RecordKind, key, replace
from servicectl.domain.schema.vocabulary import FIELD
from servicectl.domain.schema.weeks import WEEK
from servicectl.domain.schema.words import Words
from servicectl.domain.time.calendar import (
    DAY_MINUTES,
    Interval,
    Week,
    Window,
    read_day_range,
    subtract,
)
from servicectl.errors import Message, msg

LEAVE_DAYS = ManyKind(ParsedKind(read_day_range, "DATES", "2026-12-01..2026-12-05"))


class Certificate(Record):
    """A certificate that a person holds, or a training passed."""

    name: str = key(LINE, msg("certificate"))
    until: date | None = key(DAY, msg("valid until"), default=None)


class Rest(Record):
    """A rest after a job, with the head's consent (R082)."""

    from_: datetime = key(MOMENT, msg("from"))
    until: datetime = key(MOMENT, msg("until"))
    approved_by: str = key(PERSON, msg("who agreed"))


class Person(Record):
    """One person: what is typed, the name, the roles, and when they are there.

    ``taken_for`` are the roles that come with the program for which those of a rulebook's own are
    taken, ``titles`` what these are called.
    """

    id: str = key(PERSON, msg("person"))
    name: str = key(LINE, msg("name"))
    roles: tuple[str, ...] = key(ManyKind(ROLE_NAME), msg("roles"))
    email: str | None = key(EMAIL, msg("e-mail"), default=None)
    phone: str | None = key(PHONE, msg("phone"), default=None)
    from_: date | None = key(DAY, msg("from"), default=None)
    until: date | None = key(DAY, msg("last day"), default=None)
    reports_to: str | None = key(PERSON, msg("reports to"), default=None)
    skills: tuple[str, ...] = key(ManyKind(LINE), msg("skills"), default=(), rules=("R111",))
    certificates: tuple[Certificate, ...] = key(
        ManyKind(RecordKind(Certificate)), msg("certificates"), default=(), rules=("R107", "R108")
    )
    shifts: Week | None = key(
        WEEK, msg("own working hours by weekday"), default=None, rules=("R347", "R466")
    )
    leave: tuple[tuple[date, ...], ...] = key(LEAVE_DAYS, msg("leave"), default=())
    duty: tuple[tuple[date, ...], ...] = key(
        LEAVE_DAYS, msg("days on duty"), default=(), rules=("R349", "R467")
    )
    rests: tuple[Rest, ...] = key(
        ManyKind(RecordKind(Rest)), msg("rests agreed to"), default=(), rules=("R082",)
    )

    taken_for: tuple[str, ...] = ()
    titles: Mapping[str, Message] = MappingProxyType({})

    @property
    def plays(self) -> frozenset[str]:
        """Return the roles in which the person may act."""
        return frozenset((*self.roles, *self.taken_for))

    @property
    def repairs(self) -> bool:
        """Return whether the person repairs, and is handed parts for a case."""
        return not self.plays.isdisjoint(FIELD)

    def active_on(self, day: date) -> bool:
        """Return whether the person belongs to the team on this day."""
        return (self.from_ is None or self.from_ <= day) and (
            self.until is None or day <= self.until
        )

    def has_left(self, day: date) -> bool:
        """Return whether the person's last day in the team was before this one."""
        return self.until is not None and self.until < day

    def on_leave(self, day: date) -> bool:
        """Return whether the person is away on this day."""
        return any(day in days for days in self.leave)

    def rest_at(self, at: datetime) -> Rest | None:
        """Return the rest that the person has at a moment (aware), or None."""
        return next((rest for rest in self.rests if rest.from_ <= at < rest.until), None)

    def holds_one_of(self, names: Sequence[str], day: date) -> bool:
        """Return whether one of these certificates is valid on a day; True where none is asked."""
        valid = (c.name for c in self.certificates if c.until is None or day <= c.until)
        return not names or any(name in names for name in valid)

    def is_skilled_for(self, words: str) -> bool:
        """Return whether one of the person's skills is named in these words, such as a model's."""
        return any(skill.casefold() in words.casefold() for skill in self.skills)


class Roster:
    """The people of ``inventory/engineers.yaml``, by id."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self.people = people
        self._by_id = {person.id: person for person in people}

    def get(self, id: str) -> Person | None:
        """Return the person with this id, or None."""
        return self._by_id.get(id)

    def by_email(self, email: str) -> Person | None:
        """Return the person with this e-mail address, or None."""
        return next((p for p in self.people if p.email and p.email.lower() == email.lower()), None)

    def active(self, day: date, role: str | None = None) -> tuple[Person, ...]:
        """Return who belongs to the team on this day [in this role]."""
        return tuple(
            p for p in self.people if p.active_on(day) and (role is None or role in p.plays)
        )

    @cached_property
    def shifts(self) -> dict[str, Week]:
        """Return the own working hours of those who have some."""
        return {person.id: week for person in self.people if (week := person.shifts)}


class RosterFile(Record):
    """``inventory/engineers.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    people: tuple[Person, ...] = key(ManyKind(RecordKind(Person)), msg("people"))
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())


def in_words(person: Person, words: Words) -> Person:
    """Return a person as the roles of a rulebook have them."""
    own = [(role, words["role"].get(role)) for role in person.roles]
    titles = {role: word.caption for role, word in own if word and word.caption}
    if not titles:
        return person
    taken_for = tuple(word.like for _, word in own if word and word.like)
    return replace(person, taken_for=taken_for, titles=titles)


def uncovered_hours(people: Sequence[Person], usual: Week) -> tuple[tuple[int, int, int], ...]:
    """Return the stretches of a week in which nobody of ``people`` works (R004).

    Each is (weekday from Monday 0, first minute, last minute) of a day; who has no shifts of
    their own works the ``usual`` week.
    """
    covered = [
        _stretch(week + day, window)
        for person in people
        for day, windows in enumerate(person.shifts or usual)
        for window in windows
        for week in (-7, 0)  # the night shift of a Sunday covers a Monday's morning
    ]
    return tuple(
        (day, _minute(gap.start, day), _minute(gap.end, day))
        for day in range(7)
        for gap in subtract([_stretch(day, Window(0, DAY_MINUTES))], covered)
    )


_MONDAY = datetime(2024, 1, 1)  # noqa: DTZ001 - any week will do: the same hours in every zone


def _stretch(day: int, window: Window) -> Interval:
    """Return a window of a weekday as it lies in the week; Monday is 0, -1 the Sunday before."""
    return Interval(*(_MONDAY + timedelta(days=day, minutes=minute) for minute in window))


def _minute(moment: datetime, day: int) -> int:
    """Return the minute of a weekday at which a moment of the week lies."""
    return (moment - _MONDAY - timedelta(days=day)) // timedelta(minutes=1)
