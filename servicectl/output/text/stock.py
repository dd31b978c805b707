"""What people read of the store: a voucher, stock, a book, what to order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from servicectl.domain.ledger.books import Balance, Book, BookLine
from servicectl.domain.ledger.reorder import Order, Rank
from servicectl.domain.ledger.voucher import Item, Line, Voucher
from servicectl.domain.master.accounts import read_account
from servicectl.domain.movements.outstanding import Owed
from servicectl.domain.schema.quantities import CENT, normal
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View
from servicectl.output.text.labels import who_label
from servicectl.output.text.moments import local_time
from servicectl.output.text.tables import columns, table


def voucher_screen(voucher: Voucher, words: str, differs: bool = False) -> str:
    """Return what booking a document answers: its number, what moved, what comes next."""
    head = say(msg("{id}: {verb} recorded", id=voucher.id, verb=words))
    settle = f"servicectl parts adjust {voucher.id}"
    coming = msg("  it differs from the book; next, by somebody else: {settle}", settle=settle)
    return "\n".join([head, *moved(voucher), *([say(coming)] if differs else [])])


def moved(voucher: Voucher) -> list[str]:
    """Return what a voucher moved, one line each."""
    return [f"  {line}" for line in columns([_line(line) for line in voucher.lines])]


def _line(line: Line) -> tuple[str, ...]:
    what = line.serial or line.tool or line.sku or ""
    counted = line.currency if line.amount else line.unit
    return what, f"{line.quantity} {counted or ''}".strip(), f"{line.from_} → {line.to}"


class Column(NamedTuple):
    """A column of a list: its heading, and whether it holds figures, which stand flush right."""

    heading: Message
    figures: bool = False


def listed(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> str:
    """Return a list with headings; a column in which nothing stands is left out."""
    found = [["" if cell is None else cell for cell in row] for row in rows]
    kept = [n for n in range(len(columns)) if any(row[n] != "" for row in found)]
    return table(
        [[row[n] for n in kept] for row in found],
        [say(columns[n].heading) for n in kept],
        right=[place for place, n in enumerate(kept) if columns[n].figures],
    )


_ACCOUNT = Column(msg("account"))
_PART = Column(msg("part"))
_NUMBER = Column(msg("number"))
_NAME = Column(msg("description"))
_CASE = Column(msg("case"))
_QTY = Column(msg("quantity"), figures=True)
_UNIT = Column(msg("unit of count"))
_WHEN = Column(msg("when"))
_SINCE = Column(msg("since"))
_WHAT = Column(msg("what"))
_WHO = Column(msg("who"))
_VOUCHER = Column(msg("voucher"))
_HOLDER = Column(msg("holder"))
_VALUE = Column(msg("value"), figures=True)
_PRICE = Column(msg("price"), figures=True)
_USE = Column(msg("a year's use"), figures=True)
_CLASS = Column(msg("class"))


def stock_screen(rows: Sequence[View]) -> str:
    """Return the list of ``parts stock``."""
    return listed(
        (_ACCOUNT, _PART, _NUMBER, _NAME, _QTY, _UNIT, _CASE),
        [
            (
                row["account"],
                row["sku"],
                row["serial"] or row["tool"] or row["currency"],
                row["name"],
                row["qty"],
                row["unit"],
                row["case"],
            )
            for row in rows
        ],
    )


def book_screen(account: str, name: str | None, book: Book, zone: ZoneInfo) -> str:
    """Return an account as a book, between its opening and closing balances."""
    columns = (
        _WHEN,
        _VOUCHER,
        _WHAT,
        _CASE,
        _ACCOUNT,
        _PART,
        _NUMBER,
        Column(msg("from or to")),
        Column(msg("in"), figures=True),
        Column(msg("out"), figures=True),
        Column(msg("balance"), figures=True),
    )
    rows = [
        *(_balance_row(msg("opening balance"), balance, account) for balance in book.opening),
        *(_entry_row(entry, account, zone) for entry in book.entries),
        *(_balance_row(msg("closing balance"), balance, account) for balance in book.closing),
    ]
    head = f"{account} {name}" if name else account
    return f"{head}\n\n{listed(columns, rows)}"


def _balance_row(label: Message, balance: Balance, whole: str) -> tuple[object, ...]:
    item = balance.item
    part = _part_of(balance.account, whole)
    amount = _figure(item, balance.qty)
    return (say(label), "", "", "", part, balance.sku, _number(item), "", "", "", amount)


def _entry_row(entry: BookLine, whole: str, zone: ZoneInfo) -> tuple[object, ...]:
    posting = entry.posting
    item, voucher = posting.key.item, posting.voucher
    change = _figure(item, abs(posting.change))
    return (
        local_time(voucher.at, zone),
        voucher.id,
        words_of(voucher.did),
        voucher.case,
        _part_of(posting.key.account, whole),
        entry.sku,
        _number(item),
        entry.other,
        change if posting.change > 0 else "",
        change if posting.change < 0 else "",
        _figure(item, entry.balance),
    )


def _part_of(account: str, whole: str) -> str:
    """Return the account where a book covers several."""
    return "" if account == whole else account


def _number(item: Item) -> str:
    """Return what tells a thing from others of its part: serial number, tool, currency."""
    return "" if item.kind == "sku" else item.id


def _figure(item: Item, qty: Decimal) -> str:
    return str(qty.quantize(CENT) if item.kind == "money" else normal(qty))


def _sum(amount: Decimal | float | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def words_of(did: str) -> str:
    """Return what is typed for an action: ``parts issue`` for ``issue``."""
    return (ACTIONS.get(did) or DOCUMENTS[did]).words


def order_screen(orders: Sequence[Order]) -> str:
    """Return the list of ``parts reorder``."""
    return listed(
        (
            _PART,
            _NAME,
            Column(msg("to order"), figures=True),
            _UNIT,
            Column(msg("at hand"), figures=True),
            Column(msg("order below"), figures=True),
            _USE,
            Column(msg("days to wait"), figures=True),
            Column(msg("supplier")),
        ),
        [
            (
                order.part.sku,
                order.part.name,
                order.qty,
                order.part.unit,
                order.stock,
                order.point,
                order.use,
                order.part.lead_days,
                order.part.supplier,
            )
            for order in orders
        ],
    )


def rank_screen(ranks: Sequence[Rank]) -> str:
    """Return the list of ``parts abc``; the catalogue's class only where it is another."""
    return listed(
        (
            _PART,
            _NAME,
            _USE,
            _PRICE,
            _VALUE,
            Column(msg("share"), figures=True),
            _CLASS,
            Column(msg("catalogue says")),
        ),
        [
            (
                rank.part.sku,
                rank.part.name,
                rank.use,
                rank.part.price,
                _sum(rank.value),
                None if rank.share is None else f"{rank.share * 100:.1f} %",
                rank.class_ or "-",
                rank.part.class_ if rank.differs else "",
            )
            for rank in ranks
        ],
    )


def owed_screen(found: Sequence[Owed], zone: ZoneInfo) -> str:
    """Return the list of ``parts owed``."""
    return listed(
        (_SINCE, _WHO, _WHAT, _CASE, Column(msg("due")), Column(msg("settled by"))),
        [
            (
                local_time(owed.since, zone),
                who_label(owed.obligation.who),
                say(owed.obligation.what),
                owed.case,
                local_time(owed.due, zone) if owed.due else "",
                say(owed.obligation.settle),
            )
            for owed in found
        ],
    )


def tools_screen(rows: Sequence[View], zone: ZoneInfo) -> str:
    """Return the tool register (F25)."""
    yes = say(msg("yes"))
    return listed(
        (Column(msg("tool")), _NAME, _VALUE, Column(msg("fixed asset")), _HOLDER, _SINCE),
        [
            (
                row["tool"],
                row["name"],
                _sum(row["value"]),
                yes if row["fixed_asset"] else "",
                _keeper(row),
                _local_time(row["since"], zone),
            )
            for row in rows
        ],
    )


def _keeper(row: View) -> str:
    """Return who keeps a tool: the person, or what the account is that it is in."""
    if row["account"] is None:
        return "-"
    account = read_account(row["account"])
    return str(account.name) if account.kind.named == "person" else say(account.kind.help)


def loans_screen(rows: Sequence[View], zone: ZoneInfo) -> str:
    """Return the loaners: those out, and those on the shelf."""
    return listed(
        (_NUMBER, _PART, _ACCOUNT, Column(msg("customer")), _CASE, _SINCE),
        [
            (
                row["serial"],
                row["sku"],
                "" if row["out"] else row["account"],
                row["customer"] and row["customer"]["name"],
                row["case"],
                _local_time(row["since"], zone),
            )
            for row in rows
        ],
    )


def goods_screen(rows: Sequence[View], zone: ZoneInfo) -> str:
    """Return the goods in/out book (F16)."""
    ways = {"in": say(msg("in")), "out": say(msg("out"))}
    return listed(
        (
            _WHEN,
            _NUMBER,
            _PART,
            _CASE,
            Column(msg("in or out")),
            Column(msg("from or to")),
            Column(msg("by")),
            Column(msg("receipt")),
        ),
        [
            (
                _local_time(row["at"], zone),
                row["serial"],
                row["sku"],
                row["case"],
                ways[row["direction"]],
                row["other"],
                row["by"],
                row["receipt"],
            )
            for row in rows
        ],
    )


def _local_time(written: str | None, zone: ZoneInfo) -> str:
    return local_time(datetime.fromisoformat(written), zone) if written else ""
