"""All vouchers together: no account of ours below zero, nothing in two places, once booked back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain, pairwise

from servicectl.domain.ledger.balances import (
    BalanceKey,
    Posting,
    Shortfall,
    booked_back,
    doubles,
    in_time,
    postings,
    renamed,
    shortfalls,
)
from servicectl.domain.ledger.drawer import FINANCE, unfunded
from servicectl.domain.ledger.papers import Paper, by_paper, paper_of
from servicectl.domain.ledger.voucher import Item, Line, Voucher
from servicectl.domain.master.accounts import read_account
from servicectl.domain.master.catalogue import Catalogue, Part
from servicectl.domain.schema import commands
from servicectl.errors import Message, Problem, msg
from servicectl.validate.file_kinds import File
from servicectl.validate.wrong_ways import wrong_ways

SINGLE = ("serial", "tool")
"""Kinds of things of which there is only one."""


class LedgerState:
    """The postings of some vouchers by what they touch; vouchers may come and go.

    So what one voucher changes is checked without going through all others again.
    """

    def __init__(self, files: Iterable[File] = ()) -> None:
        self.files: dict[str, File] = {}
        self._by_key: defaultdict[BalanceKey, dict[str, list[Posting]]] = defaultdict(dict)
        self._by_item: defaultdict[Item, set[BalanceKey]] = defaultdict(set)
        self._by_case: defaultdict[str | None, dict[str, File]] = defaultdict(dict)
        self._reversals: defaultdict[str, dict[str, File]] = defaultdict(dict)
        self._papers: defaultdict[tuple[str, str], dict[str, File]] = defaultdict(dict)
        for file in files:
            self.add(file)

    def add(self, file: File) -> None:
        """Take a voucher in; one with the same id is replaced."""
        voucher: Voucher = file.value
        self.remove(voucher.id)
        self.files[voucher.id] = file
        self._by_case[voucher.case][voucher.id] = file
        self._post(file, voucher)

    def _post(self, file: File, voucher: Voucher) -> None:
        if voucher.reverses:
            self._reversals[voucher.reverses][voucher.id] = file
        paper = paper_of(voucher)
        if paper is not None:
            self._papers[paper.same][voucher.id] = file
        for posting in postings([voucher]):
            self._by_key[posting.key].setdefault(voucher.id, []).append(posting)
            self._by_item[posting.key.item].add(posting.key)

    def remove(self, id: str) -> None:
        """Leave a voucher out, if it is in."""
        file = self.files.pop(id, None)
        if file is not None:
            del self._by_case[file.value.case][id]
            self._unpost(file.value)

    def _unpost(self, voucher: Voucher) -> None:
        if voucher.reverses:
            self._reversals[voucher.reverses].pop(voucher.id, None)
        paper = paper_of(voucher)
        if paper is not None:
            self._papers[paper.same].pop(voucher.id, None)
        for posting in postings([voucher]):
            self._by_key[posting.key].pop(voucher.id, None)

    def leave_out(self, counting_of: Callable[[list[Voucher]], list[Voucher]]) -> None:
        """Leave out of the books what does not count, and take the rest in from when it does."""
        for file in list(self.files.values()):
            counting = counting_of([file.value])
            if counting != [file.value]:
                self._unpost(file.value)
                for voucher in counting:
                    self._post(file, voucher)

    def of_case(self, case: str) -> Mapping[str, File]:
        """Return the vouchers that name a case, by id."""
        return self._by_case.get(case, {})

    def problems(self, touched: Collection[File]) -> Iterator[Problem]:
        """Yield what is wrong with everything that these vouchers move or book back."""
        keys: dict[BalanceKey, None] = {}
        reversals: dict[str, File] = {}
        for file in touched:
            keys |= dict.fromkeys(posting.key for posting in postings([file.value]))
            reversals |= self._reversals.get(file.value.id, {})
            if file.value.reverses:
                reversals |= self._reversals[file.value.reverses]
        yield from chain.from_iterable(map(wrong_ways, self.in_force(touched)))
        for key in keys:
            yield from self._below_zero(key)
        for item in {key.item: None for key in keys if key.item.kind in SINGLE}:
            yield from self._in_two_places(item)
            yield from self._as_another_model(item)
        for file in reversals.values():
            yield from self._wrongly_reversed(file)
        papers = filter(None, (paper_of(file.value) for file in touched))
        for paper in {paper.same: paper for paper in papers}.values():
            yield from self._used_again(paper)
        for key in keys:
            if key.account == FINANCE:
                yield from self._not_there(key)

    def in_force(self, files: Iterable[File]) -> Iterator[File]:
        """Yield those of some vouchers that are not booked back, or are so no more."""
        for file in files:
            back = self._reversals.get(file.value.id, {})
            again = [one for id in back for one in self._reversals.get(id, {}).values()]
            if file.value.id not in booked_back(one.value for one in (*back.values(), *again)):
                yield file

    def _used_again(self, paper: Paper) -> Iterator[Problem]:
        """Yield each voucher that goes by a paper by which another went before."""
        same = self._papers[paper.same]
        back = [file for id in same for file in self._reversals.get(id, {}).values()]
        known = [file.value for file in (*same.values(), *back)]
        for first, again in pairwise(by_paper(paper, known)):
            text = msg(
                "paper {number} of {account} is used already by {id}",
                number=again.fields["document"],
                account=paper.account,
                id=first.id,
            )
            remedy = msg(
                "servicectl {words} books it back", words=commands.reverse(again.id, reason="TEXT")
            )
            yield Problem(same[again.id].place("document"), "paper-used", text, remedy)

    def _not_there(self, key: BalanceKey) -> Iterator[Problem]:
        """Yield each sum set against cost that finance did not hold."""
        for posting, there in unfunded(self._posted(key)):
            text = msg(
                "finance holds {there} {currency}, {wanted} are set against cost",
                there=there,
                currency=key.item.id,
                wanted=-posting.change,
            )
            remedy = msg(
                "servicectl {words} books it back",
                words=commands.reverse(posting.voucher.id, reason="TEXT"),
            )
            yield Problem(posting.line.place, "not-in-drawer", text, remedy)

    def bought(self, touched: Iterable[File]) -> Iterator[Voucher]:
        """Yield those of some vouchers by which a tool came in, if they are in force."""
        yield from (f.value for f in self.in_force(touched) if f.value.did == "tool-add")

    def unlike_the_catalogue(
        self, touched: Iterable[File], catalogue: Catalogue
    ) -> Iterator[Problem]:
        """Yield what lies with us with a serial number too many, or without one: it cannot move.

        Only of what these vouchers move; once for each part and account, where it came in last.
        """
        items = {line.item for file in touched for line in file.value.lines}
        wrong: dict[tuple[str, str], Problem] = {}
        for key in (key for item in items for key in self._by_item[item]):
            kind, posted = read_account(key.account).kind, self._posted(key)
            part = catalogue.get(str(posted[-1].line.sku)) if posted else None
            if part is None or not (kind.holds_stock or kind.word == "engineer"):
                continue
            unlike = key.item.kind == ("sku" if part.serialised else "serial")
            if unlike and sum(posting.change for posting in posted) > 0:
                wrong[part.sku, key.account] = _cannot_move(part, posted[-1])
        yield from wrong.values()

    def _posted(self, *keys: BalanceKey) -> list[Posting]:
        found = [p for key in keys for posted in self._by_key[key].values() for p in posted]
        return sorted(found, key=in_time)

    def _below_zero(self, key: BalanceKey) -> Iterator[Problem]:
        """Yield the first fall of an account of ours below zero: those after it follow from it."""
        if read_account(key.account).kind.is_bounded:
            first = next(shortfalls(self._posted(key)), None)
            if first is not None:
                yield _shortfall(first)

    def _in_two_places(self, item: Item) -> Iterator[Problem]:
        posted = self._posted(*sorted(self._by_item[item], key=str))
        for double in doubles(posted):
            other = next(
                p.key.account
                for p in posted
                if p.change > 0 and p is not double and read_account(p.key.account).kind.own
            )
            yield Problem(
                double.line.place,
                "two-places",
                msg(
                    "{id} comes into {account} here, and it is in {other} already",
                    id=item.id,
                    account=double.key.account,
                    other=other,
                ),
                msg("servicectl unit show {id} tells its way", id=item.id),
            )

    def _as_another_model(self, item: Item) -> Iterator[Problem]:
        """Yield where a thing with a serial number is taken as another model than it came in as."""
        posted = self._posted(*sorted(self._by_item[item], key=str))
        standing = {
            file.value.id for file in self.in_force(self.files[p.voucher.id] for p in posted)
        }
        counting = [p for p in posted if p.voucher.id in standing and not p.voucher.reverses]
        for posting, model in renamed(counting):
            text = msg("{id} is in {at} as {sku}", id=item.id, at=posting.key.account, sku=model)
            back = posting.voucher.way_back.message
            yield Problem(posting.line.place, "model", text, back)

    def _wrongly_reversed(self, file: File) -> Iterator[Problem]:
        """Yield where a voucher does not undo what it names, or another has undone it before."""
        voucher: Voucher = file.value
        original = self.files.get(str(voucher.reverses))
        if original is None:
            text = msg("there is no voucher {id}", id=voucher.reverses)
            yield Problem(file.place("voucher"), "reversal", text)
            return
        first = self._first_back(original.value.id)
        if first is not None and first.id != voucher.id and self._stands(voucher):
            text = msg(
                "{id} is booked back already by {other}", id=original.value.id, other=first.id
            )
            yield Problem(file.place("voucher"), "reversed", text)
        if voucher.case != original.value.case:
            text = msg("{id} is of another case", id=original.value.id)
            yield Problem(file.place("case"), "reversal", text)
        yield from _not_undone(file, original.value)

    def _stands(self, voucher: Voucher) -> bool:
        """Return whether a booking back is not itself booked back."""
        return voucher.id not in booked_back(self._bookings_back(voucher.id))

    def _bookings_back(self, id: str) -> Iterator[Voucher]:
        for file in self._reversals.get(id, {}).values():
            yield file.value
            yield from self._bookings_back(file.value.id)

    def _first_back(self, id: str) -> Voucher | None:
        """Return the first booking back of a voucher that stands."""
        found = (file.value for file in self._reversals[id].values())
        standing = [voucher for voucher in found if self._stands(voucher)]
        return min(standing, key=lambda v: (v.at, v.id), default=None)


def _cannot_move(part: Part, posting: Posting) -> Problem:
    account = posting.key.account
    if part.serialised:
        text = msg("{sku} has serial numbers, some in {at} have none", sku=part.sku, at=account)
    else:
        text = msg("{sku} has no serial numbers, some in {at} have", sku=part.sku, at=account)
    remedy = msg("write serialised: as it was in inventory/parts.yaml; what is new is another part")
    return Problem(posting.line.place, "serialised", text, remedy)


def _not_undone(file: File, original: Voucher) -> Iterator[Problem]:
    """Yield each line of a reversal that is none of the original's turned round, or lacks one."""
    wanted = Counter(_moved(line.back()) for line in original.lines)
    for n, line in enumerate(file.value.lines):
        if not wanted[_moved(line)]:
            text = msg("{id} has no such line to be booked back", id=original.id)
            yield Problem(file.place("lines", n), "reversal", text)
        wanted[_moved(line)] -= 1
    for (item, quantity, source, target), lacking in wanted.items():
        if lacking > 0:
            text = msg(
                "{qty} {item} from {source} to {target} is not booked back",
                qty=quantity,
                item=item.id,
                source=source,
                target=target,
            )
            yield Problem(file.place("lines"), "reversal", text)


def _moved(line: Line) -> tuple[Item, object, str, str]:
    return line.item, line.quantity, line.from_, line.to


def _shortfall(short: Shortfall) -> Problem:
    """Return the problem of an account that falls below zero by a posting."""
    posting = short.posting
    account, item = posting.key.account, posting.key.item
    there = max(short.balance - posting.change, 0)
    case = posting.key.case
    remedy: Message = msg("servicectl parts ledger {account} shows the book", account=account)
    held_in = posting.key.held_in
    if held_in.kind.word == "engineer" and case and not held_in.old and item.kind == "sku":
        text = msg(
            "{person} uses or gives back {qty} of {item} in {case}, and {there} were issued",
            person=held_in.name,
            qty=-posting.change,
            item=item.id,
            case=case,
            there=there,
        )
        return Problem(posting.line.place, "used-not-issued", text, remedy)
    text = msg(
        "{qty} of {item} leave {account}, which has {there}",
        qty=-posting.change,
        item=item.id,
        account=account,
        there=there,
    )
    return Problem(posting.line.place, "below-zero", text, remedy)
