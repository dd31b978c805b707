"""What is still named: people, parts, tools and accounts taken out of the file that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from servicectl.domain.master.files import listed_in
from servicectl.domain.master.roster import RosterFile
from servicectl.domain.schema.records import plain
from servicectl.errors import Place, Problem, Unreadable, msg
from servicectl.store.team.grep import files_naming
from servicectl.store.team.history import Revision
from servicectl.store.team.team import Team
from servicectl.store.yaml.read import load
from servicectl.validate.file_kinds import File, read_file

_PUT_BACK = msg("put it back")
_LAST_DAY = msg("put it back; who leaves the team is given a last day: until: DATE")

Problems = Callable[[str], Sequence[Problem]]


def still_named(
    team: Team, files: Sequence[File], wanted: frozenset[str], since: str, problems_of: Problems
) -> Iterator[Problem]:
    """Yield what these files listed at a revision, list no more, and other files name.

    ``problems_of`` tells what is wrong with one of the others; of those that are ``wanted``
    themselves nothing is said here. No file is opened unless something was taken out.
    """
    with Revision(team.root, since) as then:
        for file in files:
            try:
                lost = _ids(_then(team, then, file.path)) - _ids(file)
            except Unreadable as hurt:
                yield from hurt.problems
                continue
            yield from _named_elsewhere(team, file, lost, wanted, problems_of)


def _named_elsewhere(
    team: Team, file: File, lost: frozenset[str], wanted: frozenset[str], problems_of: Problems
) -> Iterator[Problem]:
    """Yield each of what a file lists no more that another file names."""
    naming = files_naming(team.root, sorted(lost)) if lost else {}
    remedy = _LAST_DAY if isinstance(file.value, RosterFile) else _PUT_BACK
    for id in sorted(lost):
        others = (path for path in naming.get(id, ()) if path not in wanted)
        found = (p.place for path in others for p in problems_of(path) if _is_about(p, id))
        place = next(found, None)
        if place is not None:
            text = msg("{id} was taken out, and {place} names it", id=id, place=str(place))
            yield Problem(Place(file.path), "still-named", text, remedy)


def _then(team: Team, then: Revision, path: str) -> File | None:
    data = then.read(path)
    raw = load(data, path)[0] if data is not None and data != team.data(path) else None
    return read_file(raw, path)[0] if raw is not None else None


def records_by_id(data: bytes | None, path: str) -> dict[str, object]:
    """Return what a file lists, by id; nothing where it lists nothing or cannot be read."""
    raw = load(data, path)[0] if data is not None else None
    file = read_file(raw, path)[0] if raw is not None else None
    names = listed_in(file.value) if file else None
    if file is None or names is None:
        return {}
    items, id = names
    return {str(getattr(item, id)): plain(item) for item in getattr(file.value, items)}


def _ids(file: File | None) -> frozenset[str]:
    names = listed_in(file.value) if file else None
    if file is None or names is None:
        return frozenset()
    items, id = names
    return frozenset(str(getattr(item, id)) for item in getattr(file.value, items))


def _is_about(problem: Problem, id: str) -> bool:
    said = problem.message.values.values()
    return problem.rule.startswith("unknown-") and (id in said or repr(id) in said)
