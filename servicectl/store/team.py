"""One team's files as values; each file is read at most once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from servicectl.domain.assets import Customer, Unit
from servicectl.domain.cases import Case, read_case
from servicectl.domain.clocks import Clock, Desk, clocks_of
from servicectl.domain.contracts import Contract
from servicectl.domain.kinds import MISSING, Findings
from servicectl.domain.marked import Map
from servicectl.domain.policies import Policy, read_policy
from servicectl.domain.records import read_record
from servicectl.domain.roster import Roster, RosterFile
from servicectl.errors import BadData, Place, Problem, UsageError, msg
from servicectl.store import paths
from servicectl.store.yamlread import load, read_bytes

R = TypeVar("R", bound=Hashable)
Source = Callable[[str], bytes | None]


def content_id(data: bytes) -> str:
    """Return the id of a rulebook: the first 12 hex digits of the SHA-256 of its file."""
    return hashlib.sha256(data).hexdigest()[:12]


class Team:
    """The files below ``root``. ``source`` reads one by its path; the default is the work tree.

    Every method raises BadData with all problems of a file that it needs.
    """

    def __init__(self, root: Path, source: Source | None = None) -> None:
        self.root = root
        self._source = source or self._from_work_tree
        self._policies: dict[str, Policy] = {}
        self._roster: Roster | None = None
        self._current: tuple[Policy, bytes] | None = None

    def _from_work_tree(self, path: str) -> bytes | None:
        if not (self.root / path).exists() and not (self.root / path).is_symlink():
            return None
        return read_bytes(self.root / path, shown=path)

    def data(self, path: str) -> bytes | None:
        """Return a file's bytes, or None where it is not there."""
        return self._source(path)

    def document(self, path: str) -> Map:
        """Return a file's content with positions."""
        data = self._source(path)
        if data is None:
            raise BadData([Problem(Place(path), "missing", msg("this file is not there"))])
        top, problems = load(data, path)
        if problems or top is None:
            raise BadData(problems)
        return top

    def _record(self, record: type[R], path: str) -> R:
        found = Findings(path)
        value = read_record(record, self.document(path), found)
        if found.problems or value is MISSING:
            raise BadData(found.problems)
        return value

    @property
    def policy(self) -> Policy:
        """Return today's rulebook."""
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
        top, problems = load(data, path)
        if problems or top is None:
            raise BadData(problems)
        policy, problems = read_policy(top, path, content_id(data))
        if policy is None:
            raise BadData(problems)
        return policy

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

    @property
    def roster(self) -> Roster:
        """Return the people."""
        if self._roster is None:
            self._roster = Roster(self._record(RosterFile, paths.ROSTER).people)
        return self._roster

    def customer(self, id: str) -> Customer:
        """Return one customer."""
        return self._record(Customer, f"{paths.CUSTOMERS}/{id}.yaml")

    def unit(self, serial: str) -> Unit:
        """Return one unit."""
        return self._record(Unit, f"{paths.UNITS}/{serial}.yaml")

    def has_unit(self, serial: str) -> bool:
        """Return whether a unit is on file."""
        return self._source(f"{paths.UNITS}/{serial}.yaml") is not None

    def contract(self, id: str) -> Contract:
        """Return one maintenance contract."""
        return self._record(Contract, f"{paths.CONTRACTS}/{id}.yaml")

    def case(self, reference: str) -> Case:
        """Return the case that an id, or the beginning or end of one, means."""
        return self.case_at(paths.case_path(paths.find_case(self.root, reference)))

    def case_at(self, path: str) -> Case:
        """Return the case in one file."""
        case, problems = read_case(self.document(path), path)
        if problems or case is None:
            raise BadData(problems)
        return case

    def cases(self, problems: list[Problem]) -> Iterator[Case]:
        """Yield every case that can be read; what is wrong with the others goes to ``problems``."""
        for path in paths.case_paths(self.root):
            if path != paths.case_path(Path(path).stem):
                problems.append(_stray(path))
                continue
            try:
                yield self.case_at(path)
            except BadData as error:
                problems.extend(error.problems)

    def customers(self, problems: list[Problem]) -> Iterator[Customer]:
        """Yield every customer that can be read, as :meth:`cases` does."""
        for path in paths.files_below(self.root, paths.CUSTOMERS):
            try:
                yield self._record(Customer, path)
            except BadData as error:
                problems.extend(error.problems)

    def clocks(self, case: Case, now: datetime) -> tuple[Clock, ...]:
        """Return a case's clocks: its own rulebook, today's calendar (design.md §3)."""
        contract = case.head.get("contract")
        desk = Desk(
            policy=self.rulebook(case.policy),
            calendar=self.policy.calendar,
            now=now,
            shifts=self.roster.shifts,
            contract=self.contract(contract) if contract else None,
        )
        return clocks_of(case, desk)


def _stray(path: str) -> Problem:
    return Problem(
        Place(path),
        "stray-file",
        msg("no such file is kept here"),
        msg("servicectl validate {path} tells more", path=path),
    )


def unknown_person(id: str) -> UsageError:
    """Return the error for a person who is not in the roster."""
    return UsageError(
        msg("{id} is not in the roster", id=id), msg("servicectl roster show lists all")
    )
