"""A team as it would be had one rulebook held from the beginning: what ``simulate`` reads."""

from __future__ import annotations

from pathlib import Path

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.rulebook.policy import Policy
from servicectl.errors import UsageError, msg
from servicectl.store.team.team import Team
from servicectl.store.yaml.read import read_bytes


class TriedTeam(Team):
    """A team all of whose cases stand under the rulebook in a file, whatever they name.

    The file is looked for in ``folder``, then in the team's own. Reading it raises BadData with all
    that is wrong in it, UsageError where there is none.
    """

    def __init__(self, root: Path, folder: Path, rulebook: str) -> None:
        super().__init__(root)
        found = next((p for p in (folder / rulebook, root / rulebook) if p.is_file()), None)
        if found is None:
            raise UsageError(msg("there is no file {path}", path=rulebook))
        self._tried, self._shown = read_bytes(found, shown=rulebook), rulebook

    def check(self) -> None:
        """Raise BadData with all that is wrong in the rulebook."""
        self._today()

    def _today(self) -> tuple[Policy, bytes]:
        if self._current is None:
            self._current = self._read_policy(self._tried, self._shown), self._tried
        return self._current

    @property
    def keeps_what_it_read(self) -> bool:
        """Return that nothing is kept: the file is nobody's rulebook yet."""
        # Another rulebook than the team's: none of it may stand where the team's is kept.
        return False

    def rulebook(self, id: str) -> Policy:
        """Return the rulebook that is tried."""
        return self.policy

    def kinds_of(self, policy: str) -> Kinds:
        """Return the kinds of the rulebook that is tried."""
        return self.policy.kinds
