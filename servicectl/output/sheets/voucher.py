"""What the forms of one voucher show: goods received, sent to the maker, scrapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.master.accounts import Account
from servicectl.domain.movements.voucher_approvals import SpokenYes
from servicectl.domain.schema.quantities import read_price
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import Printing
from servicectl.output.sheets.parts import SheetLedger, value_of, who_when

FORM_OF = {
    "receive": "receipt",
    "from-maker": "receipt",
    "to-maker": "maker-return",
    "scrap": "scrap",
    "take-away": "take-away",
    "loan-out": "loan",
}
"""Which form a voucher is printed on, by what was done."""
_BOUGHT = ("receive", "from-maker")
_SAID = (
    *("document", "quality", "replaces", "expected", "analysis", "remedy", "reason"),
    *("instead_of", "credit", "refused"),
)


class SaidSince(NamedTuple):
    """What was said of a voucher since: by which it is booked back, and of the yes to it (R187)."""

    reversed_by: str | None
    yes: SpokenYes | None


def voucher_view(
    voucher: Voucher,
    books: SheetLedger,
    accounts: Mapping[str, str],
    since: SaidSince,
    printing: Printing,
    paths: tuple[str, ...],
) -> View:
    """Return what a form of a voucher shows (F14, F26; R092, R093, R099, R100).

    ``books`` has the catalogue; ``accounts`` are the names of makers, branches, agents and depots;
    ``total`` is in ``currency``, the rulebook's; ``oral`` is that the yes to it is only said to
    have been given, ``denied`` that it was not; ``paths`` are the files that it is made from.
    """
    line = voucher.lines[0] if voucher.lines else None
    fields = voucher.fields
    said = {name: fields.get(name) for name in _SAID}
    goods = _in_hand(voucher)
    end = goods[-1] if goods else line
    lines = _valued(goods, voucher, books)
    return {
        "id": voucher.id,
        "did": voucher.did,
        "case": voucher.case,
        **who_when(voucher, printing),
        **printing.witness(paths),
        "from": account_view(line.source, accounts, printing) if line else None,
        "to": account_view(end.target, accounts, printing) if end else None,
        "lines": lines,
        "total": value_of(lines),
        "currency": printing.policy.money.currency,
        "supplier": fields.get("supplier") or _suppliers(voucher, books),
        **said,
        "expected": printing.time(fields.get("expected")),
        "approved_by": printing.name(fields.get("approved_by")),
        "oral": since.yes is not None and since.yes.answer is None,
        "denied": since.yes is not None and since.yes.is_denied,
        "note": voucher.note,
        "reversed_by": since.reversed_by,
    }


def _in_hand(voucher: Voucher) -> list[Line]:
    """Return the goods that lie there: what came, or what went where nothing came for it."""
    goods = [line for line in voucher.lines if not line.currency]
    return [line for line in goods if line.to != "supplier"] or goods


def _valued(goods: Sequence[Line], voucher: Voucher, books: SheetLedger) -> list[View]:
    """Return goods at the price they were bought for, else at what the catalogue says.

    What was received without a price has none: the catalogue's is what customers pay.
    """
    if voucher.did not in _BOUGHT:
        return [books.valued_view(line, books.price_of(line.sku)) for line in goods]
    paid = {price.sku: price.amount for price in map(read_price, voucher.fields.get("price", ()))}
    return [books.valued_view(line, paid.get(str(line.sku))) for line in goods]


def _suppliers(voucher: Voucher, books: SheetLedger) -> str | None:
    """Return who supplies what was bought, as the catalogue has it, or None."""
    if voucher.did != "receive" or any(line.from_ != "supplier" for line in voucher.lines):
        return None
    parts = (books.catalogue.get(str(line.sku)) for line in voucher.lines)
    return "; ".join(dict.fromkeys(p.supplier for p in parts if p and p.supplier)) or None


def account_view(account: Account, accounts: Mapping[str, str], printing: Printing) -> View:
    """Return an account: ``id`` as it is typed, ``kind``, with the shelf of a store, and ``name``.

    The name is that of a person, or of the team's list; None where the kind says it all.
    """
    id, kind = str(account), account.kind
    shelf = kind.word if not kind.shelves else id
    if kind.named == "person":
        name = printing.name(account.name)
    else:
        name = accounts.get(id, account.name) if kind.named else None
    return {"id": id, "kind": shelf + (":old" if account.old else ""), "name": name}
