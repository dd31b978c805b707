"""A rulebook by what is typed for it: one that ships, a file, or the desk's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.rulebook.upgrade import upgraded
from servicectl.store.team.files import whole
from servicectl.store.team.kept_kinds import content_id
from servicectl.store.team.package_data import profile, profiles
from servicectl.store.team.paths import POLICIES
from servicectl.store.yaml.read import load, read_bytes


class NamedRulebook(NamedTuple):
    """The bytes of a rulebook, and what it is called where something in it is wrong."""

    data: bytes
    shown: str

    def read(self) -> Policy:
        """Return the rulebook; raise BadData with all that is wrong in it."""
        raw = whole(load(self.data, self.shown))
        return whole(read_policy(raw, self.shown, content_id(self.data)))

    def upgraded(self) -> NamedRulebook:
        """Return it in the latest language; raise Refused where it is written in that."""
        return self._replace(data=upgraded(self.data.decode()).encode())

    @property
    def kinds(self) -> Kinds:
        return self.read().kinds


def named_rulebook(name: str | None, folder: Path, root: Callable[[], Path]) -> NamedRulebook:
    """Return a rulebook: one that ships, else the file of that name, without a name the desk's own.

    Raises UsageError where there is none, Unreadable where the file cannot be read.
    """
    if name is None:
        return NamedRulebook(read_bytes(root() / POLICIES, shown=POLICIES), POLICIES)
    if name not in profiles() and (folder / name).is_file():
        return NamedRulebook(read_bytes(folder / name, shown=name), name)
    return NamedRulebook(profile(name), name)
