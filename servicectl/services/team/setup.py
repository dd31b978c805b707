"""Making a team's folder, and committing what was edited by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from servicectl.domain.schema.kinds import PERSON
from servicectl.domain.schema.vocabulary import ROLES
from servicectl.errors import BadData, Place, Problem, RepositoryError, UsageError, msg
from servicectl.services.checking.files import case_in, check_files
from servicectl.services.checking.ledger import is_voucher, voucher_altered
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.git.command import Git, Identity, identity
from servicectl.store.git.init import create
from servicectl.store.team import paths
from servicectl.store.team.history import changed_paths, committed
from servicectl.store.team.package_data import profile, shipped
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import dump
from servicectl.validate.append_only import rewritten, still_to_come

ATTRIBUTES = b"""# What a team keeps has LF line ends everywhere.
cases/** -text
inventory/** -text
templates/** -text
policies.yaml -text
"""


@dataclass(frozen=True, slots=True)
class NewTeam:
    """What ``init`` made: the folder and its first commit."""

    folder: Path
    commit: str


def init(folder: Path, name: str, *, sample: bool, language: str | None, now: datetime) -> NewTeam:
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
    who = identity(Git(nearest))
    commit = create(folder, _files(rules, who, sample, language), f"init {name}", now)
    return NewTeam(folder, commit)


def _files(
    rules: bytes, who: Identity, sample: bool, language: str | None
) -> Sequence[tuple[str, bytes]]:
    if language:
        rules = re.sub(rb"(?m)^language: .*$", b"language: " + language.encode(), rules)
    files = [(paths.POLICIES, rules), (".gitattributes", ATTRIBUTES)]
    files += [(f"{paths.TEMPLATES}/{path}", data) for path, data in shipped("templates")]
    if sample:
        return [
            *files,
            *((f"inventory/{path}", data) for path, data in shipped("sample/inventory")),
        ]
    return [
        *files,
        (paths.ROSTER, dump({"schema": 1, "people": [_alone(who)]}).encode()),
        (paths.PARTS, dump({"schema": 1, "parts": []}).encode()),
        (paths.PRODUCTS, dump({"schema": 1, "products": []}).encode()),
    ]


def _alone(who: Identity) -> dict[str, object]:
    """Return the one person of a team of one, in every role."""
    word = re.sub(r"[^a-z0-9_.-]", "", who.email.partition("@")[0].lower())
    id = word if PERSON.fits(word) else "me"
    return {"id": id, "name": who.name, "roles": list(ROLES), "email": who.email}


def save(session: Session, wanted: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Check and commit what was edited by hand; return the commit and the files.

    Raises BadData with every problem of the edited files (nothing is committed then), UsageError
    for a path that was not edited.
    """
    saved: list[str] = []

    def decide(reader: Reader) -> Change:
        found = _edited(session.root, wanted)
        team = Team(session.root, reader.edited)
        problems = [*check_files(team, found), *_lost(team, found), *_rewritten(team, found)]
        for path in found:
            was = committed(session.root, path)
            problems += _history_against(was, team, path, session.now)
            if is_voucher(path) and not any(path == problem.place.path for problem in problems):
                problems += voucher_altered(was, team.data(path), path)
        if problems:
            raise BadData(problems)
        saved[:] = found
        by = actor(session, team).id
        writes = tuple(Write(path, team.data(path) or b"") for path in found)
        subject = f"save: {len(writes)} edited by hand"
        return Change(writes, subject, (("By", by),), by_hand=True)

    commit = record(session.root, decide, now=session.now)
    return commit, tuple(saved)


def _history_against(old: bytes | None, team: Team, path: str, now: datetime) -> Iterator[Problem]:
    """Yield where a case's history was changed, or tells of what is still to come."""
    then, case = case_in(old, path), case_in(team.data(path), path)
    if case:
        yield from rewritten(then, case) if then else ()
        yield from still_to_come(case, now)


def _edited(root: Path, wanted: Sequence[str]) -> list[str]:
    edited = changed_paths(root)
    names = {str(Path(path)) for path in wanted}
    unknown = sorted(
        name for name in names if not any(p == name or p.startswith(name + "/") for p in edited)
    )
    if unknown:
        raise UsageError(msg("{path} was not edited", path=unknown[0]))
    chosen = [p for p in edited if not names or any(p == n or p.startswith(n + "/") for n in names)]
    if not chosen:
        raise UsageError(msg("nothing was edited"))
    return chosen


def _rewritten(team: Team, found: Sequence[str]) -> list[Problem]:
    """Return a problem for each entry of the register that was changed: it only grows (R085)."""
    entries = [path for path in found if path.startswith(f"{paths.REGISTER}/")]
    return [
        Problem(
            Place(path),
            "register-changed",
            msg("an entry of the register was changed"),
            msg("git restore -SW {path} brings it back", path=path),
        )
        for path in entries
        if not (team.data(path) or b"").startswith(committed(team.root, path) or b"")
    ]


def _lost(team: Team, found: Sequence[str]) -> list[Problem]:
    """Return a problem for each file that was deleted: what is on file stays on file."""
    return [
        Problem(
            Place(path),
            "deleted",
            msg("this file was deleted"),
            msg("git restore -SW {path} brings it back", path=path),
        )
        for path in found
        if team.data(path) is None
    ]
