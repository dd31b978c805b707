"""A team's files as values, one by one: customers, units, cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from servicectl.domain.assets import Customer, Unit
from servicectl.domain.cases import Case, read_case
from servicectl.domain.kinds import MISSING, Findings
from servicectl.domain.marked import Map
from servicectl.domain.records import Record, read_record
from servicectl.errors import BadData, Place, Problem, msg
from servicectl.store import paths
from servicectl.store.yamlread import load, read_bytes

R = TypeVar("R", bound=Record)
Source = Callable[[str], bytes | None]


class Files:
    """The files below ``root``. ``source`` reads one by its path; the default is the work tree.

    Every method raises BadData with all problems of a file that it needs.
    """

    def __init__(self, root: Path, source: Source | None = None) -> None:
        self.root = root
        self._source = source or self._from_work_tree

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

    def record(self, record: type[R], path: str) -> R:
        """Return the record that one file holds."""
        found = Findings(path)
        value = read_record(record, self.document(path), found)
        if found.problems or value is MISSING:
            raise BadData(found.problems)
        return value

    def customer(self, id: str) -> Customer:
        """Return one customer."""
        return self.record(Customer, f"{paths.CUSTOMERS}/{id}.yaml")

    def unit(self, serial: str) -> Unit:
        """Return one unit."""
        return self.record(Unit, f"{paths.UNITS}/{serial}.yaml")

    def has_unit(self, serial: str) -> bool:
        """Return whether a unit is on file."""
        return self._source(f"{paths.UNITS}/{serial}.yaml") is not None

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
                yield self.record(Customer, path)
            except BadData as error:
                problems.extend(error.problems)


def _stray(path: str) -> Problem:
    return Problem(
        Place(path),
        "stray-file",
        msg("no such file is kept here"),
        msg("servicectl validate {path} tells more", path=path),
    )
