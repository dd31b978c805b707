"""Making a team's folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from servicectl.domain.schema.kinds import PERSON
from servicectl.errors import RepositoryError, msg
from servicectl.store.git.identity import Committer, Identity
from servicectl.store.git.init import create
from servicectl.store.team import paths
from servicectl.store.team.files import Files
from servicectl.store.team.merge_driver import LINES, configure
from servicectl.store.team.package_data import profile, shipped
from servicectl.store.yaml.write import dump

ATTRIBUTES = b"""# What a team keeps has LF line ends everywhere.
cases/** -text
inventory/** -text
templates/** -text
policies.yaml -text

# git merges these by meaning; who has no servicectl gets ordinary conflicts (docs/clones.md).
""" + b"".join(line.encode() + b"\n" for line in LINES)


@dataclass(frozen=True, slots=True)
class NewTeam:
    """What ``init`` made: the folder and its first commit."""

    folder: Path
    commit: str


def create_team(
    folder: Path, name: str, *, sample: bool, language: str | None, now: datetime
) -> NewTeam:
    """Make a git repository with a rulebook, a roster and templates in a new or empty folder.

    Without ``sample`` the roster is git's identity alone, in every role. Raises UsageError for an
    unknown rulebook, RepositoryError for a folder that is in use and where git knows nobody.
    """
    rules = profile(name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RepositoryError(
            msg("{folder} is not empty", folder=str(folder)), msg("name a new folder")
        )
    nearest = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    who = Committer(nearest)()
    commit = create(folder, _files(folder, rules, who, sample, language), f"init {name}", now)
    configure(folder)
    return NewTeam(folder, commit)


def _files(
    folder: Path, rules: bytes, who: Identity, sample: bool, language: str | None
) -> Sequence[tuple[str, bytes]]:
    if language:
        rules = re.sub(rb"(?m)^language: .*$", b"language: " + language.encode(), rules)
    files = [(paths.POLICIES, rules), (".gitattributes", ATTRIBUTES)]
    files += [(f"{paths.TEMPLATES}/{path}", data) for path, data in shipped("templates")]
    if sample:
        return [
            *files,
            *((f"{paths.INVENTORY}/{path}", data) for path, data in shipped("sample/inventory")),
        ]
    roles = Files(folder).kinds_in(rules, paths.POLICIES).words["role"]
    return [
        *files,
        (paths.ROSTER, dump({"schema": 1, "people": [_alone(who, roles)]}).encode()),
        (paths.PARTS, dump({"schema": 1, "parts": []}).encode()),
        (paths.PRODUCTS, dump({"schema": 1, "products": []}).encode()),
    ]


def _alone(who: Identity, roles: Iterable[str]) -> dict[str, object]:
    """Return the one person of a team of one, in every role."""
    word = re.sub(r"[^a-z0-9_.-]", "", who.email.partition("@")[0].lower())
    id = word if PERSON.fits(word) else "me"
    return {"id": id, "name": who.name, "roles": list(roles), "email": who.email}
