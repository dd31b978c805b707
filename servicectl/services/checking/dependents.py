"""What rests on records that were changed: vouchers that name them, and that fitted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from servicectl.errors import Place, Problem, msg
from servicectl.services.checking.dangling_references import records_by_id
from servicectl.store.team.grep import vouchers_with_any
from servicectl.store.team.history import Revision
from servicectl.store.team.team import Team

Check = Callable[[Team, Sequence[str]], Sequence[Problem]]


def no_longer_fitting(team: Team, found: Sequence[str], check: Check) -> Iterator[Problem]:
    """Yield each edited file by which a voucher that was right is wrong now.

    ``check`` tells what is wrong with files of a team; ``found`` are the files that were edited.
    """
    with Revision(team.root) as then:
        head = Team(team.root, then.read)
        for path in found:
            yield from _misfit(team, head, path, found, check)


def _misfit(
    team: Team, head: Team, path: str, found: Sequence[str], check: Check
) -> Iterator[Problem]:
    """Yield an edited file if a voucher that was right as of HEAD is wrong now."""
    then = records_by_id(head.data(path), path)
    now = records_by_id(team.data(path), path)
    changed = [id for id in then if id in now and then[id] != now[id]]
    others = [p for p in vouchers_with_any(team.root, changed) if p not in found]
    if not changed or not others:
        return
    known = {(problem.place, problem.rule) for problem in check(head, others)}
    named = [p for p in check(team, others) if p.place.path not in found]  # there it is named
    # What was wrong before is not of this edit.
    new = (p for p in named if (p.place, p.rule) not in known)
    problem = next(new, None)
    if problem is not None:
        place, said = str(problem.place), problem.message
        text = msg("what is booked does not fit it: {place}: {said}", place=place, said=said)
        remedy = msg("put it back; a part counted otherwise is another part")
        yield Problem(Place(path), "still-named", text, remedy)
