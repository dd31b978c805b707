"""Committing what was edited by hand, once it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from servicectl.errors import BadData, Place, Problem, UsageError, msg
from servicectl.services.checking.dependents import no_longer_fitting
from servicectl.services.checking.files import case_in, check_files
from servicectl.services.checking.heads import by_hand
from servicectl.services.checking.ledger import is_voucher, voucher_altered
from servicectl.services.checking.rests import rests_altered
from servicectl.services.queries.leavers import leavers_holding
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team import paths
from servicectl.store.team.history import Revision, changed_paths, committed
from servicectl.store.team.team import Team
from servicectl.validate.append_only import rewritten, still_to_come


def save_edits(session: Session, wanted: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Check and commit what was edited by hand; return the commit and the files.

    Raises BadData with every problem of the edited files (nothing is committed then), UsageError
    for a path that was not edited.
    """

    def decide(reader: Reader) -> tuple[Change, tuple[str, ...]]:
        found = _edited(session.root, wanted)
        team = Team(session.root, reader.edited)
        problems = [*check_files(team, found), *_lost(team, found), *_rewritten(team, found)]
        problems += no_longer_fitting(team, found, check_files)
        if paths.ROSTER in found:
            problems += [*leavers_holding(team, session.now), *rests_altered(team)]
        with Revision(session.root) as head:
            for path in found:
                was = head.read(path)
                problems += _history_against(was, team, path, session.now)
                if is_voucher(path) and not any(path == p.place.path for p in problems):
                    problems += voucher_altered(was, team.data(path), path)
        if problems:
            raise BadData(problems)
        by = actor(session, team).id
        writes = tuple(Write(path, team.data(path) or b"") for path in found)
        subject = f"save: {len(writes)} edited by hand"
        return Change(writes, subject, (("By", by),), by_hand=True), tuple(found)

    return record(session.root, decide, now=session.now, who=session.committer)


def _history_against(old: bytes | None, team: Team, path: str, now: datetime) -> Iterator[Problem]:
    """Yield where a case's history was changed, or tells of what is still to come."""
    then, file = case_in(team, old, path), case_in(team, team.data(path), path)
    if file and then:
        yield from rewritten(then[0], file[0])
        yield from by_hand(team, path, old)
    if file:
        yield from still_to_come(file[0], now)


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
