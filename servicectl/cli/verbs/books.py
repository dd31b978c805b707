"""What the forms of the ledger are about: the vouchers and records that go to their templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from servicectl.cli.app.context import Context
from servicectl.cli.verbs.stock import check_holders
from servicectl.domain.ledger.balances import in_force
from servicectl.domain.ledger.books import BookQuery
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.time.moments import Period
from servicectl.errors import UsageError, msg
from servicectl.output.json.case import View
from servicectl.output.sheets.case_ledger import CaseBooks, case_views
from servicectl.output.sheets.context import Printing, Records
from servicectl.output.sheets.parts import SheetLedger
from servicectl.output.sheets.store import (
    HOUSE,
    STOCK,
    Stored,
    count_view,
    goods_book_view,
    price_list_view,
    tools_view,
)
from servicectl.output.sheets.voucher import FORM_OF, voucher_view
from servicectl.store.team import paths

Values = Mapping[str, Any]


def form_of(context: Context, id: str) -> str:
    """Return the form that a voucher is printed on; raise UsageError where there is none."""
    voucher = context.team.voucher(id)
    if voucher.did not in FORM_OF:
        raise UsageError(
            msg("no form is made of {voucher}: {verb}", voucher=id, verb=voucher.did),
            msg("forms are made of: {words}", words=", ".join(FORM_OF)),
        )
    return FORM_OF[voucher.did]


def of_case(
    context: Context, form: str, records: Records, printing: Printing, voucher: str | None
) -> list[View]:
    """Return the sheets of a form of a case that shows parts, units or money."""
    team = context.team
    booked = team.vouchers_of(records.case)
    files = (*_files(booked), paths.PARTS, paths.PRICES) if booked else ()
    about = CaseBooks(
        replace(records, paths=(*records.paths, *files)),
        SheetLedger(in_force(booked), team.catalogue),
        team.prices.version if team.prices else None,
    )
    sheets = case_views(form, about, printing, voucher)
    if not sheets:
        raise UsageError(
            msg("{voucher} was booked back", voucher=voucher),
            msg("leave --voucher away, and name the case"),
        )
    return sheets


def of_voucher(context: Context, id: str, printing: Printing) -> list[View]:
    """Return the sheet of one voucher."""
    team = context.team
    voucher = team.voucher(id)
    back = (v for v in team.vouchers_naming("voucher", id) if v.reverses == id)
    reversed_by = next((v.id for v in back), None)
    books = SheetLedger([voucher], team.catalogue)
    files = (*_files([voucher]), paths.PARTS, paths.ACCOUNTS)
    return [voucher_view(voucher, books, team.own_accounts, reversed_by, printing, files)]


def of_store(context: Context, form: str, values: Values, printing: Printing) -> list[View]:
    """Return the one list of the store."""
    match form:
        case "goods-book":
            return [_goods_book(context, values, printing)]
        case "count":
            account = values.get("account", STOCK)
            check_holders(context, BookQuery(account=account))
            stored = _stored(context, context.team.vouchers_touching(account))
            return [count_view(stored, account, printing)]
        case "tools":
            stored = _stored(context, context.team.vouchers_naming("tool", ""), paths.TOOLS)
            tools = context.team.tools.values()
            return [tools_view(stored, tools, values.get("account"), printing)]
        case _:
            return [_price_list(context, printing)]


def _goods_book(context: Context, values: Values, printing: Printing) -> View:
    """Return the goods book of a day or a month, this month's unless another is named."""
    today = context.now.astimezone(context.zone).date()
    period: Period = values.get("for") or Period.month_of(today)
    stored = _stored(context, context.team.vouchers_touching(HOUSE))

    def model_of(serial: str) -> str | None:
        return context.team.unit(serial).model if context.team.has_unit(serial) else None

    return goods_book_view(stored, period, model_of, printing)


def _price_list(context: Context, printing: Printing) -> View:
    prices = context.team.prices
    if prices is None:
        raise UsageError(
            msg("there is no list of prices"),
            msg("write it: {path}, with version and items (item, amount)", path=paths.PRICES),
        )
    return price_list_view(prices, [paths.PRICES], printing)


def _stored(context: Context, vouchers: Sequence[Voucher], *files: str) -> Stored:
    known = [voucher for voucher in vouchers if voucher.at <= context.now]
    shown = (*_files(known), paths.PARTS, paths.ACCOUNTS, *files)
    return Stored(SheetLedger(known, context.team.catalogue), context.team.own_accounts, shown)


def _files(vouchers: Sequence[Voucher]) -> list[str]:
    return [paths.voucher_path(voucher.id) for voucher in vouchers]
