"""The rulebooks of a team: today's, and those that cases were promised under."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from pathlib import Path

from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.errors import BadData, Place, Problem, msg
from servicectl.store.team import paths
from servicectl.store.team.files import Files, Source, whole
from servicectl.store.team.kept_kinds import content_id, keep_kinds, known_kinds
from servicectl.store.team.parsed import load_kept
from servicectl.store.team.remembered import remembered

_POLICIES: dict[Hashable, Policy] = {}


def _policy(root: Path, data: bytes, path: str, keeps: bool) -> Policy:
    """Return what the bytes of a rulebook say; keep for the next process what took long to read."""
    known = known_kinds(root, data, path, searched=True)
    top = whole(load_kept(root, data, path, keeps))
    policy = whole(read_policy(top, path, content_id(data), known))
    if known is None and keeps:
        keep_kinds(root, data, path, policy.kinds, searched=True)
    return policy


class Rulebooks(Files):
    """A team's files with its rulebooks, each of which is read at most once.

    Every method raises BadData with all problems of a file that it needs.
    """

    def __init__(self, root: Path, source: Source | None = None) -> None:
        super().__init__(root, source)
        self._policies: dict[str, Policy] = {}
        self._current: tuple[Policy, bytes] | None = None

    @property
    def policy(self) -> Policy:
        return self._today()[0]

    @property
    def policy_bytes(self) -> bytes:
        """Return the file of today's rulebook, as it is kept beside the cases."""
        return self._today()[1]

    def _today(self) -> tuple[Policy, bytes]:
        if self._current is None:
            data = self._source(paths.POLICIES)
            if data is None:
                raise BadData(
                    [Problem(Place(paths.POLICIES), "missing", msg("this file is not there"))]
                )
            policy = self._read_policy(data, paths.POLICIES)
            self._current = policy, data
            self._policies[policy.id] = policy
        return self._current

    def _read_policy(self, data: bytes, path: str) -> Policy:
        read = partial(_policy, self.root, data, path, self.keeps_what_it_read)
        return remembered(_POLICIES, (data, path), read)

    def rulebook(self, id: str) -> Policy:
        """Return the rulebook that a case was promised under."""
        if self.policy.id == id or id in self._policies:
            return self._policies[id]
        path = f"{paths.RULEBOOKS}/{id}.yaml"
        data = self._source(path)
        if data is None:
            raise BadData([Problem(Place(path), "missing", msg("this rulebook is not kept"))])
        if content_id(data) != id:
            raise BadData(
                [
                    Problem(
                        Place(path),
                        "rulebook-content",
                        msg("this rulebook is not what its name says: it was changed"),
                        msg("take it back: git restore --source=REV {path}", path=path),
                    )
                ]
            )
        self._policies[id] = self._read_policy(data, path)
        return self._policies[id]
