"""One search through the register and the ledger that tells which files have to be read.

Most need not: an entry that was answered, a count that an adjustment names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.accounts import accounts_of
from servicectl.domain.master.roster import Person
from servicectl.domain.rulebook.duty import DutyInputs
from servicectl.errors import NotedIn, Problem
from servicectl.named_tuple import NamedTuple
from servicectl.store.team.grep import searching_lines
from servicectl.store.team.paths import LEDGER, REGISTER, files_below, voucher_path
from servicectl.store.team.team import Team

MAKER = "maker:"
APPROVED = ("approved_by: ", "checked_by: ")


class DutySearch(NamedTuple):
    """What was asked, and found: who has left, the entries there are, lines of files by path."""

    team: Team
    inputs: DutyInputs
    gone: Sequence[Person]
    entries: Sequence[str]
    lines: Mapping[str, Sequence[str]]
    problems: list[Problem]

    def vouchers_of(self, person: str) -> list[Voucher]:
        """Return the vouchers that touch a person's accounts."""
        return self.vouchers(*accounts_of(person))

    def vouchers(self, *words: str) -> list[Voucher]:
        """Return the vouchers of now or before with a line that holds one of these words."""
        paths = [
            path
            for path, lines in self.lines.items()
            if path.startswith(LEDGER)
            and (not lines or any(word in line for word in words for line in lines))
        ]
        return self.read(paths)

    def read(self, paths: Iterable[str]) -> list[Voucher]:
        """Return the vouchers in these files that can be read, of now or before."""
        found = []
        for path in paths:
            with NotedIn(self.problems):
                found.append(self.team.voucher_at(path))
        return [voucher for voucher in found if voucher.at <= self.inputs.now]


@contextmanager
def searching_duties(
    team: Team, inputs: DutyInputs
) -> Iterator[Callable[[list[Problem]], DutySearch]]:
    """Have git search for what may be open; hand out what returns it.

    What cannot be read goes to the problems that it is given.
    """
    gone = [p for p in inputs.people if p.until and p.until < inputs.today]
    with searching_lines(team.root, (REGISTER, LEDGER), _patterns(gone)) as lines:

        def found(problems: list[Problem]) -> DutySearch:
            entries = list(files_below(team.root, REGISTER, problems))
            return DutySearch(team, inputs, gone, entries, lines(), problems)

        yield found


def _patterns(gone: Sequence[Person]) -> Sequence[str]:
    """Return what the lines look like that tell what may be open."""
    accounts = [MAKER, *(account for person in gone for account in accounts_of(person.id))]
    held = "|".join(map(re.escape, accounts))
    return (
        r"(steps:|  did: answer)",
        r"(did: count|did: adjust|did: reverse|did: confirm|voucher: .*)",
        r"(approved_by|checked_by): .*",
        rf" *(- )?(from|to): ['\"]?({held}).*",
    )


def without_adjustment(found: DutySearch) -> set[str]:
    """Return the counts that no adjustment names, as far as the lines tell."""
    counts = {Path(path).stem for path, lines in found.lines.items() if "did: count" in lines}
    back = {voucher for _, voucher in _named(found, "did: reverse")}
    adjusted = (v for adjustment, v in _named(found, "did: adjust") if adjustment not in back)
    return counts - set(adjusted)


def not_confirmed(found: DutySearch) -> set[str]:
    """Return the vouchers that name who approved, and have fewer answers than names."""
    answered = Counter(voucher for _, voucher in _named(found, "did: confirm"))
    return {
        id
        for id, lines in ((Path(path).stem, lines) for path, lines in found.lines.items())
        if answered[id] < sum(line.startswith(APPROVED) for line in lines)
    }


def about(found: DutySearch, ids: Collection[str]) -> list[Voucher]:
    """Return what answers some vouchers or books them back, and what books that back."""
    named = [*_named(found, "did: confirm"), *_named(found, "did: reverse")]
    first = {id for id, voucher in named if voucher in ids}
    further = {id for id, voucher in named if voucher in first}
    return found.read(voucher_path(id) for id in sorted(first | further))


def _named(found: DutySearch, did: str) -> Iterator[tuple[str, str]]:
    """Yield each voucher of a kind with the one that it names, by the lines found."""
    for path, lines in found.lines.items():
        if did in lines:
            names = (line for line in lines if line.startswith("voucher: "))
            yield from ((Path(path).stem, line.split()[1].strip("'\"")) for line in names)
