"""What one run of a command works with: its settings, the team, the present."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import warn
from zoneinfo import ZoneInfo

from servicectl.cli.app.settings import Settings
from servicectl.errors import BadData, Notice, RepositoryError, msg
from servicectl.store.team.paths import find_root

if TYPE_CHECKING:
    from servicectl.services.session import Session
    from servicectl.store.team.files import Files
    from servicectl.store.team.team import Team


class Context:
    """The team that the settings point at, read when it is asked for."""

    def __init__(self, settings: Settings, *, prepares: bool = False) -> None:
        self.settings = settings
        self._prepares = prepares

    @cached_property
    def root(self) -> Path:
        """Return the team's folder; raise RepositoryError where there is none."""
        folder = self.settings.folder / (self.settings.root or "")
        if not folder.is_dir():
            raise RepositoryError(
                msg("{folder} is no folder", folder=self.settings.root or str(folder))
            )
        root = find_root(folder)
        if self._prepares:
            _prepare(root)
        return root

    @cached_property
    def team(self) -> Team:
        """Return the team's files, rulebook and people."""
        from servicectl.store.team.team import Team

        return Team(self.root)

    @cached_property
    def files(self) -> Files:
        """Return the team's files without rulebook and people, which take longer to be there."""
        from servicectl.store.team.files import Files

        return Files(self.root)

    @property
    def zone(self) -> ZoneInfo:
        return self.team.policy.zone

    def check_rulebook(self) -> None:
        """Raise BadData with what is wrong in today's rulebook."""
        _ = self.team.policy

    @cached_property
    def now(self) -> datetime:
        """Return the present in the team's zone."""
        return self.settings.present(self.zone)

    def today(self) -> date:
        """Return the date in UTC, for which no rulebook has to be read."""
        return self.settings.present(ZoneInfo("UTC")).date()

    @property
    def session(self) -> Session:
        """Return who acts, where and when."""
        from servicectl.services.session import Session
        from servicectl.store.git.repository import check_ready, open_repository

        try:
            now = self.now
        except BadData:  # a merge under way explains a rulebook that cannot be read
            check_ready(open_repository(self.root))
            raise
        return Session(self.root, now, self.settings.user, self.settings.chance())


def _prepare(root: Path) -> None:
    """Have git merge by meaning in a new clone; say so where that had to be set."""
    from servicectl.store.team.merge_driver import set_up

    if set_up(root):
        text = msg("git merges cases and records by meaning here from now on (set in .git/config)")
        warn(Notice(text), stacklevel=2)
