"""A rest stays agreed to by who agreed to it (R082)."""

from __future__ import annotations

from collections.abc import Iterator

from servicectl.errors import Place, Problem, msg
from servicectl.store.team.history import Revision
from servicectl.store.team.paths import ROSTER
from servicectl.store.team.team import Team


def rests_altered(team: Team) -> Iterator[Problem]:
    """Yield a problem for each recorded rest to which an edit lets somebody else have agreed."""
    with Revision(team.root) as head:
        people = Team(team.root, head.read).roster.people
    agreed = {(p.id, rest.from_): rest.approved_by for p in people for rest in p.rests}
    for person in team.roster.people:
        for rest in person.rests:
            was = agreed.get((person.id, rest.from_), rest.approved_by)
            if was != rest.approved_by:
                text = msg("the rest of {person} was agreed to by {was}", person=person.id, was=was)
                yield Problem(Place(ROSTER), "rest-altered", text, msg("put it back"))
