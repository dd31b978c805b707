"""The people of the team: who they are, when they are there, and entering it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import open_views, put, put_json, put_kept
from servicectl.cli.app.typed import Typed, values_of, whole
from servicectl.errors import UsageError, msg
from servicectl.services.records import people


def roster_show(context: Context, words: str, typed: Typed) -> int:
    """Print the people, one of them, or the hours with nobody on the hotline."""
    from servicectl.domain.time.moments import date_in
    from servicectl.output.text.people import people_screen, person_screen, person_view
    from servicectl.services.queries.people import open_of_people
    from servicectl.services.queries.people import people as asked_for

    if typed["hours"] or typed["for"]:
        return _put_hours(context, typed)
    today, values = date_in(context.now, context.zone), values_of(context, words, typed)
    shown = asked_for(context.team, values.get("person"))
    clashes = open_views(context, open_of_people(context.team))
    if typed["json"]:
        put_json([person_view(person, today, clashes) for person in shown])
        return 0
    put((person_screen if typed["person"] else people_screen)(shown, today, clashes))
    return 0


def _put_hours(context: Context, typed: Typed) -> int:
    """Print the hours with no receptionist (R004); 1 where there are any."""
    from servicectl.output.text.people import gaps_screen

    if not typed["hours"]:
        raise UsageError(msg("--for is for --hours"))
    gaps = _gaps(context, values_of(context, "roster show", typed).get("for"))
    if typed["json"]:
        put_json(gaps)
    else:
        put(gaps_screen(gaps))
    return 1 if gaps else 0


def _gaps(context: Context, days: Sequence[date] | None) -> list[dict[str, Any]]:
    """Return those of given dates, or of every week and what differs in the days to come."""
    from servicectl.output.text.people import date_view, gap_view
    from servicectl.services.queries import people as queries

    if days:
        return [date_view(gap) for gap in queries.dates_without_hotline(context.team, days)]
    usual = queries.hours_without_hotline(context.team, context.now)
    coming = queries.coming_without_hotline(context.team, context.now, usual)
    return [*(gap_view(*gap) for gap in usual), *map(date_view, coming)]


def roster_add(context: Context, words: str, typed: Typed) -> int:
    """Take a person into the roster."""
    values = whole(context, words, typed)
    missing = [f"--{name}" for name in ("name", "role") if not values.get(name)]
    if missing:
        raise UsageError(msg("{verb} needs {missing}", verb=words, missing=missing))
    return put_kept(people.add(context.session, values.pop("person"), values), words, typed)


def roster_edit(context: Context, words: str, typed: Typed) -> int:
    """Correct a person's entry in the roster."""
    values = whole(context, words, typed)
    return put_kept(people.edit(context.session, values.pop("person"), values), words, typed)


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
