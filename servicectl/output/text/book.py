"""Accounts as books on a terminal: what came, what went, what is left."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from servicectl.domain.ledger.books import Balance, BookLine
from servicectl.domain.ledger.voucher import Item
from servicectl.domain.movements.voucher_approvals import SpokenYes
from servicectl.domain.schema.quantities import CENT, normal
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.json.stock import ShownBook
from servicectl.output.text.listing import (
    ACCOUNT,
    CASE,
    NUMBER,
    PART,
    WHAT,
    Column,
    listed,
)
from servicectl.output.text.moments import local_time

_WHEN = Column(msg("when"))
_VOUCHER = Column(msg("voucher"))


def book_screen(shown: ShownBook, zone: ZoneInfo) -> str:
    """Return an account as a book, between its opening and closing balances."""
    account, name, book, _ = shown
    columns = (
        _WHEN,
        _VOUCHER,
        WHAT,
        CASE,
        ACCOUNT,
        PART,
        NUMBER,
        Column(msg("from or to")),
        Column(msg("approved by")),
        Column(msg("in"), figures=True),
        Column(msg("out"), figures=True),
        Column(msg("balance"), figures=True),
    )
    rows = [
        *(_balance_row(msg("opening balance"), balance, account) for balance in book.opening),
        *(_entry_row(entry, shown, zone) for entry in book.entries),
        *(_balance_row(msg("closing balance"), balance, account) for balance in book.closing),
    ]
    head = f"{account} {name}" if name else account
    return f"{head}\n\n{listed(columns, rows)}"


def _balance_row(label: Message, balance: Balance, whole: str) -> tuple[object, ...]:
    item = balance.item
    part = _part_of(balance.account, whole)
    amount = _figure(item, balance.qty)
    return (say(label), "", "", "", part, balance.sku, _number(item), "", "", "", "", amount)


def _entry_row(entry: BookLine, shown: ShownBook, zone: ZoneInfo) -> tuple[object, ...]:
    posting = entry.posting
    item, voucher = posting.key.item, posting.voucher
    change = _figure(item, abs(posting.change))
    return (
        local_time(voucher.at, zone),
        voucher.id,
        words_of(voucher.did),
        voucher.case,
        _part_of(posting.key.account, shown.account),
        entry.sku,
        _number(item),
        entry.other,
        ", ".join(map(_yes, shown.said.get(voucher.id, ()))),
        change if posting.change > 0 else "",
        change if posting.change < 0 else "",
        _figure(item, entry.balance),
    )


def _yes(yes: SpokenYes) -> str:
    """Return who is said to have approved, and whether he has said so in writing."""
    if yes.answer is None:
        return say(msg("{person} (to be confirmed)", person=yes.person))
    return say(msg("{person} (denied)", person=yes.person)) if yes.is_denied else yes.person


def _part_of(account: str, whole: str) -> str:
    return "" if account == whole else account


def _number(item: Item) -> str:
    """Return what tells a thing from others of its part: serial number, tool, currency."""
    return "" if item.kind == "sku" else item.id


def _figure(item: Item, qty: Decimal) -> str:
    return str(qty.quantize(CENT) if item.kind == "money" else normal(qty))


def words_of(did: str) -> str:
    """Return what is typed for an action: ``parts issue`` for ``issue``."""
    return (ACTIONS.get(did) or DOCUMENTS[did]).words
