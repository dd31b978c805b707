"""A team's files as values, one by one: customers, units, cases."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.reader import read_case
from servicectl.domain.lines.case_kinds import Kinds, first_kinds
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.movements.desk_force import ALL_COUNT, DeskForce
from servicectl.domain.schema import commands
from servicectl.domain.schema.kinds import MISSING, Findings
from servicectl.domain.schema.nodes import Map
from servicectl.domain.schema.records import Record, read_record, replace
from servicectl.domain.workflow.own import may_say_own
from servicectl.errors import BadData, NotedIn, Place, Problem, Unreadable, UsageError, msg
from servicectl.store.team import paths
from servicectl.store.team.kept_kinds import content_id, kinds_of_file
from servicectl.store.team.parsed import load_kept
from servicectl.store.team.references import find_case
from servicectl.store.team.remembered import remembered
from servicectl.store.yaml.read import read_bytes

if TYPE_CHECKING:
    from servicectl.domain.ledger.voucher import Voucher
    from servicectl.domain.master.catalogue import Catalogue, PriceList, Product, Tool
    from servicectl.store.team.grep import Naming

R = TypeVar("R", bound=Record)
T = TypeVar("T")
M = TypeVar("M", Customer, Unit)
Source = Callable[[str], bytes | None]
_PARSED: dict[Hashable, Map] = {}
_RECORDS: dict[Hashable, Any] = {}


def whole(read: tuple[T | None, Sequence[Problem]]) -> T:
    """Return what was read; raise BadData where it is not whole."""
    value, problems = read
    if problems or value is None:
        raise BadData(problems)
    return value


def _as_filed(record: type[R], *texts: str) -> type[R]:
    """Return a record as rulebooks have it: most add nothing, and then nothing is imported."""
    if not any(texts):
        return record
    from servicectl.domain.workflow.own_records import as_filed

    return as_filed(record, *texts)


def is_of_another_rulebook(problems: Iterable[Problem]) -> bool:
    """Return whether what is wrong may be right under another rulebook: a key nobody knows."""
    return any(problem.rule == "unknown-key" for problem in problems)


class Files:
    """The files below ``root``. ``source`` reads one by its path; the default is the work tree.

    Every method raises BadData with all problems of a file that it needs.
    """

    def __init__(self, root: Path, source: Source | None = None) -> None:
        self.root = root
        self._source = source or self._from_work_tree
        self._customers: dict[str, Customer] = {}
        self._kinds: dict[str, Kinds] = {}
        self._named: dict[Hashable, Naming] = {}

    def _from_work_tree(self, path: str) -> bytes | None:
        try:
            return read_bytes(self.root / path, shown=path)
        except Unreadable as error:
            # Only what is not there is absent: what cannot be read must not look so.
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise

    @cached_property
    def force(self) -> DeskForce:
        """Return which vouchers do not simply count."""
        from servicectl.store.team.force_cache import keep, load, seen

        now, known = seen(self.root), load(self.root)
        if known is None or known.seen != now:
            from servicectl.store.team.reckoning import reckoned

            known = reckoned(self.as_booked, known, now)
            keep(self.root, known)
        return known.force

    @property
    def as_booked(self) -> Files:
        """Return the files read as if every voucher counted."""
        plain = Files(self.root, self._source)
        # Set, so that it is never reckoned: whoever reckons reads by this.
        plain.force = ALL_COUNT
        return plain

    def data(self, path: str) -> bytes | None:
        """Return a file's bytes, or None where it is not there."""
        return self._source(path)

    def document(self, path: str) -> Map:
        """Return a file's content with positions."""
        return self.parsed(self._there(path), path)

    def _there(self, path: str) -> bytes:
        """Return a file's bytes; BadData where it is not there."""
        data = self._source(path)
        if data is None:
            raise BadData([Problem(Place(path), "missing", msg("this file is not there"))])
        return data

    def parsed(self, data: bytes, path: str) -> Map:
        """Return what the bytes of a file hold, with positions."""
        read = partial(load_kept, self.root, data, path, self.keeps_what_it_read)
        return remembered(_PARSED, (data, path), lambda: whole(read()))

    @property
    def keeps_what_it_read(self) -> bool:
        """Return whether these are the work tree's files, which the next command reads again."""
        return self._source == self._from_work_tree

    def record(self, record: type[R], path: str) -> R:
        """Return the record that one file holds."""
        data = self._there(path)
        try:
            # By today's rulebook first: what has left it stands in an earlier one, and reading all
            # of them is dear.
            return self._record(_as_filed(record, self.own_text), data, path)
        except BadData as error:
            if not is_of_another_rulebook(error.problems):
                raise
            return self._record(_as_filed(record, *self.own_texts), data, path)

    def _record(self, record: type[R], data: bytes, path: str) -> R:
        read = partial(self._read_record, record, data, path)
        return cast(R, remembered(_RECORDS, (record, data, path), read))

    def _read_record(self, record: type[R], data: bytes, path: str) -> R:
        found = Findings(path)
        value = read_record(record, self.parsed(data, path), found)
        if found.problems or value is MISSING:
            raise BadData(found.problems)
        return value

    def customer(self, id: str) -> Customer:
        """Return one customer; of one who was merged into another, the other."""
        if id not in self._customers:  # a contract's, a case's and its row's are the same
            self._customers[id] = self._followed(self.customer_as_filed, id)
        return self._customers[id]

    def customer_as_filed(self, id: str) -> Customer:
        """Return what stands in a customer's own file."""
        return self.record(Customer, f"{paths.CUSTOMERS}/{id}.yaml")

    def unit(self, id: str) -> Unit:
        """Return one unit; of one that was merged into another, the other."""
        return self._followed(self.unit_as_filed, id)

    def unit_as_filed(self, id: str) -> Unit:
        """Return what stands in a unit's own file."""
        return replace(self.record(Unit, f"{paths.UNITS}/{id}.yaml"), id=id)

    def _followed(self, read: Callable[[str], M], id: str) -> M:
        """Return the record at the end of ``merged_into``; validate names one that has no end."""
        seen, found = {id}, read(id)
        # Two clones may have merged each into the other: the circle ends where it began.
        while found.merged_into is not None and found.merged_into not in seen:
            seen.add(found.merged_into)
            found = read(found.merged_into)
        return found

    def has_unit(self, serial: str) -> bool:
        """Return whether a unit is on file."""
        return self._source(f"{paths.UNITS}/{serial}.yaml") is not None

    def case(self, reference: str) -> Case:
        """Return the case that an id, or the beginning or end of one, means."""
        return self.case_at(paths.case_path(find_case(self.root, reference)))

    def case_at(self, path: str) -> Case:
        """Return the case in one file."""
        return whole(read_case(self.document(path), path, self.force.barred, self.kinds_of))

    def read_case(self, raw: Map, path: str) -> tuple[Case | None, tuple[Problem, ...]]:
        """Return the case that a file's content describes, by its rulebook's kinds; all counts."""
        return read_case(raw, path, kinds_of=self.kinds_of)

    def kinds_of(self, policy: str) -> Kinds:
        """Return the kinds of case of a rulebook.

        One that is not there says none (``validate`` names it where it is wanted).
        """
        if policy not in self._kinds:
            path = f"{paths.RULEBOOKS}/{policy}.yaml"
            data = self._source(path)
            if data is None:
                data, path = self._source(paths.POLICIES), paths.POLICIES
                if data is None or content_id(data) != policy:
                    return first_kinds(policy)
            self._kinds[policy] = self.kinds_in(data, path)
        return self._kinds[policy]

    def kinds_in(self, data: bytes, path: str) -> Kinds:
        """Return the kinds of case that the bytes of a rulebook say."""
        return kinds_of_file(
            self.root, data, path, partial(self.parsed, data, path), self.keeps_what_it_read
        )

    def all_kinds(self) -> Iterator[Kinds]:
        """Yield the kinds of today's rulebook, and of those kept that can be read."""
        for path in (paths.POLICIES, *paths.files_below(self.root, paths.RULEBOOKS)):
            data = self._source(path)
            with suppress(BadData):
                if data is not None:
                    yield self.kinds_in(data, path)

    @cached_property
    def own_text(self) -> str:
        """Return what today's rulebook adds to records and steps; "" where it cannot be read."""
        data = self._source(paths.POLICIES)
        with suppress(BadData):
            if data is not None and may_say_own(data):
                return self.kinds_in(data, paths.POLICIES).own_text
        return ""

    @cached_property
    def own_texts(self) -> tuple[str, ...]:
        """Return what kept rulebooks add, and what today's does: a record may say it still."""
        found = []
        for path in paths.files_below(self.root, paths.RULEBOOKS):
            data = self._source(path)
            with suppress(BadData):
                if data is not None and may_say_own(data):
                    found.append(self.kinds_in(data, path).own_text)
        return (*found, self.own_text)

    def with_own(self, record: R, values: Mapping[str, Any]) -> R:
        """Return a record that is new with what was typed for fields that the rulebook adds."""
        from servicectl.domain.workflow.own_records import with_own

        return with_own(record, self.own_text, values) if self.own_text else record

    def voucher(self, id: str) -> Voucher:
        """Return one voucher; raise UsageError where there is none."""
        path = paths.voucher_path(id)
        if self._source(path) is None:
            raise UsageError(
                msg("there is no voucher {id}", id=id),
                msg("servicectl parts ledger ACCOUNT lists those of an account"),
            )
        return self.voucher_at(path)

    def voucher_at(self, path: str) -> Voucher:
        """Return the voucher in one file."""
        from servicectl.domain.ledger.voucher import read_voucher

        return whole(read_voucher(self.document(path), path))

    def vouchers_of(self, case: Case) -> list[Voucher]:
        """Return the vouchers in force of a case's events: no other file is opened."""
        return self.force.counting([self.voucher(id) for id in case.booked])

    def naming(self, key: str, id: str) -> Naming:
        """Return where a customer or a unit (the ``key`` that names it) is named; git finds it."""
        from servicectl.store.team.grep import naming

        return remembered(self._named, (key, id), lambda: naming(self.root, key, id))

    def vouchers_naming(self, key: str, value: str) -> list[Voucher]:
        """Return those in force with a line in which ``key`` is ``value``; git finds them."""
        from servicectl.store.team.grep import vouchers_with

        found = vouchers_with(self.root, [key], [value])
        return self.force.counting([self.voucher_at(path) for path in found])

    def vouchers_by_paper(self, number: str) -> list[Voucher]:
        """Return the vouchers whose paper has a number, however it is written."""
        from servicectl.store.team.grep import vouchers_by_paper

        return [self.voucher_at(path) for path in vouchers_by_paper(self.root, [number])]

    def vouchers_about(self, id: str) -> list[Voucher]:
        """Return what was booked about a voucher, and about that: back, adjusted, confirmed."""
        about = self.vouchers_naming("voucher", id)
        further = (self.vouchers_naming("voucher", voucher.id) for voucher in about)
        return [*about, *chain.from_iterable(further)]

    def number_booked(self, number: str) -> str:
        """Return a serial number as the books spell it, if it is in them; letter case is theirs."""
        from servicectl.store.team.grep import numbers_in_books

        booked = numbers_in_books(self.root, number.partition("@")[0])
        return booked.get(number.casefold(), number)

    def vouchers_touching(self, *accounts: str) -> list[Voucher]:
        """Return those in force that move something from or to these accounts or parts of them.

        Those of accounts whose names only begin so may be among them.
        """
        from servicectl.store.team.grep import vouchers_with

        found = vouchers_with(self.root, ("from", "to"), accounts)
        return self.force.counting([self.voucher_at(path) for path in found])

    def vouchers(self, problems: list[Problem]) -> Iterator[Voucher]:
        """Yield every voucher in force that can be read, as :meth:`cases` does."""
        for path in paths.files_below(self.root, paths.LEDGER, problems):
            with NotedIn(problems):
                yield from self.force.counting([self.voucher_at(path)])

    @cached_property
    def catalogue(self) -> Catalogue:
        """Return the parts and models; a file that is not there holds none."""
        from servicectl.domain.master.catalogue import Catalogue, Parts, Products

        parts, products = self._listed(Parts, paths.PARTS), self._listed(Products, paths.PRODUCTS)
        return Catalogue(parts.parts, products.products)

    @cached_property
    def products(self) -> dict[str, Product]:
        from servicectl.domain.master.catalogue import Products

        listed = self._listed(Products, paths.PRODUCTS).products
        return {product.model: product for product in listed}

    @cached_property
    def own_accounts(self) -> dict[str, str]:
        """Return branches, agents, makers and depots: account to name."""
        from servicectl.domain.master.catalogue import OwnAccounts

        listed = self._listed(OwnAccounts, paths.ACCOUNTS).accounts
        return {account.account: account.name for account in listed}

    @cached_property
    def tools(self) -> dict[str, Tool]:
        from servicectl.domain.master.catalogue import Tools

        return {tool.tool: tool for tool in self._listed(Tools, paths.TOOLS).tools}

    @cached_property
    def prices(self) -> PriceList | None:
        from servicectl.domain.master.catalogue import PriceList

        return self._optional(PriceList, paths.PRICES)

    def _listed(self, record: type[R], path: str) -> R:
        """Return the record of a file that is a list; one that is not there lists nothing."""
        return self._optional(record, path) or record(schema=1)

    def _optional(self, record: type[R], path: str) -> R | None:
        return self.record(record, path) if self._source(path) is not None else None

    def cases(self, problems: list[Problem], only: Container[str] | None = None) -> Iterator[Case]:
        """Yield every case [of these paths] that can be read; ``problems`` gets what is wrong.

        So does what git cannot read of a case in HEAD, where the work tree has its only copy.
        """
        from servicectl.store.team.history import looking_at_head

        before = len(problems)
        with looking_at_head(self.root, tops=(paths.CASES,)) as hurt:
            for path in paths.case_paths(self.root, problems):
                if path != paths.case_path(Path(path).stem):
                    problems.append(_stray(path))
                elif only is None or path in only:
                    with NotedIn(problems):
                        yield self.case_at(path)
            problems[before:before] = hurt()

    def cases_at(self, found: Iterable[str], problems: list[Problem]) -> Iterator[Case]:
        """Yield the case in each of these files that can be read, as :meth:`cases` does."""
        for path in found:
            with NotedIn(problems):
                yield self.case_at(path)

    def customers(self, problems: list[Problem]) -> Iterator[Customer]:
        """Yield every customer that can be read, as :meth:`cases` does."""
        for path in paths.files_below(self.root, paths.CUSTOMERS, problems):
            with NotedIn(problems):
                yield self.record(Customer, path)


def _stray(path: str) -> Problem:
    return Problem(
        Place(path),
        "stray-file",
        msg("no such file is kept here"),
        msg("servicectl {words} tells more", words=commands.validate(path)),
    )
