"""The sheets of the store: a voucher's, and the lists of stock, goods, tools and prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from servicectl.domain.ledger.balances import booked_back
from servicectl.domain.ledger.books import BookQuery
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.schema import commands
from servicectl.domain.time.moments import Period
from servicectl.errors import UsageError, msg
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import Printing
from servicectl.output.sheets.parts import SheetLedger
from servicectl.output.sheets.store import (
    HOUSE,
    STOCK,
    StoreLedger,
    count_view,
    goods_book_view,
    price_list_view,
    tools_view,
)
from servicectl.output.sheets.voucher import SaidSince, voucher_view
from servicectl.services.queries.approvals import yeses
from servicectl.services.queries.sheet_query import SheetQuery, check_form
from servicectl.services.queries.sheet_records import printing_of, voucher_paths
from servicectl.services.queries.stock import check_holders, up_to
from servicectl.store.team import paths
from servicectl.store.team.team import Team


def of_voucher(team: Team, now: datetime, query: SheetQuery) -> list[View]:
    """Return the sheet of the voucher named, which has to be one of the form's."""
    id = query.voucher
    if id is None:
        raise UsageError(msg("the voucher is not named"), commands.sheet(voucher="VOUCHER").message)
    check_form(team, query.form, id)
    printing = printing_of(team, now)
    voucher = team.voucher(id)
    reversed_by = booked_back(team.vouchers_about(id)).get(id)
    yes = next(iter(yeses(team, [voucher]).get(id, ())), None)
    books = SheetLedger([voucher], team.catalogue)
    files = (*voucher_paths([voucher]), paths.PARTS, paths.ACCOUNTS)
    said = SaidSince(reversed_by, yes)
    return [voucher_view(voucher, books, team.own_accounts, said, printing, files)]


def store_list(team: Team, now: datetime, query: SheetQuery) -> View:
    """Return the one list of the store that the form is."""
    return _LISTED[str(query.form)](team, query, printing_of(team, now))


def _count(team: Team, query: SheetQuery, printing: Printing) -> View:
    account = query.account or STOCK
    check_holders(team, BookQuery(account=account))
    stored = _stored(team, printing.now, team.vouchers_touching(account))
    return count_view(stored, account, printing)


def _tools(team: Team, query: SheetQuery, printing: Printing) -> View:
    stored = _stored(team, printing.now, team.vouchers_naming("tool", ""), paths.TOOLS)
    return tools_view(stored, team.tools.values(), query.account, printing)


def _goods_book(team: Team, query: SheetQuery, printing: Printing) -> View:
    """Return the goods book of a day or a month, this month's unless another is named."""
    now = printing.now
    period = query.period or Period.month_of(team.policy.calendar.date_of(now))
    stored = _stored(team, now, team.vouchers_touching(HOUSE))

    def model_of(serial: str) -> str | None:
        return team.unit(serial).model if team.has_unit(serial) else None

    return goods_book_view(stored, period, model_of, printing)


def _price_list(team: Team, query: SheetQuery, printing: Printing) -> View:
    prices = team.prices
    if prices is None:
        raise UsageError(
            msg("there is no list of prices"),
            msg("write it: {path}, with version and items (item, amount)", path=paths.PRICES),
        )
    return price_list_view(prices, [paths.PRICES], printing)


def _stored(team: Team, now: datetime, vouchers: Sequence[Voucher], *files: str) -> StoreLedger:
    known = up_to(now, vouchers)
    shown = (*voucher_paths(known), paths.PARTS, paths.ACCOUNTS, *files)
    return StoreLedger(SheetLedger(known, team.catalogue), team.own_accounts, shown)


_LISTED = {
    "goods-book": _goods_book,
    "count": _count,
    "tools": _tools,
    "price-list": _price_list,
}
"""What makes the lists of the store."""
