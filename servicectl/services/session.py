"""A session: who acts, when, where, by what chance; what every command is given from outside."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from random import Random

from servicectl.domain.master.roster import Person, Roster
from servicectl.domain.schema.kinds import ID_ALPHABET
from servicectl.errors import Malformed, UsageError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.git.identity import Committer
from servicectl.store.team.team import Team, id_of, unknown_person


class Session(NamedTuple):
    """The team's folder, the present (aware), who acts (None: git's identity), and chance."""

    root: Path
    now: datetime
    user: str | None
    chance: Random

    def letters(self, n: int = 6) -> str:
        """Return ``n`` random letters and digits of the alphabet without look-alikes."""
        return "".join(self.chance.choices(ID_ALPHABET, k=n))

    def team(self) -> Team:
        """Return the team's files as they are in the work tree."""
        return Team(self.root)

    @property
    def committer(self) -> Committer:
        return _committer(self)


@lru_cache(maxsize=1)
def _committer(session: Session) -> Committer:
    # Who acts and who commits are asked for apart, and each answer is a process.
    return Committer(session.root)


def _called(name: str, roster: Roster) -> Person:
    """Return the person of an id, or the one of a name; raise UsageError for none or several."""
    try:
        person = roster.get(name) or roster.get(id_of(name, roster))
    except Malformed as error:
        raise UsageError(error.problem, error.remedy) from None
    if person is None:
        raise unknown_person(name, roster)
    return person


def actor(session: Session, team: Team) -> Person:
    """Return who acts: the person named, or the one with the e-mail of git's identity.

    Raises UsageError for somebody unknown, or who does not belong to the team on that day.
    """
    if session.user is not None:
        person = _called(session.user, team.roster)
    else:
        email = session.committer().email
        known = team.roster.by_email(email)
        if known is None:
            raise UsageError(
                msg("git's e-mail {email} belongs to nobody in the roster", email=email),
                msg("say who acts: servicectl --as NAME …, or enter the e-mail in the roster"),
            )
        person = known
    # By the day on which it is typed, not of --at: who has left types nothing, about no day.
    if not person.active_on(team.policy.calendar.date_of(session.now)):
        raise UsageError(msg("{id} does not belong to the team on this day", id=person.id))
    return person
