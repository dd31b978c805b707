"""A record as it was before one recording: given back in a new commit, if nothing rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servicectl.domain.schema import commands
from servicectl.errors import BadData, Message, Refused, msg
from servicectl.services.checking.dependents import no_longer_fitting
from servicectl.services.checking.files import check_files
from servicectl.services.records.rights import check_may_record
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team import paths
from servicectl.store.team.recordings import Altered, Recording, altered_by
from servicectl.store.team.team import Team

_GROWS = (paths.LEDGER, paths.RULEBOOKS, paths.REGISTER)
_GROWS_ON = msg("the register only grows: servicectl register clarify ENTRY --text TEXT")
_IN_AN_EDITOR = msg("correct it in an editor, then: servicectl save")


def former_contents(team: Team, recording: Recording) -> tuple[Altered, ...]:
    """Return what a recording of records changed; raise Refused where it cannot be given back."""
    found = tuple(altered_by(team.root, recording.commit))
    for each in found:
        _check_record(recording, each)
    _check_unchanged((each.path, team.data(each.path), each.after) for each in found)
    return found


def _check_record(recording: Recording, each: Altered) -> None:
    """Raise Refused for what is no record, and for one that was new."""
    path = each.path
    if not path.startswith(f"{paths.INVENTORY}/") or path.startswith(_GROWS):
        raise Refused(
            msg("{what} changed {path}, which is no record", what=recording.what, path=path),
            _GROWS_ON if path.startswith(paths.REGISTER) else _IN_AN_EDITOR,
        )
    if each.before is None:
        raise Refused(msg("{path} was new, and what is on file stays", path=path), _way(path))


def _check_unchanged(files: Iterable[tuple[str, bytes | None, bytes | None]]) -> None:
    """Raise Refused where a file is not as a recording left it."""
    for path, now, then in files:
        if now != then:
            raise Refused(msg("{path} was changed again since", path=path), _way(path))


def _way(path: str) -> Message:
    id = path.rpartition("/")[2].removesuffix(".yaml")
    if path.startswith(f"{paths.CUSTOMERS}/"):
        return commands.customer.edit(id).message
    return _IN_AN_EDITOR


def give_back(session: Session, recording: Recording, former: Sequence[Altered]) -> str:
    """Commit the former content of records; return the commit.

    Raises BadData with what would be wrong then, Refused where the actor may not record it.
    """
    contents = {each.path: each.before or b"" for each in former}

    def decide(reader: Reader) -> tuple[Change, None]:
        _check_unchanged((each.path, reader.read(each.path), each.after) for each in former)
        team = Team(session.root, lambda path: contents.get(path) or reader.edited(path))
        by = _permitted(session, team, recording)
        problems = check_files(team, list(contents))
        problems += no_longer_fitting(team, list(contents), check_files)
        if problems:
            raise BadData(problems)
        writes = tuple(Write(path, content) for path, content in contents.items())
        return Change(writes, f"undo: {recording.subject}", (("By", by),)), None

    commit, _ = record(session.root, decide, now=session.now, who=session.committer)
    return commit


def _permitted(session: Session, team: Team, recording: Recording) -> str:
    """Return who acts; raise Refused unless he might still record it."""
    person = actor(session, team)
    check_may_record(person, recording.subject)
    return person.id
