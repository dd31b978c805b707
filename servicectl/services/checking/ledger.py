"""Which vouchers a check needs, and what the books, read together with the cases, say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import PurePosixPath

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.papers import paper_of
from servicectl.domain.ledger.unfit import changes
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.desk_force import ALL_COUNT, DeskForce
from servicectl.domain.movements.used_once import (
    Taken,
    may_use,
    taken_along,
    taken_twice,
    used_in,
    used_twice,
)
from servicectl.errors import BadData, Problem, Unreadable, msg
from servicectl.services.checking.clashes import Settled, as_booked, books_and_cases
from servicectl.store.team import paths
from servicectl.store.team.grep import (
    cases_with,
    vouchers_by_paper,
    vouchers_with,
    vouchers_with_any,
)
from servicectl.store.team.history import first_committed
from servicectl.store.team.served import judge_of
from servicectl.store.team.team import Team
from servicectl.store.yaml.read import load
from servicectl.validate.append_only import altered, broken_seal
from servicectl.validate.case_vouchers import check_case
from servicectl.validate.file_kinds import File, read_file
from servicectl.validate.ledger_state import LedgerState
from servicectl.validate.tool_register import unlike_the_register


def is_voucher(path: str) -> bool:
    """Return whether a path is that of a voucher."""
    return path.startswith(f"{paths.LEDGER}/") and path.endswith(".yaml")


def voucher_in(data: bytes, path: str) -> tuple[File | None, tuple[Problem, ...]]:
    """Return the voucher in the bytes of a file, and what is wrong with its form."""
    raw, problems = load(data, path)
    return read_file(raw, path) if raw is not None else (None, problems)


def is_sealed(file: File) -> bool:
    """Return whether a voucher is what its seal says."""
    return isinstance(file.value, Voucher) and file.value.fingerprint == file.value.seal


def voucher_altered(old: bytes | None, new: bytes | None, path: str) -> Iterator[Problem]:
    """Yield where a voucher is not what it was, if only in form."""
    if old is None or new is None or old == new:
        return
    then, now = load(old, path)[0], load(new, path)[0]
    if then is not None and now is not None:
        yield from altered(then, now, path)


class Vouchers:
    """The vouchers of a team, each read at most once.

    Where one was altered since it was written, the rules are asked about the version that git
    has: one altered value is one problem, and not another one wherever it is reckoned with.
    """

    def __init__(self, team: Team) -> None:
        self._team = team
        self.read = lru_cache(maxsize=None)(self._read)

    def _read(self, path: str) -> tuple[File | None, tuple[Problem, ...]]:
        """Return a voucher as it stands there, and what is wrong with it."""
        try:
            data = self._team.data(path)
        except BadData as error:
            return None, error.problems
        file, problems = voucher_in(data, path) if data is not None else (None, ())
        if file is None or (is_sealed(file) and not problems):
            return file, problems
        commit, then = self._first(path)
        if then is None:
            return file, problems or (broken_seal(file.raw, path),)
        remedy = msg("git restore --source={commit} {path}", commit=commit[:12], path=path)
        return file, tuple(altered(then.raw, file.raw, path, remedy))

    def written(self, path: str) -> File | None:
        """Return a voucher as it was written; None where nothing tells."""
        file, problems = self.read(path)
        return file if file and not problems else self._first(path)[1]

    def _first(self, path: str) -> tuple[str, File | None]:
        """Return the commit that first brought a voucher, and the voucher if it was sound."""
        try:
            first = first_committed(self._team.root, path)
        except Unreadable:  # audit names it; the seal tells of the voucher here
            first = None
        if first is None:
            return "", None
        file, problems = voucher_in(first[1], path)
        return first[0], file if file and is_sealed(file) and not problems else None


def _case(others: Callable[[str], object], id: str) -> Case | None:
    case = others(paths.case_path(id))
    return case if isinstance(case, Case) else None


class LedgerCheck:
    """The check of the whole ledger, or of all that bears on the chosen files and nothing else.

    ``checked`` are the vouchers of which something may be said: the chosen ones, and those of the
    chosen cases. The books hold with them every other one that moves the same things.
    """

    def __init__(self, team: Team, vouchers: Vouchers, wanted: Sequence[str]) -> None:
        self._vouchers, self._team = vouchers, team
        self._there = frozenset(paths.files_below(team.root, paths.LEDGER, []))
        self._books = LedgerState()
        self._cases: dict[str, Case | None] = {}
        self.settled: list[Settled] = []
        self._forms: list[Taken] = []
        self._served = judge_of(team.rulebook)
        self._is_whole = set(paths.case_paths(team.root, [])) <= set(wanted)
        chosen = list(filter(is_voucher, wanted))
        cases = [PurePosixPath(path).stem for path in wanted if path.startswith(f"{paths.CASES}/")]
        if self._there <= set(chosen):
            self.checked = self._take(chosen)
        else:
            self.checked = self._take([*chosen, *vouchers_with_any(team.root, cases)])
            self.checked += self._take(vouchers_with_any(team.root, self._further(cases)))
            if paths.TOOLS in wanted:
                self.checked += self._take(vouchers_with(team.root, ["did"], ["tool-add"]))
            self._take(vouchers_with_any(team.root, self._related()))
            papers = filter(None, (paper_of(file.value) for file in self.checked))
            self._take(vouchers_by_paper(team.root, [paper.number for paper in papers]))
        self._named = self._further(cases)

    def _further(self, cases: Sequence[str]) -> list[str]:
        """Return the cases of the vouchers that are checked, without those that were chosen."""
        named = {file.value.case for file in self.checked if file.value.case}
        return sorted(named - set(cases))

    def _take(self, found: Sequence[str]) -> list[File]:
        """Put vouchers into the books; return those that were not there."""
        files = [self._vouchers.written(path) for path in dict.fromkeys(found)]
        new = [f for f in files if f is not None and f.value.id not in self._books.files]
        for file in new:
            self._books.add(file)
        return new

    def _related(self) -> list[str]:
        """Return what other vouchers have to name to bear on those that are checked."""
        words: dict[str, None] = {}
        for file in self.checked:
            voucher: Voucher = file.value
            words |= dict.fromkeys(filter(None, (voucher.id, voucher.reverses)))
            for line in voucher.lines:
                if line.item.kind != "money" or voucher.case is None:
                    words[line.item.id] = None
        return list(words)

    def problems(self, others: Callable[[str], object]) -> Iterator[Problem]:
        """Yield what is wrong with the books, and with the cases that only vouchers name.

        ``others`` tells what a file of the team means; None where it cannot be read.
        """
        for id in self._named:
            case = others(paths.case_path(id))
            if isinstance(case, Case):
                yield from self.of_case(case)
        yield from self._clashes(others)
        yield from self._books.problems(self.checked)
        with suppress(BadData):  # named where it stands
            yield from self._books.unlike_the_catalogue(self.checked, self._team.catalogue)
            if self._team.data(paths.TOOLS) is not None:
                raw, bought = self._team.document(paths.TOOLS), self._books.bought(self.checked)
                yield from unlike_the_register(bought, raw, paths.TOOLS)

    @property
    def in_force(self) -> Iterator[File]:
        """Return those of the vouchers that are checked that are not booked back."""
        return self._books.in_force(self.checked)

    def of_case(self, case: Case) -> Iterator[Problem]:
        """Yield where a case and its vouchers do not agree, and what of a closed one is open."""
        self._take([paths.voucher_path(id) for event in case.history for id in event.vouchers])
        known = {id: file.value for id, file in self._books.of_case(case.id).items()}
        plain = as_booked(case)
        again = may_use(case) and used_in(plain, known, self._served)
        # one in which all is in force is read again if need be
        self._cases[case.id] = plain if case.said or again else None
        self._forms += taken_along(plain)
        yield from check_case(case, self._books, self._is_there)

    def _clashes(self, others: Callable[[str], object]) -> Iterator[Problem]:
        """Yield what does not fit in the books, and leave out of them what does not count."""
        keys = {key for file in self.checked for key in changes(file.value)}
        known = self._known_of_others()
        vouchers = known.counting(file.value for file in self._books.files.values())
        self._cases |= {id: self._cases.get(id) or _case(others, id) for id in self._form_twice()}
        used = partial(used_twice, served=self._served)
        found = books_and_cases(self._cases, vouchers, others, keys.__contains__, used)
        self._books.leave_out(known.counting)
        self._books.leave_out(found.force.counting)
        self.settled += found.settled(self._books)
        yield from (problem for _, problem in found.clashes(self._books))

    def _form_twice(self) -> set[str]:
        """Return the cases that took along one form, those that are not checked among them."""
        numbers = {form.number for form in self._forms}
        if not self._is_whole:
            lines = [f"form_no: {quote}{number}" for number in numbers for quote in ("", "'")]
            others = (PurePosixPath(path).stem for path in cases_with(self._team.root, *lines))
            return {*others, *(form.case for form in self._forms)} if numbers else set()
        late = taken_twice(self._forms)
        twice = {form.number for form in self._forms if form.event in late}
        return {form.case for form in self._forms if form.number in twice}

    def _known_of_others(self) -> DeskForce:
        """Return what does not count of cases that are not checked, but for the books' own word."""
        others = {
            id
            for id, file in self._books.files.items()
            if file.value.event and file.value.case not in self._cases
        }
        if not others:
            return ALL_COUNT
        barred, out, since = self._team.force
        since = {id: at for id, at in since.items() if id in others}
        return DeskForce({}, out & (others - barred.keys()), since)

    def _is_there(self, id: str) -> bool:
        return paths.voucher_path(id) in self._there
