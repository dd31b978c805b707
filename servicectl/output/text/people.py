"""The people of the team on a screen: all in one table, one with everything that is on file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from servicectl.domain.master.roster import Certificate, Person
from servicectl.domain.rulebook.coverage import Gap
from servicectl.domain.time.calendar import WEEKDAYS
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.text.clashes import open_lines
from servicectl.output.text.labels import ROLE_NAMES, labelled
from servicectl.output.text.own_fields import own_facts
from servicectl.output.text.tables import labels, table, wrapped

ROLES_WIDTH = 36
WEEKDAY_NAMES = dict(
    zip(
        WEEKDAYS,
        (msg("mon"), msg("tue"), msg("wed"), msg("thu"), msg("fri"), msg("sat"), msg("sun")),
        strict=True,
    )
)

Days = tuple[tuple[date, ...], ...]
Clashes = Mapping[str, Sequence[View]]
"""The fields of people that are to be settled, by person."""


def people_screen(people: Sequence[Person], today: date, clashes: Clashes) -> str:
    """Return a table of people, who has many roles on several lines; what is to be settled."""
    headers = [say(m) for m in (msg("person"), msg("name"), msg("roles"), msg("today"))]
    rows: list[tuple[str, ...]] = []
    for person in people:
        first, *rest = wrapped(", ".join(person.roles), ROLES_WIDTH)
        rows.append((person.id, person.name, first, say(_whereabouts(person, today))))
        rows += [("", "", line, "") for line in rest]
    open_ = open_lines(view for person in people for view in clashes.get(person.id, ()))
    return "\n".join((table(rows, headers), *open_))


def person_screen(people: Sequence[Person], today: date, clashes: Clashes) -> str:
    """Return all that is on file of one person, the first of these."""
    person = people[0]
    facts = labels([(say(label), text) for label, text in _facts(person, today) if text])
    return "\n".join((facts, *open_lines(clashes.get(person.id, ()))))


def _facts(person: Person, today: date) -> Iterator[tuple[Message, str]]:
    yield msg("person"), f"{person.name} ({person.id})"
    yield msg("today"), say(_whereabouts(person, today))
    yield (
        msg("roles"),
        ", ".join(labelled(role, {**ROLE_NAMES, **person.titles}) for role in person.roles),
    )
    yield msg("e-mail"), person.email or ""
    yield msg("phone"), person.phone or ""
    yield msg("from"), str(person.from_ or "")
    yield msg("last day"), str(person.until or "")
    yield msg("reports to"), person.reports_to or ""
    yield msg("skills"), ", ".join(person.skills)
    yield msg("certificates"), ", ".join(map(_certificate, person.certificates))
    yield msg("leave"), ", ".join(_ranges(person.leave))
    yield msg("days on duty"), ", ".join(_ranges(person.duty))
    yield from own_facts(person)


def _certificate(held: Certificate) -> str:
    if held.until is None:
        return held.name
    return say(msg("{name} until {day}", name=held.name, day=held.until.isoformat()))


def person_view(person: Person, today: date, clashes: Clashes) -> View:
    """Return a person as JSON shows them."""
    return {
        "id": person.id,
        "name": person.name,
        "roles": list(person.roles),
        "active": person.active_on(today),
        "until": person.until.isoformat() if person.until else None,
        "certificates": [
            {"name": c.name, "until": c.until.isoformat() if c.until else None}
            for c in person.certificates
        ],
        "leave": _ranges(person.leave),
        **person.own_values,
        "clashes": list(clashes.get(person.id, ())),
    }


def _ranges(days: Days) -> list[str]:
    return [str(d[0]) if len(d) == 1 else f"{d[0]}..{d[-1]}" for d in days]


def _whereabouts(person: Person, today: date) -> Message:
    if not person.active_on(today):
        return msg("left the team") if person.until else msg("not yet in the team")
    return msg("on leave") if person.on_leave(today) else msg("there")


def date_view(gap: Gap) -> View:
    """Return a stretch of a date as JSON shows it."""
    return {"date": gap.day.isoformat(), **gap_view(gap.day.weekday(), gap.start, gap.end)}


def gap_view(day: int, start: int, end: int) -> View:
    """Return a stretch of a weekday, from one minute of it until another, as JSON shows it."""
    return {"day": WEEKDAYS[day], "from": _clock_time(start), "until": _clock_time(end)}


def _clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def gaps_screen(gaps: Sequence[View]) -> str:
    """Return the hours with nobody on the hotline, a line each, or that there are none."""
    if not gaps:
        return say(msg("the hotline is covered every hour"))
    return "\n".join(map(_gap_line, gaps))


def _gap_line(gap: View) -> str:
    day = say(WEEKDAY_NAMES[gap["day"]])
    return "  ".join(filter(None, (gap.get("date"), day, f"{gap['from']}-{gap['until']}")))
