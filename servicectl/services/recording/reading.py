"""The team as a decision sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from servicectl.services.session import Session
from servicectl.store.commit.record import Change, Reader, record
from servicectl.store.team.force_cache import carry_on
from servicectl.store.team.paths import (
    CASES,
    LEDGER,
    POLICIES,
    RULEBOOKS,
)
from servicectl.store.team.team import Team

_DECIDED = tuple(f"{folder}/" for folder in (CASES, RULEBOOKS, LEDGER))


def reading(session: Session, reader: Reader) -> Team:
    """Return the team as a decision sees it: what it writes to and the rulebook equal HEAD.

    The other records may have been corrected in an editor and not saved yet (design.md §6, 5).
    """

    def source(path: str) -> bytes | None:
        decided = path == POLICIES or path.startswith(_DECIDED)
        return reader.read(path) if decided else reader.edited(path)

    team = Team(session.root, source)
    team.force = Team(
        session.root
    ).force  # of all that is there, also what nobody has to have saved
    return team


T = TypeVar("T")


def recorded(session: Session, decide: Callable[[Reader], tuple[Change, T]]) -> tuple[str, T]:
    """Record what was decided on a team that :func:`reading` gave.

    Return the commit's id, and what the decision found. What counts before it counts after it:
    nobody has to reckon it anew.
    """
    return record(
        session.root,
        decide,
        now=session.now,
        who=session.committer,
        after=lambda commit: carry_on(session.root, commit),
    )
