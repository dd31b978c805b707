"""The people of the team: who they are, when they are there, and entering it."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept
from servicectl.cli.app.typed import Typed, whole
from servicectl.domain.master.roster import Roster, uncovered_hours
from servicectl.domain.time.calendar import WEEKDAYS
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import say
from servicectl.output.text.people import gap_lines, people_screen, person_screen, person_view
from servicectl.services.records import people
from servicectl.store.team.team import unknown_person


def roster_show(context: Context, words: str, typed: Typed) -> int:
    """Print the people, one of them, or the hours with nobody on the hotline."""
    roster = context.team.roster
    if typed["hours"]:
        return _put_hours(context, roster, bool(typed["json"]))
    shown = roster.people
    if typed["person"]:
        person = roster.get(typed["person"])
        if person is None:
            raise unknown_person(typed["person"], roster)
        shown = (person,)
    today = context.now.date()
    if typed["json"]:
        put_json([person_view(person, today) for person in shown])
    elif typed["person"]:
        put(person_screen(shown[0], today))
    else:
        put(people_screen(shown, today))
    return 0


def _put_hours(context: Context, roster: Roster, as_json: bool) -> int:
    """Print the hours of the week with no receptionist (R004); 1 where there are any."""
    week = context.team.policy.calendar.week
    gaps = [
        {"day": WEEKDAYS[day], "from": _clock_time(start), "until": _clock_time(end)}
        for day, start, end in uncovered_hours(
            roster.active(context.now.date(), "receptionist"), week
        )
    ]
    if as_json:
        put_json(gaps)
    else:
        covered = say(msg("the hotline is covered every hour of the week"))
        put("\n".join(gap_lines(gaps) or [covered]))
    return 1 if gaps else 0


def _clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def roster_add(context: Context, words: str, typed: Typed) -> int:
    """Take a person into the roster."""
    values = whole(context, words, typed)
    missing = [f"--{name}" for name in ("name", "role") if not values.get(name)]
    if missing:
        raise UsageError(msg("{verb} needs {missing}", verb=words, missing=missing))
    return put_kept(people.add(context.session, values.pop("person"), values), words, typed)


def roster_leave(context: Context, words: str, typed: Typed) -> int:
    """Enter leave, or a person's last day."""
    values = whole(context, words, typed)
    done = people.leave(context.session, values["person"], values.get("days"), values.get("until"))
    return put_kept(done, words, typed)


def roster_rest(context: Context, words: str, typed: Typed) -> int:
    """Enter that a person rests, with a head's consent."""
    values = whole(context, words, typed)
    done = people.rest(context.session, values["person"], values["until"], values["approved_by"])
    return put_kept(done, words, typed)


def roster_certify(context: Context, words: str, typed: Typed) -> int:
    """Enter a certificate of a person's."""
    values = whole(context, words, typed)
    done = people.certify(context.session, values["person"], values["name"], values.get("until"))
    return put_kept(done, words, typed)
