"""Checking files: read each, then ask every rule."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.customers import Customer
from servicectl.domain.master.files import listed_in
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.schema.characters import folded, search_key
from servicectl.domain.schema.nodes import Map
from servicectl.errors import BadData, Place, Problem, UsageError, msg
from servicectl.output.sheets import render
from servicectl.services.checking.clashes import Settled, as_it_counts, settled_fields
from servicectl.services.checking.dangling_references import still_named
from servicectl.services.checking.ledger import LedgerCheck, Vouchers, is_voucher
from servicectl.store.team import paths
from servicectl.store.team.files import is_of_another_rulebook
from servicectl.store.team.history import changed_since, looking_at_head
from servicectl.store.team.kept_kinds import content_id
from servicectl.store.team.package_data import is_shipped
from servicectl.store.team.remembered import remembered
from servicectl.store.team.team import Team
from servicectl.store.team.templates import SUFFIX, template_text
from servicectl.store.yaml.read import load
from servicectl.validate.file_kinds import File, read_file
from servicectl.validate.file_rules import check
from servicectl.validate.ledger_rules import check_standing, check_voucher, check_wanted

_MEANT: dict[Hashable, tuple[File | None, Sequence[Problem]]] = {}


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
                file, _ = _file(self.team, path)
                self._records[path] = file.value if file else None
            except BadData:
                self._records[path] = None
        return self._records[path]

    def customers(self, name: str) -> Iterable[Customer]:
        """Return the customers of a name (its search key), those merged into others left out."""
        return self._customers.get(name, ())

    @cached_property
    def _customers(self) -> dict[str, list[Customer]]:
        found: dict[str, list[Customer]] = {}
        for customer in self.team.customers([]):
            if customer.merged_into is None:
                found.setdefault(search_key(customer.name), []).append(customer)
        return found

    def units(self, number: str) -> Iterable[str]:
        """Return the ids of the units on file with a number, folded and in small letters."""
        return self._units.get(number, ())

    @cached_property
    def _units(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in paths.files_below(self.team.root, paths.UNITS, []):
            id = Path(path).stem
            found.setdefault(folded(id).casefold().partition("@")[0], []).append(id)
        return found

    def words(self, listed: str) -> Collection[str]:
        """Return the words of a list by today's rulebook, and by those that are kept."""
        kept = paths.files_below(self.team.root, paths.RULEBOOKS, [])
        found: list[Iterable[str]] = []
        for id in (None, *(Path(path).stem for path in kept)):
            with suppress(BadData):
                kinds = self.team.policy.kinds if id is None else self.team.kinds_of(id)
                found.append(kinds.words.get(listed, ()))
        return tuple(dict.fromkeys(word for words in found for word in words))

    def content_id(self, path: str) -> str:
        """Return the content id of a file."""
        return content_id(self.team.data(path) or b"")


def check_files(
    team: Team, wanted: Sequence[str], since: str = "HEAD", settled: list[Settled] | None = None
) -> list[Problem]:
    """Return every problem of these files, in the order of their places.

    ``settled`` gets what did not fit and was settled of the cases among them.

    With cases and vouchers comes what the ledger says of them (see LedgerCheck), with a file that
    lists what others name what it has lost since a revision (see still_named).
    """
    others = Others(team)
    ledger = LedgerCheck(team, others.vouchers, wanted)
    problems: list[Problem] = []
    lists, fields = list[File](), list[Settled]()
    for path in wanted:
        file, found = _checked(team, path, others)
        problems += found
        if file is not None and isinstance(file.value, Case):
            problems += ledger.of_case(file.value)
        fields += settled_fields(file) if file is not None else ()
        if file is not None and listed_in(file.value):
            lists.append(file)
    problems += ledger.problems(others.record)
    problems += (problem for file in ledger.in_force for problem in check_standing(file, others))
    chosen = frozenset(wanted)
    problems += still_named(team, lists, chosen, since, lambda p: _checked(team, p, others)[1])
    with looking_at_head(team.root, chosen.__contains__) as hurt:
        problems += [problem for problem in hurt() if problem not in problems]
    if settled is not None:
        settled += sorted([*ledger.settled, *fields])
    return sorted(problems, key=lambda problem: (problem.place, problem.rule))


def _checked(team: Team, path: str, others: Others) -> tuple[File | None, Sequence[Problem]]:
    """Return a file, None where it says nothing, and what is wrong in it, and in what it names."""
    try:
        if path.startswith(f"{paths.TEMPLATES}/"):
            return None, _of_template(team, path)
        file, found = others.vouchers.read(path) if is_voucher(path) else _file(team, path)
    except BadData as error:
        return None, error.problems
    if file is None or file.value is None or (is_voucher(path) and found):
        return None, found
    return file, [*found, *check(file, others), *_with_goods(file, others)]


def _with_goods(file: File, others: Others) -> Iterator[Problem]:
    """Yield what is wrong with what a case asks for, or with what a voucher moves."""
    if isinstance(file.value, Case):
        yield from check_wanted(file, others)
    elif isinstance(file.value, Voucher):
        yield from check_voucher(file, others)


def _of_template(team: Team, path: str) -> Sequence[Problem]:
    """Return what keeps a template from being read; nothing of one that is as it ships."""
    data = team.data(path)
    if data is None or not path.endswith(SUFFIX) or is_shipped(path, data):
        return ()
    return render.unreadable(template_text(path, data), path)


def _file(team: Team, path: str) -> tuple[File | None, Sequence[Problem]]:
    if not path.endswith(".yaml"):
        team.data(path)  # raises BadData for what is there and cannot be read
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
    raw = team.parsed(data, path)
    if path.startswith(f"{paths.CASES}/"):
        return as_it_counts(team, *read_file(raw, path, team.read_case))
    if path != paths.POLICIES:
        found = _meant(raw, path, data, (team.own_text,))
        again = is_of_another_rulebook(found[1])
        return _meant(raw, path, data, team.own_texts) if again else found
    try:  # as the team reads it, which keeps what it read
        return File(path, raw, team.policy), ()
    except BadData as error:
        return File(path, raw, None), error.problems


def _meant(
    raw: Map, path: str, data: bytes, own: tuple[str, ...]
) -> tuple[File | None, Sequence[Problem]]:
    return remembered(_MEANT, (data, path, own), partial(read_file, raw, path, own=own))


def _every_file(team: Team) -> list[str]:
    """Return every file that a team keeps: the rulebook, what is on file, the templates.

    A folder that cannot be read stands there in place of its files.
    """
    folders = (*paths.DATA_FOLDERS, paths.TEMPLATES)
    hurt: list[Problem] = []
    below = [path for folder in folders for path in paths.files_below(team.root, folder, hurt)]
    return [paths.POLICIES, *below, *(problem.place.path for problem in hurt)]


def chosen_files(team: Team, wanted: Sequence[str], since: str | None = None) -> list[str]:
    """Return the files that relative paths name, every one where none is [changed since then].

    Raises UsageError for a path that names none, and for an unknown revision.
    """
    files = _every_file(team)
    if wanted:
        files = _named(files, wanted)
    if since:
        changed = set(changed_since(team.root, since))
        files = [path for path in files if path in changed]
    return files


def _named(files: Sequence[str], wanted: Sequence[str]) -> list[str]:
    chosen: list[str] = []
    for name in wanted:
        prefix = name.rstrip("/")
        hits = [path for path in files if path == prefix or path.startswith(prefix + "/")]
        if not hits:
            raise UsageError(msg("{path} is no file of this team", path=name))
        chosen += hits
    return list(dict.fromkeys(chosen))


def case_in(team: Team, data: bytes | None, path: str) -> tuple[Case, Map] | None:
    """Return the case in a file's bytes and the file, or None where none is to be read."""
    raw = load(data, path)[0] if data is not None else None
    file = read_file(raw, path, team.read_case)[0] if raw is not None else None
    return (file.value, file.raw) if file is not None and isinstance(file.value, Case) else None
