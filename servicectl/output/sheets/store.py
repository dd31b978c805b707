"""What the forms of the store show: goods book, count sheet, price list, tool register."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from servicectl.domain.ledger.balances import Posting, postings
from servicectl.domain.ledger.books import Custody, book, receipts, tools_kept
from servicectl.domain.master.catalogue import Part, PriceList, Tool
from servicectl.domain.time.moments import ONE_DAY, Period
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import Printing
from servicectl.output.sheets.parts import SheetLedger
from servicectl.output.sheets.voucher import account_view
from servicectl.output.text.tables import cut

HOUSE = "house"
REMARK = 48  # columns of the goods book's last column, in at most four lines
STOCK = "store:good"
_KEEPING = ("at", "since", "gone", "reason", "compensation")


class StoreLedger(NamedTuple):
    """What forms of the store are made from: every voucher, the catalogue, names of accounts.

    ``paths`` are the files of all that.
    """

    books: SheetLedger
    accounts: Mapping[str, str]
    paths: Sequence[str]


# The goods book


def goods_book_view(
    stored: StoreLedger, period: Period, model_of: Callable[[str], str | None], printing: Printing
) -> View:
    """Return the customers' units that came in and went out in a period (F16, R116).

    ``before`` and ``after`` are how many were with us. What was booked back stays in the book,
    with its counterpart.
    """
    calendar = printing.policy.calendar
    since, before = calendar.at(period.first, 0), calendar.at(period.last + ONE_DAY, 0)
    found = book(stored.books.vouchers, HOUSE, since=since, before=before)
    given = receipts(stored.books.vouchers)
    return {
        "id": str(period),
        **printing.witness(stored.paths),
        "rows": [
            _moved(entry.posting, stored, printing)
            | {
                "model": entry.sku or model_of(entry.posting.key.item.id),
                "receipt": given.get((entry.posting.voucher.id, entry.posting.key.item.id)),
            }
            for entry in found.entries
        ],
        "before": len(found.opening),
        "after": len(found.closing),
    }


def _moved(post: Posting, stored: StoreLedger, printing: Printing) -> View:
    came = post.change > 0
    other = post.line.source if came else post.line.target
    return {
        "at": printing.time(post.at),
        "by": printing.name(post.voucher.by),
        "came": came,
        "serial": post.key.item.id,
        "case": post.voucher.case,
        "other": account_view(other, stored.accounts, printing),
        "number": post.voucher.id,
        "reverses": post.voucher.reverses,
        "remark": cut(" ".join((post.line.reason or "").split()), REMARK) or None,
    }


# The count sheet


def count_view(stored: StoreLedger, account: str, printing: Printing) -> View:
    """Return what is to be counted in an account, by shelf, without saying how many (R091).

    Listed is all that was ever in it, in the stock of good parts also the whole catalogue: that
    something stands there does not tell the counter that there is any.
    """
    moved = (p.line.sku for p in postings(stored.books.vouchers) if p.key.account == account)
    parts = (part.sku for part in stored.books.catalogue.parts) if account == STOCK else ()
    skus = dict.fromkeys(sku for sku in (*parts, *moved) if sku)
    found = (stored.books.catalogue.get(sku) or Part(sku=sku, name="") for sku in skus)
    return {
        "id": f"{account} {printing.now.astimezone(printing.policy.zone).date()}",
        **printing.witness(stored.paths),
        "account": account,
        "rows": [_shelf(part, stored.books) for part in sorted(found, key=_by_shelf)],
    }


def _shelf(part: Part, books: SheetLedger) -> View:
    return books.part_view(part.sku) | {"serialised": part.serialised}


def _by_shelf(part: Part) -> tuple[bool, list[tuple[int, str]], str]:
    """Return the order in which one walks past: A-2 before A-10, what has no place behind."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", part.location or "")
    numbered = [(int(p), "") if p[0] in "0123456789" else (0, p) for p in pieces]
    return part.location is None, numbered, part.sku


# The list of prices


def price_list_view(prices: PriceList, paths: Sequence[str], printing: Printing) -> View:
    """Return the list of repair items and charges that customers are shown (F17, R119)."""
    return {
        "id": prices.version,
        **printing.witness(paths),
        "currency": printing.policy.money.currency,
        "rows": [
            {"item": price.item, "amount": str(price.amount), "note": price.note}
            for price in prices.items
        ],
    }


# The tool register


def tools_view(
    stored: StoreLedger, tools: Iterable[Tool], keeper: str | None, printing: Printing
) -> View:
    """Return the register of tools, or of those in one account (F25; R131, R133 to R137).

    ``rows`` are those in somebody's keeping or in the store, ``gone`` the lost and the worn out.
    """
    places = tools_kept(stored.books.vouchers)
    rows = [_kept(tool, places.get(tool.tool), stored, printing) for tool in tools]
    own = [row for row in rows if keeper in (None, row["at"] and row["at"]["id"])]
    return {
        "id": str(printing.now.astimezone(printing.policy.zone).date()),
        **printing.witness(stored.paths),
        "keeper": keeper,
        "rows": [row for row in own if not row["gone"]],
        "gone": [row for row in own if row["gone"]],
    }


def _kept(tool: Tool, kept: Custody | None, stored: StoreLedger, printing: Printing) -> View:
    return {
        "tool": tool.tool,
        "name": tool.name,
        "value": str(tool.value) if tool.value is not None else None,
        "asset": tool.fixed_asset,
        "bought": str(tool.bought) if tool.bought else None,
        **(_keeping(kept, stored, printing) if kept else dict.fromkeys(_KEEPING)),
    }


def _keeping(kept: Custody, stored: StoreLedger, printing: Printing) -> View:
    paid = kept.voucher.fields.get("compensation")
    return {
        "at": account_view(kept.account, stored.accounts, printing),
        "since": printing.time(kept.since),
        "gone": not kept.account.kind.own,
        "reason": kept.voucher.fields.get("reason"),
        "compensation": str(paid) if paid else None,
    }
