"""What is in whose hands and has to come back, in all cases and beside them, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.numbered_forms import forms_of
from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.books import BookQuery, Lot, by_key, lots, stock
from servicectl.domain.ledger.stock_counts import not_adjusted
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.accounts import AccountWord, shelf
from servicectl.domain.movements.invoices import invoice_of, not_invoiced
from servicectl.domain.movements.obligations import Obligation, obligations, settled_with, thing
from servicectl.domain.movements.oral_approvals import (
    confirmation,
    contested,
    taking_back,
    unconfirmed,
)
from servicectl.domain.movements.voucher_approvals import spoken, still_open
from servicectl.domain.schema import commands
from servicectl.domain.schema.quantities import Goods
from servicectl.domain.time.calendar import Calendar
from servicectl.domain.time.moments import add_months
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple

OLD_PARTS = shelf("old")


class Owed(NamedTuple):
    """One open obligation: what kind, what and who and how it is settled, since when, until when.

    ``kind`` is part, old-part, loaner, payment, unit, maker, cash, tool, inspection, count,
    confirmation, contested or invoice.
    """

    kind: str
    obligation: Obligation
    since: datetime
    case: str | None
    due: datetime | None = None


def owed(
    vouchers: Sequence[Voucher], now: datetime, calendar: Calendar, cases: Iterable[Case] = ()
) -> list[Owed]:
    """Return every open obligation at ``now``, the oldest first.

    What the accounts of cases hold; tools, and parts without a case, in somebody's hands; what is
    at the maker's, and so without his analysis (R100); old parts that came in and were not
    inspected by the end of their month (R097); counts whose difference nobody has approved (R091);
    what was approved by word of mouth and is not confirmed, or stands though that was denied
    (R187); of these ``cases`` also what was collected and has no invoice (R120).
    """
    known = [voucher for voucher in vouchers if voucher.at <= now]
    posted = by_key(known)
    found: list[Owed] = []
    for holding in stock(known, BookQuery(account=OLD_PARTS)):
        rest = [(lot, _month_end(lot.at, calendar)) for lot in lots(posted[holding.key])]
        found += (_inspection(holding, lot, due) for lot, due in rest if due < now)
    for holding in _in_hands(known):
        first = lots(posted[holding.key])[0]
        due = first.voucher.fields.get("expected")
        found.append(Owed(_kind(holding), settled_by(holding), first.at, holding.key.case, due))
    unlike = not_adjusted(known, posted)
    found += (Owed("count", difference(count), count.at, None) for count in unlike)
    found += _spoken(known)
    for case in cases:
        found += (owed for owed in _said(case) if owed.since <= now)
        found += _invoices(case, [voucher for voucher in known if voucher.case == case.id])
    return sorted(found, key=lambda owed: (owed.since, owed.case or ""))


def _spoken(vouchers: Sequence[Voucher]) -> Iterator[Owed]:
    """Yield the store's vouchers whose approval is to be confirmed, or was denied."""
    for yes in spoken(vouchers):
        if yes.answer is None or yes.is_denied:
            kind = "contested" if yes.is_denied else "confirmation"
            yield Owed(kind, still_open(yes), (yes.answer or yes.voucher).at, yes.voucher.case)


def _said(case: Case) -> Iterator[Owed]:
    """Yield what of a case was approved by word of mouth, and is to be confirmed or taken back."""
    for event in unconfirmed(case):
        yield Owed("confirmation", confirmation(case, event), event.at, case.id)
    for event in contested(case):
        yield Owed("contested", taking_back(case, event), event.at, case.id)


def _invoices(case: Case, vouchers: Sequence[Voucher]) -> Iterator[Owed]:
    """Yield what was collected in a case and has no invoice, since it was last collected."""
    for currency, amount in not_invoiced(case, vouchers).items():
        since = max(voucher.at for voucher in vouchers if voucher.did == "cash-collect")
        yield Owed("invoice", invoice_of(case, amount, currency), since, case.id)


def _month_end(moment: datetime, calendar: Calendar) -> datetime:
    """Return 24:00 of the last day of the month, as clocks reckon it."""
    first = calendar.date_of(moment).replace(day=1)
    return calendar.at(add_months(first, 1), 0)


def _in_hands(vouchers: Sequence[Voucher]) -> Iterator[Holding]:
    """Yield what has to come back: tools, and what is in accounts that cases have."""
    for word in ("engineer", "customer-unit", "customer", "house", "maker", "cash"):
        yield from (h for h in stock(vouchers, BookQuery(account=word)) if h.qty > 0)


def held_by(vouchers: Sequence[Voucher], person: str) -> list[Obligation]:
    """Return what a person holds: parts, van stock, tools, cash, and how each is settled (R136)."""
    return [settled_by(h) for h in stock(vouchers, BookQuery(person=person)) if h.qty > 0]


def sheets_with(case: Case, person: str) -> Iterator[Obligation]:
    """Yield the sheets of a case that a person still has to hand in, numbered ones too (R136)."""
    last = next((event for event in reversed(case.events) if event.did == "complete"), None)
    if case.is_open and last and last.by == person and case.standing.allows(ACTIONS["sheet-in"]):
        what = msg("the service sheet of {case}", case=case.id)
        yield Obligation(what, person, commands.sheet_in(case.id).message)
    for form in forms_of(case):
        if form.state == "out" and form.who == person:
            what = msg("form {number} of {case}", number=form.number, case=case.id)
            back = commands.form.void(case.id, form.number, reason="TEXT")
            yield Obligation(what, person, back.message)


def settled_by(holding: Holding) -> Obligation:
    """Return what is held, by whom, and the command by which it comes back."""
    account = holding.account
    if holding.key.case:
        [found] = obligations([holding], holding.key.case)
        return found
    what = msg("{thing} in {account}", thing=thing(holding), account=str(account))
    return Obligation(what, account.name or account.kind.word, _settle(holding))


def _settle(holding: Holding) -> Message:
    account = holding.account
    if holding.key.item.kind == "money":
        return msg("servicectl {words} shows the book", words=commands.parts.ledger(str(account)))
    usual = settled_with(holding, None)
    if usual is not None:
        return usual.message
    return commands.parts.transfer(
        _goods(holding), from_=str(account), to=OLD_PARTS if account.old else shelf("good")
    ).message


def _goods(holding: Holding) -> str:
    item = holding.key.item
    serial = item.id if item.kind == "serial" else None
    return str(Goods(holding.sku or "MODEL", holding.qty, serial))


def _inspection(holding: Holding, lot: Lot, due: datetime) -> Owed:
    part = Holding(holding.key, lot.qty, holding.sku, holding.unit)
    what = msg("{thing} in {account}", thing=thing(part), account=OLD_PARTS)
    case = lot.voucher.case
    settle = commands.parts.inspect(_goods(part), result="good|bad", case=case).message
    return Owed("inspection", Obligation(what, "store", settle), lot.at, case, due)


def difference(count: Voucher) -> Obligation:
    """Return that a count differs from the book, who may approve it, and how."""
    what = msg(
        "the count of {account} by {person} differs from the book",
        account=count.fields.get("account"),
        person=count.by,
    )
    settle = commands.parts.adjust(count.id).message
    return Obligation(what, DOCUMENTS["adjust"].roles[0], settle)


def _kind(holding: Holding) -> str:
    account, item = holding.account, holding.key.item
    if item.kind == "tool":
        return "tool"
    if account.kind.word == "customer":
        return "payment" if item.kind == "money" else "loaner"
    return "old-part" if account.old else _KINDS[account.kind.word]


_KINDS: Mapping[AccountWord, str] = {
    "engineer": "part",
    "customer-unit": "old-part",
    "house": "unit",
    "maker": "maker",
    "cash": "cash",
}
