"""Putting something on file beside cases: one file, one commit, by who may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.field_clashes import settling
from servicectl.domain.master.roster import Person
from servicectl.errors import Message, Refused, msg
from servicectl.services.recording.reading import reading
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.team import Team


class Filed(NamedTuple):
    """What was put on file or corrected: the commit, the id it is known by, what is to be known."""

    commit: str
    id: str
    notices: tuple[Message, ...] = ()


class Edited(NamedTuple):
    """What an edit makes of one file: its path, its new text, and what is to be known of it."""

    path: str
    text: str
    notices: tuple[Message, ...] = ()


def keep(
    session: Session,
    subject: str,
    roles: Iterable[str],
    id: str,
    edit: Callable[[Team], Edited],
) -> Filed:
    """Commit what ``edit`` makes of one file.

    Raises Refused unless the actor has one of ``roles``, and what ``edit`` raises.
    """

    def decide(reader: Reader) -> tuple[Change, tuple[Message, ...]]:
        team = reading(session, reader)
        person = actor(session, team)
        check_may(person, roles, subject)
        edited = edit(team)
        write = Write(edited.path, edited.text.encode())
        return Change((write,), subject, (("By", person.id),)), edited.notices

    commit, notices = record(session.root, decide, now=session.now, who=session.committer)
    return Filed(commit, id, notices)


def as_written(value: Any) -> Any:
    """Return a value as it is written into a record's file."""
    return [as_written(item) for item in value] if isinstance(value, tuple) else str(value)


def check_own(record: Customer | Unit, kind: str) -> None:
    """Raise Refused where another file is the one to go by; ``kind`` is customer or unit."""
    if record.merged_into is not None:
        raise Refused(
            msg("{id} is merged into {other} already", id=record.id, other=record.merged_into),
            msg("servicectl {words} corrects that one", words=f"{kind} edit {record.merged_into}"),
        )


def check_settled(record: Customer | Unit, values: Mapping[str, Any]) -> None:
    """Raise Refused for a field that has several values until somebody settles it."""
    for clash in record.clashes:
        if clash.is_open and values.get(clash.field) is not None:
            text = msg("{field} of {id} is to be settled first", field=clash.field, id=record.id)
            raise Refused(text, settling(record.id, clash.field))


def check_may(person: Person, roles: Iterable[str], subject: str) -> None:
    """Raise Refused unless a person has one of these roles."""
    if person.plays.isdisjoint(roles):
        raise Refused(
            msg(
                "{verb} is for {roles}; {person} is {own}",
                verb=subject,
                roles=", ".join(sorted(roles)),
                person=person.id,
                own=", ".join(person.roles),
            )
        )
