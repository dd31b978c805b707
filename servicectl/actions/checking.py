"""Checking files: read each, then ask every rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from servicectl.actions.ledger_check import LedgerCheck, Vouchers, is_voucher
from servicectl.actions.numbered import taken_along
from servicectl.domain.cases import Case
from servicectl.domain.numbered_forms import NumberedForm
from servicectl.domain.policies import Policy
from servicectl.domain.vouchers import Voucher
from servicectl.errors import BadData, Place, Problem, UsageError, msg
from servicectl.store import paths
from servicectl.store.team import Team, content_id
from servicectl.store.yamlread import load
from servicectl.validate.files import File, read_file
from servicectl.validate.ledger import check_voucher
from servicectl.validate.rules import check


class Others:
    """What the other files of a team say; each is read at most once."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.vouchers = Vouchers(team)
        self._records: dict[str, Any] = {}

    def exists(self, path: str) -> bool:
        """Return whether this file is there."""
        try:
            return self.team.data(path) is not None
        except BadData:
            return True  # there is something, and it is named where it stands

    def people(self) -> Iterable[str] | None:
        """Return the ids of the roster; None where it cannot be read."""
        try:
            return [person.id for person in self.team.roster.people]
        except BadData:
            return None

    def rulebook(self, id: str) -> Policy | None:
        """Return a kept rulebook; None where it cannot be read."""
        try:
            return self.team.rulebook(id)
        except BadData:
            return None

    def record(self, path: str) -> Any:
        """Return the record in a file; None where it cannot be read."""
        if is_voucher(path):
            file = self.vouchers.written(path)
            return file.value if file else None
        if path not in self._records:
            try:
                file, _ = read_file(self.team.document(path), path)
                self._records[path] = file.value if file else None
            except BadData:
                self._records[path] = None
        return self._records[path]

    def content_id(self, path: str) -> str:
        """Return the content id of a file."""
        return content_id(self.team.data(path) or b"")

    def forms(self, number: str) -> Iterable[NumberedForm]:
        """Return for which cases the form of this number was taken along."""
        return [form for form in self._forms if form.number == number]

    @cached_property
    def _forms(self) -> list[NumberedForm]:
        return taken_along(self.team, [])


def check_files(team: Team, wanted: Sequence[str]) -> list[Problem]:
    """Return every problem of these files, in the order of their places.

    With cases and vouchers comes what the ledger says of them: see LedgerCheck.
    """
    others = Others(team)
    ledger = LedgerCheck(team, others.vouchers, wanted)
    problems: list[Problem] = []
    for path in wanted:
        if path.startswith(f"{paths.TEMPLATES}/"):
            continue
        try:
            file, found = others.vouchers.read(path) if is_voucher(path) else _file(team, path)
        except BadData as error:
            problems += error.problems
            continue
        problems += found
        if is_voucher(path) and found:
            continue
        if file is not None and file.value is not None:
            problems += check(file, others)
            problems += _with_the_ledger(file, ledger, others)
    problems += ledger.problems(others.record)
    return sorted(problems, key=lambda problem: (problem.place, problem.rule))


def _with_the_ledger(file: File, ledger: LedgerCheck, others: Others) -> Iterator[Problem]:
    """Yield what is wrong with a case and its vouchers, or with what a voucher names."""
    if isinstance(file.value, Case):
        yield from ledger.of_case(file.value)
    elif isinstance(file.value, Voucher):
        yield from check_voucher(file, others)


def _file(team: Team, path: str) -> tuple[File | None, Sequence[Problem]]:
    if not path.endswith(".yaml"):
        return None, [
            Problem(
                Place(path),
                "stray-file",
                msg("no such file is kept here"),
                msg("take it away, or give it the name of its kind"),
            )
        ]
    data = team.data(path)
    if data is None:
        return None, []
    raw, problems = load(data, path)
    if raw is None:
        return None, problems
    return read_file(raw, path)


def every_file(team: Team) -> list[str]:
    """Return every file that a team keeps as data, in the order of names."""
    return [
        paths.POLICIES,
        *(path for folder in paths.DATA_FOLDERS for path in paths.files_below(team.root, folder)),
    ]


def chosen_files(team: Team, wanted: Sequence[str]) -> list[str]:
    """Return the files that relative paths name; raise UsageError for an unknown one."""
    files = every_file(team)
    chosen: list[str] = []
    for name in wanted:
        prefix = name.rstrip("/")
        hits = [path for path in files if path == prefix or path.startswith(prefix + "/")]
        if not hits:
            raise UsageError(msg("{path} is no file of this team", path=name))
        chosen += hits
    return list(dict.fromkeys(chosen))


def case_in(data: bytes | None, path: str) -> Case | None:
    """Return the case in a file's bytes, or None where there is none to be read."""
    raw = load(data, path)[0] if data is not None else None
    file = read_file(raw, path)[0] if raw is not None else None
    return file.value if file is not None and isinstance(file.value, Case) else None
