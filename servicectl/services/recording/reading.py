"""The team as a decision sees it."""

from __future__ import annotations

from servicectl.services.session import Session
from servicectl.store.commit.record import Reader
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

    return Team(session.root, source)
