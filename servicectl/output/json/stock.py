"""Stock, books, orders and obligations as JSON shows them (design.md §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.books import Balance, Book, BookLine, Custody
from servicectl.domain.ledger.reorder import Order, Rank
from servicectl.domain.ledger.voucher import Item
from servicectl.domain.master.catalogue import Catalogue, Tool
from servicectl.domain.movements.outstanding import Owed
from servicectl.domain.movements.voucher_approvals import SpokenYes
from servicectl.output.i18n import say
from servicectl.output.json.rows import View, moment


def number(qty: Decimal) -> int | float:
    """Return a quantity or a sum as a JSON number with the very digits it has.

    Whole ones without a point. The ledger's have at most three decimals and far less than fifteen
    digits: the shortest text of such a float, which JSON writes, is the decimal itself.
    """
    return int(qty) if qty == qty.to_integral() else float(qty)


def item_view(item: Item, sku: str | None) -> View:
    """Return what a thing is: its part or model, and its number, tool or currency if it has one."""
    own = {kind: item.id if item.kind == kind else None for kind in ("serial", "tool")}
    return {"sku": sku, **own, "currency": item.id if item.kind == "money" else None}


def stock_view(holding: Holding, catalogue: Catalogue) -> View:
    """Return one row of ``parts stock``."""
    return {
        **item_view(holding.key.item, holding.sku),
        "name": name_of(catalogue, holding.sku),
        "account": holding.key.account,
        "case": holding.key.case,
        "qty": number(holding.qty),
        "unit": holding.unit,
    }


def name_of(catalogue: Catalogue, sku: str | None) -> str | None:
    """Return what the catalogue calls a part or model, or None."""
    part = catalogue.get(sku) if sku else None
    return part.name if part else None


class ShownBook(NamedTuple):
    """An account's book, with its name, and by voucher whose yes by word of mouth it rests on."""

    account: str
    name: str | None
    book: Book
    said: Mapping[str, Sequence[SpokenYes]]


def book_view(shown: ShownBook, zone: ZoneInfo) -> View:
    """Return what ``parts ledger`` tells of an account."""
    return {
        "account": shown.account,
        "name": shown.name,
        "opening": [_balance_view(balance) for balance in shown.book.opening],
        "rows": [_entry_view(entry, shown.said, zone) for entry in shown.book.entries],
        "closing": [_balance_view(balance) for balance in shown.book.closing],
    }


def _yes_view(yes: SpokenYes, zone: ZoneInfo) -> View:
    """Return who is said to have approved, and when he confirmed it, or what he denies."""
    confirmed = None if yes.answer is None or yes.is_denied else moment(yes.answer.at, zone)
    denied = yes.answer.fields.get("denied") if yes.answer else None
    return {"who": yes.person, "confirmed": confirmed, "denied": denied}


def _balance_view(balance: Balance) -> View:
    return {
        "account": balance.account,
        **item_view(balance.item, balance.sku),
        "qty": number(balance.qty),
    }


def _entry_view(entry: BookLine, said: Mapping[str, Sequence[SpokenYes]], zone: ZoneInfo) -> View:
    posting = entry.posting
    voucher, change = posting.voucher, number(abs(posting.change))
    return {
        "at": moment(voucher.at, zone),
        "voucher": voucher.id,
        "did": voucher.did,
        "by": voucher.by,
        "case": voucher.case,
        "document": voucher.fields.get("document"),
        "account": posting.key.account,
        "other": entry.other,
        **item_view(posting.key.item, entry.sku),
        "in": change if posting.change > 0 else None,
        "out": change if posting.change < 0 else None,
        "balance": number(entry.balance),
        "reason": posting.line.reason,
        "approved_by": [_yes_view(yes, zone) for yes in said.get(voucher.id, ())],
    }


def order_view(order: Order) -> View:
    """Return one row of ``parts reorder``."""
    part = order.part
    return {
        "sku": part.sku,
        "name": part.name,
        "qty": number(order.qty),
        "unit": part.unit,
        "stock": number(order.stock),
        "point": number(order.point),
        "min": number(part.min) if part.min is not None else None,
        "max": number(part.max) if part.max is not None else None,
        "use": number(order.use),
        "lead_days": part.lead_days,
        "class": part.class_,
        "supplier": part.supplier,
    }


def rank_view(rank: Rank) -> View:
    """Return one row of ``parts abc``; ``share`` has four decimals."""
    return {
        "sku": rank.part.sku,
        "name": rank.part.name,
        "use": number(rank.use),
        "price": number(rank.part.price) if rank.part.price is not None else None,
        "value": number(rank.value) if rank.value is not None else None,
        "share": number(round(rank.share, 4)) if rank.share is not None else None,
        "class": rank.class_,
        "catalogue": rank.part.class_,
        "differs": rank.differs,
    }


def owed_view(owed: Owed, zone: ZoneInfo) -> View:
    """Return one row of ``parts owed``; the sentences are in the language spoken."""
    return {
        "kind": owed.kind,
        "what": say(owed.obligation.what),
        "who": owed.obligation.who,
        "since": moment(owed.since, zone),
        "due": moment(owed.due, zone),
        "case": owed.case,
        "settle": say(owed.obligation.settle),
    }


def tool_view(tool: str, entry: Tool | None, kept: Custody | None, zone: ZoneInfo) -> View:
    """Return one row of ``tool list`` (F25); ``holder`` is a person, else the account.

    ``entry`` is None for a tool that is not in the register, ``kept`` where no voucher names it.
    """
    account = kept.account if kept else None
    person = account.name if account and account.kind.named == "person" else None
    return {
        "tool": tool,
        "name": entry.name if entry else None,
        "value": number(entry.value) if entry and entry.value is not None else None,
        "fixed_asset": entry is not None and entry.fixed_asset,
        "holder": person or (str(account) if account else None),
        "account": str(account) if account else None,
        "since": moment(kept.since if kept else None, zone),
    }


def loan_view(holding: Holding, since: datetime, customer: View | None, zone: ZoneInfo) -> View:
    """Return one row of ``loan list``: out with a customer for a case, or on the shelf."""
    return {
        "serial": holding.key.item.id,
        "sku": holding.sku,
        "account": holding.key.account,
        "out": holding.account.kind.word == "customer",
        "case": holding.key.case,
        "customer": customer,
        "since": moment(since, zone),
    }


def goods_view(entry: BookLine, receipt: str | None, zone: ZoneInfo) -> View:
    """Return one line of the goods in/out book (F16, R116)."""
    voucher = entry.posting.voucher
    return {
        "at": moment(voucher.at, zone),
        "serial": entry.posting.key.item.id,
        "sku": entry.sku,
        "case": voucher.case,
        "direction": "in" if entry.posting.change > 0 else "out",
        "other": entry.other,
        "by": voucher.by,
        "receipt": receipt,
        "voucher": voucher.id,
    }
