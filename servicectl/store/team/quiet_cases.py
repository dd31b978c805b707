"""Cases in which nothing is late, nor will be before a moment.

What clocks depend on besides the case: rulebook, roster, contracts, customers, and what was booked.
It is known of a case only until when nothing in it falls due; what is late is reckoned each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.clocks import Clock
from servicectl.store.team import paths
from servicectl.store.team.known_cases import KnownCases, folders, stamp

_NEVER = "-"
_FILES = (paths.POLICIES, paths.ROSTER)
_FOLDERS = (paths.CONTRACTS, paths.CUSTOMERS, paths.LEDGER)


class QuietCases(KnownCases):
    """What is known at a moment: contains the path of each case in which something may be late."""

    def __init__(self, root: Path, now: datetime) -> None:
        self._now = now
        super().__init__(root, "quiet-cases", " ".join(_depended_on(root)))

    def __contains__(self, path: object) -> bool:
        """Return whether something in a case may be late; a quiet one need not be read."""
        found = self.found(str(path))
        if found is None:
            return True
        since, until = found
        # A moment that is not after the limit is on time: only what is before now is late.
        is_due = until != _NEVER and datetime.fromisoformat(until) < self._now
        # Pending with --now about the past, when the case was perhaps not quiet yet.
        return is_due or self._now < datetime.fromisoformat(since)

    def look(self, case: Case, clocks: Sequence[Clock]) -> None:
        """Remember until when nothing in a case falls due, if nothing is late or rests in it."""
        if any(clock.state in ("overdue", "paused") for clock in clocks):
            self.note(case, None)
            return
        due = [clock.due for clock in clocks if clock.is_running and clock.due is not None]
        self.note(case, (self._now.isoformat(), min(due).isoformat() if due else _NEVER))


def _depended_on(root: Path) -> Iterator[str]:
    """Yield the stamps of the files and folders that clocks depend on besides their case."""
    yield from (stamp(root / path) for path in _FILES)
    for folder in _FOLDERS:
        yield from map(stamp, sorted(folders(root / folder)))
    yield from map(stamp, sorted((root / paths.CONTRACTS).glob("*.yaml")))
