"""Putting something on file beside cases: one file, one commit, by who may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.field_clashes import FieldClash, settling
from servicectl.domain.master.roster import Person
from servicectl.domain.schema.command_line import CommandLine
from servicectl.domain.schema.vocabulary import LEADERS
from servicectl.errors import Message, Refused, UsageError, msg
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
    id: str,
    edit: Callable[[Team], Edited],
    roles: Iterable[str] = LEADERS,
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


def check_given(values: Mapping[str, Any], such_as: str) -> None:
    """Raise UsageError where nothing was given to be changed; ``such_as`` is an example."""
    if not any(values.values()):
        raise UsageError(
            msg("nothing to change was given"), msg("such as {option}", option=such_as)
        )


def check_own(record: Customer | Unit, kind: str) -> None:
    """Raise Refused where another file is the one to go by; ``kind`` is customer or unit."""
    if record.merged_into is not None:
        raise Refused(
            msg("{id} is merged into {other} already", id=record.id, other=record.merged_into),
            msg(
                "servicectl {words} corrects that one",
                words=CommandLine(f"{kind} edit", (record.merged_into,)),
            ),
        )


def check_settled(clashes: Iterable[FieldClash], id: str, values: Mapping[str, Any]) -> None:
    """Raise Refused for a field of a record that has several values until somebody settles it."""
    for clash in clashes:
        is_said = values.get(clash.field.partition("/")[0]) is not None
        if clash.is_open and is_said and clash.record in (None, id):
            text = msg("{field} of {id} is to be settled first", field=clash.field, id=id)
            raise Refused(text, settling(id, clash.field))


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
